"""Links between pôles: who is neighbour to whom, how strongly, how they are drawn."""

from collections.abc import Callable
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_pages import printed
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import LineCollection
from placed_poles import poles_at

import poles_geo as pg
from poles_geo.analyses.mesh.maillage import links
from poles_geo.cartes.layers.link_lines import WIDTHS, force_bounds
from poles_geo.errors import ChoiceError, TableError

NORTH = "Nord - Pas-de-Calais"


def test_by_hand() -> None:
    # A at 0, B at 10 km, C at 20 km on a line: B separates A from C.
    # Forces: 2 000 × 1 000 / 10² = 20 000 and 1 000 × 3 000 / 10² = 30 000.
    table = links(poles_at([(0, 0), (10_000, 0), (20_000, 0)], [2_000, 1_000, 3_000]))
    assert table[["code_a", "code_b"]].to_numpy().tolist() == [
        ["00001", "00002"],
        ["00000", "00001"],
    ]
    assert table["distance_km"].tolist() == [10, 10]
    assert table["force"].tolist() == [30_000, 20_000]


def test_a_pole_on_the_circle_does_not_separate() -> None:
    # A right angle at C: C lies on the circle of diameter AB.
    assert len(links(poles_at([(0, 0), (6_000, 8_000), (6_000, 0)], [1, 1, 1]))) == 3


def test_a_pole_alone_has_no_link() -> None:
    table = links(poles_at([(0, 0)], [1]))
    assert table.empty
    assert list(table.columns) == ["code_a", "code_b", "distance_km", "force"]


def test_two_poles_at_one_place_are_refused() -> None:
    with pytest.raises(TableError, match=r"deux pôles au même endroit.*faites-en un.*00000, 00001"):
        links(poles_at([(0, 0), (0, 0)], [5, 7]))


PLACES = st.lists(
    st.tuples(st.integers(-50_000, 50_000), st.integers(-50_000, 50_000)),
    min_size=2,
    max_size=12,
    unique=True,
)


@pytest.mark.parametrize(
    ("graph", "count"), [("gabriel", 298), ("relative", 190), ("tree", 152), ("delaunay", 446)]
)
def test_the_published_poles(graph: str, count: int, report: gpd.GeoDataFrame) -> None:
    table = links(report, graph=graph)
    assert len(table) == count
    assert table.attrs["remarques"]["graphe"] == graph
    assert table.attrs["source"] == report.attrs["source"]


@pytest.mark.parametrize(("region", "count"), [(NORTH, 18), ("Rhône-Alpes", 28), ("Bretagne", 15)])
def test_the_poles_of_a_region_alone(region: str, count: int, report: gpd.GeoDataFrame) -> None:
    assert len(links(gpd.GeoDataFrame(report[report["region_2014"] == region]))) == count


def test_the_published_tree_and_degree(report: gpd.GeoDataFrame) -> None:
    tree = links(report, graph="tree")
    assert tree["distance_km"].sum() == pytest.approx(7_299.505874, abs=1e-6)
    assert 2 * len(links(report)) / len(report) == pytest.approx(3.8954248, abs=5e-8)


def test_of_equal_distances_the_tree_takes_the_first_codes() -> None:
    """Four corners of a square of 10 km: the side that is left out is the last by the codes."""
    corners = poles_at([(0, 0), (10_000, 0), (10_000, 10_000), (0, 10_000)], [4, 3, 2, 1])
    expected = {("00000", "00001"), ("00000", "00003"), ("00001", "00002")}
    for order in ([0, 1, 2, 3], [2, 0, 3, 1]):
        tree = links(gpd.GeoDataFrame(corners.iloc[order]), graph="tree")
        assert set(map(tuple, tree[["code_a", "code_b"]].to_numpy())) == expected
        assert tree["distance_km"].tolist() == [10, 10, 10]


def test_each_graph_has_the_links_of_the_next(report: gpd.GeoDataFrame) -> None:
    found = [
        set(map(tuple, links(report, graph=graph)[["code_a", "code_b"]].to_numpy()))
        for graph in ("delaunay", "gabriel", "relative", "tree")
    ]
    assert found == sorted(found, key=len, reverse=True)
    assert all(around > inside for around, inside in pairwise(found))


@pytest.mark.parametrize("graph", ["gabriel", "relative", "tree", "delaunay"])
def test_the_schema_draws_any_graph(graph: str, report: gpd.GeoDataFrame) -> None:
    carte = pg.map_schema(report, "Bretagne", graph=graph)
    inside = gpd.GeoDataFrame(report[report["region_2014"] == "Bretagne"])
    (drawn,) = drawn_links(carte)
    assert len(drawn.get_segments()) == len(links(inside, graph=graph))
    assert pg.lint(carte) == []


