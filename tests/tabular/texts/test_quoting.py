"""What of a cell a message may quote."""

import pandas as pd
import pytest

from poles_geo.tabular.headings import described, names_columns
from poles_geo.tabular.texts.quoting import quoted


@pytest.mark.parametrize(
    "cell", ["12", "1 234", "1,5", "-3", "<5", "12 %", "01/03/2019", "2024-13-45", "59 350",
             "2a004", "10G", "SM26", "GENR01", "8,1E+11", "1e30", "s", "nd", "#REF!", "ZZZZZ",
             "Total"],
)  # fmt: skip
def test_numbers_codes_and_marks_are_quoted(cell: str) -> None:
    assert quoted(cell) == repr(cell)


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("Jeanne", "6 lettres"),
        ("DUPONT Jeanne", "13 signes"),
        ("LY", "2 lettres"),
        ("12 rue des Essais", "17 signes"),
        ("03 20 00 00 00", "14 signes"),
        ("0320000000", "10 chiffres"),
        ("320000000", "9 chiffres"),
        ("+33 3 20 00 00 00", "17 signes"),
        ("81000000000", "11 chiffres"),
        ("jeanne@exemple.test", "19 signes"),
        ("DUPONT59", "8 signes"),
        ("  ", "vide"),
    ],
)
def test_what_may_tell_a_person_is_described(cell: str, said: str) -> None:
    assert quoted(cell) == said


def table(*rows: str) -> pd.DataFrame:
    return pd.DataFrame([row.split(";") for row in rows], dtype="str")


def test_a_header_is_known_by_its_words_and_what_is_under_it() -> None:
    assert names_columns(table("CODGEO;Nom;60", "59350;Lille;3"), 0)
    assert described(table("Code;Ville", "1;Lille")) == "Code, Ville"
    # A first row that has no telephone, above rows that have one.
    people = table("DUPONT;Jeanne;néant", "DURAND;Paul;03 20 00 00 00", "LY;Luc;03 20 00 00 01")
    assert not names_columns(people, 0)
    assert described(people) == (
        "pas d'en-tête reconnu ; première ligne : 6\xa0lettres, 6\xa0lettres, 5\xa0lettres"
    )
    assert not names_columns(table("Nom;Jeanne;59000", "Code;Paul;62000"), 0)


def test_the_columns_of_a_table_in_memory_are_known() -> None:
    assert described(table("Médecins;Territoire", "1;2"), known=True) == "Médecins, Territoire"
