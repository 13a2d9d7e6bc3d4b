"""Access: the worked case, published numbers, naive loops and PySAL, properties, refusals."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises, simple
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_access import DEMAND, MINUTES, SUPPLY, demand, minutes, supply

import poles_geo as pg
from poles_geo.errors import ArgumentError, ChoiceError, DataWarning, PolesGeoError, TableError

STEPS = {10: 1, 15: 0.6, 20: 0.3}
WAYS: dict[str, dict[str, Any]] = {
    "within": {"within": 20},
    "steps": {"decay": STEPS},
    "steps, within": {"decay": STEPS, "within": 15},
    "linear": {"within": 20, "decay": "linear"},
    "gaussian": {"within": 20, "decay": "gaussian"},
    "table": {"decay": pd.Series({0: 1.0, 5: 0.9, 20: 0.1})},
    "function": {"decay": lambda costs: np.exp(-costs / 9)},
}
WEIGHTS: dict[str, Callable[[float], float]] = {
    "within": lambda cost: float(cost <= 20),
    "steps": lambda cost: next((weight for bound, weight in STEPS.items() if cost <= bound), 0),
    "steps, within": lambda cost: 0 if cost > 15 else (1 if cost <= 10 else 0.6),
    "linear": lambda cost: max(0, 1 - cost / 20),
    "gaussian": lambda cost: max(
        0, (np.exp(-((cost / 20) ** 2) / 2) - np.exp(-0.5)) / (1 - np.exp(-0.5))
    ),
    "table": lambda cost: (
        0 if cost > 20 else (1 - 0.02 * cost if cost <= 5 else 0.9 - 0.8 * (cost - 5) / 15)
    ),
    "function": lambda cost: np.exp(-cost / 9),
}


def naive(
    people: dict[str, float],
    sites: dict[str, float],
    costs: dict[tuple[str, str], float],
    weigh: Callable[[float], float],
) -> dict[str, float]:
    """Share each site between those who reach it, by loops."""
    found = dict.fromkeys(people, 0.0)
    for site, offered in sites.items():
        asked = sum(
            weigh(cost) * people[one] for (one, other), cost in costs.items() if other == site
        )
        for (one, other), cost in costs.items():
            if other == site and asked > 0:
                found[one] += weigh(cost) * offered / asked
    return found


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ("within", ["3/1750", "3/1750", "1/1400", "0"]),
        ("steps", ["69/38500", "173/77000", "3/7000", "0"]),
        ("linear", ["139/74400", "2281/744000", "0", "0"]),
    ],
)
def test_the_worked_case(way: str, expected: list[str]) -> None:
    found = pg.access(demand(), supply(), costs=minutes(), **WAYS[way])
    assert [str(Fraction(one).limit_denominator(10**6)) for one in found["acces"]] == expected
    assert np.allclose(found["acces"], [float(Fraction(one)) for one in expected], rtol=1e-14)
    assert found["minutes"].tolist() == [5, 9, 20, 25]
    assert found["site"].tolist() == ["X", "Y", "Y", "X"]
    assert found["sites"].tolist() == [2, 2, 1, 0]
    assert (found["acces"] * found["population"]).sum() == pytest.approx(8, rel=1e-14)
    assert found.attrs["remarques"]["couts"] == "minutes de trajet (essai, 2024)"


def drawn(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Draw demands, sites and pairs; some demands reach nothing, some sites nobody."""
    draw = np.random.default_rng(seed)
    n, m = draw.integers(2, 15, 2)
    people = pd.DataFrame(
        {"population": draw.integers(0, 900, n) + (np.arange(n) == 0)},
        index=[f"D{rank}" for rank in range(n)],
    )
    sites = pd.DataFrame(
        {"effectif": draw.uniform(0.5, 30, m)}, index=[f"S{rank}" for rank in range(m)]
    )
    pairs = np.argwhere(draw.uniform(size=(n, m)) < 0.6)
    pairs = pairs if len(pairs) else np.array([[0, 0]])
    table = pd.DataFrame(
        {
            "origine": people.index[pairs[:, 0]],
            "destination": sites.index[pairs[:, 1]],
            "minutes": draw.integers(0, 30, len(pairs)),
        }
    )
    return people, sites, table


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@pytest.mark.parametrize("seed", range(50))
def test_naive_loops_give_the_same(seed: int) -> None:
    people, sites, table = drawn(seed)
    prepared = pg.costs_between(people, sites, table)
    costs = {(r.origine, r.destination): r.minutes for r in table.itertuples()}
    for way, options in WAYS.items():
        by_loops = naive(
            people["population"].to_dict(), sites["effectif"].to_dict(), costs, WEIGHTS[way]
        )
        for given_costs in (table, prepared):
            found = pg.access(people, sites, costs=given_costs, **options)
            assert np.allclose(found["acces"], list(by_loops.values()), rtol=1e-12, atol=1e-15)
        least = [
            min((c for (o, _), c in costs.items() if o == d), default=np.nan) for d in people.index
        ]
        assert np.array_equal(found["minutes"], least, equal_nan=True)
        given_away = (found["acces"] * found["population"]).sum()
        lost = found.attrs["remarques"].get("offre_sans_demande", 0)
        assert given_away + lost == pytest.approx(sites["effectif"].sum())


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("way", ["within", "steps", "function"])
def test_pysal_gives_the_same(seed: int, way: str) -> None:
    fca = pytest.importorskip("access.fca", reason="PySAL access absent")
    people, sites, table = drawn(seed)
    theirs = fca.two_stage_fca(
        people.query("population > 0"), sites, table, max_cost=None if way == "function" else 20,
        demand_index=True, demand_name="population", supply_index=True, supply_name="effectif",
        cost_origin="origine", cost_dest="destination", cost_name="minutes",
        weight_fn=WEIGHTS[way],
    )  # fmt: skip
    found = pg.access(people, sites, costs=table, **WAYS[way])["acces"]
    assert np.allclose(found, theirs.reindex(people.index).fillna(0), rtol=1e-10, atol=1e-15)


