"""What heads the columns of every table that an analysis gives, once printed."""

import inspect
from pathlib import Path

import pytest
from right_calls import TABLES
from test_round_trip import ELSEWHERE, called, tables_in

import poles_geo as pg
from poles_geo.ranking.rules import MOST_RANKS
from poles_geo.tabular.headings import plain
from poles_geo.tabular.printed import LABELS, flatten, printed_columns

THEIR_OWN = {"apl", "x", "y", "quotient_10G", "quotient_60", "rang 2", "rang 3", "hors pôle"}
"""Columns named after what the tables given hold, and coordinates."""
ANALYSES = [
    name
    for name in TABLES
    if "." not in name
    and name not in ELSEWHERE
    and "analyses" in Path(inspect.getfile(inspect.unwrap(getattr(pg, name)))).parts
]


@pytest.mark.parametrize("name", ANALYSES)
def test_every_column_of_an_analysis_is_headed_in_french(name: str) -> None:
    for table in tables_in(called(name)):
        columns = [str(column) for column in flatten(table).columns]
        bare = [
            column
            for column, shown in zip(columns, printed_columns(table), strict=True)
            if shown.label == column and (column[:1].islower() or "_" in column)
        ]
        assert set(bare) <= THEIR_OWN


def test_there_are_analyses() -> None:
    assert {"links", "centralities", "need", "sensitivity", "gaps", "configurations"} < set(
        ANALYSES
    )


def test_the_columns_of_every_rank_are_headed() -> None:
    for beginning in ("rang_", "probabilite_rang_", "minutes_rang_", "km_rang_", "a_portee_rang_"):
        assert all(f"{beginning}{rank}" in LABELS for rank in range(1, MOST_RANKS + 1))


def test_a_header_is_of_one_column() -> None:
    spelled = [plain(label) for label in LABELS.values()]
    assert len(spelled) == len(set(spelled))
