"""Huff's shares: worked by hand, published numbers, naive loops, properties, what is refused."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises, simple
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from planar import communes_at, poles_at

import poles_geo as pg
from poles_geo.analyses.pull import huff
from poles_geo.errors import ChoiceError, TableError

BY_HAND = [(1, 2), (2, 2), (3, 1)]
"""Distances, in km, of three communes to two pôles of masses 100 and 400."""


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return pg.read_communes()


@pytest.fixture(scope="module")
def france(report: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> pd.DataFrame:
    return pg.attraction(report, communes)


def test_by_hand() -> None:
    # At (x, y) = a and b km of pôles 2 km apart on a line: x = (a² - b² + 4) / 4.
    at = [((a**2 - b**2 + 4) / 4) for a, b in BY_HAND]
    places = [(x, np.sqrt(max(a**2 - x**2, 0))) for x, (a, _) in zip(at, BY_HAND, strict=True)]
    poles, homes = poles_at([(0, 0), (2, 0)], [100, 400]), communes_at(places, [1, 1, 1])
    shares = pg.attraction_shares(poles, homes)
    np.testing.assert_allclose(shares["P00"], [1 / 2, 1 / 5, 1 / 37])
    table = pg.attraction(poles, homes)
    # C00: as much of both, the heaviest of equals, which is the farther; C01: as near of both.
    assert table["dominant"].tolist() == ["P01", "P01", "P01"]
    assert table["tunnel"].tolist() == [True, False, False]
    np.testing.assert_allclose(table["part"], [1 / 2, 4 / 5, 36 / 37])


def test_nearer_than_a_kilometre_is_no_more_attractive() -> None:
    poles, homes = poles_at([(0, 0), (10, 0)], [100, 100]), communes_at([(0.001, 0)], [1])
    near = pg.attraction_shares(poles, homes).loc["C00"]
    assert near["P00"] == pytest.approx(1 / (1 + 1 / 9.999**2))


def test_one_pole_has_everyone_and_no_second() -> None:
    table = pg.attraction(poles_at([(0, 0)], [5]), communes_at([(3, 4)], [10]))
    assert table["part"].tolist() == [1]
    assert table[["second", "part_second"]].isna().all(axis=None)
    assert table["dominant_km"].tolist() == [5]


def test_the_tunnel_effect_of_the_report(france: pd.DataFrame) -> None:
    everyone = pg.attraction_summary(france, by=None).loc["ensemble"]
    assert everyone["population"] == 65_846_255
    assert 100 * everyone["part_tunnel"] == pytest.approx(22.9139, abs=5e-5)
    by_rank = pg.attraction_summary(france, by="rang_proche")["part_tunnel"]
    np.testing.assert_allclose(100 * by_rank, [0.602, 12.676, 48.053, 59.958], atol=5e-4)
    by_region = 100 * pg.attraction_summary(france)["part_tunnel"]
    expected = {
        **{"Picardie": 61.5, "Bourgogne": 44.1, "Basse-Normandie": 40.6, "Bretagne": 11.9},
        "Corse": 2.3,
    }
    assert by_region[list(expected)].round(1).to_dict() == expected


def test_a_steeper_fall_makes_fewer_tunnels(
    report: gpd.GeoDataFrame, communes: gpd.GeoDataFrame
) -> None:
    table = pg.attraction(report, communes, beta=3)
    share = table["population"].where(table["tunnel"], 0).sum() / table["population"].sum()
    assert 100 * share == pytest.approx(15.00, abs=5e-3)


def test_the_expected_inhabitants_of_toulouse(
    report: gpd.GeoDataFrame, communes: gpd.GeoDataFrame
) -> None:
    shares = pg.attraction_shares(report, communes)
    assert list(shares.columns) == list(report.index)
    expected = shares.mul(communes["population"], axis="index").sum()
    assert expected["31555"] == pytest.approx(1_941_979, abs=0.5)
    assert expected.sum() == pytest.approx(65_846_255, rel=1e-12)


def naive(
    poles: gpd.GeoDataFrame, homes: gpd.GeoDataFrame, beta: float
) -> dict[str, dict[str, float]]:
    """Give the shares by plain loops: by commune, then by pôle."""
    found = {}
    for home, place in homes.geometry.items():
        pulls = {}
        for pole, centre in poles.geometry.items():
            km = max(place.distance(centre) / 1000, 1)
            pulls[pole] = poles["effectif"][pole] / km**beta
        found[home] = {pole: pull / sum(pulls.values()) for pole, pull in pulls.items()}
    return found


@pytest.mark.parametrize("seed", range(50))
def test_against_plain_loops(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(seed)
    n, m = random.integers(1, 20), random.integers(2, 9)
    poles = poles_at(random.uniform(0, 300, (m, 2)).tolist(), random.integers(1, 20_000, m))
    homes = communes_at(random.uniform(0, 300, (n, 2)).tolist(), random.integers(0, 9_000, n))
    beta = float(random.choice([0.5, 1, 2, 3, 2.7]))
    monkeypatch.setattr(huff, "AT_ONCE", int(random.integers(1, 100)))
    expected = pd.DataFrame(naive(poles, homes, beta)).T
    shares = pg.attraction_shares(poles, homes, beta=beta)
    pd.testing.assert_frame_equal(shares, expected, check_names=False)
    table = pg.attraction(poles, homes, beta=beta)
    for home, row in table.iterrows():
        first, second = expected.loc[home].nlargest(2).index
        near = poles.distance(homes.geometry[home]).idxmin()
        assert [row["dominant"], row["second"], row["proche"]] == [first, second, near]
        assert row["tunnel"] == (first != near)
        assert row["part"] == pytest.approx(expected.loc[home, first])


PLACE = st.tuples(st.integers(-200, 200), st.integers(-200, 200))
PLACES = st.lists(PLACE, min_size=2, max_size=8, unique=True)
HOMES = st.lists(PLACE, min_size=1, max_size=8, unique=True)
BETAS = st.sampled_from([0.5, 1.0, 2.0, 3.0])


@settings(deadline=None, max_examples=60)
@given(PLACES, HOMES, BETAS, st.lists(st.integers(1, 30_000), min_size=8, max_size=8))
def test_shares_sum_to_one_and_say_the_dominant(
    places: list[Any], homes: list[Any], beta: float, masses: list[int]
) -> None:
    poles, at = poles_at(places, masses[: len(places)]), communes_at(homes, [1] * len(homes))
    shares = pg.attraction_shares(poles, at, beta=beta)
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert ((shares >= 0) & (shares <= 1)).all(axis=None)
    table = pg.attraction(poles, at, beta=beta)
    np.testing.assert_allclose(table["part"], shares.max(axis=1))
    assert (table["part"] >= table["part_second"]).all()
    assert (table["proche_km"] <= table["dominant_km"]).all()


@settings(deadline=None, max_examples=60)
@given(PLACES, HOMES, st.lists(st.integers(1, 30_000), min_size=8, max_size=8), st.data())
def test_what_changes_nothing(
    places: list[Any], homes: list[Any], masses: list[int], data: st.DataObject
) -> None:
    poles, at = poles_at(places, masses[: len(places)]), communes_at(homes, [1] * len(homes))
    shares = pg.attraction_shares(poles, at)
    order = data.draw(st.permutations(range(len(places))))
    mixed = pg.attraction_shares(gpd.GeoDataFrame(poles.iloc[order]), at)
    pd.testing.assert_frame_equal(mixed[poles.index], shares)
    back = gpd.GeoDataFrame(at.iloc[::-1])
    pd.testing.assert_frame_equal(
        pg.attraction(poles, back).loc[at.index], pg.attraction(poles, at)
    )
    moved = [_moved(table) for table in (poles, at)]
    pd.testing.assert_frame_equal(pg.attraction_shares(*moved), shares, rtol=1e-7)
    doubled = poles.assign(effectif=2 * poles["effectif"])
    pd.testing.assert_frame_equal(pg.attraction_shares(doubled, at), shares)


def _moved(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    turned = table.rotate(30, origin=(0, 0)).translate(700_000, 6_600_000)
    return gpd.GeoDataFrame(table.set_geometry(turned))


@settings(deadline=None, max_examples=60)
@given(PLACES, HOMES, BETAS, st.integers(0, 7), st.integers(1, 20_000))
def test_a_heavier_pole_never_loses_area(
    places: list[Any], homes: list[Any], beta: float, which: int, more: int
) -> None:
    assume(which < len(places))
    poles = poles_at(places, [1_000] * len(places))
    at = communes_at(homes, [1] * len(homes))
    code = poles.index[which]
    heavier = poles.assign(effectif=poles["effectif"] + more * (poles.index == code))
    before, after = (pg.attraction(table, at, beta=beta)["dominant"] for table in (poles, heavier))
    assert (after[before == code] == code).all()


def test_a_summary_by_hand() -> None:
    poles = poles_at([(0, 0), (9, 0)], [100, 900])
    homes = communes_at([(1, 0), (4, 0), (8, 0), (0, 3)], [30, 10, 20, 0])
    homes["epci"] = ["A", "A", "B", None]
    table = pg.attraction(poles, homes).assign(epci=homes["epci"])
    found = pg.attraction_summary(table, by="epci")
    # C01: 100 / 4² = 6,25 under 900 / 5² = 36: tunnel, of 10 inhabitants of 40.
    assert found["population"].tolist() == [40, 20, 0]
    assert found["part_tunnel"].tolist()[:2] == [0.25, 0]
    assert found["premier"].tolist() == ["P00", "P01", "P00"]
    assert found["part_premier"].tolist()[:2] == [0.75, 1]
    assert pd.isna(found.index[2])
    assert found.iloc[2][["part_tunnel", "part_moyenne", "part_contestee"]].isna().all()
    given_apart = pg.attraction_summary(table, by=homes["epci"])
    pd.testing.assert_frame_equal(found, given_apart, check_names=False)


def test_a_contested_commune_has_two_shares_as_near_as_that() -> None:
    poles, homes = poles_at([(0, 0), (10, 0)], [100, 100]), communes_at([(5, 0), (3, 0)], [7, 9])
    table = pg.attraction(poles, homes).assign(ici="ici")
    assert pg.attraction_summary(table, by="ici", within=0)["population_contestee"].tolist() == [7]
    assert pg.attraction_summary(table, by="ici", within=1)["population_contestee"].tolist() == [16]


def test_it_is_said_that_lines_are_straight_and_of_which_year_people_are(
    france: pd.DataFrame, report: gpd.GeoDataFrame, communes: gpd.GeoDataFrame
) -> None:
    lines, people = france.attrs["avertissements"]
    assert "à vol d'oiseau" in lines
    assert "puissance 2" in lines
    assert people == "Population de 2022, comptes de 2014."
    assert france.attrs["source"] == report.attrs["source"]
    own = communes.copy()
    own.attrs = {}
    (_, unknown) = pg.attraction(report, own.head(3), beta=1.5).attrs["avertissements"]
    assert unknown == "Année de la population non précisée."
    assert pg.attraction_summary(france).attrs["avertissements"] == [lines, people]


def test_a_commune_is_at_its_town_hall_or_at_a_point_inside(communes: gpd.GeoDataFrame) -> None:
    two = communes.loc[["59350", "75056"]]
    hall = gpd.GeoDataFrame(
        {"effectif": [1]},
        index=["P"],
        geometry=gpd.points_from_xy(two["x_mairie"], two["y_mairie"])[:1],
        crs=2154,
    )
    assert pg.attraction(hall, two)["dominant_km"].iloc[0] == 0
    inside = two.drop(columns=["x_mairie", "y_mairie"])
    km = hall.geometry.iloc[0].distance(inside.representative_point().iloc[0]) / 1000
    assert pg.attraction(hall, inside)["dominant_km"].iloc[0] == pytest.approx(km)


Change = Callable[[gpd.GeoDataFrame], Any]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.drop(columns="population"), "colonne population absente"),
        (lambda t: t.assign(population=[3, -1]), "population : un nombre d'au moins 0.*C01"),
        (lambda t: t.assign(population=[np.nan, 1]), "population.*C00"),
        (lambda t: t.assign(population=["beaucoup", 1]), "population.*C00"),
        (lambda t: t.set_axis(["C00", "C00"]), "code de commune répété.*C00"),
        (lambda t: t.set_axis([1001, 1002]), "le zéro de tête a été perdu"),
        (lambda t: gpd.GeoDataFrame({"population": t["population"]}), "pg.read_communes"),
        (lambda t: t.to_crs(4326), r"projection en mètres attendue \(table.to_crs"),
        (lambda t: t.set_crs(None, allow_override=True), "projection en mètres attendue"),
        (lambda t: t.to_crs(3857), r"communes.to_crs\(poles.crs\)"),
        (lambda t: t.set_geometry([None, t.geometry.iloc[1]], crs=2154), "C00"),
        (lambda t: t.set_geometry(t.boundary), "un polygone ou un point est attendu"),
        (lambda t: t.iloc[:0], "aucune ligne"),
    ],
)
def test_wrong_communes_are_refused(change: Change, words: str) -> None:
    poles, homes = poles_at([(600, 6_800)], [5]), communes_at([(600, 6_810), (610, 6_800)], [1, 2])
    for measure in (pg.attraction, pg.attraction_shares, pg.attraction_areas):
        with raises(TableError, match=words):
            measure(poles, change(homes))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.assign(effectif=[0, 3]), "effectif : un nombre de plus de 0.*P00"),
        (lambda t: t.assign(effectif=[np.inf, 3]), "effectif.*P00"),
        (lambda t: t.set_geometry([t.geometry.iloc[0]] * 2), "deux pôles au même endroit"),
        (lambda t: t.iloc[:0], "aucune ligne"),
    ],
)
def test_wrong_poles_are_refused(change: Change, words: str) -> None:
    poles, homes = poles_at([(0, 0), (1, 1)], [5, 6]), communes_at([(1, 0)], [1])
    with raises(TableError, match=words):
        pg.attraction(change(poles), homes)


@pytest.mark.parametrize("beta", [0, -1.0])
def test_an_exponent_that_is_not_positive_is_refused(beta: float) -> None:
    poles, homes = poles_at([(0, 0), (1, 1)], [5, 6]), communes_at([(1, 0)], [1])
    for call in (
        lambda: pg.attraction(poles, homes, beta=beta),
        lambda: pg.attraction_shares(poles, homes, beta=beta),
        lambda: pg.attraction_areas(poles, homes, beta=beta),
        lambda: pg.reilly(poles, beta=beta),
        lambda: pg.exposure(poles, beta=beta),
    ):
        with raises(ChoiceError, match="beta = .* un nombre de plus de 0"):
            call()


def test_a_summary_by_what_is_not_known_is_refused() -> None:
    poles, homes = poles_at([(0, 0), (9, 0)], [5, 6]), communes_at([(1, 0), (2, 0)], [1, 2])
    table = pg.attraction(poles, homes)
    with raises(TableError, match="colonne epci absente"):
        pg.attraction_summary(table, by="epci")
    with raises(TableError, match="by : commune dont le territoire n'est pas dit.*C01"):
        pg.attraction_summary(table, by=pd.Series({"C00": "A"}))
    with raises(TableError, match="by : code répété.*C00"):
        pg.attraction_summary(table, by=pd.Series(["A"] * 3, index=["C00", "C01", "C00"]))
    with raises(ChoiceError, match="within = 2"):
        pg.attraction_summary(table, by="dominant", within=2)


def minutes(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origine", "destination", "minutes"])


def test_a_table_of_minutes_takes_the_place_of_straight_lines() -> None:
    poles = poles_at([(0, 0), (9, 0), (20, 0)], [100, 900, 50])
    homes = communes_at([(1, 0), (2, 0), (3, 0)], [10, 20, 40])
    table = minutes([("C00", "P00", 10), ("C00", "P01", 20), ("C01", "P02", 5)])
    with pytest.warns(UserWarning, match="costs"):
        found = pg.attraction(poles, homes, costs=table)
    # C00: 100 / 10² = 1 and 900 / 20² = 2,25: the farther takes 2,25 / 3,25. C02 reaches none.
    assert found["dominant"].tolist()[:2] == ["P01", "P02"]
    assert found["part"].tolist()[:2] == [pytest.approx(2.25 / 3.25), 1]
    assert found["tunnel"].tolist() == [True, False, False]
    assert found["dominant_minutes"].tolist()[:2] == [20, 5]
    assert found.loc["C01", ["second", "part_second"]].isna().all()
    assert found.loc["C02", ["dominant", "part", "proche", "proche_minutes"]].isna().all()
    told = " ".join(found.attrs["avertissements"])
    assert "vol d'oiseau" not in told
    assert "minutes" in told
    assert simple("1 commune sans pôle que la table de coûts atteigne.") in simple(told)
    summed = pg.attraction_summary(found.assign(ici="ici"), by="ici").loc["ici"]
    assert summed["population_sans_pole"] == 40
    assert summed["part_tunnel"] == pytest.approx(1 / 3)
    with pytest.warns(UserWarning, match="costs"):
        shares = pg.attraction_shares(poles, homes, costs=table)
    assert shares.loc["C02"].isna().all()
    assert shares.loc["C01"].tolist() == [0, 0, 1]


def test_straight_lines_as_a_table_give_the_same() -> None:
    poles = poles_at([(0, 0), (9, 5), (20, 3)], [100, 900, 50])
    homes = communes_at([(1, 0), (2, 7), (3, 0)], [10, 20, 40])
    costs = pg.costs_between(homes, poles)
    expected = pg.attraction(poles, homes)
    pd.testing.assert_frame_equal(pg.attraction(poles, homes, costs=costs), expected)


def test_costs_of_unknown_codes_are_refused() -> None:
    poles, homes = poles_at([(0, 0)], [5]), communes_at([(1, 0)], [1])
    with raises(TableError, match="destination.*ailleurs"):
        pg.attraction(poles, homes, costs=minutes([("C00", "ailleurs", 3)]))
    with raises(TableError, match="costs"):
        pg.attraction(poles, homes, costs=minutes([("C00", "P00", -3)]))


def test_of_two_poles_that_dominate_as_many_the_first_code_is_the_first() -> None:
    told = {
        "population": [10, 10], "dominant": ["P1", "P0"], "part": 0.6, "part_second": 0.2,
        "tunnel": False,
    }  # fmt: skip
    table = pd.DataFrame(told, index=["59001", "59002"])
    assert pg.attraction_summary(table, by=None).loc["ensemble", "premier"] == "P0"
