"""The dominant flow of each place, and the hierarchy that it makes: origin–destination → places.

Counted: flows between two places. Not counted: those from a place to itself, which are told.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._types import TEXT, Floats
from poles_geo.analyses.pole_points import note_negative, note_rows, numbers_of
from poles_geo.coded import note_codes, note_columns, plain_table
from poles_geo.errors import Faults, TableError, worded

ENDS, FLOW = ("origine", "destination"), "flux"


def nodal_flows(flows: pd.DataFrame) -> pd.DataFrame:
    """Find which place dominates each other, from the flows themselves.

    A place sends its largest flow to a destination. When that one is larger than it, the place is
    dominated by it; else it is a nodal place, which heads those that it dominates. The size of a
    place is the sum of the flows that come to it from others (J. D. Nystuen and M. F. Dacey,
    « A graph theory interpretation of nodal regions », 1961). Sizes grow along the dominant
    flows: the graph has no cycle, and each place has one head.

    Parameters
    ----------
    flows : DataFrame
        One row a pair, once each: origine, destination (codes in text), flux (from 0). Pairs that
        are not there have no flow; those of a place with itself are told apart.

    Returns
    -------
    DataFrame
        One row a place, in the order of the codes, index `code`: recu (its size), emis, interne
        (its flow to itself); destination of its largest flow, flux_dominant, part_dominante (of
        emis); dominant (the place that dominates it, missing for a nodal one); tete (the nodal
        place that heads it: itself when it is one); niveau (0 for a nodal place, 1 for those that
        it dominates, and so on); domine (how many places it dominates, near and far). Of several
        destinations of one largest flow, the largest place is taken, then the first of the codes.
        A place that sends nothing is nodal. `attrs`: those of `flows`.

    Raises
    ------
    TableError
        With every fault: a column absent, a code that is no text, a flow that is no number from
        0, a pair repeated, no flow between two places.

    Examples
    --------
    >>> flows = pd.DataFrame(
    ...     [("a", "c", 9.0), ("a", "b", 5.0), ("b", "c", 8.0), ("c", "a", 4.0), ("d", "b", 2.0)],
    ...     columns=["origine", "destination", "flux"],
    ... )
    >>> told = nodal_flows(flows)
    >>> told["recu"].tolist(), told["tete"].tolist(), told["niveau"].tolist()
    ([4.0, 7.0, 17.0, 0.0], ['c', 'c', 'c', 'c'], [1, 1, 0, 2])
    """
    origins, destinations, amounts, codes = _checked(flows)
    n = len(codes)
    apart = origins != destinations
    inner = np.bincount(origins[~apart], amounts[~apart], n)
    start, end, amount = origins[apart], destinations[apart], amounts[apart]
    received, sent = (np.asarray(np.bincount(at, amount, n), dtype=float) for at in (end, start))
    order = np.lexsort((end, -received[end], -amount, start))
    first = order[np.unique(start[order], return_index=True)[1]]
    first = first[amount[first] > 0]
    largest, target = np.zeros(n), np.full(n, -1)
    target[start[first]], largest[start[first]] = end[first], amount[first]
    above = np.where((target >= 0) & (received[target] > received), target, -1)
    heads, levels, below = _followed(above, received)
    names = pd.array([*codes, None], dtype=TEXT)
    table = pd.DataFrame(
        {
            "recu": received,
            "emis": sent,
            "interne": inner,
            "destination": names.take(target),
            "flux_dominant": np.where(target >= 0, largest, np.nan),
            "part_dominante": np.divide(largest, sent, out=np.full(n, np.nan), where=sent > 0),
            "dominant": names.take(above),
            "tete": names.take(heads),
            "niveau": pd.array(levels, dtype="Int64"),
            "domine": pd.array(below, dtype="Int64"),
        },
        index=pd.Index(codes, name="code"),
    )
    table.attrs = dict(flows.attrs)
    return table


def _followed(
    above: NDArray[np.intp], sizes: Floats
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Give the head of each place, how far it is, and how many places each has under it."""
    heads, levels = np.arange(len(above)), np.zeros(len(above), dtype=int)
    below = np.zeros(len(above), dtype=int)
    for place in np.argsort(-sizes, kind="stable").tolist():
        if above[place] >= 0:
            heads[place] = heads[above[place]]
            levels[place] = levels[above[place]] + 1
    for place in np.argsort(sizes, kind="stable").tolist():
        if above[place] >= 0:
            below[above[place]] += below[place] + 1
    return heads, levels, below


def _checked(
    flows: pd.DataFrame,
) -> tuple[NDArray[np.intp], NDArray[np.intp], Floats, list[str]]:
    """Give the places of the ends of each flow, the flows, and the codes in order."""
    faults = Faults(worded("flows", "table des flux"))
    table = plain_table(flows)
    note_columns(faults, table, (*ENDS, FLOW))
    faults.raise_if_any(TableError)
    for name in ENDS:
        note_codes(faults, table[name].tolist(), name, f"colonne {name} : des codes en texte")
    faults.raise_if_any(TableError)
    amounts = numbers_of(table[FLOW])
    named = pd.Index(table[ENDS[0]].astype(str) + " – " + table[ENDS[1]].astype(str))
    note_negative(faults, FLOW, amounts, named)
    again = table.duplicated(list(ENDS)).to_numpy()
    note_rows(faults, "couple répété ; ajoutez ses flux en une ligne", again, named)
    faults.raise_if_any(TableError)
    codes = sorted({*table[ENDS[0]], *table[ENDS[1]]})
    known = pd.Index(codes)
    start, end = (known.get_indexer(pd.Index(table[name])) for name in ENDS)
    if not ((start != end) & (amounts > 0)).any():
        raise TableError(
            f"{worded('flows', 'table des flux')} : aucun flux entre deux lieux ; une ligne par "
            "couple est attendue, d'origine et de destination différentes."
        )
    return start, end, amounts, codes
