"""Counts already made by commune: one column a profession, one row a profession, or the BPE.

They count what their producer counted (establishments, practices by address), not persons: a
person in two communes of one bassin is there twice.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.codes import repair_codes
from poles_geo.errors import ChoiceError, Faults, LayoutError, worded
from poles_geo.sources.by_commune import CODE_COMMUNE, code_column, total_rows
from poles_geo.sources.dimensions import COMMON, DIMENSIONS, choose_rows
from poles_geo.tabular.books.sheet_tables import Table, refuse_short_header
from poles_geo.tabular.counted_units import BPE, TABLE
from poles_geo.tabular.headings import plain
from poles_geo.tabular.numbers import at_lines, numbers, read_numbers
from poles_geo.tabular.texts.quoting import MOST_DIGITS, quoted
from poles_geo.typography import french_count, french_number, listed

COMMUNE = CODE_COMMUNE
PROFESSION = ("codeprofession", "profession")
NUMBER = ("effectif", "nombre", "nb", "n", "valeur")
BPE_COLUMNS = {"code": "depcom", "profession": "typequ", "n": "nbequip"}
BPE_POINTS = {"code": "depcom", "profession": "typequ", "x": "lambertx"}
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
MOST = 1_000_000
"""Largest count of a profession in a commune: France has fewer professionals of any."""
UNIT_KINDS = ("COM", "ARM")
LABELS = ("lib", "nom")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
NO_COUNTS = DIMENSIONS | {
    "dep", "reg", "departement", "region", "coddep", "codreg", "codarr", "codcan", "codcom", "com",
    "codedepartement", "coderegion", "codepostal", "codepostaux", "cp", "siren", "epci", "codeepci",
    "bv2012", "bv2022", "population", "pop", "pmun", "ptot", "pcap", "habitants", "superficie",
    "surface", "densite", "lat", "latitude", "lon", "long", "longitude", "x", "y", "lambertx",
    "lamberty", "dciris", "iris", "id",
}  # fmt: skip
"""Columns of numbers beside the counts: codes, populations, coordinates."""


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
    repeats : bool
        Whether a commune and profession may have several rows, which add up.
    codes_sought : bool
        Whether the code of the commune may be in several columns.
    status : str
        « exercice libéral », when it counts no other.
    """

    name: str
    nature: str
    source: str
    warnings: tuple[str, ...]
    columns: Callable[[Mapping[str, int]], dict[str, str]] | None
    repeats: bool = False
    codes_sought: bool = False
    status: str = ""

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
        return {}


