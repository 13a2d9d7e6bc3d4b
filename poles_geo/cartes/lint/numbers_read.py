"""Numbers read back from what a page prints, in French or as other libraries write them."""

import math
import re

from poles_geo.typography import NO_BREAK_SPACE, THIN_SPACE

SPACES = f"{THIN_SPACE}{NO_BREAK_SPACE} "
DIGITS = rf"\d{{1,3}}(?:[{SPACES}]\d{{3}})*(?:,\d+)?"
NUMBER = re.compile(rf"(?<![\d,]){DIGITS}(?![\d,])")
ALONE = re.compile(rf"[\d{SPACES},]+")
"""A text that is a number and nothing else: the value of a symbol."""
MATHS = re.compile(r"^\$\\mathdefault\{(.*)\}\$$")
"""How matplotlib writes the figures of a legend of sizes."""
SIGNED = rf"([-−–]?{DIGITS})"
END = r"\s*%?\s*(?:\([^()]*\))?\s*$"
"""What follows the bounds of a class: how many have it; a sentence of numbers is no class."""
FROM_TO = re.compile(rf"(?:\bde\s+)?{SIGNED}\s+à\s+(?:moins\s+de\s+)?{SIGNED}{END}", re.IGNORECASE)
UNDER = re.compile(rf"\bmoins\s+de\s+{SIGNED}{END}", re.IGNORECASE)
OVER = re.compile(rf"(?:{SIGNED}\s+(?:ou|et)\s+plus|\bplus\s+de\s+{SIGNED}){END}", re.IGNORECASE)
INTERVAL = re.compile(r"^\s*[\[(]?\s*([-−]?[\d.]+)\s*[,–;]\s*([-−]?[\d.]+)\s*[\])]?\s*$")
"""An interval as mapclassify writes it: « 1.00, 5.00 », « [1.00, 5.00] »."""


def number_alone(text: str) -> float | None:
    """Value of a text that is a number and nothing else, in mathematics too; else None."""
    bare = MATHS.sub(r"\1", text.strip())
    return value_of(bare) if ALONE.fullmatch(bare) and any(map(str.isdigit, bare)) else None


def value_of(number: str) -> float:
    """Value of a number written in French."""
    plain = re.sub(rf"[{SPACES}]", "", number).replace(",", ".")
    return float(re.sub("^[−–]", "-", plain))


def range_of(text: str) -> tuple[float, float] | None:
    """Bounds of the class that a row says; None when it is no class."""
    if found := INTERVAL.match(text):
        low, high = (float(part.replace("−", "-")) for part in found.groups())
        return (low, high) if low <= high else None
    if found := FROM_TO.search(text):
        return value_of(found[1]), value_of(found[2])
    if found := UNDER.search(text):
        return -math.inf, value_of(found[1])
    if found := OVER.search(text):
        return value_of(found[1] or found[2]), math.inf
    return None
