"""The blocks of a legend: each knows its size, is set beside or under others, and gives way.

They are drawn on a panel, an axes whose unit is the millimetre; every sign as it is on the map.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any, Protocol

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from poles_geo.cartes.canvas.marks import row_of
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import MM, Style, mixed
from poles_geo.cartes.canvas.symbols import diameters, draw_circles, draw_rings
from poles_geo.cartes.canvas.text import text_extent, wrapped
from poles_geo.typography import typeset

ROW = 4.6
"""Between the middles of two rows, in mm."""
TEXT_LINE, NOTE_LINE = 3.4, 3.1
"""Between two lines of text of a row, and two of its notes, in mm."""
CIRCLE = 3.4
"""Diameter, in mm, of the circles that show a rank or a class."""
SIGN_GAP = 2.2
"""Between a sign and its text, in mm."""
SIGN_AIR = 0.8
"""Least space between two signs, in mm."""
BESIDE, UNDER = 6.0, 5.0
"""Between two columns, and two blocks of a column, in mm."""
PITCHES, CLOSEST = (1.0, 0.86), 0.7
"""What spaces are multiplied by, the less the more room is wanting; the least without notes."""
NARROWEST = 44.0
"""Width, in mm, under which a column is no more worth its texts cut in lines."""
MARGIN, RIGHT = 3.0, 0.8
"""Over the blocks, and to the right of them, in mm."""
WIDTHS, SPARE = (64.0, 80.0, 110.0, 140.0, 190.0), 3.0
"""Widths tried of a legend over the map, and height kept for a row more, in mm."""


class Block(Protocol):
    """A part of a legend; widths and heights in mm, `pitch` the scale of its spaces."""

    @property
    def width(self) -> float:
        """Width of its texts uncut."""

    def height(self, width: float, pitch: float) -> float:
        """Height in a column of a width."""

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""

    def bare(self) -> "Block":
        """Give the same with less said, for want of room."""


@dataclass(frozen=True)
class Sign:
    """What a row shows before its text: size in mm, and what draws it, its middle at y."""

    width: float
    height: float
    draw: Callable[[Axes, float, float], None]


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
            below += heights[0] / 2
        for row, height, after in zip(self.rows, heights, [*heights[1:], 0.0], strict=True):
            offset, sign, first = self._offset(row), row.sign, below
            lines = self._cut(row.text, width - offset)
            for line in lines:
                yield below, line, offset, False, sign
                sign, below = None, below + TEXT_LINE
            below -= TEXT_LINE
            for note in row.notes:
                for line in self._cut(note, width - offset, faint=True):
                    below += NOTE_LINE * pitch
                    yield below, line, offset, True, None
            air = 0.0 if self.touching else (height + after) / 2 + SIGN_AIR * pitch
            below = max(below + self.step * (1.0 if self.touching else pitch), first + air)

    def _notes(self, width: float) -> list[str]:
        return [line for note in self.notes for line in self._cut(note, width, faint=True)]

    def height(self, width: float, pitch: float) -> float:
        """Height in a column of a width."""
        return max(
            below + (sign.height / 2 if sign else CIRCLE / 2)
            for below, _, _, _, sign in self._places(width, pitch)
        )

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""
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


def box_sizes(blocks: Sequence[Block]) -> list[tuple[float, float]]:
    """Widths and heights, in mm, of boxes that hold blocks in one to three columns."""
    found: list[tuple[float, float]] = []
    for wide in WIDTHS:
        columns = _columns(blocks, wide, np.inf, 1.0)
        if columns is not None:
            high = max(_height(group, width, 1.0) for _, width, group in columns)
            if not found or high + MARGIN + SPARE < found[-1][1]:
                found.append((wide, high + MARGIN + SPARE))
    return found


def lay_out(panel: Axes, wide: float, high: float, *arrangements: Sequence[Block]) -> None:
    """Draw blocks on a panel: in columns where it is wide, one under the other where it is not.

    Parameters
    ----------
    panel : Axes
    wide, high : float
        Its size, in mm.
    arrangements : sequences of blocks
        The same in several orders, by preference: the first that the panel holds is drawn, with
        its spaces, else closer, else with less said. When it holds none, the first is drawn all
        the same, at its shortest.
    """
    room = high - MARGIN
    bare = [[block.bare() for block in blocks] for blocks in arrangements]
    tried = [(pitch, blocks) for pitch in PITCHES for blocks in arrangements]
    tried += [(pitch, blocks) for pitch in (*PITCHES, CLOSEST) for blocks in bare]
    for pitch, blocks in tried:
        columns = _columns(blocks, wide, room, pitch)
        if columns is not None:
            break
    else:
        columns = [(0.0, wide, bare[0])]
    for x, width, column in columns:
        y = room
        for block in column:
            block.draw(panel, x, y, width, pitch)
            y -= block.height(width, pitch) + UNDER * pitch


def stacked_height(blocks: Sequence[Block], width: float) -> float:
    """Height, in mm, of a panel that holds blocks one under the other."""
    return MARGIN + _height(blocks, width, 1.0)


def _height(blocks: Sequence[Block], width: float, pitch: float) -> float:
    heights = [block.height(width, pitch) for block in blocks]
    return sum(heights) + UNDER * pitch * (len(blocks) - 1)


Column = tuple[float, float, Sequence[Block]]
"""Where a column begins, its width, its blocks."""


def _columns(
    blocks: Sequence[Block], wide: float, room: float, pitch: float
) -> list[Column] | None:
    """Cut blocks into the columns that leave the least height; None when none holds them."""
    best: tuple[float, list[Column]] | None = None
    places = range(1, len(blocks))
    for count in range(len(blocks)):
        for cuts in combinations(places, count):
            columns, x = [], 0.0
            for start, end in pairwise((0, *cuts, len(blocks))):
                group = blocks[start:end]
                last = end == len(blocks)
                natural = max(block.width for block in group)
                width = wide - x - RIGHT if last else natural
                if width < min(natural, NARROWEST):
                    break
                columns.append((x, width, group))
                x += width + BESIDE
            else:
                height = max(_height(group, width, pitch) for _, width, group in columns)
                if height <= room and (best is None or height < best[0]):
                    best = height, columns
    return None if best is None else best[1]


def circles_sign(
    colours: Sequence[str],
    style: Style,
    fills: Sequence[str] = (),
    edges: Sequence[str] = (),
    **options: Any,
) -> Sign:
    """Circles side by side, each on a box when bassins are filled; boxes alone without circle.

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
        middles = [(x + box / 2 + step * rank, y) for rank in range(len(colours))]
        sizes = [CIRCLE] * len(middles)
        draw_circles(panel, middles, sizes, list(colours), style, clip=False)

    return Sign(box + step * (count - 1), box, draw)


