"""A page to be spoilt."""

from dataclasses import replace

import geopandas as gpd
import pytest

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_REPORT,
)


@pytest.fixture
def corse(report: gpd.GeoDataFrame) -> Carte:
    """Return a page without fault, free to be spoilt: ranks 3 and 4, nothing faint."""
    return pg.map_region(report, "Corse", style=replace(STYLE_REPORT, legend="band"))
