"""The pages and tables of what an atlas is given beside pôles: need, flows."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from command import run
from effectif_tables import raises, simple
from regional_workbook import write_regional

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError

pytestmark = pytest.mark.filterwarnings("ignore:carte «")
"""What the linter finds on the maps is for its own tests."""


PROJECT = """
[source]
fichier = "r.xlsx"
nom = "Enquête"
date = "2024"

[colonnes]
"Généralistes" = "10G"
"Infirmières" = "60"

[champ]
departements = ["Hauts-de-France"]

[pages]
zones = ["59"]
formats = ["svg"]
cartes = ["cooperations", "besoins"]
groupements = "g.csv"
besoins = "b.csv"
"""


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    known = pg.read_communes()
    return gpd.GeoDataFrame(known[known["departement"].isin(["2A", "2B"])])


@pytest.fixture(scope="module")
def needs(communes: gpd.GeoDataFrame, report: gpd.GeoDataFrame) -> pg.Needs:
    return pg.need(communes, report, use=4, patients=200, within=30)


@pytest.fixture(scope="module")
def flows(communes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Everybody of a département goes to its first town."""
    towns = {"2A": "2A004", "2B": "2B033"}
    rows = [
        (code, towns[departement], 10)
        for code, departement in communes["departement"].items()
        if code not in towns.values()
    ]
    table = pg.nodal_flows(pd.DataFrame(rows, columns=["origine", "destination", "flux"]))
    table.attrs = {"source": "essai", "date": "2024"}
    return table


def table_of(folder: Path, name: str) -> pd.DataFrame:
    path = folder / "tableaux" / f"{name}.csv"
    return pd.read_csv(path, sep=";", decimal=",", dtype={"code_bassin": str, "code_commune": str})


def test_a_region_sums_its_needs_by_bassin(
    needs: pg.Needs, communes: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    pg.atlas(None, tmp_path, zone="Corse", needs=needs, formats="svg", maps=["besoins"])
    table = table_of(tmp_path, "besoins").set_index("code_bassin")
    for column in ("population", "demande", "servis", "non_servis", "manque"):
        assert table[column].sum() == pytest.approx(needs.communes[column].sum())
    bassins = pg.composition_of(pg.read_bassins("BV2022"))["code_bassin"]
    summed = needs.communes["manque"].groupby(bassins.reindex(communes.index)).sum()
    np.testing.assert_allclose(table["manque"].sort_index(), summed.sort_index(), atol=1e-9)
    said = simple((tmp_path / "besoins.svg").read_text("utf-8"))
    assert "Les professionnels qui manquent en Corse" in said
    assert "30 km à vol d’oiseau au plus" in said
    assert "par bassin de vie" in said
    page = simple((tmp_path / "index.html").read_text("utf-8"))
    assert "Les professionnels qui manquent en Corse, par bassin de vie" in page


def test_a_departement_has_the_needs_of_its_communes(
    needs: pg.Needs, communes: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    pg.atlas(None, tmp_path, zone="2A", needs=needs.communes, formats="svg", maps=["besoins"])
    table = table_of(tmp_path, "besoins").set_index("code_commune")
    inside = communes.index[communes["departement"] == "2A"]
    assert sorted(table.index) == sorted(inside)
    assert table["manque"].sum() == pytest.approx(needs.communes.loc[inside, "manque"].sum())


def test_needs_that_are_met_have_a_table_and_no_map(needs: pg.Needs, tmp_path: Path) -> None:
    met = needs.communes.assign(manque=0.0)
    pg.atlas(None, tmp_path, zone="Corse", needs=met, formats="svg", maps=["territoire"])
    assert table_of(tmp_path, "besoins")["manque"].sum() == 0
    with raises(ChoiceError, "aucune carte du nom de besoins"):
        pg.atlas(None, tmp_path, zone="Corse", needs=met, maps=["besoins"])


def test_flows_of_communes_have_a_map_and_a_table(
    flows: pd.DataFrame, communes: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    pg.atlas(None, tmp_path, zone="Corse", flows=flows, formats="svg", maps=["flux"])
    table = table_of(tmp_path, "flux")
    assert len(table) == len(communes)
    said = simple((tmp_path / "flux.svg").read_text("utf-8"))
    assert "Qui dépend de qui, d’après les flux en Corse" in said
    assert "Tête, dont d’autres dépendent (2)" in said


def test_what_is_wrong_is_refused_before_any_file(
    needs: pg.Needs, flows: pd.DataFrame, tmp_path: Path
) -> None:
    def draw(zone: str = "Corse", **given: pd.DataFrame) -> None:
        pg.atlas(None, tmp_path / "a", zone=zone, **given)  # type: ignore[arg-type]

    table = needs.communes
    with raises(TableError, "needs : .*(?s:.*)colonne manque absente"):
        draw(needs=table.drop(columns="manque"))
    with raises(TableError, "1 code d'aucune commune de 2024 .*99999"):
        draw(needs=table.rename(index={"2A004": "99999"}))
    with raises(TableError, "aucune commune de la zone"):
        draw("59", needs=table)
    with raises(TableError, "(?s)flows : .*colonne dominant absente.*pg.nodal_flows la donne"):
        draw(flows=table)
    with raises(TableError, "flows : aucun lieu"):
        draw("59", flows=flows)
    assert not (tmp_path / "a").exists()


def test_the_command_takes_the_files_of_both(
    needs: pg.Needs, flows: pd.DataFrame, tmp_path: Path
) -> None:
    pg.write_table(needs.communes, tmp_path / "besoin.csv")
    pg.write_table(flows, tmp_path / "flux.csv")
    asked = ("atlas", tmp_path / "c", "--zone", "Corse", "--formats", "svg")
    given = ("--besoins", tmp_path / "besoin.csv", "--flux", tmp_path / "flux.csv")
    done = run(*asked, *given, "--cartes", "besoins,flux")
    assert done.returncode == 0, done.stderr
    assert {path.stem for path in (tmp_path / "c").glob("*.svg")} == {"besoins", "flux"}
    refused = run(*asked, "--besoins", tmp_path / "flux.csv")
    assert refused.returncode in (1, 2)
    for told in ("--besoins", "« poles-geo analyze need » l'écrit"):
        assert told in simple(refused.stderr)


def test_a_project_names_the_files_of_all(needs: pg.Needs, tmp_path: Path) -> None:
    write_regional(tmp_path / "r.xlsx", generaliste="Généralistes", infirmiers="Infirmières")
    rows = [("G", "GHT", "Un", name, code) for name, code in (("A", "59350"), ("B", "59178"))]
    members = pd.DataFrame(rows, columns=["id", "forme", "nom", "membre", "code_commune"])
    members.to_csv(tmp_path / "g.csv", sep=";", index=False)
    north = pg.read_communes().query("departement == '59'")
    met = needs.communes.head(len(north)).set_axis(north.index[: len(needs.communes)])
    pg.write_table(met.rename_axis("code_commune"), tmp_path / "b.csv")
    (tmp_path / "p.toml").write_text(PROJECT, "utf-8")
    done = run("atlas", tmp_path / "s", "--projet", tmp_path / "p.toml")
    assert done.returncode == 0, done.stderr
    tables = {path.stem for path in (tmp_path / "s" / "tableaux").iterdir()}
    assert {"besoins", "cooperations"} <= tables
