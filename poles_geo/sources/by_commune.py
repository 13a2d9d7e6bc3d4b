"""What INSEE's tables by commune share: names of the columns, codes, year of the communes.

Codes are repaired when it is certain; a refused one stops the reading, with every other.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from poles_geo.codes import ARRONDISSEMENTS, repair_codes
from poles_geo.errors import Faults, LayoutError, TableError
from poles_geo.tabular.books.sheet_tables import (
    Table,
    find_tables,
    layout_error,
    only_table,
    refuse_longer,
    table_of,
    year_in,
)
from poles_geo.tabular.books.sheets import Sheet, open_sheets
from poles_geo.tabular.headings import plain, words
from poles_geo.typography import french_count

logger = logging.getLogger(__name__)

Source = str | Path | pd.DataFrame

CODE_COMMUNE = (
    "codgeo", "codecommune", "codeinsee", "inseecom", "depcom", "codecommuneinsee",
    "codeinseecommune", "codeinseedelacommune", "codedelacommune", "codecommuneetablissement",
    "insee", "codcom", "comcode", "com", "commune", "code",
)  # fmt: skip
CODE_DEPARTEMENT = ("coddep", "codedepartement", "codedep", "dep", "departement")
TOTALS = frozenset({"total", "totaux", "soustotal", "ensemble"})
LARGER_AREAS = ({"france"}, {"france", "entiere"}, {"france", "metropolitaine"})
WITHIN_DEPARTEMENT = r"\d{1,3}(\.0)?"
GEOGRAPHY = r"g[ée]ographie\s+(?:au|en)\s+(?:01/01/|1er janvier )?(\d{4})"
GEOGRAPHY_IN_NAME = r"(?:au[_ -]01-01-|cog_?|commune_|geo_?)(\d{4})"


def read_tables(
    source: Source, is_header: Callable[[set[str]], bool]
) -> tuple[list[Sheet], list[Table], str]:
    """Sheets of the source, tables found in them, and a name for messages."""
    if isinstance(source, pd.DataFrame):
        name = str(source.attrs.get("source", "table"))
        table = table_of(source, name)
        table.data.attrs = dict(source.attrs)
        return [table.sheet], [table] if is_header(set(table.columns)) else [], name
    sheets = open_sheets(source)
    found = find_tables(sheets, is_header)
    refuse_longer(found)
    tables = [table for table in found if len(table.data)]
    if found and not tables:
        raise LayoutError(f"{Path(source).name} : aucune ligne sous l'en-tête.")
    return sheets, tables, Path(source).name


def read_only_table(
    source: Source, is_header: Callable[[set[str]], bool], expected: str, subject: str
) -> tuple[Table, str]:
    """Find the only table of such a header, and a name for messages.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        No such table, or several.
    """
    sheets, tables, name = read_tables(source, is_header)
    if not tables:
        raise layout_error(f"{name} : {subject} introuvable", expected, sheets)
    return only_table(tables, name), name


def without_arrondissements(tables: list[Table]) -> list[Table]:
    """Leave the tables of arrondissements alone, that Insee puts beside that of the communes."""
    kept = [table for table in tables if not code_column(table).isin(ARRONDISSEMENTS).all()]
    return kept or tables


def read_commune_table(
    source: Source, expected: tuple[str, ...], subject: str
) -> tuple[Table, str]:
    """Find the table that has all the expected columns."""
    wanted = {plain(column) for column in expected}
    return read_only_table(source, lambda names: wanted <= names, ", ".join(expected), subject)


def code_column(table: Table) -> pd.Series:
    """Column of the commune codes: the first known name whose cells look like codes.

    A code of three digits within the département is put after that of its département.

    Raises
    ------
    LayoutError
        When no column has the code of the département beside such codes.
    """
    candidates = [table.columns[name] for name in CODE_COMMUNE if name in table.columns]
    for column in candidates:
        cells = table.data[column].head(200)
        codes = repair_codes(cells[cells != ""]).codes
        if codes.notna().mean() > 0.5:
            return table.data[column]
    for column in candidates:
        cells = table.data[column]
        if cells.str.fullmatch(WITHIN_DEPARTEMENT).mean() > 0.5:
            return _whole_codes(table, cells)
    return table.data[candidates[0]]


def _whole_codes(table: Table, within: pd.Series) -> pd.Series:
    departement = table.column(CODE_DEPARTEMENT)
    if departement is None:
        raise LayoutError(
            f"{table.name} : la colonne {within.name} a des codes de commune à trois chiffres, et "
            "aucune colonne DEP ou CODDEP ne dit le département."
        )
    before = table.data[departement].str.replace(r"\.0$", "", regex=True).str.zfill(2)
    codes = before + within.str.replace(r"\.0$", "", regex=True).str.zfill(3)
    overseas = before.str.len() == 3
    whole: pd.Series = codes.mask(overseas, before + within.str[-2:].str.zfill(2))
    whole.name = within.name
    return whole


def are_totals(codes: pd.Series) -> pd.Series:
    """Tell the rows that are of no commune but of several, by what is in place of its code.

    Examples
    --------
    >>> are_totals(pd.Series(["97401", "974 Total", "Ensemble", "97402 ?"])).tolist()
    [False, True, True, False]
    """
    refused = repair_codes(codes).codes.isna().to_numpy()
    told = np.zeros(len(codes), dtype=bool)
    told[refused] = [
        not TOTALS.isdisjoint(said := words(cell)) or said in LARGER_AREAS
        for cell in codes[refused]
    ]
    return pd.Series(told, codes.index)


def total_rows(table: Table, codes: pd.Series) -> pd.Series:
    """Tell the rows of totals, by the code or, where there is none, by the first cell filled."""
    uncoded = table.data[codes == ""]
    labels = uncoded.mask(uncoded == "").bfill(axis=1).iloc[:, 0].fillna("")
    return are_totals(codes.where(codes != "", labels.reindex(codes.index)))


def without_totals(table: Table) -> tuple[Table, int]:
    """Leave out the rows of totals, and count them."""
    totals = total_rows(table, code_column(table)).to_numpy()
    if not totals.any():
        return table, 0
    data = table.data[~totals].reset_index(drop=True)
    data.attrs = dict(table.data.attrs)
    return replace(table, data=data, lines=table.lines[~totals]), int(totals.sum())


def commune_codes(cells: pd.Series, table: Table) -> pd.Index:
    """Commune codes of a column repaired, as an index; refusals are raised together."""
    repaired = repair_codes(cells)
    faults = Faults(f"{table.name}, colonne {cells.name}")
    for motif, rows in repaired.refused.groupby("motif"):
        faults.add(f"code de commune refusé, {motif}", table.places(rows["valeur"]))
    faults.raise_if_any(TableError)
    for kind, count in repaired.repairs.items():
        told = french_count(count, "code réparé", "codes réparés")
        logger.info("%s : %s, %s", table.name, told, kind)
    index: pd.Index = pd.Index(repaired.codes, name="code_commune")
    return index


def refuse_duplicates(codes: pd.Index, name: str) -> None:
    """Raise when a commune has two rows."""
    faults = Faults(name)
    if codes.has_duplicates:
        faults.add("communes en double", codes[codes.duplicated()].unique())
    faults.raise_if_any(TableError)


def cog_year(table: Table) -> int | None:
    """Year of the communes: from the titles above the table, else from the file's name."""
    titled = year_in(table.titles, GEOGRAPHY)
    return titled or year_in([table.sheet.file], GEOGRAPHY_IN_NAME)


def blank_missing(cells: pd.Series) -> pd.Series:
    """Make empty texts missing."""
    return cells.where(cells != "").astype("str")
