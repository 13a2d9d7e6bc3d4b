"""A triangle that places each bassin by its three shares, with the conditions that bound them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon
from numpy.typing import NDArray

from poles_geo.cartes.canvas.style import Style, mixed
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.cartes.legends.blocks import NOTE_LINE, TEXT_LINE
from poles_geo.cartes.legends.signs import write_heading
from poles_geo.ranking.rules import Condition
from poles_geo.typography import french_percent, typeset

SIDE, SMALL_SIDE = 58.0, 36.0
"""Side of the triangle, in mm, and when room is wanting."""
LEFT, RIGHT = 12.5, 12.5
"""Beside the triangle, for the numbers of its sides, in mm."""
FOOT = 8.5
"""Under the triangle, for the numbers and the title of its base, in mm."""
ASIDE = 10.0
"""Between a side that slopes and its name, in mm."""
DOT = 1.8
"""Diameter of the dot of a bassin, in mm."""
TINT = 0.82
"""Share of paper in the ground of a condition."""
TALL = float(np.sqrt(3) / 2)
"""Height of the triangle over its side."""
NAMES = ("Proximité", "Pôle hors psychiatrie", "Infirmiers psychiatriques")
"""What is read on each side: the left one, the base, the right one."""
SMALLEST_SPAN = 0.1
"""Least part of the whole triangle that is drawn, along a side."""
STEPS = (0.1, 0.05, 0.02, 0.01)
"""Between two lines of the grid: the first that draws three at least."""


@dataclass(frozen=True)
class Ternary:
    """A block of a legend: a triangle, its grid, its conditions, a dot a bassin.

    Attributes
    ----------
    title : str
    parts : array (n × 3)
        Shares of proximity, of pôle but for psychiatry, of psychiatry; each row adds up to 1.
    colours : tuple of str
        Of the dots.
    conditions : tuple of Condition
        Each is a line; what lies beyond it has a ground.
    grounds : tuple of str
        Colour of those that fulfil them, then of those that fail each.
    style : Style
    side : float
        Of the triangle, in mm.
    """

    title: str
    parts: NDArray[np.float64]
    colours: tuple[str, ...]
    conditions: tuple[Condition, ...]
    grounds: tuple[str, ...]
    style: Style
    side: float = SIDE

    @cached_property
    def least(self) -> NDArray[np.float64]:
        """Least shares of the part of the triangle that is drawn: those of the dots and lines."""
        middle = self.parts.mean(axis=0)
        near = [
            min(_ends(condition), key=lambda end: float(np.abs(end - middle).sum()))
            for condition in self.conditions
        ]
        least = np.floor(np.vstack([self.parts, *near]).min(axis=0) * 10 + 1e-9) / 10
        if least.sum() > 1 - SMALLEST_SPAN:
            least[least.argmax()] -= SMALLEST_SPAN
        return np.asarray(least)

    @cached_property
    def span(self) -> float:
        """Part of the whole triangle, along a side, that is drawn."""
        return float(1 - self.least.sum())

    @property
    def width(self) -> float:
        """Width of the triangle and of its numbers."""
        return LEFT + self.side + RIGHT

    @property
    def narrowest(self) -> float:
        """Width of the triangle: it is not cut."""
        return self.width

    def height(self, width: float, pitch: float) -> float:
        """Height, whatever the room."""
        del width, pitch
        return TEXT_LINE + 2 * NOTE_LINE + TALL * self.side + FOOT

    def at(self, parts: Any) -> NDArray[np.float64]:
        """Place shares in the triangle, in mm from its left corner."""
        _, right, top = ((np.atleast_2d(parts) - self.least) / self.span * self.side).T
        return np.column_stack([right + top / 2, top * TALL])

    def draw(self, panel: Axes, x: float, y: float, width: float, pitch: float) -> None:
        """Draw it, its top left corner there."""
        del width, pitch
        write_heading(panel, x, y, typeset(self.title), self.style)
        origin = np.array([x + LEFT, y - TEXT_LINE - 2 * NOTE_LINE - TALL * self.side], dtype=float)
        self._grounds(panel, origin)
        self._grid(panel, origin)
        for condition in self.conditions:
            self._line(panel, origin, self._across(*_bounded(condition)), self.style.ink, 1.0)
        self._outline(panel, origin)
        self._sides(panel, origin)
        places = self.at(self.parts) + origin
        sizes = [DOT] * len(places)
        draw_circles(panel, places, sizes, list(self.colours), self.style, clip=False)

    def _grounds(self, panel: Axes, origin: NDArray[np.float64]) -> None:
        """Tint what fulfils the conditions, and what lies beyond each."""
        whole = np.array([self.least + self.span * unit for unit in np.eye(3)])
        beyond = [_cut(whole, condition) for condition in self.conditions]
        for corners, colour in zip((whole, *beyond), self.grounds, strict=True):
            if len(corners) > 2:
                ground = Polygon(
                    self.at(corners) + origin,
                    facecolor=mixed(colour, self.style.halo, TINT),
                    edgecolor="none",
                    zorder=0.5,
                    clip_on=False,
                )
                panel.add_patch(ground)

    def _grid(self, panel: Axes, origin: NDArray[np.float64]) -> None:
        """Draw a line a step of each share, and its number at the end of the line."""
        step = next((step for step in STEPS if self.span / step >= 3), STEPS[-1])
        for part in range(3):
            first = int(np.ceil(self.least[part] / step - 1e-9))
            last = int(np.floor((self.least[part] + self.span) / step + 1e-9))
            for share in (np.arange(first, last + 1) * step).tolist():
                ends = self._across(part, share)
                if 0 < share - self.least[part] < self.span - 1e-9:
                    self._line(panel, origin, ends, self.style.grey, 0.25)
                self._number(panel, origin, part, ends, share)

    def _across(self, part: int, share: float) -> NDArray[np.float64]:
        """Give the ends of the line of a share: where its number is written, then the other."""
        rest = self.least[part] + self.span - share
        after, before = (part + 1) % 3, (part + 2) % 3
        ends = np.tile(self.least, (2, 1))
        ends[:, part] = share
        ends[0, before] += rest
        ends[1, after] += rest
        return ends

    def _number(
        self,
        panel: Axes,
        origin: NDArray[np.float64],
        part: int,
        ends: NDArray[np.float64],
        share: float,
    ) -> None:
        """Write a share where its line meets the side that it is read on."""
        x, y = self.at(ends)[0] + origin
        far, high, across, up = (
            (-1.2, 0.8, "right", "bottom"),
            (0.0, -1.0, "center", "top"),
            (1.4, 0.0, "left", "center"),
        )[part]
        panel.text(
            x + far,
            y + high,
            typeset(french_percent(share, 0)),
            fontproperties=self.style.font(self.style.note),
            color=self.style.grey,
            ha=across,
            va=up,
            parse_math=False,
        )

    def _sides(self, panel: Axes, origin: NDArray[np.float64]) -> None:
        """Name each side by the share that is read on it."""
        style, middle = self.style, self.side / 2
        for text, (x, y), turned in (
            (NAMES[0], (middle / 2 - ASIDE * TALL, TALL * middle + ASIDE / 2), 60),
            (NAMES[1], (middle, -6.2), 0),
            (NAMES[2], (1.5 * middle + ASIDE * TALL, TALL * middle + ASIDE / 2), -60),
        ):
            panel.text(
                origin[0] + x,
                origin[1] + y,
                typeset(text),
                fontproperties=style.font(style.note, bold=True),
                color=style.ink,
                rotation=turned,
                rotation_mode="anchor",
                ha="center",
                va="center",
                parse_math=False,
            )

    def _outline(self, panel: Axes, origin: NDArray[np.float64]) -> None:
        whole = np.array([self.least + self.span * unit for unit in np.eye(3)])
        self._line(panel, origin, whole[[0, 1, 2, 0]], self.style.grey, 0.6)

    def _line(
        self,
        panel: Axes,
        origin: NDArray[np.float64],
        parts: NDArray[np.float64],
        colour: str,
        width: float,
    ) -> None:
        xs, ys = (self.at(parts) + origin).T
        panel.add_line(Line2D(xs, ys, color=colour, linewidth=width, solid_capstyle="butt"))

    def bare(self) -> "Ternary":
        """Give it smaller."""
        return replace(self, side=SMALL_SIDE)


def _bounded(condition: Condition) -> tuple[int, float]:
    """Tell which share a condition bounds, and the share on its line."""
    bound = float(condition.fraction)
    return (0, 1 - bound) if condition.measure == "part_pole" else (2, bound)


def _ends(condition: Condition) -> list[NDArray[np.float64]]:
    """Shares at both ends of the line of a condition, across the whole triangle."""
    part, share = _bounded(condition)
    ends = []
    for other in ((part + 1) % 3, (part + 2) % 3):
        end = np.zeros(3)
        end[part], end[other] = share, 1 - share
        ends.append(end)
    return ends


def _cut(whole: NDArray[np.float64], condition: Condition) -> NDArray[np.float64]:
    """Corners of the part of a triangle that fails a condition, in order around it."""
    part, share = _bounded(condition)
    asks_least = condition.comparison in ("plus_de", "au_moins")
    beyond = 1.0 if asks_least == (part == 0) else -1.0
    corners: Sequence[Any] = [*whole, whole[0]]
    kept = []
    for here, after in pairwise(corners):
        first, second = (beyond * (corner[part] - share) for corner in (here, after))
        if first >= 0:
            kept.append(here)
        if first * second < 0:
            kept.append(here + (after - here) * first / (first - second))
    return np.array(kept)
