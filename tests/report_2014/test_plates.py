"""The report's maps by their number: title, extent, what each is about."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

import poles_geo as pg
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.errors import ChoiceError
from poles_geo.report_2014.plates import PLATES, bordering

BASSINS_ET_POLES = "Les bassins de vie 2012 définis par l’Insee et les pôles d’offre"
TITLES = {
    "1": f"{BASSINS_ET_POLES} de la France métropolitaine",
    "1bis": f"{BASSINS_ET_POLES} dans la France du nord",
    "2": "Les 153 pôles d’offre de la France métropolitaine",
    "3": "Les pôles de la France septentrionale",
    "4": "Rhône-Alpes et ses périphéries",
    "5": "Le maillage breton",
    "6": "La France de l’ouest",
    "7": "La France du centre",
    "8": "Paris et ses satellites",
    "9": "Le littoral méditerranéen",
    "10a": "Le Crunch bas-normand",
    "10b": "Le Crunch toulousain",
    "11": "Les pôles d’offre du Bassin minier",
    "schema": "Schéma\u00a0: pôles d’offre et maillage dans le Nord\u00a0– Pas-de-Calais",
}


@pytest.mark.parametrize(("number", "title"), TITLES.items())
def test_every_map_of_the_report(number: str, title: str) -> None:
    carte = pg.map_report(number)
    assert carte.title == title
    (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
    regions = PLATES[number].regions if number in PLATES else ()
    for region in regions:
        assert shapely.box(west, south, east, north).contains(embedded_land().regions[region])


def test_plates_of_bassins_say_which_they_draw() -> None:
    poles = pg.load_report()
    poles.attrs.pop("publication")
    assert pg.map_report("1bis", poles).title == "Les pôles d’offre dans la France du nord"


def test_plates_of_other_poles_say_what_these_are() -> None:
    """Neither 153, nor bassins de vie, nor professionals, nor a day left empty."""
    poles = pg.load_report()
    poles.attrs |= {"publication": "", "unite": "établissements", "date": "2021-12-08"}
    assert pg.map_report("2", poles).title == "Les pôles d’offre de la France métropolitaine"
    heads = "Caen (7\u202f744 établissements)\u202f; deuxième"
    assert heads in pg.map_report("10a", poles).description
    assert "(1\u202f825), 8 décembre 2021" in pg.map_report("10a", poles).description
    poles.attrs["date"] = None
    assert "None" not in pg.map_report("10a", poles).description


def test_a_plate_of_bassins_de_vie_is_of_no_other_zoning() -> None:
    areas = pg.read_bassins("BV2012")
    areas.attrs |= {"zonage": "EPCI", "millesime": "2024"}
    title = pg.map_report("1bis", bassins=areas).title
    assert title == "Les pôles d’offre dans la France du nord"


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (
            "Basse-Normandie",
            ["Bretagne", "Centre", "Haute-Normandie", "Pays de la Loire"],
        ),
        (
            "Midi-Pyrénées",
            ["Aquitaine", "Auvergne", "Languedoc-Roussillon", "Limousin"],
        ),
        (
            "Rhône-Alpes",
            [
                "Auvergne",
                "Bourgogne",
                "Franche-Comté",
                "Languedoc-Roussillon",
                "Provence-Alpes-Côte d'Azur",
            ],
        ),
        ("Corse", []),
    ],
)
def test_what_borders_a_region(region: str, expected: list[str]) -> None:
    assert bordering([region]) == expected


@pytest.mark.parametrize("number", ["12", "0", "", "10", "Carte 110"])
def test_an_unknown_number_is_refused_with_the_list(number: str) -> None:
    with pytest.raises(ChoiceError, match=r"1, 1bis, 2, 3, .* 11, schema"):
        pg.map_report(number)


@pytest.mark.parametrize("typed", [11, "11", "10A", "1 bis"])
def test_a_number_as_it_is_typed(typed: str | int) -> None:
    pg.map_report(typed)


def test_one_scale_of_symbols_for_maps_of_several_regions(report: gpd.GeoDataFrame) -> None:
    west, centre = pg.map_report("6", report), pg.map_report("7", report)
    assert west.style.symbol_10000 == centre.style.symbol_10000
    assert np.isclose(west.style.symbol_10000 / pg.map_national(report).style.symbol_10000, 1.4)
