"""The rules that a table carries: written and read again, lost, replaced, at odds with it."""

import json
from fractions import Fraction

import pandas as pd
import pytest
from effectif_tables import raises, simple, table
from hypothesis import given
from hypothesis import strategies as st

from poles_geo.errors import ChoiceError, LayoutError, TableError
from poles_geo.ranking.carried import KEY, last_rank, rules_of
from poles_geo.ranking.classify import classify
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.measures import MEASURES
from poles_geo.ranking.rule_files import read_rules, written_rules
from poles_geo.ranking.rules import COMPARISONS, RULES_ORS_2014, Condition, Rank, Rules

TWO = Rules(
    "Règle de deux rangs",
    "essai",
    (
        Rank(1, "centre", "C", (Condition("effectif", "au_moins", 1_000),)),
        Rank(3, "relais", "R", (Condition("part_pole", "au_moins", Fraction(175, 1000)),)),
    ),
)
NAMES = st.text(min_size=1).filter(lambda text: text.strip() and text != "hors pôle")


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    name = draw(st.sampled_from(list(MEASURES)))
    numbers = st.integers(0, 10**8)
    shares = st.integers(0, 10**9).map(lambda parts: Fraction(parts, 10**9))
    bound = draw(shares if MEASURES[name].share else numbers)
    return Condition(name, draw(st.sampled_from(list(COMPARISONS))), bound)


@st.composite
def rules(draw: st.DrawFn) -> Rules:
    numbers = sorted(draw(st.sets(st.integers(1, 6), min_size=1)))
    names = st.lists(NAMES, min_size=len(numbers), max_size=len(numbers), unique=True)
    ranks = zip(
        numbers,
        draw(names),
        draw(names),
        [tuple(draw(st.lists(conditions(), min_size=1, max_size=3))) for _ in numbers],
        strict=True,
    )
    return Rules(draw(NAMES), draw(NAMES), tuple(Rank(*rank) for rank in ranks))


@given(rules())
def test_rules_written_are_read_again(rules: Rules) -> None:
    text = json.dumps(written_rules(rules), ensure_ascii=False)
    assert read_rules(json.loads(text), "règles") == rules


def test_a_ranked_table_carries_its_rules() -> None:
    poles = classify(table((1_500, 0, 0), (100, 20, 0)), TWO)
    assert rules_of(poles) == TWO
    assert rules_of(poles[poles["rang"] == 3].copy()) == TWO
    assert last_rank(poles[poles["rang"] == 1]) == 3
    assert rules_of(load_report()) == RULES_ORS_2014
    again = classify(poles)
    assert rules_of(again) == RULES_ORS_2014


def test_rules_given_win() -> None:
    poles = classify(table((1_500, 0, 0)), TWO)
    assert rules_of(poles, RULES_ORS_2014) == RULES_ORS_2014
    with raises(ChoiceError, match="un objet Rules est attendu, trouvé str"):
        rules_of(poles, "regles.toml")  # type: ignore[arg-type]


def lost(**columns: object) -> pd.DataFrame:
    poles = pd.DataFrame(classify(table((1_500, 0, 0), (100, 20, 0), (10, 0, 0)), TWO))
    poles = poles.assign(**columns)
    poles.attrs = {}
    return poles


def test_a_table_that_lost_its_rules_keeps_its_own_names() -> None:
    with pytest.warns(UserWarning, match="ne porte pas sa règle"):
        rules = rules_of(lost())
    assert [(r.rang, r.type_pole, r.sigle, r.conditions) for r in rules.ranks] == [
        (1, "centre", "C", ()),
        (3, "relais", "R", ()),
    ]
    assert not rules.bounded
    assert last_rank(lost()) == 3
    with raises(ChoiceError, match="des rangs sans condition"):
        classify(table((1_500, 0, 0)), rules)


@pytest.mark.filterwarnings("ignore:.*ne porte pas sa règle")
def test_names_that_a_table_does_not_give_are_numbers() -> None:
    rules = rules_of(lost().drop(columns=["type_pole", "sigle"]))
    assert [rank.type_pole for rank in rules.ranks] == ["pôle de rang 1", "pôle de rang 3"]
    nothing = lost(rang=pd.array([None, None, None], dtype="Int64"))
    assert len(rules_of(nothing).ranks) == 1
    assert last_rank(nothing) == 1


@pytest.mark.filterwarnings("ignore:.*ne porte pas sa règle")
def test_a_rank_of_two_names_is_refused() -> None:
    poles = lost(rang=1, type_pole=["centre", "relais", "centre"])
    with raises(TableError, match="rang 1 : un seul type_pole est attendu, trouvé.*centre, relais"):
        rules_of(poles)


@pytest.mark.parametrize("rang", [0, 7, 1.5, "un"])
def test_a_rank_is_a_whole_number_from_one(rang: object) -> None:
    poles = lost(rang=[1, rang, 3])
    with raises(TableError, match="rang : un nombre entier de 1 à 6 est attendu"):
        rules_of(poles)


def test_ranks_that_the_rules_do_not_have_are_refused() -> None:
    poles = classify(table((1_500, 0, 0), (100, 20, 0)), TWO)
    poles.loc["59002", "rang"] = 2
    with raises(TableError, match="rang 2 : « Règle de deux rangs » n'a pas ce rang.*59002"):
        rules_of(poles)


@pytest.mark.parametrize(
    "carried", [{"nom": "sans rang"}, {"rangs": 3}, {"nom": 1, "source": "x", "rangs": [{}]}]
)
def test_rules_that_cannot_be_read_are_refused(carried: dict[str, object]) -> None:
    poles = lost()
    poles.attrs[KEY] = carried
    with pytest.raises(LayoutError) as raised:
        rules_of(poles)
    assert "règles que porte la table des pôles" in simple(str(raised.value))
