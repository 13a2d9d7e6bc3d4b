"""What an inset shows is moved so that its frame cuts no circle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.cartes.canvas.layout.insets import CLEAR, STEP, Inset, cutting_none

SQUARE = Inset("A", "", (0.0, 0.0, 40_000.0, 40_000.0), (0.0, 0.0, 60.0, 50.0))
"""Of 40 km in 50 mm less two margins of 1.5: 851 metres in a millimetre, 6.5 mm to spare across."""
SIDE = st.floats(-20_000, 60_000)


def moved(x: float, y: float, radius: float) -> Inset:
    return cutting_none(SQUARE, np.array([[x, y]]), np.array([radius]))


def test_an_inset_moves_the_least_that_shows_whole_the_circle_it_cut() -> None:
    frame = SQUARE.frame
    inside = frame.x + 1.0 * frame.metres_per_mm  # a circle of 1.5 mm, 1 mm from the left edge
    found = moved(inside, 20_000, 1.5)
    shift = (found.footprint[0] - SQUARE.footprint[0]) / frame.metres_per_mm
    assert shift == pytest.approx(-STEP * np.ceil((1.5 + CLEAR - 1.0) / STEP))
    assert found.footprint[1] == SQUARE.footprint[1]


def test_an_inset_that_cuts_nothing_or_can_show_nothing_whole_does_not_move() -> None:
    assert moved(20_000, 20_000, 3.0) == SQUARE
    assert moved(SQUARE.frame.x - 10, 20_000, 3.0) == SQUARE  # not drawn: its centre is not shown
    assert moved(20_000, 20_000, 40.0) == SQUARE


@settings(deadline=None)
@given(st.lists(st.tuples(SIDE, SIDE, st.floats(0.2, 4.0)), max_size=6))
def test_what_it_was_to_show_stays_in_it(circles: list[tuple[float, float, float]]) -> None:
    table = np.array(circles, float).reshape(-1, 3)
    frame = cutting_none(SQUARE, table[:, :2], table[:, 2]).frame
    west, south, east, north = frame.bounds
    assert max(west, south) <= 0
    assert min(east, north) >= 40_000
