"""Public functions: an unknown argument is answered with the near one, the signature is kept."""

import inspect
import pickle
from typing import Any

import pytest
from effectif_tables import simple

import poles_geo as pg

FUNCTIONS = [
    (package, name)
    for package in (pg, pg.cartes, pg.report_2014)
    for name in package.__all__
    if inspect.isfunction(getattr(package, name))
]
TOOLTIP = 1050
"""Signs that the tooltip of a notebook shows without scrolling, about twelve lines."""


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


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: pg.map_national(), "poles : argument absent, attendu un DataFrame"),
        (lambda: pg.classify(1, 2, 3), "2 arguments sans nom au plus, trouvé 3"),
        (lambda: pg.read_table("a.csv", path="b.csv"), "path : donné deux fois"),
        (lambda: pg.cartes.draw_scale("a"), "0 argument sans nom au plus, trouvé 1 ; nommez les"),
    ],
)
def test_arguments_absent_or_too_many_are_told(call: Any, told: str) -> None:
    with pytest.raises(pg.errors.ArgumentError) as raised:
        call()
    assert told in simple(str(raised.value))


@pytest.mark.parametrize(("package", "name"), FUNCTIONS)
def test_a_public_function_keeps_its_signature_and_is_pickled(package: Any, name: str) -> None:
    function = getattr(package, name)
    assert function is getattr(package, name)
    assert inspect.signature(function) == inspect.signature(inspect.unwrap(function))
    assert len(str(inspect.signature(function))) < TOOLTIP
    assert function.__doc__
    assert pickle.loads(pickle.dumps(function)) is function
