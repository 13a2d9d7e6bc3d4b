"""Shortest paths of a graph: through which places they pass.

Counted: every shortest path between two places, when several are equal. Costs are rounded to a
millionth (a millimetre of a kilometre), so that equal paths are equal.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from poles_geo._types import Floats, Integers

MILLIONTHS = 1e6
SOURCES = 256
"""Places whose paths are followed at once."""


def betweenness(count: int, pairs: Integers, costs: Floats) -> Floats:
    """Give the share of the pairs of other places whose shortest path passes through each.

    Two equal paths count for half each (U. Brandes, « A faster algorithm for betweenness
    centrality », 2001). Pairs that no path joins are among the pairs.

    Parameters
    ----------
    count : int
        Of places, n.
    pairs : ndarray
        m × 2, each pair once.
    costs : ndarray
        m, over 0.

    Returns
    -------
    ndarray
        n, from 0 to 1; NaN with fewer than three places.

    Examples
    --------
    Every path from 0 to 2 or 3 passes through 1, one of three pairs of places other than 1 does
    not:

    >>> import numpy as np
    >>> rows = np.array([[0, 1], [1, 2], [1, 3], [2, 3]])
    >>> betweenness(4, rows, np.array([1, 1, 1, 1])).round(3).tolist()
    [0.0, 0.667, 0.0, 0.0]
    """
    if count < 3:
        return np.full(count, np.nan)
    weights = np.maximum(np.round(costs * MILLIONTHS), 1)
    ends, both = np.vstack([pairs, pairs[:, ::-1]]), np.tile(weights, 2)
    beside, lengths = _padded(count, ends, both)
    whole = coo_array((both, tuple(ends.T)), shape=(count, count)).tocsr()
    through = np.zeros(count)
    for start in range(0, count, SOURCES):
        sources = np.arange(start, min(start + SOURCES, count))
        far = dijkstra(whole, indices=sources)
        through += _passing(far, sources, beside, lengths).sum(axis=0)
    return through / ((count - 1) * (count - 2))


def _padded(count: int, ends: Integers, weights: Floats) -> tuple[Integers, Floats]:
    """Give the neighbours of each place and the costs to them, n × the most that one has.

    A place with fewer has itself, at an infinite cost.
    """
    order = np.argsort(ends[:, 0], kind="stable")
    at, to, weights = ends[order, 0], ends[order, 1], weights[order]
    degrees = np.bincount(at, minlength=count)
    rank = np.arange(len(at)) - np.repeat(np.cumsum(degrees) - degrees, degrees)
    beside = np.repeat(np.arange(count)[:, None], degrees.max(initial=1), axis=1)
    lengths = np.full(beside.shape, np.inf)
    beside[at, rank], lengths[at, rank] = to, weights
    return beside, lengths


def _passing(far: Floats, sources: Integers, beside: Integers, lengths: Floats) -> Floats:
    """Give, from each source (k × n), the paths to all that pass through each place.

    Parameters
    ----------
    far : ndarray
        k × n, distances from the sources; infinite where there is no path.
    """
    rows = np.arange(len(sources))
    order = np.argsort(far, axis=1, kind="stable")
    paths, passing = np.zeros_like(far), np.zeros_like(far)
    paths[rows, sources] = 1
    for places in order.T[1:]:
        before, on = _before(far, rows, places, beside, lengths)
        found = (paths[rows[:, None], before] * on).sum(axis=1)
        paths[rows, places] = found
    for places in order.T[:0:-1]:
        before, on = _before(far, rows, places, beside, lengths)
        known = paths[rows, places]
        share = np.divide(
            1 + passing[rows, places], known, out=np.zeros(len(rows)), where=known > 0
        )
        given = paths[rows[:, None], before] * on * share[:, None]
        passing[rows[:, None], before] += given  # a place is there twice as its own, with nothing
    passing[rows, sources] = 0
    return passing


def _before(
    far: Floats, rows: Integers, places: Integers, beside: Integers, lengths: Floats
) -> tuple[Integers, Floats]:
    """Give the neighbours of a place for each source, and which are the last step to it."""
    before, here = beside[places], far[rows, places]
    on = far[rows[:, None], before] + lengths[places] == here[:, None]
    return before, on & np.isfinite(here)[:, None]
