"""Whether labels may have a place at the same time: their boxes, and their leader lines.

A label meets those alone whose places come near to one of its own: the others are never looked at.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Boxes
from poles_geo.cartes.labels.label_places import AIR, APART, Choices, touches_any, widened

READ_ON = 1.6
"""Between two labels of one line, in mm: nearer, they are read as one name, where one may be
elsewhere as near to its symbol."""
FARTHEST = 2 * max(READ_ON, APART, AIR)
"""Space, in mm, from which two labels do not meet, well over any that is kept."""


class There(NamedTuple):
    """What labels take: boxes in mm, these with their air, leader lines, None without any."""

    boxes: Boxes
    wide: NDArray[np.object_]
    lines: NDArray[np.object_]

    @classmethod
    def of(cls, placed: Sequence[tuple[Choices, int]]) -> "There":
        """Say what the labels take that have these places."""
        boxes, wide, lines = (
            [getattr(choices, what)[rank] for choices, rank in placed]
            for what in ("boxes", "wide", "lines")
        )
        return cls(np.array(boxes).reshape(-1, 4), np.array(wide, object), np.array(lines, object))


def meeting(choices: Sequence[Choices]) -> list[frozenset[int]]:
    """Give, for each label, the others that it may meet, whatever the place of either."""
    reach = []
    for one in choices:
        centre = np.array([one.label.x, one.label.y])
        ends = np.vstack([one.boxes[:, :2], one.boxes[:, 2:], centre])
        reach.append(shapely.box(*ends.min(axis=0), *ends.max(axis=0)))
    tree = shapely.STRtree(reach)
    first, second = tree.query(
        np.array(reach, dtype=object), predicate="dwithin", distance=FARTHEST
    )
    ends_at = np.searchsorted(first, np.arange(len(reach) + 1))
    return [
        frozenset(second[start:stop].tolist()) - {i}
        for i, (start, stop) in enumerate(pairwise(ends_at))
    ]


def untangled(choices: Choices, obstacles: Boxes, leaders: Sequence[shapely.LineString]) -> Choices:
    """Keep the places whose leader line meets nothing that the map already has."""
    lines = np.array([*leaders, None], dtype=object)[:-1]
    kept = ~choices.far
    kept[choices.far] = ~_tangled(choices.lines[choices.far], widened(obstacles), lines)
    return choices if kept.all() else choices.only(kept)


def free_of(choices: Choices, there: There) -> NDArray[np.bool_]:
    """Tell which places of a label are free of others."""
    free = ~touches_any(choices.boxes, there.boxes, AIR)
    lines = there.lines[[line is not None for line in there.lines]]
    if len(lines) and free.any():
        free[free] = ~shapely.intersects(choices.wide[free][:, None], lines).any(axis=1)
    if (tied := free & choices.far).any():
        free[tied] = ~_tangled(choices.lines[tied], there.wide, lines)
    return free


def hindered_by(choices: Choices, there: There) -> NDArray[np.bool_]:
    """Tell which places (rows) of a label which others (columns) hinder."""
    boxes = choices.boxes
    apart = (
        (boxes[:, None, :2] > there.boxes[None, :, 2:] + AIR)
        | (boxes[:, None, 2:] < there.boxes[None, :, :2] - AIR)
    ).any(axis=2)
    hindering = ~apart | shapely.intersects(choices.wide[:, None], there.lines)
    own = choices.lines[choices.far][:, None]
    hindering[choices.far] |= shapely.crosses(own, there.lines)
    hindering[choices.far] |= shapely.intersects(own, there.wide)
    return np.asarray(hindering)


def read_on(boxes: Boxes, there: There) -> NDArray[np.bool_]:
    """Tell which boxes are on the line of a label that is there, so near as to be read on."""
    return touches_any(boxes, there.boxes + np.array([-READ_ON, 0.0, READ_ON, 0.0]))


def _tangled(
    own: NDArray[np.object_], wide: NDArray[np.object_], lines: NDArray[np.object_]
) -> NDArray[np.bool_]:
    """Tell which leader lines cross a box, or another leader line."""
    crossing = shapely.crosses(own[:, None], lines).any(axis=1)
    return np.asarray(crossing | shapely.intersects(own[:, None], wide).any(axis=1))
