"""Workbooks that would fill the memory: refused before a reader makes room for them."""

import zipfile
from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises
from openpyxl import Workbook
from openpyxl.styles import Font

from poles_geo.errors import LayoutError
from poles_geo.tabular.books.sheets import open_sheets


def test_a_cell_in_the_last_column_and_row(real_data: Path) -> None:
    with raises(LayoutError, match="ligne 1.048.576, colonne 16.384.*effacez"):
        open_sheets(real_data / "cas" / "classeur_cellule_lointaine.xlsx")


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 20), (1000, 16_384), (500_000, 30)])
def test_a_cell_far_from_the_others(tmp_path: Path, row: int, column: int) -> None:
    book = Workbook()
    book.worksheets[0]["A1"] = "CODGEO"
    book.worksheets[0].cell(row, column, "x")
    book.save(tmp_path / "loin.xlsx")
    with raises(LayoutError, match=r"loin\.xlsx : la dernière cellule est à la ligne"):
        open_sheets(tmp_path / "loin.xlsx")


def test_a_cell_far_away_in_an_opendocument(tmp_path: Path) -> None:
    path = tmp_path / "loin.ods"
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
        "<table:table><table:table-row><table:table-cell office:value-type='string'/>"
        '</table:table-row><table:table-row table:number-rows-repeated="1048570"/>'
        '<table:table-row><table:table-cell table:number-columns-repeated="1000"/>'
        "<table:table-cell office:value-type='string'/></table:table-row></table:table>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    with raises(LayoutError, match="ligne 1.048.572, colonne 1.001, pour 2 cellules"):
        open_sheets(path)


def test_formats_to_the_last_row_are_no_cells(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"] = "CODGEO", "60"
    for row in (5_000, 1_048_576):
        sheet.cell(row, 40).font = Font(bold=True)
    book.save(tmp_path / "formats.xlsx")
    (read,) = open_sheets(tmp_path / "formats.xlsx")
    assert read.head[0][:2] == ["CODGEO", "60"]


def test_a_large_and_full_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plein.xlsx"
    pd.DataFrame({"CODGEO": range(2_000), **dict.fromkeys("abcdef", 1)}).to_excel(path, index=False)
    assert open_sheets(path)[0].cells.shape == (2_001, 7)
