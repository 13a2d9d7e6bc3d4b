"""Colours as dichromats see them, against the cone responses, and lightness by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from poles_geo.cartes.lint.vision import DEFICIENCES, difference, lightness, seen

CONES = np.array(
    [
        [17.8824, 43.5161, 4.11935],
        [3.45565, 27.1554, 3.86714],
        [0.0299566, 0.184309, 1.46709],
    ]
)
"""Responses of the L, M and S cones to linear RGB: Viénot, Brettel and Mollon (1999)."""
MISSING = {"protanope": 0, "deutéranope": 1, "tritanope": 2}

SPECTRUM = {
    475: (0.13287, 0.11284, 0.94220),
    485: (0.05699, 0.16987, 0.58640),
    575: (0.84394, 0.91558, 0.00197),
    660: (0.16161, 0.06100, 0.00001),
}
"""Lights of one wavelength, in nm: colour matching functions of Judd and Vos (1978)."""
OF_SPECTRUM = np.array(
    [[0.15514, 0.54312, -0.03286], [-0.15514, 0.45684, 0.03286], [0.0, 0.0, 0.01608]]
)
"""Responses of the L, M and S cones to those functions: Smith and Pokorny (1975)."""
UNCHANGED = {"protanope": (475, 575), "deutéranope": (475, 575), "tritanope": (485, 660)}
"""Lights that a dichromat sees as others do: Brettel, Viénot and Mollon (1997), p. 2649."""
CLOSENESS = {"protanope": 4, "deutéranope": 4, "tritanope": 0.1}
"""Greatest CIE 1976 ΔE from the paper: coloraide exchanges two half-planes that are almost one."""
LUMINANCES = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
)
"""X, Y and Z of linear sRGB, whose white is D65."""

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


def by_hand(colour: str, sight: str) -> NDArray[np.float64]:
    """Linear RGB seen by a dichromat: the response that is missing, from those that are left.

    What is seen is a mixture of white with one of the two lights: the one that has to be added
    to white, and not taken from it.
    """
    channels = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    kept = np.delete(np.arange(3), MISSING[sight])
    white = CONES.sum(axis=1)
    mixtures = []
    for wavelength in UNCHANGED[sight]:
        lights = np.column_stack([white, OF_SPECTRUM @ SPECTRUM[wavelength]])
        amounts = np.linalg.solve(lights[kept], (CONES @ linear)[kept])
        if amounts[1] >= 0:
            mixtures.append(lights @ amounts)
    (mixture,) = mixtures
    return np.clip(np.linalg.solve(CONES, mixture), 0, 1)


def cielab(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB of D65; no colour here is so dark as to need the linear part near black."""
    x, y, z = np.cbrt(LUMINANCES @ linear / LUMINANCES.sum(axis=1))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize(("sight", "closeness"), CLOSENESS.items())
@pytest.mark.parametrize("colour", ["#ff0000", "#00ff00", "#0000ff", "#ff8000", "#4080c0"])
def test_colours_are_seen_as_brettel_says(colour: str, sight: str, closeness: float) -> None:
    """The one plane of Viénot (1999), instead of two, is 7 or more away for each of these."""
    channels = np.array(seen(colour, sight).convert("srgb-linear").coords())
    assert channels.min() >= 0
    assert channels.max() <= 1
    assert np.linalg.norm(cielab(channels) - cielab(by_hand(colour, sight))) < closeness


@pytest.mark.parametrize(("sight", "closeness"), CLOSENESS.items())
@pytest.mark.parametrize("colours", [("#ff0000", "#0000ff"), ("#ff8000", "#4080c0")])
def test_difference_is_that_of_cielab_under_d65(
    colours: tuple[str, str], sight: str, closeness: float
) -> None:
    one, other = (cielab(by_hand(colour, sight)) for colour in colours)
    assert difference(*colours, sight) == pytest.approx(np.linalg.norm(one - other), abs=closeness)


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
