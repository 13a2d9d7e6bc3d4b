"""Numbers, dates and signs as French print sets them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poles_geo.typography import (
    MONTHS,
    french_count,
    french_date,
    french_number,
    french_percent,
    punctuate,
    slug,
    typeset,
)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2021-12-08", "8 décembre 2021"),
        ("2026-08-01", "1er août 2026"),
        ("2024-02-29", "29 février 2024"),
        ("2023-02-29", "2023-02-29"),
        ("publication de mars 2014", "publication de mars 2014"),
        ("2013", "2013"),
        ("", ""),
    ],
)
def test_an_iso_date_is_written_in_words(text: str, printed: str) -> None:
    assert french_date(text) == printed


@given(st.dates())
def test_every_date_says_its_day_month_and_year(day: object) -> None:
    words = french_date(str(day)).split(" ")
    year, month, number = str(day).split("-")
    assert words == [
        "1er" if number == "01" else str(int(number)),
        MONTHS[int(month) - 1],
        words[2],
    ]
    assert int(words[2]) == int(year)


def test_numbers_by_hand() -> None:
    assert french_number(193_314) == "193\u202f314"
    assert french_number(-9.27, 1) == "−9,3"
    assert french_percent(0.178) == "17,8\u202f%"
    assert french_count(1, "pôle") == "1\u00a0pôle"
    assert french_count(0, "pôle") == "0\u00a0pôle"
    assert french_count(2_000, "pôle") == "2\u202f000\u00a0pôles"
    assert punctuate("« a » : b ; c %") == "«\u00a0a\u00a0»\u00a0: b\u202f; c\u202f%"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("pour 10 000 habitants", "pour 10\u202f000 habitants"),
        ("2 345 678 actes", "2\u202f345\u202f678 actes"),
        ("en 2013 100 maisons", "en 2013 100 maisons"),
        ("12,5 000", "12,5 000"),
        ("le 31 2024", "le 31 2024"),
        ("au 1er janvier 2024", "au 1ᵉʳ janvier 2024"),
        ("Paris 1er arrondissement", "Paris 1er arrondissement"),
    ],
)
def test_thousands_and_first_days_typed_are_set(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Côte d'Azur", "cote-d-azur"),
        ("Cœur d’Essonne", "coeur-d-essonne"),
        ("CA de l'Albigeois (C2A)", "ca-de-l-albigeois-c2a"),
    ],
)
def test_a_name_of_a_file_has_every_letter(name: str, file: str) -> None:
    assert slug(name) == file
