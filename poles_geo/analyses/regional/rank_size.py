"""Masses in order: how unequal they are, how fast they fall, which order is like which.

Counted: the masses of the pôles of one group. Not counted: where they are, who lives there.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from poles_geo._types import Floats

LEAST_OF_A_SLOPE = 3
"""Masses under which a line on them says nothing."""


def herfindahl(masses: ArrayLike) -> float:
    """Sum the squares of the shares: 1 for one mass alone, 1/n for n that are equal.

    ``Σ (m / Σ m)²`` (O. C. Herfindahl, *Concentration in the steel industry*, 1950).

    Examples
    --------
    >>> herfindahl([2, 1, 1])
    0.375
    """
    shares = np.asarray(masses, dtype=float) / np.sum(masses)
    return float(shares @ shares)


def gini(masses: ArrayLike) -> float:
    """Mean difference of two masses, over twice their mean: 0 when all are equal.

    ``Σ Σ |mᵢ - mⱼ| / (2 n² m̄)`` (C. Gini, *Variabilità e mutabilità*, 1912), each pair of n
    masses taken in both orders, a mass with itself too.

    Examples
    --------
    >>> gini([1, 3])
    0.25
    """
    rising = np.sort(np.asarray(masses, dtype=float))
    count = len(rising)
    weights = 2 * np.arange(1, count + 1) - count - 1
    return float(weights @ rising / (count * rising.sum()))


def slope(masses: ArrayLike) -> float:
    """Slope of the logarithm of the mass on that of the rank, by least squares; NaN under three.

    Rank 1 is the largest: the slope is negative, and the steeper the more the first weigh
    (F. Auerbach, « Das Gesetz der Bevölkerungskonzentration », 1913; G. K. Zipf, 1949).

    Examples
    --------
    >>> print(round(slope([1200, 600, 400, 300]), 12))
    -1.0
    >>> slope([3, 1])
    nan
    """
    falling = -np.sort(-np.asarray(masses, dtype=float))
    if len(falling) < LEAST_OF_A_SLOPE:
        return float("nan")
    x, y = np.log(np.arange(1, len(falling) + 1)), np.log(falling)
    x -= x.mean()
    return float(x @ (y - y.mean()) / (x @ x))


def profile(masses: ArrayLike) -> Floats:
    """Masses over the first, the largest first.

    Examples
    --------
    >>> profile([500, 2000, 1000]).tolist()
    [1.0, 0.5, 0.25]
    """
    falling = -np.sort(-np.asarray(masses, dtype=float))
    return np.asarray(falling / falling[0])


def padded(profiles: Sequence[Floats], fill: float) -> Floats:
    """Profiles as the rows of a matrix, each prolonged with `fill` to the longest."""
    longest = max(map(len, profiles))
    matrix = np.full((len(profiles), longest), fill)
    for row, values in zip(matrix, profiles, strict=True):
        row[: len(values)] = values
    return matrix


def profile_distances(profiles: Sequence[Floats]) -> Floats:
    """Sum of the differences, rank by rank, of any two profiles prolonged with zeros (n × n).

    Examples
    --------
    >>> profile_distances([np.array([1, 0.5]), np.array([1, 0.25, 0.25])]).tolist()
    [[0.0, 0.5], [0.5, 0.0]]
    """
    rows = padded(profiles, 0.0)
    return np.asarray([np.abs(rows - row).sum(axis=1) for row in rows])
