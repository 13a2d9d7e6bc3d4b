"""Zonings given by larger things than communes: EPCI, départements or bassins de vie.

Each is expanded to the communes of the embedded edition, by code. A commune reached by two units
is in neither, and is listed, as is what no unit reaches.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from poles_geo.codes import SCIENTIFIC, departements_of
from poles_geo.edition import embedded as edition
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.errors import Faults, TableError, warn, worded
from poles_geo.tabular.books.sheet_tables import Table
from poles_geo.typography import french_count, punctuate

SHOWN = 10


@dataclass(frozen=True)
class Kind:
    """A kind of member.

    Attributes
    ----------
    told : (str, str)
        Its name, in the singular and the plural.
    columns : tuple of str
        Plain names of the column of its code.
    year : int
        Of the communes that it is expanded to.
    holders : callable
        Gives the member of each commune; index ``code_commune``.
    """

    told: tuple[str, str]
    columns: tuple[str, ...]
    year: int
    holders: Callable[[], pd.Series]


def _of_departements() -> pd.Series:
    communes = load_commune_table().index.to_series()
    return departements_of(communes)


def _of_zoning(zonage: str) -> pd.Series:
    return edition.load_composition(zonage)["code_bassin"]


KINDS = (
    Kind(
        ("EPCI", "EPCI"),
        ("epci", "codeepci", "epcicode", "siren", "sirenepci", "epcisiren", "codesiren",
         "codesirenepci", "numsiren"),
        edition.COMMUNES_YEAR,
        lambda: load_commune_table()["epci"],
    ),
    *(
        Kind(
            (f"bassin de vie {name[2:]}", f"bassins de vie {name[2:]}"),
            (name.lower(), f"code{name.lower()}", f"{name.lower()}code"),
            year,
            lambda name=name: _of_zoning(name),  # type: ignore[misc]
        )
        for name, (_, year) in edition.ZONINGS.items()
    ),
    Kind(
        ("département", "départements"),
        ("dep", "departement", "codedepartement", "codedep", "coddep", "depcode"),
        edition.COMMUNES_YEAR,
        _of_departements,
    ),
)  # fmt: skip
"""Kinds of members, the finest first: a row that has an EPCI and its département is an EPCI."""
COLUMNS = frozenset(column for kind in KINDS for column in kind.columns)


def kind_of(columns: Mapping[str, str]) -> tuple[Kind, str] | None:
    """Find the members of a table, and their column, from its columns by plain name."""
    for kind in KINDS:
        for name in kind.columns:
            if name in columns:
                return kind, columns[name]
    return None


def expand(
    table: Table, column: str, kind: Kind, units: pd.Series, names: pd.Series | None
) -> pd.DataFrame:
    """Expand a composition by member to communes.

    Parameters
    ----------
    table : Table
        One row a member.
    column : str
        That of the code of the member.
    kind : Kind
    units, names : Series of str
        Code and name of the unit of each row; missing outside every one.

    Returns
    -------
    DataFrame
        Index ``code_commune``, sorted; code_bassin (missing for a commune of several units, or of a
        member in none), and nom_bassin with `names`. ``attrs``: communes_en_double (units of each
        commune that several reach), communes_sans_unite (those that none reaches, in the
        départements of the others), membres_inconnus.

    Raises
    ------
    TableError
        A code that has lost digits; no member known.

    Warns
    -----
    UserWarning
        When one of these lists is not empty.
    """
    file = table.sheet.file
    rows = pd.DataFrame({"membre": _codes(table.data[column], kind, file), "unite": units})
    if names is not None:
        rows["nom"] = names
    holders = kind.holders().dropna()
    unknown = sorted(set(rows["membre"]) - set(holders))
    communes = holders.rename("membre").rename_axis("code_commune").reset_index()
    reached = communes.merge(rows.drop_duplicates(["membre", "unite"]), on="membre")
    if reached.empty:
        raise TableError(
            f"{file} : colonne {column} : aucun code n'est celui d'un {kind.told[0]} connu "
            f"(communes de {kind.year}) ; vérifiez les codes, ou donnez une ligne par commune."
        )
    several = reached[reached["code_commune"].duplicated(keep=False)]
    found = reached.drop_duplicates("code_commune").set_index("code_commune").sort_index()
    torn = several.groupby("code_commune")["unite"].agg(lambda of: sorted(of.dropna().unique()))
    found.loc[
        found.index.isin(torn.index), [name for name in ("unite", "nom") if name in found]
    ] = None
    places = departements_of(holders.index.to_series())
    around = places.index[places.isin(departements_of(found.index.to_series()).unique())]
    gaps = sorted(around.difference(found.index))
    composition = found.rename(columns={"unite": "code_bassin", "nom": "nom_bassin"})
    composition = composition.drop(columns="membre").astype("str")
    composition.attrs = {
        "communes_en_double": {str(code): units for code, units in torn.items()},
        "communes_sans_unite": gaps,
        "membres_inconnus": unknown,
    }
    _tell(file, kind, composition.attrs)
    return composition


def _codes(cells: pd.Series, kind: Kind, file: str) -> pd.Series:
    """Read codes of members, repaired when it is certain."""
    codes = cells.str.strip().str.replace(r"[.,]0+$", "", regex=True).str.upper()
    faults = Faults(file)
    if (lost := codes.str.fullmatch(SCIENTIFIC)).any():
        faults.add(
            f"colonne {cells.name} : codes dont un tableur a perdu des chiffres", codes[lost]
        )
    faults.raise_if_any()
    width = 2 if kind.told[0] == "département" else 5
    return codes if kind.told[0] == "EPCI" else codes.where(codes == "", codes.str.zfill(width))


def _shown(code: str) -> str:
    """Quote what is made as a code; of anything else, its length alone."""
    if re.fullmatch(r"[0-9AB]{1,9}", code):
        return code
    return f"({french_count(len(code), 'caractère')})" if code else "(vide)"


def _tell(file: str, kind: Kind, attrs: Mapping[object, object]) -> None:
    """Say what is in several units, in none, or unknown."""
    told = (
        ("communes_en_double", "commune", "de plusieurs unités, laissée hors de toutes",
         "de plusieurs unités, laissées hors de toutes"),
        ("communes_sans_unite", "commune", "qu'aucune unité n'atteint",
         "qu'aucune unité n'atteint"),
        ("membres_inconnus", kind.told, "inconnu", "inconnus"),
    )  # fmt: skip
    lines = []
    for key, noun, one, more in told:
        listed = [_shown(code) for code in attrs[key]]  # type: ignore[attr-defined]
        if listed:
            nouns = noun if isinstance(noun, tuple) else (noun, f"{noun}s")
            many = ", …" if len(listed) > SHOWN else ""
            state = one if len(listed) == 1 else more
            lines.append(
                f"\n  – {french_count(len(listed), *nouns)} {state} : "
                f"{', '.join(listed[:SHOWN])}{many}{worded(f' ({key})', '')}"
            )
    if lines:
        where = worded(" (listes dans attrs)", "")
        warn(punctuate(f"{file} : à savoir{where} :{''.join(lines)}"))
