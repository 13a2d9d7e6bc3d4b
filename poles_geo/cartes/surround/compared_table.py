"""A table written on a page: a region among others, a row each, a sign before its name."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.font_manager import FontProperties

from poles_geo.cartes.canvas.axes import write_beside
from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import text_extent, wrapped
from poles_geo.cartes.surround.profile_chart import Curve
from poles_geo.typography import typeset

SIGN, GAP = 8.0, 1.8
"""Width of the sign of a row, and between it and the name, in mm."""
LINE = 2.75
"""Between two lines of a header, in mm."""
SMALLEST = 6.0
"""Size of letters under which a name is cut, in points."""
SEPARATORS = " \u00a0\u202f,;:–-«("
"""Signs that do not end a name that is cut."""
AIR = 2.4
"""Between a header and its rule, then the first row, in mm."""


@dataclass(frozen=True)
class Heading:
    """The header of a column, and whether its cells are numbers, set to the right."""

    text: str
    number: bool = True
    share: float = 1.0


@dataclass(frozen=True)
class TableRow:
    """A row: name, cells, how its curve is drawn, whether it is the subject."""

    name: str
    cells: tuple[str, ...]
    curve: Curve
    strong: bool = False


def draw_table(
    headings: Sequence[Heading],
    rows: Sequence[TableRow],
    *,
    names: float,
    panel: Axes,
    style: Style,
) -> float:
    """Write a table at the top of a panel; give its height, in mm.

    Parameters
    ----------
    headings : sequence of Heading
        One a column, after that of the names; `share` is its width beside the others'.
    rows : sequence of TableRow
    names : float
        Width of the names with their signs, in mm.
    panel : Axes
        In mm, without frame.
    style : Style
    """
    wide, high = size_of(panel)
    part = (wide - names) / sum(heading.share for heading in headings)
    font = style.font(style.note)
    edges, x = [], names
    for heading in headings:
        edges.append((x, x + part * heading.share))
        x += part * heading.share
    cut = [
        wrapped(typeset(heading.text), font, right - left - 1.0)
        for heading, (left, right) in zip(headings, edges, strict=True)
    ]
    deep = max(map(len, cut))
    for heading, (left, right), lines in zip(headings, edges, cut, strict=True):
        for place, line in enumerate(lines[::-1]):
            write_beside(
                panel, right if heading.number else left + 3, high - LINE * (deep - place), line,
                fontproperties=font, color=style.grey,
                ha="right" if heading.number else "left", va="baseline",
            )  # fmt: skip
    y = high - LINE * deep - AIR / 2
    rules = [[(0, y), (wide, y)]]
    step = row_step(style)
    y -= AIR / 2 + step / 2
    for row in rows:
        _draw_sign(row.curve, y, panel)
        written = style.font(style.text, bold=row.strong)
        name, font = fitting(typeset(row.name), names - SIGN - GAP - 1.0, style, bold=row.strong)
        write_beside(
            panel, SIGN + GAP, y, name,
            fontproperties=font, color=style.ink, ha="left", va="center_baseline",
        )  # fmt: skip
        for cell, heading, (left, right) in zip(row.cells, headings, edges, strict=True):
            write_beside(
                panel, right if heading.number else left + 3, y, typeset(cell),
                fontproperties=written, color=style.ink,
                ha="right" if heading.number else "left", va="center_baseline",
            )  # fmt: skip
        y -= step
    y += step / 2 - 0.4
    rules.append([(0, y), (wide, y)])
    panel.add_collection(LineCollection(rules, colors=style.grey, linewidths=0.4), autolim=False)
    return high - y


def row_step(style: Style) -> float:
    """Between two rows, in mm."""
    return 0.5 * style.text


def _draw_sign(curve: Curve, y: float, panel: Axes) -> None:
    """Draw a bit of a curve before the name of its region."""
    sign = LineCollection(
        [[(0, y), (SIGN, y)]],
        colors=curve.colour,
        linewidths=curve.width,
        linestyles=[curve.dashes],
        capstyle="butt",
    )
    panel.add_collection(sign, autolim=False)


def fitting(text: str, wide: float, style: Style, *, bold: bool) -> tuple[str, FontProperties]:
    """Give a name, and a typeface in which it is not wider than its column.

    « … » takes the place of the end of one that is too long in the smallest.
    """
    size = style.text
    long = text_extent(text, style.font(size, bold=bold))[0]
    font = style.font(max(SMALLEST, size * min(1.0, wide / long)), bold=bold)
    if size * wide >= SMALLEST * long:
        return text, font

    def too_long(letters: int) -> bool:
        return text_extent(_cut(text, letters), font)[0] > wide

    letters = bisect_left(range(1, len(text)), True, key=too_long)
    return _cut(text, max(letters, 1)), font


def _cut(text: str, letters: int) -> str:
    """Keep the first letters of a text, and say that there were more."""
    return f"{text[:letters].rstrip(SEPARATORS)}…"


def draw_paragraphs(
    texts: Sequence[str],
    top: float,
    *,
    panel: Axes,
    style: Style,
) -> float:
    """Write paragraphs in lines as wide as a panel, from a height down; give the height left.

    The first is in the size of texts, the others in that of notes. One that does not fit whole is
    left out, with those after it.
    """
    wide, _ = size_of(panel)
    y = top
    for place, text in enumerate(texts):
        size = style.note if place else style.text
        font, colour = style.font(size), style.grey if place else style.ink
        step = 0.44 * size
        lines = _lines(typeset(text), font, wide)
        if y - step * len(lines) < -0.5:
            break
        for line in lines:
            y -= step
            write_beside(
                panel, 0, y + 0.8, line, fontproperties=font, color=colour, ha="left", va="baseline"
            )
        y -= 1.0
    return y


def _lines(text: str, font: FontProperties, wide: float) -> list[str]:
    """Cut a paragraph between words; each is measured once, whatever paragraph it is in.

    Between two letters: what a word takes, with the air on its sides, which its ink does not have.
    """
    alone = text_extent("nn", font)[0]
    space = text_extent("n n", font)[0] - alone
    lines: list[list[str]] = []
    left = 0.0
    for word in text.split(" "):
        long = text_extent(f"n{word}n", font)[0] - alone + space
        if lines and long - space <= left:
            lines[-1].append(word)
        else:
            lines.append([word])
            left = wide
        left -= long
    return [" ".join(words) for words in lines]
