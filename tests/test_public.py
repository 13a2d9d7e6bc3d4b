"""Public functions: an unknown argument is answered with the near one, the signature is kept."""

import inspect
import pickle
from typing import Any

import pytest

import poles_geo as pg

FUNCTIONS = [
    (package, name)
    for package in (pg, pg.cartes, pg.report_2014)
    for name in package.__all__
    if inspect.isfunction(getattr(package, name))
]
TOOLTIP = 900
"""Signs that the tooltip of a notebook shows without scrolling, about ten lines."""


@pytest.mark.parametrize(
    ("function", "given", "near"),
    [
        (pg.map_region, "titre", "title"),
        (pg.map_poles, "zones", "zone"),
        (pg.count_professionals, "postal_code", "postal_codes"),
        (pg.classify, "rule", "rules"),
        (pg.cartes.draw_poles, "styles", "style"),
        (pg.report_2014.figure1, "pole", "poles"),
    ],
)
def test_an_argument_near_a_known_one_is_answered_with_it(
    function: Any, given: str, near: str
) -> None:
    with pytest.raises(TypeError, match=rf"{given}=….*vouliez-vous dire {near} \?") as raised:
        function(**{given: None})
    assert isinstance(raised.value, pg.errors.ArgumentError)


def test_an_argument_far_from_all_is_answered_with_the_list() -> None:
    with pytest.raises(pg.errors.ArgumentError, match=r"xyzzy=…\)\s: arguments possibles\s: poles"):
        pg.map_national(xyzzy=1)


def test_an_error_of_types_inside_a_function_is_left_as_it_is() -> None:
    with pytest.raises(TypeError) as raised:
        pg.map_national()
    assert not isinstance(raised.value, pg.errors.ArgumentError)


@pytest.mark.parametrize(("package", "name"), FUNCTIONS)
def test_a_public_function_keeps_its_signature_and_is_pickled(package: Any, name: str) -> None:
    function = getattr(package, name)
    assert function is getattr(package, name)
    assert inspect.signature(function) == inspect.signature(inspect.unwrap(function))
    assert len(str(inspect.signature(function))) < TOOLTIP
    assert function.__doc__
    assert pickle.loads(pickle.dumps(function)) is function
