"""Where files are kept, what is verified each time, and what is said without the network."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from planned_server import ZIP, Reponse, Serveur

from poles_geo.download.cache import check, fetch, folder, glance
from poles_geo.download.catalogue import DOWNLOADS, catalogue
from poles_geo.errors import ChoiceError, SourceError, WriteError

Inscrire = Callable[..., None]


def test_the_folder_is_the_user_s_unless_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder().name == "cache"
    monkeypatch.setenv("POLES_GEO_CACHE", "~/ailleurs")
    assert folder() == Path.home() / "ailleurs"
    monkeypatch.setenv("POLES_GEO_CACHE", "ici")
    assert folder() == Path.cwd() / "ici"
    monkeypatch.setenv("POLES_GEO_CACHE", "")
    assert "poles_geo" in folder().parts
    assert Path.home() in folder().parents


def test_without_the_network_the_error_says_what_to_bring(essai: Serveur, dossier: Path) -> None:
    with pytest.raises(SourceError) as raised:
        fetch("essai", hors_ligne=True)
    said = str(raised.value)
    assert f"{essai.address}/essai.zip" in said
    assert said.endswith(f"(dossier à créer)\u00a0:\n    {dossier / 'essai.zip'}")
    assert "poles-geo data fetch essai" in said
    assert essai.requests == []
    assert not dossier.exists()


def test_a_file_brought_by_hand_is_verified_and_accepted(essai: Serveur, dossier: Path) -> None:
    dossier.mkdir(parents=True)
    (dossier / "essai.zip").write_bytes(ZIP)
    assert fetch("essai") == dossier / "essai.zip"
    assert fetch("essai", hors_ligne=True) == dossier / "essai.zip"
    record = json.loads((dossier / "essai.zip.json").read_text("utf-8"))
    assert record["adresse"] is None
    assert essai.requests == []


@pytest.mark.parametrize("content", [ZIP[:-100], b"<html>", b""])
def test_a_wrong_file_brought_by_hand_is_refused_and_left(
    essai: Serveur, dossier: Path, content: bytes
) -> None:
    dossier.mkdir(parents=True)
    (dossier / "essai.zip").write_bytes(content)
    for hors_ligne in (False, True):
        with pytest.raises(SourceError, match="--renouveler") as raised:
            fetch("essai", hors_ligne=hors_ligne)
        assert f"{essai.address}/essai.zip" in str(raised.value)
        assert "essai.zip.json" not in str(raised.value)
    assert (dossier / "essai.zip").read_bytes() == content
    assert fetch("essai", renouveler=True, progres=False).read_bytes() == ZIP
    assert len(essai.requests) == 1


def test_a_known_checksum_binds_a_file_brought_by_hand(inscrire: Inscrire, dossier: Path) -> None:
    inscrire("http://127.0.0.1:9", sha256="0" * 64)
    dossier.mkdir(parents=True)
    (dossier / "essai.zip").write_bytes(ZIP)
    with pytest.raises(SourceError, match="attendue 0000"):
        fetch("essai", hors_ligne=True)


def test_a_file_damaged_later_is_said(essai: Serveur) -> None:
    path = fetch("essai", progres=False)
    damaged = bytearray(ZIP)
    damaged[1_000] ^= 1
    path.write_bytes(damaged)
    row = check().loc["essai"]
    assert row["etat"] == "abîmé"
    assert "SHA-256" in row["detail"]
    with pytest.raises(SourceError, match="SHA-256"):
        fetch("essai", hors_ligne=True)
    assert fetch("essai", renouveler=True, progres=False).read_bytes() == ZIP
    assert check().loc["essai", "etat"] == "présent"
    assert len(essai.requests) == 2


def test_a_file_that_the_user_replaced_is_accepted_as_the_error_says(essai: Serveur) -> None:
    path = fetch("essai", progres=False)
    path.write_bytes(ZIP + b"\0")
    record = path.with_name("essai.zip.json")
    with pytest.raises(SourceError) as raised:
        fetch("essai", hors_ligne=True)
    assert str(record) in str(raised.value)
    record.unlink()
    assert fetch("essai", hors_ligne=True) == path
    assert len(essai.requests) == 1


def test_an_unreadable_record_is_made_again(essai: Serveur) -> None:
    path = fetch("essai", progres=False)
    path.with_name("essai.zip.json").write_text("{")
    assert fetch("essai", hors_ligne=True) == path
    assert json.loads(path.with_name("essai.zip.json").read_text("utf-8"))["taille"] == len(ZIP)
    assert len(essai.requests) == 1


def test_a_folder_that_cannot_be_written(
    essai: Serveur, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fichier").touch()
    monkeypatch.setenv("POLES_GEO_CACHE", str(tmp_path / "fichier" / "cache"))
    with pytest.raises(WriteError, match="POLES_GEO_CACHE"):
        fetch("essai", progres=False)
    assert essai.requests == []


def test_a_folder_in_place_of_the_file(essai: Serveur, dossier: Path) -> None:
    (dossier / "essai.zip").mkdir(parents=True)
    assert check().loc["essai", "etat"] == "abîmé"
    with pytest.raises(SourceError, match="illisible"):
        fetch("essai", hors_ligne=True)
    with pytest.raises(WriteError, match="est un dossier"):
        fetch("essai", progres=False, renouveler=True)
    assert len(essai.requests) == 1


def test_a_full_disk_leaves_no_half_file(essai: Serveur, dossier: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(WriteError, match="place qui reste"):
            fetch("essai", progres=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert not (dossier / "essai.zip").exists()
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked[1] is not None


def test_a_file_larger_than_the_disk_is_not_begun(
    serveur: Serveur, inscrire: Inscrire, dossier: Path
) -> None:
    inscrire(serveur.address, taille=10**18)
    serveur.plan = [Reponse(200, ZIP, announced=10**18)]
    with pytest.raises(WriteError, match="sur ce disque"):
        fetch("essai", progres=False)
    assert not (dossier / "essai.zip.part").exists()


def test_renewing_is_of_the_network() -> None:
    with pytest.raises(ChoiceError, match="hors_ligne"):
        fetch("bv2012", hors_ligne=True, renouveler=True)


def test_an_unknown_identifier_lists_those_known() -> None:
    with pytest.raises(ChoiceError, match="bv2012, bv2022"):
        fetch("bv2013")


def test_check_covers_the_embedded_edition_and_the_catalogue(essai: Serveur) -> None:
    fetch("essai", progres=False)
    table = check()
    embedded = table[table["origine"] == "embarqué"]
    assert set(embedded["etat"]) == {"présent"}
    assert "communes.parquet" in embedded.index
    assert embedded["taille"].min() > 0
    assert set(table.index[table["origine"] == "cache"]) == set(DOWNLOADS)
    assert table.loc["essai", "etat"] == "présent"
    assert table.loc["essai", "taille"] == len(ZIP)
    assert table.loc["bv2022", "etat"] == "absent"
    assert len(essai.requests) == 1


def test_a_glance_reads_nothing(essai: Serveur) -> None:
    assert glance("essai").etat == "absent"
    fetch("essai", progres=False).write_bytes(b"autre")
    assert glance("essai").etat == "présent"
    assert len(essai.requests) == 1


def test_the_catalogue_is_whole() -> None:
    table = catalogue()
    assert table.index.is_unique
    assert table["fichier"].is_unique
    assert table.drop(columns="sha256").notna().all(axis=None)
    assert table["adresse"].str.startswith("https://").all()
    assert table["page"].str.startswith("https://").all()
    assert table["sha256"].isna().all()
    assert {"bv2012", "bv2022", "rpps"} <= set(table.index)
