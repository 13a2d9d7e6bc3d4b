"""A fact of a territory: what it is of, its number, the same of its region and of the country.

A number that is not known has a state in its place: not given, not counted, counted in part.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from poles_geo._types import TEXT

NOT_GIVEN, NONE = "non donné", "aucun"
"""The table was not given; there is none. The other states are those of a count."""
PEOPLE, COUNTS, POLES, STRUCTURES, GROUPINGS, ACCESS = (
    "population",
    "effectifs",
    "pôles",
    "structures",
    "coopérations",
    "accès",
)
SECTIONS = (PEOPLE, COUNTS, POLES, STRUCTURES, GROUPINGS, ACCESS)
"""What a territory is told of, in this order."""


@dataclass(frozen=True)
class Fact:
    """One row: see :func:`poles_geo.territory_facts`."""

    rubrique: str
    nom: str
    mesure: str = ""
    valeur: float | None = None
    unite: str = ""
    etat: str = ""
    region: float | None = None
    france: float | None = None
    etat_region: str = ""
    etat_france: str = ""
    code: str = ""
    rang: int | None = None
    precision: str = ""
    marge: str = ""


COLUMNS: dict[str, Any] = {
    "rubrique": TEXT,
    "code": TEXT,
    "nom": TEXT,
    "rang": "Int64",
    "mesure": TEXT,
    "valeur": "Float64",
    "unite": TEXT,
    "etat": TEXT,
    "region": "Float64",
    "etat_region": TEXT,
    "france": "Float64",
    "etat_france": TEXT,
    "precision": TEXT,
    "marge": TEXT,
}


def table_of(facts: Sequence[Fact]) -> pd.DataFrame:
    """Make a table of facts, in their order; a text that says nothing is missing."""
    rows = [asdict(fact) for fact in facts]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    for name, kind in COLUMNS.items():
        column = table[name].astype(object)
        known = column.where(column != "", None) if kind is TEXT else column
        table[name] = pd.Series(pd.array(known.tolist(), dtype=kind), table.index)
    return table


def facts_of(table: pd.DataFrame) -> list[Fact]:
    """Give back the facts of a table."""
    texts = [name for name, kind in COLUMNS.items() if kind is TEXT]
    plain = table[list(COLUMNS)].astype(object)
    plain = plain.where(plain.notna(), None)
    plain[texts] = plain[texts].map(lambda text: text or "")
    return [Fact(**{str(name): value for name, value in row.items()})
            for row in plain.to_dict("records")]  # fmt: skip
