"""Labels: none on another, none on the centre of a symbol, none out of the frame."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import Boxes, gap, overlaps
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE, STYLE_REPORT, STYLE_SLIDE, Style
from poles_geo.cartes.labels.label_places import (
    APART,
    BITE,
    CENTRE,
    LEADER,
    Label,
    Placed,
    leader_line,
)
from poles_geo.cartes.labels.meeting import There
from poles_geo.cartes.labels.placing import place_labels
from poles_geo.cartes.lint.readout import read_page
from poles_geo.cartes.pages.pole_maps import map_national
from poles_geo.typography import typeset

FRAME = Frame(x=0, y=0, width=100, height=80, metres_per_mm=1000)
names = st.text("abcdefgéèîÉÇgpqyjl'-. ", min_size=1, max_size=18).map(lambda name: f"A{name}")
symbols = st.lists(
    st.builds(
        Label,
        x=st.floats(0, 100),
        y=st.floats(0, 80),
        diameter=st.floats(0.5, 20),
        text=names,
        size=st.sampled_from([6.0, 7.4, 8.5, 12.0]),
        colour=st.just("#000000"),
        bold=st.booleans(),
    ),
    min_size=1,
    max_size=25,
)
many = settings(deadline=None, max_examples=25)


def label(x: float, y: float, text: str = "Ville", diameter: float = 4.0) -> Label:
    return Label(x=x, y=y, diameter=diameter, text=text, size=8, colour="#000000")


def boxes_of(placed: Sequence[Placed]) -> Boxes:
    return np.array([item.box for item in placed]).reshape(-1, 4)


def test_a_label_meets_those_alone_that_are_near(monkeypatch: pytest.MonkeyPatch) -> None:
    """France in 1 644 pôles took 110 s: each of its names was compared with all the others."""
    rng = np.random.default_rng(4)
    wide = Frame(x=0, y=0, width=1000, height=80, metres_per_mm=1000)
    crowd = [
        replace(label(float(x), float(y), "Villeneuve"), size=7.4)
        for x, y in zip(rng.uniform(0, 1000, 600), rng.uniform(0, 80, 600), strict=True)
    ]
    looked: list[int] = []
    of = There.of.__func__  # type: ignore[attr-defined]
    monkeypatch.setattr(
        There,
        "of",
        classmethod(lambda cls, placed: (looked.append(len(placed)), of(cls, placed))[1]),
    )
    placed, left_out = place_labels(crowd, wide, STYLE_REPORT)
    assert len(placed) > 200
    assert left_out
    assert max(looked) < 100


@many
@given(symbols)
def test_every_label_is_placed_or_left_out_in_order(labels: list[Label]) -> None:
    placed, left_out = place_labels(labels, FRAME, STYLE_REPORT)
    assert sorted([item.label for item in placed] + left_out, key=repr) == sorted(labels, key=repr)
    rank = {id(item): number for number, item in enumerate(labels)}
    for some in ([item.label for item in placed], left_out):
        numbers = [rank[id(item)] for item in some]
        assert numbers == sorted(numbers)


@many
@given(symbols)
def test_no_label_on_another(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    assert overlaps(boxes_of(placed), [item.label.text for item in placed]) == []


@many
@given(symbols)
def test_no_label_on_the_centre_of_a_symbol(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    centres = np.array([(item.x, item.y) for item in labels])
    radii = np.array([min(item.diameter / 2, CENTRE) for item in labels])
    assert (gap(boxes_of(placed), centres) >= radii - 1e-9).all()


@many
@given(symbols)
def test_no_label_far_onto_another_symbol(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    for item in placed:
        others = [other for other in labels if other is not item.label]
        centres = np.array([(other.x, other.y) for other in others]).reshape(-1, 2)
        radii = np.array([other.diameter / 2 for other in others])
        assert (gap(np.array([item.box]), centres) >= radii - BITE - 1e-9).all()


@many
@given(symbols)
def test_every_label_is_in_the_frame(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    boxes = boxes_of(placed)
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= (FRAME.width, FRAME.height)).all()


@many
@given(symbols, st.lists(st.tuples(st.floats(0, 80), st.floats(0, 70)), min_size=1, max_size=4))
def test_obstacles_are_avoided(labels: list[Label], corners: list[tuple[float, float]]) -> None:
    obstacles = np.array([(x, y, x + 20, y + 9) for x, y in corners])
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT, obstacles=obstacles)
    for item in placed:
        for obstacle in obstacles:
            assert overlaps(np.array([item.box, obstacle]), ["label", "obstacle"]) == []


@many
@given(symbols)
def test_leader_lines_cross_neither_a_label_nor_one_another(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    lines = [leader_line(item) for item in placed if item.leader]
    assert not any(a.crosses(b) for a, b in combinations(lines, 2))
    inner = shapely.buffer(shapely.box(*boxes_of(placed).T), -1e-6)
    others = [(line, i) for line in lines for i in np.flatnonzero(shapely.crosses(inner, line))]
    assert others == []


@many
@given(symbols)
def test_leader_lines_keep_away_from_the_labels_of_others(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    areas = shapely.box(*boxes_of(placed).T)
    for number, item in enumerate(placed):
        if item.leader:
            apart = shapely.distance(leader_line(item), np.delete(areas, number))
            assert (apart >= APART - 1e-9).all()


@pytest.mark.parametrize("seed", [0, 1, 9, 10, 16, 17, 21, 26])
def test_a_crowd_in_which_labels_move_breaks_no_rule(seed: int) -> None:
    random = np.random.default_rng(seed)
    labels = [
        replace(label(x, y, "Villefranche"[:length], size), size=float(points))
        for x, y, length, size, points in zip(
            random.uniform(0, 100, 150),
            random.uniform(0, 80, 150),
            random.integers(3, 13, 150),
            random.uniform(0.5, 4, 150),
            random.choice([6, 7.4, 8.5], 150),
            strict=True,
        )
    ]
    placed, left_out = place_labels(labels, FRAME, STYLE_HALF_PAGE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poles_geo.cartes.labels.placing.MOVED", 0)
        assert len(left_out) < len(place_labels(labels, FRAME, STYLE_HALF_PAGE)[1])
    areas = shapely.box(*boxes_of(placed).T)
    lines = [leader_line(item) if item.leader else shapely.LineString() for item in placed]
    assert overlaps(boxes_of(placed), [item.label.text for item in placed]) == []
    assert not any(a.crosses(b) for a, b in combinations(lines, 2))
    for number, line in enumerate(lines):
        assert not (shapely.distance(line, np.delete(areas, number)) < APART - 1e-9).any()


@many
@given(symbols)
def test_making_room_never_costs_a_larger_label(labels: list[Label]) -> None:
    def lost() -> list[int]:
        left_out = [item.size for item in place_labels(labels, FRAME, style)[1]]
        return [left_out.count(size) for size in (12.0, 8.5, 7.4, 6.0)]

    style = replace(STYLE_REPORT, label_gap=1.0, main_label_gap=1.0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poles_geo.cartes.labels.placing.MOVED", 0)
        at_once = lost()
    assert lost() <= at_once


@pytest.mark.parametrize("style", [STYLE_HALF_PAGE, STYLE_SLIDE], ids=lambda style: style.page)
def test_half_a_page_names_every_pole_of_rank_1_and_2(
    report: gpd.GeoDataFrame, style: Style
) -> None:
    left_out = map_national(report, style=style).labels_left_out
    main = report.loc[report["rang"] <= 2, "nom"].map(typeset)
    assert len(main) == 57
    assert set(main) & set(left_out) == set()


@many
@given(symbols)
def test_same_labels_same_places(labels: list[Label]) -> None:
    first = place_labels(labels, FRAME, STYLE_REPORT)
    place_labels(labels[::-1], FRAME, STYLE_REPORT)
    assert place_labels(list(labels), FRAME, STYLE_REPORT) == first


@many
@given(symbols)
def test_a_leader_line_ties_only_what_moved(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    for item in placed:
        centre = np.array([[item.label.x, item.label.y]])
        moved = gap(np.array([item.box]), centre).item() - item.label.diameter / 2
        assert item.leader == (moved >= LEADER)


@many
@given(symbols)
def test_no_leader_line_crosses_a_label(labels: list[Label]) -> None:
    placed, _ = place_labels(labels, FRAME, STYLE_REPORT)
    areas = shapely.box(*boxes_of(placed).T)
    for number, item in enumerate(placed):
        if item.leader:
            line = shapely.LineString([(item.label.x, item.label.y), nearest(item)])
            symbol = shapely.Point(item.label.x, item.label.y)
            outside = line.difference(symbol.buffer(item.label.diameter / 2 + 1e-4, quad_segs=512))
            assert shapely.intersects(outside, np.delete(areas, number)).sum() == 0


def nearest(item: Placed) -> tuple[float, float]:
    """Point of a label that is nearest to its symbol."""
    left, low, right, high = item.box
    return min(max(item.label.x, left), right), min(max(item.label.y, low), high)


def test_alone_a_label_goes_to_the_right_of_its_symbol() -> None:
    (item,), left_out = place_labels([label(50, 40)], FRAME, STYLE_REPORT)
    assert left_out == []
    assert item.box[0] > 52
    assert (item.box[1] + item.box[3]) / 2 == pytest.approx(40)
    assert not item.leader


def test_against_the_edge_it_goes_to_the_left() -> None:
    (item,), _ = place_labels([label(97, 40)], FRAME, STYLE_REPORT)
    assert item.box[2] < 95


@pytest.mark.parametrize(
    ("at", "side"), [(53.0, "left"), (57.0, "left"), (47.0, "right"), (70.0, "right")]
)
def test_a_label_leaves_a_heavy_limit_on_its_other_side(at: float, side: str) -> None:
    limit = shapely.LineString([(at, 0), (at, 80)])
    placed, _ = place_labels([label(50, 40)], FRAME, STYLE_REPORT, outlines=[limit])
    left, _, right, _ = placed[0].box
    assert right < 50 if side == "left" else left > 50
    assert not left <= at <= right


def test_a_label_crosses_a_limit_rather_than_go_far() -> None:
    around = shapely.Point(50, 40).buffer(2.2).exterior
    placed, _ = place_labels([label(50, 40)], FRAME, STYLE_REPORT, outlines=[around])
    assert not placed[0].leader


def test_the_first_chooses_and_the_last_makes_do() -> None:
    # Two small symbols 2.3 mm apart, letters 2 mm high: there is room for one on the right.
    one, other = label(50, 40, "Premier", 0.5), label(50, 42.3, "Second", 0.5)
    for labels in ([one, other], [other, one]):
        (first, second), left_out = place_labels(labels, FRAME, STYLE_REPORT)
        assert left_out == []
        assert first.label is labels[0]
        assert first.box[0] > 50 > second.box[0]


def test_two_names_of_one_line_are_not_read_as_one() -> None:
    """The second goes above its symbol, as near, where 0.6 mm would part them at its left."""
    wide = boxes_of(place_labels([label(30, 40, "Saint-Pol")], FRAME, STYLE_REPORT)[0])[0]
    at = float(wide[2]) + 1.0 + 0.6 + float(wide[2] - wide[0])
    both = [label(30, 40, "Saint-Pol"), label(at + 2.0, 40, "Saint-Pol")]
    right_taken = shapely.LineString([(at + 6.0, 30), (at + 6.0, 50)])
    placed, left = place_labels(both, FRAME, STYLE_REPORT, leaders=[right_taken])
    assert not left
    first, second = boxes_of(placed)
    on_one_line = first[1] < second[3] and second[1] < first[3]
    assert not on_one_line or second[0] - first[2] > 1.2
    assert not any(item.leader for item in placed)


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_HALF_PAGE], ids=["a4", "half-page"])
def test_names_of_structures_are_not_read_as_one(style: Style) -> None:
    """« Saint-Pol-sur-Ternoise Sallaumines-Noyelles-sous-Lens » was 0.9 mm from being one name."""
    carte = pg.map_structures(style=style)
    page = read_page(carte.figure, carte.style)
    boxes = [text.box for text in page.labels_of(page.views[0])]
    for one, other in combinations(boxes, 2):
        together = min(one[3], other[3]) - max(one[1], other[1])
        if together > 0.5 * min(one[3] - one[1], other[3] - other[1]):
            assert max(other[0] - one[2], one[0] - other[2]) > 1.2


def test_a_label_keeps_away_from_the_symbol_of_another() -> None:
    # Letters 2 mm high, at 0,6 mm of their symbol; the other lies 1,05 mm above the right place.
    named, other = label(50, 40, "Premier", 0.5), label(55, 42.3, "", 0.5)
    (placed,), _ = place_labels([named], FRAME, STYLE_REPORT, unnamed=[other])
    assert placed.box[2] < 50
    (alone,), _ = place_labels([named], FRAME, STYLE_REPORT)
    assert alone.box[0] > 50


def test_better_left_out_than_led_across_another() -> None:
    # Its first place past the other is at 13,5 mm, but the leader line would cross it.
    town, other = label(3, 2.25, "Villefranche", 1), label(12, 2.25, "X", 2)
    for named in (town, replace(town, main=True)):
        placed, left_out = place_labels([named, other], STRIP, STYLE_REPORT)
        assert [item.label for item in placed] == [other]
        assert left_out == [named]


STRIP = Frame(x=0, y=0, width=40, height=4.5, metres_per_mm=1000)
"""Too low for anything but the right and the left of a symbol."""


@pytest.mark.parametrize(("moved", "left_out"), [(2, []), (0, ["Villefranche"])])
def test_a_label_moves_to_make_room_for_another(
    monkeypatch: pytest.MonkeyPatch, moved: int, left_out: list[str]
) -> None:
    # The first goes to the right, the only side where the second, 1 mm from the edge, has room.
    monkeypatch.setattr("poles_geo.cartes.labels.placing.TRIES", 0)
    monkeypatch.setattr("poles_geo.cartes.labels.placing.MOVED", moved)
    labels = [label(18, 2.25, "Premier", 1), label(38, 2.25, "Villefranche", 1)]
    placed, out = place_labels(labels, STRIP, STYLE_REPORT)
    assert [item.text for item in out] == left_out
    assert (placed[0].box[2] < 18) == (moved > 0)


@pytest.mark.parametrize(
    ("points", "left_out"), [(9.0, "Petite-Ville-d'ici"), (7.0, "Villefranche-sur-S")]
)
def test_a_smaller_label_gives_way_to_a_larger_one(
    monkeypatch: pytest.MonkeyPatch, points: float, left_out: str
) -> None:
    # The first has room on its right alone, which the other needs too.
    monkeypatch.setattr("poles_geo.cartes.labels.placing.TRIES", 0)
    second = replace(label(38, 2.25, "Villefranche-sur-S", 1), size=points)
    labels = [label(6, 2.25, "Petite-Ville-d'ici", 1), second]
    placed, out = place_labels(labels, STRIP, STYLE_REPORT)
    assert [item.text for item in out] == [left_out]
    assert len(placed) == 1


def test_a_leader_line_goes_round_the_symbol_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    # At 5 mm the right comes first, but the line would cross the other, 2.6 mm on the right.
    monkeypatch.setattr("poles_geo.cartes.labels.label_places.GAPS", (5.0,))
    named, other = label(50, 40, "Ville", 0.5), label(52.6, 40, "", 1)
    style = replace(STYLE_REPORT, label_gap=5.0)
    (placed,), _ = place_labels([named], FRAME, style, unnamed=[other])
    assert placed.box[2] < 50
    (alone,), _ = place_labels([named], FRAME, style)
    assert alone.box[0] > 50


def test_no_room_no_label() -> None:
    small = Frame(x=0, y=0, width=10, height=5, metres_per_mm=1000)
    placed, left_out = place_labels([label(5, 2.5, "Châlons")], small, STYLE_REPORT)
    assert placed == []
    assert [item.text for item in left_out] == ["Châlons"]


def test_nothing_to_place() -> None:
    assert place_labels([], FRAME, STYLE_REPORT) == ([], [])
