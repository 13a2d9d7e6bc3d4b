"""The land that lies under maps: contours and centres of an edition, passed to what draws.

A land is in one projection, and its regions are those of one year. That of the metropole gives
those of the départements overseas, each in its legal projection.
"""

from collections.abc import Hashable, Mapping
from functools import cache, cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from poles_geo.bassins.coverage import dissolve
from poles_geo.codes import OVERSEAS_PREFIXES
from poles_geo.communes.identity import names_of_units
from poles_geo.edition import embedded
from poles_geo.errors import check_choice, worded
from poles_geo.projections import DEGREES, LAMBERT_93, OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS, REGION_2016_OF_2014, REGIONS_BY_YEAR, regions_year

COUNTRY_NAMES = {
    "Algeria": "Algérie",
    "Andorra": "Andorre",
    "Austria": "Autriche",
    "Belgium": "Belgique",
    "Brazil": "Brésil",
    "Croatia": "Croatie",
    "Czechia": "Tchéquie",
    "Denmark": "Danemark",
    "Dominica": "Dominique",
    "Germany": "Allemagne",
    "Guernsey": "Guernesey",
    "Hungary": "Hongrie",
    "Ireland": "Irlande",
    "Italy": "Italie",
    "Jersey": "Jersey",
    "Luxembourg": "Luxembourg",
    "Montserrat": "Montserrat",
    "Netherlands": "Pays-Bas",
    "Poland": "Pologne",
    "Portugal": "Portugal",
    "Spain": "Espagne",
    "Suriname": "Suriname",
    "Switzerland": "Suisse",
    "Tunisia": "Tunisie",
    "United Kingdom": "Royaume-Uni",
}

Degrees = tuple[float, float, float, float]
"""Box of longitudes and latitudes: W, S, E, N."""
SEAS: dict[str, Degrees] = {
    "Manche": (-5.0, 48.5, 1.6, 51.0),
    "Mer du Nord": (1.7, 51.0, 6.0, 53.5),
    "Océan Atlantique": (-8.0, 43.3, -1.0, 48.4),
    "Mer Méditerranée": (2.8, 39.0, 10.5, 44.3),
}
"""Seas, and the box of longitudes and latitudes (W, S, E, N) where each is named."""

SEAS_OVERSEAS: dict[str, dict[str, Degrees]] = {
    "971": {"Mer des Caraïbes": (-63, 15.4, -61.7, 17), "Océan Atlantique": (-61.3, 15.4, -60, 17)},
    "972": {"Mer des Caraïbes": (-62, 14, -61.1, 15.3), "Océan Atlantique": (-60.9, 14, -60, 15.3)},
    "973": {"Océan Atlantique": (-54, 4, -50, 7)},
    "974": {"Océan Indien": (54, -22.5, 57, -19.5)},
    "976": {"Océan Indien": (44, -14, 46.5, -11.5)},
}
"""The same around each département overseas."""
TOUCHING, ROUGH = 5_000.0, 500.0
"""Metres within which two countries touch, their contours being of two sources; simplification."""


