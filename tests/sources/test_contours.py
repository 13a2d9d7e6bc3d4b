"""Commune contours in every layout met, each made from the real contours of 2018."""

import json
import shutil
import zipfile

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import LineString, Point, box

from poles_geo.bassins.polygons import read_bassins
from poles_geo.communes.read_communes import read_communes
from poles_geo.errors import ChoiceError, DataWarning, LayoutError, SourceError, TableError
from poles_geo.sources.contours import read_contours

COLUMNS = ["nom", "departement", "population", "epci", "geometry"]


@pytest.fixture(scope="module")
def files(real_data):
    folder = real_data / "communes"
    return [folder / "communes-59-nord.geojson", folder / "communes-62-pas-de-calais.geojson"]


@pytest.fixture(scope="module")
def communes(files):
    return read_contours(files)


@pytest.fixture(scope="module")
def some(communes):
    return communes.iloc[::60]


def express_3(frame, crs=2154):
    """ADMIN EXPRESS COG 3.x."""
    table = gpd.GeoDataFrame(
        {
            "ID": [f"COMMUNE_{rank}" for rank in range(len(frame))],
            "NOM": frame["nom"].to_numpy(),
            "NOM_M": frame["nom"].str.upper().to_numpy(),
            "INSEE_COM": frame.index.to_numpy(),
            "STATUT": "Commune simple",
            "POPULATION": range(900, 900 + len(frame)),
            "INSEE_CAN": "NR",
            "INSEE_ARR": "1",
            "INSEE_DEP": frame["departement"].to_numpy(),
            "INSEE_REG": "32",
            "SIREN_EPCI": ["NR", *["200093201"] * (len(frame) - 1)],
        },
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )
    return table.to_crs(crs)


def express_4(frame):
    """ADMIN EXPRESS COG 4.0."""
    return gpd.GeoDataFrame(
        {
            "cleabs": [f"COMMUNE_{rank}" for rank in range(len(frame))],
            "nom_officiel": frame["nom"].to_numpy(),
            "code_insee": frame.index.to_numpy(),
            "population": range(900, 900 + len(frame)),
            "code_insee_du_departement": frame["departement"].to_numpy(),
            "code_insee_de_la_region": "32",
            "codes_siren_des_epci": "200093201",
        },
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )


def etalab(frame):
    """Contours administratifs of Etalab."""
    return gpd.GeoDataFrame(
        {
            "code": frame.index.to_numpy(),
            "nom": frame["nom"].to_numpy(),
            "departement": frame["departement"].to_numpy(),
            "region": "32",
            "epci": "200093201",
        },
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    ).to_crs(4326)


def test_two_departements_of_2018(communes):
    assert len(communes) == 648 + 891
    assert communes.crs.to_epsg() == 2154
    assert communes.columns.tolist() == COLUMNS
    assert communes.index.name == "code_commune"
    assert communes.index.is_monotonic_increasing
    assert set(communes["departement"]) == {"59", "62"}
    assert communes.loc["59350", "nom"] == "Lille"
    # Nord 5 743 km², Pas-de-Calais 6 671 km² (cadastre); contours are simplified.
    assert communes.area.sum() / 1e6 == pytest.approx(12_414, rel=0.01)
    assert communes["population"].isna().all()
    assert communes["epci"].isna().all()


def test_projected_once_as_pyproj_projects(files, communes):
    raw = gpd.read_file(files[0]).set_index("code").sort_index()
    north = communes[communes["departement"] == "59"]
    assert shapely.equals_exact(
        north.geometry.to_numpy(), raw.to_crs(2154).geometry.to_numpy(), tolerance=1e-9
    ).all()


@pytest.mark.parametrize("layout", [express_3, express_4, etalab])
def test_layouts_of_the_producers(tmp_path, some, layout):
    path = tmp_path / "communes.gpkg"
    layout(some).to_file(path, layer="COMMUNE")
    read = read_contours(path)
    assert read.index.equals(some.index)
    assert read["nom"].equals(some["nom"])
    assert read["departement"].equals(some["departement"])
    assert shapely.equals_exact(read.geometry.to_numpy(), some.geometry.to_numpy(), 1e-3).all()
    if layout is not etalab:
        assert read["population"].tolist() == list(range(900, 900 + len(some)))
    assert read["epci"].dropna().eq("200093201").all()
    assert read["epci"].isna().sum() == (layout is express_3)


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.fgb", "a.parquet"])
def test_formats(tmp_path, some, name):
    path = tmp_path / name
    frame = etalab(some).rename(columns={"departement": "dep"})
    if name.endswith("parquet"):
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    read = read_contours(path)
    assert read.index.equals(some.index)
    assert read.attrs["source"] == name
    assert shapely.equals_exact(read.geometry.to_numpy(), some.geometry.to_numpy(), 1e-3).all()


