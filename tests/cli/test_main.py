"""The command: help in French, one line and an exit code for whatever is wrong."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import COMMAND, environment, run
from effectif_tables import simple, table

from poles_geo import __version__
from poles_geo.cli.main import _teller, main
from poles_geo.edition.embedded import CONTENTS, DATA
from poles_geo.errors import DataWarning
from poles_geo.tabular.writing import write_table

PAGES = [
    [],
    ["atlas"],
    ["classify"],
    ["count"],
    ["map"],
    ["data"],
    ["data", "list"],
    ["data", "fetch"],
    ["data", "check"],
]
ENGLISH = (
    r"(?i)\b(usage|parameters?|commands?|display|show|default|required|file|path|str|int|choice"
    r"|true|false)\b"
)


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_help_is_in_french(page: list[str]) -> None:
    done = run(*page, "--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(" ".join(["Emploi\u00a0: poles-geo", *page]))
    assert re.search(ENGLISH, done.stdout) is None
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_help_describes_every_argument() -> None:
    text = " ".join(simple(run("classify", "--help").stdout).split())
    assert "Emploi : poles-geo classify --sortie FICHIER [OPTIONS] EFFECTIFS Donne à" in text
    assert "EFFECTIFS Tableau CSV, XLSX ou Parquet : code_bassin, effectif, " in text
    assert "--sortie FICHIER Fichier à écrire : .csv, .xlsx, .parquet, .html ou .md. Oblig" in text
    assert "--formats TEXTE Formats" in " ".join(run("atlas", "--help").stdout.split())


def test_help_is_there_before_pandas() -> None:
    done = run("--help", command=[sys.executable, "-X", "importtime", "-m", "poles_geo"])
    assert "poles_geo.cli.main" in done.stderr
    assert re.search(r"\| +(pandas|matplotlib|geopandas)$", done.stderr, re.MULTILINE) is None


def test_the_version_is_printed() -> None:
    assert run("--version").stdout == f"{__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (
            "atlass --style x",
            "commande inconnue : « atlass » ; vouliez-vous dire « atlas » ? Voir poles-geo --help",
        ),
        ("dessine", "commande inconnue : « dessine » ; voir poles-geo --help"),
        ("--verison", "option inconnue : « --verison » ; vouliez-vous dire « --version » ?"),
        ("count a --srotie b", "option inconnue : « --srotie » ; vouliez-vous dire « --sortie » ?"),
        ("count a --exclure b", "option inconnue : « --exclure » ; voir poles-geo count --help"),
        ("--muet", "option inconnue : « --muet » ; voir poles-geo --help"),
        ("atlas", "il manque DOSSIER ; voir poles-geo atlas --help"),
        ("atlas a b", "argument en trop : « b » ; voir poles-geo atlas --help"),
        (
            "atlas a --format png",
            "option inconnue : « --format » ; vouliez-vous dire « --formats » ?",
        ),
        ("atlas a --poles", "il manque la valeur de --poles"),
        ("atlas a --poles x --poles y", "--poles est donné deux fois"),
        ("classify", "il manque EFFECTIFS"),
        ("classify x.csv", "il manque --sortie ; voir poles-geo classify --help"),
        ("data liste", "commande inconnue : « liste » ; vouliez-vous dire « list » ?"),
        (
            "count x --bassins y --sortie z --par tête",
            "valeur refusée pour --par : « tête » ; valeurs possibles : personne, fraction, activ",
        ),
        ("data list x", "argument en trop : « x » ; voir poles-geo data list --help"),
    ],
)
def test_a_wrong_argument_gets_one_line_and_code_2(
    tmp_path: Path, arguments: str, reason: str
) -> None:
    done = run(*arguments.split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert simple(done.stderr).startswith(f"poles-geo : {reason}")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    """Run the command in this process; return its exit code and what it says."""
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert printed.out == ""
    assert isinstance(stopped.value.code, int)
    return stopped.value.code, simple(printed.err)


@pytest.fixture
def effectifs(tmp_path: Path) -> Path:
    return write_table(table((2919, 519, 119), (5000, 900, 0)), tmp_path / "effectifs.csv")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("atlas {d}/a --formats ,", "formats : un au moins est attendu parmi pdf, svg, png."),
        ("atlas {d}/a --formats pdf,jpg", "formats = 'jpg' : valeurs possibles : pdf, svg, png."),
        ("atlas {d}/a --source RPPS", "décrivent le tableau donné par --poles"),
        ("atlas {d}/a --poles {d}/absent.csv", "absent.csv n'existe pas"),
        ("atlas {d}/effectifs.csv", "effectifs.csv n'est pas un dossier"),
        ("classify {d}/absent.csv --sortie {d}/p.csv", "absent.csv n'existe pas"),
        (
            "classify {d} --sortie {d}/p.csv",
            "est un dossier : un tableau, CSV ou classeur, est attendu",
        ),
        ("classify {d}/effectifs.csv --sortie {d}/p.pdf", "valeurs possibles : .csv, .xlsx, .html"),
        ("classify {d}/effectifs.csv --sortie {d}/p/p.csv", "dossier absent"),
        ("classify {d}/effectifs.csv --sortie {d}/effectifs.csv", "est un fichier lu"),
        ("classify {d}/effectifs.csv --sortie {d}/p.csv --regles r.toml", "r.toml n'existe pas"),
    ],
)
def test_files_that_cannot_be_are_code_2(
    tmp_path: Path,
    effectifs: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: str,
    reason: str,
) -> None:
    code, said = refused(capsys, *arguments.format(d=tmp_path).split())
    assert (code, said.count("\n")) == (2, 1)
    assert said.startswith("poles-geo : ")
    assert reason in said
    assert list(tmp_path.iterdir()) == [effectifs]


@pytest.mark.skipif(not Path("/sys").is_dir(), reason="pas de dossier interdit à tous")
@pytest.mark.parametrize("arguments", ["atlas /sys/a", "classify {d} --sortie /sys/p.csv"])
def test_a_folder_without_write_rights_is_code_2(
    effectifs: Path, capsys: pytest.CaptureFixture[str], arguments: str
) -> None:
    code, said = refused(capsys, *arguments.format(d=effectifs).split())
    assert (code, said.count("\n")) == (2, 1)
    assert "accès refusé" in said or "lecture seule" in said


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "fichier vide"),
        (b"\x89PNG\r\n\x1a\n\0", "c'est une image"),
        (b"code,effectif\n01004,3\n", "colonnes attendues : code_bassin, effectif"),
        (b"code_bassin;effectif\n01004;3\n", "colonne proximite absente"),
        (
            b"code_bassin;effectif;proximite;pole;infirmiers_psychiatrie\n1004;3;2;1;0\n",
            "code dont le zéro de tête a été perdu (01004 devient 1004) : dans le tableur, mettez "
            "la colonne code_bassin en texte avant d'y coller les codes, ou remettez le zéro (1 "
            "ligne : 1004)",
        ),
        (
            b"code_bassin;effectif;proximite;pole;infirmiers_psychiatrie\nA1;3;2;1;0\n",
            "celui d'une commune est attendu, comme 01004 ou 2A004 ; si ce sont ceux d'un autre "
            "zonage, nommez leur colonne code_zone dans le fichier (1 ligne : 'A1')",
        ),
    ],
)
def test_data_that_cannot_be_ranked_are_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, reason: str
) -> None:
    path = tmp_path / "effectifs.csv"
    path.write_bytes(content)
    code, said = refused(capsys, "classify", path, "--sortie", tmp_path / "poles.csv")
    assert code == 1
    assert said.startswith("poles-geo : ")
    assert reason in said
    assert list(tmp_path.iterdir()) == [path]


def test_faulty_rules_are_code_1(
    tmp_path: Path, effectifs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = tmp_path / "regles.toml"
    rules.write_text("rangs = []")
    output = tmp_path / "poles.csv"
    code, said = refused(capsys, "classify", effectifs, "--sortie", output, "--regles", rules)
    assert code == 1
    assert "un rang au moins" in said
    assert not output.exists()


def test_a_table_without_ranks_is_refused_by_the_atlas(
    tmp_path: Path, effectifs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = refused(capsys, "atlas", tmp_path / "cartes", "--poles", effectifs)
    assert code == 1
    assert "absentes : rang" in said
    assert not (tmp_path / "cartes").exists()


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    """The disk is a limit of 4 kB a file, given to the process."""
    codes = [f"{59001 + n}" for n in range(60)]
    effectifs = write_table(table(*[(100, 20, 5)] * 60, codes=codes), tmp_path / "effectifs.csv")
    limited = ["sh", "-c", 'ulimit -f 8; exec "$@"', "sh", *COMMAND]
    arguments = ("classify", effectifs, "--sortie", tmp_path / "poles.csv")
    done = run(*arguments, command=limited, env=environment(PYTHONDONTWRITEBYTECODE="1"))
    assert done.returncode == 2
    assert simple(done.stderr).endswith("poles.csv : écriture impossible (fichier trop gros).\n")
    assert list(tmp_path.iterdir()) == [effectifs]


def test_the_embedded_data_are_listed() -> None:
    done = run("data", "list")
    assert (done.returncode, done.stderr) == (0, "")
    embedded = simple(done.stdout).split("\n\n")[0].splitlines()[1:]
    assert [line.split()[0] for line in embedded] == list(CONTENTS)
    tables = {path for suffix in ("parquet", "csv") for path in DATA.rglob(f"*.{suffix}")}
    assert {DATA / name for name in CONTENTS} == tables
    published = "14 ko  153 pôles publiés en mars 2014, codes de commune et de bassin de vie"
    assert any(line.endswith(published) for line in embedded)


@pytest.mark.parametrize("arguments", [["--help"], ["data", "list"]])
def test_a_reader_that_goes_away_is_no_error(arguments: list[str]) -> None:
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_any_encoding_prints() -> None:
    done = run("data", "list", env=environment(PYTHONIOENCODING="ascii"))
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"communes\.parquet +\d \d{3} ko  communes m\?tropolitaines", done.stdout)


def test_a_doubt_that_comes_again_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """A project of several zones reads its zoning for each."""
    show = _teller()
    for _ in range(2):
        show(DataWarning("un doute"), DataWarning)
        show(UserWarning("d'ailleurs"), UserWarning)
    assert simple(capsys.readouterr().err) == "poles-geo : attention : un doute\n"
