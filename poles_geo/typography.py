"""Numbers and words as French print sets them.

Thin no-break space (U+202F) between thousands and before « % », « ; », « ! », « ? »;
no-break space (U+00A0) before « : »; decimal comma. Years are never grouped: pass them as text.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
ANY_SPACE = "[\\s\u00a0\u2009\u202f]"
"""In a pattern. Those of French print are named: pandas 3.0 reads « \\s » as ASCII alone."""


THOUSANDS = re.compile(r"(?<![\d,.])\d{1,3}(?: \d{3})+(?!\d)")
FIRST_DAY = re.compile(rf"\b1er(?= (?:{'|'.join(MONTHS)})\b)")
BROKEN_LINE = re.compile(" *[\t-\r\x1c-\x1f\x85\u2028\u2029]+ *")
UNPRINTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\ufffe\uffff]"
)


def french_number(value: float, digits: int = 0) -> str:
    """Format a number: ``french_number(193314)`` → « 193 314 », with 1 digit 9.27 → « 9,3 »."""
    text = f"{value:,.{digits}f}".replace(",", THIN_SPACE).replace(".", ",")
    return text.replace("-", "−")


def french_exact(value: float, most: int = 2) -> str:
    """Format a number with the decimals that it has, `most` of them: « 2 », « 12,5 »."""
    text = french_number(value, most)
    return text.rstrip("0").rstrip(",") if "," in text else text


def french_ranges(bounds: Sequence[str]) -> list[str]:
    """Say classes by the bounds between them: « moins de 2 », « de 2 à moins de 3 », « 3 ou plus ».

    `bounds`: as printed, increasing, one at least.
    """
    middle = [f"de {low} à moins de {high}" for low, high in pairwise(bounds)]
    return [f"moins de {bounds[0]}", *middle, f"{bounds[-1]} ou plus"]


def french_percent(share: float, digits: int = 1) -> str:
    """Format a share between 0 and 1 as a percentage: ``french_percent(0.178)`` → « 17,8 % »."""
    return f"{french_number(100 * share, digits)}{THIN_SPACE}%"


def capitalised(text: str) -> str:
    """Put a capital first, and leave the rest: ``capitalised("bassin de vie")``."""
    return text[:1].upper() + text[1:]


def uncapitalised(text: str) -> str:
    """Take the first capital off, but of a word in capitals: ``uncapitalised("APL moyenne")``."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def listed(names: Sequence[str], last: str = "et") -> str:
    """« A », « A et B », « A, B et C »; `last`: the word before the last."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def french_noun(count: float, singular: str, plural: str | None = None) -> str:
    """Give a noun its number, plural from 2 on, as in French: « pôle » of 1,5, « pôles » of 2."""
    return singular if abs(count) < 2 else (plural or singular + "s")


def french_count(count: float, singular: str, plural: str | None = None) -> str:
    """Write a count with its noun (« 1 pôle », « 2 pôles »)."""
    return f"{french_number(count)}{NO_BREAK_SPACE}{french_noun(count, singular, plural)}"


def french_date(text: str) -> str:
    """Write an ISO date in words, « 2021-12-08 » → « 8 décembre 2021 »; leave any other text."""
    try:
        read = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{'1er' if read.day == 1 else read.day} {MONTHS[read.month - 1]} {read.year}"


def punctuate(text: str) -> str:
    """Put no-break spaces before « : », « ; », « % » and inside quotation marks."""
    for typed, printed in (
        (" :", f"{NO_BREAK_SPACE}:"),
        (" ;", f"{THIN_SPACE};"),
        (" %", f"{THIN_SPACE}%"),
        ("« ", f"«{NO_BREAK_SPACE}"),
        (" »", f"{NO_BREAK_SPACE}»"),
    ):
        text = text.replace(typed, printed)
    return text


def on_one_line(text: str) -> str:
    """Put a text on one line, without the signs that are no letters.

    Those are controls, marks of direction, and bytes that the system could not read.
    """
    return UNPRINTED.sub("", BROKEN_LINE.sub(" ", text))


def typeset(text: str) -> str:
    """Set a name or a sentence for print: curly apostrophes, en dashes, no-break spaces.

    Those of thousands are thin, as in the numbers that are not typed: « pour 10 000 habitants ».
    """
    grouped = THOUSANDS.sub(lambda found: found[0].replace(" ", THIN_SPACE), on_one_line(text))
    set_text = punctuate(FIRST_DAY.sub("1ᵉʳ", grouped))
    return set_text.replace("'", "’").replace(" - ", f"{NO_BREAK_SPACE}– ")


def unaccented(text: str) -> str:
    """Take capitals, accents and ligatures off a text: « Éguzon » → « eguzon », « œ » → « oe »."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return (
        "".join(sign for sign in decomposed if not unicodedata.combining(sign))
        .replace("œ", "oe")
        .replace("æ", "ae")
    )


def slug(name: str) -> str:
    """Write a name for a file: « Côte d'Azur » → « cote-d-azur »."""
    return re.sub(r"[^a-z0-9]+", "-", unaccented(name)).strip("-")
