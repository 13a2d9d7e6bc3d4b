"""The blocks of a legend: each knows its size, is set beside or under others, and gives way.

They are drawn on a panel, an axes whose unit is the millimetre; every sign as it is on the map.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from poles_geo.cartes.canvas.marks import row_of, tell, told
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters, draw_circles
from poles_geo.cartes.canvas.text import text_extent, wrapped
from poles_geo.cartes.legends.signs import (
    CIRCLE,
    SIGN_AIR,
    Sign,
    line_sign,
    write_heading,
    write_row,
)
from poles_geo.typography import typeset

ROW = 4.6
"""Between the middles of two rows, in mm."""
TEXT_LINE, NOTE_LINE = 3.4, 3.1
"""Between two lines of text of a row, and two of its notes, in mm."""
LEAST_NOTE = 2.85
"""Between two lines of notes at the closest, in mm."""
SIGN_GAP = 2.2
"""Between a sign and its text, in mm."""


NARROWEST = 44.0
"""Width, in mm, under which texts are no more worth being cut in lines."""


class Block(Protocol):
    """A part of a legend; widths and heights in mm, `pitch` the scale of its spaces."""

    @property
    def width(self) -> float:
        """Width of its texts uncut."""

    @property
    def narrowest(self) -> float:
        """Least width that it may be given."""

    def height(self, width: float, pitch: float) -> float:
        """Height in a column of a width."""

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""

    def bare(self) -> "Block":
        """Give the same with less said, for want of room."""


@dataclass(frozen=True)
class Row:
    """A row: text, sign, notes under the text, and what is enough when room is wanting."""

    text: str
    sign: Sign | None = None
    notes: tuple[str, ...] = ()
    short: str = ""


@dataclass(frozen=True)
class Rows:
    """A heading, notes under it, and rows.

    Parameters
    ----------
    title : str
        Empty: no heading.
    step : float
        Between the middles of two rows, in mm.
    touching : bool
        Signs lie one against the other, as the boxes of classes.
    least : float
        Least width, in mm.
    """

    title: str
    rows: tuple[Row, ...]
    style: Style
    notes: tuple[str, ...] = ()
    step: float = ROW
    touching: bool = False
    least: float = 0.0

    def _offset(self, row: Row) -> float:
        return row.sign.width + SIGN_GAP if row.sign else 0.0

    @property
    def narrowest(self) -> float:
        """Width under which its texts are no more worth being cut in lines."""
        return min(self.width, NARROWEST)

    @cached_property
    def width(self) -> float:
        """Width of the texts uncut."""
        style = self.style
        text, note = style.font(style.text), style.font(style.note)
        widths = [self.least, _long(self.title, style.font(style.text, bold=True))]
        widths += [_long(line, note) for line in self.notes]
        for row in self.rows:
            lines = (*((line, text) for line in row.text.split("\n")),
                     *((line, note) for line in row.notes))  # fmt: skip
            widths += [self._offset(row) + _long(line, font) for line, font in lines]
        return max(widths)

    def _cut(self, text: str, width: float, *, faint: bool = False) -> list[str]:
        font = self.style.font(self.style.note if faint else self.style.text)
        return [line for part in text.split("\n") for line in wrapped(typeset(part), font, width)]

    def _title(self, width: float) -> list[str]:
        return wrapped(typeset(self.title), self.style.font(self.style.text, bold=True), width)

    def _places(
        self, width: float, pitch: float
    ) -> Iterator[tuple[float, str, float, bool, Sign | None]]:
        """Yield each line: how far its middle is under the top, text, indent, faint, sign."""
        below = TEXT_LINE * len(self._title(width))
        for rank, line in enumerate(self._notes(width)):
            yield below + 1.4 + NOTE_LINE * rank, line, 0.0, True, None
        notes = NOTE_LINE * len(self._notes(width))
        heights = [row.sign.height if row.sign else CIRCLE for row in self.rows]
        if notes or self.title:
            below += (2.1 + notes if notes else 2.6) + (heights[0] - CIRCLE) / 2
        else:
            below += max(heights[0], CIRCLE) / 2
        for row, height, after in zip(self.rows, heights, [*heights[1:], 0.0], strict=True):
            offset, sign, first = self._offset(row), row.sign, below
            lines = self._cut(row.text, width - offset)
            for line in lines:
                yield below, line, offset, False, sign
                sign, below = None, below + TEXT_LINE
            below -= TEXT_LINE
            for note in row.notes:
                for line in self._cut(note, width - offset, faint=True):
                    below += max(NOTE_LINE * pitch, LEAST_NOTE)
                    yield below, line, offset, True, None
            air = 0.0 if self.touching else (height + after) / 2 + SIGN_AIR * pitch
            below = max(below + self.step * (1.0 if self.touching else pitch), first + air)

    def _notes(self, width: float) -> list[str]:
        return [line for note in self.notes for line in self._cut(note, width, faint=True)]

    @cached_property
    def _heights(self) -> dict[tuple[float, float], float]:
        """Heights known, by width and pitch: a legend is tried in many columns."""
        return {}

    def height(self, width: float, pitch: float) -> float:
        """Height in a column of a width."""
        if (width, pitch) not in self._heights:
            self._heights[width, pitch] = max(
                below + max(sign.height if sign else 0.0, CIRCLE) / 2
                for below, _, _, _, sign in self._places(width, pitch)
            )
        return self._heights[width, pitch]

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there; the panel is told what its rows say."""
        tell(panel, rows=(*(told(panel, "rows") or ()), *(row.text for row in self.rows)))
        for rank, line in enumerate(self._title(width)):
            write_heading(panel, x, y - TEXT_LINE * rank, line, self.style)
        for below, line, offset, faint, sign in self._places(width, pitch):
            if sign:
                with row_of(panel, line):
                    sign.draw(panel, x, y - below)
            write_row(panel, x + offset, y - below, line, self.style, faint=faint)

    def bare(self) -> "Rows":
        """Leave the notes out, and what texts can do without."""
        rows = tuple(replace(row, text=row.short or row.text, notes=()) for row in self.rows)
        return replace(self, rows=rows, notes=())


