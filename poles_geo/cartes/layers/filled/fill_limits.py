"""Limits that stay seen over fills of any class: dark, on a white line a little wider."""

from dataclasses import replace

from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import draw_line, edges
from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.ground.base import regions_at
from poles_geo.cartes.ground.land import Land

CASING = 0.9
"""How much wider than the limit, in points, the white line under it is."""


def on_fills(style: Style) -> Style:
    """Return the style with limits of regions as dark as that of the zone."""
    return replace(style, region_colour=style.zone_colour)


def draw_casing(*, ax: Axes, style: Style, land: Land) -> Drawing:
    """Draw a white line under the limits between regions, over the fills of a map."""
    inner, _ = edges(regions_at(land, Frame.of(ax)))
    line = draw_line(ax, inner, style.halo, style.region_width + CASING, zorder=3.15)
    return Drawing(ax, (line,))
