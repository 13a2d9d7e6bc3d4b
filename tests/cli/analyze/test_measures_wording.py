"""What the commands of measures refuse or doubt is said by their options, never in Python."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from effectif_tables import simple

import poles_geo as pg
from poles_geo.cli.main import main
from poles_geo.tabular.metadata import metadata_path

pytestmark = pytest.mark.filterwarnings("default")  # the command prints them

HEAD = "origine;destination;minutes\n"
PYTHON = (
    r"\b(costs|demand|supply|capacity|within|decay|per|use|links|before|after|pg|None)\b|_index"
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pg.write_table(pg.load_report().drop(columns="geometry"), tmp_path / "p.csv")
    for name, rows in {
        "peu.csv": "01004;59350;12\n01005;59350;15\n",
        "retour.csv": "59350;01004;12\n",
        "noms.csv": "Lille;Paris;90\n",
        "trou.csv": "59350;59178;30\n",
    }.items():
        Path(name).write_text(HEAD + rows)
    Path("c.csv").write_text("bassin;code_commune;n\nA;59350;3\n")


def said(line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Run a command, and give what it says of what it refuses or doubts."""
    with suppress(SystemExit):
        main(["analyze", *line.split(), "--sortie", "s.csv"])
    return simple(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("access p.csv --portee 20 --couts peu.csv",
         "--couts : 34 804 origines sans aucun couple dans la table, donc inatteignables "
         "(L'Abergement-Clémenciat (01001), L'Abergement-de-Varey (01002), Ambléon (01006), …)"),
        ("access p.csv --portee 20 --couts peu.csv",
         "152 sites sans personne à portée (Paris (75056), Marseille - Aix-en-Provence (13055), "),
        ("access p.csv --couts retour.csv", "aucun couple ne va d'une commune à un site"),
        ("gaps p.csv --distance 20 --couts retour.csv",
         "aucun couple ne va d'une commune à un pôle"),
        ("need p.csv --recours 4 --patients 9 --couts noms.csv",
         "code qui n'est ni celui d'une commune ni celui d'un site ; ôtez ces lignes"),
        ("attraction p.csv --couts noms.csv",
         "code qui n'est ni celui d'une commune ni celui d'un pôle"),
        ("links p.csv --couts noms.csv", "code qui n'est pas celui d'un pôle"),
        ("dependency p.csv --couts trou.csv", "(Bourg-en-Bresse (01053), "),
        ("centralities p.csv --couts trou.csv",
         "donnez dans la table des coûts chaque couple de pôles que le maillage lie"),
        ("access p.csv --portee -3", "--portee = -3.0 : une limite de plus de 0"),
        ("access p.csv --portee 20 --pour 0", "--pour = 0.0"),
        ("access p.csv --decroissance lineaire", "--decroissance demande --portee"),
        ("access p.csv --portee 9 --decroissance linear", "vouliez-vous dire 'lineaire' ?"),
        ("access p.csv --decroissance 10:-1", "--decroissance, paliers"),
        ("need p.csv --recours 0 --patients 9", "--recours = 0.0"),
        ("need p.csv --recours 1 --patients 0", "--patients = 0.0"),
        ("need p.csv --recours 1 --patients 9 --portee 0", "--portee = 0.0"),
        ("gaps p.csv --distance 0", "--distance = 0.0"),
        ("attraction p.csv --beta 0", "--beta = 0.0"),
        ("compare p.csv c.csv",
         "tableau d'avant est une table par bassin, tableau d'après est un décompte : deux de la"),
    ],
)  # fmt: skip
def test_a_doubt_names_the_option(line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(line, capsys)
    assert told in found
    assert not re.search(PYTHON, found), found


def test_shapes_of_a_decay_are_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert said("access p.csv --portee 20 --decroissance gaussienne", capsys) == ""
    assert "poids en cloche" in metadata_path(Path("s.csv")).read_text("utf-8")
