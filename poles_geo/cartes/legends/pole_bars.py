"""Bars from a common zero, the longest first: each a name, a number, a part a colour."""

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

SHORT, THICK = 16.0, 2.4
"""Length of the longest bar, at least, and how thick bars are, in mm."""
STEP = 4.2
"""Between the middles of two bars, in mm."""
GAP = 1.4
"""Between a bar and what is written by it, in mm."""
OVERHANG = 0.4
"""To the left of the names, for the accent of a capital that is narrower than it, in mm."""


@dataclass(frozen=True)
class Bar:
    """What a bar shows: its name, the number and the colour of each of its parts.

    `strong`: what the map is about, among others.
    """

    name: str
    parts: tuple[tuple[int, str], ...]
    strong: bool = False

    @property
    def value(self) -> int:
        """Number that the whole bar shows."""
        return sum(value for value, _ in self.parts)


@dataclass(frozen=True)
class Bars:
    """A heading, and bars under it.

    Attributes
    ----------
    title : str
    bars : tuple of Bar
        The longest first.
    style : Style
    wide : float
        Width that it takes where there is room, in mm.
    """

    title: str
    bars: tuple[Bar, ...]
    style: Style
    wide: float

    @cached_property
    def _named(self) -> float:
        """Width of the names."""
        return OVERHANG + max(self._long(bar.name, bold=bar.strong) for bar in self.bars)

    @cached_property
    def _numbered(self) -> float:
        """Width of the numbers."""
        return max(self._long(french_number(bar.value), bold=bar.strong) for bar in self.bars)

    def _long(self, text: str, *, bold: bool = False) -> float:
        return text_extent(typeset(text), self.style.font(self.style.text, bold=bold))[0]

    @property
    def width(self) -> float:
        """Width that it takes where there is room."""
        return max(self.narrowest, self.wide)

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
        scale = room / max(1, *(bar.value for bar in self.bars))
        below = TEXT_LINE * len(lines) + 1.0 + STEP * pitch / 2
        for rank, bar in enumerate(self.bars):
            middle = y - below - STEP * pitch * rank
            write_row(panel, x + OVERHANG, middle, bar.name, style, strong=bar.strong)
            end = start
            for value, colour in bar.parts:
                self._draw_bar(panel, end, middle, scale * value, colour, rim(colour, style))
                end += scale * value
            shape = self._draw_bar(panel, start, middle, end - start, "none", "none")
            tell(shape, bar=bar.value)
            number = french_number(bar.value)
            write_row(panel, end + GAP, middle, number, style, strong=bar.strong)

    def _draw_bar(
        self, panel: Axes, x: float, middle: float, long: float, fill: str, edge: str
    ) -> Rectangle:
        shape = Rectangle(
            (x, middle - THICK / 2), long, THICK, facecolor=fill, edgecolor=edge,
            linewidth=self.style.bassin_width, clip_on=False,
        )  # fmt: skip
        panel.add_patch(shape)
        return shape

    def bare(self) -> "Bars":
        """Give it as it is: it is left out whole where it has no room."""
        return self
