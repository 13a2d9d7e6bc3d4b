"""Names in an area: the place found is the first of all the places, tried one by one."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.labels import rooms
from poles_geo.cartes.labels.label_places import touches_any
from poles_geo.cartes.labels.rooms import APART, EDGE, FRAME, STEP, Room

PAGE = Frame(600_000.0, 6_800_000.0, 70.0, 64.0, 1_000.0)
MM = st.floats(-5, 75)
CORNERS = st.lists(st.tuples(MM, MM), min_size=3, max_size=12)
SIZES = st.tuples(st.floats(1, 40), st.floats(1, 8))


def on_ground(corners: list[tuple[float, float]]) -> shapely.Geometry:
    """Polygon of corners in mm, what of it the page shows."""
    shape = shapely.Polygon(PAGE.to_metres(corners)).buffer(0)
    parts = shapely.get_parts(shape.intersection(PAGE.polygon))
    return shapely.union_all(parts[shapely.area(parts) > 0])


def one_by_one(
    area: shapely.Geometry, size: tuple[float, float], taken: np.ndarray, share: float
) -> list[float] | None:
    """Try every place in its turn, the most central first."""
    half = np.array(size) / 2
    circle = shapely.maximum_inscribed_circle(np.array([area]), PAGE.metres_per_mm)
    centre = PAGE.to_mm(shapely.get_coordinates(circle)[:1])[0]
    ends = PAGE.to_mm(np.reshape(area.bounds, (2, 2)))
    low = np.maximum(FRAME, ends[0]) + half
    high = np.minimum(np.array([PAGE.width, PAGE.height]) - FRAME, ends[1]) - half
    x, y = (np.arange(start, stop, STEP) for start, stop in zip(low, high, strict=True))
    middles = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    middles = middles[np.argsort(np.hypot(*(middles - centre).T), kind="stable")]
    for space in APART:
        for middle in middles:
            box = np.r_[middle - half, middle + half]
            around = shapely.box(*PAGE.to_metres([box[:2] - EDGE, box[2:] + EDGE]).ravel())
            if share == 1:
                held = shapely.contains_properly(area, around)
            else:
                held = shapely.contains_xy(area, *PAGE.to_metres([middle])[0])
                held &= area.intersection(around).area >= share * around.area
            if held and not touches_any(box[None], taken, space).any():
                return box.tolist()
    return None


@given(
    corners=CORNERS,
    size=SIZES,
    taken=st.lists(st.tuples(MM, MM, SIZES), max_size=6),
    share=st.sampled_from([1.0, 0.65]),
    few=st.sampled_from([0, rooms.FEW]),
)
@settings(deadline=None, max_examples=25)
def test_the_place_is_the_first_of_those_tried_one_by_one(
    corners: list[tuple[float, float]],
    size: tuple[float, float],
    taken: list[tuple[float, float, tuple[float, float]]],
    share: float,
    few: int,
) -> None:
    area = on_ground(corners)
    if area.is_empty or area.area < 1e6:
        return
    boxes = np.array([(x, y, x + w, y + h) for x, y, (w, h) in taken]).reshape(-1, 4)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "FEW", few)
        found = Room(area, PAGE).place(*size, boxes, share)
    assert found == pytest.approx(one_by_one(area, size, boxes, share))


def test_a_name_is_in_the_middle_of_a_square_or_beside_what_is_there() -> None:
    square = on_ground([(20, 20), (60, 20), (60, 60), (20, 60)])
    nothing = np.empty((0, 4))
    assert Room(square, PAGE).place(10, 4, nothing) == pytest.approx((35, 38, 45, 42), abs=0.5)
    there = np.array([[20.0, 30.0, 60.0, 50.0]])
    _, low, _, high = Room(square, PAGE).place(10, 4, there)
    assert high <= 30 - APART[1] or low >= 50 + APART[1]


def test_a_name_keeps_its_distance_before_it_comes_nearer() -> None:
    square = on_ground([(20, 20), (60, 20), (60, 60), (20, 60)])
    room, wall = Room(square, PAGE), np.array([[20.0, 33.0, 60.0, 60.0]])
    assert room.place(10, 4, wall)[3] <= 33 - APART[0]
    nearer = np.array([[20.0, 29.0, 60.0, 60.0]])
    assert 29 - APART[0] < room.place(10, 4, nearer)[3] <= 29 - APART[1]


@pytest.mark.parametrize(("width", "share"), [(38.5, 1.0), (60.0, 0.65)])
def test_a_name_too_long_has_no_place(width: float, share: float) -> None:
    square = on_ground([(20, 20), (60, 20), (60, 60), (20, 60)])
    assert Room(square, PAGE).place(width, 4, np.empty((0, 4)), share) is None
    assert Room(square, PAGE).place(38.0, 4, np.empty((0, 4)), share) is not None
