"""The command ``poles-geo analyze configurations``."""

from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg


def test_regions_of_the_report_and_of_today(tmp_path: Path) -> None:
    path = tmp_path / "regions.csv"
    done = run("analyze", "configurations", "--sortie", path)
    assert simple(done.stdout) == f"22 lignes, dans {path}\n", done.stderr
    found = pd.read_csv(path, sep=";", decimal=",", index_col=0)
    assert round(found["crunch"]["Midi-Pyrénées"], 4) == 1.8376
    pg.write_table(pg.load_report().drop(columns="geometry"), tmp_path / "poles.csv")
    people = tmp_path / "habitants.csv"
    pg.read_communes()["population"].rename("PMUN").rename_axis("CODGEO").to_csv(people)
    done = run(
        *("analyze", "configurations", tmp_path / "poles.csv", "--par", "region_2016"),
        *("--population", people, "--sortie", tmp_path / "regions.xlsx"),
    )
    assert simple(done.stdout).startswith("13 lignes"), done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("absent.csv", "--sortie", "t.csv"), "fichier absent : absent.csv"),
        (("--sortie", "t.gpkg"), "suffixe du fichier = '.gpkg'"),
        (("--par", "secteur", "--sortie", "t.csv"), "--par = 'secteur'"),
        (("poles.csv", "--sortie", "poles.csv"), "poles.csv"),
        (("--population", "absent.csv", "--sortie", "t.csv"), "absent.csv"),
    ],
)
def test_what_is_refused_is_told_in_one_line(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyze", "configurations", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_territories_of_one_s_own_and_their_map(tmp_path: Path) -> None:
    north = ["Nord - Pas-de-Calais", "Picardie"]
    poles = pg.load_report().drop(columns="geometry")
    poles["secteur"] = poles["region_2014"].isin(north).map({True: "Nord", False: "Reste"})
    pg.write_table(poles.assign(population=100_000), tmp_path / "poles.csv")
    regions = pg.load_regions()
    regions["secteur"] = regions.index.isin(north)
    regions["secteur"] = regions["secteur"].map({True: "Nord", False: "Reste"})
    regions.to_file(tmp_path / "contours.geojson")
    asked = ("analyze", "configurations", tmp_path / "poles.csv", "--sortie", tmp_path / "t.csv")
    drawn = ("--region", "Nord", "--carte", tmp_path / "nord.svg")
    outlines = ("--contours", tmp_path / "contours.geojson")
    done = run(*asked, "--par", "secteur", *drawn, *outlines)
    told = simple(done.stdout).splitlines()
    assert told[-1] == f"Nord : nous et les autres, dans {tmp_path / 'nord.svg'}", done.stderr
    found = pd.read_csv(tmp_path / "t.csv", sep=";", decimal=",", index_col=0)
    assert found["population"]["Nord"] == 100_000 * (poles["secteur"] == "Nord").sum()
    for arguments, told_to in (
        (("--par", "secteur", *drawn), "donnez-les (--contours)"),
        (("--par", "nom_publie", *drawn, *outlines), "n'a pas de colonne nom_publie"),
        (("--par", "secteur", *outlines), "--contours est pour la carte"),
        (("--par", "secteur", *drawn, "--contours", "absent.gpkg"), "absent.gpkg"),
    ):
        refused = run(*asked, *arguments)
        assert refused.returncode in (1, 2)
        assert told_to in simple(refused.stderr)
        assert "Traceback" not in refused.stderr


def test_departements_of_the_published_poles(tmp_path: Path) -> None:
    path = tmp_path / "departements.csv"
    done = run("analyze", "configurations", "--par", "departement", "--sortie", path)
    assert simple(done.stdout) == f"86 lignes, dans {path}\n", done.stderr
