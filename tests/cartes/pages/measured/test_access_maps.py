"""The pages of access and of need: what they say of their costs, what the linter says of them."""

import geopandas as gpd
import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.cartes import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
)
from poles_geo.errors import TableError

STYLES = [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]
NAMES = ["report", "grey", "half", "slide"]


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    communes = pg.read_communes()
    return gpd.GeoDataFrame(communes[communes["departement"] == "50"])


@pytest.fixture(scope="module")
def found(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    poles = pg.load_report()
    near = poles[(poles["code_commune"].str[:2] == "50") | (poles["nom"] == "Caen")]
    return pg.access(areas, near, within=80, decay="linear", per=1_000)


@pytest.fixture(scope="module")
def needs(areas: gpd.GeoDataFrame) -> pg.Needs:
    poles = pg.load_report()
    near = poles[poles["code_commune"].str[:2] == "50"]
    return pg.need(areas, near.assign(effectif=40), use=4.5, patients=4_000)


@pytest.mark.parametrize("style", STYLES, ids=NAMES)
def test_the_linter_finds_nothing_of_access(
    style: Style, areas: gpd.GeoDataFrame, found: pd.DataFrame
) -> None:
    carte = pg.map_access(areas, found, "km_rang_2", zone="50", style=style, method=[20, 40, 60])
    assert pg.lint(carte) == []
    told = simple(" ".join(printed(carte)))
    assert "Le pôle de rang 2 ou plus le plus proche" in told
    assert "Distance, en km à vol d’oiseau" in told


@pytest.mark.parametrize("style", STYLES, ids=NAMES)
def test_the_linter_finds_nothing_of_need(
    style: Style, areas: gpd.GeoDataFrame, needs: pg.Needs
) -> None:
    carte = pg.map_need(areas, needs.communes, zone="50", style=style)
    assert pg.lint(carte) == []
    told = simple(" ".join(printed(carte)))
    assert "Demande que nul site ne sert à 15 km à vol d’oiseau au plus" in told
    assert "hors de portée" in told
    assert "saturation" in told
    assert "servie (" not in told


def test_a_supply_and_a_share_say_what_they_are(
    areas: gpd.GeoDataFrame, found: pd.DataFrame
) -> None:
    supply = simple(" ".join(printed(pg.map_access(areas, found, "acces", zone="50"))))
    assert "L’offre à portée de chacun" in supply
    assert "Offre par habitant (km à vol d’oiseau)" in supply
    epci = areas["epci"]
    shares = pg.mean_by(found, epci)
    units = gpd.GeoDataFrame(areas.dissolve("epci")[["geometry"]])
    carte = pg.map_access(units, shares, "a_portee_rang_2", zone="50", unit_name="EPCI")
    assert "Part de la population, en % (km à vol d’oiseau)" in simple(" ".join(printed(carte)))


def test_costs_that_are_not_said_are_refused(
    areas: gpd.GeoDataFrame, found: pd.DataFrame, needs: pg.Needs
) -> None:
    silent = found.copy()
    silent.attrs = {}
    with raises(TableError, "access : la table ne dit pas ce que sont ses coûts"):
        pg.map_access(areas, silent)
    with raises(TableError, "colonne km_rang_9 absente"):
        pg.map_access(areas, found, "km_rang_9")
    with raises(TableError, "needs : aucun professionnel ne manque"):
        pg.map_need(areas, needs.communes.assign(manque=0.0))
    with raises(TableError, "colonne manque absente"):
        pg.map_need(areas, needs.communes.drop(columns="manque"))
