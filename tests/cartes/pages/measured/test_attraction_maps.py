"""Maps of attraction: areas, what is disputed, tunnels, exposition; clean in every style."""

import re
import warnings
from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest
from compared_images import Hide, compared
from drawn_pages import printed
from effectif_tables import raises, simple
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.errors import ChoiceError, TableError
from poles_geo.report_2014.bassin_minier import BASSIN_MINIER

STYLES = {
    "report": STYLE_REPORT,
    "black-and-white": STYLE_BLACK_AND_WHITE,
    "half-page": STYLE_HALF_PAGE,
    "slide": STYLE_SLIDE,
}
GOHELLE = ["CA Lens-Liévin", "CA d'Hénin-Carvin"]
Draw = Callable[..., pg.Carte]


def texts(carte: pg.Carte) -> list[str]:
    return [simple(text) for text in printed(carte)]


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("draw", [pg.map_attraction, pg.map_tunnel, pg.map_exposure])
def test_the_linter_finds_nothing(draw: Draw, style: Style, report: gpd.GeoDataFrame) -> None:
    assert pg.lint(draw(report, zone=GOHELLE, style=style)) == []


@pytest.mark.parametrize("draw", [pg.map_attraction, pg.map_tunnel, pg.map_exposure])
def test_the_linter_finds_nothing_on_france(draw: Draw, report: gpd.GeoDataFrame) -> None:
    assert pg.lint(draw(report)) == []


@pytest.mark.parametrize("zone", ["Nord - Pas-de-Calais", "Picardie"])
def test_no_class_has_the_grey_of_a_ground(zone: str, report: gpd.GeoDataFrame) -> None:
    """The lightest had that of the countries abroad."""
    assert pg.lint(pg.map_exposure(report, zone=zone, style=STYLE_BLACK_AND_WHITE)) == []


def test_a_zone_without_pole_shows_the_nearest(report: gpd.GeoDataFrame) -> None:
    """Its legend would have no class at all."""
    for style in STYLES.values():
        assert "Douai – Lens" in {
            text.replace("\u00a0", " ")
            for text in printed(pg.map_exposure(report, zone=GOHELLE, style=style))
        }


