"""Running the command as a user does, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import powerless_command
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
    powerless: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run the command with these arguments, and wait for its end; `powerless`: without root's."""
    usual = [sys.executable, powerless_command.__file__] if powerless else COMMAND
    return subprocess.run(
        [*(command or usual), *map(str, arguments)],
        cwd=cwd,
        env=env or environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )
