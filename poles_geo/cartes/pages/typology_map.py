"""The typology: a page that shows areas by class."""

from collections.abc import Collection, Mapping, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Zone, extent_named, land_of
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.labels.names_on_fills import towns_name
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.ratio import hatched
from poles_geo.cartes.layers.typology import (
    Typology,
    class_typology,
    draw_typology,
    fills_by_class,
)
from poles_geo.cartes.legends.blocks import ROW, Block, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import lay_out
from poles_geo.cartes.legends.ratio_legend import across_rows, town_sign
from poles_geo.cartes.legends.signs import box_sign
from poles_geo.cartes.pages.choropleth import named_on
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import GROUND_SOURCE, credited
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.typography import french_number

PANEL = (78.0, 120.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""
CLASSES_WIDTH = 76.0
"""Least width, in mm, of the column of classes."""


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
    unit_name: str = "bassin de vie",
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
        What the areas are, in the singular.
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
    land = land_at(classes.attrs, regions_year, communes=communes, land=land)
    extent = None if zone is None else extent_named(zone, units=areas, land=land)
    land = land_of(extent, land)
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
    page = Page((typology.areas.total_bounds if extent is None else extent.area.bounds), style)
    ax = page.axes
    draw_base(extent, departements=False, ax=ax, style=style, land=land)
    draw_typology(typology, ax=ax, style=style)
    lines = []
    if extent is not None:
        draw_zone(extent, ax=ax, style=style, land=land)
        lines.append(zone_stroke(extent, style))
    subject = visible(land.regions, page.frame) if extent is None else typology.areas
    draw_scale(subject=subject, ax=ax, style=style)
    named, left_out = named_on(
        ax,
        names,
        typology.areas,
        typology.names,
        fills_by_class(typology, style),
        extent=extent,
        style=style,
        land=land,
    )
    draw_places(extent, departements=False, ax=ax, style=style, land=land)
    lines += limits_shown(ax, departements=False, style=style, land=land)
    return finish_page(
        page,
        partial(
            draw_typology_legend,
            typology,
            legend,
            lines,
            outside_name=outside_name,
            missing_name=missing_name,
            towns=towns_name(land) if named == "places" else "",
        ),
        title=title,
        subtitle=subtitle or f"{legend}, par {unit_name}",
        dated=not subtitle,
        origin=classes.attrs,
        projection=land.projection,
        left_out=left_out,
        ground=GROUND_SOURCE,
    )


def draw_typology_legend(
    typology: Typology,
    legend: str,
    lines: Sequence[Stroke] = (),
    *,
    outside_name: str = "Hors zonage",
    missing_name: str = "Sans données",
    towns: str = "",
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw the legend of a typology: classes in their order, what has none, lines.

    Parameters
    ----------
    typology : Typology
        As :func:`class_typology` gives it.
    legend : str
        What the classes are, over them.
    lines : sequence of Stroke
        Lines that the map shows.
    outside_name, missing_name : str
    towns : str
        What the dots of the map are; it has none when nothing is said.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style
    """
    counts = typology.classes.value_counts()
    rows = [
        Row(f"{name} ({french_number(counts[name])})", box_sign(colour, style))
        for name, colour in typology.colours.items()
    ]
    besides = [
        Row(f"{name} ({french_number(len(codes))})", box_sign(style.land, style, **options))
        for name, codes, options in (
            (outside_name, typology.outside, {}),
            (missing_name, typology.missing, hatched(style)),
        )
        if len(codes)
    ]
    besides += across_rows(len(typology.across), style)
    if towns:
        besides.append(Row(towns, town_sign(style)))
    notes = ("nombre d'aires",)
    blocks: list[Block] = [
        Rows(legend, tuple(rows), style, notes, step=ROW + 1.2, least=CLASSES_WIDTH)
    ]
    if besides:
        blocks.append(Rows("", tuple(besides), style, step=ROW + 1.2))
    blocks += lines_block(lines, style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    lay_out(panel, wide, high, blocks)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))
