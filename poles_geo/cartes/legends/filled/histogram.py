"""The distribution of a ratio, beside its legend: bars by class, bounds, mean and median."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.cartes.layers.filled.classes import Classes
from poles_geo.cartes.legends.blocks import NARROWEST, NOTE_LINE, TEXT_LINE, Block
from poles_geo.cartes.legends.signs import write_heading, write_row
from poles_geo.typography import french_number, typeset

WIDTH, HEIGHT = 58.0, 14.0
"""Least width of the bars, in mm, and the height of the tallest."""
BINS = (6, 36)
"""Bars, at least and at most."""
FAR = 5.0
"""How far from the middle half of the values, in times its width, the axis goes at most."""
HEADING = "Répartition"
BESIDE_LINE = 0.9
"""Between the line of a mean and its name, in mm."""
FOOT = 4.2
"""What the axis and the extremes take under the bars, in mm."""

Across = Callable[[float], float]
"""Where a value lies across a panel, in mm."""


@dataclass(frozen=True)
class Histogram:
    """A block of a legend: how many areas have each value.

    Attributes
    ----------
    values : array
    classes : Classes
    colours : tuple of str
        Of the classes, the lowest first.
    style : Style
    hatches : tuple of dict
        Options of the patches of each class.
    """

    values: NDArray[np.float64]
    classes: Classes
    colours: tuple[str, ...]
    style: Style
    hatches: tuple[dict[str, Any], ...] = ()
    high: float = HEIGHT

    @property
    def ends(self) -> tuple[float, float]:
        """Ends of the axis: those of the values, but for a few that would crush all the others."""
        least, most = float(self.values.min()), float(self.values.max())
        low, high = np.quantile(self.values, (0.25, 0.75)).tolist()
        far = FAR * (high - low) or most - least
        bounds = self.classes.bounds
        return (
            min(max(least, low - far), bounds[0]),
            max(min(most, high + far), bounds[-1]),
        )

    def _beyond(self, side: int) -> str:
        """Say how many values are not on the axis, on a side of it."""
        low, high = self.ends
        count = int((self.values < low).sum() if side < 0 else (self.values > high).sum())
        return f" ({french_number(count)} hors du graphique)" if count else ""

    @property
    def width(self) -> float:
        """Width that it takes."""
        return WIDTH

    @property
    def narrowest(self) -> float:
        """Least width: its texts are those of any column."""
        return NARROWEST

    def height(self, width: float, pitch: float) -> float:
        """Height in a column, whatever its width."""
        del width
        return TEXT_LINE + 0.8 + 2 * NOTE_LINE + self.high * pitch + FOOT

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""
        style, wide = self.style, min(width, 1.3 * WIDTH)
        write_heading(panel, x, y, typeset(HEADING), style)
        y -= TEXT_LINE + 0.8
        rows = (y - NOTE_LINE / 2, y - 1.5 * NOTE_LINE)
        top = y - 2 * NOTE_LINE
        foot = top - self.high * pitch
        low, high = self.ends
        scale = wide / (high - low)

        def across(value: float) -> float:
            return x + (value - low) * scale

        self._bars(panel, across, foot, top - foot)
        for bound in self.classes.bounds:
            if low < bound < high:
                line(panel, across(bound), foot, top, style.ink, 0.5, (0, (2, 1.5)))
        self._means(panel, across, foot, rows, (x, x + wide))
        panel.add_line(Line2D([x, x + wide], [foot, foot], color=style.grey, linewidth=0.5))
        smallest, largest = (
            f"{name} {value}{self._beyond(side)}"
            for name, value, side in zip(
                ("min.", "max."), self.classes.extremes(), (-1, 1), strict=True
            )
        )
        write_row(panel, x, foot - FOOT / 2, smallest, style, faint=True)
        wanted = text_extent(typeset(largest), style.font(style.note))[0] + 0.8
        write_row(panel, x + wide - wanted, foot - FOOT / 2, largest, style, faint=True)

    def _means(
        self,
        panel: Axes,
        across: Across,
        foot: float,
        rows: tuple[float, float],
        ends: tuple[float, float],
    ) -> None:
        """Mark the mean and the median: each text beside its line, clear of the other line.

        A mean that a few values draw off the axis has no line.
        """
        style, (left, right) = self.style, ends
        found = [(float(self.values.mean()), "moyenne"), (float(np.median(self.values)), "médiane")]
        marks = []
        for value, name in sorted(found):
            x, text = across(value), f"{name} {self.classes.written(value)}"
            off = not left - BESIDE_LINE < x < right + BESIDE_LINE
            text += " (hors du graphique)" if off else ""
            size = text_extent(typeset(text), style.font(style.note))[0] + 1.0
            marks.append((float(np.clip(x, left, right)), text, size, off))
        (one, _, first, _), (other, _, last, far) = marks
        after = [one + BESIDE_LINE + first <= right, other + BESIDE_LINE + last <= right]
        if not all(after):
            before = one - BESIDE_LINE - first >= left
            after = [not before, False]
        if not any(after) or far:  # the upper line goes through the lower row
            marks, after = marks[::-1], after[::-1]
        for row, (x, text, size, off), right_of in zip(rows, marks, after, strict=True):
            if not off:
                line(panel, x, foot, row - 0.9, style.ink, 0.9)
            beside = 0.0 if off else BESIDE_LINE
            start = x + beside if right_of else x - beside - size
            write_row(panel, start, row, text, style, faint=True)

    def _bars(self, panel: Axes, across: Across, foot: float, tall: float) -> None:
        """Draw the bars, each in the colours of the classes that it spans."""
        count = int(np.clip(round(2 * len(self.values) ** (1 / 3)), *BINS))
        heights, sides = np.histogram(self.values, bins=count, range=self.ends)
        cuts = np.union1d(sides, [b for b in self.classes.bounds if sides[0] < b < sides[-1]])
        for low, high in pairwise(cuts.tolist()):
            middle = (low + high) / 2
            bar = heights[min(int(np.searchsorted(sides, middle, side="right")) - 1, count - 1)]
            k = int(self.classes.of([middle])[0])
            options = self.hatches[k] if self.hatches else {}
            panel.add_artist(
                Rectangle(
                    (across(low), foot),
                    across(high) - across(low),
                    tall * bar / heights.max(),
                    facecolor=self.colours[k],
                    **{"edgecolor": "none", "linewidth": 0, **options},
                )
            )

    def bare(self) -> Block:
        """Give it lower."""
        return replace(self, high=self.high / 2)


def line(
    panel: Axes, x: float, low: float, high: float, colour: str, width: float, dashes: Any = "-"
) -> None:
    """Draw a vertical line on a panel."""
    panel.add_line(Line2D([x, x], [low, high], color=colour, linewidth=width, linestyle=dashes))
