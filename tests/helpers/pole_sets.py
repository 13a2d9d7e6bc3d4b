"""Pôles made for the tests of analyses: at places, of masses, in groups."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd


def pole_set(
    points: Sequence[tuple[float, float]],
    masses: Sequence[float],
    groups: Sequence[str] | None = None,
    ranks: Sequence[int] | None = None,
) -> gpd.GeoDataFrame:
    """Pôles at places in km, ranked by the report's bounds on numbers, in one group « A »."""
    codes = pd.Index([f"{10001 + i}" for i in range(len(masses))], name="code_bassin")
    given = [1 + sum(m < bound for bound in (10_001, 3_000, 1_500)) for m in masses]
    return gpd.GeoDataFrame(
        {
            "nom": [f"V{i}" for i in range(len(masses))],
            "region_2014": list(groups or ["A"] * len(masses)),
            "rang": pd.array(list(ranks or given), dtype="Int64"),
            "effectif": list(masses),
        },
        codes,
        geometry=gpd.points_from_xy(*(1000 * np.array(points, dtype=float).reshape(-1, 2)).T),
        crs=2154,
    )


def random_poles(seed: int) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """From 1 to 60 pôles in up to 5 groups, and the inhabitants of each group."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 60))
    names = [f"Zone {letter}" for letter in "ABCDE"]
    poles = pole_set(
        rng.uniform(0, 300, (count, 2)).tolist(),
        (1000 * rng.pareto(1.1, count) + 1001).round().tolist(),
        rng.choice(names, count).tolist(),
    )
    people = pd.Series(rng.integers(100_000, 9_000_000, 5).astype(float), names)
    return poles, people
