"""What a map is about when nobody says it: what its table counts."""

from typing import Any

import pytest

import poles_geo as pg
from poles_geo.cartes.ground.extents import locate, zone_of
from poles_geo.communes.field import KEY

NORD, NORMANDIE = ["59", "62"], ["14", "27", "50", "61", "76"]


def counting(*departements: str) -> dict[str, Any]:
    return {KEY: {"departements": list(departements)}}


@pytest.mark.parametrize(
    ("attrs", "expected"),
    [
        ({}, None),
        (counting(), None),  # some communes only
        (counting(*NORMANDIE), ["Normandie"]),
        (counting(*NORD), ["Nord - Pas-de-Calais"]),
        (counting("48"), ["Lozère"]),
        (counting("974"), ["La Réunion"]),
        (counting("48", "974"), None),  # a map of France has a frame for each overseas
        (counting("971", "974"), None),
        (counting("59", "62", "48"), ["Nord - Pas-de-Calais", "Lozère"]),
    ],
)
def test_without_a_zone_a_map_is_about_what_its_table_counts(
    attrs: dict[str, Any], expected: list[str] | None
) -> None:
    assert zone_of(None, attrs) == expected
    assert zone_of("Corse", attrs) == "Corse"


@pytest.mark.parametrize("name", ["France", "france", " FRANCE"])
def test_france_is_the_metropole_whatever_the_table_counts(name: str) -> None:
    assert zone_of(name, counting(*NORD)) is None
    assert locate(name, counting(*NORD))[0] is None


def test_every_map_of_a_regional_table_is_about_its_region() -> None:
    poles = pg.load_report()
    poles = poles[poles["region_2014"] == "Nord - Pas-de-Calais"]
    poles.attrs = {**pg.load_report().attrs, **counting(*NORD)}
    communes = pg.read_communes()
    far = pg.gaps(poles, communes[communes["departement"].isin(NORD)], within=20)
    for carte in (pg.map_poles(poles), pg.map_gaps(far, poles), pg.map_schema(poles)):
        assert carte.title.replace("\u00a0", " ").endswith("dans le Nord – Pas-de-Calais")
    for carte in (pg.map_national(poles), pg.map_poles(poles, "France")):
        assert "dans le Nord" not in carte.title
