"""Short tables set in columns on a page: a heading, a row each, what is said under a row.

Where room is wanting, what is said under rows is cut, then rows are left out, and counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise, product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from poles_geo.cartes.canvas.axes import write_beside
from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.cartes.canvas.text import wrapped
from poles_geo.typography import french_count, typeset

CELL = 14.0
"""Width of a number, in mm."""
SIGN, GAP = 2.6, 1.4
"""Diameter of the circle before a name, and between both, in mm."""
LEADING = 0.44
"""Between two lines, in mm for a point of their size."""
COLUMNS = 6.0
"""Between two columns, in mm."""
MOST_LINES = 4
"""Lines under a row, at most."""
LEAST = 3
"""Rows of a table that are kept as long as others can give way."""
LONGEST = 140
"""Signs of a line, at most."""
CUT = "…"
MIDDLE = 0.12
"""Middle of small letters over their baseline, in mm for a point of their size."""


Columns = tuple[tuple[int, ...], ...]
"""The places of the tables of each column."""


@dataclass(frozen=True)
class Spacing:
    """Between two rows, under a heading, between two tables, in mm.

    `notes`: lines kept under a row, tried in this order.
    """

    rows: float
    under: float
    tables: float
    notes: tuple[int, ...]


ROOMY, TIGHT = Spacing(0.8, 2.4, 3.8, (4, 3, 2, 1)), Spacing(0.2, 1.8, 2.6, (0,))


@dataclass(frozen=True)
class Entry:
    """A row: its name, its numbers, what is said under it, the colour of its sign."""

    name: str
    cells: tuple[str, ...] = ()
    note: str = ""
    sign: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Section:
    """A table: title, a note under it, headings of the numbers, rows.

    Parameters
    ----------
    hidden : int
        Rows that are left out, which the last line counts.
    weight : float
        Where room is wanting, the table of the greatest height times this gives way first.
    """

    title: str
    entries: tuple[Entry, ...]
    headings: tuple[str, ...] = ()
    note: str = ""
    hidden: int = 0
    weight: float = 1.0

    def first(self, count: int) -> "Section":
        """Keep so many rows."""
        hidden = len(self.entries) - count
        return replace(self, entries=self.entries[:count], hidden=hidden) if hidden > 0 else self


@dataclass(frozen=True)
class _Line:
    """A line of a table: how far under its top, what is written, from where, how.

    Without text: the rule under the headings. `sign`: colour of the circle before it.
    """

    below: float
    text: str
    x: float
    size: float
    right: bool = False
    faint: bool = False
    bold: bool = False
    sign: str = ""


@dataclass(frozen=True)
class _Room:
    """What tables are set in: width of a column, height, columns, spaces, style."""

    wide: float
    high: float
    count: int
    spacing: Spacing
    style: Style
    known: dict[tuple[Section, int], float] = field(default_factory=dict)

    def heights(self, sections: Sequence[Section], lines: int) -> list[float]:
        """Height of each table, with so many lines under a row; each is measured once."""
        for one in sections:
            if (one, lines) not in self.known:
                *_, last = _lines(one, self, lines)
                self.known[one, lines] = last.below + 1.0
        return [self.known[one, lines] for one in sections]

    def stacked(self, heights: Sequence[float]) -> float:
        """Height of tables one under the other."""
        return sum(heights) + self.spacing.tables * max(0, len(heights) - 1)

    def set_in(self, heights: Sequence[float]) -> tuple[float, Columns]:
        """Set tables in columns, one after the other; else, if they are too high, in any order."""
        best = self._lowest(heights, _in_order(len(heights), self.count))
        if best[0] <= self.high:
            return best
        return self._lowest(heights, _in_any_order(len(heights), self.count))

    def _lowest(self, heights: Sequence[float], ways: Iterable[Columns]) -> tuple[float, Columns]:
        """Give the way whose highest column is the lowest."""
        return min(
            (max(self.stacked([heights[at] for at in column]) for column in way), way)
            for way in ways
        )


def needed_height(
    sections: Sequence[Section], width: float, count: int, style: Style, *, spacing: Spacing = ROOMY
) -> float:
    """Height, in mm, of a panel that holds tables whole in so many columns."""
    wide = (width - COLUMNS * (count - 1)) / count
    room = _Room(wide, np.inf, count, spacing, style)
    return room.set_in(room.heights(sections, spacing.notes[0]))[0]


def draw_sections(
    sections: Sequence[Section],
    count: int,
    *,
    panel: Axes,
    style: Style,
    spacing: Spacing = ROOMY,
) -> list[Section]:
    """Write tables in columns on a panel; give them as they are written.

    Parameters
    ----------
    sections : sequence of Section
        In the order in which they are read.
    count : int
        Columns.
    panel : Axes
        In mm, without frame.
    style : Style
    spacing : Spacing
    """
    wide, high = size_of(panel)
    column = (wide - COLUMNS * (count - 1)) / count
    room = _Room(column, high, count, spacing, style)
    shown, columns, lines = _fitted(list(sections), room)
    heights = room.heights(shown, lines)
    for place, inside in enumerate(columns):
        x, y = place * (column + COLUMNS), high
        for at in inside:
            _draw(shown[at], x, y, room, lines, panel)
            y -= heights[at] + spacing.tables
    return shown


def _fitted(sections: list[Section], room: _Room) -> tuple[list[Section], Columns, int]:
    """Cut what is too much for a panel: notes first, then the last rows of the tallest tables."""
    fewest = room.spacing.notes[-1]
    for lines in room.spacing.notes:
        tall, columns = room.set_in(room.heights(sections, lines))
        if tall <= room.high:
            return sections, columns, lines
    for least, lines in ((LEAST, fewest), (1, fewest), (1, 0)):
        counts = [len(one.entries) for one in sections]
        while True:
            shown = [one.first(count) for one, count in zip(sections, counts, strict=True)]
            heights = room.heights(shown, lines)
            tall, columns = room.set_in(heights)
            able = [at for at, count in enumerate(counts) if count > least]
            if tall <= room.high:
                return *_restored(sections, counts, lines, room), lines
            if not able:
                break
            counts[max(able, key=lambda at: heights[at] * sections[at].weight)] -= 1
    return shown, columns, 0


def _restored(
    sections: list[Section], counts: list[int], lines: int, room: _Room
) -> tuple[list[Section], Columns]:
    """Give rows back to the tables, the first ones first, as long as the panel holds them."""
    for at in sorted(range(len(counts)), key=lambda at: sections[at].weight):
        for count in range(len(sections[at].entries), counts[at] - 1, -1):
            tried = [*counts[:at], count, *counts[at + 1 :]]
            shown = [one.first(rows) for one, rows in zip(sections, tried, strict=True)]
            tall, columns = room.set_in(room.heights(shown, lines))
            if tall <= room.high:
                counts = tried
                break
    return shown, columns


def _in_order(length: int, count: int) -> Iterator[Columns]:
    """Give every way to set tables in columns, one after the other."""
    for cut in combinations(range(1, length), min(count, length) - 1):
        yield tuple(tuple(range(*ends)) for ends in pairwise((0, *cut, length)))


def _in_any_order(length: int, count: int) -> Iterator[Columns]:
    """Give every way to set tables in columns, the first in the first, in order in each."""
    for others in product(range(count), repeat=length - 1):
        places = (0, *others)
        yield tuple(
            tuple(at for at, place in enumerate(places) if place == column)
            for column in range(count)
        )


def _sizes(style: Style) -> tuple[float, float, float]:
    """Sizes of a title, of a row, of what is under it, in points."""
    return style.text + 1.0, max(6.6, style.text - 0.7), max(6.0, style.note - 0.3)


def _lines(section: Section, room: _Room, lines: int) -> Iterator[_Line]:
    """Yield each line of a table, from its top."""
    wide, spacing, style = room.wide, room.spacing, room.style
    large, size, small = _sizes(style)
    y = LEADING * large * 0.8
    yield _Line(y, section.title, 0.0, large, bold=True)
    for line in wrapped(typeset(section.note), style.font(small), wide) if section.note else ():
        y += LEADING * small
        yield _Line(y, line, 0.0, small, faint=True)
    if section.headings:
        y += LEADING * small + 0.5
        for place, heading in enumerate(section.headings):
            right = wide - CELL * (len(section.headings) - 1 - place)
            yield _Line(y, heading, right, small, right=True, faint=True)
    yield _Line(y + spacing.under / 2, "", 0.0, small)
    y += spacing.under
    for entry in section.entries:
        first = SIGN + GAP if entry.sign else 0.0
        left = wide - first - CELL * len(entry.cells) - (1.0 if entry.cells else 0.0)
        y += LEADING * size
        for place, cell in enumerate(entry.cells):
            right = wide - CELL * (len(entry.cells) - 1 - place)
            yield _Line(y, cell, right, size, right=True, bold=entry.strong)
        names = wrapped(typeset(entry.name), style.font(size, bold=entry.strong), left)
        for place, line in enumerate(names):
            y += LEADING * size if place else 0.0
            sign = "" if place else entry.sign
            yield _Line(y, line, first, size, bold=entry.strong, sign=sign)
        note = typeset(entry.note[: LONGEST * MOST_LINES])
        cut = wrapped(note, style.font(small), wide - first) if note else []
        if len(cut) > lines:
            cut = [*cut[: max(lines - 1, 0)], *([_ended(cut[lines - 1])] if lines else [])]
        for line in cut:
            y += LEADING * small
            yield _Line(y, line, first, small, faint=True)
        y += spacing.rows
    if section.hidden:
        y += LEADING * small
        yield _Line(y, f"et {french_count(section.hidden, 'autre', 'autres')}, au tableau", 0.0,
                    small, faint=True)  # fmt: skip


def _ended(line: str) -> str:
    """End a line that more would follow."""
    return f"{line.rpartition(' ')[0] or line} {CUT}"


def _draw(section: Section, x: float, y: float, room: _Room, lines: int, panel: Axes) -> None:
    """Write a table from a height down, with a rule under its headings and the signs of rows."""
    wide, style = room.wide, room.style
    for line in _lines(section, room, lines):
        height = y - line.below
        if not line.text:
            rule = LineCollection([[(x, height), (x + wide, height)]], colors=style.grey)
            rule.set_linewidth(0.4)
            panel.add_collection(rule, autolim=False)
            continue
        if line.sign:
            middle = (x + SIGN / 2, height + MIDDLE * line.size)
            draw_circles(panel, [middle], [SIGN], [line.sign], style, clip=False)
        write_beside(
            panel, x + line.x, height, typeset(line.text),
            fontproperties=style.font(line.size, bold=line.bold),
            color=style.grey if line.faint else style.ink,
            ha="right" if line.right else "left", va="baseline",
        )  # fmt: skip
