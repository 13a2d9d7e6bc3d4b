"""Corse in an inset where the sea would take the page: when, where, and what it shows."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import discs, frame_box, legend_texts, printed
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

import poles_geo as pg
from poles_geo.cartes import Frame
from poles_geo.cartes.canvas.layout.insets import Inset
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT
from poles_geo.cartes.ground.extents import Extent, extent_of
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.pages.corse_inset import GAIN, continent_of, frame_extent
from poles_geo.cartes.pages.pole_maps import map_poles

PACA = "Provence-Alpes-Côte d'Azur"


def inset_of(carte: Carte) -> Axes | None:
    """Return the inset of Corse, the only axes whose texts hold its name."""
    found = [
        ax
        for ax in carte.figure.axes
        if ax.axison and ax is not carte.axes and "Corse" in [text.get_text() for text in ax.texts]
    ]
    return found[0] if found else None


def departements(*codes: str) -> gpd.GeoSeries:
    areas = embedded_land().departements.droplevel("nom")
    return gpd.GeoSeries([areas[code] for code in codes], crs=2154)


def scale(bounds: tuple[float, ...]) -> float:
    return Page(bounds, STYLE_REPORT).frame.metres_per_mm


@pytest.fixture(scope="module")
def draw(report: gpd.GeoDataFrame) -> Callable[[str], Carte]:
    return lambda other: map_poles(report, [other, "Corse"], title=f"{other} et Corse")


@pytest.mark.parametrize("other", [PACA, "Bretagne"])
def test_the_continent_takes_the_page_and_corse_a_corner(
    draw: Callable[[str], Carte], other: str
) -> None:
    carte = draw(other)
    inset = inset_of(carte)
    assert inset is not None
    alone = embedded_land().regions[other].bounds
    assert Frame.of(carte.axes).metres_per_mm == pytest.approx(scale(alone))
    whole = shapely.total_bounds([embedded_land().regions[other], embedded_land().regions["Corse"]])
    assert scale(tuple(whole)) > GAIN * scale(alone)
    assert Frame.of(inset).polygon.contains(embedded_land().regions["Corse"])
    gaps = frame_box(inset) - frame_box(carte.axes)
    assert (np.abs(gaps).round(6) == 1).sum() == 2


@pytest.mark.parametrize("other", [PACA, "Bretagne"])
def test_the_inset_hides_no_pole_of_the_map(draw: Callable[[str], Carte], other: str) -> None:
    carte = draw(other)
    inset = inset_of(carte)
    assert inset is not None
    box, host = frame_box(inset), frame_box(carte.axes)
    circles = discs(carte.axes)
    apart = np.maximum(box[:2] - circles[["x", "y"]], circles[["x", "y"]] - box[2:]).max(axis=1)
    assert (apart > circles["diametre"] / 2).all()
    corners = Frame.of(carte.axes).to_metres((box - np.tile(host[:2], 2)).reshape(2, 2))
    hidden = shapely.box(*corners.ravel())
    assert hidden.intersection(embedded_land().regions[other]).area < 1e6


def test_the_poles_of_corse_are_drawn_named_and_counted(
    draw: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    carte = draw("Bretagne")
    inset = inset_of(carte)
    assert inset is not None
    assert len(discs(inset)) == 2
    names = [text.get_text() for text in inset.texts]
    assert {"Ajaccio", "Bastia", "Corse", "Haute-Corse"} <= set(names)
    here = report[report["region_2014"].isin(["Bretagne", "Corse"])]
    rows = [text.get_text() for text in legend_texts(carte)]
    for rank, count in here["rang"].value_counts().items():
        assert any(row.startswith(f"{rank} – ") and row.endswith(f"({count})") for row in rows)
    assert "Étendue d’un encart" not in rows
    assert pg.lint(carte) == []


def test_an_area_with_its_own_limits_has_them_in_the_inset(report: gpd.GeoDataFrame) -> None:
    """Bouches-du-Rhône, Var and Corse-du-Sud: Bastia is drawn there, and is not of the area."""
    carte = pg.map_poles(report, departements("13", "83", "2A"), title="Trois départements")
    inset = inset_of(carte)
    assert inset is not None
    colours = discs(inset)["couleur"].tolist()
    assert len(set(colours) - set(STYLE_REPORT.rank_colours.values())) == 1
    outlines = [patch.get_edgecolor()[:3] for patch in inset.patches]
    limit = tuple(int(STYLE_REPORT.zone_colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    assert any(colour == pytest.approx(limit) for colour in outlines)
    assert "Bastia" in printed(carte)
    assert pg.lint(carte) == []


@pytest.mark.parametrize("regions", [["Corse"], [PACA], ["Bretagne", "Picardie"]])
def test_a_map_of_one_side_of_the_sea_has_no_inset(
    report: gpd.GeoDataFrame, regions: list[str]
) -> None:
    carte = map_poles(report, regions, title="Une carte")
    assert inset_of(carte) is None


def test_where_little_would_be_gained_corse_stays_on_the_map(report: gpd.GeoDataFrame) -> None:
    carte = map_poles(report, list(embedded_land().regions.index), title="La France")
    assert inset_of(carte) is None
    assert Frame.of(carte.axes).polygon.contains(embedded_land().regions["Corse"])


def square(x: float, y: float) -> BaseGeometry:
    return shapely.box(x, y, x + 10_000, y + 10_000)


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        (shapely.MultiPolygon([square(890e3, 6.25e6), square(1.2e6, 6.13e6)]), 890e3),
        (shapely.MultiPolygon([square(1.2e6, 6.1e6), square(1.2e6, 6.13e6)]), None),
        (square(890e3, 6.25e6), None),
        (shapely.box(890e3, 6.1e6, 1.21e6, 6.3e6), None),
    ],
    ids=["Marseille et la Corse", "la Corse seule", "le continent seul", "d'un seul tenant"],
)
def test_the_parts_of_an_area_on_each_side(area: BaseGeometry, expected: float | None) -> None:
    bounds = continent_of(Extent("", area))
    assert (bounds and bounds[0]) == expected


@pytest.mark.parametrize(
    ("south", "inset"),
    [(6.1199e6, True), (6.1201e6, False)],
    ids=["600.1 km, 1.2002", "599.9 km, 1.1998"],
)
def test_corse_leaves_the_map_for_a_fifth_of_its_scale(
    report: gpd.GeoDataFrame, south: float, inset: bool
) -> None:
    """A map on its height, of 500 km without Corse; with it, 100 m more or less than 600 km."""
    area = shapely.MultiPolygon([shapely.box(7e5, 6.22e6, 1e6, 6.72e6), square(1.2e6, south)])
    page, insets = frame_extent(Extent("", area), report, STYLE_REPORT)
    assert [inset.title for inset in insets] == (["Corse"] if inset else [])
    # the frame is 194.5 mm high, of which 3 % are left at the top and at the bottom
    high = 500e3 if inset else 6.72e6 - south
    assert page.frame.metres_per_mm == pytest.approx(high / (0.94 * HIGH))


WIDE = shapely.box(5e5, 6.22e6, 1e6, 6.72e6)
NOTCHED = WIDE.difference(shapely.box(5e5, 6.22e6, 6.6e5, 6.47e6))
"""Squares of 500 km; a map of 190 × 194.5 mm shows them at 2 735 m per mm, from (490, 6 204) km."""
HIGH = 194.5


def framed(continent: BaseGeometry, *poles: tuple[float, float]) -> tuple[Page, list[Inset]]:
    """Frame an area with a part of Corse, and small pôles at places of the map, in mm."""
    step = 500e3 / (0.94 * HIGH)
    xy = np.array(poles).reshape(-1, 2) * step + (750e3 - 95 * step, 6.47e6 - HIGH / 2 * step)
    small = {"effectif": [1500] * len(xy), "rang": [3] * len(xy)}
    points = gpd.GeoDataFrame(small, geometry=shapely.points(xy), crs=2154)
    parts = [*shapely.get_parts(continent), square(1.2e6, 6.1e6)]
    return frame_extent(Extent("", shapely.MultiPolygon(parts)), points, STYLE_REPORT)


@pytest.mark.parametrize(
    ("poles", "share"),
    [([], 0.45), ([(20, 20)], 0.45), ([(20, 80)], 0.38), ([(40, 20)], 0.32)],
    ids=["aucun", "dans les trois tailles", "dans la plus haute", "dans les deux plus hautes"],
)
def test_the_inset_takes_the_corner_that_is_not_of_the_area(
    poles: list[tuple[float, float]], share: float
) -> None:
    """Whatever other pôles it hides; then it hides the fewest of them, and is large."""
    _, (inset,) = framed(NOTCHED, *poles)
    assert inset.box == pytest.approx((1, 1, 1 + 0.62 * share * HIGH, 1 + share * HIGH))


def test_the_inset_leaves_9_mm_for_its_scale_bar_under_corse() -> None:
    _, (inset,) = framed(NOTCHED)
    west, south, east, north = inset.footprint
    corse = embedded_land().regions["Corse"].bounds
    assert (west, east, north) == (corse[0], corse[2], corse[3])
    metres_per_mm = (north - south) / (0.45 * HIGH)
    assert corse[1] - south == pytest.approx(9 * metres_per_mm)


def test_no_inset_where_every_corner_hides_a_pole_of_the_area() -> None:
    corners = [(15, 15), (175, 15), (175, 178), (15, 178)]
    page, insets = framed(WIDE, *corners)
    assert insets == []
    assert page.frame.polygon.contains(square(1.2e6, 6.1e6))
    _, (inset,) = framed(WIDE, *corners[:3])
    assert inset.box[0] == pytest.approx(1)
    assert inset.box[3] == pytest.approx(HIGH - 1)


def test_all_of_france_has_a_continent() -> None:
    """The islands of the coast are of the continent, those of Corse are of Corse."""
    bounds = continent_of(extent_of("", tuple(embedded_land().regions.index)))
    assert bounds == tuple(embedded_land().regions.drop("Corse").total_bounds)
