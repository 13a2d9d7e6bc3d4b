"""Compositions of the bassins de vie, movements of communes, postal codes: small tables of codes.

And the example of counts, from SIRENE.

From Insee's published files (codes, names and dates alone), and from « découpage administratif »
for the postal codes and for the movements of after Insee's file.
"""

import gzip
import hashlib
import json
import os
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from build_edition.divisions import read_list
from build_edition.packages import read_member
from poles_geo.codes import fold_codes
from poles_geo.communes.movements import filiation
from poles_geo.errors import SourceError
from poles_geo.sources.cog import read_movements
from poles_geo.sources.postal_codes import delivery_label
from poles_geo.sources.zonings.compositions import read_composition

FIRST_YEAR = 2003
FORMER_YEAR = 2014
"""Year of the communes of the former postal codes, and of the bassins de vie 2012."""
MERGER, REESTABLISHMENT, CHANGE_OF_SEAT = "32", "21", "50"


@dataclass(frozen=True)
class InseeFile:
    """A file of Insee's, pinned by its checksum; no registry has it."""

    file: str
    sha256: str

    def find(self, folder: Path) -> Path:
        """Find it in `folder`, or among the real data of the tests.

        Raises
        ------
        SourceError
            When it is in neither, or is another edition.
        """
        real = Path(os.environ.get("POLES_GEO_DONNEES", "../shared/data"))
        kept = (real / part / self.file for part in ("insee", "cog", "professionnels"))
        places = [folder / self.file, *kept]
        path = next((place for place in places if place.exists()), None)
        if path is None:
            raise SourceError(f"{self.file} : fichier de l'Insee à poser dans {folder}.")
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != self.sha256:
            raise SourceError(f"{path} : somme SHA-256 {found}, attendue {self.sha256}.")
        return path


COMPOSITIONS = {
    "bv2012": InseeFile(
        "BV2012_au_01-01-2014.zip",
        "ebe563f08e01208812fbe4f10d75a3016add3825f504a87282cef25453f7f9a8",
    ),
    "bv2022": InseeFile(
        "BV2022_au_01-01-2024.zip",
        "da0e94760f3e8daadfe5a50b7b31e26d765b67b2e7c11fca47c0042f871f9f5f",
    ),
}
MOVEMENTS = InseeFile(
    "v_mvt_commune_2024.csv", "ac8f374f068908e6a83ffcaa2404eb122b666392c5aa2d58d89eabdd2d5888ba"
)
EXAMPLE = InseeFile(
    "sirene2019_par_commune.csv",
    "2599abb361b56976e21c960c1e3a3d08454d20cb1842eadf0730a0dfa13b2456",
)


def build_composition(file: Path) -> pd.DataFrame:
    """Composition of a zoning of Insee's.

    Returns
    -------
    DataFrame
        code_commune, sorted; code_bassin (missing for a commune of no bassin), nom_bassin.
    """
    table = read_composition(file).drop(columns="nom_commune", errors="ignore")
    return table.sort_index().reset_index().astype("category")


def build_movements(file: Path, *editions: tuple[int, Path]) -> pd.DataFrame:
    """Movements of communes since 2003: those of Insee, then those between later editions.

    Parameters
    ----------
    file : Path
        ``v_mvt_commune_2024.csv``.
    editions : (int, Path)
        Year and package of « découpage administratif », the first that of Insee's file.

    Returns
    -------
    DataFrame
        mod, date, type_avant, code_avant, type_apres, code_apres, as
        :func:`~poles_geo.sources.cog.read_movements` gives them.
    """
    moves = read_movements(file)
    kept = moves[moves["date"] > f"{FIRST_YEAR}-01-01"]
    added = [
        _between(read_list(before, "communes"), read_list(after, "communes"), year)
        for (_, before), (year, after) in pairwise(editions)
    ]
    table = pd.concat([kept, *added], ignore_index=True)
    order = ["date", "mod", "code_avant", "code_apres", "type_avant", "type_apres"]
    table = table.sort_values(order, ignore_index=True)
    table["date"] = table["date"].dt.strftime("%Y-%m-%d")
    return table.astype("category")


