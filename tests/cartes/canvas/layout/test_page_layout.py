"""Where a map and its legend lie: nothing of the subject under the legend, and little blank."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import shapely
from blank_share import blank_share, paper_beside
from drawn_pages import insets, panels
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.affinity import translate

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.frame import Frame, box_of
from poles_geo.cartes.canvas.layout.ground_room import FAR, Cells
from poles_geo.cartes.canvas.layout.legend_over import Ground, over
from poles_geo.cartes.canvas.layout.page import LEGENDS
from poles_geo.cartes.canvas.layout.page_layout import (
    BOTTOM,
    TOP,
    Arrangement,
    Layout,
    Sheet,
    beside,
)  # fmt: skip
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE, STYLE_SLIDE
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.errors import ChoiceError

A4 = Sheet(297.0, 210.0)
UPRIGHT = Sheet(210.0, 297.0)
STYLE = cartes.STYLE_REPORT
POLES = pg.load_report()


def ground_of(layout: Layout) -> shapely.MultiPolygon:
    """Give what the legend covers of the ground, part by part."""
    x, y = layout.carte[:2]
    parts = np.array(layout.panels) - (x, y, x, y)
    corners = layout.frame.to_metres(parts.reshape(-1, 2)).reshape(-1, 4)
    return shapely.MultiPolygon([shapely.box(*box) for box in corners])


def laid_over(
    sheets: list[Sheet], subject: shapely.Geometry, legends: list[Arrangement]
) -> Layout | None:
    found = over(sheets, Ground(subject), legends, 0.04)
    return None if found is None else found[1]


SIZES = st.tuples(st.floats(30, 180), st.floats(20, 120))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0, 4e5), st.floats(0, 4e5)), min_size=3, max_size=8),
    st.lists(st.tuples(SIZES) | st.tuples(SIZES, SIZES), min_size=1, max_size=4),
)
def test_the_legend_hides_nothing_of_the_subject(
    corners: list[tuple[float, float]], legends: list[Arrangement]
) -> None:
    subject = shapely.MultiPoint(corners).convex_hull.buffer(20_000)
    layout = laid_over([A4, UPRIGHT], subject, legends)
    if layout is None:
        return
    ground = ground_of(layout)
    assert not subject.intersects(ground)
    assert ground.is_valid  # no part lies on the other
    assert layout.frame.polygon.buffer(1).contains(subject)
    x0, y0, x1, y1 = layout.carte
    for left, low, right, high in layout.panels:
        assert x0 <= left < right <= x1
        assert y0 <= low < high <= y1
    assert (x0, y0, x1, y1) == layout.sheet.middle


@settings(deadline=None, max_examples=25)
@given(st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_the_place_of_the_subject_changes_nothing(x: int, y: int) -> None:
    subject = shapely.Polygon([(0, 0), (3e5, 0), (0, 2e5)])
    legends: list[Arrangement] = [((64, 90),), ((64, 50), (40, 30))]
    here = laid_over([A4], subject, legends)
    there = laid_over([A4], translate(subject, 1024.0 * x, 1024.0 * y), legends)
    assert here is not None
    assert there is not None
    assert there.panels == here.panels
    assert there.frame.metres_per_mm == pytest.approx(here.frame.metres_per_mm)


def test_a_triangle_leaves_its_corner_to_the_legend() -> None:
    """277 × 164.5 mm of map, of which 8 % is margin: the triangle of 300 km is limited in height.

    Its legend takes the upper right corner, which the triangle leaves free at full size, but
    for the cells that its edge touches; a little smaller, it leaves another to the scale bar.
    """
    subject = shapely.Polygon([(0, 0), (3e5, 0), (0, 2e5)])
    layout = laid_over([A4], subject, [((64, 90),)])
    assert layout is not None
    assert layout.frame.metres_per_mm == pytest.approx(2e5 / (164.5 * 0.92), rel=0.06)
    assert layout.panels[0][2:] == pytest.approx((297 - 10 - 1.5 - 2.5, 210 - TOP - 1.5 - 2.5))


def test_a_legend_too_high_for_one_corner_takes_two() -> None:
    """A diamond leaves its four corners: 90 mm high, the legend takes room from it; apart, none."""
    subject = shapely.Point(0, 0).buffer(1e5, quad_segs=1)
    square = Sheet(250.0, 250.0)
    whole = laid_over([square], subject, [((70, 90),)])
    apart = laid_over([square], subject, [((70, 90),), ((70, 45), (70, 45))])
    assert whole is not None
    assert apart is not None
    assert len(apart.panels) == 2
    assert apart.frame.metres_per_mm < 0.95 * whole.frame.metres_per_mm
    assert not subject.intersects(ground_of(apart))


def test_the_legend_lies_on_what_is_farthest() -> None:
    """Land of 400 km by 100 at the foot of a square: the legend is not between it and the edge."""
    subject = shapely.box(0, 0, 4e5, 1e5)
    layout = laid_over([Sheet(200.0, 250.0)], subject, [((64, 90),)])
    assert layout is not None
    ground = ground_of(layout)
    far = ground.difference(subject.buffer(60_000))
    assert far.area > 0.4 * ground.area


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.floats(0, 4e5), st.floats(0, 4e5)), min_size=3, max_size=8))
def test_the_cells_near_a_subject_are_those_within_sixty_kilometres(
    corners: list[tuple[float, float]],
) -> None:
    """But for a cell or two of each grid, whose middles are what is measured."""
    subject = shapely.MultiPoint(corners).convex_hull.buffer(5_000)
    held = Cells.of(subject)
    near = held.around(FAR)
    columns, rows = np.indices(near.size)
    x, y = (
        start + near.side * (at + 0.5)
        for start, at in zip(near.corner, (columns, rows), strict=True)
    )
    distance = shapely.distance(shapely.points(x, y), subject)
    room = 2 * (near.side + held.side)
    assert near.taken[distance < FAR - room].all()
    assert not near.taken[distance > FAR + room].any()
    assert held.taken.sum() * held.side**2 >= subject.area


def test_a_legend_longer_than_the_map_lies_nowhere() -> None:
    """One of 300 mm was set at its foot, and left the page at its top."""
    subject = shapely.box(0, 0, 1e5, 1e5)
    assert laid_over([A4], subject, [((40, 300),)]) is None
    assert laid_over([A4], subject, [((400, 20),)]) is None


def test_the_legend_leaves_the_scale_bar_a_corner_off_what_is_shown() -> None:
    """Land under the two lower corners: the legend takes one of them, not the two others."""
    subject = shapely.box(0, 0, 2e5, 1.6e5)
    shown = shapely.box(-9e5, -9e5, 9e5, 2e4)
    legends: list[Arrangement] = [((40, 40), (40, 40))]
    found = over([A4], Ground(subject, shown), legends, 0.04)
    assert found is not None
    assert sum(low < A4.height / 2 for _, low, _, _ in found[1].panels) >= 1


def test_no_legend_fits_over_what_fills_the_page() -> None:
    assert laid_over([A4], shapely.box(0, 0, 277e3, 162e3), [((200, 150),)]) is None


def test_a_narrow_map_is_no_wider_than_its_bounds() -> None:
    layout = beside(A4, (0, 0, 1e5, 1e5), 0.0, narrow=True)
    assert layout.carte[2] - layout.carte[0] == pytest.approx(210 - TOP - BOTTOM)
    assert layout.panels == beside(A4, (0, 0, 1e5, 1e5), 0.0).panels


@pytest.mark.parametrize("draw", [pg.map_attraction, pg.map_exposure])
def test_little_of_a_page_of_attraction_is_blank(draw: Callable[..., pg.Carte]) -> None:
    """4 to 6 %; the top third of the page was Belgium."""
    region = "Nord - Pas-de-Calais"
    carte = draw(POLES, zone=region)
    assert blank_share(carte, embedded_land().regions[region]) < 0.08


@pytest.mark.parametrize("region", ["Centre", "Nord - Pas-de-Calais"])
def test_little_of_a_schema_is_blank(region: str) -> None:
    """21 and 16 % were; its plain ground needs no veil under the legend."""
    carte = pg.map_schema(POLES, region)
    assert blank_share(carte, embedded_land().regions[region]) < 0.07


def test_little_of_a_page_of_structures_is_blank() -> None:
    region = "Nord - Pas-de-Calais"
    assert blank_share(pg.map_structures(zone=region), embedded_land().regions[region]) < 0.08


@pytest.mark.parametrize("page", ["half-page", "slide"])
@pytest.mark.parametrize("region", ["Bretagne", "Picardie", "Midi-Pyrénées"])
def test_no_column_of_paper_is_left_under_the_legend_of_a_small_page(
    region: str, page: str
) -> None:
    """11 to 12 % of a half page, 7 to 8 % of a slide were."""
    style = STYLE_HALF_PAGE if page == "half-page" else STYLE_SLIDE
    assert paper_beside(pg.map_region(POLES, region, style=style)) < 0.01


def test_france_has_its_insets_and_legend_in_corners_of_the_sea_and_neighbours() -> None:
    """31 % of the page is ground beyond 60 km of a country as wide as high."""
    carte = pg.map_national(POLES)
    assert len(insets(carte)) == 2
    assert paper_beside(carte) < 0.01
    assert blank_share(carte, embedded_land().ground) < 0.32
    frame = Frame.of(carte.axes)
    left, low = box_of(carte.axes)[:2]
    for ax in (*insets(carte), *panels(carte)):
        box = np.array(box_of(ax)).reshape(2, 2) - (left, low)
        ground = shapely.box(*frame.to_metres(box).ravel())
        assert not embedded_land().outline.intersects(ground)


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
