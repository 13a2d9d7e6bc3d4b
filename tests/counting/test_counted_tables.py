"""What a table in memory says of itself, and its counts."""

from typing import Any

import pandas as pd
import pytest

import poles_geo as pg
from poles_geo.sources.commune_counts import TABLE_WARNING


def table(**attrs: Any) -> pd.DataFrame:
    frame = pd.DataFrame({"CODGEO": ["59350", "62041"], "60": [12, 3]})
    frame.attrs = attrs
    return frame


def test_source_date_unit_and_warnings_go_with_the_counts() -> None:
    d = pg.count_professionals(
        table(source="ARS", date="2021-12", unite="cabinets", avertissements=["Provisoire."])
    )
    assert (d.source, d.date, d.bilan.date, d.unit) == ("ARS", "2021-12", "2021-12", "cabinets")
    assert d.warnings == (TABLE_WARNING, "Provisoire.")
    assert d.nature == "table par commune"


def test_what_a_console_prints_holds_in_a_line() -> None:
    decompte = pg.count_professionals(table(source="ARS", date="2021-12"))
    assert repr(decompte) == f"Decompte({decompte.bilan.title!r})"
    assert repr(decompte.bilan) == f"Bilan({decompte.bilan.title!r})"
    costs = pg.costs_between(pg.read_communes().head(3), pg.load_report().head(2))
    assert repr(costs) == "Costs(3 × 2, km à vol d'oiseau)"


def test_counts_counted_again_say_each_thing_once() -> None:
    first = pg.count_professionals(table(source="ARS", avertissements=["Provisoire."]))
    again = pg.count_professionals(first.counts)
    assert again.source == "ARS"
    assert again.warnings == first.warnings
    pd.testing.assert_frame_equal(again.counts, first.counts)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2019", "2019"),
        ("2021-12-31", "2021-12-31"),
        ("publication de mars 2014", "2014"),
        ("l'an dernier", None),
        (2019, None),
        (None, None),
    ],
)
def test_a_date_that_a_year_can_be_read_in(date: object, expected: str | None) -> None:
    assert pg.count_professionals(table(date=date)).date == expected


def test_the_date_given_comes_first() -> None:
    assert pg.count_professionals(table(date="2019"), date="2020").date == "2020"


@pytest.mark.parametrize(
    "attrs",
    [
        {},
        {"source": "", "unite": " ", "avertissements": []},
        {"source": 3, "unite": None, "avertissements": "Provisoire."},
        {"source": ["ARS"], "unite": b"x", "avertissements": [None, 4]},
    ],
)
def test_what_is_no_text_says_nothing(attrs: dict[str, object]) -> None:
    d = pg.count_professionals(table(**attrs))
    assert (d.source, d.unit, d.warnings) == ("table donnée", "table par commune", (TABLE_WARNING,))
