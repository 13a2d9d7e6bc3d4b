"""Costs of former communes, taken for those of the commune that has them today.

Counted: the pairs that the commune of today has not of its own, at their least cost. Not counted:
the others, from a former commune to another of the same, or to a place that has its own cost.
"""

import pandas as pd

from poles_geo._types import TEXT, Floats
from poles_geo.edition import embedded
from poles_geo.typography import french_count, listed

NAMED = 3


def of_today(
    ends: list[pd.Series], values: Floats, known: pd.Index
) -> tuple[list[pd.Series], Floats, int, str]:
    """Put the codes of former communes at those of today, where these are known.

    Parameters
    ----------
    ends : list of Series
        Codes of the origin and of the destination of each cost.
    values : ndarray
    known : Index
        Codes of demands and sites: no code among them is changed.

    Returns
    -------
    ends, values
        Of the rows kept.
    int
        Rows of former communes.
    str
        What is to be told of them; empty when there are none.
    """
    former = embedded.load_former_codes()
    former = former[former.isin(known) & ~former.index.isin(known)]
    moved = [end.isin(former.index).to_numpy() for end in ends]
    other = moved[0] | moved[1]
    if not other.any():
        return ends, values, 0, ""
    codes = pd.unique(pd.concat([end[there] for end, there in zip(ends, moved, strict=True)]))
    now = pd.DataFrame({k: end.map(former).fillna(end) for k, end in enumerate(ends)})
    was = [end.array for end in ends]
    now = now.assign(other=other, cost=values).reset_index(drop=True)
    inside = now["other"] & (now[0] == now[1]) & (was[0] != was[1])
    rest = now[~inside].sort_values(["other", "cost"], kind="stable")
    kept = rest[~(rest["other"] & rest.duplicated([0, 1]))].sort_index()
    named = listed([f"{code} ({former[code]})" for code in codes[:NAMED]])
    told = (
        f"{french_count(len(codes), 'ancienne commune', 'anciennes communes')}, {named}"
        f"{'…' if len(codes) > NAMED else ''} : leurs coûts sont ceux de la commune d'aujourd'hui "
        "(entre parenthèses), pour les seuls couples qu'elle n'a pas d'elle-même."
    )
    sides = [kept[side].astype(TEXT) for side in (0, 1)]
    return sides, kept["cost"].to_numpy(float), int(other.sum()), told
