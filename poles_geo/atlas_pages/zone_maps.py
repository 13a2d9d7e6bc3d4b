"""The maps of an atlas of one area: the area, its départements, its schema."""

from dataclasses import replace
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.mesh.centralities import centralities
from poles_geo.analyses.mesh.gaps import gaps
from poles_geo.analyses.mesh.maillage import links
from poles_geo.analyses.reach.access import access
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.ground.extents import Extent, land_of
from poles_geo.cartes.ground.land import Land, embedded_land, land_at
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.pages.measured.access_maps import map_access
from poles_geo.cartes.pages.measured.attraction_map import map_tunnel
from poles_geo.cartes.pages.measured.exposure_map import map_exposure
from poles_geo.cartes.pages.measured.gaps_map import map_gaps
from poles_geo.cartes.pages.pole_maps import map_poles
from poles_geo.cartes.pages.registry import NamedMap
from poles_geo.cartes.pages.schema import map_schema
from poles_geo.communes.field import field_of
from poles_geo.communes.territory_names import REGION
from poles_geo.report_2014.plates import (
    compares,
    draw_attraction,
    draw_configuration,
    draw_dependency,
    draw_sensitivity,
    draw_shares,
    has_counts,
    has_shares,
    has_thresholds,
)
from poles_geo.typography import slug

AREA, ATTRACTION, DEPARTEMENTS = "Le territoire", "L'attraction", "Les départements"
"""Headings of the atlas of an area."""
COMPARED = "nous-et-les-autres"
"""Name, or its beginning, of the pages of a region beside those that are like it."""
FAR = 20.0
"""Distance, in km, from which a commune is far from every pôle."""
LEAST_LINKED = 2
"""Pôles that a schema takes."""


def maps_of_zone(
    extent: Extent, poles: pd.DataFrame, *, every: pd.DataFrame, land: Land
) -> list[NamedMap]:
    """List the maps of an area, heading by heading.

    Parameters
    ----------
    extent : Extent
    poles : DataFrame
        Those of the area.
    every : DataFrame
        Those of the whole table.
    land : Land
        That of the area, whose regions are those of the date of the table.

    Returns
    -------
    list of NamedMap
        The area; its schema when two pôles at least are in it; the regions that are like it, when
        it is one and the table counts others; its shares, when the table knows them; the ranks
        that hold to a threshold, when it has all its counts or is the published one; what attracts
        it and what is far from every pôle, when the whole country is counted, since the pôles
        around count too, or the département overseas, which has none around; its départements,
        when it is made of regions of several, that the table counts.
    """
    overseas = bool(land.departement)
    maps = [NamedMap("territoire", partial(map_poles, zone=extent), AREA)]
    if len(poles) >= LEAST_LINKED:
        maps.append(NamedMap("schema", partial(_draw_schema, zone=extent), AREA))
    if extent.kind == REGION and len(extent.regions) == 1 and compares(extent.name, every):
        draw = partial(draw_configuration, extent.name)
        maps.append(NamedMap(COMPARED, draw, AREA))
    if has_shares(poles):
        maps.append(NamedMap("parts", partial(draw_shares, zone=extent), AREA, overseas=True))
    if has_counts(poles) or (not overseas and has_thresholds(poles)):
        draw = partial(draw_sensitivity, zone=extent)
        maps.append(NamedMap("sensibilite", draw, AREA, overseas=True))
    field = field_of(every.attrs)
    alone = overseas and land.departement in (field.departements or ())
    if alone or (not overseas and field.national):
        maps += [
            NamedMap(name, partial(draw, zone=extent), ATTRACTION)
            for name, draw in (
                ("attraction", draw_attraction),
                ("effet-tunnel", _draw_tunnel),
                ("exposition", _draw_exposure),
                *([("dependance", draw_dependency)] if len(poles) >= LEAST_LINKED else []),
                ("loin", _draw_gaps),
                ("acces", _draw_access),
            )
        ]
    codes = [code for region in extent.regions for code in land.region_departements[region]]
    names = dict(land.departements.index)
    counted = field_of(poles.attrs).departements
    maps += [
        NamedMap(
            f"departement-{slug(names[code])}",
            partial(map_poles, zone=code),
            DEPARTEMENTS,
            caption=names[code],
        )
        for code in codes
        if len(codes) > 1 and (counted is None or code in counted)
    ]
    return [replace(one, overseas=overseas or one.overseas) for one in maps]


def _draw_schema(
    poles: pd.DataFrame,
    *,
    zone: Extent,
    bassins: gpd.GeoDataFrame | None = None,
    **options: Any,
) -> Carte:
    del bassins  # it has none
    points = check_poles(poles, land=land_of(zone, land_at(poles.attrs)))
    inside = gpd.GeoDataFrame(points[zone.holds(points)])
    held = centralities(links(inside), inside)
    return map_schema(poles, zone, centralities=held, **options)


def _draw_tunnel(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> Carte:
    del bassins
    return map_tunnel(poles, **options)


def _draw_exposure(
    poles: pd.DataFrame, *, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> Carte:
    del bassins
    return map_exposure(poles, **options)


def _draw_gaps(
    poles: pd.DataFrame, *, zone: Extent, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> Carte:
    del bassins
    land = land_of(zone, embedded_land())
    points = check_poles(poles, land=land)
    far = gaps(points, land.communes, within=FAR)
    return map_gaps(far, poles, zone=zone, **options)


def _draw_access(
    poles: pd.DataFrame, *, zone: Extent, bassins: gpd.GeoDataFrame | None = None, **options: Any
) -> Carte:
    """Draw how far the nearest pôle is from each commune, those around the zone counting too."""
    del bassins
    land = land_of(zone, embedded_land())
    homes = gpd.GeoDataFrame(land.communes.loc[zone.surrounded(land.communes)])
    found = access(homes, check_poles(poles, land=land))
    return map_access(homes, found, zone=zone, **options)
