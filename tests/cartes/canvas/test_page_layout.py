"""Where a map and its legend lie: nothing of the subject under the legend, and little blank."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from blank_share import blank_share
from effectif_tables import raises
from hypothesis import given
from hypothesis import strategies as st
from shapely.affinity import translate

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.page import LEGENDS
from poles_geo.cartes.canvas.page_layout import BOTTOM, MARGIN, TOP, Layout, beside, over
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.errors import ChoiceError

A4 = (297.0, 210.0)
STYLE = cartes.STYLE_REPORT
POLES = pg.load_report()


def ground_of(layout: Layout) -> shapely.Polygon:
    """Give what the legend covers of the ground."""
    left, low, right, high = layout.panel
    x, y = layout.carte[:2]
    corners = layout.frame.to_metres([(left - x, low - y), (right - x, high - y)])
    return shapely.box(*corners.ravel())


@given(
    st.lists(st.tuples(st.floats(0, 4e5), st.floats(0, 4e5)), min_size=3, max_size=8),
    st.lists(st.tuples(st.floats(30, 180), st.floats(20, 120)), min_size=1, max_size=4),
)
def test_the_legend_hides_nothing_of_the_subject(
    corners: list[tuple[float, float]], legends: list[tuple[float, float]]
) -> None:
    subject = shapely.MultiPoint(corners).convex_hull.buffer(20_000)
    layout = over([A4, A4[::-1]], subject, legends, 0.04)
    if layout is None:
        return
    assert not subject.intersects(ground_of(layout))
    assert layout.frame.polygon.buffer(1).contains(subject)
    left, low, right, high = layout.panel
    x0, y0, x1, y1 = layout.carte
    assert x0 <= left < right <= x1
    assert y0 <= low < high <= y1
    assert (x0, y0) == (MARGIN, BOTTOM)
    assert (x1, y1) == (layout.width - MARGIN, layout.height - TOP)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_the_place_of_the_subject_changes_nothing(x: float, y: float) -> None:
    subject = shapely.Polygon([(0, 0), (3e5, 0), (0, 2e5)])
    here = over([A4], subject, [(64, 90)], 0.04)
    there = over([A4], translate(subject, x, y), [(64, 90)], 0.04)
    assert here is not None
    assert there is not None
    assert there.panel == here.panel
    assert there.frame.metres_per_mm == pytest.approx(here.frame.metres_per_mm)


def test_a_triangle_leaves_its_corner_to_the_legend() -> None:
    """277 × 162 mm of map, of which 8 % is margin: the triangle of 300 km is limited in height.

    Its legend takes the upper right corner, which the triangle leaves free at full size.
    """
    subject = shapely.Polygon([(0, 0), (3e5, 0), (0, 2e5)])
    layout = over([A4], subject, [(64, 90)], 0.04)
    assert layout is not None
    assert layout.frame.metres_per_mm == pytest.approx(2e5 / (162 * 0.92))
    assert layout.panel[2:] == pytest.approx((297 - 10 - 1.5 - 2.5, 210 - 27 - 1.5 - 2.5))


def test_no_legend_fits_over_what_fills_the_page() -> None:
    assert over([A4], shapely.box(0, 0, 277e3, 162e3), [(200, 150)], 0.04) is None


def test_a_narrow_map_is_no_wider_than_its_bounds() -> None:
    layout = beside(*A4, (0, 0, 1e5, 1e5), 0.0, narrow=True)
    assert layout.carte[2] - layout.carte[0] == pytest.approx(210 - TOP - BOTTOM)
    assert layout.panel == beside(*A4, (0, 0, 1e5, 1e5), 0.0).panel


@pytest.mark.parametrize(
    ("region", "most"),
    [
        ("Alsace", 0.08), ("Auvergne", 0.13), ("Nord - Pas-de-Calais", 0.15), ("Corse", 0.08),
        ("Picardie", 0.15), ("Île-de-France", 0.14), ("Bretagne", 0.20), ("Rhône-Alpes", 0.155),
    ],
)  # fmt: skip
def test_little_of_a_page_is_blank(region: str, most: float) -> None:
    """26 to 33 % were, with the legend beside or below in every case."""
    subject = embedded_land().regions[region]
    carte = pg.map_region(POLES, region)
    assert blank_share(carte, subject) < most
    below = pg.map_region(POLES, region, style=replace(STYLE, legend="band"))
    assert blank_share(below, subject) > blank_share(carte, subject)


@pytest.mark.parametrize("legend", LEGENDS)
@pytest.mark.parametrize("page", ["a4", "a3", "half-page", "slide", "260x260", "300x420"])
def test_every_format_takes_every_place_of_the_legend(page: str, legend: str) -> None:
    carte = pg.map_region(POLES, "Auvergne", style=replace(STYLE, page=page, legend=legend))
    assert pg.lint(carte) == []
    wide, high = carte.figure.get_size_inches() * 25.4
    if "x" in page:
        assert [round(wide), round(high)] == [int(side) for side in page.split("x")]


def test_an_a3_sheet_is_twice_an_a4() -> None:
    small, large = (
        np.prod(
            pg.map_region(POLES, "Corse", style=replace(STYLE, page=page)).figure.get_size_inches()
        )
        for page in ("a4", "a3")
    )
    assert large / small == pytest.approx(2, rel=1e-2)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("page", "a5", "a4"),
        ("page", "50x50", "des côtés de 120 à 1200 mm"),
        ("page", "300 x", "a4"),
        ("page", "9999x300", "des côtés de 120 à 1200 mm"),
        ("legend", "gauche", "panel"),
    ],
)
def test_what_is_no_format_is_told(name: str, value: str, told: str) -> None:
    with raises(ChoiceError, f"style.{name}.*{told}"):
        pg.map_region(POLES, "Corse", style=replace(STYLE, **{name: value}))
