"""The frame of a map: metres of Lambert 93 and millimetres of page."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from effectif_tables import raises
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from poles_geo.cartes.canvas.frame import Frame, box_of
from poles_geo.errors import ChoiceError

metres = st.floats(-1e6, 8e6)
sizes = st.floats(20, 300)
extents = st.tuples(metres, metres, st.floats(10, 1.5e6), st.floats(10, 1.5e6)).map(
    lambda e: (e[0], e[1], e[0] + e[2], e[1] + e[3])
)
frames = st.builds(Frame.around, extents, sizes, sizes, st.floats(0, 0.4))
points = st.lists(st.tuples(metres, metres), min_size=1, max_size=5)


def test_wide_ground_fills_the_width_and_is_centred_in_the_height() -> None:
    # 100 km on 100 mm: 1 km a mm; 50 km high in 100 mm, 25 km left above and below.
    frame = Frame.around((0, 0, 100_000, 50_000), 100, 100, margin=0)
    assert frame == Frame(x=0, y=-25_000, width=100, height=100, metres_per_mm=1000)
    assert frame.bounds == (0, -25_000, 100_000, 75_000)


def test_high_ground_fills_the_height() -> None:
    # 300 km on 100 mm: 3 km a mm; the width shows 600 km, 250 km more than the ground each side.
    frame = Frame.around((1_000_000, 6_000_000, 1_100_000, 6_300_000), 200, 100, margin=0)
    assert frame.metres_per_mm == 3000
    assert frame.bounds == (750_000, 6_000_000, 1_350_000, 6_300_000)


def test_margin_is_a_share_of_the_frame_on_every_side() -> None:
    # A tenth of 100 mm at each end leaves 80 mm for 80 km.
    frame = Frame.around((0, 0, 80_000, 80_000), 100, 100, margin=0.1)
    assert frame.metres_per_mm == pytest.approx(1000)
    assert frame.bounds == pytest.approx((-10_000, -10_000, 90_000, 90_000))


def test_millimetres_start_at_the_lower_left_corner() -> None:
    frame = Frame(x=500_000, y=6_000_000, width=100, height=50, metres_per_mm=2000)
    assert frame.to_mm([(500_000, 6_000_000), (700_000, 6_100_000)]).tolist() == [[0, 0], [100, 50]]
    assert frame.to_metres([(1, 2)]).tolist() == [[502_000, 6_004_000]]


def test_polygon_is_the_frame() -> None:
    frame = Frame(x=0, y=0, width=10, height=20, metres_per_mm=100)
    assert frame.polygon.bounds == frame.bounds
    assert frame.polygon.area == 1000 * 2000


def shown(size: tuple[float, float], box: tuple[float, float, float, float], **limits: Any) -> Axes:
    """Axes of a map on a figure of a size in inches."""
    ax = Figure(figsize=size).add_axes(box)
    ax.set(**limits)
    ax.set_aspect("equal")
    return ax


def test_the_frame_of_axes_is_what_they_show_at_their_size() -> None:
    # 4 inches are 101,6 mm; 100 km by 50 km in a square leave half of its height.
    ax = shown((4, 4), (0, 0, 1, 1), xlim=(0, 100_000), ylim=(0, 50_000))
    frame = Frame.of(ax)
    assert (frame.width, frame.height) == pytest.approx((101.6, 50.8))
    assert frame.metres_per_mm == pytest.approx(100_000 / 101.6)
    assert frame.bounds == pytest.approx((0, 0, 100_000, 50_000))


def test_the_frame_does_not_depend_on_the_resolution() -> None:
    ax = shown((5, 3), (0.1, 0.2, 0.7, 0.6), xlim=(500_000, 570_000), ylim=(6e6, 6.036e6))
    before = Frame.of(ax)
    ax.figure.set_dpi(317)
    assert dataclasses.astuple(Frame.of(ax)) == pytest.approx(dataclasses.astuple(before))


def test_axes_in_others_have_their_size() -> None:
    host = shown((4, 4), (0, 0, 1, 1), xlim=(0, 100), ylim=(0, 100))
    inner = host.inset_axes((0.5, 0.5, 0.25, 0.25), xlim=(0, 1_000), ylim=(0, 1_000), aspect=1)
    assert Frame.of(inner).width == pytest.approx(25.4)
    assert box_of(inner) == pytest.approx((50.8, 50.8, 76.2, 76.2))


@given(extent=extents, size=st.tuples(sizes, sizes), margin=st.floats(0, 0.4))
def test_the_frame_that_axes_were_given_is_found(
    extent: tuple[float, float, float, float], size: tuple[float, float], margin: float
) -> None:
    frame = Frame.around(extent, *size, margin)
    west, south, east, north = frame.bounds
    inches = (size[0] / 25.4, size[1] / 25.4)
    ax = shown(inches, (0, 0, 1, 1), xlim=(west, east), ylim=(south, north))
    found = dataclasses.astuple(Frame.of(ax))
    assert found[2:] == pytest.approx(dataclasses.astuple(frame)[2:], rel=1e-6)
    np.testing.assert_allclose(found[:2], (frame.x, frame.y), rtol=0, atol=1e-3)


@pytest.mark.parametrize(
    "options",
    [
        {"aspect": "auto"},
        {"aspect": 2},
        {"aspect": 1, "xlim": (100, 0)},
        {"aspect": 1, "ylim": (100, 0)},
    ],
)
def test_axes_that_are_no_map_are_refused(options: dict[str, Any]) -> None:
    ax = Figure().add_subplot(**options)
    with raises(ChoiceError, "même échelle dans les deux sens"):
        Frame.of(ax)


@given(frame=frames, ground=points)
def test_there_and_back(frame: Frame, ground: list[tuple[float, float]]) -> None:
    back = frame.to_metres(frame.to_mm(ground))
    np.testing.assert_allclose(back, ground, rtol=0, atol=1e-3)


@given(extent=extents, width=sizes, height=sizes, margin=st.floats(0, 0.4))
def test_frame_holds_the_ground_within_its_margins(
    extent: tuple[float, float, float, float], width: float, height: float, margin: float
) -> None:
    frame = Frame.around(extent, width, height, margin)
    low, high = frame.to_mm([extent[:2], extent[2:]])
    room = np.array([low[0], low[1], width - high[0], height - high[1]])
    asked = margin * np.array([width, height] * 2)
    assert (room >= asked - 1e-3).all()
    tight = np.isclose(room, asked, rtol=0, atol=1e-3)
    assert tight[[0, 2]].all() or tight[[1, 3]].all()
    np.testing.assert_allclose(room[:2], room[2:], rtol=0, atol=1e-3)


@given(frame=frames, ground=points)
def test_one_scale_in_every_direction(frame: Frame, ground: list[tuple[float, float]]) -> None:
    mm = frame.to_mm(ground)
    np.testing.assert_allclose(
        (mm - mm[0]) * frame.metres_per_mm, np.asarray(ground) - ground[0], rtol=0, atol=1e-3
    )
