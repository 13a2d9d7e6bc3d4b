"""Paths given: each that cannot be read is refused with the reason, in French."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import FunctionType

import pytest
from effectif_tables import raises

import poles_geo as pg
from poles_geo.errors import LayoutError, SourceError
from poles_geo.inputs import read_toml, readable


def absent(folder: Path) -> Path:
    return folder / "absent"


def under_a_file(folder: Path) -> Path:
    (folder / "fichier").touch()
    return folder / "fichier" / "x"


def long_name(folder: Path) -> Path:
    return folder / ("x" * 300)


def turning(folder: Path) -> Path:
    (folder / "un").symlink_to("deux")
    (folder / "deux").symlink_to("un")
    return folder / "un"


def null(folder: Path) -> Path:
    return folder / "a\0b"


def of_a_socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(str(folder / "s"))
    return folder / "s"


def dead_disk(_: Path) -> Path:
    return Path("/proc/self/mem")


CASES: dict[FunctionType, str] = {
    absent: "fichier absent : .*absent n'existe pas",
    under_a_file: "un fichier est à la place d'un dossier",
    long_name: "nom trop long",
    turning: "des liens y tournent en rond",
    null: "nom de fichier impossible",
}
if Path("/proc/self/mem").exists():
    CASES |= {of_a_socket: "ni un fichier ni un dossier", dead_disk: "le disque ne répond pas"}
DOORS: list[Callable[[Path], object]] = [
    readable,
    pg.read_table,
    pg.count_professionals,
    pg.read_composition,
    pg.read_communes,
    pg.read_postal_codes,
    pg.read_movements,
    pg.load_rules,
]


@pytest.mark.parametrize(
    ("make", "reason"), CASES.items(), ids=lambda one: getattr(one, "__name__", "")
)
def test_every_door_refuses_with_the_reason(
    tmp_path: Path, make: Callable[[Path], Path], reason: str
) -> None:
    path = make(tmp_path)
    for door in DOORS:
        with raises(SourceError, reason):
            door(path)


def test_what_others_have_closed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ferme").mkdir()
    (tmp_path / "ferme" / "x.csv").write_text("code_bassin\n")
    (tmp_path / "ferme").chmod(0)
    was = os.geteuid()
    try:
        if was == 0:
            os.seteuid(65534)  # nobody
        for path in (tmp_path / "ferme" / "x.csv", tmp_path / "ferme"):
            for door in DOORS:
                with raises(SourceError, "accès refusé"):
                    door(path)
    finally:
        os.seteuid(was)
        (tmp_path / "ferme").chmod(0o700)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"a = " + b"[" * 5000, "sans fin"),
        (b"a = " + b"{b=" * 5000, "sans fin"),
        (b"[" + b".".join([b"a"] * 5000) + b"]", "plus de 20 tables l'une dans l'autre"),
        (b"a = " + b"[" * 30 + b"]" * 30, "plus de 20 tables l'une dans l'autre"),
        (b"a = " + b"9" * 5000, "nombre démesuré"),
        (b"a = 1\nb =", "TOML en UTF-8"),
        (b"a = 1\n\0", "ligne 2, colonne 1"),
        (b"a = 1\xff", "octet 6 illisible"),
    ],
)
def test_what_is_no_toml_is_refused_where_it_stops(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "regles.toml"
    path.write_bytes(content)
    with raises(LayoutError, f"règles : .*{reason}.*un modèle"):
        pg.load_rules(path)
    with raises(LayoutError, f"colonnes : .*{reason}"):
        pg.count_professionals("absent.csv", columns=path)


def test_toml_is_read_with_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "colonnes.toml"
    path.write_bytes(b"\xef\xbb\xbf" + '"Médecins" = "10G"\n'.encode())
    assert read_toml(path, "colonnes", "") == {"Médecins": "10G"}


def test_a_folder_is_no_toml(tmp_path: Path) -> None:
    with raises(SourceError, "un fichier TOML est attendu"):
        pg.load_rules(tmp_path)
