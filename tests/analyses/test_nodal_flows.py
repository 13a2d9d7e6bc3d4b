"""Nodal flows: the worked example, plain loops, properties, what is refused."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import TableError


def table(*rows: tuple[Any, Any, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["origine", "destination", "flux"])


def test_by_hand() -> None:
    told = pg.nodal_flows(
        table(
            ("a", "b", 10.0), ("a", "c", 4.0), ("b", "c", 6.0), ("c", "b", 7.0), ("b", "b", 50.0),
            ("d", "e", 3.0), ("e", "d", 3.0), ("f", "a", 1.0), ("g", "g", 2.0),
        )
    )  # fmt: skip
    # received: a 1, b 17, c 10, d 3, e 3; b sends most to c, smaller: b is nodal; d and e are even
    assert told["recu"].to_dict() == {"a": 1, "b": 17, "c": 10, "d": 3, "e": 3, "f": 0, "g": 0}
    assert told["dominant"].fillna("").tolist() == ["b", "", "b", "", "", "a", ""]
    assert told["tete"].tolist() == ["b", "b", "b", "d", "e", "b", "g"]
    assert told["niveau"].tolist() == [1, 0, 1, 0, 0, 2, 0]
    assert told["domine"].tolist() == [1, 3, 0, 0, 0, 0, 0]
    assert told.loc["a", "part_dominante"] == pytest.approx(10 / 14)
    assert told["interne"].tolist() == [0, 50, 0, 0, 0, 0, 2]
    assert told.loc["b", "destination"] == "c"
    assert told.loc["g", ["destination", "flux_dominant", "part_dominante"]].isna().all()


def test_of_even_flows_the_largest_place_then_the_first_code() -> None:
    flows = table(
        ("a", "b", 5.0), ("a", "c", 5.0), ("d", "c", 1.0), ("e", "x", 2.0), ("e", "w", 2.0)
    )
    told = pg.nodal_flows(flows)
    assert told.loc[["a", "e"], "dominant"].tolist() == ["c", "w"]


def seeded(seed: int) -> pd.DataFrame:
    drawn = np.random.default_rng(seed)
    codes = [f"p{k}" for k in range(9)]
    rows = [
        (a, b, float(drawn.integers(0, 12)))
        for a in codes for b in codes if drawn.random() < 0.4
    ]  # fmt: skip
    return table(*rows, ("p0", "zz", 1.0))


@pytest.mark.parametrize("seed", range(50))
def test_a_plain_loop_gives_the_same(seed: int) -> None:
    flows = seeded(seed)
    told = pg.nodal_flows(flows)
    amounts = {(a, b): f for a, b, f in flows.to_numpy().tolist()}
    codes = sorted({code for pair in amounts for code in pair})
    size = {c: sum(f for (a, b), f in amounts.items() if b == c != a) for c in codes}
    above: dict[str, str | None] = {}
    for code in codes:
        out = [(f, size[b], b) for (a, b), f in amounts.items() if a == code != b and f > 0]
        best = min(out, key=lambda one: (-one[0], -one[1], one[2]), default=None)
        above[code] = best[2] if best and best[1] > size[code] else None
    assert told.index.tolist() == codes
    for code in codes:
        path = [code]
        while (up := above[path[-1]]) is not None:
            path.append(up)
        row = told.loc[code]
        assert row["recu"] == size[code]
        assert (None if pd.isna(row["dominant"]) else row["dominant"]) == above[code]
        assert (row["tete"], row["niveau"]) == (path[-1], len(path) - 1)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 10_000), st.integers(2, 10))
def test_what_holds_of_any_flows(seed: int, times: int) -> None:
    flows = seeded(seed)
    told = pg.nodal_flows(flows)
    pd.testing.assert_frame_equal(pg.nodal_flows(flows[::-1]), told)
    same = ["dominant", "tete", "niveau", "domine"]
    more = pg.nodal_flows(flows.assign(flux=flows["flux"] * times))
    pd.testing.assert_frame_equal(more[same], told[same])
    inner = flows[flows["origine"] != flows["destination"]]
    assert told["recu"].sum() == told["emis"].sum() == inner["flux"].sum()
    heads = told[told["niveau"] == 0]
    assert heads["dominant"].isna().all()
    assert (heads["domine"] + 1).sum() == len(told)
    low = told.dropna(subset=["dominant"])
    assert (told["recu"].reindex(low["dominant"]).to_numpy() > low["recu"].to_numpy()).all()


@pytest.mark.parametrize(
    ("flows", "message"),
    [
        (table(("a", "b", 1.0)).drop(columns="flux"), "colonne flux absente"),
        (table((1, "b", 1.0)), "colonne origine : des codes en texte"),
        (table(("a", "b", -1.0)), "au moins 0.*a – b"),
        (table(("a", "b", np.nan)), "au moins 0"),
        (table(("a", "b", np.inf)), "au moins 0"),
        (table(("a", "b", "dix")), "au moins 0"),
        (table(("a", "b", 1.0), ("a", "b", 2.0)), "couple répété.*a – b"),
        (table(("a", "a", 1.0), ("a", "b", 0.0)), "aucun flux entre deux lieux"),
        (table(), "aucun flux entre deux lieux"),
    ],
)
def test_refused(flows: pd.DataFrame, message: str) -> None:
    with raises(TableError, message):
        pg.nodal_flows(flows)
