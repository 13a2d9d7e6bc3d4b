"""The atlas of one area: its map, its schema, its départements, its tables, and nothing else."""

import re
import warnings
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import raises, simple
from overseas_poles import with_overseas

import poles_geo as pg
from poles_geo.cartes.canvas.style import STYLE_REPORT
from poles_geo.errors import ChoiceError, TableError

pytestmark = pytest.mark.filterwarnings("ignore:carte «")
"""What the linter finds on the maps is for its own tests."""


@pytest.fixture(scope="module")
def today() -> gpd.GeoDataFrame:
    """Give the published pôles as if they were of 2024."""
    poles = pg.load_report()
    attrs = {name: value for name, value in poles.attrs.items() if name != "publication"}
    poles.attrs = {**attrs, "source": "RPPS", "date": "2024"}
    return poles


PULL = ("attraction", "effet-tunnel", "exposition", "dependance", "loin", "acces")
"""Maps of what attracts an area, of a table that counts the whole country."""


def names_in(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob("*.svg")}


def test_a_region_of_today_has_its_departements(today: gpd.GeoDataFrame, tmp_path: Path) -> None:
    pg.atlas(today, tmp_path, zone="Hauts-de-France", formats="svg")
    codes = ("aisne", "nord", "oise", "pas-de-calais", "somme")
    own = {"territoire", "schema", "nous-et-les-autres", *PULL}
    assert names_in(tmp_path) == own | {f"departement-{c}" for c in codes}
    tables = {path.stem for path in (tmp_path / "tableaux").iterdir()}
    listed = {"figure1", "figure3", "annexe2", "configurations", "centralites", "dependance"}
    assert tables == listed
    figure1 = pd.read_csv(tmp_path / "tableaux" / "figure1.csv", sep=";")
    assert figure1["region_2016"].tolist() == ["Hauts-de-France", "Total"]
    page = simple((tmp_path / "index.html").read_text("utf-8"))
    assert "Les pôles d’offre de soins dans les Hauts-de-France" in page
    assert "Région (2014)" not in (tmp_path / "territoire.svg").read_text("utf-8")


def test_a_departement_overseas(tmp_path: Path) -> None:
    poles = with_overseas(pg.load_report())
    poles = poles.assign(sigle=poles["sigle"].fillna("P"), type_pole="pôle")
    pg.atlas(poles, tmp_path, zone="La Réunion", formats="svg")
    assert names_in(tmp_path) == {"territoire", "schema"}
    inventory = pd.read_csv(tmp_path / "tableaux" / "figure3.csv", sep=";", dtype=str)
    assert sorted(inventory["code_bassin"]) == ["97411", "97415", "97416"]


def test_an_area_without_a_pole_is_refused(today: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with raises(TableError, "aucun pôle dans « Lozère », il n'y a rien à dessiner"):
        pg.atlas(today, tmp_path / "a", zone="48")
    assert not (tmp_path / "a").exists()


def test_a_departement_is_alone_in_its_tables(today: gpd.GeoDataFrame, tmp_path: Path) -> None:
    pg.atlas(today, tmp_path, zone="62", formats="svg")
    figure1 = pd.read_csv(tmp_path / "tableaux" / "figure1.csv", sep=";")
    assert figure1["region_2016"].tolist() == ["Hauts-de-France", "Total"]
    inside = len(pd.read_csv(tmp_path / "tableaux" / "figure3.csv", sep=";"))
    assert figure1["total"].tolist() == [inside, inside]


def test_the_comparison_with_2014_comes_when_asked(today: gpd.GeoDataFrame) -> None:
    tables = pg.report_2014.report_tables
    assert "figure1_ecarts" not in tables(today)
    assert "figure1_ecarts" in tables(today, compared=True)
    assert {"figure1_ecarts", "structures2013"} <= set(tables(pg.load_report()))
    with raises(ChoiceError, "le rapport compte par région de 2014"):
        tables(today, by="region_2016", compared=True)
    part = today.copy()
    part.attrs["champ"] = {"departements": ["62"], "professions": "infirmiers seulement"}
    with raises(ChoiceError, "la table ne compte que Pas-de-Calais"):
        tables(part, compared=True)


def test_an_area_is_not_compared(today: gpd.GeoDataFrame, tmp_path: Path) -> None:
    with raises(ChoiceError, "comparaison avec la Figure 1 publiée"):
        pg.atlas(today, tmp_path, zone="62", compared=True, regions_year=2014)


def test_only_the_maps_asked_for_are_drawn(tmp_path: Path) -> None:
    pg.atlas(None, tmp_path, zone="Alsace", maps=["departement-*"], formats="svg")
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == [
        "departement-bas-rhin.svg",
        "departement-haut-rhin.svg",
    ]
    with raises(ChoiceError, "maps : aucune carte du nom de carte.*territoire, schema"):
        pg.atlas(None, tmp_path, zone="Alsace", maps=["territoire", "carte"])


def test_an_atlas_says_what_the_linter_finds(report: gpd.GeoDataFrame, tmp_path: Path) -> None:
    small = replace(STYLE_REPORT, note=5.5)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pg.atlas(report, tmp_path, zone="Corse", maps=["territoire"], formats="svg", style=small)
    (said,) = (str(one.message) for one in caught if "corps" in str(one.message))
    assert said.startswith("carte «\u00a0territoire\u00a0»\u00a0: corps\u00a0: «\u00a0")
    assert "5,5 points" in said
    assert "mm du bord gauche" in said
    assert re.search(r"Et \d+\u00a0autres défauts \(corps \d+", said)


def test_what_every_map_lacks_is_said_once(report: gpd.GeoDataFrame, tmp_path: Path) -> None:
    undated = report.copy()
    undated.attrs = {**report.attrs, "source": "ma-table.csv"}
    del undated.attrs["date"]
    with pytest.warns(UserWarning, match="pas datée") as caught:
        pg.atlas(
            undated, tmp_path, zone="Corse", maps=["territoire", "departement-*"], formats="svg"
        )
    (said,) = (simple(str(one.message)) for one in caught if "datée" in str(one.message))
    assert said.startswith("cartes « territoire », « departement-")
    assert "(« ma-table.csv (non datées) ;" in said
    assert said.endswith(") : date= la donne.")