@pytest.fixture(scope="module")
def france() -> pd.DataFrame:
    return pg.access(pg.read_communes(), pg.load_report(), within=50)


def test_the_nearest_pole_of_each_rank(france: pd.DataFrame) -> None:
    means = pg.mean_by(france).iloc[0]
    kilometres = [round(means[f"km_rang_{rank}"], 2) for rank in (1, 2, 3, 4)]
    assert kilometres == [63.81, 28.08, 19.87, 14.95]
    assert round(100 * means["a_portee_rang_2"], 2) == 81.27
    assert means["population"] == 65_846_255
    assert france["km"].equals(france["km_rang_4"].rename("km"))
    assert simple(france.attrs["remarques"]["couts"]) == "km à vol d'oiseau"
    assert (france["acces"] * france["population"]).sum() == pytest.approx(
        pg.load_report()["effectif"].sum()
    )


def test_the_structures_of_2013() -> None:
    communes = pg.read_communes()
    region = communes[communes["region_2014"] == "Nord - Pas-de-Calais"]
    structures = pg.load_structures()
    structures.index = pd.Index([f"S{rank}" for rank in range(len(structures))])
    opened = structures[structures["statut"] == "en fonctionnement"]
    for sites, n_sites, share in ((structures, 53, 71.2), (opened, 12, 39.7)):
        assert len(sites) == n_sites
        found = pg.access(region, sites, within=10)
        assert round(100 * pg.mean_by(found)["a_portee"].iloc[0], 1) == share
        assert "acces" not in found


def test_the_form_of_the_ministry() -> None:
    ages = demand().assign(jeunes=[500, 800, 900, 100], ages_65=[500, 1_200, 3_100, 400])
    need = {"jeunes": 0.7, "ages_65": 1.4}
    acts = pd.Series({"X": 5_000, "Y": 4_000})
    found = pg.access(
        ages, supply(), costs=minutes(), decay=STEPS, activity=acts, need=need, per=100_000
    )
    wanted = {code: 0.7 * ages["jeunes"][code] + 1.4 * ages["ages_65"][code] for code in DEMAND}
    offered = {code: SUPPLY[code] * acts[code] for code in SUPPLY}
    expected = naive(wanted, offered, MINUTES, WEIGHTS["steps"])  # type: ignore[arg-type]
    assert np.allclose(found["acces"], [1e5 * one for one in expected.values()], rtol=1e-14)
    assert np.allclose(found["besoin"], list(wanted.values()))
    assert found["population"].tolist() == list(DEMAND.values())
    twice = pg.access(demand(), supply(), costs=minutes(), within=20, activity=2)
    assert np.allclose(twice["acces"], 2 * np.array([3 / 1750, 3 / 1750, 1 / 1400, 0]))


