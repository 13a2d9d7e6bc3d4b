"""A legend that says more, on a small page that its map does not fill.

A region as high as a page twice as wide leaves much of it to ground that is far: what a reader
would ask next is set there, in place of it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.layout.legend_over import Ground, over
from poles_geo.cartes.canvas.layout.page_layout import (
    Arrangement,
    Layout,
)

MUCH_BLANK = 0.09
"""Share of a small page, far from the subject and under no legend, past which more is said: what
is left around the map, its title and its sources is as much again."""
GAINED = 0.02
"""What a legend that says more must win, as a share of the page."""
NO_SMALLER = 0.92
"""Scale of the map with that legend over its scale without, at least."""
EXACT = 0.01
"""What sums of sizes, in mm, may be off by."""
Fuller = Callable[[Frame], Iterable[Sequence[Arrangement]]]
"""Gives the boxes of a legend that says more, from what its map shows."""


def fuller_layout(laid: Layout, ground: Ground, fuller: Fuller, margin: float) -> Layout | None:
    """Give the page of a legend that says more; None when that without is full, or no worse.

    What a legend lists depends on what its map shows, which depends on the room that it takes: a
    page that does not hold its own is left.
    """
    blank = ground.blank(laid)
    if blank <= MUCH_BLANK:
        return None
    best, least = None, blank - GAINED
    coarsest = laid.frame.metres_per_mm / NO_SMALLER
    found = [over([laid.sheet], ground, tried, margin, coarsest) for tried in fuller(laid.frame)]
    for layout in sorted((layout for _, layout in filter(None, found)), key=ground.blank):
        if ground.blank(layout) >= least:
            break
        drawn = _as_drawn(layout, fuller(layout.frame))
        if drawn is not None and ground.blank(drawn) < least:
            best, least = layout, ground.blank(drawn)
    return best


def _as_drawn(layout: Layout, legends: Iterable[Sequence[Arrangement]]) -> Layout | None:
    """Give a layout the largest legend that its panels hold, and no more; None without any."""
    sizes = [(x1 - x0 + EXACT, y1 - y0 + EXACT) for x0, y0, x1, y1 in layout.panels]
    held = [
        legend
        for legend in chain.from_iterable(legends)
        if len(legend) == len(sizes)
        and all(np.less_equal(box, size).all() for box, size in zip(legend, sizes, strict=True))
    ]
    if not held:
        return None
    largest = max(held, key=lambda legend: sum(wide * high for wide, high in legend))
    panels = zip(layout.panels, largest, strict=True)
    return replace(
        layout, panels=tuple(in_corner(panel, size, layout.carte) for panel, size in panels)
    )


def in_corner(panel: Box, size: tuple[float, float], carte: Box) -> Box:
    """Give a panel of a legend over the map another size, in the same corner."""
    (x0, y0, x1, y1), (left, low, right, top), (wide, high) = panel, carte, size
    x = x1 - wide if x0 + x1 > left + right else x0
    y = y1 - high if y0 + y1 > low + top else y0
    return x, y, x + wide, y + high
