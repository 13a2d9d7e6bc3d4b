"""Maps of any area: what is found by name, code or file, what is refused, what is drawn."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import discs, printed

import poles_geo as pg
from poles_geo.cartes.ground.extents import extent_named
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, LayoutError, PolesGeoError, SourceError

LENS, HENIN = "246200364", "246200299"


@pytest.mark.parametrize(
    ("typed", "name", "km2"),
    [
        ("Hauts-de-France", "Hauts-de-France", 31_806),
        ("normandie", "Normandie", 29_906),
        ("Bretagne", "Bretagne", 27_208),
        ("30", "Gard", 5_853),
        ("gard", "Gard", 5_853),
        ("2a", "Corse-du-Sud", 4_014),
        ("cotes d armor", "Côtes-d'Armor", 6_878),
    ],
)
def test_regions_and_departements_by_name_or_code(typed: str, name: str, km2: float) -> None:
    # Areas: Insee, in km², to 2 %, since coasts and lakes are counted in several ways.
    extent = extent_named(typed)
    assert extent.name == name
    assert extent.area.area / 1e6 == pytest.approx(km2, rel=0.02)


def test_a_region_of_today_is_made_of_regions_of_2014() -> None:
    assert extent_named("Normandie").regions == ("Basse-Normandie", "Haute-Normandie")
    assert extent_named("Gard").regions == ()


def test_epci_are_the_union_of_their_communes() -> None:
    communes = edition.load_communes()
    members = communes[communes["epci"].isin([LENS, HENIN])]
    area = extent_named([LENS, HENIN]).area
    assert area.area == pytest.approx(members.area.sum())
    assert not shapely.get_num_interior_rings(area)


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp"])
def test_a_perimeter_is_read_in_its_own_projection(suffix: str, tmp_path: Path) -> None:
    square = gpd.GeoSeries([shapely.box(700_000, 7_000_000, 720_000, 7_010_000)], crs=2154)
    path = tmp_path / f"mon perimetre{suffix}"
    gpd.GeoDataFrame({"nom": ["essai"]}, geometry=square.to_crs(4326)).to_file(path)
    extent = extent_named(str(path))
    assert extent.name == "mon perimetre"
    np.testing.assert_allclose(extent.area.bounds, square.total_bounds, atol=1)
    assert extent_named(path).area.equals(extent.area)


def test_polygons_may_be_given_themselves() -> None:
    departements = edition.load_departements().loc[["59", "62"]]
    area = extent_named(departements.to_crs(4326)).area
    assert area.area == pytest.approx(departements.area.sum(), rel=1e-6)


def square(x: float, crs: Any) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.box(x, x, x + 10, x + 10)], crs=crs)


@pytest.mark.parametrize(
    ("zone", "error", "words"),
    [
        ("Hauts de Frances", ChoiceError, "départements : Ain (01)"),
        ("", ChoiceError, "inconnue"),
        ("974", ChoiceError, "zone '974' inconnue"),
        ([], ChoiceError, "aucun code donné"),
        ([LENS, "62498"], ChoiceError, "inconnus : 62498"),
        (square(2, None), LayoutError, "ne dit pas sa projection"),
        (square(100, 2154), LayoutError, "ne touche pas la France métropolitaine"),
        (gpd.GeoSeries([shapely.Point(0, 0)], crs=2154), LayoutError, "(trouvé : Point)"),
        (gpd.GeoSeries([], crs=2154), LayoutError, "(trouvé : rien)"),
        ("absent.geojson", SourceError, "fichier absent : absent.geojson"),
    ],
)
def test_what_is_no_area_is_refused(
    zone: Any, error: type[PolesGeoError], words: str, report: gpd.GeoDataFrame
) -> None:
    with pytest.raises(error) as caught:
        pg.map_poles(report, zone)
    plain = str(caught.value).replace("\u00a0", " ").replace("\u202f", " ")
    assert words in plain


@pytest.mark.parametrize("content", [b"", b"{}", b"<html></html>", b"\x00\x01"])
def test_a_file_that_is_no_perimeter_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "zone.geojson"
    path.write_bytes(content)
    with pytest.raises(LayoutError, match=r"zone\.geojson"):
        extent_named(path)


def test_poles_around_the_area_are_fainter(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_poles(report, "Gard")
    assert carte.title == "Les pôles d’offre de soins – Gard"
    strong = set(discs(carte.axes).query("diametre > 0")["couleur"])
    assert {"#c22f4a", "#f08a4b"} <= strong
    written = printed(carte)
    assert "2 – Grand pôle (1)" in written
    assert "3 – Pôle intermédiaire (1)" in written
    assert "1 – Pôle des grandes métropoles (0)" in written
    assert "Pôles hors du périmètre, mêmes rangs" in written
    assert "Gard" in written


def test_the_frame_holds_the_area(report: gpd.GeoDataFrame) -> None:
    for zone in ("Gard", [LENS, HENIN], "Hauts-de-France"):
        carte = pg.map_poles(report, zone)
        (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
        assert shapely.box(west, south, east, north).contains(extent_named(zone).area)


def test_several_regions_of_2014_make_one_area() -> None:
    assert extent_named(["picardie", "haute normandie"]).regions == ("Picardie", "Haute-Normandie")
    with pytest.raises(ChoiceError, match=r"SIREN.*Picardie"):
        extent_named(["Picardie", LENS])
    with pytest.raises(ChoiceError, match="aucun code donné"):
        extent_named([])


def test_a_map_of_several_regions_has_their_poles_and_one_scale(report: gpd.GeoDataFrame) -> None:
    regions = ["Picardie", "Haute-Normandie"]
    carte = pg.map_poles(report, regions, title="La Picardie et la Haute-Normandie")
    (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
    inside = report[report["region_2014"].isin(regions)]
    assert shapely.box(west, south, east, north).contains(shapely.union_all(inside.geometry))


def test_without_a_zone_the_map_is_that_of_france(report: gpd.GeoDataFrame) -> None:
    assert pg.map_poles(report).title == pg.map_national(report).title
    with pytest.raises(ChoiceError, match="donnez une zone"):
        pg.map_poles(report, tiles="ign")
