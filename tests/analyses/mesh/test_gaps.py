"""Gaps of the mesh: who is beyond a distance of every pôle of a rank."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from placed_poles import costs_table, poles_at

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError

METROPOLE = {1: 63.81, 2: 28.08, 3: 19.87, 4: 14.95}


def ranked() -> gpd.GeoDataFrame:
    """Place a pôle of rank 1 at 0 km, one of rank 4 at 100 km."""
    return gpd.GeoDataFrame(poles_at([(0, 0), (100_000, 0)], [9_000, 1_000]).assign(rang=[1, 4]))


def homes(*kilometres: float) -> gpd.GeoDataFrame:
    """Place communes along the line, 100 people in the first, 200 in the second and so on."""
    codes = pd.Index([f"5900{k}" for k in range(len(kilometres))], name="code_commune")
    table = {"population": [100 * (k + 1) for k in range(len(kilometres))], "departement": "59"}
    points = gpd.points_from_xy([1_000 * km for km in kilometres], [0] * len(kilometres))
    return gpd.GeoDataFrame(table, codes, geometry=points, crs=2154)


def test_by_hand() -> None:
    table = pg.gaps(ranked(), homes(10, 30, 50, 95), within=30, rang=1)
    assert table["code_pole"].tolist() == ["00000"] * 4
    assert table["km"].tolist() == [10, 30, 50, 95]
    assert table["au_dela"].tolist() == [False, False, True, True]  # the bound is within
    every = pg.gaps(ranked(), homes(10, 30, 50, 95), within=30)
    assert every["code_pole"].tolist() == ["00000"] * 3 + ["00001"]
    assert every["au_dela"].tolist() == [False, False, True, False]
    totals = pg.gap_totals(every, "departement")
    assert totals.loc["59"].to_dict() == {
        **{"n_communes": 4, "n_au_dela": 1, "population": 1_000, "population_au_dela": 300},
        "part_au_dela": 0.3,
    }
    assert pg.gap_totals(every).index.tolist() == ["ensemble"]


def test_every_rank_of_the_table_counts_by_default() -> None:
    fifth = ranked().assign(rang=[1, 5])
    table = pg.gaps(fifth, homes(10, 95), within=30)
    assert table["code_pole"].tolist() == ["00000", "00001"]
    assert table.attrs["remarques"]["rang"] == 5


def test_areas_are_counted_when_they_are_known() -> None:
    squares = homes(10, 80).set_geometry(homes(10, 80).buffer(1_000, cap_style="square"))
    table = pg.gaps(ranked(), squares, within=15, rang=4)
    assert table["surface_km2"].tolist() == pytest.approx([4, 4])
    totals = pg.gap_totals(table)
    assert totals["surface_au_dela_km2"].item() == pytest.approx(4)
    assert totals["part_surface_au_dela"].item() == pytest.approx(0.5)


def test_a_table_of_costs() -> None:
    minutes = costs_table({("59000", "00000"): 20, ("59000", "00001"): 5, ("59001", "00000"): 40})
    with pytest.warns(pg.errors.DataWarning, match="sans aucun couple"):
        table = pg.gaps(ranked(), homes(10, 30, 50), within=30, costs=minutes)
    assert table["code_pole"].tolist()[:2] == ["00001", "00000"]
    assert pd.isna(table["code_pole"].iloc[2])
    np.testing.assert_allclose(table["minutes"], [5, 40, np.nan])
    assert table["au_dela"].tolist() == [False, True, True]
    assert table.attrs["remarques"]["au_dela_de"] == "30 minutes"
    assert any("sans aucun couple" in told for told in table.attrs["avertissements"])


@pytest.mark.parametrize("rang", METROPOLE)
def test_the_published_poles(rang: int, report: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes()
    table = pg.gaps(report, communes, within=50, rang=rang)
    assert table.index.equals(communes.index)
    mean = np.average(table["km"], weights=table["population"])
    assert mean == pytest.approx(METROPOLE[rang], abs=0.005)
    if rang == 2:
        total = pg.gap_totals(table)
        assert 1 - total["part_au_dela"].item() == pytest.approx(0.8127, abs=5e-5)
        assert total["population"].item() == 65_846_255
        by_region = pg.gap_totals(table, "region_2014")
        assert by_region["population_au_dela"].sum() == total["population_au_dela"].item()
        assert len(by_region) == 22
    assert table.attrs["avertissements"] == ["Population de 2022, comptes de 2014."]
    assert table.attrs["remarques"] == {
        "couts": "km à vol d'oiseau", "au_dela_de": "50 km", "limite": 50.0, "rang": rang,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(50))
def test_against_a_naive_loop(seed: int) -> None:
    draw = np.random.default_rng(seed)
    where = [tuple(p) for p in (1_000 * draw.integers(0, 40, (12, 2))).tolist()]
    poles = poles_at(sorted(set(where)), [10] * len(set(where)))
    poles = gpd.GeoDataFrame(poles.assign(rang=draw.integers(1, 5, len(poles))))
    places = (1_000 * draw.integers(0, 40, (15, 2))).tolist()
    communes = gpd.GeoDataFrame(
        {"population": 1}, pd.Index([f"c{k:02d}" for k in range(15)]),
        geometry=[shapely.Point(p) for p in places], crs=2154,
    )  # fmt: skip
    rang = int(poles["rang"].min()) + seed % 2
    table = pg.gaps(poles, communes, within=10, rang=rang)
    for point, found in zip(communes.geometry, table.itertuples(), strict=True):
        far = poles[poles["rang"] <= rang].distance(point) / 1_000
        assert found.km == pytest.approx(far.min())
        assert found.code_pole == far.round(9).idxmin()
        assert found.au_dela == (round(far.min(), 9) > 10)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 200), min_size=2, max_size=9), st.randoms())
def test_order_of_rows_and_a_pole_more(places: list[int], random: "st.random.Random") -> None:
    communes = homes(*places)
    table = pg.gaps(ranked(), communes, within=20, rang=4)
    order = list(range(len(communes)))
    random.shuffle(order)
    again = pg.gaps(
        gpd.GeoDataFrame(ranked().iloc[::-1]), gpd.GeoDataFrame(communes.iloc[order]), within=20
    )
    pd.testing.assert_frame_equal(pd.DataFrame(again.loc[table.index]), pd.DataFrame(table))
    fewer = pg.gaps(ranked(), communes, within=20, rang=1)
    assert (fewer["au_dela"] | ~table["au_dela"]).all()


Change = Callable[[gpd.GeoDataFrame], Any]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="rang"), "colonne rang absente"),
        (lambda t: t.assign(rang=4), "aucun pôle de rang 3"),
        (lambda t: t.to_crs(4326), "projection en mètres"),
        (lambda t: t.assign(effectif=0), "effectif : .*00000"),
        (lambda t: t.to_crs(27572), "une seule projection"),
    ],
)
def test_wrong_poles_are_refused(change: Change, told: str) -> None:
    with raises(TableError, told):
        pg.gaps(change(ranked()), homes(1, 2), within=10, rang=3)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="population"), "colonne population absente"),
        (lambda t: t.assign(population=-1), "population : .*59000"),
        (lambda t: t.set_crs(None, allow_override=True), "projection en mètres"),
        (lambda t: pd.concat([t, t]), "code de commune répété"),
    ],
)
def test_wrong_communes_are_refused(change: Change, told: str) -> None:
    with raises(TableError, told):
        pg.gaps(ranked(), change(homes(1, 2)), within=10)


@pytest.mark.parametrize("within", [0, -3])
def test_a_distance_is_over_nothing(within: float) -> None:
    with raises(ChoiceError, "within = .* plus de 0"):
        pg.gaps(ranked(), homes(1), within=within)


def test_totals_of_wrong_gaps_are_refused() -> None:
    table = pg.gaps(ranked(), homes(1, 2), within=10)
    with raises(TableError, "colonne region_2014 absente"):
        pg.gap_totals(table, "region_2014")
    with raises(TableError, "au_dela : True ou False"):
        pg.gap_totals(table.assign(au_dela="oui"))
    with raises(TableError, "population : .*59001"):
        pg.gap_totals(table.assign(population=[1.0, np.nan]))
