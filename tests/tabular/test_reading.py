"""Tables by bassin de vie as spreadsheets and other programs write them."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises, table

import poles_geo as pg
from poles_geo.errors import LayoutError, SourceError
from poles_geo.tabular.printed import LABELS
from poles_geo.tabular.reading import COLUMNS, read_table
from poles_geo.tabular.writing import write_table

HEADER = ";".join(COLUMNS)
ALBI = table((2919, 519, 119), codes=["01004"])


def write(folder: Path, content: str | bytes, name: str = "effectifs.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_separators_encodings_and_ends_of_line(
    tmp_path: Path, separator: str, encoding: str, end: str
) -> None:
    text = f"{HEADER};nom\n01004;2919;2400;519;119;Ambérieu-en-Bugey\n"
    text = text.replace(";", separator).replace("\n", end)
    read = read_table(write(tmp_path, text.encode(encoding)))
    pd.testing.assert_frame_equal(
        read, ALBI.assign(nom="Ambérieu-en-Bugey"), check_dtype=False, check_index_type=False
    )


@pytest.mark.parametrize("printed", ["1234", "1 234", "1\u202f234", "1\xa0234", "1234,0", "1234.0"])
def test_numbers_are_read_as_french_writes_them(tmp_path: Path, printed: str) -> None:
    read = read_table(write(tmp_path, f'{HEADER}\n01004;"{printed}";1234;0;0\n'))
    assert read["effectif"].tolist() == [1234]
    assert pd.api.types.is_integer_dtype(read["effectif"])


@pytest.mark.parametrize(
    ("printed", "told"),
    [
        *((value, f"'{value}'") for value in ("12 34", "1e3", "nan", "inf")),
        ("douze", "5 lettres"),
        ("12½", "3 signes"),
    ],
)
def test_what_is_no_number_stays_as_it_is_for_the_error_to_name_it(
    tmp_path: Path, printed: str, told: str
) -> None:
    read = read_table(write(tmp_path, f"{HEADER}\n01004;{printed};5;5;0\n01033;10;5;5;0\n"))
    assert read["effectif"].tolist() == [printed, 10]
    said = rf"autre chose qu'un nombre \(1 ligne : 01004 : {told}\)"
    with raises(pg.errors.TableError, match=said):
        pg.classify(read)


def test_codes_and_other_columns_are_text(tmp_path: Path) -> None:
    read = read_table(write(tmp_path, f"{HEADER};departement\n01004;1;1;0;0;01\n"))
    assert read.index.tolist() == ["01004"]
    assert read.index.name == "code_bassin"
    assert read["departement"].tolist() == ["01"]


def test_empty_cells_are_missing_and_empty_rows_and_columns_left_out(tmp_path: Path) -> None:
    text = f"\n{HEADER};;\n01004;10;;10;0;;\n;;;;;;\n\n01033;1;1;0;0;;\n"
    read = read_table(write(tmp_path, text))
    assert read.columns.tolist() == list(COLUMNS[1:])
    assert read.index.tolist() == ["01004", "01033"]
    assert read["proximite"].isna().tolist() == [True, False]


def test_a_name_may_hold_the_separator_and_quotes(tmp_path: Path) -> None:
    text = f'{HEADER};nom\n01004;1;1;0;0;"L\'Isle ; dite ""la Belle"""\n'
    assert read_table(write(tmp_path, text))["nom"].tolist() == ['L\'Isle ; dite "la Belle"']


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_write_table_writes_is_read_back(tmp_path: Path, suffix: str) -> None:
    effectifs = table((2919, 519, 119), (50, 5, 0), codes=["01004", "2A004"])
    ranked = pg.classify(effectifs.assign(departement=["01", "2A"]))
    read = read_table(write_table(ranked, tmp_path / f"poles{suffix}"))
    pd.testing.assert_frame_equal(read, ranked)
    again = pg.classify(read)
    pd.testing.assert_frame_equal(again, ranked, check_dtype=False)


def test_the_published_poles_are_read_back_from_the_printed_headers(tmp_path: Path) -> None:
    poles = pd.DataFrame(pg.load_report().drop(columns="geometry"))
    read = read_table(write_table(poles, tmp_path / "poles.xlsx"))
    for column in ("nom", "region_2014", "rang", "sigle", "effectif", "code_commune"):
        assert read[column].tolist() == poles[column].tolist()
    assert len(set(LABELS.values())) == len(LABELS)


def test_a_spreadsheet_that_took_the_zeros_off_is_told_to_classify(tmp_path: Path) -> None:
    path = tmp_path / "effectifs.xlsx"
    ALBI.reset_index().assign(code_bassin=1004).to_excel(path, index=False)
    read = read_table(path)
    assert read.index.tolist() == ["1004"]
    with raises(pg.errors.TableError, match=r"le zéro de tête a été perdu.*1004"):
        pg.classify(read)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "fichier vide"),
        (b"\n;\n", "fichier vide"),
        (b"\x89PNG\r\n\x1a\n\0\0", "c'est une image"),
        (b"\0\0a;b\n", "ce n'est pas un fichier de texte"),
        (b"PK\x03\x04\x14\0\0", "archive illisible ou tronquée"),
        (b"nom\x81\x8d\n", "ce n'est pas un fichier de texte"),
        (b"%PDF-1.4 \x1b[31m\n", "c'est un document PDF"),
        (b"code \x1b[m;n\n1;2\n", r"attendues : code_bassin.* trouvées : code \?\[m, n\."),
        (b"DUPONT;0601020304\nMARTIN;0601020305\n", "6.lettres, 10.chiffres"),
        (b"CODGEO;BV2012\n01001;01004\n", "trouvées : CODGEO, BV2012"),
        (b"code_bassin;pole;Pole\n1;2;3\n", r"même nom : « pole » \(colonnes 2, 3\)"),
        (b"code_bassin;code bassin\n1;2\n", "colonnes en double : code_bassin"),
        (b"code_bassin;pole\n01004;3\n01033\n01034;3;4\n", r"les 2 colonnes.* \(2 lignes : 3, 4\)"),
        (b'code_bassin;pole\n01004;"3\n01033;4\n', "un guillemet y est de trop"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = write(tmp_path, content)
    with raises(LayoutError, match=rf"(?s)effectifs\.csv : .*{reason}"):
        read_table(path)


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, b"\xd0\xcf\x11\xe0 rien", "effectifs.xlsx")
    with raises(LayoutError, match=r"effectifs\.xlsx : classeur illisible"):
        read_table(path)


def test_a_text_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    path = write(tmp_path, f"{HEADER}\n01004;1;1;0;0\n", "effectifs.xlsx")
    assert read_table(path).index.tolist() == ["01004"]


def test_absent_files_and_folders_are_named(tmp_path: Path) -> None:
    with raises(SourceError, match=r"fichier absent : .*absent\.csv"):
        read_table(tmp_path / "absent.csv")
    with raises(SourceError, match="est un dossier"):
        read_table(tmp_path)


@pytest.mark.parametrize("header", ["region", "REGION", "Région", "region_2014"])
def test_a_region_is_that_of_2014_unless_it_says_otherwise(tmp_path: Path, header: str) -> None:
    path = tmp_path / "poles.csv"
    path.write_text(f"code_bassin;{header};Région actuelle\n59350;Picardie;Hauts-de-France\n")
    table = read_table(path)
    assert table.columns.tolist() == ["region_2014", "region_2016"]
    assert table.loc["59350", "region_2014"] == "Picardie"
