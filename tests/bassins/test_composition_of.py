"""The composition that bassins carry, through what pandas and files do to a table."""

import copy
import pickle

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import raises
from shapely import box

from poles_geo.bassins.attached import composition_of
from poles_geo.bassins.polygons import read_bassins
from poles_geo.errors import TableError
from poles_geo.sources.zonings.compositions import read_composition

CODES = ["59001", "59002", "59003", "59004"]
NO_COUNT = "zonage sans composition.*avec leur colonne communes"


def drawn(units, millesime=2012):
    squares = gpd.GeoDataFrame(
        {"code": CODES},
        geometry=[box(x, 7e6, x + 1e3, 7e6 + 1e3) for x in (7e5, 7.01e5, 7.02e5, 7.03e5)],
        crs=2154,
    )
    table = pd.DataFrame({"CODGEO": CODES, f"BV{millesime}": units})
    return read_bassins(millesime, composition=table, communes=squares)


@pytest.fixture
def bassins():
    return drawn(["59001", "59001", "59003", "59004"])


def units_of(table):
    return composition_of(table)["code_bassin"].to_dict()


def test_a_composition_is_its_own():
    composition = read_composition(pd.DataFrame({"CODGEO": CODES, "BV2012": CODES}))
    assert composition_of(composition) is composition


def test_bassins_give_the_composition_they_were_drawn_with(bassins):
    composition = composition_of(bassins)
    assert composition.index.name == "code_commune"
    assert units_of(bassins) == dict(zip(CODES, ["59001", "59001", "59003", "59004"], strict=True))
    assert (composition.attrs["zonage"], composition.attrs["millesime"]) == ("BV2012", "2012")
    composition["code_bassin"] = "autre"
    assert units_of(bassins)["59002"] == "59001"


def test_some_bassins_give_their_communes(bassins):
    assert units_of(bassins.loc[["59001", "59004"]]) == {
        "59001": "59001", "59002": "59001", "59004": "59004",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.copy(),
        lambda table: copy.deepcopy(table),
        lambda table: pickle.loads(pickle.dumps(table)),
        lambda table: table.reset_index(),
        lambda table: table.assign(effectif=1),
        lambda table: table.to_crs(4326),
        lambda table: table.sort_values("nom"),
        lambda table: table.drop(columns="geometry"),
        lambda table: pd.concat([table.iloc[:1], table.iloc[1:]]),
    ],
)
def test_the_composition_follows(bassins, change):
    assert composition_of(change(bassins)).equals(composition_of(bassins))


def test_two_zonings_put_together_have_no_composition(bassins):
    other = drawn(CODES, 2022)
    with raises(TableError, "commune de plusieurs bassins .*59001"):
        composition_of(pd.concat([bassins, other]))


def test_bassins_read_again_from_a_file_keep_it(bassins, tmp_path):
    bassins.to_parquet(tmp_path / "bassins.parquet")
    pd.DataFrame(bassins.drop(columns="geometry")).to_parquet(tmp_path / "table.parquet")
    bassins.to_file(tmp_path / "bassins.gpkg")
    bassins.to_file(tmp_path / "bassins.geojson", driver="GeoJSON")
    bassins.to_csv(tmp_path / "bassins.csv")
    for table in (
        gpd.read_parquet(tmp_path / "bassins.parquet"),
        pd.read_parquet(tmp_path / "table.parquet"),
        gpd.read_file(tmp_path / "bassins.gpkg"),
        gpd.read_file(tmp_path / "bassins.geojson"),
        pd.read_csv(tmp_path / "bassins.csv", dtype={"code_bassin": str}),
    ):
        assert units_of(table) == units_of(bassins)


@pytest.mark.parametrize(
    "table", [pd.DataFrame({"effectif": [1]}, index=["59001"]), pd.Series({"59001": "59001"}), None]
)
def test_another_table_is_no_zoning(table):
    with raises(TableError, NO_COUNT):
        composition_of(table)


def test_bassins_without_their_codes_are_no_zoning(bassins):
    with raises(TableError, NO_COUNT):
        composition_of(bassins.reset_index(drop=True))
