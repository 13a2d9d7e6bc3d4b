"""Any table given, as sheets of text, then as tables: the one door of files and of DataFrames.

Every row is kept, title rows included, with its line in the file: which one is the header is for
the reader of each layout to say.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from poles_geo.errors import Faults, LayoutError, TableError
from poles_geo.inputs import read_given
from poles_geo.tabular.archives import check_contents, gunzip, opened, read_member
from poles_geo.tabular.books.far_cells import NOT_A_WORKBOOK, check_extent, check_extent_of_xls
from poles_geo.tabular.books.hushed import hushed
from poles_geo.tabular.headings import HEADER_WITHIN, SHOWN, described, names_columns
from poles_geo.tabular.texts.delimited import check_width, read_delimited
from poles_geo.tabular.texts.quoting import quoted
from poles_geo.tabular.texts.streams import SPREADSHEETS
from poles_geo.typography import french_number

TEXTS = (".csv", ".txt", ".tsv")
LARGEST = 2 << 30
"""Bytes of a table: a larger file is a register, or no table."""
SPREADSHEET_ROWS = (65_536, 1_048_576)
"""Rows of a sheet of Excel 97 and of today's: what is beyond is lost when it is saved."""
BLANK = b" \t\r\n\xef\xbb\xbf\xff\xfe"
"""Bytes of a file that holds nothing: blanks, byte order marks."""
OTHER_KINDS = {
    b"%PDF": "un document PDF",
    b"\x89PNG": "une image",
    b"\xff\xd8\xff": "une image",
    b"7z\xbc\xaf\x27\x1c": "une archive 7z ; décompressez-la",
    b"Rar!": "une archive RAR ; décompressez-la",
    b"SQLite format 3": "une base de données (GeoPackage ?)",
    b"PAR1": "du Parquet",
    b"{": "du JSON",
}
NOT_A_NOTE = re.compile(r"(?=\S*\d)\S{1,14}")
"""Alone in a row, a cell of this form is a code whose row is not filled, not a note."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """Cells of one sheet of a workbook, of one CSV file, or of a DataFrame.

    Attributes
    ----------
    file : str
        Name of the file, without its folder.
    name : str
        Name of the sheet; that of the file for a CSV.
    cells : DataFrame
        Rows that hold something, as text, empty cells as ``""``; in a workbook a whole number has
        no decimals, another at most nine. Index ``ligne``: line in the file, from 1.
    n_fields : array of int, optional
        Fields of each row in a text: they may be fewer than the columns of `cells`.
    attrs : mapping
        What a DataFrame says of itself; nothing for a file.
    in_memory : bool
        Whether it is a DataFrame, whose first row is made of the names of its columns.
    """

    file: str
    name: str
    cells: pd.DataFrame
    n_fields: NDArray[np.int64] | None = None
    attrs: Mapping[Any, Any] = field(default_factory=dict)
    in_memory: bool = False

    @cached_property
    def head(self) -> list[list[str]]:
        """The rows among which the header is sought."""
        return self.cells.head(HEADER_WITHIN).to_numpy().tolist()

    def names_columns(self, position: int) -> bool:
        """Whether a row is surely a header, so that its cells may be quoted."""
        return (self.in_memory and position == 0) or names_columns(self.cells, position)

    @property
    def columns(self) -> str:
        """Its columns when its layout is unknown, for a message that quotes no value."""
        return described(self.cells, known=self.in_memory)


@dataclass(frozen=True, eq=False)
class Table:
    """A sheet once its header is known.

    Attributes
    ----------
    sheet : Sheet
        Where it comes from.
    titles : list of str
        Texts above the header.
    data : DataFrame
        Rows below the header, as text, columns as published. Notes under the table, which fill
        the first cell alone, are left out.
    columns : dict of str to str
        Plain spelling of each column (see :func:`plain`) to its published one.
    lines : array of int
        Line of each row of `data` in the file.
    shorter, longer : list of int
        Lines of `data` that have fewer cells than the header; lines that have more, left out.
    n_notes : int
        Notes left out.
    """

    sheet: Sheet
    titles: list[str]
    data: pd.DataFrame
    columns: dict[str, str]
    lines: NDArray[np.int64]
    shorter: list[int]
    longer: list[int]
    n_notes: int

    @property
    def name(self) -> str:
        """Name of the file, for messages."""
        return self.sheet.file

    def column(self, names: Iterable[str]) -> str | None:
        """Find the first of `names` (plain spellings) that the table has, as published."""
        return next((self.columns[name] for name in names if name in self.columns), None)

    def places(self, cells: pd.Series) -> list[str]:
        """Write cells for a message, each after its line; index: rows of `data`."""
        return [
            f"{self.lines[row]} ({quoted(cell)})"
            for row, cell in zip(cells.index, cells, strict=True)
        ]


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
        otherwise Windows-1252; gzipped or not.

    Raises
    ------
    SourceError
        When there is no such file, or it cannot be opened.
    LayoutError
        When the file is empty, truncated, a web page, or of another kind.
    """
    path = Path(source)
    content = read_given(path, LARGEST, "un tableau, CSV ou classeur,")
    sheets = list(_sheets(path.name, content))
    if all(sheet.cells.empty for sheet in sheets):
        raise LayoutError(f"{path.name} : fichier vide.")
    return sheets


