"""Classes of a ratio: each value in one, bounds round, none empty, refusals clear."""

import warnings
from collections.abc import Sequence
from typing import Any

import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.cartes.layers.filled.classes import METHODS, Classes, classify_ratio, exact_printed
from poles_geo.errors import ChoiceError, TableError

THIN_SPACE = "\u202f"


def test_quantiles_by_hand() -> None:
    # Twelve values; thirds end at 1.14 + and 2.36: mapclassify gives the values at ranks 11/3
    # and 22/3 of the sorted list, 1.1366… and 2.3633…, which round to 1.1 and 2.4.
    values = [0.8, 0.95, 1.04, 1.12, 1.145, 1.9, 2.1, 2.31, 2.39, 3.3, 4.2, 5.6]
    found = classify_ratio(values, "Quantiles", 3)
    assert found.bounds == (1.1, 2.3)
    assert np.bincount(found.of(values)).tolist() == [3, 4, 5]
    assert found.texts() == ["de 0,8 à moins de 1,1", "de 1,1 à moins de 2,3", "de 2,3 à 5,6"]
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
    found = Classes((1.2, 1.5), "", 3, 1.1, 1.6)
    assert found.of([1.1999, 1.2, 1.4999, 1.5]).tolist() == [0, 1, 1, 2]


def test_bounds_given_are_kept_even_where_a_class_is_empty() -> None:
    found = classify_ratio([1.0, 2.0], [0.5, 1.234, 7])
    assert found.bounds == (0.5, 1.234, 7)
    assert found.texts()[1] == "de 0,5 à moins de 1,234"
    assert found.method == "Bornes choisies"


def test_fewer_classes_are_said() -> None:
    with pytest.warns(UserWarning, match=r"2 classes au lieu de 5"):
        found = classify_ratio([1.0, 1.0, 1.0, 1.0, 2.0, 2.0], "Quantiles", 5)
    assert len(found) == 2 < found.wanted == 5


def test_rounding_keeps_the_classes_of_near_values() -> None:
    # Thirds end at 17.13 and 17.6; two digits, 17 and 18, would move three values of nine.
    values = [16.6, 16.7, 16.8, 17.3, 17.4, 17.5, 17.8, 17.9, 18.2]
    found = classify_ratio(values, "Quantiles", 3)
    assert np.bincount(found.of(values)).tolist() == [3, 3, 3]
    assert found.bounds == (17.1, 17.6)
    assert found.texts() == ["de 16,6 à moins de 17,1", "de 17,1 à moins de 17,6", "de 17,6 à 18,2"]


def test_a_narrow_range_has_the_digits_that_part_it() -> None:
    values = np.linspace(243.571, 243.714, 40)
    found = classify_ratio(values, "Quantiles", 5)
    assert np.bincount(found.of(values)).tolist() == [8, 9, 8, 8, 7]
    assert found.bounds == (243.6, 243.63, 243.66, 243.69)
    assert found.texts()[0] == "de 243,57 à moins de 243,6"
    assert found.texts()[-1] == "de 243,69 à 243,71"


def test_bounds_on_both_sides_of_ten_have_the_same_decimals() -> None:
    values = np.random.default_rng(3).gamma(20, 0.5, 96)  # physicians for 10 000 inhabitants
    found = classify_ratio(values, "Quantiles", 5)
    assert found.bounds == (8.6, 9.5, 10.6, 12.3)
    assert np.bincount(found.of(values)).min() > 15


def test_two_digits_stay_where_they_move_little() -> None:
    values = np.random.default_rng(5).gamma(4, 5.0, 1_600)
    found = classify_ratio(values, "Quantiles", 5)
    assert all(float(f"{bound:.1e}") == bound for bound in found.bounds)
    counts = np.bincount(found.of(values))
    assert counts.min() > 240
    assert counts.max() < 400


def test_the_ends_are_those_of_the_values() -> None:
    found = classify_ratio([2.4637, 5.0, 20.0, 86.93], [13, 29])
    assert found.texts() == ["de 2,5 à moins de 13", "de 13 à moins de 29", "de 29 à 86,9"]
    assert found.extremes() == ("2,5", "86,9")
    assert classify_ratio([14.0, 15.0], [13, 29]).texts() == [
        "moins de 13",
        "de 13 à moins de 29",
        "29 ou plus",
    ]
    assert classify_ratio([1.0, 29.0], [13, 29]).texts()[-1] == "29"


