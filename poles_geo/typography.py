"""Numbers and words as French print sets them.

Thin no-break space (U+202F) between thousands and before « % », « ; », « ! », « ? »;
no-break space (U+00A0) before « : »; decimal comma. Years are never grouped: pass them as text.
"""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
FINE = "\u202f"
INSECABLE = "\u00a0"


def nombre(value: float, digits: int = 0) -> str:
    """Format a number: ``nombre(193314)`` → « 193 314 », ``nombre(9.27, 1)`` → « 9,3 »."""
    text = f"{value:,.{digits}f}".replace(",", FINE).replace(".", ",")
    return text.replace("-", "−")


def tranches(bornes: Sequence[str]) -> list[str]:
    """Say classes by the bounds between them: « moins de 2 », « de 2 à moins de 3 », « 3 ou plus ».

    `bornes`: as printed, increasing, one at least.
    """
    middle = [f"de {low} à moins de {high}" for low, high in pairwise(bornes)]
    return [f"moins de {bornes[0]}", *middle, f"{bornes[-1]} ou plus"]


def pourcent(share: float, digits: int = 1) -> str:
    """Format a share between 0 and 1 as a percentage: ``pourcent(0.178)`` → « 17,8 % »."""
    return f"{nombre(100 * share, digits)}{FINE}%"


def accorde(count: float, singular: str, plural: str | None = None) -> str:
    """Write a count with its noun: plural from 2 on, as in French (« 1 pôle », « 2 pôles »)."""
    noun = singular if abs(count) < 2 else (plural or singular + "s")
    return f"{nombre(count)}{INSECABLE}{noun}"


def jour(texte: str) -> str:
    """Write an ISO date in words, « 2021-12-08 » → « 8 décembre 2021 »; leave any other text."""
    try:
        read = date.fromisoformat(texte)
    except ValueError:
        return texte
    return f"{'1er' if read.day == 1 else read.day} {MOIS[read.month - 1]} {read.year}"


def ponctue(texte: str) -> str:
    """Put no-break spaces before « : », « ; », « % » and inside quotation marks."""
    for typed, printed in (
        (" :", f"{INSECABLE}:"),
        (" ;", f"{FINE};"),
        (" %", f"{FINE}%"),
        ("« ", f"«{INSECABLE}"),
        (" »", f"{INSECABLE}»"),
    ):
        texte = texte.replace(typed, printed)
    return texte


def imprime(texte: str) -> str:
    """Set a name or a sentence for print: curly apostrophes, en dashes, no-break spaces."""
    return ponctue(texte).replace("'", "’").replace(" - ", f"{INSECABLE}– ")
