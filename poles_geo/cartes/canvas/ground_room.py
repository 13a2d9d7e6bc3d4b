"""The ground of a map, read in boxes: which hide nothing of its subject, how much is far from it.

Grids of cells, summed once, so that thousands of places are compared in some milliseconds.
"""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

FAR = 60_000.0
"""Metres from the subject beyond which sea and neighbours tell nothing of it."""
FINE, COARSE = 240, 120
"""Cells across the subject, and across it and what is near it."""
CORNER = 0.71
"""From the middle of a cell to its corner, in sides of the cell."""

Numbers = NDArray[np.float64]


class Cells:
    """Cells of a grid whose middle is in a geometry.

    Parameters
    ----------
    shape : geometry
        In metres.
    count : int
        Cells across its longer side.
    whole : bool
        Also the cells that the geometry only touches.
    """

    def __init__(self, shape: BaseGeometry, count: int, *, whole: bool = False) -> None:
        xmin, ymin, xmax, ymax = shape.bounds
        self.side = max(xmax - xmin, ymax - ymin, 1.0) / count
        if whole:
            shape = shape.buffer(CORNER * self.side)
            xmin, ymin, xmax, ymax = shape.bounds
        self.corner = (xmin, ymin)
        self.size = tuple(int(np.ceil(long / self.side)) + 1 for long in (xmax - xmin, ymax - ymin))
        x, y = (
            start + self.side * (np.arange(many) + 0.5)
            for start, many in zip(self.corner, self.size, strict=True)
        )
        shapely.prepare(shape)
        inside = shapely.contains_xy(shape, *np.meshgrid(x, y, indexing="ij"))
        self.sums = np.zeros((self.size[0] + 1, self.size[1] + 1))
        self.sums[1:, 1:] = inside.cumsum(axis=0).cumsum(axis=1)

    def touch(
        self, west: Numbers, south: Numbers, east: Numbers, north: Numbers
    ) -> NDArray[np.bool_]:
        """Tell which rectangles, in metres, have a part of one of the cells."""
        low = (np.floor(self._cells(west, 0)), np.floor(self._cells(south, 1)))
        high = (np.ceil(self._cells(east, 0)), np.ceil(self._cells(north, 1)))
        return self._counted(low, high) > 0

    def area(self, west: Numbers, south: Numbers, east: Numbers, north: Numbers) -> Numbers:
        """How much of the cells rectangles have, in square metres."""
        low = (np.round(self._cells(west, 0)), np.round(self._cells(south, 1)))
        high = (np.round(self._cells(east, 0)), np.round(self._cells(north, 1)))
        return self._counted(low, high) * self.side**2

    def _cells(self, metres: Numbers, axis: int) -> Numbers:
        return np.clip((metres - self.corner[axis]) / self.side, 0, self.size[axis])

    def _counted(self, low: tuple[Numbers, Numbers], high: tuple[Numbers, Numbers]) -> Numbers:
        (i, j), (k, m) = ([side.astype(int) for side in corner] for corner in (low, high))
        sums = self.sums
        return np.asarray(sums[k, m] - sums[i, m] - sums[k, j] + sums[i, j])
