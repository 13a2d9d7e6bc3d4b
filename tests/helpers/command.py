"""Running the command as a user does, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from checkout import CHECKOUT

COMMAND = [sys.executable, "-m", "poles_geo"]


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a process that finds the checkout from any folder."""
    return {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8", **variables}


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    command: list[str] = COMMAND,
) -> subprocess.CompletedProcess[str]:
    """Run the command with these arguments, and wait for its end."""
    return subprocess.run(
        [*command, *map(str, arguments)],
        cwd=cwd,
        env=env or environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
