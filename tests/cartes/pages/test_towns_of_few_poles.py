"""An area of few pôles shows its other towns, in grey; a small perimeter, its communes."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from drawn_pages import printed
from matplotlib.colors import to_hex

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.communes.read_communes import read_communes

POLES = pg.load_report()
STYLES = [cartes.STYLE_REPORT, cartes.STYLE_BLACK_AND_WHITE, cartes.STYLE_HALF_PAGE]
LENS = "246200364"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("zone", ["Lozère", "Creuse", "Gard"])
def test_its_largest_towns_are_named(zone: str, style: cartes.Style) -> None:
    carte = pg.map_poles(POLES, zone=zone, style=style)
    assert "Autre ville" in printed(carte)
    towns = {"Lozère": "Mende", "Creuse": "Aubusson", "Gard": "Uzès"}
    written = {text.get_text(): text for text in carte.axes.texts}
    assert towns[zone] in written
    assert written[towns[zone]].get_color() == style.grey
    assert not pg.lint(carte)


def test_none_is_near_a_pole() -> None:
    carte = pg.map_poles(POLES, zone="Haute-Vienne")
    frame = Frame.of(carte.axes)
    dots = [item for item in carte.axes.collections if item.get_zorder() == 5]
    spots = frame.to_mm(np.vstack([dot.get_offsets() for dot in dots]))
    points = POLES[POLES.index.str.startswith("87")]
    circles = diameters(points["effectif"], carte.style) / 2
    for (x, y), radius in zip(frame.to_mm(points.get_coordinates()), circles, strict=True):
        away = np.hypot(*(spots - (x, y)).T)
        assert (away[away > radius] > radius + 15).all()


@pytest.mark.parametrize(
    "options",
    [{"zone": "Corse"}, {"zone": "Nord"}, {"zone": "Lozère", "bassins": True}, {"zone": None}],
)
def test_where_there_are_many_or_bassins_none_is(options: dict) -> None:
    if options.pop("bassins", False):
        options["bassins"] = pg.read_bassins("BV2012")
    assert "Autre ville" not in printed(pg.map_poles(POLES, **options))


def test_a_small_perimeter_shows_its_communes(tmp_path: Path) -> None:
    communes = read_communes()
    members = communes[communes["epci"] == LENS]
    outline = gpd.GeoDataFrame(geometry=[members.union_all()], crs=communes.crs)
    outline.to_crs(4326).to_file(tmp_path / "lens.geojson")
    carte = pg.map_poles(POLES, zone=tmp_path / "lens.geojson")
    named = pg.map_poles(POLES, zone=LENS)
    assert "Commune (2024)" in printed(carte)
    texts = [{text.get_text() for text in one.axes.texts} for one in (carte, named)]
    assert "Liévin" in texts[0]
    assert texts[0] == texts[1]


def test_towns_of_a_rural_area_are_small_ones() -> None:
    communes = read_communes()
    areas = communes[communes["departement"] == "48"]
    ratio = areas["population"] / 100_000
    carte = pg.map_ratio(areas, ratio, title="Essai", unit="part", names="places", zone="Lozère")
    written = {text.get_text() for text in carte.axes.texts}
    assert {"Mende", "Marvejols", "Langogne"} <= written


def test_a_pole_that_the_page_alone_reaches_has_room_in_the_legend() -> None:
    report = pg.load_report()
    toulouse = report[report["nom"] == "Toulouse"]
    assert pg.lint(pg.map_poles(toulouse, "Gers")) == []


def test_they_are_landmarks_all_over_the_area() -> None:
    """The eight largest of the Gard are beside one another, in its south-east."""
    carte = pg.map_poles(POLES, zone="Gard")
    frame = Frame.of(carte.axes)
    grey = to_hex(carte.style.grey)
    dots = [
        frame.to_mm(item.get_offsets())
        for item in carte.axes.collections
        if item.get_zorder() == 5 and to_hex(item.get_facecolor()[-1]) == grey
    ]
    spots = np.unique(np.vstack(dots), axis=0)  # each is on its rim
    assert len(spots) == 8
    apart = np.hypot(*(spots[:, None] - spots[None]).transpose(2, 0, 1))
    assert apart[~np.eye(8, dtype=bool)].min() >= 0.13 * frame.width
    assert "Le Vigan" in {text.get_text() for text in carte.axes.texts}
