"""Commune codes: repair and arrondissements."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.codes import (
    ARRONDISSEMENTS,
    add_up,
    exceeds,
    fold_arrondissements,
    fold_codes,
    repair_codes,
)
from poles_geo.errors import TableError

SERVICES = "professionnels/sirene2019_par_commune{}.csv"


def services(real_data, kind):
    path = real_data / SERVICES.format(kind)
    return pd.read_csv(path, sep=";", dtype={"codecommuneetablissement": str}).set_index(
        "codecommuneetablissement"
    )


def test_codes_of_a_real_file_written_as_floats(real_data):
    repaired = repair_codes(services(real_data, "_codes_flottants").index)
    assert repaired.repairs == {"décimales": 1_010, "zéro initial": 134}
    assert repaired.refused.empty
    clean = repair_codes(services(real_data, "").index)
    assert clean.repairs == {}
    assert set(repaired.codes) == set(clean.codes)


def test_arrondissements_of_a_real_file_keep_its_totals(real_data):
    table = services(real_data, "_codes_flottants")
    table.index = pd.Index(repair_codes(table.index).codes, name="code_commune")
    assert table.index.isin(list(ARRONDISSEMENTS)).sum() == 89
    folded = fold_arrondissements(table)
    assert folded.sum().to_dict() == table.sum().to_dict()
    assert {"75056", "69123", "13055"} <= set(folded.index)
    assert not folded.index.isin(list(ARRONDISSEMENTS)).any()
    assert folded.index.is_unique


def test_every_commune_of_the_country_is_a_code(real_data):
    codes = pd.read_csv(real_data / "cog" / "v_commune_2024.csv", dtype=str)["COM"]
    repaired = repair_codes(codes)
    assert repaired.refused.empty
    assert repaired.repairs == {}
    assert len(codes) == 37_544


@pytest.mark.parametrize(
    ("given", "code", "kinds"),
    [
        ("01004", "01004", []),
        (1004, "01004", ["zéro initial"]),
        (59350.0, "59350", ["décimales"]),
        ("1004.0", "01004", ["décimales", "zéro initial"]),
        ("59350,00", "59350", ["décimales"]),
        ("2a004", "2A004", ["minuscule"]),
        (" 2B 033\u00a0", "2B033", ["espaces"]),
        ("59\u202f350", "59350", ["espaces"]),
        ('="01004"', "01004", ["guillemets"]),
        ("'01004", "01004", ["guillemets"]),
        ("97123", "97701", ["collectivité de 2007"]),
        ("97127", "97801", ["collectivité de 2007"]),
        ("97411", "97411", []),
        ("98818", "98818", []),
    ],
)
def test_repairs_that_are_certain(given, code, kinds):
    repaired = repair_codes([given])
    assert repaired.codes.tolist() == [code]
    assert repaired.repairs == dict.fromkeys(kinds, 1)


@pytest.mark.parametrize(
    ("given", "motif"),
    [
        (None, "vide"),
        (float("nan"), "vide"),
        ("  ", "vide"),
        ("99109", "pays étranger"),
        ("99517", "pays étranger"),
        ("99100", "ne ressemble pas à un code de commune"),  # France
        ("99999", "ne ressemble pas à un code de commune"),
        ("20004", "ne ressemble pas à un code de commune"),
        ("2C004", "ne ressemble pas à un code de commune"),
        ("96001", "ne ressemble pas à un code de commune"),
        ("59000", "ne ressemble pas à un code de commune"),
        ("1004.5", "ne ressemble pas à un code de commune"),
        ("104", "ne ressemble pas à un code de commune"),
        ("593500", "ne ressemble pas à un code de commune"),
        ("Lille", "ne ressemble pas à un code de commune"),
        ("-1004", "ne ressemble pas à un code de commune"),
        ("é1004", "ne ressemble pas à un code de commune"),
    ],
)
def test_refusals_say_why_and_keep_the_value(given, motif):
    repaired = repair_codes(pd.Series([given, "01004"], index=["x", "y"], dtype=object))
    assert repaired.codes["y"] == "01004"
    assert pd.isna(repaired.codes["x"])
    assert repaired.refused["motif"].to_dict() == {"x": motif}
    kept = repaired.refused.loc["x", "valeur"]
    assert kept == given or pd.isna(given)


def test_each_row_counts_in_the_repairs():
    assert repair_codes(["1004", "1004", "01004", 1004.0]).repairs == {
        "décimales": 1,
        "zéro initial": 3,
    }


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.none()), max_size=30))
def test_every_row_is_a_code_or_is_refused(values):
    repaired = repair_codes(values)
    assert len(repaired.codes) == len(values)
    assert repaired.codes.isna().sum() == len(repaired.refused)
    again = repair_codes(repaired.codes.dropna())
    assert again.repairs == {}
    assert again.refused.empty


@settings(deadline=None, max_examples=60)
@given(st.from_regex(r"(0[1-9]|[13-8][0-9]|2[AB])(?!000)[0-9]{3}", fullmatch=True))
def test_damage_done_by_spreadsheets_is_undone(code):
    assert repair_codes([code]).codes.tolist() == [code]
    if code.isdigit():
        assert repair_codes([float(code), int(code)]).codes.tolist() == [code, code]
    assert repair_codes([f" {code.lower()} "]).codes.tolist() == [code]


def test_codes_of_rows_are_folded_in_their_order():
    codes = pd.Series(["75112", "59350", None, "13215", "69381"], dtype="str")
    assert fold_codes(codes).fillna("").tolist() == ["75056", "59350", "", "13055", "69123"]


def table(values):
    frame = pd.DataFrame(values)
    frame.index = frame.index.astype("str")
    return frame


def test_a_city_that_is_less_than_its_arrondissements_is_refused():
    mixed = table({"n": {"75056": 5, "75101": 4, "75102": 9, "59350": 4}})
    with pytest.raises(TableError, match=r"pas le total de ses arrondissements.*75056"):
        fold_arrondissements(mixed)


def test_city_and_some_of_its_arrondissements_count_once():
    mixed = table({"n": {"75056": 5, "75101": 1, "75102": 2, "59350": 4}})
    with pytest.warns(UserWarning, match="75056.*comptée une fois"):
        folded = fold_arrondissements(mixed)
    assert folded["n"].to_dict() == {"59350": 4, "75056": 5}


def test_city_that_is_the_total_of_its_arrondissements_counts_once():
    total = table({"n": {"75056": 3, "75101": 1, "75102": 2, "59350": 4}})
    with pytest.warns(UserWarning, match="75056.*comptée une fois"):
        folded = fold_arrondissements(total)
    assert folded["n"].to_dict() == {"59350": 4, "75056": 3}


def test_a_sum_with_a_missing_term_is_missing():
    gaps = table({"n": pd.Series({"75101": 1, "75102": None, "59350": 4}, dtype="Int64")})
    folded = fold_arrondissements(gaps)["n"]
    assert folded["59350"] == 4
    assert pd.isna(folded["75056"])
    summed = add_up(table({"x": {"a": 1.0, "b": float("nan")}}), ["c", "c"])
    assert summed["x"].isna().all()


def test_texts_are_not_added_up():
    with pytest.raises(TableError, match=r"nom .*nombres"):
        fold_arrondissements(table({"nom": {"75101": "Paris 1er"}}))


def test_arrondissements_exceed_their_city_past_one_in_a_hundred_and_one() -> None:
    parts, city = np.array([1_011.0, 1_012.0, 3.0, 2.0]), np.array([1_000.0, 1_000.0, 1.0, 1.0])
    assert exceeds(parts, city).tolist() == [False, True, True, False]
