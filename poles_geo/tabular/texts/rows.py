"""Rows of delimited text files: the columns wanted, of every line, and the lines that are no row.

The number of rows read is checked against the number of lines, counted apart.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from poles_geo.errors import LayoutError
from poles_geo.tabular.texts.headers import Header, fields
from poles_geo.tabular.texts.streams import Block, map_blocks
from poles_geo.typography import french_number

T = TypeVar("T")


@dataclass(frozen=True)
class Rows:
    """Rows of one block.

    Attributes
    ----------
    columns : dict of str to pyarrow.Array
        By role, as bytes.
    n_rows : int
        Lines of the block, readable or not.
    rejected : list of (int, str)
        Lines that are no row: rank in the block from 0, and key of the reason.
    """

    columns: dict[str, pa.Array]
    n_rows: int
    rejected: list[tuple[int, str]]


def map_rows(
    header: Header, roles: dict[str, int], process: Callable[[Rows], T], *, progress: bool
) -> Iterator[T]:
    """Read the columns needed of every row, and apply `process` to those of each block.

    What it gives comes in order of the file.

    Parameters
    ----------
    header : Header
    roles : dict of str to int
        Position of the columns to read.
    process : callable
        Called once a block, from several threads.
    progress : bool
        Draw a bar when reading lasts.

    Raises
    ------
    LayoutError
        When the last line is cut short.
    """
    reader = _RowReader(header, roles)
    return map_blocks(
        header.text, header.start, lambda block: process(reader.read(block)), progress=progress
    )


def texts(column: pa.Array) -> pa.Array:
    """Decode a column of bytes: UTF-8, and what is not as Windows-1252.

    Signs that neither knows are replaced: codes have none.
    """
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        coded = column.dictionary_encode()
        said = pa.array([_text(value) for value in coded.dictionary.to_pylist()], pa.string())
        return said.take(coded.indices)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace")


class _RowReader:
    """Parser of the blocks of one file."""

    def __init__(self, header: Header, roles: dict[str, int]) -> None:
        self.header = header
        self.roles = roles
        self.names = [str(rank) for rank in range(header.width)]
        self.parse = pc.ParseOptions(
            delimiter=header.separator,
            quote_char='"' if header.quoted else False,
        )
        names = [str(rank) for rank in roles.values()]
        self.convert = pc.ConvertOptions(
            check_utf8=False,
            include_columns=names,
            column_types=dict.fromkeys(names, pa.binary()),
        )

    def read(self, block: Block) -> Rows:
        """Read one block; lines that are no row are listed with their reason."""
        n_lines = _count_lines(block)
        if not block.last and not _has_lone_returns(block):
            table = self._table(block.content)
            if table is not None and table.num_rows == n_lines:
                return Rows(self._columns(table), n_lines, [])
        good, rejected = self._sort(block)
        table = self._table(b"\n".join(good) + b"\n") if good else None
        found = 0 if table is None else table.num_rows
        if found != len(good):
            raise LayoutError(
                f"{self.header.text.name} : {french_number(len(good))} lignes dans un bloc, "
                f"{french_number(found)} lues ; le fichier n'a pas la forme attendue."
            )
        return Rows({} if table is None else self._columns(table), n_lines, rejected)

    def _table(self, content: memoryview | bytes) -> pa.Table | None:
        options = pc.ReadOptions(
            use_threads=False, column_names=self.names, block_size=len(content) + 1
        )
        try:
            return pc.read_csv(
                pa.BufferReader(pa.py_buffer(content)), options, self.parse, self.convert
            )
        except pa.ArrowInvalid:
            return None

    def _columns(self, table: pa.Table) -> dict[str, pa.Array]:
        table = table.combine_chunks()
        return {role: table.column(str(rank)).chunk(0) for role, rank in self.roles.items()}

    def _sort(self, block: Block) -> tuple[list[bytes], list[tuple[int, str]]]:
        """Tell the lines that are rows from the others, one by one."""
        lines = bytes(block.content).split(b"\n")
        if not block.last:
            lines.pop()
        good, rejected = [], []
        for rank, line in enumerate(lines):
            line = line.removesuffix(b"\r").replace(b"\r", b" ")
            width = self._width(line)
            if width == self.header.width:
                good.append(line)
            else:
                rejected.append((rank, "rejet_colonnes" if line.strip() else "rejet_vide"))
        if block.last and lines[-1].strip(b"\x1a \t\r"):
            self._check_end(lines[-1])
        return good, rejected

    def _width(self, line: bytes) -> int:
        if not self.header.quoted:
            return line.count(self.header.separator.encode()) + 1 if line else 0
        try:
            return len(fields(line.decode("latin-1"), self.header.separator))
        except csv.Error:
            return 0

    def _check_end(self, line: bytes) -> None:
        """Refuse a last line without line end that is not a whole row of readable text."""
        name, expected, width = self.header.text.name, self.header.width, self._width(line)
        cut = width != expected
        if not cut and self.header.encoding == "utf-8":
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                cut = error.end == len(line)
        if cut:
            raise LayoutError(
                f"{name} : fichier tronqué : la dernière ligne n'a pas de fin et compte "
                f"{french_number(width)} champs sur {french_number(expected)} ; téléchargez-le de "
                "nouveau."
            )


def _has_lone_returns(block: Block) -> bool:
    """Say whether a carriage return ends no line: the parser takes it for a line end.

    One more line here would make up for a blank one there, which it leaves out.
    """
    content = np.frombuffer(block.content, np.uint8)
    returns = np.flatnonzero(content == ord("\r"))
    return bool((content[np.minimum(returns + 1, len(content) - 1)] != ord("\n")).any())


def _count_lines(block: Block) -> int:
    """Count the lines of a block, apart from the parser."""
    content = np.frombuffer(block.content, np.uint8)
    step = 1 << 18
    ends = sum(
        int(np.count_nonzero(content[start : start + step] == 10))
        for start in range(0, len(content), step)
    )
    return ends + block.last
