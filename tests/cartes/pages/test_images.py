"""The pages of the report compared with pictures kept in tests/cartes/images.

Text is hidden, its halos are not: letters differ from one matplotlib to the next by far more than
what must be seen. Measured at 60 dpi (root mean square, of 255): another hinting of the letters
17; a circle moved by 1 mm 0,9; one rank wrong 0,26; a rank's orange a little yellower 0,21. Hidden,
the letters count for 0. After a change that is meant, draw the pictures again, and look at them::

    pytest tests/cartes/pages/test_images.py --mpl-generate-path=tests/cartes/images
"""

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest
from compared_images import Hide, compared
from matplotlib.figure import Figure
from overseas_poles import with_overseas

import poles_geo as pg
import poles_geo.report_2014.plates  # its maps have names once it is imported
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.pages.pole_maps import map_poles
from poles_geo.edition.embedded import load_communes, load_overseas

PLATES = [
    known.number
    for known in pg.cartes.MAPS.values()
    if known.number and known.number not in ("1", "2", "5", "11")
]
"""Maps of the report that are not one of the three pages of the guide."""


@compared
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("france", id="france"),
        pytest.param("Bretagne", id="bretagne"),
        pytest.param("bassin minier", id="bassin-minier"),
    ],
)
def test_page(name: str, cartes: Callable[[str], Carte], wordless: Hide) -> Figure:
    return wordless(cartes(name).figure)


@compared
@pytest.mark.parametrize("number", PLATES)
def test_plate(number: str, wordless: Hide) -> Figure:
    return wordless(pg.map_report(number).figure)


@compared
def test_overseas(report: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    return wordless(pg.map_national(with_overseas(report)).figure)


@compared
def test_corse(report: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    regions = ["Provence-Alpes-Côte d'Azur", "Corse"]
    return wordless(map_poles(report, regions, title="De part et d'autre de la mer").figure)


@compared
def test_structures(wordless: Hide) -> Figure:
    return wordless(pg.map_structures().figure)


@compared
@pytest.mark.parametrize("zone", ["Hauts-de-France", "La Réunion"], ids=["hauts", "reunion"])
def test_structures_of_ones_own(zone: str, wordless: Hide) -> Figure:
    apart, together = [*load_communes().index[::60], *load_overseas().index], ["59350"] * 9
    names = [*apart, *map(str, range(len(together)))]
    table = pd.DataFrame({"nom": names, "code_commune": [*apart, *together]})
    natures = ["Maison de santé", "CPTS", "Centre de santé"]
    own = table.assign(nature=[natures[rank % 3] for rank in table.index])
    return wordless(pg.map_structures(pg.read_structures(own), zone=zone).figure)


@compared
def test_territory(report: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    given = {"structures": pg.load_structures(), "groupings": pg.load_cooperations()}
    return wordless(pg.territory_page("epci", "200093201", poles=report, **given).figure)


@compared
def test_zone(report: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    return wordless(pg.map_poles(report, "Gard").figure)


@compared
@pytest.mark.parametrize("number", ["1", "1bis", "5", "11"])
def test_bassins(number: str, bassins_2012: gpd.GeoDataFrame, wordless: Hide) -> Figure:
    return wordless(pg.map_report(number, bassins=bassins_2012).figure)
