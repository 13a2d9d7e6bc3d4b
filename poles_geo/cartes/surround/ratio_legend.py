"""The legend of a ratio by area: its classes, areas without class, sizes of circles, lines."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.layers.ratio import Ratio, colours, hatched
from poles_geo.cartes.surround.legend_blocks import (
    ROW,
    Block,
    Circles,
    Row,
    Rows,
    box_sign,
    circles_sign,
    lay_out,
    lines_block,
)
from poles_geo.cartes.surround.sizes import sizes_of
from poles_geo.typography import french_number

CLASSES_WIDTH = 76.0
"""Least width, in mm, of the column of classes."""
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

    In columns where the panel is wide, one under the other where it is not.

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
    rows = [
        Row(
            f"{text} ({french_number(count)})",
            box_sign(colour, style) if circles is None else circles_sign((colour,), style),
        )
        for text, count, colour in zip(found.texts(), counts, ramp, strict=True)
    ][::-1]
    nobody = 0 if circles is None else len(ratio.rangs) - len(circles)
    besides = [
        Row(f"{text} ({french_number(count)})", box_sign(style.land, style, **options))
        for text, count, options in (
            ("Effectif nul", nobody, {}),
            (outside_name, len(ratio.outside), {}),
            ("Pas de données", len(ratio.missing), hatched(style)),
        )
        if count
    ]
    fewer = f" au lieu de {found.wanted}" if len(found) < found.wanted else ""
    notes = (found.method, f"{len(found)} classes{fewer} (nombre d'aires)")
    blocks: list[Block] = [
        Rows(unit, tuple(rows), style, notes, touching=circles is None, least=CLASSES_WIDTH)
    ]
    sizes = () if circles is None else sizes_of(circles["effectif"], style)
    if sizes:
        blocks.append(Circles(counts_name, sizes, style))
    if besides:
        blocks.append(Rows("", tuple(besides), style, step=ROW + 1.2))
    blocks += lines_block(lines, style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    lay_out(panel, wide, high, blocks)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))
