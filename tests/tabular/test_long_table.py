"""The long CSV for a web atlas: a number a row, and what each variable is."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import ArgumentError, ChoiceError, TableError, WriteError


def table(date: str | None = "décembre 2024", **columns: list[Any]) -> pd.DataFrame:
    codes = pd.Index(["01004", "2A004", "59350"], name="code_bassin")
    made = pd.DataFrame(columns, index=codes)
    made.attrs = {"source": "RPPS", "unite": "personnes", "avertissements": ["Un doute."]}
    if date:
        made.attrs["date"] = date
    return made


def lines(path: Path) -> list[str]:
    return path.read_text("utf-8-sig").splitlines()


def test_a_number_a_row_and_no_zero_for_what_is_not_counted(tmp_path: Path) -> None:
    given = table(effectif=[10, 0, None], part=[0.5, -1.25, 3.0]).astype({"effectif": "Int64"})
    given = given.assign(nom=["a", "b", "c"], population=[5, 6, 7])
    path, beside = pg.write_long(given, tmp_path / "atlas.csv")
    assert lines(path) == [
        "code;annee;variable;valeur",
        "01004;2024;effectif;10", "2A004;2024;effectif;0", "59350;2024;effectif;",
        "01004;2024;part;0,5", "2A004;2024;part;-1,25", "59350;2024;part;3",
    ]  # fmt: skip
    assert beside == tmp_path / "atlas-dictionnaire.csv"
    assert lines(beside) == [
        "variable;libelle;unite;annees;source;avertissements",
        "effectif;Professionnels;personnes;2024;RPPS;Un doute.",
        "part;Part;personnes;2024;RPPS;Un doute.",
    ]


def test_several_years_are_one_file(tmp_path: Path) -> None:
    both = [table("2023-06", effectif=[1, 2, 3]), table("décembre 2024", effectif=[4, 5, 6])]
    path, beside = pg.write_long(both, tmp_path / "atlas.csv")
    read = pd.read_csv(path, sep=";", decimal=",", dtype={"code": str})
    assert read["annee"].tolist() == [2023] * 3 + [2024] * 3
    assert read["valeur"].tolist() == [1, 2, 3, 4, 5, 6]
    assert "2023\u202f; 2024" in beside.read_text("utf-8-sig")


def test_the_detail_of_professions_has_its_names(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        counted = pg.count_professionals(
            pg.load_example(), columns={"infirmiers": "60", "generaliste": "10G"}
        )
        effectifs = pg.aggregate(counted, "BV2022", detail="profession")
    _, beside = pg.write_long(effectifs, tmp_path / "atlas.csv")
    said = pd.read_csv(beside, sep=";", dtype=str).set_index("variable")
    assert said.loc["effectif_60", "libelle"] == "infirmiers"
    assert (said["annees"] == "2019").all()
    assert "population" not in said.index


@settings(max_examples=40)
@given(st.lists(st.one_of(st.none(), st.floats(-1e9, 1e9)), min_size=3, max_size=3))
def test_numbers_are_found_again(values: list[float | None]) -> None:
    with TemporaryDirectory() as folder:
        path, _ = pg.write_long(table(n=values).astype("float64"), Path(folder) / "atlas.csv")
        read = pd.read_csv(path, sep=";", decimal=",", dtype={"code": str})["valeur"]
    expected = pd.Series(values, dtype="float64")
    pd.testing.assert_series_equal(read.astype("float64"), expected, check_names=False, rtol=1e-12)


@pytest.mark.parametrize(
    ("given", "name", "options", "error", "said"),
    [
        (table(None, effectif=[1, 2, 3]), "a.csv", {}, TableError, "table 1 sans année.*year="),
        (table("de 2019 à 2021", effectif=[1, 2, 3]), "a.csv", {}, TableError, "sans année"),
        ([table(effectif=[1, 2, 3])] * 2, "a.csv", {}, TableError, "deux fois la même année"),
        ([], "a.csv", {}, TableError, "aucune colonne de nombres"),
        (table(effectif=["x", "y", "z"]), "a.csv", {}, TableError, "aucune colonne de nombres"),
        (table(effectif=[1, 2, 3]), "a.xlsx", {}, ChoiceError, "csv est attendu"),
        ([table(effectif=[1, 2, 3])] * 2, "a.csv", {"year": 2020}, ChoiceError, "year"),
        (table(effectif=[1, 2, 3]), "absent/a.csv", {}, WriteError, "absent"),
        (table(effectif=[1, 2, 3]), "a.csv", {"year": 24}, ChoiceError, "year : une année"),
        ("effectifs.csv", "a.csv", {}, ArgumentError, "tables"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_said(
    given: Any, name: str, options: dict[str, int], error: type[Exception], said: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    with raises(error, said):
        pg.write_long(given, tmp_path / name, **options)
    assert not list(tmp_path.iterdir())


def test_a_year_told_is_that_of_the_table(tmp_path: Path) -> None:
    path, _ = pg.write_long(table(None, effectif=[1, 2, 3]), tmp_path / "a.csv", year=2020)
    assert lines(path)[1] == "01004;2020;effectif;1"


def test_the_unit_is_that_of_the_numbers_not_of_their_file(tmp_path: Path) -> None:
    communes = pd.DataFrame({"code_commune": ["59350", "59606"], "10G": [400, 60]})
    with warnings.catch_warnings(action="ignore"):
        counted = pg.aggregate(pg.count_professionals(communes, date="2024"), "BV2022")
    assert counted.attrs["unite"] == "table par commune"
    _, beside = pg.write_long(counted, tmp_path / "atlas.csv")
    units = pd.read_csv(beside, sep=";").set_index("variable")["unite"]
    assert units["effectif"] == units["pole"] == "professionnels"
