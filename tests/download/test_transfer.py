"""A file comes whole, or stays begun and is taken up again where it was cut."""

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from planned_server import CUT, RESUMED, ZIP, Answer, PlannedServer, archive

from poles_geo.download import connection
from poles_geo.download.cache import fetch, glance
from poles_geo.errors import SourceError

Enter = Callable[..., None]


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(".lock")}


def test_a_file_comes_whole_with_its_record(listed: PlannedServer, cache_folder: Path) -> None:
    path = fetch("essai", progress=False)
    assert path == cache_folder / "essai.zip"
    assert path.read_bytes() == ZIP
    assert names(cache_folder) == {"essai.zip", "essai.zip.json"}
    record = json.loads((cache_folder / "essai.zip.json").read_text("utf-8"))
    assert record["sha256"] == hashlib.sha256(ZIP).hexdigest()
    assert record["size"] == len(ZIP)
    assert record["address"] == f"{listed.address}/essai.zip"
    assert record["modified_on"] == "Wed, 01 Jan 2020 00:00:00 GMT"
    headers = listed.requests[0][1]
    assert headers["Accept-Encoding"] == "identity"
    assert "Range" not in headers


def test_insee_s_file_comes_as_it_is(server: PlannedServer, enter: Enter, real_data: Path) -> None:
    real = real_data / "insee" / "BV2012_au_01-01-2022.zip"
    server.content = real.read_bytes()
    server.plan = [server.cut(CUT)]
    enter(server.address)
    assert fetch("essai", progress=False).read_bytes() == real.read_bytes()
    assert server.ranges_asked == [None, RESUMED]


def test_a_file_at_hand_is_not_asked_again(listed: PlannedServer) -> None:
    fetch("essai", progress=False)
    fetch("essai", progress=False)
    fetch("essai", offline=True)
    assert len(listed.requests) == 1


def test_renewing_replaces_the_file(listed: PlannedServer) -> None:
    old = fetch("essai", progress=False).read_bytes()
    listed.content = ZIP + b"\0"  # bytes after the end do not matter to a zip
    listed.headers["ETag"] = '"deux"'
    assert fetch("essai", progress=False).read_bytes() == old
    assert fetch("essai", progress=False, renew=True).read_bytes() == listed.content
    assert fetch("essai", offline=True).read_bytes() == listed.content


def test_a_renewal_that_fails_leaves_the_file(listed: PlannedServer) -> None:
    fetch("essai", progress=False)
    listed.plan = [Answer(404)]
    with pytest.raises(SourceError, match="404"):
        fetch("essai", progress=False, renew=True)
    assert fetch("essai", offline=True).read_bytes() == ZIP


def test_a_cut_is_taken_up_again_at_the_next_try(listed: PlannedServer) -> None:
    listed.plan = [listed.cut(CUT)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, RESUMED]
    assert listed.requests[1][1]["If-Range"] == '"un"'


def test_a_cut_is_taken_up_again_at_the_next_call(
    listed: PlannedServer, cache_folder: Path
) -> None:
    listed.plan = [listed.cut(CUT), Answer(404)]
    with pytest.raises(SourceError):
        fetch("essai", progress=False)
    assert names(cache_folder) == {"essai.zip.part", "essai.zip.part.json"}
    assert glance("essai").state == "incomplet"
    assert glance("essai").detail == "32\u202f% reçus"  # 327 680 of about 1 024 000 bytes
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, RESUMED, RESUMED]
    assert names(cache_folder) == {"essai.zip", "essai.zip.json"}


def test_a_server_without_ranges_sends_again_from_the_start(listed: PlannedServer) -> None:
    listed.ranges = False
    listed.plan = [listed.cut(CUT)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, RESUMED]


@pytest.mark.parametrize("validator", ["ETag", "Last-Modified"])
def test_a_file_changed_meanwhile_starts_again(listed: PlannedServer, validator: str) -> None:
    listed.headers = {validator: "Wed, 01 Jan 2020 00:00:00 GMT"}
    listed.plan = [listed.cut(CUT), Answer(404)]
    with pytest.raises(SourceError):
        fetch("essai", progress=False)
    listed.headers = {validator: "Thu, 02 Jan 2020 00:00:00 GMT"}
    listed.content = ZIP + b"\0"
    assert fetch("essai", progress=False).read_bytes() == listed.content
    assert listed.ranges_asked[-1] == RESUMED


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"un"'}])
def test_without_a_sure_mark_a_file_starts_again(
    listed: PlannedServer, headers: dict[str, str]
) -> None:
    listed.headers = headers
    listed.plan = [listed.cut(CUT)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, None]


def test_a_range_of_another_place_is_not_appended(listed: PlannedServer) -> None:
    wrong = {"Content-Range": f"bytes 0-{len(ZIP) - 1}/{len(ZIP)}"}
    listed.plan = [listed.cut(CUT), Answer(206, ZIP, wrong)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, RESUMED, None]


def test_a_file_shorter_than_what_was_begun_starts_again(listed: PlannedServer) -> None:
    listed.plan = [listed.cut(CUT), Answer(416)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, RESUMED, None]


def test_short_ranges_are_put_end_to_end(listed: PlannedServer) -> None:
    def span(start: int, end: int) -> Answer:
        headers = {"Content-Range": f"bytes {start}-{end - 1}/{len(ZIP)}"}
        return Answer(206, ZIP[start:end], headers)

    listed.plan = [listed.cut(CUT), span(CUT, CUT + 9), span(CUT + 9, CUT + 99)]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked[2:] == [f"bytes={CUT + 9}-", f"bytes={CUT + 99}-"]


@pytest.mark.parametrize("step", [1, 5_000])
def test_a_body_in_chunks_comes_whole(listed: PlannedServer, step: int) -> None:
    small = archive({"a.xlsx": bytes(range(256)) * 8})
    pieces = [small[start : start + step] for start in range(0, len(small), step)]
    body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (*pieces, b""))
    chunked = {"Content-Length": "", "Transfer-Encoding": "chunked"}
    listed.plan = [Answer(200, body[:-10], chunked), Answer(200, body, chunked)]
    assert fetch("essai", progress=False).read_bytes() == small
    assert len(listed.requests) == 2


def test_a_body_compressed_on_the_way_is_stored_plain(listed: PlannedServer) -> None:
    packed = gzip.compress(ZIP, mtime=0)
    coded = {"Content-Encoding": "gzip", "ETag": '"un"'}
    listed.plan = [
        Answer(200, packed[:1_000], coded, announced=len(packed)),
        Answer(200, packed, coded),
    ]
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, None]


def test_a_transfer_complete_but_not_accepted_yet_needs_no_network(
    listed: PlannedServer, cache_folder: Path
) -> None:
    listed.plan = [listed.cut(CUT), Answer(404)]
    with pytest.raises(SourceError):
        fetch("essai", progress=False)
    (cache_folder / "essai.zip.part").write_bytes(ZIP)
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert len(listed.requests) == 2


def test_a_silent_server_is_given_up(
    listed: PlannedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "TIMEOUTS", (1.0, 0.2))
    listed.plan = [listed.cut(CUT, silence=2), Answer(announced=9, silence=2)] * 2
    with pytest.raises(SourceError, match=r"silencieux .* \(4 essais\)"):
        fetch("essai", progress=False)
    assert listed.ranges_asked[1] == RESUMED


@pytest.mark.usefixtures("listed")
def test_the_bar_shows_what_is_received(capsys: pytest.CaptureFixture[str]) -> None:
    fetch("essai", progress=True)
    shown = capsys.readouterr()
    assert "essai.zip: 100%" in shown.err
    assert shown.out == ""
