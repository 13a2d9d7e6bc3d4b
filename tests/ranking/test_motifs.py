"""The sentence that explains a rank."""

import operator
import re
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest
from effectif_tables import Bassin, bassins, simple, table
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.ranking.classify import classify
from poles_geo.ranking.rules import Condition, Rank, Rules


def test_albi_is_below_tarbes_for_want_of_professionals_of_pole() -> None:
    """Totals of the report; the shares, which it does not publish, are examples."""
    poles = classify(table((2_919, 519, 119), (2_369, 600, 100), codes=["81004", "65440"]))
    assert poles["rang"].tolist() == [4, 3]
    assert poles["motif"].map(simple).tolist() == [
        "rang 4 : 2 919 professionnels, dont 2 800 hors infirmiers psychiatriques, plus de 1 000 ; "
        "rang 3 refusé : 17,8 % de professionnels de pôle, moins de 20 %",
        "rang 3 : 2 369 professionnels, au moins 1 500, dont 25,3 % de professionnels de pôle, "
        "au moins 20 %, et 4,2 % d'infirmiers psychiatriques, au plus 20 % ; "
        "rang 2 refusé : 2 369 professionnels, moins de 3 000",
    ]
    # Albi: 584 of 2 919 is 20.007 %, 65 more than 519; the bound of rank 2 is 81 persons away.
    assert poles.loc["81004", "marge"] == pytest.approx(100 * 65 / 2_919)
    assert poles.loc["81004", "marge_unite"] == "points"
    assert poles.loc["81004", "marge_rang"] == 3


@pytest.mark.parametrize(
    ("bassin", "motif"),
    [
        ((12_896, 4_000, 300), "rang 1 : 12 896 professionnels, plus de 10 000"),
        (
            (10_000, 4_000, 300),
            "rang 2 : 10 000 professionnels, au moins 3 000 ; "
            "rang 1 refusé : 10 000 professionnels, pas plus de 10 000",
        ),
        (
            (1_200, 100, 0),
            "rang 4 : 1 200 professionnels, dont 1 200 hors infirmiers psychiatriques, "
            "plus de 1 000 ; rang 3 refusé : 1 200 professionnels, moins de 1 500, "
            "et 8,3 % de professionnels de pôle, moins de 20 %",
        ),
        (
            (2_000, 900, 500),
            "rang 4 : 2 000 professionnels, dont 1 500 hors infirmiers psychiatriques, "
            "plus de 1 000 ; rang 3 refusé : 25,0 % d'infirmiers psychiatriques, plus de 20 %",
        ),
        (
            (2_000, 1_200, 1_000),
            "hors pôle : 2 000 professionnels ; rang 4 refusé : 1 000 professionnels hors "
            "infirmiers psychiatriques, pas plus de 1 000 ; "
            "rang 3 refusé : 50,0 % d'infirmiers psychiatriques, plus de 20 %",
        ),
        (
            (850, 100, 50),
            "hors pôle : 850 professionnels ; rang 4 refusé : 800 professionnels hors "
            "infirmiers psychiatriques, pas plus de 1 000",
        ),
        (
            (1, 1, 1),
            "hors pôle : 1 professionnel ; rang 4 refusé : 0 professionnel hors "
            "infirmiers psychiatriques, pas plus de 1 000",
        ),
        ((0, 0, 0), "hors pôle : aucun professionnel"),
    ],
)
def test_motif_of_every_path(bassin: tuple[int, int, int], motif: str) -> None:
    assert simple(classify(table(bassin))["motif"].iloc[0]) == motif


@pytest.mark.parametrize(
    ("bassin", "figure"),
    [
        ((2_505, 500, 0), "19,96 % de professionnels de pôle, moins de 20 %"),  # 19.9601…
        ((2_999, 599, 0), "19,97 % de professionnels de pôle, moins de 20 %"),  # 19.9733…
        ((2_999, 600, 0), "20,01 % de professionnels de pôle, au moins 20 %"),  # 20.0066…
        ((2_000, 400, 0), "20,0 % de professionnels de pôle, au moins 20 %"),
        ((2_999, 1_000, 600), "20,01 % d'infirmiers psychiatriques, plus de 20 %"),
    ],
)
def test_a_share_is_never_printed_as_the_bound_that_it_misses(
    bassin: tuple[int, int, int], figure: str
) -> None:
    assert figure in simple(classify(table(bassin))["motif"].iloc[0])


