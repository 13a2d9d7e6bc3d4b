"""FINESS as it was published until 2026: establishments, then their places, and no header.

Fields between semicolons, in Windows-1252 or UTF-8: a first line that dates the extraction, rows
« structureet », then rows « geolocalisation ». Kept of an establishment: its number, name, category
and commune; neither address nor telephone. Closed ones may be in it: nothing there tells them.
"""

import csv
import re
from collections.abc import Iterator
from functools import cache
from types import MappingProxyType

import pandas as pd

from poles_geo.errors import LayoutError

ESTABLISHMENT, PLACE = "structureet", "geolocalisation"
"""First field of each kind of row."""
FIELDS = (
    "section", "nofinesset", "nofinessej", "rs", "rslongue", "complrs", "compldistrib", "numvoie",
    "typvoie", "voie", "compvoie", "lieuditbp", "commune", "departement", "libdepartement",
    "ligneacheminement", "telephone", "telecopie", "categetab", "libcategetab", "categagretab",
    "libcategagretab", "siret", "codeape", "codemft", "libmft", "codesph", "libsph", "dateouv",
    "dateautor", "datemaj", "numuai",
)  # fmt: skip
PLACE_FIELDS = ("section", "nofinesset", "coordxet", "coordyet", "sourcecoordet", "datemaj")
NUMBER = r"\d[\dAB]\d{7}"
"""Form of the number of an establishment."""
IS_NUMBER, IS_CATEGORY = re.compile(NUMBER).fullmatch, re.compile(r"\d{3}").fullmatch
PROJECTIONS = {
    "LAMBERT93": 2154, "L93": 2154, "UTMN20": 5490, "UTMN21": 4467, "UTMN22": 2972,
    "UTMS38": 4471, "UTMS40": 2975,
}  # fmt: skip
"""EPSG code of each projection that ends « sourcecoordet », its marks left out."""
CATEGORIES = MappingProxyType({"603": "Maison de santé", "604": "CPTS", "124": "Centre de santé"})
"""Categories of coordinated care, as they are called on a map: those that are read unless others
are asked. The register does not tell a centre de santé polyvalent from another."""
COLUMNS = ("ligne", "finess", "nom", "categorie", "nature", "code_commune", "x", "y", "projection")
"""What is kept of an establishment; `projection`: « EPSG:2154 », nothing when it is not said."""


def is_finess(head: str) -> bool:
    """Tell a file of FINESS by its beginning."""
    first, *others = head.lstrip("\ufeff\r\n").replace('"', "").splitlines()[:2] or [""]
    return first.startswith("finess;") or any(
        line.startswith((f"{ESTABLISHMENT};", f"{PLACE};")) for line in (first, *others)
    )


def read_finess(text: str, name: str) -> pd.DataFrame:
    """Read the establishments of a text of FINESS.

    Parameters
    ----------
    text : str
    name : str
        Of the file, for messages.

    Returns
    -------
    DataFrame
        One row an establishment, in the order of the file: :data:`COLUMNS`, texts as published but
        ligne (from 1), x and y (numbers). `attrs`: source, date when the first line says it,
        registre, lignes_illisibles (lines that are no row), sans_structure (how many places are
        of no establishment of the file).

    Raises
    ------
    LayoutError
        No row of establishment.
    """
    kept: list[tuple[object, ...]] = []
    places: dict[str, tuple[str, str, str]] = {}
    unread: list[int] = []
    date = ""
    for line, fields in _rows(text):
        section = fields[0].strip().casefold()
        if section == ESTABLISHMENT and _is_whole(fields):
            kept.append((line, *_establishment(fields)))
        elif section == PLACE and len(fields) >= len(PLACE_FIELDS) - 1:
            x, y, source = fields[2:5]
            places.setdefault(_number(fields[1]), (x, y, source))
        elif section == "finess":
            date = next((one for one in fields if re.fullmatch(r"20\d\d-\d\d-\d\d", one)), date)
        else:
            unread.append(line)
    if not kept:
        raise LayoutError(
            f"{name} : fichier de FINESS sans ligne « {ESTABLISHMENT} » ; prenez l'extraction des "
            "établissements géolocalisés (etalab-cs1100507)."
        )
    table = pd.DataFrame(kept, columns=list(COLUMNS[:6]))
    found = [places.get(number, ("", "", "")) for number in table["finess"].tolist()]
    raw = pd.DataFrame(found, columns=["x", "y", "projection"], dtype="str")
    table["x"], table["y"] = coordinates(raw["x"]), coordinates(raw["y"])
    table["projection"] = [projection_named(source) for source in raw["projection"].tolist()]
    told = {"source": "FINESS, établissements", "date": date}
    table.attrs = {
        **{key: text for key, text in told.items() if text},
        "registre": True,
        "lignes_illisibles": unread,
        "sans_structure": len(places.keys() - set(table["finess"])),
    }
    return table


