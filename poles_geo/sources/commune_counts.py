"""Counts already made by commune: one column a profession, one row a profession, or the BPE.

They count what their producer counted (establishments, practices by address), not persons: a
person in two communes of one bassin is there twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.sources.by_commune import CODE_COMMUNE
from poles_geo.tabular.headers import Header
from poles_geo.tabular.numbers import numbers
from poles_geo.tabular.rows import map_rows
from poles_geo.tabular.sheets import plain
from poles_geo.typography import french_count

COMMUNE = (*CODE_COMMUNE, "codecommuneetablissement")
PROFESSION = ("codeprofession", "profession")
NUMBER = ("effectif", "nombre", "nb", "n", "valeur")
BPE_COLUMNS = {"code": "depcom", "profession": "typequ", "n": "nbequip"}
MELODI_COLUMNS = {
    "code": "geo", "maille": "geoobject", "profession": "facilitytype", "n": "obsvalue",
    "annee": "timeperiod",
}  # fmt: skip
TABLE_WARNING = (
    "Table par commune : elle compte ce que son producteur a compté, non des personnes ; qui "
    "exerce dans deux communes d'un bassin y compte deux fois."
)
BPE_WARNING = (
    "BPE : exercice libéral à l'adresse du cabinet ; ne se compare pas terme à terme au RPPS."
)
UNIT_KINDS = ("COM", "ARM")
WHOLE_COMMUNE = "code de commune (clé)"


def _long(names: Mapping[str, int]) -> dict[str, str]:
    """Columns of a table with one row per commune and profession, when it is one."""
    code = next((name for name in COMMUNE if name in names), None)
    profession = next((name for name in PROFESSION if name in names), None)
    number = next((name for name in NUMBER if name in names), None)
    if code and profession and number:
        return {"code": code, "profession": profession, "n": number}
    return {}


@dataclass(frozen=True)
class TableLayout:
    """A layout of tables by commune that have one row a commune and profession, or a column each.

    Attributes
    ----------
    name, nature, source : str
        Of the layout; what it counts; what maps print, empty for the name of the file.
    warnings : tuple of str
        That go with its counts.
    columns : callable
        From the plain names of a header, the column of each role; nothing when it is of another
        layout. None: one column a profession, besides the code of the commune.
    """

    name: str
    nature: str
    source: str
    warnings: tuple[str, ...]
    columns: Callable[[Mapping[str, int]], dict[str, str]] | None

    def roles(self, header: Header) -> dict[str, int] | None:
        """Position of the columns to read, by role; None when the file is of another layout."""
        names = {plain(name): rank for rank, name in reversed(list(enumerate(header.columns)))}
        if self.columns is not None:
            columns = self.columns(names)
            found = columns and set(columns.values()) <= set(names)
            return {role: names[name] for role, name in columns.items()} if found else None
        code = next((names[name] for name in COMMUNE if name in names), None)
        if code is None or len(header.columns) < 2:
            return None
        others = {name: rank for rank, name in enumerate(header.columns) if rank != code}
        if len(others) < len(header.columns) - 1:
            raise LayoutError(f"{header.text.name} : des colonnes ont le même nom.")
        return {WHOLE_COMMUNE: code, **others}


SOURCE_BPE = "Base permanente des équipements (Insee)"
TABLE, BPE = "table par commune", "BPE"
OF_BPE = (TABLE_WARNING, BPE_WARNING)
TABLE_LAYOUTS = (
    TableLayout("BPE, Melodi", BPE, SOURCE_BPE, OF_BPE, lambda _: MELODI_COLUMNS),
    TableLayout("BPE", BPE, SOURCE_BPE, OF_BPE, lambda _: BPE_COLUMNS),
    TableLayout("une ligne par commune et profession", TABLE, "", (TABLE_WARNING,), _long),
    TableLayout("une colonne par profession", TABLE, "", (TABLE_WARNING,), None),
)
"""Asked in turn, the most particular first."""


@dataclass(frozen=True, eq=False)
class CommuneCounts:
    """Counts by commune, as the file gives them.

    Attributes
    ----------
    layout : TableLayout
    codes : Series of str
        One per row of the file: code of commune as found.
    set_aside : Series of str
        Line of the ledger of the rows that are no count of a commune (totals, empty numbers);
        empty for the others.
    rang, profession, n : arrays
        One per number: row of the file, position in `professions`, number.
    professions : list of str
        Names of the columns, or codes found.
    rejected : list of (int, str)
        Lines of the file that are no row, from 1, with the reason.
    year : str or None
        Year of the counts, when a column says it.
    remarks : mapping of str to int
    one_row_a_commune : bool
        Whether a second row of a commune is a surprise.
    """

    layout: TableLayout
    codes: pd.Series
    set_aside: pd.Series
    rang: NDArray[np.int64]
    profession: NDArray[np.int64]
    n: NDArray[np.float64]
    professions: list[str]
    rejected: list[tuple[int, str]]
    year: str | None
    remarks: Mapping[str, int]
    one_row_a_commune: bool = False


def read_commune_counts(
    header: Header, layout: TableLayout, *, date: str | None, progress: bool
) -> CommuneCounts:
    """Read counts by commune.

    Parameters
    ----------
    header : Header
    layout : TableLayout
        That of the file.
    date : str or None
        Year wanted, when the file has several.
    progress : bool

    Raises
    ------
    LayoutError
        When the columns are of another layout; a number is unreadable or negative.
    ChoiceError
        When the file has several years and none was chosen.
    """
    roles = layout.roles(header)
    if roles is None:
        raise LayoutError(f"{header.text.name} : colonnes d'une autre mise en page.")
    rows, rejected = _read(header, roles, progress)
    if layout.columns is None:
        return _from_wide(layout, rows, rejected, header)
    return _from_long(layout, rows, rejected, header, date)


def _read(
    header: Header, roles: dict[str, int], progress: bool
) -> tuple[pd.DataFrame, list[tuple[int, str]]]:
    """Read columns as text, and the lines that are no row."""
    columns: dict[str, list[pa.Array]] = {role: [] for role in roles}
    rejected: list[tuple[int, str]] = []
    n_lines = 0
    for rows in map_rows(header, roles, lambda rows: rows, progress=progress):
        rejected += [(n_lines + rank + 2, reason) for rank, reason in rows.rejected]
        n_lines += rows.n_rows
        for role, column in rows.columns.items():
            columns[role].append(column)
    if not any(columns.values()):
        raise LayoutError(
            f"{header.text.name} : aucune ligne lisible sur {n_lines} ; "
            f"{header.width} champs attendus par ligne."
        )
    table = pd.DataFrame({role: _text(parts) for role, parts in columns.items()})
    return table.apply(lambda column: column.str.strip(' \t"')), rejected


def _text(parts: list[pa.Array]) -> pd.Series:
    joined = pa.chunked_array(parts)
    try:
        texts = joined.cast(pa.string())
    except pa.ArrowInvalid:
        decoded = [value.decode("cp1252", "replace") for value in joined.to_pylist()]
        texts = pa.array(decoded, pa.string())
    return pd.Series(texts.to_pandas(), dtype="str")


def _from_long(
    layout: TableLayout, rows: pd.DataFrame, rejected: list[tuple[int, str]], header: Header,
    date: str | None,
) -> CommuneCounts:  # fmt: skip
    left = pd.Series("", index=rows.index)
    year = None
    if "annee" in rows:
        years = sorted(rows["annee"].unique())
        year = date if date in years else years[0] if len(years) == 1 else None
        if year is None:
            raise ChoiceError(
                f"{header.text.name} : plusieurs années ({', '.join(years)}) ; choisissez-en une "
                f'par date= (par exemple date="{years[-1]}").'
            )
        left = left.mask(rows["annee"] != year, "autre_annee")
        left = left.mask(~rows["maille"].isin(UNIT_KINDS) & (left == ""), "autre_maille")
        left = left.mask((rows["profession"] == "_T") & (left == ""), "total")
    n = _numbers(rows["n"], header)
    left = left.mask(n.isna() & (left == ""), "cellule_vide")
    kept = np.flatnonzero(left == "")
    number, professions = pd.factorize(rows["profession"].iloc[kept], sort=True)
    return CommuneCounts(
        layout, rows["code"], left, kept, number, n.iloc[kept].to_numpy(float),
        [str(profession) for profession in professions], rejected, year, {},
    )  # fmt: skip


def _from_wide(
    layout: TableLayout, rows: pd.DataFrame, rejected: list[tuple[int, str]], header: Header
) -> CommuneCounts:
    values, texts = {}, []
    for name in rows.columns[1:]:
        cells = rows[name]
        if cells.str.contains(r"\d", regex=True).any():
            values[name] = _numbers(cells, header)
        else:
            texts.append(name)
    if not values:
        raise LayoutError(
            f"{header.text.name} : aucune colonne de nombres à côté du code de commune "
            f"(trouvé : {', '.join(texts[:10])})."
        )
    table = np.column_stack([column.to_numpy(float, na_value=np.nan) for column in values.values()])
    rank, profession = np.nonzero(~np.isnan(table))
    remarks = {}
    if texts:
        remarks[f"colonnes sans nombres, non lues ({', '.join(texts[:5])})"] = len(texts)
    if empty := int(np.isnan(table).sum()):
        remarks["cellules vides, ni comptées ni remplacées par zéro"] = empty
    return CommuneCounts(
        layout, rows[WHOLE_COMMUNE], pd.Series("", index=rows.index), rank, profession,
        table[rank, profession], list(values), rejected, None, remarks, True,
    )  # fmt: skip


def _numbers(cells: pd.Series, header: Header) -> pd.Series:
    """Read numbers; negative ones are refused."""
    try:
        values = numbers(cells)
    except LayoutError as error:
        raise LayoutError(f"{header.text.name} : {error}") from error
    negative = values[(values < 0).fillna(False)]
    if len(negative):
        raise LayoutError(
            f"{header.text.name} : colonne {cells.name} : "
            f"{french_count(len(negative), 'nombre négatif', 'nombres négatifs')}, "
            f"dont {negative.iloc[0]}."
        )
    return values
