"""The room of an area: the most central place of a name in it, clear of what is already there.

Places are tried every half millimetre, by lots first: what all the boxes of a lot have in common
tells what none of them can be.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.labels.placing import touches_any

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
        self._size = float(area.area) / frame.metres_per_mm**2
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
        held = np.prod(2 * (half + EDGE)) * share
        if not all(map(len, steps)) or held > self._size + DOUBT:
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
        possible = self._holds(middles, half + (spans if share < 1.0 else -spans), half, share)
        common = np.hstack([middles - half + spans, middles + half - spans])
        for space in spaces:
            free = possible & ~touches_any(common, near, space)
            for places in self._most_central(_places_of(free, *grid), reach):
                boxes = np.hstack([places - half, places + half])
                clear = ~touches_any(boxes, near, space)
                if share < 1.0:
                    clear &= shapely.contains_xy(self._area, self._frame.to_metres(places))
                held = self._holds(places[clear], half, half, share)
                if held.any():
                    return np.asarray(boxes[clear][held.argmax()])
        return None

    def _holds(
        self, middles: Places, halves: NDArray[np.float64], half: NDArray[np.float64], share: float
    ) -> NDArray[np.bool_]:
        """Tell the boxes, `EDGE` included, that the area holds.

        Of some `halves` of width and height: all of them, or as much as the share of one of `half`.
        """
        low, high = (self._frame.to_metres(middles + side * (halves + EDGE)) for side in (-1, 1))
        boxes = shapely.box(*low.T, *high.T)
        if share == 1.0:
            return np.asarray(shapely.contains_properly(self._area, boxes))
        held = shapely.area(shapely.intersection(self._area, boxes))
        return np.asarray(held >= share * np.prod(2 * (half + EDGE) * self._frame.metres_per_mm))

    def _most_central(self, places: Places, reach: float) -> Iterator[Places]:
        """Give the places that are not further than `reach` mm from the centre, a few at a time."""
        away = np.hypot(*(places - self._centre).T)
        order = np.argsort(away, kind="stable")
        order = order[: np.searchsorted(away[order], reach, side="right")]
        for start in range(0, len(order), TRIED):
            yield places[order[start : start + TRIED]]


def _lots(
    columns: NDArray[np.float64], rows: NDArray[np.float64]
) -> tuple[Places, NDArray[np.float64]]:
    """Middle of each lot of places, row by row, and how far from it they are, across and up."""
    sides = []
    for steps in (columns, rows):
        first, last = steps[::LOT], steps[np.r_[LOT - 1 : len(steps) - 1 : LOT, -1]]
        sides.append(((first + last) / 2, (last - first) / 2 + DOUBT))
    (x, across), (y, up) = sides
    middles, spans = (np.stack(np.meshgrid(*pair), axis=-1).reshape(-1, 2)
                      for pair in ((x, y), (across, up)))  # fmt: skip
    return middles, spans


def _places_of(
    lots: NDArray[np.bool_], columns: NDArray[np.float64], rows: NDArray[np.float64]
) -> Places:
    """Places of some lots, row by row."""
    shape = -(-len(rows) // LOT), -(-len(columns) // LOT)
    kept = lots.reshape(shape).repeat(LOT, axis=0).repeat(LOT, axis=1)
    row, column = np.nonzero(kept[: len(rows), : len(columns)])
    return np.column_stack([columns[column], rows[row]])
