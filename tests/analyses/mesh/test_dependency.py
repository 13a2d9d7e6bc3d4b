"""The nearest heavier pôle, and the chains that it makes."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from placed_poles import costs_table, poles_at

import poles_geo as pg
from poles_geo.errors import DataWarning, TableError


def test_by_hand() -> None:
    # On a line: 0 km 500, 10 km 100, 12 km 200, 30 km 300, 100 km 1 000.
    # 100 goes to 200 (2 km), 200 to 500 (12 km, 300 is at 18), 300 to 500 (30 km), 500 to 1 000.
    line = [(0, 0), (10_000, 0), (12_000, 0), (30_000, 0), (100_000, 0)]
    table = pg.dependency(poles_at(line, [500, 100, 200, 300, 1_000]))
    assert table["code_dominant"].tolist()[:4] == ["00004", "00002", "00000", "00000"]
    assert pd.isna(table["code_dominant"].iloc[4])
    np.testing.assert_allclose(table["distance_km"], [100, 2, 12, 30, np.nan])
    np.testing.assert_allclose(table["rapport"], [2, 2, 2.5, 5 / 3, np.nan])
    assert table["niveau"].tolist() == [1, 3, 2, 2, 0]
    assert set(table["code_tete"]) == {"00004"}
    assert table["dependants"].tolist() == [3, 0, 1, 0, 4]
    assert table["masse_dependante"].tolist() == [600, 0, 100, 0, 1_100]


def test_the_published_poles(report: gpd.GeoDataFrame) -> None:
    table = pg.dependency(report)
    assert table.index.equals(report.index)
    by_name = table.set_index("nom")
    assert by_name.loc["Albi", "nom_dominant"] == "Toulouse"  # and not Castres, of higher rank
    assert by_name.loc["Castres", "nom_dominant"] == "Albi"
    assert by_name.loc["Toulouse", "nom_dominant"] == "Marseille - Aix-en-Provence"
    assert by_name.loc["Paris", "niveau"] == 0
    assert by_name.loc["Paris", "dependants"] == 152
    assert by_name.loc["Paris", "masse_dependante"] == report["effectif"].sum() - 193_314
    assert (table["code_tete"] == "75056").all()
    assert by_name["code_dominant"].isna().sum() == 1
    assert table.attrs["remarques"]["couts"] == "km à vol d'oiseau"
    assert table.attrs["source"] == report.attrs["source"]


def test_of_two_equally_near_the_heavier_then_the_first_code() -> None:
    heavier = poles_at([(0, 0), (-10_000, 0), (0, 10_000), (10_000, 0)], [1, 5, 9, 9])
    assert pg.dependency(heavier)["code_dominant"].iloc[0] == "00002"


def test_two_places_are_equally_near_whatever_the_last_digit_of_their_distance() -> None:
    """At 5 km both; of these coordinates, floating point makes the lighter one nearer by 1e-13."""
    x, y = 257_740.6, 6_831_943.9
    places = poles_at([(x, y), (x + 3_000, y + 4_000), (x + 5_000, y)], [1, 9, 5])
    assert pg.dependency(places)["code_dominant"].iloc[0] == "00001"


def test_equals_do_not_depend_on_each_other() -> None:
    table = pg.dependency(poles_at([(0, 0), (1_000, 0)], [7, 7]))
    assert table["code_dominant"].isna().all()
    assert table["niveau"].tolist() == [0, 0]
    assert table["code_tete"].tolist() == ["00000", "00001"]


def test_a_pole_alone_depends_on_none() -> None:
    table = pg.dependency(poles_at([(0, 0)], [1]))
    assert len(table) == 1
    assert table["code_dominant"].isna().all()


def test_costs_are_those_of_the_way_to_the_heavier() -> None:
    poles = poles_at([(0, 0), (1_000, 0), (9_000, 0)], [1, 5, 9])
    minutes = {
        **{("00000", "00001"): 30, ("00001", "00000"): 5, ("00000", "00002"): 12},
        **{("00002", "00000"): 50, ("00001", "00002"): 9},
    }
    with pytest.warns(DataWarning, match="selon le sens"):
        table = pg.dependency(poles, costs=costs_table(minutes))
    assert table["code_dominant"].tolist()[:2] == ["00002", "00002"]
    np.testing.assert_allclose(table["minutes"], [12, 9, np.nan])
    np.testing.assert_allclose(table["distance_km"], [9, 8, np.nan])
    assert len(table.attrs["avertissements"]) == 1


def test_a_heavier_pole_out_of_reach_is_told() -> None:
    poles = poles_at([(0, 0), (1_000, 0), (9_000, 0)], [1, 5, 9])
    with pytest.warns(DataWarning, match=r"atteigne \(00001\)"):
        table = pg.dependency(poles, costs=costs_table({("00000", "00001"): 30}))
    assert table["code_dominant"].isna().tolist() == [False, True, True]
    assert table["code_tete"].tolist() == ["00001", "00001", "00002"]


def test_what_is_no_pole_is_refused() -> None:
    with pytest.raises(TableError, match=r"effectif\s: .*00001"):
        pg.dependency(poles_at([(0, 0), (1_000, 0)], [1, 0]))


@pytest.mark.parametrize("seed", range(50))
def test_against_a_naive_loop(seed: int) -> None:
    draw = np.random.default_rng(seed)
    points = [tuple(point) for point in draw.integers(0, 10**6, (20, 2)).tolist()]
    masses = draw.integers(1, 15, 20).tolist()
    found = pg.dependency(poles_at(points, masses))["code_dominant"].tolist()
    for k, point in enumerate(points):
        heavier = [j for j in range(20) if masses[j] > masses[k]]
        far = {j: (points[j][0] - point[0]) ** 2 + (points[j][1] - point[1]) ** 2 for j in heavier}
        assert (found[k] == f"{min(far, key=far.__getitem__):05d}") if far else pd.isna(found[k])


SETS = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(-50, 50), st.integers(1, 9)),
    min_size=1,
    max_size=12,
    unique_by=lambda place: place[:2],
)


@settings(deadline=None, max_examples=50)
@given(SETS, st.randoms(), st.floats(0, 6.3))
def test_neither_the_order_of_rows_nor_the_north_nor_the_scale_of_masses_matters(
    places: list[tuple[int, int, int]], random: "st.random.Random", turn: float
) -> None:
    poles = poles_at([(1_000 * x, 1_000 * y) for x, y, _ in places], [m for *_, m in places])
    table = pg.dependency(poles)
    order = list(range(len(places)))
    random.shuffle(order)
    assert_same(pg.dependency(gpd.GeoDataFrame(poles.iloc[order])).loc[poles.index], table)
    turned = poles.set_geometry(poles.rotate(turn, (0, 0), use_radians=True).translate(7e5, 6e6))
    assert_same(pg.dependency(gpd.GeoDataFrame(turned)), table)
    doubled = pg.dependency(gpd.GeoDataFrame(poles.assign(effectif=2 * poles["effectif"])))
    assert_same(doubled.drop(columns="masse_dependante"), table.drop(columns="masse_dependante"))
    below = table.groupby("code_dominant").size()
    assert table["dependants"].sum() == table["niveau"].sum()
    assert (table["dependants"].reindex(below.index) >= below).all()


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    kept = [name for name in other if name not in ("geometry", "effectif")]
    pd.testing.assert_frame_equal(pd.DataFrame(one[kept]), pd.DataFrame(other[kept]), rtol=1e-6)
