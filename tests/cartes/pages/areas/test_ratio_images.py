"""Pages of ratios as pictures: an evolution, two ratios, a surface, circles, shares."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from compared_images import Hide, compared
from matplotlib.figure import Figure

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_BLACK_AND_WHITE, STYLE_REPORT, Style
from poles_geo.edition import embedded as edition

ZONE = "Rhône-Alpes"
Draw = Callable[[gpd.GeoDataFrame, pd.Series, Style], Carte]


def evolution(areas: gpd.GeoDataFrame, values: pd.Series, style: Style) -> Carte:
    return pg.map_ratio(areas, values - 50, title="t", unit="u", style=style)


def bivariate(areas: gpd.GeoDataFrame, values: pd.Series, style: Style) -> Carte:
    return pg.map_bivariate(
        areas, values, values.sort_index(ascending=False).set_axis(areas.index) ** 2 % 37 + 0.5,
        title="t", first_unit="a", second_unit="b", zone=ZONE, style=style,
    )  # fmt: skip


def smoothed(areas: gpd.GeoDataFrame, values: pd.Series, style: Style) -> Carte:
    return pg.map_smoothed(areas, values, title="t", unit="u", span=50, zone=ZONE, style=style)


def symbols(areas: gpd.GeoDataFrame, values: pd.Series, style: Style) -> Carte:
    return pg.map_symbols(
        areas, values**2, ratio=values, title="t", counts_name="c", zone=ZONE, style=style
    )


def shares(areas: gpd.GeoDataFrame, values: pd.Series, style: Style) -> Carte:
    counts = (values * 40).astype(int)
    pole = counts * (1 + np.arange(96) % 9) // 16
    table = pd.DataFrame(
        {
            "effectif": counts,
            "proximite": counts - pole,
            "pole": pole,
            "infirmiers_psychiatrie": pole * (np.arange(96) % 5) // 6,
        }
    ).rename_axis("code_zone")
    return pg.map_shares(areas, table, title="t", zone=ZONE, style=style)


@compared
@pytest.mark.parametrize("draw", [evolution, bivariate, smoothed, symbols, shares])
@pytest.mark.parametrize(
    "style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE], ids=["colour", "black-and-white"]
)
def test_ratio_page(draw: Draw, style: Style, wordless: Hide) -> Figure:
    areas = edition.load_departements()
    values = pd.Series(np.arange(96) * 37 % 96 + 0.5, index=areas.index)
    figure = draw(areas, values, style).figure
    return wordless(figure)
