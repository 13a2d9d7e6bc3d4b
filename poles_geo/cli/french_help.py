"""The command line in French: help pages and one-line errors for cyclopts.

Reads the panels and the errors of cyclopts: tried on 5.0 and 5.5; ``tests/cli/test_main.py`` fails
when they have another form.
"""

import re
import textwrap
from difflib import get_close_matches
from typing import Any, get_args

import cyclopts
from cyclopts import Group
from cyclopts.help import HelpPanel

from poles_geo import __version__
from poles_geo.typography import punctuate, typeset

DESCRIPTIONS = {
    "--help": "Affiche cette aide.",
    "--version": "Affiche la version.",
}
NARROWEST = 40
"""Columns of a help page, in a terminal that says it has fewer."""
NO_DEFAULTS = {None, "", '""', "False"}
"""Defaults that tell nothing to the reader of a help page."""
METAVARS = {
    "COMMAND": "COMMANDE",
    "CHOICE": "CHOIX",
    "FLOAT": "NOMBRE",
    "INT": "NOMBRE",
    "PATH": "FICHIER",
    "STR": "TEXTE",
}
WORD = re.compile(r"[A-Z]+")


def application(name: str, text: str) -> cyclopts.App:
    """Make a command, or a family of commands, whose help is in French."""
    return cyclopts.App(
        name=name,
        help=text,
        help_formatter=FrenchHelp(),
        help_format="plaintext",
        group_commands=Group("Commandes"),
        group_parameters=Group("Options"),
        group_arguments=Group("Arguments"),
        version=__version__,
        suppress_keyboard_interrupt=False,
    )


class FrenchHelp:
    """Print help pages as plain French text, in lines as wide as the terminal."""

    def __call__(self, console: Any, options: Any, panel: HelpPanel) -> None:
        """Print one group of commands or options."""
        if not panel.entries:
            return
        rows = [(_label(entry), _described(entry)) for entry in panel.entries]
        wide = max(len(label) for label, _ in rows)
        _print(console, options, f"{panel.title} :")
        for label, text in rows:
            _print(console, options, text, first=f"  {label:<{wide}}  ", others=" " * (wide + 4))
        _print(console, options, "")

    def render_usage(self, console: Any, options: Any, usage: Any) -> None:
        """Print the usage line."""
        _print(console, options, f"Emploi : {_french(str(usage).strip())}")
        _print(console, options, "")

    def render_description(self, console: Any, options: Any, description: Any) -> None:
        """Print what the command does."""
        _print(console, options, _plain(description))
        _print(console, options, "")


def _print(console: Any, options: Any, text: str, first: str = "", others: str = "") -> None:
    filled = textwrap.fill(
        typeset(text),
        max(options.max_width, NARROWEST),
        initial_indent=first,
        subsequent_indent=others,
        break_long_words=False,
        break_on_hyphens=False,
    )
    console.file.write(f"{filled}\n")


def _plain(text: Any) -> str:
    """Give the words of what cyclopts hands over, text or rich text."""
    return str(getattr(text, "primary_renderable", None) or text or "").strip()


def _french(words: str) -> str:
    """Put in French the names of kinds in a usage line, or of one argument (« STR... »)."""
    return WORD.sub(lambda found: METAVARS.get(found[0], found[0]), words).replace("...", "…")


def _label(entry: Any) -> str:
    if entry.positional_label:
        return str(entry.positional_label)
    value = f" {_french(entry.metavar)}" if entry.metavar else ""
    return ", ".join((*entry.positive_shorts, *entry.positive_names)) + value


def _described(entry: Any) -> str:
    for name in entry.positive_names:
        if name in DESCRIPTIONS:
            return DESCRIPTIONS[name]
    default = "" if entry.default in NO_DEFAULTS else f" Par défaut : {entry.default}."
    required = " Obligatoire." if entry.required and not entry.positional_label else ""
    return _plain(entry.description) + default + required


def message(error: cyclopts.CycloptsError) -> str:
    """Say in one French line what is wrong with the arguments, and where the help is."""
    page = " ".join(("poles-geo", *(error.command_chain or ()), "--help"))
    word, known = _unknown(error)
    if not word:
        return punctuate(f"{_fault(error)} ; voir {page}")
    kind = "option" if word.startswith("-") else "commande"
    near = get_close_matches(word, known, n=1)
    told = f"vouliez-vous dire « {near[0]} » ? Voir" if near else "voir"
    return punctuate(f"{kind} inconnue : « {word} » ; {told} {page}")


def _unknown(error: cyclopts.CycloptsError) -> tuple[str, list[str]]:
    """Give the command or the option that there is not, empty when all are, and those there are."""
    match error:
        case cyclopts.UnknownCommandError(unused_tokens=[word, *_]):
            return word, list(error.app or ())
        case cyclopts.UnknownOptionError(token=token):
            options = [name for argument in error.argument_collection for name in argument.names]
            return token.keyword or token.value, options
        case cyclopts.MissingArgumentError(unused_tokens=[word, *_]) if word.startswith("-"):
            return word, list(error.argument.names) if error.argument else []
    return "", []


def _fault(error: cyclopts.CycloptsError) -> str:
    words = ", ".join(f"« {token} »" for token in error.unused_tokens or ())
    argument = _name(error.argument)
    token: Any = getattr(error, "token", None)
    match error:
        case cyclopts.RepeatArgumentError():
            return f"{argument or token.keyword} est donné deux fois"
        case cyclopts.UnusedCliTokensError():
            return f"argument en trop : {words}"
        case cyclopts.MissingArgumentError(keyword=None):
            return f"il manque {argument}"
        case cyclopts.MissingArgumentError():
            return f"il manque la valeur de {argument}"
        case cyclopts.CoercionError() if token is not None:
            choices = ", ".join(map(str, get_args(error.target_type)))
            possible = f" ; valeurs possibles : {choices}" if choices else ""
            return f"valeur refusée pour {argument} : « {token.value} »{possible}"
    return "arguments incompris"


def _name(argument: Any) -> str:
    """Name an argument as the help does: « DOSSIER » by its place, « --sortie » by its option."""
    if argument is None:
        return ""
    name = str(argument.names[0])
    return name if name.startswith("-") else name.upper()
