"""No command writes over what it reads, nor twice at one place, however the path is spelled."""

import os
import zipfile
from pathlib import Path

import pytest
from effectif_tables import simple, table

from poles_geo.cli.main import main
from poles_geo.tabular.writing import write_table

pytestmark = pytest.mark.filterwarnings("default")  # the command prints them

COMPOSITION = "CODGEO;BV2012\n59350;59350\n62041;62041\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the inputs of every command, and other ways to some of them."""
    monkeypatch.chdir(tmp_path)
    write_table(table((2919, 519, 119), (5000, 900, 0)), "e.csv")
    Path("2021.csv").write_text("CODGEO;60;10G\n59350;12;15\n62041;3;4\n")
    Path("bassins.csv").write_text(COMPOSITION)
    Path("c.csv").write_text('"60" = "60"\n')
    Path("regles.csv").write_text("nom = 1")
    with zipfile.ZipFile("z.csv", "w") as archive:
        archive.write("2021.csv")
    for name in ("d", "b", "f", "a/tableaux"):
        Path(name).mkdir(parents=True)
    Path("lien.csv").symlink_to("e.csv")
    os.link("e.csv", "dur.csv")
    Path("autre").symlink_to(".")
    Path("b/bilan.csv").write_bytes(Path("2021.csv").read_bytes())
    Path("b/bilan_codes.csv").write_text(COMPOSITION)
    Path("f/2021.csv").write_bytes(Path("2021.csv").read_bytes())
    Path("a/tableaux/figure1.csv").write_bytes(Path("e.csv").read_bytes())
    Path("p.csv").symlink_to("a/tableaux/figure1.csv")
    Path("a/regles.html").write_text("nom = 1")
    Path("s.csv-metadata.json").write_text("nom = 1")
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        "classify e.csv --sortie e.csv",
        "classify e.csv --sortie ./d/../e.csv",
        "classify e.csv --sortie autre/e.csv",
        "classify e.csv --sortie lien.csv",
        "classify e.csv --sortie dur.csv",
        "classify lien.csv --sortie e.csv",
        "classify e.csv --sortie regles.csv --regles regles.csv",
        "classify e.csv --sortie s.csv --regles s.csv-metadata.json",
        "count 2021.csv --bassins bassins.csv --sortie bassins.csv",
        "count 2021.csv --bassins bassins.csv --sortie c.csv --colonnes c.csv",
        "count z.csv --bassins bassins.csv --sortie autre/z.csv",
        "count 2021.csv --bassins bassins.csv --sortie s.csv --mouvements s.csv-metadata.json",
        "count b/bilan.csv --bassins bassins.csv --sortie s.csv --bilan b",
        "count 2021.csv --bassins b/bilan_codes.csv --sortie x.csv --bilan autre/b",
        "count 2021.csv --bassins bassins.csv --sortie b/bilan.csv --bilan ./b",
        "count 2021.csv --bassins bassins.csv --sortie d/BILAN.CSV --bilan autre/d",
        "count f --bassins bassins.csv --sortie f/2021.csv",
        "count f --bassins bassins.csv --sortie autre/f/neuf.csv",
        "count f --bassins bassins.csv --sortie x.csv --bilan f",
        "atlas a --poles a/tableaux/figure1.csv",
        "atlas autre/a --poles p.csv",
        "atlas a --poles e.csv --regles a/regles.html",
    ],
)
def test_nothing_read_is_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: str
) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(SystemExit) as stopped:
        main(arguments.split())
    assert stopped.value.code == 2
    said = simple(capsys.readouterr().err)
    assert said.count("\n") == 1
    assert "choisissez un autre" in said
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("bilan", ["e.csv", "e.csv/b", "d" * 300, "tourne"])
def test_a_ledger_that_cannot_be_written_is_said_before_the_table(
    capsys: pytest.CaptureFixture[str], bilan: str
) -> None:
    Path("tourne").symlink_to("tourne")
    with pytest.raises(SystemExit) as stopped:
        main(
            ["count", "2021.csv", "--bassins", "bassins.csv", "--sortie", "x.csv", "--bilan", bilan]
        )
    assert stopped.value.code == 2
    assert simple(capsys.readouterr().err).count("\n") == 1
    assert not Path("x.csv").exists()


@pytest.mark.usefixtures("folder")
def test_the_same_names_elsewhere_are_no_matter() -> None:
    main(
        ["count", "2021.csv", "--bassins", "bassins.csv", "--sortie", "d/2021.csv", "--bilan", "d"]
    )
    assert {path.name for path in Path("d").iterdir()} == {
        *("2021.csv", "2021.csv-metadata.json", "bilan.csv", "bilan_codes.csv"),
    }
