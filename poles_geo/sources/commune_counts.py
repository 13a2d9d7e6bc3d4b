"""Counts already made by commune: one column a profession, one row a profession, or the BPE.

They count what their producer counted (establishments, practices by address), not persons: a
person in two communes of one bassin is there twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.sources.by_commune import CODE_COMMUNE
from poles_geo.tabular.numbers import numbers
from poles_geo.tabular.sheets import Table
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

    def knows(self, names: set[str]) -> bool:
        """Whether a row of these plain names is the header of such a table."""
        if self.columns is None:
            return len(names) > 1 and not names.isdisjoint(COMMUNE)
        columns = self.columns(dict.fromkeys(names, 0))
        return bool(columns) and set(columns.values()) <= names

    def roles(self, table: Table) -> dict[str, str]:
        """Column to read for each role, as published."""
        if self.columns is not None:
            columns = self.columns(dict.fromkeys(table.columns, 0))
            return {role: table.columns[name] for role, name in columns.items()}
        code = next(table.columns[name] for name in COMMUNE if name in table.columns)
        return {
            WHOLE_COMMUNE: code,
            **{str(name): str(name) for name in table.data if name != code},
        }


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


def read_commune_counts(table: Table, layout: TableLayout, *, date: str | None) -> CommuneCounts:
    """Read counts by commune.

    Parameters
    ----------
    table : Table
    layout : TableLayout
        That of the table.
    date : str or None
        Year wanted, when the file has several.

    Raises
    ------
    LayoutError
        When no row is readable; a number is unreadable or negative.
    ChoiceError
        When the file has several years and none was chosen.
    """
    roles = layout.roles(table)
    rejected = [(line, "rejet_colonnes") for line in sorted([*table.shorter, *table.longer])]
    kept = table.data[~np.isin(table.lines, table.shorter)].reset_index(drop=True)
    rows = kept[list(roles.values())].set_axis(list(roles), axis=1)
    rows = rows.apply(lambda column: column.str.strip(' \t"'))
    if rows.empty:
        raise LayoutError(
            f"{table.name} : aucune ligne lisible sur {len(rejected)} ; "
            f"{table.data.shape[1]} cases attendues par ligne."
        )
    if layout.columns is None:
        return _from_wide(layout, rows, rejected, table)
    return _from_long(layout, rows, rejected, table, date)


def _from_long(
    layout: TableLayout, rows: pd.DataFrame, rejected: list[tuple[int, str]], table: Table,
    date: str | None,
) -> CommuneCounts:  # fmt: skip
    left = pd.Series("", index=rows.index)
    year = None
    if "annee" in rows:
        years = sorted(rows["annee"].unique())
        year = date if date in years else years[0] if len(years) == 1 else None
        if year is None:
            raise ChoiceError(
                f"{table.name} : plusieurs années ({', '.join(years)}) ; choisissez-en une "
                f'par date= (par exemple date="{years[-1]}").'
            )
        left = left.mask(rows["annee"] != year, "autre_annee")
        left = left.mask(~rows["maille"].isin(UNIT_KINDS) & (left == ""), "autre_maille")
        left = left.mask((rows["profession"] == "_T") & (left == ""), "total")
    n = _numbers(rows["n"], table.name)
    left = left.mask(n.isna() & (left == ""), "cellule_vide")
    kept = np.flatnonzero(left == "")
    number, professions = pd.factorize(rows["profession"].iloc[kept], sort=True)
    return CommuneCounts(
        layout, rows["code"], left, kept, number, n.iloc[kept].to_numpy(float),
        [str(profession) for profession in professions], rejected, year, {},
    )  # fmt: skip


def _from_wide(
    layout: TableLayout, rows: pd.DataFrame, rejected: list[tuple[int, str]], table: Table
) -> CommuneCounts:
    values, texts = {}, []
    for name in rows.columns[1:]:
        column = rows[name]
        if column.str.contains(r"\d", regex=True).any():
            values[name] = _numbers(column, table.name)
        else:
            texts.append(name)
    if not values:
        raise LayoutError(
            f"{table.name} : aucune colonne de nombres à côté du code de commune "
            f"(trouvé : {', '.join(texts[:10])})."
        )
    cells = np.column_stack([column.to_numpy(float, na_value=np.nan) for column in values.values()])
    rank, profession = np.nonzero(~np.isnan(cells))
    remarks = {}
    if texts:
        remarks[f"colonnes sans nombres, non lues ({', '.join(texts[:5])})"] = len(texts)
    if table.n_notes:
        remarks["notes sous le tableau, non lues"] = table.n_notes
    if empty := int(np.isnan(cells).sum()):
        remarks["cellules vides, ni comptées ni remplacées par zéro"] = empty
    return CommuneCounts(
        layout, rows[WHOLE_COMMUNE], pd.Series("", index=rows.index), rank, profession,
        cells[rank, profession], list(values), rejected, None, remarks, True,
    )  # fmt: skip


def _numbers(cells: pd.Series, name: str) -> pd.Series:
    """Read numbers; negative ones are refused."""
    try:
        values = numbers(cells)
    except LayoutError as error:
        raise LayoutError(f"{name} : {error}") from error
    negative = values[(values < 0).fillna(False)]
    if len(negative):
        raise LayoutError(
            f"{name} : colonne {cells.name} : "
            f"{french_count(len(negative), 'nombre négatif', 'nombres négatifs')}, "
            f"dont {negative.iloc[0]}."
        )
    return values
