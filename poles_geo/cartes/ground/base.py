"""The ground of a map: sea, neighbouring countries, regions, départements; limits; their names.

Contours are those of :mod:`poles_geo.cartes.ground.land`.
"""

import geopandas as gpd
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.axes import Drawing, dress, map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground import land
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named
from poles_geo.cartes.ground.land import at_scale, base, visible
from poles_geo.cartes.labels.area_names import AreaNames, draw_names
from poles_geo.cartes.surround.legend import Stroke, limits_of_style
from poles_geo.communes.regions import DEPARTEMENTS_2014
from poles_geo.errors import ChoiceError


def draw_base(
    zone: Zone | None = None,
    *,
    departements: bool = True,
    filled: bool = True,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw sea, countries, regions of 2014 and départements; take the ticks off the axes.

    Contours are simplified, as one coverage, to 0.15 mm on the page.

    Parameters
    ----------
    zone : optional
        What the map is about, as for :func:`poles_geo.map_zone`; lighter than the rest of the
        country. By default, the whole of it.
    departements : bool
        Draw their limits.
    filled : bool
        Fill the land; only limits are drawn otherwise, over tiles.
    ax : Axes, optional
        In metres of Lambert 93. Those that nothing has framed yet are framed around `zone`. By
        default, new axes framed so.
    style : Style

    Raises
    ------
    ChoiceError
        Unknown area; axes that are no map, or show neither France nor its neighbours.
    """
    extent = None if zone is None else extent_named(zone)
    bounds = base().regions.total_bounds if extent is None else extent.area.bounds
    ax, frame = map_axes(ax, bounds, style)
    abroad, regions = (visible(areas, frame) for areas in (base().neighbours, base().regions))
    if abroad.empty and regions.empty:
        raise ChoiceError(
            "axes : ni la France ni ses voisins n'y sont ; des mètres de Lambert 93 sont attendus "
            "(EPSG:2154), xlim et ylim d'une table projetée par to_crs(2154)."
        )
    dress(ax, style)
    ax.set_facecolor(style.sea)
    detail = land.DETAIL * frame.metres_per_mm
    ground = frame.polygon.buffer(5 * frame.metres_per_mm)
    abroad = abroad.intersection(ground).simplify(detail / 2)
    regions = at_scale(regions, frame)
    chosen = regions.index.isin(regions.index if extent is None else extent.regions)
    drawn = []
    if filled:
        beyond = abroad.buffer(2 * detail, join_style="mitre")
        drawn += [
            land.fill(ax, beyond, style.abroad, zorder=1),
            land.fill(ax, gpd.GeoSeries(regions[~chosen]), style.around, zorder=2),
            land.fill(ax, gpd.GeoSeries(regions[chosen]), style.land, zorder=2),
        ]
    if filled and extent is not None and not extent.regions:
        area = gpd.GeoSeries([extent.area], crs=2154)
        drawn.append(land.fill(ax, area, style.land, zorder=2.1))
    drawn += land.outline(ax, abroad, style.frontier_colour, style.coast_width, zorder=1.2)
    inner, border = land.edges(regions)
    frontier = abroad.union_all().buffer(6 * detail, join_style="mitre")
    lines = [
        (inner, style.region_colour, style.region_width, 3.2),
        (border.difference(frontier), style.coast_colour, style.coast_width, 3.1),
        (border.intersection(frontier), style.region_colour, style.region_width, 3.2),
    ]
    if departements:
        limits, _ = land.edges(at_scale(base().departements, frame))
        lines.insert(0, (limits, style.departement_colour, style.departement_width, 3))
    drawn += [
        land.draw_line(ax, line, colour, width, zorder=zorder)
        for line, colour, width, zorder in lines
    ]
    return Drawing(ax, tuple(drawn))


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
    checked = land.check_areas(areas)
    line = stroke or Stroke("Périmètre", style.perimeter, style.perimeter_width)
    ax, frame = map_axes(ax, land.bounds_of(checked), style)
    drawn = land.outline(ax, visible(checked, frame), line.colour, line.width, zorder=zorder)
    if line.fill is not None:
        drawn.append(land.fill(ax, checked, line.fill, zorder=2.6))
    return Drawing(ax, tuple(drawn))


def draw_places(
    zone: Zone | None = None,
    *,
    departements: bool = True,
    without: BaseGeometry | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> AreaNames:
    """Name what lies on and around an area: départements, regions, countries, seas.

    Parameters
    ----------
    zone : optional
        What the map is about, as for :func:`draw_base`: its départements are named, and the
        regions around it.
    departements : bool
        Name those of `zone`, where it is made of regions.
    without : polygon, optional
        Ground where nothing is named.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around `zone`.
    style : Style

    Returns
    -------
    Noms
        The names written, and those that fit nowhere.
    """
    extent = None if zone is None else extent_named(zone)
    bounds = base().regions.total_bounds if extent is None else extent.area.bounds
    ax, frame = map_axes(ax, bounds, style)
    drawn = [
        draw_names(
            areas if without is None else gpd.GeoSeries(areas.difference(without)),
            ax=ax,
            style=style,
        )
        for areas in _places(frame, extent, departements=departements)
    ]
    return AreaNames(
        ax,
        tuple(artist for names in drawn for artist in names.artists),
        tuple(name for names in drawn for name in names.left_out),
    )


def _places(frame: Frame, extent: Extent | None, *, departements: bool) -> list[gpd.GeoSeries]:
    """Areas to name, the most important layer first."""
    abroad = base().neighbours.rename(land.COUNTRY_NAMES)
    named = gpd.GeoSeries(abroad[abroad.index.isin(land.COUNTRY_NAMES.values())])
    layers = [named, base().seas]
    if extent is not None:
        layers.insert(0, gpd.GeoSeries(base().regions.drop(list(extent.regions))))
        if extent.regions and departements:
            layers.insert(0, _departements(extent))
    return [visible(areas, frame) for areas in layers]


def _departements(extent: Extent) -> gpd.GeoSeries:
    """Départements of regions, indexed by their name."""
    areas = base().departements
    codes = areas.index.get_level_values("departement")
    wanted = [code for region in extent.regions for code in DEPARTEMENTS_2014[region]]
    return gpd.GeoSeries(areas[codes.isin(wanted)].droplevel("departement"))


def limits_shown(
    carte: Axes | None = None,
    *,
    departements: bool = True,
    bassins: gpd.GeoDataFrame | None = None,
    style: Style = STYLE_REPORT,
) -> list[Stroke]:
    """Limits that a map shows, for its legend: regions, départements or bassins, coasts.

    Parameters
    ----------
    carte : Axes, optional
        The map; by default, one of the whole country.
    departements : bool
        Their limits are drawn.
    bassins : GeoDataFrame, optional
        Bassins drawn in their place; its `attrs` may have their `millesime`.
    style : Style
    """
    millesime = None if bassins is None else str(bassins.attrs.get("millesime") or "")
    region, inner, coast = limits_of_style(style, millesime)
    ground = None if carte is None else Frame.of(carte)
    several = ground is None or len(visible(base().regions, ground)) > 1
    maritime = ground is None or not base().seas.disjoint(ground.polygon).all()
    within = departements or bassins is not None
    rows = ((region, several), (inner, within), (coast, maritime))
    return [row for row, drawn in rows if drawn]
