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


def test_a_number_that_a_table_leaves_empty_is_missing_from_its_counts() -> None:
    rows = pd.DataFrame(
        {
            "CODGEO": ["59350", "62041", "62041", "59599"],
            "60": [12, 3, None, 0],
            "10G": [None, 2, 1, 4],
        }
    )
    with pytest.warns(UserWarning, match="additionnée ;"):
        d = pg.count_professionals(rows)
    counts = d.counts
    assert counts.fillna(-1)["10G"].to_dict() == {"59350": -1, "59599": 4, "62041": 3}
    assert counts.fillna(-1)["60"].to_dict() == {"59350": 12, "59599": 0, "62041": -1}
    again = pg.count_professionals(counts)
    assert again.bilan.table["lignes"].to_dict() == {"code": 3}
    pd.testing.assert_frame_equal(again.counts, counts)


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@pytest.mark.parametrize(
    ("rows", "effectif"),
    [
        ({"60": [12, None], "10G": [None, 3]}, 15),
        ({"60": [12, None], "10G": [None, None]}, None),
        ({"60": [12, None], "10G": [1, 3]}, None),
        ({"60": [12, None], "10G": [1, None]}, None),
    ],
)
def test_rows_that_complete_each_other_leave_nothing_empty(
    rows: dict[str, list[int | None]], effectif: int | None
) -> None:
    zoning = pd.DataFrame({"code_commune": ["59350"], "code_bassin": ["59350"]})
    d = pg.count_professionals(pd.DataFrame({"CODGEO": ["59350", "59350"], **rows}))
    whole = pg.aggregate(d, pg.read_composition(zoning))["effectif"]
    assert whole.fillna(-1).tolist() == [effectif or -1]
    assert d.counts.isna().any(axis=None) == (effectif is None)
