"""Delimited text → rows of cells with the number of their line: decoding, separator, quotes.

As programs save it: any of four separators, quotes around all fields or those that need them,
lines of any end. What is not read is refused with its line.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as pc
from numpy.typing import NDArray

from poles_geo.errors import LayoutError
from poles_geo.typography import french_number

SEPARATORS = ";\t|,"
SAMPLE = 400
"""Lines among which the separator is sought."""
BATCH = 50_000
MOST_COLUMNS = 4_000
"""Columns of a table that hold something: the largest of Insee's by commune have two thousand."""
MOST_CELLS = 8_000_000
"""Cells of a table, empty ones included, for which room is always made."""
SPARSEST = 50
"""A larger table has at least one cell filled among so many."""
UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
SAID = re.compile(r"sep=([;,|\t])\r?\n")
"""First line by which a spreadsheet says its separator."""
CUT = re.compile(r"\S*\d\S*")
"""A cell that is no text: alone on a last line, it begins a row."""


@dataclass(frozen=True, eq=False)
class Delimited:
    """Rows of a text, without those that hold nothing.

    Attributes
    ----------
    cells : DataFrame of str
        Rows as wide as the widest, filled with ``""``. Index: number of the line that begins
        the row, from 1.
    n_fields : array of int
        Fields of each row in the file.
    """

    cells: pd.DataFrame
    n_fields: NDArray[np.int64]


def read_delimited(content: bytes, name: str) -> Delimited:
    """Read the rows of a delimited text.

    Parameters
    ----------
    content : bytes
    name : str
        Of the file, for messages.

    Raises
    ------
    LayoutError
        When it is no text, is cut short, has a quote that is not closed, or too many columns; the
        line is named.
    """
    text = decoded(content, name)
    first = 1
    if said := SAID.match(text):
        text, separator, first = text[said.end() :], said[1], 2
    else:
        separator = separator_of(text)
    read = _plain(text, separator) or _quoted(text, separator, name, first)
    lines, n_fields, columns = read
    while columns and not _filled(columns[-1]).any():
        columns = columns[:-1]
    cells = pd.DataFrame(
        {place: column.to_pandas().array for place, column in enumerate(columns)},
        index=pd.Index(lines + (first - 1), name="ligne"),
        dtype="str",
    )
    filled = np.zeros(len(cells), dtype=bool)
    for column in columns:
        filled |= _filled(column)
    kept = Delimited(cells[filled], n_fields[filled])
    _check_end(kept, text, name)
    return kept


def decoded(content: bytes, name: str) -> str:
    """Decode a text: UTF-8, UTF-16, else Windows-1252; line by line when they are mixed.

    Raises
    ------
    LayoutError
        When it is no text, or ends in the middle of a character.
    """
    encoding = next((UTF16[bom] for bom in UTF16 if content.startswith(bom)), _utf16(content))
    if encoding:
        try:
            text = content.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError as error:
            raise LayoutError(
                f"{name} : texte en UTF-16 tronqué ou abîmé ; enregistrez-le de nouveau, en UTF-8."
            ) from error
        if "\0" in text:
            raise LayoutError(
                f"{name} : ce n'est pas du texte en UTF-16 (caractère nul, ligne "
                f"{text[: text.index(chr(0))].count(chr(10)) + 1}) ; enregistrez-le en UTF-8."
            )
        return text
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise LayoutError(
            f"{name} : ce n'est pas un fichier de texte (octet nul, ligne {line}) ; enregistrez le "
            "tableau en CSV ou en XLSX."
        )
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        at_end = error.reason == "unexpected end of data"
        if at_end and not content[: error.start].isascii():
            raise LayoutError(
                f"{name} : fichier tronqué : il s'arrête au milieu d'un caractère."
            ) from error
    return "\n".join(_line(line, rank, name) for rank, line in enumerate(content.split(b"\n"), 1))


def separator_of(text: str) -> str:
    """Tell the separator: the one that cuts most of the rows, header included, in as many fields.

    Of the rows that it makes, for a mark inside quotes makes more of them.
    """
    lines = list(islice((line for line in io.StringIO(text, newline="") if line.strip()), SAMPLE))

    def regularity(separator: str) -> tuple[float, int]:
        try:
            widths = Counter(map(len, csv.reader(lines, delimiter=separator)))
        except csv.Error:
            return 0, 0
        rows = widths.total()
        return max(((n / rows, width) for width, n in widths.items() if width > 1), default=(0, 0))

    return max(SEPARATORS, key=regularity)


def check_width(n_columns: int, name: str, line: int) -> None:
    """Refuse a table of more columns than one by commune or by bassin has.

    Raises
    ------
    LayoutError
        The message names the line that has the most.
    """
    if n_columns > MOST_COLUMNS:
        raise LayoutError(
            f"{name} : {french_number(n_columns)} colonnes à la ligne {line}, "
            f"{french_number(MOST_COLUMNS)} au plus sont lues ; si c'est un tableau, n'en gardez "
            "que les colonnes utiles."
        )


