"""The shares of bassins beside what a rank asks: by hand, by the cascade, and what is refused."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from effectif_tables import Bassin, bassins, raises, simple, table
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError
from poles_geo.ranking.rules import Condition, Rank, Rules

POLE, PSYCHIATRY = "moins de 20 % de professionnels de pôle", "plus de 20 % d'infirmiers psychia"
TWO = Rules(
    "deux",
    "essai",
    (
        Rank(1, "haut", "H", (Condition("part_pole", "au_plus", 0.5),)),
        Rank(2, "bas", "B", (Condition("effectif", "plus_de", 10),
                             Condition("part_psychiatrie", "moins_de", 0.1))),
    ),
)  # fmt: skip


def test_shares_by_hand() -> None:
    told = pg.shares(table((2_000, 500, 100), (2_000, 399, 0), (2_000, 500, 401), (1_499, 0, 0)))
    assert told.columns.tolist() == [
        "part_proximite", "part_pole_hors_psychiatrie", "part_psychiatrie", "condition",
    ]  # fmt: skip
    assert told.iloc[:2, :3].to_numpy().tolist() == [[0.75, 0.2, 0.05], [0.8005, 0.1995, 0.0]]
    words = [simple(text) for text in told["condition"]]
    assert words[0] == "remplies"
    assert words[1] == POLE
    assert words[2].startswith(PSYCHIATRY)
    assert words[3] == "sans objet"


def test_a_share_on_its_bound_fulfils_the_report() -> None:
    told = pg.shares(table((1_500, 300, 300)))
    assert told["condition"].tolist() == ["remplies"]


@settings(deadline=None)
@given(st.lists(bassins(), min_size=1, max_size=12))
def test_states_are_those_of_the_conditions_in_plain_fractions(rows: list[Bassin]) -> None:
    effectifs = table(*rows)
    told = pg.shares(effectifs)
    assert told.index.equals(effectifs.index)
    for (effectif, pole, psychiatry), (_, found) in zip(rows, told.iterrows(), strict=True):
        if not effectif:
            assert found.isna().all()
            continue
        assert sum(found[:3]) == pytest.approx(1)
        assert found["part_psychiatrie"] == psychiatry / effectif
        expected = "remplies"
        if Fraction(psychiatry, effectif) > Fraction(1, 5):
            expected = PSYCHIATRY
        if Fraction(pole, effectif) < Fraction(1, 5):
            expected = POLE
        if effectif < 1_500:
            expected = "sans objet"
        assert simple(found["condition"]).startswith(expected)


@settings(deadline=None)
@given(st.lists(bassins(), min_size=1, max_size=12))
def test_a_bassin_of_the_rank_fulfils_its_conditions(rows: list[Bassin]) -> None:
    poles = pg.classify(table(*rows))
    told = pg.shares(poles)
    assert (told.loc[poles["rang"].eq(3).fillna(value=False), "condition"] == "remplies").all()
    refused = poles["motif"].map(lambda text: "rang 3 refusé" in simple(str(text)))
    assert not (told.loc[refused, "condition"] == "remplies").any()


def test_rules_of_ones_own_and_a_rank_of_them() -> None:
    effectifs = table((100, 60, 5), (100, 50, 20), (9, 1, 1))
    first = [simple(text) for text in pg.shares(effectifs, rules=TWO)["condition"]]
    assert first == ["plus de 50 % de professionnels de pôle", "remplies", "remplies"]
    second = [simple(text) for text in pg.shares(effectifs, rules=TWO, rang=2)["condition"]]
    assert second == ["remplies", "pas moins de 10 % d'infirmiers psychiatriques", "sans objet"]
    carried = pg.shares(pg.classify(effectifs, TWO))
    assert [simple(text) for text in carried["condition"]] == first


def test_of_two_conditions_that_fail_the_first_is_told() -> None:
    both = (Condition("part_pole", "au_plus", 0.5), Condition("part_psychiatrie", "au_plus", 0.1))
    for conditions in (both, both[::-1]):
        rules = Rules("deux parts", "essai", (Rank(1, "haut", "H", conditions),))
        told = simple(pg.shares(table((100, 60, 20)), rules=rules)["condition"].item())
        assert ("pôle" in told) == (conditions[0].measure == "part_pole")


def test_what_is_not_counted_has_no_share() -> None:
    effectifs = table((2_000, 500, 100), (2_000, 500, 100), (0, 0, 0)).astype("Int64")
    effectifs.iloc[0] = pd.NA
    effectifs["couverture"] = [0.0, 0.4, 1.0]
    assert pg.shares(effectifs).isna().all(axis=None)


@pytest.mark.parametrize(
    ("given_table", "options", "error", "message"),
    [
        (pg.load_report().drop(columns="geometry"), {}, TableError, "colonne proximite absente|"
         "proximite"),
        (table((10, 5, 6)), {}, TableError, "psychiatr"),
        (table((10, 5, 1)), {"rang": 2}, ChoiceError, "rangs qui demandent une part sont 3"),
        (table((10, 5, 1)), {"rang": "3"}, Exception, "rang"),
        (table((10, 5, 1)), {"rules": Rules("n", "s", (Rank(1, "a", "A", (
            Condition("effectif", "plus_de", 1),)),))}, ChoiceError, "aucun rang"),
        (table((10, 5, 1)), {"rules": "r.toml"}, Exception, "Rules"),
    ],
    ids=["published", "wrong table", "rank without share", "rank in text", "rules without share",
         "rules of another kind"],
)  # fmt: skip
def test_refused(
    given_table: pd.DataFrame, options: dict, error: type[Exception], message: str
) -> None:
    with raises(error, message):
        pg.shares(given_table, **options)


def test_a_table_without_some_professions_has_no_known_share() -> None:
    effectifs = table((2_000, 500, 100))
    field = pg.Field(professions="médecins généralistes et infirmiers seulement")
    effectifs.attrs["champ"] = field.written()
    with raises(TableError, "parts : la table compte médecins généralistes et infirmiers seulem"):
        pg.shares(effectifs)


def test_rows_in_another_order_say_the_same() -> None:
    effectifs = table((2_000, 500, 100), (2_000, 399, 0), (3_000, 900, 700))
    turned = pg.shares(effectifs[::-1])
    pd.testing.assert_frame_equal(turned[::-1], pg.shares(effectifs))
    assert np.isclose(turned.iloc[:, :3].sum(axis=1), 1).all()
