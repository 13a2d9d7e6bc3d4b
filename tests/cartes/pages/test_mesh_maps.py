"""Maps of the mesh: pôles that hold others, and on whom each one depends."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import raises
from matplotlib.collections import LineCollection, PathCollection

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.layers.measured.mesh_marks import HEAD, arrow_heads
from poles_geo.errors import TableError

STYLES = {
    "couleur": cartes.STYLE_REPORT,
    "noir et blanc": cartes.STYLE_BLACK_AND_WHITE,
    "demi-page": cartes.STYLE_HALF_PAGE,
    "diapositive": cartes.STYLE_SLIDE,
}


def lines_of(carte: pg.Carte) -> list[LineCollection]:
    return [item for item in carte.axes.collections if isinstance(item, LineCollection)]


def region(report: gpd.GeoDataFrame, *names: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(report[report["region_2014"].isin(names)])


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_arrows_go_from_each_pole_to_the_one_it_depends_on(
    style: cartes.Style, report: gpd.GeoDataFrame
) -> None:
    carte = pg.map_dependency(report, "Aquitaine", style=style)
    assert pg.lint(carte) == []
    here = region(report, "Aquitaine")
    table = pg.dependency(report).loc[here.index]
    inside = table[table["code_dominant"].isin(here.index)]
    shafts, heads = lines_of(carte)
    ends = np.array(shafts.get_segments())
    np.testing.assert_allclose(ends[:, 0], here.loc[inside.index].get_coordinates())
    np.testing.assert_allclose(ends[:, 1], here.loc[inside["code_dominant"]].get_coordinates())
    tips = np.array(heads.get_segments())[:, 1]
    towards = ((tips - ends[:, 0]) * (ends[:, 1] - ends[:, 0])).sum(axis=1)
    assert (towards > 0).all()
    written = printed(carte)
    assert "Vers le plus proche qui soit plus lourd" in " ".join(written)
    (left,) = [text for text in written if text.startswith("Vers un pôle hors de la carte")]
    assert "Bordeaux (Toulouse)" in left
    assert "Agen (Toulouse)" in left


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_schemas_of_the_whole_metropole(style: cartes.Style, report: gpd.GeoDataFrame) -> None:
    schema = pg.map_schema(report, None, style=style)
    chain = pg.map_dependency(report, None, style=style)
    assert pg.lint(schema) == pg.lint(chain) == []
    assert sum(len(lines.get_segments()) for lines in lines_of(schema)) == 298
    shafts, _ = lines_of(chain)
    assert len(shafts.get_segments()) == 152  # every pôle but the heaviest
    assert "hors de la carte" not in " ".join(printed(chain))


def test_a_dependency_of_one_s_own(report: gpd.GeoDataFrame) -> None:
    here = region(report, "Bretagne")
    alone = pg.dependency(here)
    carte = pg.map_dependency(report, "Bretagne", dependency=alone, title="Essai")
    assert len(lines_of(carte)[0].get_segments()) == len(here) - 1
    assert not [text for text in printed(carte) if text.startswith("Vers un pôle hors")]


def test_heads_are_in_the_middle_of_what_circles_leave() -> None:
    starts, ends = np.zeros((2, 2)), np.array([[100.0, 0.0], [0.0, 10.0]])
    heads = arrow_heads(starts, ends, np.array([10.0, 4.0]), np.array([30.0, 5.5]), 1.0)
    np.testing.assert_allclose(heads[0, 1], [40 + HEAD[0] / 2, 0])
    np.testing.assert_allclose(heads[0, 0] - heads[0, 2], [0, HEAD[1]])
    np.testing.assert_allclose(heads[1, 1], [0, 4.5])  # no room: at the circle that it enters


@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_a_dot_marks_the_poles_that_hold_others(
    style: cartes.Style, report: gpd.GeoDataFrame
) -> None:
    here = region(report, "Bretagne")
    held = pg.centralities(pg.links(here, graph="relative"), here)
    carte = pg.map_schema(report, "Bretagne", graph="relative", centralities=held, style=style)
    assert pg.lint(carte) == []
    (dots,) = [item for item in carte.axes.collections if type(item) is PathCollection]
    (dinan,) = here.index[here["nom"] == "Dinan"]
    np.testing.assert_allclose(dots.get_offsets(), here.loc[[dinan]].get_coordinates())
    assert [text for text in printed(carte) if "Dinan (Saint-Malo)" in text]
    plain = pg.map_schema(report, "Bretagne", graph="relative", style=style)
    assert not [item for item in plain.axes.collections if type(item) is PathCollection]


def test_many_are_dots_alone(report: gpd.GeoDataFrame) -> None:
    here = region(report, "Bretagne")
    held = pg.centralities(pg.links(here, graph="tree"), here)
    carte = pg.map_schema(report, "Bretagne", graph="tree", centralities=held)
    (dots,) = [item for item in carte.axes.collections if type(item) is PathCollection]
    assert len(dots.get_offsets()) == held["articulation"].sum() > 4
    assert not [text for text in printed(carte) if text.startswith("Pôles qui en tiennent")]


def test_much_that_is_cut_off_is_a_number(report: gpd.GeoDataFrame) -> None:
    here = region(report, "Bretagne")
    held = pg.centralities(pg.links(here, graph="relative"), here)
    (dinan,) = here.index[here["nom"] == "Dinan"]
    others = ", ".join(here.index.drop(dinan))
    carte = pg.map_schema(report, "Bretagne", centralities=held.assign(coupes=others))
    assert [text for text in printed(carte) if "Dinan (9\u00a0pôles)" in text]


Change = Callable[[pd.DataFrame], Any]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="code_dominant"), "colonne code_dominant absente"),
        (lambda t: t.iloc[1:], "pôle de la carte sans ligne"),
        (lambda t: t.reset_index(drop=True), "l'index doit porter les codes"),
    ],
)
def test_a_wrong_dependency_is_refused(change: Change, told: str, report: gpd.GeoDataFrame) -> None:
    table = pd.DataFrame(pg.dependency(region(report, "Corse")))
    with raises(TableError, told):
        pg.map_dependency(report, "Corse", dependency=change(table))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="coupes"), "colonne coupes absente"),
        (lambda t: t.iloc[1:], "pôle de la carte sans ligne"),
        (lambda t: t.assign(articulation="oui"), "articulation : True ou False"),
    ],
)
def test_wrong_centralities_are_refused(
    change: Change, told: str, report: gpd.GeoDataFrame
) -> None:
    here = region(report, "Bretagne")
    held = pg.centralities(pg.links(here), here)
    with raises(TableError, told):
        pg.map_schema(report, "Bretagne", centralities=change(held))


def test_a_schema_without_link_has_no_row_of_links(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_schema(report, "Lot")  # Cahors alone
    written = printed(carte)
    assert "Contour du département" in written
    assert "Limites" in written
    assert not {"lien", "Liens, selon leur force"} & set(written)
    assert "Aucun lien entre des pôles de la carte." in carte.description
    assert pg.lint(carte) == []
    assert "lien" in printed(pg.map_schema(report, "Corse"))
