"""The signs of a legend, each as it is on the map, and its texts.

They are drawn on a panel, an axes whose unit is the millimetre.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import MM, Style, mark_rim
from poles_geo.cartes.canvas.symbols import draw_circles, draw_rings
from poles_geo.cartes.labels.names_on_fills import TOWN
from poles_geo.cartes.layers.measured.mesh_marks import CHEVRON, SHAFT, arrow_heads, draw_dots_at
from poles_geo.typography import typeset

BOX = 4.6
"""Height, in mm, of the box of a class."""
CIRCLE = 3.4
"""Diameter, in mm, of the circles that show a rank or a class."""
SIGN_AIR = 0.8
"""Least space between two signs, in mm."""


@dataclass(frozen=True)
class Sign:
    """What a row shows before its text: size in mm, and what draws it, its middle at y."""

    width: float
    height: float
    draw: Callable[[Axes, float, float], None]


def circles_sign(
    colours: Sequence[str | None],
    style: Style,
    fills: Sequence[str] = (),
    edges: Sequence[str] = (),
    **options: Any,
) -> Sign:
    """Circles side by side, each on a box when bassins are filled; a box alone without a colour.

    `edges`: outlines of the boxes, those of bassins by default; `options`: theirs, as patches.
    """
    edges = edges or [style.bassin_colour] * len(fills)
    box = CIRCLE + 1.6 if fills else CIRCLE
    step = box + 0.4 if fills else 0.8 * CIRCLE
    count = max(len(colours), len(fills))

    def draw(panel: Axes, x: float, y: float) -> None:
        for rank, (fill, edge) in enumerate(zip(fills, edges, strict=True)):
            boxed = {"edgecolor": edge, "linewidth": style.bassin_width, **options}
            _draw_box(panel, x + step * rank, y, box, box, facecolor=fill, **boxed)
        known = {rank: colour for rank, colour in enumerate(colours) if colour is not None}
        middles = [(x + box / 2 + step * rank, y) for rank in known]
        sizes = [CIRCLE] * len(middles)
        draw_circles(panel, middles, sizes, list(known.values()), style, clip=False)

    return Sign(box + step * (count - 1), box, draw)


def rings_sign(colours: Sequence[str], style: Style) -> Sign:
    """Circles without fill, side by side."""
    step = CIRCLE + SIGN_AIR

    def draw(panel: Axes, x: float, y: float) -> None:
        middles = [(x + CIRCLE / 2 + step * rank, y) for rank in range(len(colours))]
        draw_rings(panel, middles, [CIRCLE] * len(middles), list(colours), style, clip=False)

    return Sign(CIRCLE + step * (len(colours) - 1), CIRCLE, draw)


def dotted_sign(style: Style) -> Sign:
    """Circle with a dot: a pôle that holds others."""

    def draw(panel: Axes, x: float, y: float) -> None:
        middle = (x + CIRCLE / 2, y)
        draw_circles(panel, [middle], [CIRCLE], [style.grey], style, clip=False)
        draw_dots_at(np.array([middle]), ax=panel, style=style, zorder=6)

    return Sign(CIRCLE, CIRCLE, draw)


def arrow_sign(style: Style) -> Sign:
    """Arrow as it is on the map."""

    def draw(panel: Axes, x: float, y: float) -> None:
        line_sign(Stroke("", style.link_colour, SHAFT)).draw(panel, x, y)
        start, end, none = np.array([[x, y]]), np.array([[x + 6.0, y]]), np.zeros(1)
        head = arrow_heads(start, end, none, none, 1.0)[0]
        drawn = Line2D(head[:, 0], head[:, 1], color=style.link_colour, linewidth=CHEVRON)
        drawn.set_solid_capstyle("round")
        panel.add_line(drawn)

    return Sign(6.0, 3.0, draw)


def box_sign(colour: str, style: Style, **options: Any) -> Sign:
    """Box of a class."""
    given = {"facecolor": colour, "edgecolor": style.bassin_colour,
             "linewidth": style.bassin_width, **options}  # fmt: skip
    return Sign(7.0, BOX, lambda panel, x, y: _draw_box(panel, x, y, 7.0, BOX, **given))


def line_sign(line: Stroke) -> Sign:
    """Line as it is on the map, or the area that it surrounds."""

    def draw(panel: Axes, x: float, y: float) -> None:
        if line.fill:
            _draw_box(panel, x, y, 6.0, 3.0, facecolor=line.fill, edgecolor=line.colour,
                      linewidth=line.width, joinstyle="round")  # fmt: skip
            return
        drawn = Line2D([x, x + 6], [y, y], color=line.colour, linewidth=line.width)
        drawn.set_solid_capstyle("butt")
        panel.add_line(drawn)

    return Sign(6.0, 3.0, draw)


def mark_sign(marker: str, size: float, style: Style, colour: str | None = None) -> Sign:
    """Mark of a kind of structure, its size in mm; grey unless it has a colour of its own."""
    edge: dict[str, Any] = (
        {"edgecolors": mark_rim(colour, style), "linewidths": style.ring_width} if colour else {}
    )

    def draw(panel: Axes, x: float, y: float) -> None:
        panel.scatter(
            [x + 2.5], [y], s=(size * MM) ** 2, marker=marker, c=colour or style.grey, **edge
        )

    return Sign(5.0, CIRCLE, draw)


def number_sign(size: float, style: Style) -> Sign:
    """Mark of a structure and the number by it that says how many it stands for."""

    def draw(panel: Axes, x: float, y: float) -> None:
        mark_sign("s", size, style).draw(panel, x, y)
        write_row(panel, x + 2.5 + size / 2 + 0.5, y, "2", style)

    return Sign(7.0, CIRCLE, draw)


def _draw_box(panel: Axes, x: float, y: float, wide: float, high: float, **options: Any) -> None:
    panel.add_patch(Rectangle((x, y - high / 2), wide, high, clip_on=False, **options))


def write_heading(panel: Axes, x: float, y: float, text: str, style: Style) -> None:
    """Write the heading of a block with its top at `y`."""
    font = style.font(style.text, bold=True)
    panel.text(
        x, y, text, fontproperties=font, color=style.ink, va="top", ha="left", parse_math=False
    )


def write_row(
    panel: Axes,
    x: float,
    y: float,
    text: str,
    style: Style,
    *,
    faint: bool = False,
    strong: bool = False,
) -> None:
    """Write one row of text, its middle at `y`."""
    panel.text(
        x,
        y + 0.35,
        typeset(text),
        parse_math=False,
        fontproperties=style.font(style.note if faint else style.text, bold=strong),
        color=style.grey if faint else style.ink,
        va="center_baseline",
        ha="left",
    )


def town_sign(style: Style, *, faint: bool = False, width: float = 7.0) -> Sign:
    """Dot of a town, in the middle of a width in mm; grey when it is faint."""

    def draw(panel: Axes, x: float, y: float) -> None:
        colour = style.grey if faint else style.ink
        draw_circles(panel, [(x + width / 2, y)], [TOWN], [colour], style, clip=False)

    return Sign(width, TOWN, draw)
