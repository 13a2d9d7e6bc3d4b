"""Maps of two counts: discs on the scale of their circles, a choropleth that parts at zero."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from compared_images import Hide, compared
from drawn_pages import POINT, printed
from effectif_tables import raises, simple
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.cartes.layers.filled.symbols_over import LARGEST
from poles_geo.cartes.layers.measured.evolution_circles import GAIN, LOSS, UNDER, senses
from poles_geo.errors import ChoiceError, TableError

STYLES = [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]
MAPS = [pg.map_comparison, pg.map_gains]
Draw = Callable[..., pg.Carte]


def nested(ax: Axes) -> pd.DataFrame:
    """Read circles and their discs as they are painted: diameters in mm, colours."""
    rows = []
    for item in ax.collections:
        if isinstance(item, EllipseCollection) and len(item.get_widths()) % 3 == 0:
            outer = (item.get_widths() + item.get_linewidths()) * POINT
            colours = [to_hex(colour) for colour in item.get_facecolor()]
            for k in range(0, len(outer), 3):
                assert outer[k] > outer[k + 1] >= outer[k + 2]
                rows.append((outer[k + 1], colours[k + 1], outer[k + 2], colours[k + 2]))
    return pd.DataFrame(rows, columns=["cercle", "couleur_cercle", "disque", "couleur"])


def counted(totals: pd.Series, date: str) -> pd.DataFrame:
    pole = totals // 4
    table = pd.DataFrame(
        {
            "effectif": totals,
            "proximite": totals - pole,
            "pole": pole,
            "infirmiers_psychiatrie": pole // 5,
        }
    )
    table.index.name = "code_bassin"
    table.attrs = {"source": "essai", "date": date, "zonage": "BV2012"}
    return table


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return pg.read_bassins("BV2012")


@pytest.fixture(scope="module")
def comparison(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Move the published totals, and 200 elsewhere, by −20 to 25 % in the order of the codes."""
    totals = pd.Series(200, index=areas.index)
    totals.update(pg.load_report()["effectif"])
    moved = totals * (100 + (np.arange(len(totals)) * 7 % 46 - 20)) // 100
    table = pg.compare(counted(totals, "2018"), counted(moved, "2021"))
    table.loc[["60141", "02691"], ["effectif_apres", "ecart", "ecart_pct"]] = pd.NA
    return table


@pytest.mark.parametrize("draw", MAPS)
@pytest.mark.parametrize(
    ("zone", "style"),
    [
        *(("Hauts-de-France", style) for style in STYLES),
        (None, STYLE_REPORT),
        (None, STYLE_SLIDE),
    ],
)
def test_the_linter_finds_nothing(
    draw: Draw, zone: str | None, style: Style, areas: gpd.GeoDataFrame, comparison: pd.DataFrame
) -> None:
    carte = draw(comparison, areas, zone=zone, style=style)
    assert pg.lint(carte) == []
    text = simple(" ".join(printed(carte)))
    assert "2018 et 2021" in text
    if zone == "Hauts-de-France":
        assert "(2)" in text  # hatched, and counted
        assert "dans les Hauts-de-France" in carte.title


def test_circles_and_discs_have_one_scale_and_are_counted_in_the_legend(
    areas: gpd.GeoDataFrame, comparison: pd.DataFrame
) -> None:
    table = comparison[areas["departement"] == "59"]
    carte = pg.map_comparison(table, areas, zone="Nord - Pas-de-Calais", names="none")
    table = table.dropna(subset="ecart")
    found, colours = nested(carte.axes), senses(STYLE_REPORT)
    assert set(found["couleur_cercle"]) == {UNDER}
    larger = table[["effectif_avant", "effectif_apres"]].max(axis=1).astype(float)
    scale = found["cercle"].max() / np.sqrt(larger.max())
    for drawn, numbers in ((found["cercle"], larger), (found["disque"], table["ecart"].abs())):
        expected = scale * np.sqrt(numbers.astype(float))
        np.testing.assert_allclose(np.sort(drawn), np.sort(expected), atol=0.02)
    text = simple(" ".join(printed(carte)))
    for sense, several in ((GAIN, table["ecart"] > 0), (LOSS, table["ecart"] < 0)):
        assert (found["couleur"] == colours[sense]).sum() == several.sum() > 10
        assert f"{sense} ({several.sum()})" in text


def test_the_scale_may_be_that_of_another_map(
    areas: gpd.GeoDataFrame, comparison: pd.DataFrame
) -> None:
    every = comparison["effectif_avant"]
    carte = pg.map_comparison(comparison, areas, zone="80", scale_with=every, names="none")
    amiens = comparison.loc["80021", ["effectif_avant", "effectif_apres"]].max()
    drawn = nested(carte.axes)["cercle"].max()
    assert drawn == pytest.approx(LARGEST["a4"] * np.sqrt(amiens / every.max()), abs=0.02)


