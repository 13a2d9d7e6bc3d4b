"""The choropleth: a page that shows a ratio by area, in classes, from light to dark."""

from collections.abc import Collection, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named, land_of
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.labels.names_on_fills import draw_names_on, draw_towns, towns_name
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.fill_limits import draw_casing, on_fills
from poles_geo.cartes.layers.ratio import class_ratio, draw_ratio, fills_of, grey_outlines
from poles_geo.cartes.legends.ratio_legend import COUNTS_NAME, draw_ratio_legend
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import GROUND_SOURCE, credited
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.errors import ChoiceError, check_choice

NAMES = ("auto", "areas", "places", "none")
ROOM = 60.0
"""What an area has on the page, in mm² on average, when areas are named unless otherwise asked."""


def map_ratio(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    effectifs: pd.Series | None = None,
    *,
    title: str,
    unit: str,
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    centre: float | None = None,
    palette: str | None = None,
    names: str = "auto",
    zone: Zone | None = None,
    outside: Collection[str] = (),
    outside_name: str = "Hors pôle",
    counts_name: str = "",
    unit_name: str = "bassin de vie",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw a ratio by area: a choropleth, or circles in the colours of its classes.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code: bassins as :func:`read_bassins` gives them, or
        any other areas. Overseas, in the legal projection of the département, or bassins of
        an embedded zoning.
    values : Series
        The ratio (per inhabitant, a share in %…), index codes of `areas`. Areas of the map
        without a value are hatched, « pas de données ». Its `attrs` source, date and attribution
        are printed at the foot of the page.
    effectifs : Series, optional
        A number of persons, index codes of `areas`, for every area that has a value: a circle
        in proportion to it, at the scale of the other maps of that extent, has the colour of
        the class in place of the area. An area of nobody has no circle, and is counted in the
        legend.
    title : str
    subtitle, source, date, author : str
        In place of what the table says, under the title and at the foot of the page.
    unit : str
        What the numbers are, over the legend: « Infirmiers pour 1 000 habitants ».
    method : str or sequence of float
        A classification of mapclassify: "Quantiles", "FisherJenks", "NaturalBreaks" (computed
        as FisherJenks, which has no randomness), "EqualInterval", "StdMean", "HeadTailBreaks";
        its bounds are rounded to two digits, or to as many as keep the classes. Or bounds
        between classes, kept as they are: the same for all maps that are to be compared. A class
        goes from its lower bound, included, to the next, excluded; the end classes are said to
        the lowest and highest value.
    classes : int, optional
        Number of classes, 2 to 9, 5 by default, 6 with a centre; "StdMean", "HeadTailBreaks" and
        bounds have their own.
    centre : float, optional
        A bound from which two ramps go, one under it, one over it, and around which the other
        bounds are symmetrical: 0 for an evolution, which is the default when values have both
        signs; or a mean, 100 for an index.
    palette : str, optional
        "teal" (by default), "blue", "green", "purple", "orange", "grey"; with a centre,
        "orange-blue" (by default) or "brown-teal". Colour-blind readers tell their classes
        apart. A style of greys has its own: darker with the value, dotted under the centre.
    names : {"auto", "areas", "places", "none"}
        What is named: the areas (column `nom`), inside each where there is room; or the most
        populated communes. By default, areas when they have room on the page, else communes.
    zone : optional
        Area that the page frames, as for :func:`map_poles`; areas whose inner point is outside
        are neither filled, nor classed, nor counted. By default, all the areas.
    outside : collection of codes
        Areas that the ratio does not concern, such as those that are no pôle: they have a fill
        and a row of their own; a value that they may have is not shown.
    outside_name : str
        What the legend calls them.
    counts_name : str
        What `effectifs` counts, over the sizes of the circles; « Nombre de professionnels de
        santé » by default.
    unit_name : str
        What the areas are, in the singular.
    style : Style
        Classes are grey where its ranks are.
    regions_year, communes
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the tables; a number of persons; values that cannot be classed.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        Areas of another place than the zone; unknown method, palette or area; wrong number of
        classes; bounds that do not increase, or lack the centre; a palette of one ramp for
        values on both sides of a centre.

    Warns
    -----
    UserWarning
        When there are fewer classes than asked for; when values look like numbers of persons;
        when areas with a value have no polygon in metropolitan France.
    """
    values = credited(values, source=source, date=date, author=author)
    land = land_at(values.attrs, regions_year, communes=communes, land=land)
    extent = None if zone is None else extent_named(zone, units=areas, land=land)
    land = land_of(extent, land)
    ratio = class_ratio(
        areas,
        values,
        effectifs,
        method=method,
        classes=classes,
        centre=centre,
        palette=palette,
        zone=extent,
        outside=outside,
        land=land,
    )
    if effectifs is None:
        style = on_fills(style)
    elif extent is not None:
        style = regional(style, several=len(extent.regions) > 1)
    page = Page((ratio.areas.total_bounds if extent is None else extent.area.bounds), style)
    ax = page.axes
    draw_base(extent, departements=False, ax=ax, style=style, land=land)
    draw_ratio(ratio, ax=ax, style=style)
    if effectifs is None:
        draw_casing(ax=ax, style=style, land=land)
    lines = []
    if grey_outlines(ratio):
        name = unit_name[:1].upper() + unit_name[1:]
        lines.append(Stroke(name, style.bassin_colour, style.bassin_width))
    if extent is not None:
        draw_zone(extent, ax=ax, style=style, land=land)
        lines.insert(0, zone_stroke(extent, style))
    subject = visible(land.regions, page.frame) if extent is None else ratio.areas
    draw_scale(subject=subject, ax=ax, style=style)
    named, left_out = named_on(
        ax,
        names,
        ratio.areas,
        ratio.names,
        fills_of(ratio, style),
        extent=extent,
        style=style,
        land=land,
        crowded=ratio.circles is not None,
    )
    draw_places(extent, departements=False, ax=ax, style=style, land=land)
    lines += limits_shown(ax, departements=False, style=style, land=land)
    millesime = areas.attrs.get("millesime")
    legend = partial(
        draw_ratio_legend,
        ratio,
        unit,
        lines,
        outside_name=outside_name,
        counts_name=counts_name or COUNTS_NAME,
        towns=towns_name(land) if named == "places" else "",
    )
    return finish_page(
        page,
        legend,
        title=title,
        subtitle=subtitle or f"{unit}, par {unit_name}",
        dated=not subtitle,
        origin=values.attrs,
        projection=land.projection,
        left_out=left_out,
        ground=GROUND_SOURCE + (f" ; limites de {unit_name} {millesime}" if millesime else ""),
    )


def named_on(
    ax: Axes,
    names: str,
    areas: gpd.GeoSeries,
    texts: "pd.Series[str]",
    fills: "pd.Series[str]",
    *,
    extent: Extent | None,
    style: Style,
    land: Land,
    crowded: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """Name areas, places or nothing on a map; return which, and the names without place.

    Parameters
    ----------
    names : {"auto", "areas", "places", "none"}
    areas, texts, fills : Series
        Polygons; names of those that have one; colour under each.
    crowded : bool
        The map has circles: many areas have no name unless it is asked.

    Raises
    ------
    ChoiceError
        Unknown `names`; areas without a name.
    """
    check_choice(names, NAMES, "names")
    if names == "auto":
        many = "none" if crowded else "places"
        room = areas.area.mean() / Frame.of(ax).metres_per_mm ** 2
        names = "areas" if len(texts) and room >= ROOM else many
    if names == "areas" and texts.empty:
        raise ChoiceError(
            "names = 'areas' : les aires n'ont pas de nom ; une colonne nom les leur donne."
        )
    if names == "areas":
        named = gpd.GeoSeries(areas[texts.index])
        return names, draw_names_on(named, texts, fills, ax=ax, style=style).left_out
    if names == "places":
        subject = land.regions.union_all() if extent is None else extent.area
        draw_towns(subject, ax=ax, style=style, land=land)
    return names, ()
