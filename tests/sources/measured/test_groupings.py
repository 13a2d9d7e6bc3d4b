"""Lists of groupings: what is read, what is refused."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises

import poles_geo as pg
from poles_geo.errors import LayoutError, SourceError


def test_the_published_list_is_read_as_the_embedded_one(real_data: Path) -> None:
    read = pg.read_groupings(real_data / "rapport" / "cooperations.csv")
    pd.testing.assert_frame_equal(read, pg.load_cooperations())
    assert read.attrs["source"] == "cooperations.csv"


def test_a_workbook_and_headings_of_another_spelling(tmp_path: Path) -> None:
    table = pg.load_cooperations().rename(columns={"code_commune": "Code commune", "nom": "Nom"})
    table.to_excel(tmp_path / "liste.xlsx", index=False)
    read = pg.read_groupings(tmp_path / "liste.xlsx")
    assert read["code_commune"].equals(pg.load_cooperations()["code_commune"])


@pytest.mark.parametrize("column", ["id", "forme", "nom", "membre", "code_commune"])
def test_a_column_that_is_not_there(column: str, tmp_path: Path) -> None:
    pg.load_cooperations().drop(columns=column).to_csv(tmp_path / "l.csv", sep=";", index=False)
    with raises(LayoutError, "attendues : id, forme, nom, membre, code_commune"):
        pg.read_groupings(tmp_path / "l.csv")


def test_no_such_file() -> None:
    with pytest.raises(SourceError):
        pg.read_groupings("absent.csv")


def test_codes_that_a_workbook_took_for_numbers(tmp_path: Path) -> None:
    rows = [("A", "GHT", "Ain", "CH", 1004), ("A", "GHT", "Ain", "CHU", 59350.0)]
    header = ["id", "forme", "nom", "membre", "code_commune"]
    pd.DataFrame([*rows, ("A", "GHT", "Ain", "MSP", None)], columns=header, dtype=object).to_excel(
        tmp_path / "liste.xlsx", index=False
    )
    codes = pg.read_groupings(tmp_path / "liste.xlsx")["code_commune"]
    assert codes.fillna("").tolist() == ["01004", "59350", ""]
