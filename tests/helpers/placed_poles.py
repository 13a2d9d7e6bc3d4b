"""Pôles made for the tests: points in metres, a mass each."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd


def poles_at(
    points: Sequence[tuple[float, float]], effectifs: Sequence[int], codes: Sequence[str] = ()
) -> gpd.GeoDataFrame:
    """Place pôles at points, in metres, under the codes given, or 00000, 00001 and so on."""
    codes = codes or [f"{i:05d}" for i in range(len(points))]
    index = pd.Index(codes, name="code_bassin", dtype="str")
    geometry = gpd.points_from_xy(*np.array(points, dtype=float).reshape(-1, 2).T)
    return gpd.GeoDataFrame({"effectif": effectifs}, index=index, geometry=geometry, crs=2154)


def costs_table(costs: dict[tuple[str, str], float], column: str = "minutes") -> pd.DataFrame:
    """Give a table of costs, one row a pair."""
    rows = [(*pair, cost) for pair, cost in costs.items()]
    table = pd.DataFrame(rows, columns=["origine", "destination", column])
    table.attrs = {"source": "essai", "date": "2024"}
    return table
