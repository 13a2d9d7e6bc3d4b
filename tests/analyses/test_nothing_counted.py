"""A table without row, or that counts nothing, is refused: its result would say nothing."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import pytest
from effectif_tables import raises
from right_calls import CALLS, function_of

from poles_geo.errors import TableError

EMPTY = "la table n'a aucune ligne"
WITHOUT_ROW = [
    ("exposure", "poles"),
    ("reilly", "poles"),
    ("links", "poles"),
    ("dependency", "poles"),
    ("attraction", "poles"),
    ("attraction_summary", "attraction"),
    ("gap_totals", "gaps"),
    ("cooperations", "poles"),
    ("variety", "effectifs"),
    ("densities", "effectifs"),
    ("sensitivity", "effectifs"),
    ("thresholds_moved", "effectifs"),
]
COUNTING = ["variety", "densities", "sensitivity", "thresholds_moved"]


def call(name: str, argument: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Any:
    given = CALLS[name]()
    return partial(function_of(name), **{**given, argument: change(given[argument])})


@pytest.mark.parametrize(("name", "argument"), WITHOUT_ROW)
def test_a_table_without_row(name: str, argument: str) -> None:
    with raises(TableError, match=EMPTY):
        call(name, argument, lambda table: table.iloc[:0])()


@pytest.mark.parametrize("name", COUNTING)
def test_a_table_that_counts_nothing(name: str) -> None:
    """The thresholds moved of a table without a count changed no rank, and said so."""
    nothing = call(name, "effectifs", lambda table: table.assign(effectif=pd.NA))
    with raises(TableError, match="effectif : vide à toutes les lignes ; aucune n'est comptée"):
        nothing()
