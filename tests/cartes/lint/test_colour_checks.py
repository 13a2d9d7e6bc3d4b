"""Faults of colours are found: ranks that are confused, areas filled by a number."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pytest
import shapely
from spoilt_pages import rules

import poles_geo as pg
from poles_geo.cartes.canvas.areas import fill_areas
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_REPORT,
)
from poles_geo.cartes.ground.land import embedded_land

RANK_COLOURS = STYLE_REPORT.rank_colours


@pytest.mark.parametrize(
    ("third", "fourth", "sight"),
    [
        ("#ff0fff", "#00b4ff", "deutéranope"),
        ("#0087d2", "#ff5ac3", "protanope"),
        ("#87d2ff", "#78ff0f", "tritanope"),
    ],
)
def test_ranks_that_a_dichromat_confuses(
    third: str, fourth: str, sight: str, report: gpd.GeoDataFrame
) -> None:
    style = replace(STYLE_REPORT, rank_colours={**RANK_COLOURS, 3: third, 4: fourth})
    (fault,) = pg.lint(pg.map_region(report, "Corse", style=style))
    assert fault.rule == "daltonisme"
    assert f"pour un {sight}" in fault.message
    assert "rang 3" in fault.message
    assert "rang 4" in fault.message


@pytest.mark.parametrize(
    ("third", "fourth"),
    [("#e12d00", "#4b69f0"), (RANK_COLOURS[4], RANK_COLOURS[3])],
    ids=["same grey", "strongest the lightest"],
)
def test_ranks_that_a_photocopy_confuses(third: str, fourth: str, report: gpd.GeoDataFrame) -> None:
    style = replace(STYLE_REPORT, rank_colours={**RANK_COLOURS, 3: third, 4: fourth})
    assert rules(pg.map_region(report, "Corse", style=style)) == {"gris"}


def test_ranks_that_are_not_drawn_are_not_judged(report: gpd.GeoDataFrame) -> None:
    style = replace(STYLE_REPORT, rank_colours={**RANK_COLOURS, 1: RANK_COLOURS[2]})
    assert pg.lint(pg.map_region(report, "Corse", style=style)) == []


def test_areas_filled_by_a_number(corse: Carte) -> None:
    departements = gpd.GeoDataFrame(
        {"effectif": [800, 1_200]},
        geometry=embedded_land().departements.loc[["2A", "2B"]].to_numpy(),
        crs=2154,
    )
    limits = corse.axes.axis()
    departements.plot("effectif", ax=corse.axes, cmap="Blues", zorder=2.1)
    corse.axes.axis(limits)
    (fault,) = pg.lint(corse)
    assert fault.rule == "aplat"


@pytest.mark.parametrize("shrunk", [0.1, 1, 10])
def test_an_area_is_seen_whatever_its_size(shrunk: float, corse: Carte) -> None:
    west, east = corse.axes.get_xlim()
    middle = shapely.Point((west + east) / 2, np.mean(corse.axes.get_ylim()))
    square = gpd.GeoSeries([middle.buffer((east - west) / shrunk, cap_style="square")])
    fill_areas(corse.axes, square, "#0000aa", zorder=1.5)
    assert rules(corse) == {"aplat"}


# What is written around the map
