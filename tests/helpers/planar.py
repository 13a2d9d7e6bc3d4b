"""Small sets of pôles and communes as points of a plane, for analyses worked out by hand."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

Point = tuple[float, float]


def poles_at(places: Sequence[Point], masses: Sequence[float]) -> gpd.GeoDataFrame:
    """Make pôles P00, P01… at places in kilometres."""
    codes = [f"P{rank:02d}" for rank in range(len(places))]
    return _points(places, pd.Index(codes, name="code_bassin"), {"effectif": list(masses)})


def communes_at(places: Sequence[Point], people: Sequence[float]) -> gpd.GeoDataFrame:
    """Make communes C00, C01… at places in kilometres."""
    codes = [f"C{rank:02d}" for rank in range(len(places))]
    return _points(places, pd.Index(codes, name="code_commune"), {"population": list(people)})


def _points(
    places: Sequence[Point], codes: pd.Index, columns: dict[str, list[float]]
) -> gpd.GeoDataFrame:
    metres = 1000 * np.array(places, dtype=float).reshape(-1, 2)
    return gpd.GeoDataFrame(columns, index=codes, geometry=gpd.points_from_xy(*metres.T), crs=2154)
