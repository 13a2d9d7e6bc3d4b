"""The ground of a map, read in boxes: which hide nothing of its subject, how much is far from it.

Grids of cells, summed once, so that thousands of places are compared in some milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo._types import Floats
from poles_geo.cartes.canvas.frame import Box

FAR = 60_000.0
"""Metres from the subject beyond which sea and neighbours tell nothing of it."""
FINE, COARSE = 240, 120
"""Cells across the subject, and across it and what is near it."""
STEP = 0.25
"""Between the places of an outline whose cells are taken, in sides of a cell."""

OUT = 0.5
"""What a symbol out of a map costs, over what one that its legend hides does."""


@dataclass(frozen=True)
class Neighbours:
    """Symbols near the subject of a map, which a page should show.

    Attributes
    ----------
    places : array (n, 2)
        In metres.
    sizes : array (n)
        Diameters, in mm.
    worth : array (n)
        Share of a page that another layout must save to hide it.
    """

    places: Floats
    sizes: Floats
    worth: Floats

    def out(self, mm: Floats, corner: tuple[Floats, Floats], size: tuple[float, float]) -> Floats:
        """Tell what each symbol costs maps that do not show it whole (n × m).

        Parameters
        ----------
        mm : array (m)
            Millimetres of page a metre.
        corner : two arrays (m)
            Their lower left corners, in metres.
        size : (width, height)
            Of every map, in mm.
        """
        (x, y), reach = self._on(mm, corner), self.sizes[:, None] / 2
        inside = (x > reach) & (x < size[0] - reach) & (y > reach) & (y < size[1] - reach)
        return np.asarray(np.where(inside, 0.0, OUT * self.worth[:, None]))

    def under(self, mm: Floats, corner: tuple[Floats, Floats], box: Box) -> NDArray[np.bool_]:
        """Tell which symbols a box, in mm from the corner of maps, hides in part (n × m)."""
        (x, y), reach = self._on(mm, corner), self.sizes[:, None] / 2
        left, low, right, top = box
        across = (x > left - reach) & (x < right + reach)
        return np.asarray(across & (y > low - reach) & (y < top + reach))

    def worth_under(self, mm: Floats, corner: tuple[Floats, Floats], boxes: Floats) -> Floats:
        """Add up the worth of the symbols that boxes (n × 4, in mm) hide, each on its map."""
        (x, y), reach = self._on(mm, corner), self.sizes[:, None] / 2
        left, low, right, top = boxes.T
        across = (x > left - reach) & (x < right + reach)
        under = across & (y > low - reach) & (y < top + reach)
        return np.asarray(self.worth @ under)

    def lost(self, out: Floats, hidden: Sequence[NDArray[np.bool_]]) -> Floats:
        """Add up what maps lose (m): symbols that are out, and under one box or another."""
        under = np.logical_or.reduce(hidden) if hidden else np.zeros(out.shape, dtype=bool)
        return np.asarray(np.where(under, self.worth[:, None], out).sum(axis=0))

    def _on(self, mm: Floats, corner: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """Places on maps, in mm from their corner (n × m each)."""
        west, south = corner
        return (self.places[:, :1] - west) * mm, (self.places[:, 1:] - south) * mm


NO_NEIGHBOUR = Neighbours(np.empty((0, 2)), np.empty(0), np.empty(0))


class Cells:
    """Cells of a grid, some of which are taken.

    Parameters
    ----------
    corner : (x, y)
        Lower left, in metres.
    side : float
        Of a cell, in metres.
    taken : array of bool, shape (columns, rows)
    """

    def __init__(self, corner: tuple[float, float], side: float, taken: NDArray[np.bool_]) -> None:
        self.corner, self.side, self.taken, self.size = corner, side, taken, taken.shape
        self.sums = np.zeros((self.size[0] + 1, self.size[1] + 1))
        self.sums[1:, 1:] = taken.cumsum(axis=0).cumsum(axis=1)

    @classmethod
    def of(cls, shape: BaseGeometry, count: int = FINE) -> "Cells":
        """Take the cells that a geometry has something of, `count` across its longer side."""
        xmin, ymin, xmax, ymax = shape.bounds
        side = max(xmax - xmin, ymax - ymin, 1.0) / count
        size = [int(long // side) + 1 for long in (xmax - xmin, ymax - ymin)]
        x, y = (
            start + side * (np.arange(many) + 0.5)
            for start, many in zip((xmin, ymin), size, strict=True)
        )
        shapely.prepare(shape)
        taken = np.asarray(shapely.contains_xy(shape, *np.meshgrid(x, y, indexing="ij")))
        rings = shapely.get_rings(shapely.get_parts(shape))
        outline = shapely.get_coordinates(shapely.segmentize(rings, STEP * side))
        taken[tuple(((outline - (xmin, ymin)) // side).astype(int).T)] = True
        return cls((xmin, ymin), side, taken)

    def around(self, metres: float, count: int = COARSE) -> "Cells":
        """Take the cells no farther than so many metres from those taken."""
        long = self.side * np.array(self.size) + 2 * metres
        side = float(long.max()) / count
        corner = np.array(self.corner) - metres
        places = self.corner + self.side * (np.argwhere(self.taken) + 0.5)
        taken = np.zeros(np.ceil(long / side).astype(int), dtype=bool)
        taken[tuple(((places - corner) // side).astype(int).T)] = True
        reach = metres / side
        near = np.zeros_like(taken)
        for step in range(-int(reach), int(reach) + 1):
            high = int(np.sqrt(reach**2 - step**2))
            moved = np.zeros_like(taken)
            start, end = max(step, 0), len(taken) + min(step, 0)
            moved[start:end] = taken[start - step : end - step]
            sums = np.pad(moved.cumsum(axis=1), ((0, 0), (high + 1, high)), mode="edge")
            sums[:, : high + 1] = 0
            near |= sums[:, 2 * high + 1 :] > sums[:, : -2 * high - 1]
        return Cells((float(corner[0]), float(corner[1])), side, near)

    def touch(self, west: Floats, south: Floats, east: Floats, north: Floats) -> NDArray[np.bool_]:
        """Tell which rectangles, in metres, have a part of one of the cells."""
        low = (np.floor(self._cells(west, 0)), np.floor(self._cells(south, 1)))
        high = (np.ceil(self._cells(east, 0)), np.ceil(self._cells(north, 1)))
        return self._counted(low, high) > 0

    def area(self, west: Floats, south: Floats, east: Floats, north: Floats) -> Floats:
        """How much of the cells rectangles have, in square metres."""
        low = (np.round(self._cells(west, 0)), np.round(self._cells(south, 1)))
        high = (np.round(self._cells(east, 0)), np.round(self._cells(north, 1)))
        return self._counted(low, high) * self.side**2

    def _cells(self, metres: Floats, axis: int) -> Floats:
        return np.clip((metres - self.corner[axis]) / self.side, 0, self.size[axis])

    def _counted(self, low: tuple[Floats, Floats], high: tuple[Floats, Floats]) -> Floats:
        (i, j), (k, m) = ([side.astype(int) for side in corner] for corner in (low, high))
        sums = self.sums
        return np.asarray(sums[k, m] - sums[i, m] - sums[k, j] + sums[i, j])
