"""The share of each pôle in the attraction that a place undergoes, lot by lot of places.

Counted: masses over distances. Not counted: what people do, which alone would say β.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.analyses.pole_points import Places
from poles_geo.analyses.reach.costs import Costs

AT_ONCE = 200_000
"""Pairs of a place and a pôle computed at once: what the cache of a processor holds."""
LEAST = 1.0
"""Kilometre, or minute, under which nearer is no more attractive."""

Reach = Callable[[slice], NDArray[np.float64]]
"""Gives, for some places, the distance or the cost to each pôle (k × m); infinite: no way."""


@dataclass(frozen=True)
class Lot:
    """What some places undergo.

    Attributes
    ----------
    rows : slice
        Which places.
    reach : ndarray
        k × m, kilometres or minutes.
    shares : ndarray
        k × m, each row of sum 1; NaN where no pôle can be reached.
    """

    rows: slice
    reach: NDArray[np.float64]
    shares: NDArray[np.float64]


def lots(count: int, masses: NDArray[np.float64], reach: Reach, beta: float) -> Iterator[Lot]:
    """Yield the Huff shares of places, ``M / max(d, 1) ** beta`` over its sum, lot by lot.

    Distances are taken over the least of their row, so that no power overflows.

    Parameters
    ----------
    count : int
        Places.
    masses : ndarray
        m, over 0.
    reach : callable
    beta : float
        Over 0.
    """
    weights = masses / masses.max()
    step = max(1, AT_ONCE // len(masses))
    for start in range(0, count, step):
        rows = slice(start, min(start + step, count))
        found = reach(rows)
        shares = np.maximum(found, LEAST)
        least = shares.min(axis=1, keepdims=True)
        nowhere = np.isinf(least[:, 0])
        np.divide(np.where(np.isinf(least), LEAST, least), shares, out=shares)
        np.power(shares, beta, out=shares)
        shares *= weights
        with np.errstate(invalid="ignore"):
            shares /= shares.sum(axis=1, keepdims=True)
        shares[nowhere] = np.nan
        yield Lot(rows, found, shares)


def straight(places: NDArray[np.float64], poles: Places) -> Reach:
    """Give the straight lines between places (n × 2, km) and pôles."""

    def reach(rows: slice) -> NDArray[np.float64]:
        here = places[rows]
        found = np.subtract.outer(here[:, 0], poles.km[:, 0])
        other = np.subtract.outer(here[:, 1], poles.km[:, 1])
        found *= found
        other *= other
        found += other
        return np.sqrt(found, out=found)

    return reach


def tabled(costs: Costs, codes: pd.Index) -> Reach:
    """Give the costs of a table, to pôles in the order of `codes`; infinite: a pair it has not."""
    places = costs.destinations.get_indexer(codes)

    def reach(rows: slice) -> NDArray[np.float64]:
        starts = costs.starts[rows.start : rows.stop + 1]
        stored = slice(starts[0], starts[-1])
        found = np.full((len(starts) - 1, len(costs.destinations)), np.inf)
        row = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        found[row, costs.sites[stored]] = costs.amounts[stored]
        return found[:, places]

    return reach


def heaviest_first(poles: Places) -> Places:
    """Order pôles by mass, equals by code: the first of those that tie is then the heaviest."""
    order = np.lexsort((np.asarray(poles.codes, dtype=str), -poles.masses))
    return Places(poles.codes[order], poles.km[order], poles.masses[order])