def coordinates(cells: pd.Series) -> pd.Series:
    """Read coordinates, whose mark of decimals is a point or a comma; missing where they are none.

    Examples
    --------
    >>> coordinates(pd.Series(["870215.7", "50,63", "704 000", ""])).tolist()
    [870215.7, 50.63, 704000.0, nan]
    """
    plain = cells.astype("str").str.replace(r"\s", "", regex=True).str.replace(",", ".")
    return pd.Series(pd.to_numeric(plain, errors="coerce"), index=cells.index, dtype="float64")


@cache
def projection_named(source: str) -> str:
    """Give the projection that « sourcecoordet » names, « » when it names none.

    Examples
    --------
    >>> projection_named("1,ATLASANTE,100,IGN,BD_ADRESSE,V2.2,LAMBERT_93")
    'EPSG:2154'
    """
    bare = re.sub(r"[^A-Z0-9]", "", source.rpartition(",")[2].upper())
    found = (code for named, code in PROJECTIONS.items() if bare.startswith(named))
    return next((f"EPSG:{code}" for code in found), "")


@cache
def whole_code(departement: str, commune: str) -> str:
    """Put a commune of three digits after its département.

    Those overseas have a letter of FINESS's own, « 9A » to « 9J », and the third digit of theirs
    is the first of the commune.

    Examples
    --------
    >>> whole_code("59", "350"), whole_code("9D", "411"), whole_code("1", "4")
    ('59350', '97411', '01004')
    """
    commune = commune.strip().zfill(3)
    before = departement.strip().upper().zfill(2)
    if re.fullmatch("9[A-F]", before):
        return f"97{commune}"
    if re.fullmatch("9[G-Z]", before):
        return f"98{commune}"
    if len(before) == 3:
        return f"{before}{commune[-2:]}"
    return f"{before}{commune}"


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the fields of each line that has some, with its number: no field holds a line end."""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if not line.strip():
            continue
        if '"' not in line:
            yield number, line.split(";")
            continue
        try:
            fields = next(csv.reader([line], delimiter=";", strict=True))
        except csv.Error:
            fields = [cell.strip('"') for cell in line.split(";")]
        yield number, fields


def _is_whole(fields: list[str]) -> bool:
    """Tell a row none of whose fields has been cut in two: each is where it is expected."""
    return (
        len(FIELDS) - 1 <= len(fields) <= len(FIELDS) + 1
        and IS_NUMBER(_number(fields[1])) is not None
        and IS_CATEGORY(fields[18].strip()) is not None
    )


def _number(cell: str) -> str:
    return cell.strip().upper().zfill(9)


def _establishment(fields: list[str]) -> tuple[str, str, str, str, str]:
    """Give its number, name, category, label, and commune."""
    name = fields[4].strip() or fields[3].strip()
    code = whole_code(fields[13], fields[12])
    return _number(fields[1]), name, fields[18].strip(), fields[19].strip(), code
