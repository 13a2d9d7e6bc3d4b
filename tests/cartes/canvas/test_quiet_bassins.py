"""Bassins are a quiet layer: their lines are the lightest, their fills hold in black and white."""

from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.typing import NDArray

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.style import circle_rim, contrast, for_ranks, luminance, rim, tint
from poles_geo.cartes.lint.colour_checks import GROUND_GAP
from poles_geo.cartes.lint.vision import lightness

LEAST_STEPS = {4: 8.9, 5: 6.7, 6: 5.3}
"""Least difference of lightness L* between the tints of two ranks, by number of ranks."""
STYLES = {
    "colour": cartes.STYLE_REPORT,
    "black-and-white": cartes.STYLE_BLACK_AND_WHITE,
    "half-page": cartes.STYLE_HALF_PAGE,
    "slide": cartes.STYLE_SLIDE,
}


def dots_in(ax: Axes, shape: shapely.Geometry) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Columns and rows of the dots of a painted page whose middle is in a shape, in metres."""
    (x0, y0), (x1, y1) = ax.transData.transform(np.reshape(shape.bounds, (2, 2)))
    x, y = np.meshgrid(np.arange(int(x0), int(x1) + 1), np.arange(int(y0), int(y1) + 1))
    places = ax.transData.inverted().transform(np.column_stack([x.ravel(), y.ravel()]) + 0.5)
    inside = shapely.contains_xy(shape, *places.T)
    return x.ravel()[inside], y.ravel()[inside]


@pytest.mark.parametrize("name", STYLES)
def test_lines_go_from_bassin_to_zone(name: str) -> None:
    """Each is half as strong again, at least, as the one before; their contrast was 1.02."""
    style = STYLES[name]
    order = ("bassin", "departement", "region", "zone")
    colours = [getattr(style, f"{unit}_colour") for unit in order]
    widths = [getattr(style, f"{unit}_width") for unit in order]
    assert widths == sorted(set(widths))
    strengths = [contrast(colour, style.land) for colour in colours]
    assert all(above / below >= 1.5 for below, above in pairwise(strengths))
    greys = [lightness(colour) for colour in colours]
    assert all(below - above >= 15 for below, above in pairwise(greys))


@pytest.mark.parametrize("name", STYLES)
def test_bassins_are_quieter_than_departements_on_the_mining_basin_too(name: str) -> None:
    carte = pg.map_bassin_minier(pg.load_report(), style=STYLES[name])
    quiet, loud = (
        contrast(getattr(carte.style, f"{unit}_colour"), carte.style.land)
        for unit in ("bassin", "departement")
    )
    assert loud / quiet >= 1.5


@pytest.mark.parametrize("name", STYLES)
@pytest.mark.parametrize("ranks", [4, 5, 6])
def test_fills_of_bassins_hold(name: str, ranks: int) -> None:
    style = for_ranks(STYLES[name], ranks)
    fills = [tint(rang, style) for rang in range(1, ranks + 1)]
    assert all(contrast(fill, rim(fill, style)) >= 1.5 for fill in fills)
    assert all(luminance(one) < luminance(other) for one, other in pairwise(fills))
    if name == "black-and-white":
        light = [*map(lightness, fills), lightness(style.land)]
        steps = [other - one for one, other in pairwise(light)]
        assert min(steps) >= LEAST_STEPS[ranks]
        assert steps[-1] >= 11  # the last is no more taken for « hors pôle »: it was 6 from it
        assert all(lightness(ground) > light[-2] + 2.3 for ground in (style.sea, style.abroad))


def test_grounds_are_told_apart_in_grey() -> None:
    style = STYLES["black-and-white"]
    grounds = sorted(map(lightness, (style.sea, style.abroad, style.around, style.land)))
    assert all(other - one >= GROUND_GAP for one, other in pairwise(grounds))


@pytest.mark.parametrize("name", ["colour", "black-and-white"])
@pytest.mark.parametrize("ranks", [4, 6])
def test_a_circle_is_seen_on_the_bassin_of_its_rank(name: str, ranks: int) -> None:
    """Its outline is what parts a light circle from a light tint; in grey it had 2.1."""
    style = for_ranks(STYLES[name], ranks)
    for rang, colour in style.rank_colours.items():
        assert contrast(circle_rim(colour, style), tint(rang, style)) >= 2.3, rang


def test_tints_of_fewer_ranks_than_the_style_has_are_spread() -> None:
    greys = {rang: f"#{40 * rang:02x}{40 * rang:02x}{40 * rang:02x}" for rang in range(1, 7)}
    style = replace(STYLES["black-and-white"], rank_colours=MappingProxyType(greys))
    fills = [tint(rang, style) for rang in greys]
    assert len(set(fills)) == 6
    assert (fills[0], fills[-1]) == (style.bassin_tints[0], style.bassin_tints[-1])


def test_ranks_and_none_are_told_apart_on_a_grey_page(bassins_2012: gpd.GeoDataFrame) -> None:
    """As painted: the middle grey of each bassin of Bretagne that no circle or name covers."""
    poles = pg.load_report()
    style = STYLES["black-and-white"]
    carte = pg.map_region(poles, "Bretagne", bassins=bassins_2012, style=style)
    carte.figure.set_dpi(100)
    canvas = FigureCanvasAgg(carte.figure)
    canvas.draw()
    painted = np.asarray(canvas.buffer_rgba())[..., :3].min(axis=2)[::-1]
    ranks = poles["rang"].reindex(bassins_2012.index)
    own = bassins_2012[bassins_2012["region_2014"] == "Bretagne"]
    greys: dict[int, list[float]] = {}
    for code, shape in own.geometry.items():
        x, y = dots_in(carte.axes, shape)
        rang = ranks[code]
        greys.setdefault(0 if pd.isna(rang) else int(rang), []).append(np.median(painted[y, x]))
    found = {rang: np.median(values) for rang, values in greys.items()}
    assert sorted(found) == [0, 1, 2, 3, 4]
    light = [lightness(f"#{int(found[rang]):02x}" + f"{int(found[rang]):02x}" * 2)
             for rang in (1, 2, 3, 4, 0)]  # fmt: skip
    assert all(other - one >= 8 for one, other in pairwise(light))


@pytest.mark.parametrize("name", STYLES)
def test_the_fill_of_a_neighbour_is_lighter(name: str) -> None:
    style = STYLES[name]
    for rang in style.rank_colours:
        assert luminance(tint(rang, style, faint=True)) > luminance(tint(rang, style)) - 0.06
