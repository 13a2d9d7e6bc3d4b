"""The page of shares: circles coloured by what a rank asks, a triangle that places each bassin."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import discs, legend_discs, printed
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.atlas_pages.atlas import maps_to_draw
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.cartes.legends.filled.ternary import DOT
from poles_geo.errors import ChoiceError, TableError
from poles_geo.ranking.rules import Condition, Rank, Rules

STYLES = [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return pg.read_bassins("BV2012")


@pytest.fixture(scope="module")
def effectifs(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the published totals, 400 elsewhere; shares from their order."""
    totals = pd.Series(400, index=areas.index)
    totals.update(pg.load_report()["effectif"])
    order = np.arange(len(totals))
    pole = totals * (12 + order * 7 % 30) // 100
    psychiatry = (totals * (order * 11 % 29) // 100).where(order % 3 == 0, 0).clip(upper=pole)
    table = pd.DataFrame(
        {
            "effectif": totals,
            "proximite": totals - pole,
            "pole": pole,
            "infirmiers_psychiatrie": psychiatry,
        }
    )
    table.index.name = "code_bassin"
    table.attrs = {"source": "essai", "date": "mars 2014", "zonage": "BV2012"}
    return table


def dots(carte: pg.Carte) -> pd.DataFrame:
    found = legend_discs(carte)
    return found[found["diametre"].sub(DOT).abs() < 1e-3]


@pytest.mark.parametrize(
    ("zone", "style"),
    [
        *(("Hauts-de-France", style) for style in STYLES),
        ("Corse", STYLE_REPORT),
        ("59", STYLE_HALF_PAGE),
        (None, STYLE_BLACK_AND_WHITE),
    ],
)
def test_the_linter_finds_nothing(
    zone: str | None, style: Style, areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    carte = pg.map_shares(areas, effectifs, zone=zone, style=style)
    assert pg.lint(carte) == []
    assert len(discs(carte.axes)) >= len(dots(carte))
    assert "Conditions de parts du rang 3" in simple(" ".join(printed(carte)))


@pytest.mark.parametrize("style", [STYLE_HALF_PAGE, STYLE_SLIDE], ids=["half", "slide"])
@pytest.mark.parametrize("zone", ["Hauts-de-France", "Bretagne", "Corse", "Alsace", "59", None])
def test_a_small_page_has_its_triangle(
    zone: str | None, style: Style, areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    """Hauts-de-France and France on half a page, Bretagne on a slide had none."""
    carte = pg.map_shares(areas, effectifs, zone=zone, style=style)
    assert "Parts des professionnels d’un bassin" in simple(" ".join(printed(carte)))
    assert len(dots(carte)) > 0
    assert pg.lint(carte) == []


def test_the_atlas_of_a_zone_has_the_page_when_the_table_knows_its_shares(
    effectifs: pd.DataFrame, tmp_path: Path
) -> None:
    poles = pg.classify(effectifs)
    pg.atlas(poles, tmp_path, zone="Corse", formats="svg", maps=["parts"])
    assert "Les parts que demande le rang 3" in (tmp_path / "parts.svg").read_text("utf-8")
    unknown = poles.copy()
    unknown.attrs = {**poles.attrs, "zonage": "CPTS"}
    with raises(ChoiceError, "aucune carte du nom de parts"):
        pg.atlas(unknown, tmp_path, zone="Corse", formats="svg", maps=["parts"])
    assert "parts" not in [known.name for known in maps_to_draw(pg.load_report())]
    assert "parts" in [known.name for known in maps_to_draw(poles)]


def test_each_bassin_has_its_circle_its_dot_and_the_colour_of_its_state(
    areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    carte = pg.map_shares(areas, effectifs, zone="Nord - Pas-de-Calais")
    region = areas.index[areas["region_2014"] == "Nord - Pas-de-Calais"]
    told = pg.shares(effectifs)["condition"][region].map(simple)
    circles = discs(carte.axes)
    inside = len(dots(carte))
    assert len(circles) == inside
    assert abs(inside - len(region)) < 10  # those centred in it, whatever their region's name
    colours = circles["couleur"].value_counts()
    assert dots(carte)["couleur"].value_counts().to_dict() == colours.to_dict()
    assert set(colours.index) == {*STYLE_REPORT.nature_colours[:3], STYLE_REPORT.land}
    written = simple(" ".join(printed(carte)))
    held = colours[STYLE_REPORT.nature_colours[0]]
    assert f"Conditions remplies ({held})" in written
    assert held == (told == "remplies").sum()
    assert f"Sans objet : moins de 1 500 professionnels ({colours[STYLE_REPORT.land]})" in written
    assert simple(carte.title) == "Les parts que demande le rang 3 dans le Nord – Pas-de-Calais"


def test_the_bassins_that_reach_the_rank_are_named_and_no_other(
    areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    written = printed(pg.map_shares(areas, effectifs, zone="Picardie"))
    for name in ("Amiens", "Beauvais", "Compiègne", "Saint-Quentin"):
        assert name in written
    assert "Abbeville" not in written


def test_a_bassin_not_wholly_counted_is_said_so(
    areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    partly = effectifs.assign(couverture=1.0)
    partly.attrs = effectifs.attrs
    partly.loc["80021", "couverture"] = 0.5
    carte = pg.map_shares(areas, partly, zone="Picardie")
    assert "Non compté, ou en partie (1)" in printed(carte)
    assert "Amiens" not in printed(carte)
    (hatched,) = (patch for patch in carte.axes.patches if patch.get_hatch())
    town = areas.geometry["80021"].representative_point()
    assert hatched.get_path().contains_point((town.x, town.y))
    assert pg.lint(carte) == []


def test_units_of_another_zoning_and_rules_of_ones_own() -> None:
    areas = pg.load_departements().loc[["02", "59", "60", "62", "80"]].rename_axis("code_zone")
    counts = {
        "effectif": [10, 90, 20, 70, 30], "proximite": [4, 30, 15, 60, 21],
        "pole": [6, 60, 5, 10, 9], "infirmiers_psychiatrie": [0, 50, 5, 0, 9],
    }  # fmt: skip
    table = pd.DataFrame(counts, index=areas.index)
    table.attrs = {"source": "essai", "date": "2024"}
    rules = Rules(
        "à soi", "essai",
        (Rank(1, "premier", "P", (Condition("part_pole", "au_moins", 0.3),)),),
    )  # fmt: skip
    carte = pg.map_shares(areas, table, rules=rules)
    written = simple(" ".join(printed(carte)))
    assert "Conditions remplies (3)" in written
    assert "Moins de 30 % de professionnels de pôle (2)" in written
    assert pg.lint(carte) == []


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"zone": "Atlantide"}, ChoiceError, "Atlantide"),
        ({"zone": "La Réunion"}, (TableError, ChoiceError), "."),
        ({"rang": 1}, ChoiceError, "rang"),
        ({"effectifs": pg.load_report().drop(columns="geometry")}, TableError, "proximite"),
        ({"names": "rivers"}, ChoiceError, "names"),
        ({"scale_with": pd.Series([0.0])}, ChoiceError, "scale_with"),
        (
            {"style": replace(STYLE_REPORT, nature_colours=("#000000",))},
            ChoiceError,
            "nature_colours : 3 couleurs sont attendues",
        ),
    ],
    ids=["zone", "zone without bassin", "rank", "published", "names", "scale", "style"],
)
def test_refused(
    changes: dict[str, Any],
    error: type[Exception],
    message: str,
    areas: gpd.GeoDataFrame,
    effectifs: pd.DataFrame,
) -> None:
    with raises(error, message):
        pg.map_shares(areas, **{"effectifs": effectifs, **changes})


def test_codes_that_are_no_area_are_listed(
    areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    strange = effectifs.rename(index={"59350": "59999"})
    with raises(TableError, "59999"):
        pg.map_shares(areas, strange)
