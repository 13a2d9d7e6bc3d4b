"""Tables written for a spreadsheet and for a page."""

import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError, WriteError
from poles_geo.tabular.reading import read_table
from poles_geo.tabular.writing import FORMATS, to_html, to_markdown, unmarked, write_table

THIN_SPACE, NO_BREAK_SPACE = "\u202f", "\u00a0"


@pytest.fixture
def table() -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "region_2014": ["Nord - Pas-de-Calais", "Provence-Alpes-Côte d'Azur", "<b>A & B</b>|c"],
            "effectif": [19_310, 1_234_567, 0],
            "marge": [0.25, 1_500.0, None],
            "grand": [True, False, False],
        },
        index=pd.Index(["59350", "01004", "Total"], name="code_bassin"),
    )
    table.attrs = {"titre": "Pôles d'offre", "source": "fichiers RPPS et ADELI", "date": "2014"}
    return table


def sheet_of(path: Path, name: str = "Tableau") -> Worksheet:
    sheet = load_workbook(path)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def test_csv_is_what_a_french_spreadsheet_opens(tmp_path: Path, table: pd.DataFrame) -> None:
    content = write_table(table, tmp_path / "t.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\n")
    assert lines[0] == "code_bassin;region_2014;effectif;marge;grand"
    assert lines[1] == "59350;Nord - Pas-de-Calais;19310;0,25;True"
    assert lines[2] == "01004;Provence-Alpes-Côte d'Azur;1234567;1500,0;False"
    assert lines[3] == "Total;<b>A & B</b>|c;0;;False"


def test_what_a_spreadsheet_would_compute_has_a_mark(tmp_path: Path) -> None:
    names = ["=1+1", "+33", "-5", "@SUM(A1)", "\tx", "\r=2", "'=1", "''-", "'a", "a=1", " =1", "−5"]
    table = pd.DataFrame({"=nom": names, "marge": [-1.5] * len(names)})
    lines = write_table(table, tmp_path / "t.csv").read_bytes().decode("utf-8-sig").split("\n")
    assert lines[0] == '"\'=nom";"marge"'
    found = [line.split(";")[0].strip('"') for line in lines[1:-1]]
    assert found == [f"'{name}" for name in names[:8]] + names[8:]
    assert all(line.endswith(';"-1,5"') for line in lines[1:-1])


@given(
    st.lists(
        st.tuples(
            st.text(st.sampled_from("'=+-@\t\r;\"ab1 "), max_size=6),
            st.integers(-(10**9), 10**9),
        ),
        min_size=1,
    ),
    st.text(st.sampled_from("'=+-@ab"), min_size=1, max_size=4),
)
@settings(deadline=None, max_examples=60)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_text_is_read_back_whatever_it_begins_with(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, rows: list[tuple[str, int]], header: str
) -> None:
    index = pd.Index([f"{row:05d}" for row in range(len(rows))], name="code_bassin", dtype=str)
    texts = [text.strip() or "x" for text, _ in rows]  # cells are read without blanks around them
    texts = [text.replace("\r", "-") for text in texts] if suffix == ".xlsx" else texts
    table = pd.DataFrame({"nom": texts, f"z{header}": texts, "effectif": 0}, index=index)
    table["effectif"] = [count for _, count in rows]
    table = table.rename(columns={f"z{header}": f"{header}z"})
    path = write_table(table, tmp_path_factory.getbasetemp() / f"formules{suffix}")
    read = read_table(path)
    assert read["nom"].tolist() == texts
    assert read[f"{header}z"].tolist() == texts
    assert read["effectif"].tolist() == table["effectif"].tolist()


