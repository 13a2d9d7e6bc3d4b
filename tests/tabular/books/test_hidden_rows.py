"""Rows that a filter hides are read, and told; those of another sheet are not."""

from pathlib import Path

import openpyxl
import pytest

import poles_geo as pg
from poles_geo.tabular.books.sheets import open_sheets

ROWS = [("CODGEO", "60"), ("59350", 40), ("59512", 12), ("62041", 9)]


def written(path: Path, hidden: dict[str, list[int]]) -> Path:
    """Write the rows in a sheet of each name, with the lines that it hides."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in hidden.items():
        sheet = book.create_sheet(name)
        for row in ROWS if name == "Données" else [("Lisez-moi",)]:
            sheet.append(row)
        for line in lines:
            sheet.row_dimensions[line].hidden = True
    book.save(path)
    return path


def test_rows_that_a_filter_hides_are_told(tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", {"Notes": [1], "Données": [3, 4, 900]})
    assert [sheet.n_hidden for sheet in open_sheets(path)] == [1, 2]
    with pytest.warns(pg.errors.DataWarning, match=r"t\.xlsx.*masque 2.lignes"):
        decompte = pg.count_professionals(path)
    assert decompte.counts["60"].tolist() == [40, 12, 9]


def test_a_sheet_that_shows_all_its_rows_says_nothing(tmp_path: Path) -> None:
    path = written(tmp_path / "t.xlsx", {"Notes": [1], "Données": []})
    assert pg.count_professionals(path).counts["60"].tolist() == [40, 12, 9]
