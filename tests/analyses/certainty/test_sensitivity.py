"""How sure a rank is: published numbers, closed forms, a plain loop, properties, refusals."""

from fractions import Fraction
from math import erf, nan, sqrt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import Bassin, bassins, cascade, raises, simple, table
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import ArgumentError, ChoiceError, TableError
from poles_geo.ranking.rules import Condition, Rank, Rules

RANKS = [1, 2, 3, 4]
PROBABILITIES = [*(f"probabilite_rang_{rang}" for rang in RANKS), "probabilite_hors_pole"]
NUMBER = Rules(
    "du plus grand nombre", "essai",
    (
        Rank(1, "grand", "G", (Condition("effectif", "plus_de", 100),)),
        Rank(2, "moyen", "M", (Condition("effectif", "au_moins", 50),
                               Condition("effectif", "moins_de", 90))),
    ),
)  # fmt: skip


def above(bound: float, count: float, error: float) -> float:
    """Probability that a normal count is above a bound."""
    return 0.5 * (1 + erf((count - bound) / (error * count * sqrt(2))))


@pytest.mark.parametrize("draws", [1_000, 200_000])
def test_probabilities_of_the_published_poles_by_the_closed_form(draws: int) -> None:
    told = pg.sensitivity(pg.load_report(), draws=draws)
    at_least_2 = told["probabilite_rang_1"] + told["probabilite_rang_2"]
    for found, count, bound, expected in (
        (at_least_2["34032"], 3_001, 3_000, 0.5027),
        (at_least_2["59017"], 2_995, 3_000, 0.4867),
        (told.loc["35238", "probabilite_rang_1"], 10_358, 10_000, 0.7553),
        (told.loc["84007", "probabilite_rang_1"], 9_447, 10_000, 0.1209),
    ):
        p = above(bound, count, 0.05)
        assert p == pytest.approx(expected, abs=5e-5)
        assert abs(found - p) < 4 * sqrt(p * (1 - p) / draws)


def test_every_published_pole_agrees_with_the_closed_form() -> None:
    poles, draws = pg.load_report(), 20_000
    told = pg.sensitivity(poles, error=0.2, draws=draws, seed=3)
    for count, row in zip(poles["effectif"], told.itertuples(), strict=True):
        first, second = above(10_000, count, 0.2), above(3_000, count, 0.2)
        for found, p in (
            (row.probabilite_rang_1, first), (row.probabilite_rang_2, second - first),
        ):  # fmt: skip
            assert abs(found - p) <= 4.5 * sqrt(p * (1 - p) / draws) + 1e-9


def test_the_shares_of_the_published_poles_are_not_told() -> None:
    poles = pg.load_report()
    told = pg.sensitivity(poles)
    assert isinstance(told, gpd.GeoDataFrame)
    assert told.index.equals(poles.index)
    assert told[PROBABILITIES[2:]].isna().all(axis=None)
    assert told["rang"].tolist() == poles["rang"].tolist()
    decided = told["rang"] <= 2
    assert told["probabilite_du_rang"].notna().tolist() == decided.tolist()
    assert told.loc[~decided, "fragile"].dropna().index.tolist() == ["57672", "81004", "59017"]
    assert told["fragile"].sum() == 10
    reserve = "rang 3 et suivants non vérifiables : les parts ne sont pas connues"
    assert {simple(text) for text in told["reserve"]} == {reserve}
    assert simple(told.attrs["avertissements"][-1]) == f"{reserve}."


def test_thresholds_of_the_report_moved() -> None:
    moved = pg.thresholds_moved(pg.load_report(), changes=[0.05, -0.06, 0, 0.01, 0.04, -0.05])
    together = moved[moved["seuil"] == "tous les seuils d'effectif"].set_index("variation")
    assert together["rang_1"].to_dict() == {
        -0.06: 17,
        -0.05: 15,
        0: 15,
        0.01: 15,
        0.04: 13,
        0.05: 13,
    }
    two = together["rang_1"] + together["rang_2"]
    assert [two[change] for change in (0, 0.01, 0.05, -0.05)] == [57, 55, 52, 60]
    assert together.loc[0.01, "codes"].split() == ["10387", "34032"]
    assert together["changent"].to_dict() == {-0.06: 5, -0.05: 3, 0: 0, 0.01: 2, 0.04: 6, 0.05: 7}
    assert moved[["rang_3", "rang_4", "hors_pole"]].isna().all(axis=None)
    assert [simple(name) for name in moved["seuil"].unique()] == [
        "tous les seuils d'effectif",
        "rang 1 : plus de 10 000 professionnels",
        "rang 2 : au moins 3 000 professionnels",
    ]


