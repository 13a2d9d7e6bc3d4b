"""The pages and tables of the mesh in an atlas: centralities, dependency, co-operations."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from command import run
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError

pytestmark = pytest.mark.filterwarnings("ignore:carte «")
"""What the linter finds on the maps is for its own tests."""

NORTH = "Nord - Pas-de-Calais"


def table_of(folder: Path, name: str, **codes: type) -> pd.DataFrame:
    path = folder / "tableaux" / f"{name}.csv"
    return pd.read_csv(path, sep=";", decimal=",", dtype=codes or {"code_bassin": str})


def test_the_tables_of_an_area_are_those_of_its_maps(
    report: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    pg.atlas(None, tmp_path, zone=NORTH, formats="svg", maps=["schema", "cooperations"])
    north = gpd.GeoDataFrame(report[report["region_2014"] == NORTH])
    mesh = table_of(tmp_path, "centralites").set_index("code_bassin")
    expected = pg.centralities(pg.links(north), north)
    assert sorted(mesh.index) == sorted(north.index)
    assert mesh["degre"].to_dict() == expected["degre"].to_dict()
    held = expected.index[expected["articulation"]]
    assert len(held) == 3
    written = (tmp_path / "schema.svg").read_text("utf-8")
    assert "Pôle dont la perte en isole d’autres (3)" in simple(written)
    chain = table_of(tmp_path, "dependance", code_bassin=str, code_dominant=str)
    chain = chain.set_index("code_bassin")["code_dominant"]
    assert chain.to_dict() == pg.dependency(report).loc[chain.index, "code_dominant"].to_dict()
    assert chain["59350"] == "75056"  # beyond the area
    pairs = table_of(tmp_path, "cooperations", code_a=str, code_b=str)
    assert (len(pairs), pairs["entre_poles"].sum()) == (24, 15)
    assert (tmp_path / "cooperations.svg").is_file()
    page = simple((tmp_path / "index.html").read_text("utf-8"))
    for told in ("Qui coopère avec qui dans le Nord – Pas-de-Calais, par paire",
                 "Le maillage dans le Nord – Pas-de-Calais : la place de chaque pôle",
                 "De quel pôle chacun dépend dans le Nord – Pas-de-Calais"):  # fmt: skip
        assert told in page


def test_an_area_that_no_grouping_joins_has_neither_map_nor_table(tmp_path: Path) -> None:
    pg.atlas(None, tmp_path, zone="Corse", formats="svg", maps=["territoire"])
    assert not list((tmp_path / "tableaux").glob("cooperations.*"))
    with raises(ChoiceError, "aucune carte du nom de cooperations"):
        pg.atlas(None, tmp_path, zone="Corse", maps=["cooperations"])


def test_pairs_beyond_the_poles_have_a_table_and_no_map(tmp_path: Path) -> None:
    members = grouping(("59350", "Lille"), ("59295", "Hazebrouck"))
    pg.atlas(None, tmp_path, zone="59", groupings=members, formats="svg", maps=["territoire"])
    assert len(table_of(tmp_path, "cooperations")) == 1
    with raises(ChoiceError, "aucune carte du nom de cooperations"):
        pg.atlas(None, tmp_path, zone="59", groupings=members, maps=["cooperations"])


def grouping(*members: tuple[str, str]) -> pd.DataFrame:
    rows = [("G", "GHT", "Un groupement", name, code) for code, name in members]
    return pd.DataFrame(rows, columns=["id", "forme", "nom", "membre", "code_commune"], dtype="str")


def test_groupings_of_one_s_own_take_the_place_of_the_report_s(tmp_path: Path) -> None:
    members = grouping(("2A004", "Ajaccio"), ("2B033", "Bastia"))
    pg.atlas(None, tmp_path, groupings=members, formats="svg", maps=["cooperations"])
    pairs = table_of(tmp_path, "cooperations", code_a=str, code_b=str)
    assert pairs[["code_a", "code_b"]].to_numpy().tolist() == [["2A004", "2B033"]]
    said = simple((tmp_path / "cooperations.svg").read_text("utf-8"))
    assert "1 paire de pôles jointe" in said
    assert "Contour de la métropole" in said


def test_groupings_that_cannot_be_placed_are_refused_before_any_file(
    report: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    with raises(TableError, "code_commune qui n'est dans aucun bassin"):
        pg.atlas(None, tmp_path / "a", zone="59", groupings=grouping(("99999", "Ailleurs")))
    poles = report.copy()
    poles.attrs = {**report.attrs, "publication": "", "zonage": "CPTS"}
    members = grouping(("59350", "Lille"), ("59178", "Douai"))
    with raises(ChoiceError, r"groupings : le zonage « CPTS » .* donnez bassins="):
        pg.atlas(poles, tmp_path / "a", zone="59", groupings=members)
    assert not (tmp_path / "a").exists()
    known = {"bassins": pg.read_bassins("BV2012"), "maps": ["cooperations"], "formats": "svg"}
    pg.atlas(poles, tmp_path / "a", zone="59", groupings=members, **known)  # type: ignore[arg-type]
    assert (tmp_path / "a" / "cooperations.svg").is_file()


def test_the_command_takes_a_file_of_groupings(tmp_path: Path) -> None:
    members, cartes = tmp_path / "g.csv", tmp_path / "cartes"
    grouping(("59350", "Lille"), ("59178", "Douai")).to_csv(members, sep=";", index=False)
    asked = ("atlas", cartes, "--zone", "59", "--formats", "svg", "--cartes", "cooperations")
    done = run(*asked, "--groupements", members)
    assert done.returncode == 0, done.stderr
    assert len(table_of(cartes, "cooperations")) == 1
    refused = run(*asked, "--groupements", tmp_path / "absent.csv")
    assert "fichier absent" in simple(refused.stderr)
