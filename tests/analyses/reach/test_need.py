"""Need: by hand, a flow solver and linear programs as oracles, properties, refusals."""

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

import poles_geo as pg
from poles_geo.errors import ChoiceError, PolesGeoError, TableError

Case = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


def case(people: list[int], sites: list[float], km: list[tuple[int, int, float]]) -> Case:
    """Make the three tables from numbers: demands, professionals, (demand, site, km)."""
    return (
        pd.DataFrame({"population": people}, index=[f"D{i}" for i in range(len(people))]),
        pd.DataFrame({"effectif": sites}, index=[f"S{j}" for j in range(len(sites))]),
        pd.DataFrame(
            [(f"D{i}", f"S{j}", cost) for i, j, cost in km],
            columns=["origine", "destination", "km"],
        ),
    )


def needs(given_case: Case, **options: Any) -> pg.Needs:
    people, sites, km = given_case
    return pg.need(people, sites, costs=km, **{"use": 1, "patients": 1, **options})


def test_a_case_by_hand() -> None:
    """D0 must leave the near site to D1, which has no other: most served comes before cost."""
    given_case = case(
        [600, 500, 300, 50], [5, 7], [(0, 0, 2), (0, 1, 9), (1, 0, 5), (2, 1, 13), (3, 1, 20)]
    )
    found = needs(given_case, use=2, patients=200)
    # capacities 1000 and 1400; demands 1200, 1000, 600, 100
    assert found.communes["servis"].tolist() == [1200, 1000, 200, 0]
    assert found.communes["non_servis"].tolist() == [0, 0, 400, 100]
    assert found.communes["etat"].tolist() == ["servie", "servie", "saturation", "hors de portée"]
    assert found.communes["manque"].tolist() == [0, 0, 2, 0.5]
    assert found.communes["km"].tolist()[:3] == [9, 5, 13]
    assert found.sites["servis"].tolist() == [1000, 1400]
    assert found.sites["sature"].tolist() == [True, True]
    assert found.sites["libre"].tolist() == [0, 0]
    assert found.flows.to_numpy().tolist() == [
        ["D0", "S1", 1200, 9], ["D1", "S0", 1000, 5], ["D2", "S1", 200, 13],
    ]  # fmt: skip
    assert found.communes.attrs["remarques"]["couts"] == "km selon une table sans source"
    assert found.communes.attrs["remarques"]["limite"] == 15


def drawn(seed: int) -> Case:
    draw = np.random.default_rng(seed)
    n, m = draw.integers(1, 9), draw.integers(1, 6)
    pairs = [
        (i, j, int(draw.integers(0, 22)))
        for i in range(n)
        for j in range(m)
        if draw.uniform() < 0.6
    ] or [(0, 0, 3)]
    return case(draw.integers(1, 60, n).tolist(), draw.integers(1, 60, m).tolist(), pairs)


def by_flow(given_case: Case, within: float) -> tuple[int, int]:
    """Serve most at the least cost by successive shortest paths: served, cost."""
    people, sites, km = given_case
    graph = nx.DiGraph()
    graph.add_nodes_from(["de", "vers"])
    for code, persons in people["population"].items():
        graph.add_edge("de", code, capacity=int(persons), weight=0)
    for code, places in sites["effectif"].items():
        graph.add_edge(code, "vers", capacity=int(places), weight=0)
    for row in km[km["km"] <= within].itertuples():
        graph.add_edge(row.origine, row.destination, weight=int(row.km))
    flow = nx.max_flow_min_cost(graph, "de", "vers")
    return sum(flow["de"].values()), nx.cost_of_flow(graph, flow)


