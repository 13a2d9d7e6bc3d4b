"""Two ratios at once: a page that shows where both are high, both low, or one alone."""

from collections.abc import Collection, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.bivariate import class_bivariate, draw_bivariate, fills_under
from poles_geo.cartes.layers.filled.fill_limits import on_fills
from poles_geo.cartes.legends.filled.bivariate_legend import bivariate_legend, bivariate_words
from poles_geo.cartes.legends.filled.ratio_legend import OUTSIDE_NAME
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.pages.areas.told_in_words import named_table
from poles_geo.cartes.surround.credits import credited
from poles_geo.communes.identity import unit_of_areas
from poles_geo.typography import capitalised, uncapitalised


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
    outside_name: str = OUTSIDE_NAME,
    unit_name: str = "",
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
        What the areas are, in the singular; what their zoning says by default.
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
    extent, land = locate(
        zone, first.attrs,
        units=areas, regions_year=regions_year, communes=communes, land=land,
    )  # fmt: skip
    unit_name = unit_name or unit_of_areas(areas).one
    found = class_bivariate(
        areas, first, second, method=method, zone=extent, outside=outside, land=land
    )
    style = on_fills(style)
    unfilled = len(found.outside) + len(found.missing)
    return draw_area_page(
        AreaLayer(
            found.areas,
            partial(draw_bivariate, found),
            partial(bivariate_legend, found, (first_unit, second_unit), outside_name=outside_name),
            FillNames(names, found.areas, found.names, fills_under(found, style)),
            outlined=capitalised(unit_name) if unfilled else "",
            table=named_table(
                found.names,
                pd.DataFrame({"premier": first, "second": second}).reindex(found.cells.index),
            ),
            words=bivariate_words(found, (first_unit, second_unit)),
        ),
        extent,
        style,
        title=title,
        subtitle=subtitle,
        default_subtitle=f"{first_unit} et {uncapitalised(second_unit)}, par {unit_name}",
        origin=first.attrs,
        land=land,
    )
