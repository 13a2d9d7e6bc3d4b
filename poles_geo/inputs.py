"""What a user gives: paths that can be read, their bytes, what TOML says in them.

The same refusals for every door: what is absent, a folder, a device, too large.
"""

import re
import stat
import tomllib
from pathlib import Path
from typing import Any

from poles_geo.errors import LayoutError, SourceError, reason_of
from poles_geo.typography import french_number

DEEPEST = 20
"""Tables in tables of a TOML file: what is read here has three."""
LARGEST_TOML = 1 << 20
"""Bytes of a file that a person writes."""


def readable(path: Path, subject: str = "") -> Path:
    """Return a path given that can be read: a file, a folder, a pipe.

    Parameters
    ----------
    path : Path
    subject : str
        What it was given for, in French, to begin the message with.

    Raises
    ------
    SourceError
        It is not there, is neither a file nor a folder, or the system refuses to read it.
    """
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            next(path.iterdir(), None)
        elif stat.S_ISREG(kind):
            with path.open("rb") as file:
                file.read(1)
    except FileNotFoundError as error:
        raise absent(path, subject) from error
    except (OSError, ValueError) as error:
        raise unreadable(path, error, subject) from error
    if stat.S_ISSOCK(kind) or stat.S_ISBLK(kind):
        raise SourceError(f"{_told(subject)}{path} n'est ni un fichier ni un dossier.")
    return path


def read_given(path: Path, most: int, expected: str) -> bytes:
    """Read a file, or a pipe to its end.

    Parameters
    ----------
    path : Path
    most : int
        Bytes that it may hold.
    expected : str
        What is expected there, in French, for the message: « un tableau ».

    Raises
    ------
    SourceError
        No such file; a folder, a device, a terminal; not readable.
    LayoutError
        More than `most` bytes.
    """
    if readable(path).is_dir():
        raise SourceError(f"{path} est un dossier : {expected} est attendu.")
    if not (path.is_file() or path.is_fifo()):
        raise SourceError(f"{path} n'est ni un fichier ni un tube : {expected} est attendu.")
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(content) > most:
        size = f"{most >> 20} Mo" if most >= 1 << 20 else f"{french_number(most)} octets"
        raise LayoutError(f"{path.name} : plus de {size} ; {expected} est attendu.")
    return content


def absent(path: Path, subject: str = "") -> SourceError:
    """Say that there is no such file."""
    piped = " ; l'entrée standard se donne par /dev/stdin" if str(path) == "-" else ""
    return SourceError(f"{_told(subject)}fichier absent : {path} n'existe pas{piped}.")


def unreadable(path: Path, error: OSError | ValueError, subject: str = "") -> SourceError:
    """Say that a file is there and cannot be read, or that no file has such a name."""
    if isinstance(error, OSError):
        said = f"{path} : lecture impossible ({reason_of(error)})"
    else:  # a null character
        said = f"{str(path)!r} : nom de fichier impossible"
    return SourceError(f"{_told(subject)}{said}.")


def _told(subject: str) -> str:
    return f"{subject} : " if subject else ""


def read_toml(path: Path, subject: str, model: str) -> dict[str, Any]:
    """Read a TOML file, in UTF-8 with or without its mark.

    Parameters
    ----------
    path : Path
    subject : str
        What it says, in French, which begins every message.
    model : str
        What shows how to write one.

    Raises
    ------
    SourceError
        It cannot be read.
    LayoutError
        It is no TOML; the message says where reading stopped.
    """
    try:
        content = read_given(path, LARGEST_TOML, "un fichier TOML")
    except (SourceError, LayoutError) as error:
        raise type(error)(f"{subject} : {error}") from error
    try:
        found = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise LayoutError(
            f"{subject} : {path} n'est pas un fichier TOML en UTF-8 ({_where(error)}) ; {model}."
        ) from None
    if _is_deep(found):
        raise LayoutError(
            f"{subject} : {path} a plus de {DEEPEST} tables l'une dans l'autre ; {model}."
        )
    return found


def _where(error: ValueError | RecursionError) -> str:
    """Say in French where reading stopped."""
    if isinstance(error, UnicodeDecodeError):
        return f"octet {error.start + 1} illisible"
    if isinstance(error, RecursionError):
        return "crochets ou accolades l'un dans l'autre sans fin"
    place = re.search(r"line (\d+), column (\d+)", str(error))
    if place:
        return f"ligne {place[1]}, colonne {place[2]}"
    return "fin inattendue" if isinstance(error, tomllib.TOMLDecodeError) else "nombre démesuré"


def _is_deep(content: dict[str, Any]) -> bool:
    level: list[Any] = [content]
    for _ in range(DEEPEST):
        inside = (one.values() if isinstance(one, dict) else one for one in level)
        level = [part for parts in inside for part in parts if isinstance(part, dict | list)]
    return bool(level)
