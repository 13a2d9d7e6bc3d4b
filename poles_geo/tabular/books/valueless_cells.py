"""Cells of a workbook that have a formula and no value: a reader takes them for empty ones.

A formula that no spreadsheet has computed, as a program writes it, or one whose value is an error
(#REF!, #DIV/0!). Known of XLSX alone.
"""

import re
import zipfile
from collections.abc import Iterator

from poles_geo.tabular.books.hidden_rows import members_of_sheets

CHUNK, LONGEST = 4 << 20, 1 << 16
"""Bytes read at once, and of a cell at most."""
CELL, END = b"<c ", b"</c>"
ERROR, FORMULA = b' t="e"', b"<f"
VALUELESS = re.compile(rb"<f(?:\s[^<>]*)?(?:/>|>[^<>]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
REFERENCE = re.compile(rb'\sr="([A-Z]{1,3}\d{1,7})"')


def valueless_cells(archive: zipfile.ZipFile) -> dict[str, list[str]]:
    """Give their references (« C5 »), by name of sheet; nothing of a workbook that is no XLSX."""
    return {
        name: list(_found(archive, member)) for name, member in members_of_sheets(archive).items()
    }


def _found(archive: zipfile.ZipFile, member: str) -> Iterator[str]:
    """Read the cells of a sheet, a piece at a time."""
    kept = b""
    with archive.open(member) as stream:
        while piece := stream.read(CHUNK):
            text = kept + piece
            end = text.rfind(END) + len(END) if END in text else 0
            errors = _places(text, ERROR, end)
            formulas = (at for at in _places(text, FORMULA, end) if VALUELESS.match(text, at))
            starts = {text.rfind(CELL, 0, at) for at in (*errors, *formulas)}
            for start in sorted(starts - {-1}):
                if named := REFERENCE.search(text, start, text.find(b">", start)):
                    yield named[1].decode()
            kept = text[max(end, len(text) - LONGEST) :]


def _places(text: bytes, sought: bytes, end: int) -> Iterator[int]:
    at = text.find(sought, 0, end)
    while at >= 0:
        yield at
        at = text.find(sought, at + 1, end)
