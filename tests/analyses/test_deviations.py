"""Deviations and Theil: by hand, against plain loops, properties, what is refused."""

from math import log
from typing import Any

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import TableError

RATIO = pd.Series({"a": 10.0, "b": 20.0, "c": 60.0, "d": np.nan})
REGIONS = pd.Series({"a": "T", "b": "T", "c": "U", "d": "U"})
PAIRS = pd.DataFrame({"code_a": ["a", "b", "c"], "code_b": ["b", "c", "d"]})
PEOPLE = pd.Series({"a": 3.0, "b": 1.0, "c": 1.0, "d": 9.0})


def test_by_hand_with_weights() -> None:
    told = pg.deviations(RATIO, territory=REGIONS, neighbours=PAIRS, weights=PEOPLE)
    # (30 + 20 + 60) / 5 = 22; T: 50 / 4 = 12.5; neighbours of b: (30 + 60) / 4 = 22.5
    assert told.attrs["moyenne"] == 22
    assert told["ecart_general"].tolist()[:3] == [-12, -2, 38]
    assert told["moyenne_territoire"].tolist() == [12.5, 12.5, 60, 60]
    assert told["ecart_territoire"].tolist()[:3] == [-2.5, 7.5, 0]
    assert told["moyenne_voisins"].tolist() == [20, 22.5, 20, 60]
    assert told["ecart_voisins"].tolist()[:3] == [-10, -2.5, 40]
    assert told["voisins"].tolist() == [1, 2, 1, 1]  # d has no ratio: c has one neighbour
    assert (
        told.loc["d", ["ratio", "ecart_general", "ecart_territoire", "ecart_voisins"]].isna().all()
    )


def test_theil_by_hand() -> None:
    told = pg.theil(pd.Series({"a": 1.0, "b": 3.0, "c": 2.0}), REGIONS)
    inside = (1 / 6) * log(1 / 2) + (3 / 6) * log(3 / 2)
    assert told["dans"].tolist() == pytest.approx([inside, 0])
    assert told["entre"].tolist() == pytest.approx([0, 0])
    assert told["theil"].tolist() == pytest.approx([inside / (4 / 6), 0])
    assert told.attrs["theil"]["total"] == pytest.approx(inside)
    assert told["moyenne"].tolist() == [2, 2]
    assert told["unites"].tolist() == [2, 1]


def seeded(seed: int) -> tuple[pd.Series, pd.Series, pd.DataFrame, pd.Series]:
    drawn = np.random.default_rng(seed)
    codes = [f"z{k:02d}" for k in range(15)]
    ratio = pd.Series(drawn.gamma(2, 50, 15), index=codes)
    ratio[drawn.random(15) < 0.15] = np.nan
    ratio.iloc[0] = 40.0
    regions = pd.Series(drawn.choice(["T", "U", "V"], 15), index=codes)
    pairs = [(a, b) for k, a in enumerate(codes) for b in codes[k + 1 :] if drawn.random() < 0.2]
    pairs.append(("z00", "z01")) if ("z00", "z01") not in pairs else None
    weights = pd.Series(drawn.integers(1, 1_000, 15).astype(float), index=codes)
    return ratio, regions, pd.DataFrame(pairs, columns=["code_a", "code_b"]), weights


@pytest.mark.parametrize("seed", range(50))
def test_a_plain_loop_gives_the_same(seed: int) -> None:
    ratio, regions, pairs, weights = seeded(seed)
    told = pg.deviations(ratio, territory=regions, neighbours=pairs, weights=weights)

    def mean(codes: list[str]) -> float:
        known = [code for code in codes if not np.isnan(ratio[code])]
        if not known:
            return np.nan
        return sum(weights[c] * ratio[c] for c in known) / sum(weights[c] for c in known)

    for code in ratio.index:
        near = [b if a == code else a for a, b in pairs.to_numpy().tolist() if code in (a, b)]
        same = [other for other in ratio.index if regions[other] == regions[code]]
        for name, codes in (
            ("general", list(ratio.index)),
            ("territoire", same),
            ("voisins", near),
        ):
            expected, found = ratio[code] - mean(codes), told.loc[code, f"ecart_{name}"]
            assert pd.isna(found) if np.isnan(expected) else found == pytest.approx(expected)
    shared = pg.theil(ratio, regions, weights=weights)
    known = ratio.dropna()
    whole = mean(list(known.index))
    amount = sum(weights[c] * known[c] for c in known.index)
    total = sum(weights[c] * known[c] / amount * log(known[c] / whole) for c in known.index)
    assert shared.attrs["theil"]["total"] == pytest.approx(total)
    for region, row in shared.iterrows():
        inside = [c for c in known.index if regions[c] == region]
        part = sum(weights[c] * known[c] for c in inside)
        own = sum(weights[c] * known[c] / part * log(known[c] / mean(inside)) for c in inside)
        assert row["theil"] == pytest.approx(own, abs=1e-12)
        assert row["dans"] == pytest.approx(part / amount * own, abs=1e-12)
        assert row["entre"] == pytest.approx(part / amount * log(mean(inside) / whole), abs=1e-12)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10_000), st.floats(0.1, 100))
