"""A name without leader is nearer its own circle than any other; a leader crosses no circle."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.labels.label_places import Placed, leader_line
from poles_geo.cartes.layers.pole_labels import draw_checked_labels
from poles_geo.cartes.layers.poles import draw_checked_poles

POLES = pg.load_report()
STYLES = {
    "a4": cartes.STYLE_REPORT,
    "half-page": cartes.STYLE_HALF_PAGE,
    "slide": cartes.STYLE_SLIDE,
}


@pytest.mark.parametrize("name", STYLES)
def test_france(name: str) -> None:
    """58 of 129 names were nearer another circle on the half page, 61 of 109 on the slide."""
    style = STYLES[name]
    points = cartes.check_poles(POLES)
    page = cartes.Page(embedded_land().regions.total_bounds, style, margin=0.02)
    ax = page.axes
    draw_checked_poles(points, ax=ax, style=style, land=embedded_land())
    labels = draw_checked_labels(points, ax=ax, style=style, land=embedded_land())
    assert len(labels.placed) > (140 if name == "a4" else 80)
    frame = Frame.of(ax)
    check(labels.placed, points, frame, style)
    main = [label.text for label in labels.left_out if label.main]
    assert len(main) <= (0 if name == "a4" else 1)


def check(placed: tuple[Placed, ...], points: gpd.GeoDataFrame, frame: Frame, style: Style) -> None:
    """Check every label."""
    xy = frame.to_mm(points.get_coordinates())
    radii = diameters(points["effectif"], style) / 2
    circles = shapely.points(xy)
    for item in placed:
        box = shapely.box(*item.box)
        gaps = shapely.distance(circles, box) - radii
        own = int(np.argmin(np.hypot(*(xy - (item.label.x, item.label.y)).T)))
        others = np.delete(gaps, own)
        assert others.min() >= -0.11, item.label.text
        if not item.leader:
            assert others.min() >= gaps[own] - 0.01, item.label.text
            continue
        line = leader_line(item)
        crossed = shapely.distance(circles, line) < radii - 0.01
        over = np.hypot(*(xy - xy[own]).T) < radii  # those that the pôle lies on
        assert not (crossed & ~over & (np.arange(len(xy)) != own)).any(), item.label.text
