"""How much of every page is blank: paper, or ground farther than 60 km from its subject."""

from dataclasses import replace

import pytest
from blank_share import blank_share
from drawn_pages import panels

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.frame import box_of
from poles_geo.cartes.canvas.layout.asides import AIR
from poles_geo.cartes.canvas.layout.page_layout import PAD
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE, STYLE_SLIDE, Style
from poles_geo.cartes.ground.land import embedded_land, land_at

STYLE = cartes.STYLE_REPORT
POLES = pg.load_report()
MOST = 0.15
"""Share of a page that may be blank, where the shape of its subject leaves no more."""
MEASURED = {
    ("half-page", "Aquitaine"): 0.154,
    ("slide", "Aquitaine"): 0.153,
    ("slide", "Haute-Normandie"): 0.157,
    ("slide", "Provence-Alpes-Côte d'Azur"): 0.2,
}
"""What is blank of the small pages of a region too high for them, more said beside it."""
SMALL = {"half-page": STYLE_HALF_PAGE, "slide": STYLE_SLIDE}


@pytest.mark.parametrize("region", pg.REGIONS_2014)
def test_little_of_a_page_is_blank(region: str) -> None:
    """One to 14 %, where a legend beside or below leaves 26 to 33."""
    subject = embedded_land().regions[region]
    carte = pg.map_region(POLES, region)
    assert blank_share(carte, subject) < MOST
    below = pg.map_region(POLES, region, style=replace(STYLE, legend="band"))
    assert blank_share(below, subject) > blank_share(carte, subject)


@pytest.mark.parametrize("style", SMALL.values(), ids=SMALL)
@pytest.mark.parametrize("region", pg.REGIONS_2014)
def test_little_of_a_small_page_is_blank(region: str, style: Style) -> None:
    """Under 15 %, but for a half page and three slides; 29 and 31 % of two were without bars."""
    carte = pg.map_region(POLES, region, style=style)
    blank = blank_share(carte, embedded_land().regions[region])
    assert blank < MEASURED.get((style.page, region), MOST)


@pytest.mark.parametrize("region", ["Alsace", "Languedoc-Roussillon"])
def test_what_is_said_besides_stands_against_the_legend(region: str) -> None:
    """A strip of ground too narrow to be read was between them: the legend had been told wider."""
    carte = pg.map_region(POLES, region, style=STYLE_SLIDE)
    legend, *asides = map(box_of, panels(carte))
    beside = [box for box in asides if box[1] < legend[3] and legend[1] < box[3]]
    apart = [max(box[0] - legend[2], legend[0] - box[2]) - 2 * PAD for box in beside]
    assert min(apart) == pytest.approx(AIR, abs=0.01)


@pytest.mark.parametrize("region", pg.REGIONS_2016)
def test_little_of_a_page_of_ratios_is_blank(region: str) -> None:
    """22 to 27 % were: the distribution is beside the classes or in another corner.

    Of Grand Est, as wide as high with its neighbours, 16.5 % still are.
    """
    most = 0.17 if region == "Grand Est" else MOST
    bassins = pg.read_bassins("BV2012")
    density = bassins["population"] / bassins.geometry.area * 1e6
    carte = pg.map_ratio(
        bassins, density, title="Densité de population", unit="Habitants au km²", zone=region,
        source="Insee", date="2012", regions_year=2016,
    )  # fmt: skip
    assert blank_share(carte, land_at({}, 2016).regions[region]) < most
