"""Where files are kept, what is verified each time, and what is said without the network."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from planned_server import ZIP, Answer, PlannedServer

from poles_geo.download.cache import check, fetch, folder, glance
from poles_geo.download.catalogue import DOWNLOADS, catalogue
from poles_geo.errors import ChoiceError, SourceError, WriteError

Enter = Callable[..., None]


def test_the_folder_is_the_user_s_unless_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder().name == "cache"
    monkeypatch.setenv("POLES_GEO_CACHE", "~/ailleurs")
    assert folder() == Path.home() / "ailleurs"
    monkeypatch.setenv("POLES_GEO_CACHE", "ici")
    assert folder() == Path.cwd() / "ici"
    monkeypatch.setenv("POLES_GEO_CACHE", "")
    assert "poles_geo" in folder().parts
    assert Path.home() in folder().parents


def test_without_the_network_the_error_says_what_to_bring(
    listed: PlannedServer, cache_folder: Path
) -> None:
    with pytest.raises(SourceError) as raised:
        fetch("essai", offline=True)
    said = str(raised.value)
    assert f"{listed.address}/essai.zip" in said
    assert said.endswith(f"(dossier à créer)\u00a0:\n    {cache_folder / 'essai.zip'}")
    assert "poles-geo data fetch essai" in said
    assert listed.requests == []
    assert not cache_folder.exists()


def test_a_file_brought_by_hand_is_verified_and_accepted(
    listed: PlannedServer, cache_folder: Path
) -> None:
    cache_folder.mkdir(parents=True)
    (cache_folder / "essai.zip").write_bytes(ZIP)
    assert fetch("essai") == cache_folder / "essai.zip"
    assert fetch("essai", offline=True) == cache_folder / "essai.zip"
    record = json.loads((cache_folder / "essai.zip.json").read_text("utf-8"))
    assert record["address"] is None
    assert listed.requests == []


@pytest.mark.parametrize("content", [ZIP[:-100], b"<html>", b""])
def test_a_wrong_file_brought_by_hand_is_refused_and_left(
    listed: PlannedServer, cache_folder: Path, content: bytes
) -> None:
    cache_folder.mkdir(parents=True)
    (cache_folder / "essai.zip").write_bytes(content)
    for offline in (False, True):
        with pytest.raises(SourceError, match="--renouveler") as raised:
            fetch("essai", offline=offline)
        assert f"{listed.address}/essai.zip" in str(raised.value)
        assert "essai.zip.json" not in str(raised.value)
    assert (cache_folder / "essai.zip").read_bytes() == content
    assert fetch("essai", renew=True, progress=False).read_bytes() == ZIP
    assert len(listed.requests) == 1


def test_a_known_checksum_binds_a_file_brought_by_hand(enter: Enter, cache_folder: Path) -> None:
    enter("http://127.0.0.1:9", sha256="0" * 64)
    cache_folder.mkdir(parents=True)
    (cache_folder / "essai.zip").write_bytes(ZIP)
    with pytest.raises(SourceError, match="attendue 0000"):
        fetch("essai", offline=True)


def test_a_file_damaged_later_is_said(listed: PlannedServer) -> None:
    path = fetch("essai", progress=False)
    damaged = bytearray(ZIP)
    damaged[1_000] ^= 1
    path.write_bytes(damaged)
    row = check().loc["essai"]
    assert row["etat"] == "abîmé"
    assert "SHA-256" in row["detail"]
    with pytest.raises(SourceError, match="SHA-256"):
        fetch("essai", offline=True)
    assert fetch("essai", renew=True, progress=False).read_bytes() == ZIP
    assert check().loc["essai", "etat"] == "présent"
    assert len(listed.requests) == 2


def test_a_file_that_the_user_replaced_is_accepted_as_the_error_says(listed: PlannedServer) -> None:
    path = fetch("essai", progress=False)
    path.write_bytes(ZIP + b"\0")
    record = path.with_name("essai.zip.json")
    with pytest.raises(SourceError) as raised:
        fetch("essai", offline=True)
    assert str(record) in str(raised.value)
    record.unlink()
    assert fetch("essai", offline=True) == path
    assert len(listed.requests) == 1


def test_an_unreadable_record_is_made_again(listed: PlannedServer) -> None:
    path = fetch("essai", progress=False)
    path.with_name("essai.zip.json").write_text("{")
    assert fetch("essai", offline=True) == path
    assert json.loads(path.with_name("essai.zip.json").read_text("utf-8"))["size"] == len(ZIP)
    assert len(listed.requests) == 1


def test_a_folder_that_cannot_be_written(
    listed: PlannedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fichier").touch()
    monkeypatch.setenv("POLES_GEO_CACHE", str(tmp_path / "fichier" / "cache"))
    with pytest.raises(WriteError, match="POLES_GEO_CACHE"):
        fetch("essai", progress=False)
    assert listed.requests == []


def test_a_folder_in_place_of_the_file(listed: PlannedServer, cache_folder: Path) -> None:
    (cache_folder / "essai.zip").mkdir(parents=True)
    assert check().loc["essai", "etat"] == "abîmé"
    with pytest.raises(SourceError, match="illisible"):
        fetch("essai", offline=True)
    with pytest.raises(WriteError, match="est un dossier"):
        fetch("essai", progress=False, renew=True)
    assert len(listed.requests) == 1


def test_a_full_disk_leaves_no_half_file(listed: PlannedServer, cache_folder: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(WriteError, match="place qui reste"):
            fetch("essai", progress=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (cache_folder / "essai.zip").exists()
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked[1] is not None


def test_a_file_larger_than_the_disk_is_not_begun(
    server: PlannedServer, enter: Enter, cache_folder: Path
) -> None:
    enter(server.address, size=10**18)
    server.plan = [Answer(200, ZIP, announced=10**18)]
    with pytest.raises(WriteError, match="sur ce disque"):
        fetch("essai", progress=False)
    assert not (cache_folder / "essai.zip.part").exists()


def test_renewing_is_of_the_network() -> None:
    with pytest.raises(ChoiceError, match="offline"):
        fetch("bv2012", offline=True, renew=True)


def test_an_unknown_identifier_lists_those_known() -> None:
    with pytest.raises(ChoiceError, match="bv2012, bv2022"):
        fetch("bv2013")


def test_check_covers_the_embedded_edition_and_the_catalogue(listed: PlannedServer) -> None:
    fetch("essai", progress=False)
    table = check()
    embedded = table[table["origine"] == "embarqué"]
    assert set(embedded["etat"]) == {"présent"}
    assert "communes.parquet" in embedded.index
    assert embedded["taille"].min() > 0
    assert set(table.index[table["origine"] == "cache"]) == set(DOWNLOADS)
    assert table.loc["essai", "etat"] == "présent"
    assert table.loc["essai", "taille"] == len(ZIP)
    assert table.loc["bv2022", "etat"] == "absent"
    assert len(listed.requests) == 1


def test_a_glance_reads_nothing(listed: PlannedServer) -> None:
    assert glance("essai").state == "absent"
    fetch("essai", progress=False).write_bytes(b"autre")
    assert glance("essai").state == "présent"
    assert len(listed.requests) == 1


def test_the_catalogue_is_whole() -> None:
    table = catalogue()
    assert table.index.is_unique
    assert table["fichier"].is_unique
    assert table.drop(columns="sha256").notna().all(axis=None)
    assert table["adresse"].str.startswith("https://").all()
    assert table["page"].str.startswith("https://").all()
    assert table["sha256"].isna().all()
    assert {"bv2012", "bv2022", "rpps"} <= set(table.index)