def find_tables(sheets: Iterable[Sheet], is_header: Callable[[set[str]], bool]) -> list[Table]:
    """Find, in each sheet, the first row whose plain names satisfy `is_header`.

    A row of one cell is a title, unless the sheet has one column.
    """
    found = []
    for sheet in sheets:
        least = min(2, sheet.cells.shape[1])
        for position, row in enumerate(sheet.head):
            filled = [cell for cell in row if cell]
            if len(filled) >= least and is_header({plain(cell) for cell in filled}):
                found.append(_table(sheet, position))
                break
    return found


def refuse_longer(tables: Iterable[Table]) -> None:
    """Refuse tables with rows of more cells than the header: one of them is cut in two.

    Raises
    ------
    LayoutError
        The message names the lines.
    """
    for table in tables:
        faults = Faults(table.name)
        if table.longer:
            faults.add(
                f"lignes de plus de {table.data.shape[1]} cases, comme en a l'en-tête ; entourez "
                "de guillemets le texte qui contient le séparateur",
                table.longer,
            )
        faults.raise_if_any(LayoutError)


def sheet_of(frame: pd.DataFrame, name: str) -> Sheet:
    """Take a table in memory as the sheet of a file; named index levels are columns.

    Raises
    ------
    TableError
        When two columns have one name.
    """
    levels = [level for level in frame.index.names if level is not None]
    names = [str(name) for name in [*levels, *frame.columns]]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise TableError(f"{name} : colonnes en double : {', '.join(repeated)}.")
    if not names:
        raise TableError(f"{name} : table sans colonne.")
    if levels:
        frame = frame.reset_index()
    texts = [_texts(frame.iloc[:, place]) for place in range(frame.shape[1])]
    cells = pd.DataFrame(
        {
            place: [header, *column]
            for place, (header, column) in enumerate(zip(names, texts, strict=True))
        },
        dtype="str",
    )
    return Sheet(name, name, cells.rename_axis("ligne"), attrs=dict(frame.attrs), in_memory=True)


def table_of(frame: pd.DataFrame, name: str) -> Table:
    """Take a table already in memory as if it had been read; named index levels are columns."""
    table = _table(sheet_of(frame, name), 0)
    table.data.attrs = dict(frame.attrs)
    return table


def layout_error(subject: str, expected: str, sheets: Sequence[Sheet]) -> LayoutError:
    """Say which columns were expected and which were found, sheet by sheet."""
    lines = [f"{subject}. Colonnes attendues : {expected}. Colonnes trouvées :"]
    lines += [f"  – {sheet.name} : {sheet.columns}" for sheet in sheets]
    return LayoutError("\n".join(lines))


def year_in(texts: Iterable[str], pattern: str) -> int | None:
    """First year matched by `pattern` (one group) in `texts`."""
    for text in texts:
        if match := re.search(pattern, text, re.IGNORECASE):
            return int(match[1])
    return None


def _sheets(name: str, content: bytes, *, inside: bool = False) -> Iterator[Sheet]:
    """Read one file, or one that is inside an archive, known by its content."""
    if not content.strip(BLANK):
        raise LayoutError(f"{name} : fichier vide.")
    if content.lstrip(b" \t\r\n\xef\xbb\xbf")[:1] == b"<":
        raise LayoutError(
            f"{name} : page web ou XML, et non un tableau. Téléchargez-le de nouveau."
        )
    if content.startswith(b"\x1f\x8b"):
        yield from _sheets(name.removesuffix(".gz"), gunzip(content, name))
    elif content.startswith(b"PK"):
        yield from _zipped(name, content, inside=inside)
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        check_extent_of_xls(content, name)
        yield from _workbook(name, content)
    elif kind := next((OTHER_KINDS[head] for head in OTHER_KINDS if content.startswith(head)), ""):
        kinds = ", ".join((".zip", *SPREADSHEETS, *TEXTS))
        raise LayoutError(f"{name} : c'est {kind}. Un tableau est attendu ; types lus : {kinds}.")
    else:
        read = read_delimited(content, name)
        yield Sheet(name, name, read.cells, read.n_fields)


def _zipped(name: str, content: bytes, *, inside: bool) -> Iterator[Sheet]:
    """Read a workbook (itself a zip) or every table of an archive."""
    with opened(content, name) as archive:
        members = [m for m in archive.namelist() if not m.startswith("__MACOSX")]
        if {"[Content_Types].xml", "mimetype"} & set(members):
            if not any(re.match(r"xl/|content\.xml", member) for member in members):
                raise LayoutError(f"{name} : c'est un document, et non un tableau.")
            check_contents(archive, name)
            check_extent(archive, name)
            yield from _workbook(name, content)
            return
        if inside:
            raise LayoutError(f"{name} : c'est une archive zip dans une autre ; décompressez-la.")
        tables = [m for m in members if m.lower().endswith((*SPREADSHEETS, *TEXTS))]
        if not tables:
            found = ", ".join(members[:10]) or "rien"
            raise LayoutError(f"{name} : aucun tableau dans l'archive (trouvé : {found}).")
        for member in tables:
            text = read_member(archive, member, name)
            yield from _sheets(PurePosixPath(member).name, text, inside=True)


