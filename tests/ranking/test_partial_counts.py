"""Ranks of tables that do not count everything: bassins, professions, establishments."""

import pandas as pd
import pytest
from effectif_tables import raises, simple, table

from poles_geo.errors import ChoiceError, TableError
from poles_geo.ranking.classify import classify
from poles_geo.ranking.rules import RULES_ORS_2014, Condition, Rank, Rules

NURSES = "médecins généralistes et infirmiers seulement"


def of_some_professions(*bassins: tuple[int, int, int]) -> pd.DataFrame:
    effectifs = table(*bassins)
    effectifs.attrs["champ"] = {"professions": NURSES}
    return effectifs


@pytest.mark.parametrize(
    ("bassin", "rang", "motif"),
    [
        (
            (4_600, 0, 0), 2,
            "rang 2 : 4 600 professionnels, au moins 3 000 ; rang 1 refusé : 4 600 professionnels, "
            f"pas plus de 10 000 ; {NURSES}, non comparable au rapport",
        ),
        (
            (1_600, 0, 0), 4,
            "rang 4 : 1 600 professionnels, dont 1 600 hors infirmiers psychiatriques, plus de "
            "1 000 ; rang 3 non vérifiable : part de professionnels de pôle et d'infirmiers "
            f"psychiatriques ; {NURSES}, non comparable au rapport",
        ),
        (
            (1_200, 0, 0), 4,
            "rang 4 : 1 200 professionnels, dont 1 200 hors infirmiers psychiatriques, plus de "
            "1 000 ; rang 3 refusé : 1 200 professionnels, moins de 1 500 ; "
            f"{NURSES}, non comparable au rapport",
        ),
        (
            (300, 0, 0), None,
            "hors pôle : 300 professionnels ; rang 4 refusé : 300 professionnels hors infirmiers "
            f"psychiatriques, pas plus de 1 000 ; {NURSES}, non comparable au rapport",
        ),
    ],
)  # fmt: skip
def test_shares_of_some_professions_are_not_verifiable(
    bassin: tuple[int, int, int], rang: int | None, motif: str
) -> None:
    pole = classify(of_some_professions(bassin)).iloc[0]
    assert (None if pd.isna(pole["rang"]) else pole["rang"]) == rang
    assert simple(pole["motif"]) == motif
    assert "points" not in str(pole["marge_unite"])


def test_a_rank_that_only_a_share_decides_is_neither_given_nor_refused() -> None:
    share = Condition("part_pole", "au_moins", 0.2)
    rules = Rules(
        "Essai", "essai", (Rank(1, "tous", "T", (Condition("effectif", "au_moins", 100), share)),)
    )
    poles = classify(of_some_professions((500, 0, 0), (50, 0, 0)), rules)
    assert poles["rang"].isna().all()
    assert poles["type_pole"].isna().tolist() == [True, False]
    assert simple(poles["motif"].iloc[0]) == (
        "sans rang : 500 professionnels ; rang 1 non vérifiable : part de professionnels de pôle ; "
        f"{NURSES}"
    )
    assert simple(poles["motif"].iloc[1]).startswith(
        "hors pôle : 50 professionnels ; rang 1 refusé"
    )


def test_bassins_not_counted_or_in_part_have_no_rank() -> None:
    effectifs = table((12_000, 0, 0), (12_000, 0, 0), (0, 0, 0)).astype("Int64")
    effectifs["couverture"] = [1.0, 0.624, 0.0]
    effectifs.iloc[2, :4] = pd.NA
    poles = classify(effectifs)
    assert poles["rang"].fillna(0).tolist() == [1, 0, 0]
    assert poles["type_pole"].isna().tolist() == [False, True, True]
    assert [simple(text) for text in poles["motif"].iloc[1:]] == [
        "partiel : 12 000 professionnels dans les communes comptées (62 % de la population), "
        "sans rang",
        "non compté",
    ]
    assert poles[["marge", "marge_unite", "marge_rang", "sigle"]].iloc[1:].isna().all(axis=None)
    assert poles["effectif"].isna().tolist() == [False, False, True]
    pd.testing.assert_frame_equal(classify(poles), poles)


@pytest.mark.parametrize("covered", [-0.1, 1.5, 0.0, "la moitié", None])
def test_a_coverage_that_is_no_share_of_a_counted_bassin(covered: object) -> None:
    effectifs = table((12_000, 0, 0)).assign(couverture=[covered])
    with raises(TableError, match="couverture : une part de plus de 0 à 1 est attendue"):
        classify(effectifs)


def test_one_count_missing_of_four_is_a_fault() -> None:
    effectifs = table((12_000, 0, 0), (12_000, 0, 0)).astype("Int64")
    effectifs.iloc[1, 2] = pd.NA
    with raises(TableError, match="pole : valeur manquante"):
        classify(effectifs)


def test_establishments_are_not_ranked_by_the_rule_of_the_report() -> None:
    effectifs = table((12_000, 0, 0))
    effectifs.attrs["unite"] = "établissements"
    with raises(ChoiceError, match="établissements, que la règle de l'ORS"):
        classify(effectifs)
    rules = Rules("Essai", "essai", RULES_ORS_2014.ranks)
    assert classify(effectifs, rules)["rang"].tolist() == [1]