@pytest.mark.parametrize("name", ["=1+1", "http://a.fr", '=HYPERLINK("http://a.fr")', "#N/A", "@x"])
def test_a_text_of_a_workbook_is_a_text(tmp_path: Path, name: str) -> None:
    sheet = sheet_of(write_table(pd.DataFrame({name: [name]}), tmp_path / "t.xlsx"))
    for cell in (sheet["A1"], sheet["A2"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("~~x~~", r"\~\~x\~\~"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("A & B", "A & B"),
        ("http://a.fr", r"http\://a.fr"),
        ("www.a.fr", r"www\.a.fr"),
        ("[a](b)", r"\[a\](b)"),
    ],
)
def test_markdown_shows_a_text_as_it_is(text: str, written: str) -> None:
    assert f"| {written} |" in to_markdown(pd.DataFrame({"nom": [text]}))


@pytest.mark.parametrize("text", ["# a", "- a", "+ a", "1. a", "12) a", "=== a"])
def test_markdown_has_no_heading_nor_list_that_it_was_not_asked_for(text: str) -> None:
    table = pd.DataFrame({"nom": ["x"]})
    table.attrs["avertissements"] = [text]
    line = to_markdown(table).splitlines()[-1]
    assert line.replace("\\", "") == text
    assert re.match(r"\d*\\", line)


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n;"'))


@given(
    st.lists(
        st.tuples(
            texts.filter(bool),
            st.integers(-(2**53), 2**53),
            st.floats(allow_infinity=False, allow_nan=False),
        )
    )
)
@settings(deadline=None, max_examples=60)
def test_csv_is_read_back_as_it_was_by_pandas(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, float]]
) -> None:
    index = pd.Index([f"{row:05d}" for row in range(len(rows))], name="code_bassin", dtype=str)
    table = pd.DataFrame(rows, columns=["nom", "effectif", "marge"], index=index)
    table = table.astype({"nom": str, "effectif": "int64", "marge": float})
    path = write_table(table, tmp_path_factory.getbasetemp() / "aller_retour.csv")
    read = pd.read_csv(
        path,
        sep=";",
        decimal=",",
        dtype={"code_bassin": str, "nom": str, "effectif": "int64", "marge": float},
        index_col="code_bassin",
        keep_default_na=False,
    )
    read["nom"] = read["nom"].map(unmarked)
    pd.testing.assert_frame_equal(read, table, check_index_type=False)


def test_xlsx_has_numbers_as_numbers_and_codes_as_text(tmp_path: Path, table: pd.DataFrame) -> None:
    sheet = sheet_of(write_table(table, tmp_path / "t.xlsx"))
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Code du bassin de vie", "Région", "Professionnels", "Marge", "grand"]
    assert rows[1] == ["59350", "Nord - Pas-de-Calais", 19_310, 0.25, "oui"]
    assert rows[2] == ["01004", "Provence-Alpes-Côte d'Azur", 1_234_567, 1_500, "non"]
    assert rows[3] == ["Total", "<b>A & B</b>|c", 0, None, "non"]
    assert sheet["A3"].data_type == "s"
    assert sheet["C2"].data_type == "n"
    assert sheet["C2"].number_format == "#,##0"
    assert sheet["D2"].number_format == "#,##0.0"


def test_xlsx_is_ready_to_read(tmp_path: Path, table: pd.DataFrame) -> None:
    path = write_table(table, tmp_path / "t.xlsx", title="Autre titre")
    sheet = sheet_of(path)
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert sheet["C4"].font.bold
    assert not sheet["C3"].font.bold
    assert sheet.column_dimensions["B"].width == len("Provence-Alpes-Côte d'Azur") + 2
    notes = sheet_of(path, "Sources")
    assert [cell.value for cell in notes["A"]] == [
        "Autre titre",
        f"Sources{NO_BREAK_SPACE}: fichiers RPPS et ADELI (2014).",
    ]


def test_a_long_text_is_wrapped(tmp_path: Path) -> None:
    table = pd.DataFrame({"explication": ["mot " * 50], "nom": ["court"]})
    sheet = sheet_of(write_table(table, tmp_path / "t.xlsx"))
    assert sheet["A2"].alignment.wrap_text
    assert not sheet["B2"].alignment.wrap_text
    assert sheet.column_dimensions["A"].width == 62


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    table = pd.DataFrame({"nom": ["=1+1"]})
    sheet = sheet_of(write_table(table, tmp_path / "t.xlsx"))
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].value == "=1+1"


def test_an_infinite_number_does_not_spoil_the_workbook(tmp_path: Path) -> None:
    path = write_table(pd.DataFrame({"marge": [float("inf"), 1.5]}), tmp_path / "t.xlsx")
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Tableau").to_python()
    assert rows == [["Marge"], ["inf"], [1.5]]


def test_control_characters_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_text("ancien")
    table = pd.DataFrame({"nom": ["Lens", "Dou\x07ai"]})
    with pytest.raises(TableError, match=r"Nom\s: caractères de contrôle \(1 ligne\s: 2\)"):
        write_table(table, path)
    assert path.read_text() == "ancien"
    assert len(list(tmp_path.iterdir())) == 1


def test_html_is_a_whole_page_in_french(tmp_path: Path, table: pd.DataFrame) -> None:
    page = write_table(table, tmp_path / "t.html").read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="fr">')
    assert '<meta charset="utf-8">' in page
    assert "<title>Pôles d’offre</title>" in page
    assert f'<p class="source">Sources{NO_BREAK_SPACE}: fichiers RPPS et ADELI (2014).</p>' in page


