"""What a row of configurations says, in a sentence."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from poles_geo.analyses.regional.regional_types import AUTRE
from poles_geo.ranking.classify import things_of
from poles_geo.typography import (
    NO_BREAK_SPACE,
    capitalised,
    french_count,
    french_number,
    french_percent,
    typeset,
)


def sentence_of(name: str, row: Mapping[Any, Any], attrs: Mapping[Hashable, Any]) -> str:
    """Say what a group of pôles is like, from its row of :func:`poles_geo.configurations`.

    What is missing in the row is not said. `attrs`: those of the table, for what it counts.
    """
    kind, first = row["type"], row["premier"]
    thing = things_of(attrs).removesuffix("s")
    head = capitalised(name) if pd.isna(kind) or kind == AUTRE else f"{capitalised(name)}, {kind}"
    parts = [f"{first}, {french_count(row['masse_premier'], thing)}, {_beside(row)}"]
    if pd.notna(row["relais_pour_1000"]) and row["n_poles"] > 1:
        relays = row["relais_pour_1000"]
        parts.append(
            f"{french_number(relays, 1)} {thing}{'s' * (relays >= 2)} de relais pour "
            f"{french_number(1000)} habitants, Crunch de {french_number(row['crunch'], 2)}"
        )
    if pd.notna(row["plus_proche"]):
        parts.append(f"profil le plus proche : {row['plus_proche']}")
    if pd.notna(row["part_tirages"]):
        parts.append(f"type gardé dans {share_held(row['part_tirages'])} des tirages à 10 % près")
    return typeset(f"{head} : {' ; '.join(parts)}.")


def share_held(share: float) -> str:
    """Write a share of draws: « 100 % » is all of them, and « 0 % » none.

    Examples
    --------
    >>> share_held(1.0) == french_percent(1, 0), share_held(0.999) == french_percent(0.999, 1)
    (True, True)
    """
    return french_percent(share, 0 if share in (0, 1) or 0.005 <= share < 0.995 else 1)


def _beside(row: Mapping[Any, Any]) -> str:
    """Compare the first pôle with its seconds."""
    if row["n_poles"] < 2:
        return "seul pôle"
    by_mass, by_rank = (
        f"{french_number(row[f'rapport_{by}'], 1)}{NO_BREAK_SPACE}fois" for by in ("masse", "rang")
    )
    place = "premier" if row["rang_deuxieme"] < row["rang_premier"] else "deuxième"
    if row["code_deuxieme_masse"] != row["code_deuxieme_rang"]:
        return (
            f"pèse {by_mass} {row['deuxieme_masse']}, deuxième par la masse, et {by_rank} "
            f"{row['deuxieme_rang']}, {place} par le rang"
        )
    both = "et par le rang" if place == "deuxième" else f"et {place} par le rang"
    return f"pèse {by_mass} {row['deuxieme_masse']}, deuxième par la masse {both}"