def test_moved_thresholds_are_the_same_in_any_order_of_the_rows() -> None:
    poles = pg.load_report()
    backwards = pg.thresholds_moved(poles.iloc[::-1], changes=[-0.05, 0.05])
    pd.testing.assert_frame_equal(backwards, pg.thresholds_moved(poles, changes=[-0.05, 0.05]))


def test_a_moved_threshold_that_is_no_whole_number_by_hand() -> None:
    """1 000 becomes 1 000.5, that 1 001 is over; 3 000 becomes 3 001.5, that 3 001 is under."""
    effectifs = table((1_001, 0, 0), (3_001, 0, 0), (3_002, 0, 0))
    moved = pg.thresholds_moved(effectifs, changes=[0.0005])
    assert moved.loc[0, ["rang_2", "rang_4", "hors_pole"]].tolist() == [1, 2, 0]


def test_what_flips_a_bassin_by_hand() -> None:
    told = pg.sensitivity(
        table(
            (3_030, 900, 0),  # rank 2 up to 3 030: moved by 1 %
            (1_600, 336, 0),  # 21 % of pôle: the share moved by 5 % past it, 1 500 by 6,7 %
            (2_000, 390, 0),  # 19,5 %: 20 % moved by −2,5 %
            (1_100, 400, 120),  # 980 without psychiatry: −2 % of 1 000 gives rank 4
            (20_000, 6_000, 0),
            (0, 0, 0),
        )
    )
    assert told["seuil_variation"].round(6).tolist()[:5] == [0.01, 0.05, -0.025, -0.02, 1.0]
    assert [simple(str(name)) for name in told["seuil"]] == [
        "rang 2 : au moins 3 000 professionnels",
        "rang 3 : au moins 20 % de professionnels de pôle",
        "rang 3 : au moins 20 % de professionnels de pôle",
        "rang 4 : plus de 1 000 professionnels hors infirmiers psychiatriques",
        "rang 1 : plus de 10 000 professionnels",
        "nan",
    ]
    assert told["seuil_rang"].tolist()[:5] == [3, 4, 3, 4, 2]
    # 20 % moved by 5 % is 21 %, which the second still reaches
    assert told["fragile"].tolist() == [True, False, True, True, False, False]
    assert told["marge_personnes"].tolist()[:5] == [-31, -17, 10, -21, -10_000]
    assert told[PROBABILITIES].iloc[-1].tolist() == [0, 0, 0, 0, 1]


def test_probabilities_with_shares_by_the_closed_form() -> None:
    """The three errors are independent, so that the conditions of rank 3 multiply."""
    draws, error = 200_000, 0.1
    told = pg.sensitivity(table((1_600, 340, 300)), error=error, draws=draws).iloc[0]
    share = above(0.2, 340 / 1_600, error)
    psychiatry = 1 - above(0.2, 300 / 1_600, error)
    number = above(1_500, 1_600, error) - above(3_000, 1_600, error)
    p = share * psychiatry * number
    assert abs(told["probabilite_rang_3"] - p) < 4 * sqrt(p * (1 - p) / draws) + 2e-3  # q ≤ pôle


