"""Whether costs are in the unit that they are read in: how fast a straight line would be covered.

Counted: pairs of two places known, apart enough for a straight line to tell. Nothing else in a
table says that its minutes are hours.
"""

from collections.abc import Iterable, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poles_geo._types import Floats, Integers
from poles_geo.edition.commune_table import load_town_halls
from poles_geo.projections import LAMBERT_93
from poles_geo.typography import french_number

APART = 5_000
"""Metres under which a straight line from town hall to town hall tells nothing of a road."""
FASTEST, SLOWEST = 300, 1.5
"""Kilometres in an hour, along a straight line, that no road and no path goes beyond."""
SHORTEST, LONGEST = 0.5, 10
"""Kilometres of road for one in straight line, likewise."""
SAMPLE = 20_000


def unit_doubts(
    known: pd.Index, pairs: tuple[Integers, Integers], values: Floats, unit: str,
    tables: Iterable[pd.DataFrame] = (),
) -> list[str]:  # fmt: skip
    """Say that the median of costs is not thinkable in its unit; nothing when it is.

    Parameters
    ----------
    known : Index
        Codes of places.
    pairs : two arrays
        Their positions in it, origin and destination of each cost.
    values : ndarray
    unit : {"km", "min"}
    tables : iterable of DataFrame
        Those that have geometries place their codes; the others are town halls of communes.
    """
    some = slice(None, None, 1 + len(values) // SAMPLE)
    at = _places(known, _placed(tables))
    metres = np.hypot(*(at[pairs[0][some]] - at[pairs[1][some]]).T)
    costs = values[some]
    told = (metres >= APART) & (costs > 0)
    if not told.any():
        return []
    straight = metres[told] / 1_000
    if unit == "km":
        longer = float(np.median(costs[told] / straight))
        if SHORTEST <= longer <= LONGEST:
            return []
        digits = 1 if longer > LONGEST else 3
        return [
            f"ces km font {french_number(longer, digits)} fois la ligne droite, en médiane : "
            "sont-ils dans une autre unité ?"
        ]
    speed = float(np.median(straight / costs[told] * 60))
    if SLOWEST <= speed <= FASTEST:
        return []
    meant = "heures, à multiplier" if speed > FASTEST else "secondes, à diviser"
    return [
        f"ces minutes font {french_number(speed, 0 if speed > FASTEST else 1)} km/h à vol "
        f"d'oiseau, en médiane : des {meant} par 60 ?"
    ]


def _placed(tables: Iterable[pd.DataFrame]) -> list[gpd.GeoDataFrame]:
    """Keep the tables that have a geometry in metres."""
    return [
        table
        for table in tables
        if isinstance(table, gpd.GeoDataFrame)
        and table.active_geometry_name is not None
        and table.crs is not None
        and table.crs.is_projected
    ]


def _places(known: pd.Index, placed: Sequence[gpd.GeoDataFrame]) -> Floats:
    """Give the places of codes in metres (n × 2), of one projection; NaN where unknown."""
    systems = {table.crs.to_epsg() for table in placed if table.crs is not None}
    at = np.full((len(known), 2), np.nan)
    if systems <= {LAMBERT_93}:
        at = load_town_halls().reindex(known).to_numpy(float)
    if len(systems) > 1:
        return at
    for table in placed:
        found = known.get_indexer(pd.Index(table.index))
        here = found >= 0
        bounds = shapely.bounds(table.geometry.to_numpy()[here])
        at[found[here]] = (bounds[:, :2] + bounds[:, 2:]) / 2
    return at
