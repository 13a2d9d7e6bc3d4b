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
