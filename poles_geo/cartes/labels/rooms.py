"""The room of an area: the most central place of a name in it, clear of what is already there.

Places are tried every half millimetre, by lots first: what all the boxes of a lot have in common
tells what none of them can be.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import product

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.labels.label_places import touches_any

APART = (5.0, 1.8)
"""Space, in mm, between the name of an area and any other: sought, then accepted."""
EDGE, FRAME = 0.8, 2.0
"""Space, in mm, between a name and the edge of its area, and that of the frame."""
STEP = 0.5
"""Between two places tried, in mm."""
LOT = 4
"""Places of a lot, across and up; their boxes, `EDGE` included, have a part in common."""
TRIED = 64
"""Places tried at a time, the most central first."""
TRIES = ((15.0, APART[:1]), (np.inf, APART))
"""How far from the centre, in mm, places are first tried, and the spaces that are sought there."""
FEW = 2500
"""Places that are all tried at once."""
DOUBT = 1e-6
"""What a sum may be wrong by, in mm."""

Places = NDArray[np.float64]
"""Middles of boxes, in mm, n × 2."""


class Room:
    """An area on the ground, where names are set.

    Parameters
    ----------
    area : polygon
        In metres.
    frame : Frame
    """

    def __init__(self, area: BaseGeometry, frame: Frame) -> None:
        shapely.prepare(area)
        self._area, self._frame = area, frame
        self._extent = float(area.area) / frame.metres_per_mm**2
        south_west, north_east = frame.to_mm(np.reshape(area.bounds, (2, 2)))
        self._low = np.maximum(FRAME, south_west)
        self._high = np.minimum(np.array([frame.width, frame.height]) - FRAME, north_east)

    @cached_property
    def _centre(self) -> NDArray[np.float64]:
        """Middle of the largest circle in the area, in mm."""
        unit = self._frame.metres_per_mm
        circle = shapely.maximum_inscribed_circle(np.array([self._area]), unit)
        return np.asarray(self._frame.to_mm(shapely.get_coordinates(circle)[:1])[0])

    def place(self, width: float, height: float, taken: Boxes, share: float = 1.0) -> Box | None:
        """Find the most central box of a size, in mm, that lies in the area and touches nothing.

        Parameters
        ----------
        width, height : float
        taken : array (n × 4)
            Boxes, in mm, that it comes near none of.
        share : float
            How much of it the area must hold; the whole is held with some space around it.
        """
        half = np.array([width, height]) / 2
        ends = zip(self._low + half, self._high - half, strict=True)
        steps = [np.arange(low, high, STEP) for low, high in ends]
        if not all(map(len, steps)) or share * _size(half) > self._extent + DOUBT:
            return None
        near = taken[touches_any(taken, np.hstack([self._low, self._high])[None], max(APART))]
        few = len(steps[0]) * len(steps[1]) <= FEW
        for reach, spaces in TRIES[1:] if few else TRIES:
            sides = zip(steps, self._centre, strict=True)
            grid = [places[abs(places - middle) <= reach] for places, middle in sides]
            found = (
                self._first(grid, half, near, spaces, reach, share) if all(map(len, grid)) else None
            )
            if found is not None:
                left, low, right, high = map(float, found)
                return left, low, right, high
        return None

    def _first(
        self,
        grid: list[NDArray[np.float64]],
        half: NDArray[np.float64],
        near: Boxes,
        spaces: Sequence[float],
        reach: float,
        share: float,
    ) -> Boxes | None:
        """Find the first box of a grid of columns and rows: by space around it, then by place."""
        middles, spans = _lots(*grid)
        possible = self._may_hold(middles, spans, half, share)
        common = np.hstack([middles - half + spans, middles + half - spans])
        for space in spaces:
            free = possible & ~touches_any(common, near, space)
            for places in self._most_central(_places_of(free, *grid), reach):
                boxes = np.hstack([places - half, places + half])
                clear = ~touches_any(boxes, near, space)
                clear[clear] = self._holds(places[clear], half, share)
                if clear.any():
                    return np.asarray(boxes[clear.argmax()])
        return None

    def _may_hold(
        self, middles: Places, spans: NDArray[np.float64], half: NDArray[np.float64], share: float
    ) -> NDArray[np.bool_]:
        """Tell in which lots a box may be held: their middles, how far from them the places are.

        A box moved by dx and dy gains no more than dx times its height and dy times its width.
        """
        if share == 1.0:
            return self._holds(middles, half - spans, share)
        gained = 2 * (spans * (half + EDGE)[::-1]).sum(axis=1)
        return np.asarray(self._held(middles, half) + gained >= share * _size(half))

    def _holds(self, middles: Places, half: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
        """Tell the boxes, `EDGE` included, that the area holds: all, or a share and the middle."""
        if share < 1.0:
            held = shapely.contains_xy(self._area, self._frame.to_metres(middles))
            held[held] = self._held(middles[held], half) >= share * _size(half)
            return np.asarray(held)
        low, high = self._ends(middles, half)
        corners = product((low[:, 0], high[:, 0]), (low[:, 1], high[:, 1]))
        held = np.all([shapely.contains_xy(self._area, x, y) for x, y in corners], axis=0)
        boxes = shapely.box(*low[held].T, *high[held].T)
        held[held] = shapely.contains_properly(self._area, boxes)
        return np.asarray(held)

    def _held(self, middles: Places, half: NDArray[np.float64]) -> NDArray[np.float64]:
        """Measure what the area has of boxes, `EDGE` included, in mm²."""
        low, high = self._ends(middles, half)
        held = shapely.area(shapely.intersection(self._area, shapely.box(*low.T, *high.T)))
        return np.asarray(held / self._frame.metres_per_mm**2)

    def _ends(self, middles: Places, half: NDArray[np.float64]) -> tuple[Places, Places]:
        """Give the corners of boxes on the ground, `EDGE` included."""
        low, high = (self._frame.to_metres(middles + side * (half + EDGE)) for side in (-1, 1))
        return low, high

    def _most_central(self, places: Places, reach: float) -> Iterator[Places]:
        """Give the places that are not further than `reach` mm from the centre, a few at a time."""
        away = np.hypot(*(places - self._centre).T)
        order = np.argsort(away, kind="stable")
        order = order[: np.searchsorted(away[order], reach, side="right")]
        for start in range(0, len(order), TRIED):
            yield places[order[start : start + TRIED]]


def _size(half: NDArray[np.float64]) -> float:
    """Size of a box, `EDGE` included, in mm²."""
    return float(np.prod(2 * (half + EDGE)))


def _lots(
    columns: NDArray[np.float64], rows: NDArray[np.float64]
) -> tuple[Places, NDArray[np.float64]]:
    """Middle of each lot of places, row by row, and how far from it they are, across and up."""
    sides = []
    for steps in (columns, rows):
        first, last = steps[::LOT], np.append(steps[LOT - 1 : -1 : LOT], steps[-1])
        sides.append(np.column_stack([first + last, last - first + DOUBT]) / 2)
    across, up = sides
    lots = np.stack([np.tile(across, (len(up), 1)), up.repeat(len(across), axis=0)], axis=-1)
    return lots[:, 0], lots[:, 1]


def _places_of(
    lots: NDArray[np.bool_], columns: NDArray[np.float64], rows: NDArray[np.float64]
) -> Places:
    """Places of some lots, row by row."""
    shape = -(-len(rows) // LOT), -(-len(columns) // LOT)
    kept = lots.reshape(shape).repeat(LOT, axis=0).repeat(LOT, axis=1)
    row, column = np.nonzero(kept[: len(rows), : len(columns)])
    return np.column_stack([columns[column], rows[row]])
