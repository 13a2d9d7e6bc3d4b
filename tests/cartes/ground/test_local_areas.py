"""Areas of a choropleth or a typology: in their place, of the land of the map."""

import geopandas as gpd
import pandas as pd
import pytest

import poles_geo as pg
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.projections import OVERSEAS_PROJECTIONS


@pytest.fixture(scope="module")
def bassins() -> gpd.GeoDataFrame:
    return pg.read_bassins("BV2022")


@pytest.fixture(scope="module")
def values() -> pd.Series:
    composition = pg.read_composition("BV2022")
    codes = composition["code_bassin"].dropna().unique()
    told = [rank * 37 % 101 / 7 for rank in range(len(codes))]
    return pd.Series(told, index=pd.Index(codes), name="densite")


def declared(areas: gpd.GeoDataFrame, epsg: int) -> gpd.GeoDataFrame:
    return areas.to_crs(epsg).set_crs(2154, allow_override=True)


@pytest.mark.parametrize("epsg", [3857, 4326, 27572, 32631])
def test_areas_that_are_not_where_they_say_are_refused(
    bassins: gpd.GeoDataFrame, values: pd.Series, epsg: int
) -> None:
    with pytest.raises(LayoutError, match=rf"areas.*EPSG:{epsg}.*Remède"):
        pg.map_ratio(declared(bassins, epsg), values, title="Densité", unit="Pour 7")


def test_kilometres_and_typologies_are_told_too(bassins: gpd.GeoDataFrame) -> None:
    north = bassins[bassins["departement"] == "59"]
    classes = pd.Series("dense", index=north.index)
    small = gpd.GeoDataFrame(
        north.drop(columns="geometry"), geometry=north.scale(1e-3, 1e-3, origin=(0, 0))
    )
    with pytest.raises(LayoutError, match="en kilomètres"):
        pg.map_typology(small, classes, title="Zonage", legend="Zonage")


def test_areas_drawn_by_hand_are_not_taken_for_misplaced(bassins: gpd.GeoDataFrame) -> None:
    north = bassins[bassins["departement"].isin(["59", "62"])]
    hulls = gpd.GeoDataFrame({"nom": north["nom"]}, geometry=north.convex_hull)
    told = pd.Series(1.0, index=hulls.index)
    assert local_areas(hulls, told, embedded_land(), whole=True)[0] is hulls


@pytest.mark.parametrize("zone", ["La Réunion", "Guyane", "973", "976"])
def test_bassins_overseas_are_those_of_the_zoning(
    bassins: gpd.GeoDataFrame, values: pd.Series, zone: str
) -> None:
    carte = pg.map_ratio(bassins, values, title="Densité", unit="Pour 7", zone=zone, method=[7.0])
    departement = {"La Réunion": "974", "Guyane": "973"}.get(zone, zone)
    land = embedded_land().overseas_land(departement)
    there = land.bassins("BV2022")
    x, y = carte.axes.get_xlim(), carte.axes.get_ylim()
    west, south, east, north = there.total_bounds
    assert x[0] <= west < east <= x[1]
    assert y[0] <= south < north <= y[1]


def test_one_s_own_areas_overseas_in_their_projection(bassins: gpd.GeoDataFrame) -> None:
    communes = embedded_land().overseas_land("974").communes
    values = pd.Series(range(len(communes)), index=communes.index, name="part") / 3
    pg.map_ratio(communes, values, title="Part", unit="%", zone="974")
    with pytest.raises(ChoiceError, match=r"EPSG:2975.*zone="):
        pg.map_ratio(communes, values, title="Part", unit="%")
    own = bassins.copy()
    own.attrs = {}
    with pytest.raises(ChoiceError, match=r"pas de contour connu outre-mer.*EPSG:2975"):
        pg.map_ratio(own, pd.Series(1.5, index=own.index), title="Part", unit="%", zone="974")


def test_what_is_told_of_the_other_side_of_the_sea_is_said(
    bassins: gpd.GeoDataFrame, values: pd.Series
) -> None:
    beyond = [code for code in values.index if code[:3] in OVERSEAS_PROJECTIONS]
    assert len(beyond) == 26
    with pytest.warns(UserWarning, match=r"26\svaleurs d'outre-mer hors de la carte \(97"):
        _, told = local_areas(bassins, values, embedded_land(), whole=True)
    assert told.index.tolist() == [code for code in values.index if code not in beyond]
    _, of_zone = local_areas(bassins, values, embedded_land(), whole=False)
    assert of_zone.equals(told)
    unknown = pd.concat([values, pd.Series([1.0], index=["99999"])])
    assert "99999" in local_areas(bassins, unknown, embedded_land(), whole=False)[1].index
