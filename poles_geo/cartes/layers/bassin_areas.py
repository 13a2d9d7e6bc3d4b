"""Bassins de vie on a map: every one outlined, those of the pôles filled by rank."""

from itertools import product

import geopandas as gpd
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import (
    at_scale,
    bounds_of,
    fill_areas,
    outline_areas,
)
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, rim, tint
from poles_geo.cartes.ground.extents import Zone
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles, check_shapes, held
from poles_geo.errors import TableError, warn
from poles_geo.ranking.carried import last_rank
from poles_geo.typography import french_count


def check_bassins(
    bassins: gpd.GeoDataFrame, poles: gpd.GeoDataFrame | None = None
) -> gpd.GeoSeries:
    """Return the polygons drawn, after a check that the pôles are of the same zoning.

    Raises
    ------
    TableError
        Another projection, or no pôle among the bassins.

    Warns
    -----
    UserWarning
        When some pôles have no polygon.
    """
    areas = check_shapes(bassins)
    if poles is None:
        return areas
    absent = poles.index[~poles.index.isin(areas.index)]
    if len(absent) == len(poles) and len(poles):
        raise TableError(
            "bassins : aucun pôle n'est un bassin de ce découpage ; les pôles sont "
            f"{', '.join(poles.index[:3])}…, les bassins {', '.join(map(str, areas.index[:3]))}… "
            "(deux millésimes, ou un autre zonage ?)."
        )
    if len(absent):
        warn(
            f"{french_count(len(absent), 'pôle')} sans polygone de bassin, dessinés par leur seul "
            f"symbole : {', '.join(absent[:10])}."
        )
    return areas


def draw_bassins(
    bassins: gpd.GeoDataFrame,
    poles: pd.DataFrame | None = None,
    *,
    zone: Zone | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Outline every bassin, and fill those of the pôles by rank.

    Parameters
    ----------
    bassins : GeoDataFrame
        As :func:`poles_geo.read_bassins` gives them: polygons of a coverage (EPSG:2154), index
        `code_bassin`.
    poles : DataFrame or GeoDataFrame, optional
        As for :func:`poles_geo.map_national`; the bassins of those whose place the map shows are
        filled. By default, none is.
    zone : optional
        What the map is about, as for :func:`draw_base`: the bassins of other pôles are fainter.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around the bassins.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    Drawing
        The fills, one a rank drawn, then the outlines.

    Raises
    ------
    TableError
        With every fault of the table of pôles; another projection; no pôle among the bassins.
    ChoiceError
        Unknown area; axes that are no map.

    Warns
    -----
    UserWarning
        When some pôles have no polygon.
    """
    land = land or embedded_land()
    points = None if poles is None else check_poles(poles, bassins, land=land)
    return draw_checked_bassins(bassins, points, zone=zone, ax=ax, style=style, land=land)


def draw_checked_bassins(
    bassins: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame | None,
    *,
    zone: Zone | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land,
) -> Drawing:
    """Draw bassins, with pôles as :func:`check_poles` gives them: see :func:`draw_bassins`."""
    areas = check_bassins(bassins, points)
    if points is not None:
        style = for_ranks(style, last_rank(points))
    ax, frame = map_axes(ax, bounds_of(areas), style)
    shown = at_scale(areas, frame)
    drawn: list[Artist] = []
    if points is not None:
        points = gpd.GeoDataFrame(points[points.intersects(frame.polygon)])
        about = held(points, zone, land=land)
        for of_map, rang in product((True, False), style.rank_colours):
            codes = points.index[(about == of_map) & (points["rang"] == rang)]
            members = gpd.GeoSeries(shown[shown.index.isin(codes)])
            if len(members):
                colour = tint(rang, style, faint=not of_map)
                drawn.append(fill_areas(ax, members, colour, zorder=2.4))
                line = rim(colour, style)
                drawn += outline_areas(ax, members, line, style.bassin_width, zorder=2.95)
    drawn += outline_areas(ax, shown, style.bassin_colour, style.bassin_width, zorder=2.9)
    return Drawing(ax, tuple(drawn))
