"""Numbers as French, English and spreadsheet files write them: one reading for every door.

A mark between digits is for decimals or for thousands: what a whole column writes says which;
where it does not, nothing is guessed.
"""

import re
from collections.abc import Iterable, Sequence

import pandas as pd

from poles_geo.errors import LayoutError
from poles_geo.tabular.texts.quoting import NOTED, UNKNOWN, quoted_cells
from poles_geo.typography import french_count, french_noun

SPACES = "[ \u00a0\u2009\u202f'’]"
WHOLE = re.compile(r"[-+]?\d+", re.ASCII)
DECIMAL = re.compile(r"[-+]?\d+([.,])\d+", re.ASCII)
SPACED = re.compile(rf"[-+]?\d{{1,3}}({SPACES}\d{{3}})+([.,]\d+)?", re.ASCII)
GROUPED = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*((?!\1)[.,]\d+)?", re.ASCII)
LARGEST = 10**12
"""Largest number read: larger ones are faults of a file."""


def read_numbers(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read the numbers of a column of text.

    Parameters
    ----------
    cells : Series of str

    Returns
    -------
    values : Series of Float64
        Missing for empty cells, and for those that are no number.
    unread : Series of str
        The cells that are no number, or that may be two; same index as they have in `cells`.
    """
    texts = cells.fillna("").astype("str").str.strip()
    places, distinct = pd.factorize(texts)
    thousands = _thousands(filter(None, distinct))
    known = pd.array([_value(text, thousands) for text in distinct], dtype="Float64")
    values = pd.Series(known.take(places), texts.index, name=texts.name)
    return values, texts[values.isna() & (texts != "")]


def numbers(cells: pd.Series, lines: Sequence[int] | None = None, *, name: str = "") -> pd.Series:
    """Read a column of numbers. Empty cells are missing; Int64 when all are whole, else Float64.

    Parameters
    ----------
    cells : Series of str
        Its name is that of the column.
    lines : sequence of int, optional
        Line of each cell in its file, for the message.
    name : str, optional
        Of the file, for the message.

    Raises
    ------
    LayoutError
        When a cell is not a number, is larger than a thousand billions, or may be two numbers.

    Examples
    --------
    >>> numbers(pd.Series(["1 234", "12,5", ""])).tolist()
    [1234.0, 12.5, <NA>]
    """
    values, unread = read_numbers(cells)
    if len(unread):
        shown = quoted_cells(unread)
        count = french_count(len(unread), "valeur illisible", "valeurs illisibles")
        where = (
            "" if lines is None else f", {at_lines(pd.Series(lines, cells.index)[unread.index])}"
        )
        begins = f"{name} : " if name else ""
        raise LayoutError(
            f"{begins}colonne {cells.name} : {count} ({shown}){where}{remedy(unread)}"
        )
    whole = (values.dropna() % 1 == 0).all()
    return values.astype("Int64") if whole else values


def at_lines(lines: Iterable[int]) -> str:
    """Name lines of a file, the first five.

    Examples
    --------
    >>> at_lines([3]), at_lines(range(2, 9))
    ('ligne 3', 'lignes 2, 3, 4, 5, 6…')
    """
    found = [str(line) for line in lines]
    shown = ", ".join(found[:5]) + ("…" if len(found) > 5 else "")
    return f"{french_noun(len(found), 'ligne')} {shown}"


def _thousands(texts: Iterable[str]) -> set[str]:
    """Tell which marks a column puts between thousands: « . », « , », both when it is not known.

    A mark that comes twice in a number, or before another, is for thousands; one that has other
    than three digits after it, or more than three before, is for decimals.
    """
    grouping, decimal = set(), set()
    for text in texts:
        grouped, plain = GROUPED.fullmatch(text), DECIMAL.fullmatch(text)
        if plain and not grouped:
            decimal.add(plain[1])
        elif grouped and (grouped[2] or grouped[3]):
            grouping.add(grouped[1])
            decimal |= {grouped[3][0]} if grouped[3] else set()
        elif (spaced := SPACED.fullmatch(text)) and spaced[2]:
            decimal.add(spaced[2][0])
    if grouping & decimal:
        return set()
    if decimal:
        return {".", ","} - decimal
    return grouping or {"?"}


def _value(text: str, thousands: set[str]) -> float | None:
    """Value of a text, None when it has none."""
    grouped, plain = GROUPED.fullmatch(text), DECIMAL.fullmatch(text)
    if grouped and (grouped[2] or grouped[3] or grouped[1] in thousands):
        text = text.replace(grouped[1], "") if grouped[1] in thousands else "?"
    elif (grouped and thousands == {"?"}) or (plain and plain[1] in thousands):
        return None
    elif SPACED.fullmatch(text):
        text = re.sub(SPACES, "", text)
    text = text.replace(",", ".")
    if not (WHOLE.fullmatch(text) or DECIMAL.fullmatch(text)) or len(text) > 40:
        return None
    value = float(text)
    return value if abs(value) <= LARGEST else None


def remedy(unread: pd.Series) -> str:
    """Say what to do of the cells that are no number."""
    texts = set(unread.str.lower())
    if texts & UNKNOWN or any(text.startswith("<") for text in texts):
        return " ; une valeur secrète ou inconnue se dit par une case vide."
    if any(text.endswith("%") for text in texts):
        return " ; ôtez le signe %, que dit le nom de la colonne."
    if any(NOTED.fullmatch(text) for text in texts):
        return " ; ôtez l'appel de note, qui n'est pas du nombre."
    if any(text.startswith("#") for text in texts):
        return " ; c'est l'erreur d'un tableur : corrigez sa formule, ou videz la cellule."
    if any(GROUPED.fullmatch(text) for text in texts):
        return (
            " : milliers ou décimales ? Écrivez les nombres sans séparateur de milliers, ou avec "
            "une espace."
        )
    if any(WHOLE.fullmatch(re.sub(SPACES, "", text)) for text in texts):
        return " ; un nombre ne dépasse pas mille milliards : vérifiez la cellule et la colonne."
    return ""
