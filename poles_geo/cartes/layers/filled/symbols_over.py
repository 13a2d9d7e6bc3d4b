"""Circles of any stock, sized after their data: over classes of a ratio, or coloured by kind."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba

from poles_geo.cartes.canvas.areas import bounds_of, outline_areas, visible
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import draw_counts, fitted
from poles_geo.cartes.layers.filled.ratio import Ratio, draw_ratio
from poles_geo.cartes.layers.filled.typology import Typology
from poles_geo.errors import ChoiceError

LARGEST = {"a4": 15.0, "half-page": 9.0, "slide": 10.0}
"""Diameter of the largest circle, in mm, by format of the page."""
CLEAR = 0.45
"""Opacity of circles over the fills of a ratio."""


@dataclass(frozen=True)
class Symbols:
    """Circles, and what they say besides.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    circles : GeoDataFrame
        Points of the areas that have somebody, index their code; effectif.
    nobody : Index
        Codes of the areas of nobody.
    ratio : Ratio, optional
        Under the circles.
    kinds : Typology, optional
        Gives the circles their colours.
    """

    areas: gpd.GeoSeries
    circles: gpd.GeoDataFrame
    nobody: pd.Index
    ratio: Ratio | None = None
    kinds: Typology | None = None


def scaled(style: Style, effectifs: pd.Series) -> Style:
    """Return the style in which the largest number has the largest circle of the page.

    Raises
    ------
    ChoiceError
        No number over 0.
    """
    largest = pd.to_numeric(effectifs, errors="coerce").astype("float64").max()
    if not 0 < largest < np.inf:
        raise ChoiceError("scale_with : aucun nombre au-dessus de 0 ne donne l'échelle.")
    size = LARGEST.get(style.page, LARGEST["a4"])
    return fitted(style, [largest], least=size, most=size)


def symbol_colours(symbols: Symbols, style: Style) -> "pd.Series[str]":
    """Colour of each circle: of its kind, white over a ratio, one for all otherwise."""
    codes = symbols.circles.index
    if symbols.kinds is None:
        plain = style.nature_colours[0] if symbols.ratio is None else style.halo
        return pd.Series(plain, index=codes, dtype="object")
    found = {code: symbols.kinds.colours[kind] for code, kind in symbols.kinds.classes.items()}
    return pd.Series({code: found.get(code, style.land) for code in codes}, dtype="object")


def draw_symbols(symbols: Symbols, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Draw circles, those over fills half clear with a dark outline; outline areas without fill.

    Parameters
    ----------
    symbols : Symbols
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style
        As :func:`scaled` gives it.
    """
    ax, frame = map_axes(ax, bounds_of(symbols.areas), style)
    drawn: list[Artist] = []
    if symbols.ratio is not None:
        drawn += draw_ratio(symbols.ratio, ax=ax, style=style).artists
    else:
        areas = visible(symbols.areas, frame)
        drawn += outline_areas(ax, areas, style.bassin_colour, style.bassin_width, zorder=2.9)
    colours = symbol_colours(symbols, style)
    circles = draw_counts(ax, symbols.circles, colours.tolist(), style)
    if symbols.ratio is not None and symbols.kinds is None:
        under = to_rgba(style.halo, 0)
        circles.set_facecolor([under, to_rgba(style.halo, CLEAR)] * len(colours))
        circles.set_edgecolor([under, to_rgba(style.ink)] * len(colours))
    return Drawing(ax, (*drawn, circles))
