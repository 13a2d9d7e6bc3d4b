"""Binary workbooks, XLSB and XLS: where their filled cells are, known without room being made.

Only the records of cells are looked at, and the two fields that place them.
"""

import struct
from collections.abc import Iterator

Extent = tuple[int, int, int]
"""Last row, last column, number of filled cells."""

SHORT = struct.Struct("<H")
LONG = struct.Struct("<I")
ROW_OF_XLSB = 0
CELLS_OF_XLSB = range(2, 12)
"""Records of filled cells: numbers, texts, truth values, errors, and those of formulas."""
CELLS_OF_XLS = frozenset({0x06, 0xD6, 0xFD, 0x203, 0x204, 0x205, 0x27E})
SERIES_OF_XLS = 0xBD
"""Several numbers in one record, that ends with the last column."""
BEGINS, SHEET = (0x809, 0x409, 0x209), 0x10
FREE = 0xFFFFFFFA
"""Least mark that is no sector."""
ENTRY = 128
ROOT, STREAM = 5, 2


def extents_of_xlsb(content: bytes) -> Iterator[Extent]:
    """Give the extent of one sheet of an XLSB workbook.

    Raises
    ------
    ValueError, IndexError, struct.error
        Cut short, or damaged.
    """
    place = row = rows = columns = n_filled = 0
    while place < len(content):
        kind = content[place]
        place += 1
        if kind & 0x80:
            kind = kind & 0x7F | content[place] << 7
            place += 1
        size = shift = 0
        while True:
            byte = content[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80 or shift > 21:
                break
        if kind == ROW_OF_XLSB:
            row = LONG.unpack_from(content, place)[0] + 1
        elif kind in CELLS_OF_XLSB:
            rows, n_filled = max(rows, row), n_filled + 1
            columns = max(columns, LONG.unpack_from(content, place)[0] + 1)
        place += size
    yield rows, columns, n_filled


def extents_of_xls(content: bytes) -> Iterator[Extent]:
    """Give the extent of each sheet of an XLS workbook; nothing for another document.

    Raises
    ------
    ValueError, IndexError, struct.error
        Cut short, or damaged.
    """
    streams = _streams(content)
    book = streams.get("workbook", streams.get("book", b""))
    place = rows = columns = n_filled = 0
    while place + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, place)
        place += 4
        if kind in BEGINS:
            yield rows, columns, n_filled
            rows = columns = n_filled = 0
        elif kind in CELLS_OF_XLS or kind == SERIES_OF_XLS:
            row, column = struct.unpack_from("<HH", book, place)
            if kind == SERIES_OF_XLS:
                n_filled += max(SHORT.unpack_from(book, place + size - 2)[0] - column, 0)
                column = max(column, SHORT.unpack_from(book, place + size - 2)[0])
            rows, columns, n_filled = max(rows, row + 1), max(columns, column + 1), n_filled + 1
        place += size
    yield rows, columns, n_filled


def _streams(content: bytes) -> dict[str, bytes]:
    """Read the streams of a compound file, by name in lower case."""
    sector = 1 << SHORT.unpack_from(content, 30)[0]
    small = 1 << SHORT.unpack_from(content, 32)[0]
    if not (512 <= sector <= 4096 and small == 64):
        raise ValueError
    first_folder = LONG.unpack_from(content, 48)[0]
    cutoff, first_small, _, more, _ = struct.unpack_from("<5I", content, 56)
    tables = list(struct.unpack_from("<109I", content, 76))
    met = set()
    while more < FREE and more not in met:
        met.add(more)
        *found, more = _numbers(content[(more + 1) * sector : (more + 2) * sector])
        tables += found
    sectors = [content[place : place + sector] for place in range(sector, len(content), sector)]
    links = [link for table in tables if table < len(sectors) for link in _numbers(sectors[table])]
    folder = _chain(sectors, links, first_folder)
    entries = [folder[place : place + ENTRY] for place in range(0, len(folder), ENTRY)]
    roots = [entry for entry in entries if entry[66:67] == bytes([ROOT])]
    pieces, small_links = [], []
    if roots:
        held = _chain(sectors, links, LONG.unpack_from(roots[0], 116)[0])
        pieces = [held[place : place + small] for place in range(0, len(held), small)]
        small_links = list(_numbers(_chain(sectors, links, first_small)))
    streams = {}
    for entry in entries:
        if entry[66:67] != bytes([STREAM]):
            continue
        name = entry[: max(SHORT.unpack_from(entry, 64)[0] - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        of = (pieces, small_links) if size < cutoff else (sectors, links)
        streams[name.lower()] = _chain(*of, start)[:size]
    return streams


def _numbers(content: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _chain(pieces: list[bytes], links: list[int], start: int) -> bytes:
    """Join the pieces of a chain; one that comes back on itself is cut."""
    found: list[bytes] = []
    while start < len(pieces) and len(found) < len(pieces):
        found.append(pieces[start])
        start = links[start] if start < len(links) else FREE
    return b"".join(found)
