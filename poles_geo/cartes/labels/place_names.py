"""Names of what lies on and around an area: départements, regions, countries, seas."""

import geopandas as gpd
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.axes import map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named, land_of
from poles_geo.cartes.ground.land import COUNTRY_NAMES, Land, embedded_land
from poles_geo.cartes.labels.area_names import AreaNames, draw_names
from poles_geo.communes.territory_names import REGION


def draw_places(
    zone: Zone | None = None,
    *,
    departements: bool = True,
    without: BaseGeometry | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> AreaNames:
    """Name what lies on and around an area: départements, regions, countries, seas.

    Nothing larger than the area is named inside it.

    Parameters
    ----------
    zone : optional
        What the map is about, as for :func:`draw_base`. Of regions: their départements are named,
        and the regions around. Of anything else: the départements around.
    departements : bool
        Name those of `zone`, where it is made of regions.
    without : polygon, optional
        Ground where nothing is named.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around `zone`.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    Noms
        The names written, and those that fit nowhere.
    """
    land = land or embedded_land()
    extent = None if zone is None else extent_named(zone, land=land)
    land = land_of(extent, land)
    bounds = land.regions.total_bounds if extent is None else extent.area.bounds
    ax, frame = map_axes(ax, bounds, style)
    drawn = [
        draw_names(
            areas if without is None else gpd.GeoSeries(areas.difference(without)),
            ax=ax,
            style=style,
        )
        for areas in _places(frame, extent, departements=departements, land=land)
    ]
    return AreaNames(
        ax,
        tuple(artist for names in drawn for artist in names.artists),
        tuple(name for names in drawn for name in names.left_out),
    )


def _places(
    frame: Frame, extent: Extent | None, *, departements: bool, land: Land
) -> list[gpd.GeoSeries]:
    """Areas to name, the most important layer first."""
    abroad = land.neighbours.rename(COUNTRY_NAMES)
    named = gpd.GeoSeries(abroad[abroad.index.isin(COUNTRY_NAMES.values())])
    layers = [named, land.seas]
    if extent is not None:
        layers.insert(0, _around(extent, frame, land=land))
        if extent.regions and departements and not extent.overseas:
            layers.insert(0, _departements(extent, land=land))
    return [visible(areas, frame) for areas in layers]


def _around(extent: Extent, frame: Frame, *, land: Land) -> gpd.GeoSeries:
    """Areas around that are named: regions around regions, else départements."""
    if extent.regions:
        return gpd.GeoSeries(land.regions.drop(list(extent.regions)))
    large = extent.kind == REGION
    areas = land.regions if large else land.departements.droplevel("departement")
    seen = gpd.GeoSeries(areas[areas.intersects(frame.polygon)])
    outside = gpd.GeoSeries(seen.difference(extent.area))
    return gpd.GeoSeries(outside[~outside.is_empty])


def _departements(extent: Extent, *, land: Land) -> gpd.GeoSeries:
    """Départements of regions, indexed by their name."""
    areas = land.departements
    codes = areas.index.get_level_values("departement")
    wanted = [code for region in extent.regions for code in land.region_departements[region]]
    return gpd.GeoSeries(areas[codes.isin(wanted)].droplevel("departement"))
