"""Causes: each against a naive count on fifty seeded sets, their exact sum, real registers."""

import warnings

import pandas as pd
import pytest
from two_dates import Made, made, movements, naive_causes

import poles_geo as pg
from poles_geo.analyses.changes.causes import CAUSES


def found(before: Made, after: Made, **options: object) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?s).*(incertain|ADELI)")
        return pg.compare(
            before.decompte(),
            after.decompte(),
            zonage_before=before.composition(),
            zonage=after.composition(),
            movements=movements(),
            field="all",
            force=True,
            **options,
        )


@pytest.mark.parametrize("seed", range(50))
def test_each_cause_is_that_of_a_naive_count(seed: int) -> None:
    before, after = made(seed)
    table = found(before, after)
    expected = naive_causes(before, after)
    assert table["code_avant"].tolist() == table.index.tolist() == sorted(expected)
    assert table[["ecart", *CAUSES]].astype(int).to_dict("index") == {
        unit: {name: causes[name] for name in ("ecart", *CAUSES)}
        for unit, causes in expected.items()
    }
    assert (table[list(CAUSES)].sum(axis=1) == table["ecart"]).all()


def test_the_fifty_sets_have_every_cause() -> None:
    sets = [naive_causes(*made(seed)) for seed in range(50)]
    for name in ("cause_codes", "cause_zonage", "cause_professions", "cause_reelle"):
        assert sum(any(causes[name] for causes in units.values()) for units in sets) >= 20, name
