"""Every page of the atlas in black and white, pôles alone and bassins filled: no fault."""

import warnings
from collections.abc import Iterator

import geopandas as gpd
import pytest
from matplotlib import pyplot as plt

import poles_geo as pg
from poles_geo.atlas_pages.atlas import maps_to_draw
from poles_geo.cartes import MAPS, STYLE_BLACK_AND_WHITE

pytestmark = pytest.mark.filterwarnings("ignore:carte «")
"""What the linter finds on the maps is for its own tests."""

DRAWN = maps_to_draw(pg.load_report()) if pg.report_2014.map_report else []


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.mark.parametrize("filled", [False, True], ids=["poles", "bassins"])
@pytest.mark.parametrize("name", [known.name for known in DRAWN])
def test_every_page_of_the_atlas_is_finished(
    name: str,
    filled: bool,
    report: gpd.GeoDataFrame,
    request: pytest.FixtureRequest,
) -> None:
    bassins = request.getfixturevalue("bassins_2012") if filled else None
    with warnings.catch_warnings(action="ignore"):
        carte = MAPS[name].draw(report, bassins=bassins, style=STYLE_BLACK_AND_WHITE)
    assert pg.lint(carte) == []