class Land:
    """What lies under a map, as an edition gives it: each table is read once, when it is needed.

    Parameters
    ----------
    edition : module or object
        Gives the tables, as :mod:`poles_geo.edition.embedded` does.
    year : {2014, 2016}
        From which the regions are; those of 2016 are today's.

    Attributes
    ----------
    crs : int
        EPSG code of every table.
    departement : str
        Code of the département overseas that it is; empty for the metropole.
    regions, departements, neighbours : GeoSeries
        Indexed by name; the départements by code and name.
    seas : GeoSeries
        Where each sea is named, indexed by name.
    communes : GeoDataFrame
        Index `code_commune`.
    """

    crs = LAMBERT_93
    departement = ""

    def __init__(self, edition: Any, year: int = 2014) -> None:
        check_choice(str(year), list(map(str, REGIONS_BY_YEAR)), "year")
        self._edition, self.year = edition, year
        self._overseas: dict[str, OverseasLand] = {}

    def dated(self, year: int) -> "Land":
        """Give the same land with the regions of a year."""
        return self if year == self.year else Land(self._edition, year)

    def with_communes(self, communes: gpd.GeoDataFrame) -> "Land":
        """Give the same land with finer communes, from which areas of communes are made."""
        finer = Land(self._edition, self.year)
        finer.__dict__["communes"] = communes
        return finer

    def overseas_land(self, departement: str) -> "OverseasLand":
        """Give the land of a département overseas."""
        if departement not in self._overseas:
            self._overseas[departement] = OverseasLand(self._edition, departement)
        return self._overseas[departement]

    @cached_property
    def region_departements(self) -> dict[str, tuple[str, ...]]:
        """Codes of the départements of each region."""
        return REGIONS_BY_YEAR[self.year]

    @cached_property
    def region_of(self) -> dict[str, str]:
        """Region of each département, by code."""
        known = self.region_departements.items()
        return {code: region for region, codes in known for code in codes}

    @property
    def region_name(self) -> str:
        """What a legend calls a region."""
        return "Région (2014)" if self.year == 2014 else "Région"

    @property
    def projection(self) -> str:
        """Name of the projection, as printed."""
        return "Lambert 93"

    @cached_property
    def regions(self) -> gpd.GeoSeries:
        """Regions, by name."""
        regions = gpd.GeoSeries(self._edition.load_regions().geometry)
        if self.year == 2014:
            return regions
        current = regions.index.map(REGION_2016_OF_2014)
        return dissolve(regions, current.to_numpy()).rename_axis("region_2016")

    @cached_property
    def departements(self) -> gpd.GeoSeries:
        """Départements, by code and name."""
        departements = self._edition.load_departements()
        return gpd.GeoSeries(departements.set_index("nom", append=True).geometry)

    @cached_property
    def neighbours(self) -> gpd.GeoSeries:
        """Neighbouring countries, by name."""
        return gpd.GeoSeries(self._edition.load_neighbours().geometry)

    @cached_property
    def ground(self) -> BaseGeometry:
        """All its regions together."""
        return self.regions.union_all()

    @cached_property
    def outline(self) -> BaseGeometry:
        """Its ground without the detail that lays out no page."""
        outline = self.ground.simplify(ROUGH)
        shapely.prepare(outline)
        return outline

    @cached_property
    def frontier(self) -> BaseGeometry:
        """Its ground that a neighbouring country touches; none overseas but in Guyane."""
        around = self.neighbours.simplify(ROUGH).buffer(TOUCHING).union_all()
        shapely.prepare(around)
        touched = self.regions.simplify(ROUGH).intersection(around).union_all()
        shapely.prepare(touched)
        return touched

    @cached_property
    def seas(self) -> gpd.GeoSeries:
        """Ground where each sea is named, clear of the land."""
        return self._clear_of_land(SEAS)

    def _clear_of_land(self, named: dict[str, Degrees]) -> gpd.GeoSeries:
        boxes = gpd.GeoSeries(
            [shapely.segmentize(shapely.box(*box), 0.25) for box in named.values()],
            index=list(named),
            crs=DEGREES,
        ).to_crs(self.crs)
        dry = shapely.union_all([*self.regions.simplify(500), *self.neighbours.simplify(500)])
        return boxes.difference(dry.buffer(1_000))

    @cached_property
    def communes(self) -> gpd.GeoDataFrame:
        """Communes, by code."""
        return gpd.GeoDataFrame(self._edition.load_communes())

    def unit_of(self, zonage: str) -> "pd.Series[str]":
        """Tell the unit of each of its communes: « epci » of 2024, or an embedded zoning's."""
        if zonage != "epci":
            units = self._edition.load_composition(zonage)["code_bassin"]
        elif "epci" in self.communes:
            units = self.communes["epci"]
        else:
            units = self._edition.load_communes()["epci"]
        return pd.Series(units.reindex(self.communes.index))

    def units_overseas(self, zonage: str) -> dict[str, str]:
        """Name, by code, of the units overseas of an embedded zoning; nothing of another."""
        return _units_overseas(self._edition, zonage) if zonage in self._edition.EMBEDDED else {}

    @cached_property
    def overseas(self) -> gpd.GeoDataFrame:
        """Communes overseas, by code, EPSG:4326."""
        return gpd.GeoDataFrame(self._edition.load_overseas())

    def centres(self, codes: pd.Series) -> gpd.GeoSeries:
        """Town halls of its communes, with the index of `codes`."""
        return gpd.GeoSeries(self._edition.centres(codes))

    def overseas_centres(self, codes: pd.Series) -> gpd.GeoSeries:
        """Town halls of communes overseas, EPSG:4326, with the index of `codes`."""
        return gpd.GeoSeries(self._edition.overseas_centres(codes))


