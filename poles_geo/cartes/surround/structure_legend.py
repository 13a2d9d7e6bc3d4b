"""The legend of care structures: progress, shapes, pôles by size, limits."""

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import MM, STYLE_REPORT, Style
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.layers.structures import PROGRESS, SIZE, check_structures, marks_of
from poles_geo.cartes.surround import legend_blocks
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.typography import typeset

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
    rows = [
        legend_blocks.RankRow(
            (), f"{progress[:1].upper()}{progress[1:]} ({counts[progress]})", fills=(colour,)
        )
        for progress, colour in zip(PROGRESS, style.progress_colours, strict=True)
    ]
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    beside, top = wide >= legend_blocks.SIDE_BY_SIDE, high - 3
    y = legend_blocks.draw_ranks(panel, 0, top, rows, style, title="Avancement (nombre)")
    shapes = table["forme"].value_counts().sort_index()
    if len(shapes) > 1:
        heading = f"{str(table.attrs['forme']).capitalize()} (nombre)"
        y = legend_blocks.draw_heading(panel, 0, y - 1, heading, style)
        for value, count in shapes.items():
            panel.scatter([2.5], [y], s=(SIZE * MM) ** 2, marker=marks[str(value)], c=style.grey)
            legend_blocks.write_row(panel, 7.2, y, f"{value} ({count})", style)
            y -= legend_blocks.ROW
    x, y = (72, top) if beside else (0, y - 1)
    if len(points):
        sizes = legend_blocks.sizes_of(points["effectif"], style)
        heading = "Pôle d'offre : nombre de professionnels"
        y = legend_blocks.draw_sizes(panel, x, y, sizes, style, typeset(heading), style.poles_fill)
    x, y = (138, top) if beside else (0, y - 1)
    legend_blocks.draw_lines(panel, x, y, limits_shown(carte, style=style, land=land), style)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))