@pytest.mark.parametrize("seed", range(50))
def test_a_plain_loop_gives_the_same(seed: int) -> None:
    drawn = np.random.default_rng(1_000 + seed)
    rows = []
    for _ in range(12):
        effectif = int(drawn.choice([1_000, 1_500, 3_000, 10_000]) * drawn.uniform(0.85, 1.15))
        pole = int(effectif * drawn.uniform(0.1, 0.4))
        rows.append((effectif, pole, int(pole * drawn.uniform(0, 1))))
    draws, error = 40, float(drawn.uniform(0.01, 0.5))
    told = pg.sensitivity(table(*rows), error=error, draws=draws, seed=seed)
    z = np.random.default_rng(seed).standard_normal((3, draws))
    for (effectif, pole, psychiatry), (_, found) in zip(rows, told.iterrows(), strict=True):
        times = dict.fromkeys((*RANKS, None), 0)
        for a, b, c in z.T.tolist():
            people = effectif * (1 + error * a)
            of_pole = min(max(pole / effectif * (1 + error * b), 0), 1)
            nurses = min(max(psychiatry / effectif * (1 + error * c), 0), of_pole)
            times[cascade(people, Fraction(of_pole), Fraction(nurses))] += 1
        expected = [count / draws for count in times.values()]
        assert found[PROBABILITIES].tolist() == pytest.approx(expected)


def plainly_moved(bassin: Bassin, change: float, which: str) -> int | None:
    """Rank with one bound of the report moved, or all those on numbers, in plain fractions."""
    effectif, pole, psychiatry = bassin
    by = {name: 1 + Fraction(str(change)) if which in (name, "all") else 1 for name in "abcd"}
    of_share = {name: 1 + Fraction(str(change)) if which == name else 1 for name in "ef"}
    if effectif > 10_000 * by["a"]:
        return 1
    if effectif >= 3_000 * by["b"]:
        return 2
    fifth = effectif * Fraction(1, 5)
    shares = pole >= fifth * of_share["e"] and psychiatry <= fifth * of_share["f"]
    if effectif >= 1_500 * by["c"] and shares and effectif:
        return 3
    return 4 if effectif - psychiatry > 1_000 * by["d"] else None


@settings(deadline=None, max_examples=15)
@given(
    st.lists(bassins(), min_size=1, max_size=10),
    st.integers(-99, 99).map(lambda percent: percent / 100),
)
def test_thresholds_moved_one_by_one_by_plain_comparisons(
    rows: list[Bassin], change: float
) -> None:
    effectifs = table(*rows)
    moved = pg.thresholds_moved(effectifs, changes=[change])
    for which, (_, found) in zip(("all", *"abcefd"), moved.iterrows(), strict=True):
        after = [plainly_moved(bassin, change, which) for bassin in rows]
        before = [plainly_moved(bassin, 0, "") for bassin in rows]
        numbers = [after.count(rang) for rang in (*RANKS, None)]
        assert found.iloc[2:7].tolist() == numbers
        others = effectifs.index[[a != b for a, b in zip(after, before, strict=True)]]
        assert found["changent"] == len(others)
        assert (found["codes"] if len(others) else "") == " ".join(sorted(others))


@settings(deadline=None, max_examples=15)
@given(st.lists(bassins(), min_size=1, max_size=10), st.sampled_from([0, 0.01, 0.05, 0.3]))
def test_what_holds_of_any_table(rows: list[Bassin], change: float) -> None:
    effectifs = table(*rows)
    told = pg.sensitivity(effectifs, change=change, draws=30)
    ranked = pg.classify(effectifs)
    assert told.index.equals(effectifs.index)
    assert np.allclose(told[PROBABILITIES].sum(axis=1).astype(float), 1)
    for name in ("rang", "type_pole", "sigle", "marge_personnes", "marge_unite", "marge_rang"):
        pd.testing.assert_series_equal(told[name], ranked[name])
    moved = pg.thresholds_moved(effectifs, changes=[-change, change] if change else [0])
    changing = set(" ".join(moved["codes"].dropna()).split())
    assert set(told.index[told["fragile"]]) == changing
    reached = told["seuil_variation"].abs().lt(change).fillna(value=False)
    assert not (reached & ~told["fragile"]).any()
    still = pg.sensitivity(effectifs, change=change, error=0, draws=1)
    ranks = ranked["rang"].map({rang: k for k, rang in enumerate(RANKS)}).fillna(4)
    assert still[PROBABILITIES].astype(float).to_numpy().argmax(axis=1).tolist() == ranks.tolist()
    assert still["probabilite_du_rang"].eq(1).all()
    turned = pg.sensitivity(effectifs[::-1], change=change, draws=30)
    pd.testing.assert_frame_equal(turned[::-1], told)
    alone = pg.sensitivity(effectifs.iloc[:1], change=change, draws=30)
    pd.testing.assert_frame_equal(alone, told.iloc[:1])


