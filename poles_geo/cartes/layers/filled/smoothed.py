"""A smoothed surface: the potential of a stock or of a ratio, in classes, over the land.

contourpy, which matplotlib draws contours with, finds them: tried on 1.3.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from contourpy import FillType, LineType, contour_generator
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import at_scale, draw_line, fill_areas
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import KIND, RATIO
from poles_geo.cartes.layers.filled.classes import Classes, classify_ratio
from poles_geo.cartes.layers.filled.ramps import class_colours, palette_of, without_hue
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.errors import TableError


@dataclass(frozen=True)
class Smoothed:
    """A surface in classes.

    Attributes
    ----------
    x, y : array
        Of the columns and the rows of cells, in metres.
    heights : array (rows × columns)
        Missing where a ratio has no denominator.
    area : polygon
        What is shown of it.
    classes : Classes
        Of the cells in the area.
    palette : str
    crs : int
        EPSG code.
    gaps : bool
        Some of the area has no value.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    heights: NDArray[np.float64]
    area: BaseGeometry
    classes: Classes
    palette: str
    crs: int
    gaps: bool


def class_grid(
    grid: pd.DataFrame,
    area: BaseGeometry,
    *,
    method: str | Sequence[float],
    classes: int | None,
    palette: str | None,
) -> Smoothed:
    """Class the cells of a grid that an area holds.

    Parameters
    ----------
    grid : DataFrame
        As :func:`poles_geo.potential` gives it.
    area : polygon
    method, classes, palette
        As for :func:`poles_geo.map_ratio`.

    Raises
    ------
    TableError
        No cell in the area, or none with a value.
    """
    values = grid["ratio" if "ratio" in grid else "potentiel"].to_numpy(dtype=np.float64)
    x, y = (np.unique(grid[side].to_numpy(dtype=np.float64)) for side in ("x", "y"))
    shapely.prepare(area)
    inside = shapely.contains_xy(area, grid["x"].to_numpy(), grid["y"].to_numpy())
    finite = np.isfinite(values)
    known = values[inside & finite]
    if not len(known):
        raise TableError(
            "potentiel : aucune maille de la grille n'est dans la zone avec une valeur ; prendre "
            "un pas plus petit, ou vérifier la zone."
        )
    found = classify_ratio(known, method, classes)
    return Smoothed(
        x,
        y,
        values.reshape(len(y), len(x)),
        area,
        found,
        palette_of(palette, found),
        int(grid.attrs["epsg"]),
        bool((inside & ~finite).any()),
    )


def draw_smoothed(smoothed: Smoothed, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Fill a surface by class, a white line between two, hatched where it has no value.

    Parameters
    ----------
    smoothed : Smoothed
        As :func:`class_grid` gives it.
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the area.
    style : Style
    """
    ax, frame = map_axes(ax, smoothed.area.bounds, style)
    shown = at_scale(gpd.GeoSeries([smoothed.area], crs=smoothed.crs), frame)
    area = shown.union_all()
    shapely.prepare(area)
    kind = RATIO if without_hue(style) or smoothed.classes.centre is None else KIND
    drawn: list[Artist] = []
    if smoothed.gaps:
        drawn.append(fill_areas(ax, shown, style.land, zorder=2.3, **hatched(style)))
    ramp = class_colours(smoothed.classes, smoothed.palette, style)
    for k, (colour, part) in enumerate(zip(ramp, _parts(smoothed), strict=True)):
        held = gpd.GeoSeries([shapely.intersection(part, area)], crs=smoothed.crs)
        drawn.append(fill_areas(ax, held, colour, zorder=2.4, gid=f"{kind}-{k}"))
    lines = shapely.intersection(_isolines(smoothed), area)
    drawn.append(draw_line(ax, lines, style.halo, style.bassin_width, zorder=2.9))
    return Drawing(ax, tuple(drawn))


def _parts(smoothed: Smoothed) -> list[BaseGeometry]:
    """Polygon of each class, the lowest first."""
    found = contour_generator(
        smoothed.x, smoothed.y, np.ma.masked_invalid(smoothed.heights),
        fill_type=FillType.OuterOffset,
    )  # fmt: skip
    levels = [-np.inf, *smoothed.classes.bounds, np.inf]
    parts = []
    for low, high in pairwise(levels):
        points, offsets, *_ = found.filled(low, high)
        polygons = []
        for xy, cuts in zip(points, offsets, strict=True):
            outer, *holes = np.split(np.asarray(xy), np.asarray(cuts)[1:-1])
            polygons.append(shapely.Polygon(outer, holes))
        parts.append(shapely.union_all(shapely.make_valid(np.array(polygons, dtype=object))))
    return parts


def _isolines(smoothed: Smoothed) -> BaseGeometry:
    """Lines between the classes."""
    found = contour_generator(
        smoothed.x, smoothed.y, np.ma.masked_invalid(smoothed.heights),
        line_type=LineType.Separate,
    )  # fmt: skip
    lines = [
        shapely.LineString(np.asarray(xy))
        for bound in smoothed.classes.bounds
        for xy in found.lines(bound)
    ]
    return shapely.MultiLineString(lines)
