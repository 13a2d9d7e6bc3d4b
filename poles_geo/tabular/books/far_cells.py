"""Workbooks with a cell very far from the others: known before a reader makes room for all between.

Tried with fastexcel 0.16 to 0.21: the process is ended by the system, without an exception.
"""

import re
import struct
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast
from xml.etree.ElementTree import ParseError, iterparse

from poles_geo.errors import LayoutError
from poles_geo.tabular.archives import UNREADABLE, truncated
from poles_geo.tabular.books.binary_books import Extent, extents_of_xls, extents_of_xlsb
from poles_geo.tabular.texts.delimited import MOST_CELLS, SPARSEST
from poles_geo.typography import french_count, french_number

NOT_A_WORKBOOK = (
    "classeur illisible : il est tronqué, abîmé, protégé par un mot de passe, ou n'est pas un "
    "classeur."
)
FILLED = re.compile(rb'<(?:\w+:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
CHUNK = 4 << 20
OPENDOCUMENT = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"

COLUMNS_OF_XLS = 256
"""At most; another number is of a damaged file."""


def check_extent(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a workbook, XLSX, XLSB or ODS, one of whose sheets is nearly empty and very large.

    Raises
    ------
    LayoutError
        The message says where the last cell is; or the archive is damaged.
    """
    for member in archive.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", member):
            read = _worksheet
        elif re.fullmatch(r"xl/worksheets/[^/]+\.bin", member):
            read = _binary
        elif member == "content.xml":
            read = _opendocument
        else:
            continue
        try:
            with archive.open(member) as stream:
                extents = list(read(cast(BinaryIO, stream)))
        except (NotImplementedError, ParseError, IndexError, *UNREADABLE) as error:
            raise truncated(name, member) from error
        _refuse_sparse(extents, name)


def check_extent_of_xls(content: bytes, name: str) -> None:
    """Refuse an XLS workbook one of whose sheets is nearly empty and very large, or a damaged one.

    Raises
    ------
    LayoutError
        The message says where the last cell is.
    """
    try:
        extents = list(extents_of_xls(content))
    except (IndexError, ValueError, struct.error) as error:
        raise LayoutError(f"{name} : {NOT_A_WORKBOOK}") from error
    _refuse_sparse(extents, name)
    if any(columns > COLUMNS_OF_XLS for _, columns, _ in extents):
        raise LayoutError(f"{name} : {NOT_A_WORKBOOK}")


def _refuse_sparse(extents: Iterable[Extent], name: str) -> None:
    for rows, columns, n_filled in extents:
        if rows * columns > max(MOST_CELLS, SPARSEST * n_filled):
            filled = french_count(n_filled, "cellule remplie", "cellules remplies")
            raise LayoutError(
                f"{name} : la dernière cellule est à la ligne {french_number(rows)}, colonne "
                f"{french_number(columns)}, pour {filled} ; effacez ce qui est loin du tableau, ou "
                "copiez le tableau dans un classeur neuf."
            )


def _binary(stream: BinaryIO) -> Iterator[Extent]:
    return extents_of_xlsb(stream.read())


def _worksheet(stream: BinaryIO) -> Iterator[Extent]:
    rows = columns = n_filled = 0
    kept = b""
    while chunk := stream.read(CHUNK):
        text = kept + chunk
        found = FILLED.findall(text)
        n_filled += len(found)
        rows = max([rows, *(int(row) for _, row in found)])
        columns = max([columns, *(_column(letters) for letters in {name for name, _ in found})])
        kept = text[text.rfind(b"<") :]
        if FILLED.match(kept):
            kept = kept[1:]
    yield rows, columns, n_filled


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _opendocument(stream: BinaryIO) -> Iterator[Extent]:
    row = rows = columns = n_filled = 0
    for _, element in iterparse(stream, ("end",)):
        if element.tag == f"{OPENDOCUMENT}table-row":
            row += int(element.get(f"{OPENDOCUMENT}number-rows-repeated", 1))
            column = 0
            for cell in element:
                column += int(cell.get(f"{OPENDOCUMENT}number-columns-repeated", 1))
                if cell.get(VALUE) is not None:
                    rows, columns, n_filled = row, max(columns, column), n_filled + 1
            element.clear()
        elif element.tag == f"{OPENDOCUMENT}table":
            yield rows, columns, n_filled
            row = rows = columns = n_filled = 0
