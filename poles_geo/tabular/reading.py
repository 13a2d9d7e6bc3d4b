"""Tables by bassin de vie read from a spreadsheet or a CSV file, as any program exports them.

Only the layout is checked here; :func:`poles_geo.classify` checks what the counts say.
"""

import codecs
import csv
import io
from pathlib import Path

import pandas as pd
from fastexcel import FastExcelError, read_excel

from poles_geo._types import TEXT
from poles_geo.errors import Faults, LayoutError, SourceError
from poles_geo.tabular.metadata import read_metadata
from poles_geo.tabular.numbers import read_numbers
from poles_geo.tabular.printed import LABELS

COLUMNS = ("code_bassin", "effectif", "proximite", "pole", "infirmiers_psychiatrie")
NUMBERS = (*COLUMNS[1:], "rang", "marge", "marge_rang", "population")
"""Columns read as numbers; any other stays text, so that « 01 » keeps its zero."""

SEPARATORS = ";,\t|"
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Rows = list[list[str]]


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table by bassin de vie: effectifs, or the pôles that `poles-geo classify` wrote.

    Parameters
    ----------
    path : path
        CSV (semicolon, comma, tab or bar; UTF-8, UTF-16 with byte order mark, or Windows-1252;
        decimal comma or point) or XLSX (first sheet; numbers to nine decimals). The first row
        names the columns, `code_bassin` among them, in capitals or not, or as
        :func:`poles_geo.write_table` prints them (« Code du bassin de vie »).

    Returns
    -------
    DataFrame
        Index `code_bassin`, as text. Columns of counts, `rang` and margins: numbers, and as text
        the cells that are none. Other columns: text. Empty cells are missing; empty rows and
        columns without a name are left out. `attrs`: what the metadata file beside the table
        says (titre, source, date, publication, attribution, avertissements, regles).

    Raises
    ------
    SourceError
        No such file.
    LayoutError
        Not a table, no column `code_bassin`, two columns of one name, or rows of another length
        than the first, which are named; metadata beside it that cannot be read.
    """
    path = Path(path)
    if path.is_dir():
        raise SourceError(f"{path} est un dossier : un fichier CSV ou XLSX est attendu.")
    if not path.exists():
        raise SourceError(f"{path} : ce fichier n'existe pas.")
    rows = _xlsx_rows(path) if path.suffix.lower() == ".xlsx" else _csv_rows(path)
    names, kept = _table(rows, path)
    table = pd.DataFrame(kept, columns=names, dtype=TEXT).drop(columns="", errors="ignore")
    for name in table.columns.intersection(list(NUMBERS)):
        table[name] = _numbers(table[name])
    table = table.set_index("code_bassin")
    table.attrs = read_metadata(path)
    return table


def _table(rows: Rows, path: Path) -> tuple[list[str], list[list[str | None]]]:
    """Take the names of the columns from the first row, and the cells from the others."""
    filled = [(number, row) for number, row in enumerate(rows, 1) if any(row)]
    if not filled:
        raise LayoutError(f"{path} : le fichier est vide.")
    (_, header), *others = filled
    printed = {label.lower(): name for name, label in LABELS.items()} | {"region": "region_2014"}
    lowered = [name.strip().lower() for name in header]
    names = [printed.get(name, name) for name in lowered]
    width = max((place for place, name in enumerate(names, 1) if name), default=0)
    if "code_bassin" not in names:
        raise LayoutError(
            f"{path} : colonnes attendues : {', '.join(COLUMNS)} ; trouvées : {_shown(names)}."
        )
    faults = Faults(str(path))
    if repeated := sorted({name for name in names if name and names.count(name) > 1}):
        faults.add(f"colonnes en double : {', '.join(repeated)}")
    uneven = [number for number, row in others if len(row) < width or any(row[width:])]
    if uneven:
        faults.add(f"lignes qui n'ont pas les {width} colonnes de la première", uneven)
    faults.raise_if_any(LayoutError)
    return names[:width], [[cell or None for cell in row[:width]] for _, row in others]


def _shown(names: list[str]) -> str:
    """List the first names found, without what a terminal cannot show."""
    texts = ["".join(c if c.isprintable() else "?" for c in name[:30]) for name in names[:8]]
    return ", ".join(texts) + (", …" if len(names) > len(texts) else "")


def _numbers(column: "pd.Series[str]") -> pd.Series:
    """Read the numbers of a column of text; the cells that are none stay as they are."""
    values, unread = read_numbers(column)
    if len(unread):
        mixed = values.astype(object).where(values.notna(), None)
        return mixed.where(~column.index.isin(unread.index), column.astype(object))
    if (values.dropna() % 1 == 0).all():
        return values.astype("Int64")
    return values.astype("float64")


def _csv_rows(path: Path) -> Rows:
    text = _text(path)
    header = text.strip().split("\n", 1)[0]
    separator = max(SEPARATORS, key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error as error:
        raise LayoutError(
            f"{path} : le tableau ne se lit pas au-delà de la ligne {reader.line_num} ; "
            "un guillemet y est de trop, ou n'est pas fermé."
        ) from error


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        if raw.startswith(UTF16):
            return raw.decode("utf-16")
        if b"\0" not in raw:
            return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return raw.decode("cp1252")
        except UnicodeDecodeError:
            pass
    raise LayoutError(
        f"{path} : ce n'est pas un fichier de texte ; enregistrez le tableau en CSV, "
        "ou en XLSX avec ce suffixe."
    )


def _xlsx_rows(path: Path) -> Rows:
    try:
        sheet = read_excel(path).load_sheet(0, header_row=None, dtypes="string")
    except FastExcelError as error:
        raise LayoutError(
            f"{path} : ce n'est pas un classeur XLSX lisible ; il est abîmé, protégé par un mot "
            "de passe, ou d'un autre format que son suffixe."
        ) from error
    rows: Rows = sheet.to_pandas().fillna("").to_numpy().tolist()
    return rows
