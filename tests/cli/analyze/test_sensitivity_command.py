"""The command ``poles-geo analyze sensitivity``."""

from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple, table

import poles_geo as pg


def test_both_tables_of_the_published_poles(tmp_path: Path) -> None:
    sortie, seuils = tmp_path / "sensibilite.csv", tmp_path / "seuils.csv"
    done = run("analyze", "sensitivity", "--sortie", sortie, "--seuils", seuils)
    assert simple(done.stdout) == (
        f"10 bassins fragiles sur 153, dans {sortie}\n63 seuils déplacés, dans {seuils}\n"
    ), done.stderr
    assert not done.stderr
    told = pg.read_table(sortie)
    assert simple(told["reserve"].iloc[0]).startswith("rang 3 et suivants non vérifiables")
    assert told.attrs["sensibilite"]["tirages"] == 1000
    moved = pd.read_csv(seuils, sep=";", decimal=",")
    assert moved.loc[moved["variation"].eq(0.04), "rang_1"].tolist() == [13, 13, 15]


def test_one_s_own_counts_and_numbers(tmp_path: Path) -> None:
    counted = tmp_path / "effectifs.csv"
    pg.write_table(table((3_001, 900, 0), (400, 10, 0)), counted)
    options = ("--erreur", "0", "--variation", "0", "--tirages", "3", "--graine", "4")
    done = run("analyze", "sensitivity", counted, "--sortie", tmp_path / "s.xlsx", *options)
    assert simple(done.stdout).startswith("0 bassin fragile sur 2,"), done.stderr
    carte = tmp_path / "c.svg"
    done = run("analyze", "sensitivity", "--sortie", tmp_path / "s.csv", "--carte", carte,
               "--zone", "Bretagne", "--variation", "0.04")  # fmt: skip
    assert f"Les rangs qui tiennent à un seuil en Bretagne, dans {carte}" in done.stdout, done
    assert "relevé ou abaissé de 4" in carte.read_text("utf-8")
    told = pg.read_table(tmp_path / "s.xlsx")
    assert told["probabilite_du_rang"].tolist() == [1, 1]


def test_the_rule_is_that_of_the_table(tmp_path: Path) -> None:
    """Ranks of another rule are not held to the thresholds of the report."""
    bourg = pg.Rank(1, "bourg", "B", (pg.Condition("effectif", "au_moins", 350),))
    poles = pg.classify(
        table((3_001, 900, 0), (400, 10, 0)), pg.Rules("Un rang", "essai", (bourg,))
    )
    pg.write_table(poles, tmp_path / "p.csv")
    sortie, seuils = tmp_path / "s.csv", tmp_path / "seuils.csv"
    done = run("analyze", "sensitivity", tmp_path / "p.csv", "--sortie", sortie,
               "--seuils", seuils)  # fmt: skip
    told = pg.read_table(sortie)
    assert told["type_pole"].tolist() == ["bourg", "bourg"], done.stderr
    assert simple(told["seuil"].iloc[1]) == "rang 1 : au moins 350 professionnels"
    assert "rang_2" not in pg.read_table(seuils)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("absent.csv", "--sortie", "s.csv"), "absent.csv"),
        (("--sortie", "s.csv", "--erreur", "2"), "--erreur = 2.0 : un écart type"),
        (("--sortie", "s.csv", "--variation", "1"), "--variation = 1.0"),
        (("--sortie", "s.csv", "--tirages", "0"), "--tirages = 0"),
        (("--sortie", "s.csv", "--graine", "-1"), "--graine = -1"),
        (("--sortie", "s.csv", "--seuils", "s.csv"), "--seuils"),
        (("--sortie", "s.csv", "--regles", "absent.toml"), "absent.toml"),
        (("--sortie", "s.csv", "--carte", "c.tif"), "c.tif"),
    ],
)
def test_what_is_refused_is_told_in_one_line(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyze", "sensitivity", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
