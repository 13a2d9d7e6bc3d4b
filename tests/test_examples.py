"""The scripts of the folder examples run as they are shown."""

import subprocess
import sys
from pathlib import Path

from checkout import CHECKOUT
from command import environment
from effectif_tables import simple


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
    assert found == {"carte_composee.py", "carte_region.py", "classer_un_tableau.py"}


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
