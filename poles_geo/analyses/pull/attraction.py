"""Which pôle attracts each commune: Huff's shares, and those that a heavier, farther pôle takes.

Counted: masses (professionals) and distances. Not counted: what people do; β is a choice, not a
measure of it.
"""

from collections.abc import Hashable
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.analyses.asked import GENTLEST, STEEPEST, check_asked
from poles_geo.analyses.pole_points import Places, places_of, table_called
from poles_geo.analyses.pull.huff import Reach, heaviest_first, lots, straight, tabled
from poles_geo.analyses.pull.inhabited import (
    Inhabited,
    inhabited_of,
    note_projections,
)
from poles_geo.analyses.reach.checked_costs import MEASURES
from poles_geo.analyses.reach.costs import Costs, with_costs
from poles_geo.analyses.regional.inhabitants import told_beyond, told_years
from poles_geo.coded import WARNINGS, plain_column, warnings_in
from poles_geo.communes.identity import IDENTITY
from poles_geo.errors import Faults, TableError
from poles_geo.ranking.classify import things_of
from poles_geo.ranking.unseen import told_unseen
from poles_geo.typography import french_count, french_exact, punctuate

RANK = "rang"


def attraction(
    poles: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    *,
    beta: float = 2.0,
    costs: pd.DataFrame | Costs | None = None,
) -> pd.DataFrame:
    """Tell which pôle attracts each commune most, and whether it passes over a nearer one.

    Attraction of a pôle of mass M on a commune at d km: ``U = M / max(d, 1) ** beta``, and its
    share ``U / ΣU`` over all the pôles given (D. L. Huff, « A probabilistic analysis of shopping
    center trade areas », Land Economics, 1963). The report speaks of the gravity of masses,
    « force gravitaire », and of the effet tunnel: a far and heavy pôle that passes over the
    nearest.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; effectif; nom and rang where they are there. Those
        around the communes count too.
    communes : GeoDataFrame
        Polygons or points in the projection of the pôles, index `code_commune`; population, as
        :func:`poles_geo.read_communes` gives them: each is at its town hall, or at a point inside.
    beta : float
        Exponent of the distance, over 0: how fast attraction falls. 2 is that of gravity.
    costs : DataFrame or Costs, optional
        Time or distance from each commune to each pôle, in place of straight lines, as for
        :func:`poles_geo.costs_between`: a pair that it has not cannot be reached.

    Returns
    -------
    DataFrame
        Same index as `communes`: nom, departement, region_2014, region_2016 where they are there,
        population; dominant (code of the pôle of the largest share), part (its share, 0 to 1),
        second, part_second (missing where one pôle alone is reached), proche (code of the
        nearest), dominant_km, proche_km (or dominant_minutes, proche_minutes), tunnel (the
        dominant is farther than the nearest); nom_dominant, nom_proche, rang_dominant, rang_proche
        where the pôles have them. Of equals, the heaviest, then the first code. All is missing of
        a commune that reaches no pôle. `attrs`: those of the pôles, beta, and in avertissements
        what distances and people are.

    Raises
    ------
    TableError
        With every fault of both tables: as :func:`poles_geo.links`; no commune; a population that
        is no number from 0; two projections; costs as :func:`poles_geo.costs_between`.
    ChoiceError
        An exponent that is not over 0.

    Examples
    --------
    Masses 100 and 400; a commune 1 km from the first and 2 km from the second: 100 / 1² and
    400 / 2² are equal, and each has half of it.

    >>> import geopandas as gpd, poles_geo as pg
    >>> points = gpd.points_from_xy([600_000, 603_000], [6_800_000] * 2)
    >>> two = gpd.GeoDataFrame(
    ...     {"effectif": [100, 400]}, geometry=points, index=["a", "b"], crs=2154
    ... )
    >>> home = gpd.points_from_xy([601_000], [6_800_000])
    >>> one = gpd.GeoDataFrame({"population": [10]}, geometry=home, index=["c"], crs=2154)
    >>> pg.attraction(two, one)[["dominant", "part", "proche"]].values.tolist()
    [['b', 0.5, 'a']]
    """
    check_beta(beta)
    pulls, homes = checked(poles, communes)
    way = way_to(pulls, homes, poles, communes, costs)
    pulled = pulled_by(homes, pulls, way.reach, beta)
    table = described(pulled, pulls, poles, communes, way.unit)
    table.attrs = told_attrs(poles, communes, beta, way, pulled)
    return table


