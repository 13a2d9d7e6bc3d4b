"""Workbooks: columns → bytes of an XLSX file, the same for the same columns."""

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from math import isfinite

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from pandas.api.types import is_scalar

from poles_geo.errors import Faults
from poles_geo.tabular.printed import TOTAL, PrintedColumn

EPOCH = datetime(1980, 1, 1)
"""Date of every workbook: the earliest that a zip file can hold."""
WIDEST = 60
"""Width of a column, in characters, above which its text is wrapped."""
NUMBER_FORMATS = ("#,##0", "#,##0.0", "#,##0.00", "#,##0.000")
"""By number of decimals; a French spreadsheet shows them as « # ##0 » and « # ##0,0 »."""
BOLD = Font(bold=True)


def workbook(columns: Sequence[PrintedColumn], title: str, sources: Sequence[str]) -> bytes:
    """Make a workbook: a sheet « Tableau », and a sheet « Sources » when there is something to say.

    Parameters
    ----------
    columns : sequence of PrintedColumn
        Of the same length.
    title : str
        Title of the table.
    sources : sequence of str
        Lines on where the table comes from.

    Raises
    ------
    TableError
        A text has control characters, which XLSX cannot hold; the message names the columns and
        rows.
    """
    faults = Faults("table à écrire en XLSX")
    book = Workbook()
    book.properties.title = title or None
    book.properties.creator = "poles_geo"
    book.properties.created = book.properties.modified = EPOCH
    sheet = book.worksheets[0]
    sheet.title = "Tableau"
    for place, column in enumerate(columns, start=1):
        _fill(sheet, place, column, faults)
    faults.raise_if_any()
    sheet.freeze_panes = "A2"
    for row in sheet.iter_rows():
        if row[0].row == 1 or row[0].value == TOTAL:
            for cell in row:
                cell.font = BOLD
    if title or sources:
        _write_notes(book.create_sheet("Sources"), [title, *sources])
    return _bytes(book)


def _fill(sheet: Worksheet, place: int, column: PrintedColumn, faults: Faults) -> None:
    """Write one column, header first, and set its width."""
    header = _text(sheet.cell(1, place), column.label)
    is_number = column.decimals is not None
    header.alignment = Alignment(
        horizontal="right" if is_number else "left", vertical="bottom", wrap_text=True
    )
    texts = column.texts
    unwritable = [row for row, text in enumerate(texts) if ILLEGAL_CHARACTERS_RE.search(text)]
    if unwritable:
        faults.add(f"{column.label} : caractères de contrôle", [row + 1 for row in unwritable])
        return
    for row, (value, text) in enumerate(zip(column.values, texts, strict=True), start=2):
        if is_scalar(value) and pd.isna(value):
            continue
        cell = sheet.cell(row, place)
        if column.decimals is not None and isfinite(value):
            cell.value = value.item() if hasattr(value, "item") else value
            cell.number_format = NUMBER_FORMATS[column.decimals]
        else:
            _text(cell, text).alignment = Alignment(vertical="top", wrap_text=len(text) > WIDEST)
    longest = max(map(len, [*column.label.split(), *texts]))
    sheet.column_dimensions[get_column_letter(place)].width = min(max(longest, 6), WIDEST) + 2


def _text(cell: Cell, text: str) -> Cell:
    """Write a text as a text, even one that looks like a formula."""
    cell.value = text
    cell.data_type = "s"
    return cell


def _write_notes(sheet: Worksheet, lines: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = 100
    for row, line in enumerate(filter(None, lines), start=1):
        _text(sheet.cell(row, 1), line).alignment = Alignment(wrap_text=True, vertical="top")


def _bytes(book: Workbook) -> bytes:
    """Save without the time of day: neither in the properties nor in the archive."""
    saved, dated = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(saved, "w")).save()
    with zipfile.ZipFile(saved) as members, zipfile.ZipFile(dated, "w") as archive:
        for name in members.namelist():
            member = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, members.read(name))
    return dated.getvalue()
