"""The axes that a piece of map draws on: those that it is given, or its own.

A map is in metres, a panel (legend, title, sources) in millimetres from its lower left corner.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import ArrayLike

from poles_geo.cartes.canvas.frame import INCH, Frame, box_of, figure_of, size_of
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.style import Style
from poles_geo.errors import ChoiceError

SIDE = 160.0
"""Longer side, in mm, of the axes that a map makes when it is given none."""
HEAD, FOOT = 20.0, 16.0
"""Room above and under them, in mm, for a title and sources."""
EDGE = 4.0
"""Room on their sides, and around a panel, in mm."""
SMALLEST_EXTENT = 40_000.0
"""Least ground, in metres, that a map frames around its data."""
UNIT = (0.0, 1.0)
"""Limits of axes that nothing has framed yet."""


@dataclass(frozen=True)
class Drawing:
    """What a piece drew.

    Attributes
    ----------
    axes : Axes
        Where.
    artists : tuple of Artist
        In the order of drawing.
    """

    axes: Axes
    artists: tuple[Artist, ...]


def map_axes(ax: Axes | None, bounds: ArrayLike, style: Style) -> tuple[Axes, Frame]:
    """Give the axes of a map and their frame.

    Parameters
    ----------
    ax : Axes, optional
        In metres. Where nothing has framed them yet (limits of 0 and 1), they are framed around
        `bounds`; their scale becomes the same in both directions. None: new axes.
    bounds : xmin, ymin, xmax, ymax
        What the piece draws, in metres.
    """
    if ax is None:
        ax = _new_axes(bounds)
        dress(ax, style)
    elif not is_framed(ax):
        ax.set_aspect("auto")
        set_frame(ax, Frame.around(_widened(bounds), *size_of(ax)))
        dress(ax, style)
    ax.set_aspect("equal")
    return ax, Frame.of(ax)


def is_framed(ax: Axes) -> bool:
    """Tell whether axes have limits of their own."""
    return (ax.get_xlim(), ax.get_ylim()) != (UNIT, UNIT)


def is_panel(ax: Axes) -> bool:
    """Tell whether axes are in millimetres from their corner."""
    wide, high = size_of(ax)
    return np.allclose([*ax.get_xlim(), *ax.get_ylim()], [0, wide, 0, high])


def set_frame(ax: Axes, frame: Frame) -> None:
    """Make axes show a frame."""
    west, south, east, north = frame.bounds
    ax.set(xlim=(west, east), ylim=(south, north), aspect="equal")


def dress(ax: Axes, style: Style) -> None:
    """Take the ticks off a map, and lighten its outline."""
    ax.set(xticks=[], yticks=[])
    tell(ax, style=style)
    for side in ax.spines.values():
        side.set(color=style.grey, linewidth=0.5, zorder=10)


def _new_axes(bounds: ArrayLike) -> Axes:
    """Make a figure for a map, its axes as long and as wide as what they show."""
    xmin, ymin, xmax, ymax = bounds = _widened(bounds)
    scale = SIDE / max(xmax - xmin, ymax - ymin)
    width, height = (xmax - xmin) * scale, (ymax - ymin) * scale
    ax = _figure(
        (width + 2 * EDGE, FOOT + height + HEAD),
        (EDGE, FOOT, width, height),
    )
    set_frame(ax, Frame.around(bounds, width, height))
    return ax


def _widened(bounds: ArrayLike) -> tuple[float, float, float, float]:
    """Frame no less than :data:`SMALLEST_EXTENT`: a point has no extent."""
    xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
    half = np.maximum([xmax - xmin, ymax - ymin], SMALLEST_EXTENT) / 2
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    return float(x - half[0]), float(y - half[1]), float(x + half[0]), float(y + half[1])


def _figure(size: tuple[float, float], box: tuple[float, float, float, float]) -> Axes:
    """Make a figure that a notebook shows, and axes on it; all in mm (`box`: x, y, w, h)."""
    from matplotlib import pyplot as plt

    return add_axes(plt.figure(figsize=(size[0] / INCH, size[1] / INCH)), *box)


def add_axes(figure: Figure, x: float, y: float, width: float, height: float) -> Axes:
    """Add axes to a figure; all in mm, from its lower left corner."""
    wide, high = figure.get_size_inches() * INCH
    return figure.add_axes((x / wide, y / high, width / wide, height / high))


def panel_axes(ax: Axes | None, width: float, height: float) -> tuple[Axes, float, float]:
    """Give the axes of a panel, in mm and without frame, with their width and height.

    Parameters
    ----------
    ax : Axes, optional
        Empty axes, or a panel already. None: new axes of this size, in mm.

    Raises
    ------
    ChoiceError
        Axes that show a map.
    """
    if ax is None:
        ax = _figure((width + 2 * EDGE, height + 2 * EDGE), (EDGE, EDGE, width, height))
    elif is_framed(ax) and not is_panel(ax):
        raise ChoiceError(
            "légende : des axes à elle sont attendus, ceux-ci montrent une carte ; "
            "ax.inset_axes((0.7, 0, 0.3, 0.5)) ou fig.add_axes(...) en font."
        )
    ax.set_aspect("auto")
    width, height = size_of(ax)
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    return ax, width, height


def write_beside(ax: Axes, x: float, y: float, text: str, **options: Any) -> Text:
    """Write on the page, `x` and `y` in mm from the lower left corner of axes."""
    figure = figure_of(ax)
    left, low, _, _ = box_of(ax)
    wide, high = figure.get_size_inches() * INCH
    return figure.text((left + x) / wide, (low + y) / high, text, parse_math=False, **options)
