"""The errors that users see, and the collector that gathers faults before raising once.

Each class also subclasses the built-in that a Python programmer would expect, so that
``except ValueError`` keeps working. Messages are in French: what was expected, what was
found, what to do.
"""

import errno
import sys
import warnings
from collections.abc import Iterable
from difflib import get_close_matches
from types import FrameType

from poles_geo.typography import punctuate

REASONS = {
    errno.EACCES: "accès refusé",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EFBIG: "fichier trop gros",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ENOENT: "dossier absent",
    errno.ENOSPC: "disque plein",
    errno.ENOTDIR: "un fichier est à la place d'un dossier",
    errno.EPERM: "accès refusé",
    errno.EROFS: "disque en lecture seule",
}
"""Why the system refused to write, in French."""
PACKAGE = __file__.removesuffix("errors.py")
"""Where the frames of the package come from, written as their own paths are."""


class PolesGeoError(Exception):
    """Base of every error raised on purpose by the library; printed with French spaces."""

    def __str__(self) -> str:
        return punctuate(super().__str__())


class TableError(PolesGeoError, ValueError):
    """The content of a table is not what a function needs."""


class LayoutError(PolesGeoError, ValueError):
    """A file has none of the layouts that its reader knows."""


class SourceError(PolesGeoError, FileNotFoundError):
    """A source is not at hand; the message names what brings it."""


class WriteError(PolesGeoError, OSError):
    """A file cannot be written; the message says what to check."""


class ChoiceError(PolesGeoError, ValueError):
    """An argument is none of the allowed values; the message lists them."""


class ArgumentError(PolesGeoError, TypeError):
    """A function has no argument of that name; the message gives the near one, and all of them."""


def reason_of(error: OSError) -> str:
    """Say in French why the system refused, or in its own words when it is something rare."""
    return REASONS.get(error.errno or 0, error.strerror or str(error))


def check_choice(value: str, allowed: Iterable[str], argument: str) -> str:
    """Return `value`, or raise :class:`ChoiceError` with the allowed values, the nearest first."""
    choices = list(allowed)
    if value not in choices:
        folded = {choice.casefold(): choice for choice in choices}
        near = get_close_matches(str(value).casefold(), folded, n=1, cutoff=0.7)
        meant = f"vouliez-vous dire {folded[near[0]]!r} ? " if near else ""
        listed = ", ".join(choices)
        raise ChoiceError(f"{argument} = {value!r} : {meant}valeurs possibles : {listed}.")
    return value


def warn(message: str) -> None:
    """Warn of a doubt on data, at the line outside the package that called it, however deep."""
    level, calling = 1, 2
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        level += 1
        if frame.f_code.co_filename.startswith(PACKAGE):
            calling = level
        frame = frame.f_back
    warnings.warn(message, stacklevel=calling)


class Faults:
    """Faults gathered while a table is checked, raised together.

    Parameters
    ----------
    subject : str
        What is checked, in French, as the first line of the message ("table des effectifs").
    """

    shown = 10

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.messages: list[str] = []

    def add(self, message: str, rows: Iterable[object] = ()) -> None:
        """Note one fault, and the rows concerned when there are any."""
        rows = list(rows)
        if rows:
            named = ", ".join(str(row) for row in rows[: self.shown])
            more = f" et {len(rows) - self.shown} autres" if len(rows) > self.shown else ""
            plural = "s" if len(rows) > 1 else ""
            message = f"{message} ({len(rows)} ligne{plural} : {named}{more})"
        self.messages.append(message)

    def raise_if_any(self, error: type[PolesGeoError] = TableError) -> None:
        """Raise `error` with every fault, one a line; do nothing when there is none."""
        if self.messages:
            lines = "\n".join(f"  – {message}" for message in self.messages)
            raise error(f"{self.subject} : {len(self.messages)} défaut(s).\n{lines}")
