"""Columns of any type give the same; codes that lost a zero are called that, or get it back."""

from numbers import Real
from typing import Any

import pandas as pd
import pytest
from effectif_tables import raises
from right_calls import CALLS, function_of
from right_values import movements, poles
from wrong_values import same_tables

import poles_geo as pg
from poles_geo.errors import TableError

SAME = [
    *("classify.effectifs", "exposure.poles", "carry_over.table", "carry_composition.composition"),
    *("bridge.before", "bridge.after", "bridge.weights", "aggregate.zonage"),
    *("composition_of.zonage", "count_professionals.source", "links.poles"),
    *("cartes.check_poles.poles", "report_2014.figure1.poles", "report_2014.annexe2.poles"),
    "report_2014.figure3.poles",
]


@pytest.mark.parametrize("named", SAME)
def test_columns_of_categories_or_of_arrow_give_the_same(named: str) -> None:
    name, argument = named.rsplit(".", 1)
    function, right = function_of(name), CALLS[name]()
    expected = said(function(**right))
    for kind, same in same_tables(right[argument]):
        if not (kind == "object" and argument in ("table", "weights")):
            assert said(function(**{**right, argument: same})) == expected, kind


def said(result: Any) -> str:
    """Write what a result says, whatever the types of its columns."""
    table = getattr(result, "counts", getattr(result, "table", result))
    table = getattr(table, "composition", table)
    plain = pd.DataFrame(table).drop(columns="geometry", errors="ignore").astype(object)
    return str(plain.map(_cell).reset_index().to_csv(index=False))


def _cell(value: Any) -> str:
    if pd.isna(value):
        return ""
    return str(float(value)) if isinstance(value, Real) else str(value)


@pytest.mark.parametrize(
    "index",
    [
        pd.Index([59350, 59122, 62041, 62498]),
        pd.Index([1004.0, 1053.0, 2691.0, 59350.0]),
        pd.Index(["1004", "59122", "62041", "62498"]),
        pd.Index([1004, "59122", "62041", "62498"], dtype=object),
    ],
)
@pytest.mark.parametrize("name", ["cartes.check_poles", "links", "cartes.check_everywhere"])
def test_a_code_that_lost_its_zero_is_called_that(name: str, index: pd.Index) -> None:
    given = poles().set_axis(index[: len(poles())])
    with raises(TableError, match=r"le zéro de tête a été perdu.*str.zfill\(5\)"):
        function_of(name)(given)


@pytest.mark.parametrize("numbers", [[1004, 1053, 59350], ["1004", "1053", "59350"]])
def test_a_commune_gets_its_zero_back_and_it_is_told(numbers: list[Any]) -> None:
    given = pd.DataFrame({"60": [1, 2, 3]}, index=numbers)
    with pytest.warns(UserWarning, match="table.*2.codes.*1004 → 01004"):
        carried = pg.carry_over(given, movements(), 2023, from_year=2024)
    assert carried.table["60"].to_dict() == {"01004": 1, "01053": 2, "59350": 3}
