"""Variety of professions: by hand, against plain loops, properties, what is refused."""

from math import exp, log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import DataWarning, TableError


def detailed(rows: list[list[int]], codes: tuple[str, ...] = ("10G", "21", "60")) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=[f"effectif_{code}" for code in codes])
    table.insert(0, "effectif", table.sum(axis=1))
    return table.set_index(pd.Index([f"{59001 + i}" for i in range(len(rows))], name="code_bassin"))


def test_by_hand() -> None:
    told = pg.variety(detailed([[10, 10, 0], [0, 5, 15], [0, 0, 0]]))
    assert told["professions"].tolist() == [2, 2, 0]
    assert told["shannon"].iloc[0] == pytest.approx(log(2))
    assert told["professions_egales"].iloc[0] == pytest.approx(2)
    assert told["shannon"].iloc[1] == pytest.approx(-(0.25 * log(0.25) + 0.75 * log(0.75)))
    # of 40 professionals, 10, 15, 15: shares 0.25, 0.375, 0.375
    assert told["quotient_10G"].iloc[:2].tolist() == [2, 0]
    assert told["quotient_60"].iloc[:2].tolist() == [0, 2]
    assert told["quotient_21"].iloc[1] == pytest.approx(0.25 / 0.375)
    assert told.iloc[2].drop(["effectif", "professions"]).isna().all()


@pytest.mark.parametrize("seed", range(50))
def test_a_plain_loop_gives_the_same(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    rows = drawn.poisson(drawn.uniform(0.2, 20, 5), (8, 5)).tolist()
    codes = ("10G", "10S", "21", "60", "70")
    told = pg.variety(detailed(rows, codes))
    everyone = [sum(row[k] for row in rows) for k in range(5)]
    for row, (_, found) in zip(rows, told.iterrows(), strict=True):
        n = sum(row)
        assert found["professions"] == sum(1 for x in row if x)
        if not n:
            assert pd.isna(found["shannon"])
            continue
        shannon = -sum(x / n * log(x / n) for x in row if x)
        assert found["shannon"] == pytest.approx(shannon)
        assert found["professions_egales"] == pytest.approx(exp(shannon))
        for code, x, total in zip(codes, row, everyone, strict=True):
            if total:
                quotient = (x / n) / (total / sum(everyone))
                assert found[f"quotient_{code}"] == pytest.approx(quotient)
            else:
                assert pd.isna(found[f"quotient_{code}"])


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_holds_of_any_table(rows: list[list[int]]) -> None:
    effectifs = detailed(rows)
    told = pg.variety(effectifs)
    assert told.index.equals(effectifs.index)
    known = told.dropna(subset=["shannon"])
    assert (known["shannon"] >= -1e-12).all()
    assert (known["professions_egales"] <= known["professions"] + 1e-9).all()
    pd.testing.assert_frame_equal(pg.variety(effectifs[::-1])[::-1], told)
    pd.testing.assert_frame_equal(pg.variety(effectifs * 2).iloc[:, 1:], told.iloc[:, 1:])
    shares = effectifs["effectif"] / max(effectifs["effectif"].sum(), 1)
    for name in told.columns[told.columns.str.startswith("quotient_")]:
        if told[name].notna().any():  # weighted by professionals, a quotient is 1
            assert (told[name].fillna(0) * shares).sum() == pytest.approx(1)


def test_units_outside_the_field_are_missing_and_count_for_nobody() -> None:
    effectifs = detailed([[10, 10, 0], [5, 0, 5], [4, 4, 4]]).astype("Int64")
    effectifs["couverture"] = [1.0, 0.5, 0.0]
    effectifs.iloc[2, :4] = pd.NA
    effectifs.attrs["source"] = "essai"
    told = pg.variety(effectifs)
    assert told.attrs == {"source": "essai"}
    assert told.loc[["59002", "59003"], ["professions", "shannon"]].isna().all(axis=None)
    assert told["quotient_10G"].iloc[0] == 1
    assert told["quotient_60"].isna().all()


def test_the_detail_of_counted_professionals() -> None:
    with pytest.warns(DataWarning):
        counted = pg.aggregate(
            pg.count_professionals(pg.load_example()), "BV2022", detail="profession"
        )
    told = pg.variety(counted)
    assert told.index.equals(counted.index)
    columns = [name for name in counted if name.startswith("effectif_")]
    expected = (counted.loc["59350", columns] > 0).sum()
    assert told.loc["59350", "professions"] == expected == 3


GOOD = detailed([[1, 2, 3], [0, 1, 0]])


@pytest.mark.parametrize(
    ("effectifs", "message"),
    [
        (GOOD[["effectif"]], "aucune colonne effectif_"),
        (GOOD.drop(columns="effectif"), "colonne effectif absente"),
        (detailed([[1, 2]], ("L", "S")), "par mode d'exercice"),
        (GOOD.assign(effectif_21=-1), "effectif_21 : un nombre d'au moins 0"),
        (GOOD.assign(effectif_21=[None, 1]), "effectif_21.*59001"),
        (GOOD.assign(effectif_21="beaucoup"), "effectif_21"),
        (GOOD.assign(effectif=7), "la somme des effectif_… n'est pas effectif.*59001, 59002"),
        (GOOD.reset_index(drop=True), "rang des lignes"),
        (pd.concat([GOOD, GOOD]), "répété"),
    ],
)
def test_refused(effectifs: pd.DataFrame, message: str) -> None:
    with raises(TableError, message):
        pg.variety(effectifs)


def test_a_column_of_density_is_no_profession() -> None:
    table: Any = GOOD.assign(effectif_pour_10000_habitants=1.5)
    pd.testing.assert_frame_equal(pg.variety(table), pg.variety(GOOD))