@dataclass(frozen=True)
class SizeRow:
    """A circle that the legend shows for its size: professionals, and what is written by it."""

    value: float
    text: str


@dataclass(frozen=True)
class Circles:
    """Circles as large as on the map: nested, or one under the other when they are classes."""

    title: str
    rows: tuple[SizeRow, ...]
    style: Style
    fill: str = "#ffffff"
    least: float = 0.0

    @cached_property
    def _sizes(self) -> NDArray[np.float64]:
        return diameters([row.value for row in self.rows], self.style)

    @property
    def narrowest(self) -> float:
        """Width under which its heading is no more worth being cut in lines."""
        return min(self.width, NARROWEST)

    @cached_property
    def width(self) -> float:
        """Width of the circles and of what is written by them."""
        font = self.style.font(self.style.text)
        written = max(_long(row.text, font) for row in self.rows)
        heading = _long(self.title, self.style.font(self.style.text, bold=True))
        return max(self.least, heading, float(self._sizes.max()) + 5.0 + written)

    def _title(self, width: float) -> list[str]:
        return wrapped(typeset(self.title), self.style.font(self.style.text, bold=True), width)

    def _places(self, width: float, pitch: float) -> list[tuple[float, float]]:
        """How far under the top the middle of each circle is, and its text."""
        below = TEXT_LINE * len(self._title(width)) + 2.0
        sizes = self._sizes
        if self.style.symbol_bounds:
            highs = np.maximum(ROW * pitch, sizes + 0.8)
            middles = below + np.cumsum(highs) - highs / 2
            return list(zip(middles.tolist(), middles.tolist(), strict=True))
        foot = below + sizes.max()
        texts = -spread_heights(sizes - foot, NOTE_LINE)
        return list(zip((foot - sizes / 2).tolist(), texts.tolist(), strict=True))

    def height(self, width: float, pitch: float) -> float:
        """Height in a column of a width."""
        places = self._places(width, pitch)
        lows = [middle + size / 2 for (middle, _), size in zip(places, self._sizes, strict=True)]
        return float(max(*lows, *(text + CIRCLE / 2 for _, text in places)))

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""
        style, largest = self.style, float(self._sizes.max())
        for rank, line in enumerate(self._title(width)):
            write_heading(panel, x, y - TEXT_LINE * rank, line, style)
        for row, size, (middle, text) in zip(
            self.rows, self._sizes, self._places(width, pitch), strict=True
        ):
            centre = x + largest / 2
            draw_circles(panel, [(centre, y - middle)], [size], [self.fill], style, clip=False)
            if style.symbol_bounds:
                write_row(panel, x + largest + SIGN_GAP, y - text, row.text, style)
                continue
            elbow, top = x + largest + 2, y - middle + size / 2
            leader = Line2D(
                [centre, elbow, elbow + 2], [top, top, y - text],
                color=style.grey, linewidth=0.4, zorder=6,
            )  # fmt: skip
            panel.add_line(leader)
            write_row(panel, elbow + 3, y - text, row.text, style)

    def bare(self) -> "Circles":
        """Give it as it is: sizes are what a reader cannot do without."""
        return self


def lines_block(lines: Sequence[Stroke], style: Style, title: str = "Limites") -> list[Block]:
    """Block of lines, a row each; none without lines."""
    rows = tuple(Row(line.text, line_sign(line)) for line in lines)
    return [Rows(title, rows, style)] if rows else []


def _long(text: str, font: Any) -> float:
    return text_extent(typeset(text), font)[0] + 0.5 if text else 0.0


def spread_heights(heights: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Move heights down as little as needed to keep `step` mm between them; order is kept."""
    order = np.argsort(-heights, kind="stable")
    moved = heights.astype(float).copy()
    for above, below in pairwise(order):
        moved[below] = min(moved[below], moved[above] - step)
    return moved
