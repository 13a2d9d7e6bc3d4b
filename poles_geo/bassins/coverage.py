"""Coverages: polygons that share their edges exactly, without gap or overlap.

Union and simplification of a coverage are fast and keep it one; on polygons that are not quite a
coverage they are silently wrong, so contours from outside pass here first.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.errors import Faults, TableError
from poles_geo.typography import french_number

GAP_WIDTH = 50.0
"""Metres: a gap or an overlap that is narrower is a drawing error, and is closed."""

ROUNDS = 3
"""Repairs tried on the polygons at fault before one of the whole."""

LOT = 50
"""Shapes that a thread makes in one go."""

Polygons = NDArray[np.object_]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Coverage:
    """Polygons that make a coverage, and what had to be repaired.

    Attributes
    ----------
    areas : GeoSeries
        The polygons, same index as given.
    repaired : list of str
        Index of the polygons whose outline the repair changed.
    """

    areas: gpd.GeoSeries
    repaired: list[str]


def repair(areas: gpd.GeoSeries) -> Coverage:
    """Check that polygons are a coverage, and repair them when they are not.

    Gaps and overlaps narrower than `GAP_WIDTH` are closed; a wider gap is kept, since it may be
    real (Llívia, a commune that the file lacks). Only the polygons at fault are
    redrawn, and those that this puts at fault.

    Parameters
    ----------
    areas : GeoSeries
        Polygons in metres, index unique.

    Raises
    ------
    TableError
        When polygons have no surface, or overlap over more than `GAP_WIDTH`: which is right, no
        repair can guess.
    """
    valid, crooked = _valid(areas)
    polygons = _cleaned(valid)
    touched = np.flatnonzero(~shapely.equals_exact(polygons, valid, normalize=True))
    moved = shapely.symmetric_difference(polygons[touched], valid[touched])
    wide = ~shapely.is_empty(shapely.buffer(moved, -GAP_WIDTH / 2))
    _refuse(
        areas,
        touched[wide],
        f"contours qui en recouvrent d'autres sur plus de {french_number(GAP_WIDTH)} m de large "
        "(une seule "
        "ligne par commune est attendue, toutes de la même année : ni anciennes communes, ni "
        "arrondissements en plus de leur commune)",
    )
    crooked[touched] |= shapely.area(moved) > 0
    clean = gpd.GeoSeries(polygons, index=areas.index, crs=areas.crs)
    return Coverage(clean, areas.index[crooked].tolist())


def _valid(areas: gpd.GeoSeries) -> tuple[Polygons, Mask]:
    """Polygons made valid, and those that were not."""
    polygons = np.array(areas.array, dtype=object)
    crooked: Mask = ~np.asarray(shapely.is_valid(polygons))
    polygons[crooked] = shapely.make_valid(
        polygons[crooked], method="structure", keep_collapsed=False
    )
    _refuse(areas, np.flatnonzero(shapely.is_empty(polygons)), "contours sans surface")
    return polygons, crooked


def _refuse(areas: gpd.GeoSeries, rows: NDArray[np.int64], why: str) -> None:
    faults = Faults("contours")
    if len(rows):
        faults.add(why, areas.index[rows])
    faults.raise_if_any(TableError)


def _cleaned(polygons: Polygons) -> Polygons:
    """Redraw the polygons whose edges do not match, then those that this puts at fault."""
    cleaned = polygons.copy()
    tree = shapely.STRtree(polygons)
    faulty = _faulty(polygons, GAP_WIDTH)
    for _ in range(ROUNDS):
        if not len(faulty):
            return cleaned
        cleaned[faulty] = _clean(cleaned[faulty])
        around = np.unique(tree.query(cleaned[faulty], predicate="intersects")[1])
        faulty = around[_faulty(cleaned[around])]
    return _clean(polygons)


def _faulty(polygons: Polygons, gap_width: float = 0.0) -> NDArray[np.int64]:
    edges = shapely.coverage_invalid_edges(polygons, gap_width=gap_width)
    return np.flatnonzero(~shapely.is_empty(edges))


def _clean(polygons: Polygons) -> Polygons:
    cleaned: Polygons = shapely.coverage_clean(  # type: ignore[attr-defined]
        polygons, gap_width=GAP_WIDTH
    )
    return cleaned


def dissolve(areas: gpd.GeoSeries, groups: NDArray[np.object_]) -> gpd.GeoSeries:
    """Union the polygons of a coverage by group, on every processor.

    Parameters
    ----------
    areas : GeoSeries
        A coverage.
    groups : array
        Group of each polygon.

    Returns
    -------
    GeoSeries
        Index: the groups, sorted.
    """
    group, names = pd.factorize(groups, sort=True)
    order = np.argsort(group, kind="stable")
    ends = np.cumsum(np.bincount(group))
    pieces = np.split(np.asarray(areas.array)[order], ends)[:-1]
    return gpd.GeoSeries(_threaded(_unions, pieces), index=names, crs=areas.crs)


def _unions(pieces: Sequence[Polygons]) -> list[BaseGeometry]:
    return [shapely.coverage_union_all(piece) for piece in pieces]


def subtract(areas: gpd.GeoSeries, parts: gpd.GeoSeries) -> gpd.GeoSeries:
    """Take from each polygon the part of the same row, on every processor."""
    left = _threaded(shapely.difference, np.asarray(areas.array), np.asarray(parts.array))
    return gpd.GeoSeries(left, index=areas.index, crs=areas.crs)


def _threaded(
    job: Callable[..., Iterable[BaseGeometry]], *columns: Sequence[Any] | Polygons
) -> list[BaseGeometry]:
    """Apply a job that shapely does outside the interpreter, lot by lot."""
    batches = [
        [rows[start : start + LOT] for start in range(0, len(rows), LOT)] for rows in columns
    ]
    with ThreadPoolExecutor() as threads:
        return [shape for shapes in threads.map(job, *batches) for shape in shapes]


def simplify(areas: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Simplify a coverage; shared edges stay shared.

    Parameters
    ----------
    tolerance : float
        Square root, in metres, of the area of the triangles taken away.
    """
    simple = shapely.coverage_simplify(np.asarray(areas.array), tolerance)
    return gpd.GeoSeries(simple, index=areas.index, crs=areas.crs)


def holes(areas: gpd.GeoSeries) -> gpd.GeoSeries:
    """Polygons that a coverage surrounds and does not cover."""
    whole = gpd.GeoSeries([shapely.coverage_union_all(areas.to_numpy())], crs=areas.crs)
    rings = whole.explode().interiors.explode().dropna()
    return gpd.GeoSeries(shapely.polygons(rings.to_numpy()), crs=areas.crs)
