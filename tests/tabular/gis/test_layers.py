"""Tables with a geometry: written for a GIS, read back with all that they carry."""

import contextlib
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import raises

import poles_geo as pg
from poles_geo.errors import LayoutError, TableError
from poles_geo.tabular.metadata import KNOWN

SUFFIXES = (".gpkg", ".geojson", ".parquet")


@pytest.fixture(scope="module")
def poles() -> gpd.GeoDataFrame:
    """Give pôles ranked here, at their points, with their rule, field and warnings."""
    report = pg.load_report()
    counts = pd.DataFrame(
        {"effectif": report["effectif"], "proximite": report["effectif"] // 2},
    ).assign(infirmiers_psychiatrie=0)
    counts["pole"] = counts["effectif"] - counts["proximite"]
    counts.attrs = {
        "source": "RPPS", "date": "décembre 2024", "champ": {"departements": ["59", "62"]},
        "avertissements": ["Un doute."],
    }  # fmt: skip
    ranked = pg.classify(counts)
    placed = gpd.GeoDataFrame(ranked, geometry=report.geometry)
    placed.attrs = ranked.attrs
    return placed


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_written_is_read_back(suffix: str, poles: gpd.GeoDataFrame, tmp_path: Path) -> None:
    read = pg.read_table(pg.write_table(poles, tmp_path / f"poles{suffix}"))
    assert isinstance(read, gpd.GeoDataFrame)
    assert read.crs == poles.crs
    assert read.index.tolist() == poles.index.tolist()
    assert read.geometry.distance(poles.geometry).max() < 0.01
    for name in ("effectif", "rang", "infirmiers_psychiatrie"):
        assert read[name].astype("Int64").tolist() == poles[name].astype("Int64").tolist()
    assert read["motif"].tolist() == poles["motif"].tolist()
    for name in KNOWN:
        assert read.attrs.get(name) == (poles.attrs.get(name) or None), name
    assert pg.rules_of(read) == pg.RULES_ORS_2014
    assert pg.map_poles(read, "Nord").title.endswith("Nord")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_plain_geopandas_opens_it(suffix: str, poles: gpd.GeoDataFrame, tmp_path: Path) -> None:
    path = pg.write_table(poles, tmp_path / f"poles{suffix}")
    layer = {"layer": "table"} if suffix == ".gpkg" else {}
    read = gpd.read_parquet(path) if suffix == ".parquet" else gpd.read_file(path, **layer)
    assert read["code_bassin"].tolist() == poles.index.tolist()
    assert len(read) == len(poles)


def test_csv_and_workbook_keep_what_the_table_carries(
    poles: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    for suffix in (".csv", ".xlsx"):
        with pytest.warns(UserWarning, match="la géométrie n'y est pas"):
            pg.write_table(poles, tmp_path / f"poles{suffix}")
        read = pg.read_table(tmp_path / f"poles{suffix}")
        assert read["effectif"].tolist() == poles["effectif"].tolist()
        for name in ("source", "date", "champ", "avertissements", "regles"):
            assert read.attrs[name] == poles.attrs[name]


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson"])
def test_without_a_geometry_the_remedy_is_told(suffix: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"effectif": [1]}, index=pd.Index(["59350"], name="code_bassin"))
    path = tmp_path / f"t{suffix}"
    with raises(TableError, "demande une géométrie.*geometry=bassins.geometry.reindex"):
        pg.write_table(table, path)
    bare = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy([0], [0]))
    with raises(TableError, "sans projection"):
        pg.write_table(bare, path)
    assert not list(tmp_path.iterdir())


def test_the_remedy_keeps_what_the_table_says_of_itself(tmp_path: Path) -> None:
    table = pd.DataFrame({"effectif": [1]}, index=pd.Index(["59350"], name="code_bassin"))
    table.attrs = {"source": "ARS", "date": "2024"}
    bassins = pg.read_bassins("BV2022")
    placed = gpd.GeoDataFrame(table, geometry=bassins.geometry.reindex(table.index))
    pg.write_table(placed, tmp_path / "t.gpkg")
    read = pg.read_table(tmp_path / "t.gpkg").attrs
    assert (read["source"], read["date"]) == ("ARS", "2024")


def test_a_parquet_needs_no_geometry(tmp_path: Path) -> None:
    table = pd.DataFrame({"effectif": [1]}, index=pd.Index(["59350"], name="code_bassin"))
    table.attrs["source"] = "RPPS"
    read = pg.read_table(pg.write_table(table, tmp_path / "t.parquet"))
    assert read.loc["59350", "effectif"] == 1
    assert read.attrs == {"source": "RPPS"}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"PK\x03\x04", b"\xff\xfe\x00"])
def test_what_is_no_layer_is_refused(suffix: str, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / f"t{suffix}"
    path.write_bytes(content)
    with raises(LayoutError, f"t{suffix}"):
        pg.read_table(path)


def test_a_layer_without_codes_is_refused(tmp_path: Path) -> None:
    shapes = gpd.GeoDataFrame({"nom": ["a"]}, geometry=gpd.points_from_xy([0], [0]), crs=4326)
    shapes.to_file(tmp_path / "t.geojson")
    with raises(LayoutError, "une colonne code_bassin ou code_zone est attendue"):
        pg.read_table(tmp_path / "t.geojson")


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of numpy, for NaN
@pytest.mark.parametrize("coordinates", ["[NaN, 1]", "[1e999, 1]", "[]", '["x"]', "[[1], 2]"])
def test_a_geojson_of_odd_coordinates_is_refused_or_read(coordinates: str, tmp_path: Path) -> None:
    line = f'{{"type": "LineString", "coordinates": [{coordinates}, {coordinates}]}}'
    feature = f'{{"type": "Feature", "properties": {{"code_bassin": "59350"}}, "geometry": {line}}}'
    content = f'{{"type": "FeatureCollection", "features": [{feature}]}}'
    (tmp_path / "t.geojson").write_text(content)
    with contextlib.suppress(LayoutError):
        pg.read_table(tmp_path / "t.geojson")


def test_a_geopackage_of_several_layers_is_refused_with_their_names(tmp_path: Path) -> None:
    shapes = gpd.GeoDataFrame({"nom": ["a"]}, geometry=gpd.points_from_xy([0], [0]), crs=4326)
    for layer in ("hier", "demain"):
        shapes.to_file(tmp_path / "t.gpkg", layer=layer)
    with raises(LayoutError, "plusieurs couches .hier, demain. ; gardez-en une par fichier"):
        pg.read_table(tmp_path / "t.gpkg")