def _between(before: pd.DataFrame, after: pd.DataFrame, year: int) -> pd.DataFrame:
    """Tell the events from one list of communes to the next, dated 1 January.

    The former codes of a commune say what entered it; a code that comes back and takes no other
    is a commune re-established; one that takes the code of the seat is a change of seat.
    """
    old = before[before["type"] == "commune-actuelle"].set_index("code")
    new = after[after["type"] == "commune-actuelle"].set_index("code")
    absorbed = new["anciensCodes"].explode().dropna()
    entered = pd.Series(absorbed.index, index=absorbed)
    entered = entered[entered.index.isin(old.index.difference(new.index))]
    seats = entered[~entered.isin(old.index)]
    rows = [(CHANGE_OF_SEAT, "COM", source, target) for source, target in seats.items()]
    merged = entered[entered.isin(old.index)]
    for target, sources in merged.groupby(merged):
        rows += [(MERGER, "COM", code, target) for code in [target, *sources.index]]
    parents = before.set_index(["code", "type"])["chefLieu"]
    back = new.index.difference(old.index).difference(seats)
    parent_of = parents[parents.index.get_level_values(0).isin(back)].droplevel(1)
    for parent, restored in parent_of.groupby(parent_of):
        rows += [(REESTABLISHMENT, "COM", parent, code) for code in [parent, *restored.index]]
        rows += [(REESTABLISHMENT, "COMD", code, code) for code in restored.index]
    if lost := set(back) - set(parent_of.index) | (
        set(old.index) - set(new.index) - set(entered.index)
    ):
        raise SourceError(f"communes de {year} sans origine ou sans suite : {sorted(lost)}.")
    events = pd.DataFrame(rows, columns=["mod", "type_avant", "code_avant", "code_apres"])
    return events.assign(date=pd.Timestamp(year, 1, 1), type_apres="COM")


def build_postal_codes(package: Path) -> pd.DataFrame:
    """Postal codes of the communes of the package, overseas included.

    Returns
    -------
    DataFrame
        code_postal, code_commune (arrondissements folded into their city), acheminement: the name
        of the commune, or of one of its communes déléguées or associées, as La Poste writes it.
    """
    communes = read_list(package, "communes")
    holder = communes["chefLieu"].fillna(communes["code"])
    served = communes.dropna(subset="codesPostaux").set_index("code")["codesPostaux"]
    named = pd.DataFrame({"code_commune": holder, "acheminement": delivery_label(communes["nom"])})
    codes = communes["code"].where(communes["type"] == "arrondissement-municipal", holder)
    table = named.assign(code_postal=codes.map(served)).explode("code_postal")
    table = table.dropna(subset="code_postal")
    table["code_commune"] = fold_codes(table["code_commune"])
    columns = ["code_postal", "code_commune", "acheminement"]
    return table[columns].drop_duplicates().sort_values(columns, ignore_index=True)


def build_former_postal_codes(package: Path, moves: pd.DataFrame) -> pd.DataFrame:
    """Postal codes, in 2014, of the communes that an event touches.

    Parameters
    ----------
    package : Path
        La Poste's table of that time: its first line is a header.
    moves : DataFrame
        As :func:`build_movements` gives them.

    Returns
    -------
    DataFrame
        code_postal, code_commune (of 2014), sorted.
    """
    packed = read_member(package, "package/codes-postaux.json.gz")
    table = pd.DataFrame(json.loads(gzip.decompress(packed).decode("latin-1"))[1:])
    moved = table["codeInsee"].isin(filiation(moves)[FORMER_YEAR])
    table = table[moved].rename(columns={"codePostal": "code_postal", "codeInsee": "code_commune"})
    columns = ["code_postal", "code_commune"]
    return table[columns].drop_duplicates().sort_values(columns, ignore_index=True)


def build_example(file: Path) -> pd.DataFrame:
    """Health establishments by commune: the file as it is, its whole numbers as whole numbers.

    Every commune of the file is kept: each has an establishment, and a zero beside it is written.

    Returns
    -------
    DataFrame
        code_commune, sorted; a column of int16 a type of establishment, as the file names it.

    Raises
    ------
    SourceError
        When a number is missing, is not whole, or is too large.
    """
    table = pd.read_csv(file, sep=";", dtype={"codecommuneetablissement": "str"})
    table = table.rename(columns={"codecommuneetablissement": "code_commune"})
    numbers = table.set_index("code_commune").sort_index()
    whole = numbers.fillna(-1).astype("int16")
    if not ((whole == numbers) & (whole >= 0)).all(axis=None):
        raise SourceError(f"{file} : des nombres manquent ou ne sont pas entiers.")
    return whole.reset_index()
