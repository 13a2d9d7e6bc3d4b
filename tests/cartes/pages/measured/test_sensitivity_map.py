"""The page of ranks that hold to a threshold: circles by their state, a chart of ranks."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from compared_images import Hide, compared
from drawn_pages import discs, panel, printed
from effectif_tables import raises, simple
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.atlas_pages.atlas import maps_to_draw
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.errors import ChoiceError, TableError

STYLES = [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return pg.read_bassins("BV2012")


@pytest.fixture(scope="module")
def effectifs(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give the published totals, around 980 elsewhere in places; shares from their order."""
    order = np.arange(len(areas))
    totals = pd.Series(np.where(order % 40, 400, 980), index=areas.index)
    totals.update(pg.load_report()["effectif"])
    pole = totals * (12 + order * 7 % 30) // 100
    counts = {
        "effectif": totals, "proximite": totals - pole, "pole": pole, "infirmiers_psychiatrie": 0,
    }  # fmt: skip
    table = pd.DataFrame(counts).rename_axis("code_bassin")
    table.attrs = {"source": "essai", "date": "mars 2014", "zonage": "BV2012"}
    return table


@pytest.mark.parametrize("style", STYLES, ids=["report", "grey", "half", "slide"])
@pytest.mark.parametrize("zone", [None, "Hauts-de-France"])
def test_the_linter_finds_nothing_of_published_poles(
    zone: str | None, style: Style, areas: gpd.GeoDataFrame
) -> None:
    carte = pg.map_sensitivity(areas, pg.load_report(), zone=zone, style=style)
    assert pg.lint(carte) == []
    assert carte.labels_left_out == []
    assert any(text.startswith("Armentières") for text in printed(carte))


def test_a_rule_of_six_ranks_has_its_page(areas: gpd.GeoDataFrame, effectifs: pd.DataFrame) -> None:
    bounds = (12_000, 6_000, 3_500, 2_200, 1_400, 900)
    ranks = [
        pg.Rank(rang, f"niveau {rang}", f"N{rang}", (pg.Condition("effectif", "plus_de", bound),))
        for rang, bound in enumerate(bounds, 1)
    ]
    poles = pg.classify(effectifs, pg.Rules("Six rangs", "les tests", tuple(ranks)))
    carte = pg.map_sensitivity(areas, poles, zone="Bretagne")
    assert {text[:6] for text in printed(carte)} > {f"rang {rang}" for rang in range(2, 7)}
    assert pg.lint(carte) == []


