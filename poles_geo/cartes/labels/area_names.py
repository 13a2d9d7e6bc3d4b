"""Names of areas on a map: in italics inside the area, where they touch nothing, or not at all."""

import re
from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import bounds_of, check_areas
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import TextLine, text_extent, write
from poles_geo.cartes.labels.occupation import boxes_of, symbols_on, written_on
from poles_geo.cartes.labels.rooms import Room
from poles_geo.typography import typeset

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
        text, room = typeset(str(name)), Room(area, frame)
        for size, lines in product((style.text, style.note), layouts(text)):
            font = style.font(size, italic=True)
            extents = np.array([text_extent(line, font)[:2] for line in lines])
            height = extents[:, 1].max() + (len(lines) - 1) * size * LEADING
            box = room.place(float(extents[:, 0].max()), float(height), taken)
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
