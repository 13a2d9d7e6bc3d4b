"""How many places are on the one cycle of a graph.

Counted: the links given. Not counted: how long they are.
"""

import numpy as np

from poles_geo._types import Integers


def cycle_size(count: int, links: Integers) -> int:
    """Count the places on the one cycle of a graph in one piece; 0 with none, or with several.

    Places that hang on the cycle are taken off, one after the other.

    Parameters
    ----------
    count : int
        Of places.
    links : ndarray
        m × 2, rows of places.

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
