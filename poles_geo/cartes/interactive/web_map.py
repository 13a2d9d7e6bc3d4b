"""The interactive map: one HTML file that opens from disk and asks nothing of any network.

The same ground, colours and circles as the printed maps. The script and its libraries are built by
``tools/build_edition/web_page.py``; the data lie beside it as text that no browser executes.
"""

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poles_geo.bassins import coverage
from poles_geo.cartes.canvas.areas import edges
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks
from poles_geo.cartes.ground.extents import Zone, extent_named, in_words
from poles_geo.cartes.ground.land import COUNTRY_NAMES, SEAS, Land, land_at
from poles_geo.cartes.interactive.cards import COUNTS, bassin_cards
from poles_geo.cartes.interactive.html_page import WebPage, page_of
from poles_geo.cartes.interactive.packing import Grid, pack_areas, pack_lines
from poles_geo.cartes.interactive.sea_frames import (
    SeaFrame,
    frame_boxes,
    frames_for,
    ground_of,
    names_of,
    placed_in_frames,
)
from poles_geo.cartes.interactive.spoken import spoken_table
from poles_geo.cartes.interactive.web_legend import (
    line_entries,
    rank_entries,
    size_entries,
    style_entries,
)
from poles_geo.cartes.layers.bassin_areas import check_bassins
from poles_geo.cartes.layers.overseas_poles import check_everywhere
from poles_geo.cartes.layers.poles import in_order
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.cartes.layers.uncounted_areas import NOT_COUNTED
from poles_geo.cartes.legends.pole_legend import sizes_heading
from poles_geo.cartes.pages.overseas import projections_told
from poles_geo.cartes.surround.credits import (
    GROUND_SOURCE,
    POLES,
    credit_lines,
    national_title,
    subtitle_of,
    zoning_told,
)
from poles_geo.coded import warnings_in
from poles_geo.errors import ChoiceError
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import typeset

FRAME = Grid(west=-250_000, north=7_200_000, width=34_100, height=26_000, step=50)
"""France and what the embedded contours know around it: 1 705 by 1 300 km, in steps of 50 m."""

FINE, COARSE = 250.0, 1_000.0
"""Simplification of the contours, in metres: for a near view, and for the whole country."""

FRONTIER = 1_000.0
"""Metres within which a contour of France and one of a neighbour are the same frontier."""
JOINT = 400.0
"""Metres by which the neighbours are drawn under France, whose contour is simplified."""


