"""What axes already show, in millimetres from their corner: what a text had better not hide.

Read from the artists themselves, so that pieces drawn one after the other make room for one
another, and for what the caller drew.
"""

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, LineCollection, PathCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch
from matplotlib_scalebar.scalebar import ScaleBar
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Box, Boxes, Frame, box_of, figure_of
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.style import MM
from poles_geo.cartes.canvas.symbols import circles_seen
from poles_geo.cartes.canvas.text import HALO, LABEL, LINK, LeaderMark, text_extent

Symbols = NDArray[np.float64]
"""Symbols in mm, n × 3: x, y, diameter."""
SCALE_BAR, TIGHT_SCALE_BAR = (7.0, 9.0), (3.4, 5.8)
"""What a scale bar takes, in mm, and in a narrow frame: beyond its length, and in height."""
DIGITS_WIDTH = 5.7
"""Length, in mm, under which a bar is narrower than its label, which then sets the width."""
NARROW = 30.0
"""Width, in mm, under which a frame is narrow."""

SLIDES = tuple(np.linspace(0.1, 0.9, 9).tolist())
"""Places of a scale bar along an edge, as shares of what it leaves of it."""
CORNERS = {
    1: "upper right", 2: "upper left", 3: "lower left", 4: "lower right",
    8: "lower center", 9: "upper center",
}  # fmt: skip
"""Corners and middles of edges by their code in matplotlib."""
HEAVY = 1.0
"""Width, in points, from which a line makes a name hard to read."""
ACCURACY = 6
"""Decimals kept of a millimetre: what was set at a round place is found there."""


def symbols_on(ax: Axes, frame: Frame) -> Symbols:
    """Circles and other point symbols of a map, without the rings under them."""
    found = [np.empty((0, 3))]
    for item in ax.collections:
        if isinstance(item, EllipseCollection):
            outlines = np.asarray(item.get_linewidth(), dtype=np.float64)
            sizes = (np.asarray(item.get_widths(), dtype=np.float64) + outlines) / MM
        elif isinstance(item, PathCollection):
            sizes = np.sqrt(item.get_sizes()) / MM
        else:
            continue
        offsets = np.asarray(item.get_offsets(), dtype=float).reshape(-1, 2)
        placed = np.column_stack([frame.to_mm(offsets), np.resize(sizes, len(offsets))])
        found.append(placed[circles_seen(item, offsets)])
    return np.vstack(found)


def boxes_of(symbols: Symbols) -> Boxes:
    """Boxes around symbols."""
    half = symbols[:, 2:] / 2
    return np.hstack([symbols[:, :2] - half, symbols[:, :2] + half])


def written_on(ax: Axes, frame: Frame) -> Boxes:
    """Boxes of the labels, the names and the scale bars of a map, and of the insets on it."""
    found = _scale_boxes(ax, frame)
    for text in ax.texts:
        if text.get_gid() == LABEL:
            wide, high, bearing, descent = text_extent(text.get_text(), text.get_fontproperties())
            x, y = frame.to_mm([text.get_position()])[0] + (bearing, descent)
            found.append((x, y, x + wide, y + high))
    left, low, right, high = box_of(ax)
    for other in _above(ax):
        around = told(other, "around") or 0.0
        box = np.array(box_of(other)) + np.array([-around, -around, around, around])
        if box[0] < right and box[2] > left and box[1] < high and box[3] > low:
            found.append((box[0] - left, box[1] - low, box[2] - left, box[3] - low))
    return np.round(np.array(found, dtype=float).reshape(-1, 4), ACCURACY)


def _above(ax: Axes) -> list[Axes]:
    """Axes drawn over some axes: those added to them, and those of the figure that follow."""
    every = figure_of(ax).axes
    after = every[every.index(ax) + 1 :] if ax in every else []
    children = [child for child in ax.child_axes if isinstance(child, Axes)]
    return [other for other in (*after, *children) if other.get_visible()]


def leaders_on(ax: Axes, frame: Frame) -> list[shapely.LineString]:
    """Leader lines of the labels of a map."""
    lines = [item for item in ax.lines if isinstance(item, LeaderMark)]
    return [shapely.LineString(frame.to_mm(line.get_xydata())) for line in lines]


def links_on(ax: Axes, frame: Frame) -> list[shapely.LineString]:
    """Links between the symbols of a map."""
    links = [item for item in ax.collections if item.get_gid() == LINK]
    return [
        shapely.LineString(frame.to_mm(segment))
        for item in links
        if isinstance(item, LineCollection)
        for segment in item.get_segments()
    ]


def outlines_on(ax: Axes, frame: Frame) -> list[shapely.LineString]:
    """Heavy lines of a map: the limits of its zone, a perimeter."""
    heavy = [
        item.get_path()
        for item in ax.patches
        if isinstance(item, PathPatch)
        if item.get_linewidth() >= HEAVY and item.get_gid() != HALO
        if to_rgba(item.get_facecolor())[3] == 0
    ]
    return [
        shapely.LineString(line)
        for path in heavy
        for line in np.split(frame.to_mm(path.vertices), np.flatnonzero(path.codes == path.MOVETO))
        if len(line) > 1
    ]


def corners(frame: Frame, length: float) -> dict[str, Box]:
    """Boxes where a scale bar of a length in metres may lie, the preferred first."""
    wide, high = _bar_size(frame, length)
    right, top = frame.width - wide, frame.height - high
    middle = right / 2
    return {
        "lower right": (right, 0, right + wide, high),
        "lower left": (0, 0, wide, high),
        "upper right": (right, top, right + wide, top + high),
        "upper left": (0, top, wide, top + high),
        "lower center": (middle, 0, middle + wide, high),
        "upper center": (middle, top, middle + wide, top + high),
    }


def along_edges(frame: Frame, length: float) -> list[Box]:
    """Other boxes where it may lie, along the edges of the map."""
    wide, high = _bar_size(frame, length)
    right, top = frame.width - wide, frame.height - high
    places = [(x * right, y) for x in SLIDES for y in (0.0, top)]
    places += [(x, y * top) for y in SLIDES for x in (right, 0.0)]
    return [(x, y, x + wide, y + high) for x, y in places]


def _bar_size(frame: Frame, length: float) -> tuple[float, float]:
    """Width and height, in mm, of a scale bar and its air."""
    beyond, high = SCALE_BAR if frame.width >= NARROW else TIGHT_SCALE_BAR
    return max(length / frame.metres_per_mm, DIGITS_WIDTH) + beyond, high


def _scale_boxes(ax: Axes, frame: Frame) -> list[Box]:
    """Boxes of the scale bars that :func:`poles_geo.cartes.draw_scale` drew."""
    return [
        told(bar, "box") or corners(frame, 1000 * bar.fixed_value)[CORNERS[bar.location]]
        for bar in ax.artists
        if isinstance(bar, ScaleBar) and bar.fixed_units == "km" and bar.location in CORNERS
    ]
