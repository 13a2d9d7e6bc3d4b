"""Geography that people really have, and that lies: each kind, its inputs, and the right answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from effectif_tables import raises

import poles_geo as pg
from poles_geo.cartes.ground.extents import extent_named
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, LayoutError
from poles_geo.sources.zonings.perimeter import read_perimeter

NORTH = [f"{code}" for code in range(59001, 59013)]


@pytest.fixture
def cas(real_data: Path) -> Path:
    return real_data / "cas"


def communes(*codes: str, **columns: object) -> gpd.GeoDataFrame:
    """Embedded communes, as a file of anyone has them."""
    some = edition.load_communes().loc[list(codes)]
    table = {"code": list(codes), "nom": some["nom"].to_numpy(), **columns}
    return gpd.GeoDataFrame(table, geometry=some.geometry.to_numpy(), crs=2154)


def outline(departement: str) -> gpd.GeoDataFrame:
    return edition.load_departements().loc[[departement]]


def mercator(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.to_crs(3857).set_crs(2154, allow_override=True)


def kilometres(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.set_geometry(table.scale(0.001, 0.001, origin=(0, 0)))


LIES = {
    mercator: r"elles y sont|EPSG:3857",
    kilometres: r"kilomètres, en EPSG:2154, elles y sont.*1 000",
}


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("codes", [NORTH, ["59350"], ["62041", "62498", "80021"]])
def test_contours_that_are_elsewhere(lie: Callable[..., Any], codes: list[str]) -> None:
    for read in (pg.read_communes, lambda table: pg.read_bassins(2022, communes=table)):
        with raises(LayoutError, LIES[lie]):
            read(lie(communes(*codes)))


def test_the_right_system_given_is_enough() -> None:
    read = pg.read_communes(mercator(communes(*NORTH)), crs=3857)
    assert read.index.tolist() == NORTH


@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("departement", ["59", "62", "67"])
def test_perimeters_that_are_elsewhere(
    lie: Callable[..., Any], departement: str, tmp_path: Path
) -> None:
    table = lie(outline(departement))
    path = tmp_path / "zone.gpkg"
    table.to_file(path)
    for zone in (table, path):
        with raises(LayoutError, LIES[lie]):
            extent_named(zone)


def test_a_perimeter_drawn_by_hand_is_where_it_says() -> None:
    hand = gpd.GeoSeries([shapely.Point(560_000, 6_600_000).buffer(20_000)], crs=2154)
    assert extent_named(hand).area.area == pytest.approx(hand.area.sum())


# Populations


def test_populations_of_geofla(cas: Path) -> None:
    with raises(LayoutError, r"geofla1\.gpkg, colonne POPULATION.*milliers.*59001 : 0,4 pour"):
        pg.read_communes(cas / "geofla1.gpkg")


THOUSANDS = {
    "with decimals": lambda people: (people / 1000).round(1),
    "rounded": lambda people: (people / 1000).round().astype(int),
    "as text": lambda people: (people / 1000).round(1).astype(str).str.replace(".", ","),
}


@pytest.mark.parametrize("kind", THOUSANDS)
def test_populations_in_thousands(kind: str) -> None:
    people = edition.load_communes()["population"].loc[NORTH]
    table = communes(*NORTH, population=THOUSANDS[kind](people.astype(float)).to_numpy())
    with raises(LayoutError, "colonne population : populations"):
        pg.read_communes(table)
    with raises(LayoutError, "populations"):
        pg.read_populations(
            pd.DataFrame({"CODGEO": table["code"], "PMUN": table["population"].astype(str)})
        )


@pytest.mark.parametrize("people", [[450.5, 4300.0], [0.4, 4.2], [450.02, 4300.0]])
def test_decimals_are_no_persons(people: list[float]) -> None:
    with raises(LayoutError, r"nombres entiers de personnes"):
        pg.read_communes(communes("59001", "59002", population=people))


@pytest.mark.parametrize("people", [[450.0, 4300.0], [450.0000001, None], [0, 4300]])
def test_persons_are_read(people: list[float]) -> None:
    read = pg.read_communes(communes("59001", "59002", population=people))["population"]
    assert read.iloc[0] == round(people[0])
    assert read.dtype == "Int64"


# Layers


def test_a_perimeter_of_several_layers(cas: Path) -> None:
    with raises(LayoutError, r"multi\.gpkg a plusieurs couches \(a, b\).*layer="):
        extent_named(cas / "multi.gpkg")
    assert read_perimeter(cas / "multi.gpkg", layer="a").area > 0
    with raises(ChoiceError, "layer = 'c'.*a, b"):
        read_perimeter(cas / "multi.gpkg", layer="c")


@pytest.mark.parametrize("names", [["x", "y"], ["commune", "epci"], ["un", "deux", "trois"]])
def test_other_files_of_several_layers(names: list[str], tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    for name in names:
        outline("59").to_file(path, layer=name)
    with raises(LayoutError, ", ".join(names)):
        extent_named(str(path))
    given = gpd.read_file(path, layer=names[-1])
    assert extent_named(given).area.equals(read_perimeter(path, layer=names[-1]))


# Lists of one element


def test_contours_of_opendatasoft(cas: Path) -> None:
    read = pg.read_communes(cas / "ods.geojson")
    assert len(read) == 40
    assert read.loc["59001", "nom"] == "Abancourt"


@pytest.mark.parametrize("write", [lambda c: [c], lambda c: f'["{c}"]', lambda c: f"['{c}']"])
def test_other_lists_of_one(write: Callable[[str], object]) -> None:
    table = communes("59001", "59350")
    table["com_code"] = [write(code) for code in table.pop("code")]
    assert pg.read_communes(table).index.tolist() == ["59001", "59350"]


def structures(*codes: str) -> gpd.GeoDataFrame:
    """Points of structures, at the town halls of communes that they declare."""
    halls = edition.centres(pd.Series(codes))
    table = {"nom": list(codes), "code_commune": list(codes)}
    return gpd.GeoDataFrame(table, geometry=halls.to_numpy(), crs=2154)


@pytest.mark.parametrize("declared", [True, False], ids=["communes", "points alone"])
@pytest.mark.parametrize("lie", LIES)
def test_structures_that_are_elsewhere(lie: Callable[..., Any], declared: bool) -> None:
    own = structures("59350", "62041", "80021", "02691", "60057", "59512")
    lying = lie(own if declared else own.drop(columns="code_commune"))
    for read in (pg.read_structures, lambda table: pg.map_structures(table, zone="59")):
        with raises(LayoutError, LIES[lie].split(".*")[0]):
            read(lying)
