"""Pôles that a map is not about: lighter than its own; one that the frame cuts is said."""

import numpy as np
import pytest
from drawn_pages import legend_texts, printed
from effectif_tables import simple
from matplotlib.collections import EllipseCollection

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import MM
from poles_geo.cartes.layers.poles import hollow
from poles_geo.cartes.legends.pole_legend import HOLLOW

POLES = pg.load_report()
STYLES = {
    "colour": cartes.STYLE_REPORT,
    "black-and-white": cartes.STYLE_BLACK_AND_WHITE,
    "half-page": cartes.STYLE_HALF_PAGE,
    "slide": cartes.STYLE_SLIDE,
}


def rings(carte: Carte) -> list[EllipseCollection]:
    """Circles without fill of the map."""
    found = [item for item in carte.axes.collections if isinstance(item, EllipseCollection)]
    return [item for item in found if not len(item.get_facecolor())]


def filled(carte: Carte) -> list[tuple[float, float]]:
    """Diameter, in mm, and distance to the edge of the frame, of each circle with a fill."""
    frame, found = Frame.of(carte.axes), []
    for item in carte.axes.collections:
        if isinstance(item, EllipseCollection) and len(item.get_facecolor()):
            sizes = np.asarray(item.get_widths()) / MM
            xy = frame.to_mm(np.asarray(item.get_offsets()))
            edge = np.minimum(xy, (frame.width, frame.height) - xy).min(axis=1)
            found += list(zip(sizes.tolist(), edge.tolist(), strict=True))
    return found


@pytest.mark.parametrize("style", STYLES)
def test_paris_is_but_a_circle_on_picardie_and_its_number_is_told(style: str) -> None:
    carte = pg.map_region(POLES, "Picardie", style=STYLES[style])
    assert sum(len(ring.get_offsets()) for ring in rings(carte)) >= 1
    texts = [simple(text) for text in printed(carte)]
    number = f"{POLES.loc['75056', 'effectif']:,.0f}".replace(",", " ")
    assert f"Paris ({number})" in texts
    assert any(
        text.startswith(simple(HOLLOW)[:18]) for text in texts
    ) or "Pôle trop grand ou coupé" in (" ".join(texts))
    assert pg.lint(carte) == []


@pytest.mark.parametrize("region", ["Picardie", "Auvergne", "Centre", "Bretagne", "Limousin"])
@pytest.mark.parametrize("style", STYLES)
def test_no_circle_with_a_fill_is_cut_by_the_frame(region: str, style: str) -> None:
    for diameter, edge in filled(pg.map_region(POLES, region, style=STYLES[style])):
        assert edge >= diameter / 2 - cartes.STYLE_REPORT.white_ring - 0.01


def test_what_is_hollow_by_hand() -> None:
    """Amiens, 6 129, has a legend of 10 000: Paris is beyond; Rouen, 10 866, too; Reims is not."""
    points = cartes.check_poles(POLES)
    about = points["region_2014"] == "Picardie"
    frame = Frame(0.0, 6_000_000.0, 2_500.0, 2_500.0, 600.0)
    found = hollow(points, about, frame, cartes.STYLE_REPORT)
    largest = points.loc[about, "effectif"].max()
    assert 5_000 < largest <= 10_000
    expected = ~about & (points["effectif"] > 10_000)
    assert found.index[found].tolist() == points.index[expected].tolist()
    assert found["75056"]
    assert not hollow(points, about | True, frame, cartes.STYLE_REPORT).any()


def test_a_map_of_france_has_no_hollow_circle() -> None:
    carte = pg.map_national(POLES)
    assert rings(carte) == []
    assert "trop grand" not in " ".join(text.get_text() for text in legend_texts(carte))
