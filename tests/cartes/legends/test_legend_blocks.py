"""The blocks of a legend: set beside or under one another, never on one another, giving way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from poles_geo.cartes import STYLE_REPORT, Stroke
from poles_geo.cartes.canvas.axes import add_axes, panel_axes
from poles_geo.cartes.canvas.round_numbers import nearest_round, round_between
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.cartes.legends.blocks import Block, Circles, Row, Rows, SizeRow, lines_block
from poles_geo.cartes.legends.columns import BESIDE, HEAD, draw_blocks, stacked_height
from poles_geo.cartes.legends.pole_bars import Bar, Bars
from poles_geo.cartes.legends.signs import box_sign, circles_sign, line_sign
from poles_geo.typography import typeset

STYLE = STYLE_REPORT
WORDS = st.text(st.sampled_from("abcdé "), min_size=1, max_size=60).filter(str.strip)


@pytest.fixture
def figure() -> Figure:
    return Figure(figsize=(12, 12))


def panel(figure: Figure, wide: float, high: float) -> Axes:
    return panel_axes(add_axes(figure, 5, 5, wide, high), wide, high)[0]


def boxes_written(ax: Axes) -> np.ndarray:
    """Boxes of the texts, in mm: xmin, ymin, xmax, ymax."""
    boxes = []
    for text in ax.texts:
        x, y = text.get_position()
        width, height, _, _ = text_extent(text.get_text(), text.get_fontproperties())
        top = y if text.get_va() == "top" else y + height / 2
        boxes.append((x, top - height, x + width, top))
    return np.array(boxes)


def overlaps(boxes: np.ndarray) -> bool:
    for k, one in enumerate(boxes):
        others = boxes[k + 1 :]
        apart = (
            (others[:, 2] <= one[0] + 0.01) | (one[2] <= others[:, 0] + 0.01)
            | (others[:, 3] <= one[1] + 0.15) | (one[3] <= others[:, 1] + 0.15)
        )  # fmt: skip
        if not apart.all():
            return True
    return False


@st.composite
def blocks(draw: st.DrawFn) -> list[Block]:
    signs = [
        None, box_sign("#ff0000", STYLE), circles_sign(("#ff0000",), STYLE),
        circles_sign(("#ff0000", "#00ff00"), STYLE, ("#ff0000", "#00ff00")),
        line_sign(Stroke("trait", "#000000", 1.0)),
    ]  # fmt: skip
    rows = st.builds(Row, WORDS, st.sampled_from(signs), st.lists(WORDS, max_size=3).map(tuple))
    groups = st.builds(
        Rows, WORDS | st.just(""), st.lists(rows, min_size=1, max_size=5).map(tuple),
        st.just(STYLE), st.lists(WORDS, max_size=2).map(tuple),
    )  # fmt: skip
    values = st.lists(st.sampled_from([100, 1_000, 5_000, 20_000]), min_size=1, unique=True)
    circles = values.map(
        lambda found: Circles(
            "Nombre", tuple(SizeRow(v, str(v)) for v in sorted(found, reverse=True)), STYLE
        )
    )
    part = st.tuples(st.integers(0, 90_000), st.just("#ff0000"))
    bar = st.builds(Bar, WORDS, st.lists(part, max_size=3).map(tuple), st.booleans())
    bars = st.builds(
        Bars, WORDS, st.lists(bar, min_size=2, max_size=6).map(tuple), st.just(STYLE),
        st.sampled_from([50.0, 64.0, 88.0]),
    )  # fmt: skip
    last = circles | bars
    return [*draw(st.lists(groups, min_size=1, max_size=3)), *draw(st.lists(last, max_size=1))]


@settings(deadline=None, max_examples=150)
@given(blocks(), st.sampled_from([64.0, 110.0, 190.0]), st.sampled_from([54.0, 92.0, 162.0]))
def test_texts_never_overlap_and_hold_where_there_is_room(
    given_blocks: list[Block], wide: float, high: float
) -> None:
    ax = panel(Figure(figsize=(12, 12)), wide, high)
    draw_blocks([given_blocks], ax=ax)
    boxes = boxes_written(ax)
    assert not overlaps(boxes)
    whole = stacked_height(given_blocks, wide) <= high
    if whole:
        assert boxes[:, 1].min() >= -0.6
        longest = max(
            text_extent(typeset(word), STYLE.font(STYLE.text, bold=True))[0]
            for text in ax.texts for word in text.get_text().split(" ") if word.strip()
        )  # fmt: skip
        assert boxes[:, 2].max() <= max(wide, longest + 30) + 0.6


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def ranks(count: int) -> Rows:
    rows = tuple(
        Row(f"{k} – Rang", circles_sign(("#ff0000",), STYLE), ("une borne",)) for k in range(count)
    )
    return Rows("Rang", rows, STYLE)


LINES = lines_block([Stroke("Région", "#000000", 1.0), Stroke("Côte", "#0000ff", 1.0)], STYLE)


def test_blocks_lie_side_by_side_where_it_is_wide_and_one_under_the_other_elsewhere(
    figure: Figure,
) -> None:
    wide, narrow = panel(figure, 190, 54), panel(figure, 30, 120)
    draw_blocks([[ranks(3), *LINES]], ax=wide)
    draw_blocks([[ranks(3), *LINES]], ax=narrow)
    heading = {ax: {t.get_text(): t.get_position() for t in ax.texts} for ax in (wide, narrow)}
    assert heading[wide]["Rang"][1] == heading[wide]["Limites"][1] == 54 - HEAD
    assert heading[wide]["Limites"][0] == pytest.approx(ranks(3).width + BESIDE)
    assert heading[narrow]["Rang"][0] == heading[narrow]["Limites"][0] == 0
    assert heading[narrow]["Limites"][1] < heading[narrow]["Rang"][1] - 25


def test_room_wanting_takes_the_other_order_then_comes_closer_then_says_less(
    figure: Figure,
) -> None:
    full = stacked_height([ranks(6)], 30)
    said = {}
    for name, high in (("full", full), ("close", full - 3), ("bare", full - 15)):
        ax = panel(figure, 30, high)
        draw_blocks([[ranks(6)]], ax=ax)
        said[name] = boxes_written(ax), texts(ax)
    assert said["full"][1] == said["close"][1]
    assert said["full"][0][:, 1].min() < said["close"][0][:, 1].min() + 3
    assert "une borne" in said["close"][1]
    assert "une borne" not in said["bare"][1]
    other = panel(figure, 30, full)
    draw_blocks([[ranks(6), *LINES], [ranks(6)]], ax=other)
    assert texts(other) == said["full"][1]


def test_a_short_text_is_used_with_less_said() -> None:
    row = Row("Pôles d'une autre région, mêmes rangs", short="Pôles d'une autre région")
    assert Rows("", (row,), STYLE).bare().rows[0].text == "Pôles d'une autre région"


def test_a_long_text_is_cut_in_lines(figure: Figure) -> None:
    ax = panel(figure, 30, 60)
    draw_blocks([[Rows("Titre", (Row("un texte bien trop long pour une ligne"),), STYLE)]], ax=ax)
    assert len(ax.texts) >= 3
    assert boxes_written(ax)[:, 2].max() <= 30


@pytest.mark.parametrize(
    ("smallest", "largest", "expected"),
    [(1, 10, [1, 2, 5, 10]), (3, 40, [5, 10, 20]), (6, 9, []), (0.2, 1.5, [0.2, 0.5, 1])],
)
def test_round_numbers_by_hand(smallest: float, largest: float, expected: list[float]) -> None:
    assert round_between(smallest, largest) == expected


@given(st.floats(1e-5, 1e12))
def test_the_nearest_round_number_is_within_half_a_step(value: float) -> None:
    ratio = nearest_round(value) / value
    assert 1 / np.sqrt(2.5) - 1e-9 <= ratio <= np.sqrt(2.5) + 1e-9