def test_what_cannot_be_drawn_is_refused(areas: gpd.GeoDataFrame, comparison: pd.DataFrame) -> None:
    with raises(TableError, "(?s)colonne ecart absente.*pg.compare en donne une"):
        pg.map_comparison(comparison.drop(columns="ecart"), areas)
    with raises(TableError, "(?s)colonne ecart_pct absente.*pg.compare en donne une"):
        pg.map_gains(comparison.drop(columns="ecart_pct"), areas)
    with raises(TableError, "aucune unité de la carte n'a d'écart"):
        pg.map_comparison(comparison.iloc[:3], areas, zone="59")
    with raises(TableError, "ecart : un nombre est attendu.*01004"):
        pg.map_comparison(
            comparison.astype({"ecart": object}).assign(
                ecart=lambda table: table["ecart"].where(table.index != "01004", "dix")
            ),
            areas,
        )
    with raises(ChoiceError, "une seule rampe"):
        pg.map_gains(comparison, areas, palette="teal", zone="59")


@compared
@pytest.mark.parametrize("draw", MAPS)
@pytest.mark.parametrize(
    "style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE], ids=["colour", "black-and-white"]
)
def test_comparison_page(
    draw: Draw,
    style: Style,
    areas: gpd.GeoDataFrame,
    comparison: pd.DataFrame,
    wordless: Hide,
) -> Figure:
    figure = draw(comparison, areas, title="t", zone="Bretagne", style=style).figure
    return wordless(figure)


def test_what_is_counted_is_what_the_pages_say(
    areas: gpd.GeoDataFrame, comparison: pd.DataFrame
) -> None:
    """A table of établissements had pages of professionals."""
    counted_things = comparison.copy()
    counted_things.attrs = {**comparison.attrs, "unite": "établissements"}
    carte = pg.map_comparison(counted_things, areas, zone="Bretagne")
    gains = pg.map_gains(counted_things, areas, zone="Bretagne")
    poles = pg.load_report()
    poles.attrs["unite"] = "établissements"
    ranked = pg.map_region(poles, "Bretagne")
    written = [simple(" ".join(printed(page))) for page in (carte, gains, ranked)]
    assert not any("professionnels de santé" in text for text in written)
    assert "Établissements gagnés et perdus en Bretagne" in written[0]
    assert "Gains et pertes d’établissements en Bretagne" in written[1]
    assert "Évolution du nombre d’établissements, en %" in written[1]
    assert "Nombre d’établissements et rang du pôle" in written[2]


def test_what_is_counted_is_in_the_words_of_every_page() -> None:
    poles = pg.load_report()
    poles.attrs["unite"] = "établissements"
    communes = pg.read_communes()
    configuration = pg.map_configuration(poles, communes, "Bretagne")
    carte = pg.map_region(poles, "Bretagne")
    pages = [
        carte,
        configuration,
        pg.map_schema(poles, "Bretagne"),
        pg.map_dependency(poles, "Bretagne"),
        pg.map_exposure(poles, zone="Bretagne"),
        pg.map_attraction(poles, zone="Bretagne"),
    ]
    for page in pages:
        told = simple(page.description)
        assert "professionnel" not in told
        assert "établissements" in told
    assert "En tout : 36 256 établissements." in simple(carte.description)
    assert "7,6 établissements de relais" in simple(configuration.description)
    assert carte.table.attrs["unite"] == "établissements"
    plain = pg.map_region(pg.load_report(), "Bretagne")
    assert "En tout : 36 256 professionnels." in simple(plain.description)
    assert "unite" not in plain.table.attrs


def test_ranks_of_establishments_are_explained_in_establishments() -> None:
    rules = pg.Rules("essai", "un essai", (
        pg.Rank(1, "tête", "T", (pg.Condition("effectif", "plus_de", 3000),)),
        pg.Rank(2, "relais", "R", (pg.Condition("effectif", "au_moins", 500),)),
    ))  # fmt: skip
    counted = pg.load_report()[["effectif"]].assign(
        proximite=0, pole=lambda table: table["effectif"], infirmiers_psychiatrie=0
    )
    counted.loc["59350", ["effectif", "pole"]] = 0
    counted = pd.DataFrame(counted)
    counted.attrs = {"unite": "établissements", "source": "SIRENE", "date": "2019"}
    poles = pg.classify(counted, rules)
    assert simple(poles["motif"]["59178"]).startswith("rang 1 : ")
    assert simple(poles["motif"]["59017"]) == (
        "rang 2 : 2 995 établissements, au moins 500 ; rang 1 refusé : 2 995 établissements, pas "
        "plus de 3 000"
    )
    assert simple(poles["motif"]["59350"]) == "hors pôle : aucun établissement"
    assert set(poles["marge_unite"].dropna()) == {"établissements"}
    carte = pg.map_region(poles, "Nord - Pas-de-Calais")
    said = simple(" ".join([carte.description, *printed(carte)]))
    assert "au moins 500 établissements" in said
    assert "professionnel" not in said
