"""The choropleth: values and areas that are refused, or warned of."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from choropleth_read import UNIT

import poles_geo as pg
from poles_geo.errors import ArgumentError, ChoiceError, TableError


def bad(ratio: pd.Series, what: str) -> pd.Series:
    """Return a copy of the ratio with a fault."""
    spoilt = ratio.copy()
    if what == "infini":
        spoilt["29"] = np.inf
    elif what == "texte":
        spoilt = spoilt.astype(object)
        spoilt["29"] = "12,5"
    elif what == "vide":
        spoilt[:] = np.nan
    elif what == "code inconnu":
        spoilt = spoilt.rename({"29": "2Z"})
    elif what == "codes entiers":
        spoilt.index = pd.RangeIndex(len(spoilt))
    elif what == "répété":
        spoilt = pd.concat([spoilt, spoilt.iloc[:1]])
    elif what == "constant":
        spoilt[:] = 4.5
    elif what == "booléen":
        spoilt = spoilt > 10
    return spoilt


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("infini", r"nombre infini.*\(1 ligne\s: 29\)"),
        ("texte", r"un nombre est attendu \(1 ligne\s: 29\)"),
        ("vide", "aucune n'est connue"),
        ("code inconnu", r"values\s: code qui n'est pas celui d'une aire.*2Z"),
        ("codes entiers", "porter les codes.*trouvé le rang des lignes"),
        ("répété", "values\\s: code répété"),
        ("constant", "toutes les valeurs sont égales à 4,5"),
        ("booléen", "un nombre est attendu"),
    ],
)
def test_bad_values_are_refused(
    what: str, said: str, departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    with pytest.raises(TableError, match=said):
        pg.map_ratio(departements, bad(ratio, what), title="Essai", unit=UNIT)


@pytest.mark.parametrize("name", ["effectif", "population", "effectif_proximite", "Habitants"])
def test_a_number_of_persons_is_refused(name: str, departements: gpd.GeoDataFrame) -> None:
    counts = pd.Series(np.arange(96.0), index=departements.index, name=name)
    counts.iloc[3] = np.nan
    with pytest.raises(TableError, match=r"cercles \(pg\.map_national\).*diviser"):
        pg.map_ratio(departements, counts, title="Essai", unit="Essai")


def test_what_looks_like_a_number_of_persons_is_warned_of(
    departements: gpd.GeoDataFrame,
) -> None:
    counts = pd.Series(np.arange(96) * 10, index=departements.index, name="medecins")
    with pytest.warns(UserWarning, match="toutes entières"):
        pg.map_ratio(departements, counts, title="Essai", unit="Essai")


def test_other_bad_inputs_are_refused(departements: gpd.GeoDataFrame, ratio: pd.Series) -> None:
    words: dict[str, Any] = {"title": "Essai", "unit": UNIT}
    with pytest.raises(TableError, match="EPSG:2154"):
        pg.map_ratio(departements.to_crs(4326), ratio, **words)
    with pytest.raises(TableError, match="EPSG:2154"):
        pg.map_ratio(departements.set_crs(None, allow_override=True), ratio, **words)
    with pytest.raises(TableError, match=r"areas.*code répété"):
        pg.map_ratio(pd.concat([departements, departements.iloc[:1]]), ratio, **words)
    with pytest.raises(TableError, match=r"outside.*999"):
        pg.map_ratio(departements, ratio, outside=["999"], **words)
    with pytest.raises(ArgumentError, match=r"values.*Series.*DataFrame"):
        pg.map_ratio(departements, ratio.to_frame(), **words)
    with pytest.raises(TableError, match="aucune aire de la carte"):
        pg.map_ratio(departements, ratio, outside=list(ratio.index), **words)
    with pytest.raises(ChoiceError, match="zone"):
        pg.map_ratio(departements, ratio, zone="Atlantide", **words)
    with pytest.raises(ChoiceError, match="de 2 à 9"):
        pg.map_ratio(departements, ratio, classes=1, **words)


def test_areas_without_polygon_are_told(departements: gpd.GeoDataFrame, ratio: pd.Series) -> None:
    holed = departements.copy()
    holed.loc["35", "geometry"] = None
    with pytest.warns(UserWarning, match=r"1\s+aire sans polygone.*35"):
        pg.map_ratio(holed, ratio, title="Essai", unit=UNIT)


def test_areas_that_cover_one_another_are_told(
    departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    areas = departements.copy()
    areas.loc["29", "geometry"] = areas.loc[["29", "22"], "geometry"].union_all()
    with pytest.warns(pg.errors.DataWarning, match=r"aires qui se recouvrent \(1.couple, dont "):
        pg.map_ratio(areas, ratio, title="Essai", unit=UNIT)
    kinds = ratio.gt(10).map({True: "oui", False: "non"})
    with pytest.warns(pg.errors.DataWarning, match="aires qui se recouvrent"):
        pg.map_typology(areas, kinds, title="Essai", legend="Essai")


def test_one_of_many_areas_that_covers_another_is_told() -> None:
    communes = pg.read_communes()
    corse = communes[communes["region_2014"] == "Corse"]
    values = pd.Series(np.arange(len(corse)) % 70 / 7, index=corse.index)
    twice = corse.copy()
    twice.loc["2A004", "geometry"] = corse.loc[["2A004", "2A017"], "geometry"].union_all()
    with pytest.warns(pg.errors.DataWarning, match="dont 2A004 et 2A017"):
        pg.map_ratio(twice, values, title="Essai", unit=UNIT, zone="Corse")
