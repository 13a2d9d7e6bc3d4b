"""Pôles coloured by what they undergo of a heavier one, and lines to those that expose them."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from poles_geo.cartes.canvas.areas import bounds_of
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import draw_counts
from poles_geo.cartes.canvas.text import LINK, RATIO
from poles_geo.cartes.layers.filled.classes import Classes
from poles_geo.cartes.layers.filled.ramps import class_colours

BOUNDS = (0.1, 0.2, 0.5, 1.0)
"""Bounds of the classes, the same on every map: from the last on, a pôle is exposed at home."""
PALETTE = "orange"
LINE = 0.9
"""Width, in points, of the line from an exposed pôle."""


@dataclass(frozen=True)
class ExposedPoles:
    """Pôles of a map, and what each undergoes.

    Attributes
    ----------
    points : GeoDataFrame
        Pôles of the map that a heavier one exposes; effectif, exposition, exposant.
    heaviest : GeoDataFrame
        Those that no pôle is heavier than.
    every : GeoSeries
        Points of all the pôles, where lines go, index their code.
    classes : Classes
    """

    points: gpd.GeoDataFrame
    heaviest: gpd.GeoDataFrame
    every: gpd.GeoSeries
    classes: Classes

    @property
    def rangs(self) -> "pd.Series[int]":
        """Class of each, 0 for the lowest."""
        found = np.digitize(self.points["exposition"], self.classes.bounds)
        return pd.Series(found, index=self.points.index)


def expose(points: gpd.GeoDataFrame, told: pd.DataFrame, shown: "pd.Series[bool]") -> ExposedPoles:
    """Join to the pôles that a map shows what :func:`poles_geo.exposure` tells of them."""
    known = points.join(told[["exposition", "exposant"]])
    here = known[shown]
    exposed = gpd.GeoDataFrame(here[here["exposition"].notna()])
    values = exposed["exposition"]
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 0.0)
    classes = Classes(BOUNDS, "Bornes choisies", len(BOUNDS) + 1, low, high, None)
    heaviest = gpd.GeoDataFrame(here[here["exposition"].isna()])
    return ExposedPoles(exposed, heaviest, gpd.GeoSeries(points.geometry), classes)


def draw_exposed(exposed: ExposedPoles, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Draw the circles by class of exposition, a ring for the heaviest, lines to who exposes.

    Parameters
    ----------
    exposed : ExposedPoles
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the pôles.
    style : Style
    """
    ax, _ = map_axes(ax, bounds_of(exposed.every), style)
    points = exposed.points
    drained = points[points["exposition"] >= BOUNDS[-1]]
    ends = [
        gpd.GeoSeries(exposed.every.reindex(codes)).get_coordinates().to_numpy()
        for codes in (drained.index, pd.Index(drained["exposant"]))
    ]
    line = exposure_stroke(style)
    lines = LineCollection(
        list(np.stack(ends, axis=1)),
        colors=line.colour, linewidths=line.width, zorder=4.2, gid=LINK,
    )  # fmt: skip
    ax.add_collection(lines, autolim=False)
    drawn: list[Artist] = [lines]
    if len(exposed.heaviest):
        drawn.append(
            draw_counts(
                ax, exposed.heaviest, [style.halo] * len(exposed.heaviest), style, zorder=4.4
            )
        )
    if len(points):
        ramp = class_colours(exposed.classes, PALETTE, style)
        circles = draw_counts(ax, points, [ramp[k] for k in exposed.rangs], style)
        circles.set_gid(RATIO)
        tell(circles, ratios=points["exposition"].to_numpy())
        tell(circles, ratio=points["exposition"], names=points["nom"])
        drawn.append(circles)
    return Drawing(ax, tuple(drawn))


def exposure_stroke(style: Style) -> Stroke:
    """Line from a pôle exposed at home to the one that exposes it."""
    return Stroke("Exposition de 1 ou plus : vers qui expose", style.ink, LINE)