@settings(deadline=None, max_examples=60)
@given(PLACES, st.randoms())
def test_every_pole_is_reached_and_row_order_changes_nothing(
    places: list[tuple[float, float]], random: "st.random.Random"
) -> None:
    poles = poles_at(places, list(range(1, len(places) + 1)))
    table = links(poles)
    order = list(range(len(places)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(table, links(gpd.GeoDataFrame(poles.iloc[order])))
    reached = {"00000"}
    for _ in places:
        for a, b in zip(table["code_a"], table["code_b"], strict=True):
            if a in reached or b in reached:
                reached |= {a, b}
    assert reached == set(poles.index)


@settings(deadline=None, max_examples=40)
@given(PLACES)
def test_no_third_pole_lies_within_the_circle_of_a_link(places: list[tuple[float, float]]) -> None:
    poles = poles_at(places, [1] * len(places))
    for a, b in links(poles)[["code_a", "code_b"]].to_numpy():
        line = shapely.LineString([poles.geometry[a], poles.geometry[b]])
        middle, radius = line.interpolate(0.5, normalized=True), line.length / 2
        assert (poles.drop([a, b]).distance(middle) >= radius * (1 - 1e-9)).all()


def test_the_report_s_region(report: gpd.GeoDataFrame) -> None:
    region = gpd.GeoDataFrame(report[report["region_2014"] == NORTH])
    table = links(region)
    names = [
        {region.loc[a, "nom"], region.loc[b, "nom"]}
        for a, b in zip(table["code_a"], table["code_b"], strict=True)
    ]
    assert names[0] == {"Lille", "Armentières"}
    assert names[1] == {"Lille", "Douai - Lens"}
    assert {"Lille", "Valenciennes"} not in names
    assert len(names) == 18


@settings(deadline=None)
@given(st.lists(st.floats(1e-3, 1e9), min_size=1, max_size=40))
def test_bounds_are_round_and_part_the_links(forces: list[float]) -> None:
    bounds = force_bounds(pd.Series(forces))
    assert bounds == sorted(set(bounds))
    assert len(bounds) < len(WIDTHS)
    for bound in bounds:
        assert f"{bound:.0e}"[0] in "125"
        assert bound == pytest.approx(float(f"{bound:.0e}"))
        assert min(forces) < bound <= max(forces)


def drawn_links(carte: object) -> list[LineCollection]:
    return [item for item in carte.axes.collections if isinstance(item, LineCollection)]  # type: ignore[attr-defined]


def test_the_schema_draws_each_link_from_centre_to_centre(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_schema(report)
    region = gpd.GeoDataFrame(report[report["region_2014"] == NORTH])
    table = links(region)
    (drawn,) = drawn_links(carte)
    ends = np.array(drawn.get_segments())
    expected = [region.loc[table[code]].get_coordinates() for code in ("code_a", "code_b")]
    np.testing.assert_allclose(ends, np.stack(expected, axis=1))
    widths = np.asarray(drawn.get_linewidths())
    assert (np.diff(widths) <= 0).all()
    assert set(widths) == set(WIDTHS)
    assert carte.labels_left_out == []
    written = printed(carte)
    assert (
        carte.title == "Schéma\u00a0: pôles d’offre et maillage dans le Nord\u00a0– Pas-de-Calais"
    )
    assert "20\u202f000 ou plus" in written
    assert "de 5\u202f000 à moins de 20\u202f000" in written
    assert "moins de 5\u202f000" in written


def test_the_schema_is_a_plate_of_the_report() -> None:
    assert pg.map_report("schema").title == pg.map_schema().title


def test_links_of_one_s_own(report: gpd.GeoDataFrame) -> None:
    own = pd.DataFrame({"code_a": ["59350"], "code_b": ["59606"], "force": [12]})
    carte = pg.map_schema(report, links=own)
    (drawn,) = drawn_links(carte)
    assert len(drawn.get_segments()) == 1
    assert not [text for text in printed(carte) if text.startswith("Liens\u00a0:")]


Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda own: own.drop(columns="force"), "absentes : force"),
        (lambda own: own.assign(code_a="75056"), "code_a qui n'est pas un pôle de la carte"),
        (lambda own: own.assign(code_b="59350"), "pôle lié à lui-même (1 ligne : 59350)"),
        (lambda own: own.assign(force=0), "force qui n'est pas un nombre positif"),
        (lambda own: own.assign(force="fort"), "force qui n'est pas un nombre positif"),
        (lambda own: own.assign(force=np.nan), "force qui n'est pas un nombre positif"),
    ],
)
def test_wrong_links_are_refused(change: Change, words: str, report: gpd.GeoDataFrame) -> None:
    own = pd.DataFrame({"code_a": ["59350"], "code_b": ["59606"], "force": [12]})
    with pytest.raises(TableError) as caught:
        pg.map_schema(report, links=change(own))
    assert words in str(caught.value).replace("\u00a0", " ")


def test_a_region_without_pole_or_unknown_is_refused(report: gpd.GeoDataFrame) -> None:
    with pytest.raises(TableError, match="aucun pôle en Corse"):
        pg.map_schema(report[report["region_2014"] != "Corse"], "Corse")
    with pytest.raises(ChoiceError, match="zone «\u00a0Flandre\u00a0» inconnue"):
        pg.map_schema(report, "Flandre")
