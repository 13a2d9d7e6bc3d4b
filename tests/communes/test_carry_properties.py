"""Carrying tables over invented histories: what must hold whatever the events."""

import math
import warnings
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from commune_histories import FIRST, LAST, histories, populations
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poles_geo.communes.carry import _whole_shares, carry_over
from poles_geo.communes.movements import filiation
from poles_geo.communes.passage import passage
from poles_geo.communes.remainder import largest_remainder

few = settings(deadline=None, max_examples=25)
YEARS = st.integers(FIRST, LAST)


@st.composite
def cases(draw, splits=True):
    """Draw a history, a table of its first year, and a key for every year."""
    history = draw(histories(splits=splits))
    size = len(history.start)
    wholes = draw(st.lists(st.integers(-500, 5000), min_size=size, max_size=size))
    reals = draw(st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=size, max_size=size))
    table = pd.DataFrame(
        {"entiers": pd.array(wholes, "int64"), "reels": pd.array(reals, "float64")},
        index=pd.Index(history.start, name="code_commune", dtype="str"),
    )
    table.attrs = {"annee_cog": FIRST}
    keys = [populations(draw, history.alive[year], year) for year in range(LAST, FIRST - 1, -1)]
    return history, table, keys


def carried(table, moves, year, keys):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return carry_over(table, moves, year, populations=keys)


def parted_after_meeting(fragments, first, middle, last):
    """Whether parts of two communes met in the middle year and were parted in the last."""
    groups = fragments.groupby(middle)
    return bool((groups[first].nunique().gt(1) & groups[last].nunique().gt(1)).any())


@few
@given(cases(), YEARS)
def test_totals_are_conserved_on_the_communes_of_the_year(case, year):
    history, table, keys = case
    result = carried(table, history.movements(), year, keys)
    lost = result.not_carried
    assert result.table["entiers"].sum() + lost["entiers"].sum() == table["entiers"].sum()
    after = math.fsum(result.table["reels"]) + math.fsum(lost["reels"])
    assert math.isclose(after, math.fsum(table["reels"]), rel_tol=1e-12)
    assert set(result.table.index) <= set(history.alive[year])
    assert result.table["entiers"].dtype == "int64"


@few
@given(cases(splits=False), YEARS)
def test_without_a_split_every_commune_adds_up_its_past(case, year):
    history, table, _ = case
    values = dict(table["entiers"])
    events = history.movements()
    for mod, day, _, before, kind, after in sorted(
        events.itertuples(index=False), key=lambda row: row[1]
    ):
        if (
            mod in ("32", "41")
            and kind == "COM"
            and before != after
            and day <= pd.Timestamp(year, 1, 1)
        ):
            values[after] = values.get(after, 0) + values.pop(before)
    result = carried(table, events, year, None)
    assert result.table["entiers"].to_dict() == values


@few
@given(cases(), YEARS, YEARS)
def test_two_steps_are_one(case, middle, last):
    history, table, keys = case
    moves = filiation(history.movements())
    assume(not parted_after_meeting(moves, FIRST, middle, last))
    once = carried(table, moves, last, keys)
    halfway = carried(table, moves, middle, keys)
    twice = carried(halfway.table, moves, last, keys)
    assume(all(step.not_carried.empty for step in (once, halfway, twice)))
    pd.testing.assert_frame_equal(twice.table, once.table, rtol=1e-9)


@few
@given(cases(), YEARS)
def test_forward_back_and_forward_is_forward(case, year):
    history, table, keys = case
    moves = filiation(history.movements())
    forward = carried(table, moves, year, keys)
    back = carried(forward.table, moves, FIRST, keys)
    assume(forward.not_carried.empty and back.not_carried.empty)
    again = carried(back.table, moves, year, keys)
    links = passage(moves, FIRST, year)
    parted = links["code_avant"].duplicated(keep=False)
    met = links["code_apres"].duplicated(keep=False)
    both = set(links.loc[parted, "code_apres"]) & set(links.loc[met, "code_apres"])
    tangled = links["code_avant"].isin(links.loc[links["code_apres"].isin(both), "code_avant"])
    plain = ~forward.table.index.isin(links.loc[tangled, "code_apres"])
    pd.testing.assert_frame_equal(again.table[plain], forward.table[plain], rtol=1e-9)


@few
@given(cases(), YEARS, st.randoms(use_true_random=False))
def test_order_of_rows_and_events_changes_nothing(case, year, random):
    history, table, keys = case
    moves = history.movements()
    result = carried(table, moves, year, keys)
    shuffled = moves.sample(frac=1, random_state=random.randrange(2**32), ignore_index=True)
    shuffled.attrs = moves.attrs
    rows = table.sample(frac=1, random_state=random.randrange(2**32))
    other = carried(rows, shuffled, year, keys)
    pd.testing.assert_frame_equal(other.table, result.table)
    pd.testing.assert_frame_equal(other.shares, result.shares)


@few
@given(cases())
def test_the_same_year_is_the_same_table(case):
    history, table, keys = case
    result = carried(table, history.movements(), FIRST, keys)
    pd.testing.assert_frame_equal(result.table, table.sort_index())


@few
@given(cases(), YEARS)
def test_parts_of_a_commune_sum_to_one(case, year):
    history, _, keys = case
    links = passage(history.movements(), FIRST, year, populations=keys)
    sums = links.groupby("code_avant")["part"].agg(lambda part: part.sum(skipna=False)).dropna()
    assert sums.to_numpy() == pytest.approx(1)
    assert not links.duplicated(["code_avant", "code_apres"]).any()


@given(people=st.lists(st.integers(1, 5_000), min_size=1, max_size=6), whole=st.integers(0, 3_000))
def test_whole_shares_are_those_of_exact_fractions(people: list[int], whole: int) -> None:
    quotas = [Fraction(whole * count, sum(people)) for count in people]
    expected = [int(quota) for quota in quotas]
    order = sorted(range(len(people)), key=lambda i: (expected[i] - quotas[i], i))
    for i in order[: whole - sum(expected)]:
        expected[i] += 1
    part = np.array(people) / sum(people)
    alone = np.zeros(len(people), dtype=np.int64)
    assert _whole_shares(np.full(len(people), whole), part, alone).tolist() == expected
    assert largest_remainder(whole * part).tolist() == expected
