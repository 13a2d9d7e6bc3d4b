"""A legend over its map: where it hides nothing of the subject, and leaves little far ground.

It lies on the sea and on neighbours, whole or in several corners; what the map is about stays clear
of it, as large as it can be.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations, product

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.layout.ground_room import FAR, NO_NEIGHBOUR, Cells, Neighbours
from poles_geo.cartes.canvas.layout.page_layout import (
    CLEAR,
    EDGE,
    PAD,
    Arrangement,
    Layout,
    Sheet,
)

BAR = (46.0, 10.0)
"""Width and height of a corner left to the scale bar, in mm."""
COARSE = 400
"""Size of the subject over the detail of its outline kept."""
STEPS = np.linspace(1.0, 0.6, 21)
"""Scales tried, as shares of the one at which the subject fills the map."""
OWN = 1.0
"""What a square millimetre of the subject makes up for, in square millimetres of blank."""
PRINTED = 0.5
"""Share of a legend that is not paper."""
AIRY = 1.6
"""What a legend may take over its least size, past which it is no more than paper."""
APART = 0.01
"""Share of a page that a legend in two corners must win on one that is whole."""
BARRED = 0.12
"""Share of a page that a place must win to leave its scale bar no corner but on what is shown."""
ALIKE = 0.0025
"""Share of a page under which two places are as good: the first tried is taken."""
ANCHORS = (0.5, 0.35, 0.65, 0.2, 0.8, 0.0, 1.0)
"""Where the subject lies in the map, across and up: centred, then nearer to one side."""
ANCHORED = np.array(list(product(ANCHORS, ANCHORS)))
"""Places of the subject tried, across and up."""
CORNERS = ((1, 0), (1, 1), (0, 0), (0, 1))
"""Corners of the map where the legend is tried, right and top."""


class Ground:
    """What a map is about, as pages are compared by it.

    Parameters
    ----------
    subject : geometry
        In metres.
    shown : geometry, optional
        What a scale bar hides nothing of where it can, when that is more than the subject.
    neighbours : Neighbours
        Symbols that it should show besides.
    """

    def __init__(
        self,
        subject: BaseGeometry,
        shown: BaseGeometry | None = None,
        neighbours: Neighbours = NO_NEIGHBOUR,
    ) -> None:
        self.neighbours = neighbours
        xmin, ymin, xmax, ymax = self.bounds = subject.bounds
        coarse = _simplified(subject, max(xmax - xmin, ymax - ymin) / COARSE)
        self.area = float(coarse.area)
        self.held = Cells.of(coarse)
        self.near = self.held.around(FAR)
        self.shown = self.held
        if shown is not None:
            far = max(xmax - xmin, ymax - ymin)
            within = shapely.clip_by_rect(shown, xmin - far, ymin - far, xmax + far, ymax + far)
            self.shown = self.held if within.is_empty else Cells.of(within)

    def waste(self, layout: Layout, legend: Arrangement) -> float:
        """Share of a page that shows neither what is near the subject nor the legend, less its own.

        The lower, the better: a larger subject makes up for some ground that is far from it. A
        neighbour that is not shown adds its worth.
        """
        west, south, east, north = (np.array([side]) for side in layout.frame.bounds)
        near = float(self.near.area(west, south, east, north)[0])
        shown = (near + OWN * self.area) / layout.frame.metres_per_mm**2
        beside = 0.0 if layout.over else PRINTED * sum(wide * tall for wide, tall in legend)
        frame = layout.frame
        mm, corner = np.array([1 / frame.metres_per_mm]), (west, south)
        out = self.neighbours.out(mm, corner, (frame.width, frame.height))
        lost = self.neighbours.lost(out, ())
        return 1.0 - (shown + beside) / layout.sheet.inner + float(lost[0])

    def blank(self, layout: Layout) -> float:
        """Share of a page that is far from the subject and under no part of its legend."""
        left, low, right, top = layout.carte
        frame = layout.frame

        def near(box: Box) -> float:
            corners = frame.to_metres([box[:2], box[2:]]).ravel()
            west, south, east, north = (np.array([side]) for side in corners)
            return float(self.near.area(west, south, east, north)[0]) / frame.metres_per_mm**2

        far = (right - left) * (top - low) - near((0.0, 0.0, right - left, top - low))
        for x0, y0, x1, y1 in layout.panels if layout.over else ():
            box = (x0 - left - PAD, y0 - low - PAD, x1 - left + PAD, y1 - low + PAD)
            far -= (box[2] - box[0]) * (box[3] - box[1]) - near(box)
        return far / layout.sheet.inner


def over(
    sheets: Iterable[Sheet],
    ground: Ground,
    legends: Sequence[Arrangement],
    margin: float,
) -> tuple[float, Layout] | None:
    """Put the legend over the map, where it hides nothing of the subject.

    Parameters
    ----------
    sheets : iterable of Sheet
        Pages that may be used.
    ground : Ground
        What the map is about.
    legends : sequence of arrangements
        Boxes that hold the legend, the preferred first.
    margin : float
        Share of the map left on every side of the subject.

    Returns
    -------
    (float, Layout) or None
        What :meth:`Ground.waste` says of the best, the legend on far ground taken off, and it;
        None when no corner holds any of the boxes.
    """
    best: tuple[float, Layout] | None = None
    for sheet in sheets:
        found = _on_page(sheet, ground, legends, margin)
        if found is not None and (best is None or found[0] < best[0] - ALIKE):
            best = found
    return best


def _on_page(
    sheet: Sheet,
    ground: Ground,
    legends: Sequence[Arrangement],
    margin: float,
) -> tuple[float, Layout] | None:
    """Lay the legend over the map of a page: where the least is wasted."""
    wide, high, inner = sheet.across, sheet.up, sheet.inner
    mm, west, south = _places(wide, high, ground.bounds, margin)

    def on_ground(box: Box, around: float = 0.0) -> tuple[NDArray[np.float64], ...]:
        left, low, right, top = box
        return (
            west + (left - around) / mm,
            south + (low - around) / mm,
            west + (right + around) / mm,
            south + (top + around) / mm,
        )

    near = ground.near.area(*on_ground((0.0, 0.0, wide, high)))
    waste = 1.0 - (near + OWN * ground.area) * mm**2 / inner
    bars = [(bar, ~ground.shown.touch(*on_ground(bar))) for bar in _bars(wide, high)]
    known: dict[Box, tuple[NDArray[np.bool_], NDArray[np.float64]]] = {}
    full = min((_size(legend) for legend in legends), default=0.0) / inner
    neighbours, corner = ground.neighbours, (west, south)
    out = neighbours.out(mm, corner, (wide, high))
    hidden: dict[Box, NDArray[np.bool_]] = {}
    best: tuple[float, int, tuple[Box, ...]] | None = None
    for boxes in _in_corners(wide, high, legends):
        for box in boxes:
            if box not in known:
                free = ~ground.held.touch(*on_ground(box, CLEAR))
                hidden[box] = neighbours.under(mm, corner, box)
                known[box] = free, ground.near.area(*on_ground(box)) * mm**2 / inner
        free = np.logical_and.reduce([known[box][0] for box in boxes])
        if free.any():
            covered = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in boxes) / inner
            covered = min(covered, AIRY * full)
            left = waste + sum(known[box][1] for box in boxes) + APART * (len(boxes) - 1) - covered
            clear = [unhidden for bar, unhidden in bars if not _meet([*boxes, bar])]
            left = left + np.where(np.logical_or.reduce(clear), 0.0, BARRED)
            left = left + neighbours.lost(out, [hidden[box] for box in boxes])
            steps = np.where(free, np.round(left / ALIKE), np.inf)
            first = int(steps.argmin())
            if best is None or steps[first] * ALIKE < best[0] - ALIKE / 2:
                best = float(steps[first]) * ALIKE, first, boxes
    if best is None:
        return None
    _, first, boxes = best
    start, low, _, _ = sheet.middle
    panels = tuple(
        (start + x0 + PAD, low + y0 + PAD, start + x1 - PAD, low + y1 - PAD)
        for x0, y0, x1, y1 in boxes
    )
    frame = Frame(float(west[first]), float(south[first]), wide, high, float(1 / mm[first]))
    return best[0], Layout(sheet, sheet.middle, panels, frame, over=True)


def _size(legend: Arrangement) -> float:
    """Square millimetres that a legend over the map takes, the air around it included."""
    return sum((wide + 2 * PAD) * (tall + 2 * PAD) for wide, tall in legend)


def _places(
    wide: float, high: float, bounds: Box, margin: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Scales tried, in mm of page a metre, and the lower left corners of the map, in metres."""
    xmin, ymin, xmax, ymax = bounds
    full = 1 / max((xmax - xmin) / wide, (ymax - ymin) / high) * (1 - 2 * margin)
    mm = np.repeat(STEPS * full, len(ANCHORED))
    sides = zip((xmin, ymin), (xmax - xmin, ymax - ymin), (wide, high), ANCHORED.T, strict=True)
    corners = []
    for start, long, room, anchors in sides:
        least = margin * room
        slack = room - mm * long - 2 * least
        corners.append(start - (least + slack * np.tile(anchors, len(STEPS))) / mm)
    return mm, *corners


