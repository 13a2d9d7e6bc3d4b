"""Gaps of the mesh: the territory and the people that no pôle of some rank is near.

Counted: everyone at the town hall of the commune, the whole of its area. Not counted: pôles and
people outside the tables given, roads that nobody gave.
"""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from poles_geo._types import Floats, Integers
from poles_geo.analyses.asked import FARTHEST
from poles_geo.analyses.mesh.graphs import TOLERANCE
from poles_geo.analyses.mesh.maillage import with_doubts
from poles_geo.analyses.pole_points import (
    as_counts,
    note_negative,
    note_some,
    numbers_of,
    places_of,
    table_called,
)
from poles_geo.analyses.pull.inhabited import inhabited_of, note_projections
from poles_geo.analyses.reach.checked_costs import COLUMN, MEASURES
from poles_geo.analyses.reach.costs import STRAIGHT, with_costs
from poles_geo.analyses.reach.weighted_means import ALL
from poles_geo.analyses.regional.inhabitants import told_beyond, told_years
from poles_geo.coded import WARNINGS, note_columns, plain_table, warnings_in
from poles_geo.communes.identity import IDENTITY
from poles_geo.errors import ChoiceError, Faults, TableError, worded
from poles_geo.ranking.carried import last_rank
from poles_geo.ranking.rules import MOST_RANKS
from poles_geo.ranking.unseen import told_unseen
from poles_geo.typography import french_exact

SQUARE_KM = 1e6
"""Square metres in a square kilometre."""
AREA = "surface_km2"
BEYOND = "au_dela"


