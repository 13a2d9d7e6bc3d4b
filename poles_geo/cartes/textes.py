"""Text on a map: measured on its outlines, so that every machine finds the same size."""

import re
from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.style import MM, Style

HALO, ETIQUETTE, RATIO, LIEN = "halo", "etiquette", "ratio", "lien"
"""`gid` of the artists, which are also identifiers in an SVG; classes of a ratio are numbered."""


class Rappel(Line2D):
    """The leader line of a label."""


@lru_cache(maxsize=4096)
def _outlines(text: str, font: FontProperties) -> TextPath:
    """Outlines of a text, in points, its baseline starting at the origin."""
    return TextPath((0, 0), text, prop=font)


@lru_cache(maxsize=4096)
def extent_of(text: str, font: FontProperties) -> tuple[float, float, float, float]:
    """Width, height, left bearing and descent of a text, in mm, measured on its outlines."""
    outline = _outlines(text, font).cleaned(curves=False)
    drawn = np.isin(np.asarray(outline.codes), (Path.MOVETO, Path.LINETO))
    points = np.asarray(outline.vertices, dtype=float)[drawn] / MM
    (left, low), (right, high) = points.min(axis=0), points.max(axis=0)
    return float(right - left), float(high - low), float(left), float(low)


def wrapped(text: str, font: FontProperties, width: float) -> list[str]:
    """Cut a text between words into lines that a width in mm holds; no-break spaces hold."""
    lines: list[str] = []
    for word in re.findall(r"[^ \t\r\n]+", text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and extent_of(longer, font)[0] <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def write(
    ax: Axes,
    cadre: Cadre,
    style: Style,
    text: str,
    corner: tuple[float, float],
    font: FontProperties,
    colour: str,
    *,
    zorder: float = 8,
) -> list[Artist]:
    """Write a text with its halo; return both.

    The halo is an outline of its own under the text, so that a PDF keeps the text as text; its
    `gid` lets an SVG draw it otherwise.

    Parameters
    ----------
    corner : pair of float
        Lower left corner of the ink, in mm from that of the frame.
    """
    _, _, bearing, descent = extent_of(text, font)
    x, y = cadre.to_metres([(corner[0] - bearing, corner[1] - descent)])[0]
    ground = Affine2D().scale(cadre.metres_par_mm / MM).translate(x, y)
    halo = ax.add_artist(
        PathPatch(
            ground.transform_path(_outlines(text, font)),
            facecolor="none",
            edgecolor=style.halo,
            linewidth=style.largeur_halo,
            joinstyle="round",
            zorder=zorder - 0.5,
            gid=HALO,
        )
    )
    written = ax.text(
        x,
        y,
        text,
        fontproperties=font,
        color=colour,
        zorder=zorder,
        ha="left",
        va="baseline",
        gid=ETIQUETTE,
    )
    return [halo, written]