def test_what_holds_of_any_ratio(seed: int, times: float) -> None:
    ratio, regions, pairs, weights = seeded(seed)
    told = pg.deviations(ratio, territory=regions, neighbours=pairs, weights=weights)
    assert told.index.equals(ratio.index)
    mass = weights[ratio.notna()]
    assert (told["ecart_general"].dropna() * mass).sum() == pytest.approx(0, abs=1e-6)
    for _, group in told.groupby("territoire"):
        kept = group["ecart_territoire"].dropna()
        assert (kept * weights[kept.index]).sum() == pytest.approx(0, abs=1e-6)
    turned = pg.deviations(ratio[::-1], territory=regions, neighbours=pairs[::-1], weights=weights)[
        ::-1
    ]
    pd.testing.assert_frame_equal(turned, told)
    shared = pg.theil(ratio, regions, weights=weights)
    parts = shared.attrs["theil"]
    assert parts["dans"] >= -1e-12
    assert parts["entre"] >= -1e-12
    scaled = pg.theil(ratio * times, regions, weights=weights * 3).attrs["theil"]
    assert scaled == pytest.approx(parts, abs=1e-9)
    assert pg.theil(ratio * 0 + 5, regions).attrs["theil"]["total"] == pytest.approx(0, abs=1e-12)


def test_a_ratio_of_nothing_adds_nothing_to_theil() -> None:
    told = pg.theil(pd.Series({"a": 0.0, "b": 0.0, "c": 2.0}), REGIONS)
    assert told["theil"].isna().tolist() == [True, False]
    # half of two thirds of the weight has nothing: T = ln(2 / (2 / 3))
    assert told.attrs["theil"]["total"] == pytest.approx(log(3))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"ratio": pd.Series([1.0, 2.0])}, "rang des lignes"),
        ({"ratio": RATIO.rename({"b": "a"})}, "code répété"),
        ({"ratio": pd.Series({"a": "x", "b": 1})}, "un nombre est attendu.*a"),
        ({"ratio": pd.Series({"a": np.inf, "b": 1})}, "un nombre est attendu"),
        ({"ratio": pd.Series({"a": np.nan})}, "aucune unité n'a de ratio"),
        ({"territory": pd.Series({"z": "T"})}, "aucune unité du ratio"),
        ({"weights": PEOPLE.drop("b")}, "(?s)weights.*un nombre de plus de 0.*b"),
        ({"weights": PEOPLE * 0}, "de plus de 0"),
        ({"neighbours": PAIRS.replace("a", "z")}, "(?s)neighbours.*code qui n'est pas du ratio.*z"),
        ({"neighbours": PAIRS.assign(code_b="c")}, "voisine d'elle-même"),
        ({"neighbours": pd.concat([PAIRS, PAIRS])}, "couple répété"),
        ({"neighbours": PAIRS[["code_a"]]}, "colonne code_b absente"),
    ],
)
def test_refused(changes: dict[str, Any], message: str) -> None:
    with raises(TableError, message):
        pg.deviations(**{"ratio": RATIO, **changes})


@pytest.mark.parametrize(
    ("ratio", "message"),
    [
        (pd.Series({"a": -1.0, "b": 2.0}), "au moins 0.*a"),
        (pd.Series({"a": 0.0, "b": 0.0}), "n'est pas définie"),
    ],
)
def test_ratios_that_theil_refuses(ratio: pd.Series, message: str) -> None:
    with raises(TableError, message):
        pg.theil(ratio, REGIONS)
