"""Pôles of another zoning than bassins de vie: what the page calls its units; what none holds."""

import warnings
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import printed

import poles_geo as pg
from poles_geo.cartes.canvas.style import STYLE_BLACK_AND_WHITE, STYLE_REPORT
from poles_geo.communes.identity import UNIT_BASSIN, UNIT_ZONE, unit_of
from poles_geo.edition.commune_table import load_commune_table


@pytest.fixture(scope="module")
def composition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three CPTS in four of the intercommunalités of the Nord and of the Pas-de-Calais."""
    communes = load_commune_table()
    north = communes[communes.index.str[:2].isin(["59", "62"])].dropna(subset="epci")
    names = pg.load_epci()["nom"]
    kept = {epci: k for k, epci in enumerate(sorted(north["epci"].unique())) if k % 4 != 3}
    rows = [
        f"{code};CPTS{kept[epci]:02d};CPTS {names[epci].split(' ', 1)[1]}"
        for code, epci in north["epci"].items()
        if epci in kept
    ]
    path = tmp_path_factory.mktemp("zonage") / "cpts.csv"
    path.write_text("\n".join(["code_commune;code_cpts;nom_cpts", *rows, ""]), "utf-8")
    return path


@pytest.fixture(scope="module")
def zones(composition: Path) -> gpd.GeoDataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pg.read_bassins(composition=pg.read_composition(composition))


@pytest.fixture(scope="module")
def poles(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make three pôles of three CPTS."""
    counts = np.full(len(zones), 100)
    counts[:3] = (12_000, 4_000, 1_700)
    table = pd.DataFrame(
        {"nom": zones["nom"], "effectif": counts, "pole": counts // 3, "infirmiers_psychiatrie": 0},
        index=pd.Index(zones.index, name="code_zone"),
    )
    table["proximite"] = table["effectif"] - table["pole"]
    table.attrs = {"zonage": "code_cpts", "source": "RPPS", "date": "décembre 2024"}
    return pg.classify(table)


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE], ids=["colour", "grey"])
def test_the_page_speaks_of_its_units_and_of_no_bassin(
    poles: pd.DataFrame, zones: gpd.GeoDataFrame, style: pg.cartes.Style
) -> None:
    carte = pg.map_poles(poles, ["59", "62"], bassins=zones, style=style)
    written = printed(carte)
    assert {"CPTS hors pôle", "CPTS", "Communes hors zonage"} <= set(written)
    assert any(text.endswith("par CPTS, décembre 2024") for text in written)
    assert not any("assin" in text or "Insee)." in text for text in written)
    assert any("CPTS (cpts.csv)" in text for text in written)
    assert pg.lint(carte) == []


def test_units_that_are_no_pole_have_their_names(
    poles: pd.DataFrame, zones: gpd.GeoDataFrame
) -> None:
    carte = pg.map_poles(poles, ["59", "62"], bassins=zones)
    written = {letters(text) for text in printed(carte)}
    others = [nom for nom in zones["nom"].iloc[3:] if nom not in carte.labels_left_out]
    assert len(others) > 10
    assert all(any(text and letters(nom).startswith(text) for text in written) for nom in others)


def test_what_no_unit_holds_is_hatched(poles: pd.DataFrame, zones: gpd.GeoDataFrame) -> None:
    carte = pg.map_poles(poles, ["59", "62"], bassins=zones)
    hatches = [patch for patch in carte.axes.patches if patch.get_hatch() == "xxx"]
    assert len(hatches) == 1
    outside = load_contours(zones.attrs["communes_hors_zonage"])
    drawn = hatches[0].get_path().get_extents().extents
    np.testing.assert_allclose(drawn, outside.total_bounds, atol=2_000)
    whole = pg.read_bassins("BV2022")
    with_bassins = pg.map_poles(pg.load_report(), "Nord", bassins=whole)
    assert not [patch for patch in with_bassins.axes.patches if patch.get_hatch() == "xxx"]


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def load_contours(codes: list[str]) -> gpd.GeoSeries:
    communes = pg.read_communes()
    return communes.geometry[communes.index.isin(codes)]


@pytest.mark.parametrize(
    ("zonage", "one"),
    [
        ("code_cpts", "CPTS"), ("CPTS_2024", "CPTS"), ("tvs_code", "territoire de vie-santé"),
        ("EPCI2024", "intercommunalité"), ("mon_decoupage", "territoire"), ("ght", "GHT"),
        ("BV2022", "bassin de vie"), (None, "bassin de vie"), ("code_bassin", "bassin de vie"),
        ("CANTONS", "territoire"),
    ],
)  # fmt: skip
def test_units_are_called_by_their_zoning(zonage: str | None, one: str) -> None:
    assert unit_of(zonage).one == one
    assert (unit_of(zonage) == UNIT_BASSIN) == (one == "bassin de vie")
    assert (unit_of(zonage) == UNIT_ZONE) == (one == "territoire")