def rings_sign(colours: Sequence[str], style: Style) -> Sign:
    """Circles without fill, side by side."""
    step = CIRCLE + SIGN_AIR

    def draw(panel: Axes, x: float, y: float) -> None:
        middles = [(x + CIRCLE / 2 + step * rank, y) for rank in range(len(colours))]
        draw_rings(panel, middles, [CIRCLE] * len(middles), list(colours), style, clip=False)

    return Sign(CIRCLE + step * (len(colours) - 1), CIRCLE, draw)


def box_sign(colour: str, style: Style, **options: Any) -> Sign:
    """Box of a class."""
    given = {"facecolor": colour, "edgecolor": style.bassin_colour,
             "linewidth": style.bassin_width, **options}  # fmt: skip
    return Sign(7.0, ROW, lambda panel, x, y: _draw_box(panel, x, y, 7.0, ROW, **given))


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
        {"edgecolors": mixed(colour, "#000000", 0.35), "linewidths": style.ring_width}
        if colour
        else {}
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


def lines_block(lines: Sequence[Stroke], style: Style, title: str = "Limites") -> list[Block]:
    """Block of lines, a row each; none without lines."""
    rows = tuple(Row(line.text, line_sign(line)) for line in lines)
    return [Rows(title, rows, style)] if rows else []


def _draw_box(panel: Axes, x: float, y: float, wide: float, high: float, **options: Any) -> None:
    panel.add_patch(Rectangle((x, y - high / 2), wide, high, clip_on=False, **options))


def _long(text: str, font: Any) -> float:
    return text_extent(typeset(text), font)[0] + 0.5 if text else 0.0


def spread_heights(heights: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Move heights down as little as needed to keep `step` mm between them; order is kept."""
    order = np.argsort(-heights, kind="stable")
    moved = heights.astype(float).copy()
    for above, below in pairwise(order):
        moved[below] = min(moved[below], moved[above] - step)
    return moved


def write_heading(panel: Axes, x: float, y: float, text: str, style: Style) -> None:
    """Write the heading of a block with its top at `y`."""
    font = style.font(style.text, bold=True)
    panel.text(
        x, y, text, fontproperties=font, color=style.ink, va="top", ha="left", parse_math=False
    )


def write_row(
    panel: Axes, x: float, y: float, text: str, style: Style, *, faint: bool = False
) -> None:
    """Write one row of text, its middle at `y`."""
    panel.text(
        x,
        y + 0.35,
        typeset(text),
        parse_math=False,
        fontproperties=style.font(style.note if faint else style.text),
        color=style.grey if faint else style.ink,
        va="center_baseline",
        ha="left",
    )