def test_a_rank_of_shares_alone_is_refused_in_words_only_just_above() -> None:
    """Its number, which it does not ask for, brings no bassin near it."""
    share = Condition("part_pole", "au_moins", 0.9)
    rules = Rules(
        "trois rangs", "essai",
        (
            Rank(1, "premier", "P1", (share,)),
            Rank(2, "deuxième", "P2", (Condition("effectif", "plus_de", 1_000),)),
            Rank(3, "troisième", "P3", (Condition("effectif", "plus_de", 100),)),
        ),
    )  # fmt: skip
    poles = classify(table((500, 100, 0), (2_000, 100, 0)), rules)
    assert poles["motif"].map(simple).tolist() == [
        "rang 3 : 500 professionnels, plus de 100 ; rang 2 refusé : 500 professionnels, pas plus "
        "de 1 000",
        "rang 2 : 2 000 professionnels, plus de 1 000 ; rang 1 refusé : 5,0 % de professionnels de "
        "pôle, moins de 90 %",
    ]


def test_motif_is_set_as_french_print() -> None:
    motif = classify(table((2_919, 519, 119)))["motif"].iloc[0]
    assert motif == (
        "rang 4\xa0: 2\u202f919\xa0professionnels, dont 2\u202f800 hors infirmiers "
        "psychiatriques, plus de 1\u202f000\u202f; rang 3 refusé\xa0: 17,8\u202f% de "
        "professionnels de pôle, moins de 20\u202f%"
    )


PHRASE = re.compile(
    r"(?P<figure>[\d ]+|[\d,]+ %)"
    r"(?P<what> professionnels?| (?:professionnels? )?hors infirmiers psychiatriques"
    r"| de professionnels de pôle| d'infirmiers psychiatriques), "
    r"(?P<words>pas plus de|plus de|au moins|moins de|au plus) (?P<bound>[\d ]+\d(?: %)?)"
)
RELATIONS = {
    "pas plus de": operator.le,
    "plus de": operator.gt,
    "au moins": operator.ge,
    "moins de": operator.lt,
    "au plus": operator.le,
}


def read_number(figure: str) -> Decimal:
    """Read a number printed in French; a percentage stays one."""
    return Decimal(figure.replace(" ", "").replace("%", "").replace(",", "."))


@settings(deadline=None, max_examples=80)
@given(st.lists(bassins(), min_size=1, max_size=20))
def test_every_motif_agrees_with_its_figures(bassins: list[Bassin]) -> None:
    """Read back from the sentence: the rank, each figure, and that it lies where the words say."""
    for (effectif, pole, psychiatry), (_, found) in zip(
        bassins, classify(table(*bassins)).iterrows(), strict=True
    ):
        motif = simple(found["motif"])
        rang = found["rang"]
        given_rank, _, rest = motif.partition(" : ")
        assert given_rank == ("hors pôle" if pd.isna(rang) else f"rang {rang}")
        if effectif == 0:
            assert rest == "aucun professionnel"
            continue
        assert read_number(rest.split(" professionnel")[0]) == effectif
        above = (5 if pd.isna(rang) else rang) - 1
        assert (f"rang {above} refusé : " in motif) == (above > 0)
        for phrase in PHRASE.finditer(motif):
            figure, what = read_number(phrase["figure"]), phrase["what"]
            if "%" in phrase["figure"]:
                persons = pole if "pôle" in what else psychiatry
                half_unit = Fraction(1, 2 * 10 ** -figure.as_tuple().exponent)
                assert abs(Fraction(figure) - Fraction(100 * persons, effectif)) <= half_unit
            else:
                assert figure == (effectif - psychiatry if "hors" in what else effectif)
            assert RELATIONS[phrase["words"]](figure, read_number(phrase["bound"]))
        unread = re.sub(r"rang \d|[\d ]+ professionnels?", "", PHRASE.sub("", motif))
        assert not re.search(r"\d", unread)
