"""The command ``poles-geo analyze territory``."""

from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg


def test_a_table_and_a_page(tmp_path: Path) -> None:
    groups, structures = tmp_path / "g.csv", tmp_path / "s.csv"
    pg.load_cooperations().to_csv(groups, sep=";", index=False)
    known = pg.load_structures().drop(columns="geometry")
    known[["nom", "code_commune", "statut"]].to_csv(structures, sep=";", index=False)
    out, page = tmp_path / "lens.csv", tmp_path / "lens.svg"
    done = run(
        *("analyze", "territory", "246200364", "--sortie", out, "--page", page),
        *("--groupements", groups, "--structures", structures, "--style", "noir-et-blanc"),
    )
    assert done.returncode == 0, done.stderr
    assert simple(done.stdout) == (
        f"CA de Lens – Liévin : qui fait quoi : 12 lignes, dans {out}\n"
        f"CA de Lens – Liévin : qui fait quoi, dans {page}\n"
    )
    table = pd.read_csv(out, sep=";", decimal=",", dtype={"code": str})
    reached = table[table["rubrique"] == "accès"].set_index("rang")
    assert reached["france"].round(2).tolist() == [63.81, 28.08, 19.87, 14.95]
    assert "qui fait quoi" in page.read_text("utf-8")


def test_a_composition_of_one_s_own_counted_from_its_source(tmp_path: Path) -> None:
    zoning, counts = tmp_path / "cpts.csv", tmp_path / "comptes.csv"
    zoning.write_text("code_commune;code_cpts\n62498;C1\n62427;C1\n", "utf-8")
    example = pg.load_example()[["infirmiers", "generaliste"]]
    example.columns = ["60", "10G"]
    example.to_csv(counts, sep=";")
    out = tmp_path / "c1.csv"
    done = run(
        *("analyze", "territory", "C1", "--zonage", zoning, "--registre", counts),
        *("--sortie", out),
    )
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(out, sep=";", decimal=",")
    density = table[(table["nom"] == "infirmiers") & (table["mesure"] == "densité")]
    assert density[["valeur", "region", "france"]].notna().to_numpy().all()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("1", "--zonage", "departement", "--sortie", "t.csv"), "a perdu son zéro"),
        (("999999999", "--sortie", "t.csv"), "code = '999999999'"),
        (("246200364", "--sortie", "t.csv", "--page", "t.gif"), "suffixes possibles"),
        (("C1", "--zonage", "absent.csv", "--sortie", "t.csv"), "fichier absent"),
        (
            ("246200364", "--effectifs", "a.csv", "--registre", "b.csv", "--sortie", "t.csv"),
            "l'un des deux",
        ),
    ],
)
def test_what_is_refused_is_told_in_one_line(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyze", "territory", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
