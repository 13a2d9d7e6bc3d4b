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

from poles_geo.cartes.canvas.frame import Cadre
from poles_geo.cartes.canvas.style import MM, Style

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


@dataclass(frozen=True)
class Ligne:
    """A line of text: lower left corner of its ink in mm from that of the frame, font, colour."""

    texte: str
    coin: tuple[float, float]
    police: FontProperties
    couleur: str


def write(
    ax: Axes, cadre: Cadre, style: Style, lignes: Sequence[Ligne], *, zorder: float = 8
) -> list[Artist]:
    """Write lines of text over one halo for all; return the halo, then the texts.

    The halo is an outline of its own under the texts, so that a PDF keeps them as text; its `gid`
    lets an SVG draw it otherwise.
    """
    if not lignes:
        return []
    corners = np.array([ligne.coin for ligne in lignes])
    offsets = np.array([extent_of(ligne.texte, ligne.police)[2:] for ligne in lignes])
    places = cadre.to_metres(corners - offsets)
    scale = cadre.metres_par_mm / MM
    outlines = [
        Affine2D().scale(scale).translate(x, y).transform_path(_outlines(ligne.texte, ligne.police))
        for (x, y), ligne in zip(places, lignes, strict=True)
    ]
    halo = ax.add_artist(
        PathPatch(
            Path.make_compound_path(*outlines),
            facecolor="none",
            edgecolor=style.halo,
            linewidth=style.largeur_halo,
            joinstyle="round",
            zorder=zorder - 0.5,
            gid=HALO,
        )
    )
    texts = [
        ax.text(
            x,
            y,
            ligne.texte,
            fontproperties=ligne.police,
            color=ligne.couleur,
            zorder=zorder,
            ha="left",
            va="baseline",
            gid=ETIQUETTE,
        )
        for (x, y), ligne in zip(places, lignes, strict=True)
    ]
    return [halo, *texts]
