"""The legend: ranks, sizes, lines; every sign drawn as it is on the map.

A legend block is drawn on the panel, an axes whose unit is the millimetre.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import class_of, class_values, diameters, draw_circles
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.cartes.surround import legend_blocks
from poles_geo.typography import french_number, french_ranges, typeset

ROW = 4.6
"""Height of a row of the legend, in mm."""
SIDE_BY_SIDE = 186.0
"""Width, in mm, from which the blocks of a legend lie side by side."""
DIGITS_WIDTH = 19.0
"""Width, in mm, kept for the numbers by the nested circles, and for the space after them."""


@dataclass(frozen=True)
class RankRow:
    """A row of the legend: colours of its circles, text, lines of its rule, fills of its bassins.

    A row without colour is a fill alone.
    """

    colours: tuple[str, ...]
    text: str
    rule: tuple[str, ...] = ()
    fills: tuple[str, ...] = ()


@dataclass(frozen=True)
class SizeRow:
    """A circle that the legend shows for its size: professionals, and what is written by it."""

    value: float
    text: str


def draw_heading(panel: Axes, x: float, y: float, text: str, style: Style) -> float:
    """Write the heading of a block with its top at `y`; return where the block goes on."""
    panel.text(
        x,
        y,
        text,
        fontproperties=style.font(style.text, bold=True),
        color=style.ink,
        va="top",
        ha="left",
    )
    return y - 6.0


def draw_ranks(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[RankRow],
    style: Style,
    title: str = "Rang du pôle",
) -> float:
    """Draw one circle a rank with its name; strongest first.

    Returns
    -------
    float
        The ordinate under the block, in mm.
    """
    y = draw_heading(panel, x, y, title, style)
    if any(row.rule for row in rows):
        note = "premier rang dont la règle est remplie (nombre de pôles)"
        write_row(panel, x, y + 1.2, note, style, faint=True)
        y -= 2.6
    size = 3.4
    filled = any(row.fills for row in rows)
    y -= 0.8 if filled else 0
    box = size + 1.6 if filled else size
    step = box + 0.4 if filled else 0.8 * size
    for row in rows:
        for i, colour in enumerate(row.fills):
            _draw_box(panel, x + step * i, y, box, colour, style)
        middle = [(x + box / 2 + step * i, y) for i in range(len(row.colours))]
        draw_circles(panel, middle, [size] * len(middle), list(row.colours), style, clip=False)
        after = step * max(len(row.colours) - 1, len(row.fills) - 1, 0)
        write_row(panel, x + box + 2.2 + after, y, row.text, style)
        for line in row.rule:
            y -= 3.1
            write_row(panel, x + box + 2.2, y, line, style, faint=True)
        y -= ROW + 0.6
    return y


def _draw_box(panel: Axes, x: float, y: float, size: float, colour: str, style: Style) -> None:
    panel.add_patch(
        Rectangle(
            (x, y - size / 2),
            size,
            size,
            facecolor=colour,
            edgecolor=style.bassin_colour,
            linewidth=style.bassin_width,
            clip_on=False,
        )
    )


def draw_sizes(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[SizeRow],
    style: Style,
    title: str = "Nombre de professionnels de santé",
    fill: str = "#ffffff",
) -> float:
    """Draw circles as large as on the map: nested, or one under the other when they are classes.

    Returns
    -------
    float
        The ordinate under the block, in mm.
    """
    y = draw_heading(panel, x, y, title, style)
    sizes = diameters([row.value for row in rows], style)
    draw = _column if style.symbol_bounds else _nested
    return draw(panel, x, y, rows, sizes, style, fill)


def _column(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[SizeRow],
    sizes: NDArray[np.float64],
    style: Style,
    fill: str,
) -> float:
    """Draw a circle a row, and give the ordinate under them."""
    middle = x + sizes.max() / 2
    y += 0.6
    for row, size in zip(rows, sizes, strict=True):
        high = max(ROW, size + 0.8)
        y -= high / 2
        draw_circles(panel, [(middle, y)], [size], [fill], style, clip=False)
        write_row(panel, x + sizes.max() + 2.2, y, row.text, style)
        y -= high / 2
    return y - ROW / 2


def _nested(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[SizeRow],
    sizes: NDArray[np.float64],
    style: Style,
    fill: str,
) -> float:
    """Draw circles nested in the largest, and give the ordinate under them."""
    largest = sizes.max()
    bottom = y + 0.6 - largest
    radius = largest / 2
    tops = bottom + sizes
    text_at = spread_heights(tops, 3.1)
    for row, size, top, written in zip(rows, sizes, tops, text_at, strict=True):
        draw_circles(panel, [(x + radius, bottom + size / 2)], [size], [fill], style, clip=False)
        elbow = x + largest + 2
        panel.add_line(
            Line2D(
                [x + radius, elbow, elbow + 2],
                [top, top, written],
                color=style.grey,
                linewidth=0.4,
                zorder=6,
            )
        )
        write_row(panel, elbow + 3, written, row.text, style)
    return float(min(bottom, text_at.min()) - ROW / 2)


def spread_heights(heights: np.ndarray, step: float) -> np.ndarray:
    """Move heights down as little as needed to keep `step` mm between them; order is kept."""
    order = np.argsort(-heights, kind="stable")
    moved = heights.astype(float).copy()
    for above, below in pairwise(order):
        moved[below] = min(moved[below], moved[above] - step)
    return moved


def draw_lines(
    panel: Axes,
    x: float,
    y: float,
    lines: Sequence[Stroke],
    style: Style,
    title: str = "Limites",
) -> float:
    """Draw one row a kind of line; return the ordinate under the block, in mm."""
    if not lines:
        return y
    y = draw_heading(panel, x, y, title, style)
    for line in lines:
        if line.fill:
            panel.add_patch(
                Rectangle(
                    (x, y - 1.5),
                    6,
                    3,
                    facecolor=line.fill,
                    edgecolor=line.colour,
                    linewidth=line.width,
                    joinstyle="round",
                    clip_on=False,
                )
            )
        else:
            panel.add_line(
                Line2D(
                    [x, x + 6],
                    [y, y],
                    color=line.colour,
                    linewidth=line.width,
                    solid_capstyle="butt",
                )
            )
        for text in line.text.split("\n"):
            write_row(panel, x + 8, y, text, style)
            y -= 3.4
        y -= ROW - 3.4
    return y


def write_row(
    panel: Axes, x: float, y: float, text: str, style: Style, *, faint: bool = False
) -> None:
    """Write one row of text, its middle at `y`."""
    panel.text(
        x,
        y + 0.35,
        typeset(text),
        fontproperties=style.font(style.note if faint else style.text),
        color=style.grey if faint else style.ink,
        va="center_baseline",
        ha="left",
    )


def height_of(
    ranks: Sequence[RankRow], sizes: Sequence[SizeRow], lines: Sequence[Stroke], style: Style
) -> float:
    """Height, in mm, of the three blocks one under the other."""
    rules = [len(row.rule) for row in ranks]
    high = 6 + 3.4 * any(rules) + (ROW + 0.6) * len(ranks) + 3.1 * sum(rules)
    if sizes:
        circles = diameters([row.value for row in sizes], style)
        nested = max(circles.max(), 3.1 * len(sizes))
        column = np.maximum(ROW, circles + 0.8).sum()
        high += 8.2 + float(column if style.symbol_bounds else nested) + ROW / 2
    return high + 8.2 + sum(ROW + 3.4 * line.text.count("\n") for line in lines)


def width_of(sizes: Sequence[SizeRow], style: Style) -> float:
    """Width, in mm, of the circles, what is written by them, and the space after it."""
    font = style.font(style.text)
    written = max(text_extent(typeset(row.text), font)[0] for row in sizes)
    largest = float(diameters(max(row.value for row in sizes), style))
    return largest + 5.0 + max(written + 6.0, DIGITS_WIDTH)


def sizes_of(effectifs: "pd.Series[float]", style: Style) -> list[SizeRow]:
    """Circles that explain the sizes drawn, the largest first: round numbers, or the classes."""
    if effectifs.empty:
        return []
    if style.symbol_bounds:
        texts = french_ranges([french_number(bound) for bound in style.symbol_bounds])
        present = np.unique(class_of(effectifs, style))[::-1]
        return [SizeRow(class_values(style)[k], texts[k]) for k in present.tolist()]
    return [
        SizeRow(value, french_number(value))
        for value in round_sizes(effectifs.min(), effectifs.max())
    ]


def round_sizes(smallest: float, largest: float) -> list[int]:
    """Two to four round numbers (1, 2 or 5 by a power of ten) that span the values drawn.

    Largest first, each a quarter of the one before or less, but for the last.
    """
    steps = [digit * 10**power for power in range(8) for digit in (1, 2, 5)]
    fitting = [step for step in steps if smallest * 0.8 <= step <= largest * 1.1]
    chosen = [fitting[-1]] if fitting else [max(step for step in steps if step <= largest * 1.1)]
    for step in reversed(fitting):
        if step * 4 <= chosen[-1] and len(chosen) < 3:
            chosen.append(step)
    if fitting and fitting[0] * 2 <= chosen[-1]:
        chosen.append(fitting[0])
    if len(chosen) == 1 and chosen[0] > 1:
        chosen.append(max(step for step in steps if step * 2 <= chosen[0]))
    return chosen


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


def draw_boxes(panel: Axes, x: float, y: float, boxes: Sequence[BoxRow], style: Style) -> float:
    """Draw boxes one under the other, those of classes touching; return what is under them."""
    for box in boxes:
        if box.circle:
            middle = (x + BOX_SIDE / 2, y)
            draw_circles(panel, [middle], [CIRCLE_SIZE], [box.colour], style, clip=False)
        else:
            panel.add_patch(
                Rectangle(
                    (x, y - legend_blocks.ROW / 2),
                    BOX_SIDE,
                    legend_blocks.ROW,
                    **{
                        "facecolor": box.colour,
                        "edgecolor": style.bassin_colour,
                        "linewidth": style.bassin_width,
                        "clip_on": False,
                        **box.options,
                    },
                )
            )
        legend_blocks.write_row(
            panel, x + BOX_SIDE + 2.2, y, f"{box.text} ({french_number(box.areas)})", style
        )
        y -= legend_blocks.ROW if not box.options else legend_blocks.ROW + 1.2
    return y
