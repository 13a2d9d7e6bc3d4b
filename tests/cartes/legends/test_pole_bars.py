"""The pôles of a page in order, a bar each, where the page has room that its map does not fill."""

from dataclasses import replace

import numpy as np
import pytest
from drawn_pages import legend_texts, panels
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes import STYLE_REPORT
from poles_geo.cartes.canvas.axes import panel_axes
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE, STYLE_SLIDE, Style
from poles_geo.cartes.legends.pole_bars import LONGS, MOST, PoleBar, pole_bars
from poles_geo.typography import french_number, typeset

POLES = pg.load_report()
HEADING = "Pôles, par nombre de professionnels de santé"
BARS = [PoleBar("Petit", 50, "#ff0000"), PoleBar("Grand", 200, "#00ff00")]


def bars_of(carte: Carte) -> dict[str, tuple[float, object]]:
    """Give the length of each bar of a legend, in mm, and its colour, by the name before it."""
    found = {}
    for part in panels(carte):
        for patch in part.patches:
            if told(patch, "bar") is not None:
                level = patch.get_y() + patch.get_height() / 2
                near = [
                    text
                    for text in part.texts
                    if abs(text.get_position()[1] - level) < 1.0
                    and text.get_position()[0] < patch.get_x()
                ]
                first = max(near, key=lambda text: text.get_position()[0])
                found[first.get_text()] = (patch.get_width(), patch.get_facecolor())
    return found


@pytest.mark.parametrize(("wide", "longest"), [(200.0, LONGS[0]), (60.0, None)])
def test_bars_are_in_order_from_one_zero(wide: float, longest: float | None) -> None:
    ax, _, _ = panel_axes(Figure().add_axes((0, 0, 1, 1)), wide, 40.0)
    block = pole_bars("Titre", BARS, STYLE_REPORT)[0]
    block.draw(ax, 3.0, 38.0, wide - 3.0, 1.0)
    first, second = (patch for patch in ax.patches if told(patch, "bar") is not None)
    assert first.get_y() > second.get_y()
    assert first.get_x() == second.get_x()
    assert first.get_width() == pytest.approx(4 * second.get_width())
    if longest is not None:
        assert first.get_width() == pytest.approx(longest)
    assert [text.get_text() for text in ax.texts] == ["Titre", "Grand", "200", "Petit", "50"]
    ends = [text.get_window_extent().x1 for text in ax.texts]
    assert max(ends) <= ax.transData.transform((wide + 1.0, 0))[0]


@pytest.mark.parametrize("count", [0, 1, MOST + 1])
def test_one_pole_or_too_many_are_in_no_order(count: int) -> None:
    assert pole_bars("Titre", [PoleBar("nom", 1, "#ff0000")] * count, STYLE_REPORT) == []


@pytest.mark.parametrize(
    ("region", "style"),
    [
        ("Bourgogne", STYLE_SLIDE),
        ("Aquitaine", STYLE_SLIDE),
        ("Midi-Pyrénées", STYLE_SLIDE),
        ("Corse", STYLE_HALF_PAGE),
        ("Champagne-Ardenne", STYLE_HALF_PAGE),
    ],
)
def test_a_small_page_with_room_lists_its_poles(region: str, style: Style) -> None:
    carte = pg.map_region(POLES, region, style=style)
    own = POLES[POLES["region_2014"] == region]
    drawn = bars_of(carte)
    assert set(drawn) == {typeset(name) for name in own["nom"]}
    longs = np.array([drawn[typeset(name)][0] for name in own["nom"]])
    assert longs / longs.max() == pytest.approx(own["effectif"] / own["effectif"].max())
    written = [text.get_text() for text in legend_texts(carte)]
    assert {french_number(count) for count in own["effectif"]} <= set(written)
    assert HEADING in " ".join(written)
    assert any("au moins" in text or "plus de" in text for text in written)  # the rule stays


@pytest.mark.parametrize(
    ("region", "style"),
    [("Bretagne", STYLE_SLIDE), ("Picardie", STYLE_HALF_PAGE), ("Bourgogne", STYLE_REPORT)],
)
def test_a_page_that_its_map_fills_lists_none(region: str, style: Style) -> None:
    assert not bars_of(pg.map_region(POLES, region, style=style))


def test_a_legend_beside_its_map_lists_none() -> None:
    beside = replace(STYLE_SLIDE, legend="panel")
    assert not bars_of(pg.map_region(POLES, "Bourgogne", style=beside))


def test_poles_of_one_colour_a_rank() -> None:
    carte = pg.map_region(POLES, "Bourgogne", style=STYLE_SLIDE)
    drawn = bars_of(carte)
    assert drawn["Nevers"][1] == drawn["Mâcon"][1]
    assert drawn["Nevers"][1] != drawn["Dijon"][1]
