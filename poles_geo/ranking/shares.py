"""The shares of bassins beside the conditions that a rank puts on them.

Counted: nothing, the effectifs are taken as :func:`classify` checks them.
"""

import numpy as np
import pandas as pd

from poles_geo._types import TEXT
from poles_geo.communes.field import field_of
from poles_geo.errors import ChoiceError, TableError
from poles_geo.ranking.carried import rules_given
from poles_geo.ranking.classify import COLUMNS, classify
from poles_geo.ranking.measures import MEASURES, measures_of
from poles_geo.ranking.rules import Condition, Rank, Rules
from poles_geo.ranking.wording import condition_failed

PARTS = ("part_proximite", "part_pole_hors_psychiatrie", "part_psychiatrie")
"""The three shares of a bassin, whose sum is 1."""
HELD, UNCONCERNED = "remplies", "sans objet"
"""What the conditions are for a bassin that fulfils them, or does not reach the rank by number."""


def shares(
    effectifs: pd.DataFrame, *, rules: Rules | None = None, rang: int | None = None
) -> pd.DataFrame:
    """Give the three shares of each bassin, and the first condition of a rank that they fail.

    Parameters
    ----------
    effectifs : DataFrame
        As for :func:`classify`, ranked or not.
    rules : Rules, optional
        By default, those that the table carries, else the report's.
    rang : int, optional
        The rank whose conditions are told; by default, the highest that asks for a share.

    Returns
    -------
    DataFrame
        Same index and order. part_proximite, part_pole_hors_psychiatrie, part_psychiatrie, from 0
        to 1, whose sum is 1: professionals of proximity, of pôle but for the psychiatric nurses,
        and these, over all. condition: « remplies », the first share condition that fails, or
        « sans objet » when the number of professionals does not reach the rank. All missing in a
        bassin of nobody, or not wholly counted.

    Raises
    ------
    TableError
        As for :func:`classify`; a table that lacks professions, whose shares are not known.
    ChoiceError
        As for :func:`classify`; a rank that asks for no share.

    Examples
    --------
    >>> albi = pd.DataFrame(
    ...     {"effectif": 2919, "proximite": 2400, "pole": 519, "infirmiers_psychiatrie": 119},
    ...     index=pd.Index(["81004"], name="code_bassin"),
    ... )
    >>> told = shares(albi)
    >>> told["condition"].item().endswith("de professionnels de pôle")
    True
    >>> told.drop(columns="condition").round(3).to_numpy().tolist()
    [[0.822, 0.137, 0.041]]
    """
    rules = rules_given(effectifs, rules)
    rank = rank_of_shares(rules, rang)
    table = classify(effectifs, rules)
    if professions := field_of(table.attrs).professions:
        raise TableError(
            f"parts : la table compte {professions} ; les parts de proximité, de pôle et de "
            "psychiatrie sont celles de toutes les professions. Comptez-les toutes."
        )
    whole = table["effectif"].gt(0).fillna(value=False) & table["type_pole"].notna()
    kept = table[whole.to_numpy(dtype=bool)]
    counts = {name: kept[name].to_numpy(np.int64) for name in COLUMNS}
    psychiatry = counts["infirmiers_psychiatrie"]
    told = pd.DataFrame(
        {
            name: part / counts["effectif"]
            for name, part in zip(
                PARTS, (counts["proximite"], counts["pole"] - psychiatry, psychiatry), strict=True
            )
        },
        index=kept.index,
    )
    measures = measures_of(counts["effectif"], counts["pole"], psychiatry)
    states = np.full(len(kept), HELD, dtype=object)
    for condition in share_conditions(rank)[::-1]:
        states[~condition.holds(measures)] = condition_failed(condition)
    for condition in rank.conditions:
        if not MEASURES[condition.measure].share:
            states[~condition.holds(measures)] = UNCONCERNED
    told["condition"] = pd.array(states, dtype=TEXT)
    told = told.reindex(effectifs.index)
    told.attrs = dict(table.attrs)
    return told


def rank_of_shares(rules: Rules, rang: int | None = None) -> Rank:
    """Return the rank of a number, or the highest that asks for a share.

    Raises
    ------
    ChoiceError
        There is none; the rank asks for no share.
    """
    asking = {rank.rang: rank for rank in rules.ranks if rank.asks_share}
    if not asking:
        raise ChoiceError(
            f"rules : aucun rang de « {rules.name} » ne demande une part ; rien n'est à montrer."
        )
    if rang is None:
        return next(iter(asking.values()))
    if rang not in asking:
        listed = ", ".join(map(str, asking))
        raise ChoiceError(f"rang = {rang!r} : les rangs qui demandent une part sont {listed}.")
    return asking[rang]


def share_conditions(rank: Rank) -> tuple[Condition, ...]:
    """Return the conditions of a rank that bound a share."""
    return tuple(c for c in rank.conditions if MEASURES[c.measure].share)
