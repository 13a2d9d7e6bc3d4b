"""Labels on the maps that are drawn: none on other ink, none on the centre of a circle."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import discs, frame_box, frames, gap, ink, insets, overlaps, texts, to_page
from matplotlib.axes import Axes
from matplotlib.text import Text

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.labels.label_places import (
    CENTRE,
    LEADER,
)
from poles_geo.cartes.labels.occupation import outlines_on, written_on
from poles_geo.regions import REGIONS_2014
from poles_geo.typography import typeset

PAGES = ["france", "Bretagne", "bassin minier"]
PIXEL = 25.4 / 200
"""Of :func:`dessin.ink`, in mm."""


def map_texts(carte: Carte, ax: Axes) -> list[Text]:
    return [text for text in texts(carte) if text.axes is ax]


def pole_texts(carte: Carte, ax: Axes, report: gpd.GeoDataFrame) -> list[Text]:
    known = {typeset(name) for name in report["nom"]}
    return [
        text
        for text in map_texts(carte, ax)
        if text.get_text() in known and text.get_fontstyle() == "normal"
    ]


def test_labels_of_the_national_map(
    cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    carte = cartes("france")
    written = [text.get_text() for ax in frames(carte) for text in pole_texts(carte, ax, report)]
    strongest = report.loc[report["rang"] <= 2, "nom"].map(typeset)
    assert len(strongest) == 57
    assert set(strongest) <= set(written)
    assert set(written) | set(carte.labels_left_out) == set(report["nom"].map(typeset))
    assert len(written) == len(set(written)) >= 150


def test_names_of_regions_keep_off_their_heavy_limits(cartes: Callable[[str], Carte]) -> None:
    on_limits, named = 0, 0
    for region in REGIONS_2014:
        ax = cartes(region).axes
        frame = Frame.of(ax)
        limits, boxes = outlines_on(ax, frame), written_on(ax, frame)
        assert limits, region
        named += len(boxes)
        on_limits += int(
            shapely.intersects(shapely.MultiLineString(limits), shapely.box(*boxes.T)).sum()
        )
    assert named > 250
    assert on_limits <= 8


@pytest.mark.parametrize("name", PAGES)
def test_no_ink_on_other_ink(name: str, cartes: Callable[[str], Carte]) -> None:
    carte = cartes(name)
    for ax in frames(carte):
        written = map_texts(carte, ax)
        assert overlaps(ink(carte, written), [text.get_text() for text in written]) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_ink_on_the_centre_of_a_circle(name: str, cartes: Callable[[str], Carte]) -> None:
    carte = cartes(name)
    for ax in frames(carte):
        circles = discs(ax)
        free = gap(ink(carte, map_texts(carte, ax)), circles[["x", "y"]].to_numpy())
        assert (free >= np.minimum(circles["diametre"] / 2, CENTRE).to_numpy() - PIXEL).all()


@pytest.mark.parametrize("name", PAGES)
def test_ink_is_in_its_frame_and_not_under_an_inset(
    name: str, cartes: Callable[[str], Carte]
) -> None:
    carte = cartes(name)
    for ax in frames(carte):
        boxes, frame = ink(carte, map_texts(carte, ax)), frame_box(ax)
        assert (boxes[:, :2] >= frame[:2]).all()
        assert (boxes[:, 2:] <= frame[2:]).all()
    main = map_texts(carte, carte.axes)
    for inset in insets(carte):
        for box, text in zip(ink(carte, main), main, strict=True):
            pair = np.array([box, frame_box(inset)])
            assert overlaps(pair, [text.get_text(), "encart"]) == []


@pytest.mark.parametrize("name", PAGES)
def test_leader_lines_join_a_symbol_to_a_label_that_moved(
    name: str, cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    carte = cartes(name)
    for ax in frames(carte):
        labels = pole_texts(carte, ax, report)
        boxes, circles = ink(carte, labels), discs(ax)
        places = report.assign(nom=report["nom"].map(typeset)).set_index("nom").geometry
        centres = to_page(
            ax, places[[text.get_text() for text in labels]].get_coordinates().to_numpy()
        )
        nearest = np.hypot(*(centres[:, None] - circles[["x", "y"]].to_numpy()).transpose(2, 0, 1))
        radii = circles["diametre"].to_numpy()[nearest.argmin(axis=1)] / 2
        moved = gap(boxes, centres).diagonal() - radii
        assert len(ax.lines) == (moved > LEADER).sum()
        for line in ax.lines:
            start, tip = to_page(ax, np.column_stack(line.get_data()))
            owner = int(np.argmin(np.abs(np.hypot(*(centres - start).T) - radii)))
            assert gap(boxes[[owner]], tip[None]).item() < 2 * PIXEL
            assert moved[owner] > LEADER
            others = np.delete(shapely.box(*boxes.T), owner)
            assert shapely.distance(shapely.LineString([start, tip]), others).min() > 0


@pytest.mark.parametrize("name", PAGES)
def test_no_text_under_6_points(name: str, cartes: Callable[[str], Carte]) -> None:
    sizes = [text.get_fontsize() for text in texts(cartes(name))]
    assert min(sizes) >= 6
