"""Causes: each against a naive count on fifty seeded sets, their exact sum, real registers."""

import random
import warnings

import pandas as pd
import pytest
from two_dates import CODES, Made, made, movements, naive_causes, together

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
            movements=movements(before.merged),
            field="all",
            force=True,
            **options,
        )


def drawn(group: int) -> tuple[Made, Made]:
    """Draw ten of the fifty sets, side by side: those whose two dates lack the same professions."""
    rng = random.Random(group)
    lacking = rng.choice(CODES), rng.choice(CODES)
    befores, afters = zip(*(made(seed, lacking) for seed in range(group, 50, 5)), strict=True)
    return together(befores), together(afters)


@pytest.mark.parametrize("group", range(5))
def test_each_cause_is_that_of_a_naive_count(group: int) -> None:
    before, after = drawn(group)
    table = found(before, after)
    expected = naive_causes(before, after)
    assert len(expected) == 30
    assert table["code_avant"].tolist() == table.index.tolist() == sorted(expected)
    assert table[["ecart", *CAUSES]].astype(int).to_dict("index") == {
        unit: {name: causes[name] for name in ("ecart", *CAUSES)}
        for unit, causes in expected.items()
    }
    assert (table[list(CAUSES)].sum(axis=1) == table["ecart"]).all()


def test_the_fifty_sets_have_every_cause() -> None:
    sets = [naive_causes(*drawn(group)) for group in range(5)]
    units = [causes for found in sets for causes in found.values()]
    for name in ("cause_codes", "cause_zonage", "cause_professions", "cause_reelle"):
        assert sum(causes[name] != 0 for causes in units) >= 40, name
