"""Files that are not the tables expected, whatever the reader."""

import gzip
import os
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest
from effectif_tables import raises
from openpyxl import Workbook
from openpyxl.chart import BarChart

from poles_geo.errors import LayoutError, TableError
from poles_geo.sources.by_commune import read_tables
from poles_geo.tabular.books.sheet_tables import find_tables
from poles_geo.tabular.books.sheets import open_sheets, sheet_of
from poles_geo.tabular.headings import plain
from poles_geo.tabular.numbers import numbers


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
        ("classeur.xls", b"\xd0\xcf\x11\xe0 rien du tout", "classeur illisible"),
        ("notes.pdf", b"%PDF-1.4", r"un document PDF.*\.xlsx.*\.csv"),
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
        open_sheets(written(tmp_path, "classeur.xlsx", b"\xd0\xcf\x11\xe0 rien"))
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
    assert sheets[0].head[0] == ["CODGEO", "Valeur"]
    assert sheets[0].cells.index[0] == 3
    table, _ = find_tables(sheets, lambda names: "codgeo" in names)
    assert table.data["Valeur"].tolist() == [
        *("1004", "75056", "0.5", "0.333333333", "1234567.5", "-3"),
        *("2014-01-01 00:00:00", "Bourg", ""),
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


def zipped(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_archives_that_are_not_safe_are_refused(tmp_path):
    bomb = zipped(tmp_path / "bombe.zip", {"a.csv": bytes(80_000_000)})
    with pytest.raises(LayoutError, match=r"bombe\.zip.*deviendraient"):
        open_sheets(bomb)
    locked = bytearray(zipped(tmp_path / "a.zip", {"a.csv": b"x;y\n1;2\n"}).read_bytes())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + place] |= 1
    with pytest.raises(LayoutError, match=r"clos\.zip.*mot de passe.*décompressez"):
        open_sheets(written(tmp_path, "clos.zip", bytes(locked)))
    odd = bytearray((tmp_path / "a.zip").read_bytes())
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        odd[odd.index(signature) + place] = 97
    with pytest.raises(LayoutError, match=r"compressée d'une façon inconnue"):
        open_sheets(written(tmp_path, "autre.zip", bytes(odd)))
    damaged = bytearray(zipped(tmp_path / "b.zip", {"a.csv": b"x;y\n1;2\n" * 99}).read_bytes())
    damaged[40] ^= 0xFF
    with pytest.raises(LayoutError, match="archive illisible ou tronquée"):
        open_sheets(written(tmp_path, "abime.zip", bytes(damaged)))
    nested = zipped(tmp_path / "c.zip", {"a.csv": (tmp_path / "a.zip").read_bytes()})
    with pytest.raises(LayoutError, match="une archive zip dans une autre"):
        open_sheets(nested)


def test_gzips(tmp_path):
    content = gzip.compress(b"CODGEO;n\n59350;1\n")
    (sheet,) = open_sheets(written(tmp_path, "t.csv.gz", content))
    assert (sheet.file, sheet.head[1]) == ("t.csv", ["59350", "1"])
    with pytest.raises(LayoutError, match="illisible ou tronquée"):
        open_sheets(written(tmp_path, "t.csv.gz", content[:-9]))
    with pytest.raises(LayoutError, match="archive dangereuse"):
        open_sheets(written(tmp_path, "t.csv.gz", gzip.compress(bytes(80_000_000))))


def test_a_text_document_is_no_table(tmp_path):
    members = {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}
    with pytest.raises(LayoutError, match="un document, et non un tableau"):
        open_sheets(zipped(tmp_path / "notes.docx", members))


def test_a_pipe_is_read(tmp_path):
    pipe = tmp_path / "tube"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as beside:
        beside.submit(pipe.write_bytes, b"CODGEO;n\n59350;1\n")
        (sheet,) = open_sheets(pipe)
    assert sheet.head == [["CODGEO", "n"], ["59350", "1"]]


def test_rows_with_their_code_alone_are_kept_and_notes_left_out(tmp_path):
    text = "EPCI;CODGEO\n200093201;59350\n;62041\n59,\nNord;\n200093201;59004\n200040954\n"
    text += "Source : Insee, 2024\n© IGN\n"
    (table,) = find_tables(
        open_sheets(written(tmp_path, "t.csv", text.encode())), lambda names: "epci" in names
    )
    assert table.data.iloc[:, 0].tolist() == [
        "200093201", "", "59,", "Nord", "200093201", "200040954",
    ]  # fmt: skip
    assert table.lines.tolist() == [2, 3, 4, 5, 6, 7]
    assert (table.shorter, table.longer, table.n_notes) == ([4, 7], [], 2)


def test_rows_of_more_cells_than_the_header_are_refused_with_their_lines(tmp_path):
    path = written(tmp_path, "t.csv", b"CODGEO;LIB;BV\n1;a;2\n3;b; c;4\n5;d;6\n7;e;8;\n")
    with raises(LayoutError, match=r"(?s)plus de 3 cases.*guillemets.*\(1 ligne : 3\)"):
        read_tables(path, lambda names: "codgeo" in names)


def test_headings_alike_are_refused(tmp_path):
    path = written(tmp_path, "t.csv", b"CODGEO;n;N ;x\n1;2;3;4\n")
    with raises(LayoutError, match=r"« n » \(colonnes 2, 3\) ; renommez-les"):
        find_tables(open_sheets(path), lambda names: "codgeo" in names)
    frame = pd.DataFrame([[1, 2]], columns=["n", "n"])
    with raises(TableError, match="en double : n"):
        sheet_of(frame, "table")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Ville;Médecins\nLille;12\nArras;3\n", "Ville, Médecins"),
        ("Ville;2021\nLille;12\nArras;3\n", "pas d'en-tête reconnu"),
        ("DUPONT;Jean;0601020304\nMARTIN;Anne;0601020305\n", "6.lettres, 4.lettres, 10.chiffres"),
        ("DUPONT;j@d.fr;12\nMARTIN;a@d.fr;13\n", "6.lettres, 6.signes, 2.chiffres"),
        ("Jean;nd\nAnne;x\n", "4.lettres, 2.lettres"),
    ],
)
def test_headings_are_quoted_and_values_never(tmp_path, text, said):
    (sheet,) = open_sheets(written(tmp_path, "t.csv", text.encode()))
    assert re.search(said, sheet.columns)
