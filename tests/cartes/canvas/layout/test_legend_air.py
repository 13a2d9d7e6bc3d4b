"""A legend over the map has the same air on its four sides, and hides no main neighbour."""

from collections.abc import Callable

import numpy as np
import pytest
import shapely
from drawn_pages import discs, ink, panels
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import poles_geo as pg
from poles_geo.cartes.canvas.frame import INCH, Frame, box_of, figure_of
from poles_geo.cartes.canvas.layout.ground_room import NO_NEIGHBOUR, Neighbours
from poles_geo.cartes.canvas.layout.legend_over import Ground, over
from poles_geo.cartes.canvas.layout.page_layout import (
    Sheet,
)
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.layers.poles import check_poles

POLES = pg.load_report()
LEAST, MOST = 1.8, 4.2
"""Air around a legend, in mm."""


def density() -> Carte:
    bassins = pg.read_bassins("BV2012")
    values = bassins["population"] / bassins.geometry.area * 1e6
    return pg.map_ratio(
        bassins, values, title="Densité", unit="Habitants au km²", zone="Bretagne",
        source="Insee", date="2012",
    )  # fmt: skip


PAGES: dict[str, Callable[[], Carte]] = {
    "national": lambda: pg.map_national(POLES),
    "region": lambda: pg.map_region(POLES, "Nord - Pas-de-Calais"),
    "half page": lambda: pg.map_region(POLES, "Bretagne", style=STYLE_HALF_PAGE),
    "exposure": lambda: pg.map_exposure(POLES, zone="Bretagne"),
    "ratio": density,
}


def held(carte: Carte, panel: Axes) -> np.ndarray:
    """Box, in mm on the page, of what is printed on a panel, its veil left out."""
    scale = INCH / figure_of(panel).dpi
    shapes = [item for item in (*panel.patches, *panel.lines) if item.get_zorder() >= 0]
    boxes = [item.get_window_extent().extents * scale for item in shapes]
    boxes += list(ink(carte, list(panel.texts)))
    if panel.collections:
        circles = discs(panel)
        x, y, half = circles["x"], circles["y"], circles["diametre"] / 2
        boxes += list(np.column_stack([x - half, y - half, x + half, y + half]))
    return np.concatenate([np.min(boxes, axis=0)[:2], np.max(boxes, axis=0)[2:]])


@pytest.mark.parametrize("name", PAGES)
def test_the_air_around_a_legend_is_the_same_on_its_four_sides(name: str) -> None:
    """7.5 mm over its first heading, 2.5 under its last row."""
    carte = PAGES[name]()
    for panel in panels(carte):
        (veil,) = [
            item for item in panel.patches if isinstance(item, Rectangle) and item.get_zorder() < 0
        ]
        left, low, right, high = veil.get_window_extent().extents * INCH / figure_of(panel).dpi
        x0, y0, x1, y1 = held(carte, panel)
        for air in (x0 - left, y0 - low, right - x1, high - y1):
            assert LEAST < air < MOST


@pytest.mark.parametrize("region", pg.REGIONS_2014)
def test_no_legend_hides_a_neighbour_of_the_first_rank(region: str) -> None:
    """Nantes was under that of Bretagne. Paris, of 193 000, is larger than what Centre leaves."""
    subject = embedded_land().regions[region]
    carte = pg.map_region(POLES, region)
    points = check_poles(POLES)
    first = (points["region_2014"] != region) & (points["rang"] == 1)
    near = points[first & (points.distance(subject) < 60_000)]
    places = Frame.of(carte.axes).to_mm(near.get_coordinates()) + box_of(carte.axes)[:2]
    for (x, y), nom in zip(places, near["nom"], strict=True):
        for panel in panels(carte):
            left, low, right, high = box_of(panel)
            air = told(panel, "around")
            covered = left - air < x < right + air and low - air < y < high + air
            assert not covered or (region, nom) == ("Centre", "Paris")


def test_a_legend_leaves_the_corner_of_a_neighbour() -> None:
    """Four corners alike: it takes another than that where a neighbour is."""
    subject = shapely.Point(0, 0).buffer(1e5, quad_segs=1)
    sheet = Sheet(250.0, 250.0)
    free = over([sheet], Ground(subject, None, NO_NEIGHBOUR), [((45, 45),)], 0.04)
    assert free is not None
    left, low, right, high = np.array(free[1].panels[0]) - free[1].carte[0]
    place = free[1].frame.to_metres([[(left + right) / 2, (low + high) / 2]])
    neighbour = Neighbours(place, np.array([4.0]), np.array([0.04]))
    moved = over([sheet], Ground(subject, None, neighbour), [((45, 45),)], 0.04)
    assert moved is not None
    assert moved[1].panels != free[1].panels
    mm = np.array([1 / moved[1].frame.metres_per_mm])
    corner = (np.array([moved[1].frame.x]), np.array([moved[1].frame.y]))
    size = (moved[1].frame.width, moved[1].frame.height)
    box = tuple((np.array(moved[1].panels[0]) - moved[1].carte[0]).tolist())
    assert not neighbour.under(mm, corner, box).any()
    assert not neighbour.out(mm, corner, size).any()
