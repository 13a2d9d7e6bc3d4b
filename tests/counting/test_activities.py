"""Rows as integers: what is told apart before stays apart after, and the other way round."""

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.codes import repair_codes
from poles_geo.counting.activities import pack, unpack
from poles_geo.counting.words import (
    COMMUNES,
    UNKNOWN_PROFESSION,
    among,
    commune_code,
    commune_numbers,
    person_keys,
    profession_code,
    profession_numbers,
    starting_with,
)

CODES = st.one_of(
    st.from_regex(r"\A[0-9]{5}\Z"),
    st.from_regex(r"\A2[AB][0-9]{3}\Z"),
    st.from_regex(r"\A[0-9AB ]{0,7}\Z"),
    st.text(max_size=9),
)


def byte_column(texts: list[str]) -> pa.Array:
    return pa.array([text.encode() for text in texts], pa.binary())


@settings(deadline=None, max_examples=200)
@given(st.lists(CODES, min_size=1, max_size=30), st.integers(0, 3))
def test_a_well_formed_code_goes_there_and_back(codes: list[str], start: int) -> None:
    column = byte_column(["75056"] * start + codes)[start:]
    numbers, good = commune_numbers(column)
    accepted = repair_codes(codes).codes
    for code, number, is_good, repaired in zip(codes, numbers, good, accepted, strict=True):
        assert 0 <= number < COMMUNES
        if is_good:
            assert commune_code(int(number)) == code
        # What is accepted without repair is what is well formed, but for two codes of 2007.
        assert is_good == (repaired == code or code in ("97123", "97127"))


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"\A[0-9]{1,17}\Z"),
            st.from_regex(r"\A02[AB][0-9]{3}\Z"),
            st.from_regex(r"\A[a-zA-Z0-9+/=-]{1,30}\Z"),
            st.sampled_from(["", " ", "?", "8\0", "810000000001", "10000000001", "0x10"]),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_each_person_has_one_key(identifiers: list[str]) -> None:
    keys, known = person_keys(byte_column(identifiers))
    readable = [any(sign.isalnum() for sign in text) and "\0" not in text for text in identifiers]
    assert known.tolist() == readable
    pairs = {(text, int(key)) for text, key in zip(identifiers, keys, strict=True) if key}
    assert len(pairs) == len({text for text, _ in pairs}) == len({key for _, key in pairs})


def test_leading_zeros_count() -> None:
    keys, _ = person_keys(byte_column(["1", "01", "001", " 1"]))
    assert len(set(keys[:3].tolist())) == 3
    assert keys[3] == keys[0]


@pytest.mark.parametrize("seed", [0, 1])
def test_facts_are_read_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    facts = [rng.integers(0, limit, 1000) for limit in (1 << 24, 2048, 4, 8)]
    for given_, found in zip(facts, unpack(pack(*facts)), strict=True):
        assert np.array_equal(given_, found)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(st.from_regex(r"\A[0-9]{1,4}\Z"), st.text(max_size=4)), min_size=1))
def test_professions_are_told_apart(codes: list[str]) -> None:
    for code, number in zip(codes, profession_numbers(byte_column(codes)).tolist(), strict=True):
        if number == UNKNOWN_PROFESSION:
            assert not re.fullmatch(r"[0-9]{2,3}", code)
        else:
            assert profession_code(number) == code


@settings(deadline=None, max_examples=100)
@given(st.lists(st.sampled_from(["", "S", "L", "SL", "GENR02", "GENR0212", "GENR02123", "s"])))
def test_values_among_those_wanted(values: list[str]) -> None:
    wanted = frozenset({"S", "GENR02", ""})
    assert among(byte_column(values), wanted).tolist() == [value in wanted for value in values]


def test_values_that_start_with_a_key() -> None:
    values = ["Militaire", "MILITAIRE", "milit", "mili", "Agent public", "", "\u004dilitant"]
    found = starting_with(byte_column(values), "milit").tolist()
    assert found == [True, True, True, False, False, False, True]
