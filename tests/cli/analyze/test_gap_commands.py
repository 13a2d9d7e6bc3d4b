"""The commands ``poles-geo analyze gaps`` and ``cooperations``."""

from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg


def test_gaps_of_the_published_poles(tmp_path: Path) -> None:
    wanted = ("--distance", "50", "--rang", "2", "--par", "region_2014")
    done = run("analyze", "gaps", *wanted, "--sortie", tmp_path / "ecarts.csv")
    expected = f"14 203 communes au-delà, 18,7 % des habitants, dans {tmp_path / 'ecarts.csv'}\n"
    assert simple(done.stdout) == expected, done.stderr
    assert (tmp_path / "ecarts.csv").read_text("utf-8-sig").count("\n") == 23


def test_their_map(tmp_path: Path) -> None:
    carte = tmp_path / "loin.svg"
    wanted = ("--distance", "20", "--zone", "62", "--carte", carte)
    done = run("analyze", "gaps", *wanted, "--sortie", tmp_path / "ecarts.csv")
    told = simple(done.stdout).splitlines()[-1]
    assert told == f"Loin de tout pôle de rang 1 à 4 – Pas-de-Calais, dans {carte}", done.stderr
    assert "habitants (" in carte.read_text("utf-8")
    again = run("analyze", "gaps", *wanted[:-1], tmp_path / "e.csv", "--sortie", tmp_path / "e.csv")
    assert again.returncode == 2
    assert not (tmp_path / "e.csv").exists()


def test_every_rank_of_the_rule_counts(tmp_path: Path) -> None:
    poles = pg.load_report()
    ranks = [
        pg.Rank(rang, f"niveau {rang}", f"N{rang}", (pg.Condition("effectif", "plus_de", bound),))
        for rang, bound in enumerate((12_000, 6_000, 3_500, 2_200, 1_400, 900), 1)
    ]
    counts = {"effectif": poles["effectif"], "proximite": poles["effectif"], "pole": 0}
    effectifs = pd.DataFrame(counts).assign(infirmiers_psychiatrie=0)
    ranked = pg.classify(effectifs, pg.Rules("Six rangs", "les tests", tuple(ranks)))
    pg.write_table(ranked, tmp_path / "poles.csv")
    done = run("analyze", "gaps", tmp_path / "poles.csv", "--distance", "20", "--zone", "62",
               "--carte", tmp_path / "loin.svg", "--sortie", tmp_path / "e.csv")  # fmt: skip
    assert "Loin de tout pôle de rang 1 à 6 – Pas-de-Calais" in simple(done.stdout), done.stderr


def test_cooperations_of_the_report_and_of_one_s_own(tmp_path: Path) -> None:
    done = run("analyze", "cooperations", "--sortie", tmp_path / "paires.csv")
    assert simple(done.stdout).startswith("26 paires de bassins, dont 15 de pôles"), done.stderr
    pg.load_cooperations().to_csv(tmp_path / "liste.csv", sep=";", index=False)
    star = ("--paires", "etoile", "--bassins", "BV2012")
    own = run(
        "analyze", "cooperations", tmp_path / "liste.csv", *star, "--sortie", tmp_path / "e.xlsx"
    )
    assert simple(own.stdout).startswith("16 paires de bassins, dont 6 de pôles"), own.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("gaps", "--distance", "-1", "--sortie", "a.csv"), "plus de 0"),
        (("gaps", "--distance", "9", "--rang", "0", "--sortie", "a.csv"), "un rang de 1 à 6"),
        (("gaps", "--distance", "9", "--par", "canton", "--sortie", "a.csv"), "canton"),
        (("cooperations", "absent.csv", "--sortie", "a.csv"), "absent.csv"),
        (("cooperations", "--paires", "une", "--sortie", "a.csv"), "etoile"),
    ],
)
def test_what_is_refused_is_told(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    done = run("analyze", *arguments[:-1], tmp_path / arguments[-1])
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_map_of_co_operations(tmp_path: Path) -> None:
    carte, sortie = tmp_path / "qui.svg", tmp_path / "paires.csv"
    zone = ("--zone", "Nord - Pas-de-Calais")
    done = run("analyze", "cooperations", "--sortie", sortie, *zone, "--carte", carte)
    told = simple(done.stdout).splitlines()[-1]
    assert told == f"Qui coopère avec qui dans le Nord – Pas-de-Calais, dans {carte}", done.stderr
    alone = run("analyze", "cooperations", "--sortie", sortie, "--carte", carte)
    assert simple(alone.stdout).splitlines()[-1] == f"Qui coopère avec qui, dans {carte}"
