"""The smallest change that gives another rank: by hand, then against every smaller change."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from effectif_tables import Bassin, bassins, cascade, table
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.ranking.classify import classify
from poles_geo.ranking.rules import RULES_ORS_2014, Condition, Rank, Rules

SMALL_RULES = Rules(
    "Règle de 2014 au centième",
    "essai",
    [
        Rank(
            rank.rang,
            rank.type_pole,
            rank.sigle,
            [
                Condition(
                    c.measure, c.comparison, c.fraction / 100 if c.fraction > 1 else c.fraction
                )
                for c in rank.conditions
            ],
        )
        for rank in RULES_ORS_2014.ranks
    ],
)


@pytest.mark.parametrize(
    ("bassin", "marge", "unit", "rang"),
    [
        ((10_001, 5_000, 0), -1, "professionnels", 2),
        ((10_000, 5_000, 0), 1, "professionnels", 1),
        ((9_990, 5_000, 0), 11, "professionnels", 1),
        ((3_005, 0, 0), -6, "professionnels", 4),  # 2 999 of proximité
        ((850, 0, 0), 151, "professionnels", 4),
        ((1_050, 0, 0), -50, "professionnels", None),
        # half are psychiatric nurses: 1 000.5 others at 2 001, 19 more; or 10 nurses fewer, 0.505 %
        ((1_982, 1_500, 991), -100 * 10 / 1_982, "points", 4),
        # 410 of 2 000: 399 is the first below 20 %
        ((2_000, 410, 0), -100 * 11 / 2_000, "points", 4),
        # 410 psychiatric nurses of 2 000: 400 is 20 %
        ((2_000, 1_000, 410), -100 * 10 / 2_000, "points", 3),
        # all psychiatric nurses: neither share can move alone towards rank 3 or 4 in less
        ((2_990, 2_990, 2_990), 10, "professionnels", 2),
        # 1 050 without them: 50 more and 1 000 are left; 100 departures would be needed
        ((2_100, 1_500, 1_050), 100 * 50 / 2_100, "points", None),
        # all of pôle are psychiatric nurses, 20 % both: neither share can move
        ((2_500, 500, 500), 500, "professionnels", 2),
        ((0, 0, 0), np.nan, None, None),
    ],
)
def test_marge_by_hand(
    bassin: tuple[int, int, int], marge: float, unit: str | None, rang: int | None
) -> None:
    pole = classify(table(bassin)).iloc[0]
    assert pole["marge"] == pytest.approx(marge, nan_ok=True)
    assert pole["marge_unite"] == unit if unit else pd.isna(pole["marge_unite"])
    assert pole["marge_rang"] == rang if rang else pd.isna(pole["marge_rang"])


def test_persons_of_the_marge_by_hand() -> None:
    poles = classify(table((10_000, 5_000, 0), (2_000, 410, 0), (2_919, 519, 119), (0, 0, 0)))
    # 1 more; 11 fewer of pôle make 399 of 2 000; 65 more make 584 of 2 919, 20.007 %
    assert poles["marge_personnes"].tolist() == [1, -11, 65, pd.NA]
    assert str(poles["marge_personnes"].dtype) == "Int64"
    partial = table((2_000, 410, 0)).assign(couverture=0.5)
    assert classify(partial)["marge_personnes"].isna().all()


def test_losing_everyone_is_a_change_of_rank() -> None:
    rules = Rules(
        "Essai", "essai", [Rank(1, "petit", "p", [Condition("effectif", "au_plus", 500)])]
    )
    poles = classify(table((0, 0, 0), (2, 0, 0), (499, 0, 0)), rules)
    assert poles["rang"].tolist() == [pd.NA, 1, 1]
    assert poles["marge"].tolist()[1:] == [-2, 2]
    assert poles["marge_rang"].isna().all()


def changed(bassin: Bassin, which: int, persons: int, thousand: int) -> int | str | None:
    """Rank after a change: 0 professionals at constant shares, 1 pôle, 2 psychiatric nurses."""
    effectif, pole, psychiatry = bassin
    parts = [Fraction(pole, effectif), Fraction(psychiatry, effectif)]
    if which == 0:
        effectif += persons
    else:
        number = [pole, psychiatry][which - 1] + persons
        lowest, highest = [(psychiatry, effectif), (0, pole)][which - 1]
        if not lowest <= number <= highest:
            return "impossible"
        parts[which - 1] = Fraction(number, effectif)
    return cascade(effectif, *parts, thousand) if effectif >= 0 else "impossible"


def nearest(bassin: Bassin, thousand: int) -> tuple[int, int]:
    """First change of rank when every change is tried, one person more each time."""
    now = changed(bassin, 0, 0, thousand)
    return next(
        (which, persons)
        for number in range(1, 11 * thousand)
        for which in (0, 1, 2)
        for persons in (number, -number)
        if changed(bassin, which, persons, thousand) not in (now, "impossible")
    )


@settings(deadline=None, max_examples=25)
@given(st.lists(bassins(maximum=120), min_size=20, max_size=40))
def test_no_smaller_change_gives_another_rank(bassins: list[Bassin]) -> None:
    poles = classify(table(*bassins), SMALL_RULES)
    for bassin, (_, pole) in zip(bassins, poles.iterrows(), strict=True):
        if bassin[0] == 0:
            assert pole[["marge", "marge_personnes", "marge_unite", "marge_rang"]].isna().all()
            continue
        which, persons = nearest(bassin, 10)
        assert pole["marge_personnes"] == persons
        unit, value = "professionnels", float(persons)
        if which:
            unit, value = "points", 100 * persons / bassin[0]
        assert (pole["marge_unite"], pole["marge"]) == (unit, pytest.approx(value))
        rang = None if pd.isna(pole["marge_rang"]) else pole["marge_rang"]
        assert rang == changed(bassin, which, persons, 10)


@settings(deadline=None, max_examples=60)
@given(st.lists(bassins(), min_size=1, max_size=20))
def test_the_marge_changes_the_rank_and_one_person_less_does_not(bassins: list[Bassin]) -> None:
    poles = classify(table(*bassins))
    for bassin, (_, pole) in zip(bassins, poles.iterrows(), strict=True):
        if bassin[0] == 0:
            continue
        rang, after = (None if pd.isna(r) else r for r in (pole["rang"], pole["marge_rang"]))
        assert after != rang
        persons = int(pole["marge_personnes"])
        ways = [0]
        if pole["marge_unite"] == "points":
            assert pole["marge"] == pytest.approx(100 * persons / bassin[0])
            ways = [1, 2]
        else:
            assert pole["marge"] == persons
        sign = 1 if persons > 0 else -1
        results = [
            (changed(bassin, way, persons, 1000), changed(bassin, way, persons - sign, 1000))
            for way in ways
        ]
        assert (after, rang) in results
