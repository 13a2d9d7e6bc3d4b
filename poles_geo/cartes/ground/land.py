"""Contours that lie under a map, and how areas and lines are drawn."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.edition import embedded as edition
from poles_geo.errors import TableError

DETAIL = 0.15
"""Finest detail drawn, in mm on the page: contours are simplified to it."""

COUNTRY_NAMES = {
    "Algeria": "Algérie",
    "Andorra": "Andorre",
    "Austria": "Autriche",
    "Belgium": "Belgique",
    "Croatia": "Croatie",
    "Czechia": "Tchéquie",
    "Denmark": "Danemark",
    "Germany": "Allemagne",
    "Guernsey": "Guernesey",
    "Hungary": "Hongrie",
    "Ireland": "Irlande",
    "Italy": "Italie",
    "Jersey": "Jersey",
    "Luxembourg": "Luxembourg",
    "Netherlands": "Pays-Bas",
    "Poland": "Pologne",
    "Portugal": "Portugal",
    "Spain": "Espagne",
    "Switzerland": "Suisse",
    "Tunisia": "Tunisie",
    "United Kingdom": "Royaume-Uni",
}

SEAS = {
    "Manche": (-5.0, 48.5, 1.6, 51.0),
    "Mer du Nord": (1.7, 51.0, 6.0, 53.5),
    "Océan Atlantique": (-8.0, 43.3, -1.0, 48.4),
    "Mer Méditerranée": (2.8, 39.0, 10.5, 44.3),
}
"""Seas, and the box of longitudes and latitudes (W, S, E, N) where each is named."""


@dataclass(frozen=True)
class Base:
    """The embedded contours that lie under every map, EPSG:2154, indexed by name.

    The départements are indexed by code and name.
    """

    neighbours: gpd.GeoSeries
    regions: gpd.GeoSeries
    departements: gpd.GeoSeries
    seas: gpd.GeoSeries


@cache
def base() -> Base:
    """Read the embedded contours once."""
    neighbours = edition.load_neighbours().geometry
    regions = edition.load_regions().geometry
    boxes = gpd.GeoSeries(
        [shapely.segmentize(shapely.box(*box), 0.25) for box in SEAS.values()],
        index=list(SEAS),
        crs=4326,
    ).to_crs(2154)
    land = shapely.union_all([*regions.simplify(500), *neighbours.simplify(500)])
    return Base(
        neighbours=neighbours,
        regions=regions,
        departements=edition.load_departements().set_index("nom", append=True).geometry,
        seas=boxes.difference(land.buffer(1_000)),
    )


def bounds_of(areas: gpd.GeoSeries | gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Bounds of geometries in metres; those of metropolitan France where there is none."""
    return np.asarray(areas.total_bounds if len(areas) else base().regions.total_bounds)


def check_areas(areas: gpd.GeoSeries | gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the areas that have a polygon, or say that they are not in Lambert 93.

    Raises
    ------
    TableError
        Another projection.
    """
    shapes = areas.geometry
    if shapes.crs is None or shapes.crs.to_epsg() != 2154:
        raise TableError(
            f"aires : projection attendue EPSG:2154 (Lambert 93), trouvée {shapes.crs} ; "
            "aires.to_crs(2154) la donne."
        )
    return gpd.GeoSeries(shapes[~shapes.isna() & ~shapes.is_empty])


def visible(areas: gpd.GeoSeries, frame: Frame) -> gpd.GeoSeries:
    """Keep the areas that the frame shows."""
    return gpd.GeoSeries(areas[areas.intersects(frame.polygon)])


def at_scale(areas: gpd.GeoSeries, frame: Frame) -> gpd.GeoSeries:
    """Keep the areas that the frame shows, simplified as a coverage to what print can show."""
    shown = visible(areas, frame)
    detail = DETAIL * frame.metres_per_mm
    return gpd.GeoSeries(
        shapely.coverage_simplify(shown.to_numpy(), detail), index=shown.index, crs=areas.crs
    )


def fill(
    ax: Axes, areas: gpd.GeoSeries, colour: str, *, zorder: float, **options: Any
) -> PathPatch:
    """Fill polygons without outline; `options` are those of a patch (gid, hatch)."""
    polygons = shapely.orient_polygons(shapely.get_parts(areas.to_numpy()))
    rings = shapely.get_rings(polygons)
    options = {"edgecolor": "none", **options}
    patch = PathPatch(compound(rings), facecolor=colour, zorder=zorder, **options)
    ax.add_artist(patch)
    return patch


def outline(
    ax: Axes, areas: gpd.GeoSeries, colour: str, width: float, *, zorder: float
) -> list[PathPatch]:
    """Draw each boundary of a coverage once, shared edges included."""
    return [
        draw_line(ax, lines, colour, width, zorder=zorder)
        for lines in edges(areas)
        if not lines.is_empty
    ]


def draw_line(
    ax: Axes, line: BaseGeometry, colour: str, width: float, *, zorder: float
) -> PathPatch:
    """Draw a line, of any number of parts, with rounded joins."""
    parts = shapely.get_parts(line)
    patch = PathPatch(
        compound(parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]),
        facecolor="none",
        edgecolor=colour,
        linewidth=width,
        capstyle="round",
        joinstyle="round",
        zorder=zorder,
    )
    ax.add_artist(patch)
    return patch


def compound(lines: np.ndarray) -> Path:
    """Return one matplotlib path made of many lines or rings."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    first = np.diff(line, prepend=-1) > 0
    return Path(xy.reshape(-1, 2), np.where(first, Path.MOVETO, Path.LINETO))


def edges(areas: gpd.GeoSeries) -> tuple[BaseGeometry, BaseGeometry]:
    """Edges that two areas of a coverage share, and edges that only one has, as lines."""
    rings = shapely.get_rings(shapely.get_parts(areas.to_numpy()))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    point, points = pd.factorize(xy.view(complex)[:, 0])
    start = np.flatnonzero(ring[1:] == ring[:-1])
    low, high = np.sort([point[start], point[start + 1]], axis=0)
    edge, _ = pd.factorize(low * len(points) + high)
    shared = (np.bincount(edge) > 1)[edge]
    once = ~pd.Series(edge).duplicated().to_numpy()
    return _lines(xy, start[once & shared]), _lines(xy, start[once & ~shared])


def _lines(xy: NDArray[np.float64], start: NDArray[np.intp]) -> BaseGeometry:
    """Join the segments that go from points at `start` to the next point, where they follow."""
    last = np.diff(start, append=-1) != 1
    line = np.cumsum(last) - last
    point = np.concatenate([start, start[last] + 1])
    line = np.concatenate([line, line[last]])
    order = np.lexsort([point, line])
    return shapely.MultiLineString(list(shapely.linestrings(xy[point[order]], indices=line[order])))
