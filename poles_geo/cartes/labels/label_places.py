"""Where a label may go, whatever the others: around its symbol, the centre of none hidden.

Each label tries a fixed list of places around its symbol, near ones first; one that the map must
name tries farther ones where none of those is free.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import text_extent

ANGLES = (0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 300, 240)
"""Directions tried, in degrees, the preferred first: right, left, above, below, corners."""
GAPS = (0.6, 1.6, 3.2, 5.0, 7.5, 10.0, 13.0)
"""Distances from the edge of the symbol to the label, in mm; a leader line from the third on."""
FARTHER, EVERY_WAY = (7.5, 10.0, 13.0, 16.0, 20.0, 25.0), tuple(range(0, 360, 10))
"""Distances in mm and directions in degrees of a label that the map must name, where none of the
others is free."""
LEADER = 2.0
"""Gap, in mm, from which a leader line ties the label to its symbol."""
CENTRE = 0.9
"""Radius, in mm, of the centre of a symbol that no label may hide."""
BITE = 0.1
"""How far, in mm, a label may lie on another symbol."""
DOUBT = 1.0
"""Distance, in mm, under which a label might be taken for that of another symbol."""
COVERED_LINE = 3.0
"""Cost, in mm, of a label that covers a line."""
ON_OUTLINE = 1.6
"""Cost, in mm, of a label that lies on a heavy limit: more than any direction, or one step away."""
AMBIGUOUS = 5.0
"""Cost, in mm, of a label without leader line that lies as near to another symbol as to its own."""
STRAY = 1.0
"""Cost, in mm, of a label with a leader line that lies close to another symbol."""
CLEAR = 0.6
"""How much nearer to its own, in mm, a label must be not to be ambiguous."""
AIR = 0.35
"""Space kept around a label, in mm."""
APART = 0.8
"""Space kept between a label and the leader line of another, in mm."""
NOTHING: Boxes = np.empty((0, 4))


@dataclass(frozen=True)
class Label:
    """A text to place by a symbol: position and diameter in mm, text, size in points, colour.

    `main`: one that the map must name, which may go further. `faint`: of a pôle that the
    map is not about, small and grey.
    """

    x: float
    y: float
    diameter: float
    text: str
    size: float
    colour: str
    bold: bool = False
    main: bool = False
    faint: bool = False


@dataclass(frozen=True)
class Placed:
    """A label that found its place: its box in mm, and whether it needs a leader line."""

    label: Label
    box: Box
    leader: bool


@dataclass(frozen=True)
class Choices:
    """Places that a label may take, whatever the others, the best first.

    Attributes
    ----------
    label : Label
    boxes : array (n × 4)
        In mm.
    far : array of bool (n)
        Tells which need a leader line.
    """

    label: Label
    boxes: Boxes
    far: NDArray[np.bool_]

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """Leader line of each place, in mm; None where it needs none."""
        found = np.full(len(self.boxes), None, dtype=object)
        found[self.far] = shapely.linestrings(leader_ends(self.label, self.boxes[self.far]))
        return found

    @cached_property
    def wide(self) -> NDArray[np.object_]:
        """Each place as a polygon, with the space that leader lines of others leave around it."""
        return widened(self.boxes)

    def only(self, kept: NDArray[np.bool_]) -> "Choices":
        """Keep some of the places."""
        return Choices(self.label, self.boxes[kept], self.far[kept])

    def item(self, rank: int) -> Placed:
        """Return the label at its place of that rank."""
        left, low, right, high = map(float, self.boxes[rank])
        return Placed(self.label, (left, low, right, high), bool(self.far[rank]))


def places_of(
    labels: list[Label],
    frame: Frame,
    style: Style,
    obstacles: Boxes,
    unnamed: Sequence[Label],
    lines: Sequence[shapely.LineString],
    outlines: Sequence[shapely.LineString],
    leaders: Sequence[shapely.LineString],
) -> list[Choices]:
    """Places that each label may take; other labels do not count yet."""
    symbols = [*labels, *unnamed]
    centres = np.array([(label.x, label.y) for label in symbols]).reshape(-1, 2)
    radii = np.array([label.diameter / 2 for label in symbols])
    shown = _Shown(frame, obstacles, lines, outlines, leaders, centres, radii)
    choices = []
    for i, label in enumerate(labels):
        limit = style.main_label_gap if label.main else style.label_gap
        gaps = [gap for gap in GAPS if gap <= limit]
        found = shown.free(i, label, _candidates(label, style, gaps, ANGLES))
        if label.main and not len(found.boxes):
            found = shown.free(i, label, _candidates(label, style, FARTHER, EVERY_WAY))
        choices.append(found)
    return choices


Candidates = tuple[Boxes, NDArray[np.float64], NDArray[np.float64]]
"""Boxes where a label may go, with their cost and their gap to the symbol."""


@dataclass(frozen=True)
class _Shown:
    """What a map shows that labels keep clear of: see :func:`places_of`; symbols, in mm."""

    frame: Frame
    obstacles: Boxes
    lines: Sequence[shapely.LineString]
    outlines: Sequence[shapely.LineString]
    leaders: Sequence[shapely.LineString]
    centres: NDArray[np.float64]
    radii: NDArray[np.float64]

    @cached_property
    def _lines(self) -> shapely.MultiLineString | None:
        return _every(self.lines)

    @cached_property
    def _outlines(self) -> shapely.MultiLineString | None:
        return _every(self.outlines)

    @cached_property
    def _leaders(self) -> shapely.MultiLineString | None:
        return _every(self.leaders)

    def free(self, i: int, label: Label, candidates: Candidates) -> Choices:
        """Keep the places that the label of the symbol `i` may take, the best first."""
        boxes, costs, gaps = candidates
        centres, radii = self.centres, self.radii
        free = inside(boxes, self.frame) & ~touches_any(boxes, self.obstacles, AIR)
        free &= ~_met(boxes, self._leaders, APART)
        around = np.hstack([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])[None]
        near = np.flatnonzero(_distance(around, centres)[0] - radii < LEADER + CLEAR)
        distances = _distance(boxes, centres[near])
        free &= (distances >= np.minimum(radii[near], CENTRE)).all(axis=1)
        edges = (distances - radii[near])[:, near != i]
        free &= (edges >= -BITE).all(axis=1)
        boxes, costs, gaps, edges = boxes[free], costs[free], gaps[free], edges[free]
        costs = costs + 4 * np.maximum(-edges, 0).sum(axis=1)
        costs += 2 * np.maximum(DOUBT - edges, 0).sum(axis=1)
        nearest = edges.min(axis=1, initial=np.inf)
        free = (nearest >= gaps) | (gaps >= LEADER)
        costs += COVERED_LINE * _met(boxes, self._lines)
        costs += ON_OUTLINE * _met(boxes, self._outlines)
        costs += AMBIGUOUS * ((nearest < gaps + CLEAR) & (gaps < LEADER))
        costs += STRAY * ((nearest < DOUBT) & (gaps >= LEADER))
        others = near[near != i]
        tied = gaps >= LEADER
        free[tied] &= _barred(label, boxes[tied], centres[others], radii[others]) == 0
        ranked = np.argsort(np.where(free, costs, np.inf), kind="stable")[: free.sum()]
        return Choices(label, boxes[ranked], gaps[ranked] >= LEADER)


def _candidates(
    label: Label, style: Style, gaps: Sequence[float], angles: Sequence[int]
) -> Candidates:
    """Give the boxes at some distances of a symbol, in some directions, the preferred first."""
    font = style.font(label.size, bold=label.bold)
    size = np.array(text_extent(label.text, font)[:2])
    directions = np.column_stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))])
    sides = np.where(np.abs(directions) > 0.3, np.sign(directions), directions / 0.3)
    far = np.repeat(np.asarray(gaps, dtype=float), len(angles))
    reach = label.diameter / 2 + far
    anchors = (label.x, label.y) + reach[:, None] * np.tile(directions, (len(gaps), 1))
    low = anchors - size * (1 - np.tile(sides, (len(gaps), 1))) / 2
    costs = far + np.tile(0.12 * np.arange(len(angles)), len(gaps))
    return np.hstack([low, low + size]), costs, far


def leader_ends(label: Label, boxes: Boxes) -> NDArray[np.float64]:
    """Give the ends (n × 2 × 2, mm) of lines from the edge of a symbol to the nearest of boxes.

    Examples
    --------
    >>> label = Label(0, 0, 2, "Lens", 8, "#000000")
    >>> leader_ends(label, np.array([[4.0, -1, 9, 1]])).tolist()
    [[[1.0, 0.0], [4.0, 0.0]]]
    """
    centre = np.array([label.x, label.y])
    tips = np.clip(centre, boxes[:, :2], boxes[:, 2:])
    away = tips - centre
    starts = centre + away * (label.diameter / 2 / np.hypot(*away.T))[:, None]
    return np.stack([starts, tips], axis=1)


def leader_line(item: Placed) -> shapely.LineString:
    """Line in mm from the edge of a symbol to the nearest point of its label."""
    return shapely.LineString(leader_ends(item.label, np.array([item.box]))[0])


def inside(boxes: Boxes, frame: Frame, margin: float = 1.0) -> NDArray[np.bool_]:
    """Tell which boxes lie in the frame, `margin` mm from its edge."""
    return (
        (boxes[:, 0] >= margin)
        & (boxes[:, 1] >= margin)
        & (boxes[:, 2] <= frame.width - margin)
        & (boxes[:, 3] <= frame.height - margin)
    )


def touches_any(boxes: Boxes, others: Boxes, air: float = 0.0) -> NDArray[np.bool_]:
    """Tell which boxes come within `air` mm of one of the others."""
    a, b = boxes[:, None, :], others[None, :, :]
    apart = (
        (a[..., 0] > b[..., 2] + air)
        | (a[..., 2] < b[..., 0] - air)
        | (a[..., 1] > b[..., 3] + air)
        | (a[..., 3] < b[..., 1] - air)
    )
    return np.asarray((~apart).any(axis=1))


def _distance(boxes: Boxes, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances in mm between boxes (n) and points (m): n × m, 0 inside."""
    dx = np.maximum(boxes[:, None, 0] - points[:, 0], points[:, 0] - boxes[:, None, 2])
    dy = np.maximum(boxes[:, None, 1] - points[:, 1], points[:, 1] - boxes[:, None, 3])
    return np.asarray(np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)))


