"""The place of each pôle in the mesh, against networkx and loops of a few lines."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from placed_poles import poles_at

import poles_geo as pg
from poles_geo.analyses.mesh.shortest_paths import betweenness
from poles_geo.errors import ChoiceError, TableError

POLES = pd.DataFrame(
    {"effectif": [100, 900, 200, 300, 50]}, index=pd.Index(list("ABCDE"), name="code_bassin")
)


def linked(*ends: str, force: float = 1.0, km: float = 1.0) -> pd.DataFrame:
    """Links « AB », « BC », all alike."""
    table = pd.DataFrame([tuple(pair) for pair in ends], columns=["code_a", "code_b"])
    return table.assign(distance_km=km, force=force)


def test_by_hand() -> None:
    # A triangle ABC, D hanging from C, E alone. Pairs of others: 6.
    # Through C: AD and BD, of AB, AD, AE, BD, BE, DE.
    table = pg.centralities(linked("AB", "AC", "BC", "CD", force=2), POLES)
    assert table.index.equals(POLES.index)
    assert table["degre"].tolist() == [2, 2, 3, 1, 0]
    assert table["force"].tolist() == [4, 4, 6, 2, 0]
    np.testing.assert_allclose(table["intermediarite"], [0, 0, 2 / 6, 0, 0])
    assert table["articulation"].tolist() == [False, False, True, False, False]
    assert table["coupes"].tolist() == ["", "", "D", "", ""]
    assert table["n_coupes"].tolist() == [0, 0, 1, 0, 0]
    assert table["masse_coupee"].tolist() == [0, 0, 300, 0, 0]
    assert table["partie"].tolist() == [1, 1, 1, 1, 2]
    assert table["communaute"].tolist() == [1, 1, 1, 1, 2]


def test_a_loss_cuts_off_all_but_the_heaviest_piece() -> None:
    star = pg.centralities(linked("CA", "CB", "CD", "CE"), POLES)
    assert star.loc["C", "coupes"] == "A, D, E"
    assert star.loc["C", "masse_coupee"] == 100 + 300 + 50
    assert star["articulation"].sum() == 1


def test_two_equal_paths_are_half_each() -> None:
    square = pg.centralities(linked("AB", "BC", "CD", "DA"), POLES.iloc[:4])
    np.testing.assert_allclose(square["intermediarite"], [0.5 / 3] * 4)


def test_length_chooses_the_paths() -> None:
    """From A to C by B, 2 km, not by D, 20; from B to D by A or C, 11 km."""
    table = linked("AB", "BC", "CD", "DA").assign(distance_km=[1, 1, 10, 10])
    near = pg.centralities(table, POLES.iloc[:4])["intermediarite"]
    np.testing.assert_allclose(near, [0.5 / 3, 1 / 3, 0.5 / 3, 0])
    hops = pg.centralities(table, POLES.iloc[:4], length="liens")["intermediarite"]
    np.testing.assert_allclose(hops, [0.5 / 3] * 4)


def test_the_published_poles(report: gpd.GeoDataFrame) -> None:
    """On Gabriel's links, two pôles hold others: Dax holds Bayonne, Saint-Lô holds Cherbourg."""
    links = pg.links(report)
    table = pg.centralities(links, report)
    assert table["degre"].mean() == pytest.approx(3.8954248, abs=5e-8)
    held = table[table["articulation"]].set_index("nom")
    assert held["coupes"].to_dict() == {"Dax": "64102", "Saint-Lô": "50129"}
    assert held["masse_coupee"].to_dict() == {"Dax": 5_825, "Saint-Lô": 1_825}
    assert report.loc[["64102", "50129"], "nom"].tolist() == ["Bayonne", "Cherbourg-Octeville"]
    assert (table["partie"] == 1).all()
    assert table.attrs["remarques"]["graphe"] == "gabriel"
    tree = pg.centralities(pg.links(report, graph="tree"), report)
    assert tree["articulation"].tolist() == (tree["degre"] > 1).tolist()
    assert not pg.centralities(pg.links(report, graph="delaunay"), report)["articulation"].any()


