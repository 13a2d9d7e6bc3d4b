"""Where a map and its legend lie on a page: beside one another, or one below the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.style import Style

PANEL_BELOW, PANEL_RIGHT = 54.0, 64.0
"""Height of the legend under the map, width of the legend beside it, in mm."""
MARGIN = 10.0
TOP = 24.5
"""Height of the title block with the margin over it, in mm, for a title of the usual size."""
BOTTOM = 22.0
"""Height of the sources, in mm, when it is not known what they say."""
BESIDE, BELOW = 4.0, 2.0
"""Between a map and the legend beside it, and below it, in mm."""
EDGE, CLEAR = 1.5, 3.0
"""Between a legend over the map and its edge, and what the map is about, in mm."""
PAD = 2.5
"""Around a legend over the map, in mm."""
HEAD = 3.0
"""Over a legend beside the map or below it, in mm."""
SQUEEZED = 0.75
"""Scale of a map whose legend has all the room that it wants, over that of the usual page, from
which it is preferred."""
AS_LARGE = 0.85
"""Scale of a map under its legend, over that of the usual page, from which it is preferred."""
UPRIGHT = 1.2
"""Width over height under which what is shown stands upright."""


@dataclass(frozen=True)
class Sheet:
    """A page that may be used, in mm: its size, and the heights of its sources and title."""

    width: float
    height: float
    foot: float = BOTTOM
    head: float = TOP

    @property
    def across(self) -> float:
        """Width between the margins."""
        return self.width - 2 * MARGIN

    @property
    def up(self) -> float:
        """Height between the sources and the title."""
        return self.height - self.head - self.foot

    @property
    def inner(self) -> float:
        """Square millimetres inside the margins."""
        return self.across * (self.height - 2 * MARGIN)

    @property
    def middle(self) -> Box:
        """What is between the margins, the sources and the title."""
        return MARGIN, self.foot, self.width - MARGIN, self.height - self.head


def head_of(style: Style) -> float:
    """Height of the title block of a style, with the margin over it, in mm."""
    return MARGIN + (TOP - MARGIN) * style.head_scale


Arrangement = tuple[tuple[float, float], ...]
"""Widths and heights, in mm, of the boxes set in corners of a map: its legend, whole or in two
parts, then its insets."""


@dataclass(frozen=True)
class Layout:
    """A page laid out, in mm.

    Attributes
    ----------
    sheet : Sheet
        The page.
    carte : Box
        The map, from the corner of the page.
    panels : tuple of Box
        Its legend, in one or two parts; then its insets, when they are set with it, and its
        asides.
    frame : Frame
        What the map shows.
    over : bool
        Whether the legend lies over the map.
    asides : tuple of (int, int)
        Which of the asides that it was given the last panels are for, and at which of its sizes.
    """

    sheet: Sheet
    carte: Box
    panels: tuple[Box, ...]
    frame: Frame
    over: bool = False
    asides: tuple[tuple[int, int], ...] = ()


def beside(
    sheet: Sheet,
    bounds: ArrayLike,
    margin: float,
    *,
    narrow: bool = False,
    panel: float = PANEL_RIGHT,
) -> Layout:
    """Put the legend to the right of the map, which is `narrow` when no wider than its bounds."""
    start, low, end, top = sheet.middle
    right = end - panel
    wide, high = right - BESIDE - start, top - low
    if narrow:
        xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
        wide = min(wide, high * (xmax - xmin) / (ymax - ymin))
    carte = (start, low, start + wide, top)
    box = (right, low, end, top)
    return Layout(sheet, carte, (box,), _framed(bounds, carte, margin))


def below(sheet: Sheet, bounds: ArrayLike, margin: float, *, band: float = PANEL_BELOW) -> Layout:
    """Put the legend in a band under the map."""
    start, low, end, top = sheet.middle
    carte = (start, low + band + BELOW, end, top)
    return Layout(sheet, carte, ((start, low, end, low + band),), _framed(bounds, carte, margin))


def made_for(
    legends: Sequence[tuple[float, float]],
    sheets: Iterable[Sheet],
    bounds: ArrayLike,
    margin: float,
) -> Layout | None:
    """Give a legend the panel or the band that holds it; the layout of the largest scale.

    Parameters
    ----------
    legends : sequence of (width, height)
        Boxes that hold the legend, in mm.
    sheets : iterable of Sheet
        Pages that may be used.
    bounds, margin
        As for :func:`beside`.

    Returns
    -------
    Layout or None
        None when no page holds any of the boxes.
    """
    found = []
    for sheet in sheets:
        for width, bare in legends:
            height = bare + HEAD
            if height <= sheet.up and width < sheet.across / 2:
                panel = max(width, PANEL_RIGHT)
                found.append(beside(sheet, bounds, margin, panel=panel))
            if width <= sheet.across and height < sheet.up / 2:
                found.append(below(sheet, bounds, margin, band=max(height, PANEL_BELOW)))
    return min(found, key=lambda layout: layout.frame.metres_per_mm, default=None)


def _framed(bounds: ArrayLike, carte: Box, margin: float) -> Frame:
    left, low, right, high = carte
    return Frame.around(bounds, right - left, high - low, margin)
