"""Circles of any stock: sized after their data, over a ratio or by kind, all in the legend."""

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import discs, legend_texts, panels, printed
from effectif_tables import raises, simple
from matplotlib.collections import EllipseCollection
from matplotlib.colors import to_hex

import poles_geo as pg
from poles_geo.cartes.canvas.frame import box_of
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
)
from poles_geo.cartes.ground.extents import extent_named
from poles_geo.cartes.layers.filled.symbols_over import LARGEST
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, TableError

WORDS: dict[str, Any] = {"title": "Les cabinets", "counts_name": "Cabinets"}
CODES = ["02", "59", "60", "62", "80"]


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return edition.load_departements().loc[CODES]


@pytest.fixture(scope="module")
def effectifs() -> pd.Series:
    counts = pd.Series([40, 900, 0, 225, 100], index=CODES)
    counts.attrs = {"source": "SIRENE", "date": "2019"}
    return counts


@pytest.fixture(scope="module")
def ratio() -> pd.Series:
    return pd.Series([1.5, 4.5, 7.5, 1.2, 7.1], index=CODES)


@pytest.fixture(scope="module")
def kinds() -> pd.Series:
    return pd.Series(["rural", "urbain", "urbain", "urbain", "rural"], index=CODES)


def sizes(carte: Carte) -> list[float]:
    return sorted(discs(carte.axes)["diametre"].round(4))


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_HALF_PAGE, STYLE_SLIDE])
def test_areas_of_circles_are_the_numbers_and_the_largest_fits_the_page(
    style: Any, areas: gpd.GeoDataFrame, effectifs: pd.Series
) -> None:
    carte = pg.map_symbols(areas, effectifs, style=style, **WORDS)
    largest = LARGEST[style.page]
    expected = largest * np.sqrt(np.array([40, 100, 225, 900]) / 900)
    np.testing.assert_allclose(sizes(carte), expected, atol=1e-3)
    assert "Effectif nul (1)" in printed(carte)
    assert pg.lint(carte) == []


@pytest.mark.parametrize("over", [False, True])
def test_the_linter_sees_a_circle_out_of_proportion(
    over: bool, areas: gpd.GeoDataFrame, effectifs: pd.Series, ratio: pd.Series
) -> None:
    carte = pg.map_symbols(areas, effectifs, ratio=ratio if over else None, **WORDS)
    (circles,) = (item for item in carte.axes.collections if isinstance(item, EllipseCollection))
    widths = np.array(circles.get_widths())
    widths[-2:] *= 1.5
    circles.set_widths(widths)
    circles.set_heights(widths)
    found = [simple(defect.message) for defect in pg.lint(carte) if defect.rule == "taille"]
    assert any("un symbole de 40 a un diamètre de" in message for message in found)


def test_maps_to_be_compared_share_a_scale(areas: gpd.GeoDataFrame, effectifs: pd.Series) -> None:
    fewer = effectifs // 4
    fewer.attrs = effectifs.attrs
    carte = pg.map_symbols(areas, fewer, scale_with=effectifs, **WORDS)
    assert max(sizes(carte)) == pytest.approx(LARGEST["a4"] / 2, abs=1e-3)


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
def test_circles_over_classes_let_them_be_seen(
    style: Any, areas: gpd.GeoDataFrame, effectifs: pd.Series, ratio: pd.Series
) -> None:
    carte = pg.map_symbols(
        areas, effectifs, ratio=ratio, method=[3, 6], words="Pour 1 000", style=style, **WORDS
    )
    marked = [patch for patch in carte.axes.patches if str(patch.get_gid()).startswith("ratio-")]
    assert len(marked) == 3
    (circles,) = (item for item in carte.axes.collections if isinstance(item, EllipseCollection))
    assert circles.get_facecolor()[:, 3].max() < 0.6
    assert {"Pour 1\u202f000", "Cabinets", "de 3 à moins de 6 (1)"} <= set(printed(carte))
    assert "Sans cercle, effectif nul (1)" in printed(carte)
    boxes = [patch for panel in panels(carte) for patch in panel.patches if patch.get_zorder() > 0]
    assert style.land not in {to_hex(patch.get_facecolor()) for patch in boxes}
    assert pg.lint(carte) == []


