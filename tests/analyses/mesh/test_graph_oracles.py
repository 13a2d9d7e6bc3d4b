"""Graphs of neighbours against those of other libraries: PySAL's libpysal, networkx."""

from itertools import combinations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest

import poles_geo as pg
from poles_geo.analyses.mesh.graphs import neighbour_pairs
from poles_geo.analyses.pole_points import Places

PYSAL = {"delaunay": "delaunay", "gabriel": "gabriel", "relative": "relative_neighborhood"}
"""Their name for each graph."""

Pairs = set[tuple[int, int]]


def ours(km: np.ndarray, graph: str) -> Pairs:
    places = Places(pd.RangeIndex(len(km)), km, np.ones(len(km)))
    return set(map(tuple, neighbour_pairs(places, graph).tolist()))


def theirs(km: np.ndarray, graph: str) -> Pairs:
    """Give the pairs that libpysal links: it has both ways of each, and a loop where alone."""
    library = pytest.importorskip("libpysal.graph", reason="libpysal absent")
    built = library.Graph.build_triangulation(km, method=PYSAL[graph])
    return {(a, b) for a, b in built.adjacency.index.tolist() if a < b}


def places(seed: int) -> np.ndarray:
    """Draw places in general position, for a triangulation of a grid is one of several."""
    random = np.random.default_rng(seed)
    return random.uniform(0, 1_000, (int(random.integers(4, 60)), 2))


@pytest.mark.filterwarnings("ignore:The numba package:UserWarning")
@pytest.mark.parametrize("graph", PYSAL)
@pytest.mark.parametrize("seed", range(20))
def test_pysal_gives_the_same(seed: int, graph: str) -> None:
    assert ours(places(seed), graph) == theirs(places(seed), graph)


@pytest.mark.filterwarnings("ignore:The numba package:UserWarning")
@pytest.mark.parametrize("graph", PYSAL)
def test_pysal_links_the_published_poles_as_we_do(graph: str, report: gpd.GeoDataFrame) -> None:
    linked = pg.links(report, graph=graph)[["code_a", "code_b"]]
    place = report.index.get_indexer
    found = {tuple(sorted(map(int, place(pair)))) for pair in linked.to_numpy().tolist()}
    assert found == theirs(report.get_coordinates().to_numpy(), graph)


@pytest.mark.parametrize("seed", range(20))
def test_networkx_finds_a_tree_as_short(seed: int) -> None:
    km = places(seed)
    whole = nx.Graph()
    whole.add_weighted_edges_from(
        (a, b, float(np.hypot(*(km[a] - km[b])))) for a, b in combinations(range(len(km)), 2)
    )
    tree = nx.minimum_spanning_tree(whole)
    assert ours(km, "tree") == {(min(pair), max(pair)) for pair in tree.edges}
