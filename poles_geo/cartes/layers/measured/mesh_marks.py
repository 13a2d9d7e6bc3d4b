"""What a schema shows beside links: pôles that hold others, and on whom each one depends."""

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from poles_geo._types import Floats
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import MM, Style
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.canvas.text import LINK

DOT = 1.1
"""Diameter of the dot in a pôle that holds others, in mm."""
HEAD = (1.7, 2.4)
"""Length and width of the head of an arrow, in mm."""
SHAFT, CHEVRON = 1.2, 1.6
"""Widths of an arrow and of the strokes of its head, in points."""


def draw_dots(points: gpd.GeoDataFrame, *, ax: Axes, style: Style) -> None:
    """Draw a dot in the middle of pôles, over their circle."""
    where = points.get_coordinates().to_numpy()
    draw_dots_at(where, ax=ax, style=style, zorder=5.5)


def draw_dots_at(where: Floats, *, ax: Axes, style: Style, zorder: float) -> None:
    """Draw dots at places (n × 2), seen on every rank."""
    ax.scatter(
        where[:, 0], where[:, 1], s=(DOT * MM) ** 2, c=style.halo, edgecolors=style.ink,
        linewidths=style.ring_width, zorder=zorder, clip_on=False,
    )  # fmt: skip


def draw_arrows(
    dependency: pd.DataFrame, points: gpd.GeoDataFrame, *, ax: Axes, style: Style
) -> None:
    """Draw an arrow from each pôle to the one that it depends on, under the circles.

    Parameters
    ----------
    dependency : DataFrame
        code_dominant, as :func:`poles_geo.dependency` gives it; both ends among the points.
    points : GeoDataFrame
        effectif, whose circles hide the ends of the arrows.
    """
    starts, ends = points.loc[dependency.index], points.loc[dependency["code_dominant"]]
    where = [side.get_coordinates().to_numpy() for side in (starts, ends)]
    shafts = LineCollection(
        list(np.stack(where, axis=1)), colors=style.link_colour, linewidths=SHAFT, zorder=4.2,
        gid=LINK,
    )  # fmt: skip
    scale = Frame.of(ax).metres_per_mm
    hidden = [diameters(side["effectif"], style) / 2 * scale for side in (starts, ends)]
    heads = arrow_heads(where[0], where[1], hidden[0], hidden[1], scale)
    strokes = LineCollection(
        list(heads), colors=style.link_colour, linewidths=CHEVRON, capstyle="round",
        joinstyle="round", zorder=4.3,
    )  # fmt: skip
    ax.add_collection(shafts, autolim=False)
    ax.add_collection(strokes, autolim=False)


def arrow_heads(starts: Floats, ends: Floats, near: Floats, far: Floats, scale: float) -> Floats:
    """Give the strokes (n × 3 × 2) of heads, in the middle of what is seen of each arrow.

    Parameters
    ----------
    starts, ends : ndarray
        n × 2, in the units of the axes.
    near, far : ndarray
        n, what circles hide at the start and at the end.
    scale : float
        Units of the axes in a millimetre.
    """
    way = ends - starts
    lengths = np.hypot(way[:, 0], way[:, 1])
    ahead = way / lengths[:, None]
    aside = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    long, wide = HEAD[0] * scale, HEAD[1] * scale
    middle = (near + lengths - far) / 2 + long / 2
    tip = starts + ahead * np.minimum(middle, np.maximum(lengths - far, near))[:, None]
    back, half = tip - ahead * long, aside * wide / 2
    return np.stack([back + half, tip, back - half], axis=1)
