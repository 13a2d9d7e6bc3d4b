"""Costs in another unit than theirs: doubted by the straight lines that they would cover."""

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import simple

import poles_geo as pg
from poles_geo.errors import DataWarning

ROADS = [("41018", "37261", 55, 65), ("45234", "18033", 100, 125), ("28085", "61001", 90, 120)]
"""Blois – Tours, Orléans – Bourges, Chartres – Alençon: minutes and kilometres by road."""
STARTS, ENDS = (pd.DataFrame(index=sorted({row[side] for row in ROADS})) for side in (0, 1))


def roads(*, minutes: float | None = None, km: float | None = None) -> pd.DataFrame:
    table = pd.DataFrame(ROADS, columns=["origine", "destination", "minutes", "km"])
    kept = table[["origine", "destination"]]
    if minutes is not None:
        return kept.assign(minutes=table["minutes"] * minutes)
    assert km is not None
    return kept.assign(km=table["km"] * km)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        (roads(minutes=1 / 60), "km/h à vol d'oiseau, en médiane : des heures, à multiplier par"),
        (roads(minutes=1 / 600), "des heures, à multiplier par 60"),
        (roads(km=0.1), "ces km font 0,1.. fois la ligne droite, en médiane : sont-ils dans une"),
        (roads(km=10), "ces km font 1.,. fois la ligne droite"),
    ],
)
def test_another_unit_is_told_of_codes_alone(table: pd.DataFrame, told: str) -> None:
    with pytest.warns(DataWarning) as caught:
        costs = pg.costs_between(STARTS, ENDS, table)
    assert pd.Series([simple(str(one.message)) for one in caught]).str.contains(told).any()
    assert costs.attrs["avertissements"] == list(costs.warnings)


@pytest.mark.parametrize(
    "table", [roads(minutes=1), roads(minutes=3), roads(minutes=0.3), roads(km=1), roads(km=2.5)]
)
def test_roads_walks_and_trains_are_not_doubted(table: pd.DataFrame) -> None:
    assert not pg.costs_between(STARTS, ENDS, table).warnings


def test_seconds_of_near_places_are_told_where_their_median_does_not_tell() -> None:
    at = gpd.GeoDataFrame(
        index=["A"], geometry=gpd.points_from_xy([600_000], [6_700_000]), crs=2154
    )
    to = gpd.GeoDataFrame(
        index=["X"], geometry=gpd.points_from_xy([605_000], [6_700_000]), crs=2154
    )
    table = pd.DataFrame({"origine": ["A"], "destination": ["X"], "minutes": [290]})
    with pytest.warns(DataWarning, match="des secondes, à diviser par 60"):
        pg.costs_between(at, to, table)
    assert not pg.costs_between(at, to, table.assign(minutes=8)).warnings


def test_a_matrix_of_hours_is_told() -> None:
    hours = pd.DataFrame({"37261": [0.9], "18033": [1.6]}, index=["41018"])
    with pytest.warns(DataWarning, match="des heures"):
        pg.costs_between(STARTS.loc[["41018"]], ENDS, pg.read_costs(hours))
