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
from poles_geo.typography import french_exact

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
    assert (
        "Demande que nul site ne sert à 15 km à vol d’oiseau au plus (recours : 4,5 par habitant ; "
        "4 000 par professionnel)" in told
    )
    assert "hors de portée" in told
    assert "saturation" in told
    assert "servie (" not in told


def test_a_supply_and_a_share_say_what_they_are(
    areas: gpd.GeoDataFrame, found: pd.DataFrame
) -> None:
    supply = simple(" ".join(printed(pg.map_access(areas, found, "acces", zone="50"))))
    assert "L’offre à portée de chacun" in supply
    assert "Offre pour 1 000 habitants à 80 km à vol d’oiseau au plus, poids en ligne" in supply
    epci = areas["epci"]
    shares = pg.mean_by(found, epci)
    units = gpd.GeoDataFrame(areas.dissolve("epci")[["geometry"]])
    carte = pg.map_access(units, shares, "a_portee_rang_2", zone="50", unit_name="EPCI")
    told = simple(" ".join(printed(carte)))
    assert "Part de la population à 80 km à vol d’oiseau au plus, en %" in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"within": 20, "per": 1000}, "Offre pour 1 000 habitants à 20 km à vol d’oiseau au plus"),
        ({"decay": {10: 1, 25: 0.5}, "per": 100_000}, "Offre pour 100 000 habitants à 25 km"),
        ({"decay": {10: 1, 25: 0.5}}, "poids par paliers (10 : 1, 25 : 0,5)"),
        (
            {"within": 20, "need": {"population": 1.5}},
            "Offre par habitant pondéré par ses besoins à 20 km",
        ),
        (
            {"within": 20, "per": 1000, "need": {"population": 1.5}},
            "Offre pour 1 000 habitants pondérés par leurs besoins à 20 km",
        ),
        ({"within": 20, "decay": "gaussian"}, "20 km à vol d’oiseau au plus, poids en cloche"),
        ({"within": 20.5, "decay": "linear"}, "20,5 km à vol d’oiseau au plus, poids en ligne"),
    ],
)
def test_for_how_many_and_within_what_a_supply_is(
    options: dict[str, object], told: str, areas: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:  # fmt: skip
    """The map said « par habitant » of a supply for 1 000."""
    inside = report[report["code_commune"].str[:2] == "50"]
    found = pg.access(areas, inside, **options)
    bounds = [float(found["acces"].median()) + 1]
    carte = pg.map_access(areas, found, "acces", zone="50", method=bounds)
    assert told in simple(" ".join(printed(carte)))


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


def test_codes_are_no_access(areas: gpd.GeoDataFrame, found: pd.DataFrame) -> None:
    with raises(TableError, "access, site : des mesures sont attendues, trouvé des textes"):
        pg.map_access(areas, found, "site")


def test_who_is_missing_is_told(areas: gpd.GeoDataFrame, needs: pg.Needs) -> None:
    carte = pg.map_need(areas, needs, zone="50")
    assert carte.description == pg.map_need(areas, needs.communes, zone="50").description
    missing = needs.communes["manque"]
    missing = missing[missing > 0].sort_values(ascending=False)
    first = f"{french_exact(missing.iloc[0], 1)}"
    text = simple(carte.description)
    whole = simple(french_exact(missing.sum(), 1))
    assert f"Professionnels qui manquent : {whole} en tout, en {len(missing)} lieux." in text
    assert f"Le premier : {areas['nom'][missing.index[0]]}, {first} ; le dernier : " in text
    assert carte.table["valeur"].tolist() == missing.tolist()
    assert carte.table["nom"].tolist() == areas["nom"][carte.table.index].tolist()


def test_the_legend_of_a_need_says_nothing_of_where_nobody_is_missing(
    areas: gpd.GeoDataFrame, needs: pg.Needs
) -> None:
    """« Effectif nul (372) » was what it said of the communes that miss nobody."""
    table = needs.communes.drop(columns="etat")
    table.attrs = needs.communes.attrs
    assert (table["manque"] == 0).any()
    written = printed(pg.map_need(areas, table, zone="50"))
    assert not any("Effectif nul" in text for text in written)
    assert any(text.startswith("non servis (") for text in written)


def test_equal_values_are_counted_not_named(areas: gpd.GeoDataFrame, found: pd.DataFrame) -> None:
    shares = found["a_portee_rang_3"]
    assert ((shares == 0).sum(), (shares == 1).sum()) > (1, 1)
    text = simple(
        pg.map_access(areas, found, "a_portee_rang_3", zone="50", method=[50]).description
    )
    assert f"La plus forte : {(shares == 1).sum()} lieux, 100 ; " in text


def test_the_year_of_the_inhabitants_is_printed(
    areas: gpd.GeoDataFrame, found: pd.DataFrame, needs: pg.Needs
) -> None:
    told = "Population de 2022, comptes de 2014."
    for carte in (
        pg.map_access(areas, found, "acces", zone="50"),
        pg.map_need(areas, needs.communes, zone="50"),
    ):
        assert told in simple(" ".join(printed(carte)))
        assert told in simple(carte.description)
        assert pg.lint(carte) == []
