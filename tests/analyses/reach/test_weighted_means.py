"""Means weighted by population: by hand, what is missing, what is refused."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises, simple
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import DataWarning, TableError


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "population": [100, 300, 600, 50],
            "apl": [2.0, 4.0, 1.0, 3.0],
            "loin": [True, False, False, True],
            "nom": list("abcd"),
        },
        index=pd.Index(["01001", "01002", "59350", "59512"], name="code_commune"),
    )


BY = pd.Series({"01001": "Ain", "01002": "Ain", "59350": "Nord", "59512": "Nord"}, name="dep")


def test_means_and_shares_by_hand() -> None:
    found = pg.mean_by(table(), BY)
    assert found.index.tolist() == ["Ain", "Nord"]
    assert found["population"].tolist() == [400, 650]
    assert found["apl"].tolist() == pytest.approx([3.5, 750 / 650])
    assert found["loin"].tolist() == pytest.approx([0.25, 50 / 650])
    assert found.columns.tolist() == ["population", "apl", "loin", "couverture"]
    assert found.index.name == "dep"


def test_a_missing_value_is_no_zero_and_is_told() -> None:
    holed = table().assign(apl=[2.0, np.nan, np.nan, np.nan])
    with pytest.warns(DataWarning) as caught:
        found = pg.mean_by(holed, BY)
    assert found["apl"].tolist()[0] == 2
    assert np.isnan(found["apl"].tolist()[1])
    assert found["couverture"].tolist() == [0.25, 0]
    assert simple(str(caught[0].message)) == (
        "3 communes sans toutes les valeurs (90,5 % de la population), hors des moyennes."
    )
    assert found.attrs["avertissements"] == [str(caught[0].message)]


def test_communes_without_territory_are_told() -> None:
    with pytest.warns(DataWarning, match="1.commune sans territoire"):
        found = pg.mean_by(table(), BY.drop("59512"))
    assert found["population"].tolist() == [400, 600]


def lyon(*codes: str) -> pd.DataFrame:
    """Lyon whole, at 5.0, and its arrondissements, at 1.0 and 2.0."""
    values = {"69123": (400, 5.0), "69381": (100, 1.0), "69382": (300, 2.0), "01001": (400, 9.0)}
    rows = [values[code] for code in codes]
    return pd.DataFrame(rows, columns=["population", "apl"], index=list(codes))


def test_a_city_and_its_arrondissements_are_not_averaged_together() -> None:
    every = lyon("69123", "69381", "69382", "01001")
    told = "69123 : ville et arrondissements donnés ensemble ; "
    for by in (None, pd.Series({"69123": "ensemble", "01001": "ensemble"})):
        with pytest.warns(DataWarning) as caught:
            found = pg.mean_by(every, by)
        assert found["apl"].tolist() == [7.0]
        assert found["population"].tolist() == [800]
        assert simple(str(caught[0].message)).startswith(f"{told}la ville garde sa valeur")
    parts = pd.Series({"69381": "A", "69382": "B", "01001": "B"})
    with pytest.warns(DataWarning) as caught:
        found = pg.mean_by(every, parts)
    assert found["apl"].tolist() == pytest.approx([1.0, (600 + 3600) / 700])
    assert [simple(str(one.message)) for one in caught] == [
        f"{told}le territoire est celui des arrondissements, la ville est écartée."
    ]


def test_a_city_that_the_zoning_divides_is_told_with_what_to_give() -> None:
    parts = pd.Series({"69381": "A", "69382": "B", "01001": "B"})
    with pytest.warns(DataWarning, match=r"69123 : by n'a que les arrondissements .* de chacun"):
        found = pg.mean_by(lyon("69123", "01001"), parts)
    assert found["apl"].to_dict() == {"B": 9.0}


def test_a_composition_and_a_series_are_taken() -> None:
    composition = pd.DataFrame({"code_bassin": BY})
    found = pg.mean_by(table()["apl"], composition, weight=table()["population"])
    assert found.index.name == "code_bassin"
    assert found["apl"].tolist() == pytest.approx([3.5, 750 / 650])


def test_what_is_carried_says_where_it_comes_from() -> None:
    sourced = table()
    sourced.attrs = {"source": "DREES", "date": "2023"}
    assert pg.mean_by(sourced).attrs == sourced.attrs


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 900), st.floats(-50, 50)), min_size=1, max_size=12))
def test_a_mean_is_numpy_s_and_lies_between(rows: list[tuple[int, float]]) -> None:
    people, values = zip(*rows, strict=True)
    codes = [f"C{rank}" for rank in range(len(rows))]
    found = pg.mean_by(pd.DataFrame({"population": people, "x": values}, index=codes))["x"].iloc[0]
    assert found == pytest.approx(np.average(values, weights=people), abs=1e-9)
    assert min(values) - 1e-9 <= found <= max(values) + 1e-9


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no population": ({"table": table().drop(columns="population")}, "colonne population absente"),
    "negative": ({"table": table().assign(population=-1)}, "population : un nombre d'au moins 0"),
    "missing": ({"weight": BY.map(len).drop("59512")}, "pour chaque commune .*: 59512"),
    "nobody": ({"table": table().assign(population=0)}, "personne dans la table"),
    "no indicator": ({"table": table()[["population", "nom"]]}, "aucun indicateur"),
    "infinite": ({"table": table().assign(apl=np.inf)}, "apl : nombre infini"),
    "twice": ({"table": table().iloc[[0, 0]]}, "code répété .*01001"),
    "numbers": ({"table": table().set_axis([1001, 1002, 3, 4])}, "l'index doit porter les codes"),
    "other codes": ({"by": BY.rename(index=lambda code: f"X{code}")}, "aucun code de la table"),
    "by twice": ({"by": pd.concat([BY, BY])}, "code répété"),
    "no unit": ({"by": BY.to_frame("epci")}, "colonne code_bassin absente"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_lies_is_refused(name: str) -> None:
    options, told = BAD[name]
    with raises(TableError, told):
        pg.mean_by(**{"table": table(), "by": BY, **options})
