"""Open spreadsheets and CSV files, zipped or not, as sheets of text, then as tables.

Every row is kept, title rows included: which one is the header is for the reader of each
layout to say.
"""

import codecs
import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from statistics import median

import pandas as pd

from poles_geo.errors import LayoutError, SourceError

SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
TEXTS = (".csv", ".txt", ".tsv")
SEPARATORS = ";\t|,"
HEADER_WITHIN = 60
BLANK = b" \t\r\n" + codecs.BOM_UTF8 + codecs.BOM_UTF16_LE
"""Bytes of a file that holds nothing: blanks, byte order marks."""


@dataclass(frozen=True)
class Sheet:
    """Cells of one sheet of a workbook, or of one CSV file.

    Attributes
    ----------
    file : str
        Name of the file, without its folder.
    name : str
        Name of the sheet; that of the file for a CSV.
    cells : DataFrame
        Every row, as text, empty cells as ``""``; a whole number has no decimals, another at most
        nine.
    """

    file: str
    name: str
    cells: pd.DataFrame

    @property
    def head(self) -> list[list[str]]:
        """The rows among which the header is sought."""
        return self.cells.head(HEADER_WITHIN).to_numpy().tolist()


@dataclass(frozen=True)
class Table:
    """A sheet once its header is known.

    Attributes
    ----------
    sheet : Sheet
        Where it comes from.
    titles : list of str
        Texts above the header.
    data : DataFrame
        Rows below the header, as text, columns as published. Notes under the table, which
        fill the first cell alone, are left out.
    columns : dict of str to str
        Plain spelling of each column (see :func:`plain`) to its published one.
    """

    sheet: Sheet
    titles: list[str]
    data: pd.DataFrame
    columns: dict[str, str]

    def column(self, names: Iterable[str]) -> str | None:
        """Find the first of `names` (plain spellings) that the table has, as published."""
        return next((self.columns[name] for name in names if name in self.columns), None)


def plain(name: object) -> str:
    """Lower-case letters and digits only: ``"Code INSEE"`` and ``"code_insee"`` are one name."""
    decomposed = unicodedata.normalize("NFKD", str(name).casefold())
    return re.sub(r"[^a-z0-9]", "", decomposed)


def open_sheets(source: str | Path) -> list[Sheet]:
    """Read every sheet of a workbook, a CSV file, or a zip of these.

    Parameters
    ----------
    source : path
        Workbooks are read by calamine, which ignores stylesheets, so that a damaged one does
        no harm. CSV: any of ``; tab | ,``, UTF-8 or UTF-16 with or without byte order mark,
        otherwise Windows-1252.

    Raises
    ------
    SourceError
        When there is no such file.
    LayoutError
        When the file is empty, truncated, a web page, or of another kind.
    """
    path = Path(source)
    if not path.is_file():
        raise SourceError(f"fichier absent : {path}")
    return list(_sheets(path.name, path.read_bytes()))


def find_tables(sheets: Iterable[Sheet], is_header: Callable[[set[str]], bool]) -> list[Table]:
    """Find, in each sheet, the first row whose plain names satisfy `is_header`."""
    found = []
    for sheet in sheets:
        for position, row in enumerate(sheet.head):
            if is_header({plain(cell) for cell in row if cell}):
                found.append(_table(sheet, position))
                break
    return found


def table_of(frame: pd.DataFrame, name: str) -> Table:
    """Take a table already in memory as if it had been read; named index levels are columns."""
    if any(level is not None for level in frame.index.names):
        frame = frame.reset_index()
    data = pd.DataFrame(
        {
            str(name): pd.Series([_text(cell) for cell in column], dtype="str").str.strip()
            for name, column in frame.astype(object).where(frame.notna(), "").items()
        }
    )
    columns = {plain(name): str(name) for name in data.columns}
    header = pd.DataFrame([list(data.columns)], dtype="str")
    return Table(Sheet(name, name, header), [], data, columns)