def test_an_extreme_is_not_written_as_the_bound_that_it_is_beyond() -> None:
    found = classify_ratio([12.98, 15.0, 29.004], [13, 29])
    assert found.texts() == ["de 12,9 à moins de 13", "de 13 à moins de 29", "de 29 à 29,1"]


def test_bounds_are_as_far_on_both_sides_of_zero() -> None:
    # Distances 1 … 6 in three equal parts: 2.67 and 4.33, which round to 2.7 and 4.3.
    values = [-6.0, -3.0, -1.0, 2.0, 4.0, 5.0]
    found = classify_ratio(values, "EqualInterval", 6, centre=0)
    assert found.centre == 0
    assert found.bounds == (-4.3, -2.7, 0, 2.7, 4.3)
    assert found.below == 3
    assert found.texts()[:3] == ["de −6 à moins de −4,3", "de −4,3 à moins de −2,7",
                                 "de −2,7 à moins de 0"]  # fmt: skip


def test_a_centre_is_a_bound_and_half_the_classes_are_under_it() -> None:
    values = np.arange(90.0, 111.0)
    found = classify_ratio(values, "Quantiles", 4, centre=100)
    assert found.bounds == (94.5, 100, 105.5)
    assert (found.below, len(found)) == (2, 4)
    assert classify_ratio([1.0, 2.0, 3.0], [2], centre=2).below == 1


def test_no_side_of_a_centre_has_more_than_four_classes() -> None:
    values = np.arange(1.0, 97.0) ** 3
    found = classify_ratio(values, "HeadTailBreaks", centre=70)
    assert found.below == 1
    assert len(found) - found.below == 4


@pytest.mark.filterwarnings("ignore:.*classes au lieu")
def test_values_on_one_side_of_a_centre_have_its_colours_alone() -> None:
    over = classify_ratio([11.0, 12.0, 15.0], "EqualInterval", 4, centre=10)
    under = classify_ratio([5.0, 8.0, 9.0], "EqualInterval", 4, centre=10)
    assert (over.below, len(over)) == (0, 2)
    assert (under.below, len(under)) == (2, 2)


@pytest.mark.parametrize(
    ("method", "classes", "said"),
    [
        ("Quantiles", 5, "un nombre pair est attendu, la moitié de chaque côté de 0"),
        ([-5, 5], None, "0, que les valeurs entourent, est attendu parmi les bornes"),
    ],
)
def test_a_centre_that_no_bound_can_be_is_refused(
    method: str | Sequence[float], classes: int | None, said: str
) -> None:
    with pytest.raises(ChoiceError, match=said):
        classify_ratio([-9.0, 1.0, 9.0], method, classes, centre=0)


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
    assert exact_printed(value) == printed


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
        assert len(set(values)) == 1 or method == "StdMean"
        return
    rank = found.of(values)
    counts = np.bincount(rank, minlength=len(found))
    assert counts.sum() == len(values)
    assert counts.min() > 0
    assert list(found.bounds) == sorted(set(found.bounds))
    assert all(float(f"{bound:.11e}") == bound for bound in found.bounds)
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
        ([0.3, 0.1 + 0.2, 0.3], r"de 0,3 à 0,3\s: Quantiles n'y trouve aucune borne"),
    ],
)
def test_values_that_cannot_be_classed_are_refused(values: list[float], said: str) -> None:
    with pytest.raises(TableError, match=said):
        classify_ratio(values, "Quantiles", 3)


def test_few_values_have_round_bounds_too() -> None:
    """Kilometres of 17 communes: three digits would keep each in its class, for « 19,8 »."""
    values = [0, 4.18, 5.27, 5.41, 8.52, 10.87, 12.63, 14.1, 14.69, 15.04, 15.74, 16.27]
    values += [19.71, 19.84, 19.92, 21.88, 23.99]
    told = classify_ratio(values, "Quantiles")
    assert told.bounds == (6, 13, 15, 20)
    assert np.bincount(told.of(values)).tolist() == [4, 3, 2, 6, 2]
