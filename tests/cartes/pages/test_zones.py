"""Maps of any area: what is found by name, code or file, what is refused, what is drawn."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import discs, printed
from effectif_tables import raises
from matplotlib.colors import to_hex
from overseas_poles import with_overseas

import poles_geo as pg
from poles_geo.cartes.canvas.text import HALO
from poles_geo.cartes.ground.extents import extent_named
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.edition import embedded as edition
from poles_geo.errors import ArgumentError, ChoiceError, LayoutError, PolesGeoError, SourceError

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


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp", ".fgb"])
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
        ("Hauts de Frances", ChoiceError, "vouliez-vous dire Hauts-de-France"),
        ("", ChoiceError, "inconnue"),
        (["974", "59"], ChoiceError, "ne tiennent pas sur une carte"),
        (["974", "971"], ChoiceError, "ne tiennent pas sur une carte"),
        ([], ChoiceError, "aucun donné"),
        ([LENS, 2.5], ArgumentError, "trouvé list de str et float"),
        (4, ChoiceError, "a perdu son zéro de tête"),
        ([LENS, "624980"], ChoiceError, "zone « 624980 » inconnue"),
        (shapely.box(0, 0, 10, 10), LayoutError, "ne touche pas la France métropolitaine"),
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
    assert not any("(0)" in text for text in written)
    assert "Pôles d’un autre département, mêmes rangs" in written
    assert "Gard" in written


def test_the_frame_holds_the_area(report: gpd.GeoDataFrame) -> None:
    for zone in ("Gard", [LENS, HENIN], "Hauts-de-France"):
        carte = pg.map_poles(report, zone)
        (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
        assert shapely.box(west, south, east, north).contains(extent_named(zone).area)


def test_several_regions_of_2014_make_one_area() -> None:
    assert extent_named(["picardie", "haute normandie"]).regions == ("Picardie", "Haute-Normandie")
    mixed = extent_named(["Picardie", LENS])
    assert (mixed.regions, mixed.kind) == ((), "")
    assert mixed.name == "Picardie et CA de Lens - Liévin"


def test_a_map_of_several_regions_has_their_poles_and_one_scale(report: gpd.GeoDataFrame) -> None:
    regions = ["Picardie", "Haute-Normandie"]
    carte = pg.map_poles(report, regions, title="La Picardie et la Haute-Normandie")
    (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
    inside = report[report["region_2014"].isin(regions)]
    assert shapely.box(west, south, east, north).contains(shapely.union_all(inside.geometry))


TODAY = {"source": "RPPS", "date": "décembre 2024"}


@pytest.fixture(scope="module")
def today(report: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the published pôles as if they were of 2024."""
    poles = report.copy()
    poles.attrs = {**TODAY, "regles": report.attrs.get("regles", {})}
    return poles


def test_limits_and_names_are_those_of_the_date_of_the_data(
    report: gpd.GeoDataFrame, today: gpd.GeoDataFrame
) -> None:
    former, current = (
        printed(pg.map_region(report, "Bretagne")),
        printed(pg.map_region(today, "Bretagne")),
    )
    assert {"Région (2014), frontière", "Basse-Normandie"} <= set(former)
    assert {"Région, frontière", "Normandie"} <= set(current)
    chosen = printed(pg.map_region(report, "Bretagne", regions_year=2016))
    assert "Normandie" in chosen
    with raises(ChoiceError, "regions_year"):
        pg.map_region(report, "Bretagne", regions_year=2015)


