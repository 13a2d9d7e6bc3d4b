"""The legend of attraction: ranks of the pôles that attract, whom they hold, what is disputed."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style, rim, tint
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.measured.pulled_areas import PulledCommunes, disputed_hatch
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.pole_legend import RANKS_WIDTH, rank_rows, sizes_heading
from poles_geo.cartes.legends.signs import circles_sign, town_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.ranking.rules import Rank, Rules
from poles_geo.typography import capitalised, french_number, french_percent

HEADING = "Rang du pôle qui attire le plus"
OVER = "Rang du pôle qui attire par-dessus le plus proche"
LARGE = 0.1
"""Share from which a percentage has no decimal."""
LEAST = 0.0005
"""Share under which a percentage of one decimal says nothing."""
NEAREST = "Attirés le plus par leur pôle le plus proche"


def attraction_legend(
    pulled: PulledCommunes,
    points: gpd.GeoDataFrame,
    lines: Sequence[Stroke],
    *,
    rules: Rules,
    frame: Frame,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks of attraction: ranks and whom they attract, what is disputed, sizes, lines.

    Parameters
    ----------
    pulled : PulledCommunes
    points : GeoDataFrame
        Pôles; those that the frame shows are counted.
    lines : sequence of Stroke
        Lines that the map shows.
    rules : Rules
        Those of the ranks.
    frame : Frame
        What the map shows.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    shown = pd.DataFrame(points[points.intersects(frame.polygon)])[["rang", "effectif"]]
    table = pulled.table[pulled.about.to_numpy()]
    whole = float(table["population"].sum())
    held = table[table["tunnel"]] if pulled.tunnel else table
    people = held.groupby("rang_dominant")["population"].sum()
    seen = pulled.table[pulled.shapes.intersects(frame.polygon).to_numpy()]
    drawn = set(seen.loc[seen["tunnel"] | (not pulled.tunnel), "rang_dominant"])
    rows = []
    for rank in rules.ranks:
        everyone = pd.Series(True, index=shown.index)
        told = (part_of_people(float(people.get(rank.rang, 0)), whole),)
        alone = replace(rules, ranks=(rank,))
        there = rank_rows(shown, everyone, alone, style, filled=True)
        if not there and rank.rang in drawn:
            there = [_far_row(rank, style)]
        rows += [replace(row, notes=told) for row in there]
    if pulled.tunnel:
        nearest = table.loc[~table["tunnel"] & ~pulled.beyond[table.index], "population"]
        told = (part_of_people(float(nearest.sum()), whole),)
        rows.append(Row(NEAREST, circles_sign((), style, (style.land,)), told))
    elif (disputed := pulled.disputed[table.index]).any():
        fill = tint(min(2, max(style.rank_colours)), style)
        sign = circles_sign((), style, (fill,), (fill,), **disputed_hatch(fill, style))
        told = (part_of_people(float(table.loc[disputed, "population"].sum()), whole),)
        apart = french_number(100 * pulled.within, 0 if pulled.within >= 0.01 else 1)
        rows.append(Row(f"Disputée : deux parts à {apart} points ou moins", sign, told))
    if (lost := pulled.beyond[table.index]).any():
        sign = circles_sign((), style, (style.land,), (style.land,), **hatched(style))
        told = (part_of_people(float(table.loc[lost, "population"].sum()), whole),)
        rows.append(Row("Aucun pôle atteint par la table de coûts", sign, told))
    if towns:
        rows.append(Row(towns, town_sign(style)))
    ranks = Rows(
        OVER if pulled.tunnel else HEADING,
        tuple(rows),
        style,
        ("nombre de pôles sur la carte ; part des habitants",),
        step=ROW + 0.6,
        least=RANKS_WIDTH,
    )
    circles = sizes_of(shown["effectif"], style)
    sizes: list[Block] = [Circles(sizes_heading(points.attrs), circles, style)] if circles else []
    return [[ranks, *sizes, *lines_block(lines, style)]]


def _far_row(rank: Rank, style: Style) -> Row:
    """Row of a rank whose pôles are all beyond the frame, and attract from there."""
    fill = tint(rank.rang, style)
    sign = circles_sign((), style, (fill,), (rim(fill, style),))
    return Row(f"{rank.rang} – {capitalised(rank.type_pole)}, hors du cadre", sign)


def part_of_people(people: float, whole: float) -> str:
    """Say which part of the inhabitants that is, in two digits."""
    if not whole or not people:
        return "aucun habitant"
    share = people / whole
    if share < LEAST:
        return "presque aucun habitant"
    return f"{french_percent(share, 0 if share >= LARGE else 1)} des habitants"
