"""What an analysis returns says where its table comes from."""

from collections.abc import Callable
from functools import cache

import geopandas as gpd
import pandas as pd
import pytest

import poles_geo as pg


@cache
def poles() -> gpd.GeoDataFrame:
    report = pg.load_report()
    return gpd.GeoDataFrame(report[report["region_2014"].isin(["Picardie", "Bretagne"])])


@cache
def communes() -> gpd.GeoDataFrame:
    table = pg.read_communes()
    return gpd.GeoDataFrame(table[table["departement"].isin(["80", "22"])])


@cache
def effectifs() -> pd.DataFrame:
    decompte = pg.count_professionals(pg.load_example(), columns={"infirmiers": "60"})
    return pg.aggregate(decompte, "BV2022", detail="profession")


OF_POLES: dict[str, Callable[[], pd.DataFrame]] = {
    "attraction": lambda: pg.attraction(poles(), communes()),
    "attraction_shares": lambda: pg.attraction_shares(poles(), communes()),
    "centralities": lambda: pg.centralities(pg.links(poles()), poles()),
    "configurations": lambda: pg.configurations(poles(), pg.read_communes()),
    "dependency": lambda: pg.dependency(poles()),
    "exposure": lambda: pg.exposure(poles()),
    "gaps": lambda: pg.gaps(poles(), communes(), within=50, rang=2),
    "links": lambda: pg.links(poles()),
    "profiles": lambda: pg.profiles(poles()),
    "reilly": lambda: pg.reilly(poles()),
    "sensitivity": lambda: pg.sensitivity(poles()),
}
OF_COUNTS: dict[str, Callable[[], pd.DataFrame]] = {
    "densities": lambda: pg.densities(effectifs()),
    "variety": lambda: pg.variety(effectifs()),
}


@pytest.mark.parametrize("name", OF_POLES)
def test_the_source_and_date_of_the_poles_are_kept(name: str) -> None:
    kept = OF_POLES[name]().attrs
    assert (kept.get("source"), kept.get("date")) == (
        poles().attrs["source"],
        poles().attrs["date"],
    )


@pytest.mark.parametrize("name", OF_COUNTS)
def test_the_source_and_field_of_counts_are_kept(name: str) -> None:
    kept = OF_COUNTS[name]().attrs
    assert kept.get("source") == effectifs().attrs["source"]
    assert kept.get("champ") == effectifs().attrs["champ"]