@pytest.mark.parametrize("region", ["32", "Hauts-de-France", 32])
def test_a_region_of_today_is_a_region(region: str | int, today: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(today, region)
    assert carte.title == "Les pôles d’offre de soins dans les Hauts-de-France"
    written = printed(carte)
    assert {"Hauts-de-France", "Pas-de-Calais", "Grand Est"} <= set(written)
    assert not any("Picardie" in text for text in written)
    assert pg.lint(carte) == []


def test_a_region_of_2014_lies_in_those_of_today(today: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(today, "Picardie")
    assert carte.title == "Les pôles d’offre de soins en Picardie"
    assert "Hauts-de-France" in printed(carte)
    assert pg.lint(carte) == []


@pytest.mark.parametrize("zone", ["62", "CA Lens-Liévin", LENS, int(LENS), "Lens"])
def test_no_larger_unit_is_named_inside_a_smaller_zone(
    zone: str | int, report: gpd.GeoDataFrame
) -> None:
    carte = pg.map_poles(report, zone)
    area = extent_named(zone).area
    for text in carte.axes.texts:
        if text.get_style() == "italic" and text.get_text() in ("Nord – Pas-de-Calais", "Nord"):
            assert not area.contains(shapely.Point(text.get_position()))
    assert pg.lint(carte) == []


def test_the_frame_of_the_zone_is_the_strongest_line(today: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(today, "Bretagne")
    widths = {
        patch.get_edgecolor(): patch.get_linewidth()
        for patch in carte.axes.patches
        if patch.get_facecolor()[3] == 0 and patch.get_gid() != HALO
    }
    strongest = max(widths, key=lambda colour: widths[colour])
    assert to_hex(strongest) == carte.style.zone_colour


def test_names_of_a_zoning_of_ones_own() -> None:
    """A unit of the bassins given is known by its name and its code."""
    shapes = edition.load_departements().loc[["59", "62"]]
    units = gpd.GeoDataFrame(
        {"nom": ["CPTS du Nord", "CPTS du Sud"]}, geometry=shapes.geometry.to_numpy(), crs=2154
    ).set_axis(["N1", "S2"])
    for zone in ("cpts du sud", "S2"):
        found = extent_named(zone, units=units)
        assert found.area.equals(units.geometry["S2"])
        assert found.name == "CPTS du Sud"


@pytest.mark.parametrize(
    ("region", "projection", "sea"),
    [
        ("La Réunion", "RGR92 / UTM 40S", "Océan Indien"),
        ("Guyane", "RGFG95 / UTM 22N", "Océan Atlantique"),
        ("Martinique", "RGAF09 / UTM 20N", "Mer des Caraïbes"),
        ("Guadeloupe", "RGAF09 / UTM 20N", "Océan Atlantique"),
        ("Mayotte", "RGM04 / UTM 38S", "Océan Indien"),
    ],
)
def test_regions_overseas_are_drawn_in_their_legal_projection(
    region: str, projection: str, sea: str, report: gpd.GeoDataFrame
) -> None:
    poles = with_overseas(report)
    carte = pg.map_region(poles, region)
    written = " ".join(printed(carte))
    assert projection in written
    assert sea in written
    assert "nan" not in written
    assert carte.title.startswith("Les pôles d’offre de soins")
    assert pg.lint(carte) == []
    code = next(code for code, name in pg.OVERSEAS.items() if name == region)
    assert pg.map_poles(poles, code).title == carte.title


def test_bassins_overseas_are_those_of_the_same_zoning(report: gpd.GeoDataFrame) -> None:
    bassins = pg.read_bassins("BV2022")
    carte = pg.map_region(with_overseas(report), "La Réunion", bassins=bassins)
    assert "Bassin de vie (2022)" in printed(carte)
    assert pg.lint(carte) == []


def test_finer_communes_give_the_limit_of_a_small_zone(report: gpd.GeoDataFrame) -> None:
    """Contours twice as fine, made here, are followed; the embedded ones are not."""
    communes = edition.load_communes()
    finer = communes.assign(geometry=communes.geometry.segmentize(200))
    carte = pg.map_poles(report, LENS, communes=finer)
    assert pg.lint(carte) == []
    land = embedded_land().with_communes(finer)
    own, embedded = extent_named(LENS, land=land).area, extent_named(LENS).area
    assert shapely.get_num_coordinates(own) > shapely.get_num_coordinates(embedded)


def test_the_wording_is_that_of_the_arguments(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_poles(
        report, "Gard", title="Mon titre", subtitle="Mon sous-titre", source="Ma source",
        date="mai 2023", author="ARS Occitanie",
    )  # fmt: skip
    written = " ".join(printed(carte))
    for text in ("Mon titre", "Mon sous-titre", "Ma source (mai 2023)", "ARS Occitanie, avec"):
        assert text in written
    assert "mars 2014" not in written


def test_a_long_title_takes_two_lines(report: gpd.GeoDataFrame) -> None:
    title = "Les pôles d'offre de soins du Gard et des départements voisins, selon le registre " * 2
    carte = pg.map_poles(report, "Gard", title=title.strip())
    lines = [text for text in printed(carte) if "selon le registre" in text]
    assert len(lines) == 2
    assert pg.lint(carte) == []


def test_without_a_zone_the_map_is_that_of_france(report: gpd.GeoDataFrame) -> None:
    assert pg.map_poles(report).title == pg.map_national(report).title
    with pytest.raises(ChoiceError, match="donnez une zone"):
        pg.map_poles(report, tiles="ign")
