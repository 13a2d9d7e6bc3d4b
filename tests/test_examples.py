"""The scripts of the folder examples run as they are shown."""

import subprocess
import sys
from pathlib import Path

from checkout import CHECKOUT
from command import environment
from effectif_tables import simple
from finess_files import invented, write_finess


def run(script: str, *arguments: str | Path) -> list[str]:
    """Run a script of the folder; return the lines that it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", CHECKOUT / "examples" / script, *arguments],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return simple(done.stdout).splitlines()


def test_every_script_is_run_here() -> None:
    found = {path.name for path in (CHECKOUT / "examples").glob("*.py")}
    assert found == {
        *("carte_composee.py", "carte_region.py", "classer_un_tableau.py"),
        "structures_du_plan_regional.py",
    }


def test_a_region_is_drawn_in_three_formats(tmp_path: Path) -> None:
    folder = tmp_path / "cartes"
    files = [folder / f"carte{suffix}" for suffix in (".pdf", ".svg", ".png")]
    assert run("carte_region.py", folder, "corse") == [str(path) for path in files]
    assert all(path.stat().st_size > 10_000 for path in files)


def test_a_map_is_composed_of_pieces(tmp_path: Path) -> None:
    path = tmp_path / "carte.png"
    assert run("carte_composee.py", path) == ["16 noms placés", "Sans place : aucun"]
    assert path.stat().st_size > 50_000


def test_a_table_is_ranked_with_its_reasons() -> None:
    lines = run("classer_un_tableau.py")
    assert [line for line in lines if not line.startswith(" ")] == [
        "Lille, pôle des grandes métropoles",
        "Tarbes, pôle intermédiaire",
        "Albi, pôle secondaire",
        "Foix, hors pôle",
    ]
    assert lines[5].endswith("rang 3 refusé : 17,8 % de professionnels de pôle, moins de 20 %")
    assert "960 professionnels hors infirmiers psychiatriques, pas plus de 1 000" in lines[7]


def test_the_three_maps_of_a_regional_plan(tmp_path: Path) -> None:
    codes = ["59350", "62041", "80021", "59512", "60057", "02691"]
    finess = write_finess(tmp_path / "finess.csv", invented(codes))
    own = tmp_path / "polyvalents.csv"
    own.write_text("nom;code_commune\nCentre polyvalent;59350\n", "utf-8")
    script, folder = "structures_du_plan_regional.py", tmp_path / "cartes"
    lines = run(script, folder, finess)
    assert [line.split(", dans ")[0] for line in lines] == [
        "Les maisons de santé pluriprofessionnelles",
        "Les communautés professionnelles territoriales de santé",
        "Les centres de santé",
    ]
    assert all((folder / f"{name}.pdf").stat().st_size > 10_000 for name in ("msp", "cpts"))
    named = run(script, folder, finess, "Hauts-de-France", own)
    assert named[2].startswith("Les centres de santé polyvalents, dans ")
