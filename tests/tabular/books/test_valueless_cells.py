"""Formulas without a value are read as empty cells, and told with their references."""

from pathlib import Path

import openpyxl
import pytest

import poles_geo as pg
from poles_geo.tabular.books.sheets import open_sheets


def test_formulas_not_computed_and_errors_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["CODGEO", "60"], ["37261", "=1+1"], ["45234", 7], ["41018", "#REF!"]):
        sheet.append(row)
    sheet["B4"].data_type = "e"
    path = tmp_path / "t.xlsx"
    book.save(path)
    assert list(open_sheets(path)[0].valueless) == ["B2", "B4"]
    with pytest.warns(pg.errors.DataWarning, match=r"2.cellules lues comme vides \(B2, B4\)"):
        decompte = pg.count_professionals(path)
    assert decompte.counts["60"].isna().tolist() == [True, True, False]
