"""Names of areas on a map: in italics inside the area, where they touch nothing, or not at all."""

import re
from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import bounds_of, check_areas
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import TextLine, text_extent, write
from poles_geo.cartes.labels.occupation import boxes_of, symbols_on, written_on
from poles_geo.cartes.labels.placing import touches_any
from poles_geo.typography import typeset

APART = (5.0, 1.8)
"""Space, in mm, between the name of an area and any other: sought, then accepted."""
EDGE, FRAME = 0.8, 2.0
"""Space, in mm, between a name and the edge of its area, and that of the frame."""
STEP = 0.5
"""Between two places tried, in mm."""
TRIED = 256
"""Places tried at a time, the most central first."""
LEADING = 0.38
"""Between two lines of a name, in mm for a point of its size."""
BREAK = re.compile(r"(?<=\w\w\w)[ -](?=\w)")
"""Where a name may go on to a second line."""


@dataclass(frozen=True)
class AreaNames(Drawing):
    """Names of areas on a map.

    Attributes
    ----------
    left_out : tuple of str
        Names that fit nowhere, as printed.
    """

    left_out: tuple[str, ...]


def draw_names(
    areas: gpd.GeoSeries | gpd.GeoDataFrame,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> AreaNames:
    """Write the name of each area where it fits inside and touches nothing, in italics.

    One line before two, the size of the text before that of the notes. Names avoid the symbols,
    labels, scale bar and insets that the map already has.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame
        Index: the names; polygons, EPSG:2154.
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style

    Raises
    ------
    TableError
        Another projection.
    ChoiceError
        Axes that are no map.
    """
    shapes = check_areas(areas)
    ax, frame = map_axes(ax, bounds_of(shapes), style)
    taken = np.vstack([boxes_of(symbols_on(ax, frame)), written_on(ax, frame)])
    drawn: list[Artist] = []
    left_out = []
    for name, area in shapes.intersection(frame.polygon).items():
        if area.is_empty:
            continue
        text = typeset(str(name))
        for size, lines in product((style.text, style.note), layouts(text)):
            font = style.font(size, italic=True)
            extents = np.array([text_extent(line, font)[:2] for line in lines])
            height = extents[:, 1].max() + (len(lines) - 1) * size * LEADING
            box = place(area, frame, float(extents[:, 0].max()), float(height), taken)
            if box is not None:
                drawn += _write_lines(ax, frame, style, lines, box, size)
                taken = np.vstack([taken, box])
                break
        else:
            left_out.append(text)
    return AreaNames(ax, tuple(drawn), tuple(left_out))


def layouts(text: str) -> list[list[str]]:
    """Lines on which a name may be set: one, then two of lengths as near as can be."""
    breaks = [match.end() for match in BREAK.finditer(text)]
    if not breaks:
        return [[text]]
    half = min(breaks, key=lambda end: max(end, len(text) - end))
    return [[text], [text[:half].rstrip(), text[half:].lstrip()]]


def place(
    area: BaseGeometry,
    frame: Frame,
    width: float,
    height: float,
    taken: Boxes,
    share: float = 1.0,
) -> Box | None:
    """Find the most central box of a size, in mm, that lies in an area and touches nothing.

    `share`: how much of it the area must hold.
    """
    spots = _centred(area, frame, width, height)
    if not len(spots):
        return None
    around = np.hstack([spots[:, :2].min(axis=0), spots[:, 2:].max(axis=0)])[None]
    near = taken[touches_any(taken, around, max(APART))]
    for space in APART:
        free = spots[~touches_any(spots, near, space)]
        for start in range(0, len(free), TRIED):
            tried = free[start : start + TRIED]
            low, high = frame.to_metres(tried[:, :2] - EDGE), frame.to_metres(tried[:, 2:] + EDGE)
            boxes = shapely.box(*low.T, *high.T)
            if share < 1.0:
                held = shapely.area(shapely.intersection(area, boxes))
                inside = held >= share * shapely.area(boxes)
            else:
                inside = shapely.contains_properly(area, boxes)
            if inside.any():
                left, bottom, right, top = map(float, tried[inside.argmax()])
                return left, bottom, right, top
    return None


def _centred(area: BaseGeometry, frame: Frame, width: float, height: float) -> Boxes:
    """Boxes of a size in the frame whose middle lies in an area, the most central first."""
    circle = shapely.maximum_inscribed_circle(np.array([area]), frame.metres_per_mm)
    centre = frame.to_mm(shapely.get_coordinates(circle)[:1])[0]
    south_west, north_east = frame.to_mm(np.reshape(area.bounds, (2, 2)))
    half = np.array([width, height]) / 2
    low = np.maximum(FRAME, south_west) + half
    high = np.minimum(np.array([frame.width, frame.height]) - FRAME, north_east) - half
    steps = [np.arange(start, stop, STEP) for start, stop in zip(low, high, strict=True)]
    middles = np.stack(np.meshgrid(*steps), axis=-1).reshape(-1, 2)
    shapely.prepare(area)
    middles = middles[shapely.contains_xy(area, frame.to_metres(middles))]
    middles = middles[np.argsort(np.hypot(*(middles - centre).T), kind="stable")]
    return np.hstack([middles - half, middles + half])


def _write_lines(
    ax: Axes, frame: Frame, style: Style, lines: list[str], box: Box, size: float
) -> list[Artist]:
    """Write lines in italics, one under the other, centred in a box in mm."""
    font = style.font(size, italic=True)
    left, low, right, _ = box
    written = []
    for row, line in enumerate(reversed(lines)):
        width = text_extent(line, font)[0]
        corner = ((left + right - width) / 2, low + row * size * LEADING)
        written.append(TextLine(line, corner, font, style.grey))
    return write(ax, frame, style, written, zorder=4)
