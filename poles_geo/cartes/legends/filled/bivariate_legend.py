"""The legend of two ratios at once: a square whose sides are worded, areas without both, lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.cartes.labels.names_on_fills import readable
from poles_geo.cartes.layers.filled.bivariate import SIDE, Bivariate, cell_colours, cell_hatches
from poles_geo.cartes.layers.filled.classes import Classes
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.legends.blocks import NOTE_LINE, Block, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import MISSING_NAME, OUTSIDE_NAME, besides_block
from poles_geo.cartes.legends.signs import Sign
from poles_geo.typography import french_count, french_number, listed

CELL, SMALL_CELL = 8.6, 6.0
"""Side of a cell of the square, in mm, and when room is wanting."""
ARROW = 3.4
"""Between the square and the arrow along its side, and beyond, in mm."""
STEPS = ("faible", "moyen", "élevé")
"""What the classes of a ratio are called along a side of the square."""
LETTERS = ("A", "B")
"""Of the sides of the square: from left to right, upwards."""
TOP = 4.0
"""Over the square, for the letter of its side, in mm."""


@dataclass(frozen=True)
class Square:
    """The cells, the first ratio from left to right, the second upwards, and how many have each.

    Attributes
    ----------
    counts : tuple of int
        Of the nine cells, those of the lowest class of the second first.
    style : Style
    cell : float
        Side of a cell, in mm.
    """

    counts: tuple[int, ...]
    style: Style
    cell: float = CELL

    @property
    def width(self) -> float:
        """Width of the square and of what is along its side."""
        return 2 * ARROW + 4.0 + SIDE * self.cell

    @property
    def narrowest(self) -> float:
        """Width of the square: it is not cut."""
        return self.width

    def height(self, width: float, pitch: float) -> float:
        """Height, whatever the room."""
        del width, pitch
        return TOP + SIDE * self.cell + ARROW + (NOTE_LINE if self.cell == CELL else 0.0)

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""
        del width, pitch
        style, left, foot = self.style, x + 2 * ARROW, y - TOP - SIDE * self.cell
        for k, (colour, options, count) in enumerate(
            zip(cell_colours(style), cell_hatches(style), self.counts, strict=True)
        ):
            low, side = foot + self.cell * (k // SIDE), left + self.cell * (k % SIDE)
            _draw_cell(panel, (side, low), self.cell, colour, options, style)
            self._count(panel, side, low, colour, count, boxed=bool(options))
        self._sides(panel, left, foot)

    def _count(
        self, panel: Axes, x: float, y: float, colour: str, count: int, *, boxed: bool
    ) -> None:
        """Write how many areas a cell has, in its middle."""
        style = self.style
        text, font = f"({french_number(count)})", style.font(style.note)
        wide, high = text_extent(text, font)[:2]
        if boxed:
            panel.add_patch(
                Rectangle(
                    (x + (self.cell - wide) / 2 - 0.5, y + (self.cell - high) / 2 - 0.5),
                    wide + 1.0, high + 1.0, facecolor=style.halo, linewidth=0,
                )
            )  # fmt: skip
        panel.text(
            x + self.cell / 2,
            y + self.cell / 2,
            text,
            fontproperties=font,
            color=style.ink if boxed else readable(colour, style),
            ha="center",
            va="center",
            parse_math=False,
        )

    def _sides(self, panel: Axes, left: float, foot: float) -> None:
        """Draw an arrow along each side, its letter at the point, its steps along it."""
        style, long = self.style, SIDE * self.cell
        across, up = foot - ARROW / 2, left - ARROW / 2
        for xs, ys in (([left, left + long], [across] * 2), ([up] * 2, [foot, foot + long])):
            panel.add_line(Line2D(xs, ys, color=style.ink, linewidth=0.6))
        for xs, ys in (
            (
                [left + long - 1.2, left + long, left + long - 1.2],
                [across - 0.8, across, across + 0.8],
            ),
            ([up - 0.8, up, up + 0.8], [foot + long - 1.2, foot + long, foot + long - 1.2]),
        ):
            panel.add_line(Line2D(xs, ys, color=style.ink, linewidth=0.6))
        common: dict[str, Any] = {"ha": "center", "va": "center", "parse_math": False}
        bold = {**common, "fontproperties": style.font(style.text, bold=True), "color": style.ink}
        panel.text(left + long + 1.8, across, LETTERS[0], **bold)
        panel.text(up, foot + long + 2.2, LETTERS[1], **bold)
        if self.cell < CELL:
            return
        faint = {**common, "fontproperties": style.font(style.note), "color": style.grey}
        for k, text in enumerate(STEPS):
            middle = self.cell * (k + 0.5)
            panel.text(left + middle, across - 2.0, text, **faint)
            panel.text(up - 2.0, foot + middle, text, rotation=90, **faint)

    def bare(self) -> "Square":
        """Give it smaller."""
        return replace(self, cell=SMALL_CELL)


def bivariate_legend(
    bivariate: Bivariate,
    names: tuple[str, str],
    lines: Sequence[Stroke] = (),
    *,
    outside_name: str = OUTSIDE_NAME,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks of two ratios: the square, what its sides say, what has no class, lines.

    Parameters
    ----------
    bivariate : Bivariate
        As :func:`class_bivariate` gives it.
    names : (str, str)
        What the numbers of each are.
    lines : sequence of Stroke
        Lines that the map shows.
    outside_name : str
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    counts = np.bincount(bivariate.cells, minlength=SIDE * SIDE).tolist()
    blocks: list[Block] = [Square(tuple(counts), style)]
    for classes, name, upwards in zip(
        (bivariate.first, bivariate.second), names, (False, True), strict=True
    ):
        blocks.append(_side(classes, name, style, upwards=upwards))
    blocks += besides_block(
        [
            (outside_name, len(bivariate.outside), {}),
            (MISSING_NAME, len(bivariate.missing), hatched(style)),
        ],
        across=len(bivariate.across),
        towns=towns,
        style=style,
    )
    return [blocks + lines_block(lines, style)]


def bivariate_words(bivariate: Bivariate, names: tuple[str, str]) -> list[str]:
    """Say what the square says: the classes of each ratio, and how many areas have each pair."""
    sides = [
        f"{letter}, {name} : {listed([f'{step}, {text}' for step, text in steps], last='puis')}."
        for letter, name, classes in zip(
            LETTERS, names, (bivariate.first, bivariate.second), strict=True
        )
        for steps in [list(zip(STEPS, classes.texts(), strict=True))]
    ]
    counts = np.bincount(bivariate.cells, minlength=SIDE * SIDE)
    pairs = [
        f"{LETTERS[0]} {STEPS[k % SIDE]} et {LETTERS[1]} {STEPS[k // SIDE]}, {french_number(count)}"
        for k, count in enumerate(counts)
    ]
    known = french_count(len(bivariate.cells), "lieu", "lieux")
    return [f"{known} avec les deux valeurs.", *sides, f"{' ; '.join(pairs)}."]


def _side(classes: Classes, name: str, style: Style, *, upwards: bool) -> Rows:
    """Rows of what a side of the square says: its classes, the highest first."""
    letter = LETTERS[upwards]
    rows = [
        Row(f"{step} : {text}", _strip(k, style, upwards=upwards))
        for k, (step, text) in enumerate(zip(STEPS, classes.texts(), strict=True))
    ]
    return Rows(f"{letter} – {name}", tuple(rows[::-1]), style, (classes.method,))


def _strip(rank: int, style: Style, *, upwards: bool) -> Sign:
    """Three cells of a class: a row of the square, or a column."""
    colours = np.reshape(np.array(cell_colours(style)), (SIDE, SIDE))
    shown = colours[rank] if upwards else colours[:, rank]
    hatches = cell_hatches(style)
    cells = [SIDE * rank + k if upwards else SIDE * k + rank for k in range(SIDE)]

    def draw(panel: Axes, x: float, y: float) -> None:
        for k, (cell, colour) in enumerate(zip(cells, shown.tolist(), strict=True)):
            _draw_cell(panel, (x + 2.6 * k, y - 1.3), 2.6, colour, hatches[cell], style)

    return Sign(7.8, 2.6, draw)


def _draw_cell(
    panel: Axes,
    corner: tuple[float, float],
    side: float,
    colour: str,
    hatches: dict[str, Any],
    style: Style,
) -> None:
    """Draw a cell as its areas are drawn on the map."""
    panel.add_patch(
        Rectangle(
            corner, side, side,
            facecolor=colour, edgecolor=style.halo, linewidth=style.bassin_width,
        )
    )  # fmt: skip
    if hatches:
        panel.add_patch(Rectangle(corner, side, side, facecolor="none", **hatches))
