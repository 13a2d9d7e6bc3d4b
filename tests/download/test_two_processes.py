"""Several processes on one cache, and processes that are stopped midway."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock
from planned_server import CUT, RESUMED, ZIP, Answer, PlannedServer

import poles_geo
from poles_geo.download.cache import fetch

REQUEST = Path(__file__).parents[1] / "helpers" / "download_request.py"
LONG = 30


@contextmanager
def asking(address: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, str(REQUEST), address]
    environment = {**os.environ, "PYTHONPATH": str(Path(poles_geo.__file__).parents[1])}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until(done: Callable[[], bool]) -> None:
    limit = time.monotonic() + LONG
    while not done():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_two_processes_bring_one_file_once(listed: PlannedServer, cache_folder: Path) -> None:
    released = threading.Event()

    def held() -> Answer:
        released.wait(LONG)
        return Answer(200, ZIP, dict(listed.headers))

    listed.plan = [held]
    address = f"{listed.address}/essai.zip"
    with asking(address) as first:
        wait_until(lambda: len(listed.requests) == 1)
        with asking(address) as second:
            assert second.stderr is not None
            assert "un autre téléchargement est en cours" in second.stderr.readline()
            released.set()
            assert second.wait(LONG) == 0
        assert first.wait(LONG) == 0
    assert len(listed.requests) == 1
    assert (cache_folder / "essai.zip").read_bytes() == ZIP


def test_several_threads_bring_one_file_once(listed: PlannedServer) -> None:
    with ThreadPoolExecutor(4) as threads:
        paths = set(threads.map(lambda _: fetch("essai", progress=False), range(4)))
    assert len(paths) == 1
    assert len(listed.requests) == 1


def test_a_file_being_replaced_is_not_said_to_be_damaged(listed: PlannedServer) -> None:
    path = fetch("essai", progress=False)
    record = path.with_name("essai.zip.json")
    with ThreadPoolExecutor(1) as threads:
        with FileLock(path.with_name(".essai.zip.lock")):
            path.write_bytes(ZIP + b"\0")
            asked = threads.submit(fetch, "essai", offline=True)
            with pytest.raises(TimeoutError):
                asked.result(0.2)
            record.unlink()
        assert asked.result(LONG) == path
    assert len(listed.requests) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
@pytest.mark.parametrize(("stop", "code"), [("SIGINT", 130), ("SIGKILL", -9)])
def test_a_process_stopped_midway_leaves_what_to_take_up(
    listed: PlannedServer, cache_folder: Path, stop: str, code: int
) -> None:
    listed.plan = [listed.cut(CUT, silence=LONG)]
    part = cache_folder / "essai.zip.part"
    with asking(f"{listed.address}/essai.zip") as process:
        wait_until(lambda: part.exists() and part.stat().st_size == CUT)
        process.send_signal(signal.Signals[stop])
        assert process.wait(LONG) == code
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert not (cache_folder / "essai.zip").exists()
    assert part.stat().st_size == CUT
    assert fetch("essai", progress=False).read_bytes() == ZIP
    assert listed.ranges_asked == [None, RESUMED]
