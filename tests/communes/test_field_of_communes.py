"""The communes that a table counts: those of its départements, and what is said of the others."""

import geopandas as gpd
import pandas as pd
import pytest

import poles_geo as pg
from poles_geo.communes.field import KEY, Field, communes_counted

BRETAGNE = ["22", "29", "35", "56"]


@pytest.fixture(scope="module")
def breton() -> gpd.GeoDataFrame:
    """Pôles of Bretagne, from a table that counts nothing else."""
    poles = pg.load_report()
    kept = poles[poles["region_2014"] == "Bretagne"].copy()
    kept.attrs = {**poles.attrs, KEY: {"departements": BRETAGNE}}
    return gpd.GeoDataFrame(kept)


@pytest.mark.parametrize(
    ("departements", "held"),
    [
        (None, [True, True, True, True]),
        (("2A", "971"), [True, False, True, False]),
        (("75",), [False, False, False, True]),
        ((), [False, False, False, False]),
    ],
)
def test_communes_of_the_departements_counted(
    departements: tuple[str, ...] | None, held: list[bool]
) -> None:
    codes = pd.Index(["2A004", "2B033", "97105", "75056"])
    assert Field(departements).holds(codes).tolist() == held


def test_all_communes_are_kept_where_no_departement_is_whole() -> None:
    communes = pd.DataFrame(index=["59350", "62041"])
    assert communes_counted(communes, {KEY: {"departements": []}}).equals(communes)
    assert communes_counted(communes, {KEY: {"departements": ["62"]}}).index.tolist() == ["62041"]
    assert communes_counted(communes, {}).equals(communes)


def test_a_measure_says_which_communes_its_table_does_not_count(breton: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes()
    some = communes[communes["departement"].isin([*BRETAGNE, "53"])]
    beyond = int((some["departement"] == "53").sum())
    said = f"{beyond}\u00a0communes hors du champ de la source (Bretagne)"
    tables = (
        pg.attraction(breton, some), pg.gaps(breton, some, within=30), pg.access(some, breton),
    )  # fmt: skip
    for table in tables:
        assert sum(said in text for text in table.attrs["avertissements"]) == 1
    inside = some[some["departement"] != "53"]
    assert not any(
        "hors du champ" in t for t in pg.attraction(breton, inside).attrs["avertissements"]
    )


def test_a_map_fills_the_communes_that_are_counted_alone(breton: gpd.GeoDataFrame) -> None:
    carte = pg.map_attraction(breton, zone="Bretagne")
    assert "hors du champ" not in carte.description
    whole = pg.map_attraction(breton, pg.read_communes(), zone="Bretagne")
    assert "communes hors du champ de la source (Bretagne)" in whole.description
