"""Binary workbooks: read, and refused when a reader would make room for millions of cells."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from binary_workbooks import Cells, cells_of, xls, xlsb
from effectif_tables import raises

from poles_geo.errors import LayoutError
from poles_geo.tabular.books.binary_books import extents_of_xls
from poles_geo.tabular.books.hushed import hushed
from poles_geo.tabular.books.sheets import open_sheets

TABLE: Cells = cells_of([["CODGEO", "60"], ["59350", 12], ["62041", 3]])
WRITERS = [xlsb, xls]


@pytest.mark.parametrize("write", WRITERS)
def test_a_small_workbook_is_read(tmp_path: Path, write: Callable[[Cells], bytes]) -> None:
    (tmp_path / "t").write_bytes(write(TABLE))
    (sheet,) = open_sheets(tmp_path / "t")
    assert sheet.head == [["CODGEO", "60"], ["59350", "12"], ["62041", "3"]]


@pytest.mark.parametrize(
    ("write", "row", "column"),
    [(xlsb, 1_048_576, 16_384), (xlsb, 4_000_000_000, 3), (xlsb, 1_000, 16_384),
     (xls, 65_536, 65_535), (xls, 65_536, 256), (xls, 60_000, 250)],
)  # fmt: skip
def test_a_cell_far_from_the_others_is_refused(
    tmp_path: Path, write: Callable[[Cells], bytes], row: int, column: int
) -> None:
    path = tmp_path / "loin"
    path.write_bytes(write({**TABLE, row - 1: {column - 1: 1}}))
    with raises(LayoutError, match="loin : la dernière cellule est à la ligne .*pour 7 cellules"):
        open_sheets(path)


@pytest.mark.parametrize("stop", [9, 100, 600, 3_000])
def test_a_workbook_cut_short(tmp_path: Path, stop: int) -> None:
    (tmp_path / "t.xls").write_bytes(xls(TABLE)[:stop])
    with raises(LayoutError, match=r"t\.xls : classeur illisible"):
        open_sheets(tmp_path / "t.xls")


def test_a_column_that_no_xls_has_is_of_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "t.xls").write_bytes(xls({**TABLE, 0: {**TABLE[0], 45_000: 1}}))
    with raises(LayoutError, match=r"t\.xls : classeur illisible"):
        open_sheets(tmp_path / "t.xls")


def test_several_numbers_in_one_record_are_all_seen() -> None:
    """MULRK, of columns 2 to 4: a row, the first column, three numbers, the last column."""
    several = b"\xbd\x00\x18\x00" + b"\x05\x00\x02\x00" + bytes(18) + b"\x04\x00"
    content = xls(TABLE)
    book = content.replace(b"\x0a\x00\x00\x00" + bytes(64), several + bytes(40), 1)
    assert max(extents_of_xls(book)) == (6, 5, 9)


def _damaged_xls(place: int) -> bytes:
    content = bytearray(xls(TABLE))
    content[place] = 0
    return bytes(content)


def _damaged_xlsb(place: int) -> bytes:
    """Change a byte of the list of sheets."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsb(TABLE))) as before,
        zipfile.ZipFile(written, "w") as after,
    ):
        for name in before.namelist():
            content = bytearray(before.read(name))
            if name == "xl/workbook.bin":
                content[place] = 0
            after.writestr(name, bytes(content))
    return written.getvalue()


@pytest.mark.parametrize(
    ("damaged", "place"), [(_damaged_xls, 514), (_damaged_xls, 540), (_damaged_xlsb, 17)]
)
def test_damage_that_stops_the_reader_is_refused(
    tmp_path: Path, damaged: Callable[[int], bytes], place: int, capfd: pytest.CaptureFixture[str]
) -> None:
    """The reader raises there what is no Exception, and prints it in English."""
    path = tmp_path / "abîmé"
    path.write_bytes(damaged(place))
    with raises(LayoutError, match="abîmé : "):
        open_sheets(path)
    assert capfd.readouterr().err == ""


def test_what_else_is_said_meanwhile_is_not_lost(capfd: pytest.CaptureFixture[str]) -> None:
    with hushed():
        os.write(2, b"avant\n")
        os.write(2, b"\nthread 'main' panicked at src/xls.rs:725:40:\nout of range\n")
    with hushed():
        os.write(2, b"tout\n")
    assert capfd.readouterr().err == "avant\ntout\n"


def compound(name: str, stream: bytes, *, listed_apart: bool) -> bytes:
    """Make a compound file whose only stream is small, kept in pieces of 64 bytes in two sectors.

    `listed_apart`: its table of sectors is not named in its first 512 bytes.
    """
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    table, folder, small_table, small_pieces, more_pieces, list_of_tables = range(6)
    named = [free] * 109 if listed_apart else [table, *[free] * 108]
    header = bytearray(512)
    struct.pack_into("<HH", header, 30, 9, 6)
    struct.pack_into("<I", header, 48, folder)
    first_list = list_of_tables if listed_apart else end
    struct.pack_into("<5I", header, 56, 4096, small_table, 1, first_list, 1)
    struct.pack_into("<109I", header, 76, *named)

    def numbers(*first: int) -> bytes:
        return struct.pack("<128I", *first, *[free] * (128 - len(first)))

    def entry(name: str, kind: int, start: int, size: int) -> bytes:
        spelled = f"{name}\0".encode("utf-16-le")
        found = bytearray(128)
        found[: len(spelled)] = spelled
        struct.pack_into("<HB", found, 64, len(spelled), kind)
        struct.pack_into("<II", found, 116, start, size)
        return bytes(found)

    n_pieces = -(-len(stream) // 64)
    sectors = [
        numbers(0xFFFFFFFD, end, end, more_pieces, end, 0xFFFFFFFC),
        entry("Root Entry", 5, small_pieces, 64 * n_pieces) + entry(name, 2, 0, len(stream)),
        numbers(*range(1, n_pieces), end),
        stream[:512],
        stream[512:],
        numbers(table)[:-4] + struct.pack("<I", end),
    ]
    return bytes(header) + b"".join(sector.ljust(512, b"\0") for sector in sectors)


@pytest.mark.parametrize("listed_apart", [False, True])
@pytest.mark.parametrize("name", ["Workbook", "Book", "BOOK"])
def test_a_small_workbook_in_pieces(name: str, listed_apart: bool) -> None:
    cells = [(0, 0), (4, 1), (2, 6), *((5, k) for k in range(37))]
    book = struct.pack("<HHHH", 0x809, 4, 0x600, 0x10)
    book += b"".join(struct.pack("<HHHHHd", 0x203, 14, *cell, 0, 1.5) for cell in cells)
    assert 512 < len(book) < 1024
    content = compound(name, book, listed_apart=listed_apart)
    assert list(extents_of_xls(content)) == [(0, 0, 0), (6, 37, 40)]
