"""The metadata file beside a table: written with it, read with it, refused when it is not one."""

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from command import environment, run
from effectif_tables import raises, simple, table
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.cli.main import main
from poles_geo.errors import LayoutError, WriteError
from poles_geo.ranking.rule_files import written_rules
from poles_geo.ranking.rules import RULES_ORS_2014
from poles_geo.tabular.reading import read_table
from poles_geo.tabular.writing import write_table

ORIGIN = {
    "titre": "Effectifs",
    "source": "Annuaire « Santé »",
    "date": "2021-12",
    "publication": "Un rapport",
    "attribution": "ORS",
    "avertissements": ["Infirmiers : à lire avec prudence.", "Autre."],
}


def effectifs(**attrs: object) -> pd.DataFrame:
    counts = table((4000, 1000, 100), (12, 4, 0))
    counts.attrs = attrs
    return counts


@pytest.mark.parametrize("name", ["effectifs.csv", "effectifs.XLSX"])
def test_the_origin_is_beside_the_table(tmp_path: Path, name: str) -> None:
    path = write_table(effectifs(**ORIGIN, bilan=[{"place": True}]), tmp_path / name)
    beside = tmp_path / f"{name}-metadata.json"
    assert sorted(tmp_path.iterdir()) == [path, beside]
    said = json.loads(beside.read_text(encoding="utf-8"))
    assert said.pop("sha256") == hashlib.sha256(path.read_bytes()).hexdigest()
    form = said.pop("tableau")
    assert form["index"] == ["code_bassin"]
    assert len(form["colonnes"]) == 5
    bilan = {"bilan": [{"place": True}]}
    assert said == {"@context": "http://www.w3.org/ns/csvw", "url": name, "autres": bilan, **ORIGIN}
    assert read_table(path).attrs == {**ORIGIN, **bilan}


@pytest.mark.parametrize("name", ["effectifs.html", "effectifs.md"])
def test_a_page_says_its_origin_itself(tmp_path: Path, name: str) -> None:
    path = write_table(effectifs(**ORIGIN), tmp_path / name)
    assert list(tmp_path.iterdir()) == [path]
    text = simple(path.read_text(encoding="utf-8"))
    assert "Annuaire « Santé » (2021-12)" in text
    assert "Infirmiers : à lire avec prudence." in text


def test_a_table_without_origin_takes_the_old_one_away(tmp_path: Path) -> None:
    path = tmp_path / "effectifs.csv"
    write_table(effectifs(**ORIGIN), path)
    write_table(effectifs(date=None, bilan=[]), path)
    assert read_table(path).attrs == {}


def test_a_table_that_cannot_be_written_leaves_the_old_origin(tmp_path: Path) -> None:
    path = tmp_path / "effectifs.csv"
    write_table(effectifs(**ORIGIN), path)
    beside = tmp_path / "effectifs.csv-metadata.json"
    before = beside.read_bytes()
    path.unlink()
    path.mkdir()
    with raises(WriteError, "est un dossier"):
        write_table(effectifs(source="Autre"), path)
    assert beside.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path, beside]