def _filled(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Tell the cells that hold something else than spaces."""
    if not len(column):
        return np.zeros(0, dtype=bool)
    return np.asarray(compute.not_equal(compute.utf8_trim_whitespace(column), ""))


Read = tuple[NDArray[np.int64], NDArray[np.int64], list[pa.ChunkedArray]]


def _plain(text: str, separator: str) -> Read | None:
    """Read a text without a quote whose lines have all as many fields; None for another."""
    if '"' in text or "\r" in text.replace("\r\n", "") or not text:
        return None
    header = text[: text.find("\n")] if "\n" in text else text
    width = header.count(separator) + 1
    if width > MOST_COLUMNS:
        return None
    options = pc.ReadOptions(column_names=[str(place) for place in range(width)])
    parse = pc.ParseOptions(delimiter=separator, quote_char=False, ignore_empty_lines=False)
    convert = pc.ConvertOptions(
        column_types=dict.fromkeys(options.column_names, pa.string()), strings_can_be_null=False
    )
    try:
        table = pc.read_csv(io.BytesIO(text.encode()), options, parse, convert)
    except pa.ArrowInvalid:
        return None
    n_lines = text.count("\n") + (not text.endswith("\n"))
    if table.num_rows != n_lines:
        return None
    return np.arange(1, n_lines + 1), np.full(n_lines, width), table.columns


def _quoted(text: str, separator: str, name: str, first: int) -> Read:
    """Read any other text, row by row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[list[pa.Array]] = []
    lines: list[int] = []
    n_fields: list[int] = []
    for rows in _batches(reader, lines, n_fields, name, first):
        before = len(n_fields) - len(rows)
        width = max(len(columns), *map(len, rows))
        if len(n_fields) * width > max(MOST_CELLS, SPARSEST * sum(n_fields)):
            longest = n_fields.index(max(n_fields))
            raise LayoutError(
                f"{name} : {french_number(n_fields[longest])} champs à la ligne "
                f"{lines[longest] + first - 1}, bien plus qu'aux autres ; corrigez cette ligne."
            )
        columns += [[pa.array([""] * before, pa.string())] for _ in range(width - len(columns))]
        for column, cells in zip_longest(
            columns, zip_longest(*rows, fillvalue=""), fillvalue=[""] * len(rows)
        ):
            column.append(pa.array(cells, pa.string()))
    return np.array(lines), np.array(n_fields), [pa.chunked_array(column) for column in columns]


def _batches(
    reader: Any, lines: list[int], n_fields: list[int], name: str, first: int
) -> Iterator[list[list[str]]]:
    """Give the rows some thousands at a time; note the line that begins each, and its fields.

    Of a row of too many fields, the empty ones at its end are left out.
    """
    rows: list[list[str]] = []
    start = 1
    try:
        for row in reader:
            lines.append(start)
            n_fields.append(max(len(row), 1))
            while len(row) > MOST_COLUMNS and not row[-1].strip():
                row.pop()
            check_width(len(row), name, start + first - 1)
            rows.append(row or [""])
            start = reader.line_num + 1
            if len(rows) == BATCH:
                yield rows
                rows = []
    except csv.Error as error:
        raise LayoutError(
            f"{name} : le tableau ne se lit pas au-delà de la ligne {start + first - 1} ; un "
            "guillemet y est de trop, ou n'est pas fermé, ou une case y a plus de "
            f"{french_number(csv.field_size_limit())} signes."
        ) from error
    if rows:
        yield rows


def _utf16(content: bytes) -> str | None:
    """Tell UTF-16 without mark: every other byte of Latin letters is null."""
    head = np.frombuffer(content[: min(len(content), 400) // 2 * 2], np.uint8)
    low, high = head[::2] == 0, head[1::2] == 0
    if not len(head):
        return None
    if high.mean() > 0.9 and not low.any():
        return "utf-16-le"
    return "utf-16-be" if low.mean() > 0.9 and not high.any() else None


def _line(line: bytes, number: int, name: str) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LayoutError(
        f"{name} : ce n'est pas un fichier de texte (ligne {number}) ; enregistrez le tableau en "
        "CSV UTF-8 ou en XLSX."
    )


def _check_end(read: Delimited, text: str, name: str) -> None:
    """Refuse a last line without line end that is no whole row, nor a note."""
    if text.endswith(("\n", "\r")) or len(read.cells) < 3:
        return
    usual = int(np.bincount(read.n_fields[:-1]).argmax())
    last = int(read.n_fields[-1])
    if last < usual and (last > 1 or CUT.fullmatch(str(read.cells.iloc[-1, 0]).strip())):
        raise LayoutError(
            f"{name} : fichier tronqué : la dernière ligne ({read.cells.index[-1]}) n'a pas de fin "
            f"et compte {french_number(last)} champs sur {french_number(usual)} ; enregistrez-le "
            "ou téléchargez-le de nouveau."
        )
