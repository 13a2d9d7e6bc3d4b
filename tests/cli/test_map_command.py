"""The command ``poles-geo map``: any zone by its name, the agency's words, what is refused."""

import re
from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg
from poles_geo.tabular.writing import write_table


@pytest.fixture(scope="module")
def poles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the published pôles as `poles-geo classify` would, of 2024."""
    table = pd.DataFrame(pg.load_report().drop(columns="geometry"))
    table.attrs = {**table.attrs, "source": "RPPS", "date": "décembre 2024"}
    table.attrs.pop("publication", None)
    path = tmp_path_factory.mktemp("poles") / "poles.csv"
    write_table(table, path)
    return path


def test_a_zone_by_its_name_with_the_words_of_the_agency(poles: Path, tmp_path: Path) -> None:
    out = tmp_path / "carte.svg"
    done = run(
        "map", poles, "--zone", "CA Lens-Liévin", "--zone", "hénin carvin", "--sortie", out,
        "--titre", "Mon territoire", "--sous-titre", "En 2024", "--source", "Enquête",
        "--date", "2024", "--auteur", "ARS", "--style", "noir-et-blanc",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert simple(done.stdout) == f"Mon territoire, dans {out}\n"
    written = simple(re.sub("<[^>]*>", " ", out.read_text("utf-8")))
    for text in ("Mon territoire", "En 2024", "Enquête (2024)", "ARS, avec poles_geo"):
        assert text in written
    assert "CA de Lens – Liévin et CA d’Hénin-Carvin" in written


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--zone", "Lenss"), "zone « Lenss » inconnue ; vouliez-vous dire"),
        (("--zone", "1"), "a perdu son zéro de tête"),
        (("--style", "sepia"), "--style = 'sepia'"),
        (("--police", "absente.ttf"), "fichier absent : absente.ttf"),
        (("--regions", "2015"), "--regions = '2015'"),
        (("--fond", "osm"), "donnez une zone"),
        (("--communes", "absent.geojson"), "absent.geojson"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_line(
    arguments: tuple[str, ...], told: str, poles: Path, tmp_path: Path
) -> None:
    done = run("map", poles, "--sortie", tmp_path / "carte.png", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_the_map_never_takes_the_place_of_what_is_read(poles: Path, tmp_path: Path) -> None:
    done = run("map", poles, "--sortie", poles)
    assert done.returncode == 2
    assert "fichier lu" in simple(done.stderr)
    done = run("map", poles, "--sortie", tmp_path / "carte.jpg")
    assert "suffixes possibles : .pdf, .svg, .png" in simple(done.stderr)
