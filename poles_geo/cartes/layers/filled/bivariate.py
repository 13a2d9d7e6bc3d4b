"""Two ratios by area at once: three classes of each, nine colours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import (
    at_scale,
    bounds_of,
    draw_line,
    edges,
    fill_some,
    outline_areas,
)
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import KIND
from poles_geo.cartes.ground.extents import Zone
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.layers.filled.classes import Classes, classify_ratio
from poles_geo.cartes.layers.filled.ramps import without_hue
from poles_geo.cartes.layers.filled.ratio import draw_across, hatched
from poles_geo.cartes.layers.filled.told_areas import told_of
from poles_geo.errors import ChoiceError, TableError
from poles_geo.palette import BIVARIATE
from poles_geo.typography import punctuate

SIDE = 3
"""Classes of each ratio."""
GREYS = ("#d9d9d9", "#afafaf", "#858585")
"""Of the classes of the first ratio, in a style of greys: black lines are seen on all."""
HATCHES = (("", 0.0), ("///", 0.5), ("//////", 1.1))
"""Of the classes of the second: lines of one direction, the more and the wider the higher it is;
their width in points."""


@dataclass(frozen=True)
class Bivariate:
    """Two ratios by area, classed.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    cells : Series of int
        Of each area that has both values: three times the class of the second, and that of the
        first, from 0.
    first, second : Classes
    outside, missing : Index
        Codes of the areas that they do not concern, and of those that lack one.
    across : GeoSeries
        Parts in the zone of the areas whose inner point is outside, index their code.
    names : Series of str
        Name of each area that has one.
    """

    areas: gpd.GeoSeries
    cells: "pd.Series[int]"
    first: Classes
    second: Classes
    outside: pd.Index
    missing: pd.Index
    across: gpd.GeoSeries
    names: "pd.Series[str]"


def class_bivariate(
    areas: gpd.GeoDataFrame,
    first: pd.Series,
    second: pd.Series,
    *,
    method: str | Sequence[Sequence[float]],
    zone: Zone | None,
    outside: Collection[str],
    land: Land,
) -> Bivariate:
    """Check two ratios and class them, on the areas that have both.

    Parameters and errors as :func:`poles_geo.map_bivariate`.
    """
    one, two = (
        told_of(areas, values, zone=zone, outside=outside, land=land, name=name)
        for values, name in ((first, "first"), (second, "second"))
    )
    both = one.known.index.intersection(two.known.index)
    if both.empty:
        raise TableError(
            "first, second : aucune aire de la carte n'a les deux valeurs ; vérifier les codes."
        )
    methods = _methods(method)
    across = _three(one.known[both], methods[0], "first")
    upwards = _three(two.known[both], methods[1], "second")
    cells = SIDE * upwards.of(two.known[both]) + across.of(one.known[both])
    return Bivariate(
        one.areas,
        pd.Series(cells, index=both),
        across,
        upwards,
        one.outside,
        one.areas.index.difference(both).difference(one.outside),
        one.across,
        one.names,
    )


def _methods(method: str | Sequence[Sequence[float]]) -> list[str | Sequence[float]]:
    """Give the method of each ratio: the same name, or the bounds of each."""
    if isinstance(method, str):
        return [method, method]
    ways = list(method)
    sized = [isinstance(way, Sequence) and not isinstance(way, str) for way in ways]
    if len(ways) != 2 or not all(sized) or any(len(way) != SIDE - 1 for way in ways):
        raise ChoiceError(
            "method : un nom, ou deux fois deux bornes croissantes, celles du premier ratio puis "
            f"celles du second (method=[[10, 20], [5, 8]]), sont attendus ; trouvé {method!r}."
        )
    return [*ways]


def _three(known: "pd.Series[float]", method: str | Sequence[float], name: str) -> Classes:
    """Cut a ratio in three, or say that it cannot be."""
    classes = classify_ratio(known, method, SIDE if isinstance(method, str) else None)
    if len(classes) < SIDE:
        raise TableError(
            punctuate(f"{name} : {SIDE} classes sont attendues, et ses valeurs n'en font que "
                      f"{len(classes)} ; donner des bornes (method=[[…], […]]).")
        )  # fmt: skip
    return classes


def cell_colours(style: Style) -> list[str]:
    """Colours of the nine cells, those of the lowest class of the second first.

    In a style of greys the second has lines, and its cells have the greys of the first.
    """
    if without_hue(style):
        return list(GREYS) * SIDE
    return [colour for row in BIVARIATE for colour in row]


def cell_hatches(style: Style) -> list[dict[str, Any]]:
    """Options of the patches over the fill of each cell; none in a style of hues."""
    if not without_hue(style):
        return [{} for _ in range(SIDE * SIDE)]
    return [
        {"hatch": lines, "hatch_linewidth": width, "edgecolor": style.ink, "linewidth": 0}
        if lines
        else {}
        for lines, width in HATCHES
        for _ in range(SIDE)
    ]


def draw_bivariate(bivariate: Bivariate, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Fill areas by their two classes, hatch what lacks a value, outline all.

    Parameters
    ----------
    bivariate : Bivariate
        As :func:`class_bivariate` gives it.
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style
    """
    ax, frame = map_axes(ax, bounds_of(bivariate.areas), style)
    shown = at_scale(bivariate.areas, frame)

    filled = partial(fill_some, ax, shown)
    drawn: list[Artist] = []
    drawn += draw_across(bivariate.across, ax=ax, style=style)
    drawn.append(filled(bivariate.outside, style.land))
    drawn.append(filled(bivariate.missing, style.land, **hatched(style)))
    cells = bivariate.cells
    colours = cell_colours(style)
    for k, colour in enumerate(dict.fromkeys(colours)):
        alike = [cell for cell, other in enumerate(colours) if other == colour]
        drawn.append(filled(cells.index[cells.isin(alike)], colour, gid=f"{KIND}-{k}"))
    for k, options in enumerate(cell_hatches(style)):
        if options:
            drawn.append(filled(cells.index[cells == k], "none", **options))
    if len(bivariate.outside) + len(bivariate.missing):
        drawn += outline_areas(ax, shown, style.bassin_colour, style.bassin_width, zorder=2.8)
    between, _ = edges(gpd.GeoSeries(shown[shown.index.isin(cells.index)]))
    drawn.append(draw_line(ax, between, style.halo, style.bassin_width, zorder=2.9))
    return Drawing(ax, tuple(drawn))


def fills_under(bivariate: Bivariate, style: Style) -> "pd.Series[str]":
    """Colour under the name of each area: white, of a halo, where there are hatches."""
    colours = [
        style.halo if options else colour
        for colour, options in zip(cell_colours(style), cell_hatches(style), strict=True)
    ]
    found = {code: colours[k] for code, k in bivariate.cells.items()}
    return pd.Series({code: found.get(code, style.land) for code in bivariate.areas.index})
