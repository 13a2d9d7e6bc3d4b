"""Numbers rounded to whole ones whose sum is kept: the method of the largest remainder."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

NOISE = 9
"""Decimals of a remainder that count: beyond, floating point tells equal ones apart."""


def largest_remainder(
    quotas: ArrayLike, totals: ArrayLike | None = None, groups: ArrayLike | None = None
) -> NDArray[np.int64]:
    """Round numbers to whole ones that add up to a whole total, in each group.

    Each gets its whole part; what is left of the total goes, one by one, to the largest
    remainders; to the first of those that are equal.

    Parameters
    ----------
    quotas : array (n)
        Numbers from 0.
    totals : array (n), optional
        Whole total of the group of each; by default, the rounded sum of the quotas.
    groups : array of int (n), optional
        Position of the group of each, increasing; by default, one group.

    Examples
    --------
    >>> largest_remainder([1.6, 3.8, 4.6]).tolist()
    [2, 4, 4]
    """
    quotas = np.asarray(quotas, dtype=float)
    group = np.zeros(len(quotas), dtype=np.int64) if groups is None else np.asarray(groups)
    if totals is None:
        totals = np.rint(np.bincount(group, quotas))[group]
    base = np.floor(quotas)
    left = np.asarray(totals) - np.bincount(group, base)[group]
    rows = np.arange(len(quotas))
    order = np.lexsort((rows, np.round(base - quotas, NOISE), group))
    rank = np.empty(len(quotas))
    rank[order] = rows - np.searchsorted(group, group)[order]
    whole: NDArray[np.int64] = (base + (rank < left)).astype(np.int64)
    return whole
