"""Coverages: polygons that share their edges exactly, without gap or overlap.

Union and simplification of a coverage are fast and keep it one; on polygons that are not quite a
coverage they are silently wrong, so contours from outside pass here first.
"""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from poles_geo.errors import TableError
from poles_geo.typographie import accorde

GAP_WIDTH = 1.0
"""Metres: a gap between two polygons that is narrower is a drawing error."""
CHANGE = 0.01
"""Share of its area that the repair may change in a polygon."""
CHANGE_M2 = 10_000.0
"""Area, in m², that the repair may change in any polygon, however small."""

Polygons = NDArray[np.object_]


@dataclass(frozen=True)
class Couverture:
    """Polygons that make a coverage, and what had to be repaired.

    Attributes
    ----------
    areas : GeoSeries
        The polygons, same index as given.
    reparees : list
        Index of the polygons that the repair changed.
    """

    areas: gpd.GeoSeries
    reparees: list[object] = field(default_factory=list)


def repair(areas: gpd.GeoSeries) -> Couverture:
    """Check that polygons are a coverage, and repair them when they are not.

    Only the polygons at fault and those that touch them are redrawn.

    Parameters
    ----------
    areas : GeoSeries
        Polygons in metres, index unique.

    Raises
    ------
    TableError
        When the repair would change a polygon by more than 1 % and 1 ha, or would not do: what
        is given overlaps itself or has holes that no repair can guess.
    """
    given = np.asarray(areas.array)
    polygons = given.copy()
    invalid = ~shapely.is_valid(polygons)
    polygons[invalid] = shapely.make_valid(polygons[invalid], method="structure")
    polygons = _cleaned(polygons)
    if not shapely.coverage_is_valid(polygons):
        polygons = shapely.coverage_clean(  # type: ignore[attr-defined]
            polygons, gap_width=GAP_WIDTH
        )
    before = np.asarray(shapely.area(given))
    moved = np.abs(np.asarray(shapely.area(polygons)) - before)
    wrong = (moved > CHANGE * before) & (moved > CHANGE_M2)
    if wrong.any() or not shapely.coverage_is_valid(polygons):
        names = ", ".join(str(name) for name in areas.index[wrong][:10])
        raise TableError(
            f"contours : {accorde(int(wrong.sum()), 'polygone')} en recouvrent d'autres ou sont "
            f"troués au-delà de ce qui se répare ({names}) ; un découpage sans recouvrement est "
            "attendu : une ligne par commune, toutes de la même source et de la même année."
        )
    changed = invalid | ~np.asarray(shapely.equals_exact(polygons, given))
    return Couverture(
        gpd.GeoSeries(polygons, index=areas.index, crs=areas.crs), areas.index[changed].tolist()
    )


def _cleaned(polygons: Polygons) -> Polygons:
    """Redraw the polygons whose edges do not match, with their neighbours."""
    edges = shapely.coverage_invalid_edges(polygons, gap_width=GAP_WIDTH)
    faulty = np.flatnonzero(~shapely.is_empty(edges))
    if not len(faulty):
        return polygons
    touching = shapely.STRtree(polygons).query(polygons[faulty], predicate="intersects")[1]
    around = np.union1d(faulty, touching)
    cleaned = polygons.copy()
    cleaned[around] = shapely.coverage_clean(  # type: ignore[attr-defined]
        polygons[around], gap_width=GAP_WIDTH
    )
    return cleaned


def dissolve(areas: gpd.GeoSeries, groups: NDArray[np.object_]) -> gpd.GeoSeries:
    """Union the polygons of a coverage by group.

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
    order = np.argsort(groups, kind="stable")
    names, first = np.unique(groups[order], return_index=True)
    pieces = np.split(np.asarray(areas.array)[order], first[1:])
    unions = [shapely.coverage_union_all(piece) for piece in pieces]
    return gpd.GeoSeries(unions, index=names, crs=areas.crs)


def simplify(areas: gpd.GeoSeries, tolerance: float) -> gpd.GeoSeries:
    """Simplify a coverage; shared edges stay shared.

    Parameters
    ----------
    tolerance : float
        Square root, in metres, of the area of the triangles taken away.
    """
    simple = shapely.coverage_simplify(np.asarray(areas.array), tolerance)
    return gpd.GeoSeries(simple, index=areas.index, crs=areas.crs)
