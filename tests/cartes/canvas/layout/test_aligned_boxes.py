"""Boxes over a map are set in line with one another, where that hides nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo._types import Floats
from poles_geo.cartes.canvas.layout.aligned_boxes import REACH, aligned

COLUMN = np.array([[60.0, 90, 100, 120], [70.0, 40, 100, 60], [60.0, 0, 100, 30]])


def free(_box: Floats, _others: Floats) -> bool:
    return True


def apart(box: Floats, others: Floats) -> bool:
    """Tell that a box is on no other, nor out of a map of 300 by 200 mm."""
    on = (
        (box[0] < others[:, 2])
        & (others[:, 0] < box[2])
        & (box[1] < others[:, 3])
        & (others[:, 1] < box[3])
    )
    return bool(not on.any() and (box >= 0).all() and box[2] <= 300 and box[3] <= 200)


def test_a_box_widens_to_the_edge_of_the_others_and_a_column_has_the_same_air() -> None:
    told = aligned(COLUMN, 1, free)
    assert told[:, [0, 2]].tolist() == [[60, 100]] * 3
    assert told[:, [1, 3]].tolist() == [[90, 120], [50, 70], [0, 30]]  # 20 mm on each side


def test_what_is_of_the_legend_does_not_move() -> None:
    assert aligned(COLUMN, 3, free).tolist() == COLUMN.tolist()
    narrow = np.array([[70.0, 40, 100, 60], [60.0, 90, 100, 120], [60.0, 0, 100, 30]])
    assert aligned(narrow, 1, free)[0].tolist() == [70, 40, 100, 60]


def test_nothing_widens_where_it_would_hide_something_or_too_far() -> None:
    assert aligned(COLUMN, 1, lambda *_: False).tolist() == COLUMN.tolist()
    far = COLUMN - [[REACH, 0, 0, 0], [0, 0, 0, 0], [REACH, 0, 0, 0]]
    assert aligned(far, 1, free)[1].tolist() == [70, 40, 100, 60]


SIDES = st.tuples(st.integers(0, 13), st.integers(1, 6))
"""Where a side starts, and how long it is."""


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=6), st.integers(0, 6))
def test_boxes_stay_apart_and_none_loses_ground(
    drawn: list[tuple[tuple[int, int], tuple[int, int]]], first: int
) -> None:
    kept: list[tuple[int, int, int, int]] = []
    for (left, wide), (low, high) in drawn:
        box = (left, low, left + wide, low + high)
        if not kept or apart(np.array(box, float), np.array(kept, float)):
            kept.append(box)
    boxes = 10.0 * np.array(kept, float)
    told = aligned(boxes, first, apart)
    for k, box in enumerate(told):
        assert len(told) == 1 or apart(box, np.delete(told, k, axis=0))
        assert box[3] - box[1] == pytest.approx(boxes[k, 3] - boxes[k, 1])
        assert box[0] <= boxes[k, 0]
        assert box[2] >= boxes[k, 2]
    assert told[: min(first, len(told))].tolist() == boxes[: min(first, len(boxes))].tolist()
