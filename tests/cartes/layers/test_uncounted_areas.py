"""What is not counted, on the maps: hatched, named in the legend, and never a page of its own."""

import pandas as pd
import pytest
from drawn_pages import printed
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.cartes import STYLE_BLACK_AND_WHITE, STYLE_REPORT, Style
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.layers.uncounted_areas import (
    DEPARTEMENTS,
    NOT_COUNTED,
    PARTIAL,
    uncounted_areas,
)
from poles_geo.errors import ChoiceError

HAUTS = ["02", "59", "60", "62", "80"]


@pytest.fixture(scope="module")
def bassins() -> pd.DataFrame:
    return pg.read_bassins("BV2022")


@pytest.fixture(scope="module")
def poles() -> pd.DataFrame:
    """Rank a table of the Hauts-de-France, of two professions."""
    region = pg.load_example()
    region = region[region.index.str[:2].isin(HAUTS)]
    table = 4 * region[["generaliste", "infirmiers"]]
    table.attrs = {"source": "essai", "date": "2024"}
    d = pg.count_professionals(table, columns={"generaliste": "10G", "infirmiers": "60"})
    with pytest.warns(UserWarning, match="Hauts-de-France"):
        return pg.classify(pg.aggregate(d, "BV2022"))


def test_bassins_drawn_are_hatched_by_what_they_lack(
    poles: pd.DataFrame, bassins: pd.DataFrame
) -> None:
    land = embedded_land()
    areas = uncounted_areas(check_poles(poles, bassins), bassins, land=land)
    assert list(areas) == [NOT_COUNTED, PARTIAL]
    covered = poles["couverture"]
    assert set(areas[PARTIAL].index) == set(poles.index[(covered > 0) & (covered < 1)])
    assert set(areas[NOT_COUNTED].index) <= set(poles.index[covered == 0])
    assert len(areas[NOT_COUNTED]) > 1_500


def test_without_bassins_departements_are(poles: pd.DataFrame) -> None:
    areas = uncounted_areas(check_poles(poles), None, land=embedded_land())
    assert list(areas) == [DEPARTEMENTS]
    codes = areas[DEPARTEMENTS].index.get_level_values(0)
    assert len(codes) == 91
    assert not codes.isin(HAUTS).any()


def test_the_published_poles_have_none() -> None:
    published = check_poles(pg.load_report())
    assert uncounted_areas(published, None, land=embedded_land()) == {}


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
@pytest.mark.parametrize("zone", ["France", "Hauts-de-France", "Picardie", "Nord"])
@pytest.mark.parametrize("drawn", [True, False])
def test_the_legend_names_what_is_hatched(
    poles: pd.DataFrame, bassins: pd.DataFrame, zone: str, style: Style, *, drawn: bool
) -> None:
    carte = pg.map_poles(poles, zone, bassins=bassins if drawn else None, style=style)
    said = [simple(text) for text in printed(carte)]
    if zone != "Nord":
        assert (NOT_COUNTED if drawn else DEPARTEMENTS) in said
    assert any("Médecins généralistes et infirmiers seulement" in text for text in said)
    assert any("rang non comparable au rapport" in text for text in said)
    assert "Nombre de professionnels comptés" in said
    assert pg.lint(carte) == []
    if zone == "France":
        title = f"{poles['rang'].count()} pôles d’offre de soins, Hauts-de-France"
        assert simple(carte.title) == title


def test_a_table_of_communes_alone_says_so(poles: pd.DataFrame) -> None:
    some = poles.copy()
    some.attrs = {**poles.attrs, "champ": pg.Field(()).written()}
    with raises(ChoiceError, match=r"dans le champ de la table \(quelques communes\)"):
        pg.map_poles(some, "Bretagne")


@pytest.mark.parametrize("zone", ["Bretagne", "Rhône-Alpes", "35", "Lozère", ["200054781"]])
def test_an_area_of_which_nothing_is_counted_is_no_map(
    poles: pd.DataFrame, zone: str | list[str]
) -> None:
    with raises(ChoiceError, match=r"n'est pas dans le champ de la table \(Hauts-de-France\)"):
        pg.map_poles(poles, zone)
