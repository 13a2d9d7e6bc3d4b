"""What it costs to go from one pôle to another, when a table says it.

Counted: the pairs that the table has. Not counted: the others, which are told.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from poles_geo._types import Floats, Integers
from poles_geo.analyses.reach.checked_costs import COLUMN, MEASURES, pairs_of_table
from poles_geo.coded import note_columns, plain_table
from poles_geo.errors import Faults, worded
from poles_geo.typography import french_count, french_number

SAME = 1e-9
"""Two costs are one when they differ by less."""


@dataclass(frozen=True, eq=False)
class PoleCosts:
    """Costs between n pôles, in the order of their codes.

    Attributes
    ----------
    one_way : ndarray
        n × n, from the row to the column; infinite where the table has no pair, 0 to itself.
    column : str
        How a table names them: « minutes », « km ».
    told : str
        What they are: « minutes de trajet (osrm, 2024) ».
    absent : int
        Pairs of two pôles that the table has neither way.
    asymmetry : str
        What is to be told of the pairs whose cost differs by the way; empty when none does.
    doubts : list of str
        On their unit, on codes of another year.
    """

    one_way: Floats
    column: str
    told: str
    absent: int
    asymmetry: str
    doubts: list[str]

    @property
    def both_ways(self) -> Floats:
        """The mean of the two ways, or the one that is known; infinite when none is."""
        back = self.one_way.T
        mean = (self.one_way + back) / 2
        return np.where(np.isfinite(mean), mean, np.minimum(self.one_way, back))


def costs_of_poles(codes: pd.Index, table: pd.DataFrame, poles: pd.DataFrame) -> PoleCosts:
    """Match the rows of a table of costs to pôles, or say every fault.

    Parameters
    ----------
    codes : Index
    table : DataFrame
        origine, destination, and minutes or km, as :func:`poles_geo.read_costs` gives them.
    poles : DataFrame
        That places the codes.

    Raises
    ------
    TableError
        As :func:`poles_geo.costs_between`; two pôles at no cost from each other.
    """
    plain = plain_table(table)
    _check_ends(plain)
    # To itself a pôle is at no cost: a table of costs between pôles has no such pair.
    own = plain["origine"].to_numpy() == plain["destination"].to_numpy()
    pairs = pairs_of_table(codes, codes, plain[~own], names=("poles", "poles"), called=(poles,))
    one_way = np.full((len(codes), len(codes)), np.inf)
    one_way[pairs.row, pairs.column] = pairs.amounts
    column = COLUMN[pairs.unit]
    if (nothing := pairs.amounts == 0).any():
        faults = Faults(worded("costs", "table des coûts"))
        named = zip(codes[pairs.row[nothing]], codes[pairs.column[nothing]], strict=True)
        faults.add(
            f"colonne {column} : 0 entre deux pôles, leur force serait infinie ; ôtez ces lignes",
            [f"{one} → {other}" for one, other in named],
        )
        faults.raise_if_any()
    np.fill_diagonal(one_way, 0)
    upper = np.triu_indices(len(codes), 1)
    there, back = one_way[upper], one_way.T[upper]
    absent = int((np.isinf(there) & np.isinf(back)).sum())
    return PoleCosts(
        one_way, column, f"{MEASURES[pairs.unit]} {pairs.told}", absent,
        _asymmetry(there, back, MEASURES[pairs.unit]), pairs.doubts,
    )  # fmt: skip


def _check_ends(table: pd.DataFrame) -> None:
    faults = Faults(worded("costs", "table des coûts"))
    note_columns(faults, table, ("origine", "destination"))
    faults.raise_if_any()


def _asymmetry(there: Floats, back: Floats, unit: str) -> str:
    both = np.isfinite(there) & np.isfinite(back)
    gaps = np.abs(there[both] - back[both])
    if not (differ := gaps > SAME).any():
        return ""
    return (
        f"{french_count(int(differ.sum()), 'couple')} à deux coûts selon le sens (écart d'au plus "
        f"{french_number(float(gaps.max()), 1)} {unit})"
    )


def every_pair(costs: Floats) -> tuple[Integers, Floats]:
    """Give the pairs of places that have a cost (m × 2), and it."""
    first, second = np.nonzero(np.triu(np.isfinite(costs), 1))
    return np.column_stack([first, second]), costs[first, second]
