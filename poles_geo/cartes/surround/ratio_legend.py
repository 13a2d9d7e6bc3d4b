"""The legend of a ratio by area: its classes, areas without class, sizes of circles, lines."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import wrapped
from poles_geo.cartes.layers.ratio import Ratio, colours, hatched
from poles_geo.cartes.surround import legend_blocks
from poles_geo.cartes.surround.legend_blocks import BoxRow, draw_boxes
from poles_geo.typography import typeset

PANEL = (78.0, 120.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""


def draw_ratio_legend(
    ratio: Ratio,
    unit: str,
    lines: Sequence[Stroke] = (),
    *,
    outside_name: str = "Hors pôle",
    counts_name: str = "Nombre de professionnels de santé",
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw the legend of a ratio: classes, areas without class, sizes of circles, lines.

    Side by side in a panel of 186 mm or more, one under the other in a narrower one.

    Parameters
    ----------
    ratio : Ratio
        As :func:`class_ratio` gives it.
    unit : str
        What the numbers are, over the classes.
    lines : sequence of Stroke
        Lines that the map shows.
    outside_name : str
        Name of the areas that the ratio does not concern.
    counts_name : str
        What the sizes of the circles count, when there are some.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style

    Raises
    ------
    ChoiceError
        Axes that show a map.
    """
    found = ratio.classes
    counts = np.bincount(ratio.rangs, minlength=len(found)).tolist()
    ramp = colours(len(found), style)
    circles = ratio.circles
    cases = [
        BoxRow(text, count, colour, circle=circles is not None)
        for text, count, colour in zip(found.texts(), counts, ramp, strict=True)
    ][::-1]
    nobody = 0 if circles is None else len(ratio.rangs) - len(circles)
    besides = [
        box
        for box in (
            BoxRow("Effectif nul", nobody, style.land),
            BoxRow(outside_name, len(ratio.outside), style.land),
            BoxRow("Pas de données", len(ratio.missing), style.land, hatched(style)),
        )
        if box.areas
    ]
    sizes = [] if circles is None else legend_blocks.sizes_of(circles["effectif"], style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    beside, top = wide >= legend_blocks.SIDE_BY_SIDE, high - 3
    y = top
    heading = style.font(style.text, bold=True)
    for line in wrapped(typeset(unit), heading, 78.0 if beside else wide):
        y = legend_blocks.draw_heading(panel, 0, y, line, style) + 2.6
    fewer = f" au lieu de {found.wanted}" if len(found) < found.wanted else ""
    notes = (found.method, f"{len(found)} classes{fewer} (nombre d'aires)")
    for row, note in enumerate(notes):
        legend_blocks.write_row(panel, 0, y - 2.0 - 3.1 * row, note, style, faint=True)
    first = y - 10.0
    y = draw_boxes(panel, 0, first, cases, style)
    x, after = (82.0, 138.0) if beside else (0.0, 0.0)
    y = (top if sizes else first) if beside else y - 1.6
    if sizes:
        after = max(after, x + legend_blocks.width_of(sizes, style)) if beside else after
        y = legend_blocks.draw_sizes(panel, x, y, sizes, style, counts_name) - 3
    y = draw_boxes(panel, x, y, besides, style)
    legend_blocks.draw_lines(panel, after, top if beside else y - 1, lines, style)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))
