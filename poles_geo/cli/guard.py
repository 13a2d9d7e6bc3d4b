"""The entry of ``poles-geo``: whatever stops the command is answered in one French line.

Imports nothing of its own before it watches, so that an import that fails, or Ctrl-C while one
lasts, is answered too. Errors of the library have their own answer, in ``main``.
"""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # without typing, which takes longer to load than all the rest
    from types import FrameType
    from typing import TextIO

EXIT_INTERNAL = 3
EXIT_INTERRUPTED = 130


class Interruptions:
    """What is done of Ctrl-C, and of the system's requests to end."""

    asked = False
    """Whether the user asked to stop: a library may take that for a fault of its own."""

    @classmethod
    def watch(cls) -> None:
        """Stop the program on each, but on those that its caller has it ignore."""
        for number in _signals():
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, cls.stop)

    @classmethod
    def stop(cls, *_: int | FrameType | None) -> None:
        """Stop where the program is."""
        cls.asked = True
        raise KeyboardInterrupt

    @classmethod
    def stop_later(cls) -> None:
        """Stop soon: where Ctrl-C fell, Python could not."""
        from threading import Timer

        Timer(0.01, signal.raise_signal, (signal.SIGINT,)).start()

    @classmethod
    def set_all(cls, handler: signal.Handlers) -> None:
        """Ignore them all, or let each end the program at once."""
        for number in _signals():
            signal.signal(number, handler)


def _signals() -> list[signal.Signals]:
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


def main() -> None:
    """Run the command, and exit with its code; 3 after a fault of the program, told in a log."""
    code = 0
    try:
        Interruptions.watch()
        _open_streams()
        sys.unraisablehook = _aside
        from poles_geo.cli.main import main as command

        command()
    except KeyboardInterrupt:
        code = _interrupted()
    except SystemExit:
        raise
    except BaseException as error:  # noqa: BLE001 the last guard: the log holds what it was
        code = _interrupted() if Interruptions.asked else _fault(error)
    finally:
        _end_output()
        Interruptions.set_all(signal.SIG_DFL)
    sys.exit(code)


def tell(line: str) -> None:
    """Say one line on the error output, when there is one."""
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Send what a stream holds still, and all that follows, nowhere: its reader or disk is gone."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _open_streams() -> None:
    """Open what the caller has closed, so that no file written takes its number.

    Nothing can be said on a closed error output; what is printed to a closed output is refused,
    as by a full disk.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
    if sys.stdout is None:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


def _end_output() -> None:
    """Write what is printed still; when it cannot be, the command has said so."""
    try:
        sys.stdout.flush()
    except OSError:
        silence(sys.stdout)


def _aside(fault: sys.UnraisableHookArgs) -> None:
    """Answer a fault where Python goes on all the same."""
    if isinstance(fault.exc_value, KeyboardInterrupt):
        Interruptions.stop_later()
    elif isinstance(fault.exc_value, Exception):
        _fault(fault.exc_value)


def _interrupted() -> int:
    Interruptions.set_all(signal.SIG_IGN)
    tell("poles-geo\u00a0: interrompu\u202f; aucun fichier n'est resté à moitié écrit.")
    return EXIT_INTERRUPTED


def _fault(error: BaseException) -> int:
    """Say what the program cannot do, and where it is noted."""
    match error:
        case MemoryError():
            reason = "la mémoire de cet ordinateur ne suffit pas\u202f; fermez d'autres programmes"
        case ImportError():
            missing = error.name or "demandé"
            reason = f"le module {missing} ne se charge pas\u202f; réinstallez poles_geo"
        case _:
            reason = "défaut du programme\u202f; aucun fichier n'est resté à moitié écrit"
    noted = _noted(error)
    kept = f"joignez {noted} à votre signalement" if noted else "le journal ne peut être écrit"
    tell(f"poles-geo\u00a0: {reason}\u202f; {kept}.")
    return EXIT_INTERNAL


def _noted(error: BaseException) -> str:
    """Write the log of a fault, and give its path; nothing when it cannot be written."""
    try:
        import tempfile

        from poles_geo.cli.fault_log import fault_log

        file, path = tempfile.mkstemp(".log", "poles-geo-", text=True)
        with os.fdopen(file, "w", encoding="utf-8") as log:
            log.write(fault_log(error))
    except (OSError, ImportError):
        return ""
    return path
