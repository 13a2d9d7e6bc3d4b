"""The page of dominant flows: where its lines go, what it counts, what is refused."""

from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from compared_images import Hide, compared
from drawn_pages import discs, printed
from effectif_tables import raises, simple
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.errors import ChoiceError, TableError

STYLES = [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    every = pg.read_communes()
    return gpd.GeoDataFrame(every[every["departement"] == "50"])


@pytest.fixture(scope="module")
def flows(communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Everybody goes to the largest of the two towns nearest to them."""
    towns = communes["population"].nlargest(12).index
    places = communes.representative_point()
    rows = [
        (code, town, communes["population"][town] / (1 + places[code].distance(places[town])))
        for code, town in product(communes.index, towns)
        if code != town
    ]
    table = pd.DataFrame(rows, columns=["origine", "destination", "flux"])
    table.attrs = {"source": "essai", "date": "2021"}
    return pg.nodal_flows(table)


@pytest.mark.parametrize("style", STYLES, ids=["report", "grey", "half", "slide"])
def test_the_linter_finds_nothing(
    style: Style, communes: gpd.GeoDataFrame, flows: pd.DataFrame
) -> None:
    carte = pg.map_flows(communes, flows, zone="50", style=style)
    assert pg.lint(carte) == []
    heads = flows[(flows["niveau"] == 0) & (flows["domine"] > 0)]
    written = [simple(text) for text in printed(carte)]
    assert f"Tête, dont d’autres dépendent ({len(heads)})" in written
    assert simple(carte.title) == "Qui dépend de qui, d’après les flux – Manche"


def test_a_line_goes_from_each_place_to_the_one_that_dominates_it(
    communes: gpd.GeoDataFrame, flows: pd.DataFrame
) -> None:
    carte = pg.map_flows(communes, flows, zone="50")
    (lines,) = [
        item
        for item in carte.axes.collections
        if isinstance(item, LineCollection) and item.get_gid() == "lien"
    ]
    joined = flows["dominant"].dropna()
    assert len(lines.get_segments()) == len(joined)
    for (code, dominant), line in zip(joined.items(), lines.get_segments(), strict=True):
        ends = gpd.GeoSeries(gpd.points_from_xy(*line.T), crs=communes.crs)
        assert ends[0].within(communes.geometry[code])
        assert ends[1].within(communes.geometry[dominant])
    heads = flows[flows["domine"] > 0]
    areas = discs(carte.axes)["diametre"].to_numpy() ** 2
    ratios = np.sort(heads["recu"].to_numpy())
    assert np.sort(areas)[-1] / np.sort(areas)[0] == pytest.approx(ratios[-1] / ratios[0], rel=0.1)


def test_a_place_on_which_others_depend_is_drawn_and_named(
    communes: gpd.GeoDataFrame, flows: pd.DataFrame
) -> None:
    """Only heads were: the lines of Manche met at places without name, Saint-Lô among them."""
    carte = pg.map_flows(communes, flows, zone="50")
    relays = flows[(flows["niveau"] > 0) & (flows["domine"] > 0)]
    written = [simple(text) for text in printed(carte)]
    assert len(relays) > 2
    assert f"Relais, qui dépend aussi d’un autre ({len(relays)})" in written
    assert {simple(communes.loc[code, "nom"]) for code in relays.index} <= {
        *written, *map(simple, carte.labels_left_out)
    }  # fmt: skip
    assert "Saint-Lô" in written


def test_places_without_outline_or_dependence_are_counted(communes: gpd.GeoDataFrame) -> None:
    first, second, third, fourth = communes.index[:4]
    flows = pg.nodal_flows(
        pd.DataFrame(
            [(first, second, 5.0), (third, "99999", 9.0), (second, "99999", 1.0),
             (fourth, first, 1.0), (first, fourth, 1.0)],
            columns=["origine", "destination", "flux"],
        )
    )  # fmt: skip
    carte = pg.map_flows(communes, flows, zone="50")
    written = [simple(text) for text in printed(carte)]
    assert "Dépend d’un lieu sans contour (2)" in written
    assert "Sources : non précisées (non datées)." in written


def test_what_is_refused(communes: gpd.GeoDataFrame, flows: pd.DataFrame) -> None:
    with raises(TableError, "(?s)flows.*colonne tete absente.*pg.nodal_flows donne ces colonnes"):
        pg.map_flows(communes, flows.drop(columns="tete"), zone="50")
    with raises(TableError, "aucun lieu n'a de contour sur la carte"):
        pg.map_flows(communes, flows, zone="2A")
    with raises(ChoiceError, "Atlantide"):
        pg.map_flows(communes, flows, zone="Atlantide")
    with raises(ChoiceError, "names"):
        pg.map_flows(communes, flows, zone="50", names="rivers")
    with raises(TableError, "géométrie|polygone|vide"):
        empty = communes.set_geometry(communes.representative_point())
        pg.map_flows(gpd.GeoDataFrame(empty), flows, zone="50")


@compared
def test_flows_page(communes: gpd.GeoDataFrame, flows: pd.DataFrame, wordless: Hide) -> Figure:
    carte = pg.map_flows(communes, flows, zone="50")
    return wordless(carte.figure)


def test_a_head_beyond_the_page_gives_no_scale(flows: pd.DataFrame) -> None:
    every = pg.read_communes()
    near = pg.map_flows(every, flows, zone="50")
    heads = flows[(flows["niveau"] == 0) & (flows["domine"] > 0)]
    leaf, far = flows.index[flows["domine"] == 0][0], flows.copy()
    far.loc["75056"] = {
        **heads.iloc[0].to_dict(), "recu": 100 * heads["recu"].max(), "tete": "75056",
    }  # fmt: skip
    far.loc[leaf, ["dominant", "tete", "niveau"]] = ["75056", "75056", 1]
    carte = pg.map_flows(every, far, zone="50")
    assert pg.lint(carte) == []
    written = [simple(text) for text in printed(carte)]
    assert f"Tête, dont d’autres dépendent ({len(heads)})" in written
    assert "Tête au-delà de la carte (1)" in written
    largest = [discs(page.axes)["diametre"].tolist() for page in (near, carte)]
    assert largest[1] == pytest.approx(largest[0])
    assert carte.labels_left_out == near.labels_left_out