SOURCE_BPE = "Base permanente des équipements (Insee)"
OF_BPE = (TABLE_WARNING, BPE_WARNING)
OF_PRACTICES = "exercice libéral"
TABLE_LAYOUTS = (
    *(
        TableLayout(name, BPE, SOURCE_BPE, OF_BPE, columns, repeats=True, status=OF_PRACTICES)
        for name, columns in (
            ("BPE, Melodi", lambda _: MELODI_COLUMNS),
            ("BPE", lambda _: BPE_COLUMNS),
            ("BPE, une ligne par équipement", lambda _: BPE_POINTS),
        )
    ),
    TableLayout(
        "une ligne par commune et profession", TABLE, "", (TABLE_WARNING,), _long, codes_sought=True
    ),
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
    empty_row, empty_profession : arrays
        One per number left empty: row of the file, position in `professions`.
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
    empty_row: NDArray[np.int64]
    empty_profession: NDArray[np.int64]
    rejected: list[tuple[int, str]]
    year: str | None
    remarks: Mapping[str, int]
    one_row_a_commune: bool = False


@dataclass(frozen=True)
class Choices:
    """What the caller says of a table.

    Attributes
    ----------
    columns : mapping of str to str
        What each column, or each value of the column of professions, counts; empty: what its
        name says. Other columns are not counted.
    rows : mapping of str to str
        By column, the value of the rows to count.
    date : str or None
        Year wanted, when the file has several.
    is_profession : callable
        Whether the name of a column is that of a profession.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None
    is_profession: Callable[[str], bool] = lambda _: False


def read_commune_counts(table: Table, layout: TableLayout, choices: Choices) -> CommuneCounts:
    """Read counts by commune.

    Raises
    ------
    LayoutError
        When no row is readable; a number is unreadable, negative, or above :data:`MOST` in a
        commune. The message gives the column and the lines.
    ChoiceError
        When rows are of several years, ages… and none was chosen; a column chosen is not there.
    """
    refuse_short_header(table)
    rejected = [(line, "rejet_colonnes") for line in sorted([*table.shorter, *table.longer])]
    whole = ~np.isin(table.lines, table.shorter)
    data = table.data[whole].apply(_unquoted).reset_index(drop=True)
    table = replace(table, data=data, lines=table.lines[whole])
    if table.data.empty and not rejected:
        raise LayoutError(f"{table.name} : aucune ligne sous l'en-tête.")
    if table.data.empty:
        raise LayoutError(
            f"{table.name} : aucune ligne lisible sur {len(rejected)} ; "
            f"{table.data.shape[1]} cases attendues par ligne."
        )
    counts = _from_wide if layout.columns is None else _from_long
    return counts(layout, table, rejected, choices)


def _unquoted(column: pd.Series) -> pd.Series:
    return column.str.strip(' \t"')


def _from_long(
    layout: TableLayout, table: Table, rejected: list[tuple[int, str]], choices: Choices
) -> CommuneCounts:
    roles = layout.roles(table)
    rows = table.data[list(roles.values())].set_axis(list(roles), axis=1)
    left = pd.Series("", index=rows.index)
    if "maille" in rows:
        left = left.mask(~rows["maille"].isin(UNIT_KINDS), "autre_maille")
        left = left.mask((rows["profession"] == "_T") & (left == ""), "total")
    keys = [roles[role] for role in ("code", "maille", "profession") if role in roles]
    chosen, year = choose_rows(table, keys, choices.rows, choices.date, repeats=layout.repeats)
    left = left.mask(~chosen, "autre_annee" if year and not choices.rows else "autre_valeur")
    codes = code_column(table) if layout.codes_sought else rows["code"]
    left = left.mask(total_rows(table, codes) & (left == ""), "total")
    if choices.columns:
        _refuse_lost(
            choices.columns, rows["profession"], f"{table.name}, colonne {roles['profession']}"
        )
        said = rows["profession"].isin(list(choices.columns))
        left = left.mask(~said & (left == ""), "hors_professions")
    n = _numbers(rows["n"], table) if "n" in rows else pd.Series(1.0, index=rows.index)
    left = left.mask(n.isna() & (left == ""), "cellule_vide")
    kept = np.flatnonzero(left == "")
    number, professions = pd.factorize(rows["profession"].iloc[kept], sort=True)
    lacking = professions.get_indexer(pd.Index(rows["profession"].where(left == "cellule_vide")))
    empty = np.flatnonzero(lacking >= 0)
    names = [
        choices.columns.get(str(name)) or _profession(str(name), rows["profession"], table, choices)
        for name in professions
    ]
    numbers_given = np.asarray(n.iloc[kept], np.float64)
    columns = np.full(len(kept), roles.get("n", ""), object)
    _refuse_larger(table, codes, kept, columns, numbers_given)
    return CommuneCounts(
        layout, codes, left, kept, number, numbers_given, names, empty, lacking[empty], rejected,
        year, {},
        not layout.repeats and "n" in rows,
    )  # fmt: skip


def _refuse_lost(columns: Mapping[str, str], cells: pd.Series, where: str) -> None:
    """Refuse what is said of professions that no row has."""
    found = set(cells)
    if lost := [f"« {name} »" for name in columns if name not in found]:
        raise ChoiceError(
            f"{worded('columns', '--colonnes')} : {where} : aucune ligne {', '.join(lost)}."
        )


def _profession(name: str, cells: pd.Series, table: Table, choices: Choices) -> str:
    """Name a profession; by its shape and line when it is none, and may tell a person."""
    rows = np.flatnonzero(cells == name)
    if choices.is_profession(name) or len(rows) >= COMMON or quoted(name) == repr(name):
        return name
    return f"{quoted(name)}, ligne {table.lines[rows[0]]}"


def _from_wide(
    layout: TableLayout, table: Table, rejected: list[tuple[int, str]], choices: Choices
) -> CommuneCounts:
    codes = code_column(table)
    chosen, year = choose_rows(table, [str(codes.name)], choices.rows, choices.date)
    values, texts = {}, []
    for name in map(str, table.data):
        numbers_of = None
        if name != codes.name and (not choices.columns or name in choices.columns):
            sure = name in choices.columns or choices.is_profession(name)
            numbers_of = _counts(table, name, sure=sure)
        if numbers_of is not None:
            values[name] = numbers_of.where(chosen)
        elif name != codes.name:
            texts.append(name)
    _refuse_years(choices.columns)
    if lost := sorted(set(choices.columns) - set(table.data)):
        raise ChoiceError(
            f"{worded('columns', '--colonnes')} : {table.name} n'a pas les colonnes "
            f"{', '.join(lost)} ; colonnes : {table.sheet.columns}."
        )
    if not values:
        raise LayoutError(
            f"{table.name} : aucune colonne de nombres à côté du code de commune ; colonnes : "
            f"{table.sheet.columns}."
        )
    cells = np.column_stack([column.to_numpy(float, na_value=np.nan) for column in values.values()])
    rank, profession = np.nonzero(~np.isnan(cells))
    numbers_given: NDArray[np.float64] = cells[rank, profession]
    _refuse_larger(table, codes, rank, np.array(list(values), object)[profession], numbers_given)
    remarks = {}
    if texts:
        remarks[f"colonnes non comptées ({', '.join(texts[:5])})"] = len(texts)
    if table.n_notes:
        remarks["notes sous le tableau, non lues"] = table.n_notes
    if table.n_headers:
        remarks["en-têtes répétés dans le tableau, non lus"] = table.n_headers
    left = pd.Series("", index=codes.index).mask(total_rows(table, codes), "total")
    left = left.mask(~chosen, "autre_valeur")
    empty_row, empty_profession = np.nonzero(np.isnan(cells) & chosen.to_numpy()[:, None])
    return CommuneCounts(
        layout, codes, left, rank, profession, numbers_given,
        [choices.columns.get(name, name) for name in values], empty_row, empty_profession,
        rejected, year, remarks, True,
    )  # fmt: skip


def _refuse_years(columns: Mapping[str, str]) -> None:
    """Refuse columns of several years said to count one profession: they would be added."""
    years: dict[tuple[str, str], list[str]] = {}
    for name, meant in columns.items():
        if YEAR.search(name):
            years.setdefault((meant, YEAR.sub("", name)), []).append(name)
    for (meant, _), names in years.items():
        if len(names) > 1:
            raise ChoiceError(
                f"{worded('columns', '--colonnes')} : {listed([f'« {name} »' for name in names])} "
                f"comptées ensemble ({meant}) : des années ne s'additionnent pas ; n'en gardez "
                "qu'une."
            )


def _counts(table: Table, name: str, *, sure: bool) -> pd.Series | None:
    """Read a column of counts; None when it is words, codes, a population or coordinates."""
    key, cells = plain(name), table.data[name]
    if not sure and (key in NO_COUNTS or key.startswith(LABELS)):
        return None
    values, unread = read_numbers(cells)
    if not sure and len(unread) >= values.notna().sum():
        return None
    return _numbers(cells, table)


def _refuse_larger(
    table: Table,
    codes: pd.Series,
    rang: NDArray[np.int64],
    columns: NDArray[np.object_],
    n: NDArray[np.float64],
) -> None:
    """Refuse numbers that count no professionals of a commune: identifiers, typing errors.

    The rows of larger areas (a region, the country), which are counted nowhere, may have them.
    """
    large = np.flatnonzero(n > MOST)
    if not len(large):
        return
    of_commune = repair_codes(codes).codes.notna().to_numpy()
    large = large[of_commune[rang[large]]]
    faults = Faults(table.name)
    for column in dict.fromkeys(columns[large]):
        cells = large[columns[large] == column]
        faults.add(
            f"colonne {column} : {_large(n[cells[0]])}, plus de {french_number(MOST)} dans une "
            "commune ; corrigez la cellule ou, si la colonne compte autre chose, nommez par "
            f"{worded('columns=', '--colonnes')} celles à compter",
            table.lines[rang[cells]],
        )
    faults.raise_if_any(LayoutError)


def _large(number: float) -> str:
    """Write a number too large, unless it may be a telephone or an identifier."""
    return french_number(number) if number < 10**MOST_DIGITS else quoted(int(number))


def _numbers(cells: pd.Series, table: Table) -> pd.Series:
    """Read numbers; negative ones are refused."""
    values = numbers(cells, table.lines.tolist(), name=table.name)
    negative = values[(values < 0).fillna(False)]
    if len(negative):
        raise LayoutError(
            f"{table.name} : colonne {cells.name} : "
            f"{french_count(len(negative), 'nombre négatif', 'nombres négatifs')}, "
            f"dont {negative.iloc[0]}, {at_lines(table.lines[negative.index])}."
        )
    return values
