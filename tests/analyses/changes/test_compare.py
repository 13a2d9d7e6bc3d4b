"""Comparisons: worked out by hand, what swaps, what is absent, and the refusals."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import bassins, raises, simple, table
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError

Rows = dict[str, tuple[int, int, int]]
BEFORE = {"59350": (9_900, 3_900, 90), "62041": (2_000, 500, 20), "59122": (900, 100, 0)}
AFTER = {"59350": (10_100, 4_100, 90), "62041": (900, 100, 10), "59122": (1_200, 100, 0)}


def side(rows: Rows, **attrs: object) -> pd.DataFrame:
    effectifs = table(*rows.values(), codes=list(rows))
    effectifs.attrs = {"source": "essai", "date": "2021", **attrs}
    return effectifs


def test_by_hand() -> None:
    found = pg.compare(side(BEFORE, date="2019"), side(AFTER))
    columns = ["effectif_avant", "effectif_apres", "ecart", "rang_avant", "rang_apres", "passage"]
    assert found[columns].astype(object).where(found[columns].notna(), None).to_dict("index") == {
        "59122": dict(zip(columns, (900, 1_200, 300, None, 4, "devient pôle"), strict=True)),
        "59350": dict(zip(columns, (9_900, 10_100, 200, 2, 1, "gagne un rang"), strict=True)),
        "62041": dict(zip(columns, (2_000, 900, -1_100, 3, None, "perd son rang"), strict=True)),
    }
    assert found["ecart_pct"].round(3).tolist() == [33.333, 2.02, -55.0]
    assert found.attrs["comparaison"]["causes"] == "inconnues"
    assert found.attrs["date"] == "2019 et 2021"
    matrix = pg.rank_matrix(found)
    assert matrix.index.tolist() == ["rang 1", "rang 2", "rang 3", "rang 4", "hors pôle"]
    assert matrix.loc["rang 2", "rang 1"] == matrix.loc["hors pôle", "rang 4"] == 1
    assert matrix.to_numpy().sum() == 3


@pytest.mark.parametrize(
    ("counts", "passage"),
    [
        ((12_000, 2_000), "perd 2 rangs"),
        ((2_000, 12_000), "gagne 2 rangs"),
        ((3_500, 2_000), "perd un rang"),
        ((3_500, 3_600), "même rang"),
        ((200, 100), "hors pôle"),
    ],
)
def test_a_passage_in_words(counts: tuple[int, int], passage: str) -> None:
    before, after = (side({"59350": (n, n // 2, 0)}) for n in counts)
    assert pg.compare(before, after)["passage"].tolist() == [passage]


def test_a_bassin_of_one_side_is_told_and_has_no_difference() -> None:
    found = pg.compare(
        side({**BEFORE, "80021": (4_000, 2_000, 0)}), side({**AFTER, "02691": (1, 0, 0)})
    )
    new = found.loc["02691"]
    assert new["passage"] == "absent avant"
    assert new[["effectif_avant", "ecart", "ecart_pct", "rang_avant"]].isna().all()
    gone = found.attrs["comparaison"]["disparus"]
    assert [(unit["code"], unit["effectif"], unit["classement"]) for unit in gone] == [
        ("80021", 4_000, "rang 2")
    ]
    matrix = pg.rank_matrix(found)
    assert matrix.loc["rang 2", "absent"] == matrix.loc["absent", "hors pôle"] == 1


def test_what_is_counted_in_part_has_no_difference() -> None:
    partial = side(AFTER).assign(couverture=[1.0, 0.4, 1.0])
    none = side(BEFORE).assign(couverture=[1.0, 1.0, 0.0])
    none.loc["59122", ["effectif", "proximite", "pole", "infirmiers_psychiatrie"]] = pd.NA
    found = pg.compare(none, partial)
    assert found["ecart"].isna().to_dict() == {"59122": True, "59350": False, "62041": True}
    assert found.loc["62041", ["classement_apres", "passage"]].tolist() == [
        "partiel", "non comparable",
    ]  # fmt: skip
    assert found.loc["59122", "classement_avant"] == "non compté"


@st.composite
def sides(draw: st.DrawFn) -> tuple[Rows, Rows]:
    codes = draw(
        st.lists(st.integers(59_001, 59_400).map(str), min_size=1, max_size=8, unique=True)
    )
    return ({code: draw(bassins()) for code in codes}, {code: draw(bassins()) for code in codes})


@settings(deadline=None, max_examples=12)
@given(sides(), st.randoms())
def test_swap_negates_and_the_order_of_rows_changes_nothing(
    drawn: tuple[Rows, Rows], rng: object
) -> None:
    before, after = (side(rows) for rows in drawn)
    there, back = pg.compare(before, after), pg.compare(after, before)
    assert (there["ecart"] == -back["ecart"]).all()
    pd.testing.assert_frame_equal(pg.rank_matrix(there), pg.rank_matrix(back).T, check_names=False)
    codes = list(before.index)
    rng.shuffle(codes)  # type: ignore[attr-defined]
    shuffled = pg.compare(before.loc[codes], after.loc[codes[::-1]])
    pd.testing.assert_frame_equal(there, shuffled)
    same = pg.compare(before, before)
    assert (same["ecart"] == 0).all()
    assert set(same["passage"]) <= {"même rang", "hors pôle"}
    matrix = pg.rank_matrix(same).to_numpy()
    assert matrix.trace() == matrix.sum() == len(before)


def test_two_zonings_are_bridged_by_their_inhabitants() -> None:
    """Douai – Lens of 2012 is continued by Lens in 2022, and Douai is new."""
    rows = {"59350": (13_000, 6_000, 90), "59178": (6_000, 2_000, 90)}
    before = side(rows, zonage="BV2012", date="2014")
    after = side({**rows, "62498": (4_000, 1_000, 90)}, zonage="BV2022")
    found = pg.compare(before, after)
    assert found["code_avant"].fillna("").to_dict() == {
        "59178": "", "59350": "59350", "62498": "59178",
    }  # fmt: skip
    assert found["passage"].to_dict() == {
        "59178": "nouveau", "59350": "même rang", "62498": "même rang",
    }  # fmt: skip
    assert found["ecart"].dropna().to_dict() == {"59350": 0, "62498": -2_000}


def other_rules() -> pg.Rules:
    rank = pg.Rank(1, "pôle", "P", (pg.Condition("effectif", "au_moins", 1_000),))
    return pg.Rules("autre", "essai", (rank,))


NORD, SOMME = {"departements": ["59"]}, {"departements": ["80"]}
NURSES = {"professions": "infirmiers seulement"}
REFUSED = {
    "territory": (side(AFTER, champ=SOMME), ChoiceError, "territoire.*« Somme » après.*field="),
    "professions": (side(AFTER, champ={**NORD, **NURSES}), ChoiceError, "infirmiers.*columns="),
    "status": (side(AFTER, champ={**NORD, "statut": "exercice libéral"}), ChoiceError, "modes="),
    "unit": (side(AFTER, champ=NORD, unite="établissements"), ChoiceError, "unité.*personnes"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_across_fields_it_is_refused_unless_forced(kind: str) -> None:
    after, error, told = REFUSED[kind]
    rules = other_rules()
    before = side(BEFORE, champ=NORD, unite="personnes")
    with raises(error, f"(?s){told}.*force=True"):
        pg.compare(before, after, rules=rules)
    found = pg.compare(before, after, rules=rules, force=True)
    assert found["ecart"].tolist() == [300, 200, -1_100]
    forced = [text for text in found.attrs["avertissements"] if "Comparaison forcée" in text]
    assert forced
    assert not any(" ; " in simple(text) or "=" in text for text in forced)


def test_ranks_of_two_rules_are_refused() -> None:
    before, after = pg.classify(side(BEFORE)), pg.classify(side(AFTER), rules=other_rules())
    with raises(ChoiceError, "(?s)colonne rang : deux règles, .*« autre ».*rules="):
        pg.compare(before, after)
    assert pg.compare(before, after, force=True)["rang_apres"].tolist() == [1, 1, pd.NA]


def cell(name: str, value: object) -> pd.DataFrame:
    ranked = pg.classify(side(AFTER))
    changed = ranked.astype({name: object})
    changed.loc["62041", name] = value
    changed.attrs = dict(ranked.attrs)
    return changed


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (lambda: cell("effectif", -1), "after.*effectif : un nombre entier de 0.*62041"),
        (lambda: cell("effectif", 2.5), "after.*effectif : un nombre entier de 0.*62041"),
        (lambda: cell("effectif", float("inf")), "after.*effectif : un nombre entier.*62041"),
        (lambda: cell("effectif", "douze"), "after.*effectif : un nombre entier.*62041"),
        (lambda: cell("rang", 9), "rang : un nombre.*62041"),
        (lambda: side(AFTER).assign(couverture=[1, 2, 1]), "couverture : une part.*62041"),
        (lambda: pg.classify(side(AFTER)).iloc[[0, 0]], "after.*code répété.*59350"),
        (lambda: pg.classify(side(AFTER)).iloc[:0], "after.*aucune ligne"),
        (lambda: side(AFTER)[["effectif"]], "after.*colonne rang absente.*pg.classify"),
        (lambda: pg.classify(side(AFTER)).set_axis([59350, 62041, 59122]), "zéro de tête"),
        (lambda: side(AFTER).rename_axis("code_commune"), "une table par commune"),
        (lambda: side(AFTER).reset_index(names="code_commune"), "set_index"),
    ],
)
def test_a_wrong_table_is_refused_with_its_codes(after: object, told: str) -> None:
    with raises((TableError, ChoiceError), f"(?s){told}"):  # type: ignore[arg-type]
        pg.compare(pg.classify(side(BEFORE)), after())  # type: ignore[operator]


def test_a_missing_count_is_not_counted() -> None:
    found = pg.compare(pg.classify(side(BEFORE)), cell("effectif", float("nan")))
    assert found.loc["62041", "classement_apres"] == "non compté"
    assert found.loc[["62041"], "ecart"].isna().all()


def test_two_zonings_that_nothing_joins_are_refused() -> None:
    before, after = side(BEFORE, zonage="tvs"), side(AFTER, zonage="BV2022")
    with raises(ChoiceError, "zonage_before : le zonage « tvs » n'est pas embarqué"):
        pg.compare(before, after)
    with raises(TableError, "code_bassin.*code_zone.*zonage_before="):
        pg.compare(side(BEFORE), side(AFTER).rename_axis("code_zone"))
    strange = side({"59999": (1, 0, 0)}, zonage="BV2012")
    with raises(TableError, "before : codes absents de sa composition.*59999"):
        pg.compare(strange, after)


def test_what_is_no_comparison_has_no_matrix() -> None:
    with raises(TableError, "(?s)classement_avant absente.*pg.compare"):
        pg.rank_matrix(side(BEFORE))


def test_the_published_ranks_do_not_change_with_themselves() -> None:
    report = pg.load_report()
    found = pg.compare(report, report)
    assert (found["ecart"] == 0).all()
    assert set(found["passage"]) == {"même rang"}
    assert pg.rank_matrix(found).to_numpy().diagonal().tolist() == [15, 42, 46, 50]


def test_a_written_comparison_is_read_again(tmp_path: Path) -> None:
    found = pg.compare(side({**BEFORE, "80021": (4_000, 2_000, 0)}), side(AFTER))
    pg.write_table(found, tmp_path / "ecarts.csv")
    read = pg.read_table(tmp_path / "ecarts.csv")
    pd.testing.assert_frame_equal(pg.rank_matrix(read), pg.rank_matrix(found))
    assert read["ecart"].tolist() == found["ecart"].tolist()
