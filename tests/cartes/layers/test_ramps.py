"""Ramps of ratios: told apart by every reader and in grey, dark as far from a centre."""

from itertools import combinations

import numpy as np
import pytest

from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_REPORT,
    Style,
    contrast,
)
from poles_geo.cartes.labels.names_on_fills import readable
from poles_geo.cartes.layers.filled.classes import CLASSES_MAX, Classes
from poles_geo.cartes.layers.filled.ramps import along, class_colours, palette_of
from poles_geo.cartes.lint import vision
from poles_geo.errors import ChoiceError
from poles_geo.palette import DIVERGING, RANK_COLOURS, SEQUENTIAL

STYLES = [STYLE_REPORT, STYLE_BLACK_AND_WHITE]


def classes(below: int, above: int) -> Classes:
    """Give classes on both sides of zero."""
    bounds = tuple(float(k) for k in range(1 - below, above))
    return Classes(bounds, "", below + above, -below, above, 0.0)


def nearest(colours: list[str]) -> float:
    """Least difference between two colours, for any dichromat."""
    return min(
        vision.difference(one, other, sight)
        for one, other in combinations(colours, 2)
        for sight in vision.DEFICIENCES
    )


@pytest.mark.parametrize("name", SEQUENTIAL)
@pytest.mark.parametrize("count", range(2, CLASSES_MAX + 1))
def test_a_ramp_darkens_evenly_and_is_read_by_all(name: str, count: int) -> None:
    ramp = along(SEQUENTIAL[name], count)
    steps = -np.diff([vision.lightness(colour) for colour in ramp])
    assert steps.min() > 8
    assert steps.max() - steps.min() < 1
    assert nearest(ramp) > 10
    for style in STYLES:
        assert vision.lightness(style.land) - vision.lightness(ramp[0]) > 8


@pytest.mark.parametrize("name", DIVERGING)
@pytest.mark.parametrize("below", [1, 2, 3, 4])
@pytest.mark.parametrize("above", [1, 2, 3, 4])
def test_two_ramps_are_told_apart_and_as_dark_as_far(name: str, below: int, above: int) -> None:
    ramp = class_colours(classes(below, above), name, STYLE_REPORT)
    assert len(set(ramp)) == below + above
    assert nearest(ramp) > 10
    for k in range(min(below, above)):
        under, over = ramp[below - 1 - k], ramp[below + k]
        assert vision.lightness(under) == pytest.approx(vision.lightness(over), abs=2)


def test_the_default_ramp_has_not_the_hue_of_the_ranks() -> None:
    ramp = along(SEQUENTIAL["teal"], 5)
    assert (
        min(
            vision.difference(colour, rank, sight)
            for colour in ramp
            for rank in RANK_COLOURS
            for sight in vision.DEFICIENCES
        )
        > 10
    )


def test_greys_darken_through_the_centre() -> None:
    ramp = class_colours(classes(3, 3), "orange-blue", STYLE_BLACK_AND_WHITE)
    assert ramp == along(SEQUENTIAL["grey"], 6)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", [*SEQUENTIAL, *DIVERGING])
def test_a_name_is_read_on_every_class(name: str, style: Style) -> None:
    found = classes(4, 4) if name in DIVERGING else Classes((1.0,) * 8, "", 9, 0, 2)
    for colour in class_colours(found, name, style):
        assert contrast(readable(colour, style), colour) > 3


@pytest.mark.parametrize(
    ("name", "found", "said"),
    [
        ("bleu", classes(1, 1), "vouliez-vous dire 'blue'"),
        ("blue", classes(1, 1), "une seule rampe, quand les valeurs vont de part et d'autre de 0"),
        ("brown-teal", Classes((1.0,), "", 2, 0, 2), "centre=0, ou une moyenne"),
    ],
)
def test_a_palette_that_does_not_fit_is_refused(name: str, found: Classes, said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        palette_of(name, found)


def test_palettes_by_default() -> None:
    assert palette_of(None, classes(1, 1)) == "orange-blue"
    assert palette_of(None, Classes((1.0,), "", 2, 0, 2)) == "teal"
