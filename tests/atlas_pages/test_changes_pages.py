"""The pages and tables of what changed, in an atlas that is given a comparison."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from command import run
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return pg.read_bassins("BV2022")


@pytest.fixture(scope="module")
def counts(areas: gpd.GeoDataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One professional for twelve inhabitants, then a fifth less to three tenths more."""
    first = (areas["population"] // 12).clip(lower=20).astype(int)
    last = (first * (80 + np.arange(len(first)) * 7 % 51) // 100).astype(int)
    return counted(areas, first, "2019"), counted(areas, last, "2024")


def counted(areas: gpd.GeoDataFrame, totals: pd.Series, date: str) -> pd.DataFrame:
    names = ["nom", "departement", "region_2014", "region_2016", "population"]
    pole = totals // 4
    table = pd.DataFrame(areas[names]).assign(
        effectif=totals, proximite=totals - pole, pole=pole, infirmiers_psychiatrie=pole // 5
    )
    table.attrs = {"source": "essai", "date": date, "zonage": "BV2022"}
    return table


def test_an_area_has_its_own_changes(
    counts: tuple[pd.DataFrame, pd.DataFrame], areas: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    before, after = counts
    changes, poles = pg.compare(before, after), pg.classify(after)
    pg.atlas(poles, tmp_path, zone="Corse", changes=changes, formats="svg", maps=["evolution"])
    inside = areas.index[areas["region_2016"] == "Corse"]
    table = pd.read_csv(
        tmp_path / "tableaux" / "evolution.csv", sep=";", dtype={"code_bassin": str}
    )
    assert sorted(table["code_bassin"]) == sorted(inside)
    difference = (after["effectif"] - before["effectif"]).loc[table["code_bassin"]]
    assert table["ecart"].tolist() == difference.tolist()
    matrix = pd.read_csv(tmp_path / "tableaux" / "passages.csv", sep=";", index_col=0)
    assert int(matrix.to_numpy().sum()) == len(inside)
    page = simple((tmp_path / "index.html").read_text("utf-8"))
    for told in ("Ce qui a changé", "Professionnels de santé gagnés et perdus en Corse",
                 "Passages de rang en Corse"):  # fmt: skip
        assert told in page
    assert {path.stem for path in tmp_path.glob("*.svg")} == {"evolution"}


def test_units_that_are_no_more_are_counted_where_they_went(
    counts: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    before, after = counts
    changes, poles = pg.compare(before, after), pg.classify(after)
    gone = [
        {"code": "2A999", "nom": "Ici", "classement": "rang 4", "effectif": 1200, "suite": "2A004"},
        {"code": "59999", "nom": "Là", "classement": "rang 4", "effectif": 1200, "suite": "59350"},
    ]
    changes.attrs["comparaison"] = {**changes.attrs["comparaison"], "disparus": gone}
    pg.atlas(poles, tmp_path, zone="Corse", changes=changes, formats="svg", maps=["evolution"])
    matrix = pd.read_csv(tmp_path / "tableaux" / "passages.csv", sep=";", index_col=0)
    assert matrix.loc["rang 4", "absent"] == 1


def test_an_atlas_without_changes_has_neither_pages_nor_tables(tmp_path: Path) -> None:
    pg.atlas(None, tmp_path, zone="Corse", formats="svg", maps=["territoire"])
    assert not list(tmp_path.glob("evolution.*"))
    assert not list((tmp_path / "tableaux").glob("passages.*"))


def test_what_is_no_comparison_is_refused_before_any_file(
    counts: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    before, after = counts
    poles = pg.classify(after)
    with raises(TableError, "passage"):
        pg.atlas(poles, tmp_path / "a", zone="Corse", changes=before)
    changes = pg.compare(before, after)
    changes.attrs["zonage"] = "CPTS"
    with raises(ChoiceError, "le zonage « CPTS » de la comparaison n'est pas embarqué"):
        pg.atlas(poles, tmp_path / "a", zone="Corse", changes=changes)
    assert not (tmp_path / "a").exists()


def test_units_that_cannot_be_compared_have_no_map(
    counts: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    before, after = counts
    changes = pg.compare(before, after)
    changes["ecart"] = changes["ecart"].mask(changes["region_2016"] == "Corse")
    pg.atlas(pg.classify(after), tmp_path, zone="Corse", changes=changes, formats="svg",
             maps=["territoire"])  # fmt: skip
    assert (tmp_path / "tableaux" / "evolution.csv").is_file()
    with raises(ChoiceError, "aucune carte du nom de gains"):
        pg.atlas(pg.classify(after), tmp_path, zone="Corse", changes=changes, maps=["gains"])


def test_the_command_takes_the_file_of_a_comparison(
    counts: tuple[pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    before, after = counts
    poles, changes = tmp_path / "poles.csv", tmp_path / "ecarts.csv"
    pg.write_table(pg.classify(after), poles)
    pg.write_table(pg.compare(before, after), changes)
    asked = ("atlas", tmp_path / "cartes", "--poles", poles, "--zone", "Corse", "--formats", "svg")
    done = run(*asked, "--evolution", changes, "--cartes", "evolution,gains")
    assert done.returncode == 0, done.stderr
    assert {path.stem for path in (tmp_path / "cartes").glob("*.svg")} == {"evolution", "gains"}
    for wrong, told in ((poles, "« poles-geo analyze compare » en écrit une"),
                        (tmp_path / "absent.csv", "fichier absent")):  # fmt: skip
        refused = run(*asked, "--evolution", wrong)
        assert refused.returncode in (1, 2)
        assert told in simple(refused.stderr)
