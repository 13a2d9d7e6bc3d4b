"""The commands ``poles-geo analyze attraction``, ``exposure`` and ``reilly``."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg

CODES = ("code_commune", "code_bassin", "departement", "dominant", "second", "proche")


def written(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", decimal=",", dtype=dict.fromkeys(CODES, str))


def test_attraction_of_the_published_poles(tmp_path: Path) -> None:
    done = run("analyze", "attraction", "--sortie", tmp_path / "a.csv")
    assert simple(done.stdout) == f"34 806 communes, dans {tmp_path / 'a.csv'}\n", done.stderr
    table = written(tmp_path / "a.csv").set_index("code_commune")
    assert table.loc["62498", "nom_dominant"] == "Lille"
    told = (tmp_path / "a.csv-metadata.json").read_text()
    assert "à vol d'oiseau" in told
    assert "Population de 2022" in told


def test_a_table_of_one_territory_attracts_its_own_communes(tmp_path: Path) -> None:
    poles = pg.load_report()
    some = pd.DataFrame(poles[poles["region_2014"] == "Bretagne"].drop(columns="geometry"))
    some.attrs = {**poles.attrs, "champ": {"departements": ["22", "29", "35", "56"]}}
    pg.write_table(some, tmp_path / "poles.csv")
    for measure, options in (("attraction", ()), ("access", ()), ("gaps", ("--distance", "30"))):
        path = tmp_path / f"{measure}.csv"
        done = run("analyze", measure, tmp_path / "poles.csv", *options, "--sortie", path)
        assert done.returncode == 0, done.stderr
        table = written(path)
        assert set(table["code_commune"].str[:2]) == {"22", "29", "35", "56"}, measure
        assert "hors du champ" not in Path(f"{path}-metadata.json").read_text()


def test_attraction_by_a_column_and_as_areas(tmp_path: Path) -> None:
    own = tmp_path / "poles.csv"
    pg.write_table(pd.DataFrame(pg.load_report().drop(columns="geometry")), own)
    done = run("analyze", "attraction", own, "--par", "region_2014", "--sortie", tmp_path / "r.csv")
    assert done.stdout.startswith("22"), done.stderr
    table = written(tmp_path / "r.csv").set_index("region_2014")
    assert round(100 * table.loc["Picardie", "part_tunnel"], 1) == 61.5
    done = run("analyze", "attraction", "--beta", "3", "--sortie", tmp_path / "aires.gpkg")
    areas = gpd.read_file(tmp_path / "aires.gpkg", layer="table")
    assert done.stdout.startswith(str(len(areas))), done.stderr
    assert set(areas.geom_type) <= {"Polygon", "MultiPolygon"}


def test_exposure_and_breaking_points(tmp_path: Path) -> None:
    done = run("analyze", "exposure", "--sortie", tmp_path / "e.csv")
    assert simple(done.stdout).startswith("153 pôles, dont 18 d'exposition 1 ou plus"), done.stderr
    done = run("analyze", "reilly", "--sortie", tmp_path / "p.csv")
    table = written(tmp_path / "p.csv")
    assert simple(done.stdout).startswith(f"{len(table)} points de rupture"), done.stderr
    assert {"x", "y", "rupture_a_km"} <= set(table.columns)
    assert not done.stderr
    assert (tmp_path / "p.csv-metadata.json").is_file()
    run("analyze", "reilly", "--sortie", tmp_path / "p.geojson")
    assert set(gpd.read_file(tmp_path / "p.geojson").geom_type) == {"Point"}


def test_their_maps(tmp_path: Path) -> None:
    areas, tunnel, exposed = (tmp_path / f"{name}.svg" for name in ("aires", "tunnel", "expose"))
    zone = ("--zone", "Corse", "--style", "demi-page")
    done = run("analyze", "attraction", "--sortie", tmp_path / "a.csv", *zone,
               "--carte", areas, "--carte-tunnel", tunnel)  # fmt: skip
    told = simple(done.stdout).splitlines()
    assert told[1:] == [
        f"Les aires d’attraction des pôles d’offre de soins en Corse, dans {areas}",
        f"L’effet tunnel en Corse, dans {tunnel}",
    ], done.stderr
    done = run("analyze", "exposure", "--sortie", tmp_path / "e.csv", *zone, "--carte", exposed)
    assert f"dans {exposed}" in simple(done.stdout), done.stderr
    assert all("Ajaccio" in path.read_text("utf-8") for path in (areas, tunnel, exposed))


@pytest.mark.parametrize("measure", ["attraction", "exposure", "dependency", "access"])
@pytest.mark.parametrize(
    ("carte", "told"),
    [("t.csv", "format .csv inconnu"), ("absent/t.pdf", "absent"), ("poles.pdf", "poles.pdf")],
)
def test_maps_that_cannot_be_are_refused_before_any_work(
    measure: str, carte: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("poles.pdf").write_text("ce n'est pas une carte")
    given = ("poles.pdf",) if carte == "poles.pdf" else ()
    done = run("analyze", measure, *given, "--sortie", "s.csv", "--carte", carte, "--zone", "2A")
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["poles.pdf"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("attraction", "--sortie", "a.csv", "--par", "pays"), "colonne pays absente"),
        (("attraction", "--sortie", "a.csv", "--beta", "0"), "beta = 0"),
        (("attraction", "--sortie", "a.gpkg", "--par", "dominant"), "--par"),
        (("attraction", "--sortie", "a.csv", "--communes", "absent.gpkg"), "absent.gpkg"),
        (("exposure", "--sortie", "a.gpkg"), "suffixe du fichier = '.gpkg'"),
        (("exposure", "absent.csv", "--sortie", "a.csv"), "fichier absent : absent.csv"),
        (("reilly", "--sortie", "a.csv", "--beta", "-1"), "beta = -1"),
    ],
)
def test_what_is_refused_is_told(
    arguments: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("analyze", *arguments)
    assert done.returncode in (1, 2)
    assert told in simple(done.stderr)
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())