def test_the_legend_says_whom_each_rank_attracts(report: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes()
    table = pg.attraction(report, communes)
    written = texts(pg.map_attraction(report, zone="Nord - Pas-de-Calais"))
    inside = table[communes["region_2014"] == "Nord - Pas-de-Calais"]
    held = inside.groupby("rang_dominant")["population"].sum() / inside["population"].sum()
    assert f"{100 * held[1]:.0f} % des habitants" in written
    assert "Disputée : deux parts à 5 points ou moins" in written
    assert "Aire d'attraction d'un pôle" in {text.replace("’", "'") for text in written}
    assert not [text for text in written if text.startswith("Disputée : deux parts à 2")]
    wider = texts(pg.map_attraction(report, zone="Nord - Pas-de-Calais", within=0.2))
    assert "Disputée : deux parts à 20 points ou moins" in wider


def test_the_foot_says_straight_lines_and_both_years(report: gpd.GeoDataFrame) -> None:
    for draw in (pg.map_attraction, pg.map_tunnel):
        foot = " ".join(texts(draw(report, zone=GOHELLE, beta=3))).replace("’", "'")
        assert "distance puissance 3, à vol d'oiseau" in foot
        assert "Population de 2022, comptes de 2014." in foot
    foot = " ".join(texts(pg.map_exposure(report, zone=GOHELLE))).replace("’", "'")
    assert "à vol d'oiseau" in foot


def test_the_tunnel_of_picardie_is_counted(report: gpd.GeoDataFrame) -> None:
    written = texts(pg.map_tunnel(report, zone="Picardie"))
    assert "L’effet tunnel en Picardie" in written
    assert "61 % des habitants" in written  # by Paris; 0,3 % by others: 61,5 %
    assert "39 % des habitants" in written


def test_lille_is_on_the_page_of_those_whom_it_attracts(report: gpd.GeoDataFrame) -> None:
    written = texts(pg.map_attraction(report, zone=GOHELLE))
    assert {"Lille", "Lens", "Béthune"} <= set(written)


def test_lines_go_to_those_who_expose(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_exposure(report)
    (lines,) = [item for item in carte.axes.collections if isinstance(item, LineCollection)]
    assert len(lines.get_segments()) == 18
    written = texts(carte)
    assert "de 1 à 6,39 (18)" in written
    assert "Aucun pôle plus lourd" in written


def test_communes_of_ones_own(report: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes()
    north = gpd.GeoDataFrame(communes[communes["departement"].isin(["59", "62"])])
    own = texts(pg.map_attraction(report, north, zone=GOHELLE))
    assert "Année de la population non précisée." not in own
    north.attrs = {}
    unknown = texts(pg.map_attraction(report, north, zone=GOHELLE))
    assert "Année de la population non précisée." in unknown


@pytest.fixture(scope="module")
def minutes(report: gpd.GeoDataFrame) -> pd.DataFrame:
    """Minutes as the crow flies at 60 km/h, over an hour left out; nothing from the coast."""
    communes = pg.read_communes()
    north = gpd.GeoDataFrame(communes[communes["departement"].isin(["59", "62"])])
    near = gpd.GeoDataFrame(report[report["region_2016"] == "Hauts-de-France"])
    far = pg.costs_between(north, near).dense()
    table = pd.DataFrame(far, north.index.rename("origine"), near.index).reset_index()
    long = table.melt("origine", var_name="destination", value_name="minutes")
    rows = long[long["minutes"] < 60].reset_index(drop=True)
    coast = north.index[north.representative_point().x < 620_000]
    rows = rows[~rows["origine"].isin(coast)]
    rows.attrs = {"source": "essai", "date": "2024"}
    return rows


def by_costs(draw: Draw, *arguments: object, **options: object) -> list[str]:
    """Texts of a page drawn by costs that lack pairs, which a warning says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        carte = draw(*arguments, **options)
    assert pg.lint(carte) == []
    return texts(carte)


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("draw", [pg.map_attraction, pg.map_tunnel])
def test_a_table_of_costs_in_place_of_straight_lines(
    draw: Draw, style: Style, report: gpd.GeoDataFrame, minutes: pd.DataFrame
) -> None:
    zone = "Nord - Pas-de-Calais"
    written = " ".join(by_costs(draw, report, zone=zone, costs=minutes, style=style))
    assert "selon une table de coûts" in written
    assert "vol d’oiseau" not in written
    assert "Aucun pôle atteint par la table de coûts" in written
    assert "146 communes sans pôle que la table de coûts atteigne" in written
    assert "Coûts : minutes de trajet (essai, 2024)" in written


def test_who_holds_each_commune_follows_the_costs(
    report: gpd.GeoDataFrame, minutes: pd.DataFrame
) -> None:
    """Ten times as long to Lille, and its area is its own doors."""
    lille = minutes["destination"] == "59350"
    slow = minutes.assign(minutes=minutes["minutes"].where(~lille, 10 * minutes["minutes"]))
    slow.attrs = minutes.attrs
    before, after = (
        by_costs(pg.map_attraction, report, zone="Nord - Pas-de-Calais", costs=costs)
        for costs in (minutes, slow)
    )
    shares = [
        next(found[k + 1] for k, text in enumerate(found) if text.startswith("1 – Pôle"))
        for found in (before, after)
    ]
    first, last = (float(re.sub("[^0-9,]", "", text).replace(",", ".")) for text in shares)
    assert last < first / 2


def test_costs_that_are_wrong_are_refused(report: gpd.GeoDataFrame, minutes: pd.DataFrame) -> None:
    for wrong, told in (
        (minutes.assign(minutes=60 * minutes["minutes"]), "secondes"),
        (minutes.assign(minutes=-1.0), "négatif"),
        (minutes.drop(columns="origine"), "colonne origine absente"),
        (minutes.assign(origine="99999"), "99999"),
    ):
        with raises(TableError, match=told):
            pg.map_attraction(report, zone="59", costs=wrong)


def test_what_is_refused(report: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes().loc[["59350", "62498"]]
    with raises(TableError, match="polygone attendu pour faire des aires"):
        points = communes.set_geometry(communes.representative_point())
        pg.map_attraction(report, gpd.GeoDataFrame(points), zone=GOHELLE)
    with raises(TableError, match="colonne population absente"):
        pg.map_tunnel(report, communes.drop(columns="population"), zone=GOHELLE)
    for draw in (pg.map_attraction, pg.map_tunnel, pg.map_exposure):
        with raises(ChoiceError, match="beta = -1"):
            draw(report, beta=-1)
    with raises(ChoiceError, match="within = 3"):
        pg.map_attraction(report, within=3)


@compared
@pytest.mark.parametrize("draw", [pg.map_attraction, pg.map_tunnel, pg.map_exposure])
def test_attraction_page(draw: Draw, report: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    zone = GOHELLE if draw is pg.map_attraction else "Picardie"
    figure = draw(report, zone=zone).figure
    return wordless(figure)


def test_no_name_of_a_pole_hides_the_dot_of_a_town(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_attraction(report, zone=list(BASSIN_MINIER))
    assert "Lens" in printed(carte)
    assert "Sin-le-Noble" not in printed(carte)  # its dot would be under « Douai – Lens »
    assert pg.lint(carte) == []