def test_communities_are_those_of_the_forces(report: gpd.GeoDataFrame) -> None:
    links = pg.links(report)
    table = pg.centralities(links, report)
    weighed = nx.from_pandas_edgelist(links, "code_a", "code_b", "force")
    groups = [set(part.index) for _, part in table.groupby("communaute")]
    assert nx.community.modularity(weighed, groups, weight="force") > 0.8
    masses = report["effectif"].groupby(table["communaute"]).sum()
    assert masses.tolist() == sorted(masses, reverse=True)
    for group in groups:
        assert nx.is_connected(weighed.subgraph(group))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_poles(count: int) -> None:
    table = pg.centralities(linked(*["AB"][: count // 2]), POLES.iloc[:count])
    assert len(table) == count
    assert table["intermediarite"].isna().all()
    assert not table["articulation"].any()


def drawn(seed: int) -> tuple[nx.Graph, gpd.GeoDataFrame, pd.DataFrame]:
    """Pôles on a small grid, where many paths are equal, and some of their links."""
    draw = np.random.default_rng(seed)
    places = np.unique(draw.integers(0, 6, (18, 2)), axis=0) * 1_000
    poles = poles_at([tuple(place) for place in places], draw.integers(1, 50, len(places)).tolist())
    links = pg.links(poles, graph=draw.choice(["gabriel", "relative", "tree"]))
    links = links[draw.uniform(size=len(links)) < 0.85]
    graph = nx.from_pandas_edgelist(links.assign(km=1e3 * links["distance_km"]), *links.columns[:2])
    graph.add_nodes_from(poles.index)
    return graph, poles, links


@pytest.mark.parametrize("seed", range(50))
def test_against_networkx_and_a_loop(seed: int) -> None:
    graph, poles, links = drawn(seed)
    table = pg.centralities(links, poles)
    for a, b, km in links[["code_a", "code_b", "distance_km"]].itertuples(index=False):
        graph.edges[a, b]["mm"] = round(km * 1e6)
    expected = nx.betweenness_centrality(graph, weight="mm")
    np.testing.assert_allclose(table["intermediarite"], [expected[code] for code in poles.index])
    assert table["degre"].to_dict() == dict(graph.degree)
    parts = nx.number_connected_components(graph)
    for code in poles.index:
        rest = graph.subgraph(set(graph) - {code})
        own = nx.node_connected_component(graph, code) - {code}
        pieces = [piece for piece in nx.connected_components(rest) if piece <= own]
        assert table.loc[code, "articulation"] == (
            nx.number_connected_components(rest) > parts - (not own)
        )
        masses = [poles["effectif"].reindex(sorted(piece)).sum() for piece in pieces]
        assert table.loc[code, "masse_coupee"] == sum(masses) - max(masses, default=0)
    assert table["partie"].nunique() == parts


@pytest.mark.parametrize("seed", range(10))
def test_nothing_changes_with_the_order_of_rows(seed: int) -> None:
    _, poles, links = drawn(seed)
    table = pg.centralities(links, poles)
    mixed = links.sample(frac=1, random_state=seed)
    mixed = mixed.rename(columns={"code_a": "code_b", "code_b": "code_a"})
    again = pg.centralities(mixed, poles.sample(frac=1, random_state=seed)).loc[poles.index]
    pd.testing.assert_frame_equal(again, table)


@settings(deadline=None, max_examples=40)
@given(st.integers(3, 9), st.data())
def test_paths_of_any_graph(count: int, data: st.DataObject) -> None:
    """Also with places that no path joins, and one with links to all."""
    every = [(a, b) for a in range(count) for b in range(a + 1, count)]
    pairs = data.draw(st.lists(st.sampled_from(every), unique=True))
    costs = data.draw(st.lists(st.integers(1, 4), min_size=len(pairs), max_size=len(pairs)))
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((*pair, cost) for pair, cost in zip(pairs, costs, strict=True))
    found = betweenness(count, np.array(pairs, dtype=int).reshape(-1, 2), np.array(costs, float))
    expected = nx.betweenness_centrality(graph, weight="weight")
    np.testing.assert_allclose(found, [expected[k] for k in range(count)], atol=1e-12)


Change = Callable[[pd.DataFrame], Any]
LINKS = linked("AB", "BC")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="force"), "colonne force absente"),
        (lambda t: t.drop(columns="distance_km"), "colonne distance_km absente"),
        (lambda t: t.assign(code_a=["A", "Z"]), r"code_a qui n'est pas un code de poles .*Z"),
        (lambda t: t.assign(code_b=["A", "C"]), r"pôle lié à lui-même .*A – A"),
        (lambda t: t.assign(code_a=["A", "B"], code_b=["B", "A"]), r"lien répété .*B – A"),
        (lambda t: t.assign(force=[1, 0]), r"force : .*plus de 0 est attendu.*B – C"),
        (lambda t: t.assign(force=[np.nan, 1]), r'dropna\(subset="force"\).*A – B'),
        (lambda t: t.assign(distance_km=[-1, 1]), r"distance_km : .*A – B"),
        (lambda t: t.assign(force="fort"), "force : un nombre"),
    ],
)
def test_wrong_links_are_refused(change: Change, told: str) -> None:
    with raises(TableError, told):
        pg.centralities(change(LINKS), POLES)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="effectif"), "colonne effectif absente"),
        (lambda t: t.assign(effectif=0), r"effectif : .*plus de 0 .*A, B"),
        (lambda t: pd.concat([t, t.iloc[:1]]), r"code de bassin répété .*A"),
        (lambda t: t.reset_index(drop=True), "l'index doit porter les codes"),
    ],
)
def test_wrong_poles_are_refused(change: Change, told: str) -> None:
    with raises(TableError, told):
        pg.centralities(LINKS, change(POLES))


def test_unknown_length() -> None:
    with raises(ChoiceError, "distance_km, minutes, km, liens"):
        pg.centralities(LINKS, POLES, length="temps")
