"""Invented coverages: a grid whose inner corners are moved, cells merged at random."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import strategies as st

SIDE = 1_000
"""Metres: side of a cell before its corners move."""


@dataclass(frozen=True)
class Coverage:
    """Communes of a coverage and the unit of each."""

    communes: gpd.GeoSeries
    units: np.ndarray


def grid(width: int, height: int, moves: list[tuple[int, int]] | None = None) -> np.ndarray:
    """Cells of a grid, row by row; `moves` shift its corners."""
    x, y = np.meshgrid(np.arange(width + 1) * SIDE, np.arange(height + 1) * SIDE)
    corners = np.stack([x, y], axis=-1).astype(float)
    if moves is not None:
        corners += np.reshape(moves, corners.shape)
    rings = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]]
    return shapely.polygons(np.stack(rings, axis=2).reshape(-1, 4, 2))


def communes_of(cells: np.ndarray, codes: list[str]) -> gpd.GeoSeries:
    """Merge the cells of one code; those of code "" are left out."""
    named = np.array(codes, dtype=object)
    names = sorted(set(codes) - {""})
    shapes = [shapely.union_all(cells[named == name]) for name in names]
    return gpd.GeoSeries(shapes, index=names, crs=2154)


@st.composite
def invented_coverages(draw) -> Coverage:
    """Communes of several parts, with holes and exclaves, in up to four units."""
    width, height = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    moves = st.tuples(*[st.integers(-300, 300)] * 2)
    corners = (width + 1) * (height + 1)
    cells = grid(width, height, draw(st.lists(moves, min_size=corners, max_size=corners)))
    names = st.sampled_from(["", *(f"{rank:05}" for rank in range(1001, 1009))])
    codes = draw(st.lists(names, min_size=len(cells), max_size=len(cells)).filter(any))
    communes = communes_of(cells, codes)
    units = st.lists(st.sampled_from("ABCD"), min_size=len(communes), max_size=len(communes))
    return Coverage(communes, np.array(draw(units), dtype=object))
