"""The errors that users see, and the collector that gathers faults before raising once.

Each class also subclasses the built-in that a Python programmer would expect, so that
``except ValueError`` keeps working. Messages are in French: what was expected, what was
found, what to do.
"""

import errno
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import get_close_matches
from types import FrameType
from typing import TypeVar

from poles_geo.typography import french_noun, french_number, punctuate

Result = TypeVar("Result")

REASONS = {
    errno.EACCES: "accès refusé",
    errno.EADDRNOTAVAIL: "adresse impossible",
    errno.EBADF: "accès fermé",
    errno.EBUSY: "occupé par un autre programme",
    errno.ECONNABORTED: "connexion coupée",
    errno.ECONNREFUSED: "connexion refusée",
    errno.ECONNRESET: "connexion coupée",
    errno.EDQUOT: "quota de disque dépassé",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EFBIG: "fichier trop gros",
    errno.EHOSTUNREACH: "serveur hors d'atteinte",
    errno.EINVAL: "nom ou opération que le système refuse",
    errno.EIO: "le disque ne répond pas",
    errno.EISDIR: "c'est un dossier",
    errno.ELOOP: "des liens y tournent en rond",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ENETDOWN: "réseau absent",
    errno.ENETUNREACH: "réseau absent",
    errno.ENFILE: "trop de fichiers ouverts",
    errno.ENODEV: "périphérique absent",
    errno.ENOENT: "dossier absent",
    errno.ENOMEM: "mémoire insuffisante",
    errno.ENOSPC: "disque plein",
    errno.ENOTCONN: "connexion coupée",
    errno.ENOTDIR: "un fichier est à la place d'un dossier",
    errno.ENXIO: "ni fichier ni dossier",
    errno.EPERM: "accès refusé",
    errno.EPIPE: "connexion coupée",
    errno.EROFS: "disque en lecture seule",
    errno.ESTALE: "le partage réseau ne le connaît plus",
    errno.ETIMEDOUT: "pas de réponse à temps",
    errno.ETXTBSY: "occupé par un autre programme",
}
"""Why the system refuses, in French."""
PACKAGE = __file__.removesuffix("errors.py")
"""Where the frames of the package come from, written as their own paths are."""
_TO_COMMAND: ContextVar[bool] = ContextVar("to_command", default=False)


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
    """An argument is unknown, absent, or not of the kind that a function takes."""


class DataWarning(UserWarning):
    """A doubt on data, that a count or a map goes on with; the message says what to look at."""


def reason_of(error: OSError) -> str:
    """Say in French why the system refused; its number when it is something rare."""
    told = f"erreur {error.errno} du système" if error.errno else "le système ne dit pas pourquoi"
    return REASONS.get(error.errno or 0, told)


def check_choice(value: str, allowed: Iterable[str], argument: str) -> str:
    """Return `value`, or raise :class:`ChoiceError` with the allowed values, the nearest first."""
    choices = list(allowed)
    if value not in choices:
        folded = {choice.casefold(): choice for choice in choices}
        near = get_close_matches(str(value).casefold(), folded, n=1, cutoff=0.7)
        meant = f"vouliez-vous dire {folded[near[0]]!r} ? " if near else ""
        listed = ", ".join(choice or '""' for choice in choices)
        raise ChoiceError(f"{argument} = {value!r} : {meant}valeurs possibles : {listed}.")
    return value


@contextmanager
def told_to_command(*, really: bool = True) -> Iterator[None]:
    """Word what is told in the block for who types a command, and writes no Python."""
    before = _TO_COMMAND.set(really)
    try:
        yield
    finally:
        _TO_COMMAND.reset(before)


def is_told_to_command() -> bool:
    """Tell for whom things are worded now: another process has to be told."""
    return _TO_COMMAND.get()


def worded(python: str, command: str) -> str:
    """Return the name of an argument, or a remedy, as its reader has it: in Python, or a command.

    Examples
    --------
    >>> worded("field", "--champ")
    'field'
    >>> with told_to_command():
    ...     worded("field", "--champ")
    '--champ'
    """
    return command if _TO_COMMAND.get() else python


def warn(message: str) -> None:
    """Warn of a doubt on data, at the line outside the package that called it, however deep."""
    level, calling = 1, 2
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        level += 1
        if frame.f_code.co_filename.startswith(PACKAGE):
            calling = level
        frame = frame.f_back
    warnings.warn(message, DataWarning, stacklevel=calling)


def with_doubts(work: Callable[[], Result]) -> tuple[Result, list[str]]:
    """Do a work, and give the doubts on data that it tells instead of letting them out.

    Other warnings, of other libraries, are let out as they are.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", DataWarning)
        result = work()
    doubts = [told for told in caught if issubclass(told.category, DataWarning)]
    for told in caught:
        if told not in doubts:
            warnings.warn_explicit(told.message, told.category, told.filename, told.lineno)
    return result, [str(doubt.message) for doubt in doubts]


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
            others = len(rows) - self.shown
            more = f" et {_counted(others, 'autre')}" if others > 0 else ""
            message = f"{message} ({_counted(len(rows), 'ligne')} : {named}{more})"
        self.messages.append(message)

    def raise_if_any(self, error: type[PolesGeoError] = TableError) -> None:
        """Raise `error` with every fault, one a line; do nothing when there is none."""
        if self.messages:
            lines = "\n".join(f"  – {message}" for message in self.messages)
            count = _counted(len(self.messages), "défaut")
            raise error(f"{self.subject} : {count}.\n{lines}")


def _counted(count: int, noun: str) -> str:
    """Write a count with its noun and a plain space, on which a terminal breaks its lines."""
    return f"{french_number(count)} {french_noun(count, noun)}"
