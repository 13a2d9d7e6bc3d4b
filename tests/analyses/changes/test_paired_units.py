"""Units of two zonings paired by the inhabitants that they share; of as many, in a fixed order."""

import pandas as pd

from poles_geo.analyses.changes.paired_units import pair_units
from poles_geo.edition.embedded import load_movements

BEFORE = {"01994": "A", "01995": "A", "01996": "B"}
"""Units of communes of which no inhabitants are known: each weighs as much."""


def composition(units: dict[str, str]) -> pd.DataFrame:
    table = pd.DataFrame({"code_bassin": units}).rename_axis("code_commune")
    table.attrs["annee_cog"] = 2024
    return table


def paired(after: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    pairs = pair_units(composition(BEFORE), composition(after), movements=load_movements())
    return pairs.before.dropna().to_dict(), pairs.heirs.to_dict()


def test_of_as_many_inhabitants_the_unit_of_the_same_code_is_the_pair() -> None:
    known = {"A": "A", "B": "B"}
    assert paired({"01994": "A", "01995": "B", "01996": "B"}) == (known, known)


def test_of_as_many_inhabitants_under_other_codes_the_lowest_is_the_pair() -> None:
    before, heirs = paired({"01994": "D", "01995": "C", "01996": "B"})
    assert before == {"C": "A", "B": "B"}
    assert heirs == {"A": "C", "B": "B"}
