"""Classes of a ratio: each value in one, bounds round, none empty, refusals clear."""

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.cartes.layers.classes import METHODS, Classes, bound_printed, classify_ratio
from poles_geo.errors import ChoiceError, TableError

THIN_SPACE = "\u202f"


def test_quantiles_by_hand() -> None:
    # Twelve values; thirds end at 1.14 + and 2.36: mapclassify gives the values at ranks 11/3
    # and 22/3 of the sorted list, 1.1366… and 2.3633…, which round to 1.1 and 2.4.
    values = [0.8, 0.95, 1.04, 1.12, 1.145, 1.9, 2.1, 2.31, 2.39, 3.3, 4.2, 5.6]
    found = classify_ratio(values, "Quantiles", 3)
    assert found.bounds == (1.1, 2.3)
    assert np.bincount(found.of(values)).tolist() == [3, 4, 5]
    assert found.texts() == ["moins de 1,1", "de 1,1 à moins de 2,3", "2,3 ou plus"]
    assert found.method == "Quantiles"


def test_equal_intervals_by_hand() -> None:
    # From 0 to 100 in four: 25, 50, 75.
    found = classify_ratio([0, 3, 26, 51, 76, 100], "EqualInterval", 4)
    assert found.bounds == (25, 50, 75)
    assert np.bincount(found.of([0, 3, 26, 51, 76, 100])).tolist() == [2, 1, 1, 2]


def test_natural_breaks_by_hand() -> None:
    # Three heaps far apart: between 1.2 and 5.0, and between 5.24 and 9.0, halfway.
    heaps = [1.0, 1.1, 1.2, 5.0, 5.1, 5.24, 9.0, 9.2]
    found = classify_ratio(heaps, "FisherJenks", 3)
    assert found.bounds == (3.1, 7.1)
    assert classify_ratio(heaps, "NaturalBreaks", 3) == found


def test_means_and_heads_by_hand() -> None:
    # Mean 4, standard deviation (sample) 3.16: bounds at −2.3, 0.84, 7.2, 10 ; the first and the
    # last part nothing.
    values = [0, 2, 4, 6, 8.0]
    assert classify_ratio(values, "StdMean").bounds == (0.84, 7.2)
    # The mean of all is 4.75; of those above it (16), 16, which is the largest.
    assert classify_ratio([1, 1, 1, 16], "HeadTailBreaks").bounds == (4.8,)


def test_a_value_that_most_share_is_a_class() -> None:
    assert classify_ratio([0, 1, 1, 1], "Quantiles", 2).bounds == (1,)
    assert classify_ratio([0, 0, 0, 1], "Quantiles", 2).bounds == (0.5,)


def test_a_bound_is_the_least_value_of_the_class_above() -> None:
    found = Classes((1.2, 1.5), "", 3)
    assert found.of([1.1999, 1.2, 1.4999, 1.5]).tolist() == [0, 1, 1, 2]


def test_bounds_given_are_kept_even_where_a_class_is_empty() -> None:
    found = classify_ratio([1.0, 2.0], [0.5, 1.234, 7])
    assert found.bounds == (0.5, 1.234, 7)
    assert found.texts()[1] == "de 0,5 à moins de 1,234"
    assert found.method == "Bornes choisies"


def test_fewer_classes_are_said() -> None:
    # Quantiles of 101.2 … 199: several round to the same hundred and tens.
    values = [100.1, 100.2, 100.3, 100.4, 100.5, 140, 141, 142, 143, 199]
    with pytest.warns(UserWarning, match=r"\d classes au lieu de 5"):
        found = classify_ratio(values, "Quantiles", 5)
    assert len(found) < found.wanted == 5
    assert np.bincount(found.of(values)).min() > 0


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (1.0, "1"),
        (0.05, "0,05"),
        (0.000012, "0,000012"),
        (1200.0, f"1{THIN_SPACE}200"),
        (-2.5, "−2,5"),
        (0.0, "0"),
        (100.5, "100,5"),
    ],
)
def test_bounds_are_printed_as_they_are(value: float, printed: str) -> None:
    assert bound_printed(value) == printed


