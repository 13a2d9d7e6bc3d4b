"""Every page of the atlas in black and white, pôles alone and bassins filled: no fault."""

import geopandas as gpd
import pytest
from finished_pages import NAMES, faults_of

from poles_geo.cartes import STYLE_BLACK_AND_WHITE


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("filled", [False, True], ids=["poles", "bassins"])
def test_every_page_of_the_atlas_is_finished(
    name: str, filled: bool, report: gpd.GeoDataFrame, request: pytest.FixtureRequest
) -> None:
    bassins = request.getfixturevalue("bassins_2012") if filled else None
    assert faults_of(name, report, bassins, STYLE_BLACK_AND_WHITE) == []
