"""Breaking points and exposition: by hand, published numbers, properties, what is refused."""

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from planar import poles_at

import poles_geo as pg
from poles_geo.analyses.pole_points import places_of
from poles_geo.analyses.pull.most_exposing import most_exposing
from poles_geo.errors import TableError

LILLE, DOUAI, TOULOUSE, ALBI = "59350", "59178", "31555", "81004"


def between(table: pd.DataFrame, a: str, b: str) -> pd.Series:
    """Give the row of the link of two pôles, in the order of their codes."""
    return table[(table["code_a"] == a) & (table["code_b"] == b)].iloc[0]


def test_the_breaking_points_of_the_report(report: gpd.GeoDataFrame) -> None:
    table = pg.reilly(report)
    assert len(table) == len(pg.links(report))
    assert between(table, DOUAI, LILLE)["rupture_a_km"] == pytest.approx(10.644377, abs=5e-7)
    assert between(table, TOULOUSE, ALBI)["rupture_b_km"] == pytest.approx(17.325780, abs=5e-7)
    row = between(table, DOUAI, LILLE)
    km = report.geometry[DOUAI].distance(row["geometry"]) / 1000
    assert km == pytest.approx(row["rupture_a_km"])
    assert table.crs == report.crs
    assert "à vol d'oiseau" in pg.exposure(report).attrs["avertissements"][-1]
    assert "ligne droite" in table.attrs["avertissements"][-1]


def test_a_breaking_point_by_hand() -> None:
    # Masses 100 and 400, 30 km apart: 30 / (1 + √4) = 10 km from the lighter.
    table = pg.reilly(poles_at([(0, 0), (30, 0)], [100, 400]))
    assert table["rupture_a_km"].tolist() == [10]
    assert table["rupture_b_km"].tolist() == [pytest.approx(20)]
    assert table.geometry.x.tolist() == [10_000]


@settings(deadline=None)
@given(
    st.floats(1, 900), st.integers(1, 20_000), st.integers(1, 20_000), st.sampled_from([1, 2, 3])
)
def test_both_attract_as_much_there(km: float, first: int, second: int, beta: int) -> None:
    row = pg.reilly(poles_at([(0, 0), (km, 0)], [first, second]), beta=beta).iloc[0]
    assert row["rupture_a_km"] + row["rupture_b_km"] == pytest.approx(km)
    assert first / row["rupture_a_km"] ** beta == pytest.approx(
        second / row["rupture_b_km"] ** beta, rel=1e-6
    )


def test_links_of_one_s_own_keep_their_index(report: gpd.GeoDataFrame) -> None:
    own = pd.DataFrame({"code_a": [LILLE], "code_b": [TOULOUSE]}, index=["mien"])
    table = pg.reilly(report, own)
    assert table.index.tolist() == ["mien"]
    assert table["distance_km"].iloc[0] > 700


@pytest.mark.parametrize(
    ("links", "words"),
    [
        ({"code_a": [LILLE]}, "colonne code_b absente"),
        ({"code_a": [LILLE], "code_b": ["99999"]}, "code_b qui n'est pas un pôle.*99999"),
        ({"code_a": [LILLE], "code_b": [LILLE]}, "pôle lié à lui-même.*59350"),
    ],
)
def test_wrong_links_are_refused(links: Any, words: str, report: gpd.GeoDataFrame) -> None:
    with raises(TableError, match=words):
        pg.reilly(report, pd.DataFrame(links))


def test_the_exposed_poles_of_the_report(report: gpd.GeoDataFrame) -> None:
    table = pg.exposure(report)
    exposed = table[table["exposition"] >= 1]
    assert len(exposed) == 18
    paris = exposed["nom_exposant"] == "Paris"
    assert paris.sum() == 12
    assert set(exposed.loc[~paris, "nom"]) == {
        *("Armentières", "Libourne", "Salon-de-Provence", "Sète", "Vienne", "Bourgoin-Jallieu")
    }
    named = table.set_index("nom")["exposition"].round(2)
    assert named[["Béthune", "Douai - Lens", "Valenciennes"]].tolist() == [0.49, 0.36, 0.21]
    assert table.index[table["exposition"].isna()].tolist() == ["75056"]
    assert table.loc["75056", ["exposant", "nom_exposant", "distance_km"]].isna().all()
    assert table.index.equals(report.index)


def test_an_exposition_by_hand() -> None:
    # 400 at 20 km, over 100 at 10 km: (400 / 400) / (100 / 100) = 1; the far one 9 000 / 10 000.
    table = pg.exposure(poles_at([(0, 0), (20, 0), (100, 0)], [100, 400, 9_000]))
    assert table["exposition"].tolist()[0] == 1
    assert table["exposant"].tolist()[0] == "P01"
    assert table["distance_km"].tolist()[0] == 20


