"""What holds of the ranks for every table, and on real counts by commune."""

import random
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import Bassin, bassins, cascade, simple, table
from hypothesis import example, given, settings
from hypothesis import strategies as st

from poles_geo.errors import TableError
from poles_geo.ranking.classify import classify

tables = st.lists(bassins(), min_size=1, max_size=20)
quick = settings(deadline=None, max_examples=60)


def rang(bassin: Bassin) -> int:
    """Rank given by classify, 5 for hors pôle."""
    return int(classify(table(bassin))["rang"].fillna(5).iloc[0])


@quick
@given(tables)
def test_ranks_follow_the_report_s_words(bassins: list[Bassin]) -> None:
    expected = [
        cascade(effectif, Fraction(pole, effectif), Fraction(psychiatry, effectif))
        if effectif
        else None
        for effectif, pole, psychiatry in bassins
    ]
    assert classify(table(*bassins))["rang"].replace({pd.NA: None}).tolist() == expected


@quick
@given(bassins(maximum=4_000), st.integers(1, 6))
def test_scaling_up_at_constant_shares_never_lowers_the_rank(bassin: Bassin, times: int) -> None:
    effectif, pole, psychiatry = bassin
    assert rang((times * effectif, times * pole, times * psychiatry)) <= rang(bassin)


@quick
@given(bassins(), st.integers(1, 500))
@example((1_500, 300, 0), 1)
def test_proximite_alone_lowers_a_rank_only_through_the_share_of_pole(
    bassin: Bassin, more: int
) -> None:
    effectif, pole, psychiatry = bassin
    grown = effectif + more, pole, psychiatry
    if rang(grown) > rang(bassin):
        motif = simple(classify(table(grown))["motif"].iloc[0])
        assert (rang(bassin), rang(grown)) == (3, 4)
        assert "rang 3 refusé : " in motif
        assert motif.endswith("% de professionnels de pôle, moins de 20 %")


def test_proximite_alone_may_lower_a_rank() -> None:
    assert (rang((1_500, 300, 0)), rang((1_501, 300, 0))) == (3, 4)


@quick
@given(tables, st.randoms())
def test_nothing_depends_on_the_order_of_rows(bassins: list[Bassin], rng: random.Random) -> None:
    effectifs = table(*bassins)
    codes = effectifs.index.tolist()
    rng.shuffle(codes)
    poles = classify(effectifs)
    pd.testing.assert_frame_equal(classify(effectifs.loc[codes]), poles.loc[codes])


def test_real_counts_written_as_floats_are_ranked(real_data: Path) -> None:
    """Health establishments by commune stand for professionals: only their form is real."""
    path = real_data / "professionnels" / "sirene2019_par_commune.csv"
    sirene = pd.read_csv(path, sep=";", dtype={0: str}, index_col=0)
    proximite = sirene[["generaliste", "dentiste", "infirmiers", "reeducateur_podologue"]].sum(
        axis=1
    )
    effectif = sirene.sum(axis=1)
    effectifs = pd.DataFrame(
        {
            "effectif": effectif,
            "proximite": proximite,
            "pole": effectif - proximite,
            "infirmiers_psychiatrie": 0,
        }
    )
    poles = classify(effectifs)
    assert len(poles) > 10_000
    expected = pd.Series(pd.NA, index=effectif.index, dtype="Int64")
    expected[effectif > 1_000] = 4
    expected[(effectif >= 1_500) & (5 * effectifs["pole"] >= effectif)] = 3
    expected[effectif >= 3_000] = 2
    expected[effectif > 10_000] = 1
    pd.testing.assert_series_equal(poles["rang"], expected, check_names=False)
    assert set(expected.dropna()) >= {3, 4}


def test_a_real_file_of_damaged_codes_is_refused(real_data: Path) -> None:
    path = real_data / "professionnels" / "sirene2019_par_commune_codes_flottants.csv"
    sirene = pd.read_csv(path, sep=";", dtype={0: str}, index_col=0)
    effectif = sirene.sum(axis=1)
    effectifs = pd.DataFrame(
        {"effectif": effectif, "proximite": 0, "pole": effectif, "infirmiers_psychiatrie": 0}
    )
    with pytest.raises(TableError) as raised:
        classify(effectifs)
    message = simple(str(raised.value))
    assert "2 défauts" in message
    assert "code mal formé" in message
    assert "(1 010 lignes : '1004.0', '1033.0'," in message
    assert "code répété (441 lignes : 10268, 10387," in message
