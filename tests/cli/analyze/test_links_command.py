"""The command ``poles-geo analyze links``."""

from pathlib import Path

import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg


def test_links_of_the_published_poles_and_of_one_s_own(tmp_path: Path) -> None:
    done = run("analyze", "links", "--sortie", tmp_path / "liens.csv")
    assert simple(done.stdout) == f"298 liens, dans {tmp_path / 'liens.csv'}\n", done.stderr
    assert (tmp_path / "liens.csv").read_text("utf-8-sig").count("\n") == 299
    pg.write_table(pg.load_report().drop(columns="geometry"), tmp_path / "poles.csv")
    tree = run("analyze", "links", "--graphe", "arbre", "--sortie", tmp_path / "arbre.csv")
    assert tree.stdout.startswith("152"), tree.stderr
    own = run("analyze", "links", tmp_path / "poles.csv", "--sortie", tmp_path / "a.xlsx")
    assert own.stdout.startswith("298"), own.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("absent.csv", "--sortie", "liens.csv"), "fichier absent : absent.csv"),
        (("--sortie", "liens.gpkg"), "suffixe du fichier = '.gpkg'"),
        (("poles.csv", "--sortie", "poles.csv"), "poles.csv"),
        (("--sortie", "liens.csv", "--graphe", "voronoi"), "gabriel"),
        (("--sortie", "absent/liens.csv"), "absent"),
    ],
)
def test_what_is_refused_is_told_in_one_line(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyze", "links", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
