"""Links weighed by a table of costs: which are made, what is told, what is refused."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises, simple
from placed_poles import costs_table, poles_at

import poles_geo as pg
from poles_geo.errors import DataWarning, TableError

A, B, C = "00000", "00001", "00002"
MINUTES = {(A, B): 10, (B, A): 10, (B, C): 20, (C, B): 20, (A, C): 25, (C, A): 25}


def row() -> gpd.GeoDataFrame:
    """Three pôles ten kilometres apart, of which the middle one separates the others."""
    return poles_at([(0, 0), (10_000, 0), (20_000, 0)], [2_000, 1_000, 3_000])


def test_minutes_make_the_force_and_straight_lines_the_neighbours() -> None:
    table = pg.links(row(), costs=costs_table(MINUTES))
    assert table.columns.tolist() == ["code_a", "code_b", "distance_km", "minutes", "force"]
    assert table[["code_a", "code_b"]].to_numpy().tolist() == [[A, B], [B, C]]
    assert table["distance_km"].tolist() == [10, 10]
    assert table["minutes"].tolist() == [10, 20]
    assert table["force"].tolist() == [2_000 * 1_000 / 10**2, 1_000 * 3_000 / 20**2]
    assert table.attrs["remarques"] == {
        "graphe": "gabriel", "couts": "minutes de trajet (essai, 2024)", "couples_sans_cout": 0,
    }  # fmt: skip


def test_kilometres_by_road() -> None:
    table = pg.links(row(), costs=costs_table(MINUTES, "km"))
    assert table["km"].tolist() == [10, 20]
    assert table.attrs["remarques"]["couts"] == "km selon la table (essai, 2024)"


def test_the_tree_is_the_least_costly_of_all_pairs() -> None:
    """Over a mountain: A and B are near, and two hours apart."""
    over = MINUTES | {(A, B): 120, (B, A): 120}
    table = pg.links(row(), graph="tree", costs=costs_table(over))
    assert table[["code_a", "code_b"]].to_numpy().tolist() == [[A, C], [B, C]]
    assert table["minutes"].tolist() == [25, 20]


def test_two_ways_are_told_and_their_mean_taken() -> None:
    with pytest.warns(DataWarning) as caught:
        table = pg.links(row(), costs=costs_table(MINUTES | {(B, A): 14}))
    (text,) = [simple(str(warning.message)) for warning in caught]
    assert text.startswith("1 couple à deux coûts selon le sens (écart d'au plus 4,0 minutes)")
    assert table["minutes"].tolist() == [12, 20]
    assert [simple(told) for told in table.attrs["avertissements"]] == [text]


def test_one_way_alone_is_taken() -> None:
    one = {pair: minutes for pair, minutes in MINUTES.items() if pair[0] < pair[1]}
    assert pg.links(row(), costs=costs_table(one))["minutes"].tolist() == [10, 20]


def test_a_pair_that_is_absent_is_a_link_of_unknown_force() -> None:
    known = {pair: minutes for pair, minutes in MINUTES.items() if set(pair) != {A, B}}
    with pytest.warns(DataWarning, match="sans coût dans la table"):
        table = pg.links(row(), costs=costs_table(known))
    assert table["minutes"].isna().tolist() == table["force"].isna().tolist() == [False, True]
    assert table.attrs["remarques"]["couples_sans_cout"] == 1


def test_a_tree_that_does_not_join_all_is_told() -> None:
    with pytest.warns(DataWarning, match="2\xa0parties"):
        table = pg.links(row(), graph="tree", costs=costs_table({(A, B): 10}))
    assert table[["code_a", "code_b"]].to_numpy().tolist() == [[A, B]]


def test_a_pole_is_at_no_cost_from_itself_whatever_the_table_says() -> None:
    own = MINUTES | {(A, A): 3, (B, B): 0}
    pd.testing.assert_frame_equal(
        pg.links(row(), costs=costs_table(own)), pg.links(row(), costs=costs_table(MINUTES))
    )


Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.assign(minutes=t["minutes"] * -1), rf"coût négatif .*{A} → {B}"),
        (lambda t: pd.concat([t, t.iloc[[0]]]), rf"couple répété .*{A} → {B}"),
        (lambda t: t.assign(origine=t["origine"].replace(A, "75056")), r"origine .*poles.* 75056"),
        (lambda t: t.assign(minutes=t["minutes"] * 60), "médiane de 1 200, plus de 300 : des sec"),
        (lambda t: t.assign(minutes=np.nan), "un nombre est attendu"),
        (lambda t: t.assign(minutes="dix"), "un nombre est attendu"),
        (lambda t: t.assign(minutes=[0, *[10] * 5]), rf"0 entre deux pôles.* ôtez.*{A} → {B}"),
        (lambda t: t.drop(columns="minutes"), "colonne minutes absente"),
        (lambda t: t.drop(columns="origine"), "colonne origine absente"),
        (lambda t: t.iloc[:0], "aucune ligne"),
    ],
)
@pytest.mark.parametrize("measure", [pg.links, pg.dependency])
def test_what_is_no_table_of_costs_is_refused(
    measure: Callable[..., object], change: Change, told: str
) -> None:
    with raises(TableError, told):
        measure(row(), costs=change(costs_table(MINUTES)))


@pytest.mark.parametrize("measure", [pg.links, pg.dependency])
def test_costs_in_hours_are_doubted(measure: Callable[..., pd.DataFrame]) -> None:
    hours = costs_table(MINUTES).eval("minutes = minutes / 60")
    with pytest.warns(DataWarning, match="2\u202f880 km/h .*des heures, à multiplier par 60"):
        found = measure(row(), costs=hours)
    assert any("des heures" in text for text in found.attrs["avertissements"])
