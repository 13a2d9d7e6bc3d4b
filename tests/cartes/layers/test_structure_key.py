"""What colours and shapes of structures mean: the defaults of the field, and those of one's own."""

from typing import Any

import pandas as pd
import pytest

from poles_geo.cartes.canvas.style import STYLE_BLACK_AND_WHITE, STYLE_REPORT
from poles_geo.cartes.layers.structural.structure_key import PROGRESS, spread, structure_key
from poles_geo.errors import ChoiceError, TableError


def listed(**columns: object) -> pd.DataFrame:
    return pd.DataFrame({"nom": ["A", "B", "C"], **columns})


def test_the_statuts_of_the_field_come_in_its_order() -> None:
    key = structure_key(listed(statut=["en réflexion", "en conception", "en réflexion"]))
    assert key.statuses == PROGRESS
    assert key.heading == "Avancement"
    assert tuple(key.colour_of(STYLE_REPORT).values()) == STYLE_REPORT.progress_colours


def test_other_statuts_are_in_the_order_asked_else_of_the_category_else_of_the_alphabet() -> None:
    told = ["ouvert", "projet", "ouvert"]
    assert structure_key(listed(statut=told)).statuses == ("ouvert", "projet")
    ordered = pd.Categorical(told, categories=["projet", "ouvert"], ordered=True)
    assert structure_key(listed(statut=ordered)).statuses == ("projet", "ouvert")
    asked = structure_key(listed(statut=told), statuses=["projet", "travaux", "ouvert"])
    assert asked.statuses == ("projet", "travaux", "ouvert")
    assert asked.heading == "Statut"
    colours = asked.colour_of(STYLE_REPORT)
    assert colours["projet"] == STYLE_REPORT.progress_colours[0]
    assert colours["ouvert"] == STYLE_REPORT.progress_colours[-1]


def test_without_statut_a_nature_has_its_colour_and_its_shape() -> None:
    key = structure_key(listed(nature=["MSP", "CDS", "CPTS"]))
    assert key.natures == ("CDS", "CPTS", "MSP")
    assert key.shapes == ("square", "triangle", "diamond")
    for style in (STYLE_REPORT, STYLE_BLACK_AND_WHITE):
        assert list(key.colour_of(style).values()) == list(style.nature_colours[:3])


def test_natures_asked_are_in_that_order_and_the_others_grouped() -> None:
    key = structure_key(listed(nature=["MSP", "CDS", "EHPAD"]), natures=["MSP", "CDS"])
    assert key.natures == ("MSP", "CDS", "autres")


def test_colours_and_shapes_are_those_given() -> None:
    table = listed(statut=["ouvert", "projet", "ouvert"], nature=["MSP", "CDS", "MSP"])
    key = structure_key(
        table,
        colours={"projet": "#cccccc", "ouvert": "#000000"},
        shapes={"MSP": "plus", "CDS": "cross"},
    )
    assert key.colour_of(STYLE_REPORT) == {"ouvert": "#000000", "projet": "#cccccc"}
    assert key.marks == {"CDS": "X", "MSP": "P"}
    assert structure_key(table, colours=["red", "blue"]).colours == ("red", "blue")


def test_one_kind_has_one_shape() -> None:
    key = structure_key(listed())
    assert (key.statuses, key.natures, key.shapes) == ((), ("",), ("square",))


@pytest.mark.parametrize(("count", "colours"), [(2, 2), (4, 4), (6, 6)])
def test_colours_are_spread_from_the_first_to_the_last(count: int, colours: int) -> None:
    ramp = spread(STYLE_REPORT.progress_colours, count)
    assert len(set(ramp)) == colours
    assert (ramp[0], ramp[-1]) == (
        STYLE_REPORT.progress_colours[0],
        STYLE_REPORT.progress_colours[-1],
    )


WRONG: dict[str, tuple[dict[str, Any], dict[str, Any], type[Exception], str]] = {
    "half of the field": ({"statut": ["en réflexion", "x", "y"]}, {}, TableError, "statuses=[…]"),
    "not asked": (
        {"statut": ["a", "b", "c"]},
        {"statuses": ["a", "b"]},
        TableError,
        "statut attendu parmi a, b",
    ),
    "empty": ({"statut": ["a", " ", None]}, {}, TableError, "statut vide"),
    "no statut": ({}, {"statuses": ["a"]}, TableError, "pas de colonne statut"),
    "no nature": ({}, {"natures": ["a"]}, TableError, "ni colonne nature"),
    "near": (
        {"nature": ["Maison", "Centre", "Pôle"]},
        {"natures": ["Maisons", "Centre"]},
        TableError,
        "vouliez-vous dire « Maison »",
    ),
    "none": ({"nature": ["a", "b", "b"]}, {"natures": ["z"]}, TableError, "elle a : 1 lettre, b"),
    "no colour": ({}, {"colours": ["bleuâtre"]}, ChoiceError, "'bleuâtre'"),
    "few colours": (
        {"nature": ["MSP", "MSP", "du Dr Jeanne"]},
        {"colours": ["red"]},
        ChoiceError,
        "1 pour 2 : MSP, 12 signes",
    ),
    "colour wanting": (
        {"nature": ["a", "b", "b"]},
        {"colours": {"a": "red"}},
        ChoiceError,
        "rien n'est dit pour b",
    ),
    "no shape": ({}, {"shapes": ["carré"]}, ChoiceError, "valeurs possibles : square"),
    "several": ({}, {"several": "eventail"}, ChoiceError, "valeurs possibles : fan, number"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_refused(name: str) -> None:
    columns, options, error, words = WRONG[name]
    with pytest.raises(error) as caught:
        structure_key(listed(**columns), **options)
    assert words in str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")
