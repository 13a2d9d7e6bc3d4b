"""Tables by bassin de vie read from a spreadsheet or a CSV file, as any program exports them.

Only the layout is checked here; :func:`poles_geo.classify` checks what the counts say.
"""

from pathlib import Path

import pandas as pd
from pandas.api.types import is_numeric_dtype

from poles_geo._types import TEXT
from poles_geo.errors import Faults, LayoutError
from poles_geo.inputs import readable
from poles_geo.tabular.books.sheet_tables import Table, find_tables
from poles_geo.tabular.books.sheets import Sheet, open_sheets
from poles_geo.tabular.gis.layers import READERS, read_layer_table
from poles_geo.tabular.headings import plain
from poles_geo.tabular.metadata import read_metadata
from poles_geo.tabular.numbers import read_numbers
from poles_geo.tabular.printed import LABELS
from poles_geo.tabular.writing import unmarked

COLUMNS = ("code_bassin", "effectif", "proximite", "pole", "infirmiers_psychiatrie")
NUMBERS = (
    *COLUMNS[1:], "rang", "marge", "marge_personnes", "marge_rang", "population", "couverture",
    "seuil_variation", "seuil_rang",
    "ecart", "ecart_pct", "rang_avant", "rang_apres",
    "cause_codes", "cause_zonage", "cause_professions", "cause_source", "cause_reelle",
)  # fmt: skip
"""Columns read as numbers; any other stays text, so that « 01 » keeps its zero."""
DETAIL = "effectif_"
"""What begins the names of the columns of a detail, by profession or mode: numbers too."""
PROBABILITY = "probabilite_"
"""What begins the names of the columns of probabilities: numbers too."""
INDEX = ("code_bassin", "code_zone")
"""Columns of codes, one of which is the index."""

PRINTED = {label.lower(): name for name, label in LABELS.items()} | {"region": "region_2014"}
"""Columns by their heading, as it is printed, in lower case."""
SPELLED = {plain(name): name for name in (*COLUMNS, *NUMBERS, *INDEX)} | {
    plain(label): name for label, name in PRINTED.items()
}
"""Columns by the plain spelling of their name or heading."""
CODE = {name for name, column in SPELLED.items() if column in INDEX}


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table by bassin de vie: effectifs, or the pôles that `poles-geo classify` wrote.

    Parameters
    ----------
    path : path
        CSV (semicolon, comma, tab or bar; UTF-8, UTF-16 or Windows-1252; decimal comma or point),
        workbook (numbers to nine decimals), or a zip or gzip of one; GeoPackage, GeoJSON or
        Parquet, with their geometry. A row within the first sixty
        names the columns, `code_bassin` or `code_zone` among them, in capitals or not, or as
        :func:`poles_geo.write_table` prints them (« Code du bassin de vie »).

    Returns
    -------
    DataFrame
        Index `code_bassin` or `code_zone`, as text. Columns of counts, `rang` and margins: numbers,
        and as text the cells that are none. Other columns: text. Empty cells are missing; empty
        rows and columns without a name are left out; so is the apostrophe by which
        :func:`write_table` keeps a text of a CSV from being computed. `attrs`: what the metadata
        file beside the table
        says (titre, source, date, publication, attribution, avertissements, regles).

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        Not a table, no column of codes or several tables that have it, two columns of one
        name, or rows of another length than the header, which are named; metadata beside it that
        cannot be read, or that were written with another table.
    """
    path = Path(path)
    if path.suffix.lower() in READERS:
        return _layer(path)
    found = _find(open_sheets(path), path)
    _check_rows(found, path)
    data = found.data.astype(TEXT)
    if found.sheet.n_fields is not None:  # a text, which has no other way to say what is a formula
        data = data.map(unmarked).rename(columns=unmarked)
    named = {name: _column(name) for name in data.columns}
    kept = [name for name in named if not name.startswith("colonne ")]
    table = data[kept].rename(columns=named)
    if repeated := table.columns[table.columns.duplicated()].unique().tolist():
        raise LayoutError(f"{path} : colonnes en double : {', '.join(repeated)}.")
    table = table.where(table != "")
    for name in table.columns:
        if name in NUMBERS or name.startswith((DETAIL, PROBABILITY)):
            table[name] = _numbers(table[name])
    codes = [name for name in INDEX if name in table]
    if len(codes) > 1:
        raise LayoutError(f"{path} : colonnes {' et '.join(codes)} ; gardez celle de l'index.")
    table = table.set_index(codes[0])
    table.attrs = read_metadata(path)
    return table


def _layer(path: Path) -> pd.DataFrame:
    """Read a table with a geometry; its columns keep their types, but counts are whole again."""
    table = read_layer_table(readable(path))
    codes = [name for name in INDEX if name in table]
    if len(codes) != 1:
        columns = ", ".join(map(str, table.columns))
        raise LayoutError(
            f"{path} : une colonne {' ou '.join(INDEX)} est attendue ; trouvées : {columns}."
        )
    for name in table.columns.intersection(list(NUMBERS)):
        if is_numeric_dtype(table[name]) and (table[name].dropna() % 1 == 0).all():
            table[name] = table[name].astype("Int64")
    attrs = table.attrs
    table = table.set_index(codes[0])
    table.attrs = attrs
    return table


def _column(heading: str) -> str:
    """Name of a column, from its heading as a program or a person writes it."""
    lowered = heading.lower()
    if lowered.startswith(DETAIL):
        return DETAIL + heading[len(DETAIL) :]
    if lowered in LABELS or lowered in PRINTED:
        return PRINTED.get(lowered, lowered)
    return SPELLED.get(plain(heading), lowered)


def _find(sheets: list[Sheet], path: Path) -> Table:
    """Find the only table by bassin of a file."""
    tables = find_tables(sheets, lambda names: bool(names & CODE))
    if not tables:
        found = " / ".join(sheet.columns for sheet in sheets)
        raise LayoutError(
            f"{path} : colonnes attendues : {', '.join(COLUMNS)} ; trouvées : {found}."
        )
    if len(tables) > 1:
        names = ", ".join(table.sheet.name for table in tables)
        raise LayoutError(f"{path} : plusieurs tableaux ({names}) ; gardez-en un par fichier.")
    return tables[0]


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
