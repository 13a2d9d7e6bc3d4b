"""On which heavier pôle each one depends: the nearest, and the chain that leads to the heaviest.

Counted: straight lines, or the costs of a table, from the pôle to the heavier. Not counted: ranks,
what patients do.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from poles_geo._types import Floats, Integers
from poles_geo.analyses.mesh.graphs import TOLERANCE, by_code
from poles_geo.analyses.mesh.maillage import with_doubts, with_unseen
from poles_geo.analyses.mesh.pole_costs import PoleCosts, costs_of_poles
from poles_geo.analyses.pole_points import Places, as_counts, places_of, some_named
from poles_geo.analyses.reach.costs import STRAIGHT
from poles_geo.typography import french_count

NAMES = ("nom", "rang")
SHOWN = 3
FIRST_NEIGHBOURS = 8
"""Among which a heavier pôle is sought first."""


def dependency(poles: gpd.GeoDataFrame, *, costs: pd.DataFrame | None = None) -> gpd.GeoDataFrame:
    """Give to each pôle the nearest that is heavier, and the chain that it makes.

    Heavier by the number of professionals, not by rank: the nearest of higher rank would make
    Albi (2 919) depend on Castres (1 590). Of two equally near, the heavier, then the first code.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; effectif.
    costs : DataFrame, optional
        As for :func:`poles_geo.links`; the nearest is then the least costly to go to, and a
        heavier pôle that the table does not reach is out of reach.

    Returns
    -------
    GeoDataFrame
        Index and points of `poles`: nom, rang (where they are there), effectif; code_dominant
        (missing when none is heavier, or within reach), nom_dominant, distance_km (straight
        line), with costs minutes or km, rapport (mass of the dominant over its own, over 1),
        niveau (0 without dominant, else one more than that of its dominant), code_tete (where its
        chain ends, itself at level 0), dependants and masse_dependante (pôles whose chain passes
        through it, and their mass in professionals). `attrs`: those of `poles`, avertissements,
        remarques.

    Raises
    ------
    TableError
        As :func:`poles_geo.links`.

    Warns
    -----
    UserWarning
        When costs differ by the way, are in a unit that is not thinkable, or reach no heavier pôle
        from some.

    Examples
    --------
    >>> import poles_geo as pg
    >>> table = pg.dependency(pg.load_report())
    >>> albi = table[table["nom"] == "Albi"].iloc[0]
    >>> print(albi["nom_dominant"], round(albi["distance_km"], 1), round(albi["rapport"], 1))
    Toulouse 67.1 8.2
    """
    places = by_code(places_of(poles))
    known = None if costs is None else costs_of_poles(places.codes, costs, poles)
    dominant = _dominants(places, None if known is None else known.one_way)
    depends = np.flatnonzero(dominant >= 0)
    above = dominant[depends]
    dependent, codes = places.codes[depends], places.codes.to_numpy()
    found = pd.DataFrame(index=places.codes)
    found["code_dominant"] = pd.Series(codes[above], dependent, dtype="str")
    if "nom" in poles:
        found["nom_dominant"] = poles["nom"].reindex(found["code_dominant"]).array
    km = np.hypot(*(places.km[depends] - places.km[above]).T)
    found["distance_km"] = pd.Series(km, dependent)
    if known is not None:
        found[known.column] = pd.Series(known.one_way[depends, above], dependent)
    found["rapport"] = pd.Series(places.masses[above] / places.masses[depends], dependent)
    level, head, below, mass = _chains(places.masses, dominant)
    found["niveau"], found["code_tete"] = level, codes[head]
    found["dependants"], found["masse_dependante"] = below, as_counts(mass)
    kept = [name for name in (*NAMES, "effectif") if name in poles]
    table = gpd.GeoDataFrame(poles[[*kept, poles.geometry.name]].join(found))
    said: dict[str, object] = {"couts": f"km {STRAIGHT}"}
    if known is not None:
        said = {"couts": known.told, "couples_sans_cout": known.absent}
    lost = places.codes[(dominant < 0) & (places.masses < places.masses.max(initial=0))]
    table.attrs = with_doubts(
        with_unseen(poles), said, [] if known is None else _doubts(known, lost, poles)
    )
    return table


def _doubts(known: PoleCosts, lost: pd.Index, poles: pd.DataFrame) -> list[str]:
    """Say what is to be known of costs, and of the pôles from which they reach no heavier one."""
    doubts = list(known.doubts)
    if known.asymmetry:
        doubts.append(f"{known.asymmetry} : chacun est pris du pôle vers le plus lourd.")
    if len(lost):
        doubts.append(
            f"{french_count(len(lost), 'pôle')} sans pôle plus lourd que la table de coûts "
            f"atteigne ({some_named(lost, poles)})."
        )
    return doubts


def _dominants(places: Places, costs: Floats | None) -> Integers:
    """Give the row of the nearest heavier place of each, -1 when there is none.

    Rows are in the order of the codes; of two equally near, the heavier, then the first.
    """
    return _nearest_heavier(places) if costs is None else _cheapest_heavier(places.masses, costs)


def _cheapest_heavier(masses: Floats, costs: Floats) -> Integers:
    found = np.full(len(masses), -1)
    order = np.argsort(-masses, kind="stable")
    falling = -masses[order]
    for place, heaviest in zip(order, np.searchsorted(falling, falling), strict=True):
        heavier = order[:heaviest]
        if len(heavier) and np.isfinite(least := costs[place, heavier].min()):
            near = costs[place, heavier] <= least * (1 + TOLERANCE)
            found[place] = heavier[np.flatnonzero(near)[0]]
    return found


def _nearest_heavier(places: Places) -> Integers:
    """Look among more and more neighbours, until a heavier one is sure to be the nearest."""
    masses, count = places.masses, len(places.masses)
    found = np.full(count, -1)
    if not count:
        return found
    tree = KDTree(places.km)
    sought = np.flatnonzero(masses < masses.max())
    neighbours = min(FIRST_NEIGHBOURS, count)
    while len(sought):
        every, other = tree.query(places.km[sought], range(1, neighbours + 1))
        far = np.where(masses[other] > masses[sought, None], every, np.inf)
        reach = far.min(axis=1) * (1 + TOLERANCE)
        weights = np.where(far <= reach[:, None], masses[other], -1)
        first = np.where(weights == weights.max(axis=1, keepdims=True), other, count).min(axis=1)
        sure = (reach < every[:, -1]) | (neighbours == count)
        found[sought[sure]] = first[sure]
        sought, neighbours = sought[~sure], min(count, 4 * neighbours)
    return found


def _chains(masses: Floats, dominant: Integers) -> tuple[Integers, Integers, Integers, Floats]:
    """Give level and head of each place, how many depend on it, and what they weigh."""
    level, head = np.zeros(len(masses), dtype=np.int64), np.arange(len(masses))
    below, mass = np.zeros(len(masses), dtype=np.int64), np.zeros(len(masses))
    order = np.argsort(-masses, kind="stable")
    for place in order[dominant[order] >= 0]:
        level[place] = level[dominant[place]] + 1
        head[place] = head[dominant[place]]
    for place in order[::-1]:
        if (above := dominant[place]) >= 0:
            below[above] += below[place] + 1
            mass[above] += mass[place] + masses[place]
    return level, head, below, mass
