"""The table of a region beside its likes: the measures of each, the middle, the country."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from poles_geo.analyses.regional.region_sentences import share_held
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.pages.configuration.configuration_likes import Likes
from poles_geo.cartes.surround.compared_table import (
    Heading,
    TableRow,
)
from poles_geo.cartes.surround.profile_chart import curves_of
from poles_geo.tabular.printed import LABELS
from poles_geo.typography import french_number, french_percent

HEADINGS = (
    Heading(LABELS["n_poles"], share=0.75),
    Heading("Premier / second : par la masse", share=1.1),
    Heading("par le rang", share=0.8),
    Heading(LABELS["part_premier"]),
    Heading(LABELS["relais_pour_1000"], share=1.15),
    Heading(LABELS["crunch"]),
    Heading(LABELS["gini"], share=0.8),
    Heading("Pente"),
    Heading("Écart de profil", share=0.9),
    Heading("Type", number=False, share=3.0),
)


def measure_table(likes: Likes, style: Style) -> tuple[Sequence[Heading], list[TableRow]]:
    """Give the headings and the rows: the group, those that are like it, the middle, all of them.

    Without the column of types where no group has one.
    """
    curves, gaps, noun = curves_of(style), likes.gaps, likes.noun
    rows = likes.table.to_dict("index")
    beside = [
        TableRow(str(one), _cells(rows[one], gap), curve)
        for (one, gap), curve in zip(gaps.items(), curves["likes"], strict=False)
    ]
    others = likes.table.drop([likes.name, *gaps.index]).select_dtypes("number")
    middle = _cells(others.median().to_dict(), None)
    shown = [
        TableRow(likes.name, _cells(rows[likes.name], None), curves["region"][0], strong=True),
        *beside,
        *([TableRow(noun.median, middle, curves["others"][0])] if len(others) else []),
        TableRow(noun.country, _cells(likes.every, None), curves["country"][0]),
    ]
    if likes.table["type"].notna().any():
        return HEADINGS, shown
    return HEADINGS[:-1], [replace(row, cells=row.cells[:-1]) for row in shown]


def _cells(row: Mapping[Any, Any], gap: float | None) -> tuple[str, ...]:
    """Write the cells of a row; « – » where there is no measure."""

    def number(name: str, digits: int) -> str:
        value = row.get(name)
        return "–" if value is None or pd.isna(value) else french_number(value, digits)

    share, kind = row.get("part_premier"), row.get("type")
    told = "–" if kind is None or pd.isna(kind) else f"{kind} ({share_held(row['part_tirages'])})"
    return (
        number("n_poles", 0),
        number("rapport_masse", 1),
        number("rapport_rang", 1),
        "–" if share is None or pd.isna(share) else french_percent(float(share), 0),
        number("relais_pour_1000", 1),
        number("crunch", 2),
        number("gini", 2),
        number("pente", 2),
        "–" if gap is None else french_number(gap, 2),
        told,
    )
