"""The commands ``poles-geo analyze variety``, ``deviations`` and ``flows``."""

from pathlib import Path

import pandas as pd
import pytest
from command import run
from effectif_tables import simple, table

import poles_geo as pg


@pytest.fixture
def densities(tmp_path: Path) -> Path:
    counts = table((3_000, 900, 0), (400, 10, 0), (900, 10, 0))
    path = tmp_path / "densites.csv"
    pg.write_table(
        counts.assign(
            region_2014=["Nord", "Nord", "Sud"],
            population=[10_000, 10_000, 30_000],
            effectif_pour_10000_habitants=[3_000.0, 400.0, 300.0],
        ),
        path,
    )
    return path


def test_deviations_with_weights_territories_and_neighbours(
    densities: Path, tmp_path: Path
) -> None:
    (tmp_path / "voisins.csv").write_text("code_a;code_b\n59001;59002\n", encoding="utf-8")
    done = run(
        "analyze", "deviations", densities, "--ratio", "effectif_pour_10000_habitants",
        "--territoire", "region_2014", "--poids", "population",
        "--voisins", tmp_path / "voisins.csv",
        "--sortie", tmp_path / "e.csv", "--theil", tmp_path / "t.csv",
    )  # fmt: skip
    assert simple(done.stdout).startswith(f"3 bassins, dans {tmp_path / 'e.csv'}\n"), done.stderr
    told = pd.read_csv(tmp_path / "e.csv", sep=";", decimal=",")
    assert told["ecart_general"].tolist() == [2_140, -460, -560]  # 4 300 / 5
    assert told["ecart_territoire"].tolist() == [1_300, -1_300, 0]
    assert told["ecart_voisins"].dropna().tolist() == [2_600, -2_600]
    shared = pd.read_csv(tmp_path / "t.csv", sep=";", decimal=",")
    assert shared["moyenne"].tolist() == [1_700, 300]


def test_variety(tmp_path: Path) -> None:
    counts = pd.DataFrame(
        {"effectif": [4, 2], "effectif_10G": [2, 2], "effectif_60": [2, 0]},
        index=pd.Index(["59350", "59017"], name="code_bassin"),
    )
    pg.write_table(counts, tmp_path / "effectifs.csv")
    done = run(
        "analyze", "variety", tmp_path / "effectifs.csv", "--sortie", tmp_path / "v.csv"
    )  # fmt: skip
    assert simple(done.stdout) == f"2 bassins comptés, dans {tmp_path / 'v.csv'}\n", done.stderr
    told = pd.read_csv(tmp_path / "v.csv", sep=";", decimal=",")
    assert told["professions"].tolist() == [2, 1]


def test_flows_of_insee_s_columns(tmp_path: Path) -> None:
    (tmp_path / "flux.csv").write_text(
        "CODGEO;LIBGEO;DCLT;L_DCLT;NBFLUX_C19_ACTOCC15P\n"
        "1001;A;01004;B;12,5\n01004;B;01053;C;40\n01053;C;01004;B;3\n01001;A;01004;B;1\n",
        encoding="utf-8",
    )
    done = run("analyze", "flows", tmp_path / "flux.csv", "--sortie", tmp_path / "l.csv")
    assert simple(done.stdout) == f"1 tête pour 3 lieux, dans {tmp_path / 'l.csv'}\n", done.stderr
    told = pd.read_csv(tmp_path / "l.csv", sep=";", decimal=",", dtype={"code": str})
    assert told["code"].tolist() == ["01001", "01004", "01053"]
    assert told["emis"].tolist() == [13.5, 40, 3]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("variety", "absent.csv", "--sortie", "v.csv"), "absent.csv"),
        (("variety", "e.csv", "--sortie", "v.csv"), "--detail profession"),
        (("deviations", "e.csv", "--ratio", "densite", "--sortie", "d.csv"), "--ratio = 'densite'"),
        (
            ("deviations", "e.csv", "--ratio", "effectif", "--poids", "nom", "--sortie", "d.csv"),
            "--poids",
        ),
        (
            ("deviations", "e.csv", "--ratio", "effectif", "--theil", "t.csv", "--sortie", "d.csv"),
            "--territoire est attendu",
        ),
        (
            ("deviations", "e.csv", "--ratio", "nom", "--sortie", "d.csv"),
            "un nombre est attendu",
        ),
        (("flows", "e.csv", "--sortie", "f.csv"), "origine, destination, flux"),
        (("flows", "absent.csv", "--sortie", "f.csv"), "absent.csv"),
    ],
)
def test_what_is_refused_is_told_in_one_line(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("e.csv").write_text("code_bassin;nom;effectif\n59001;A;3\n59002;B;2\n", encoding="utf-8")
    done = run("analyze", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["e.csv"]


def test_the_map_of_flows(tmp_path: Path) -> None:
    rows = [("2A004", "2A247", 5), ("2A247", "2A004", 90), ("2A041", "2A247", 7)]
    table = pd.DataFrame(rows, columns=["origine", "destination", "flux"])
    table.to_csv(tmp_path / "flux.csv", sep=";", index=False)
    carte = tmp_path / "flux.svg"
    asked = ("--sortie", tmp_path / "lieux.csv", "--zone", "2A", "--carte", carte)
    done = run("analyze", "flows", tmp_path / "flux.csv", *asked)
    told = simple(done.stdout).splitlines()[-1]
    assert told == f"Qui dépend de qui, d’après les flux – Corse-du-Sud, dans {carte}", done.stderr
    assert "Ajaccio" in carte.read_text("utf-8")
