"""The legend of care structures: statuts, natures, numbers, pôles by size, limits."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.layers.structural.structure_key import StructureKey, structure_key
from poles_geo.cartes.layers.structural.structure_places import SIZE
from poles_geo.cartes.layers.structural.structures import check_structures, symbols_shown
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend, draw_blocks
from poles_geo.cartes.legends.signs import circles_sign, mark_sign, number_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.typography import capitalised, french_number

SIZES = "Pôle d'offre : nombre de professionnels"
SEVERAL, MIXED = "Autant de structures de la commune", "sous le signe des plus nombreuses"


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
    ground = None if carte is None else Frame.of(carte)
    if lines is None:
        lines = limits_shown(ground, style=style, land=land)
    legend = structure_legend(
        structures, poles, lines,
        key=key or structure_key(structures), ground=ground, style=style, land=land,
    )  # fmt: skip
    return draw_blocks(legend, ax=ax)


def structure_legend(
    structures: pd.DataFrame,
    poles: pd.DataFrame | None,
    lines: Sequence[Stroke],
    *,
    key: StructureKey,
    ground: Frame | None,
    style: Style,
    land: Land,
) -> Legend:
    """Give the blocks of :func:`draw_structure_legend`; `ground`: what the map shows."""
    table = check_structures(structures, key=key, land=land)
    points = None if poles is None else check_poles(poles, land=land)
    several: bool | np.bool_ = False
    if ground is not None:
        several = (symbols_shown(table, ground, land, key)["nombre"] > 1).any()
        table = gpd.GeoDataFrame(table[table.intersects(ground.polygon)])
        points = None if points is None else points[points.intersects(ground.polygon)]
    blocks = _signs(table, key, style)
    if several:
        notes = (MIXED,) if max(len(key.statuses), 1) * len(key.natures) > 1 else ()
        blocks.append(Rows("", (Row(SEVERAL, number_sign(SIZE, style), notes),), style))
    if points is not None and (sizes := sizes_of(points["effectif"], style)):
        blocks.append(Circles(SIZES, sizes, style, fill=style.poles_fill))
    return [blocks + lines_block(lines, style)]


def _signs(table: gpd.GeoDataFrame, key: StructureKey, style: Style) -> list[Block]:
    """Blocks of the statuts, and of the natures where there are several, or nothing else."""
    colours, blocks = key.colour_of(style), list[Block]()
    counts = table["statut"].value_counts()
    if key.statuses:
        rows = tuple(
            Row(
                f"{capitalised(statut)} ({french_number(counts[statut])})",
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
        blocks.append(Rows(capitalised(heading), kinds, style))
    return blocks
