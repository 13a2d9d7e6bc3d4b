"""Densities: an example by hand, what is missing, and the refusals."""

import doctest

import pandas as pd
import pytest
from effectif_tables import raises, table
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.analyses import densities as module
from poles_geo.errors import ArgumentError, ChoiceError, TableError


def people(*numbers: int | None, **others: list[object]) -> pd.DataFrame:
    effectifs = table(*[(300, 60, 15)] * len(numbers))
    return effectifs.assign(population=pd.array(numbers, dtype="Int64"), **others)


def test_by_hand() -> None:
    found = pg.densities(people(40_000, 7, nom=["a", "b"]))
    assert found.columns.tolist() == [
        "nom", "population", "effectif_pour_100000_habitants", "proximite_pour_100000_habitants",
        "pole_pour_100000_habitants", "infirmiers_psychiatrie_pour_100000_habitants",
    ]  # fmt: skip
    assert found.iloc[0, 2:].tolist() == [750, 600, 150, 37.5]
    assert found.iloc[1, 2] == 100_000 * 300 / 7  # rounded nowhere
    tenth = pg.densities(people(40_000), per=10_000)
    assert tenth["effectif_pour_10000_habitants"].tolist() == [75]


def test_what_is_not_known_is_missing() -> None:
    effectifs = people(1_000, 0, None, 1_000, 1_000, couverture=[1, 1, 1, 0.99, 0])
    effectifs.loc[effectifs.index[4], ["effectif", "proximite", "pole"]] = pd.NA
    found = pg.densities(effectifs)
    assert found["effectif_pour_100000_habitants"].isna().tolist() == [
        False,
        True,
        True,
        True,
        True,
    ]
    assert str(found["pole_pour_100000_habitants"].dtype) == "Float64"
    pd.testing.assert_index_equal(found.index, effectifs.index)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 10**7)), min_size=1, max_size=20))
def test_densities_give_the_counts_back(rows: list[tuple[int, int]]) -> None:
    effectifs = table(*[(count, 0, 0) for count, _ in rows])
    effectifs = effectifs.assign(population=[number for _, number in rows])
    found = pg.densities(effectifs)["effectif_pour_100000_habitants"]
    for (count, number), density in zip(rows, found, strict=True):
        if number == 0:
            assert pd.isna(density)
        else:
            assert density * number / 100_000 == pytest.approx(count)


def test_the_example_of_the_docstring() -> None:
    parser = doctest.DocTestParser()
    test = parser.get_doctest(module.densities.__doc__, {"pg": pg}, "densities", None, 0)
    assert len(test.examples) == 7
    assert doctest.DocTestRunner().run(test).failed == 0


@pytest.mark.parametrize(
    ("per", "error", "said"),
    [
        (1_000, ChoiceError, "per = .* 10_000, 100_000"),
        (0, ChoiceError, "per = .* 10_000, 100_000"),
        ("10000", ArgumentError, "per : attendu un nombre entier"),
        (None, ArgumentError, "per : attendu un nombre entier"),
    ],
)
def test_another_unit_is_refused(per: object, error: type[Exception], said: str) -> None:
    with raises(error, said):
        pg.densities(people(1), per=per)  # type: ignore[arg-type]


def test_columns_that_lack_or_are_no_numbers_are_refused() -> None:
    with raises(TableError, "colonne population absente"):
        pg.densities(table((1, 0, 0)))
    with raises(TableError, "population : un nombre d'au moins 0 est attendu .*59001"):
        pg.densities(people(1).assign(population="beaucoup"))
    with raises(TableError, "effectif : un nombre"):
        pg.densities(people(1).assign(effectif=-1))


def test_a_group_of_which_the_source_counts_nobody_has_no_density() -> None:
    effectifs = people(40_000, 20_000).assign(infirmiers_psychiatrie=0)
    name = "infirmiers_psychiatrie_pour_100000_habitants"
    assert pg.densities(effectifs)[name].tolist() == [0, 0]
    effectifs.attrs["professions_absentes"] = ["69"]
    found = pg.densities(effectifs)
    assert found[name].isna().all()
    assert found["pole_pour_100000_habitants"].tolist() == [150, 300]