@given(
    texts=st.dictionaries(st.sampled_from(list(ORIGIN)[:-1]), st.text(min_size=1)),
    warnings=st.lists(st.text(), min_size=1),
)
@settings(deadline=None, max_examples=50)
def test_what_is_written_is_read(
    texts: dict[str, str], warnings: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("origine") / "effectifs.csv"
    origin = {**texts, "avertissements": warnings}
    write_table(effectifs(**origin), path)
    assert read_table(path).attrs == origin


@pytest.mark.parametrize(
    ("content", "attrs"),
    [
        (b"{}", {}),
        (b'\xef\xbb\xbf{"source": "RPPS"}', {"source": "RPPS"}),
        (b'{"source": "", "avertissements": [], "tables": [1], "dc:title": {"fr": 2}}', {}),
    ],
)
def test_a_file_by_another_program_is_read_for_what_it_has(
    tmp_path: Path, content: bytes, attrs: dict[str, str]
) -> None:
    path = write_table(effectifs(), tmp_path / "effectifs.csv")
    (tmp_path / "effectifs.csv-metadata.json").write_bytes(content)
    assert read_table(path).attrs == attrs


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "ce n'est pas du JSON en UTF-8"),
        (b'{"source": "RPPS"', "ce n'est pas du JSON en UTF-8"),
        (b"\xff\xfe{}", "ce n'est pas du JSON en UTF-8"),
        (b"[" * 100_000, "ce n'est pas du JSON en UTF-8"),
        (b'["RPPS"]', "un objet JSON, entre accolades, est attendu"),
        (b"null", "un objet JSON, entre accolades, est attendu"),
        (b'{"source": 3, "date": null}', r"2 défauts(.|\n)*source : un texte(.|\n)*date : un"),
        (b'{"avertissements": "Attention."}', "avertissements : une liste de textes est attendue"),
        (b'{"avertissements": ["Bien", 3]}', "avertissements : une liste de textes est attendue"),
        (b'{"autres": [3]}', "autres : un objet, entre accolades, est attendu"),
        *(
            (b'{"tableau": %b}' % form, "tableau : l'index, et le type de chaque colonne")
            for form in (
                b"3",
                b"{}",
                b'{"index": [], "colonnes": []}',
                b'{"index": 1, "colonnes": {}}',
                b'{"index": [[]], "colonnes": {}}',
                b'{"index": ["a", "a"], "colonnes": {}}',
                b'{"index": [], "colonnes": {"a": 3}}',
                b'{"index": [], "colonnes": {"a": {}}}',
                b'{"index": [], "colonnes": {"a": {"type": "str", "nom": []}}}',
                b'{"index": [], "colonnes": {"a": {"type": "str", "valeurs": [[]]}}}',
                b'{"index": [], "colonnes": {"a": "str", "b": {"type": "str", "nom": "a"}}}',
            )
        ),
    ],
)
def test_what_is_no_metadata_is_refused_with_the_remedy(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = write_table(effectifs(), tmp_path / "effectifs.csv")
    (tmp_path / "effectifs.csv-metadata.json").write_bytes(content)
    with raises(LayoutError, words):
        read_table(path)
    with raises(LayoutError, r"effectifs\.csv-metadata\.json : .*supprimez ce fichier"):
        read_table(path)


def test_a_broken_file_stops_the_command_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_table(effectifs(), tmp_path / "effectifs.csv")
    (tmp_path / "effectifs.csv-metadata.json").write_text("{", encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["classify", str(path), "--sortie", str(tmp_path / "poles.csv")])
    assert stopped.value.code == 1
    assert "supprimez ce fichier" in simple(capsys.readouterr().err)
    assert not (tmp_path / "poles.csv").exists()


def test_classify_carries_the_origin_over(tmp_path: Path) -> None:
    write_table(effectifs(**ORIGIN), tmp_path / "effectifs.csv")
    main(["classify", str(tmp_path / "effectifs.csv"), "--sortie", str(tmp_path / "poles.xlsx")])
    rules = written_rules(RULES_ORS_2014)
    assert read_table(tmp_path / "poles.xlsx").attrs == {**ORIGIN, "regles": rules}


def test_the_suffix_is_refused_before_any_reading(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = str(tmp_path / "absent")
    for command in (
        ["classify", absent],
        ["count", absent, "--bassins", absent],
    ):
        with pytest.raises(SystemExit) as stopped:
            main([*command, "--sortie", str(tmp_path / "effectifs.pdf")])
        assert stopped.value.code == 2
        assert "valeurs possibles : .csv, .xlsx" in simple(capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


def pair(folder: Path, name: str = "effectifs.csv") -> tuple[Path, Path]:
    """Write a table and its origin."""
    path = write_table(effectifs(**ORIGIN), folder / name)
    return path, folder / f"{name}-metadata.json"


def edited(path: Path) -> None:
    """Change one number, as a person does in a spreadsheet."""
    path.write_bytes(path.read_bytes().replace(b"4000", b"4001"))


def saved_again(path: Path) -> None:
    """Save without a change, in the way of another program."""
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def replaced(path: Path) -> None:
    """Put another table in its place."""
    path.write_text("code_bassin;effectif;proximite;pole;infirmiers_psychiatrie\n01004;1;1;0;0\n")


@pytest.mark.parametrize("change", [edited, saved_again, replaced])
def test_a_table_changed_since_is_refused_and_each_remedy_works(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    path, beside = pair(tmp_path)
    change(path)
    told = (
        r"(?s)n'est plus le tableau que décrit effectifs\.csv-metadata\.json.*ôtez-en la ligne "
        r"« sha256 ».*supprimez effectifs\.csv-metadata\.json.*--source, --date"
    )
    with raises(LayoutError, told):
        read_table(path)
    described = beside.read_text(encoding="utf-8")
    beside.write_text("".join(s for s in described.splitlines(True) if "sha256" not in s), "utf-8")
    assert read_table(path).attrs == ORIGIN
    beside.unlink()
    assert read_table(path).attrs == {}


def test_the_command_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, _ = pair(tmp_path)
    edited(path)
    with pytest.raises(SystemExit) as stopped:
        main(["classify", str(path), "--sortie", str(tmp_path / "poles.csv")])
    assert stopped.value.code == 1
    assert "n'est plus le tableau" in simple(capsys.readouterr().err)
    assert not (tmp_path / "poles.csv").exists()


@pytest.mark.parametrize("name", ["effectifs.csv", "effectifs.xlsx"])
def test_a_table_written_anew_without_its_origin_takes_the_old_one_away(
    tmp_path: Path, name: str
) -> None:
    path, beside = pair(tmp_path, name)
    write_table(effectifs(), path)
    assert not beside.exists()
    assert read_table(path).attrs == {}


def test_an_origin_that_a_person_wrote_stays(tmp_path: Path) -> None:
    path, beside = pair(tmp_path)
    beside.write_text('{"source": "RPPS"}')
    write_table(table((12, 4, 0)), path)
    assert read_table(path).attrs == {"source": "RPPS"}


@pytest.mark.skipif(sys.platform == "win32", reason="pas de SIGKILL")
@pytest.mark.parametrize("replacements", [0, 1, 2])
@pytest.mark.parametrize("old", [True, False])
def test_a_kill_between_the_two_is_recognised(tmp_path: Path, old: bool, replacements: int) -> None:
    path = tmp_path / "effectifs.csv"
    if old:
        pair(tmp_path)
    script = f"""
import os, sys
import poles_geo.files as files
from effectif_tables import table
from poles_geo.tabular.writing import write_table

done, replace = [], files._replace

def once(*paths):
    if len(done) == {replacements}:
        os.kill(os.getpid(), 9)
    done.append(replace(*paths))

files._replace = once
counts = table((7, 3, 1))
counts.attrs = {{"source": "Autre"}}
write_table(counts, {str(path)!r})
os.kill(os.getpid(), 9)
"""
    helpers = Path(__file__).parents[1] / "helpers"
    variables = environment(PYTHONPATH=f"{environment()['PYTHONPATH']}{os.pathsep}{helpers}")
    assert run(command=[sys.executable, "-c", script], env=variables).returncode == -9
    if replacements == 2:
        assert read_table(path).attrs == {"source": "Autre"}
    elif replacements == 0 and old:
        assert read_table(path).attrs == ORIGIN
    elif old:
        with raises(LayoutError, "si son écriture a été interrompue, refaites-la"):
            read_table(path)
    else:
        assert not path.exists()
    write_table(effectifs(**ORIGIN), path)
    assert read_table(path).attrs == ORIGIN


def test_a_table_that_cannot_be_replaced_keeps_its_origin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows a spreadsheet locks the table that it shows; here the lock is played."""
    path, beside = pair(tmp_path)
    before = beside.read_bytes()
    replace = Path.replace

    def locked(self: Path, target: Path) -> Path:
        if target == path:
            raise PermissionError(13, "Permission denied")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", locked)
    other = table((7, 3, 1))
    other.attrs = {"source": "Autre"}
    with raises(WriteError, "fermez-le"):
        write_table(other, path)
    assert beside.read_bytes() == before
    assert read_table(path).attrs == ORIGIN
    assert sorted(tmp_path.iterdir()) == [path, beside]


def test_a_name_of_bytes_that_are_no_text_is_written(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    path = write_table(effectifs(source=name), tmp_path / name)
    assert read_table(path).attrs == {"source": name}
