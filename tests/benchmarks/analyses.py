"""Each analysis against its plain way, in one run, and how it grows from 153 to 35 000 places.

Run by hand: ``python tests/benchmarks/analyses.py``. Places are drawn at random (seeded); the plain
way is what its definition says, in a loop or a formula of ten lines, and gives the same result.
Access has its own file.
"""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
from stopwatch import Rounds, timed

import poles_geo as pg

GROWTH = (153, 1_644, 5_000, 35_000)
GROUPS = [f"région {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUV"]


def made(count: int, seed: int = 0) -> gpd.GeoDataFrame:
    """Make pôles at random: masses as uneven as the report's, ranks of its bounds, 22 groups."""
    random = np.random.default_rng(seed)
    codes = pd.Index([f"P{i:05d}" for i in range(count)], name="code_bassin")
    mass = np.sort(random.pareto(1.0, count) * 1_000 + 1_001).astype(int)[::-1]
    ranks = np.select([mass > 10_000, mass > 3_000, mass > 1_500], [1, 2, 3], 4)
    columns = {
        "nom": codes.astype("str"),
        "rang": ranks,
        "effectif": mass,
        "groupe": random.choice(GROUPS, count),
    }
    x, y = random.uniform(100_000, 1_200_000, count), random.uniform(6_100_000, 7_100_000, count)
    return gpd.GeoDataFrame(columns, codes, geometry=gpd.points_from_xy(x, y), crs=2154)


def communes(count: int) -> gpd.GeoDataFrame:
    """Make communes at random, as points, with inhabitants."""
    people = made(count, seed=1)
    codes = pd.Index([f"C{i:05d}" for i in range(count)], name="code_commune")
    table = people[["effectif", "geometry"]].rename(columns={"effectif": "population"})
    return gpd.GeoDataFrame(table.set_axis(codes), geometry="geometry", crs=2154)


def plain_links(poles: gpd.GeoDataFrame) -> set[tuple[str, str]]:
    """Try every pair, against every third pôle."""
    km = poles.get_coordinates().to_numpy()
    squares = ((km[:, None] - km) ** 2).sum(axis=2)
    found = set()
    for a, b in zip(*np.triu_indices(len(km), 1), strict=True):
        others = np.delete(squares[a] + squares[b], [a, b])
        if (others >= squares[a, b]).all():
            found.add((poles.index[a], poles.index[b]))
    return found


def plain_exposure(poles: gpd.GeoDataFrame) -> list[float]:
    """Look at every heavier pôle of every pôle."""
    km, mass = poles.get_coordinates().to_numpy() / 1000, poles["effectif"].to_numpy()
    return [
        max(
            (mass[k] / ((km[j] - km[k]) ** 2).sum() / (mass[j] / 100)
             for k in np.flatnonzero(mass > mass[j])),
            default=np.nan,
        )
        for j in range(len(mass))
    ]  # fmt: skip


def plain_attraction(poles: gpd.GeoDataFrame, people: gpd.GeoDataFrame) -> list[str]:
    """Weigh every pôle for each commune in turn."""
    km, mass = poles.get_coordinates().to_numpy() / 1000, poles["effectif"].to_numpy()
    at = people.get_coordinates().to_numpy() / 1000
    return [
        poles.index[(mass / np.maximum(np.hypot(*(km - place).T), 1) ** 2).argmax()] for place in at
    ]


def plain_dependency(poles: gpd.GeoDataFrame) -> list[str | None]:
    """Look for the nearest of the heavier pôles of every pôle."""
    km, mass = poles.get_coordinates().to_numpy() / 1000, poles["effectif"].to_numpy()
    found: list[str | None] = []
    for j in range(len(mass)):
        heavier = np.flatnonzero(mass > mass[j])
        far = np.hypot(*(km[heavier] - km[j]).T)
        found.append(poles.index[heavier[far.argmin()]] if len(heavier) else None)
    return found


def plain_gini(poles: gpd.GeoDataFrame) -> dict[str, float]:
    """Compare every two pôles of each group."""
    found = {}
    for name, group in poles.groupby("groupe")["effectif"]:
        masses = group.to_numpy(float)
        found[name] = np.abs(masses[:, None] - masses).mean() / (2 * masses.mean())
    return found


def two_dates() -> list[pd.DataFrame]:
    """Give the practices of the example by commune, and as many again, or two more, later."""
    before = pg.load_example()
    after = before.assign(infirmiers=before["infirmiers"] + np.arange(len(before)) % 3)
    after.attrs = dict(before.attrs, date="2021")
    return [before, after]


def compared(name: str, ours: Callable[[], object], plain: Callable[[], object]) -> None:
    """Print the time of an analysis, and how many times longer its plain way takes."""
    rounds = Rounds(ours, plain, rounds=3)
    print(f"{name:<46} {rounds.best(0):8.3f} s   simple × {rounds.ratio(1, 0):8.1f}")


def main() -> None:
    """Print the ratios, then the growth."""
    report, mesh = made(153), made(400)
    people = communes(35_000)
    inhabitants = pd.Series(2_000_000.0, GROUPS)
    assert set(zip(*(pg.links(mesh)[c] for c in ("code_a", "code_b")), strict=True)) == plain_links(
        mesh
    )
    compared("links, 400 pôles", lambda: pg.links(mesh), lambda: plain_links(mesh))
    table = pg.exposure(report)["exposition"].astype(float)
    np.testing.assert_allclose(table, plain_exposure(report))
    compared("exposure, 153", lambda: pg.exposure(report), lambda: plain_exposure(report))
    many = made(5_000)
    compared("exposure, 5 000", lambda: pg.exposure(many), lambda: plain_exposure(many))
    assert pg.attraction(report, people)["dominant"].tolist() == plain_attraction(report, people)
    compared(
        "attraction, 35 000 communes × 153 pôles",
        lambda: pg.attraction(report, people),
        lambda: plain_attraction(report, people),
    )
    compared("dependency, 153", lambda: pg.dependency(report), lambda: plain_dependency(report))
    compared(
        "configurations, 153 (simple : Gini seul)",
        lambda: pg.configurations(report, inhabitants, by="groupe"),
        lambda: plain_gini(report),
    )
    before, after = two_dates()
    for zonings in ({}, {"zonage_before": "BV2012", "zonage": "BV2022"}):
        seconds = [
            timed(lambda z=zonings: pg.compare(before, after, field="all", **z)) for _ in range(3)
        ]
        named = ", ".join(zonings.values()) or "BV2022"
        print(f"compare, {len(before)} communes, {named:<20} {min(seconds):8.3f} s")
    print("\ncroissance, en secondes")
    print(f"{'':<16}" + "".join(f"{count:>10}" for count in GROWTH))
    for name, analysis in GROWING.items():
        times = [timed(lambda c=count, a=analysis: a(made(c))) for count in GROWTH]
        print(f"{name:<16}" + "".join(f"{time:10.2f}" for time in times), flush=True)


GROWING: dict[str, Callable[[gpd.GeoDataFrame], object]] = {
    "links": pg.links,
    "relative": lambda poles: pg.links(poles, graph="relative"),
    "tree": lambda poles: pg.links(poles, graph="tree"),
    "exposure": pg.exposure,
    "dependency": pg.dependency,
    "configurations": lambda poles: pg.configurations(
        poles, pd.Series(2_000_000.0, GROUPS), by="groupe"
    ),
}


if __name__ == "__main__":
    main()
