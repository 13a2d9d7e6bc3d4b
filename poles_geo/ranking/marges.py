"""How far each bassin is from another rank, in persons who would come, leave or be others.

Each measure is moved alone, the others held; what two measures moved together would do is not
looked at.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._types import TEXT, Integers
from poles_geo.ranking.measures import MEASURES, Measures, measures_of
from poles_geo.ranking.rules import MAXIMUM, Condition, Rules
from poles_geo.tabular.counted_units import PROFESSIONALS

POINTS = "points"


def marges(effectif: Integers, pole: Integers, psychiatry: Integers, rules: Rules) -> pd.DataFrame:
    """Find the smallest change that gives each bassin another rank.

    Three changes are tried, and the one that concerns the fewest persons is kept:

    1. professionals come or leave, the shares of pôle and of psychiatric nurses being held;
    2. professionals of proximité become of pôle, or the reverse: the share of pôle moves, the
       effectif and the psychiatric nurses are held;
    3. other professionals of pôle become psychiatric nurses, or the reverse: their share moves,
       the effectif and the professionals of pôle are held.

    Between changes of as many persons, the first of this list, and a gain before a loss.

    Parameters
    ----------
    effectif, pole, psychiatry : arrays of int64, of length n
        Professionals of each bassin: all, of pôle, psychiatric nurses.
    rules : Rules

    Returns
    -------
    DataFrame
        n rows, in order:

        - `marge`: the change, positive to gain and negative to lose. Change 1: a whole number of
          professionals, the one that crosses an excluded bound included. Changes 2 and 3:
          percentage points of the effectif, ``100 * persons / effectif``. Missing where no such
          change exists, as in a bassin without any professional.
        - `marge_personnes` (Int64): the same change in whole persons, of the same sign. Change 1:
          those who come or leave, `marge` itself. Change 2: those of proximité who become of pôle,
          or the reverse; change 3: those of pôle who become psychiatric nurses, or the reverse:
          the effectif is held. No change of fewer persons gives another rank. Missing with `marge`.
        - `marge_unite`: « professionnels » for change 1, « points » for the others.
        - `marge_rang`: the rank after the change; missing for hors pôle.
    """
    current = rules.positions(measures_of(effectif, pole, psychiatry))
    tried = list(_changes(effectif, pole, psychiatry, rules))
    orders = np.array([[order] for order, _, _ in tried])
    persons = np.stack([change for _, change, _ in tried])
    after = np.stack([position for _, _, position in tried])
    preference = 8 * np.abs(persons) + 2 * orders + (persons < 0)
    preference[after == current] = np.iinfo(np.int64).max
    best = preference.argmin(axis=0), np.arange(len(effectif))
    found = after[best] != current
    in_points = orders[best[0], 0] > 0
    value = np.where(in_points, 100 * persons[best] / np.maximum(effectif, 1), persons[best])
    units = np.where(in_points, POINTS, PROFESSIONALS)
    ranks = pd.array([*(rank.rang for rank in rules.ranks), pd.NA], dtype="Int64")
    return pd.DataFrame(
        {
            "marge": np.where(found, value, np.nan),
            "marge_personnes": pd.Series(persons[best], dtype="Int64").where(found),
            "marge_unite": pd.Series(units, dtype=TEXT).where(found),
            "marge_rang": pd.Series(ranks.take(after[best])).where(found),
        }
    )


def _changes(
    effectif: Integers, pole: Integers, psychiatry: Integers, rules: Rules
) -> Iterator[tuple[int, Integers, NDArray[np.intp]]]:
    """Yield the changes that bring each bassin just on either side of a bound.

    The rank is constant between two bounds, so the nearest change of rank is one of these. Each
    is (which of the three, from 0; persons to gain or lose; position of the rank after it).
    Where it cannot be made (a group below zero or larger than the one that holds it), it is of
    no person.
    """
    zero = np.zeros_like(effectif)

    def at_constant_shares(total: Integers) -> Measures:
        shares = measures_of(effectif, pole, psychiatry)
        grown = measures_of(total * effectif, total * pole, total * psychiatry)
        numbers = {
            name: (grown[name][0], grown[name][1] * effectif)
            for name, measure in MEASURES.items()
            if not measure.share
        }
        return {**shares, **numbers}

    moves = (
        (effectif, zero, np.where(effectif > 0, MAXIMUM, 0), at_constant_shares),
        (pole, psychiatry, effectif, lambda number: measures_of(effectif, number, psychiatry)),
        (psychiatry, zero, pole, lambda number: measures_of(effectif, pole, number)),
    )
    conditions = [condition for rank in rules.ranks for condition in rank.conditions]
    for order, (number, lowest, highest, measures_at) in enumerate(moves):
        gained = np.minimum(lowest + 1, highest)
        for first in (gained, *(_turn(c, lowest, highest, measures_at) for c in conditions)):
            for side in (first, first - 1):
                after = np.where((lowest <= side) & (side <= highest), side, number)
                yield order, after - number, rules.positions(measures_at(after))


def _turn(
    condition: Condition,
    lowest: Integers,
    highest: Integers,
    measures_at: Callable[[Integers], Measures],
) -> Integers:
    """Smallest number at which a condition is no longer what it is at the lowest.

    Along a change a measure always grows, or always lessens: one turn at most. Without any, the
    highest number.
    """
    at_lowest = condition.holds(measures_at(lowest))
    below, above = lowest, highest
    for _ in range(MAXIMUM.bit_length()):
        middle = (below + above) // 2
        turned = condition.holds(measures_at(middle)) != at_lowest
        below, above = np.where(turned, below, middle), np.where(turned, middle, above)
    return above