@pytest.mark.parametrize("crs", [2154, 27572, 3857, 4171, 4326, 3035])
def test_any_projection(tmp_path, some, crs):
    path = tmp_path / "communes.gpkg"
    express_3(some, crs).to_file(path)
    read = read_contours(path)
    distance = shapely.hausdorff_distance(read.geometry.to_numpy(), some.geometry.to_numpy())
    assert distance.max() < 5  # NTF to RGF93 without its grid: a few metres
    assert read.crs.to_epsg() == 2154


@pytest.mark.parametrize("kind", ["shp", "gpkg", "parquet", "folder"])
def test_the_commune_layer_among_others_of_ign(tmp_path, some, kind):
    source = tmp_path / "ADE-COG_3-2_LAMB93_FXX"
    source.mkdir()
    table = express_3(some)
    if kind == "gpkg":
        table.to_file(source / "ADE.gpkg", layer="COMMUNE")
        table.to_file(source / "ADE.gpkg", layer="COMMUNE_ASSOCIEE_OU_DELEGUEE")
    elif kind == "parquet":
        table.to_parquet(source / "commune.parquet")
    else:
        table.to_file(source / "COMMUNE.shp")
        table.to_file(source / "CHFLIEU_COMMUNE.shp")
    if kind != "folder":
        source = shutil.make_archive(str(tmp_path / "archive"), "zip", tmp_path, source.name)
    assert read_contours(source).index.equals(some.index)


def test_several_layers_without_commune_are_listed(tmp_path, some):
    path = tmp_path / "ADE.gpkg"
    for layer in ("canton", "region"):
        express_3(some).to_file(path, layer=layer)
    with pytest.raises(LayoutError, match=r"COMMUNE est.*canton, region.*read_communes\(.*layer="):
        read_contours(path)
    with pytest.raises(ChoiceError, match=r"'commune' absente.*canton, region"):
        read_contours(path, layer="commune")
    for read in (read_contours, read_communes):
        assert len(read(path, layer="canton")) == len(some)


def test_no_coordinate_system_is_an_error_until_it_is_given(tmp_path, some):
    path = tmp_path / "COMMUNE.shp"
    express_3(some).to_file(path)
    path.with_suffix(".prj").unlink()
    told = r"aucun système de coordonnées.*read_communes\(fichier, crs=…\)"
    for read in (read_contours, read_communes):
        with pytest.raises(LayoutError, match=told):
            read(path)
        assert read(path, crs="EPSG:2154").index.equals(some.index)


def test_bassins_are_drawn_on_contours_whose_system_is_given(tmp_path, some):
    path = tmp_path / "COMMUNE.shp"
    express_3(some).to_file(path)
    path.with_suffix(".prj").unlink()
    composition = pd.DataFrame({"CODGEO": some.index, "code_bassin": some.index[0]})
    with pytest.raises(LayoutError, match=r"read_communes\(fichier, crs=…\)"):
        read_bassins(None, composition=composition, communes=path)
    communes = read_communes(path, crs="EPSG:2154")
    bassins = read_bassins(None, composition=composition, communes=communes)
    assert bassins.area.sum() == pytest.approx(some.area.sum(), rel=1e-3)


def test_metres_said_to_be_degrees_are_an_error_until_the_system_is_given(tmp_path, some):
    """A GeoJSON always means degrees, whatever the export wrote."""
    path = tmp_path / "lambert.geojson"
    content = json.loads(etalab(some).to_crs(2154).to_json())
    content.pop("crs", None)
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(LayoutError, match=r"EPSG:4326 est en degrés.*crs="):
        read_contours(path)
    assert read_contours(path, crs=2154).index.equals(some.index)


@pytest.mark.parametrize("crs", [-1, "EPSG:999999", "Lambert", ""])
def test_a_system_that_nobody_knows_is_refused(some, crs):
    with pytest.raises(ChoiceError, match=r"crs = .*système de coordonnées inconnu"):
        read_communes(etalab(some), crs=crs)


def test_degrees_said_to_be_metres_and_swapped_axes_are_errors(some):
    degrees = etalab(some)
    with pytest.raises(LayoutError, match=r"hors de la métropole.*EPSG:2154.*crs="):
        read_contours(degrees.set_crs(2154, allow_override=True))
    swapped = degrees.set_geometry(shapely.transform(degrees.geometry, lambda xy: xy[:, ::-1]))
    with pytest.raises(LayoutError, match="longitude et latitude inversées"):
        read_contours(swapped.set_crs(4326))


def test_overseas_is_set_aside_and_listed(some):
    overseas = gpd.GeoDataFrame(
        {"code": ["97411"], "nom": ["Saint-Denis"]},
        geometry=[box(55.4, -21, 55.5, -20.9)],
        crs=4326,
    )
    with pytest.warns(DataWarning, match=r"1\scommune d'outre-mer mise à part"):
        read = read_contours(pd.concat([etalab(some), overseas]))
    assert read.index.equals(some.index)
    assert read.attrs["hors_metropole"] == ["97411"]


def test_codes_that_lost_their_zero_are_repaired():
    frame = gpd.GeoDataFrame(
        {"code": [1004, 59350], "nom": ["Ambérieu", "Lille"]},
        geometry=[box(5.3, 45.9, 5.4, 46), box(3, 50.6, 3.1, 50.7)],
        crs=4326,
    )
    assert read_contours(frame).index.tolist() == ["01004", "59350"]


