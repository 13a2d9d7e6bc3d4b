"""Any table given, as sheets of text, then as tables: the one door of files and of DataFrames.

Every row is kept, title rows included, with its line in the file: which one is the header is for
the reader of each layout to say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pandas.api.types import is_integer_dtype

from poles_geo.errors import LayoutError, TableError
from poles_geo.inputs import read_given
from poles_geo.tabular.archives import check_contents, gunzip, opened, read_member
from poles_geo.tabular.books.far_cells import NOT_A_WORKBOOK, check_extent, check_extent_of_xls
from poles_geo.tabular.books.hidden_rows import hidden_rows
from poles_geo.tabular.books.hushed import hushed
from poles_geo.tabular.books.valueless_cells import valueless_cells
from poles_geo.tabular.headings import HEADER_WITHIN, described, names_columns
from poles_geo.tabular.texts.delimited import check_width, read_delimited
from poles_geo.tabular.texts.streams import SPREADSHEETS

TEXTS = (".csv", ".txt", ".tsv")
LARGEST = 2 << 30
"""Bytes of a table: a larger file is a register, or no table."""
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
SMALL = 1e-4
"""Under it, Python writes a number with an exponent."""


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
    hidden : bool
        Whether a spreadsheet does not show it.
    n_hidden : int
        Rows of `cells` that a spreadsheet does not show.
    valueless : sequence of str
        References of cells whose formula has no value, taken for empty.
    """

    file: str
    name: str
    cells: pd.DataFrame
    n_fields: NDArray[np.int64] | None = None
    attrs: Mapping[Any, Any] = field(default_factory=dict)
    in_memory: bool = False
    hidden: bool = False
    n_hidden: int = 0
    valueless: Sequence[str] = ()

    @property
    def called(self) -> str:
        """Its name, for a message: one that is hidden is not sought in vain."""
        return f"{self.name} [masquée]" if self.hidden else self.name

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
            yield from _workbook(name, content, hidden_rows(archive), valueless_cells(archive))
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


def _workbook(
    name: str,
    content: bytes,
    unseen: Mapping[str, Sequence[int]] = MappingProxyType({}),
    valueless: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[Sheet]:
    """Read every sheet of a workbook; `unseen`: lines that are not shown, by sheet."""
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
            cells = cells[filled]
            n_hidden = int(cells.index.isin(unseen.get(sheet, ())).sum())
            hidden = loaded.visible != "visible"
            yield Sheet(
                name, sheet, cells, hidden=hidden, n_hidden=n_hidden,
                valueless=valueless.get(sheet, ()),
            )  # fmt: skip
    except FastExcelError as error:
        raise LayoutError(f"{name} : {NOT_A_WORKBOOK}") from error
    except BaseException as error:
        if type(error).__name__ == PANIC:
            raise LayoutError(f"{name} : {NOT_A_WORKBOOK}") from error
        raise


def _texts(column: pd.Series) -> list[str]:
    """Write the cells of a column as text."""
    if is_integer_dtype(column.dtype) and not column.hasnans:
        return column.astype("str").tolist()
    cells = column.astype(object).where(column.notna(), "")
    return [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """Write a cell as text; a whole number without its decimals, a small one without exponent."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, float) and 0 < abs(cell) < SMALL:
        return np.format_float_positional(cell, trim="-")
    return str(cell)
