"""The pôles that a map is about, the largest first: a bar each, its name and its number."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.style import Style, rim
from poles_geo.cartes.canvas.text import text_extent, wrapped
from poles_geo.cartes.legends.blocks import TEXT_LINE
from poles_geo.cartes.legends.signs import write_heading, write_row
from poles_geo.typography import french_number, typeset

LONGS, SHORT, THICK = (72.0, 44.0, 24.0), 16.0, 2.4
"""Lengths of the longest bar, by preference, the least that it may be given, and how thick bars
are, in mm."""
STEP = 4.2
"""Between the middles of two bars, in mm."""
GAP = 1.4
"""Between a bar and what is written by it, in mm."""
MOST = 26
"""Bars, at most: more are read no better than on the map."""


@dataclass(frozen=True)
class PoleBar:
    """A pôle: its name, its number, its colour."""

    name: str
    value: int
    colour: str


@dataclass(frozen=True)
class PoleBars:
    """A heading, and a bar a pôle, from a common zero.

    Attributes
    ----------
    title : str
    bars : tuple of PoleBar
        The largest first.
    style : Style
    long : float
        Length of the longest bar where there is room for it, in mm.
    """

    title: str
    bars: tuple[PoleBar, ...]
    style: Style
    long: float = LONGS[0]

    @cached_property
    def _named(self) -> float:
        """Width of the names."""
        return max(self._long(bar.name) for bar in self.bars)

    @cached_property
    def _numbered(self) -> float:
        """Width of the numbers."""
        return max(self._long(french_number(bar.value)) for bar in self.bars)

    def _long(self, text: str) -> float:
        return text_extent(typeset(text), self.style.font(self.style.text))[0]

    @property
    def width(self) -> float:
        """Width that it takes, its longest bar as long as it is wished."""
        return self.narrowest + self.long - SHORT

    @property
    def narrowest(self) -> float:
        """Width with the longest bar at its shortest."""
        return self._named + self._numbered + 2 * GAP + SHORT

    def _title(self, width: float) -> list[str]:
        return wrapped(typeset(self.title), self.style.font(self.style.text, bold=True), width)

    def height(self, width: float, pitch: float) -> float:
        """Height in a column of a width."""
        return TEXT_LINE * len(self._title(width)) + 1.0 + STEP * pitch * len(self.bars)

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""
        style, lines = self.style, self._title(width)
        for rank, line in enumerate(lines):
            write_heading(panel, x, y - TEXT_LINE * rank, line, style)
        start = x + self._named + GAP
        room = width - self._named - self._numbered - 2 * GAP
        scale = min(self.long, room) / max(1, *(bar.value for bar in self.bars))
        below = TEXT_LINE * len(lines) + 1.0 + STEP * pitch / 2
        for rank, bar in enumerate(self.bars):
            middle = y - below - STEP * pitch * rank
            write_row(panel, x, middle, bar.name, style)
            shape = Rectangle(
                (start, middle - THICK / 2), scale * bar.value, THICK,
                facecolor=bar.colour, edgecolor=rim(bar.colour, style),
                linewidth=style.bassin_width, clip_on=False,
            )  # fmt: skip
            tell(shape, bar=bar.value)
            panel.add_patch(shape)
            number = french_number(bar.value)
            write_row(panel, start + scale * bar.value + GAP, middle, number, style)

    def bare(self) -> "PoleBars":
        """Give it as it is: it is left out whole where it has no room."""
        return self


def pole_bars(title: str, bars: Sequence[PoleBar], style: Style) -> list[PoleBars]:
    """Block of the pôles, the largest first, longer, then shorter; none of one, or of too many."""
    if not 1 < len(bars) <= MOST:
        return []
    ordered = tuple(sorted(bars, key=lambda bar: (-bar.value, bar.name)))
    return [PoleBars(title, ordered, style, long) for long in LONGS]