def attraction_shares(
    poles: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    *,
    beta: float = 2.0,
    costs: pd.DataFrame | Costs | None = None,
) -> pd.DataFrame:
    """Give the share of every pôle in the attraction that each commune undergoes.

    Shares as :func:`poles_geo.attraction`; the expected inhabitants of a pôle are the sum over
    communes of ``share × population``.

    Parameters
    ----------
    poles, communes, beta, costs
        As for :func:`poles_geo.attraction`.

    Returns
    -------
    DataFrame
        Index of the communes, a column a pôle, in the order of their tables (float64, each row of
        sum 1, missing of a commune that reaches no pôle): 8 bytes a pair, 43 MB for France and
        153 pôles. ``table.stack()`` gives it a row a pair. `attrs` as
        :func:`poles_geo.attraction`.

    Raises
    ------
    TableError, ChoiceError
        As :func:`poles_geo.attraction`.

    Examples
    --------
    >>> import geopandas as gpd, poles_geo as pg
    >>> points = gpd.points_from_xy([600_000, 603_000], [6_800_000] * 2)
    >>> two = gpd.GeoDataFrame(
    ...     {"effectif": [100, 400]}, geometry=points, index=["a", "b"], crs=2154
    ... )
    >>> home = gpd.points_from_xy([601_000, 605_000], [6_800_000] * 2)
    >>> homes = gpd.GeoDataFrame({"population": 10}, geometry=home, index=["c", "d"], crs=2154)
    >>> shares = pg.attraction_shares(two, homes)
    >>> print(shares.round(3).to_numpy().tolist())
    [[0.5, 0.5], [0.038, 0.962]]
    >>> print(shares.mul(homes["population"], axis="index").sum().round(2).tolist())
    [5.38, 14.62]
    """
    check_beta(beta)
    pulls, homes = checked(poles, communes)
    way = way_to(pulls, homes, poles, communes, costs)
    shares = np.empty((len(homes.codes), len(pulls.codes)))
    for lot in lots(len(homes.codes), pulls.masses, way.reach, beta):
        shares[lot.rows] = lot.shares
    table = pd.DataFrame(shares, index=homes.codes, columns=pulls.codes)[poles.index]
    table.attrs = told_attrs(poles, communes, beta, way)
    return table


def check_beta(beta: float) -> None:
    """Refuse an exponent that is not over 0, or makes nothing, or all, of a distance.

    Raises
    ------
    ChoiceError
    """
    why = "sans lui, un pôle attire autant de loin que de près"
    if beta > STEEPEST:
        why = "au-delà, il n'y a plus que le plus proche (2 d'ordinaire)"
    check_asked(("beta", "--beta"), beta, STEEPEST, why, least=GENTLEST)


