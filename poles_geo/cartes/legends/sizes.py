"""The circles that a legend shows for the sizes of those of its map."""

import numpy as np
import pandas as pd

from poles_geo.cartes.canvas.round_numbers import ROUND, round_above, round_between
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import class_of, class_values
from poles_geo.cartes.legends.blocks import SizeRow
from poles_geo.typography import french_exact, french_number, french_ranges

COUNTS_NAME, SHORT_COUNTS_NAME = "Nombre de professionnels de santé", "Professionnels"
"""What circles count, unless something else is said; the same where there is little room."""
DECIMALS = 6
"""Of the smallest round number."""


def sizes_of(effectifs: "pd.Series[float]", style: Style) -> tuple[SizeRow, ...]:
    """Circles that explain the sizes drawn, the largest first: round numbers, or the classes."""
    if effectifs.empty:
        return ()
    if style.symbol_bounds:
        texts = french_ranges([french_number(bound) for bound in style.symbol_bounds])
        present = np.unique(class_of(effectifs, style))[::-1]
        return tuple(SizeRow(class_values(style)[k], texts[k]) for k in present.tolist())
    sizes = round_sizes(effectifs.min(), effectifs.max())
    return tuple(SizeRow(value, french_exact(value, DECIMALS)) for value in sizes)


def round_sizes(smallest: float, largest: float) -> list[float]:
    """Two to four round numbers that bracket the values drawn.

    Largest first: the first is no smaller than the largest value, the last no larger than the
    smallest, but never under 1 where no value is; each is a quarter of the one before or less, but
    for the last.
    """
    high = round_above(largest)
    least = 1 if smallest >= 1 else ROUND[0]
    within = round_between(least, max(smallest, least))
    low = within[-1] if within[-1] < high or len(within) == 1 else within[-2]
    chosen = [high]
    for step in reversed(round_between(4 * low, high / 4)):
        if step * 4 <= chosen[-1] and len(chosen) < 3:
            chosen.append(step)
    return chosen if low == high else [*chosen, low]
