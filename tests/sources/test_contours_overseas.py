"""Contours of one's own, of a département overseas: read in its legal projection, and measured."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from effectif_tables import raises
from shapely.geometry import box

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.ground.extents import extent_named
from poles_geo.errors import DataWarning, LayoutError, TableError
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS

REUNION = "974"


def own(departement: str, crs: int = 4326) -> gpd.GeoDataFrame:
    """Contours as a geoportal gives them, of columns of its own."""
    communes = pg.read_communes(departement=departement).to_crs(crs)
    names = {"nom": "NOM", "population": "POPULATION"}
    table = communes.reset_index().rename(columns={"code_commune": "INSEE_COM", **names})
    return gpd.GeoDataFrame(table[["INSEE_COM", "NOM", "POPULATION", "geometry"]])


@pytest.mark.parametrize("departement", OVERSEAS)
def test_a_file_of_one_departement_is_read_there(departement: str, tmp_path: Path) -> None:
    own(departement).to_file(tmp_path / "communes.geojson")
    read = pg.read_communes(tmp_path / "communes.geojson")
    embedded = pg.read_communes(departement=departement)
    assert read.crs.to_epsg() == OVERSEAS_PROJECTIONS[departement]
    assert read["population"].tolist() == embedded["population"].tolist()
    assert set(read["region_2016"]) == {OVERSEAS[departement]}
    assert read.geometry.area.tolist() == pytest.approx(embedded.geometry.area.tolist())
    assert read.attrs["hors_metropole"] == []


def test_of_several_one_is_asked() -> None:
    both = pd.concat([own("971"), own("972")])
    with raises(TableError, r'plusieurs départements d\'outre-mer \(971, 972\).*departement="971"'):
        pg.read_communes(both)
    with pytest.warns(DataWarning, match=r"32\scommunes d'outre-mer mises à part"):
        read = pg.read_communes(both, departement="972")
    assert set(read["departement"]) == {"972"}


def test_beside_the_metropole_it_is_told_and_asked() -> None:
    lille = gpd.GeoDataFrame(
        {"INSEE_COM": ["59350"], "NOM": ["Lille"], "POPULATION": [236_710]},
        geometry=[box(3, 50.6, 3.1, 50.7)], crs=4326,
    )  # fmt: skip
    every = pd.concat([lille, own(REUNION)])
    with pytest.warns(DataWarning, match=r'24\scommunes.*departement="974" les lit'):
        assert pg.read_communes(every).index.tolist() == ["59350"]
    assert len(pg.read_communes(every, departement=REUNION)) == 24
    with raises(TableError, "aucune commune du département 973.*59, 974"):
        pg.read_communes(every, departement="973")


def test_a_false_system_is_told() -> None:
    there = own(REUNION, 2975)
    with raises(LayoutError, "hors du département 974.*lues en EPSG:2975, elles y sont"):
        pg.read_communes(there.set_crs(2154, allow_override=True))
    swapped = own(REUNION)
    swapped.geometry = shapely.transform(swapped.geometry.array, lambda xy: xy[:, ::-1])
    with raises(LayoutError, "longitude et latitude inversées, en EPSG:4326, elles y sont"):
        pg.read_communes(swapped)
    with raises(LayoutError, "aucun système de coordonnées.*EPSG:2975 . pour des mètres, "):
        pg.read_communes(there.set_crs(None, allow_override=True))


def test_populations_in_thousands_are_refused() -> None:
    thousands = own(REUNION)
    thousands["POPULATION"] = thousands["POPULATION"] / 1_000
    with raises(LayoutError, "populations en milliers"):
        pg.read_communes(thousands)


def test_bassins_are_drawn_on_them() -> None:
    drawn = pg.read_bassins("BV2022", communes=own(REUNION))
    embedded = pg.read_bassins("BV2022", departement=REUNION)
    assert drawn.crs == embedded.crs
    assert drawn.index.tolist() == embedded.index.tolist()
    apart = drawn.geometry.symmetric_difference(gpd.GeoSeries(embedded.geometry)).area
    assert apart.max() < 1_000
    assert drawn["population"].sum() == 881_348


def counted() -> pd.DataFrame:
    """Rank one pôle, at Saint-Denis."""
    effectifs = {"effectif": [4_000], "proximite": 0, "pole": 4_000, "infirmiers_psychiatrie": 0}
    table = pd.DataFrame(effectifs, index=pd.Index(["97411"], name="code_bassin"))
    table.attrs = {"source": "essai", "champ": {"departements": [REUNION]}}
    return pg.classify(table)


def test_access_is_measured_on_them() -> None:
    points = cartes.check_poles(counted())
    told = pg.access(pg.read_communes(own(REUNION)), points)
    halls = pg.access(pg.read_communes(departement=REUNION), points)
    apart = told["km"] - halls["km"].reindex(told.index)
    assert apart.abs().max() < 15  # from the middle of each commune, not from its town hall
    assert told.loc["97416", "km"] > 40


def cinor() -> gpd.GeoSeries:
    """Outline of an intercommunalité of La Réunion, drawn by hand."""
    communes = pg.read_communes(departement=REUNION)
    area = communes[communes["epci"] == "249740119"].union_all()
    return gpd.GeoSeries([area], crs=2975)


@pytest.mark.parametrize("crs", [4326, 2975, 3857])
def test_a_zone_of_ones_own_lies_there(crs: int, tmp_path: Path) -> None:
    cinor().to_crs(crs).to_file(tmp_path / "zone.gpkg")
    for zone in (tmp_path / "zone.gpkg", cinor().to_crs(crs)):
        found = extent_named(zone)
        assert found.overseas == REUNION
        assert found.area.symmetric_difference(cinor()[0]).area < 1
    carte = pg.map_poles(counted(), zone=tmp_path / "zone.gpkg")
    assert "Saint-Denis" in {text.get_text() for text in carte.axes.texts}


def test_a_zone_of_two_lands_is_refused() -> None:
    lille = gpd.GeoSeries([box(3, 50.6, 3.1, 50.7)], crs=4326)
    there = cinor().to_crs(4326)
    with raises(LayoutError, r"plusieurs territoires \(974, la métropole\)"):
        extent_named(gpd.GeoSeries(pd.concat([lille, there])))
    martinique = gpd.GeoSeries(own("972").geometry)
    with raises(LayoutError, r"plusieurs territoires \(972, 974\)"):
        extent_named(gpd.GeoSeries(pd.concat([martinique, there])))
