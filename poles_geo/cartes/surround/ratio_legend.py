"""The legend of a ratio by area: its classes, areas without class, sizes of circles, lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.cartes.canvas.text import wrapped
from poles_geo.cartes.layers.ratio import Ratio, colours, hatched
from poles_geo.cartes.surround import legend
from poles_geo.typography import french_number, typeset

BOX_SIDE = 7.0
"""Width of a box of the legend, in mm."""
CIRCLE_SIZE = 3.4
"""Diameter, in mm, of the circles that show a class."""


@dataclass(frozen=True)
class BoxRow:
    """A row of the legend: what it says, how many areas it has, how they are filled.

    `circle`: they are shown by circles, not by fills.
    """

    text: str
    areas: int
    colour: str
    options: dict[str, Any] = field(default_factory=dict)
    circle: bool = False


PANEL = (78.0, 120.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""


def draw_ratio_legend(
    ratio: Ratio,
    unit: str,
    lines: Sequence[legend.Stroke] = (),
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
    sizes = [] if circles is None else legend.sizes_of(circles["effectif"], style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    beside, top = wide >= legend.SIDE_BY_SIDE, high - 3
    y = top
    heading = style.font(style.text, bold=True)
    for line in wrapped(typeset(unit), heading, 78.0 if beside else wide):
        y = legend.draw_heading(panel, 0, y, line, style) + 2.6
    fewer = f" au lieu de {found.wanted}" if len(found) < found.wanted else ""
    notes = (found.method, f"{len(found)} classes{fewer} (nombre d'aires)")
    for row, note in enumerate(notes):
        legend.write(panel, 0, y - 2.0 - 3.1 * row, note, style, faint=True)
    first = y - 10.0
    y = _draw_boxes(panel, 0, first, cases, style)
    x, after = (82.0, 138.0) if beside else (0.0, 0.0)
    y = (top if sizes else first) if beside else y - 1.6
    if sizes:
        after = max(after, x + legend.width_of(sizes, style)) if beside else after
        y = legend.draw_sizes(panel, x, y, sizes, style, counts_name) - 3
    y = _draw_boxes(panel, x, y, besides, style)
    legend.draw_lines(panel, after, top if beside else y - 1, lines, style)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))


def _draw_boxes(panel: Axes, x: float, y: float, boxes: Sequence[BoxRow], style: Style) -> float:
    """Draw boxes one under the other, those of classes touching; return what is under them."""
    for box in boxes:
        if box.circle:
            middle = (x + BOX_SIDE / 2, y)
            draw_circles(panel, [middle], [CIRCLE_SIZE], [box.colour], style, clip=False)
        else:
            panel.add_patch(
                Rectangle(
                    (x, y - legend.ROW / 2),
                    BOX_SIDE,
                    legend.ROW,
                    **{
                        "facecolor": box.colour,
                        "edgecolor": style.bassin_colour,
                        "linewidth": style.bassin_width,
                        "clip_on": False,
                        **box.options,
                    },
                )
            )
        legend.write(
            panel, x + BOX_SIDE + 2.2, y, f"{box.text} ({french_number(box.areas)})", style
        )
        y -= legend.ROW if not box.options else legend.ROW + 1.2
    return y
