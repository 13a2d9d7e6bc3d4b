"""Territories by name or code: folded names, near names, codes that lost their zero."""

from contextlib import suppress

import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.communes.territory_names import (
    BASSIN,
    DEPARTEMENT,
    EPCI,
    REGION,
    region_named,
    territory_named,
)
from poles_geo.edition import embedded
from poles_geo.errors import ChoiceError
from poles_geo.regions import OVERSEAS, REGION_CODES, REGIONS_BY_YEAR, regions_year

KNOWN = [
    ("CA Lens-Liévin", EPCI, "246200364"),
    ("ca de lens lievin", EPCI, "246200364"),
    ("Communauté d'agglomération de Lens - Liévin", EPCI, "246200364"),
    (246200364, EPCI, "246200364"),
    ("métropole européenne de LILLE", EPCI, "200093201"),
    ("CINOR", EPCI, "249740119"),
    ("CA de l'Albigeois", EPCI, "248100737"),
    ("ca de l’albigeois (c2a)", EPCI, "248100737"),
    ("C2A", EPCI, "248100737"),
    ("CA du Sud", EPCI, "249740085"),
    ("hauts de france", REGION, "Hauts-de-France"),
    ("Ile de France", REGION, "Île-de-France"),
    ("Picardie", REGION, "Picardie"),
    ("Réunion", REGION, "974"),
    ("974", REGION, "974"),
    ("Pas de Calais", DEPARTEMENT, "62"),
    (59, DEPARTEMENT, "59"),
    ("2a", DEPARTEMENT, "2A"),
    ("Val d’Oise", DEPARTEMENT, "95"),
    ("59350", BASSIN, "59350"),
    ("Lens", BASSIN, "62498"),
    ("Saint Malo", BASSIN, "35288"),
    ("CC du Pays de Pontchâteau Saint-Gildas des Bois", EPCI, "200000438"),
]


@pytest.mark.parametrize(("name", "kind", "code"), KNOWN)
def test_a_name_or_a_code_finds_its_territory(name: object, kind: str, code: str) -> None:
    found = territory_named(name)
    assert (found.kind, found.code) == (kind, code)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Lilles", "vouliez-vous dire Lille"),
        ("haut de france", "Hauts-de-France"),
        ("Lens Lievin Henin", "CA de Lens - Liévin"),
        ("", "sont attendus une région"),
        (1, 'écrivez « "01" »'),
        ("4", 'écrivez « "04" »'),
        (1004, 'écrivez « "01004" »'),
        ("1004", "zéro de tête"),
    ],
)
def test_an_unknown_name_is_answered_with_the_near_ones(name: object, told: str) -> None:
    with raises(ChoiceError, told):
        territory_named(name)


def test_a_name_of_several_is_refused_with_their_codes() -> None:
    units = {"101": "Nord", "102": "Centre Bourg", "103": "Centre bourg"}
    with raises(ChoiceError, r"Centre Bourg \(102\) et Centre bourg \(103\)"):
        territory_named("centre-bourg", units=units)
    assert territory_named("Centre Bourg", units={"1": "Centre Bourg", "2": "x"}).code == "1"


def test_units_of_a_zoning_take_the_place_of_the_bassins() -> None:
    assert territory_named("CPTS du Ternois", units={"7": "CPTS du Ternois"}).code == "7"
    with pytest.raises(ChoiceError):
        territory_named("59350", units={"7": "CPTS du Ternois"})


def test_every_name_of_intercommunalite_finds_one_or_says_which() -> None:
    """Each of the 1 255, as it is written; those that share a name have another legal form."""
    found = {
        code: territory_named(name)
        for code, name in embedded.load_epci()["nom"].items()
        if name not in SHARED
    }
    others = {code for code, one in found.items() if one.code != code and one.kind == EPCI}
    assert not others


SHARED: frozenset[str] = frozenset(
    embedded.load_epci()["nom"][embedded.load_epci()["nom"].duplicated(keep=False)]
)


@pytest.mark.parametrize("year", [2014, 2016])
def test_regions_by_name_and_by_code(year: int) -> None:
    for code, name in REGION_CODES[year].items():
        assert region_named(code, year=year).name == name
        assert region_named(name.lower(), year=year).name == name
    assert set(REGION_CODES[year].values()) - set(OVERSEAS.values()) == set(REGIONS_BY_YEAR[year])


def test_a_code_of_both_years_is_of_the_year_asked() -> None:
    assert region_named("24", year=2014).name == "Centre"
    assert region_named("24").name == "Centre-Val de Loire"
    assert region_named("22").name == "Picardie"


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=12))
def test_any_text_is_answered(text: str) -> None:
    with suppress(ChoiceError):
        assert territory_named(text).code


@pytest.mark.parametrize(
    ("attrs", "year"),
    [
        ({"date": "décembre 2021"}, 2016),
        ({"date": "publication de mars 2014"}, 2014),
        ({"date": "2013-05-01"}, 2014),
        ({"date": "2012 à 2018"}, 2016),
        ({"source": "RPPS 2012"}, 2014),
        ({"date": "201203"}, 2014),
        ({"date": "20131231"}, 2014),
        ({"date": "décembre", "publication": "ORS, mars 2014"}, 2014),
        ({}, 2016),
        ({"date": "lot 20145"}, 2016),
    ],
)
def test_the_regions_are_those_of_the_date_of_the_data(attrs: dict[str, str], year: int) -> None:
    assert regions_year(attrs) == year


def test_a_unit_of_one_s_own_named_word_for_word_comes_before_one_that_is_near() -> None:
    assert territory_named("Yonne du Nord").name == "CC Yonne Nord"
    units = {"CTS3": "Yonne du Nord", "CTS4": "Jura", "62041": "Arras"}
    assert territory_named("Yonne du Nord", units=units).code == "CTS3"
    assert territory_named("CC Yonne Nord", units=units).kind == EPCI
    assert territory_named("Jura", units=units).kind == DEPARTEMENT
    assert territory_named("Arras", units=units) == territory_named("Arras")
