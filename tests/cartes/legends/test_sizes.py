"""The legend of sizes brackets what its map draws; the scale of the circles fits their data."""

import numpy as np
import pandas as pd
import pytest
from drawn_pages import panels
from effectif_tables import raises
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import EllipseCollection

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.round_numbers import ROUND
from poles_geo.cartes.canvas.style import MM
from poles_geo.cartes.canvas.symbols import diameters, fitted
from poles_geo.cartes.legends.sizes import round_sizes
from poles_geo.errors import TableError

POLES = pg.load_report()
STYLE = cartes.STYLE_REPORT


@given(st.floats(1e-5, 1e6), st.floats(1, 1e3))
def test_sizes_shown_are_round_and_bracket_the_values(smallest: float, ratio: float) -> None:
    largest = smallest * ratio
    found = round_sizes(smallest, largest)
    assert 1 <= len(found) <= 4
    assert list(found) == sorted(set(found), reverse=True)
    assert set(found) <= set(ROUND)
    assert largest <= found[0] <= 2.5 * largest * (1 + 1e-9)
    assert found[-1] <= smallest
    assert found[-1] >= 1 or smallest < 1


@pytest.mark.parametrize(
    ("smallest", "largest", "expected"),
    [
        (1_086, 193_314, [200_000, 50_000, 10_000, 1_000]),
        (1_100, 24_067, [50_000, 10_000, 1_000]),
        (1_100, 8_870, [10_000, 1_000]),
        (12, 340, [500, 100, 10]),
        (7, 7, [10, 5]),
        (1, 1, [1]),
        (0.4, 0.9, [1, 0.2]),
        (0.4, 12, [20, 5, 1, 0.2]),
        (0.001, 0.004, [0.005, 0.001]),
        (10_000, 10_000, [10_000, 5_000]),
    ],
)
def test_sizes_by_hand(smallest: float, largest: float, expected: list[float]) -> None:
    assert round_sizes(smallest, largest) == expected


def drawn_sizes(carte: pg.Carte) -> np.ndarray:
    """Diameters in mm of the circles with a fill of a map."""
    found = [item for item in carte.axes.collections if isinstance(item, EllipseCollection)]
    return np.concatenate(
        [np.asarray(item.get_widths()) / MM for item in found if len(item.get_facecolor())]
    )


def legend_sizes(carte: pg.Carte) -> np.ndarray:
    """Diameters in mm of the white circles of a legend."""
    found = [
        item
        for part in panels(carte)
        for item in part.collections
        if isinstance(item, EllipseCollection)
    ]
    white = [item for item in found if (item.get_facecolor()[-1:] == 1).all(axis=1).any()]
    return np.array([np.asarray(item.get_widths()).max() / MM for item in white])


REGIONS = sorted(POLES["region_2014"].unique())


@pytest.mark.parametrize("region", REGIONS)
def test_the_legend_of_every_region_brackets_its_map(region: str) -> None:
    carte = pg.map_region(POLES, region)
    largest = drawn_sizes(carte).max()
    shown = legend_sizes(carte).max()
    assert largest <= shown + 0.01
    assert shown**2 <= 3 * largest**2


def few(count: float) -> pd.DataFrame:
    """Multiply every number, as a table of practices would."""
    table = pd.DataFrame(POLES.drop(columns="geometry"))
    table["effectif"] = (table["effectif"] * count).clip(lower=1)
    table.attrs = POLES.attrs
    return table


def test_a_table_of_few_hundreds_has_circles_that_show() -> None:
    small = drawn_sizes(pg.map_region(few(0.01), "Bretagne"))
    usual = drawn_sizes(pg.map_region(POLES, "Bretagne"))
    assert 1.3 * STYLE.symbol_10000 < small.max() < 1.8 * STYLE.symbol_10000  # Nantes, around
    assert usual.max() > small.max()


def test_maps_to_compare_have_the_same_scale() -> None:
    table = few(0.01)
    scales = set()
    for region in ("Bretagne", "Corse"):
        carte = pg.map_region(table, region, scale_with=table)
        points = cartes.check_poles(table)
        inside = points[points["region_2014"] == region]
        frame = Frame.of(carte.axes)
        assert frame.metres_per_mm > 0
        scales.add(round(drawn_sizes(carte).max() / np.sqrt(inside["effectif"].max()), 2))
    assert max(scales) - min(scales) < 0.05


@given(st.lists(st.floats(1, 1e6), min_size=1), st.floats(1, 10), st.floats(1, 4))
def test_the_largest_circle_is_within_its_bounds(
    effectifs: list[float], least: float, ratio: float
) -> None:
    style = fitted(STYLE, effectifs, least=least, most=least * ratio)
    largest = diameters(effectifs, style).max()
    assert least - 1e-6 <= largest <= least * ratio + 1e-6
    usual = diameters(effectifs, STYLE).max()
    if least <= usual <= least * ratio:
        assert style.symbol_10000 == pytest.approx(STYLE.symbol_10000)


def test_nothing_drawn_leaves_the_scale_alone() -> None:
    assert fitted(STYLE, [], least=6, most=36) == STYLE


def test_a_table_of_scale_without_ranks_is_refused() -> None:
    with raises(TableError, r"scale_with\) : 1 défaut\.\n  – colonnes attendues : rang, effectif"):
        pg.map_region(POLES, "Corse", scale_with=pd.DataFrame({"effectif": [1]}))
