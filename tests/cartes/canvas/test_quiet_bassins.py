"""Bassins are a quiet layer: their lines are the lightest, their fills hold in black and white."""

from itertools import pairwise

import pytest

from poles_geo import cartes
from poles_geo.cartes.canvas.style import contrast, for_ranks, luminance, rim, tint
from poles_geo.cartes.lint.vision import lightness

STYLES = {
    "colour": cartes.STYLE_REPORT,
    "black-and-white": cartes.STYLE_BLACK_AND_WHITE,
    "half-page": cartes.STYLE_HALF_PAGE,
    "slide": cartes.STYLE_SLIDE,
}


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
@pytest.mark.parametrize("ranks", [4, 5, 6])
def test_fills_of_bassins_hold(name: str, ranks: int) -> None:
    style = for_ranks(STYLES[name], ranks)
    fills = [tint(rang, style) for rang in range(1, ranks + 1)]
    assert all(contrast(fill, rim(fill, style)) >= 1.5 for fill in fills)
    assert all(luminance(one) < luminance(other) for one, other in pairwise(fills))
    if name == "black-and-white":
        light = [*map(lightness, fills), lightness(style.land)]
        assert all(other - one >= 4 for one, other in pairwise(light))


@pytest.mark.parametrize("name", STYLES)
def test_the_fill_of_a_neighbour_is_lighter(name: str) -> None:
    style = STYLES[name]
    for rang in style.rank_colours:
        assert luminance(tint(rang, style, faint=True)) > luminance(tint(rang, style)) - 0.06
