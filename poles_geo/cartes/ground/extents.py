"""What a map is about: regions, a département, intercommunalités, or a perimeter of one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.communes.regions import REGIONS_2014, REGIONS_2014_BY_REGION_2016, bare
from poles_geo.errors import ChoiceError
from poles_geo.sources.perimeter import SUFFIXES, area_of, read_perimeter


@dataclass(frozen=True)
class Extent:
    """An area of the country.

    Attributes
    ----------
    name : str
        For the title; empty when only the caller can name it.
    area : polygon
        EPSG:2154.
    regions : tuple of str
        Regions of 2014 that it is made of, when it is made of whole ones.
    """

    name: str
    area: BaseGeometry
    regions: tuple[str, ...] = ()

    def holds(self, points: gpd.GeoDataFrame) -> "pd.Series[bool]":
        """Tell which pôles (region, geometry) it is about."""
        if self.regions:
            return points["region_2014"].isin(self.regions)
        return points.intersects(self.area)


Zone = str | Path | Iterable[str] | gpd.GeoSeries | gpd.GeoDataFrame | Extent
"""A name, a file, codes of intercommunalités, polygons, or what was found of them."""


def extent_named(zone: Zone, *, land: Land | None = None) -> Extent:
    """Find an area of metropolitan France.

    Parameters
    ----------
    zone : str, path, sequence of str, GeoSeries, GeoDataFrame or Extent
        A region of 2014 or of today, a département (name or code), whatever the accents and
        capitals; several regions of 2014; a file of polygons; SIREN codes of intercommunalités
        of 2024; polygons.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Unknown name or code.
    SourceError, LayoutError
        As :func:`poles_geo.sources.perimeter.read_perimeter`: an area outside metropolitan
        France, or in another system than its own, is refused.
    """
    land = land or embedded_land()
    if isinstance(zone, Extent):
        return zone
    if isinstance(zone, gpd.GeoSeries | gpd.GeoDataFrame):
        return Extent("", area_of(zone.geometry, "la table"))
    if isinstance(zone, Path) or (isinstance(zone, str) and zone.lower().endswith(SUFFIXES)):
        return Extent(Path(zone).stem, read_perimeter(zone))
    if isinstance(zone, str):
        return _named(zone, land=land)
    names = list(zone)
    regions = {bare(region): region for region in REGIONS_2014}
    if names and all(bare(str(name)) in regions for name in names):
        return extent_of("", tuple(regions[bare(str(name))] for name in names), land=land)
    return _of_epci(names, land=land)


def _named(name: str, *, land: Land) -> Extent:
    typed = bare(name)
    for region in REGIONS_2014:
        if bare(region) == typed:
            return extent_of(region, (region,), land=land)
    for region, parts in REGIONS_2014_BY_REGION_2016.items():
        if bare(region) == typed:
            return extent_of(region, parts, land=land)
    departements = land.departements
    known = [(str(code), str(departement)) for code, departement in departements.index]
    for (code, departement), area in zip(known, departements, strict=True):
        if typed == bare(departement) or name.strip().upper() == code:
            return Extent(departement, area)
    listed = ", ".join(f"{departement} ({code})" for code, departement in known)
    raise ChoiceError(
        f"zone {name!r} inconnue ; régions de 2014 : {', '.join(REGIONS_2014)} ; régions "
        f"d'aujourd'hui : {', '.join(REGIONS_2014_BY_REGION_2016)} ; départements : {listed} ; "
        f"ou un fichier {', '.join(SUFFIXES)}."
    )


def extent_of(name: str, regions: tuple[str, ...], *, land: Land | None = None) -> Extent:
    """Extent of whole regions of 2014."""
    land = land or embedded_land()
    outlines = land.regions
    return Extent(name, shapely.union_all([outlines[region] for region in regions]), regions)


def _of_epci(codes: list[str], *, land: Land) -> Extent:
    communes = land.communes
    unknown = sorted(set(map(str, codes)) - set(communes["epci"].dropna()))
    if unknown or not codes:
        raise ChoiceError(
            "zone : codes SIREN d'intercommunalités de 2024 attendus, à neuf chiffres ; "
            f"inconnus : {', '.join(unknown) or 'aucun code donné'}."
        )
    members = communes[communes["epci"].isin(codes)]
    return Extent("", shapely.coverage_union_all(members.geometry.to_numpy()))