def _barred(
    label: Label, boxes: Boxes, centres: NDArray[np.float64], radii: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Count the circles between a symbol and each box, but for those that the symbol lies on."""
    start = np.array([label.x, label.y])
    reach = np.clip(start, boxes[:, :2], boxes[:, 2:]) - start
    to_centre = centres - start
    share = np.clip(reach @ to_centre.T / (reach**2).sum(axis=1)[:, None], 0, 1)
    apart = np.hypot(*(share[..., None] * reach[:, None] - to_centre).transpose(2, 0, 1))
    return np.asarray((apart < radii)[:, np.hypot(*to_centre.T) >= radii].sum(axis=1))


def _every(lines: Sequence[shapely.LineString]) -> shapely.MultiLineString | None:
    """Join lines, prepared to be compared with many boxes; None where there is none."""
    if not len(lines):
        return None
    every = shapely.MultiLineString(lines)
    shapely.prepare(every)
    return every


def _met(
    boxes: Boxes, every: shapely.MultiLineString | None, air: float = 0.0
) -> NDArray[np.bool_]:
    if every is None:
        return np.zeros(len(boxes), dtype=bool)
    return np.asarray(shapely.intersects(every, widened(boxes, air)))


def widened(boxes: Boxes, air: float = APART) -> NDArray[np.object_]:
    """Boxes as polygons, `air` mm wider on every side."""
    return np.asarray(shapely.box(*(boxes + np.array([-air, -air, air, air])).T))
