"""Insets: a part of the map drawn larger, or ground from elsewhere, in a frame of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from poles_geo.cartes.canvas.axes import Drawing, add_axes, dress, map_axes, set_frame
from poles_geo.cartes.canvas.frame import Box, Boxes, Frame, box_of, figure_of
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import TextLine, text_extent, write
from poles_geo.doors import check_fields
from poles_geo.typography import typeset

FOOTPRINT_WIDTH = 0.5
"""Width, in points, of the outline on the map of what an inset shows."""
SMALL = 30.0
"""Width, in mm, of an outline that has its letter beside it, not inside, when it may."""
AIR = 0.8
"""Between an outline and its letter, in mm."""
STEP = 0.5
"""Between the places tried for what an inset shows, in mm."""
CLEAR = 0.4
"""Between a circle and the frame of an inset, in mm."""


@dataclass(frozen=True)
class Inset:
    """An inset_axes.

    Attributes
    ----------
    letter : str
        Ties the inset to its outline on the map; empty: no outline, what it shows is
        elsewhere.
    title : str
        Written in its upper left corner, after the letter; none when empty.
    footprint : four floats
        xmin, ymin, xmax, ymax of what it shows, in metres of any projection.
    box : tuple of float
        xmin, ymin, xmax, ymax on the map, in mm from its lower left corner.
    """

    letter: str
    title: str
    footprint: Sequence[float]
    box: Box

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def frame(self) -> Frame:
        """The frame of the inset_axes."""
        left, low, right, high = self.box
        return Frame.around(self.footprint, right - left, high - low, margin=0.03)


def cutting_none(inset: Inset, points: NDArray[np.float64], radii: NDArray[np.float64]) -> Inset:
    """Move what an inset shows, as little as it takes, so that its frame cuts no circle.

    Those whose centre it does not show are not drawn. What it was to show stays in it; where that
    leaves no such place, it is as it was.

    Parameters
    ----------
    inset : Inset
    points : array (n, 2)
        Centres of the circles, in metres.
    radii : array (n,)
        Their radii, in mm.
    """
    frame, (west, south, east, north) = inset.frame, inset.footprint
    spare = np.array([frame.width, frame.height])
    spare -= np.array([east - west, north - south]) / frame.metres_per_mm
    across, up = (np.arange(int(side / 2 / STEP) + 1) * STEP for side in spare)
    shifts = np.array([*product((*-across[:0:-1], *across), (*-up[:0:-1], *up))])
    shifts = shifts[np.argsort(np.hypot(*shifts.T), kind="stable")]
    where = frame.to_mm(points) - shifts[:, None]
    depth = np.minimum(where, [frame.width, frame.height] - where).min(axis=2)
    whole = ((depth < 0) | (depth >= radii + CLEAR)).all(axis=1)
    x, y = shifts[int(whole.argmax())] * frame.metres_per_mm
    return replace(inset, footprint=(west + x, south + y, east + x, north + y))


def outline_stroke(style: Style) -> Stroke:
    """Outline on the map of what an inset shows, for the legend."""
    return Stroke("Étendue d'un encart", style.ink, FOOTPRINT_WIDTH, fill="none")


def draw_inset(
    inset: Inset,
    *,
    taken: Boxes | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Make the axes of an inset on a map, and outline on the map what it shows.

    What the inset shows is for the other pieces to draw, on its axes. Labels and names that come
    after it on the map keep clear of it.

    Parameters
    ----------
    inset : Inset
    taken : array (n × 4), optional
        Boxes that the letter avoids where it can, in mm from the lower left corner of the map.
    ax : Axes, optional
        The map that holds the inset, in metres. By default, the inset is a map of its own,
        framed around its extent, without box or outline.
    style : Style

    Returns
    -------
    Drawing
        `axes` are those of the inset; the artists, its title, then on the map the outline and
        its letter.

    Raises
    ------
    ChoiceError
        Axes that are no map.
    """
    if ax is None:
        inset_axes, frame = map_axes(None, inset.footprint, style)
        return Drawing(inset_axes, tuple(_draw_title(inset_axes, frame, inset, style)))
    ax, host = map_axes(ax, inset.footprint, style)
    frame = inset.frame
    x, y, _, _ = box_of(ax)
    left, low, right, high = inset.box
    inset_axes = add_axes(figure_of(ax), x + left, y + low, right - left, high - low)
    set_frame(inset_axes, frame)
    dress(inset_axes, style)
    drawn = _draw_title(inset_axes, frame, inset, style)
    if inset.letter:
        west, south, east, north = frame.bounds
        outline = Rectangle(
            (west, south),
            east - west,
            north - south,
            facecolor="none",
            edgecolor=style.ink,
            linewidth=FOOTPRINT_WIDTH,
            zorder=4.8,
        )
        corners = host.to_mm([(west, south), (east, north)]).ravel().tolist()
        font = style.font(style.note + 0.5, bold=True)
        sign = _place_letter(corners, text_extent(inset.letter, font)[:2], taken)
        drawn += [
            ax.add_artist(outline),
            *write(ax, host, style, [TextLine(inset.letter, sign, font, style.ink)]),
        ]
    return Drawing(inset_axes, tuple(drawn))


def _place_letter(
    outline: Sequence[float], size: tuple[float, float], taken: Boxes | None
) -> tuple[float, float]:
    """Lower left corner of the letter of an outline, in mm: the first place that is free."""
    left, low, right, top = outline
    wide, high = size
    under = top - 3.0
    inside, beside = (left + AIR, under), (left - AIR - wide, under)
    tried = [
        *((inside, beside) if right - left > SMALL else (beside, inside)),
        (right + AIR, under),
        (left, top + AIR),
        (left, low - AIR - high),
    ]
    if taken is None:
        return tried[0]
    x, y = np.array(tried).T[..., None]
    x0, y0, x1, y1 = np.asarray(taken, dtype=float).reshape(-1, 4).T
    free = ~((x < x1) & (x + wide > x0) & (y < y1) & (y + high > y0)).any(axis=1)
    return tried[int(free.argmax())]


def _draw_title(ax: Axes, frame: Frame, inset: Inset, style: Style) -> list[Artist]:
    title = typeset(". ".join(filter(None, (inset.letter, inset.title))))
    if not title:
        return []
    font = style.font(style.note + 0.5, bold=True)
    corner = (1.5, frame.height - 1.5 - text_extent(title, font)[1])
    return write(ax, frame, style, [TextLine(title, corner, font, style.ink)])
