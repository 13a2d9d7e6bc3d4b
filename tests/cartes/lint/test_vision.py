"""Colours as dichromats see them, against the cone responses, and lightness by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from poles_geo.cartes.lint.vision import DEFICIENCES, difference, lightness

CONES = np.array(
    [
        [17.8824, 43.5161, 4.11935],
        [3.45565, 27.1554, 3.86714],
        [0.0299566, 0.184309, 1.46709],
    ]
)
"""Responses of the L, M and S cones to linear RGB: Viénot, Brettel and Mollon (1999)."""
MISSING = {"protanope": 0, "deutéranope": 1, "tritanope": 2}

colours = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#" + bytes(rgb).hex())


def confused(sight: str) -> tuple[str, str]:
    """Two colours, as far apart as a screen shows around grey, that only one cone tells apart."""
    direction = np.linalg.solve(CONES, np.eye(3)[MISSING[sight]])
    step = 0.15 * direction / np.abs(direction).max()
    return hexadecimal(0.2 + step), hexadecimal(0.2 - step)


def hexadecimal(linear: NDArray[np.float64]) -> str:
    return to_hex(
        np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    )


@pytest.mark.parametrize("sight", DEFICIENCES)
def test_a_dichromat_confuses_what_the_missing_cone_tells_apart(sight: str) -> None:
    one, other = confused(sight)
    assert difference(one, other, sight) < 1
    for another in set(DEFICIENCES) - {sight}:
        assert difference(one, other, another) > 10


@pytest.mark.parametrize("sight", DEFICIENCES)
def test_greys_are_seen_by_all(sight: str) -> None:
    assert difference("#000000", "#ffffff", sight) == pytest.approx(100, abs=0.1)
    expected = lightness("#bbbbbb") - lightness("#777777")
    assert difference("#777777", "#bbbbbb", sight) == pytest.approx(expected, abs=0.1)


@given(colours, colours)
def test_difference_is_a_distance(one: str, other: str) -> None:
    for sight in DEFICIENCES:
        assert difference(one, one, sight) == 0
        assert difference(one, other, sight) == pytest.approx(difference(other, one, sight))


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#000000", 0.0),
        ("#ffffff", 100.0),
        # ((119 / 255 + 0.055) / 1.055) ** 2.4 = 0.1845 ; 116 × 0.1845 ** (1 / 3) − 16
        ("#777777", 50.03),
        # luminance of the red primary, 0.2126 ; 116 × 0.2126 ** (1 / 3) − 16
        ("#ff0000", 53.23),
    ],
)
def test_lightness(colour: str, expected: float) -> None:
    assert lightness(colour) == pytest.approx(expected, abs=0.02)
