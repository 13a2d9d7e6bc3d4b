"""The embedded edition held against Insee's files: code officiel géographique, bassins de vie."""

from pathlib import Path

import pandas as pd
import pytest
from insee_workbooks import read_sheet

import poles_geo as pg
from poles_geo.codes import departements_of
from poles_geo.edition import embedded as edition
from poles_geo.regions import REGION_2016

REGIONS_2016 = {
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
}
REGIONS_2014 = {
    "11": "Île-de-France",
    "21": "Champagne-Ardenne",
    "22": "Picardie",
    "23": "Haute-Normandie",
    "24": "Centre",
    "25": "Basse-Normandie",
    "26": "Bourgogne",
    "31": "Nord - Pas-de-Calais",
    "41": "Lorraine",
    "42": "Alsace",
    "43": "Franche-Comté",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "54": "Poitou-Charentes",
    "72": "Aquitaine",
    "73": "Midi-Pyrénées",
    "74": "Limousin",
    "82": "Rhône-Alpes",
    "83": "Auvergne",
    "91": "Languedoc-Roussillon",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
}
"""Insee's codes of the regions, before and after 2016."""


@pytest.fixture(scope="module")
def cog(real_data: Path) -> pd.DataFrame:
    cog = pd.read_csv(real_data / "cog" / "v_commune_2024.csv", dtype=str)
    cog = cog[cog["TYPECOM"] == "COM"].set_index("COM").sort_index()
    return cog[~cog.index.str.startswith(("97", "98"))]


@pytest.fixture(scope="module")
def composition(real_data: Path) -> pd.DataFrame:
    path = real_data / "insee" / "BV2012_au_01-01-2014.zip"
    return read_sheet(path, "Composition_communale").set_index("CODGEO")


def test_communes_are_those_of_2024_under_their_official_name(cog: pd.DataFrame) -> None:
    communes = edition.load_communes()
    assert communes.index.equals(cog.index.rename("code_commune"))
    assert (communes["nom"].to_numpy() == cog["LIBELLE"].to_numpy()).all()
    assert (communes["departement"].to_numpy() == cog["DEP"].to_numpy()).all()


def test_a_code_carries_its_departement(cog: pd.DataFrame) -> None:
    codes = pd.Series(cog.index, index=cog.index)
    assert (departements_of(codes) == cog["DEP"]).all()


def test_departements_are_in_their_current_region(cog: pd.DataFrame) -> None:
    assert (cog["DEP"].map(REGION_2016) == cog["REG"].map(REGIONS_2016)).all()


def test_communes_are_in_their_region_of_2014(composition: pd.DataFrame) -> None:
    communes = edition.load_communes()
    known = communes[communes.index.isin(composition.index)]
    assert len(known) > 34_000
    expected = composition["REG"].loc[known.index].map(REGIONS_2014)
    assert (known["region_2014"] == expected).all()


def test_every_pole_is_a_bassin_of_2012_around_its_commune(composition: pd.DataFrame) -> None:
    report = pg.load_report()
    assert set(report.index) <= set(composition["BV2012"])
    assert (composition["BV2012"].loc[report["code_commune"]] == report.index).all()


def test_every_pole_bears_the_name_of_its_bassin(composition: pd.DataFrame) -> None:
    report = pg.load_report()
    names = composition.drop_duplicates("BV2012").set_index("BV2012")["LIBBV2012"]
    assert (names.loc[report.index] == report["nom"]).all()


def test_readings_of_names_are_confirmed_by_the_composition(composition: pd.DataFrame) -> None:
    bassin = composition["BV2012"]
    assert bassin["56078"] == "56121", "Guidel est du bassin de Lorient"
    assert bassin["13001"] == "13055", "Aix-en-Provence est du bassin de Marseille"
    assert bassin["62498"] == "59178", "Lens est du bassin de Douai"
    assert bassin["33009"] == "33529", "Arcachon est du bassin de La Teste-de-Buch"
    names = composition.drop_duplicates("BV2012").set_index("BV2012")["LIBBV2012"]
    assert names.index[names == "Valence"].tolist() == ["26362", "82186"]
