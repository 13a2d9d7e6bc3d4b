"""The command ``poles-geo analyze compare``."""

from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple, table

import poles_geo as pg


def written(folder: Path, name: str, effectif: int, **attrs: object) -> Path:
    effectifs = table((effectif, effectif // 2, 0), codes=["59350"])
    effectifs.attrs = {"source": "essai", "date": "2021", **attrs}
    pg.write_table(pg.classify(effectifs), folder / name)
    return folder / name


def test_two_tables_by_bassin(tmp_path: Path) -> None:
    before, after = (written(tmp_path, name, n) for name, n in (("a.csv", 2_000), ("b.csv", 4_000)))
    out, ranks, drawn = (tmp_path / name for name in ("ecarts.csv", "rangs.csv", "gains.svg"))
    done = run(
        *("analyze", "compare", before, after, "--sortie", out, "--matrice", ranks),
        *("--carte", drawn, "--zone", "59"),
    )
    assert "gagnés et perdus" in drawn.read_text("utf-8"), done.stderr
    assert "1 bassin comparé, dont 1 change de rang" in simple(done.stdout), done.stderr
    found = pg.read_table(out)
    assert found.loc["59350", ["ecart", "passage"]].tolist() == [2_000, "gagne un rang"]
    assert "rang 3" in ranks.read_text("utf-8-sig")


def test_two_tables_by_commune_have_causes(tmp_path: Path) -> None:
    for name, lille in (("avant", 900), ("apres", 950)):
        rows = pd.DataFrame({"code_commune": ["59350", "59178"], "10G": [lille, 300]})
        rows.to_csv(tmp_path / f"{name}.csv", sep=";", index=False)
    out = tmp_path / "ecarts.csv"
    done = run(
        *("analyze", "compare", tmp_path / "avant.csv", tmp_path / "apres.csv", "--sortie", out),
        *("--champ", "tout", "--bassins", "bv2022"),
    )
    assert done.returncode == 0, done.stderr
    assert "source inconnue" in done.stderr
    assert "le nom du fichier" in done.stderr
    assert pg.read_table(out).loc["59350", ["ecart", "cause_reelle"]].tolist() == [50, 50]


@pytest.mark.parametrize(
    ("field", "told"),
    [({"departements": ["59"]}, "--forcer"), ({"statut": "exercice libéral"}, "statut")],
)
def test_two_fields_are_refused_in_the_words_of_the_command(
    field: dict[str, object], told: str, tmp_path: Path
) -> None:
    before, after = written(tmp_path, "a.csv", 10), written(tmp_path, "b.csv", 9, champ=field)
    out = tmp_path / "ecarts.csv"
    done = run("analyze", "compare", before, after, "--sortie", out)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "force=True" not in done.stderr
    assert not out.exists()
    assert run("analyze", "compare", before, after, "--sortie", out, "--forcer").returncode == 0
