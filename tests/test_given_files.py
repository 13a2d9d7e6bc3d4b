"""Files as they are given: pipes and devices at every door, and what TOML says."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from doors import OTHER_DOORS, TABLE_DOORS
from effectif_tables import raises

from poles_geo.errors import LayoutError, PolesGeoError, SourceError
from poles_geo.inputs import LARGEST_TOML, read_toml

ALL = {**{name: door.read for name, door in TABLE_DOORS.items()},
       **{name: read for name, (read, _, _) in OTHER_DOORS.items()}}  # fmt: skip


def through_a_pipe(folder: Path, content: bytes) -> Path:
    pipe = folder / "tube"
    os.mkfifo(pipe)
    beside = ThreadPoolExecutor(1)
    beside.submit(pipe.write_bytes, content)
    beside.shutdown(wait=False)
    return pipe


@pytest.mark.parametrize("name", TABLE_DOORS)
def test_a_table_through_a_pipe_is_that_of_the_file(tmp_path: Path, name: str) -> None:
    door = TABLE_DOORS[name]
    path = tmp_path / "t.csv"
    path.write_text(door.text())
    expected = door.read(path)
    read = door.read(through_a_pipe(tmp_path, door.text().encode()))
    if hasattr(expected, "bilan"):
        assert read.bilan.table.equals(expected.bilan.table)
    else:
        assert read.equals(expected)


@pytest.mark.parametrize("name", ["règles", "colonnes"])
def test_toml_through_a_pipe(tmp_path: Path, name: str) -> None:
    read, _, content = OTHER_DOORS[name]
    content = content.split("[autre]")[0]
    (tmp_path / "f.toml").write_text(content)
    pipe = through_a_pipe(tmp_path, content.encode())
    assert read(pipe) == read(tmp_path / "f.toml")


@pytest.mark.parametrize("name", ["périmètre", "contours"])
def test_an_outline_is_not_read_through_a_pipe(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / "tube")
    with raises(SourceError, match="n'est pas un fichier enregistré"):
        ALL[name](tmp_path / "tube")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero", "-", "absent.csv", "nul\0.csv"])
def test_what_is_no_file_is_refused(name: str, path: str) -> None:
    with raises(SourceError, match="fichier"):
        ALL[name](Path(path))


def test_standard_input_has_a_name() -> None:
    with raises(SourceError, match="l'entrée standard se donne par /dev/stdin"):
        TABLE_DOORS["populations"].read(Path("-"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = ", "ligne 1, colonne 5|fin inattendue"),
        (b"a = 1\nb = [\n[", "ligne|fin inattendue"),
        (b"\xff\xfe", "octet 1 illisible"),
        ("a = '\u00e9'".encode("cp1252"), "octet 6 illisible"),
        (b"a = " + b"[" * 50_000, "sans fin"),
        (b"a = " + b"9" * 5_000, "nombre démesuré"),
        (b"#" * (LARGEST_TOML + 1), "plus de 1 Mo"),
    ],
)
def test_what_is_no_toml_says_where(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "r.toml"
    path.write_bytes(content)
    with raises(LayoutError, match=f"règles : .*r.toml.*({said})"):
        read_toml(path, "règles", "modèle")


def test_toml_of_a_windows_program(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert read_toml(path, "colonnes", "") == {"a": 1, "b": 2}


def test_every_refusal_is_one_of_ours(tmp_path: Path) -> None:
    for read in ALL.values():
        with pytest.raises(PolesGeoError):
            read(tmp_path)
