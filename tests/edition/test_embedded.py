"""The embedded edition: its files, its 153 pôles, its 53 maisons et pôles de santé."""

import hashlib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import poles_geo as pg
from poles_geo.edition import embedded as edition
from poles_geo.regions import (
    DEPARTEMENTS_2014,
    REGION_2014,
    REGION_2016,
    REGIONS_2014,
    REGIONS_2014_BY_REGION_2016,
)

MEGABYTE = 1_000_000
NOT_EMBEDDED = {"SHA256SUMS", "README.md"}


def embedded() -> list[Path]:
    """Every file of data that users get, but the code, the checksums and their description."""
    return [
        path
        for path in edition.DATA.rglob("*")
        if path.is_file()
        and path.suffix not in {".py", ".pyc"}
        and "build" not in path.relative_to(edition.DATA).parts
        and path.relative_to(edition.DATA).as_posix() not in NOT_EMBEDDED
    ]


@pytest.fixture(scope="module")
def report() -> gpd.GeoDataFrame:
    return pg.load_report()


@pytest.fixture(scope="module")
def structures() -> gpd.GeoDataFrame:
    return edition.load_structures()


def test_every_embedded_file_has_its_recorded_checksum() -> None:
    lines = (edition.DATA / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    recorded = dict(reversed(line.split("  ")) for line in lines)
    found = {
        path.relative_to(edition.DATA).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in embedded()
    }
    assert found == recorded


def test_every_embedded_file_is_described_with_its_size() -> None:
    lines = (edition.DATA / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line.startswith("| `")]
    described = {row[0].strip("| `"): int(row[2].replace(" ", "")) for row in rows if len(row) == 6}
    assert described == {path.name: path.stat().st_size for path in embedded()}


def test_embedded_files_are_light() -> None:
    assert sum(path.stat().st_size for path in embedded()) < 10 * MEGABYTE
    assert (edition.DATA / "communes.parquet").stat().st_size < 6 * MEGABYTE


def test_report_has_the_promised_columns(report: gpd.GeoDataFrame) -> None:
    assert report.index.name == "code_bassin"
    assert report.columns.tolist() == [
        "nom",
        "nom_publie",
        "region_2014",
        "region_2016",
        "rang",
        "type_pole",
        "sigle",
        "effectif",
        "code_commune",
        "geometry",
    ]
    assert report.crs == 2154
    assert set(report.geom_type) == {"Point"}
    assert report["type_pole"].dtype == pg.RULES_ORS_2014.type_pole_dtype
    assert not report.isna().to_numpy().any()


def test_report_has_153_poles_on_153_bassins(report: gpd.GeoDataFrame) -> None:
    assert len(report) == 153
    assert report.index.is_unique
    assert report["rang"].value_counts().to_dict() == {1: 15, 2: 42, 3: 46, 4: 50}
    assert (report["code_commune"] == report.index).all()
    assert not report.geometry.to_wkb().duplicated().any()


def test_report_is_the_published_inventory(real_data: Path) -> None:
    columns = ["nom", "region_2014", "rang", "sigle", "effectif"]
    published = pd.read_csv(real_data / "rapport" / "figure3_153_poles.csv")
    published = published.rename(columns={"region": "region_2014"})[columns]
    report = pd.DataFrame(pg.load_report()).drop(columns="nom")
    report = report.rename(columns={"nom_publie": "nom"})[columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(report, published, check_dtype=False)


@pytest.mark.parametrize(
    "name",
    [
        *("cooperations.csv", "figure1_telle_que_publiee.csv", "figure3_153_poles.csv"),
        "maisons_poles_sante_mai_2013.csv",
    ],
)
def test_published_lists_are_embedded_unchanged(real_data: Path, name: str) -> None:
    assert (edition.DATA / "rapport" / name).read_bytes() == (
        real_data / "rapport" / name
    ).read_bytes()


def test_regions_have_as_many_poles_as_figure_1_but_for_its_errors(
    report: gpd.GeoDataFrame,
) -> None:
    published = edition.load_figure1()["total"].drop("Total").to_dict()
    assert report["region_2014"].value_counts().to_dict() == published | {"Corse": 2}


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("Guidel", "56121"),
        ("Valence", "26362"),
        ("Marseille - Aix-en-Provence", "13055"),
        ("Douai - Lens", "59178"),
        ("La Teste-de-Buch - Arcachon", "33529"),
        ("Cherbourg-Octeville", "50129"),
        ("Paris", "75056"),
        ("Lyon", "69123"),
        ("Ajaccio", "2A004"),
    ],
)
def test_doubtful_names_have_their_bassin(
    report: gpd.GeoDataFrame, published: str, code: str
) -> None:
    assert report.index[report["nom_publie"] == published].tolist() == [code]


def test_only_guidel_is_printed_under_another_name(report: gpd.GeoDataFrame) -> None:
    renamed = report[report["nom"] != report["nom_publie"]]
    assert renamed[["nom", "nom_publie", "effectif"]].to_numpy().tolist() == [
        ["Lorient", "Guidel", 3_292]
    ]


def test_a_name_is_read_or_resolved_but_never_left(report: gpd.GeoDataFrame) -> None:
    readings = pd.read_csv(edition.DATA / "poles_2014.csv", dtype=str)["lecture"]
    assert len(readings) == len(report)
    assert (readings != "nom exact, unique dans la région").sum() == 5
    names = edition.load_communes()["nom"].loc[report["code_commune"]]
    exact = readings.to_numpy() == "nom exact, unique dans la région"
    assert (names.to_numpy()[exact] == report["nom_publie"].to_numpy()[exact]).all()


def test_53_structures_by_territory_and_status(structures: gpd.GeoDataFrame) -> None:
    assert len(structures) == 53
    assert structures["territoire"].value_counts().to_dict() == {
        "Artois-Douaisis": 19,
        "Hainaut-Cambrésis": 15,
        "Littoral": 9,
        "Métropole-Flandre intérieure": 10,
    }
    assert structures["statut"].value_counts().to_dict() == {
        "en fonctionnement": 12,
        "en opérationnalisation": 10,
        "en conception": 12,
        "en réflexion": 19,
    }


def test_structures_are_in_communes_of_the_region(structures: gpd.GeoDataFrame) -> None:
    communes = edition.load_communes()
    others = structures["autres_communes"].str.split().explode().dropna()
    codes = pd.concat([structures["code_commune"], others])
    assert set(communes.loc[codes, "region_2014"]) == {"Nord - Pas-de-Calais"}
    contours = communes.geometry.loc[structures["code_commune"]]
    assert structures.within(contours.set_axis(structures.index), align=False).all()


def test_departements_make_the_regions() -> None:
    assert len(REGION_2014) == len(REGION_2016) == 96
    assert len(REGIONS_2014) == 22
    assert len(REGIONS_2014_BY_REGION_2016) == 13
    departements = edition.load_departements()
    assert set(departements.index) == set(REGION_2014)
    assert departements.columns.tolist() == ["nom", "geometry"]
    assert departements["nom"].is_unique
    assert departements.loc[["2A", "22", "59"], "nom"].tolist() == [
        "Corse-du-Sud",
        "Côtes-d'Armor",
        "Nord",
    ]
    assert set(edition.load_regions().index) == set(REGIONS_2014)
    assert sum(map(len, DEPARTEMENTS_2014.values())) == 96
    assert set(REGION_2016.values()) == set(REGIONS_2014_BY_REGION_2016)
