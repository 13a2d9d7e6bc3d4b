"""What communes and units are called, and where they are, by their code."""

import pandas as pd
import pytest

from poles_geo.communes.identity import identity_of, index_of, noun_of


def test_a_commune_has_its_name_and_its_regions() -> None:
    codes = pd.Series(["59350", "2A004", "97209", "99999"])
    found = identity_of(codes)
    assert found["nom"].tolist()[:3] == ["Lille", "Ajaccio", "Fort-de-France"]
    assert pd.isna(found["nom"][3])
    assert found["departement"].tolist()[:3] == ["59", "2A", "972"]
    assert found["region_2014"].tolist()[:3] == ["Nord - Pas-de-Calais", "Corse", "Martinique"]
    assert found["region_2016"].tolist()[:3] == ["Hauts-de-France", "Corse", "Martinique"]


def test_the_departement_that_is_given_places_what_is_no_commune() -> None:
    found = identity_of(pd.Series(["A", "B"]), pd.Series(["62", "974"]))
    assert found["region_2016"].tolist() == ["Hauts-de-France", "La Réunion"]


@pytest.mark.parametrize(
    ("zonage", "index", "noun"),
    [
        (None, "code_bassin", "bassin"),
        ("BV2012", "code_bassin", "bassin"),
        ("code_bassin_de_vie", "code_bassin", "bassin"),
        ("CPTS", "code_zone", "territoire"),
        ("BV2022bis", "code_zone", "territoire"),
    ],
)
def test_a_zoning_names_the_index_and_its_units(zonage: str | None, index: str, noun: str) -> None:
    assert index_of(zonage) == index
    assert noun_of(pd.Index([], name=index)) == noun
