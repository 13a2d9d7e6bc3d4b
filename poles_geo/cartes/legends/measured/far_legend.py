"""The legend of what is far from every pôle: how far, for whom; ranks and sizes of those near."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.measured.far_communes import (
    NO_WAY,
    WITHIN,
    FarCommunes,
    far_colours,
)
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.measured.attraction_legend import part_of_people
from poles_geo.cartes.legends.pole_legend import RANKS_WIDTH, rank_rows, sizes_heading
from poles_geo.cartes.legends.signs import Sign, box_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.ranking.classify import things_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_number

NOTE = "nombre de communes ; part des habitants"


def far_legend(
    far: FarCommunes,
    points: gpd.GeoDataFrame,
    heading: str,
    lines: Sequence[Stroke],
    *,
    rules: Rules,
    frame: Frame,
    style: Style,
) -> Legend:
    """Give the blocks: how far communes are, with their inhabitants; pôles; lines.

    Parameters
    ----------
    far : FarCommunes
    points : GeoDataFrame
        Pôles that count; those that the frame shows are.
    heading : str
        What is measured, over the fills.
    lines : sequence of Stroke
    rules : Rules
        Those of the ranks.
    frame : Frame
        What the map shows.
    style : Style
    """
    colours = [*far_colours(style), style.land]
    hatches = {NO_WAY: hatched(style)}
    rows = [_row(far, WITHIN, far.within, box_sign(style.land, style))]
    rows += [
        _row(far, step, name, box_sign(colours[step], style, **hatches.get(step, {})))
        for step, name in enumerate(far.names)
        if (far.step == step).any()
    ]
    fills = Rows(heading, tuple(rows), style, (NOTE,), step=ROW + 1.2, least=RANKS_WIDTH)
    shown = pd.DataFrame(points[points.intersects(frame.polygon)])[["rang", "effectif"]]
    every, things = pd.Series(True, index=shown.index), things_of(points.attrs)
    ranks = rank_rows(shown, every, rules, style, filled=False, things=things)
    blocks: list[Block] = [fills]
    if ranks:
        blocks.append(Rows("Pôles qui comptent (nombre)", tuple(ranks), style, least=RANKS_WIDTH))
        circles = sizes_of(shown["effectif"], style)
        blocks.append(Circles(sizes_heading(points.attrs), circles, style))
    return [[*blocks, *lines_block(lines, style)]]


def _row(far: FarCommunes, step: int, name: str, sign: Sign) -> Row:
    here = far.step == step
    told = part_of_people(float(far.people[here].sum()), float(far.people.sum()))
    return Row(f"{name} ({french_number(int(here.sum()))})", sign, (told,))