@pytest.mark.parametrize("each", [1, 5_000, 1_000_000])
def test_a_hamlet_is_served_where_there_is_room_for_all(each: int) -> None:
    """Those of a few inhabitants were « saturation », beside sites almost empty."""
    people = [270_000, 3, 11, 1, *range(50, 900, 10)]
    km = [(i, j, 1 + (i + j) % 7) for i in range(len(people)) for j in range(2)]
    found = needs(case(people, [3_000_000 // each + 1, 40_000], km), use=0.1, patients=each)
    assert (found.communes["etat"] == "servie").all()
    assert found.communes["manque"].sum() == 0


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@pytest.mark.parametrize("seed", range(50))
def test_a_flow_solver_serves_as_many_at_the_same_cost(seed: int) -> None:
    given_case = drawn(seed)
    found = needs(given_case)
    served, cost = by_flow(given_case, 15)
    flows = found.flows
    assert flows["patients"].sum() == pytest.approx(served, abs=1e-6)
    assert (flows["patients"] * flows["km"]).sum() == pytest.approx(cost, abs=1e-5)
    assert (found.sites["servis"] <= found.sites["capacite"]).all()
    assert (found.communes["servis"] <= found.communes["demande"]).all()
    assert found.sites["servis"].sum() == pytest.approx(found.communes["servis"].sum())
    sums = flows.groupby("code_commune")["patients"].sum()
    assert np.allclose(sums.reindex(found.communes.index).fillna(0), found.communes["servis"])
    full = found.communes["etat"] == "saturation"
    for commune in found.communes.index[full]:
        table = given_case[2]
        near = table[(table["origine"] == commune) & (table["km"] <= 15)]["destination"]
        assert found.sites.loc[near, "sature"].all()


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@pytest.mark.parametrize("seed", range(20))
def test_a_linear_program_with_a_penalty_gives_the_same(seed: int) -> None:
    people, sites, km = drawn(1_000 + seed)
    use, each = 0.37, 0.81
    found = pg.need(people, sites, use=use, patients=each, costs=km)
    near = km[km["km"] <= 15]
    incidence = np.array(
        [near["origine"] == code for code in people.index]
        + [near["destination"] == code for code in sites.index],
        dtype=float,
    ).reshape(len(people) + len(sites), len(near))
    limits = np.concatenate([use * people["population"], each * sites["effectif"]])
    if len(near):
        oracle = linprog(near["km"].to_numpy() - 1_000.0, A_ub=incidence, b_ub=limits).x
        assert found.flows["patients"].sum() == pytest.approx(oracle.sum())
        cost = (found.flows["patients"] * found.flows["km"]).sum()
        assert cost == pytest.approx(oracle @ near["km"].to_numpy(), abs=1e-6)
    else:
        assert found.flows.empty


@st.composite
def whole_cases(draw: st.DrawFn) -> Case:
    people = draw(st.lists(st.integers(0, 50), min_size=1, max_size=5).filter(any))
    sites = draw(st.lists(st.integers(1, 40), min_size=2, max_size=5))
    km = [(i, j, draw(st.integers(0, 25))) for i in range(len(people)) for j in range(len(sites))]
    return case(people, [float(one) for one in sites], km)


@settings(deadline=None)
@given(whole_cases())
def test_without_limit_need_is_what_demand_exceeds(given_case: Case) -> None:
    people, sites, _ = given_case
    found = needs(given_case, within=None)
    excess = max(0, people["population"].sum() - sites["effectif"].sum())
    assert found.communes["manque"].sum() == pytest.approx(excess)


@settings(deadline=None)
@given(whole_cases())
def test_need_never_grows_when_supply_is_added(given_case: Case) -> None:
    people, sites, km = given_case
    fewer = sites.iloc[:-1]
    before = needs((people, fewer, km[km["destination"].isin(fewer.index)]))
    after = needs(given_case)
    more = needs((people, sites.assign(effectif=sites["effectif"] + 1), km))
    missing = [found.communes["manque"].sum() for found in (before, after, more)]
    assert missing[0] >= missing[1] - 1e-9
    assert missing[1] >= missing[2] - 1e-9


@settings(deadline=None)
@given(whole_cases(), st.randoms())
def test_the_order_of_rows_changes_nothing(given_case: Case, random: Any) -> None:
    mixed = tuple(one.iloc[random.sample(range(len(one)), len(one))] for one in given_case)
    found, expected = needs(mixed), needs(given_case)  # type: ignore[arg-type]
    for one, other in ((found.communes, expected.communes), (found.sites, expected.sites)):
        pd.testing.assert_frame_equal(one.loc[other.index], other, check_names=False)


def test_of_two_best_allocations_the_codes_choose() -> None:
    """S0 and S1 are full at no cost, with one of D0 at S1 or with two: the order may not choose."""
    people, sites, km = case([3, 3], [1, 3], [(0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 0)])
    expected = needs((people, sites, km)).communes["servis"]
    assert expected.sum() == 4
    found = needs((people[::-1], sites[::-1], km)).communes["servis"]
    assert found[expected.index].tolist() == expected.tolist()


def test_straight_lines_of_real_communes() -> None:
    communes = pg.read_communes()
    region = communes[communes["departement"] == "50"]
    poles = pg.load_report().query("code_commune.str.startswith('50')")
    found = pg.need(region, poles, use=3, patients=100)
    assert found.communes.attrs["remarques"]["couts"] == "km à vol d'oiseau"
    assert found.communes["servis"].sum() == pytest.approx(found.sites["servis"].sum())
    near = pg.access(region, poles, within=15)["sites"] > 0
    assert (found.communes["etat"] == "hors de portée").equals(~near.rename("etat"))


FEW = case([10, 20], [1], [(0, 0, 3), (1, 0, 4)])
BAD: dict[str, tuple[dict[str, Any], type[PolesGeoError], str]] = {
    "use": ({"use": 0}, ChoiceError, "use = 0"),
    "use lacks": ({"use": pd.Series({"D0": 1.0})}, TableError, "pour chaque commune .*: D1"),
    "use negative": ({"use": pd.Series({"D0": 1.0, "D1": -1})}, TableError, "use.*\n.*: D1"),
    "use twice": ({"use": pd.Series([1, 1], index=["D0", "D0"])}, TableError, "commune répétée"),
    "patients": ({"patients": 0}, ChoiceError, "patients = 0"),
    "within": ({"within": 0}, ChoiceError, "within = 0.*None les prend tous"),
    "sites": ({"capacity": FEW[1].assign(effectif=0)}, TableError, "capacity.*\n.*capacity.effec"),
    "no column": ({"professionals": "lits"}, TableError, "capacity.*\n.*colonne lits absente"),
    "codes": ({"capacity": FEW[1].reset_index(drop=True)}, TableError, "capacity : 1 défaut"),
    "places": ({"costs": None}, TableError, "capacity : aucune géométrie"),
    "costs": ({"costs": FEW[2].assign(km=-1)}, TableError, "colonne km : coût négatif"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_lies_is_refused(name: str) -> None:
    options, error, told = BAD[name]
    people, sites, km = FEW
    right = {"demand": people, "capacity": sites, "costs": km, "use": 1, "patients": 1}
    with raises(error, told):
        pg.need(**{**right, **options})
