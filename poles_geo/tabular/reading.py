"""Tables by bassin de vie read from a spreadsheet or a CSV file, as any program exports them.

Only the layout is checked here; :func:`poles_geo.classify` checks what the counts say.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from poles_geo._types import TEXT
from poles_geo.errors import Faults, LayoutError
from poles_geo.inputs import readable
from poles_geo.tabular.books.sheet_tables import Table, find_tables, only_table
from poles_geo.tabular.books.sheets import Sheet, open_sheets
from poles_geo.tabular.column_names import CODE, COLUMNS, INDEX, NUMBERS, column_named, is_number
from poles_geo.tabular.gis.layers import READERS, read_layer_table
from poles_geo.tabular.headings import plain
from poles_geo.tabular.metadata import is_summed, read_description
from poles_geo.tabular.numbers import read_numbers
from poles_geo.tabular.table_form import headings_of, reformed, retyped
from poles_geo.tabular.writing import unmarked


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table: any that :func:`poles_geo.write_table` wrote, or one by bassin de vie.

    Parameters
    ----------
    path : path
        CSV (semicolon, comma, tab or bar; UTF-8, UTF-16 or Windows-1252; decimal comma or point),
        workbook (numbers to nine decimals), or a zip or gzip of one; GeoPackage, GeoJSON or
        Parquet, with their geometry. Without the metadata file that :func:`write_table` writes
        beside it, a row within the first sixty names the columns, `code_bassin` or `code_zone`
        among them, in capitals or not, or as it prints them (« Code du bassin de vie »).

    Returns
    -------
    DataFrame
        As it was written: index, columns, types and `attrs`; a CSV and a workbook have left the
        geometry out, and missing what was an empty text beside missing ones.

        Of another program: index `code_bassin` or `code_zone`, as text. Columns of counts, `rang`
        and margins: numbers, and as text the cells that are none. Other columns: text. Empty cells
        are missing; empty rows and columns without a name are left out; so is the apostrophe by
        which :func:`write_table` keeps a text of a CSV from being computed.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        Not a table, no column of codes or several tables that have it, two columns of one
        name, or rows of another length than the header, which are named; metadata beside it that
        cannot be read, or that were written with another table.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> from tempfile import mkdtemp
    >>> table = pg.load_report()[["nom", "effectif"]]
    >>> path = pg.write_table(pd.DataFrame(table), Path(mkdtemp()) / "poles.csv")
    >>> print(*pg.read_table(path).loc["59350"])
    Lille 25131
    """
    path = Path(path)
    if path.suffix.lower() in READERS:
        return _layer(path)
    sheets = open_sheets(path)
    attrs, form = read_description(path)
    table = None if form is None else _as_it_was(sheets, path, form)
    table = _by_names(sheets, path) if table is None else table
    table.attrs = attrs
    return table


def _as_it_was(sheets: list[Sheet], path: Path, form: Mapping[str, Any]) -> pd.DataFrame | None:
    """Read a table by the form written beside it; None where its headings are no more there."""
    wanted = {plain(heading) for heading in headings_of(form)}
    tables = find_tables(sheets, lambda names: wanted <= names) if wanted else []
    if not tables:
        return None
    found, whole = tables[0], is_summed(path)
    _check_rows(found, path)
    if not whole:
        spelled = {plain(heading): heading for heading in form["colonnes"]}
        data = _texts_of(found, found.data)
        return reformed(data.rename(columns=lambda name: spelled.get(plain(name), name)), form)
    # Every row and every space, notes and all.
    below = found.sheet.cells.iloc[len(found.titles) + 1 :, : found.data.shape[1]]
    data = below.set_axis(found.data.columns, axis=1).reset_index(drop=True)
    return reformed(_texts_of(found, data), form, whole=True)


def _by_names(sheets: list[Sheet], path: Path) -> pd.DataFrame:
    """Read a table of any program by the names of its columns."""
    found = _find(sheets, path)
    _check_rows(found, path)
    data = _texts_of(found, found.data)
    named = {name: column_named(name) for name in data.columns}
    kept = [name for name in named if not name.startswith("colonne ")]
    table = data[kept].rename(columns=named)
    if repeated := table.columns[table.columns.duplicated()].unique().tolist():
        raise LayoutError(f"{path} : colonnes en double : {', '.join(repeated)}.")
    for name in table.columns:
        if is_number(name):
            table[name] = _numbers(table[name])
    codes = [name for name in INDEX if name in table]
    if len(codes) > 1:
        raise LayoutError(f"{path} : colonnes {' et '.join(codes)} ; gardez celle de l'index.")
    return table.set_index(codes[0])


def _texts_of(table: Table, data: pd.DataFrame) -> pd.DataFrame:
    """Give the cells of a table as text, missing where they are empty, and its headings."""
    texts = data.astype(TEXT)
    if table.sheet.n_fields is not None:  # a text, which has no other way to say what is a formula
        texts = texts.map(unmarked).rename(columns=unmarked)
    return texts.where(texts != "")


def _layer(path: Path) -> pd.DataFrame:
    """Read a table with a geometry; its columns keep their types, but counts are whole again."""
    table, form = read_layer_table(readable(path))
    attrs = table.attrs
    if form is not None:
        table = retyped(table, form)
        table.attrs = attrs
        return table
    codes = [name for name in INDEX if name in table]
    if len(codes) != 1:
        columns = ", ".join(map(str, table.columns))
        raise LayoutError(
            f"{path} : une colonne {' ou '.join(INDEX)} est attendue ; trouvées : {columns}."
        )
    for name in table.columns.intersection(list(NUMBERS)):
        if is_numeric_dtype(table[name]) and (table[name].dropna() % 1 == 0).all():
            table[name] = table[name].astype("Int64")
    table = table.set_index(codes[0])
    table.attrs = attrs
    return table


def _find(sheets: list[Sheet], path: Path) -> Table:
    """Find the only table by bassin of a file."""
    tables = find_tables(sheets, lambda names: bool(names & CODE))
    if not tables:
        found = " / ".join(sheet.columns for sheet in sheets)
        raise LayoutError(
            f"{path} : colonnes attendues : {', '.join(COLUMNS)} ; trouvées : {found}. Un autre "
            "tableau de poles_geo se lit avec le fichier -metadata.json écrit à côté de lui."
        )
    return only_table(tables, str(path))


def _check_rows(table: Table, path: Path) -> None:
    """Refuse rows of another length than the first, which a missing mark has cut or joined."""
    faults = Faults(str(path))
    if uneven := sorted([*table.shorter, *table.longer]):
        width = table.data.shape[1]
        faults.add(f"lignes qui n'ont pas les {width} colonnes de la première", uneven)
    faults.raise_if_any(LayoutError)


def _numbers(column: "pd.Series[str]") -> pd.Series:
    """Read the numbers of a column of text; the cells that are none stay as they are."""
    values, unread = read_numbers(column)
    if len(unread):
        mixed = values.astype(object).where(values.notna(), None)
        return mixed.where(~column.index.isin(unread.index), column.astype(object))
    if (values.dropna() % 1 == 0).all():
        return values.astype("Int64")
    return values.astype("float64")