def parted(low: float, high: float) -> bool:
    """Tell whether a number of two digits is over `low` and not over `high`."""
    rounded = float(f"{high:.1e}")
    step = 10.0 ** (int(f"{high:e}".split("e")[1]) - 1)
    return any(low < value <= high for value in (rounded, float(f"{rounded - step:.1e}")))


numbers = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 4))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(numbers, min_size=2, max_size=40),
    st.sampled_from(sorted(METHODS)),
    st.integers(2, 9),
)
def test_every_value_is_in_one_class_and_no_class_is_empty(
    values: list[float], method: str, wanted: int
) -> None:
    own = method in ("StdMean", "HeadTailBreaks")
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            found = classify_ratio(values, method, None if own else wanted)
    except TableError:
        apart = sorted(set(values))
        near = any(not parted(*pair) for pair in pairwise(apart))
        assert len(apart) == 1 or near or method == "StdMean"
        return
    rank = found.of(values)
    counts = np.bincount(rank, minlength=len(found))
    assert counts.sum() == len(values)
    assert counts.min() > 0
    assert list(found.bounds) == sorted(set(found.bounds))
    assert all(float(f"{bound:.1e}") == bound for bound in found.bounds)
    assert own or len(found) <= wanted
    assert bool(said) == (not own and len(found) < wanted)
    ends = [-np.inf, *found.bounds, np.inf]
    assert all(ends[k] <= value < ends[k + 1] for value, k in zip(values, rank, strict=True))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(numbers, min_size=1, max_size=20),
    st.lists(numbers, min_size=1, max_size=8, unique=True).map(sorted),
)
def test_bounds_given_class_every_value(values: list[float], bounds: list[float]) -> None:
    counts = np.bincount(classify_ratio(values, bounds).of(values), minlength=len(bounds) + 1)
    below = [sum(value < bound for value in values) for bound in bounds]
    assert np.cumsum(counts).tolist() == [*below, len(values)]


def test_the_bounds_are_those_of_mapclassify_to_two_digits() -> None:
    values = np.random.default_rng(3).gamma(4, 2.0, 200)
    for method in ("Quantiles", "EqualInterval"):
        expected = getattr(mapclassify, method)(values, 5).bins[:-1]
        np.testing.assert_allclose(classify_ratio(values, method).bounds, expected, rtol=0.051)


@pytest.mark.parametrize(
    ("method", "classes", "said"),
    [
        ("Jenks", None, "Quantiles, FisherJenks"),
        ("quantiles", None, "Quantiles, FisherJenks"),
        ("Quantiles", 1, "de 2 à 9"),
        ("Quantiles", 0, "de 2 à 9"),
        ("Quantiles", 10, "de 2 à 9"),
        ("Quantiles", 2.5, "entier"),
        ("Quantiles", True, "entier"),
        ("Quantiles", "5", "entier"),
        ("StdMean", 4, "trouve le nombre"),
        ([], None, "croissantes"),
        ([2, 1], None, "croissantes"),
        ([1, 1], None, "croissantes"),
        ([1, np.inf], None, "croissantes"),
        ([np.nan], None, "croissantes"),
        (["a"], None, "croissantes"),
        (3.0, None, "croissantes"),
        (range(9), None, "8 bornes au plus"),
        ([1, 2], 2, "3 classes"),
    ],
)
def test_wrong_choices_are_refused(method: str | Sequence[float], classes: Any, said: str) -> None:
    with pytest.raises(ChoiceError, match=said):
        classify_ratio([1.0, 2.0, 3.0], method, classes)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([2.5, 2.5, 2.5], "toutes les valeurs sont égales à 2,5"),
        ([4.0], "égales"),
        ([1010.0, 1011.0, 1012.0], "valeurs de 1010 à 1012"),
    ],
)
def test_values_that_cannot_be_classed_are_refused(values: list[float], said: str) -> None:
    with pytest.raises(TableError, match=said):
        classify_ratio(values, "Quantiles", 3)