def test_supply_without_demand_is_told_and_not_divided_by() -> None:
    sites = pd.concat([supply(), pd.DataFrame({"effectif": [7]}, index=["Z"])])
    with pytest.warns(DataWarning) as caught:
        found = pg.access(demand(), sites, costs=minutes(), within=20)
    said = simple(str(caught[0].message))
    assert said == (
        "1 site sans personne à portée (Z) : leur offre, 7,0 sur 15,0, n'est donnée à personne."
    )
    assert found.attrs["remarques"]["sites_sans_demande"] == ["Z"]
    assert found["acces"].tolist() == pytest.approx([3 / 1750, 3 / 1750, 1 / 1400, 0])


@st.composite
def cases(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    people = draw(st.lists(st.integers(1, 500), min_size=1, max_size=6))
    sites = draw(st.lists(st.integers(1, 40), min_size=2, max_size=5))
    costs = [
        (f"D{i}", f"S{j}", draw(st.integers(0, 25)))
        for i in range(len(people))
        for j in range(len(sites))
    ]
    return (
        pd.DataFrame({"population": people}, index=[f"D{i}" for i in range(len(people))]),
        pd.DataFrame({"effectif": sites}, index=[f"S{j}" for j in range(len(sites))]),
        pd.DataFrame(costs, columns=["origine", "destination", "minutes"]),
    )


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@settings(deadline=None)
@given(cases(), st.sampled_from(sorted(WAYS)))
def test_a_supply_added_never_lowers_access(
    case: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], way: str
) -> None:
    people, sites, table = case
    fewer = sites.iloc[:-1]
    before = pg.access(
        people, fewer, costs=table[table["destination"].isin(fewer.index)], **WAYS[way]
    )
    after = pg.access(people, sites, costs=table, **WAYS[way])
    assert (after["acces"] >= before["acces"] - 1e-12).all()
    assert (after["minutes"] <= before["minutes"]).all()
    more = pg.access(people, sites.assign(effectif=sites["effectif"] + 1), costs=table, **WAYS[way])
    assert (more["acces"] >= after["acces"] - 1e-12).all()


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@settings(deadline=None)
@given(cases(), st.randoms(), st.sampled_from(sorted(WAYS)))
def test_the_order_of_rows_changes_nothing(
    case: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], random: Any, way: str
) -> None:
    people, sites, table = case
    orders = [random.sample(range(len(one)), len(one)) for one in case]
    found = pg.access(
        people.iloc[orders[0]], sites.iloc[orders[1]], costs=table.iloc[orders[2]], **WAYS[way]
    ).loc[people.index]
    expected = pg.access(people, sites, costs=table, **WAYS[way])
    pd.testing.assert_frame_equal(found, expected, rtol=1e-12, check_names=False)


@settings(deadline=None)
@given(st.floats(-1e5, 1e5), st.floats(-3, 3))
def test_translation_and_rotation_change_nothing(shift: float, angle: float) -> None:
    draw = np.random.default_rng(3)
    tables = []
    for prefix, column in (("D", "population"), ("S", "effectif")):
        places = draw.uniform(6e5, 6.6e5, (7, 2))
        tables.append(
            gpd.GeoDataFrame(
                {column: draw.integers(1, 90, 7)}, index=[f"{prefix}{k}" for k in range(7)],
                geometry=gpd.points_from_xy(*places.T), crs=2154,
            )
        )  # fmt: skip
    moved = [
        one.set_geometry(one.rotate(angle, origin=(0, 0), use_radians=True).translate(shift, shift))
        for one in tables
    ]
    found = pg.access(*moved, within=41, decay="gaussian")
    expected = pg.access(*tables, within=41, decay="gaussian")
    pd.testing.assert_frame_equal(found, expected, rtol=1e-6, check_exact=False)


