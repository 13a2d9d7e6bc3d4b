"""The commands ``poles-geo analyze access`` and ``need``."""

from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg

CODES = ("code_commune", "site", "code_bassin")


def written(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", dtype=dict.fromkeys(CODES, str))


def test_access_to_the_published_poles_by_region(tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    done = run("analyze", "access", "--portee", "50", "--par", "region_2014", "--sortie", out)
    assert simple(done.stdout) == f"22 groupes, dans {out}\n", done.stderr
    table = written(out).set_index("region_2014")
    assert table["population"].sum() == 65_846_255
    share = (table["a_portee_rang_2"] * table["population"]).sum() / table["population"].sum()
    assert round(100 * share, 2) == 81.27
    assert "à vol d'oiseau" in (tmp_path / "a.csv-metadata.json").read_text("utf-8")


@pytest.fixture
def small(tmp_path: Path) -> list[str | Path]:
    """Write two pôles, their communes and their costs; give the arguments."""
    poles = pg.load_report().loc[["50129", "50502"]]
    pg.write_table(pd.DataFrame(poles.drop(columns="geometry")), tmp_path / "poles.csv")
    communes = pg.read_communes().loc[["50129", "50502", "50147"]]
    communes.reset_index().to_file(tmp_path / "communes.gpkg")
    rows = [(home, site, 9) for home in communes.index for site in poles.index]
    pd.DataFrame(rows, columns=["origine", "destination", "minutes"]).to_csv(
        tmp_path / "couts.csv", sep=";", index=False
    )
    return [
        tmp_path / "poles.csv", "--communes", tmp_path / "communes.gpkg",
        "--couts", tmp_path / "couts.csv",
    ]  # fmt: skip


def test_steps_and_a_table_of_costs(small: list[str | Path], tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    done = run(
        "analyze", "access", *small, "--decroissance", "10:1 20:0,5", "--pour", "1000",
        "--sortie", out,
    )  # fmt: skip
    assert done.stdout.startswith("3"), done.stderr
    table = written(out)
    people = table["population"].sum()
    supply = pg.load_report().loc[["50129", "50502"], "effectif"].sum()
    assert table["acces"].tolist() == pytest.approx([1000 * supply / people] * 3)
    assert (table["minutes"] == 9).all()


def test_a_matrix_of_costs(small: list[str | Path], tmp_path: Path) -> None:
    rows = pd.read_csv(tmp_path / "couts.csv", sep=";", dtype=str)
    homes, sites = (rows[end].drop_duplicates() for end in ("origine", "destination"))
    pd.DataFrame(9, homes, sites).to_csv(tmp_path / "couts.csv", sep=";")
    done = run("analyze", "access", *small, "--portee", "10", "--sortie", tmp_path / "a.csv")
    assert done.stdout.startswith("3"), done.stderr
    assert (written(tmp_path / "a.csv")["minutes"] == 9).all()
    (tmp_path / "couts.json").write_text('{"durations": [[0]]}')
    refused = run(
        "analyze", "access", "--couts", tmp_path / "couts.json", "--sortie", tmp_path / "b.csv"
    )
    assert "écrivez-la en tableau, les codes des origines à gauche" in simple(refused.stderr)


def test_need_by_commune_and_by_site(small: list[str | Path], tmp_path: Path) -> None:
    out, sites = tmp_path / "b.csv", tmp_path / "sites.csv"
    done = run(
        "analyze", "need", *small, "--recours", "4", "--patients", "10", "--sortie", out,
        "--sites", sites,
    )  # fmt: skip
    assert "professionnels manquent" in done.stdout, done.stderr
    table, places = written(out), pd.read_csv(sites, sep=";", decimal=",")
    assert table["servis"].sum() == pytest.approx(places["servis"].sum())
    assert table["manque"].sum() == pytest.approx(table["non_servis"].sum() / 10)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("access", "--sortie", "a.gpkg"), "suffixe du fichier = '.gpkg'"),
        (("access", "--sortie", "a.csv", "--portee", "-1"), "une limite de plus de 0"),
        (("access", "--sortie", "a.csv", "--par", "nuage"), "--par = 'nuage' : colonnes"),
        (("access", "--sortie", "a.csv", "--decroissance", "dix:1"), "des paliers"),
        (("access", "--sortie", "a.csv", "--couts", "absent.csv"), "fichier absent"),
        (("need", "--sortie", "a.csv", "--recours", "1"), "--patients"),
        (("need", "--sortie", "a.csv", "--recours", "1", "--patients", "0"), "patients = 0"),
    ],
)
def test_what_is_refused_is_told(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyze", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_their_maps(tmp_path: Path) -> None:
    near, supply, missing = (tmp_path / f"{name}.svg" for name in ("pres", "offre", "manque"))
    zone = ("--zone", "2A", "--style", "demi-page")
    done = run("analyze", "access", "--sortie", tmp_path / "a.csv", *zone, "--carte", near)
    assert f"Le pôle le plus proche – Corse-du-Sud, dans {near}" in simple(done.stdout), done.stderr
    within = ("--portee", "20", "--pour", "1000")
    done = run("analyze", "access", "--sortie", tmp_path / "a.csv", *within, *zone,
               "--carte", supply)  # fmt: skip
    assert f"L’offre à portée de chacun – Corse-du-Sud, dans {supply}" in simple(done.stdout), (
        done.stderr
    )
    told = simple(supply.read_text("utf-8"))
    assert "Offre pour 1 000 habitants à 20 km à vol d’oiseau au plus" in told
    use = ("--recours", "4", "--patients", "3000")
    done = run("analyze", "need", "--sortie", tmp_path / "n.csv", *use, *zone, "--carte", missing)
    assert f"Les professionnels qui manquent – Corse-du-Sud, dans {missing}" in simple(
        done.stdout
    ), done.stderr
