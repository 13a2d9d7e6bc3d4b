"""The land that lies under maps: contours and centres of an edition, passed to what draws."""

from functools import cache, cached_property
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.edition import embedded

COUNTRY_NAMES = {
    "Algeria": "Algérie",
    "Andorra": "Andorre",
    "Austria": "Autriche",
    "Belgium": "Belgique",
    "Croatia": "Croatie",
    "Czechia": "Tchéquie",
    "Denmark": "Danemark",
    "Germany": "Allemagne",
    "Guernsey": "Guernesey",
    "Hungary": "Hongrie",
    "Ireland": "Irlande",
    "Italy": "Italie",
    "Jersey": "Jersey",
    "Luxembourg": "Luxembourg",
    "Netherlands": "Pays-Bas",
    "Poland": "Pologne",
    "Portugal": "Portugal",
    "Spain": "Espagne",
    "Switzerland": "Suisse",
    "Tunisia": "Tunisie",
    "United Kingdom": "Royaume-Uni",
}

SEAS = {
    "Manche": (-5.0, 48.5, 1.6, 51.0),
    "Mer du Nord": (1.7, 51.0, 6.0, 53.5),
    "Océan Atlantique": (-8.0, 43.3, -1.0, 48.4),
    "Mer Méditerranée": (2.8, 39.0, 10.5, 44.3),
}
"""Seas, and the box of longitudes and latitudes (W, S, E, N) where each is named."""


class Land:
    """What lies under a map, as an edition gives it: each table is read once, when it is needed.

    Parameters
    ----------
    edition : module or object
        Gives the tables, as :mod:`poles_geo.edition.embedded` does.

    Attributes
    ----------
    regions, departements, neighbours : GeoSeries
        EPSG:2154, indexed by name; the départements by code and name.
    seas : GeoSeries
        Where each sea is named; EPSG:2154, indexed by name.
    communes : GeoDataFrame
        Those of the metropole, EPSG:2154.
    overseas, overseas_neighbours : GeoDataFrame
        Communes of the départements overseas and countries around them, EPSG:4326.
    """

    def __init__(self, edition: Any) -> None:
        self._edition = edition

    @cached_property
    def regions(self) -> gpd.GeoSeries:
        """Regions of 2014, by name."""
        return gpd.GeoSeries(self._edition.load_regions().geometry)

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
    def seas(self) -> gpd.GeoSeries:
        """Ground where each sea is named, clear of the land."""
        boxes = gpd.GeoSeries(
            [shapely.segmentize(shapely.box(*box), 0.25) for box in SEAS.values()],
            index=list(SEAS),
            crs=4326,
        ).to_crs(2154)
        dry = shapely.union_all([*self.regions.simplify(500), *self.neighbours.simplify(500)])
        return boxes.difference(dry.buffer(1_000))

    @cached_property
    def communes(self) -> gpd.GeoDataFrame:
        """Communes of the metropole, by code."""
        return gpd.GeoDataFrame(self._edition.load_communes())

    @cached_property
    def overseas(self) -> gpd.GeoDataFrame:
        """Communes overseas, by code."""
        return gpd.GeoDataFrame(self._edition.load_overseas())

    @cached_property
    def overseas_neighbours(self) -> gpd.GeoDataFrame:
        """Countries around the départements overseas, by département and name."""
        return gpd.GeoDataFrame(self._edition.load_overseas_neighbours())

    def centres(self, codes: pd.Series) -> gpd.GeoSeries:
        """Town halls of communes of the metropole, EPSG:2154, with the index of `codes`."""
        return gpd.GeoSeries(self._edition.centres(codes))

    def overseas_centres(self, codes: pd.Series) -> gpd.GeoSeries:
        """Town halls of communes overseas, EPSG:4326, with the index of `codes`."""
        return gpd.GeoSeries(self._edition.overseas_centres(codes))


@cache
def embedded_land() -> Land:
    """Give the land of the embedded edition: the only door of the maps on it."""
    return Land(embedded)
