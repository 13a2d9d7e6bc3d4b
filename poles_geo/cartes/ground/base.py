"""The ground of a map: sea, neighbouring countries, regions, départements; limits; their names.

Contours are those of :mod:`poles_geo.cartes.ground.land`.
"""

from functools import lru_cache

import geopandas as gpd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import (
    DETAIL,
    at_scale,
    bounds_of,
    check_areas,
    draw_line,
    edges,
    fill_areas,
    outline_areas,
    visible,
)
from poles_geo.cartes.canvas.axes import Drawing, dress, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named, land_of
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.errors import ChoiceError


def draw_base(
    zone: Zone | None = None,
    *,
    departements: bool = True,
    filled: bool = True,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw sea, countries, regions and départements; take the ticks off the axes.

    Contours are simplified, as one coverage, to 0.15 mm on the page.

    Parameters
    ----------
    zone : optional
        What the map is about, as for :func:`poles_geo.map_poles`; lighter than the rest of the
        country. By default, the whole of it.
    departements : bool
        Draw their limits.
    filled : bool
        Fill the land; only limits are drawn otherwise, over tiles.
    ax : Axes, optional
        In metres of Lambert 93. Those that nothing has framed yet are framed around `zone`. By
        default, new axes framed so.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown area; axes that are no map, or show neither France nor its neighbours.
    """
    land = land or embedded_land()
    extent = None if zone is None else extent_named(zone, land=land)
    land = land_of(extent, land)
    bounds = land.regions.total_bounds if extent is None else extent.area.bounds
    ax, frame = map_axes(ax, bounds, style)
    abroad, regions = (visible(areas, frame) for areas in (land.neighbours, land.regions))
    if abroad.empty and regions.empty:
        raise ChoiceError(
            "axes : ni la France ni ses voisins n'y sont ; des mètres de Lambert 93 sont attendus "
            "(EPSG:2154), xlim et ylim d'une table projetée par to_crs(2154)."
        )
    dress(ax, style)
    ax.set_facecolor(style.sea)
    detail = DETAIL * frame.metres_per_mm
    ground = frame.polygon.buffer(5 * frame.metres_per_mm)
    abroad = abroad.intersection(ground).simplify(detail / 2)
    regions = regions_at(land, frame)
    chosen = regions.index.isin(regions.index if extent is None else extent.regions)
    drawn = []
    if filled:
        beyond = abroad.buffer(2 * detail, join_style="mitre")
        drawn += [
            fill_areas(ax, beyond, style.abroad, zorder=1),
            fill_areas(ax, gpd.GeoSeries(regions[~chosen]), style.around, zorder=2),
            fill_areas(ax, gpd.GeoSeries(regions[chosen]), style.land, zorder=2),
        ]
        for patch, name in zip(drawn, ("abroad", "around", "land"), strict=True):
            tell(patch, ground=name)
    if filled and extent is not None and not extent.regions:
        area = gpd.GeoSeries([extent.area], crs=land.crs)
        drawn.append(fill_areas(ax, area, style.land, zorder=2.1))
        tell(drawn[-1], ground="land")
    drawn += outline_areas(ax, abroad, style.frontier_colour, style.coast_width, zorder=1.2)
    inner, border = edges(regions)
    frontier = abroad.union_all().buffer(6 * detail, join_style="mitre")
    lines = [
        (inner, style.region_colour, style.region_width, 3.2),
        (border.difference(frontier), style.coast_colour, style.coast_width, 3.1),
        (border.intersection(frontier), style.region_colour, style.region_width, 3.2),
    ]
    if departements:
        limits, _ = edges(at_scale(land.departements, frame))
        lines.insert(0, (limits, style.departement_colour, style.departement_width, 3))
    drawn += [
        draw_line(ax, line, colour, width, zorder=zorder) for line, colour, width, zorder in lines
    ]
    return Drawing(ax, tuple(drawn))


@lru_cache(maxsize=1)
def regions_at(land: Land, frame: Frame) -> gpd.GeoSeries:
    """Regions of a land that a frame shows, simplified to its scale; those of the last map."""
    return at_scale(land.regions, frame)


def zone_stroke(extent: Extent, style: Style) -> Stroke:
    """Line around what a map is about, the strongest of the map."""
    return Stroke(extent.name or "Périmètre de la carte", style.zone_colour, style.zone_width)


def draw_zone(
    zone: Zone, *, ax: Axes | None = None, style: Style = STYLE_REPORT, land: Land | None = None
) -> Drawing:
    """Frame what a map is about with the strongest line of the map.

    Parameters
    ----------
    zone
        As for :func:`draw_base`.
    ax : Axes, optional
        The map, in metres. By default, new axes framed around it.
    style : Style
        `zone_colour` and `zone_width`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown area; axes that are no map.
    """
    land = land or embedded_land()
    extent = extent_named(zone, land=land)
    land = land_of(extent, land)
    ax, frame = map_axes(ax, extent.area.bounds, style)
    area = at_scale(gpd.GeoSeries([extent.area], crs=land.crs), frame)
    return draw_limits(area, zone_stroke(extent, style), ax=ax, style=style)


def draw_limits(
    areas: gpd.GeoSeries | gpd.GeoDataFrame,
    stroke: Stroke | None = None,
    *,
    zorder: float = 3.6,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Outline areas, each shared boundary once: intercommunalités, communes, a perimeter.

    Parameters
    ----------
    areas : GeoSeries or GeoDataFrame
        Polygons of a coverage, EPSG:2154.
    stroke : Stroke, optional
        Colour, width in points and, where it has one, fill under the base's limits; the legend
        takes it as it is. By default, the perimeter of the style.
    zorder : float
        Of the lines: régions have 3.2, bassins 2.9, circles 5.
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style

    Raises
    ------
    TableError
        Another projection.
    ChoiceError
        Axes that are no map.
    """
    checked = check_areas(areas)
    line = stroke or Stroke("Périmètre", style.perimeter_colour, style.perimeter_width)
    ax, frame = map_axes(ax, bounds_of(checked), style)
    drawn = outline_areas(ax, visible(checked, frame), line.colour, line.width, zorder=zorder)
    if line.fill is not None:
        drawn.append(fill_areas(ax, checked, line.fill, zorder=2.6))
    return Drawing(ax, tuple(drawn))
