"""Each kind of file is told from what comes in its place; an unsafe archive is refused."""

import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from planned_server import ZIP, archive

from poles_geo.download import content as content_checks
from poles_geo.download.catalogue import DOWNLOADS
from poles_geo.download.content import check_file
from poles_geo.errors import LayoutError
from poles_geo.tabular import archives

SMALL = archive({"a.xlsx": b"abc" * 50, "b/c.txt": bytes(range(256))}, zipfile.ZIP_DEFLATED)


def check(tmp_path: Path, content: bytes, kind: str = "zip", mark: str = "") -> None:
    path = tmp_path / "fichier"
    path.write_bytes(content)
    check_file(path, kind, mark)


def refused(tmp_path: Path, content: bytes, match: str, kind: str = "zip") -> None:
    with pytest.raises(LayoutError, match=match):
        check(tmp_path, content, kind)


@pytest.mark.parametrize(
    ("identifier", "real"),
    [
        ("bv2012", "insee/BV2012_au_01-01-2014.zip"),
        ("bv2022", "insee/BV2022_au_01-01-2024.zip"),
        ("cog-communes-2024", "cog/v_commune_2024.csv"),
        ("cog-mouvements-2024", "cog/v_mvt_commune_2024.csv"),
        ("codes-postaux", "cog/laposte_hexasmal.csv"),
        ("communes-100m", "communes/communes-59-nord.geojson"),
        ("rpps-activites", "rpps/PS_LibreAcces_Personne_activite_202112_extrait.txt"),
    ],
)
def test_real_files_are_accepted_and_no_other(real_data: Path, identifier: str, real: str) -> None:
    file = DOWNLOADS[identifier]
    check_file(real_data / real, file.kind, file.mark)
    with pytest.raises(LayoutError):
        check_file(real_data / "rapport/figure3_153_poles.csv", file.kind, file.mark)


@pytest.mark.parametrize("kind", ["zip", "geojson", "texte"])
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "un fichier vide"),
        (b" \r\n", "un fichier vide"),
        (b"\xef\xbb\xbf<html><body>", "une page HTML"),
        (b"\n<!doctype HTML><TITLE lang=fr>a\n b</TITLE>", "une page HTML «.a b.»"),
        (b"<?xml version='1.0'?><Error/>", "un fichier XML"),
        (b"%PDF-1.7", "un document PDF"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "une archive 7z"),
        (b"\x1f\x8b\x08", "un fichier gzip"),
        (b"\x89PNG\0", "un fichier binaire"),
        (b"PK\x05\x06" + bytes(18), "une archive zip vide"),
    ],
)
def test_what_comes_in_place_of_a_file_is_named(
    tmp_path: Path, kind: str, content: bytes, found: str
) -> None:
    refused(tmp_path, content, f"{content_checks.KINDS[kind]} est attendu.*{found}$", kind)


def test_geojson_cut_short(tmp_path: Path) -> None:
    whole = b'{"type": "FeatureCollection", "features": []}\n'
    check(tmp_path, whole, "geojson", "FeatureCollection")
    refused(tmp_path, whole[:-2], "tronqué", "geojson")


def test_a_text_shows_its_mark(tmp_path: Path) -> None:
    check(tmp_path, b'"TYPECOM","COM"\n', "texte", "TYPECOM")
    with pytest.raises(LayoutError, match="TYPECOM"):
        check(tmp_path, b"code;nom\n", "texte", "TYPECOM")


@pytest.mark.parametrize(
    "name",
    ["../a.xlsx", "a/../../b.xlsx", "/etc/a.xlsx", "..\\a.xlsx", "C:\\a.xlsx", "C:a.xlsx"],
)
def test_a_member_that_would_leave_its_folder(tmp_path: Path, name: str) -> None:
    refused(tmp_path, archive({"a.xlsx": b"x", name: b"x"}), "sortirait de son dossier")


@pytest.mark.parametrize("name", ["a..b.xlsx", "dossier/é à.xlsx", "..a/b.xlsx"])
def test_ordinary_names_pass(tmp_path: Path, name: str) -> None:
    check(tmp_path, archive({name: b"x"}))


def test_a_link_in_an_archive(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("a.xlsx")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = tmp_path / "lien.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(LayoutError, match="lien symbolique"):
        check_file(path, "zip", "")


def test_an_archive_hundreds_of_times_its_size(tmp_path: Path) -> None:
    bomb = archive({"a.xlsx": bytes(80_000_000)}, zipfile.ZIP_DEFLATED)
    assert 200 * len(bomb) < 80_000_000
    refused(tmp_path, bomb, "80.000.000 octets en 1.fichier$")


def test_an_archive_larger_than_any_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "UNPACKED", len(ZIP) // 2)
    refused(tmp_path, ZIP, "dangereuse")


def test_an_archive_of_countless_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBERS", 1)
    refused(tmp_path, SMALL, "2.fichiers")


def test_an_archive_that_lies_on_its_sizes(tmp_path: Path) -> None:
    """Sizes written small where they are announced: what is read stops there, and is wrong."""
    bomb = archive({"a.xlsx": bytes(2_000_000)}, zipfile.ZIP_DEFLATED)
    lying = bomb.replace((2_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    refused(tmp_path, lying, "abîmée")


def test_a_locked_archive(tmp_path: Path) -> None:
    locked = bytearray(SMALL)
    locked[SMALL.index(b"PK\x01\x02") + 8] |= archives.ENCRYPTED
    refused(tmp_path, bytes(locked), "mot de passe")


def test_an_unknown_compression(tmp_path: Path) -> None:
    odd = bytearray(SMALL)
    odd[SMALL.index(b"PK\x01\x02") + 10] = 99
    odd[SMALL.index(b"PK\x03\x04") + 8] = 99
    refused(tmp_path, bytes(odd), "façon inconnue")


def test_a_damaged_member(tmp_path: Path) -> None:
    damaged = bytearray(ZIP)
    damaged[len(ZIP) // 2] ^= 1
    refused(tmp_path, bytes(damaged), "BV2012.xlsx")


@settings(deadline=None, max_examples=60)
@given(kept=st.integers(0, len(SMALL) - 1))
def test_an_archive_cut_anywhere_is_refused(
    tmp_path_factory: pytest.TempPathFactory, kept: int
) -> None:
    with pytest.raises(LayoutError):
        check(tmp_path_factory.getbasetemp(), SMALL[:kept])


@settings(deadline=None, max_examples=150)
@example(changes=[(7, 8), (30, 128)])  # a name that is not UTF-8 in the header of a member
@given(
    changes=st.lists(
        st.tuples(st.integers(4, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=4
    )
)
def test_whatever_is_damaged_the_error_is_ours(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(SMALL)
    for position, value in changes:
        damaged[position] = value
    with suppress(LayoutError):
        check(tmp_path_factory.getbasetemp(), bytes(damaged))
