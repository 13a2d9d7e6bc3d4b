"""Columns of ratios, and several names of one profession: nothing of them is added in silence."""

import pandas as pd
import pytest
from effectif_tables import raises

import poles_geo as pg
from poles_geo.counting.known_professions.profession_names import profession_of
from poles_geo.errors import ChoiceError, TableError

CODES = {"code_commune": ["59350", "62041"]}


def total(table: pd.DataFrame, columns: dict[str, str] | None = None) -> int:
    decompte = pg.count_professionals(table, columns=columns)
    return int(pg.aggregate(decompte, "BV2022", field="all")["effectif"].sum())


@pytest.mark.parametrize(
    "name", ["% infirmiers", "Infirmiers (%)", "Infirmiers (‰)", "60 - IDE (%)"]
)
def test_a_ratio_of_a_profession_is_none(name: str) -> None:
    assert profession_of(name) is None


def test_a_column_of_percentages_is_not_added_to_the_numbers() -> None:
    table = pd.DataFrame({**CODES, "Infirmiers": [40, 12], "Infirmiers (%)": [77, 23]})
    with pytest.warns(pg.errors.DataWarning, match=r"Infirmiers \(%\)\W+100"):
        assert total(table) == 52


@pytest.mark.parametrize(
    ("one", "other"),
    [("Infirmiers", "Total infirmiers"), ("60", "IDE"), ("MG", "Nombre de généralistes")],
)
@pytest.mark.parametrize("long", [False, True])
def test_two_names_of_a_profession_are_not_added_without_a_word(
    one: str, other: str, long: bool
) -> None:
    table = pd.DataFrame({**CODES, one: [40, 12], other: [40, 12]})
    if long:
        table = table.melt("code_commune", var_name="profession", value_name="effectif")
    with raises(TableError, f"« {one} » et « {other} » nomment la même profession"):
        total(table)
    assert total(table, {one: "60"}) == 52
    assert total(table, {one: "60", other: "60"}) == 104


def test_two_spellings_in_other_communes_are_one_profession() -> None:
    names = {"profession": ["Infirmiers", "IDE"], "effectif": [40, 12]}
    assert total(pd.DataFrame({**CODES, **names})) == 52


def test_values_left_by_the_choice_are_in_the_ledger_and_those_not_there_refused() -> None:
    table = pd.DataFrame({**CODES, "profession": ["60", "Pharmaciens"], "effectif": [40, 12]})
    decompte = pg.count_professionals(table, columns={"60": "60"})
    assert decompte.bilan.table["lignes"].to_dict() == {"code": 1, "hors_professions": 1}
    with raises(ChoiceError, "colonne profession : aucune ligne « IDE »"):
        pg.count_professionals(table, columns={"60": "60", "IDE": "60"})