def map_interactive(
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    zone: Zone | None = None,
    title: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> WebPage:
    """Draw the interactive map of the pôles, as one HTML page to show or to save.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`; bassins without rank have their card too. With a
        table of pôles alone, a bassin that it does not list is « hors pôle »; otherwise it has
        « pas de données ».
    bassins : GeoDataFrame, optional
        As :func:`poles_geo.read_bassins` gives them: each is outlined, those of the pôles are
        filled by rank.
    zone : optional
        Area of the metropole that the page opens on, as for :func:`poles_geo.map_poles`; by
        default, what is counted.
    title : str
        Replaces that of the map of France.
    rules : Rules, optional
        Those that gave the ranks, which the legend states; by default, as for
        :func:`poles_geo.map_national`.
    style : Style
        Colours and symbols; circles grow as the square root of the magnification.
    regions_year
        As for :func:`poles_geo.map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    WebPage

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Unknown area, or overseas.
    """
    land = land_at(poles.attrs, regions_year, land=land)
    extent = None if zone is None else extent_named(zone, units=bassins, land=land)
    if extent is not None and extent.overseas:
        raise ChoiceError("zone : la page interactive s'ouvre sur une aire de la métropole.")
    metropolitan, beyond = check_everywhere(poles, bassins, land=land)
    frames = frames_for(beyond)
    points = metropolitan
    if frames:
        everywhere = pd.concat([metropolitan, placed_in_frames(beyond, frames)])
        points = in_order(gpd.GeoDataFrame(everywhere), poles)
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    areas = None if bassins is None else check_bassins(bassins, metropolitan)
    unnamed = pd.Series(dtype=object)
    names = unnamed if bassins is None else bassins.get("nom", unnamed)
    cards = bassin_cards(poles, points, areas, names, rules, land=land)
    data = {
        "pas": FRAME.step,
        "cadre": [FRAME.width, FRAME.height],
        "france": _view(land.regions, []),
        "vue": _view(gpd.GeoSeries([extent.area]), [])
        if extent
        else _view(_about(points, areas, land=land), frames),
        "cadres": frame_boxes(frames, FRAME),
        "fonds": {**_ground(land=land), **ground_of(frames, FRAME, land=land)},
        "noms": [*_area_names(land=land), *names_of(frames, FRAME)],
        "bassins": None if areas is None else _packed(areas, cards.index),
        "fiches": _columns(cards),
        "comptes": list(COUNTS.values()),
        "rangs": rank_entries(points, cards, rules, style, filled=areas is not None),
        "tailles": size_entries(points["effectif"]),
        "limites": line_entries(style, bassins, land=land),
        "style": style_entries(style),
    }
    shown = title or (
        f"{POLES}{in_words(extent)}"
        if extent
        else national_title(len(metropolitan), len(beyond), points.attrs)
    )
    dated = f", {points.attrs['date']}" if "date" in points.attrs else ""
    headings = {
        "TITRE": shown,
        "SOUS_TITRE": subtitle_of(points.attrs) + dated,
        "TAILLES": sizes_heading(points.attrs),
    }
    notes = [projections_told(beyond["departement"])] if frames else []
    footer = [*notes, *_sources(points.attrs, bassins)]
    spoken = spoken_table(points if extent is None else points[extent.holds(points)], shown)
    return WebPage(page_of(headings, footer, data, spoken, typeface=style.typeface))


def _view(areas: gpd.GeoSeries, frames: list[SeaFrame]) -> list[int]:
    """Bounds of what is shown first, in steps: left, top, right, bottom."""
    west, south, east, north = shapely.total_bounds([*areas, *(frame.polygon for frame in frames)])
    (left, top), (right, bottom) = FRAME.to_steps([(west, north), (east, south)]).tolist()
    return [left, top, right, bottom]


def _about(points: gpd.GeoDataFrame, areas: gpd.GeoSeries | None, *, land: Land) -> gpd.GeoSeries:
    """Bassins that are counted, all or in part; without bassins, regions of the pôles, or all."""
    if areas is not None:
        without = points.attrs.get(UNCOUNTED, {}).get(NOT_COUNTED, [])
        return gpd.GeoSeries(areas[~areas.index.isin(without)])
    regions = land.regions
    held = gpd.GeoSeries(regions[regions.index.isin(points[f"region_{land.year}"])])
    return held if len(held) else regions


def regions_of(departements: gpd.GeoSeries, *, land: Land) -> gpd.GeoSeries:
    """Union départements (index: departement, nom) into the regions of a land."""
    region = departements.index.get_level_values("departement").map(land.region_of)
    return coverage.dissolve(departements, region.to_numpy())


@cache
def _ground(*, land: Land) -> dict[str, str]:
    """Pack what lies under the pôles: areas to fill, lines to draw."""
    abroad = land.neighbours.clip(FRAME.polygon)
    departements = coverage.simplify(land.departements, FINE)
    regions = regions_of(departements, land=land)
    inner, border = edges(regions)
    strip = border.buffer(FRONTIER)
    beyond = abroad.union_all()
    shore = beyond.union(beyond.buffer(JOINT).intersection(strip))
    frontier = beyond.buffer(FRONTIER)
    frontiers = shapely.union_all([line.difference(strip) for line in edges(abroad)])
    return {
        "etranger": pack_areas(gpd.GeoSeries([shore]), FRAME)[0],
        "pays": "".join(pack_areas(regions, FRAME)),
        "frontieres": pack_lines(frontiers, FRAME),
        "departements": pack_lines(edges(departements)[0], FRAME),
        "cote": pack_lines(border.difference(frontier), FRAME),
        "regions": pack_lines(inner, FRAME)
        + pack_lines(shapely.line_merge(border.intersection(frontier)), FRAME),
    }


def _area_names(*, land: Land) -> list[list[Any]]:
    """Countries and seas around France, with the middle of what the first view shows of them."""
    west, south, east, north = land.regions.total_bounds
    shown = shapely.box(west, south, east, north).buffer(90_000, join_style="mitre")
    layers = [land.neighbours.rename(COUNTRY_NAMES), land.seas]
    named = pd.concat(layers).intersection(shown)
    named = named[~named.is_empty & named.index.isin([*COUNTRY_NAMES.values(), *SEAS])]
    circles = shapely.maximum_inscribed_circle(named.to_numpy(), 1_000)
    middles = FRAME.to_steps(shapely.get_coordinates(shapely.get_point(circles, 0)))
    return [
        [typeset(str(name)), x, y]
        for name, (x, y) in zip(named.index, middles.tolist(), strict=True)
    ]


def _packed(areas: gpd.GeoSeries, codes: pd.Index) -> dict[str, list[str]]:
    """Pack the bassins in the order of the cards, as seen from near and from afar."""
    levels = {"fins": FINE, "grossiers": COARSE}
    return {
        name: pack_areas(gpd.GeoSeries(simple.reindex(codes)), FRAME)
        for name, simple in (
            (name, coverage.simplify(areas, tolerance)) for name, tolerance in levels.items()
        )
    }


def _columns(cards: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Lay the cards by column, places in steps of the frame, missing values as null."""
    points = cards.geometry.to_numpy()
    known = ~shapely.is_missing(points)
    xy = np.full((len(points), 2), None, dtype=object)
    xy[known] = FRAME.to_steps(shapely.get_coordinates(points[known]))
    effectif = [None if pd.isna(value) else float(value) for value in cards["effectif"]]
    table = pd.DataFrame(cards).drop(columns=["geometry", "effectif"])
    columns = {str(name): values.tolist() for name, values in table.items()}
    x, y = xy.T.tolist()
    return {**columns, "code": cards.index.tolist(), "effectif": effectif, "x": x, "y": y}


def _sources(origin: dict[Any, Any], bassins: gpd.GeoDataFrame | None) -> list[str]:
    """Lines that say where the figures and the ground come from, and who made the page."""
    ground = GROUND_SOURCE + zoning_told(bassins)
    lines = [*warnings_in(origin), *credit_lines(origin, ground)]
    return [typeset(line) for line in lines]
