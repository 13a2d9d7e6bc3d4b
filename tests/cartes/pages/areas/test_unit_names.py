"""A map of areas says what they are: as asked, else by their zoning, else nothing precise."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import printed

import poles_geo as pg

AREAS = pg.read_bassins("DEP").query("region_2016 == 'Nouvelle-Aquitaine'")
VALUES = pd.Series(np.linspace(4.5, 12.75, 12), index=AREAS.index)
WORDS = {"title": "Essai", "source": "essai", "date": "2026"}


def areas_of(zonage: str | None, index: str) -> gpd.GeoDataFrame:
    areas = AREAS.rename_axis(index)
    areas.attrs = {} if zonage is None else {"zonage": zonage, "millesime": "2024"}
    return areas


@pytest.mark.parametrize(
    ("zonage", "index", "said"),
    [
        ("DEP2024", "code_bassin", "département"),
        ("code_cpts", "code_bassin", "CPTS"),
        ("BV2022", "code_bassin", "bassin de vie"),
        (None, "code_bassin", "bassin de vie"),
        (None, "code_commune", "commune"),
        (None, "code", "territoire"),
        ("zone", "code", "territoire"),
    ],
)
def test_areas_are_called_by_their_zoning(zonage: str | None, index: str, said: str) -> None:
    areas = areas_of(zonage, index)
    ratio = pg.map_ratio(areas, VALUES, unit="Essai", **WORDS)
    kinds = pg.map_typology(
        areas, VALUES.gt(8).map({True: "a", False: "b"}), legend="Essai", **WORDS
    )
    symbols = pg.map_symbols(areas, (100 * VALUES).rename("effectif"), counts_name="Essai", **WORDS)
    both = pg.map_bivariate(
        areas, VALUES, VALUES**2, first_unit="Essai", second_unit="Autre", **WORDS
    )
    for carte in (ratio, kinds, symbols, both):
        assert any(f", par {said}, 2026" in text for text in printed(carte)), said
    ground = next(text for text in printed(ratio) if text.startswith("Fond de carte"))
    assert ("2024 (Insee)" in ground or " 2024. " in ground) == (zonage is not None)


def test_what_is_asked_comes_first() -> None:
    carte = pg.map_ratio(AREAS, VALUES, unit="Essai", unit_name="secteur", **WORDS)
    assert any(", par secteur, 2026" in text for text in printed(carte))


def test_units_overseas_and_codes_without_value_are_of_no_area() -> None:
    areas = pg.read_bassins("EPCI").query("region_2016 == 'Bretagne'")
    density = areas["population"] / areas.area * 1e6
    nothing = pd.Series(float("nan"), index=["249740119", "246200364", "inconnu"])
    values = pd.concat([density, nothing])  # La Réunion, Lens
    assert pg.map_ratio(areas, values, unit="Essai", **WORDS).axes is not None
    values["249740119"] = 812.0
    with pytest.warns(pg.errors.DataWarning, match=r"outre-mer hors de la carte \(249740119\)"):
        pg.map_ratio(areas, values, unit="Essai", **WORDS)
    values["inconnu"] = 5.0
    with pytest.raises(pg.errors.TableError, match=r"celui d'une aire.*inconnu"):
        pg.map_ratio(areas, values, unit="Essai", zone="Bretagne", **WORDS)
