"""Remaking the embedded edition: each step on invented communes, the whole on the packages."""

import json
import os
import shutil
import tarfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from build_edition import contours, divisions, overseas, packages, report
from build_edition.__main__ import build, write_checksums
from shapely.geometry import Point, Polygon, box

from poles_geo.edition import embedded as edition
from poles_geo.errors import LayoutError, SourceError, TableError

SIDE = 5_000


@pytest.fixture
def squares() -> np.ndarray:
    """Four squares of 5 km: the second overlaps the first by 1 m, the third leaves a gap of 1 m.

    The fourth has a pond of 1 ha and a lake of 1 km².
    """
    north = [(0, SIDE), (SIDE / 2, SIDE + 1), (SIDE, SIDE), (SIDE, 2 * SIDE), (0, 2 * SIDE)]
    pond, lake = box(6_000, 6_000, 6_100, 6_100), box(7_000, 7_000, 8_000, 8_000)
    return np.array(
        [
            box(0, 0, SIDE, SIDE),
            box(SIDE - 1, 0, 2 * SIDE, SIDE),
            Polygon(north),
            box(SIDE, SIDE, 2 * SIDE, 2 * SIDE).difference(pond).difference(lake),
        ]
    )


@pytest.fixture
def communes() -> gpd.GeoDataFrame:
    """Two communes of Rhône-Alpes are called Bourg, one more in Nord - Pas-de-Calais."""
    rows = [
        ("01001", "Bourg", "Rhône-Alpes"),
        ("07001", "Bourg", "Rhône-Alpes"),
        ("26362", "Valence", "Rhône-Alpes"),
        ("59001", "Bourg", "Nord - Pas-de-Calais"),
        ("62498", "Lens", "Nord - Pas-de-Calais"),
    ]
    table = pd.DataFrame(rows, columns=["code_commune", "nom", "region"])
    return gpd.GeoDataFrame(table.set_index("code_commune"))


def published(*names: tuple[str, str]) -> pd.DataFrame:
    rows = [(name, region, 4, "Ps", 1_200) for name, region in names]
    return pd.DataFrame(rows, columns=["nom", "region", "rang", "sigle", "effectif"])


def test_contours_become_a_coverage(squares: np.ndarray) -> None:
    assert not shapely.coverage_is_valid(squares)
    coverage = contours.as_coverage(squares)
    assert len(coverage) == 4
    assert shapely.is_valid(coverage).all()
    assert shapely.coverage_is_valid(coverage, gap_width=10)
    assert shapely.area(coverage) == pytest.approx([25e6, 25e6, 25e6, 24e6], rel=1e-3)


def test_overseas_contours_go_to_degrees_and_back_within_the_metre() -> None:
    """A square of 5 km in the north of Guadeloupe, in UTM 20, and a town hall that is missing."""
    metres = np.array([box(640_000, 1_810_000, 645_000, 1_815_000), None])
    square, missing = overseas.in_degrees(metres, 5490)
    assert missing is None
    west, south, east, north = square.bounds
    assert -61.7 < west < east < -61.6
    assert 16.3 < south < north < 16.5
    xy = shapely.get_coordinates(square)
    assert np.array_equal(xy, xy.round(5))
    back = gpd.GeoSeries([square], crs=4326).to_crs(5490)
    assert back.hausdorff_distance(metres[0]).max() < 1


def test_a_pond_is_filled_and_a_lake_is_kept(squares: np.ndarray) -> None:
    country = shapely.coverage_union_all(contours.as_coverage(squares))
    (lake,) = contours.holes_of(country)
    assert lake.area == pytest.approx(1e6)


def test_a_pond_between_two_communes_goes_to_the_one_that_borders_it_most() -> None:
    pond = box(4_950, 100, 5_010, 200)
    polygons = np.array([box(0, 0, 5_000, 5_000), box(5_000, 0, 10_000, 5_000)])
    filled = contours.fill_ponds(shapely.difference(polygons, pond))
    assert shapely.area(filled) == pytest.approx([25e6 + 10 * 100, 25e6 - 10 * 100])