def _in_corners(
    wide: float, high: float, legends: Sequence[Arrangement]
) -> Iterator[tuple[Box, ...]]:
    """Give the boxes of legends in the corners of a map, in mm from its corner.

    They leave a corner to its scale bar.
    """
    bars = _bars(wide, high)
    for legend in legends:
        for corners in permutations(CORNERS, len(legend)):
            boxes = []
            for (width, height), (right, top) in zip(legend, corners, strict=True):
                across, up = width + 2 * PAD, height + 2 * PAD
                x = wide - EDGE - across if right else EDGE
                y = high - EDGE - up if top else EDGE
                boxes.append((x, y, x + across, y + up))
            inside = all(
                x0 >= EDGE and y0 >= EDGE and x1 <= wide - EDGE and y1 <= high - EDGE
                for x0, y0, x1, y1 in boxes
            )
            if inside and not _meet(boxes) and any(not _meet([*boxes, bar]) for bar in bars):
                yield tuple(boxes)


def _bars(wide: float, high: float) -> list[Box]:
    """Give the corners of a map where a scale bar may lie."""
    across, up = BAR
    return [(x, y, x + across, y + up) for x in (0.0, wide - across) for y in (0.0, high - up)]


def _meet(boxes: Sequence[Box]) -> bool:
    """Tell whether boxes are on one another, or against one another."""
    return any(
        x0 < x3 + EDGE and x2 < x1 + EDGE and y0 < y3 + EDGE and y2 < y1 + EDGE
        for (x0, y0, x1, y1), (x2, y2, x3, y3) in combinations(boxes, 2)
    )


def _simplified(subject: BaseGeometry, detail: float) -> BaseGeometry:
    """Simplify polygons part by part: together, the 35 000 communes take minutes."""
    parts = shapely.simplify(shapely.get_parts(subject), detail)
    if (shapely.get_type_id(parts) != shapely.GeometryType.POLYGON).any():
        return subject.simplify(detail)
    together = shapely.multipolygons(parts)
    assert isinstance(together, shapely.MultiPolygon)
    return together
