"""What is not the file is refused, and the error says what came, from where, and what to do."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from planned_server import CUT, RESUMED, ZIP, Answer, PlannedServer, archive

from poles_geo.download import connection, transfer
from poles_geo.download.cache import fetch
from poles_geo.errors import LayoutError, SourceError

Enter = Callable[..., None]
PORTAL = b"<!DOCTYPE html>\n<html><head><title>Portail  captif &amp; proxy</title></head></html>"


def refused(match: str) -> str:
    with pytest.raises(SourceError, match=match) as raised:
        fetch("essai", progress=False)
    return str(raised.value)


def test_the_error_says_how_to_do_without_the_network(
    listed: PlannedServer, cache_folder: Path
) -> None:
    listed.plan = [Answer(404)]
    said = refused("404")
    assert f"{listed.address}/essai.zip" in said
    assert str(cache_folder / "essai.zip") in said
    assert "https://www.insee.fr/fr/information/2115016" in said
    assert len(listed.requests) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 407, 410, 304, 206])
def test_a_final_answer_is_not_asked_again(listed: PlannedServer, status: int) -> None:
    listed.plan = [Answer(status)]
    refused(f"réponse {status}")
    assert len(listed.requests) == 1


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_failure_is_tried_again(listed: PlannedServer, status: int) -> None:
    listed.plan = [Answer(status)] * 3
    assert fetch("essai", progress=False).read_bytes() == ZIP


def test_tries_are_counted(listed: PlannedServer) -> None:
    listed.plan = [Answer(500)] * 5
    refused(r"répond 500 \(4 essais\)")
    assert len(listed.requests) == 4


@pytest.mark.parametrize("wait", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_the_wait_that_a_server_asks_is_bounded(
    listed: PlannedServer, monkeypatch: pytest.MonkeyPatch, wait: str
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    listed.plan = [Answer(503, headers={"Retry-After": wait}), Answer(503)]
    fetch("essai", progress=False)
    assert slept[:2] == [transfer.LONGEST_PAUSE, 0]


def test_a_redirection_is_followed(listed: PlannedServer) -> None:
    listed.plan = [Answer(302, headers={"Location": "/ailleurs.zip"})]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert [path for path, _ in listed.requests] == ["/essai.zip", "/ailleurs.zip"]


def test_a_loop_of_redirections_ends(listed: PlannedServer) -> None:
    listed.plan = [Answer(302, headers={"Location": "/essai.zip"})] * 50
    refused("plus de 5 redirections")
    assert len(listed.requests) == 6


def test_a_redirection_out_of_the_web_is_refused(listed: PlannedServer) -> None:
    listed.plan = [Answer(302, headers={"Location": "file:///etc/hostname"})]
    refused("échange HTTP impossible")


def test_a_page_in_place_of_the_file(listed: PlannedServer, cache_folder: Path) -> None:
    listed.plan = [Answer(200, PORTAL, {"ETag": '"un"'})]
    refused("archive zip est attendu.*page HTML.*Portail captif & proxy")
    assert not list(cache_folder.glob("essai*"))
    assert fetch("essai", progress=False).read_bytes() == ZIP


def test_a_page_is_refused_at_its_first_bytes(
    listed: PlannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TIMEOUTS", (1.0, 0.2))
    body = PORTAL.ljust(transfer.BLOCK)
    listed.plan = [Answer(200, body, announced=2 * len(body), silence=2)]
    refused("page HTML")
    assert len(listed.requests) == 1


def test_an_empty_body(listed: PlannedServer) -> None:
    listed.plan = [Answer(200)]
    refused("un fichier vide")


def test_a_truncated_archive_of_the_announced_length(
    listed: PlannedServer, cache_folder: Path
) -> None:
    listed.plan = [Answer(200, ZIP[:-100], dict(listed.headers))]
    refused("tronquée ou abîmée")
    assert not list(cache_folder.glob("essai*"))


@pytest.mark.parametrize(
    ("members", "match"),
    [
        ({"../BV2012.xlsx": b"x"}, "sortirait de son dossier"),
        ({"BV2012.xlsx": b"\0" * 80_000_000}, "dangereuse"),
        ({"autre.txt": b"x"}, "aucun fichier"),
    ],
)
def test_an_archive_that_is_not_the_file(
    listed: PlannedServer, cache_folder: Path, members: dict[str, bytes], match: str
) -> None:
    listed.content = archive(members, 8)
    refused(match)
    assert not list(cache_folder.glob("essai*"))


def test_a_wrong_checksum(server: PlannedServer, enter: Enter, cache_folder: Path) -> None:
    enter(server.address, sha256="0" * 64)
    said = refused("attendue 0000")
    assert hashlib.sha256(ZIP).hexdigest() in said
    assert not list(cache_folder.glob("essai*"))


def test_the_right_checksum(server: PlannedServer, enter: Enter) -> None:
    enter(server.address, sha256=hashlib.sha256(ZIP).hexdigest())
    assert fetch("essai", progress=False).read_bytes() == ZIP


@pytest.mark.parametrize(
    ("headers", "match"),
    [({}, r"1.024.[0-9]* octets annoncés"), ({"Content-Length": ""}, "131.072 octets reçus")],
)
def test_a_body_too_long_is_refused(
    server: PlannedServer,
    enter: Enter,
    cache_folder: Path,
    headers: dict[str, str],
    match: str,
) -> None:
    enter(server.address, size=10_000)
    server.plan = [Answer(200, ZIP, headers)]
    refused(f"{match}, plus que les 100.000 admis")
    assert not list(cache_folder.glob("essai*"))


def test_the_next_address_is_tried(server: PlannedServer, enter: Enter) -> None:
    enter(f"{server.address}/ancienne", f"{server.address}/nouvelle")
    server.plan = [Answer(404)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert [path for path, _ in server.requests] == ["/ancienne", "/nouvelle"]


def test_each_address_has_its_reason(server: PlannedServer, enter: Enter) -> None:
    enter(f"{server.address}/ancienne", f"{server.address}/nouvelle")
    server.plan = [Answer(404), Answer(200, PORTAL)]
    said = refused("ancienne.*404")
    assert "page HTML" in said


def test_what_was_begun_elsewhere_is_not_mixed(server: PlannedServer, enter: Enter) -> None:
    enter(f"{server.address}/ancienne", f"{server.address}/nouvelle")
    server.plan = [server.cut(CUT), Answer(404)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert server.ranges_asked == [None, RESUMED, None]


def test_nobody_answers(enter: Enter) -> None:
    enter("http://127.0.0.1:9/essai.zip")
    refused(r"transfert coupé .*\(4 essais\)")


def test_an_unknown_server_is_said_at_once(enter: Enter) -> None:
    enter("http://serveur.invalid/essai.zip")
    refused("nom de serveur introuvable")


def test_a_layout_error_does_not_leave_the_cache(listed: PlannedServer) -> None:
    listed.plan = [Answer(200, PORTAL)]
    with pytest.raises(SourceError) as raised:
        fetch("essai", progress=False)
    assert not isinstance(raised.value, LayoutError)
