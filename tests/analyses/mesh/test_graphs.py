"""Graphs of neighbours: against their definitions, on places that a triangulation finds hard."""

from itertools import pairwise
from math import cos, pi, sin

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_graphs import NAIVE, Pairs, Point

from poles_geo.analyses.mesh.graphs import GRAPHS, NESTED, by_code, neighbour_pairs
from poles_geo.analyses.pole_points import Places
from poles_geo.errors import ChoiceError


def pairs(points: object, graph: str) -> Pairs:
    km = np.asarray(points, dtype=float).reshape(-1, 2)
    found = neighbour_pairs(Places(pd.RangeIndex(len(km)), km, np.ones(len(km))), graph)
    assert found.dtype == np.int64
    assert found.tolist() == sorted(found.tolist())
    return set(map(tuple, found.tolist()))


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("seed", range(50))
def test_each_graph_is_its_definition(graph: str, seed: int) -> None:
    """On sets from the scattered to the packed: rows, grids, circles of many places."""
    draw = np.random.default_rng(seed)
    side = int(draw.choice([3, 5, 9, 30, 1000]))
    points = np.unique(draw.integers(0, side, size=(draw.integers(2, 26), 2)), axis=0)
    points = [tuple(map(int, point)) for point in draw.permutation(points)]
    assert pairs(points, graph) == NAIVE[graph](points)


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], {}),
        ([(3, 4)], {}),
        ([(3, 4), (0, 0)], {(0, 1)}),
        ([(0, 0), (1, 1), (2, 2)], {(0, 1), (1, 2)}),
        ([(2, 4), (0, 0), (1, 2)], {(0, 2), (1, 2)}),
        ([(5, 0), (1, 0), (2, 0), (4, 0)], {(1, 2), (2, 3), (0, 3)}),
    ],
)
def test_few_places_and_places_on_one_line(
    graph: str, points: list[Point], expected: Pairs
) -> None:
    assert pairs(points, graph) == set(expected)


@pytest.mark.parametrize("turn", [0, 0.3, 1, 2.5])
def test_places_on_one_slanting_line_are_linked_one_to_the_next(turn: float) -> None:
    row = np.arange(40)[:, None] * [cos(turn), sin(turn)] + [700, 7000]
    for graph in GRAPHS:
        assert pairs(row, graph) == {(k, k + 1) for k in range(39)}


def test_the_corners_of_a_square() -> None:
    """Each corner is on the circle of the diagonal of the two others, and does not separate."""
    square = [(0, 0), (1, 0), (1, 1), (0, 1)]
    sides = {(0, 1), (1, 2), (2, 3), (0, 3)}
    assert pairs(square, "delaunay") == pairs(square, "gabriel") == sides | {(0, 2), (1, 3)}
    assert pairs(square, "relative") == sides
    assert pairs(square, "tree") == {(0, 1), (1, 2), (0, 3)}


def test_places_on_one_circle() -> None:
    """Their own circle holds none; that whose diameter joins two holds an arc of them."""
    circle = [(cos(2 * pi * k / 12), sin(2 * pi * k / 12)) for k in range(12)]
    ring = {(k, k + 1) for k in range(11)} | {(0, 11)}
    assert len(pairs(circle, "delaunay")) == 12 * 11 / 2
    assert pairs(circle, "gabriel") == ring | {(k, k + 6) for k in range(6)}
    assert pairs(circle, "relative") == ring
    assert pairs(circle, "tree") == ring - {(10, 11)}


@pytest.mark.parametrize("graph", GRAPHS)
@pytest.mark.parametrize("seed", range(5))
def test_places_some_centimetres_apart_in_a_country(graph: str, seed: int) -> None:
    """In tenths of a millimetre: a triangulation leaves out what its rounding cannot part."""
    draw = np.random.default_rng(seed)
    far = draw.integers(0, 10**10, size=(14, 2))
    near = far[[3, 3, 5, 8]] + draw.integers(-200, 200, size=(4, 2))
    points = [tuple(map(int, point)) for point in draw.permutation(np.vstack([far, near]))]
    assert pairs(np.array(points) * 1e-7, graph) == NAIVE[graph](points)


def test_unknown_graph() -> None:
    with raises(ChoiceError, "vouliez-vous dire 'gabriel' .*: gabriel, relative, tree, delaunay"):
        pairs([(0, 0)], "Gabriel")


def test_places_by_code() -> None:
    places = by_code(
        Places(
            pd.Index(["c", "a", "b"]), np.array([[3, 3], [1, 1], [2, 2]]), np.array([30, 10, 20])
        )
    )
    assert places.codes.tolist() == ["a", "b", "c"]
    assert places.km[:, 0].tolist() == [1, 2, 3]
    assert places.masses.tolist() == [10, 20, 30]


SETS = st.sampled_from([3, 6, 40, 1000]).flatmap(
    lambda side: st.lists(
        st.tuples(st.integers(0, side), st.integers(0, side)), min_size=2, max_size=16, unique=True
    )
)


@settings(deadline=None, max_examples=60)
@given(SETS)
def test_each_graph_holds_the_next_and_joins_all(points: list[Point]) -> None:
    found = [pairs(points, graph) for graph in NESTED]
    for around, inside in pairwise(found):
        assert around >= inside
    tree = nx.Graph(found[-1])
    tree.add_nodes_from(range(len(points)))
    assert nx.is_tree(tree)


@settings(deadline=None, max_examples=60)
@given(SETS, st.sampled_from(GRAPHS), st.floats(0, 6.3), st.floats(-7e3, 7e3))
def test_neither_the_north_nor_the_origin_matters(
    points: list[Point], graph: str, turn: float, shift: float
) -> None:
    km = np.array(points, dtype=float)
    turned = km @ [[cos(turn), sin(turn)], [-sin(turn), cos(turn)]] + [shift, -shift]
    assert pairs(turned, graph) == pairs(points, graph)


@settings(deadline=None, max_examples=60)
@given(SETS, st.sampled_from(["delaunay", "gabriel", "relative"]), st.randoms())
def test_the_order_of_the_places_changes_nothing(
    points: list[Point], graph: str, random: "st.random.Random"
) -> None:
    order = list(range(len(points)))
    random.shuffle(order)
    found = {
        tuple(sorted((order[a], order[b]))) for a, b in pairs([points[k] for k in order], graph)
    }
    assert found == pairs(points, graph)