def test_html_table_is_semantic(table: pd.DataFrame) -> None:
    element = ET.fromstring(to_html(table).split("<p ")[0])
    assert element.findtext("caption") == "Pôles d’offre"
    heads = element.findall("thead/tr/th")
    assert [head.get("scope") for head in heads] == ["col"] * 5
    assert [head.get("class") for head in heads] == [None, None, "nombre", "nombre", None]
    rows = element.findall("tbody/tr")
    assert [row[0].get("scope") for row in rows] == ["row", "row"]
    assert [[cell.text for cell in row] for row in rows] == [
        ["59350", f"Nord{NO_BREAK_SPACE}– Pas-de-Calais", f"19{THIN_SPACE}310", "0,2", "oui"],
        [
            "01004",
            "Provence-Alpes-Côte d’Azur",
            f"1{THIN_SPACE}234{THIN_SPACE}567",
            f"1{THIN_SPACE}500,0",
            "non",
        ],
    ]
    (total,) = element.findall("tfoot/tr")
    assert [cell.text for cell in total] == ["Total", "<b>A & B</b>|c", "0", None, "non"]


def test_html_title_is_escaped() -> None:
    assert "<caption>a &lt; b</caption>" in to_html(pd.DataFrame({"nom": ["x"]}), "a < b")


def test_markdown_keeps_its_cells(table: pd.DataFrame) -> None:
    lines = to_markdown(table).split("\n")
    assert lines[0] == "**Pôles d’offre**"
    assert lines[2] == "| Code du bassin de vie | Région | Professionnels | Marge | grand |"
    assert lines[3] == "| --- | --- | ---: | ---: | --- |"
    assert (
        lines[4]
        == f"| 59350 | Nord{NO_BREAK_SPACE}– Pas-de-Calais | 19{THIN_SPACE}310 | 0,2 | oui |"
    )
    assert lines[6] == r"| Total | \<b\>A & B\</b\>\|c | 0 |  | non |"
    assert lines[8] == f"Sources{NO_BREAK_SPACE}: fichiers RPPS et ADELI (2014)."


def test_markdown_cell_stays_on_one_line() -> None:
    assert "| a b |" in to_markdown(pd.DataFrame({"nom": ["a\r\n b"]}))


def test_the_differences_name_the_columns_as_printed() -> None:
    text = to_markdown(pg.report_2014.figure1_differences(pg.load_report()))
    assert "| Pays de la Loire | Rang 4 |  | 1 |" in text
    assert "| Corse | Rangs 3 et 4 | 1 | 2 |" in text


@pytest.mark.parametrize("name", ["premier", "second", "proche", "dominant", "libelle", "part"])
def test_a_name_that_any_table_may_have_is_not_headed_as_of_poles(name: str) -> None:
    rows = pd.DataFrame({name: ["a"]}, index=pd.Index(["01"], name="code"))
    heading = to_html(rows).split("<thead")[1].split("</thead")[0]
    assert not re.search("pôle|fichier", heading.lower())


def test_geometry_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with pytest.warns(UserWarning, match=r"t\.csv.*la géométrie n'y est pas.*\.gpkg"):
        write_table(pg.load_report(), path)
    header = path.read_text(encoding="utf-8-sig").split("\n")[0]
    assert header.split(";") == ["code_bassin", *pg.load_report().columns.drop("geometry")]


@pytest.mark.parametrize("suffix", FORMATS)
def test_same_table_same_bytes(tmp_path: Path, suffix: str) -> None:
    report = pg.load_report().drop(columns="geometry")
    first = write_table(report, tmp_path / f"a{suffix}").read_bytes()
    assert write_table(report, tmp_path / f"b{suffix}").read_bytes() == first


def test_a_workbook_has_no_time_of_day(tmp_path: Path, table: pd.DataFrame) -> None:
    with zipfile.ZipFile(write_table(table, tmp_path / "t.xlsx")) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == 2
    assert core.count("T00:00:00Z") == core.count("Z<")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_table_is_written(tmp_path: Path, suffix: str) -> None:
    report = pg.load_report().drop(columns="geometry")
    for table in (report.iloc[:0], pd.DataFrame()):
        assert write_table(table, tmp_path / f"vide{suffix}").exists()


def test_suffix_may_be_in_capitals(tmp_path: Path, table: pd.DataFrame) -> None:
    assert write_table(table, str(tmp_path / "T.CSV")).read_bytes().startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["t.pdf", "t", "t.xls"])
def test_an_unknown_suffix_lists_the_others(tmp_path: Path, table: pd.DataFrame, name: str) -> None:
    with pytest.raises(ChoiceError, match=r"\.csv, \.xlsx, \.html, \.md"):
        write_table(table, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_said(tmp_path: Path, table: pd.DataFrame) -> None:
    with pytest.raises(WriteError, match="absent"):
        write_table(table, tmp_path / "absent" / "t.csv")
