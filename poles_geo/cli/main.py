"""The command ``poles-geo``: analyze, atlas, classify, count, data, map."""

import codecs
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, TextIO

import cyclopts

from poles_geo.cli.analyze.family import analyze
from poles_geo.cli.atlas_command import atlas
from poles_geo.cli.classify_command import classify
from poles_geo.cli.count_command import count
from poles_geo.cli.data_command import data
from poles_geo.cli.french_help import application, message
from poles_geo.cli.guard import silence, tell
from poles_geo.cli.map_command import draw_map
from poles_geo.errors import (
    ChoiceError,
    DataWarning,
    PolesGeoError,
    SourceError,
    WriteError,
    reason_of,
    told_to_command,
)
from poles_geo.typography import punctuate

EXIT_DATA = 1
EXIT_ARGUMENTS = 2


app = application(
    "poles-geo",
    "Pôles d'offre de soins et bassins de vie : comptes, rangs, cartes. Codes de sortie : 0, c'est "
    "fait ; 1, des données sont refusées ; 2, un argument ou un fichier l'est ; 3, un défaut du "
    "programme, noté dans un journal ; 130, la commande est interrompue.",
)
for command in (data, count, atlas, classify, analyze):
    app.command(command)
app.command(draw_map, name="map")


def main(arguments: list[str] | None = None) -> None:
    """Run the command; exit with 0, 1 (data) or 2 (arguments, files)."""
    _print_anywhere()
    warnings.showwarning = _teller()
    if logging.lastResort is not None:
        logging.lastResort.addFilter(_is_ours)
    output = Output(sys.stdout)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _check(given)
        with told_to_command(), redirect_stdout(output):
            app(given, exit_on_error=False, print_error=False, result_action="return_value")
            output.flush()
    except cyclopts.CycloptsError as error:
        _stop(message(error), EXIT_ARGUMENTS)
    except (ChoiceError, SourceError, WriteError) as error:
        _stop(str(error), EXIT_ARGUMENTS)
    except PolesGeoError as error:
        _stop(str(error), EXIT_DATA)
    except BrokenPipeError:
        silence(sys.stdout)


def _check(arguments: list[str]) -> None:
    """Refuse what is no value: an empty path is the current folder for the system."""
    for rank, argument in enumerate(arguments, 1):
        if not argument:
            raise ChoiceError(f"argument n° {rank} vide ; donnez une valeur, ou ôtez l'option.")
        if argument == "-":
            raise ChoiceError(
                f"argument n° {rank} : « - » ne désigne pas de fichier ; l'entrée standard se "
                "donne par /dev/stdin."
            )
        if "\0" in argument:
            raise ChoiceError(f"argument n° {rank} : caractère nul, qu'aucun nom n'a.")


class Output:
    """The output, whose disk may be full and whose reader may be gone, which is no error."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write a text."""
        with self._told():
            return self.stream.write(text)

    def flush(self) -> None:
        """Write what is kept until now."""
        with self._told():
            self.stream.flush()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            raise WriteError(
                f"sortie standard : écriture impossible ({reason_of(error)}) ; ce qui devait être "
                "affiché manque."
            ) from error


def _is_ours(record: logging.LogRecord) -> bool:
    """Tell what the library logs from what others do, in English."""
    return record.name.partition(".")[0] == "poles_geo"


def _teller() -> Callable[..., None]:
    """Give what shows a doubt on data as one line, once; nothing of other libraries."""
    told: set[str] = set()

    def show(message: Warning | str, category: type[Warning], *_: object) -> None:
        text = punctuate(f"poles-geo : attention : {message}")
        if issubclass(category, DataWarning) and text not in told:
            told.add(text)
            tell(text)

    return show


def _stop(reason: str, code: int) -> None:
    tell(f"poles-geo\u00a0: {reason}")
    sys.exit(code)


def _print_anywhere() -> None:
    """Let a terminal or a file of another encoding show what it can of the French spaces."""
    codecs.register_error("poles_geo", _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="poles_geo")


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return re.sub(r"\S", "?", re.sub(r"\s", " ", lost)), error.end
