"""Finished pages of every style have no fault, and are left as they were."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from matplotlib.patheffects import withStroke
from spoilt_pages import on_map

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_SLIDE,
)


@pytest.mark.parametrize(
    "name",
    [
        "france",
        "Corse",
        "Haute-Normandie",
        "Lorraine",
        "Bretagne",
        "Île-de-France",
        "bassin minier",
    ],
)
def test_pages_of_the_report_have_no_fault(name: str, cartes: Callable[[str], Carte]) -> None:
    assert pg.lint(cartes(name)) == []


def test_a_page_in_black_and_white_has_no_fault(report: gpd.GeoDataFrame) -> None:
    assert pg.lint(pg.map_national(report, style=STYLE_BLACK_AND_WHITE)) == []


def test_the_legend_brackets_the_circles_of_corse(corse: Carte) -> None:
    assert "encadrement" not in {fault.rule for fault in pg.lint(corse)}


def test_the_sea_is_not_the_neighbours_in_black_and_white(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_region(report, "Bretagne", style=STYLE_BLACK_AND_WHITE)
    assert "fond" not in {fault.rule for fault in pg.lint(carte)}


def test_half_a_page_has_no_fault(report: gpd.GeoDataFrame) -> None:
    assert pg.lint(pg.map_national(report, style=STYLE_HALF_PAGE)) == []


def test_half_a_page_of_the_mining_basin_has_no_fault(
    report: gpd.GeoDataFrame,
) -> None:
    assert pg.lint(pg.map_bassin_minier(report, style=STYLE_HALF_PAGE)) == []


def test_a_slide_has_no_fault(report: gpd.GeoDataFrame) -> None:
    assert pg.lint(pg.map_national(report, style=STYLE_SLIDE)) == []


def test_structures_have_no_fault() -> None:
    assert pg.lint(pg.map_structures()) == []


def test_a_page_is_left_as_it_was(corse: Carte, tmp_path: Path) -> None:
    before = corse.save(tmp_path / "avant.svg").read_bytes()
    dpi = corse.figure.dpi
    name = on_map(corse, 0.1, 0.5, "Nom", path_effects=[withStroke(linewidth=2)])
    assert pg.lint(corse) == []
    assert corse.figure.dpi == dpi
    assert len(name.get_path_effects()) == 1
    name.remove()
    assert corse.save(tmp_path / "apres.svg").read_bytes() == before


# Texts
