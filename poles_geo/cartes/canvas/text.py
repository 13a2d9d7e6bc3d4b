"""Text on a map: measured on its outlines, so that every machine finds the same size."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
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

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import MM, Style
from poles_geo.cartes.canvas.typeface import silent

HALO, LABEL, RATIO, KIND, LINK = "halo", "etiquette", "ratio", "classe", "lien"
"""`gid` of the artists, also identifiers in an SVG; those of classes are numbered."""


class LeaderMark(Line2D):
    """The leader line of a label."""


@lru_cache(maxsize=4096)
def _outlines(text: str, font: FontProperties) -> TextPath:
    """Outlines of a text as written, in points, its baseline starting at the origin."""
    with silent():
        return TextPath((0, 0), text.replace("$", r"\$"), prop=font)


@lru_cache(maxsize=4096)
def text_extent(text: str, font: FontProperties) -> tuple[float, float, float, float]:
    """Width, height, left bearing and descent of a text, in mm, measured on its outlines.

    All are 0 for a text without ink.
    """
    if not text.strip():
        return 0.0, 0.0, 0.0, 0.0
    outline = _outlines(text, font).cleaned(curves=False)
    drawn = np.isin(np.asarray(outline.codes), (Path.MOVETO, Path.LINETO))
    points = np.asarray(outline.vertices, dtype=float)[drawn] / MM
    (left, low), (right, high) = points.min(axis=0), points.max(axis=0)
    return float(right - left), float(high - low), float(left), float(low)


def wrapped(text: str, font: FontProperties, width: float) -> list[str]:
    """Cut a text between words into lines that a width in mm holds; no-break spaces hold."""
    return list(_cut(text, font, width))


@lru_cache(maxsize=4096)
def _cut(text: str, font: FontProperties, width: float) -> tuple[str, ...]:
    lines: list[str] = []
    for word in re.findall(r"[^ \t\r\n]+", text):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_extent(longer, font)[0] <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


@dataclass(frozen=True)
class TextLine:
    """A line of text: lower left corner of its ink in mm from that of the frame, font, colour."""

    text: str
    coin: tuple[float, float]
    font: FontProperties
    colour: str


def write(
    ax: Axes,
    frame: Frame,
    style: Style,
    lines: Sequence[TextLine],
    *,
    zorder: float = 8,
    halo: str = "",
) -> list[Artist]:
    """Write lines of text over one halo for all; return the halo, then the texts.

    `halo`: its colour, that of the style by default.

    The halo is an outline of its own under the texts, so that a PDF keeps them as text; its `gid`
    lets an SVG draw it otherwise.
    """
    if not lines:
        return []
    corners = np.array([line.coin for line in lines])
    offsets = np.array([text_extent(line.text, line.font)[2:] for line in lines])
    places = frame.to_metres(corners - offsets)
    scale = frame.metres_per_mm / MM
    outlines = [
        Affine2D().scale(scale).translate(x, y).transform_path(_outlines(line.text, line.font))
        for (x, y), line in zip(places, lines, strict=True)
    ]
    outline = ax.add_artist(
        PathPatch(
            Path.make_compound_path(*outlines),
            facecolor="none",
            edgecolor=halo or style.halo,
            linewidth=style.halo_width,
            joinstyle="round",
            zorder=zorder - 0.5,
            gid=HALO,
        )
    )
    texts = [
        ax.text(
            x,
            y,
            line.text,
            parse_math=False,
            fontproperties=line.font,
            color=line.colour,
            zorder=zorder,
            ha="left",
            va="baseline",
            gid=LABEL,
        )
        for (x, y), line in zip(places, lines, strict=True)
    ]
    return [outline, *texts]
