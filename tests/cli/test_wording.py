"""What the command says is for who types it: its options, in French, never what Python writes."""

import json
import sys
from pathlib import Path

import pytest
from command import run
from effectif_tables import simple, table

import poles_geo as pg
from poles_geo.cli.main import main
from poles_geo.tabular.writing import write_table

pytestmark = pytest.mark.filterwarnings("default")  # the command prints them

COUNTS = "CODGEO;60;10G\n59350;12;15\n62041;3;4\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write small inputs, and what is refused of each kind."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "c.csv": COUNTS,
        "b.csv": "CODGEO;BV2012\n59350;59350\n62041;62041\n",
        "deux.csv": "CODGEO;BV2012;ZE2020\n59350;59350;1\n62041;62041;2\n",
        "dehors.csv": "CODGEO;BV2012\n59350;ZZZZZ\n62041;ZZZZZ\n",
        "dix.csv": "CODGEO;10\n59350;12\n62041;3\n",
        "sexe.csv": "CODGEO;sexe;60\n59350;H;1\n59350;F;2\n",
        "vide.csv": "CODGEO;60\n",
        "k.toml": '"absente" = "60"\n',
        "zero.csv": "code_bassin;effectif;proximite;pole;infirmiers_psychiatrie\n1004;3;2;1;0\n",
    }.items():
        Path(name).write_text(text)
    ranked = pg.classify(table((2919, 519, 119), (5000, 900, 0)))
    write_table(ranked.rename_axis("code_bassin"), "p.csv")


def refused(capsys: pytest.CaptureFixture[str], line: str) -> tuple[int, str]:
    """Run a command that is refused, and return its code and what it says."""
    with pytest.raises(SystemExit) as stopped:
        main(line.split())
    return int(str(stopped.value.code)), simple(capsys.readouterr().err)


COUNT = "count c.csv --bassins b.csv --sortie s.csv"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"{COUNT} --champ zz", "--champ : « zz » ; sont attendus"),
        (f"{COUNT} --champ ,", "--champ : nom vide, nom vide ; sont attendus"),
        (f"{COUNT} --modes Z", "--modes = 'Z' : valeurs possibles : L, S, B, I, inconnu."),
        (f"{COUNT} --modes L", "--modes : c.csv est un tableau par commune"),
        (f"{COUNT} --detail mode", "--detail mode : c.csv ne dit pas le mode"),
        (f"{COUNT} --par fraction", "--par fraction : c.csv est une table par commune"),
        (f"{COUNT} --lignes age=3", "--lignes : c.csv n'a pas de colonne « age »"),
        (f"{COUNT} --lignes CODGEO=1", "--lignes : la colonne « CODGEO » de c.csv n'a pas « 1 »"),
        (f"{COUNT} --colonnes k.toml", "--colonnes : c.csv n'a pas les colonnes absente"),
        (f"{COUNT} --codes-postaux -", "argument n° 8 : « - » ne désigne pas de fichier ; l'entrée "
         "standard se donne par /dev/stdin"),
        ("count dix.csv --bassins b.csv --sortie s.csv", 'par --colonnes (une ligne "10" = "10G")'),
        ("count sexe.csv --bassins b.csv --sortie s.csv", 'par --lignes "sexe='),
        ("count c.csv --bassins deux.csv --sortie s.csv", "gardez-en un dans le fichier"),
        ("count c.csv --bassins dehors.csv --sortie s.csv", "aucune commune n'est dans une unité"),
        ("count vide.csv --bassins b.csv --sortie s.csv", "aucune ligne sous l'en-tête"),
        ("count c.csv --bassins b.csv --sortie s.gpkg", "valeurs possibles : .csv, .xlsx, .html, "
         ".md, .parquet."),
        ("classify zero.csv --sortie s.csv", "le zéro de tête a été perdu (01004 devient 1004) : "
         "dans le tableur"),
        ("map p.csv --sortie s.svg --zone 9", "--zone = '9' : ce code a perdu son zéro de tête ; "
         "écrivez « 09 »."),
        ("map p.csv --sortie s.svg --regions 2015", "--regions = '2015'"),
        ("map p.csv --sortie s.svg --police absente", "--police = 'absente'"),
        ("map p.csv --sortie s.svg --police absente.ttf", "--police : fichier absent"),
        ("map p.csv --sortie absent/s.svg --zone 59", "impossible d'écrire dans le dossier absent"),
        ("atlas a --poles p.csv --formats exe", "--formats = 'exe'"),
    ],
)  # fmt: skip
def test_a_remedy_is_for_who_types(
    capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    code, found = refused(capsys, line)
    assert said in found
    assert code in (1, 2)
    for python in ("dtype", "rename_axis", "attrs", "pg.", "columns=", "field", "rows", "_year"):
        assert python not in found
    assert not list(Path().glob("s.*"))


def test_the_rows_of_one_commune_are_counted_alone(capsys: pytest.CaptureFixture[str]) -> None:
    main(f"{COUNT} --champ tout --lignes CODGEO=59350".split())
    assert "27 professionnels" in simple(capsys.readouterr().out)


OTHERS = """
import logging, warnings
import poles_geo.ranking.classify
from poles_geo.cli.main import main
from poles_geo.errors import TableError, warn

def told(*_):
    warnings.warn("Glyph 13 missing")
    logging.getLogger("matplotlib").warning("findfont: Failed")
    logging.getLogger("poles_geo.download").warning("attente")
    warn("un doute")
    raise TableError("une faute")

poles_geo.ranking.classify.classify = told
main(["classify", "p.csv", "--sortie", "s.csv"])
"""


def test_what_other_libraries_say_is_left_out(tmp_path: Path) -> None:
    done = run(command=[sys.executable, "-c", OTHERS], cwd=tmp_path)
    assert simple(done.stderr).splitlines() == [
        "attente",
        "poles-geo : attention : un doute",
        "poles-geo : une faute",
    ]


def test_a_flat_perimeter_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    flat = {"type": "Polygon", "coordinates": [[[3, 50], [3, 50], [3, 51], [3, 51], [3, 50]]]}
    Path("z.geojson").write_text(json.dumps(flat))
    _, said = refused(capsys, "map p.csv --sortie s.svg --zone z.geojson")
    assert "z.geojson n'a pas de surface" in said


def test_what_an_atlas_lacks_is_said_by_its_option(capsys: pytest.CaptureFixture[str]) -> None:
    line = "atlas a --poles p.csv --cartes schema --formats svg --source SNDS"
    main(line.split())
    said = simple(capsys.readouterr().err)
    assert "(« SNDS (non datées) ») : --date la donne." in said
