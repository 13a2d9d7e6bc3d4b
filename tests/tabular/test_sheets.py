"""Files that are not the tables expected, whatever the reader."""

import zipfile
from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart

from poles_geo.errors import LayoutError
from poles_geo.tabular.numbers import numbers
from poles_geo.tabular.sheets import find_tables, open_sheets, plain


def written(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("vide.csv", b"", "fichier vide"),
        ("vide.zip", b"  \n", "fichier vide"),
        ("marque.csv", b"\xef\xbb\xbf\r\n", "fichier vide"),
        ("marque.txt", b"\xff\xfe", "fichier vide"),
        ("page.zip", b"<!DOCTYPE html><html>404</html>", "page web"),
        ("tronque.zip", b"PK\x03\x04 rien", "archive illisible ou tronquée"),
        ("classeur.xls", b"rien du tout", "classeur illisible"),
        ("notes.docx", b"texte", r"type de fichier inconnu.*\.xlsx.*\.csv"),
    ],
)
def test_a_file_of_another_kind_says_so(tmp_path, name, content, message):
    with pytest.raises(LayoutError, match=message):
        open_sheets(written(tmp_path, name, content))


def test_an_archive_without_table_lists_what_it_holds(tmp_path):
    path = tmp_path / "cartes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("COMMUNE.shp", b"x")
    with pytest.raises(LayoutError, match=r"aucun tableau.*COMMUNE\.shp"):
        open_sheets(path)


def test_a_workbook_cut_short_says_so(real_data, tmp_path):
    content = (real_data / "insee" / "BV2012_au_01-01-2014.zip").read_bytes()
    with pytest.raises(LayoutError, match="tronquée"):
        open_sheets(written(tmp_path, "BV2012.zip", content[: len(content) // 2]))


def test_an_unreadable_workbook_is_told_in_one_line(tmp_path):
    with pytest.raises(LayoutError) as raised:
        open_sheets(written(tmp_path, "classeur.xlsx", b"rien du tout"))
    assert len(str(raised.value).splitlines()) == 1


def test_cells_of_a_workbook_are_text(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet["B3"], sheet["C3"] = "CODGEO", "Valeur"
    values = [1004, 75056.0, 0.5, 1 / 3, 1234567.5, -3, date(2014, 1, 1), " Bourg ", None]
    for row, value in enumerate(values, 4):
        sheet.cell(row, 2, "01001")
        sheet.cell(row, 3, value)
    workbook.create_sheet("vide")
    workbook.create_chartsheet("graphique").add_chart(BarChart())
    workbook.create_sheet("suite")["A1"] = "CODGEO"
    path = tmp_path / "classeur.xlsx"
    workbook.save(path)
    sheets = open_sheets(path)
    assert [sheet.name for sheet in sheets] == ["Sheet", "vide", "graphique", "suite"]
    assert sheets[0].head[:3] == [["", ""], ["", ""], ["CODGEO", "Valeur"]]
    table, _ = find_tables(sheets, lambda names: "codgeo" in names)
    assert table.data["Valeur"].tolist() == [
        *("1004", "75056", "0.5", "0.333333333", "1234567.5", "-3"),
        *("2014-01-01 00:00:00", "Bourg"),
    ]


def test_a_zip_gives_every_table_in_it(tmp_path):
    path = tmp_path / "deux.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("dossier/a.csv", "x;y\n1;2\n")
        archive.writestr("b.csv", "x,y\n3,4\n")
        archive.writestr("__MACOSX/._a.csv", "x")
    assert [sheet.file for sheet in open_sheets(path)] == ["a.csv", "b.csv"]


def test_decimal_commas_do_not_pass_for_separators(tmp_path):
    sheets = open_sheets(written(tmp_path, "n.csv", b"CODGEO;POP\n01001;3,5\n01002;4,25\n"))
    (table,) = find_tables(sheets, lambda names: "codgeo" in names)
    assert numbers(table.data["POP"]).tolist() == [3.5, 4.25]


def test_cells_missing_at_the_end_of_rows(tmp_path):
    sheets = open_sheets(written(tmp_path, "n.csv", b"a;b;c\n1;2\n3;4;5\n"))
    (table,) = find_tables(sheets, lambda names: "a" in names)
    assert table.data.to_numpy().tolist() == [["1", "2", ""], ["3", "4", "5"]]


def test_numbers_as_the_french_write_them():
    cells = pd.Series(["1 234", "1\u202f234", "12,0", "784.0", ""], name="POP", dtype="str")
    values = numbers(cells)
    assert values.dtype == "Int64"
    assert values[:4].tolist() == [1234, 1234, 12, 784]
    assert pd.isna(values[4])
    with pytest.raises(LayoutError, match=r"colonne POP.*1.valeur illisible.*'nd'"):
        numbers(pd.Series(["1", "nd"], name="POP", dtype="str"))


@pytest.mark.parametrize("name", ["Code INSEE", "code_insee", "CODE-INSEE", "Codé Insee "])
def test_spellings_of_one_column(name):
    assert plain(name) == "codeinsee"
