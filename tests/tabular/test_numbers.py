"""Numbers as files write them: read rightly, or refused; never one for another."""

import re

import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given
from hypothesis import strategies as st

from poles_geo.errors import LayoutError
from poles_geo.tabular.numbers import LARGEST, numbers, read_numbers
from poles_geo.tabular.texts.quoting import UNKNOWN


def column(*cells: str) -> pd.Series:
    return pd.Series(list(cells), name="60", dtype="str")


@pytest.mark.parametrize("mark", sorted(UNKNOWN))
def test_every_mark_of_a_secret_number_has_its_remedy(mark: str) -> None:
    with raises(LayoutError, match=f"'{re.escape(mark)}'.*une valeur secrète"):
        numbers(column("12", mark))


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["12", " 7 ", "-3", "+4", "007"], [12, 7, -3, 4, 7]),
        (["1 234", "12\u00a0345", "1\u202f234\u202f567", "1'234"], [1234, 12345, 1234567, 1234]),
        (["12,5", "1234,75"], [12.5, 1234.75]),
        (["12.5", "0.125"], [12.5, 0.125]),
        (["1.234", "12.5"], [1.234, 12.5]),
        (["1,234", "12,5"], [1.234, 12.5]),
        (["1.234.567", "1.234"], [1234567, 1234]),
        (["1,234,567", "1,234"], [1234567, 1234]),
        (["1.234,5", "2.345"], [1234.5, 2345]),
        (["1,234.5", "2,345"], [1234.5, 2345]),
        (["1 234,5", "2.345"], [1234.5, 2345]),
        (["0.125", "0.250"], [0.125, 0.25]),
        (["1234.567", "1.234"], [1234.567, 1.234]),
    ],
)
def test_a_column_says_what_its_marks_are(cells: list[str], expected: list[float]) -> None:
    assert numbers(column(*cells)).tolist() == expected


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["1.234", "2.345"], "2 valeurs illisibles .*1.234.*milliers ou décimales"),
        (["1,234", "500"], "1 valeur illisible .*milliers ou décimales"),
        (["1,234", "1.234"], "milliers ou décimales"),
        (["1.234.567", "12.5"], "illisible"),
        (["1,234.5", "12,5"], "illisible"),
        (["1,234.5", "1.234,5"], "illisible"),
        (["100", "s"], "'s'.*case vide"),
        (["100", "nd"], "case vide"),
        (["100", "<5"], "case vide"),
        (["100", "-"], "case vide"),
        (["1e30"], "illisible"),
        (["8,10001E+11"], "illisible"),
        (["inf"], "illisible"),
        (["nan"], "illisible"),
        (["9223372036854775808"], "illisible"),
        (["1" * 40], "illisible"),
        (["12 34"], "illisible"),
        (["1 2345"], "illisible"),
        (["12a"], "illisible"),
        (["١٢"], "illisible"),
        (["12½"], "illisible"),
        (["--3"], "illisible"),
        (["1,2,3"], "illisible"),
        ([","], "illisible"),
    ],
)
def test_what_is_no_number_or_may_be_two_is_refused(cells: list[str], message: str) -> None:
    with raises(LayoutError, match=message):
        numbers(column(*cells))


def test_an_empty_cell_is_missing() -> None:
    values = numbers(column("1", "", "  "))
    assert values.dtype == "Int64"
    assert values.isna().tolist() == [False, True, True]


def test_the_cells_that_are_no_number_are_given_back() -> None:
    values, unread = read_numbers(column("1", "dix", "2,5"))
    assert values.isna().tolist() == [False, True, False]
    assert unread.to_dict() == {1: "dix"}


WAYS = {
    "plain": lambda text: text,
    "space": lambda text: text.replace("_", "\u202f"),
    "dot": lambda text: text.replace("_", "."),
    "comma": lambda text: text.replace("_", ","),
}


@given(
    st.lists(st.integers(-LARGEST, LARGEST), min_size=1),
    st.sampled_from(["plain", "space", "dot", "comma"]),
)
def test_whole_numbers_are_read_back_or_refused(values: list[int], way: str) -> None:
    texts = [f"{value:_}".replace("_", "_" if way != "plain" else "") for value in values]
    cells = column(*(WAYS[way](text) for text in texts))
    try:
        found = numbers(cells)
    except LayoutError:
        assert way in ("dot", "comma")
        assert not any(abs(value) >= 10**6 for value in values)
    else:
        assert found.tolist() == values


@given(st.lists(st.decimals(-(10**6), 10**6, places=2), min_size=1), st.sampled_from(".,"))
def test_decimals_are_read_back(values: list[object], mark: str) -> None:
    cells = column(*(str(value).replace(".", mark) for value in values))
    assert numbers(cells).tolist() == [float(str(value)) for value in values]