BAD: dict[str, tuple[dict[str, Any], type[PolesGeoError], str]] = {
    "within": ({"within": 0}, ChoiceError, "within = 0 : une limite de plus de 0"),
    "within, negative": ({"within": -3}, ChoiceError, "within = -3"),
    "shape": ({"decay": "lineaire", "within": 9}, ChoiceError, "vouliez-vous dire 'linear'"),
    "shape without limit": ({"decay": "linear"}, ChoiceError, "within= est attendu"),
    "steps grow": ({"decay": {5: 1, 10: 2}}, ChoiceError, "ne croît jamais.*croît à 10,00"),
    "steps negative": ({"decay": {5: 1, 9: -1}}, ChoiceError, "jamais négatif.*9.0"),
    "steps of nothing": ({"decay": {5: 0}}, ChoiceError, "aucun poids au-dessus de 0"),
    "steps of texts": ({"decay": {"a": 1}}, ChoiceError, "des nombres sont attendus"),
    "steps at 0": ({"decay": {0: 1}}, ChoiceError, "des coûts de plus de 0"),
    "no steps": ({"decay": {}}, ChoiceError, "1 coût au moins"),
    "table of one": ({"decay": pd.Series({5: 1.0})}, ChoiceError, "2 coûts au moins"),
    "table twice": (
        {"decay": pd.Series([1.0, 0.5], index=[5, 5])}, ChoiceError, "un coût est là deux fois",
    ),
    "function grows": ({"decay": lambda costs: costs}, ChoiceError, "ne croît jamais"),
    "function negative": ({"decay": lambda costs: -costs}, ChoiceError, "jamais négatif"),
    "function of one": ({"decay": lambda _: 1.0}, ChoiceError, "un nombre par coût"),
    "function fails": ({"decay": lambda costs: costs["a"]}, ChoiceError, "la fonction a échoué"),
    "per": ({"per": 0}, ChoiceError, "per = 0"),
    "capacity": ({"capacity": "lits"}, TableError, "supply.*\n.*colonne lits absente"),
    "supply 0": ({"supply": supply().assign(effectif=[0, 5])}, TableError, "plus de 0.*: X"),
    "supply -1": ({"supply": supply().assign(effectif=[3, -1])}, TableError, "ôte les sites.*: Y"),
    "supply NaN": ({"supply": supply().assign(effectif=[3, np.nan])}, TableError, "plus de 0.*: Y"),
    "population": ({"demand": demand().assign(population=[1, -2, 3, 4])}, TableError, "pop.*: B"),
    "no population": ({"demand": demand().drop(columns="population")}, TableError, "n abs"),
    "nobody": ({"demand": demand().assign(population=0)}, TableError, "personne dans la table"),
    "codes": ({"demand": demand().rename(index={"A": "Z"})}, TableError, "origine : code.*: A"),
    "activity 0": ({"activity": 0}, TableError, "activity.*: X, Y"),
    "activity lacks": ({"activity": pd.Series({"X": 2})}, TableError, "activity.*: Y"),
    "activity alone": (
        {"activity": 2, "supply": supply().drop(columns="effectif")}, ArgumentError, "capacity=",
    ),
    "need": ({"need": {"jeunes": 1}}, TableError, "colonne jeunes absente"),
    "need negative": ({"need": {"population": -1}}, TableError, "need : un besoin d'au moins 0"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_lies_is_refused_with_the_remedy(name: str) -> None:
    options, error, told = BAD[name]
    with raises(error, told):
        pg.access(**{"demand": demand(), "supply": supply(), "costs": minutes(), **options})


def test_costs_of_other_tables_are_refused() -> None:
    prepared = pg.costs_between(demand(), supply(), minutes(), within=10)
    with raises(TableError, "coûts limités à 10,0 minutes"):
        pg.access(demand(), supply(), costs=prepared, within=20)
    with raises(TableError, "les codes de demand ne sont pas ceux des coûts, dans leur ordre"):
        pg.access(demand().iloc[::-1], supply(), costs=prepared, within=10)
    assert pg.access(demand(), supply(), costs=prepared, within=9)["sites"].tolist() == [1, 1, 0, 0]
