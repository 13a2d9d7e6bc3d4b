"""Profiles of masses on logarithmic axes: one region, those that are like it, all the others.

Drawn on a panel in mm. Every profile begins at the first pôle, of rank 1 and 100 %.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from poles_geo.cartes.canvas.axes import write_beside
from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.style import Style, mixed
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.typography import french_number, french_percent, typeset

SHARES = tuple(base * 10.0**power for power in range(-1, -7, -1) for base in (5, 2, 1))
"""Shares of the first that have a line, down from a half."""
RANKS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
"""Ranks that have one."""
LEFT, FOOT, TOP, RIGHT = 10.5, 8.5, 5.0, 1.5
"""Around the plot, in mm: numbers, the name of the axis under it, the heading."""
BESIDE = 5.0
"""Least space between the last two ranks that have a number, in mm."""
LOWEST = 0.2
"""Share down to which the axis goes at least."""
FEWEST = 3
"""Ranks to which the axis goes at least."""
HEADING = "Masse de chaque pôle, en part du premier"
ACROSS = "Rang par la masse (échelles logarithmiques)"
DOT, SMALL_DOT = 2.3, 1.4
"""Diameters, in mm, of the dots of the region and of those that are like it."""
OTHERS = 0.72
"""Share of white in the grey of the others."""


@dataclass(frozen=True)
class Curve:
    """How the profile of a region is drawn: colour, width in points, dashes."""

    colour: str
    width: float
    dashes: tuple[float, tuple[float, ...]] | str = "solid"


def curves_of(style: Style) -> dict[str, Sequence[Curve]]:
    """Give the curves of a page: the region, those that are like it, the others, the country.

    Those that are like it differ by their dashes too, for black and white.
    """
    blue, orange, _, violet, *_ = style.nature_colours
    likes = ((blue, (0, (5, 1.5))), (orange, (0, (1, 1))), (violet, (0, (5, 1.5, 1, 1.5))))
    return {
        "region": [Curve(style.rank_colours[1], 2.0)],
        "likes": [Curve(mixed(colour, style.ink, 0.25), 1.3, dash) for colour, dash in likes],
        "others": [Curve(mixed(style.grey, style.halo, OTHERS), 0.5)],
        "country": [Curve(style.ink, 0.8)],
    }


def draw_profiles(
    profiles: Mapping[str, ArrayLike],
    name: str,
    likes: Sequence[str],
    slope: float,
    colours: Sequence[str],
    *,
    panel: Axes,
    style: Style,
) -> None:
    """Draw the profile of a region over those of the others.

    Parameters
    ----------
    profiles : mapping
        Masses over the first, by region, the largest first.
    name : str
        The region.
    likes : sequence of str
        Those that are like it, three at most.
    slope : float
        Of the country; a line from the first pôle.
    colours : sequence of str
        Of the dots of the region.
    panel : Axes
        In mm, without frame.
    style : Style
    """
    known = {region: np.asarray(values, dtype=float) for region, values in profiles.items()}
    near = [known[region] for region in (name, *likes)]
    least = min([LOWEST, *(float(values.min()) for values in near)])
    low = next((share for share in SHARES if share <= least), least)
    most = max(FEWEST, *(len(values) for values in near))
    wide, high = size_of(panel)
    plot = _Plot(LEFT, FOOT, wide - LEFT - RIGHT, high - FOOT - TOP, low, most)
    _draw_grid(plot, panel, style)
    curves = curves_of(style)
    others = [values for region, values in known.items() if region not in (name, *likes)]
    far = np.array([1.0, float(most)])
    for lines, curve, order in (
        ([plot.at(values) for values in others], curves["others"][0], 1.5),
        ([plot.place(far, far**slope)], curves["country"][0], 1.8),
        *(
            ([plot.at(values)], curve, 2.0)
            for values, curve in zip(near[1:], curves["likes"], strict=False)
        ),
        ([plot.at(near[0])], curves["region"][0], 3.0),
    ):
        _draw_lines(lines, curve, plot, panel, order)
    for values, curve in zip(near[1:], curves["likes"], strict=False):
        sizes = [SMALL_DOT] * len(values)
        draw_circles(panel, plot.at(values), sizes, [curve.colour] * len(values), style, zorder=2.5)
    dots = plot.at(near[0])
    draw_circles(panel, dots, [DOT] * len(dots), list(colours), style, zorder=4, clip=False)


@dataclass(frozen=True)
class _Plot:
    """Where ranks and shares lie on a panel, in mm."""

    x: float
    y: float
    wide: float
    high: float
    low: float
    most: int

    def place(self, ranks: ArrayLike, shares: ArrayLike) -> NDArray[np.float64]:
        """Place ranks and shares."""
        across = np.log(np.asarray(ranks, dtype=float)) / np.log(self.most)
        up = 1 - np.log(np.asarray(shares, dtype=float)) / np.log(self.low)
        return np.column_stack([self.x + across * self.wide, self.y + up * self.high])

    def at(self, profile: NDArray[np.float64]) -> NDArray[np.float64]:
        """Place a profile."""
        return self.place(np.arange(1, len(profile) + 1), profile)


def _draw_grid(plot: _Plot, panel: Axes, style: Style) -> None:
    """Draw a line a round share and a round rank, with its number, and name the axes."""
    font = style.font(style.note)
    shares = [1.0, *(share for share in SHARES if share >= plot.low * (1 - 1e-9))]
    lines = []
    for share in shares:
        _, y = plot.place([1], [share])[0]
        lines.append([(plot.x, y), (plot.x + plot.wide, y)])
        digits = max(0, int(np.ceil(-np.log10(share) - 2 - 1e-9)))
        write_beside(
            panel, plot.x - 1.2, y, typeset(french_percent(share, digits)),
            fontproperties=font, color=style.grey, ha="right", va="center_baseline",
        )  # fmt: skip
    for rank in _ranks(plot):
        x, _ = plot.place([rank], [1])[0]
        lines.append([(x, plot.y), (x, plot.y + plot.high)])
        write_beside(
            panel, x, plot.y - 1.2, french_number(rank),
            fontproperties=font, color=style.grey, ha="center", va="top",
        )  # fmt: skip
    grid = LineCollection(lines, colors=style.commune_colour, linewidths=0.4, zorder=1)
    panel.add_collection(grid, autolim=False)
    write_beside(
        panel, plot.x + plot.wide, 0.6, typeset(ACROSS),
        fontproperties=font, color=style.grey, ha="right", va="bottom",
    )  # fmt: skip
    write_beside(
        panel, 0, plot.y + plot.high + TOP, typeset(HEADING),
        fontproperties=style.font(style.text, bold=True), color=style.ink, ha="left", va="top",
    )  # fmt: skip


def _ranks(plot: _Plot) -> list[int]:
    """Give the ranks that have a line: round ones, and the last where it has room."""
    ranks = [rank for rank in RANKS if rank <= plot.most]
    (before, _), (last, _) = plot.place([ranks[-1], plot.most], [1, 1])
    return [*ranks, plot.most] if last - before > BESIDE else ranks


def _draw_lines(
    lines: Sequence[NDArray[np.float64]], curve: Curve, plot: _Plot, panel: Axes, order: float
) -> None:
    """Draw lines, cut where the plot ends."""
    drawn = LineCollection(
        list(lines),
        colors=curve.colour,
        linewidths=curve.width,
        linestyles=[curve.dashes],
        capstyle="butt",
        zorder=order,
    )
    panel.add_collection(drawn, autolim=False)
    around = Rectangle((plot.x, plot.y), plot.wide, plot.high + 0.6, transform=panel.transData)
    drawn.set_clip_path(around)
