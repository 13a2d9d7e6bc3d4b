"""Edges of a coverage: those that two areas share, those that one has, each once."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.cartes.canvas.areas import edges
from poles_geo.cartes.ground.land import embedded_land


def squares(*corners: tuple[int, int]) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.box(x, y, x + 1, y + 1) for x, y in corners])


def test_two_squares_share_one_side() -> None:
    shared, alone = edges(squares((0, 0), (1, 0)))
    assert shared.equals(shapely.LineString([(1, 0), (1, 1)]))
    assert alone.equals(shapely.box(0, 0, 2, 1).boundary)


def test_squares_apart_share_nothing() -> None:
    shared, alone = edges(squares((0, 0), (5, 0)))
    assert shared.is_empty
    assert alone.length == 8


def test_no_area_has_no_edge() -> None:
    assert [line.is_empty for line in edges(gpd.GeoSeries([]))] == [True, True]


def test_the_hole_of_an_area_is_an_edge_of_it_and_of_what_fills_it() -> None:
    whole, middle = shapely.box(0, 0, 3, 3), shapely.box(1, 1, 2, 2)
    shared, alone = edges(gpd.GeoSeries([whole - middle, middle]))
    assert shared.equals(middle.boundary)
    assert alone.equals(whole.boundary)


@settings(deadline=None, max_examples=60)
@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=16))
def test_each_side_is_drawn_once(corners: set[tuple[int, int]]) -> None:
    areas = squares(*sorted(corners))
    shared, alone = edges(areas)
    touching = sum((x + 1, y) in corners for x, y in corners)
    touching += sum((x, y + 1) in corners for x, y in corners)
    assert shared.length == touching
    assert alone.length == 4 * len(corners) - 2 * touching
    assert alone.equals(shapely.union_all(areas.to_numpy()).boundary) or alone.is_empty
    assert shared.intersection(alone).length == 0


def test_the_limits_of_the_departements_are_as_long_as_their_outlines() -> None:
    areas = embedded_land().departements
    shared, alone = edges(areas)
    assert 2 * shared.length + alone.length == pytest.approx(areas.length.sum(), rel=1e-9)
    assert len(np.unique(shapely.get_coordinates(shared), axis=0)) > 1_000
