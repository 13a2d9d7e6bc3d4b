"""Where the parts of the page of a region beside its likes are, in millimetres."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.layout.page import check_room, size_of_page
from poles_geo.cartes.canvas.layout.page_layout import BOTTOM, MARGIN, TOP
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.ground.extents import Extent

LIKES = 3
"""Regions beside the subject."""
TALL = 125.0
"""Height between title and sources, in mm, from which every region has its map."""
WIDE = 230.0
"""Width of a page between its margins, in mm, from which the table is beside the chart."""
STANDING, TABLE = 205.0, 62.0
"""Height from which a narrower page has the chart over the table, and height of the table."""
HEAD, BETWEEN = 4.6, 4.0
"""Over a map, for its name, and between the parts of a page, in mm."""
LEGEND, CHART = 30.0, 0.46
"""Height of the legend under all, and share of the rest that the chart has, on a tall page."""
LOW_LEGEND, LOW_FOOT, LOW_SHARE = 0.44, 46.0, 0.4
"""Share of the width that the legend has on a low page; least height of the table, in mm, and its
share of that between title and sources."""
FIRST = 1.5
"""Width of the map of the region over that of the others."""


@dataclass(frozen=True)
class Plan:
    """Where the parts of a page are, in mm from its corner."""

    width: float
    height: float
    maps: tuple[Box, ...]
    chart: Box
    table: Box
    legend: Box
    tall: bool = True


def plan_of(style: Style) -> Plan:
    """Lay out a page: maps in a row over the chart and the table, or all of it on a low page.

    A page that stands has the chart over the table.
    """
    check_room(style)
    width, height = size_of_page(style)
    left, right, low, top = MARGIN, width - MARGIN, BOTTOM, height - TOP + 0.5
    wide, tall = right - left, top - low
    beside = wide >= WIDE
    if tall >= (TALL if beside else STANDING):
        legend, across = LEGEND, (wide - LIKES * BETWEEN) / (LIKES + FIRST)
        foot = low + legend + BETWEEN + CHART * (tall - legend)
        if not beside:
            over = low + legend + TABLE + 2 * BETWEEN
            foot = over + CHART * (top - over)
        ends = np.cumsum([0.0, FIRST * across + BETWEEN, *[across + BETWEEN] * LIKES]) + left
        maps = tuple(
            (float(start), foot + BETWEEN, float(end) - BETWEEN, top - HEAD)
            for start, end in pairwise(ends)
        )
        if not beside:
            return Plan(
                *(width, height, maps),
                (left, over, right, foot),
                (left, low + legend + BETWEEN, right, over - BETWEEN),
                (left, low, right, low + legend),
            )
        half = left + 0.38 * wide
        return Plan(
            *(width, height, maps),
            (left, low + legend + BETWEEN, half, foot),
            (half + 2 * BETWEEN, low + legend + BETWEEN, right, foot),
            (left, low, right, low + legend),
        )
    foot, legend = low + max(LOW_FOOT, LOW_SHARE * tall), LOW_LEGEND * wide
    half = (wide - legend - 2 * BETWEEN) / 2
    return Plan(
        *(width, height, ((left, foot + BETWEEN / 2, left + half, top - HEAD),)),
        (left + half + BETWEEN, foot + BETWEEN / 2, left + 2 * half + BETWEEN, top),
        (left, low, right, foot),
        (right - legend, foot + BETWEEN / 2, right, top),
        tall=False,
    )


def frames_in(extents: list[Extent], plan: Plan) -> list[Frame]:
    """Frame each region in the middle of its map; those that are like it all at one scale."""
    fitting = [
        Frame.around(extent.area.bounds, box[2] - box[0], box[3] - box[1], margin=0.05)
        for extent, box in zip(extents, plan.maps, strict=True)
    ]
    first, *likes = fitting
    scale = max((frame.metres_per_mm for frame in likes), default=0.0)
    return [
        first,
        *(
            replace(
                frame,
                x=frame.x - (scale - frame.metres_per_mm) * frame.width / 2,
                y=frame.y - (scale - frame.metres_per_mm) * frame.height / 2,
                metres_per_mm=scale,
            )
            for frame in likes
        ),
    ]
