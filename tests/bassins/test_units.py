"""What units are called, where they are and who lives there, against the drawn bassins."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.bassins.units import described, inhabitants
from poles_geo.communes.identity import IDENTITY, index_of
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.edition.embedded import load_epci

COMMUNES = load_commune_table()
NORTH = COMMUNES.index[COMMUNES["departement"] == "59"]


@pytest.mark.parametrize(("zonage", "apart"), [("BV2012", {"55029": 124}), ("BV2022", {})])
def test_units_are_those_of_the_drawn_bassins(zonage: str, apart: dict[str, int]) -> None:
    """Culey, 124 inhabitants, re-established in 2014, is no commune of Insee's zoning of 2012."""
    composition = pg.read_composition(zonage)
    drawn = pg.read_bassins(zonage)
    units = described(composition)
    assert units.notna().all(axis=None)
    assert units.columns.tolist() == list(IDENTITY)
    pd.testing.assert_frame_equal(
        units.loc[drawn.index], pd.DataFrame(drawn)[list(IDENTITY)], check_dtype=False
    )
    people = inhabitants(composition, composition.attrs["annee_cog"])
    gap = (drawn["population"] - people[drawn.index]).astype(int)
    assert gap[gap != 0].to_dict() == apart
    assert people.index[people.isna()].str.startswith("97").all()


def test_units_are_those_of_a_file_without_names(real_data) -> None:  # type: ignore[no-untyped-def]
    """Insee has given fifty bassins of 2012 the names that their centres have had since."""
    composition = pg.read_composition(real_data / "insee" / "BV2012_au_01-01-2022.zip")
    named, bare = described(composition), described(composition[["code_bassin"]])
    assert bare.loc["01134", "nom"] == "Crottet - Pont-de-Veyle"
    pd.testing.assert_frame_equal(bare.drop(columns="nom"), named.drop(columns="nom"))
    assert (bare["nom"] != named["nom"]).sum() == 50
    assert (bare.loc["22046", "nom"], named.loc["22046", "nom"]) == ("Collinée", "Le Mené")


def test_epci_are_named_by_their_siren() -> None:
    composition = COMMUNES[["epci"]].rename(columns={"epci": "code_bassin"})
    composition.attrs["zonage"] = "EPCI"
    units = described(composition)
    pd.testing.assert_series_equal(
        units["nom"], load_epci()["nom"].reindex(units.index), check_names=False
    )
    assert units.loc["200093201", "nom"] == "Métropole Européenne de Lille"
    assert units.loc["200093201", "region_2016"] == "Hauts-de-France"
    people = inhabitants(composition, 2024)
    assert people["200093201"] == COMMUNES.loc[COMMUNES["epci"] == "200093201", "population"].sum()


def test_a_code_in_words_is_a_name_and_another_that_names_nothing_has_none() -> None:
    rows = {"59350": "CPTS 1", "62041": "CPTS 1", "62119": "CPTS 1", "75101": "59350"}
    composition = pd.DataFrame({"code_bassin": rows})
    composition.attrs["zonage"] = "CPTS"
    units = described(composition)
    assert units["nom"].dropna().to_dict() == {"CPTS 1": "CPTS 1"}
    assert units["departement"].to_dict() == {"59350": "75", "CPTS 1": "62"}
    people = inhabitants(composition, 2024)
    assert people.isna().to_dict() == {"59350": True, "CPTS 1": False}


@pytest.mark.parametrize(
    ("zonage", "code", "name"),
    [
        ("cpts_libelle", "CPTS du Havre", "CPTS du Havre"),
        ("code_cpts", "Éu", "Éu"),
        ("code_cpts", "76540", None),  # a commune that is not in it
        ("code_cpts", "12", None),
        ("DEP", "2A", "Corse-du-Sud"),
        ("dep", "59", "Nord"),
        ("DEP", "974", "La Réunion"),
        ("REG", "32", "Hauts-de-France"),
        ("reg", "31", "Nord - Pas-de-Calais"),
    ],
)
def test_units_are_named_by_their_code(zonage: str, code: str, name: str | None) -> None:
    composition = pd.DataFrame({"code_bassin": {"59350": code}})
    composition.attrs["zonage"] = zonage
    found = described(composition)["nom"]
    assert found.isna().all() if name is None else found.to_dict() == {code: name}


def test_a_merged_commune_counts_in_the_unit_of_its_chef_lieu() -> None:
    """22055 Binic-Étables-sur-Mer was, until 2016, 22007 Binic and 22055 Étables."""
    composition = pd.DataFrame({"code_bassin": {"22007": "A", "22055": "B"}})
    people = inhabitants(composition, 2014)
    assert people["B"] == COMMUNES.loc["22055", "population"]
    assert pd.isna(people["A"])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from("ABC"), min_size=len(NORTH), max_size=len(NORTH)))
def test_every_inhabitant_is_in_one_unit(units: list[str]) -> None:
    composition = pd.DataFrame({"code_bassin": units}, index=NORTH)
    people = inhabitants(composition, 2024)
    assert people.sum() == COMMUNES.loc[NORTH, "population"].sum()
    assert described(composition)["departement"].eq("59").all()


@pytest.mark.parametrize("name", [None, "BV2012", "bv2022", "code_bassin", "BASSIN"])
def test_bassins_are_told_from_other_units(name: str | None) -> None:
    assert index_of(name) == "code_bassin"


@pytest.mark.parametrize("name", ["EPCI", "CPTS", "tvs_code", "ZE2020", "BVCV"])
def test_other_units_are_zones(name: str) -> None:
    assert index_of(name) == "code_zone"
