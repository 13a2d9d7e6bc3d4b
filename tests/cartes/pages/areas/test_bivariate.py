"""Two ratios at once: cells by hand, colours told apart, a square whose sides are worded."""

import re
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import legend_texts, printed
from effectif_tables import raises
from matplotlib.colors import to_hex

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    contrast,
)
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.labels.names_on_fills import readable
from poles_geo.cartes.layers.filled.bivariate import cell_colours, cell_hatches, class_bivariate
from poles_geo.cartes.lint import vision
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, TableError
from poles_geo.typography import typeset

WORDS = {
    "title": "Deux offres de soins",
    "first_unit": "Médecins pour 1 000 habitants",
    "second_unit": "Infirmiers pour 1 000 habitants",
}
CODES = ["02", "59", "60", "62", "80"]


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return edition.load_departements().loc[CODES]


@pytest.fixture(scope="module")
def first() -> pd.Series:
    table = pd.Series([1.5, 4.5, 7.5, 1.2, 7.1], index=CODES, name="a")
    table.attrs = {"source": "RPPS", "date": "2024"}
    return table


@pytest.fixture(scope="module")
def second() -> pd.Series:
    return pd.Series([20.5, 20.1, 30.5, 11.5, 10.2], index=CODES, name="b")


BOUNDS = [[3, 6], [15, 25]]


def test_the_alternative_says_each_pair_by_hand(
    areas: gpd.GeoDataFrame, first: pd.Series, second: pd.Series
) -> None:
    carte = pg.map_bivariate(areas, first, second.drop("62"), method=BOUNDS, **WORDS)
    for words in (
        "4\u00a0lieux avec les deux valeurs.",
        "A, Médecins pour 1 000 habitants : faible, de 1,5 à moins de 3, moyen, de 3 à moins de 6 "
        "puis élevé, de 6 à 7,5.",
        "A faible et B faible, 0 ; A moyen et B faible, 0 ; A élevé et B faible, 1 ; "
        "A faible et B moyen, 1 ; A moyen et B moyen, 1 ; A élevé et B moyen, 0 ; "
        "A faible et B élevé, 0 ; A moyen et B élevé, 0 ; A élevé et B élevé, 1.",
    ):
        assert typeset(words) in carte.description


def test_cells_by_hand(areas: gpd.GeoDataFrame, first: pd.Series, second: pd.Series) -> None:
    found = class_bivariate(
        areas, first, second, method=BOUNDS, zone=None, outside=["80"], land=embedded_land()
    )
    # First: low, middle, high, low; second: middle, middle, high, low.
    assert found.cells.to_dict() == {"02": 3, "59": 4, "60": 8, "62": 0}
    assert list(found.outside) == ["80"]
    assert found.missing.empty


def test_an_area_lacking_one_value_has_no_cell(
    areas: gpd.GeoDataFrame, first: pd.Series, second: pd.Series
) -> None:
    carte = pg.map_bivariate(
        areas, first, second.drop("59"), method=BOUNDS, outside=["80"], **WORDS
    )
    said = printed(carte)
    assert {"Pas de données (1)", "Hors pôle (1)"} <= set(said)
    assert pg.lint(carte) == []


def numbers(carte: Carte) -> list[int]:
    """List the counts of the cells, from the foot of the square, from left to right."""
    written = [text for text in legend_texts(carte) if re.fullmatch(r"\(\d+\)", text.get_text())]
    ordered = sorted(written, key=lambda text: (round(text.get_position()[1]), text.get_position()))
    return [int(text.get_text().strip("()")) for text in ordered]


@pytest.mark.parametrize(
    "style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]
)
def test_the_square_counts_every_area_and_its_sides_are_worded(
    style: Any, areas: gpd.GeoDataFrame, first: pd.Series, second: pd.Series
) -> None:
    carte = pg.map_bivariate(areas, first, second, method=BOUNDS, style=style, **WORDS)
    assert numbers(carte) == [1, 0, 1, 1, 1, 0, 0, 0, 1]
    said = set(printed(carte))
    assert {"élevé : de 6 à 7,5", "faible : de 1,2 à moins de 3"} <= {
        text.replace("\u00a0", " ") for text in said
    }
    headings = {
        "A – Médecins pour 1\u202f000 habitants",
        "B – Infirmiers pour 1\u202f000 habitants",
    }
    assert headings | {"A", "B"} <= said
    assert pg.lint(carte) == []


def test_nine_colours_are_told_apart_and_named_on() -> None:
    colours = cell_colours(STYLE_REPORT)
    assert len(set(colours)) == 9
    for one, other in combinations(colours, 2):
        for sight in vision.DEFICIENCES:
            assert vision.difference(one, other, sight) > 15
    grey = np.reshape([vision.lightness(colour) for colour in colours], (3, 3))
    assert (np.diff(grey, axis=0) < -10).all()
    assert (np.diff(grey, axis=1) < -10).all()
    assert all(contrast(readable(colour, STYLE_REPORT), colour) > 3 for colour in colours)


def test_greys_have_hatches_for_the_second() -> None:
    signs = {
        (colour, options.get("hatch"))
        for colour, options in zip(
            cell_colours(STYLE_BLACK_AND_WHITE), cell_hatches(STYLE_BLACK_AND_WHITE), strict=True
        )
    }
    assert len(signs) == 9
    assert len({colour for colour, _ in signs}) == 3


def test_each_cell_is_a_fill_of_the_map(
    areas: gpd.GeoDataFrame, first: pd.Series, second: pd.Series
) -> None:
    carte = pg.map_bivariate(areas, first, second, method=BOUNDS, **WORDS)
    fills = [patch for patch in carte.axes.patches if str(patch.get_gid()).startswith("classe-")]
    drawn = {to_hex(patch.get_facecolor()) for patch in fills if len(patch.get_path().vertices)}
    colours = cell_colours(STYLE_REPORT)
    assert drawn == {colours[k] for k in (0, 2, 3, 4, 8)}


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"method": [[3, 6]]}, ChoiceError, "deux fois deux bornes croissantes"),
        ({"method": [[3, 6], [1, 2, 3]]}, ChoiceError, "deux fois deux bornes croissantes"),
        ({"method": [[6, 3], [1, 2]]}, ChoiceError, "bornes croissantes"),
        ({"method": "Jenks"}, ChoiceError, "FisherJenks"),
        ({"outside": CODES}, TableError, "aucune aire de la carte"),
        ({"second": pd.Series([1.5], index=["99"])}, TableError, "second : code qui n'est pas"),
        (
            {"second": pd.Series([1.0, np.inf], index=CODES[:2])},
            TableError,
            "second : nombre infini",
        ),
        ({"second": pd.Series([1.5], index=["59"]), "outside": ["02"]}, TableError, "égales"),
        ({"names": "villes"}, ChoiceError, "names = 'villes'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    change: dict[str, Any],
    error: type[Exception],
    told: str,
    areas: gpd.GeoDataFrame,
    first: pd.Series,
    second: pd.Series,
) -> None:
    given: dict[str, Any] = {"first": first, "second": second, **WORDS, **change}
    with raises(error, told):
        pg.map_bivariate(areas, **given)


@pytest.mark.filterwarnings("ignore:.*classes au lieu")
def test_values_that_make_fewer_classes_are_refused(
    areas: gpd.GeoDataFrame, first: pd.Series
) -> None:
    flat = pd.Series([1.0, 1.0, 1.0, 1.0, 2.0], index=CODES)
    with raises(TableError, "second : 3 classes sont attendues"):
        pg.map_bivariate(areas, first, flat, **WORDS)
