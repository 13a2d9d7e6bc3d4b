"""The legend of care structures: statuts, natures, numbers, pôles by size, limits."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.layers.structure_key import StructureKey, structure_key
from poles_geo.cartes.layers.structure_places import SIZE
from poles_geo.cartes.layers.structures import check_structures, symbols_shown
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import lay_out
from poles_geo.cartes.legends.signs import circles_sign, mark_sign, number_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.typography import french_number

SIZES = "Pôle d'offre : nombre de professionnels"
SEVERAL, MIXED = "Autant de structures de la commune", "sous le signe des plus nombreuses"
PANEL = (64.0, 140.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""


def draw_structure_legend(
    structures: pd.DataFrame,
    poles: pd.DataFrame | None = None,
    lines: Sequence[Stroke] | None = None,
    *,
    key: StructureKey | None = None,
    carte: Axes | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw the legend: statuts, natures, what a number says, pôles by size, limits.

    Parameters
    ----------
    structures
        As for :func:`poles_geo.map_structures`.
    poles : DataFrame, optional
        Pôles that lie under; none by default.
    key : StructureKey, optional
        What colours and shapes mean; by default, that of the table.
    lines : sequence of Stroke, optional
        Lines that the map shows; by default, those of the ground.
    carte : Axes, optional
        The map that it explains: only what that map shows is counted. By default, everything.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    land = land or embedded_land()
    key = key or structure_key(structures)
    table = check_structures(structures, key=key, land=land)
    points = None if poles is None else check_poles(poles, land=land)
    several: bool | np.bool_ = False
    if carte is not None:
        frame = Frame.of(carte)
        several = (symbols_shown(table, frame, land, key)["nombre"] > 1).any()
        table = gpd.GeoDataFrame(table[table.intersects(frame.polygon)])
        points = None if points is None else points[points.intersects(frame.polygon)]
    blocks = _signs(table, key, style)
    if several:
        notes = (MIXED,) if max(len(key.statuses), 1) * len(key.natures) > 1 else ()
        blocks.append(Rows("", (Row(SEVERAL, number_sign(SIZE, style), notes),), style))
    if points is not None and (sizes := sizes_of(points["effectif"], style)):
        blocks.append(Circles(SIZES, sizes, style, fill=style.poles_fill))
    if lines is None:
        lines = limits_shown(carte, style=style, land=land)
    blocks += lines_block(lines, style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    lay_out(panel, wide, high, blocks)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))


def _signs(table: gpd.GeoDataFrame, key: StructureKey, style: Style) -> list[Block]:
    """Blocks of the statuts, and of the natures where there are several, or nothing else."""
    colours, blocks = key.colour_of(style), list[Block]()
    counts = table["statut"].value_counts()
    if key.statuses:
        rows = tuple(
            Row(
                f"{statut[:1].upper()}{statut[1:]} ({french_number(counts[statut])})",
                circles_sign((), style, (colours[statut],)),
            )
            for statut in key.statuses
            if counts[statut]
        )
        blocks.append(Rows(f"{key.heading} (nombre)", rows, style, step=ROW + 0.6))
    shapes = table["forme"].value_counts()
    shown = [name for name in key.natures if name in shapes]
    if len(shown) > 1 or not key.statuses:
        heading = f"{key.shape_column or 'structures'} (nombre)"
        kinds = tuple(
            Row(
                f"{name or 'Structure'} ({french_number(shapes[name])})",
                mark_sign(key.marks[name], SIZE, style, None if key.statuses else colours[name]),
            )
            for name in shown
        )
        blocks.append(Rows(f"{heading[:1].upper()}{heading[1:]}", kinds, style))
    return blocks
