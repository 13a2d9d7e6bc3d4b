"""Counts by bassin de vie read from a spreadsheet or a CSV file, as any program exports them.

Only the table is read here; :func:`poles_geo.classify` checks its content.
"""

import csv
import io
from pathlib import Path

import pandas as pd

from poles_geo.errors import LayoutError, SourceError

COLUMNS = ("code_bassin", "effectif", "proximite", "pole", "infirmiers_psychiatrie")
SEPARATORS = ";,\t|"


def read_effectifs(path: str | Path) -> pd.DataFrame:
    """Read a table of counts by bassin de vie.

    Parameters
    ----------
    path : path
        CSV (semicolon, comma, tab or bar; UTF-8, with or without byte order mark, or
        Windows-1252; decimal comma or point) or XLSX (first sheet); first row the names of the
        columns, `code_bassin` among them.

    Returns
    -------
    DataFrame
        Index `code_bassin`, as text; numbers where a whole column is made of them.

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        Nothing to read, or no column `code_bassin`.
    """
    path = Path(path)
    if not path.is_file():
        raise SourceError(f"{path} : ce fichier n'existe pas.")
    table = _read_xlsx(path) if path.suffix.lower() == ".xlsx" else _read_csv(path)
    table.columns = table.columns.str.strip().str.lower()
    if "code_bassin" not in table.columns:
        raise LayoutError(
            f"{path} : colonnes attendues : {', '.join(COLUMNS)} ; "
            f"trouvées : {', '.join(map(str, table.columns)) or 'aucune'}."
        )
    table = table.set_index("code_bassin")
    for column in table.columns:
        numbers = pd.to_numeric(_plain(table[column]), errors="coerce")
        if numbers.notna().equals(table[column].notna()):
            table[column] = numbers
    return table


def _plain(column: pd.Series) -> pd.Series:
    """Take out the spaces of thousands and turn decimal commas into points."""
    return column.str.replace(r"[\s\u00a0\u202f]", "", regex=True).str.replace(",", ".")


def _read_csv(path: Path) -> pd.DataFrame:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    header = text.split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    try:
        return pd.read_csv(io.StringIO(text), sep=separator, dtype="str", quoting=csv.QUOTE_MINIMAL)
    except (pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise LayoutError(f"{path} : ce n'est pas un tableau CSV lisible ({error}).") from error


def _read_xlsx(path: Path) -> pd.DataFrame:
    try:
        return pd.read_excel(path, dtype="str", engine="calamine")
    except Exception as error:
        raise LayoutError(f"{path} : ce n'est pas un classeur XLSX lisible ({error}).") from error