def test_communes_are_cut_along_their_former_communes() -> None:
    """A is covered by its two parts, B by half, C has none; a part of A overflows into B."""
    communes = gpd.GeoSeries(
        {"A": box(0, 0, 2, 1), "B": box(2, 0, 4, 1), "C": box(4, 0, 5, 1)}, crs=2154
    )
    communes = communes.scale(SIDE, SIDE, origin=(0, 0))
    shapes = gpd.GeoSeries(
        {"a": box(0, 0, 1, 1), "A": box(1, 0, 2.1, 1), "b": box(3, 0, 4, 1)}, crs=2154
    )
    former = gpd.GeoDataFrame(
        {"code_commune": ["A", "A", "B"]},
        index=shapes.index,
        geometry=shapes.scale(SIDE, SIDE, origin=(0, 0)),
    )
    units = contours.cut(communes, former)
    assert units["code_commune"].tolist() == ["B", "C", "A", "A", "B"]
    assert units["code"].fillna("").tolist() == ["", "", "a", "A", "b"]
    assert (units.area / SIDE**2).tolist() == [1, 1, 1, 1, 1]
    assert shapely.coverage_is_valid(units.geometry.to_numpy())


def test_what_is_left_of_a_commune_by_a_drawing_error_is_no_unit() -> None:
    communes = gpd.GeoSeries({"A": box(0, 0, SIDE, SIDE)}, crs=2154)
    widths = {SIDE - 0.1: ["a"], SIDE - 1.0: ["", "a"]}
    for width, expected in widths.items():
        former = gpd.GeoDataFrame(
            {"code_commune": ["A"]}, index=["a"], geometry=[box(0, 0, width, SIDE)], crs=2154
        )
        codes = contours.cut(communes, former)["code"]
        assert codes.fillna("").tolist() == expected


def test_packages_that_list_other_communes_are_refused() -> None:
    with pytest.raises(LayoutError, match=r"un seul des deux paquets\s: \['01002', '01003'\]"):
        contours.require_same(pd.Index(["01001", "01002"]), pd.Index(["01001", "01003"]))


def test_former_codes_lead_where_the_commune_deleguee_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """01003 is still recognised by 01001; 01004 is shared out; 01002 is a commune again."""
    current = {"type": "commune-actuelle", "zone": "metro"}
    part = {"type": "commune-deleguee", "zone": "metro", "nom": "", "chefLieu": "01001"}
    rows = [
        {"code": "01001", **current, "anciensCodes": ["01005"]},
        {"code": "01002", **current, "anciensCodes": ["01003", "01004"]},
        {"code": "01001", **part},
        {"code": "01003", **part},
        {"code": "97101", **part, "zone": "drom"},
    ]
    source = tmp_path / "communes.json"
    source.write_text(json.dumps(rows))
    with tarfile.open(tmp_path / "paquet.tgz", "w:gz") as package:
        package.add(source, "package/data/communes.json")
    monkeypatch.setattr(divisions, "SHARED_OUT", "01004")
    codes = divisions.build_former_codes(tmp_path / "paquet.tgz")
    assert codes.to_dict() == {"01003": "01001", "01005": "01001"}


def test_town_halls_are_kept_brought_back_or_put_aside() -> None:
    commune = box(0, 0, SIDE, SIDE)
    halls = np.array([Point(100.4, 200), Point(5_050, 2_500), Point(5_101, 2_500), None, Point()])
    placed = contours.place_halls(halls, np.array([commune] * 5))
    assert placed[0] == Point(100, 200)
    assert commune.contains(placed[1])
    assert placed[1].distance(Point(5_050, 2_500)) < 200
    assert placed[2:].tolist() == [None, None, None]


def test_regions_are_unions_of_communes(squares: np.ndarray) -> None:
    communes = gpd.GeoDataFrame(
        {"region": ["Sud", "Sud", "Nord", "Nord"]},
        geometry=contours.as_coverage(squares),
        crs=2154,
    )
    regions = contours.dissolve(communes, "region")
    assert regions.index.tolist() == ["Nord", "Sud"]
    assert regions.index.name == "region"
    assert regions.area["Sud"] == pytest.approx(communes.area[:2].sum())


