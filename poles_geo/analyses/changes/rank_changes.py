"""How units go from one rank to another: in words for each, in a matrix for all.

Counted: units. A unit that a side does not have is « absent », never hors pôle.
"""

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from poles_geo.analyses.changes.compared_tables import UNRANKED
from poles_geo.analyses.pole_points import note_rows
from poles_geo.coded import note_columns
from poles_geo.communes.field import NOT_COUNTED, PARTIAL
from poles_geo.errors import Faults, TableError, worded
from poles_geo.ranking.motifs import UNVERIFIABLE
from poles_geo.ranking.rules import HORS_POLE

KEY = "comparaison"
"""Key, in the `attrs`, of what a comparison is of."""
ABSENT = "absent"
SIDES = ("avant", "apres")
WITHOUT = (HORS_POLE, PARTIAL, NOT_COUNTED, UNVERIFIABLE, UNRANKED, ABSENT)
"""States of a unit that has no rank."""
STATES = re.compile(rf"rang \d+|{'|'.join(WITHOUT)}")
"""What a unit is, before or after."""


def rank_matrix(comparison: pd.DataFrame) -> pd.DataFrame:
    """Count the units by their rank before and after.

    Parameters
    ----------
    comparison : DataFrame
        As :func:`compare` gives it.

    Returns
    -------
    DataFrame
        Index ``avant``, columns ``apres``: « rang 1 », … « hors pôle », then what else there is,
        the same on both sides. A unit of `before` that nothing continues is in the column
        « absent ».

    Raises
    ------
    TableError
        It is no comparison.

    Examples
    --------
    >>> comparison = pd.DataFrame(
    ...     {"classement_avant": ["rang 2", "rang 2"], "classement_apres": ["rang 1", "rang 2"]}
    ... )
    >>> rank_matrix(comparison).values.tolist()
    [[0, 0], [1, 1]]
    """
    faults = Faults("comparison")
    columns = [f"classement_{side}" for side in SIDES]
    note_columns(faults, comparison, columns)
    if faults.messages:
        faults.add(worded("pg.compare en donne une", "« poles-geo analyze compare » en écrit une"))
    faults.raise_if_any(TableError)
    states = comparison[columns].astype(object)
    for name, column in states.items():
        known = column.map(lambda state: isinstance(state, str) and bool(STATES.fullmatch(state)))
        note_rows(
            faults,
            f"{name} : « rang 1 », « hors pôle »… attendu, comme pg.compare l'écrit",
            ~known,
            comparison.index,
        )
    gone = [unit["classement"] for unit in disappeared(faults, comparison)]
    faults.raise_if_any(TableError)
    ended = pd.DataFrame({columns[0]: gone, columns[1]: ABSENT})
    states = pd.concat([states, ended], ignore_index=True)
    names = sorted(set(states.to_numpy().ravel()), key=_order)
    matrix = pd.crosstab(states[columns[0]], states[columns[1]])
    matrix = matrix.reindex(index=names, columns=names, fill_value=0).astype("int64")
    return matrix.rename_axis(index=SIDES[0], columns=SIDES[1])


def disappeared(faults: Faults, comparison: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the units before that nothing continues, or note that they are not readable."""
    said = comparison.attrs.get(KEY) or {}
    gone = said.get("disparus", []) if isinstance(said, Mapping) else None
    if isinstance(gone, list) and all(
        isinstance(unit, dict) and STATES.fullmatch(str(unit.get("classement"))) for unit in gone
    ):
        return gone
    faults.add(f"attrs : {KEY} n'est pas ce que pg.compare y écrit")
    return []


def _order(state: str) -> tuple[int, str]:
    """Put the ranks first, then hors pôle, what is not ranked, and what is absent."""
    if state.startswith("rang "):
        return (0, state)
    return ([HORS_POLE, state, ABSENT].index(state) + 1, state)


def passage_of(first: str, last: str, new: str) -> str:
    """Say in a few words how a unit went from one rank to the other."""
    if first == ABSENT:
        return new
    ranks = [int(state.removeprefix("rang ")) if state.startswith("rang ") else None
             for state in (first, last)]  # fmt: skip
    if None not in ranks:
        won = int(ranks[0] or 0) - int(ranks[1] or 0)
        if not won:
            return "même rang"
        how = "un rang" if abs(won) == 1 else f"{abs(won)} rangs"
        return f"{'gagne' if won > 0 else 'perd'} {how}"
    if first == last == HORS_POLE:
        return HORS_POLE
    if first == HORS_POLE and ranks[1]:
        return "devient pôle"
    if ranks[0] and last == HORS_POLE:
        return "perd son rang"
    return "non comparable"
