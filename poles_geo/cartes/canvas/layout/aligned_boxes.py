"""Boxes over a map, set in line: what was found one after the other, read as columns."""

from collections.abc import Callable

import numpy as np

from poles_geo._types import Floats

IsFree = Callable[[Floats, Floats], bool]
"""Tells whether a box hides nothing that counts, others being there."""

REACH = 25.0
"""How far a box may widen to an edge of another, in mm."""
LINED = 0.3
"""Under which two edges are in line, in mm."""
LEFT, LOW, RIGHT, TOP = range(4)


def aligned(boxes: Floats, first: int, is_free: IsFree) -> Floats:
    """Widen boxes to the edges of the others, and space those of a column alike.

    Parameters
    ----------
    boxes : array (n, 4)
        Left, low, right, top, in mm.
    first : int
        Those from there on may change; the others may not.
    is_free : callable

    Returns
    -------
    array (n, 4)

    Examples
    --------
    >>> boxes = np.array([[60.0, 50, 100, 90], [70.0, 10, 100, 40]])
    >>> aligned(boxes, 1, lambda *_: True)[1].tolist()
    [60.0, 10.0, 100.0, 40.0]
    """
    boxes = boxes.copy()
    for k in range(first, len(boxes)):
        for side, outwards in ((LEFT, -1), (RIGHT, 1)):
            others = np.delete(boxes, k, axis=0)
            reach = outwards * (others[:, side] - boxes[k, side])
            for edge in others[np.argsort(reach), side]:
                wider = boxes[k].copy()
                wider[side] = edge
                far = outwards * (edge - boxes[k, side])
                if LINED < far <= REACH and is_free(wider, others):
                    boxes[k] = wider
                    break
    for column in _columns(boxes):
        _space(boxes, column, first, is_free)
    return boxes


def _columns(boxes: Floats) -> list[list[int]]:
    """Gather the boxes of three or more that have the same left and right, the lowest first."""
    sides = np.round(boxes[:, [LEFT, RIGHT]] / LINED).astype(int)
    _, of = np.unique(sides, axis=0, return_inverse=True)
    groups = [np.flatnonzero(of == one) for one in range(of.max() + 1)]
    return [group[np.argsort(boxes[group, LOW])].tolist() for group in groups if len(group) > 2]


def _space(
    boxes: Floats,
    column: list[int],
    first: int,
    is_free: IsFree,
) -> None:
    """Leave the same air between the boxes of a column, if all those within may move."""
    heights = boxes[column, TOP] - boxes[column, LOW]
    room = boxes[column[-1], TOP] - boxes[column[0], LOW]
    air = (room - heights.sum()) / (len(column) - 1)
    lows = boxes[column[0], LOW] + np.concatenate([[0.0], np.cumsum(heights[:-1] + air)])
    moved = boxes.copy()
    moved[column, LOW], moved[column, TOP] = lows, lows + heights
    within = column[1:-1]
    if min(within) >= first and all(is_free(moved[k], np.delete(moved, k, axis=0)) for k in within):
        boxes[:] = moved