def test_each_circle_has_the_colour_of_its_kind(
    areas: gpd.GeoDataFrame, effectifs: pd.Series, kinds: pd.Series
) -> None:
    colours = {"rural": "#8c2d04", "urbain": "#1d5560"}
    carte = pg.map_symbols(areas, effectifs, kinds=kinds, colours=colours, words="Espace", **WORDS)
    drawn = discs(carte.axes).sort_values("diametre")["couleur"].tolist()
    assert drawn == [colours[kinds[code]] for code in ("02", "80", "62", "59")]
    said = printed(carte)
    assert {"rural (2)", "urbain (2)", "Espace", "Effectif nul (1)"} <= set(said)
    assert pg.lint(carte) == []


def test_a_zone_has_its_own_circles(
    areas: gpd.GeoDataFrame, effectifs: pd.Series, kinds: pd.Series
) -> None:
    carte = pg.map_symbols(areas, effectifs, zone="Picardie", kinds=kinds, **WORDS)
    assert len(discs(carte.axes)) == 2
    assert max(sizes(carte)) == LARGEST["a4"]
    plain = pg.map_symbols(areas, effectifs, zone="Picardie", scale_with=effectifs, **WORDS)
    assert max(sizes(plain)) == pytest.approx(LARGEST["a4"] / 3, abs=1e-3)
    assert len(discs(plain.axes)) == 2
    assert to_hex(discs(plain.axes)["couleur"].iloc[0]) == STYLE_REPORT.nature_colours[0]
    assert re.search("Cabinets", " ".join(text.get_text() for text in legend_texts(plain)))


@pytest.mark.parametrize("zone", ["Normandie", "Hauts-de-France", "Auvergne-Rhône-Alpes"])
@pytest.mark.parametrize("style", [STYLE_HALF_PAGE, STYLE_SLIDE])
def test_no_circle_is_cut_by_the_frame_nor_under_the_legend(style: Any, zone: str) -> None:
    bassins = pg.read_bassins(2022)
    shown = bassins.index[bassins.representative_point().within(extent_named(zone).area)]
    carte = pg.map_symbols(bassins, pd.Series(300, index=shown), zone=zone, style=style, **WORDS)
    assert {defect.rule for defect in pg.lint(carte)} <= {"source", "date"}
    circles = discs(carte.axes)
    at = circles[["x", "y"]].to_numpy()
    for box in map(box_of, panels(carte)):
        away = np.hypot(*(at - np.clip(at, box[:2], box[2:])).T)
        assert (away > circles["diametre"] / 2).all()


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"effectifs": pd.Series([1], index=["59"])}, TableError, "sans effectif"),
        ({"effectifs": pd.Series([-1] * 5, index=CODES)}, TableError, "négatif"),
        ({"effectifs": pd.Series([0] * 5, index=CODES)}, TableError, "n'a personne"),
        ({"scale_with": pd.Series([0] * 5, index=CODES)}, ChoiceError, "scale_with"),
        ({"ratio": pd.Series([np.inf] * 5, index=CODES)}, TableError, "nombre infini"),
        ({"ratio": 1, "kinds": 1}, ChoiceError, "ratio, kinds : l'un ou l'autre"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    change: dict[str, Any],
    error: type[Exception],
    told: str,
    areas: gpd.GeoDataFrame,
    effectifs: pd.Series,
    ratio: pd.Series,
) -> None:
    known = {"effectifs": effectifs, **change}
    if known.get("kinds") is not None:
        known |= {"ratio": ratio, "kinds": ratio.astype(str)}
    with raises(error, told):
        pg.map_symbols(areas, **known, **WORDS)
