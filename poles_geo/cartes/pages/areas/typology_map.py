"""The typology: a page that shows areas by class."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.fill_limits import on_fills
from poles_geo.cartes.layers.filled.typology import class_typology, draw_typology, fills_by_class
from poles_geo.cartes.legends.filled.typology_legend import typology_legend
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.pages.areas.told_in_words import named_table
from poles_geo.cartes.surround.credits import credited
from poles_geo.communes.identity import unit_of_areas


def map_typology(
    areas: gpd.GeoDataFrame,
    classes: pd.Series,
    *,
    title: str,
    legend: str,
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | Sequence[str] | None = None,
    names: str = "auto",
    zone: Zone | None = None,
    outside: Collection[str] = (),
    outside_name: str = "Hors zonage",
    missing_name: str = "Sans données",
    unit_name: str = "",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw areas by class: a zoning of physicians, over- and under-served areas, types.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code; overseas as for :func:`map_ratio`.
    classes : Series
        Name of the class of each area, index codes of `areas`; eight at most. An area without
        one is hatched, `missing_name`. Its `attrs` source, date and attribution are printed at
        the foot of the page.
    title : str
    legend : str
        What the classes are, over the legend: « Zonage des médecins généralistes ».
    subtitle, source, date, author : str
        In place of what the classes say, under the title and at the foot of the page.
    order : sequence of str, optional
        Classes in the order of the legend; by default that of their categories, else of their
        names.
    colours : mapping or sequence of colours, optional
        By class, or in their order. By default, from dark brown by light to dark blue.
    names : {"auto", "areas", "places", "none"}
        What is named, as for :func:`map_ratio`.
    zone : optional
        Area that the page frames, as for :func:`map_poles`; areas whose inner point is outside
        are not shown. By default, all the areas.
    outside : collection of codes
        Areas that the typology does not concern: they have a fill and a row of their own, and no
        class is shown for them.
    outside_name, missing_name : str
        What the legend calls these, and those without a class.
    unit_name : str
        What the areas are, in the singular; what their zoning says by default.
    style : Style
    regions_year, communes
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the tables; no class.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        Areas of another place than the zone; unknown area; more than eight classes; a class
        without order or colour; no colour.
    """
    classes = credited(classes, source=source, date=date, author=author)
    extent, land = locate(
        zone, classes.attrs,
        units=areas, regions_year=regions_year, communes=communes, land=land,
    )  # fmt: skip
    unit_name = unit_name or unit_of_areas(areas).one
    typology = class_typology(
        areas,
        classes,
        order=order,
        colours=colours,
        extent=extent,
        outside=outside,
        style=style,
        land=land,
    )
    return draw_area_page(
        AreaLayer(
            typology.areas,
            partial(draw_typology, typology),
            partial(
                typology_legend, typology, legend,
                outside_name=outside_name, missing_name=missing_name,
            ),
            FillNames(names, typology.areas, typology.names, fills_by_class(typology, style)),
            table=named_table(
                typology.names,
                typology.classes.sort_values(kind="stable").astype("str").to_frame("classe"),
            ),
        ),
        extent,
        on_fills(style),
        title=title,
        subtitle=subtitle,
        default_subtitle=f"{legend}, par {unit_name}",
        origin=classes.attrs,
        land=land,
    )  # fmt: skip
