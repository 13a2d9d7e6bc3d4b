"""The field of a table: its wording, its writing, the names that it is given by."""

from typing import Any

import pytest
from effectif_tables import raises, simple

from poles_geo.communes.field import KEY, Field, departements_named, field_of
from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.regions import REGION_2014


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (("02", "59", "60", "62", "80"), "Hauts-de-France"),
        (("59", "62"), "Nord - Pas-de-Calais"),
        (("59",), "Nord"),
        (("59", "80"), "Nord et Somme"),
        (("22", "29", "35", "56", "44"), "Bretagne et Loire-Atlantique"),
        (("01", "02", "03", "04", "05"), "5 départements"),
        (("974",), "La Réunion"),
        (tuple(REGION_2014), ""),
        (None, ""),
        ((), "quelques communes"),
    ],
)
def test_a_territory_by_its_shortest_names(codes: tuple[str, ...] | None, told: str) -> None:
    assert simple(Field(codes).territory) == told


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (["59"], ("59",)),
        (["2a", "nord"], ("2A", "59")),
        (["Hauts de France"], ("02", "59", "60", "62", "80")),
        (["picardie", "62"], ("02", "60", "62", "80")),
        (["La Réunion"], ("974",)),
        ("Bretagne", ("22", "29", "35", "56")),
        (59, ("59",)),
    ],
)
def test_departements_by_code_name_or_region(names: Any, codes: tuple[str, ...]) -> None:
    assert departements_named(names) == codes


@pytest.mark.parametrize("names", [[], ["Flandre"], ["59", "Flandre"], ["5"], None, 5.5])
def test_names_of_nothing(names: Any) -> None:
    with raises(ChoiceError, match="des codes ou des noms de départements ou de régions"):
        departements_named(names)


@pytest.mark.parametrize(
    "field", [Field(), Field(("59",)), Field((), "infirmiers seulement", "exercice libéral")]
)
def test_what_is_written_is_read_back(field: Field) -> None:
    assert field_of({KEY: field.written()}) == field


@pytest.mark.parametrize(
    "said", [{"departements": "59"}, {"departements": 59}, ["59"], "59", {"professions": ["60"]}]
)
def test_what_is_no_field(said: object) -> None:
    with raises(LayoutError, match="champ : un objet est attendu"):
        field_of({KEY: said})