@settings(deadline=None, max_examples=15)
@given(st.lists(bassins(), min_size=1, max_size=10))
def test_a_threshold_moved_past_its_variation_gives_the_rank_told(rows: list[Bassin]) -> None:
    effectifs = table(*rows)
    told = pg.sensitivity(effectifs, draws=1)
    names = dict(zip(pg.thresholds_moved(effectifs, changes=[0])["seuil"], ("all", *"abcefd"),
                     strict=True))  # fmt: skip
    for bassin, (_, found) in zip(rows, told.iterrows(), strict=True):
        if pd.isna(found["seuil_variation"]):
            assert not bassin[0]
            continue
        exact, which = float(found["seuil_variation"]), names[found["seuil"]]
        expected = None if pd.isna(found["seuil_rang"]) else found["seuil_rang"]
        near = [plainly_moved(bassin, exact + step, which) for step in (-1e-7, 1e-7)]
        assert expected in near
        assert plainly_moved(bassin, 0, "") in near


@settings(deadline=None, max_examples=15)
@given(st.integers(1, 20_000), st.integers(0, 500))
def test_a_heavier_unit_is_never_less_surely_of_a_high_rank(effectif: int, more: int) -> None:
    told = pg.sensitivity(table((effectif, 0, 0), (effectif + more, 0, 0)), draws=50)
    for last in (1, 2):
        reached = told[PROBABILITIES[:last]].sum(axis=1)
        assert reached.iloc[0] <= reached.iloc[1]


def test_what_is_not_counted_wholly_has_neither_probability_nor_margin() -> None:
    effectifs = table((2_000, 500, 100), (3_001, 500, 100), (3_001, 500, 100)).astype("Int64")
    effectifs.iloc[0] = pd.NA
    effectifs["couverture"] = [0.0, 0.4, 1.0]
    told = pg.sensitivity(effectifs)
    measured = told.drop(columns=[*effectifs.columns.intersection(told.columns), "reserve"])
    measured = measured.drop(columns=["nom", "departement", "region_2014", "region_2016"])
    assert measured.iloc[:2].isna().all(axis=None)
    assert told["reserve"].fillna("").tolist() == ["non compté", "partiel", ""]
    assert told["fragile"].iloc[2]
    moved = pg.thresholds_moved(effectifs, changes=[0])
    assert moved.loc[0, ["rang_1", "rang_2", "rang_3", "rang_4", "hors_pole"]].sum() == 1


def test_without_some_professions_ranks_by_number_alone_are_told() -> None:
    effectifs = table((2_000, 500, 100), (12_000, 500, 100))
    field = pg.Field(professions="médecins généralistes seulement")
    effectifs.attrs["champ"] = field.written()
    told = pg.sensitivity(effectifs)
    assert told["probabilite_du_rang"].isna().tolist() == [True, False]
    assert told["probabilite_rang_4"].isna().all()
    assert simple(told["reserve"].iloc[0]) == (
        "rang 3 et suivants non vérifiables : médecins généralistes seulement"
    )


def test_rules_of_ones_own() -> None:
    effectifs = table((95, 0, 0), (101, 0, 0), (50, 0, 0), (0, 0, 0))
    told = pg.sensitivity(effectifs, NUMBER, change=0.1, draws=5_000)
    assert told["rang"].fillna(0).tolist() == [0, 1, 2, 0]
    assert told["fragile"].tolist() == [True, True, True, False]
    assert [simple(str(name)) for name in told["seuil"][:3]] == [
        "rang 1 : plus de 100 professionnels",
        "rang 1 : plus de 100 professionnels",
        "rang 2 : au moins 50 professionnels",
    ]
    p = above(50, 50, 0.05) - above(90, 50, 0.05)
    assert told["probabilite_rang_2"].iloc[2] == pytest.approx(p, abs=0.03)
    alone = effectifs[["effectif"]]
    pd.testing.assert_frame_equal(pg.sensitivity(alone, NUMBER, change=0.1, draws=5_000), told)


