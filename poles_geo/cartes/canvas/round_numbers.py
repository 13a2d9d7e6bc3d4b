"""Round numbers: 1, 2 or 5 by a power of ten."""

import numpy as np

ROUND = tuple(digit * 10.0**power for power in range(-6, 13) for digit in (1, 2, 5))
"""From a millionth to five thousand billions."""


def round_between(smallest: float, largest: float) -> list[float]:
    """List the round numbers from one to another, both included, the smallest first."""
    return [number for number in ROUND if smallest <= number <= largest]


def round_above(value: float) -> float:
    """Give the first round number that is no smaller than a value."""
    return next(number for number in ROUND if number >= value)


def nearest_round(value: float) -> float:
    """Give the round number nearest to a positive one, as a ratio."""
    return float(min(ROUND, key=lambda number: abs(np.log(number / value))))
