"""A ratio by area: in classes, from light to dark, as fills or as the colours of circles.

A ratio only (per inhabitant, a share): a number of persons is shown by circles, not by a fill.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import (
    METROPOLE,
    at_scale,
    bounds_of,
    draw_line,
    edges,
    fill_areas,
    outline_areas,
)
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.symbols import diameters, draw_circles
from poles_geo.cartes.canvas.text import KIND, RATIO
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.ground.land import Land, OverseasLand, embedded_land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.layers.classes import Classes, classify_ratio
from poles_geo.cartes.layers.ramps import class_colours, palette_of, without_hue
from poles_geo.coded import note_index, plain_column
from poles_geo.codes import are_in
from poles_geo.errors import Faults, TableError, warn
from poles_geo.typography import french_count, punctuate

HATCHES, BELOW, BESIDE = "//////", "..", "---"
"""Of areas without a value; of those under the centre, in a style of greys; across the zone."""
ACROSS = (0.01, 1e6)
"""Part of an area, and square metres, that a zone holds of it when it is more than a limit drawn
otherwise."""
STOCKS = re.compile(r"(effectif|population|habitants?|nombre|nb|total)s?(_.*)?", re.IGNORECASE)
"""Names of columns that count, and are no ratio."""


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


class Told(NamedTuple):
    """What a table tells of the areas of a map: see :class:`Ratio`; `known`: their values."""

    areas: gpd.GeoSeries
    known: "pd.Series[float]"
    outside: pd.Index
    missing: pd.Index
    across: gpd.GeoSeries
    names: "pd.Series[str]"


def told_of(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    *,
    zone: Zone | None,
    outside: Collection[str],
    land: Land,
    name: str = "values",
) -> Told:
    """Check a ratio, and keep what it tells of the areas of a zone.

    Parameters and errors as :func:`poles_geo.map_ratio`; `name`: of the argument.
    """
    french = "valeurs" if name == "values" else name
    areas, values = local_areas(areas, check_values(values, french), land, whole=zone is None)
    numbers = check_ratio(areas, values, outside, name)
    drawn = _shown(areas, numbers, land=land)
    across = gpd.GeoSeries(drawn.iloc[:0])
    if zone is not None:
        drawn, across = in_zone(drawn, extent_named(zone, land=land).area)
    concerned = ~drawn.index.isin(list(outside))
    known = numbers.reindex(drawn.index[concerned]).dropna()
    if known.empty:
        raise TableError(
            f"{french} : aucune aire de la carte n'en a ; vérifier la zone et les codes."
        )
    return Told(
        drawn,
        known,
        drawn.index[~concerned],
        drawn.index[concerned].difference(known.index),
        across,
        names_in(areas, drawn.index),
    )


def names_in(areas: gpd.GeoDataFrame, codes: pd.Index) -> "pd.Series[str]":
    """Name of each area of some codes that has one, in the column `nom`."""
    if "nom" not in areas:
        return pd.Series(dtype="str")
    return pd.Series(areas["nom"].reindex(codes).dropna())


def in_zone(areas: gpd.GeoSeries, zone: BaseGeometry) -> tuple[gpd.GeoSeries, gpd.GeoSeries]:
    """Part the areas that a zone holds: those whose inner point it has; the parts of the others.

    What is left of an area where two contours are not drawn alike is no part.
    """
    shapely.prepare(zone)
    shapes = areas.to_numpy()
    inner = shapely.within(shapely.point_on_surface(shapes), zone)
    touching = ~inner & shapely.intersects(shapes, zone)
    parts = gpd.GeoSeries(
        shapely.intersection(shapes[touching], zone), areas.index[touching], crs=areas.crs
    )
    share, least = ACROSS
    held = parts.area.to_numpy() > np.maximum(share * shapely.area(shapes[touching]), least)
    return gpd.GeoSeries(areas[inner]), gpd.GeoSeries(parts[held])


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
    inside = shapely.point_on_surface(areas.to_numpy())
    places = gpd.GeoSeries(inside, areas.index, crs=areas.crs)
    seats = areas.index[are_in(areas.index, land.communes.index)]
    halls = land.centres(seats.to_series())
    there = halls.within(gpd.GeoSeries(areas[seats]))
    places[seats[there]] = halls[there]
    return gpd.GeoDataFrame({"effectif": somebody}, geometry=places[somebody.index])


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

    def filled(codes: pd.Index, colour: str, **options: Any) -> Artist:
        members = gpd.GeoSeries(shown[are_in(shown.index, codes)])
        return fill_areas(ax, members, colour, zorder=2.4, **options)

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
        circles = draw_circles(
            ax,
            ratio.circles.get_coordinates(),
            diameters(ratio.circles["effectif"], style),
            of_circle,
            style,
            values=ratio.circles["effectif"],
        )
        circles.set_gid(RATIO)
        tell(circles, ratios=ratio.values.to_numpy())  # noqa: PD011
        drawn.append(circles)
    told = [*ratio.rangs.index, *ratio.missing]
    tell(drawn[0], ratio=ratio.values.reindex(told))  # noqa: PD011
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


def check_values(values: pd.Series, name: str = "valeurs") -> pd.Series:
    """Return a column of plain values, or refuse what is none."""
    if not isinstance(values, pd.Series):
        raise TableError(
            f"{name} : une colonne (Series) est attendue, trouvé {type(values).__name__} ; "
            "table['colonne'] en est une."
        )
    return plain_column(values)


def check_ratio(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    outside: Collection[str] = (),
    name: str = "values",
) -> "pd.Series[float]":
    """Return the numbers of a ratio, or say what is wrong with them and with the areas.

    Raises
    ------
    TableError
        With every fault: other projection, code repeated or unknown, text, infinite number,
        no number at all, a number of persons.

    Warns
    -----
    UserWarning
        When values look like numbers of persons.
    """
    faults = Faults("ratio à cartographier")
    note_areas(faults, areas, values.index, outside, name)
    french = "valeurs" if name == "values" else name
    wrong = values.map(lambda value: isinstance(value, str | bool | complex)).astype(bool)
    if wrong.any():
        faults.add(f"{french} : un nombre est attendu", values.index[wrong])
        faults.raise_if_any()
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    if np.isinf(numbers).any():
        faults.add(
            f"{french} : nombre infini (une division par zéro ?)", numbers.index[np.isinf(numbers)]
        )
    if numbers.isna().all():
        faults.add(f"{french} : aucune n'est connue")
    elif STOCKS.fullmatch(str(values.name)) and _whole(numbers):
        faults.add(
            f"{french} : « {values.name} » est un nombre, non un ratio ; le montrer par des "
            "cercles (pg.map_national), ou le diviser par une population"
        )
    faults.raise_if_any()
    if _whole(numbers) and numbers.abs().max() > 100:
        warn(
            punctuate(
                f"{french} : toutes entières ; si ce sont des nombres de personnes, les montrer "
                "par des cercles (pg.map_national) ou les diviser par une population."
            )
        )
    return numbers


def _shown(areas: gpd.GeoDataFrame, numbers: "pd.Series[float]", *, land: Land) -> gpd.GeoSeries:
    """Keep the areas that the land of the map has, or warn of those that have a value.

    Overseas, those that have none there are of the metropole.
    """
    shapes = areas.geometry
    if isinstance(land, OverseasLand):
        return gpd.GeoSeries(shapes[~shapes.isna() & ~shapes.is_empty])
    here = ~shapes.isna() & ~shapes.is_empty & shapes.intersects(shapely.box(*METROPOLE))
    lost = shapes.index[~here].intersection(numbers.dropna().index)
    if len(lost):
        listed = ", ".join(map(str, lost[:10]))
        warn(
            f"{french_count(len(lost), 'aire')} sans polygone en métropole, hors de la "
            f"carte ({listed})."
        )
    return gpd.GeoSeries(shapes[here])


def note_areas(
    faults: Faults,
    areas: gpd.GeoDataFrame,
    told: pd.Index,
    outside: Collection[str],
    name: str,
) -> None:
    """Note what is wrong with the codes of areas, and those that a table `name` tells of them."""
    in_texts = areas.index.inferred_type == "string"
    note_index(faults, areas.index, "code", as_texts=False)
    note_index(faults, told, "code", as_texts=in_texts)
    faults.raise_if_any()
    for argument, index in (("areas", areas.index), (name, told)):
        if index.has_duplicates:
            faults.add(f"{argument} : code répété", index[index.duplicated()])
    for argument, codes in ((name, told), ("outside", pd.Index(list(outside)))):
        unknown = codes[~are_in(codes, areas.index.unique())]
        if len(unknown):
            known = ", ".join(map(str, areas.index[:3]))
            faults.add(
                f"{argument} : code qui n'est pas celui d'une aire (areas : {known}…)", unknown
            )


def _whole(numbers: "pd.Series[float]") -> bool:
    known = numbers.dropna()
    return bool((known == known.round()).all())


def hatched(style: Style) -> dict[str, Any]:
    """Options of a patch for areas without a value."""
    return {"edgecolor": style.grey, "linewidth": 0, "hatch": HATCHES}


def draw_across(across: gpd.GeoSeries, *, ax: Axes, style: Style) -> list[Artist]:
    """Hatch the parts in the zone of the areas whose inner point is outside, if there are some."""
    if across.empty:
        return []
    return [fill_areas(ax, across, style.land, zorder=2.3, **across_hatched(style))]


def across_hatched(style: Style) -> dict[str, Any]:
    """Options of a patch for the areas across the zone."""
    return {**hatched(style), "hatch": BESIDE}