def test_a_table_that_carries_its_rules_is_told_by_them() -> None:
    ranked = pg.classify(table((95, 0, 0), (101, 0, 0), (50, 0, 0), (0, 0, 0)), NUMBER)
    pd.testing.assert_frame_equal(pg.sensitivity(ranked), pg.sensitivity(ranked, NUMBER))
    pd.testing.assert_frame_equal(pg.thresholds_moved(ranked), pg.thresholds_moved(ranked, NUMBER))
    by_the_report = pg.sensitivity(ranked, pg.RULES_ORS_2014)
    assert by_the_report["rang"].fillna(0).tolist() == [0, 0, 0, 0]


def test_a_table_keeps_what_was_tried_when_written(tmp_path: Any) -> None:
    told = pg.sensitivity(table((3_001, 900, 0)), change=0.1, error=0.02, draws=7, seed=5)
    assert told.attrs["sensibilite"] == {
        "change": 0.1, "erreur": 0.02, "tirages": 7, "graine": 5,
    }  # fmt: skip
    pg.write_table(told, tmp_path / "t.csv")
    read = pg.read_table(tmp_path / "t.csv")
    assert read.attrs["sensibilite"] == told.attrs["sensibilite"]


SHARES_FIRST = Rules(
    "parts d'abord", "essai", (Rank(1, "a", "A", (Condition("part_pole", "plus_de", 0.1),)),)
)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"error": -0.01}, ChoiceError, "error = -0.01 : un écart type relatif, de 0 à 1"),
        ({"error": 1.01}, ChoiceError, "error = 1.01"),
        ({"error": nan}, (ChoiceError, ArgumentError), "error"),
        ({"draws": 0}, ChoiceError, "draws = 0 : de 1 à un million"),
        ({"draws": 2.5}, ArgumentError, "draws"),
        ({"change": 1}, ChoiceError, "change = 1 : une part des seuils"),
        ({"change": -0.1}, ChoiceError, "change"),
        ({"change": nan}, (ChoiceError, ArgumentError), "change"),
        ({"seed": -1}, ChoiceError, "seed = -1"),
        ({"rules": "ors"}, ArgumentError, "Rules"),
        ({"rules": SHARES_FIRST, "effectifs": table((5, 1, 0))[["effectif"]]}, TableError,
         "aucun rang n'est vérifiable"),
        ({"rules": Rules("n", "s", (Rank(1, "a", "A", ()),))}, ChoiceError, "sans condition"),
        ({"effectifs": table((5, 1, 0)).drop(columns="pole")}, TableError, "colonne pole absente"),
        ({"effectifs": table((5, 1, 0)).drop(columns="effectif")}, TableError, "effectif absente"),
        ({"effectifs": table((5, 1, 2))}, TableError, "59001 : 2 > 1"),
        ({"effectifs": table((5, 1, 0), codes=["1004"])}, TableError, "zéro de tête"),
        ({"effectifs": table((5, 1, 0))[["effectif"]] * -1}, TableError, "nombre négatif"),
        ({"effectifs": table((5, 1, 0)).assign(pole=[pd.NA])}, TableError, "pole : valeur manq"),
        ({"effectifs": pd.Series([1])}, ArgumentError, "effectifs"),
    ],
)  # fmt: skip
def test_refused(options: dict[str, Any], error: Any, message: str) -> None:
    with raises(error, message):
        pg.sensitivity(**{"effectifs": table((3_001, 900, 0)), **options})


@pytest.mark.parametrize("changes", [[], [0.1, 0.1], [1.0], [-1], [nan], ["5 %"], 0.05])
def test_changes_that_are_refused(changes: Any) -> None:
    with raises((ChoiceError, ArgumentError), "changes"):
        pg.thresholds_moved(table((3_001, 900, 0)), changes=changes)
