"""Hidden files being written: whose they are, and those that a killed process has left.

Their name holds the machine, its start, the process and its start: a number of process that
another has taken since, or one of another machine that shares the folder, is not mistaken.
"""

import hashlib
import os
import platform
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

NAMED = re.compile(r"\.poles_geo-(\w+)-(\w+)-(\d+)-(\d+)-")
BOOT = Path("/proc/sys/kernel/random/boot_id")
MACHINE = Path("/etc/machine-id")
SEEN = Path("/proc/self/ns/pid")
ENDED = "ZX"
"""States of a process that writes no more, though its number is not yet free."""


def hidden_name() -> str:
    """Begin the name of a hidden file of this process."""
    return _hidden_name(os.getpid())  # another one after a fork


@cache
def _hidden_name(pid: int) -> str:
    return f".poles_geo-{_machine()}-{_boot()}-{pid}-{_begun(pid) or 0}-"


def remove_old_leftovers(folder: Path) -> None:
    """Remove, once a process, what other processes had left in a folder before."""
    with suppress(OSError):  # no current folder
        _remove_old_leftovers(folder.absolute(), os.getpid())


@cache
def _remove_old_leftovers(folder: Path, _pid: int) -> None:
    remove_leftovers(folder)


def remove_leftovers(folder: Path) -> None:
    """Remove from a folder the hidden files of processes that are no more."""
    with suppress(OSError):
        for path in folder.iterdir():
            if (owner := NAMED.match(path.name)) and _is_gone(*owner.groups()):
                with suppress(OSError):
                    path.unlink()


def _is_gone(machine: str, boot: str, pid: str, begun: str) -> bool:
    """Tell a process that cannot be writing any more; when in doubt, it is."""
    if machine != _machine() or "0" in (boot, begun):
        return False
    return boot != _boot() or _begun(int(pid)) != int(begun)


@cache
def _machine() -> str:
    """Mark this machine, and which of its processes are seen from here."""
    with suppress(OSError):
        return _mark(platform.node(), _read(MACHINE), str(SEEN.readlink()))
    return "0"


@cache
def _boot() -> str:
    """Mark this start of the machine; 0 when the system does not tell."""
    return _mark(_read(BOOT)) if _read(BOOT) else "0"


def _mark(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text()
    return ""


def _begun(pid: int) -> int | None:
    """When a process has begun, in ticks since the start of the machine; None if it is no more."""
    with suppress(OSError):
        state, *others = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if state in ENDED else int(others[18])
    return None
