"""Whether the relative neighbours of places make one cycle, and how many are on it.

Counted: straight lines. Not counted: places of other groups.
"""

import numpy as np
from numpy.typing import NDArray

from poles_geo._types import Floats

SAME = 1e-9
"""Share of a length within which two are the same: those of a square turned are not exact."""


def relative_neighbours(km: Floats) -> NDArray[np.int64]:
    """Link the places that no third one is nearer to both than they are to each other.

    ``a`` and ``b`` are linked when ``max(d(a, c), d(b, c)) ≥ d(a, b)`` for every other ``c``
    (G. T. Toussaint, « The relative neighbourhood graph of a finite planar set », 1980).

    Parameters
    ----------
    km : ndarray
        n × 2, no two the same.

    Returns
    -------
    ndarray
        Links × 2: places in the rows of `km`, the lower first.

    Examples
    --------
    >>> relative_neighbours(np.array([[0.0, 0], [4, 0], [2, 1]])).tolist()
    [[0, 2], [1, 2]]
    """
    lengths = np.hypot(*(km[:, None] - km).transpose(2, 0, 1))
    links = []
    for a in range(len(km)):
        later = np.arange(a + 1, len(km))
        farther = np.maximum(lengths[a], lengths[later])
        farther[:, a] = np.inf
        farther[np.arange(len(later)), later] = np.inf
        kept = (farther >= lengths[a, later][:, None] * (1 - SAME)).all(axis=1)
        links += [(a, b) for b in later[kept].tolist()]
    return np.array(links, dtype=np.int64).reshape(-1, 2)


def cycle_size(count: int, links: NDArray[np.int64]) -> int:
    """Count the places on the one cycle of a graph in one piece; 0 with none, or with several.

    Places that hang on the cycle are taken off, one after the other.

    Examples
    --------
    >>> cycle_size(5, np.array([[0, 1], [1, 2], [2, 3], [0, 3], [3, 4]]))
    4
    """
    if len(links) != count:
        return 0
    left = links
    while len(left):
        degrees = np.bincount(left.ravel(), minlength=count)
        hanging = (degrees[left] == 1).any(axis=1)
        if not hanging.any():
            break
        left = left[~hanging]
    return len(np.unique(left))
