"""How many units have each rank when the thresholds are moved: a chart beside a legend."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.cartes.legends.blocks import NOTE_LINE, TEXT_LINE, spread_heights
from poles_geo.cartes.legends.signs import write_heading, write_row
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_number, typeset

WIDE, HIGH, LOW = 34.0, 34.0, 20.0
"""Width of the chart, its height, and its height when room is wanting, in mm."""
DOT = 1.5
"""Diameter of a dot, in mm."""
LEFT, SIDE = 4.0, 3.0
"""On the left of the chart, and between it and what is written beside it, in mm."""
MOVED_FAR = 0.4
"""How far a text moves away from the end of its line, in mm, before a stroke joins them."""
FOOT = 8.4
"""Under the chart, for the changes and what they are, in mm."""
MOVED = "Seuils d'effectif déplacés ensemble"
"""What is read along the chart."""
DOTTED = 5
"""A dot every so many points, counted from the middle."""


@dataclass(frozen=True)
class ThresholdChart:
    """A block of a legend: a line a rank, from the thresholds lowered to the thresholds raised.

    Attributes
    ----------
    title : str
    moved : DataFrame
        Rows of :func:`poles_geo.thresholds_moved` for one threshold, increasing.
    rules : Rules
    change : float
        The change that the map shows, marked on the chart.
    style : Style
    high : float
        Of the chart, in mm.
    """

    title: str
    moved: pd.DataFrame
    rules: Rules
    change: float
    style: Style
    high: float = HIGH

    @property
    def lines(self) -> list[tuple[int, str, NDArray[np.float64]]]:
        """Number, name and counts of each rank that is told and that some unit has."""
        return [
            (rank.rang, f"rang {rank.rang}", self.moved[f"rang_{rank.rang}"].to_numpy(float))
            for rank in self.rules.ranks
            if self.moved[f"rang_{rank.rang}"].gt(0).fillna(value=False).any()
        ]

    def _written(self, text: str) -> float:
        return text_extent(typeset(text), self.style.font(self.style.note))[0] + 0.8

    @staticmethod
    def _told(name: str, counts: NDArray[np.float64]) -> str:
        return f"{name} : de {counts[0]:.0f} à {counts[-1]:.0f}"

    @property
    def width(self) -> float:
        """Width of the chart and of what is written beside it."""
        beside = max(self._written(self._told(name, counts)) for _, name, counts in self.lines)
        font = self.style.font(self.style.text, bold=True)
        heading = text_extent(typeset(self.title), font)[0] + 0.5
        return float(max(LEFT + WIDE + SIDE + beside, heading))

    @property
    def narrowest(self) -> float:
        """Its width: it is not cut."""
        return self.width

    def height(self, width: float, pitch: float) -> float:
        """Height, whatever the room."""
        del width, pitch
        return TEXT_LINE + NOTE_LINE + self.high + FOOT

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""
        del width, pitch
        style = self.style
        write_heading(panel, x, y, typeset(self.title), style)
        left = x + LEFT
        foot = y - TEXT_LINE - NOTE_LINE - self.high
        changes = self.moved["variation"].to_numpy(float)
        across = left + (changes - changes[0]) / (changes[-1] - changes[0]) * WIDE
        middle = left + WIDE / 2
        half = self.change / (changes[-1] - changes[0]) * WIDE
        if 0 < half <= WIDE / 2:
            panel.add_patch(
                Rectangle((middle - half, foot), 2 * half, self.high, facecolor=style.around,
                          edgecolor="none", zorder=0.4)
            )  # fmt: skip
        self._line(panel, [middle, middle], [foot, foot + self.high], 0.4, (0, (2, 1.5)))
        self._line(panel, [left, left + WIDE], [foot, foot], 0.5)
        most = max(counts.max() for _, _, counts in self.lines)
        heights = [foot + counts / most * self.high for _, _, counts in self.lines]
        ends = np.array([line[-1] - foot for line in heights])
        texts = (foot - spread_heights(-ends, NOTE_LINE)).tolist()  # upwards: the changes are under
        dotted = np.arange(len(changes)) % DOTTED == (len(changes) // 2) % DOTTED
        for (rang, name, counts), line, text in zip(self.lines, heights, texts, strict=True):
            panel.add_line(Line2D(across, line, color=style.grey, linewidth=0.8, zorder=2))
            dots = np.column_stack([across, line])[dotted]
            colours = [style.rank_colours[rang]] * len(dots)
            draw_circles(panel, dots, [DOT] * len(dots), colours, style, clip=False)
            told = self._told(name, counts)
            if abs(text - line[-1]) > MOVED_FAR:
                beside = [left + WIDE + DOT / 2, left + WIDE + SIDE - 0.3]
                self._line(panel, beside, [line[-1], text], 0.4)
            write_row(panel, left + WIDE + SIDE, text, told, style, faint=True)
        for at, change in ((left, changes[0]), (middle, 0.0), (left + WIDE, changes[-1])):
            told = f"{'+' if change > 0 else ''}{french_number(100 * change)} %"
            write_row(panel, at - self._written(told) / 2, foot - 2.6, told, style, faint=True)
        write_row(panel, x, foot - 2.6 - NOTE_LINE, MOVED, style, faint=True)

    def _line(
        self, panel: Axes, xs: list[float], ys: list[float], width: float, dashes: Any = "-"
    ) -> None:
        panel.add_line(
            Line2D(xs, ys, color=self.style.grey, linewidth=width, linestyle=dashes, zorder=1)
        )

    def bare(self) -> "ThresholdChart":
        """Give it lower."""
        return replace(self, high=LOW)