def test_gaps_on_the_frontier_go_to_the_nearest_neighbour() -> None:
    france = box(0, 0, 10_000, 10_000)
    around = box(-5_000, -5_000, 15_000, 15_000).difference(box(0, 0, 10_000, 10_000))
    gap = Polygon([(10_000, 4_000), (10_500, 5_000), (10_000, 6_000)])
    west, east = box(-5_000, -5_000, 5_000, 15_000), box(5_000, -5_000, 15_000, 15_000)
    neighbours = gpd.GeoSeries(
        {
            "Ouest": around.intersection(west),
            "Est": around.intersection(east).difference(gap),
        },
        crs=2154,
    )
    filled = contours.fill_gaps(neighbours, france)
    assert filled.area["Est"] == pytest.approx(neighbours.area["Est"] + gap.area)
    assert filled.area["Ouest"] == pytest.approx(neighbours.area["Ouest"])


def test_a_name_is_resolved_inside_its_region(communes: gpd.GeoDataFrame) -> None:
    poles = report.resolve_poles(
        published(("Valence", "Rhône-Alpes"), ("Bourg", "Nord - Pas-de-Calais")), communes
    )
    assert poles.index.tolist() == ["26362", "59001"]
    assert poles["code_commune"].tolist() == ["26362", "59001"]
    assert poles["lecture"].unique().tolist() == ["nom exact, unique dans la région"]


def test_names_that_are_not_alone_are_refused_together(communes: gpd.GeoDataFrame) -> None:
    names = published(("Bourg", "Rhône-Alpes"), ("Lens", "Rhône-Alpes"), ("lens", "Alsace"))
    with pytest.raises(TableError) as caught:
        report.resolve_poles(names, communes)
    message = caught.value.args[0]
    assert "3 défauts" in message
    assert "Bourg : 2 commune(s) de ce nom dans la région (2 lignes : 01001, 07001)" in message
    assert "Lens : 0 commune(s) de ce nom dans la région" in message


def test_a_reading_must_be_a_commune_of_the_region(communes: gpd.GeoDataFrame) -> None:
    with pytest.raises(TableError, match=r"Guidel\s: 56121 n'est pas une commune de Bretagne"):
        report.resolve_poles(published(("Guidel", "Bretagne")), communes)


def test_a_structure_of_several_communes_is_placed_in_the_first(
    communes: gpd.GeoDataFrame,
) -> None:
    structures = pd.DataFrame(
        {
            "territoire": "Artois-Douaisis",
            "statut": "en réflexion",
            "nom": ["Lens", "Lens Grande Résidence"],
        }
    )
    resolved = report.resolve_structures(structures, communes)
    assert resolved["code_commune"].tolist() == ["62498", "62498"]
    assert resolved["autres_communes"].tolist() == ["", ""]
    with pytest.raises(TableError, match=r"Baralle/Marquion\s: 62081"):
        report.resolve_structures(structures.assign(nom="Baralle/Marquion"), communes)


def test_a_package_that_is_not_the_expected_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / packages.WORLD_ATLAS.file).write_bytes(b"autre chose")
    with pytest.raises(SourceError, match=r"somme SHA-256 .*, attendue 032e"):
        packages.WORLD_ATLAS.bring(tmp_path)


def test_a_missing_client_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="npm est introuvable"):
        packages.WORLD_ATLAS.bring(tmp_path)


def test_recorded_checksums_follow_the_files(tmp_path: Path) -> None:
    (tmp_path / "rapport").mkdir()
    (tmp_path / "rapport" / "liste.csv").write_bytes(b"")
    write_checksums(tmp_path)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert (tmp_path / "SHA256SUMS").read_text() == f"{empty}  rapport/liste.csv\n"


def test_the_packages_give_the_embedded_files(tmp_path: Path) -> None:
    folder = os.environ.get("POLES_GEO_PAQUETS")
    if not folder:
        pytest.skip("paquets absents : POLES_GEO_PAQUETS ne nomme pas leur dossier")
    data = tmp_path / "data"
    shutil.copytree(edition.DATA / "rapport", data / "rapport")
    (data / "polices").mkdir()
    build(Path(folder), data)
    assert (data / "SHA256SUMS").read_text() == (edition.DATA / "SHA256SUMS").read_text()
