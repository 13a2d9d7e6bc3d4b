"""Archives at every door: a password, an unknown way, damage, a bomb."""

import gzip
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from doors import OTHER_DOORS, TABLE_DOORS
from effectif_tables import raises

import poles_geo as pg
from poles_geo.errors import LayoutError

BOMB = b"\n" * (80 << 20)


def zipped(path: Path, name: str, content: bytes) -> bytearray:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return bytearray(path.read_bytes())


def password(content: bytearray) -> None:
    _set(content, 6, 8, "<H", 1)


def unknown(content: bytearray) -> None:
    _set(content, 8, 10, "<H", 97)


def bzip2(content: bytearray) -> None:
    _set(content, 8, 10, "<H", 12)


def corrupt(content: bytearray) -> None:
    content[50:56] = b"zzzzzz"


def _set(content: bytearray, here: int, there: int, form: str, value: int) -> None:
    """Write a value in the header of the only member, and in the list of members."""
    struct.pack_into(form, content, content.find(b"PK\x03\x04") + here, value)
    struct.pack_into(form, content, content.find(b"PK\x01\x02") + there, value)


@pytest.mark.parametrize("damage", [password, unknown, bzip2, corrupt])
@pytest.mark.parametrize("name", [*TABLE_DOORS, "contours"])
def test_an_archive_that_is_not_read(
    tmp_path: Path, name: str, damage: Callable[[bytearray], None]
) -> None:
    path = tmp_path / "t.zip"
    if name == "contours":
        read, member, text = OTHER_DOORS[name]
    else:
        read, member, text = TABLE_DOORS[name].read, "t.csv", TABLE_DOORS[name].text()
    content = zipped(path, member, text.encode())
    damage(content)
    path.write_bytes(content)
    with raises(LayoutError, match="mot de passe|façon inconnue|tronquée|abîmée"):
        read(path)


@pytest.mark.parametrize("name", ["registre", "table par commune", "tableau par bassin"])
def test_a_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path, name: str) -> None:
    door = TABLE_DOORS[name]
    text = door.text().encode() + BOMB
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text))
    with raises(LayoutError, match="archive dangereuse"):
        door.read(tmp_path / "t.csv.gz")
    content = zipped(tmp_path / "t.zip", "t.csv", text)
    with raises(LayoutError, match="archive zip dangereuse"):
        door.read(tmp_path / "t.zip")
    _set(content, 22, 24, "<I", 1_000)
    (tmp_path / "t.zip").write_bytes(content)
    with raises(LayoutError, match="tronquée"):
        door.read(tmp_path / "t.zip")


def test_contours_in_a_bomb_are_refused(tmp_path: Path) -> None:
    zipped(tmp_path / "c.zip", "communes.geojson", b" " * (80 << 20))
    with raises(LayoutError, match="archive zip dangereuse"):
        pg.read_communes(tmp_path / "c.zip")
