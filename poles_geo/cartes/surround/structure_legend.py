"""The legend of care structures: progress, shapes, pôles by size, limits."""

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.layers.structure_places import SIZE
from poles_geo.cartes.layers.structures import PROGRESS, check_structures, marks_of
from poles_geo.cartes.surround.legend_blocks import (
    ROW,
    Block,
    Circles,
    Row,
    Rows,
    circles_sign,
    lay_out,
    lines_block,
    mark_sign,
)
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.sizes import sizes_of

SIZES = "Pôle d'offre : nombre de professionnels"
PANEL = (64.0, 140.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""


def draw_structure_legend(
    structures: pd.DataFrame,
    poles: pd.DataFrame,
    *,
    carte: Axes | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw the legend: progress, shapes where they differ, pôles by size, limits.

    Parameters
    ----------
    structures, poles
        As for :func:`poles_geo.map_structures`.
    carte : Axes, optional
        The map that it explains: only what that map shows is counted. By default, everything.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    land = land or embedded_land()
    table, points = check_structures(structures, land=land), check_poles(poles, land=land)
    marks = marks_of(table)
    if carte is not None:
        frame = Frame.of(carte).polygon
        shown = table.intersects(frame)
        table, points = gpd.GeoDataFrame(table[shown]), points[points.intersects(frame)]
    counts = table["statut"].value_counts()
    rows = tuple(
        Row(
            f"{progress[:1].upper()}{progress[1:]} ({counts[progress]})",
            circles_sign((), style, (colour,)),
        )
        for progress, colour in zip(PROGRESS, style.progress_colours, strict=True)
    )
    blocks: list[Block] = [Rows("Avancement (nombre)", rows, style, step=ROW + 0.6)]
    shapes = table["forme"].value_counts().sort_index()
    if len(shapes) > 1:
        heading = f"{str(table.attrs['forme']).capitalize()} (nombre)"
        kinds = tuple(
            Row(f"{value} ({count})", mark_sign(marks[str(value)], SIZE, style))
            for value, count in shapes.items()
        )
        blocks.append(Rows(heading, kinds, style))
    if sizes := sizes_of(points["effectif"], style):
        blocks.append(Circles(SIZES, sizes, style, fill=style.poles_fill))
    blocks += lines_block(limits_shown(carte, style=style, land=land), style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    lay_out(panel, wide, high, blocks)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))