def layout_error(subject: str, expected: str, sheets: Sequence[Sheet]) -> LayoutError:
    """Say which columns were expected and which were found, sheet by sheet."""
    lines = [f"{subject}. Colonnes attendues : {expected}. Colonnes trouvées :"]
    for sheet in sheets:
        wide = [[cell for cell in row if cell] for row in sheet.head]
        header = max(wide, key=lambda cells: min(len(cells), 2), default=[])
        lines.append(f"  – {sheet.name} : {', '.join(header[:30]) or 'aucune'}")
    return LayoutError("\n".join(lines))


def year_in(texts: Iterable[str], pattern: str) -> int | None:
    """First year matched by `pattern` (one group) in `texts`."""
    for text in texts:
        if match := re.search(pattern, text, re.IGNORECASE):
            return int(match[1])
    return None


def _sheets(name: str, content: bytes) -> Iterator[Sheet]:
    """Read one file, known by its content before its name."""
    if not content.strip(BLANK):
        raise LayoutError(f"{name} : fichier vide.")
    if content.lstrip()[:1] == b"<":
        raise LayoutError(
            f"{name} : page web ou XML, et non un tableau. Téléchargez-le de nouveau."
        )
    suffix = PurePosixPath(name).suffix.lower()
    if content[:2] == b"PK":
        yield from _zipped(name, content)
    elif suffix in SPREADSHEETS:
        yield from _workbook(name, content)
    elif suffix in TEXTS:
        yield Sheet(name, name, _csv_cells(content))
    else:
        kinds = ", ".join((".zip", *SPREADSHEETS, *TEXTS))
        raise LayoutError(f"{name} : type de fichier inconnu. Types lus : {kinds}.")


def _zipped(name: str, content: bytes) -> Iterator[Sheet]:
    """Read a workbook (itself a zip) or every table of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [m for m in archive.namelist() if not m.startswith("__MACOSX")]
            if {"[Content_Types].xml", "mimetype"} & set(members):
                yield from _workbook(name, content)
                return
            tables = [m for m in members if m.lower().endswith((*SPREADSHEETS, *TEXTS))]
            if not tables:
                found = ", ".join(members[:10]) or "rien"
                raise LayoutError(f"{name} : aucun tableau dans l'archive (trouvé : {found}).")
            for member in tables:
                yield from _sheets(PurePosixPath(member).name, archive.read(member))
    except zipfile.BadZipFile as error:
        raise LayoutError(f"{name} : archive illisible ou tronquée ({error}).") from error


def _workbook(name: str, content: bytes) -> Iterator[Sheet]:
    """Read every sheet of a workbook."""
    from fastexcel import FastExcelError, read_excel

    try:
        workbook = read_excel(content)
        for sheet in workbook.sheet_names:
            cells = workbook.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
            yield Sheet(name, sheet, cells.to_pandas().astype("str").fillna(""))
    except FastExcelError as error:
        reason, *_ = str(error).splitlines()
        raise LayoutError(f"{name} : classeur illisible ou tronqué ({reason}).") from error


def _csv_cells(content: bytes) -> pd.DataFrame:
    """Split a CSV whose encoding and separator are found in it."""
    text = _decoded(content)
    sample = [line for line in text.splitlines()[:HEADER_WITHIN] if line]
    separator = max(SEPARATORS, key=lambda mark: median(line.count(mark) for line in sample))
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    rows = [row for row in reader if row]
    width = max(map(len, rows))
    return pd.DataFrame([row + [""] * (width - len(row)) for row in rows], dtype="str")


def _decoded(content: bytes) -> str:
    """Decode: byte order mark, UTF-8, or Windows-1252, in this order."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _text(cell: object) -> str:
    """Write a cell as text; a whole number without its decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _table(sheet: Sheet, position: int) -> Table:
    """Cut a sheet at its header."""
    header = sheet.head[position]
    while not header[-1]:
        header.pop()
    data = sheet.cells.iloc[position + 1 :, : len(header)].apply(lambda cells: cells.str.strip())
    data = data[(data.iloc[:, 1:] != "").any(axis=1)].reset_index(drop=True)
    data.columns = pd.Index([cell or f"colonne {rank}" for rank, cell in enumerate(header, 1)])
    titles = [" ".join(cell for cell in row if cell) for row in sheet.head[:position]]
    columns: dict[str, str] = {}
    for name in data.columns:
        columns.setdefault(plain(name), name)
    return Table(sheet, titles, data, columns)
