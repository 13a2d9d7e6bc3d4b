"""A user without the powers of root: what the system forbids is one French line and code 2."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from effectif_tables import simple, table

import poles_geo as pg

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="capacités de Linux absentes"
)
COUNT = "count communes.csv --bassins bassins.csv --champ tout"
LINES = [
    "count lu.csv --bassins bassins.csv --sortie s.csv --champ tout",
    "count communes.csv --bassins lu.csv --sortie s.csv --champ tout",
    f"{COUNT} --sortie figé/s.csv",
    f"{COUNT} --sortie clos/s.csv",
    f"{COUNT} --sortie s.csv --bilan figé/bilan",
    f"{COUNT} --sortie s.csv --bilan clos/bilan",
    "count clos/communes.csv --bassins bassins.csv --sortie s.csv --champ tout",
    "classify lu.csv --sortie s.csv",
    "classify e.csv --sortie figé/s.csv",
    "classify e.csv --sortie clos/s.csv",
    "classify e.csv --sortie s.csv --regles lu.csv",
    "map lu.csv --sortie carte.svg",
    "map poles.csv --sortie figé/carte.svg",
    "atlas figé --poles poles.csv --zone Corse --formats svg",
    "atlas figé/cartes --poles poles.csv --zone Corse --formats svg",
    "atlas cartes --poles lu.csv --formats svg",
    "analyze links poles.csv --sortie figé/liens.csv",
    "analyze links lu.csv --sortie liens.csv",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Make good tables, a file that is not read, a folder not written, one not entered."""
    made = tmp_path_factory.mktemp("dossier")
    codes = [f"{code}" for code in range(59001, 59004)]
    lines = "".join(f"{code};12;15\n" for code in codes)
    (made / "communes.csv").write_text(f"CODGEO;60;10G\n{lines}")
    (made / "bassins.csv").write_text("CODGEO;BV2012\n" + "".join(f"{c};{c}\n" for c in codes))
    effectifs = table((2919, 519, 119))
    effectifs.attrs = {"source": "RPPS"}
    pg.write_table(effectifs, made / "e.csv")
    pg.write_table(pg.load_report().drop(columns="geometry"), made / "poles.csv")
    (made / "lu.csv").write_text("CODGEO;60\n59001;3\n")
    for name in ("figé", "clos"):
        (made / name).mkdir()
    (made / "lu.csv").chmod(0)
    (made / "figé").chmod(0o555)
    (made / "clos").chmod(0)
    yield made
    for name in ("figé", "clos"):
        (made / name).chmod(0o755)


@pytest.mark.parametrize("line", LINES)
def test_what_the_system_forbids_is_one_line(line: str, folder: Path) -> None:
    done = run(*line.split(), cwd=folder, powerless=os.geteuid() == 0)
    said = simple(done.stderr)
    assert done.returncode == 2, said
    assert done.stdout == ""
    assert [part for part in said.splitlines() if part.startswith("poles-geo : ")] == [
        said.splitlines()[-1]
    ]
    assert "accès refusé" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert "Errno" not in said
    assert "Permission" not in said
    assert not list(folder.glob("s.*"))
    assert not list(folder.glob(".poles_geo-*"))
