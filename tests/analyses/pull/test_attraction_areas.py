"""Areas of attraction: polygons of communes, who lives there, who else attracts them."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from effectif_tables import raises
from planar import communes_at, poles_at

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError


@pytest.fixture(scope="module")
def north() -> gpd.GeoDataFrame:
    communes = pg.read_communes()
    kept = gpd.GeoDataFrame(communes[communes["departement"].isin(["59", "62"])])
    kept.attrs = communes.attrs
    return kept


def squares(columns: int, rows: int) -> gpd.GeoDataFrame:
    """Communes that are squares of 1 km, of one inhabitant each."""
    at = [(x, y) for y in range(rows) for x in range(columns)]
    homes = communes_at(at, [1] * len(at))
    return homes.set_geometry(homes.buffer(500, cap_style="square"))


def test_areas_share_out_the_land_and_its_people(
    report: gpd.GeoDataFrame, north: gpd.GeoDataFrame
) -> None:
    areas = pg.attraction_areas(report, north)
    table = pg.attraction(report, north)
    assert areas.index.equals(report.index)
    assert areas["n_communes"].sum() == len(north)
    assert areas["population"].sum() == north["population"].sum()
    assert areas["habitants_attendus"].sum() == pytest.approx(north["population"].sum())
    assert areas.area.sum() == pytest.approx(north.area.sum())
    drawn = areas[~areas.geometry.isna()]
    assert set(drawn.index) == set(table["dominant"])
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    inside = north.representative_point()
    for code in ("59350", "62119"):
        held = inside.within(drawn.geometry[code])
        assert (held == (table["dominant"] == code)).all()
    tunnel = north["population"].where(table["tunnel"], 0).sum()
    assert areas["population_tunnel"].sum() == tunnel
    assert "à vol d'oiseau" in areas.attrs["avertissements"][0]


def test_contested_communes_by_hand() -> None:
    # Five squares between two equal pôles: the middle one is as much of both.
    homes, poles = squares(5, 1), poles_at([(0, 0), (4, 0)], [10, 10])
    areas = pg.attraction_areas(poles, homes, within=0.01)
    assert areas["population_contestee"].sum() == 1
    assert pg.attraction_areas(poles, homes, within=1)["population_contestee"].sum() == 5
    assert areas["population"].tolist() == [3, 2]


def test_a_pole_that_dominates_nothing_has_no_area() -> None:
    areas = pg.attraction_areas(poles_at([(0, 0), (9, 0)], [1_000, 1]), squares(2, 2))
    assert areas["n_communes"].tolist() == [4, 0]
    assert areas.geometry.isna().tolist() == [False, True]
    assert areas["habitants_attendus"].tolist()[1] > 0


def test_edges_that_do_not_match_are_made_to() -> None:
    homes = squares(2, 2)
    moved = homes.translate(1.0, 0).where(homes.index == "C00", homes.geometry)
    areas = pg.attraction_areas(poles_at([(0, 0)], [5]), homes.set_geometry(moved))
    (shape,) = areas.geometry
    assert shape.geom_type == "Polygon"
    assert not shape.interiors
    np.testing.assert_allclose(shape.area, 4e6, rtol=1e-3)


def test_points_make_no_area() -> None:
    poles, homes = poles_at([(0, 0)], [5]), communes_at([(1, 0)], [1])
    with raises(TableError, match="polygone attendu pour faire des aires.*C00"):
        pg.attraction_areas(poles, homes)
    with raises(ChoiceError, match="within = -1"):
        pg.attraction_areas(poles, homes, within=-1)


def test_row_order_changes_nothing(report: gpd.GeoDataFrame, north: gpd.GeoDataFrame) -> None:
    areas = pg.attraction_areas(report, north).drop(columns="geometry")
    mixed = pg.attraction_areas(report, gpd.GeoDataFrame(north.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(pd.DataFrame(mixed.drop(columns="geometry")), pd.DataFrame(areas))