PANIC = "PanicException"
"""What the reader of workbooks raises where a damaged one stops it: no Exception, nor a class that
can be imported. Tried on fastexcel 0.21."""


def _workbook(name: str, content: bytes) -> Iterator[Sheet]:
    """Read every sheet of a workbook."""
    from fastexcel import FastExcelError, read_excel

    try:
        with hushed():
            workbook = read_excel(content)
        for sheet in workbook.sheet_names:
            with hushed():
                loaded = workbook.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string")
                read = loaded.to_arrow()
            columns = [pc.fill_null(column.cast(pa.string()), "") for column in read.columns]
            while columns and not pc.any(pc.not_equal(columns[-1], "")).as_py():
                columns.pop()
            check_width(len(columns), name, 1)
            cells = pd.DataFrame(
                {place: column.to_pandas().array for place, column in enumerate(columns)},
                index=pd.RangeIndex(1, read.num_rows + 1, name="ligne"),
                dtype="str",
            )
            filled = (cells != "").any(axis=1) if columns else slice(0)
            yield Sheet(name, sheet, cells[filled])
    except FastExcelError as error:
        raise LayoutError(f"{name} : {NOT_A_WORKBOOK}") from error
    except BaseException as error:
        if type(error).__name__ == PANIC:
            raise LayoutError(f"{name} : {NOT_A_WORKBOOK}") from error
        raise


def _texts(column: pd.Series) -> list[str]:
    """Write the cells of a column as text."""
    cells = column.astype(object).where(column.notna(), "")
    return [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """Write a cell as text; a whole number without its decimals."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _table(sheet: Sheet, position: int) -> Table:
    """Cut a sheet at its header."""
    refuse_cut_by_spreadsheet(int(sheet.cells.index[-1]), sheet.file)
    header = [cell.strip() for cell in sheet.head[position]]
    while not header[-1]:
        header.pop()
    width = len(header)
    _refuse_repeated(header, sheet, position)
    below = sheet.cells.iloc[position + 1 :]
    beyond = (below.iloc[:, width:] != "").any(axis=1)
    longer = below.index[beyond].tolist()
    below = below[~beyond]
    data = below.iloc[:, :width].apply(lambda cells: cells.str.strip())
    data.columns = pd.Index([cell or f"colonne {rank}" for rank, cell in enumerate(header, 1)])
    alone = (data.iloc[:, 1:] == "").all(axis=1)
    note = alone & ~data.iloc[:, 0].str.fullmatch(NOT_A_NOTE)
    under = note[::-1].cummin()[::-1].astype(bool)
    shorter: list[int] = []
    if sheet.n_fields is not None:
        n_fields = pd.Series(sheet.n_fields, index=sheet.cells.index)[data.index]
        shorter = data.index[(n_fields < width) & ~under].tolist()
    titles = [" ".join(cell for cell in row if cell) for row in sheet.head[:position]]
    columns: dict[str, str] = {}
    for name in data.columns:
        columns.setdefault(plain(name), name)
    kept = data[~under]
    return Table(
        sheet=sheet,
        titles=titles,
        data=kept.reset_index(drop=True),
        columns=columns,
        lines=kept.index.to_numpy(),
        shorter=shorter,
        longer=longer,
        n_notes=int(under.sum()),
    )


def refuse_cut_by_spreadsheet(n_lines: int, name: str) -> None:
    """Refuse a file of just as many lines as a spreadsheet holds: it has left the others out.

    Raises
    ------
    LayoutError
        The message says what to do.
    """
    if n_lines in SPREADSHEET_ROWS:
        raise LayoutError(
            f"{name} : {french_number(n_lines)} lignes, autant qu'un tableur en tient : il a coupé "
            "le reste ; prenez le fichier d'origine, sans l'ouvrir dans un tableur."
        )


def _refuse_repeated(header: list[str], sheet: Sheet, position: int) -> None:
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header, 1):
        places.setdefault(name.casefold(), []).append(place)
    quote = sheet.names_columns(position)
    repeated = [
        (f"« {header[found[0] - 1]} » " if quote else "")
        + f"(colonnes {', '.join(map(str, found[:SHOWN]))}{', …' if len(found) > SHOWN else ''})"
        for name, found in places.items()
        if name and len(found) > 1
    ]
    if repeated:
        more = ", …" if len(repeated) > SHOWN else ""
        raise LayoutError(
            f"{sheet.name} : des colonnes ont le même nom : {', '.join(repeated[:SHOWN])}{more} ; "
            "renommez-les, ou n'en gardez qu'une."
        )