@pytest.mark.parametrize("style", STYLES, ids=["report", "grey", "half", "slide"])
def test_the_linter_finds_nothing_of_counts_with_shares(
    style: Style, areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    carte = pg.map_sensitivity(areas, effectifs, zone="Rhône-Alpes", style=style)
    assert pg.lint(carte) == []
    written = simple(" ".join(printed(carte)))
    assert "non vérifiable" not in written.lower()
    assert "Gagnerait un rang" in written


def test_published_poles_in_the_colour_of_what_becomes_of_them(areas: gpd.GeoDataFrame) -> None:
    carte = pg.map_sensitivity(areas, pg.load_report())
    written = [simple(text) for text in printed(carte)]
    for row in (
        "Perdrait son rang (7)", "Gagnerait un rang (3)", "Garde son rang (50)",
        "Non vérifiable : parts inconnues (93)", "rang 1 : de 17 à 13", "rang 2 : de 44 à 34",
        "Si un seuil bouge de 5 %",
    ):  # fmt: skip
        assert row in written
    first, second = STYLE_REPORT.nature_colours[:2]
    colours = discs(carte.axes)["couleur"].value_counts()
    assert (colours[first], colours[second]) == (7, 3)
    assert colours[STYLE_REPORT.land] == 50
    assert {"Rennes 25 %", "Béziers 53 %", "Albi 27 %"} <= set(written)
    assert "Toulouse" not in written


def test_what_may_happen_is_as_likely_as_the_normal_law_says(areas: gpd.GeoDataFrame) -> None:
    """P(Béziers < 3 000) = 0.4973, P(Armentières ≥ 3 000) = 0.4867, P(Rennes ≤ 10 000) = 0.2447."""
    carte = pg.map_sensitivity(areas, pg.load_report(), draws=200_000, seed=7)
    written = {simple(text) for text in printed(carte)}
    assert {"Béziers 50 %", "Armentières 49 %", "Rennes 24 %"} <= written
    told = "à côté du nom : probabilité de ce changement, pour une erreur de 5 % sur les comptes"
    assert told in " ".join(simple(text) for text in printed(carte))
    sure = [simple(text) for text in printed(pg.map_sensitivity(areas, pg.load_report(), error=0))]
    assert {"Béziers", "Armentières", "Rennes"} <= set(sure)
    assert not any("probabilité" in text for text in sure)


def test_its_words_and_its_table_are_of_the_poles(areas: gpd.GeoDataFrame) -> None:
    carte = pg.map_sensitivity(areas, pg.load_report(), zone="Corse")
    assert carte.table[["nom", "rang"]].to_numpy().tolist() == [["Ajaccio", 4], ["Bastia", 3]]
    assert "2 pôles : 1 de rang 3 et 1 de rang 4" in simple(carte.description)


def test_a_rank_gained_is_that_or_a_higher_one(
    areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    told = pg.sensitivity(effectifs)
    region = areas.index[areas["region_2014"] == "Bretagne"]
    gains = told.loc[region][lambda table: table["fragile"] & table["rang"].isna()]
    code = gains.index[0]
    assert gains.loc[code, "seuil_rang"] == 4
    likely = gains.filter(like="probabilite_rang_").loc[code].sum()
    carte = pg.map_sensitivity(areas, effectifs, zone="Bretagne")
    written = {simple(text) for text in printed(carte)}
    assert f"{areas['nom'][code]} {100 * likely:.0f} %".replace(" - ", " – ") in written


def test_a_region_counts_its_own_and_names_all(areas: gpd.GeoDataFrame) -> None:
    carte = pg.map_sensitivity(areas, pg.load_report(), zone="Bretagne", change=0.02)
    written = [simple(text) for text in printed(carte)]
    assert {"Rennes", "Brest", "Saint-Malo"} <= set(written)
    assert "rang 1 : de 1 à 0" in written
    assert "Si un seuil bouge de 2 %" in written
    assert not any(text.startswith("Perdrait") for text in written)  # Rennes: 3,58 %


def test_a_bassin_that_would_be_a_pole_has_its_circle(
    areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    told = pg.sensitivity(effectifs, draws=1)
    would = told.index[told["fragile"] & told["rang"].isna()]
    region = areas.index[areas["region_2014"] == "Bretagne"]
    expected = told.loc[region, "rang"].notna().sum() + region.isin(would).sum()
    assert region.isin(would).any()
    carte = pg.map_sensitivity(areas, effectifs, zone="Bretagne")
    assert len(discs(carte.axes)) == expected


def test_what_is_not_counted_wholly_is_hatched_and_said(
    areas: gpd.GeoDataFrame, effectifs: pd.DataFrame
) -> None:
    partly = effectifs.assign(couverture=1.0)
    partly.attrs = effectifs.attrs
    partly.loc["80021", "couverture"] = 0.5
    carte = pg.map_sensitivity(areas, partly, zone="Picardie")
    assert "Non compté, ou en partie (1)" in printed(carte)
    assert "Amiens" not in printed(carte)
    (hatched,) = (patch for patch in carte.axes.patches if patch.get_hatch())
    town = areas.geometry["80021"].representative_point()
    assert hatched.get_path().contains_point((town.x, town.y))
    assert pg.lint(carte) == []


def test_the_chart_has_a_dot_where_the_ranks_are_counted(areas: gpd.GeoDataFrame) -> None:
    dots = discs(panel(pg.map_sensitivity(areas, pg.load_report())))
    dots = dots[dots["diametre"].sub(1.5).abs() < 1e-3]
    assert len(dots) == 2 * 5
    colours = STYLE_REPORT.rank_colours
    assert set(dots["couleur"]) == {colours[1], colours[2]}


def test_the_atlas_has_the_page_when_the_table_has_its_counts(
    effectifs: pd.DataFrame, tmp_path: Any
) -> None:
    poles = pg.classify(effectifs)
    assert "sensibilite" in [known.name for known in maps_to_draw(poles)]
    assert "sensibilite" in [known.name for known in maps_to_draw(pg.load_report())]
    totals = pg.load_report()
    totals.attrs.pop("publication")
    assert "sensibilite" not in [known.name for known in maps_to_draw(totals)]
    pg.atlas(poles, tmp_path, zone="Corse", formats="svg", maps=["sensibilite"])
    assert "Les rangs qui tiennent" in (tmp_path / "sensibilite.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"zone": "Atlantide"}, ChoiceError, "Atlantide"),
        ({"zone": "48"}, TableError, "aucun pôle"),
        ({"change": 1.5}, ChoiceError, "change"),
        ({"names": "rivers"}, ChoiceError, "names"),
        ({"effectifs": pg.load_report().rename(index={"59350": "59999"})}, TableError, "59999"),
    ],
    ids=["zone", "no pole", "change", "names", "code"],
)
def test_refused(
    changes: dict[str, Any], error: type[Exception], message: str, areas: gpd.GeoDataFrame
) -> None:
    with raises(error, message):
        pg.map_sensitivity(areas, **{"effectifs": pg.load_report(), **changes})


@compared
def test_sensitivity_page(areas: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    carte = pg.map_sensitivity(areas, pg.load_report())
    return wordless(carte.figure)
