"""Small XLSB and XLS workbooks, written record by record: no library at hand writes them."""

import io
import struct
import zipfile

Cells = dict[int, dict[int, str | int]]
"""Value by row and column, from 0."""
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS = "http://schemas.openxmlformats.org/package/2006/content-types"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SECTOR, FREE, END, TABLE = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def cells_of(rows: list[list[str | int]]) -> Cells:
    """Cells of a table."""
    return {row: dict(enumerate(cells)) for row, cells in enumerate(rows)}


def xlsb(cells: Cells) -> bytes:
    """Write a workbook of one sheet, in XLSB."""
    book = _record(131) + _record(143)
    book += _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("Feuil1"))
    members = {
        "[Content_Types].xml": f'<Types xmlns="{KINDS}"/>',
        "_rels/.rels": _relation("officeDocument", "xl/workbook.bin"),
        "xl/_rels/workbook.bin.rels": _relation("worksheet", "worksheets/sheet1.bin"),
        "xl/workbook.bin": book + _record(144) + _record(132),
        "xl/worksheets/sheet1.bin": _sheet_of_xlsb(cells),
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def xls(cells: Cells) -> bytes:
    """Write a workbook of one sheet, in XLS."""
    name = b"Feuil1"
    head = _short(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6)) + _short(0x42, b"\xb0\x04")
    place = len(head) + 4 + 8 + len(name) + 4
    book = head + _short(0x85, struct.pack("<IBBBB", place, 0, 0, len(name), 0) + name)
    book += _short(0x0A) + _short(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6))
    for row, found in cells.items():
        for column, value in found.items():
            place_of = struct.pack("<HHH", row, column, 0)
            if isinstance(value, str):
                text = struct.pack("<HB", len(value), 1) + value.encode("utf-16-le")
                book += _short(0x204, place_of + text)
            else:
                book += _short(0x203, place_of + struct.pack("<d", value))
    return _compound("Workbook", book + _short(0x0A))


def _sheet_of_xlsb(cells: Cells) -> bytes:
    size = (min(cells), max(cells), 0, max(map(max, cells.values())))
    sheet = _record(129) + _record(148, struct.pack("<IIII", *size)) + _record(145)
    for row, found in cells.items():
        sheet += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for column, value in found.items():
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet += _record(6, head + _text(value))
            else:
                sheet += _record(5, head + struct.pack("<d", value))
    return sheet + _record(146) + _record(130)


def _record(kind: int, content: bytes = b"") -> bytes:
    of_kind = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, n = b"", len(content)
    while n > 127:
        size, n = size + bytes([n & 0x7F | 0x80]), n >> 7
    return of_kind + size + bytes([n]) + content


def _short(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def _relation(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{RELATIONS}">{link}</Relationships>'


def _compound(name: str, stream: bytes) -> bytes:
    """Put a stream in a compound file: its sectors, the folder, the table of sectors."""
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    n = len(stream) // SECTOR
    links = [*range(1, n), END, END, TABLE]
    table = struct.pack(f"<{len(links)}I", *links).ljust(SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1").ljust(24, b"\0")
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6).ljust(16, b"\0")
    head += struct.pack("<10I", 0, 1, n, 0, 4096, END, 0, END, 0, n + 1)
    folder = _entry("Root Entry", 5, END, 0, child=1) + _entry(name, 2, 0, len(stream))
    return head.ljust(SECTOR, b"\xff") + stream + folder.ljust(SECTOR, b"\0") + table


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return (
        head + struct.pack("<III", FREE, FREE, child) + bytes(36) + struct.pack("<IQ", start, size)
    )
