"""The table of a region beside its likes: the measures of each, the middle, the country."""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.analyses.regional.configurations import (
    configurations,
)
from poles_geo.analyses.regional.region_sentences import share_held
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.surround.compared_table import (
    Heading,
    TableRow,
)
from poles_geo.cartes.surround.profile_chart import curves_of
from poles_geo.typography import french_number, french_percent

COUNTRY, MEDIAN, WHOLE = "Ensemble des régions", "Les autres régions, médiane", "ensemble"
HEADINGS = (
    Heading("Pôles", share=0.75),
    Heading("Premier / second : par la masse", share=1.1),
    Heading("par le rang", share=0.8),
    Heading("Part du premier"),
    Heading("Relais pour 1\u202f000 habitants", share=1.15),
    Heading("Crunch"),
    Heading("Gini", share=0.8),
    Heading("Pente"),
    Heading("Écart de profil", share=0.9),
    Heading("Type", number=False, share=3.0),
)


def whole_of(points: gpd.GeoDataFrame, table: pd.DataFrame, by: str) -> dict[Any, Any]:
    """Measure the pôles of all the regions as one; their relays are those of the regions."""
    known = table[table["masse"].notna()]
    together = points[points[by].isin(known.index)].assign(**{WHOLE: COUNTRY})
    people = pd.Series([float(known["population"].sum())], [COUNTRY])
    measured = configurations(gpd.GeoDataFrame(together), people, by=WHOLE)
    relays = known["relais_ensemble"].iloc[0]
    return {**measured.to_dict("index")[COUNTRY], "relais_pour_1000": relays, "crunch": np.nan}


def measure_rows(
    table: pd.DataFrame, every: Mapping[Any, Any], gaps: pd.Series, name: str, style: Style
) -> list[TableRow]:
    """Give the rows of the table: the region, those that are like it, the middle, the country."""
    curves = curves_of(style)
    rows = table.to_dict("index")
    likes = [
        TableRow(str(one), _cells(rows[one], gap), curve)
        for (one, gap), curve in zip(gaps.items(), curves["likes"], strict=False)
    ]
    others = table.drop([name, *gaps.index]).select_dtypes("number")
    middle = others.median().to_dict()
    return [
        TableRow(name, _cells(rows[name], None), curves["region"][0], strong=True),
        *likes,
        *([TableRow(MEDIAN, _cells(middle, None), curves["others"][0])] if len(others) else []),
        TableRow(COUNTRY, _cells(every, None), curves["country"][0]),
    ]


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
