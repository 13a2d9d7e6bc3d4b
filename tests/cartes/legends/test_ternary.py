"""The triangle of shares: where dots, lines and grounds are, by hand."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from poles_geo.cartes.canvas.axes import add_axes, panel_axes
from poles_geo.cartes.canvas.style import STYLE_REPORT, mixed
from poles_geo.cartes.legends.filled.ternary import LEFT, SIDE, TINT, Ternary
from poles_geo.ranking.rules import Condition

STYLE = STYLE_REPORT
FIFTHS = (
    Condition("part_pole", "au_moins", 0.2),
    Condition("part_psychiatrie", "au_plus", 0.2),
)
ALL_OF_POLE = (Condition("part_pole", "au_moins", 0), Condition("part_pole", "au_moins", 1))
GROUNDS = ("#0000ff", "#ff0000", "#00ff00")


def triangle(parts: object, conditions: tuple[Condition, ...] = FIFTHS) -> Ternary:
    parts = np.asarray(parts, dtype=float)
    colours = ("#123456",) * len(parts)
    return Ternary("Parts", parts, colours, conditions, GROUNDS[: len(conditions) + 1], STYLE)


@pytest.fixture
def panel() -> Axes:
    return panel_axes(add_axes(Figure(figsize=(8, 8)), 5, 5, 100, 100), 100, 100)[0]


def grounds(ax: Axes) -> dict[str, shapely.Polygon]:
    """Polygon of each colour of ground, in mm."""
    return {
        to_hex(patch.get_facecolor()): shapely.Polygon(patch.get_xy())
        for patch in ax.patches
        if isinstance(patch, Polygon)
    }


def test_the_whole_triangle_has_a_share_in_each_corner() -> None:
    whole = triangle(np.eye(3))
    assert whole.span == 1
    np.testing.assert_allclose(
        whole.at(np.eye(3)), [[0, 0], [SIDE, 0], [SIDE / 2, SIDE * np.sqrt(3) / 2]]
    )
    np.testing.assert_allclose(whole.at([1 / 3] * 3), [[SIDE / 2, SIDE * np.sqrt(3) / 6]])


def test_only_the_part_with_dots_and_lines_is_drawn() -> None:
    some = triangle([[0.82, 0.137, 0.043], [0.63, 0.27, 0.1]])
    np.testing.assert_allclose(some.least, [0.6, 0, 0])
    assert some.span == pytest.approx(0.4)
    np.testing.assert_allclose(some.at([[0.6, 0.4, 0]]), [[SIDE, 0]])


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 1_000)] * 3).filter(any), min_size=1, max_size=20
    ).map(lambda rows: np.array(rows) / np.sum(rows, axis=1, keepdims=True))
)  # fmt: skip
def test_every_dot_is_in_the_triangle_and_in_the_ground_of_its_state(
    parts: NDArray[np.float64],
) -> None:
    panel = panel_axes(add_axes(Figure(figsize=(8, 8)), 5, 5, 100, 100), 100, 100)[0]
    block = triangle(parts)
    block.draw(panel, 0.0, 95.0, 100.0, 1.0)
    drawn = grounds(panel)
    held, few, many = (
        drawn.get(mixed(one, STYLE.halo, TINT), shapely.Polygon()) for one in GROUNDS
    )
    origin = np.array(held.exterior.coords[0])
    for (proximite, _, psychiatry), place in zip(parts, block.at(parts) + origin, strict=True):
        point = shapely.Point(place)
        assert held.buffer(1e-6).covers(point)
        if abs(proximite - 0.8) > 1e-4:
            assert few.buffer(1e-6).covers(point) == (proximite > 0.8)
        if abs(psychiatry - 0.2) > 1e-4:
            assert many.buffer(1e-6).covers(point) == (psychiatry > 0.2)


@pytest.mark.parametrize(
    ("condition", "failing", "held"),
    [
        (Condition("part_pole", "au_moins", 0.3), [0.8, 0.1, 0.1], [0.6, 0.2, 0.2]),
        (Condition("part_pole", "au_plus", 0.3), [0.6, 0.2, 0.2], [0.8, 0.1, 0.1]),
        (Condition("part_psychiatrie", "moins_de", 0.3), [0.2, 0.2, 0.6], [0.8, 0.1, 0.1]),
        (Condition("part_psychiatrie", "plus_de", 0.3), [0.8, 0.1, 0.1], [0.2, 0.2, 0.6]),
    ],
)
def test_a_ground_lies_beyond_the_line_of_its_condition(
    panel: Axes, condition: Condition, failing: list[float], held: list[float]
) -> None:
    block = triangle([failing, held, *np.eye(3)], (condition,))
    block.draw(panel, 0.0, 95.0, 100.0, 1.0)
    beyond = grounds(panel)[mixed(GROUNDS[1], STYLE.halo, TINT)]
    origin = np.array(grounds(panel)[mixed(GROUNDS[0], STYLE.halo, TINT)].exterior.coords[0])
    assert beyond.covers(shapely.Point((block.at(failing) + origin)[0]))
    assert not beyond.covers(shapely.Point((block.at(held) + origin)[0]))


def test_numbers_stand_where_the_lines_of_their_share_end(panel: Axes) -> None:
    block = triangle([[0.82, 0.137, 0.043], [0.63, 0.27, 0.1]])
    block.draw(panel, 0.0, 95.0, 100.0, 1.0)
    left = {t.get_text(): t.get_position() for t in panel.texts if t.get_ha() == "right"}
    base = {t.get_text(): t.get_position() for t in panel.texts if t.get_va() == "top"}
    right = {t.get_text(): t.get_position() for t in panel.texts if t.get_ha() == "left"}
    percent = "{}\u202f%".format
    assert set(left) == {percent(n) for n in (60, 70, 80, 90, 100)}
    fifth = [base[percent(n)][0] - base[percent(0)][0] for n in (10, 20, 30, 40)]
    np.testing.assert_allclose(fifth, SIDE * np.array([1, 2, 3, 4]) / 4)
    assert base[percent(0)][0] == LEFT
    assert left[percent(60)][1] > left[percent(100)][1]
    assert right[percent(40)][1] > right[percent(0)][1]


@pytest.mark.parametrize("corner", range(3))
def test_bassins_all_alike_in_a_corner_still_have_a_triangle(panel: Axes, corner: int) -> None:
    bound = Condition("part_psychiatrie", "au_plus", 1) if corner == 2 else ALL_OF_POLE[corner]
    block = triangle([np.eye(3)[corner]] * 2, (bound,))
    block.draw(panel, 0.0, 95.0, 100.0, 1.0)
    assert block.span == pytest.approx(0.1)
    assert np.isfinite(block.at(block.parts)).all()


def test_want_of_room_makes_it_smaller() -> None:
    block = triangle(np.eye(3))
    assert block.bare().width < block.width
    assert block.bare().height(90, 1) < block.height(90, 1)
    assert block.narrowest == block.width
