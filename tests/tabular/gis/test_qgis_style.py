"""The style inside a GeoPackage: what QGIS reads of it, and that others open the file all the same.

Opened in QGIS 3.22, by hand and by ``test_qgis_takes_the_style`` where QGIS's Python is there.
"""

import shutil
import sqlite3
import subprocess
import textwrap
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest

import poles_geo as pg
from poles_geo.errors import LayoutError
from poles_geo.palette import RANK_COLOURS
from poles_geo.tabular.gis.qgis_style import qml


def tree(table: gpd.GeoDataFrame) -> ET.Element:
    return ET.fromstring(qml(table).split("\n", 1)[1])


@pytest.fixture(scope="module")
def poles() -> gpd.GeoDataFrame:
    return pg.load_report()


@pytest.fixture
def package(poles: gpd.GeoDataFrame, tmp_path: Path) -> Path:
    return pg.write_table(poles, tmp_path / "poles.gpkg")


def test_each_rank_has_its_name_and_its_colour(poles: gpd.GeoDataFrame) -> None:
    style = tree(poles)
    renderer = style.find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == "rang"
    said = {(c.get("value"), c.get("label")): c.get("symbol") for c in renderer.iter("category")}
    assert next(iter(said)) == ("1", "1 – pôle des grandes métropoles")
    assert list(said)[-1] == ("", "Hors pôle ou non compté")
    colours = {
        symbol.get("name"): prop.get("v")
        for symbol in renderer.iter("symbol")
        for prop in symbol.iter("prop")
        if prop.get("k") == "color"
    }
    for (rang, _), symbol in list(said.items())[:-1]:
        red, green, blue = bytes.fromhex(RANK_COLOURS[int(str(rang)) - 1][1:])
        assert colours[symbol] == f"{red},{green},{blue},255"


def test_polygons_without_rank_have_names_only() -> None:
    bassins = pg.read_bassins("BV2022")
    style = tree(bassins[bassins["departement"] == "62"])
    assert style.find("renderer-v2").get("type") == "singleSymbol"  # type: ignore[union-attr]
    assert [layer.get("class") for layer in style.iter("layer")] == ["SimpleFill"]
    assert style.find(".//text-style").get("fieldName") == "nom"  # type: ignore[union-attr]
    nameless = tree(bassins[["geometry"]])
    assert nameless.get("labelsEnabled") == "0"
    assert nameless.find("labeling") is None


def test_more_ranks_than_colours_are_all_there(poles: gpd.GeoDataFrame) -> None:
    many = poles.iloc[:12].assign(rang=[1, 2, 3, 4, 5, 6] * 2, type_pole="a < b & « c »")
    style = tree(many)
    assert [c.get("value") for c in style.iter("category")] == ["1", "2", "3", "4", "5", "6", ""]
    assert len({c.get("symbol") for c in style.iter("category")}) == 7
    symbols = {symbol.get("name") for symbol in style.iter("symbol")}
    fills = [p.get("v") for p in style.iter("prop") if p.get("k") == "color"]
    assert len(set(fills)) == 7
    assert {c.get("symbol") for c in style.iter("category")} == symbols


def test_the_style_is_the_default_one_of_the_layer(package: Path) -> None:
    with closing(sqlite3.connect(package)) as base:
        rows = base.execute(
            "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles"
        ).fetchall()
        geometry = base.execute("SELECT column_name FROM gpkg_geometry_columns").fetchone()
    assert len(rows) == 1
    assert rows[0][:3] == ("table", *geometry, 1)
    ET.fromstring(rows[0][3].split("\n", 1)[1])


def test_plain_geopandas_and_read_table_open_the_layer(
    package: Path, poles: gpd.GeoDataFrame
) -> None:
    assert len(gpd.read_file(package, layer="table")) == len(poles)
    with pytest.warns(UserWarning, match="layer_styles"):
        assert len(gpd.read_file(package)) == len(poles)
    assert pg.read_table(package).index.tolist() == poles.index.tolist()


def test_a_layer_saved_by_qgis_with_its_style_is_one_layer(tmp_path: Path) -> None:
    """Contours with a table of styles beside them were refused as two layers."""
    bassins = pg.read_bassins("BV2022")
    north = bassins[bassins["departement"] == "59"]
    path = pg.write_table(north.dissolve()[["geometry"]], tmp_path / "contours.gpkg")
    assert pg.map_poles(pg.load_report(), path).axes is not None


def test_two_layers_are_refused_with_their_names(poles: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = tmp_path / "deux.gpkg"
    for layer in ("poles", "autres"):
        poles[["nom", "geometry"]].to_file(path, layer=layer)
    with pytest.raises(LayoutError, match=r"plusieurs couches \(poles, autres\)"):
        pg.read_table(path)


@pytest.mark.skipif(
    not shutil.which("/usr/bin/python3")
    or subprocess.run(
        ["/usr/bin/python3", "-c", "import qgis.core"], capture_output=True, check=False
    ).returncode,
    reason="QGIS absent",
)
def test_qgis_takes_the_style(package: Path) -> None:
    program = textwrap.dedent(
        """
        import sys
        from qgis.core import QgsApplication, QgsVectorLayer
        application = QgsApplication([], False)
        application.initQgis()
        layer = QgsVectorLayer(sys.argv[1] + "|layername=table", "poles", "ogr")
        renderer = layer.renderer()
        print(layer.isValid(), layer.featureCount(), renderer.type(), layer.labelsEnabled())
        print([category.label() for category in renderer.categories()])
        """
    )
    done = subprocess.run(
        ["/usr/bin/python3", "-c", program, package], capture_output=True, text=True,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(package.parent)}, check=False,
    )  # fmt: skip
    said = done.stdout.splitlines()
    assert said[-2] == "True 153 categorizedSymbol True"
    assert "4 – pôle secondaire" in said[-1]
