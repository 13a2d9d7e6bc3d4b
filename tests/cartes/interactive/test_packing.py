"""Outlines packed for the web page: read back by an independent reader, they are the same."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from poles_geo.cartes.interactive.packing import Grid, encode_steps, pack_areas, pack_lines

GRID = Grid(west=0, north=10_000, width=200, height=200, step=50)

Lines = list[list[tuple[int, int]]]


def integers(text: str) -> list[int]:
    """Read « encoded polyline » integers, as the published format describes them."""
    values, bits, shift = [], 0, 0
    for letter in text:
        chunk = ord(letter) - 63
        bits += (chunk % 32) << shift
        shift += 5
        if chunk < 32:
            values.append(-(bits // 2) - 1 if bits % 2 else bits // 2)
            bits, shift = 0, 0
    return values


def lines_of(text: str) -> Lines:
    values = iter(integers(text))
    lines: Lines = []
    for count in values:
        x = y = 0
        line = []
        for _ in range(count):
            x, y = x + next(values), y + next(values)
            line.append((x, y))
        lines.append(line)
    return lines


def areas(*polygons: shapely.Geometry) -> gpd.GeoSeries:
    return gpd.GeoSeries(list(polygons), crs=2154)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.lists(st.integers(-(2**40), 2**40)), max_size=5))
def test_integers_come_back_to_their_owner(groups: list[list[int]]) -> None:
    owner = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    values = np.array([value for group in groups for value in group], dtype=np.int64)
    texts = encode_steps(values, owner, len(groups))
    assert [integers(text) for text in texts] == groups
    assert all(63 <= ord(letter) <= 126 for text in texts for letter in text)


def test_the_published_example_of_the_format() -> None:
    """Degrees 38.5 and −120.2 in steps of 1e-5 are written « _p~iF » and « ~ps|U »."""
    assert encode_steps(np.array([3_850_000, -12_020_000]), np.array([0, 1]), 2) == [
        "_p~iF",
        "~ps|U",
    ]


def test_a_square_goes_down_from_the_upper_left_corner() -> None:
    (text,) = pack_areas(areas(box(100, 9_000, 200, 9_900)), GRID)
    (ring,) = lines_of(text)
    assert ring[0] == ring[-1]
    assert set(ring) == {(2, 2), (4, 2), (4, 20), (2, 20)}


def test_neighbours_keep_the_same_points_on_their_common_edge() -> None:
    edge = [(1_013, 2_021), (1_188, 3_333), (990, 4_444)]
    west = Polygon([(0, 2_000), *edge, (0, 4_500)])
    east = Polygon([(3_000, 2_000), *edge, (3_000, 4_500)])
    first, second = (lines_of(text)[0] for text in pack_areas(areas(west, east), GRID))
    assert set(first) & set(second) == {tuple(xy) for xy in GRID.to_steps(edge).tolist()}


def test_holes_islands_and_nothing() -> None:
    holed = box(0, 0, 2_000, 2_000).difference(box(500, 500, 1_000, 1_000))
    islands = MultiPolygon([box(0, 0, 500, 500), box(5_000, 0, 5_010, 10)])
    texts = pack_areas(areas(holed, Polygon(), islands, None), GRID)
    assert [len(lines_of(text)) for text in texts] == [2, 0, 1, 0]


def test_points_closer_than_a_step_are_one_point() -> None:
    line = LineString([(0, 10_000), (10, 9_990), (20, 10_000), (500, 10_000)])
    assert lines_of(pack_lines(line, GRID)) == [[(0, 0), (10, 0)]]


def test_what_is_no_line_is_left_out() -> None:
    mixed = shapely.GeometryCollection([Point(0, 0), LineString([(0, 0), (100, 0)])])
    assert lines_of(pack_lines(mixed, GRID)) == [[(0, 200), (2, 200)]]
    assert pack_lines(shapely.MultiLineString(), GRID) == ""


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=30))
def test_no_point_moves_by_more_than_half_a_step(points: list[tuple[float, float]]) -> None:
    read = [xy for line in lines_of(pack_lines(LineString(points), GRID)) for xy in line]
    back = np.array(read).reshape(-1, 2) * (50, -50) + (0, 10_000)
    for x, y in points if read else []:
        assert np.abs(back - (x, y)).max(axis=1).min() == pytest.approx(0, abs=25.001)
