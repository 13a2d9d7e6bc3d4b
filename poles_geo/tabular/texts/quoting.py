"""Cells in messages: quoted when they cannot tell a person, else described by their shape."""

import re
from collections.abc import Iterable

from poles_geo.typography import french_count

MOST_DIGITS = 8
"""Digits of a quoted cell: a telephone number and an identifier have more."""
NUMBER = re.compile(r"[-+<>≤≥=]{0,2}[\d\s.,'’\"/:%+-]*\d[\d\s.,'’\"/:%²-]*")
CODE = re.compile(r"[A-Za-z]{0,2}\d{1,8}[A-Za-z]{0,2}|\d[ABab]\d{1,3}|[A-Z]{1,4}\d{2,3}")
SCIENTIFIC = re.compile(r"[-+]?\d([.,]\d{1,5})?[eE][+-]?\d{1,3}")
UNKNOWN = frozenset(
    {
        "s", "s.", "ss", "c", "nd", "na", "n/a", "n.d.", "nc", "n.c.", "nr", "n.r.", "ns", "n.s.",
        "-", "–", "—", "..", "...", "…", "*", "**", "***", "/", "//", "///", "x", "secret",
    }
)  # fmt: skip
"""What files write in place of a secret or unknown number."""
MARKS = UNKNOWN | frozenset(
    {
        "nan", "none", "null", "inf", "-inf", "vrai", "faux", "true", "false", "#ref!", "#n/a",
        "#nom?", "#name?", "#valeur!", "#value!", "#div/0!", "zzzzz", "non couvert", "sans objet",
        "total", "ensemble",
    }
)  # fmt: skip
"""What programs and producers write in place of a value."""
NOTED = re.compile(r"\d[\d\s.,]{0,12}\s*(?:\([a-z0-9]{1,2}\)|[*†‡¹²³⁴-⁹]{1,3})")
"""A number and the call of a note after it: « 1 234 (a) », « 12* »."""
KINDS = ((str.isdigit, "chiffre", "chiffres"), (str.isalpha, "lettre", "lettres"))


def is_number_or_code(cell: str) -> bool:
    """Tell a cell of digits and separators, of any length, or of the form of a code."""
    text = cell.strip()
    return any(form.fullmatch(text) for form in (NUMBER, CODE, SCIENTIFIC))


def quoted(cell: object) -> str:
    """Write a cell for a message: as it is when it cannot tell a person, else its shape.

    Examples
    --------
    >>> quoted("<5"), quoted("2a04"), quoted("Jeanne"), quoted("03 20 00 00 00"), quoted("")
    ("'<5'", "'2a04'", '6 lettres', '14 signes', 'vide')
    """
    text = str(cell)
    digits = sum(sign.isdigit() for sign in text)
    known = text.strip().casefold() in MARKS or any(
        form.fullmatch(text.strip()) for form in (SCIENTIFIC, NOTED)
    )
    if known or (digits <= MOST_DIGITS and is_number_or_code(text)):
        return repr(text)
    return shape(text).replace("\u00a0", " ")


def quoted_cells(cells: Iterable[object], shown: int = 5) -> str:
    """Write the first cells of a column for a message, each once."""
    return ", ".join(list(dict.fromkeys(quoted(cell) for cell in cells))[:shown])


def shape(cell: str) -> str:
    """Say what a cell is made of, without its value."""
    if not cell.strip():
        return "vide"
    for is_kind, one, several in KINDS:
        if is_kind(cell):
            return french_count(len(cell), one, several)
    return french_count(len(cell), "signe")
