"""Every public name has its right call, of which each argument is replaced, and says its kind."""

import inspect
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from right_calls import (
    CALLS,
    CONSTANTS,
    GIVEN_BACK,
    MAPS,
    PACKAGES,
    PIECES,
    TABLES,
    ZONED,
    function_of,
)

import poles_geo as pg
from poles_geo.errors import ArgumentError


def test_every_public_name_has_its_entry() -> None:
    names = {f"{package}{name}" for package, of in PACKAGES.items() for name in of.__all__}
    assert names == CONSTANTS | GIVEN_BACK | ZONED | set(CALLS)


def test_every_entry_is_swept_once() -> None:
    assert len(TABLES) + len(MAPS) + len(PIECES) == len(CALLS)


def test_every_argument_says_its_kind() -> None:
    """An annotation in quotes, or absent, would let anything in."""
    quoted = [
        (name, argument.name)
        for name in CALLS
        for argument in inspect.signature(function_of(name)).parameters.values()
        if isinstance(argument.annotation, str) or argument.annotation is argument.empty
    ]
    assert not quoted


@pytest.mark.parametrize(
    "held",
    [np.arange(3), [np.arange(3)], {"a": pd.Series([1, 2])}, pd.DataFrame({"a": [1, 2]})],
    ids=["array", "list of arrays", "Series in a dictionary", "table"],
)
def test_attrs_that_pandas_cannot_follow_are_refused(held: object, tmp_path: Path) -> None:
    """Joined to another, such a table ended in « The truth value of an array is ambiguous »."""
    poles = pg.load_report().drop(columns="geometry")
    poles.attrs["essai"] = held
    with raises(ArgumentError, "table : ses attrs portent un tableau \\('essai'\\)"):
        pg.write_table(poles, tmp_path / "poles.parquet")
    assert not list(tmp_path.iterdir())
    poles.attrs["essai"] = [0, 1, 2]
    pg.write_table(poles, tmp_path / "poles.parquet")
