"""Measures of regions against naive loops, independent graphs, and what must not change them."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pole_sets import pole_set, random_poles

import poles_geo as pg
from poles_geo.analyses.mesh.graphs import neighbour_pairs
from poles_geo.analyses.pole_points import Places, places_of
from poles_geo.analyses.regional.cycles import cycle_size

MEASURES = [
    *("rapport_masse", "part_premier", "herfindahl", "gini", "pente", "relais_pour_1000"),
    *("crunch", "distance_km", "distance_dedans_km"),
]


def naive(masses: list[float], people: float) -> dict[str, float]:
    """Measure masses by loops."""
    falling = sorted(masses, reverse=True)
    n, total, nothing = len(falling), sum(falling), float("nan")
    relays = sum(falling[1:]) / people * 1000
    ratio = falling[0] / falling[1] if n > 1 else nothing
    pairs = sum(abs(a - b) for a in falling for b in falling)
    logs = [(np.log(i + 1), np.log(m)) for i, m in enumerate(falling)]
    return {
        "rapport_masse": ratio,
        "part_premier": falling[0] / total,
        "herfindahl": sum((m / total) ** 2 for m in falling),
        "gini": pairs / (2 * n * total),
        "pente": float(np.polyfit(*zip(*logs, strict=True), 1)[0]) if n > 2 else nothing,
        "relais_pour_1000": relays,
        "crunch": ratio / relays if n > 1 else nothing,
    }


def nearest(points: list[shapely.Point], among: list[shapely.Point]) -> float:
    """Mean distance to the nearest other, in km, by loops."""
    lengths = [[a.distance(b) / 1000 for b in among if b is not a and b != a] for a in points]
    return float(np.mean([min(row) for row in lengths])) if lengths[0] else float("nan")


@pytest.mark.parametrize("seed", range(50))
def test_measures_are_those_of_naive_loops(seed: int) -> None:
    poles, people = random_poles(seed)
    found = pg.configurations(poles, people)
    profiles = {}
    for name, part in poles.groupby("region_2014"):
        masses = part["effectif"].tolist()
        expected = naive(masses, people[name])
        expected["distance_km"] = nearest(list(part.geometry), list(poles.geometry))
        expected["distance_dedans_km"] = nearest(list(part.geometry), list(part.geometry))
        for column, value in expected.items():
            assert found[column][name] == pytest.approx(value, rel=1e-9, nan_ok=True), column
        assert found["n_poles"][name] == len(part)
        profiles[name] = [mass / max(masses) for mass in sorted(masses, reverse=True)]
    longest = max(map(len, profiles.values()))
    for name, own in profiles.items():
        far = {
            other: sum(
                abs((own + [0] * longest)[i] - (theirs + [0] * longest)[i]) for i in range(longest)
            )
            for other, theirs in profiles.items()
            if other != name
        }
        if far:
            assert found["ecart_profil"][name] == pytest.approx(min(far.values()), abs=1e-9)
            assert far[found["plus_proche"][name]] == pytest.approx(min(far.values()), abs=1e-9)
        assert pg.profiles(poles).loc[name].dropna().tolist() == pytest.approx(own)


@pytest.mark.parametrize("seed", range(25))
def test_the_cycle_is_that_of_an_independent_graph(seed: int) -> None:
    rng = np.random.default_rng(seed)
    km = rng.uniform(0, 100, (int(rng.integers(3, 16)), 2))
    graph = nx.Graph()
    graph.add_nodes_from(range(len(km)))
    far = np.linalg.norm(km[:, None] - km, axis=2)
    for a in range(len(km)):
        for b in range(a):
            others = set(range(len(km))) - {a, b}
            if not any(max(far[a, c], far[b, c]) < far[a, b] for c in others):
                graph.add_edge(a, b)
    codes = pd.Index([str(row) for row in range(len(km))])
    links = neighbour_pairs(Places(codes, km, np.ones(len(km))), "relative")
    assert {frozenset(pair) for pair in links.tolist()} == {frozenset(e) for e in graph.edges}
    cycles = nx.cycle_basis(graph)
    assert cycle_size(len(km), links) == (len(cycles[0]) if len(cycles) == 1 else 0)


def test_the_cycle_of_bretagne_is_that_of_networkx(report: gpd.GeoDataFrame) -> None:
    bretagne = gpd.GeoDataFrame(report[report["region_2014"] == "Bretagne"]).sort_index()
    links = neighbour_pairs(places_of(bretagne), "relative")
    (cycle,) = nx.cycle_basis(nx.Graph(links.tolist()))
    branch = set(range(10)) - set(cycle)
    assert len(cycle) == cycle_size(10, links) == 9
    assert bretagne["nom"].iloc[list(branch)].tolist() == ["Saint-Malo"]


def test_a_cycle_of_six_with_and_without_branches() -> None:
    ring = [(10 * np.cos(turn), 10 * np.sin(turn)) for turn in np.arange(6) * np.pi / 3]
    masses = [2000.0] * 6
    people = pd.Series([1e6], ["A"])
    thresholds = pg.THRESHOLDS_2014

    def kind(points: list[tuple[float, float]]) -> object:
        poles = pole_set(points, [*masses, *[1500.0] * (len(points) - 6)])
        return pg.configurations(poles, people, thresholds=thresholds)["type"]["A"]

    assert kind(ring) == "circulaire"
    assert kind([*ring, (20, 0)]) == "circulaire"  # 6 of 7
    assert kind([*ring, (20, 0), (30, 0)]) == "autre"  # 6 of 8, under 80 %
    assert kind([*ring, (0, 0)]) == "autre"  # a hub: no cycle left
    line = [(float(x), 0.0) for x in range(6)]
    assert kind(line) == "autre"


SETS = st.integers(0, 10_000).map(random_poles)


@settings(deadline=None, max_examples=12)
@given(SETS, st.randoms())
def test_row_order_changes_nothing(
    sets: tuple[gpd.GeoDataFrame, pd.Series], random: object
) -> None:
    poles, people = sets
    order = list(range(len(poles)))
    random.shuffle(order)  # type: ignore[attr-defined]
    found = [
        pg.configurations(gpd.GeoDataFrame(one), people, thresholds=pg.THRESHOLDS_2014)
        for one in (poles, poles.iloc[order])
    ]
    pd.testing.assert_frame_equal(*found)


@settings(deadline=None, max_examples=12)
@given(SETS, st.floats(-400, 400), st.floats(-400, 400), st.floats(0, 360))
def test_moving_and_turning_change_nothing(
    sets: tuple[gpd.GeoDataFrame, pd.Series], east: float, north: float, angle: float
) -> None:
    poles, people = sets
    moved = poles.set_geometry(
        poles.translate(1000 * east, 1000 * north).rotate(angle, origin=(0, 0))
    )
    found = [
        pg.configurations(one, people, thresholds=pg.THRESHOLDS_2014) for one in (poles, moved)
    ]
    pd.testing.assert_frame_equal(*found, rtol=1e-6)


@settings(deadline=None, max_examples=12)
@given(SETS)
def test_doubling_masses_leaves_shares_and_ratios_and_halves_crunch(
    sets: tuple[gpd.GeoDataFrame, pd.Series],
) -> None:
    poles, people = sets
    one = pg.configurations(poles, people)
    two = pg.configurations(poles.assign(effectif=poles["effectif"] * 2), people)
    kept = ["rapport_masse", "rapport_rang", "part_premier", "herfindahl", "gini", "pente"]
    kept += ["crunch_relatif", "ecart_profil", "distance_km"]
    np.testing.assert_allclose(two[kept].astype(float), one[kept].astype(float), rtol=1e-9)
    np.testing.assert_allclose(two["crunch"], one["crunch"] / 2, rtol=1e-9)
    np.testing.assert_allclose(two["relais_pour_1000"], one["relais_pour_1000"] * 2, rtol=1e-9)


@settings(deadline=None, max_examples=6)
@given(SETS)
def test_a_group_keeps_its_type_and_draws_among_others_or_alone(
    sets: tuple[gpd.GeoDataFrame, pd.Series],
) -> None:
    poles, people = sets
    together = pg.configurations(poles, people, thresholds=pg.THRESHOLDS_2014)
    for name, part in poles.groupby("region_2014"):
        alone = pg.configurations(
            gpd.GeoDataFrame(part), people, thresholds=pg.THRESHOLDS_2014
        ).loc[name]
        told = ["type", "part_tirages", "motif"]
        assert alone[told].tolist() == together.loc[name, told].tolist()


def test_an_input_is_left_as_it_was(report: gpd.GeoDataFrame) -> None:
    poles, communes = report.copy(), pg.read_communes()
    before = communes.copy()
    pg.configurations(poles, communes)
    pd.testing.assert_frame_equal(poles, report)
    pd.testing.assert_frame_equal(pd.DataFrame(communes), pd.DataFrame(before))
