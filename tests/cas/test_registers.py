"""Registers that a spreadsheet has rewritten: each kind, its inputs, and the right answer."""

from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises

import poles_geo as pg
from poles_geo.errors import LayoutError

ROLES = (
    "Identification nationale PP", "Code profession", "Code savoir-faire",
    "Code postal (coord. structure)", "Code commune (coord. structure)",
)  # fmt: skip


@pytest.fixture
def cas(real_data: Path) -> Path:
    return real_data / "cas"


def register(folder: Path, *persons: str, profession: str = "60") -> Path:
    path = folder / "PS_LibreAcces_Personne_activite_202410.txt"
    rows = [f"{person}|{profession}|||59350" for person in persons]
    path.write_text("\n".join(["|".join(ROLES), *rows, ""]), "utf-8")
    return path


@pytest.mark.parametrize("name", ["id_excel_fr.csv", "id_excel_en.csv"])
def test_identifiers_that_lost_digits(cas: Path, name: str) -> None:
    with raises(LayoutError, match=r"identifiants .* tableur a perdu des chiffres"):
        pg.count_professionals(cas / name)


@pytest.mark.parametrize("identifier", ["8,1E+11", "8.10001E11", "8e+11", '="8,1E+11"'])
def test_other_identifiers_that_lost_digits(tmp_path: Path, identifier: str) -> None:
    path = register(tmp_path, "810001234567", identifier)
    with raises(LayoutError, match="tableur a perdu des chiffres"):
        pg.count_professionals(path)
    table = pd.read_csv(path, sep="|", dtype=str, keep_default_na=False, quoting=3)
    with raises(LayoutError, match="tableur a perdu des chiffres"):
        pg.count_professionals(table)


@pytest.mark.parametrize(
    "spelling",
    ["810001234567.0", "'810001234567", '="810001234567"', " 810001234567 ", "810001234567,00"],
)
def test_two_spellings_of_one_number_are_one_person(tmp_path: Path, spelling: str) -> None:
    path = register(tmp_path, "810001234567", spelling, "810007654321")
    d = pg.count_professionals(path)
    assert (d.bilan.n_persons, d.counts.loc["59350", "60"]) == (2, 2)


@pytest.mark.parametrize("nobody", ["nan", "NaN", "XXXX", "null", "NULL", "", "--"])
def test_nobody_is_no_person(tmp_path: Path, nobody: str) -> None:
    path = register(tmp_path, "810001234567", nobody, nobody)
    with pytest.warns(UserWarning, match=r"2\slignes rejetées"):
        d = pg.count_professionals(path)
    assert d.bilan.n_persons == 1


def test_professions_read_as_floats(cas: Path) -> None:
    d = pg.count_professionals(cas / "r7_floats.csv")
    assert d.counts.loc["59350"].to_dict() == {"10G": 1, "60": 2}
    assert d.bilan.remarks["codes de profession réparés"] == 6


@pytest.mark.parametrize("profession", ["60.0", "060", "60,0", " 60 ", "'60", '="60"'])
def test_other_spellings_of_a_profession(tmp_path: Path, profession: str) -> None:
    d = pg.count_professionals(register(tmp_path, "1", "2", profession=profession))
    assert d.counts.loc["59350", "60"] == 2
    assert d.bilan.remarks == {"codes de profession réparés": 2}


@pytest.mark.filterwarnings("ignore:.*non comptés")
def test_a_register_of_another_year_than_the_zoning(cas: Path) -> None:
    d = pg.count_professionals(cas / "PS_LibreAcces_Personne_activite_202410010000.txt")
    with pytest.warns(UserWarning, match=r"50\slignes de 1\scommune \(49069\)"):
        table = pg.aggregate(d, "BV2012")
    assert table["effectif"].sum() == 50
    assert any("2024 reportées à celles de 2014" in remark for remark in table.attrs["remarques"])
