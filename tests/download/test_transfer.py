"""A file comes whole, or stays begun and is taken up again where it was cut."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from planned_server import COUPE, REPRISE, ZIP, Reponse, Serveur, archive

from poles_geo.download import connection as connexion
from poles_geo.download.cache import fetch, glance
from poles_geo.errors import SourceError

Inscrire = Callable[..., None]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(".lock")}


def test_a_file_comes_whole_with_its_record(essai: Serveur, dossier: Path) -> None:
    path = fetch("essai", progres=False)
    assert path == dossier / "essai.zip"
    assert path.read_bytes() == ZIP
    assert names(dossier) == {"essai.zip", "essai.zip.json"}
    record = json.loads((dossier / "essai.zip.json").read_text("utf-8"))
    assert record["sha256"] == hashlib.sha256(ZIP).hexdigest()
    assert record["taille"] == len(ZIP)
    assert record["adresse"] == f"{essai.address}/essai.zip"
    assert record["modifie_le"] == "Wed, 01 Jan 2020 00:00:00 GMT"
    headers = essai.requests[0][1]
    assert headers["Accept-Encoding"] == "identity"
    assert "Range" not in headers


def test_insee_s_file_comes_as_it_is(serveur: Serveur, inscrire: Inscrire, donnees: Path) -> None:
    real = donnees / "insee" / "BV2012_au_01-01-2022.zip"
    serveur.content = real.read_bytes()
    serveur.plan = [serveur.cut(COUPE)]
    inscrire(serveur.address)
    assert fetch("essai", progres=False).read_bytes() == real.read_bytes()
    assert serveur.ranges_asked == [None, REPRISE]


def test_a_file_at_hand_is_not_asked_again(essai: Serveur) -> None:
    fetch("essai", progres=False)
    fetch("essai", progres=False)
    fetch("essai", hors_ligne=True)
    assert len(essai.requests) == 1


def test_renewing_replaces_the_file(essai: Serveur) -> None:
    old = fetch("essai", progres=False).read_bytes()
    essai.content = ZIP + b"\0"  # bytes after the end do not matter to a zip
    essai.headers["ETag"] = '"deux"'
    assert fetch("essai", progres=False).read_bytes() == old
    assert fetch("essai", progres=False, renouveler=True).read_bytes() == essai.content
    assert fetch("essai", hors_ligne=True).read_bytes() == essai.content


def test_a_renewal_that_fails_leaves_the_file(essai: Serveur) -> None:
    fetch("essai", progres=False)
    essai.plan = [Reponse(404)]
    with pytest.raises(SourceError, match="404"):
        fetch("essai", progres=False, renouveler=True)
    assert fetch("essai", hors_ligne=True).read_bytes() == ZIP


def test_a_cut_is_taken_up_again_at_the_next_try(essai: Serveur) -> None:
    essai.plan = [essai.cut(COUPE)]
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked == [None, REPRISE]
    assert essai.requests[1][1]["If-Range"] == '"un"'


def test_a_cut_is_taken_up_again_at_the_next_call(essai: Serveur, dossier: Path) -> None:
    essai.plan = [essai.cut(COUPE), Reponse(404)]
    with pytest.raises(SourceError):
        fetch("essai", progres=False)
    assert names(dossier) == {"essai.zip.part", "essai.zip.part.json"}
    assert glance("essai").etat == "incomplet"
    assert glance("essai").detail == "32\u202f% reçus"  # 327 680 of about 1 024 000 bytes
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked == [None, REPRISE, REPRISE]
    assert names(dossier) == {"essai.zip", "essai.zip.json"}


def test_a_server_without_ranges_sends_again_from_the_start(essai: Serveur) -> None:
    essai.ranges = False
    essai.plan = [essai.cut(COUPE)]
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked == [None, REPRISE]


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_a_file_changed_meanwhile_starts_again(essai: Serveur, validator: str) -> None:
    essai.headers = {validator: "Wed, 01 Jan 2020 00:00:00 GMT"}
    essai.plan = [essai.cut(COUPE), Reponse(404)]
    with pytest.raises(SourceError):
        fetch("essai", progres=False)
    essai.headers = {validator: "Thu, 02 Jan 2020 00:00:00 GMT"}
    essai.content = ZIP + b"\0"
    assert fetch("essai", progres=False).read_bytes() == essai.content
    assert essai.ranges_asked[-1] == REPRISE


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"un"'}])
def test_without_a_sure_mark_a_file_starts_again(essai: Serveur, headers: dict[str, str]) -> None:
    essai.headers = headers
    essai.plan = [essai.cut(COUPE)]
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked == [None, None]


def test_a_range_of_another_place_is_not_appended(essai: Serveur) -> None:
    wrong = {"Content-Range": f"bytes 0-{len(ZIP) - 1}/{len(ZIP)}"}
    essai.plan = [essai.cut(COUPE), Reponse(206, ZIP, wrong)]
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked == [None, REPRISE, None]


def test_a_file_shorter_than_what_was_begun_starts_again(essai: Serveur) -> None:
    essai.plan = [essai.cut(COUPE), Reponse(416)]
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked == [None, REPRISE, None]


def test_short_ranges_are_put_end_to_end(essai: Serveur) -> None:
    def span(start: int, end: int) -> Reponse:
        headers = {"Content-Range": f"bytes {start}-{end - 1}/{len(ZIP)}"}
        return Reponse(206, ZIP[start:end], headers)

    essai.plan = [essai.cut(COUPE), span(COUPE, COUPE + 9), span(COUPE + 9, COUPE + 99)]
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked[2:] == [f"bytes={COUPE + 9}-", f"bytes={COUPE + 99}-"]


@pytest.mark.parametrize("step", [1, 5_000])
def test_a_body_in_chunks_comes_whole(essai: Serveur, step: int) -> None:
    small = archive({"a.xlsx": bytes(range(256)) * 8})
    pieces = [small[start : start + step] for start in range(0, len(small), step)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*pieces, b""))
    chunked = {"Content-Length": "", "Transfer-Encoding": "chunked"}
    essai.plan = [Reponse(200, body[:-10], chunked), Reponse(200, body, chunked)]
    assert fetch("essai", progres=False).read_bytes() == small
    assert len(essai.requests) == 2


def test_a_body_compressed_on_the_way_is_stored_plain(essai: Serveur) -> None:
    packed = gzip.compress(ZIP, mtime=0)
    coded = {"Content-Encoding": "gzip", "ETag": '"un"'}
    essai.plan = [
        Reponse(200, packed[:1_000], coded, announced=len(packed)),
        Reponse(200, packed, coded),
    ]
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert essai.ranges_asked == [None, None]


def test_a_transfer_complete_but_not_accepted_yet_needs_no_network(
    essai: Serveur, dossier: Path
) -> None:
    essai.plan = [essai.cut(COUPE), Reponse(404)]
    with pytest.raises(SourceError):
        fetch("essai", progres=False)
    (dossier / "essai.zip.part").write_bytes(ZIP)
    assert fetch("essai", progres=False).read_bytes() == ZIP
    assert len(essai.requests) == 2


def test_a_silent_server_is_given_up(essai: Serveur, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connexion, "TIMEOUTS", (1.0, 0.2))
    essai.plan = [essai.cut(COUPE, silence=2), Reponse(announced=9, silence=2)] * 2
    with pytest.raises(SourceError, match=r"silencieux .* \(4 essais\)"):
        fetch("essai", progres=False)
    assert essai.ranges_asked[1] == REPRISE


@pytest.mark.usefixtures("essai")
def test_the_bar_shows_what_is_received(capsys: pytest.CaptureFixture[str]) -> None:
    fetch("essai", progres=True)
    shown = capsys.readouterr()
    assert "essai.zip: 100%" in shown.err
    assert shown.out == ""
