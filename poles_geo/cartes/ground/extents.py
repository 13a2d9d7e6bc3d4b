"""What a map is about: regions, départements, intercommunalités, bassins, or a perimeter."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.ground.land import Land, embedded_land, land_at
from poles_geo.coded import note_columns, note_index
from poles_geo.communes.field import field_of
from poles_geo.communes.territory_names import (
    BASSIN,
    DEPARTEMENT,
    EPCI,
    EXPECTED,
    REGION,
    Territory,
    territory_named,
)
from poles_geo.errors import ChoiceError, Faults
from poles_geo.regions import LOCATIVES, OVERSEAS, REGIONS_BY_YEAR, bare
from poles_geo.sources.vectors import VECTORS
from poles_geo.sources.zonings.perimeter import placed_area, read_polygons
from poles_geo.typography import listed

MOST_NAMED = 3
"""Territories of a zone whose names make its own."""
FRANCE = "France"
"""Zone that is the whole metropole."""
METROPOLE = "métropole"
"""Kind of the area of all the regions of the metropole."""


@dataclass(frozen=True)
class Extent:
    """An area that a map is about.

    Attributes
    ----------
    name : str
        For the title; empty when only the caller can name it.
    area : polygon
        In the projection of the land.
    regions : tuple of str
        Regions of the land that it is made of, when it is made of whole ones.
    kind : str
        What its territories are, when they are all of one kind: « région », « département »,
        « intercommunalité », « bassin de vie ».
    overseas : str
        Code of the département overseas that it lies in; empty in the metropole.
    """

    name: str
    area: BaseGeometry
    regions: tuple[str, ...] = ()
    kind: str = ""
    overseas: str = ""

    def surrounded(self, areas: gpd.GeoDataFrame) -> pd.Index:
        """Codes of the areas whose inner point it has."""
        return areas.index[areas.geometry.representative_point().within(self.area)]

    def holds(self, points: gpd.GeoDataFrame) -> "pd.Series[bool]":
        """Tell which pôles (region_2014, region_2016, geometry) it is about."""
        if self.regions:
            then, now = (points[column].array for column in ("region_2014", "region_2016"))
            held = then.isin(list(self.regions)) | now.isin(list(self.regions))
            return pd.Series(held, index=points.index, dtype=bool)
        return points.intersects(self.area)


OneZone = str | int | Path
Zone = (
    OneZone
    | Iterable[OneZone]
    | BaseGeometry
    | gpd.GeoSeries
    | gpd.GeoDataFrame
    | Extent
)  # fmt: skip
"""A name, a code, several of them, a file, polygons, or what was found of them."""


def extent_named(
    zone: Zone, *, units: gpd.GeoDataFrame | None = None, land: Land | None = None
) -> Extent:
    """Find the area that a map is about.

    Parameters
    ----------
    zone : str, int, path, sequence, polygon, GeoSeries, GeoDataFrame or Extent
        A region of 2014 or of today, a département, an intercommunalité of 2024, a bassin de vie,
        by name or code, whatever the accents, capitals, articles and legal form; several of them;
        a file of polygons; polygons (one without projection is in EPSG:2154).
    units : GeoDataFrame, optional
        Areas of a zoning, whose index and `nom` are then codes and names in place of those of the
        bassins de vie of 2022.
    land : Land, optional
        What lies under the map; the embedded edition by default. Its regions come first.

    Raises
    ------
    ChoiceError
        Unknown name or code, with the nearest; one of several territories; territories of the
        metropole and overseas together.
    SourceError, LayoutError
        As :func:`poles_geo.sources.zonings.perimeter.read_perimeter`: an area outside France, or in
        another system than its own, is refused.
    """
    land = land or embedded_land()
    if isinstance(zone, Extent):
        return zone
    if isinstance(zone, BaseGeometry):
        zone = gpd.GeoSeries([zone], crs=land.crs)
    if isinstance(zone, gpd.GeoSeries | gpd.GeoDataFrame):
        return outlined("", zone.geometry, "la table")
    if isinstance(zone, Path) or (isinstance(zone, str) and zone.lower().endswith(VECTORS)):
        return outlined(Path(zone).stem, read_polygons(zone), Path(zone).name)
    names = [zone] if isinstance(zone, str | int) else list(zone)
    if not names or not all(isinstance(name, str | int) for name in names):
        kinds = listed(list(dict.fromkeys(type(name).__name__ for name in names)))
        found = f" ; trouvé : {kinds}" if names else " ; aucun donné"
        raise ChoiceError(f"zone : {EXPECTED}, un fichier ou des polygones{found}.")
    named = _names_of(units, land)
    territories = [territory_named(name, year=land.year, units=named) for name in names]
    return _together(list(dict.fromkeys(territories)), units, land=land)


def zone_of(zone: Zone | None, attrs: Mapping[Hashable, Any]) -> Zone | None:
    """Tell what a map is about; None for the whole metropole.

    Without any zone, what its table counts entirely, regions and départements, where they fit on
    one map. « France » is the metropole, with its frames of overseas, whatever the table counts.
    """
    if isinstance(zone, str) and bare(zone) == bare(FRANCE):
        return None
    if zone is not None:
        return zone
    names = field_of(attrs).names
    apart = len(names) > 1 and any(name in OVERSEAS.values() for name in names)
    return None if apart else names or None


def extent_or_all(zone: Zone | None, attrs: Mapping[Hashable, Any], *, land: Land) -> Extent:
    """Find the area that a map is about: without any, what its table counts, all the regions.

    Raises
    ------
    ChoiceError, SourceError, LayoutError
        As :func:`extent_named`.
    """
    zone = zone_of(zone, attrs)
    if zone is None:
        return extent_of("", tuple(land.regions.index), kind=METROPOLE, land=land)
    return extent_named(zone, land=land)


def land_of(extent: Extent | None, land: Land) -> Land:
    """Give the land under an area: that of its département when it is overseas."""
    return land.overseas_land(extent.overseas) if extent and extent.overseas else land


def locate(
    zone: Zone | None,
    attrs: Mapping[Hashable, Any],
    *,
    units: gpd.GeoDataFrame | None = None,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> tuple[Extent | None, Land]:
    """Find the area that a map is about, if there is one, and the land under it.

    Parameters
    ----------
    zone, units
        As for :func:`extent_named`; and as :func:`zone_of` says.
    attrs, regions_year, communes, land
        As for :func:`poles_geo.cartes.ground.land.land_at`.
    """
    land = land_at(attrs, regions_year, communes=communes, land=land)
    zone = zone_of(zone, attrs)
    extent = None if zone is None else extent_named(zone, units=units, land=land)
    return extent, land_of(extent, land)


def in_words(extent: Extent) -> str:
    """End a title with the name of an area: « en Bretagne », « – Lozère »; nothing without name."""
    if extent.kind == REGION and extent.name in LOCATIVES:
        return f" {LOCATIVES[extent.name]}"
    return f" – {extent.name}" if extent.name else ""


def within_words(extent: Extent) -> str:
    """Say inside what area, in a sentence: en Bretagne, dans « Lozère »."""
    if extent.kind == REGION and extent.name in LOCATIVES:
        return LOCATIVES[extent.name]
    return f"dans « {extent.name} »" if extent.name else "dans ce périmètre"


def outlined(name: str, outlines: gpd.GeoSeries, told: str) -> Extent:
    """Make an extent of outlines; `told`: where they come from."""
    area, overseas = placed_area(outlines, told)
    return Extent(name, area, overseas=overseas)


def _names_of(units: gpd.GeoDataFrame | None, land: Land) -> Mapping[str, str] | None:
    if units is None:
        return None
    faults = Faults("bassins ou aires")
    note_columns(faults, units, [name for name in set(units.columns) if name == "nom"])
    note_index(faults, units.index, "code", as_texts=False)
    faults.raise_if_any()
    codes = units.index.astype(str)
    names = units["nom"].fillna("").astype(str) if "nom" in units else codes
    beyond = land.units_overseas(str(units.attrs.get("zonage")))
    return {**beyond, **dict(zip(codes, names, strict=True))}


def _together(
    territories: list[Territory], units: gpd.GeoDataFrame | None, *, land: Land
) -> Extent:
    """Join territories into one area."""
    beyond = {_overseas(one, land) for one in territories}
    if len(beyond) > 1:
        raise ChoiceError(
            f"zone : {listed([one.name for one in territories])} ne tiennent pas sur une carte ; "
            "donnez ceux de la métropole, ou d'un seul département d'outre-mer."
        )
    overseas = beyond.pop()
    land = land.overseas_land(overseas) if overseas else land
    names = [one.name for one in territories]
    name = listed(names) if len(names) <= MOST_NAMED else ""
    kinds = {one.kind for one in territories}
    kind = kinds.pop() if len(kinds) == 1 else ""
    parts = [region for one in territories for region in _regions_of(one, land)]
    if all(_regions_of(one, land) for one in territories):
        return extent_of(name, tuple(dict.fromkeys(parts)), kind=kind, land=land)
    areas = [_area_of(one, units, land=land) for one in territories]
    return Extent(name, shapely.union_all(areas), (), kind, overseas)


def _overseas(one: Territory, land: Land) -> str:
    """Code of the département overseas that a territory lies in."""
    if one.kind == EPCI:
        members = land.overseas["departement"][land.overseas["epci"] == one.code]
        return "" if members.empty else str(members.iloc[0])
    code = one.code[:3]
    inside = one.kind in (REGION, DEPARTEMENT) or (one.kind == BASSIN and len(one.code) == 5)
    return code if inside and code in OVERSEAS else ""


def _regions_of(one: Territory, land: Land) -> tuple[str, ...]:
    """Regions of the land that a territory is made of."""
    if one.kind != REGION:
        return ()
    wanted = {one.code} if land.departement else set(REGIONS_BY_YEAR[one.year][one.code])
    known = land.region_departements
    inside = tuple(name for name, members in known.items() if wanted.issuperset(members))
    covered = {code for name in inside for code in known[name]}
    return inside if covered == wanted else ()


def extent_of(
    name: str, regions: tuple[str, ...], *, kind: str = REGION, land: Land | None = None
) -> Extent:
    """Extent of whole regions of a land."""
    land = land or embedded_land()
    area = shapely.union_all([land.regions[region] for region in regions])
    return Extent(name, area, regions, kind, land.departement)


def _area_of(one: Territory, units: gpd.GeoDataFrame | None, *, land: Land) -> BaseGeometry:
    """Area of a territory, made of its communes or départements."""
    if one.kind == BASSIN and units is not None and not land.departement:
        return gpd.GeoSeries(units.geometry[units.index.astype(str) == one.code]).union_all()
    if one.kind in (REGION, DEPARTEMENT):
        wanted = REGIONS_BY_YEAR[one.year][one.code] if one.kind == REGION else (one.code,)
        codes = land.departements.index.get_level_values("departement")
        return gpd.GeoSeries(land.departements[codes.isin(wanted)]).union_all()
    zoning = "BV2022" if units is None else str(units.attrs.get("zonage"))
    held = land.unit_of("epci" if one.kind == EPCI else zoning) == one.code
    shapes = gpd.GeoSeries(land.communes.geometry[held.fillna(value=False)])
    if shapes.empty:
        raise ChoiceError(
            f"zone : {one.name} ({one.code}) n'a aucune commune parmi les contours ; donnez un "
            "fichier de polygones."
        )
    return shapes.union_all()
