"""Running the command as a user does, in a process of its own."""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import warm_command
from checkout import CHECKOUT

COMMAND = [sys.executable, "-m", "poles_geo"]
TIMEOUT = 300


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a process that finds the checkout from any folder."""
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8", **variables}


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    command: list[str] | None = None,
    renounce: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run the command with these arguments, and wait for its end.

    To renounce the powers of root, it is a copy of a process that has loaded the libraries
    already: what reads with threads, a count or an atlas, may not end in such a copy.
    """
    texts = [str(argument) for argument in arguments]
    if renounce:
        return _copied(texts, cwd or Path.cwd(), renounce)
    return subprocess.run(
        [*(command or COMMAND), *texts],
        cwd=cwd,
        env=env or environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )


@cache
def _warm() -> "subprocess.Popen[str]":
    """Start the process that is copied, once; it ends with this one.

    It leads a group: a command that does not end is killed with it, and another is started.
    """
    process = subprocess.Popen(
        [sys.executable, warm_command.__file__],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    atexit.register(process.communicate)
    return process


def _copied(arguments: list[str], cwd: Path, renounce: bool) -> "subprocess.CompletedProcess[str]":
    if _warm().poll() is not None:
        _warm.cache_clear()
    process = _warm()
    assert process.stdin is not None
    assert process.stdout is not None
    with tempfile.TemporaryDirectory() as folder:
        streams = {name: str(Path(folder, name)) for name in ("out", "err")}
        request = {"cwd": str(cwd), "arguments": arguments, "renounce": renounce, **streams}
        process.stdin.write(json.dumps(request) + "\n")
        process.stdin.flush()
        if not select.select([process.stdout], [], [], TIMEOUT)[0]:
            os.killpg(process.pid, signal.SIGKILL)
            _warm.cache_clear()
            raise subprocess.TimeoutExpired(arguments, TIMEOUT)
        code = int(process.stdout.readline())
        out, err = (Path(path).read_text(encoding="utf-8") for path in streams.values())
    return subprocess.CompletedProcess([*COMMAND, *arguments], code, out, err)
