"""Faults of texts drawn on a page are found: too small, one on another, off their frame."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from drawn_pages import discs, panel
from matplotlib.patheffects import withStroke
from spoilt_pages import bar, found, on_map, on_page, rules

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_REPORT,
)


def test_a_text_under_six_points(corse: Carte) -> None:
    on_page(corse, 100, 187, "Trop petit", size=5.9)
    (fault,) = pg.lint(corse)
    assert fault.rule == "corps"
    assert "«\u00a0Trop petit\u00a0» est écrit en 5,9 points" in fault.message


def test_six_points_are_enough(corse: Carte) -> None:
    on_page(corse, 100, 187, "Assez grand", size=6.0)
    assert pg.lint(corse) == []


def test_a_style_of_small_letters(report: gpd.GeoDataFrame) -> None:
    style = replace(STYLE_REPORT, note=5.5)
    assert rules(pg.map_region(report, "Corse", style=style)) == {"corps"}


def test_the_text_of_the_scale_bar_is_judged_too(corse: Carte) -> None:
    small = STYLE_REPORT.font(4).get_fontconfig_pattern()
    bar(corse).font_properties = small
    (fault,) = pg.lint(corse)
    assert fault.rule == "corps"
    assert "20\u00a0km" in fault.message


def test_two_texts_one_on_another(corse: Carte) -> None:
    x, y = found(corse, "Nombre de professionnels de santé et rang").get_position()
    corse.figure.text(x, y, "Dessus", fontproperties=corse.style.font(8), va="top")
    (fault,) = pg.lint(corse)
    assert fault.rule == "recouvrement"
    assert "«\u00a0Dessus\u00a0»" in fault.message


@pytest.mark.parametrize("effects", [[], [withStroke(linewidth=2)]])
def test_a_label_on_another(corse: Carte, effects: list[Any]) -> None:
    for shift in (0, 0.01):
        on_map(corse, 0.1 + shift, 0.5, "Nom", path_effects=effects)
    assert rules(corse) == {"recouvrement"}


def test_lines_of_a_text_overlap_on_another_text(corse: Carte) -> None:
    on_map(corse, 0.1, 0.5, "Une ligne\nUne autre")
    assert pg.lint(corse) == []
    on_map(corse, 0.1, 0.5, "Dessus")
    assert rules(corse) == {"recouvrement"}


@pytest.mark.parametrize(
    ("x", "y", "options"),
    [
        (285, 187, {}),
        (-3, 187, {}),
        (100, 296, {}),
        (3, 12.5, {"rotation": 90, "va": "top"}),
    ],
)
def test_a_text_off_the_page(corse: Carte, x: float, y: float, options: dict[str, Any]) -> None:
    on_page(corse, x, y, "Bien trop loin", **options)
    assert rules(corse) == {"page"}


@pytest.mark.parametrize(("x", "y"), [(-0.02, 0.5), (0.1, -0.005), (0.1, 0.995)])
def test_a_label_off_its_frame(corse: Carte, x: float, y: float) -> None:
    on_map(corse, x, y, "Calvi la belle")
    assert rules(corse) == {"cadre"}


def test_a_row_off_the_legend(corse: Carte) -> None:
    legend = panel(corse)
    legend.text(165, 4, "Une ligne bien trop longue", fontproperties=corse.style.font(8))
    assert rules(corse) == {"cadre"}


def test_a_label_on_the_centre_of_a_symbol(corse: Carte) -> None:
    circle = discs(corse.axes).iloc[0]
    frame = corse.axes.get_window_extent().extents / corse.figure.dpi * 25.4
    x, y = (np.array([circle["x"], circle["y"]]) - frame[:2]) / (frame[2:] - frame[:2])
    on_map(corse, x, y, "Nom", ha="center", va="center")
    (fault,) = pg.lint(corse)
    assert fault.rule == "centre"
    assert "«\u00a0Nom\u00a0»" in fault.message


# Legend
