"""A ratio by area: in classes, from light to dark, as fills or as the colours of circles.

A ratio only (per inhabitant, a share): a number of persons is shown by circles, not by a fill.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from coloraide import Color
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import (
    METROPOLE,
    at_scale,
    bounds_of,
    fill_areas,
    outline_areas,
    projection_fault,
)
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, mixed
from poles_geo.cartes.canvas.symbols import diameters, draw_circles
from poles_geo.cartes.canvas.text import RATIO
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.classes import Classes, classify_ratio
from poles_geo.errors import Faults, TableError, warn
from poles_geo.typography import french_count, punctuate

LIGHTEST = 0.86
"""Share of the ground's colour in the lightest class."""
HATCHES = "//////"
STOCKS = re.compile(r"(effectif|population|habitants?|nombre|nb|total)s?(_.*)?", re.IGNORECASE)
"""Names of columns that count, and are no ratio."""


@dataclass(frozen=True)
class Ratio:
    """A ratio by area, classed.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, EPSG:2154, index their code.
    rangs : Series of int
        Class of each area that has one, 0 for the lowest.
    classes : Classes
    outside, missing : Index
        Codes of the areas that the ratio does not concern, and of those without a value.
    whole : bool
        The areas are all those of the table, not those of a zone.
    circles : GeoDataFrame, optional
        Points of the areas that have a class and somebody, index their code; effectif. None: the
        areas themselves have the colour of their class.
    """

    areas: gpd.GeoSeries
    rangs: "pd.Series[int]"
    classes: Classes
    outside: pd.Index
    missing: pd.Index
    whole: bool
    circles: gpd.GeoDataFrame | None = None


def class_ratio(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    effectifs: pd.Series | None = None,
    *,
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    zone: Zone | None = None,
    outside: Collection[str] = (),
    land: Land | None = None,
) -> Ratio:
    """Check a ratio and class it.

    Parameters and errors as :func:`poles_geo.map_ratio`.
    """
    land = land or embedded_land()
    drawn, numbers = check_ratio(areas, values, outside)
    if zone is not None:
        inside = gpd.GeoSeries(shapely.point_on_surface(drawn.to_numpy()), drawn.index, crs=2154)
        drawn = gpd.GeoSeries(drawn[inside.within(extent_named(zone, land=land).area)])
    concerned = ~drawn.index.isin(list(outside))
    known = numbers.reindex(drawn.index[concerned]).dropna()
    if known.empty:
        raise TableError(
            "valeurs : aucune aire de la carte n'en a ; vérifier la zone et les codes."
        )
    found = classify_ratio(known, method, classes)
    return Ratio(
        drawn,
        pd.Series(found.of(known), index=known.index),
        found,
        drawn.index[~concerned],
        drawn.index[concerned].difference(known.index),
        zone is None,
        None
        if effectifs is None
        else _circles(gpd.GeoSeries(drawn[known.index]), effectifs, land=land),
    )


def _circles(areas: gpd.GeoSeries, effectifs: pd.Series, *, land: Land) -> gpd.GeoDataFrame:
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
    places = gpd.GeoSeries(shapely.point_on_surface(areas.to_numpy()), areas.index, crs=2154)
    seats = areas.index[areas.index.isin(land.communes.index)]
    halls = land.centres(seats.to_series())
    there = halls.within(gpd.GeoSeries(areas[seats]))
    places[seats[there]] = halls[there]
    return gpd.GeoDataFrame({"effectif": somebody}, geometry=places[somebody.index], crs=2154)


def draw_ratio(ratio: Ratio, *, ax: Axes | None = None, style: Style = STYLE_REPORT) -> Drawing:
    """Fill areas or circles by the class of a ratio, hatch what has no value, outline all areas.

    Parameters
    ----------
    ratio : Ratio
        As :func:`class_ratio` gives it.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around the areas.
    style : Style
        The darkest class has the colour of the strongest rank.

    Returns
    -------
    Drawing
        Fills of the classes, the lowest first, of the areas without class, then outlines, then
        circles.

    Raises
    ------
    ChoiceError
        Axes that are no map.
    """
    ax, frame = map_axes(ax, bounds_of(ratio.areas), style)
    shown = at_scale(ratio.areas, frame)

    def filled(codes: pd.Index, colour: str, **options: Any) -> Artist:
        members = gpd.GeoSeries(shown[shown.index.isin(codes)])
        return fill_areas(ax, members, colour, zorder=2.4, **options)

    ramp = colours(len(ratio.classes), style)
    drawn = []
    if ratio.circles is None:
        drawn = [
            filled(ratio.rangs.index[ratio.rangs == k], colour, gid=f"{RATIO}-{k}")
            for k, colour in enumerate(ramp)
        ]
    elif not ratio.whole:
        drawn.append(filled(ratio.rangs.index, style.land))
    if not ratio.whole:  # otherwise the whole land has their colour
        drawn.append(filled(ratio.outside, style.land))
    drawn.append(filled(ratio.missing, style.land, **hatched(style)))
    drawn += outline_areas(ax, shown, style.bassin_colour, style.bassin_width, zorder=2.9)
    if ratio.circles is not None:
        of_circle = [ramp[k] for k in ratio.rangs[ratio.circles.index]]
        circles = draw_circles(
            ax,
            ratio.circles.get_coordinates(),
            diameters(ratio.circles["effectif"], style),
            of_circle,
            style,
        )
        circles.set_gid(RATIO)
        drawn.append(circles)
    return Drawing(ax, tuple(drawn))


