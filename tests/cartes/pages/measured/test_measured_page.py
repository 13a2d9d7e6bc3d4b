"""The page of what is measured: what its frame holds is whole."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
from drawn_pages import discs, frame_box

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.communes.read_communes import read_communes
from poles_geo.ranking.load_report import load_report

RIM = 0.05
"""What of an outline may pass under the frame, in mm."""


def gaps_of(poles: gpd.GeoDataFrame, zone: str) -> Carte:
    communes = read_communes()
    near = communes[communes["region_2014"] == zone]
    return pg.map_gaps(pg.gaps(poles, near, within=30), poles, zone=zone)


@pytest.mark.parametrize("zone", ["Auvergne", "Franche-Comté", "Picardie"])
@pytest.mark.parametrize(
    "draw",
    [
        gaps_of,
        lambda poles, zone: pg.map_exposure(poles, zone=zone),
        lambda poles, zone: pg.map_attraction(poles, zone=zone),
    ],
    ids=["gaps", "exposure", "attraction"],
)
def test_no_circle_is_cut_by_the_frame(
    draw: Callable[[gpd.GeoDataFrame, str], Carte], zone: str
) -> None:
    carte = draw(load_report(), zone)
    circles = discs(carte.axes)
    left, low, right, high = frame_box(carte.axes)
    x, y, radius = circles["x"], circles["y"], circles["diametre"] / 2
    room = np.minimum.reduce([x - left, right - x, y - low, high - y])
    assert (room > 0).sum() > 5
    cut = np.abs(room) < radius - RIM
    assert not cut.any(), circles[cut]


def test_a_heavy_pole_that_exposes_a_zone_is_whole_on_its_page() -> None:
    carte = pg.map_exposure(load_report(), zone="Picardie")
    largest = discs(carte.axes)["diametre"].max()
    assert largest > 15
    assert "Paris" in {text.get_text() for text in carte.axes.texts}
