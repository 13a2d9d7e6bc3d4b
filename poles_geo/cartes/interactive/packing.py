"""Outlines packed as short text for a web page: whole steps of a grid, each point from the last.

Signed integers are written as in the « encoded polyline » format: five bits a character, from
``?`` (63) to ``~`` (126), the sign in the lowest bit.
"""

from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from poles_geo._types import Integers

Objects = NDArray[np.object_]

FIRST = 63
"""Code of the character that writes five bits of zero."""


@dataclass(frozen=True)
class Grid:
    """A grid of Lambert 93, its origin at the upper left corner, ordinates going down.

    Attributes
    ----------
    west, north : float
        The corner, in metres.
    width, height : int
        In steps.
    step : float
        Side of a step, in metres.
    """

    west: float
    north: float
    width: int
    height: int
    step: float

    @property
    def polygon(self) -> shapely.Polygon:
        """The frame on the ground."""
        east, south = self.width * self.step, self.height * self.step
        return shapely.box(self.west, self.north - south, self.west + east, self.north)

    def to_steps(self, points: ArrayLike) -> Integers:
        """Metres of Lambert 93 (n × 2) to the nearest point of the grid."""
        offset = np.asarray(points, dtype=float) - (self.west, self.north)
        return np.rint(offset / (self.step, -self.step)).astype(np.int64)


def pack_areas(areas: gpd.GeoSeries, grid: Grid) -> list[str]:
    """Pack each polygon or multipolygon: its rings one after the other, closed by their start.

    A ring that the grid reduces to nothing is left out; an empty area gives an empty text.
    """
    parts, area = shapely.get_parts(areas.to_numpy(), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    return _pack(rings, area[part], len(areas), grid, least=4)


def pack_lines(lines: shapely.Geometry, grid: Grid) -> str:
    """Pack the lines of a geometry, one after the other; its points are left out."""
    parts = shapely.get_parts(lines)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    return _pack(parts, np.zeros(len(parts), dtype=np.int64), 1, grid, least=2)[0]


def _pack(lines: Objects, owner: Integers, n: int, grid: Grid, *, least: int) -> list[str]:
    """Pack lines as one text for each of n owners; those of fewer than `least` points are left."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    steps = grid.to_steps(xy.reshape(-1, 2))
    kept = np.ones(len(steps), dtype=bool)
    kept[1:] = (line[1:] != line[:-1]) | (steps[1:] != steps[:-1]).any(axis=1)
    kept &= (np.bincount(line, weights=kept) >= least)[line]
    steps, line = steps[kept], line[kept]
    first = np.diff(line, prepend=-1) > 0
    moves = np.diff(steps, axis=0, prepend=[[0, 0]])
    moves[first] = steps[first]
    starts = np.flatnonzero(first)
    values = np.insert(
        moves.ravel(), 2 * starts, np.diff(np.append(starts, len(steps))).astype(np.int64)
    )
    owners = owner[line]
    owned = np.insert(np.repeat(owners, 2), 2 * starts, owners[starts])
    return encode_steps(values, owned, n)


def encode_steps(values: Integers, owner: Integers, n: int) -> list[str]:
    """Write signed integers, those of each of n owners as one text; owners are in order."""
    bits = (values << 1) ^ (values >> 63)
    shifts = range(0, max(5, int(bits.max(initial=0)).bit_length()), 5)
    chunks = np.stack([bits >> shift for shift in shifts], axis=1)
    written = chunks > 0
    written[:, 0] = True
    more = np.zeros_like(chunks)
    more[:, :-1] = written[:, 1:]
    text = ((chunks & 31) + 32 * more + FIRST)[written].astype(np.uint8).tobytes().decode("ascii")
    lengths = np.bincount(owner, weights=written.sum(axis=1), minlength=n)
    ends = np.cumsum([0, *lengths]).astype(int).tolist()
    return [text[start:end] for start, end in pairwise(ends)]