def test_codes_are_in_a_column_where_they_are_more_than_half():
    def read(n_codes):
        cells = ["nord"] * (200 - n_codes) + [f"59{rank:03}" for rank in range(1, n_codes + 1)]
        boxes = [box(3 + i / 1000, 50, 3.001 + i / 1000, 50.001) for i in range(200)]
        table = {"code": cells, "nom": [f"n° {i}" for i in range(200)]}
        return read_contours(gpd.GeoDataFrame(table, geometry=boxes, crs=4326))

    with pytest.raises(LayoutError, match="aucun code de commune"):
        read(100)
    with pytest.raises(TableError, match=r"code de commune refusé.*99.lignes.*\(4 lettres\)"):
        read(101)


def districts(*codes):
    return gpd.GeoDataFrame(
        {"code": codes, "nom": [f"n° {code}" for code in codes], "population": 10},
        geometry=[box(2.3 + i / 100, 48.8, 2.31 + i / 100, 48.9) for i in range(len(codes))],
        crs=4326,
    )


def test_arrondissements_make_their_city():
    paris = read_contours(districts("75101", "75102", "75103"))
    assert paris.index.tolist() == ["75056"]
    assert paris.loc["75056", ["nom", "population"]].tolist() == ["Paris", 30]
    assert paris.geometry.iloc[0].geom_type == "Polygon"


def test_arrondissements_beside_their_city_are_not_counted_again():
    paris = read_contours(districts("75056", "75101", "75102"))
    assert paris.loc["75056", "population"] == 10
    assert paris.area.sum() == pytest.approx(read_contours(districts("75056")).area.sum())


def test_a_commune_in_several_rows_is_merged_with_a_warning(some):
    frame = etalab(some)
    twice = pd.concat([frame, frame.head(1).set_geometry([box(3, 50, 3.1, 50.1)], crs=4326)])
    with pytest.warns(UserWarning, match=r"1.commune en plusieurs lignes"):
        read = read_contours(twice)
    assert read.index.equals(some.index)
    assert read.geometry.iloc[0].geom_type == "MultiPolygon"


def test_faults_of_a_table_are_gathered(some):
    frame = etalab(some)
    frame.geometry = [Point(3, 50), LineString([(3, 50), (3.1, 50)]), None, *frame.geometry[3:]]
    with pytest.raises(TableError, match=r"(?s)sans contour.*pas des polygones.*59001"):
        read_contours(frame)
    two_names = pd.concat([etalab(some), etalab(some).head(1).assign(nom="Autre")])
    with pytest.raises(TableError, match="noms différents"):
        read_contours(two_names)
    wrong = etalab(some)
    wrong.loc[0, "code"] = "nord"
    with pytest.raises(TableError, match=r"code de commune refusé.*0 \(4 lettres\)"):
        read_contours(wrong)


def test_heights_are_dropped(some):
    frame = etalab(some)
    frame.geometry = shapely.force_3d(frame.geometry.to_numpy(), 12.0)
    assert not read_contours(frame).has_z.any()


def test_a_file_of_another_kind_says_what_was_found(tmp_path, some):
    with pytest.raises(SourceError, match="fichier absent"):
        read_contours(tmp_path / "absent.gpkg")
    no_code = etalab(some).drop(columns="code")
    with pytest.raises(LayoutError, match=r"INSEE_COM.*trouvées.*nom, departement"):
        read_contours(no_code)
    page = tmp_path / "page.geojson"
    page.write_text("<!DOCTYPE html><html></html>")
    with pytest.raises(LayoutError, match=r"contours illisibles.*Formats lus.*\.gpkg"):
        read_contours(page)
    flat = tmp_path / "flat.parquet"
    pd.DataFrame({"code": ["59350"]}).to_parquet(flat)
    with pytest.raises(LayoutError, match="GeoParquet est attendu"):
        read_contours(flat)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(b"PAR1 rien")
    with pytest.raises(LayoutError, match="contours illisibles"):
        read_contours(cut)
    archive = tmp_path / "tableau.zip"
    with zipfile.ZipFile(archive, "w") as content:
        content.writestr("BV2012.xlsx", "x")
    with pytest.raises(LayoutError, match=r"couche COMMUNE est attendue.*rien"):
        read_contours(archive)


@pytest.mark.parametrize(
    "text", ["a,a\n1,2\n", "WKT,nom,nom\nPOINT (3 50),Lille,Lens\n", "a;b;a\nx;y;z\n"]
)
def test_columns_of_one_name_are_refused(tmp_path, text):
    path = tmp_path / "communes.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LayoutError, match="colonnes en double"):
        read_communes(path)


def test_a_table_already_read_is_read_again_the_same(communes):
    again = read_contours(communes)
    assert again.index.equals(communes.index)
    assert np.array_equal(again.geometry.to_numpy(), communes.geometry.to_numpy())
