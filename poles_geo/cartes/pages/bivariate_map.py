"""Two ratios at once: a page that shows where both are high, both low, or one alone."""

from collections.abc import Collection, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Zone, extent_named, land_of
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.labels.names_on_fills import towns_name
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.bivariate import class_bivariate, draw_bivariate, fills_under
from poles_geo.cartes.layers.fill_limits import draw_casing, on_fills
from poles_geo.cartes.legends.bivariate_legend import draw_bivariate_legend
from poles_geo.cartes.pages.choropleth import named_on
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import GROUND_SOURCE, credited
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale


def map_bivariate(
    areas: gpd.GeoDataFrame,
    first: pd.Series,
    second: pd.Series,
    *,
    title: str,
    first_unit: str,
    second_unit: str,
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    method: str | Sequence[Sequence[float]] = "Quantiles",
    names: str = "auto",
    zone: Zone | None = None,
    outside: Collection[str] = (),
    outside_name: str = "Hors pôle",
    unit_name: str = "bassin de vie",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw two ratios by area at once: three classes of each, nine colours, a square as legend.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code; overseas as for :func:`map_ratio`.
    first, second : Series
        The ratios, index codes of `areas`. Areas that lack one are hatched, « pas de données ».
        The `attrs` of the first (source, date, attribution) are printed at the foot of the page.
    title : str
    first_unit, second_unit : str
        What their numbers are: « Médecins pour 1 000 habitants ».
    subtitle, source, date, author : str
        In place of what the first says, under the title and at the foot of the page.
    method : str or two sequences of two floats
        A method of :func:`map_ratio` for both, on the areas that have both values; or the bounds
        of the first, then of the second.
    names : {"auto", "areas", "places", "none"}
        As for :func:`map_ratio`.
    zone : optional
        Area that the page frames, as for :func:`map_ratio`.
    outside : collection of codes
        Areas that the ratios do not concern.
    outside_name : str
        What the legend calls them.
    unit_name : str
        What the areas are, in the singular.
    style : Style
        In a style of greys, the classes of the second are hatches.
    regions_year, communes
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the tables; a number of persons; values that do not make three
        classes; no area with both.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        As for :func:`map_ratio`.

    Warns
    -----
    UserWarning
        As for :func:`map_ratio`.
    """
    first = credited(first, source=source, date=date, author=author)
    land = land_at(first.attrs, regions_year, communes=communes, land=land)
    extent = None if zone is None else extent_named(zone, units=areas, land=land)
    land = land_of(extent, land)
    found = class_bivariate(
        areas, first, second, method=method, zone=extent, outside=outside, land=land
    )
    style = on_fills(style)
    page = Page((found.areas.total_bounds if extent is None else extent.area.bounds), style)
    ax = page.axes
    draw_base(extent, departements=False, ax=ax, style=style, land=land)
    draw_bivariate(found, ax=ax, style=style)
    draw_casing(ax=ax, style=style, land=land)
    lines = []
    if len(found.outside) + len(found.missing):
        name = unit_name[:1].upper() + unit_name[1:]
        lines.append(Stroke(name, style.bassin_colour, style.bassin_width))
    if extent is not None:
        draw_zone(extent, ax=ax, style=style, land=land)
        lines.insert(0, zone_stroke(extent, style))
    subject = visible(land.regions, page.frame) if extent is None else found.areas
    draw_scale(subject=subject, ax=ax, style=style)
    named, left_out = named_on(
        ax, names, found.areas, found.names, fills_under(found, style),
        extent=extent, style=style, land=land,
    )  # fmt: skip
    draw_places(extent, departements=False, ax=ax, style=style, land=land)
    lines += limits_shown(ax, departements=False, style=style, land=land)
    return finish_page(
        page,
        partial(
            draw_bivariate_legend,
            found,
            (first_unit, second_unit),
            lines,
            outside_name=outside_name,
            towns=towns_name(land) if named == "places" else "",
        ),
        title=title,
        subtitle=subtitle or f"{first_unit} et {second_unit}, par {unit_name}",
        dated=not subtitle,
        origin=first.attrs,
        projection=land.projection,
        left_out=left_out,
        ground=GROUND_SOURCE,
    )
