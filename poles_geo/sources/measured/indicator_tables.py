"""Indicators by commune that are not counts: the ministry's accessibilité potentielle localisée.

Counted: nothing. An indicator is averaged, never added: :func:`poles_geo.mean_by` by territory,
:func:`poles_geo.carry_indicator` from one year to another.
"""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd

from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.sources.by_commune import (
    CODE_COMMUNE,
    Source,
    code_column,
    cog_year,
    commune_codes,
    read_tables,
    refuse_duplicates,
    without_arrondissements,
    without_totals,
)
from poles_geo.tabular.books.sheet_tables import Table, layout_error, tell_hidden
from poles_geo.tabular.headings import plain
from poles_geo.tabular.metadata import read_metadata
from poles_geo.tabular.numbers import numbers, read_numbers
from poles_geo.tabular.texts.streams import date_in

POPULATION, STANDARD = "population", "population_standardisee"
"""Columns of the persons of a commune: all of them, and those that weigh a ministry's indicator."""
ALL_PERSONS = ("populationtotale", POPULATION, "pmun", "ptot", "pop")
STANDARDISED = re.compile(r"population\w*standardisee\w*")
"""How the ministry names the population that weighs its indicator: « féminine standardisée 2022 »
for midwives; that of age and year may end it."""
MOSTLY = 0.5
"""Share of the cells of a column that are numbers, from which it is an indicator."""
NOT_INDICATORS = ("dep", "reg", "epci", "bv", "codepostal", "coddep", "codreg", "annee")


def read_indicator(
    source: Source, column: str | None = None, *, sheet: str | None = None
) -> pd.DataFrame:
    """Read indicators by commune: the ministry's APL, or any table of one row a commune.

    Parameters
    ----------
    source : path or DataFrame
        Workbook, CSV, zip of one: a column of commune codes (« Code commune INSEE », CODGEO…), one
        or several of numbers (« APL aux médecins généralistes »), and the populations where they
        are (« Population totale 2021 », « Population standardisée 2021 … »). A row of units under
        the header is left out, and so are rows of totals.
    column : str, optional
        The only indicator to read, by its name in the file; every column of numbers by default.
    sheet : str, optional
        Of a workbook that has several years: « APL 2023 ».

    Returns
    -------
    DataFrame
        Index `code_commune`; population and population_standardisee where they are there, then the
        indicators under their names in the file, missing where a cell is empty. `attrs`: source,
        date, annee_cog where the file says it.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        No such table; several sheets that have one; a cell that is no number; a commune twice.
    ChoiceError
        No such column, or sheet.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> table = pd.DataFrame({
    ...     "Code commune INSEE": ["01001", "01002"], "Commune": ["A", "B"],
    ...     "APL aux médecins généralistes": ["2,4", ""], "Population totale 2021": [779, 256],
    ... })
    >>> read = pg.read_indicator(table)
    >>> read.columns.tolist()
    ['population', 'APL aux médecins généralistes']
    >>> read["population"].tolist()
    [779, 256]
    """
    wanted = None if column is None else plain(column)

    def is_header(names: set[str]) -> bool:
        named = wanted is None or wanted in names
        return named and bool(names & _codes(names)) and len(names) > 1

    sheets, tables, name = read_tables(source, is_header)
    expected = f"Code commune INSEE et {column or 'un indicateur'}"
    if not tables:
        if column is not None and read_tables(source, lambda names: bool(_codes(names)))[1]:
            found = " / ".join(sheet.columns for sheet in sheets)
            raise ChoiceError(f"column = {column!r} : colonnes de {name} : {found}.")
        raise layout_error(f"{name} : indicateur introuvable", expected, sheets)
    table, n_totals = _of_communes(_chosen(tables, sheet, name))
    read = _indicators(table, wanted, name)
    if isinstance(source, pd.DataFrame):
        read.attrs = dict(source.attrs)
    else:
        path = Path(source)
        date = date_in(table.sheet.name, path.name)
        named = {"source": path.name, **({"date": date} if date else {})}
        read.attrs = named | read_metadata(path)
    if (year := cog_year(table)) is not None:
        read.attrs["annee_cog"] = year
    if n_totals:
        read.attrs["remarques"] = {
            **read.attrs.get("remarques", {}), "lignes de total, non lues": n_totals,
        }  # fmt: skip
    return read


def _codes(names: set[str]) -> set[str]:
    return names & set(CODE_COMMUNE)


def _chosen(tables: list[Table], sheet: str | None, name: str) -> Table:
    """Give the only table, or that of the sheet asked."""
    tables = without_arrondissements([t for t in tables if _has_indicator(t)] or tables)
    names = [table.sheet.name for table in tables]
    if sheet is not None:
        if sheet not in names:
            raise ChoiceError(f"sheet = {sheet!r} : feuilles de {name} : {', '.join(names)}.")
        return tables[names.index(sheet)]
    if len(tables) > 1:
        raise LayoutError(
            f"{name} : plusieurs feuilles ont un tableau "
            f"({', '.join(table.sheet.called for table in tables)}) ; dites laquelle par sheet=."
        )
    tell_hidden(tables[0].sheet)
    return tables[0]


def _of_communes(table: Table) -> tuple[Table, int]:
    """Leave out the row of units under the header, and those of totals, which are counted."""
    table, n_totals = without_totals(table)
    codes = code_column(table)
    units = (codes == "").to_numpy()
    for name, cells in table.data.items():
        if name != codes.name and units.any():
            values, _ = read_numbers(cells)
            units = units & values.isna().to_numpy()
    data = table.data[~units].reset_index(drop=True)
    return replace(table, data=data, lines=table.lines[~units]), n_totals


def _indicators(table: Table, wanted: str | None, name: str) -> pd.DataFrame:
    """Read the populations, then the indicators."""
    codes = code_column(table)
    columns: dict[str, str] = {}
    for key, published in table.columns.items():
        if published == codes.name or published.startswith("colonne "):
            continue
        if STANDARDISED.fullmatch(key):
            columns.setdefault(STANDARD, published)
        elif key.rstrip("0123456789") in ALL_PERSONS:
            columns.setdefault(POPULATION, published)
        elif key == wanted or (wanted is None and _is_indicator(key, table.data[published])):
            columns[published] = published
    if not set(columns) - {POPULATION, STANDARD}:
        raise layout_error(
            f"{name} : aucun indicateur", "une colonne de nombres par commune", [table.sheet]
        )
    index = commune_codes(codes, table)
    filled = {
        column: numbers(table.data[published], table.lines.tolist(), name=name).set_axis(index)
        for column, published in columns.items()
    }
    refuse_duplicates(index, name)
    order = sorted(filled, key=lambda column: [POPULATION, STANDARD, column].index(column))
    return pd.DataFrame({column: filled[column] for column in order}, index=index)


def _has_indicator(table: Table) -> bool:
    """Tell a table of indicators from the list of its variables."""
    return any(_is_indicator(key, table.data[name]) for key, name in table.columns.items())


def _is_indicator(key: str, cells: pd.Series) -> bool:
    """Tell a column of numbers, and not of codes, of names or of people."""
    if key.rstrip("0123456789") in NOT_INDICATORS or key in CODE_COMMUNE:
        return False
    if key.startswith(POPULATION):
        return False
    filled = cells[cells != ""]
    values, _ = read_numbers(filled.str.removesuffix("%"))
    return len(filled) > 0 and bool(values.notna().mean() > MOSTLY)