def gaps(
    poles: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    *,
    within: float,
    rang: int | None = None,
    costs: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Find the communes that are beyond a distance of every pôle of a rank or higher.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; effectif, rang.
    communes : GeoDataFrame
        Index `code_commune`; population; polygons or points in metres, as
        :func:`poles_geo.read_communes` gives them: a polygon counts at its town hall, at a point
        inside where it has none. ``attrs["annee_population"]`` is the year of its population.
    within : float
        In km, or in the unit of the costs; a commune at that distance is within.
    rang : int, optional
        The lowest rank that counts: 2 for those of ranks 1 and 2; the last of the rule of the
        table by default.
    costs : DataFrame, optional
        One row a pair: origine (a commune), destination (a pôle), and minutes or km, as
        :func:`poles_geo.read_costs` gives them. A commune without any is beyond.

    Returns
    -------
    GeoDataFrame
        Index and geometry of `communes`; nom, departement, region_2014, region_2016 (where they
        are there), population, surface_km2 (polygons alone); code_pole (the nearest that counts,
        the first code if equal; missing when none can be reached), km or minutes to it, au_dela.
        `attrs`: those of `poles`, remarques (couts, au_dela_de, limite, rang), avertissements,
        which say the year of the population when it is not that of the counts.

    Raises
    ------
    TableError
        With every fault: as :func:`poles_geo.links` and :func:`poles_geo.attraction`; no pôle of
        that rank; no column rang; two projections.
    ChoiceError
        A distance that is not over 0.

    Warns
    -----
    UserWarning
        As :func:`poles_geo.costs_between`.

    Examples
    --------
    >>> import poles_geo as pg
    >>> poles = pg.load_report()
    >>> table = pg.gaps(poles, pg.read_communes(), within=50, rang=2)
    >>> print(pg.gap_totals(table)["part_au_dela"].round(4).item())
    0.1873
    """
    if not 0 < within <= FARTHEST:
        raise ChoiceError(
            f"{worded('within', '--distance')} = {within!r} : une distance de plus de 0 est "
            f"attendue, et d'au plus {french_exact(FARTHEST)}, en km ou dans l'unité des coûts"
            + (" : des mètres, ou des secondes ?" if within > FARTHEST else ".")
        )
    if rang is not None and not 1 <= rang <= MOST_RANKS:
        raise ChoiceError(
            f"{worded('rang', '--rang')} = {rang!r} : un rang de 1 à {MOST_RANKS} est attendu."
        )
    faults = Faults(table_called("poles"))
    note_columns(faults, poles, ("rang",))
    faults.raise_if_any()
    places_of(poles)
    rang = last_rank(poles) if rang is None else rang
    counted = poles[numbers_of(plain_table(poles)["rang"]) <= rang].sort_index()
    if counted.empty:
        faults.add(f"aucun pôle de rang {rang} ou plus haut : rien dont mesurer la distance")
    homes = inhabited_of(communes)
    note_projections(faults, poles, communes)
    faults.raise_if_any()
    unit, known = "km", f"km {STRAIGHT}"
    if costs is None:
        far, nearest = _nearest(homes.km, places_of(gpd.GeoDataFrame(counted)).km)
    else:
        found = with_costs(communes, counted, costs, names=("communes", "poles"))
        far, nearest = found.nearest()
        unit, known = found.unit, found.label
    kept = [name for name in (*IDENTITY, "population") if name in communes]
    table = gpd.GeoDataFrame(communes[[*kept, communes.geometry.name]])
    if communes.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        table[AREA] = communes.area / SQUARE_KM
    codes = pd.Series(counted.index.to_numpy(dtype=object)[nearest], table.index, dtype="str")
    table["code_pole"] = codes.where(nearest >= 0)
    table[COLUMN[unit]] = far
    table[BEYOND] = ~(far <= within * (1 + TOLERANCE))
    said: dict[str, Any] = {
        "couts": known, "au_dela_de": f"{within:g} {MEASURES[unit]}",
        "limite": float(within), "rang": rang,
    }  # fmt: skip
    table.attrs = with_doubts(poles.attrs, said, [])
    doubts = [told_years(communes, poles.attrs), told_beyond(communes, poles.attrs)]
    doubts += [] if costs is None else warnings_in(found.attrs)
    table.attrs[WARNINGS] = [
        *warnings_in(poles.attrs), *told_unseen(poles), *filter(None, doubts),
    ]  # fmt: skip
    return table


def gap_totals(gaps: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Add up gaps by territory: how many communes, people and square kilometres are beyond.

    Parameters
    ----------
    gaps : DataFrame
        As :func:`poles_geo.gaps` gives it.
    by : str, optional
        A column of it, or one added to it: departement, region_2014, region_2016…; all of them
        together by default.

    Returns
    -------
    DataFrame
        One row a territory, sorted, those without one left out: n_communes, n_au_dela;
        population, population_au_dela, part_au_dela (of the population, from 0 to 1, missing
        where nobody lives); surface_km2, surface_au_dela_km2, part_surface_au_dela, where the
        area is known. `attrs` of `gaps`.

    Raises
    ------
    TableError
        With every fault: a column that is not there, a population that is no number from 0.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> told = {"au_dela": [True, False], "population": [100, 300]}
    >>> totals = pg.gap_totals(pd.DataFrame(told, index=["59001", "59002"]))
    >>> totals[["population_au_dela", "part_au_dela"]].to_numpy().tolist()
    [[100.0, 0.25]]
    """
    faults = Faults("gaps")
    table = plain_table(gaps)
    note_columns(faults, table, (BEYOND, "population", *(() if by is None else (by,))))
    faults.raise_if_any(TableError)
    note_some(faults, table["population"])
    beyond = table[BEYOND]
    if not pd.api.types.is_bool_dtype(beyond) or beyond.isna().any():
        faults.add(f"{BEYOND} : True ou False est attendu, comme pg.gaps les donne")
    sums = {"population": ("population", "population_au_dela", "part_au_dela")}
    if AREA in table:
        sums[AREA] = (AREA, "surface_au_dela_km2", "part_surface_au_dela")
    numbers = {name: numbers_of(table[name]) for name in sums}
    for name, found in numbers.items():
        note_negative(faults, name, found, table.index)
    faults.raise_if_any(TableError)
    outside = beyond.to_numpy(dtype=bool)
    group = pd.Series(ALL, table.index) if by is None else table[by]
    weighed = pd.DataFrame({"n_communes": 1, "n_au_dela": outside.astype(int)}, index=table.index)
    for name, (whole, part, _) in sums.items():
        weighed[whole], weighed[part] = numbers[name], np.where(outside, numbers[name], 0)
    totals = weighed.groupby(group.to_numpy()).sum()
    for whole, part, share in sums.values():
        totals[share] = totals[part] / totals[whole].where(totals[whole] > 0)
    for name in ("population", "population_au_dela"):
        totals[name] = as_counts(totals[name].to_numpy(dtype=float))
    columns = ["n_communes", "n_au_dela", *(name for names in sums.values() for name in names)]
    totals = totals[columns].rename_axis(by or "territoire")
    totals.attrs = dict(gaps.attrs)
    return totals


def _nearest(km: Floats, sites: Floats) -> tuple[Floats, Integers]:
    """Give the distance to the nearest site of each place, and its row, the first if equal."""
    far, nearest = KDTree(sites).query(km, k=[1, 2])
    equal = far[:, 1] <= far[:, 0] * (1 + TOLERANCE)
    first = np.where(equal & np.isfinite(far[:, 1]), nearest.min(axis=1), nearest[:, 0])
    return far[:, 0], np.where(np.isfinite(far[:, 0]), first, -1).astype(np.int64)
