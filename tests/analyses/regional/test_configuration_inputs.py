"""What `configurations` refuses: each column and code named, with the remedy."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import simple
from pole_sets import pole_set

import poles_geo as pg
from poles_geo.errors import ChoiceError, PolesGeoError, TableError

PEOPLE = pd.Series([100_000.0, 200_000.0], ["A", "B"])


def poles() -> gpd.GeoDataFrame:
    return pole_set([(0, 0), (3, 4), (9, 9)], [6000, 3000, 1200], ["A", "B", "B"])


def with_value(column: str, value: object) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    def change(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        values = pd.Series(table[column].tolist(), table.index, dtype=object)
        values["10002"] = value
        return table.assign(**{column: values})

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda one: one.to_crs(4326), "projection en mètres attendue (table.to_crs(2154)"),
        (lambda one: one.set_crs(None, allow_override=True), "trouvée : aucune"),
        (lambda one: one.set_geometry(one.buffer(10)), "sans point"),
        (lambda one: one.set_geometry(one.geometry.where([True, False, True])), "10002"),
        (lambda one: one.set_geometry(one.geometry.iloc[[0, 0, 2]].array), "10001, 10002"),
        (with_value("effectif", 0), "effectif : un nombre de plus de 0 est attendu"),
        (with_value("effectif", -5), "10002"),
        (with_value("effectif", np.nan), "10002"),
        (with_value("effectif", np.inf), "10002"),
        (with_value("rang", 9), "rang : un nombre entier de 1 à 6 est attendu (1 ligne : 10002)"),
        (with_value("rang", 1.5), "10002"),
        (with_value("nom", None), "nom absent (1 ligne : 10002)"),
        (with_value("region_2014", None), "region_2014 : un texte est attendu"),
        (with_value("region_2014", 12), "10002"),
        (lambda one: pd.concat([one, one.iloc[:1]]), "code de bassin répété"),
        (lambda one: one.drop(columns="rang"), "colonne rang absente"),
        (lambda one: one.assign(rang=pd.array([None] * 3, "Int64")), "aucun bassin n'a de rang"),
        (lambda one: one.iloc[:0], "aucun bassin n'a de rang"),
    ],
)
def test_what_is_no_pole_is_refused(
    change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], told: str
) -> None:
    with pytest.raises(TableError) as caught:
        pg.configurations(change(poles()), PEOPLE)
    assert told in simple(str(caught.value))


@pytest.mark.parametrize(
    ("population", "told"),
    [
        (PEOPLE.drop("B"), "aucun habitant pour region_2014 de la table des pôles"),
        (PEOPLE.drop("B"), "(1 ligne : B)"),
        (PEOPLE.replace(200_000.0, -1.0), "un nombre d'au moins 0 est attendu (1 ligne : B)"),
        (PEOPLE.replace(200_000.0, np.inf), "un nombre d'au moins 0 est attendu (1 ligne : B)"),
        (PEOPLE.replace(200_000.0, 0.0), "aucun habitant (population nulle) (1 ligne : B)"),
        (PEOPLE.astype(object).replace(200_000.0, "beaucoup"), "(1 ligne : B)"),
        (
            pd.concat([PEOPLE, PEOPLE.iloc[:1]]),
            "code répété ; n'en gardez qu'une ligne (1 ligne : A)",
        ),
        (PEOPLE.reset_index(drop=True), "l'index doit porter les codes"),
        (PEOPLE.rename({"A": "Y", "B": "Z"}), "pg.read_communes()"),
        (pd.DataFrame({"habitants": [1]}, ["A"]), "colonne population absente"),
        (pd.DataFrame({"population": [1], "region_2014": ["Z"]}, ["59350"]), "A, B"),
    ],
)
def test_populations_that_do_not_match_are_refused(
    population: pd.Series | pd.DataFrame, told: str
) -> None:
    with pytest.raises(TableError) as caught:
        pg.configurations(poles(), population)
    assert told in simple(str(caught.value))


def test_a_grouping_is_a_column(report: gpd.GeoDataFrame) -> None:
    with pytest.raises(ChoiceError, match="by = 'region'"):
        pg.configurations(report, pg.read_communes(), by="region")
    own = poles().assign(secteur=["x", "x", "y"])
    with pytest.raises(TableError, match="colonne secteur absente"):
        pg.configurations(own, pg.read_communes()["population"], by="secteur")
    found = pg.configurations(own, pd.Series([1e5, 2e5], ["x", "y"]), by="secteur")
    assert found.index.tolist() == ["x", "y"]
    assert found.index.name == "secteur"


def test_faults_are_gathered() -> None:
    wrong = with_value("rang", 9)(with_value("nom", None)(poles()))
    with pytest.raises(TableError, match="2 défauts"):
        pg.configurations(wrong, PEOPLE)


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({"first_share": 1.2}, "first_share = 1.2 : une part de 0 à 1 est attendue"),
        ({"crunch": 0.0}, "crunch = 0.0 : un nombre de plus de 0 est attendu"),
        ({"cycle_poles": 6.5}, "cycle_poles"),
        ({"crunch": "fort"}, "crunch"),
        ({"crunch": float("nan")}, "crunch"),
    ],
)
def test_thresholds_that_are_none_are_refused(bounds: dict[str, object], told: str) -> None:
    with pytest.raises(PolesGeoError) as caught:
        pg.TypeThresholds(**bounds)  # type: ignore[arg-type]
    assert told in simple(str(caught.value))
