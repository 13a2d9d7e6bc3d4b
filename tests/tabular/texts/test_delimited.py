"""Delimited texts as people and programs save them: read rightly, or refused with the line."""

import csv
import io

import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.errors import LayoutError
from poles_geo.tabular.texts.delimited import (
    SEPARATORS,
    _plain,
    _quoted,
    decoded,
    read_delimited,
    separator_of,
)

CELL = st.text(st.sampled_from("aé0129 ,;|\t\"'\n."), max_size=8)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=1, max_size=12)
)
HEADED = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.text(st.sampled_from("aé019 "), max_size=6), min_size=width, max_size=width),
        min_size=1, max_size=12,
    )
)  # fmt: skip


def rows_of(content: bytes | str) -> list[list[str]]:
    read = read_delimited(content if isinstance(content, bytes) else content.encode(), "t.csv")
    rows: list[list[str]] = read.cells.to_numpy().tolist()
    return rows


def saved(rows: list[list[str]], separator: str, quoting: int, end: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=separator, quoting=quoting, lineterminator=end).writerows(rows)
    return file.getvalue()


@settings(deadline=None)
@given(
    TABLES,
    st.sampled_from(SEPARATORS),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_a_program_saves_is_read_back(
    rows: list[list[str]], separator: str, quoting: int, end: str
) -> None:
    text = saved(rows, separator, quoting, end)
    _, n_fields, columns = _quoted(text, separator, "t.csv", 1)
    assert [list(row) for row in zip(*(c.to_pylist() for c in columns), strict=True)] == rows
    assert set(n_fields) == {len(rows[0])}


@settings(deadline=None)
@given(HEADED, st.sampled_from(SEPARATORS), st.sampled_from(["\n", "\r\n"]))
def test_the_fast_way_says_the_same(rows: list[list[str]], separator: str, end: str) -> None:
    text = saved(rows, separator, csv.QUOTE_MINIMAL, end)
    fast, careful = _plain(text, separator), _quoted(text, separator, "t.csv", 1)
    assert fast is not None
    for ours, theirs in zip(fast, careful, strict=True):
        assert [list(part) if hasattr(part, "__len__") else part for part in ours] == [
            list(part) if hasattr(part, "__len__") else part for part in theirs
        ]


@given(HEADED, st.sampled_from(SEPARATORS), st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le"]))
def test_the_separator_and_the_encoding_are_found(
    rows: list[list[str]], separator: str, encoding: str
) -> None:
    header = [f"colonne_{place}" for place in range(len(rows[0]))]
    text = saved([header, *rows], separator, csv.QUOTE_MINIMAL, "\n")
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert rows_of(text.encode(encoding)) == [header, *kept]


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("CODGEO;POP\n59350;3,5\n62041;4,25\n", ";"),
        ("CODGEO;a;b;c\n59350;1,5;2,5;3,5\n62041;1,5;2,5;3,5\n", ";"),
        ("CODGEO;nom\n59350;Lille, Nord\n62041;Arras, Pas-de-Calais\n", ";"),
        ("CODGEO;lieu\n59350;Lille, Nord, France\n62041;Arras, Artois, France\n", ";"),
        ("CODGEO,liste\n59350,a;b\n62041,c;d\n", ","),
        ("Tableau 1, 2, 3\n\nCODGEO\t60\n59350\t1\n", "\t"),
        ('CODGEO,"a;b;c",n\n59350,x,1\n', ","),
        ("CODGEO\n59350\n", ";"),
    ],
)
def test_separators_by_the_width_of_rows(text: str, separator: str) -> None:
    assert separator_of(text) == separator


def test_a_spreadsheet_says_its_separator() -> None:
    read = read_delimited(b"sep=,\r\na;b,c\r\n1;2,3\r\n", "t.csv")
    assert read.cells.to_numpy().tolist() == [["a;b", "c"], ["1;2", "3"]]
    assert read.cells.index.tolist() == [2, 3]


def test_blank_lines_are_left_out_and_lines_keep_their_number() -> None:
    read = read_delimited(b"\n" * 60 + b'a;b\n;;\n"x\ny";1\n\n2;3\n', "t.csv")
    assert read.cells.index.tolist() == [61, 63, 66]
    assert read.cells.iloc[1, 0] == "x\ny"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_ends_of_line_of_all_systems(end: str) -> None:
    assert rows_of(end.join(["a;b", "1;2", "3;4"]) + end) == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_lines_of_two_encodings_in_one_file() -> None:
    content = "nom;n\nLambersart é;1\n".encode() + "Forêt;2\n".encode("cp1252")
    assert rows_of(content)[1:] == [["Lambersart é", "1"], ["Forêt", "2"]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('a;b\n1;"x\n2;y\n', "au-delà de la ligne 2"),
        ('a;b\n1;"x"y\n', "au-delà de la ligne 2"),
        ('a;b\n1;2\n3;"' + "x" * 1_000_000, "au-delà de la ligne 3"),
        ('sep=;\na;b\n1;"x\n', "au-delà de la ligne 3"),
        ("a;b;c\n1;2;3\n4;5", r"tronqué : la dernière ligne \(3\).* 2 champs sur 3"),
        ("a;b;c\n1;2;3\n4;5;6\n59", r"tronqué : la dernière ligne \(4\)"),
        (b"a;b\n1;\0\n", "octet nul, ligne 2"),
        ("a;b\n1;2\n".encode("utf-16")[:-1], "UTF-16 tronqué"),
        ("nom;b\né;2\nà".encode()[:-1], "au milieu d'un caractère"),
        (b"a;b\n\x81;2\n", r"\(ligne 2\)"),
    ],
)
def test_what_is_not_read_is_refused_with_its_line(content: bytes | str, reason: str) -> None:
    with raises(LayoutError, match=reason):
        rows_of(content)


@pytest.mark.parametrize("note", ["Source : Insee", "Champ", "Lecture : 12 communes"])
def test_a_note_at_the_end_is_no_row_cut_short(note: str) -> None:
    assert rows_of(f"a;b\n1;2\n3;4\n{note}")[-1] == [note, ""]


def test_a_text_of_one_line_without_end() -> None:
    assert rows_of("a;b") == [["a", "b"]]
    assert rows_of("a;b\n1;2") == [["a", "b"], ["1", "2"]]


def test_rows_keep_their_number_of_fields() -> None:
    read = read_delimited(b"a;b;\n1\n2;3;4;5\n", "t.csv")
    assert read.n_fields.tolist() == [3, 1, 4]
    assert read.cells.to_numpy().tolist()[1] == ["1", "", "", ""]


def test_twenty_thousand_columns() -> None:
    header = ";".join(f"c{place}" for place in range(20_000))
    for text in (
        f"{header}\n{header}\n",
        f'"{header.replace(";", chr(34) + ";" + chr(34))}"\n',
        f"a;b\n1;2\n{header}\n",
    ):
        with raises(LayoutError, match=r"20.000 colonnes à la ligne \d, 4.000 au plus|champs"):
            read_delimited(text.encode(), "t.csv")
    read = read_delimited(f"a;b{';' * 20_000}\n1;2{';' * 20_000}\n".encode(), "t.csv")
    assert read.cells.shape == (2, 2)
    assert read.n_fields.tolist() == [20_002, 20_002]


def test_text_is_decoded_once() -> None:
    assert decoded(b"\xef\xbb\xbfa", "t.csv") == "a"
    assert decoded("œuvre".encode("cp1252"), "t.csv") == "œuvre"