@pytest.mark.parametrize("seed", range(50))
def test_against_plain_loops(seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 12))
    poles = poles_at(random.uniform(0, 300, (count, 2)).tolist(), random.integers(1, 9, count))
    beta = float(random.choice([1, 2, 3]))
    table = pg.exposure(poles, beta=beta)
    for code, mass in poles["effectif"].items():
        worst = 0.0
        for other, heavier in poles["effectif"].items():
            if heavier > mass:
                km = poles.geometry[code].distance(poles.geometry[other]) / 1000
                worst = max(worst, (heavier / km**beta) / (mass / 10**beta))
        found = table.loc[code, "exposition"]
        assert pd.isna(found) if worst == 0 else found == pytest.approx(worst)


def every_pair(poles: gpd.GeoDataFrame, beta: float) -> tuple[list[float], list[str | None]]:
    """Compare each pôle with every other, the first by code of equals."""
    poles = poles.sort_index()
    km, mass = poles.get_coordinates().to_numpy() / 1000, poles["effectif"].to_numpy(float)
    worst: list[float] = []
    by: list[str | None] = []
    for place, own in zip(km, mass, strict=True):
        with np.errstate(divide="ignore", over="ignore", under="ignore"):
            across = place - km
            pull = mass / own * (10 / np.sqrt(across[:, 0] ** 2 + across[:, 1] ** 2)) ** beta
        pull[mass <= own] = -1
        worst.append(pull.max() if pull.max() >= 0 else np.nan)
        by.append(poles.index[pull.argmax()] if pull.max() >= 0 else None)
    return worst, by


MASSES: dict[str, Callable[[np.random.Generator, int], Any]] = {
    "like the report's": lambda random, n: (random.pareto(1, n) * 1_000 + 1).round(),
    "all within the double": lambda random, n: random.integers(1_000, 1_999, n),
    "few values": lambda random, n: random.integers(1, 5, n),
    "all equal": lambda _, n: np.full(n, 7),
    "beyond any bound": lambda random, n: 2.0 ** random.integers(-300, 300, n),
}


@pytest.mark.parametrize("masses", MASSES.values(), ids=MASSES)
@pytest.mark.parametrize("seed", range(10))
def test_against_every_pair(masses: Callable[..., Any], seed: int) -> None:
    random = np.random.default_rng(seed)
    count = int(random.choice([2, 70, 300, 900]))
    near, far = random.uniform(0, 300, (count, 2)), random.uniform(0, 5, (count, 2))
    lattice = np.stack(np.divmod(random.permutation(1_600)[:count], 40), axis=1) * 4.0
    apart = np.where(random.random(count)[:, None] < 0.5, far, far + 400)
    at = (near, lattice, apart)[seed % 3]
    poles = poles_at(at.tolist(), masses(random, count)).sample(frac=1, random_state=seed)
    beta = (2.0, 1.0, 3.0, 0.01, 80.0)[seed % 5]
    worst, by = every_pair(poles, beta)
    table = pg.exposure(poles, beta=beta).sort_index()
    assert np.array_equal(table["exposition"], worst, equal_nan=True)
    assert table["exposant"].astype(object).where(table["exposant"].notna(), None).tolist() == by


def test_expositions_too_small_for_a_number_are_those_of_every_pair() -> None:
    # (10 / 500) ** 400 is 0: of the two hundred far away, the first by code.
    far = [(520 - place % 15, place // 15) for place in range(200)]
    poles = poles_at([*far, (0, 0)], [*range(1_100, 1_300), 1])
    worst, by = every_pair(poles, 400)
    light = poles.sort_index().index.get_loc("P200")
    assert (worst[light], by[light]) == (0, "P00")
    places = places_of(poles)
    found, row = most_exposing(places, 400), places.codes.get_loc("P200")
    assert (found.exposition[row], places.codes[found.by[row]]) == (0, "P00")


def test_order_and_a_common_factor_change_nothing(report: gpd.GeoDataFrame) -> None:
    table = pg.exposure(report)
    mixed = pg.exposure(gpd.GeoDataFrame(report.sample(frac=1, random_state=3)))
    pd.testing.assert_frame_equal(mixed.loc[table.index], table)
    doubled = pg.exposure(report.assign(effectif=2 * report["effectif"]))
    columns = ["exposition", "exposant", "distance_km"]
    pd.testing.assert_frame_equal(doubled[columns], table[columns])


def test_of_equal_expositions_the_first_code_is_told() -> None:
    poles = poles_at([(0, 0), (30, 0), (-30, 0)], [1, 5, 5])
    for table in (poles, gpd.GeoDataFrame(poles.iloc[::-1])):
        assert pg.exposure(table).loc["P00", "exposant"] == "P01"


@pytest.mark.parametrize("measure", [pg.reilly, pg.exposure])
def test_wrong_poles_are_refused(measure: Callable[[Any], Any]) -> None:
    with raises(TableError, match="effectif : un nombre de plus de 0 est attendu.*P01"):
        measure(poles_at([(0, 0), (1, 0)], [1, 0]))
    with raises(TableError, match="deux pôles au même endroit"):
        measure(poles_at([(0, 0), (0, 0)], [1, 2]))
