"""Communes with their regions, of 2014 and of today."""

import geopandas as gpd
import pytest
from shapely import box

import poles_geo as pg

SQUARE = box(565_000, 6_527_000, 566_000, 6_528_000)


@pytest.mark.parametrize(
    ("code", "departement", "region_2014", "region_2016"),
    [
        ("59350", "59", "Nord - Pas-de-Calais", "Hauts-de-France"),
        ("2A004", "2A", "Corse", "Corse"),
        ("87085", "87", "Limousin", "Nouvelle-Aquitaine"),
    ],
)
def test_embedded_communes_have_both_regions(
    code: str, departement: str, region_2014: str, region_2016: str
) -> None:
    commune = pg.read_communes().loc[code]
    found = (commune["departement"], commune["region_2014"], commune["region_2016"])
    assert found == (departement, region_2014, region_2016)


def test_communes_of_a_file_have_the_columns_of_the_embedded_ones() -> None:
    given = gpd.GeoDataFrame({"code": ["87085"], "nom": ["Limoges"]}, geometry=[SQUARE], crs=2154)
    read = pg.read_communes(given)
    shared = ["nom", "departement", "region_2014", "region_2016", "population", "epci"]
    assert read.columns.tolist() == [*shared, "geometry"]
    assert set(shared) <= set(pg.read_communes().columns)
    assert read.loc["87085", "region_2016"] == "Nouvelle-Aquitaine"
