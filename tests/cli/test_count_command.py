"""The command ``poles-geo count``: each option reaches the count, and what it writes is whole."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import simple

from poles_geo.cli.main import main
from poles_geo.tabular.reading import read_table

pytestmark = pytest.mark.filterwarnings("default")  # the command prints them

REGISTER = """\
Identification nationale PP|Code profession|Code savoir-faire|Code postal (coord. structure)\
|Code commune (coord. structure)
1|60|||59350
1|60|||59350
1|60|||62041
2|31|||59350
3|69|||62041
4|40||59100|
5|40||62300|
6|40||62300|
"""
COMPOSITION = "CODGEO;BV2012\n59350;59350\n59512;59350\n62041;62041\n62498;62041\n62525;62041\n"
POSTAL_CODES = (
    "Code_commune_INSEE;Code_postal;Libelle_acheminement\n59512;59100;ROUBAIX\n"
    "62498;62300;LENS\n62041;62300;AUTRE\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("PS_LibreAcces_Personne_activite_202112.txt").write_text(REGISTER, encoding="utf-8")
    Path("bassins.csv").write_text(COMPOSITION, encoding="utf-8")
    Path("postaux.csv").write_text(POSTAL_CODES, encoding="utf-8")
    return tmp_path


def counted(
    options: str = "", output: str = "effectifs.csv", bassins: str = "bassins.csv"
) -> pd.DataFrame:
    """Run the command, and read what it writes."""
    file = "PS_LibreAcces_Personne_activite_202112.txt"
    main(["count", file, "--bassins", bassins, "--sortie", output, *options.split()])
    return read_table(output)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("options", "lille", "arras"),
    [
        ("", 2, 2),
        ("--professions actuelles", 3, 2),
        ("--par activite", 3, 2),
        ("--codes-postaux postaux.csv", 2, 4),
        ("--codes-postaux postaux.csv --postal aucun", 1, 2),
    ],
)
def test_each_option_reaches_the_count(options: str, lille: int, arras: int) -> None:
    assert counted(options)["effectif"].to_dict() == {"59350": lille, "62041": arras}


def lomme(bassins: str) -> None:
    """Write movements: 59355 enters 59350 after the register, and in the year of the zoning."""
    Path("mouvements.csv").write_text(
        "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TYPECOM_AP,COM_AP\n"
        "32,2022-01-01,COM,59355,COM,59350\n32,2022-01-01,COM,59350,COM,59350\n"
        "32,2023-06-01,COM,62525,COM,62498\n32,2023-06-01,COM,62498,COM,62498\n",
        encoding="utf-8",
    )
    Path("bassins.csv").rename(bassins)
    register = Path("PS_LibreAcces_Personne_activite_202112.txt")
    register.write_text(REGISTER + "7|60|||59355\n", encoding="utf-8")


@pytest.mark.usefixtures("folder")
def test_movements_carry_the_communes_to_the_year_of_the_zoning(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lomme("bassins_cog2022.csv")
    assert counted(bassins="bassins_cog2022.csv")["effectif"]["59350"] == 2
    assert "1 commune absente du zonage (59355)" in simple(capsys.readouterr().err)
    table = counted("--mouvements mouvements.csv", bassins="bassins_cog2022.csv")
    assert table["effectif"].to_dict() == {"59350": 3, "62041": 2}
    assert "absente" not in simple(capsys.readouterr().err)


@pytest.mark.usefixtures("folder")
def test_the_year_of_a_zoning_that_does_not_say_it_is_inferred() -> None:
    lomme("zonage.csv")
    # 62525 and 62498 are both there: before 2024; the register, of 2021, is of such a year too.
    assert counted("--mouvements mouvements.csv", bassins="zonage.csv")["effectif"].sum() == 5


@pytest.mark.usefixtures("folder")
def test_a_date_that_the_file_does_not_tell_is_given() -> None:
    Path("comptes.csv").write_text("CODGEO;60\n59350;12\n", "utf-8")
    main(["count", "comptes.csv", "--bassins", "bassins.csv", "--sortie", "e.csv", "--date",
          "2025-01-01"])  # fmt: skip
    assert read_table("e.csv").attrs["date"] == "2025-01-01"


@pytest.mark.usefixtures("folder")
def test_one_person_is_one_in_all_when_shared() -> None:
    # Half in each bassin, made whole by largest remainder; the psychiatric nurse is in Arras.
    table = counted("--par fraction")
    assert table["effectif"].sum() == 3
    assert table["infirmiers_psychiatrie"].to_dict() == {"59350": 0, "62041": 1}


@pytest.mark.parametrize(
    ("champ", "covered"),
    [
        ("", [True, False]),
        ("59", [True, False]),
        ("Nord,62", [True, True]),
        ("tout", [True, True]),
    ],
)
@pytest.mark.usefixtures("folder")
def test_the_field_is_inferred_or_said(champ: str, covered: list[bool]) -> None:
    table = counted(f"--champ {champ}" if champ else "")
    assert (table["couverture"] == 1).tolist() == covered
    assert table["effectif"].to_dict() == {"59350": 2, "62041": 2}


def test_what_changes_a_number_is_printed_and_kept(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "2021.csv").write_text("CODGEO;60;consultations\n59350;12;1500\n", "utf-8")
    main(["count", "2021.csv", "--bassins", "bassins.csv", "--sortie", "e.csv"])
    text = simple(capsys.readouterr().out)
    assert "  hors de l'ensemble de professions : consultations : 1 500\n" in text
    assert "  bassins partiels : une part de leurs communes est comptée : 1\n" in text
    assert "12 professionnels dans 1 bassin de vie (bassins.csv)" in text
    kept = read_table("e.csv").attrs["remarques"]
    assert kept["hors de l'ensemble de professions : consultations"] == 1_500


def test_the_ledger_is_printed_and_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counted("--bilan bilan --postal aucun", "effectifs.xlsx")
    said = capsys.readouterr()
    text = simple(said.out)
    assert text.startswith("Bilan de PS_LibreAcces_Personne_activite_202112.txt (2021-12) : 8 lig")
    assert "! Infirmiers psychiatriques : connus par le seul code 69" in text
    assert text.endswith("3 professionnels dans 2 bassins de vie (bassins.csv) : effectifs.xlsx\n")
    bilan = pd.read_csv(folder / "bilan" / "bilan.csv")
    assert bilan[["ligne", "lignes", "personnes"]].to_numpy().tolist() == [
        ["code", 4, 2],
        ["postal_non_utilise", 3, 3],
        ["hors_professions", 1, 1],
    ]
    codes = pd.read_csv(folder / "bilan" / "bilan_codes.csv", dtype=str)
    assert codes["code"].tolist() == ["31", "59100", "62300"]


@pytest.mark.usefixtures("folder")
def test_the_ledger_printed_is_that_of_the_table_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """59512 and 62041 are not in the zoning: who is only there is nowhere."""
    Path("bassins.csv").write_text("CODGEO;BV2012\n59350;59350\n62498;b\n62525;b\n", "utf-8")
    table = counted("--codes-postaux postaux.csv")
    said = capsys.readouterr()
    lines = {line[2:72].strip(): line[72:].split() for line in simple(said.out).splitlines()}
    assert lines["commune absente du zonage"] == ["3", "2"]
    told = "2 communes absentes du zonage (59512, 62041) ; ce qui y est (3 lignes)"
    assert told in " ".join(simple(said.err).split())
    assert table["effectif"].sum() == 1


@pytest.mark.parametrize(
    ("options", "code", "reason"),
    [
        ("--sortie bassins.csv", 2, "est un fichier lu, qui serait remplacé"),
        (
            "--sortie postaux.csv --codes-postaux postaux.csv",
            2,
            "est un fichier lu, qui serait remplacé",
        ),
        ("--sortie effectifs.pdf", 2, "valeurs possibles : .csv, .xlsx, .html"),
        ("--sortie e.csv --codes-postaux absent.csv", 2, "absent.csv"),
        ("--sortie e.csv --postal partout", 2, "valeurs possibles : unique, partage, aucun"),
    ],
)
def test_what_cannot_be_counted_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], options: str, code: int, reason: str
) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    file = "PS_LibreAcces_Personne_activite_202112.txt"
    with pytest.raises(SystemExit) as stopped:
        main(["count", file, "--bassins", "bassins.csv", *options.split()])
    assert stopped.value.code == code
    assert reason in simple(capsys.readouterr().err)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.usefixtures("folder")
def test_modes_and_detail_reach_the_count(capsys: pytest.CaptureFixture[str]) -> None:
    table = counted("--detail profession --champ tout")
    assert table["nom"].tolist() == ["Lille", "Arras"]
    assert table["population"].notna().all()
    written = pd.read_csv("effectifs.csv", sep=";", decimal=",")
    assert written[["effectif_60", "effectif_69"]].to_numpy().tolist() == [[1, 0], [1, 1]]
    assert written.filter(like="effectif_").sum(axis=1).tolist() == table["effectif"].tolist()
    with pytest.raises(SystemExit):
        counted("--detail mode", "autre.csv")
    assert "Code mode exercice" in simple(capsys.readouterr().err)
    assert not Path("autre.csv").exists()
    head, *rows = REGISTER.splitlines()
    lines = [f"{head}|Code mode exercice", *(f"{row}|{'LS'[n % 2]}" for n, row in enumerate(rows))]
    Path("PS_LibreAcces_Personne_activite_202112.txt").write_text("\n".join([*lines, ""]), "utf-8")
    table = counted("--modes L --detail mode --champ tout")
    assert table["effectif"].tolist() == [1, 2]
    assert Path("effectifs.csv").read_text("utf-8-sig").splitlines()[0].endswith("effectif_L")
    with pytest.raises(SystemExit):
        counted("--modes X", "autre.csv")
    assert "L, S, B, I" in simple(capsys.readouterr().err)