def check_ratio(
    areas: gpd.GeoDataFrame, values: pd.Series, outside: Collection[str] = ()
) -> tuple[gpd.GeoSeries, "pd.Series[float]"]:
    """Return the polygons of metropolitan France and the numbers, or say what is wrong.

    Raises
    ------
    TableError
        With every fault: other projection, code repeated or unknown, text, infinite number,
        no number at all, a number of persons.

    Warns
    -----
    UserWarning
        When areas with a value have no polygon in metropolitan France, or values look like
        numbers of persons.
    """
    faults = Faults("ratio à cartographier")
    if not isinstance(values, pd.Series):
        raise TableError(
            f"valeurs : une colonne (Series) est attendue, trouvé {type(values).__name__} ; "
            "table['colonne'] en est une."
        )
    if fault := projection_fault(areas):
        faults.add(fault)
    for name, index in (("areas", areas.index), ("values", values.index)):
        if index.has_duplicates:
            faults.add(f"{name} : code répété", index[index.duplicated()])
    for name, codes in (("values", values.index), ("outside", pd.Index(list(outside)))):
        unknown = codes[~codes.isin(areas.index)]
        if len(unknown):
            known = ", ".join(map(str, areas.index[:3]))
            faults.add(f"{name} : code qui n'est pas celui d'une aire ({known}…)", unknown)
    wrong = values.map(lambda value: isinstance(value, str | bool | complex)).astype(bool)
    if wrong.any():
        faults.add("valeurs : un nombre est attendu", values.index[wrong])
        faults.raise_if_any()
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    if np.isinf(numbers).any():
        faults.add(
            "valeurs : nombre infini (une division par zéro ?)", numbers.index[np.isinf(numbers)]
        )
    if numbers.isna().all():
        faults.add("valeurs : aucune n'est connue")
    elif STOCKS.fullmatch(str(values.name)) and _whole(numbers):
        faults.add(
            f"valeurs : « {values.name} » est un nombre, non un ratio ; le montrer par des "
            "cercles (pg.map_national), ou le diviser par une population"
        )
    faults.raise_if_any()
    if _whole(numbers) and numbers.abs().max() > 100:
        warn(
            punctuate(
                "valeurs : toutes entières ; si ce sont des nombres de personnes, les montrer par "
                "des cercles (pg.map_national) ou les diviser par une population."
            )
        )
    shapes = areas.geometry
    frame = shapely.box(*METROPOLE)
    here = ~shapes.isna() & ~shapes.is_empty & shapes.intersects(frame)
    lost = shapes.index[~here].intersection(numbers.dropna().index)
    if len(lost):
        listed = ", ".join(map(str, lost[:10]))
        warn(
            f"{french_count(len(lost), 'aire')} sans polygone en métropole, hors de la "
            f"carte ({listed})."
        )
    return gpd.GeoSeries(shapes[here]), numbers


def _whole(numbers: "pd.Series[float]") -> bool:
    known = numbers.dropna()
    return bool((known == known.round()).all())


def colours(count: int, style: Style) -> list[str]:
    """Colours of classes, the lowest first: even steps of lightness to the strongest rank's."""
    dark = style.rank_colours[min(style.rank_colours)]
    light = mixed(dark, style.land, LIGHTEST)
    steps = Color.steps([light, dark], steps=count, space="lab-d65", out_space="srgb")
    return [step.to_string(hex=True) for step in steps]


def hatched(style: Style) -> dict[str, Any]:
    """Options of a patch for areas without a value."""
    return {"edgecolor": style.grey, "linewidth": 0, "hatch": HATCHES}
