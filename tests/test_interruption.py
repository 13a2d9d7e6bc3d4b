"""Ctrl-C in a terminal: the bar, the end at once, whole files, no process left.

And a command that is killed at any instant: no half file, no pair out of step, nothing that stays.
"""

import os
import pty
import re
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest
from command import COMMAND, environment, run
from effectif_tables import simple, table

from poles_geo.atlas_pages.atlas import maps_to_draw
from poles_geo.errors import LayoutError
from poles_geo.ranking.load_report import load_report
from poles_geo.tabular.reading import read_table
from poles_geo.tabular.writing import write_table

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="les processus se lisent dans /proc"
)


MAPS = len(maps_to_draw(load_report()))


def alive(session: int) -> list[str]:
    """Find the processes of a session that run still."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text().rsplit(")", 1)
        except OSError:
            continue
        state, _, _, of_session = rest.split()[:4]
        if int(of_session) == session and state != "Z":
            found.append(name)
    return found


def assert_all_gone(session: int) -> None:
    """Wait for the end of the processes of a session, ten seconds at most."""
    until = time.monotonic() + 10
    while alive(session) and time.monotonic() < until:
        time.sleep(0.1)
    assert alive(session) == []


def read_all(terminal: int) -> str:
    """Read what is written to a terminal, until its last process is gone."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            part = b""
        if not part:
            return b"".join(parts).decode("utf-8")
        parts.append(part)


def test_ctrl_c_ends_the_atlas_at_once_and_cleanly(tmp_path: Path) -> None:
    folder = tmp_path / "cartes"
    terminal, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    own_terminal = ["sh", "-c", 'exec "$@" <"$0" >"$0" 2>&1', os.ttyname(theirs)]
    process = subprocess.Popen(
        [*own_terminal, *COMMAND, "atlas", str(folder), "--formats", "png"],
        env=environment(),
        start_new_session=True,
    )
    limit = time.monotonic() + 120
    while not list(folder.glob("[!.]*.png")) and time.monotonic() < limit:
        time.sleep(0.05)
    assert process.poll() is None
    os.write(terminal, b"\x03")
    os.close(theirs)
    said = simple(read_all(terminal))
    os.close(terminal)
    assert process.wait(60) == 130

    assert "Traceback" not in said
    assert re.search(rf"Cartes : \d+ sur {MAPS} ", said)
    assert (
        said.rsplit("\r", 2)[-2]
        .strip()
        .endswith("poles-geo : interrompu ; aucun fichier n'est resté à moitié écrit.")
    )
    assert_all_gone(process.pid)
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert [path.name for path in written if path.name.startswith(".")] == []
    pictures = [path.read_bytes() for path in written if path.suffix == ".png"]
    assert 1 <= len(pictures) < MAPS
    assert all(picture.endswith(b"IEND\xaeB`\x82") for picture in pictures)
    assert len([path for path in written if path.parent.name == "tableaux"]) == 44
    assert not (folder / "index.html").exists()


def test_a_request_to_end_is_an_interruption(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "atlas", str(tmp_path / "cartes")],
        stderr=subprocess.PIPE,
        env=environment(),
        encoding="utf-8",
    ) as process:
        while not (tmp_path / "cartes" / "tableaux").exists() and process.poll() is None:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        assert simple(process.stderr.read()).startswith("poles-geo : interrompu ; ")
    assert process.returncode == 130
    assert [path.name for path in tmp_path.rglob(".*")] == []


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="un seul processeur, un seul processus")
def test_no_process_outlives_a_killed_command(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "atlas", str(tmp_path / "cartes")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
        start_new_session=True,
    )
    limit = time.monotonic() + 60
    while len(alive(process.pid)) < 4 and time.monotonic() < limit:
        time.sleep(0.05)
    assert len(alive(process.pid)) >= 4, "la commande, celui qui veille, et deux qui dessinent"
    process.kill()
    process.wait()
    assert_all_gone(process.pid)


ANSWERING = (  # Ctrl-C too, which the children of a background job ignore
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from poles_geo.cli.guard import main; main()"
)
COMPOSITION = "CODGEO;BV2012\n" + "".join(f"{code};{code}\n" for code in range(59001, 59301))
COUNTS = "CODGEO;60;10G\n" + "".join(f"{code};12;15\n" for code in range(59001, 59301))
LINES = {
    "count": "count 2021.csv --bassins b.csv --sortie s.csv --champ tout --bilan bilan",
    "classify": "classify e.csv --sortie s.csv",
}


def found_in(path: Path) -> str:
    """Read where a table comes from, or that it is not the one of its metadata."""
    try:
        return str(read_table(path).attrs["source"])
    except LayoutError as error:
        return "désaccord" if "refaites-la" in str(error) else str(error)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_kill_at_any_instant_leaves_nothing_wrong(
    tmp_path: Path, line: str, number: signal.Signals
) -> None:
    """The instants go back from the end, where files are written."""
    (tmp_path / "2021.csv").write_text(COUNTS)
    (tmp_path / "b.csv").write_text(COMPOSITION)
    effectifs = table(*[(2919, 519, 119)] * 300)
    effectifs.attrs = {"source": "RPPS"}
    write_table(effectifs, tmp_path / "e.csv")
    begun = time.monotonic()
    assert run(*line.split(), cwd=tmp_path).returncode == 0
    lasts = time.monotonic() - begun
    for share in (0.7, 0.95):
        with subprocess.Popen(
            [sys.executable, "-c", ANSWERING, *line.split()],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            time.sleep(share * lasts)
            process.send_signal(number)
            assert process.stderr is not None
            said = process.stderr.read()
        assert "Traceback" not in said
        assert process.returncode in (0, 130, -number)
        if number != signal.SIGKILL:
            assert list(tmp_path.rglob(".poles_geo-*")) == []
        assert found_in(tmp_path / "s.csv") in ("RPPS", "2021.csv", "désaccord")
    assert run(*line.split(), cwd=tmp_path).returncode == 0
    assert read_table(tmp_path / "s.csv").attrs["source"] in ("RPPS", "2021.csv")
    assert list(tmp_path.rglob(".poles_geo-*")) == []
