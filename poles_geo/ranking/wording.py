"""Bounds, shares and conditions in French, the same in motifs, legends and cards.

A bound is printed with the digits that it has, and a share with those that keep it on its side of
the bounds: 19,96 % is not written « 20,0 %, moins de 20 % ».
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from itertools import count

from poles_geo.ranking.measures import MEASURES
from poles_geo.ranking.rules import Condition
from poles_geo.typography import french_number, french_percent

HELD = {
    "plus_de": "plus de",
    "au_moins": "au moins",
    "au_plus": "au plus",
    "moins_de": "moins de",
}
FAILED = {
    "plus_de": "pas plus de",
    "au_moins": "moins de",
    "au_plus": "plus de",
    "moins_de": "pas moins de",
}


@cache
def bound_printed(condition: Condition) -> str:
    """Print a bound: « 1 000 », « 20 % », « 17,5 % »."""
    if not MEASURES[condition.measure].share:
        return french_number(int(condition.fraction))
    percent = 100 * condition.fraction
    digits = next(d for d in count() if 10**d % percent.denominator == 0)
    return french_percent(float(condition.fraction), digits)


def condition_printed(condition: Condition, things: str = "professionnels") -> str:
    """Print what a condition asks for: « au moins 17,5 % de professionnels de pôle ».

    `things`: what is counted, in the plural.
    """
    return _worded(condition, HELD, things)


def condition_failed(condition: Condition) -> str:
    """Print what a bassin that fails a condition has: « moins de 17,5 % de professionnels… »."""
    return _worded(condition, FAILED, "professionnels")


def _worded(condition: Condition, comparisons: Mapping[str, str], things: str) -> str:
    measure = MEASURES[condition.measure]
    noun = "" if measure.share else things
    words = (comparisons[condition.comparison], bound_printed(condition), noun, measure.told)
    return " ".join(filter(None, words))


def share_printed(share: Fraction, bounds: Iterable[Fraction]) -> str:
    """Print a share with one decimal, or with all those that its side of each bound takes."""
    bounds = list(bounds)
    for digits in count(1):
        step = 10 ** (digits + 2)
        rounded = Fraction(int(share * step + Fraction(1, 2)), step)
        if all(_sign(rounded - bound) == _sign(share - bound) for bound in bounds):
            return french_percent(float(rounded), digits)
    raise AssertionError("a share has a side of each bound with enough digits")


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)
