"""The page of dominant flows: which place each other depends on, by the flows themselves."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from numpy.typing import NDArray

from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Extent, Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.symbols_over import scaled
from poles_geo.cartes.layers.measured.dominant_flows import (
    DIRECT,
    FARTHER,
    WIDTHS,
    DominantFlows,
    draw_flows,
    place_flows,
    relay_colour,
)
from poles_geo.cartes.legends.blocks import Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import besides_block
from poles_geo.cartes.legends.signs import circles_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.surround.credits import credited
from poles_geo.typography import capitalised, french_count, french_number

NODAL = "Qui dépend de qui, d'après les flux"
"""Beginning of the title, before the zone."""
NAMED = 24
"""Nodal places named, those that receive most, unless others are asked."""
FARTHEST = 0.5
"""How far around a zone a nodal place gives the scale, as a part of its longest side."""
LINES = {DIRECT: "Vers une tête", FARTHER: "Vers un lieu qui dépend d'un autre"}
"""What the lines are called."""


def map_flows(
    areas: gpd.GeoDataFrame,
    flows: pd.DataFrame,
    *,
    counts_name: str = "Flux reçus",
    scale_with: pd.Series | None = None,
    names: str = "auto",
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    zone: Zone | None = None,
    unit_name: str = "commune",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw a line from each place to the one that dominates it, and a circle for each nodal place.

    The circle is in proportion to what the nodal place receives. A place that one without outline
    dominates has no line: the legend counts them.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code: communes, or the places of the flows; nom where
        known.
    flows : DataFrame
        As :func:`nodal_flows` gives it; index codes of `areas`.
    counts_name : str
        What the sizes of the circles are.
    scale_with : Series, optional
        Numbers whose largest has the largest circle: the same for maps to be compared.
    names : {"auto", "areas", "places", "none"}
        What is named, as for :func:`map_ratio`; by default, the nodal
        places that receive most.
    title, subtitle, source, date, author : str
        In place of what is said by default, and of what the table says.
    zone : optional
        Area that the page frames, as for :func:`map_ratio`; the lines of its places may leave it.
    unit_name : str
        What the areas are.
    style : Style
    regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the tables; no place of the zone in them.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        As for :func:`map_ratio`.
    """
    flows = credited(flows, source=source, date=date, author=author)
    extent, land = locate(zone, flows.attrs, units=areas, regions_year=regions_year, land=land)
    shown = place_flows(areas, flows, extent=extent, land=land)
    near = gpd.GeoDataFrame(pd.concat([shown.heads, shown.relays]))
    near = near if extent is None else _around(near, extent)
    received = near["effectif"]
    if scale_with is not None or (received > 0).any():
        style = scaled(style, received if scale_with is None else scale_with)
    named = near
    if names == "auto" and len(shown.names):
        largest = received.nlargest(NAMED).index
        names, named = "areas", gpd.GeoDataFrame(named[named.index.isin(largest)])
    where = "" if extent is None else in_words(extent)
    frames: list[Frame] = []

    def draw(*, ax: Axes, style: Style) -> Drawing:
        frames.append(Frame.of(ax))
        return draw_flows(shown, ax=ax, style=style)

    def legend(lines: Sequence[Stroke] = (), *, towns: str = "", style: Style) -> Legend:
        inside = shown.heads.index.isin(shown.areas.index)
        seen = shown.heads.intersects(frames[0].polygon) if frames else inside
        return _legend(shown, counts_name, seen, lines, towns=towns, style=style)

    return draw_area_page(
        AreaLayer(
            shown.areas,
            draw,
            legend,
            FillNames(names, shown.areas, shown.names, circles=named),
            cased=False,
            outlined=capitalised(unit_name),
            circles=gpd.GeoDataFrame(near[near.index.isin(shown.areas.index)]),
            words=_told(shown, counts_name),
            table=shown.table,
        ),
        extent,
        style,
        title=title or f"{NODAL}{where}",
        subtitle=subtitle,
        default_subtitle=(
            "Le plus grand flux de chaque lieu, quand il va à un lieu plus grand que lui"
        ),
        origin=flows.attrs,
        land=land,
    )


def _around(heads: gpd.GeoDataFrame, extent: Extent) -> gpd.GeoDataFrame:
    """Keep the nodal places that the page of a zone may show: they give the scale."""
    west, south, east, north = extent.area.bounds
    reach = FARTHEST * max(east - west, north - south)
    there = shapely.box(west - reach, south - reach, east + reach, north + reach)
    return gpd.GeoDataFrame(heads[heads.intersects(there)])


def _told(shown: DominantFlows, counts_name: str) -> list[str]:
    """Say how many places there are, and which nodal place receives most, and least."""
    table = shown.table
    several = french_count(len(table), "lieu", "lieux")
    told = [f"{several}, dont {french_number(table['dominant'].notna().sum())} sous un autre."]
    heads = shown.heads["effectif"].sort_values(ascending=False, kind="stable")
    if heads.empty:
        return told
    names = shown.names.reindex(heads.index).fillna(heads.index.to_series())
    called = [f"{name}, {french_number(count)}" for name, count in zip(names, heads, strict=True)]
    if len(called) == 1:
        return [*told, f"{counts_name}, la tête : {called[0]}."]
    return [*told, f"{counts_name}, la première tête : {called[0]} ; la dernière : {called[-1]}."]


def _legend(
    shown: DominantFlows,
    counts_name: str,
    seen: "pd.Series[bool] | NDArray[np.bool_]",
    lines: Sequence[Stroke] = (),
    *,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks: nodal places, their sizes, flows, what has no line, limits."""
    counts = shown.lines["kind"].value_counts()
    strokes = [
        Stroke(f"{LINES[kind]} ({french_number(counts[kind])})", style.link_colour, width)
        for kind, width in WIDTHS.items()
        if counts.get(kind, 0)
    ]
    heads = gpd.GeoDataFrame(shown.heads[seen])
    sign = circles_sign((style.nature_colours[0],), style)
    rows = [Row(f"Tête, dont d'autres dépendent ({french_number(len(heads))})", sign)]
    if relays := len(shown.relays):
        sign = circles_sign((relay_colour(style),), style)
        rows.append(Row(f"Relais, qui dépend aussi d'un autre ({french_number(relays)})", sign))
    if far := len(shown.heads) - len(heads):
        rows.append(Row(f"Tête au-delà de la carte ({french_number(far)})"))
    if shown.alone:
        rows.append(Row(f"Ni tête ni dépendance ({french_number(shown.alone)})"))
    if shown.beyond:
        rows.append(Row(f"Dépend d'un lieu sans contour ({french_number(shown.beyond)})"))
    blocks: list[Block] = [Rows("Lieux", tuple(rows), style)]
    if len(received := pd.concat([heads["effectif"], shown.relays["effectif"]])):
        blocks.append(Circles(counts_name, sizes_of(received, style), style))
    return [
        [
            *blocks,
            *lines_block(strokes, style, "Flux dominants"),
            *besides_block([], towns=towns, style=style),
            *lines_block(lines, style),
        ]
    ]