class OverseasLand(Land):
    """A département overseas, a region of its own, in its legal projection.

    Parameters
    ----------
    edition : module or object
    departement : {"971", "972", "973", "974", "976"}
    """

    def __init__(self, edition: Any, departement: str) -> None:
        super().__init__(edition)
        self.departement, self.crs = departement, OVERSEAS_PROJECTIONS[departement]

    def dated(self, year: int) -> "Land":
        """Give itself: it was a region in 2014 as it is today."""
        del year
        return self

    @cached_property
    def region_departements(self) -> dict[str, tuple[str, ...]]:
        """Itself."""
        return {OVERSEAS[self.departement]: (self.departement,)}

    @property
    def region_name(self) -> str:
        """What a legend calls it."""
        return "Département et région"

    @property
    def projection(self) -> str:
        """Name of the legal projection: « RGR92 / UTM 40S »."""
        return CRS(self.crs).name.replace("zone ", "")

    @cached_property
    def regions(self) -> gpd.GeoSeries:
        """Its outline, by name."""
        shapes = gpd.GeoSeries(self.communes.geometry)
        return dissolve(shapes, np.full(len(shapes), OVERSEAS[self.departement]))

    @cached_property
    def departements(self) -> gpd.GeoSeries:
        """Its outline, by code and name."""
        index = pd.MultiIndex.from_tuples(
            [(self.departement, OVERSEAS[self.departement])], names=["departement", "nom"]
        )
        return gpd.GeoSeries(self.regions.set_axis(index))

    @cached_property
    def neighbours(self) -> gpd.GeoSeries:
        """Countries around it, by name."""
        around = gpd.GeoSeries(self._edition.load_overseas_neighbours().geometry)
        here = around.index.get_level_values("departement") == self.departement
        return gpd.GeoSeries(around[here].droplevel("departement")).to_crs(self.crs)

    @cached_property
    def seas(self) -> gpd.GeoSeries:
        """Ground where each sea is named, clear of the land."""
        return self._clear_of_land(SEAS_OVERSEAS[self.departement])

    @cached_property
    def communes(self) -> gpd.GeoDataFrame:
        """Its communes, by code."""
        communes = self._edition.load_departement_overseas(self.departement)
        return gpd.GeoDataFrame(communes)

    def centres(self, codes: pd.Series) -> gpd.GeoSeries:
        """Town halls of its communes, with the index of `codes`."""
        return gpd.GeoSeries(self._edition.overseas_centres(codes).to_crs(self.crs))

    @property
    def zonings(self) -> tuple[str, ...]:
        """Zonings whose bassins it knows."""
        return tuple(self._edition.EMBEDDED)

    def bassins(self, zonage: str) -> gpd.GeoDataFrame:
        """Polygons of its bassins de vie, index `code_bassin`; nom.

        `zonage`: one of `zonings`.
        """
        composition = self._edition.load_composition(zonage).dropna(subset="code_bassin")
        here = self.communes[["geometry"]].join(composition, how="inner")
        shapes = dissolve(gpd.GeoSeries(here.geometry), here["code_bassin"].to_numpy())
        names = here.groupby("code_bassin")["nom_bassin"].first()
        areas = gpd.GeoDataFrame({"nom": names}, geometry=shapes.rename_axis("code_bassin"))
        areas.attrs = dict(composition.attrs)
        return areas


@cache
def _units_overseas(edition: Any, zonage: str) -> dict[str, str]:
    units = edition.load_composition(zonage)
    there = units[units.index.str.startswith(OVERSEAS_PREFIXES)]
    return {str(code): str(name) for code, name in names_of_units(there).items()}


@cache
def embedded_land(year: int = 2014) -> Land:
    """Give the land of the embedded edition: the only door of the maps on it.

    `year`: from which the regions are, 2014 or 2016.
    """
    return Land(embedded, year)


def land_at(
    attrs: Mapping[Hashable, Any],
    year: int | None = None,
    *,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> Land:
    """Give the land of a map, whose regions are those of the date of its data.

    Parameters
    ----------
    attrs : mapping
        Of the table: :func:`poles_geo.regions.regions_year` reads its date.
    year : {2014, 2016}, optional
        Of the regions, in place of that date's.
    communes : GeoDataFrame, optional
        Contours finer than the embedded ones, from which the area of a map is made.
    land : Land, optional
        Replaces the embedded one, with its own regions unless `year` tells others.

    Raises
    ------
    ChoiceError
        Another year.
    """
    if year is not None:
        check_choice(
            str(year), list(map(str, REGIONS_BY_YEAR)), worded("regions_year", "--regions")
        )
    if land is None:
        land = embedded_land(year or regions_year(attrs))
    elif year is not None:
        land = land.dated(year)
    return land if communes is None else land.with_communes(communes)
