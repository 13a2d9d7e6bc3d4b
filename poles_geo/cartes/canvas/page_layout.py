"""Where a map and its legend lie on a page: beside, below, or the legend over the map.

Over the map, the legend lies on the sea and on neighbours: what the map is about stays clear of
it, and is as large as it can be.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.frame import Box, Frame

PANEL_BELOW, PANEL_RIGHT = 54.0, 64.0
"""Height of the legend under the map, width of the legend beside it, in mm."""
MARGIN = 10.0
TOP = 27.0
"""Height of the title block, in mm."""
BOTTOM = 21.0
"""Height of the sources, in mm."""
BESIDE, BELOW = 4.0, 2.0
"""Between a map and the legend beside it, and below it, in mm."""
EDGE, CLEAR = 1.5, 3.0
"""Between a legend over the map and its edge, and what the map is about, in mm."""
PAD = 2.5
"""Around a legend over the map, in mm."""
COARSE = 400
"""Size of the subject over the detail of its outline kept."""
STEPS = np.linspace(1.0, 0.6, 11)
"""Scales tried, as shares of the one at which the subject fills the map."""
WORTH = 0.95
"""Scale of a map under its legend, over that of the best beside it, from which it is preferred."""
SQUEEZED = 0.75
"""Scale of a map whose legend has all the room that it wants, over that of the usual page, from
which it is preferred."""
ANCHORS = (0.5, 0.35, 0.65, 0.2, 0.8, 0.0, 1.0)
"""Where the subject lies in the map, across and up: centred, then nearer to one side."""
ANCHORED = np.array(list(product(ANCHORS, ANCHORS)))
"""Places of the subject tried, across and up."""
CORNERS = ((1, 0), (1, 1), (0, 0), (0, 1))
"""Corners of the map where the legend is tried, right and top."""
UPRIGHT = 1.2
"""Width over height under which what is shown stands upright."""


@dataclass(frozen=True)
class Layout:
    """A page laid out, in mm.

    Attributes
    ----------
    width, height : float
        Of the page.
    carte, panel : Box
        The map and its legend, from the corner of the page.
    frame : Frame
        What the map shows.
    over : bool
        Whether the legend lies over the map.
    """

    width: float
    height: float
    carte: Box
    panel: Box
    frame: Frame
    over: bool = False


def beside(
    width: float,
    height: float,
    bounds: ArrayLike,
    margin: float,
    *,
    narrow: bool = False,
    panel: float = PANEL_RIGHT,
) -> Layout:
    """Put the legend to the right of the map, which is `narrow` when no wider than its bounds."""
    right = width - MARGIN - panel
    wide, high = right - BESIDE - MARGIN, height - TOP - BOTTOM
    if narrow:
        xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
        wide = min(wide, high * (xmax - xmin) / (ymax - ymin))
    carte = (MARGIN, BOTTOM, MARGIN + wide, BOTTOM + high)
    box = (right, BOTTOM, width - MARGIN, height - TOP)
    return Layout(width, height, carte, box, _framed(bounds, carte, margin))


def below(
    width: float, height: float, bounds: ArrayLike, margin: float, *, band: float = PANEL_BELOW
) -> Layout:
    """Put the legend in a band under the map."""
    carte = (MARGIN, BOTTOM + band + BELOW, width - MARGIN, height - TOP)
    box = (MARGIN, BOTTOM, width - MARGIN, BOTTOM + band)
    return Layout(width, height, carte, box, _framed(bounds, carte, margin))


def made_for(
    legends: Sequence[tuple[float, float]],
    pages: Iterable[tuple[float, float]],
    bounds: ArrayLike,
    margin: float,
) -> Layout | None:
    """Give a legend the panel or the band that holds it; the layout of the largest scale.

    Parameters
    ----------
    legends : sequence of (width, height)
        Boxes that hold the legend, in mm.
    pages : iterable of (width, height)
        Pages that may be used, in mm.
    bounds, margin
        As for :func:`beside`.

    Returns
    -------
    Layout or None
        None when no page holds any of the boxes.
    """
    found = []
    for wide, high in pages:
        inner, tall = wide - 2 * MARGIN, high - TOP - BOTTOM
        for width, height in legends:
            if height <= tall and width < inner / 2:
                panel = max(width, PANEL_RIGHT)
                found.append(beside(wide, high, bounds, margin, panel=panel))
            if width <= inner and height < tall / 2:
                found.append(below(wide, high, bounds, margin, band=max(height, PANEL_BELOW)))
    return min(found, key=lambda layout: layout.frame.metres_per_mm, default=None)


def over(
    pages: Iterable[tuple[float, float]],
    subject: BaseGeometry,
    legends: Sequence[tuple[float, float]],
    margin: float,
) -> Layout | None:
    """Put the legend over the map, where it hides nothing of the subject.

    Parameters
    ----------
    pages : iterable of (width, height)
        Pages that may be used, in mm.
    subject : geometry
        What the map is about, in metres.
    legends : sequence of (width, height)
        Boxes that hold the legend, in mm.
    margin : float
        Share of the map left on every side of the subject.

    Returns
    -------
    Layout or None
        The one at the largest scale; None when no corner holds any of the boxes.
    """
    xmin, ymin, xmax, ymax = subject.bounds
    subject = subject.simplify(max(xmax - xmin, ymax - ymin) / COARSE)
    shapely.prepare(subject)
    best: Layout | None = None
    for page in pages:
        for legend in sorted(legends, key=lambda size: size[0] * size[1]):
            for corner in CORNERS:
                best = _in_corner(*page, subject, legend, margin, corner, best) or best
    return best


def _in_corner(
    width: float,
    height: float,
    subject: BaseGeometry,
    legend: tuple[float, float],
    margin: float,
    corner: tuple[int, int],
    best: Layout | None,
) -> Layout | None:
    """Lay the legend in a corner of the map, if it leaves the subject larger than the best does."""
    wide, high = width - 2 * MARGIN, height - TOP - BOTTOM
    xmin, ymin, xmax, ymax = subject.bounds
    scale = 1 / max((xmax - xmin) / wide, (ymax - ymin) / high) * (1 - 2 * margin)
    legend = (legend[0] + 2 * PAD, legend[1] + 2 * PAD)
    if legend[0] > wide - 2 * EDGE or legend[1] > high - 2 * EDGE:
        return None
    x = wide - EDGE - legend[0] if corner[0] else EDGE
    y = high - EDGE - legend[1] if corner[1] else EDGE
    least = margin * np.array([wide, high])
    for mm in STEPS * scale:
        if best is not None and best.frame.metres_per_mm <= 1 / mm:
            return None
        slack = np.array([wide - mm * (xmax - xmin), high - mm * (ymax - ymin)])
        west, south = ((xmin, ymin) - (least + (slack - 2 * least) * ANCHORED) / mm).T
        hidden = shapely.box(
            west + (x - CLEAR) / mm,
            south + (y - CLEAR) / mm,
            west + (x + legend[0] + CLEAR) / mm,
            south + (y + legend[1] + CLEAR) / mm,
        )
        free = np.flatnonzero(~shapely.intersects(subject, hidden))
        if len(free):
            first = free[0]
            carte = (MARGIN, BOTTOM, MARGIN + wide, BOTTOM + high)
            low = (MARGIN + x + PAD, BOTTOM + y + PAD)
            panel = (*low, low[0] + legend[0] - 2 * PAD, low[1] + legend[1] - 2 * PAD)
            frame = Frame(float(west[first]), float(south[first]), wide, high, float(1 / mm))
            return Layout(width, height, carte, panel, frame, over=True)
    return None


def _framed(bounds: ArrayLike, carte: Box, margin: float) -> Frame:
    left, low, right, high = carte
    return Frame.around(bounds, right - left, high - low, margin)
