"""A table of one département overseas is measured there, in its legal projection."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from command import run
from effectif_tables import simple

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.ground.extents import extent_named
from poles_geo.errors import ChoiceError, DataWarning, TableError
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS

SAINT_DENIS, SAINT_PIERRE, SAINT_BENOIT = "97411", "97416", "97410"
INHABITANTS = {"971": 383_569, "972": 361_019, "973": 288_382, "974": 881_348, "976": 256_518}


def ranked(codes: tuple[str, ...] = (SAINT_DENIS, SAINT_PIERRE, SAINT_BENOIT)) -> pd.DataFrame:
    numbers = [4_000, 2_100, 1_200][: len(codes)]
    counts = pd.DataFrame(
        {"effectif": numbers, "proximite": 0, "pole": numbers, "infirmiers_psychiatrie": 0},
        index=pd.Index(codes, name="code_bassin"),
    )
    counts.attrs = {"source": "essai", "date": "2025", "champ": {"departements": ["974"]}}
    return pg.classify(counts)


@pytest.fixture(scope="module")
def points() -> gpd.GeoDataFrame:
    return cartes.check_poles(ranked())


@pytest.fixture(scope="module")
def communes() -> gpd.GeoDataFrame:
    return pg.read_communes(departement="974")


@pytest.mark.parametrize("departement", OVERSEAS)
def test_its_communes(departement: str) -> None:
    found = pg.read_communes(departement=departement)
    assert found.crs.to_epsg() == OVERSEAS_PROJECTIONS[departement]
    assert int(found["population"].sum()) == INHABITANTS[departement]
    assert set(found["region_2014"]) == set(found["region_2016"]) == {OVERSEAS[departement]}
    halls = gpd.GeoSeries.from_xy(found["x_mairie"], found["y_mairie"], crs=found.crs)
    assert found.attrs["annee_population"] == (2017 if departement == "976" else 2022)
    placed = found["x_mairie"].notna()
    assert placed.sum() >= len(found) - 9
    assert found.geometry[placed].distance(gpd.GeoSeries(halls[placed])).max() == 0


def test_what_is_no_departement_overseas_is_refused() -> None:
    with pytest.raises(ChoiceError, match="971, 972, 973, 974, 976"):
        pg.read_communes(departement="59")


def test_poles_are_at_the_town_halls_of_its_projection(
    points: gpd.GeoDataFrame, communes: gpd.GeoDataFrame
) -> None:
    assert points.crs == communes.crs
    halls = communes.loc[points.index, ["x_mairie", "y_mairie"]]
    assert points.geometry.x.tolist() == pytest.approx(halls["x_mairie"].tolist())


def test_a_table_of_several_departements_leaves_them_out() -> None:
    with pytest.warns(DataWarning, match="la table de leur seul département les mesure"):
        assert cartes.check_poles(ranked((SAINT_DENIS, "97302"))).empty
    with pytest.warns(DataWarning, match=r"hors de cette carte.*97411"):
        assert cartes.check_poles(ranked((SAINT_DENIS, "59350"))).index.tolist() == ["59350"]


def test_access_against_a_plain_loop(points: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> None:
    told = pg.access(communes, points)
    for code, commune in communes.iterrows():
        here = (commune["x_mairie"], commune["y_mairie"])
        if pd.isna(here[0]):
            continue
        far = {
            site: ((at.x - here[0]) ** 2 + (at.y - here[1]) ** 2) ** 0.5 / 1_000
            for site, at in points.geometry.items()
        }
        assert told.loc[code, "km"] == pytest.approx(min(far.values()))
        assert told.loc[code, "site"] == min(far, key=lambda site: far[site])


def test_every_measure_takes_it(points: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> None:
    assert set(pg.attraction(points, communes)["dominant"]) <= set(points.index)
    assert pg.gaps(points, communes, within=200)["au_dela"].sum() == 0
    joined = pg.links(points)
    assert len(joined) == 3  # a triangle that none of the three separates
    assert pg.dependency(points).loc[SAINT_PIERRE, "code_dominant"] == SAINT_DENIS
    assert pg.centralities(joined, points)["degre"].tolist() == [2, 2, 2]
    said = " ".join(pg.gaps(points, communes, within=9).attrs["avertissements"])
    assert "champ borné" not in said  # an island: none is beyond its limits


@pytest.mark.parametrize("departement", OVERSEAS)
def test_its_bassins(departement: str) -> None:
    bassins, communes = (
        read(departement=departement)
        for read in (lambda **d: pg.read_bassins("BV2022", **d), pg.read_communes)
    )
    assert bassins.crs == communes.crs
    assert int(bassins["population"].sum()) == INHABITANTS[departement]
    assert bassins.area.sum() == pytest.approx(communes.area.sum())
    assert sorted(" ".join(bassins["communes"]).split()) == communes.index.tolist()


def test_bassins_that_cannot_be_overseas_are_refused(communes: gpd.GeoDataFrame) -> None:
    with pytest.raises(ChoiceError, match="ôtez-le"):
        pg.read_bassins("BV2022", communes=communes, departement="974")
    with pytest.raises(ChoiceError, match=r"valeurs possibles\s: 971"):
        pg.read_bassins("BV2022", departement="75")
    with pytest.raises(TableError, match="aucune commune du département 976"):
        pg.read_bassins("BV2012", departement="976")


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
def test_bassins_have_their_inhabitants() -> None:
    known = pd.DataFrame({"code_commune": [SAINT_DENIS], "infirmiers": [9]})
    decompte = pg.count_professionals(known)
    table = pg.aggregate(decompte, "BV2022", field="974")
    here = table[table["departement"] == "974"]
    assert int(here["population"].sum()) == INHABITANTS["974"]
    assert table["population"].notna().all()


@pytest.mark.parametrize(
    "measure",
    [
        ("links",),
        ("dependency",),
        ("access", "--portee", "20", "--par", "departement"),
        ("gaps", "--distance", "10"),
        ("attraction",),
        ("configurations",),
        ("need", "--portee", "20", "--recours", "4", "--patients", "1000"),
    ],
)
def test_the_commands_measure_it(measure: tuple[str, ...], tmp_path: Path) -> None:
    pg.write_table(ranked(), tmp_path / "poles.csv")
    name, *options = measure
    done = run("analyze", name, tmp_path / "poles.csv", *options, "--sortie", tmp_path / "m.csv")
    assert done.returncode == 0, done.stderr
    assert "outre-mer" not in simple(done.stderr)
    table = pd.read_csv(tmp_path / "m.csv", sep=";", dtype=str)
    assert table.iloc[:, 0].str.startswith(("974", "La Réunion")).all()


def test_its_atlas_has_the_pages_of_access(tmp_path: Path) -> None:
    written = pg.atlas(ranked(), tmp_path, zone="974", maps=["territoire", "loin", "acces"])
    assert {path.stem for path in tmp_path.glob("*.pdf")} == {"territoire", "loin", "acces"}
    assert written


@pytest.mark.parametrize("zonage", ["BV2022", "BV2012"])
@pytest.mark.parametrize("zone", [SAINT_PIERRE, "Saint-Denis", "La Réunion"])
def test_its_bassins_are_zones_of_a_map(zonage: str, zone: str) -> None:
    if zone == "Saint-Denis":
        zone = SAINT_DENIS  # that of the metropole comes under the same name
    drawn = extent_named(zone, units=pg.read_bassins(zonage))
    bare = extent_named(zone)
    assert drawn.overseas == bare.overseas == "974"
    bassins = pg.read_bassins(zonage, departement="974")
    expected = bassins if zone == "La Réunion" else bassins.loc[[zone]]
    assert drawn.area.symmetric_difference(expected.union_all()).area < 1


def test_its_intercommunalites_are_zones_and_territories() -> None:
    cinor = extent_named("249740119")
    communes = pg.read_communes(departement="974")
    members = communes[communes["epci"] == "249740119"]
    assert sorted(members["nom"]) == ["Saint-Denis", "Sainte-Marie", "Sainte-Suzanne"]
    assert cinor.overseas == "974"
    assert cinor.area.symmetric_difference(members.union_all()).area < 1
    facts = pg.territory_facts("epci", "249740119").set_index("nom")
    assert facts.loc["habitants", "valeur"] == members["population"].sum()


def test_a_territory_is_beside_its_region(points: gpd.GeoDataFrame) -> None:
    communes = pg.read_communes(departement="974")
    counts = pd.DataFrame({"code_commune": communes.index, "10G": 50})
    decompte = pg.count_professionals(counts)
    facts = pg.territory_facts(
        "epci", "249740119", effectifs=decompte, poles=points, communes=communes
    ).set_index(["rubrique", "nom"])
    people = facts.loc[("population", "habitants")]
    assert people["region"].item() == INHABITANTS["974"]
    assert people["france"].item() > 65_000_000
    general = facts.loc[("effectifs", "médecins généralistes")].set_index("mesure")
    assert general.loc["effectif", ["valeur", "region"]].tolist() == [3 * 50, 24 * 50]
    reached = facts.loc["accès"]
    whole = pg.territory_facts("departement", "974", poles=points, communes=communes)
    own = whole.loc[whole["rubrique"] == "accès", "valeur"]
    assert reached["region"].tolist() == own.tolist()
    assert facts["etat_france"].eq("non compté").sum() >= len(reached)


def test_what_has_no_region_has_no_number_of_it() -> None:
    composition = pd.DataFrame(
        {"code_bassin": ["x"]}, index=pd.Index(["97502"], name="code_commune")
    )
    facts = pg.territory_facts(composition, "x").set_index("nom")
    assert facts.loc["habitants", "etat_region"] == "non compté"
    assert facts.attrs["remarques"]["territoire"]["region"] == ""
