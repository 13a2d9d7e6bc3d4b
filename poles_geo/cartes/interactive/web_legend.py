"""What the script of the interactive map is told of its legend: ranks, sizes, lines, colours."""

from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.colors import to_hex

from poles_geo.cartes.canvas.round_numbers import round_between
from poles_geo.cartes.canvas.style import Style, tint
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.interactive.cards import NO_COUNT, OUTSIDE
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.cartes.layers.uncounted_areas import NOT_WHOLLY
from poles_geo.cartes.legends.filled.ratio_legend import MISSING_NAME, OUTSIDE_NAME
from poles_geo.cartes.legends.pole_legend import rank_rows
from poles_geo.cartes.surround.limits import limits_of_style
from poles_geo.ranking.classify import things_of
from poles_geo.ranking.rules import Rank, Rules
from poles_geo.typography import NO_BREAK_SPACE, french_number, typeset

NO_BREAK_HYPHEN = "\u2011"
COLOURS = {
    "encre": "ink",
    "gris": "grey",
    "mer": "sea",
    "etranger": "abroad",
    "pays": "land",
    "voisinage": "around",
    "halo": "halo",
    "trait_cote": "coast_colour",
    "trait_frontiere": "frontier_colour",
    "trait_region": "region_colour",
    "trait_departement": "departement_colour",
    "trait_bassin": "bassin_colour",
}
"""What the script calls the colours of the style."""
WIDTHS = {"cote": "coast", "region": "region", "departement": "departement", "bassin": "bassin"}


def rank_entries(
    points: gpd.GeoDataFrame, cards: gpd.GeoDataFrame, rules: Rules, style: Style, *, filled: bool
) -> list[dict[str, Any]]:
    """Rows of the legend: a rank each, then what is no pôle."""
    named = {rank.rang: rank for rank in rules.ranks}
    present = [rank.rang for rank in rules.ranks if (points["rang"] == rank.rang).any()]
    drawn = rank_rows(
        points, pd.Series(True, index=points.index), rules, style,
        filled=filled, things=things_of(points.attrs),
    )  # fmt: skip
    rows = [
        {
            "rang": rang,
            "texte": typeset(row.text),
            "nom": _rank_name(named[rang]),
            "regle": [typeset(line) for line in row.notes],
            "couleur": to_hex(style.rank_colours[rang]),
            "fond": to_hex(tint(rang, style)),
        }
        for rang, row in zip(present, drawn, strict=True)
    ]
    counts = cards["rang"].value_counts()
    unknown = NOT_WHOLLY if UNCOUNTED in points.attrs else MISSING_NAME
    return rows + [
        {
            "rang": state,
            "texte": f"{name} ({french_number(counts[state])})",
            "nom": name,
            "regle": [],
        }
        for state, name in ((OUTSIDE, OUTSIDE_NAME), (NO_COUNT, unknown))
        if state in counts
    ]


def _rank_name(rank: Rank) -> str:
    """« Rang 1 – pôle des grandes métropoles (P-GM) », the sigle never cut at its dash."""
    sigle = rank.sigle.replace("-", NO_BREAK_HYPHEN)
    return typeset(f"Rang{NO_BREAK_SPACE}{rank.rang} – {rank.type_pole} ({sigle})")


def size_entries(effectifs: pd.Series) -> list[int]:
    """Round numbers for the legend of sizes, largest first: 1, 2 or 5 by a power of ten."""
    if effectifs.empty:
        return []
    near = round_between(max(1, effectifs.min() * 0.8), effectifs.max() * 1.1)
    return [int(number) for number in reversed(near)]


def line_entries(
    style: Style, bassins: gpd.GeoDataFrame | None, *, land: Land
) -> list[dict[str, Any]]:
    """Kinds of lines drawn: what each is, its colour, its width in points."""
    region, departement, *others = limits_of_style(style, bassins, region=land.region_name)
    rows = [region, *others] if bassins is not None else [region, departement, *others]
    return [
        {"texte": typeset(row.text), "couleur": to_hex(row.colour), "largeur": row.width}
        for row in rows
    ]


def style_entries(style: Style) -> dict[str, Any]:
    """Colours, widths in points and sizes that the script draws with."""
    return {
        **{key: to_hex(getattr(style, name)) for key, name in COLOURS.items()},
        "largeurs": {key: getattr(style, f"{name}_width") for key, name in WIDTHS.items()},
        "symbole_10000": style.symbol_10000,
        "etiquettes": dict(style.label_sizes),
    }