def checked(poles: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> tuple[Places, Inhabited]:
    """Check both tables; give the pôles, the heaviest first, and the communes."""
    pulls = places_of(poles)
    homes = inhabited_of(communes)
    faults = Faults(table_called("communes"))
    note_projections(faults, poles, communes)
    faults.raise_if_any(TableError)
    return heaviest_first(pulls), homes


class Way(NamedTuple):
    """How pôles are reached: the costs, their unit (km, minutes), what a table says of them."""

    reach: Reach
    unit: str
    told: str = ""


def way_to(
    pulls: Places,
    homes: Inhabited,
    poles: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    costs: pd.DataFrame | Costs | None,
) -> Way:
    """Give straight lines, or the costs of a table."""
    if costs is None:
        return Way(straight(homes.km, pulls), "km")
    found = with_costs(communes, poles, costs, names=("communes", "poles"))
    told = " ".join([f"Coûts : {found.label}.", *found.warnings])
    return Way(tabled(found, pulls.codes), MEASURES[found.unit], told)


def told_attrs(
    poles: pd.DataFrame,
    communes: pd.DataFrame,
    beta: float,
    way: Way,
    pulled: "Pulled | None" = None,
) -> dict[Hashable, Any]:
    """Say, with what the pôles' table carries, what attraction and people are."""
    told = [*warnings_in(poles.attrs), *told_unseen(poles)]
    if pulled is not None and (lost := int((pulled.dominant < 0).sum())):
        told.append(f"{french_count(lost, 'commune')} sans pôle que la table de coûts atteigne.")
    told.append(model_told(beta, things_of(poles.attrs), way.told))
    told += [told_years(communes, poles.attrs), told_beyond(communes, poles.attrs)]
    return {**poles.attrs, "beta": beta, WARNINGS: list(filter(None, told))}


def model_told(beta: float, things: str, costs: str = "") -> str:
    """Say what attraction is, and that distances are straight lines, or what costs are."""
    power = french_exact(beta)
    if costs:
        return punctuate(f"Attraction : {things} / coût puissance {power}. {costs}")
    return punctuate(
        f"Attraction : {things} / distance puissance {power}, à vol d'oiseau, de mairie à "
        "mairie (1 km au moins)."
    )


class Pulled(NamedTuple):
    """What communes undergo: ranks of pôles (-1: none), shares, km, and whom each pôle expects."""

    dominant: NDArray[np.intp]
    second: NDArray[np.intp]
    nearest: NDArray[np.intp]
    numbers: dict[str, NDArray[np.float64]]
    expected: NDArray[np.float64]


def pulled_by(homes: Inhabited, pulls: Places, reach: Reach, beta: float) -> Pulled:
    """Keep of the shares of each commune the two first, and the nearest pôle."""
    count = len(homes.codes)
    dominant, second, nearest = (np.full(count, -1) for _ in range(3))
    names = ("part", "part_second", "dominant_reach", "proche_reach")
    numbers = {name: np.full(count, np.nan) for name in names}
    expected = np.zeros(len(pulls.codes))
    for lot in lots(count, pulls.masses, reach, beta):
        there = np.flatnonzero(~np.isnan(lot.shares[:, 0]))
        shares, reached, rows = lot.shares[there], lot.reach[there], there + lot.rows.start
        every = np.arange(len(there))
        expected += homes.people[rows] @ shares
        first, near = shares.argmax(axis=1), reached.argmin(axis=1)
        dominant[rows], nearest[rows] = first, near
        numbers["part"][rows] = shares[every, first]
        numbers["dominant_reach"][rows] = reached[every, first]
        numbers["proche_reach"][rows] = reached[every, near]
        if len(pulls.codes) > 1:
            shares[every, first] = -1.0
            other = shares.argmax(axis=1)
            two = np.isfinite(reached[every, other])
            second[rows[two]] = other[two]
            numbers["part_second"][rows[two]] = shares[every, other][two]
    return Pulled(dominant, second, nearest, numbers, expected)


def described(
    pulled: Pulled,
    pulls: Places,
    poles: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    unit: str,
) -> pd.DataFrame:
    """Write what each commune undergoes, with the codes of its pôles, their names and ranks."""
    names = [name for name in (*IDENTITY, "population") if name in communes]
    table = pd.DataFrame(communes)[names].copy()
    numbers = pulled.numbers
    first, second, near = (
        pulls.codes.take(ranks, allow_fill=True, fill_value=None)
        for ranks in (pulled.dominant, pulled.second, pulled.nearest)
    )
    table["dominant"], table["part"] = first, numbers["part"]
    table["second"], table["part_second"] = second, numbers["part_second"]
    table["proche"] = near
    for part in ("dominant", "proche"):
        table[f"{part}_{unit}"] = numbers[f"{part}_reach"]
    table["tunnel"] = table[f"dominant_{unit}"] > table[f"proche_{unit}"]
    for column in ("nom", RANK):
        if column in poles:
            told = plain_column(poles[column])
            table[f"{column}_dominant"] = told.reindex(first).array
            table[f"{column}_proche"] = told.reindex(near).array
    return table
