"""The check that a page of the atlas is finished: drawn in a style, it has no fault."""

import warnings

import geopandas as gpd
from matplotlib import pyplot as plt

import poles_geo as pg
from poles_geo.atlas_pages.atlas import maps_to_draw
from poles_geo.cartes import MAPS, Style

NAMES = [known.name for known in maps_to_draw(pg.load_report())]
"""Of the pages of the atlas of the report."""


def faults_of(
    name: str, report: gpd.GeoDataFrame, bassins: gpd.GeoDataFrame | None, style: Style
) -> list[object]:
    """Draw a page, and give what the linter finds; what the map warns of is for its own tests."""
    with warnings.catch_warnings(action="ignore"):
        carte = MAPS[name].draw(report, bassins=bassins, style=style)
    found = list(pg.lint(carte))
    plt.close("all")
    return found
