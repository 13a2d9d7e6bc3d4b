"""The commands ``poles-geo analyze centralities`` and ``dependency``."""

import re
from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg


def test_the_place_of_the_published_poles(tmp_path: Path) -> None:
    done = run("analyze", "centralities", "--sortie", tmp_path / "place.csv")
    expected = f"153 pôles, dont 2 que le maillage ne peut perdre, dans {tmp_path / 'place.csv'}\n"
    assert simple(done.stdout) == expected, done.stderr
    written = (tmp_path / "place.csv").read_text("utf-8-sig")
    assert ";64102;" in written
    assert written.count("\n") == 154


def test_the_map_of_a_dependency(tmp_path: Path) -> None:
    carte, sortie = tmp_path / "chaine.svg", tmp_path / "chaine.csv"
    done = run("analyze", "dependency", "--sortie", sortie, "--zone", "Corse", "--carte", carte)
    told = simple(done.stdout).splitlines()[-1]
    assert told == f"De quel pôle chacun dépend en Corse, dans {carte}", done.stderr
    assert "Bastia" in carte.read_text("utf-8")
    alone = run("analyze", "dependency", "--sortie", sortie, "--carte", carte)
    assert simple(alone.stdout).splitlines()[-1] == f"De quel pôle chacun dépend, dans {carte}"
    assert {"Bastia", "Brest"} <= set(re.findall(r"[A-Z]\w+", carte.read_text("utf-8")))


def test_dependency_by_a_table_of_costs(tmp_path: Path) -> None:
    done = run("analyze", "dependency", "--sortie", tmp_path / "chaine.csv")
    assert simple(done.stdout).startswith("153 pôles sur 12 niveaux, dans"), done.stderr
    pg.write_table(pg.load_report().drop(columns="geometry"), tmp_path / "poles.csv")
    codes = pg.load_report().index
    costs = pd.DataFrame({"origine": codes, "destination": "75056", "minutes": 60})
    costs[costs["origine"] != "75056"].to_csv(tmp_path / "temps.csv", sep=";", index=False)
    arguments = (tmp_path / "poles.csv", "--couts", tmp_path / "temps.csv")
    by_cost = run("analyze", "dependency", *arguments, "--sortie", tmp_path / "temps.xlsx")
    assert simple(by_cost.stdout).startswith("153 pôles sur 2 niveaux"), by_cost.stderr


@pytest.mark.parametrize("command", ["links", "centralities", "dependency"])
def test_wrong_costs_are_told_without_python(command: str, tmp_path: Path) -> None:
    (tmp_path / "temps.csv").write_text("origine;destination;minutes\n59350;59999;10\n")
    done = run(
        "analyze", command, "--couts", tmp_path / "temps.csv", "--sortie", tmp_path / "a.csv"
    )
    assert done.returncode == 1
    assert "59999" in done.stderr
    assert "costs" not in done.stderr
    assert "Traceback" not in done.stderr
