"""A ratio by area: in classes, from light to dark, as fills or as the colours of circles.

A ratio only (per inhabitant, a share): a number of persons is shown by circles, not by a fill.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import (
    at_scale,
    bounds_of,
    draw_line,
    edges,
    fill_areas,
    fill_some,
    outline_areas,
)
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.symbols import draw_counts
from poles_geo.cartes.canvas.text import KIND, RATIO
from poles_geo.cartes.ground.extents import Zone
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.filled.classes import Classes, classify_ratio
from poles_geo.cartes.layers.filled.ramps import class_colours, palette_of, without_hue
from poles_geo.cartes.layers.filled.told_areas import told_of
from poles_geo.coded import plain_column
from poles_geo.codes import are_in
from poles_geo.errors import Faults, TableError

HATCHES, BELOW, BESIDE = "//////", "..", "---"
"""Of areas without a value; of those under the centre, in a style of greys; across the zone."""


@dataclass(frozen=True)
class Ratio:
    """A ratio by area, classed.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, in the projection of its land, index their code.
    rangs : Series of int
        Class of each area that has one, 0 for the lowest.
    values : Series of float
        Value of each of these.
    classes : Classes
    palette : str
        Name of the ramp, or of the two ramps, that their colours are of.
    outside, missing : Index
        Codes of the areas that the ratio does not concern, and of those without a value.
    whole : bool
        The areas are all those of the table, not those of a zone.
    across : GeoSeries
        Parts in the zone of the areas whose inner point is outside, index their code.
    names : Series of str
        Name of each area that has one.
    circles : GeoDataFrame, optional
        Points of the areas that have a class and somebody, index their code; effectif. None: the
        areas themselves have the colour of their class.
    """

    areas: gpd.GeoSeries
    rangs: "pd.Series[int]"
    values: "pd.Series[float]"
    classes: Classes
    palette: str
    outside: pd.Index
    missing: pd.Index
    whole: bool
    across: gpd.GeoSeries
    names: "pd.Series[str]"
    circles: gpd.GeoDataFrame | None = None


def class_ratio(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    effectifs: pd.Series | None = None,
    *,
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    centre: float | None = None,
    palette: str | None = None,
    zone: Zone | None = None,
    outside: Collection[str] = (),
    land: Land | None = None,
) -> Ratio:
    """Check a ratio and class it.

    Parameters and errors as :func:`poles_geo.map_ratio`.
    """
    land = land or embedded_land()
    told = told_of(areas, values, zone=zone, outside=outside, land=land)
    known = told.known
    if centre is None and known.min() < 0 < known.max():
        centre = 0.0
    found = classify_ratio(known, method, classes, centre=centre)
    return Ratio(
        told.areas,
        pd.Series(found.of(known), index=known.index),
        known,
        found,
        palette_of(palette, found),
        told.outside,
        told.missing,
        zone is None,
        told.across,
        told.names,
        None
        if effectifs is None
        else placed_circles(gpd.GeoSeries(told.areas[known.index]), effectifs, land=land),
    )


def placed_circles(areas: gpd.GeoSeries, effectifs: pd.Series, *, land: Land) -> gpd.GeoDataFrame:
    """Place the circle of each area: at its town hall if its code is that of a commune of 2024.

    Elsewhere, at a point inside. Those of nobody have none.

    Raises
    ------
    TableError
        With every fault: no Series, code repeated, area without number, text, negative or
        infinite number.
    """
    if not isinstance(effectifs, pd.Series):
        raise TableError(
            f"effectifs : une colonne (Series) est attendue, trouvé {type(effectifs).__name__}."
        )
    faults = Faults("effectifs à cartographier")
    effectifs = plain_column(effectifs)
    if effectifs.index.has_duplicates:
        faults.add("code répété", effectifs.index[effectifs.index.duplicated()])
        faults.raise_if_any()
    given = effectifs.reindex(areas.index)
    numbers = pd.to_numeric(given, errors="coerce").astype("float64")
    text = given.map(lambda value: isinstance(value, str | bool)).astype(bool)
    for message, wrong in {
        "aire qui a une valeur, sans effectif": given.isna(),
        "un nombre est attendu": text,
        "nombre négatif ou infini": ~text & ((numbers < 0) | np.isinf(numbers)),
    }.items():
        if wrong.any():
            faults.add(message, areas.index[wrong])
    faults.raise_if_any()
    somebody = numbers[numbers > 0]
    places = centres_of(areas, land=land)
    return gpd.GeoDataFrame({"effectif": somebody}, geometry=places[somebody.index])


def centres_of(areas: gpd.GeoSeries, *, land: Land) -> gpd.GeoSeries:
    """Give the town hall of an area whose code is that of a commune of 2024; else a point inside.

    The town hall of a commune that has moved out of the area is not taken.
    """
    inside = shapely.point_on_surface(areas.to_numpy())
    places = gpd.GeoSeries(inside, areas.index, crs=areas.crs)
    seats = areas.index[are_in(areas.index, land.communes.index)]
    halls = land.centres(seats.to_series())
    there = halls.within(gpd.GeoSeries(areas[seats]))
    places[seats[there]] = halls[there]
    return places


def draw_ratio(ratio: Ratio, *, ax: Axes | None = None, style: Style = STYLE_REPORT) -> Drawing:
    """Fill areas or circles by the class of a ratio, hatch what has no value, outline all areas.

    Parameters
    ----------
    ratio : Ratio
        As :func:`class_ratio` gives it.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around the areas.
    style : Style
        Classes are grey where its ranks are.

    Returns
    -------
    Drawing
        Fills of the classes, the lowest first, of the areas without class, then outlines, white
        between two classes, then circles.

    Raises
    ------
    ChoiceError
        Axes that are no map.
    """
    ax, frame = map_axes(ax, bounds_of(ratio.areas), style)
    shown = at_scale(ratio.areas, frame)

    filled = partial(fill_some, ax, shown)
    one_way = ratio.classes.centre is None or without_hue(style)
    kind = RATIO if one_way else KIND  # from light to dark, or of two hues
    drawn: list[Artist] = []
    drawn += draw_across(ratio.across, ax=ax, style=style)
    ramp = class_colours(ratio.classes, ratio.palette, style)
    if ratio.circles is None:
        hatches = class_hatches(ratio.classes, style)
        for k, (colour, options) in enumerate(zip(ramp, hatches, strict=True)):
            members = ratio.rangs == k
            patch = filled(ratio.rangs.index[members], colour, gid=f"{kind}-{k}", **options)
            tell(patch, values=ratio.values[members].to_numpy(), dotted=bool(options))  # noqa: PD011
            drawn.append(patch)
    elif not ratio.whole:
        drawn.append(filled(ratio.rangs.index, style.land))
    if not ratio.whole:  # otherwise the whole land has their colour
        drawn.append(filled(ratio.outside, style.land))
    drawn.append(filled(ratio.missing, style.land, **hatched(style)))
    drawn += _outlined(ax, shown, ratio, style)
    if ratio.circles is not None:
        of_circle = [ramp[k] for k in ratio.rangs[ratio.circles.index]]
        circles = draw_counts(ax, ratio.circles, of_circle, style)
        circles.set_gid(RATIO)
        tell(circles, ratios=ratio.values.to_numpy())  # noqa: PD011
        drawn.append(circles)
    told = [*ratio.rangs.index, *ratio.missing]
    tell(drawn[0], ratio=ratio.values.reindex(told), names=ratio.names)  # noqa: PD011
    return Drawing(ax, tuple(drawn))


def _outlined(ax: Axes, shown: gpd.GeoSeries, ratio: Ratio, style: Style) -> list[Artist]:
    """Outline areas: in white between two that are filled, in grey elsewhere."""
    drawn: list[Artist] = []
    if grey_outlines(ratio):
        drawn += outline_areas(ax, shown, style.bassin_colour, style.bassin_width, zorder=2.8)
    if ratio.circles is None:
        between, _ = edges(gpd.GeoSeries(shown[are_in(shown.index, ratio.rangs.index)]))
        drawn.append(draw_line(ax, between, style.halo, style.bassin_width, zorder=2.9))
    return drawn


def grey_outlines(ratio: Ratio) -> bool:
    """Tell whether a map shows areas that have no fill, which a grey line then surrounds."""
    return ratio.circles is not None or len(ratio.outside) + len(ratio.missing) > 0


def fills_of(ratio: Ratio, style: Style) -> "pd.Series[str]":
    """Colour under the name of each area: white, of a halo, where there are hatches."""
    ramp = class_colours(ratio.classes, ratio.palette, style)
    for k, options in enumerate(class_hatches(ratio.classes, style)):
        ramp[k] = style.halo if options else ramp[k]
    found = {} if ratio.circles is not None else {code: ramp[k] for code, k in ratio.rangs.items()}
    return pd.Series({code: found.get(code, style.land) for code in ratio.areas.index})


def class_hatches(classes: Classes, style: Style) -> list[dict[str, Any]]:
    """Options of the patches of each class: dots under the centre in a style of greys."""
    dotted = {"edgecolor": style.ink, "linewidth": 0, "hatch": BELOW}
    below = classes.below if without_hue(style) else 0
    return [dotted if k < below else {} for k in range(len(classes))]


def hatched(style: Style) -> dict[str, Any]:
    """Options of a patch for areas without a value."""
    return {"edgecolor": style.grey, "linewidth": 0, "hatch": HATCHES}


def draw_missing(
    areas: gpd.GeoSeries, missing: pd.Index, *, ax: Axes, style: Style
) -> list[Artist]:
    """Hatch the areas that circles are not drawn for, if there are some: those of some codes."""
    if missing.empty:
        return []
    shown = at_scale(gpd.GeoSeries(areas[missing]), Frame.of(ax))
    return [fill_areas(ax, shown, style.land, zorder=2.4, **hatched(style))]


def draw_across(across: gpd.GeoSeries, *, ax: Axes, style: Style) -> list[Artist]:
    """Hatch the parts in the zone of the areas whose inner point is outside, if there are some."""
    if across.empty:
        return []
    return [fill_areas(ax, across, style.land, zorder=2.3, **across_hatched(style))]


def across_hatched(style: Style) -> dict[str, Any]:
    """Options of a patch for the areas across the zone."""
    return {**hatched(style), "hatch": BESIDE}
