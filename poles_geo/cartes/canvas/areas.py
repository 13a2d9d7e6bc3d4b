"""Areas and lines in metres, drawn on axes: fills, outlines, shared boundaries once."""

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
from poles_geo.coded import note_index
from poles_geo.codes import are_in
from poles_geo.errors import Faults, TableError
from poles_geo.projections import LEGAL_PROJECTIONS

DETAIL = 0.15
"""Finest detail drawn, in mm on the page: contours are simplified to it."""
FILLS = 2.4
"""Order of the fills of areas, over the land and under every limit."""
METROPOLE = (99_000.0, 6_046_000.0, 1_243_000.0, 7_111_000.0)
"""Bounds of metropolitan France (W, S, E, N), in metres of Lambert 93."""


def projection_fault(shapes: gpd.GeoSeries | gpd.GeoDataFrame) -> str:
    """Say that geometries are in no legal projection; nothing when they are."""
    if isinstance(shapes, gpd.GeoDataFrame) and shapes.active_geometry_name is None:
        return 'aucune géométrie : table.set_geometry("…") dit quelle colonne en est une'
    if shapes.crs is not None and shapes.crs.to_epsg() in LEGAL_PROJECTIONS:
        return ""
    return f"projection attendue : EPSG:2154 (Lambert 93) ; trouvée : {shapes.crs}"


def check_areas(
    areas: gpd.GeoSeries | gpd.GeoDataFrame,
    name: str = "areas",
    remedy: str = "aires.to_crs(2154) la donne",
) -> gpd.GeoSeries:
    """Return the areas that have a polygon, or say what is wrong with the others.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame
    name, remedy : str
        Of the argument, and what gives it the right projection, for the message.

    Raises
    ------
    TableError
        No geometry, another projection, other shapes than polygons, places that are no number.
    """
    if fault := projection_fault(areas):
        raise TableError(f"{name} : {fault} ; {remedy}.")
    shapes = gpd.GeoSeries(areas.geometry[~areas.geometry.isna() & ~areas.geometry.is_empty])
    faults = Faults(name)
    note_index(faults, shapes.index, "code", as_texts=False)
    other = ~shapes.geom_type.isin(("Polygon", "MultiPolygon")).to_numpy()
    endless = ~np.isfinite(shapes.bounds.to_numpy()).all(axis=1)
    for message, wrong in {
        "un polygone est attendu": other,
        "coordonnées qui ne sont pas des nombres": endless,
    }.items():
        if wrong.any():
            faults.add(message, shapes.index[wrong])
    faults.raise_if_any(TableError)
    return shapes


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


def fill_areas(
    ax: Axes, areas: gpd.GeoSeries, colour: str, *, zorder: float, **options: Any
) -> PathPatch:
    """Fill polygons without outline; `options` are those of a patch (gid, hatch)."""
    polygons = shapely.orient_polygons(shapely.get_parts(areas.to_numpy()))
    rings = shapely.get_rings(polygons)
    options = {"edgecolor": "none", **options}
    patch = PathPatch(compound(rings), facecolor=colour, zorder=zorder, **options)
    ax.add_artist(patch)
    return patch


def fill_some(
    ax: Axes, areas: gpd.GeoSeries, codes: pd.Index, colour: str, **options: Any
) -> PathPatch:
    """Fill those of the areas that have some codes, without repeats, over the land of a map."""
    members = gpd.GeoSeries(areas[are_in(areas.index, codes)])
    return fill_areas(ax, members, colour, zorder=FILLS, **options)


def outline_areas(
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
    return (
        shapely.MultiLineString()
        if not len(order)
        else shapely.multilinestrings(shapely.linestrings(xy[point[order]], indices=line[order]))
    )


def bounds_of(areas: gpd.GeoSeries | gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Bounds of geometries in metres; those of metropolitan France where there is none."""
    return np.asarray(areas.total_bounds if len(areas) else METROPOLE)
