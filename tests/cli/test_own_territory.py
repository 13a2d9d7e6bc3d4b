"""One workbook and the package alone: counts, ranks, maps of three zones, an atlas, offline."""

import re
from pathlib import Path

import pytest
from command import run
from effectif_tables import simple
from regional_workbook import DEPARTEMENTS, write_regional

import poles_geo as pg

COLUMNS = '"Médecins généralistes" = "10G"\n"Infirmières" = "60"\n"Spécialistes" = "10S"\n'
ZONES = {
    "region": ("Hauts-de-France", "Les pôles d’offre de soins dans les Hauts-de-France"),
    "departement": ("Pas-de-Calais", "Les pôles d’offre de soins – Pas-de-Calais"),
    "epci": ("CA Lens-Liévin", "Les pôles d’offre de soins – CA de Lens – Liévin"),
}


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run count and classify on a workbook of the region."""
    folder = tmp_path_factory.mktemp("territoire")
    write_regional(
        folder / "2024.xlsx",
        generaliste="Médecins généralistes",
        infirmiers="Infirmières",
        autre_specialiste="Spécialistes",
    )
    (folder / "colonnes.toml").write_text(COLUMNS, "utf-8")
    for command in (
        "count 2024.xlsx --colonnes colonnes.toml --sortie effectifs.csv",
        "classify effectifs.csv --sortie poles.csv",
    ):
        done = run(*command.split(), cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


def test_the_tables_name_the_units_and_are_of_the_region(work: Path) -> None:
    effectifs, poles = (pg.read_table(work / f"{name}.csv") for name in ("effectifs", "poles"))
    counted = effectifs[effectifs["couverture"].astype(float) == 1]
    assert set(counted["departement"]) == set(DEPARTEMENTS)
    assert counted.loc["59350", "nom"] == "Lille"
    assert effectifs["effectif"].isna().sum() > 1_500
    assert poles["rang"].notna().sum() > 5
    assert set(poles.loc[poles["rang"].notna(), "region_2016"]) == {"Hauts-de-France"}


@pytest.mark.parametrize("kind", list(ZONES))
def test_a_map_of_each_zone(kind: str, work: Path) -> None:
    zone, title = ZONES[kind]
    done = run("map", "poles.csv", "--zone", zone, "--sortie", f"{kind}.svg", cwd=work)
    assert done.returncode == 0, done.stderr
    written = simple(re.sub("<[^>]*>", " ", (work / f"{kind}.svg").read_text("utf-8")))
    assert title in written
    assert "non comparable au rapport" in written


def test_an_atlas_of_the_region(work: Path) -> None:
    done = run(
        "atlas", "cartes", "--poles", "poles.csv", "--zone", "Hauts-de-France",
        "--formats", "svg", cwd=work,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    drawn = {path.stem for path in (work / "cartes").glob("*.svg")}
    codes = ("aisne", "nord", "oise", "pas-de-calais", "somme")
    assert drawn == {"territoire", "schema", *(f"departement-{name}" for name in codes)}
    page = (work / "cartes" / "index.html").read_text("utf-8")
    assert "Hauts-de-France" in page
    assert "Bretagne" not in page
