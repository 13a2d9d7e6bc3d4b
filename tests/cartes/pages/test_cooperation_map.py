"""The page of co-operations: pairs over the mesh, what is not drawn, what is refused."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from compared_images import Hide, compared
from drawn_pages import printed
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
def pairs() -> pd.DataFrame:
    return pg.cooperations(pg.load_cooperations(), pg.read_composition("BV2012"), pg.load_report())


@pytest.mark.parametrize("style", STYLES, ids=["report", "grey", "half", "slide"])
def test_the_linter_finds_nothing(style: Style, pairs: pd.DataFrame) -> None:
    carte = pg.map_cooperations(pairs, style=style)
    assert pg.lint(carte) == []
    assert carte.labels_left_out == []
    written = [simple(text) for text in printed(carte)]
    # As the report's own groupings: 15 pairs of pôles, 7 of them among the 18 Gabriel links.
    said = " ".join(written)
    assert "15 paires de pôles jointes, dont 7 de voisins (liens de Gabriel)." in said
    assert {"Plusieurs groupements (1)", "Un groupement les joint (14)"} <= set(written)
    assert "Lien du maillage (18)" in written
    assert "11 autres paires avec un bassin qui n’est pas un pôle de la zone." in said
    assert "Groupements : ORS Nord – Pas-de-Calais, Le maillage des pôles d’offre" in said


@pytest.mark.parametrize("style", STYLES, ids=["report", "grey", "half", "slide"])
def test_the_whole_metropole_is_a_zone_too(style: Style, pairs: pd.DataFrame) -> None:
    carte = pg.map_cooperations(pairs, zone=None, style=style)
    assert pg.lint(carte) == []
    assert simple(carte.title) == "Qui coopère avec qui"
    written = [simple(text) for text in printed(carte)]
    said = " ".join(written)
    assert "Lien du maillage (298)" in written
    assert "15 paires de pôles jointes, dont 7 de voisins (liens de Gabriel)." in said
    assert "n’est pas un pôle de la métropole." in said
    assert "…" not in said
    assert "Contour de la métropole" in written


def test_lines_join_the_poles_of_the_pairs(pairs: pd.DataFrame, report: gpd.GeoDataFrame) -> None:
    mesh, drawn = [
        item
        for item in pg.map_cooperations(pairs).axes.collections
        if isinstance(item, LineCollection) and item.get_gid() == "lien"
    ]
    assert (len(mesh.get_segments()), len(drawn.get_segments())) == (18, 15)
    inside = pairs[pairs["entre_poles"]]
    for line, pair in zip(drawn.get_segments(), inside.itertuples(), strict=True):
        ends = report.loc[[pair.code_a, pair.code_b]].get_coordinates()
        np.testing.assert_allclose(line, ends)
    widths = dict(zip(inside["n_groupements"], drawn.get_linewidths(), strict=True))
    assert widths[2] > 2 * widths[1]


def test_the_pairs_left_out_are_named_when_they_are_few(report: gpd.GeoDataFrame) -> None:
    rows = [("29019", "29232", 1), ("29019", "44109", 2), ("29019", "22360", 1)]
    pairs = pd.DataFrame(rows, columns=["code_a", "code_b", "n_groupements"])
    pairs["nom_b"] = ["Quimper", "Nantes", "Loudéac"]
    written = [simple(text) for text in printed(pg.map_cooperations(pairs, report, "Bretagne"))]
    assert (
        "2 autres paires avec un bassin qui n’est pas un pôle de la zone : Brest et Nantes et "
        "Brest et Loudéac." in " ".join(written)
    )


def test_what_is_refused(pairs: pd.DataFrame) -> None:
    with raises(TableError, "(?s)colonne n_groupements absente.*pg.cooperations donne ces colonn"):
        pg.map_cooperations(pairs.drop(columns="n_groupements"))
    with raises(TableError, "n_groupements : un nombre entier d'au moins 1"):
        pg.map_cooperations(pairs.assign(n_groupements=0.5))
    with raises(TableError, "code_a : des codes en texte"):
        pg.map_cooperations(pairs.assign(code_a=59350))
    with raises(TableError, "aucune paire entre deux pôles de la zone"):
        pg.map_cooperations(pairs, zone="Corse")
    with raises(TableError, "aucune paire entre deux pôles de la zone"):
        pg.map_cooperations(pairs[:0])
    with raises(ChoiceError, "Atlantide"):
        pg.map_cooperations(pairs, zone="Atlantide")


@compared
def test_cooperation_page(pairs: pd.DataFrame, wordless: Hide) -> Figure:
    carte = pg.map_cooperations(pairs)
    return wordless(carte.figure)
