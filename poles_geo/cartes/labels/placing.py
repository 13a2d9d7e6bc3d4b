"""Where labels go: on no other label nor its leader line, on the centre of no symbol.

Each label tries a fixed list of places around its symbol, near ones first, and takes the
cheapest that is free; the most important choose first, and others move to make room for one that
finds none. The result depends on nothing but the input: no clock, no random number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import text_extent

ANGLES = (0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 300, 240)
"""Directions tried, in degrees, the preferred first: right, left, above, below, corners."""
DIRECTIONS = np.column_stack([np.cos(np.radians(ANGLES)), np.sin(np.radians(ANGLES))])
SIDES = np.where(np.abs(DIRECTIONS) > 0.3, np.sign(DIRECTIONS), DIRECTIONS / 0.3)
"""Which edge of the box faces the symbol, from -1 to 1, across and up."""
GAPS = (0.6, 1.6, 3.2, 5.0, 7.5, 10.0, 13.0)
"""Distances from the edge of the symbol to the label, in mm; a leader line from the third on."""
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
TRIES = 8
"""Orders tried, those left out first."""
MOVED = 2
"""Labels that may move, or give way, to make room for another."""


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

    def item(self, rank: int) -> Placed:
        """Return the label at its place of that rank."""
        left, low, right, high = map(float, self.boxes[rank])
        return Placed(self.label, (left, low, right, high), bool(self.far[rank]))


def place_labels(
    labels: list[Label],
    frame: Frame,
    style: Style,
    *,
    obstacles: Boxes = NOTHING,
    unnamed: Sequence[Label] = (),
    lines: Sequence[shapely.LineString] = (),
    leaders: Sequence[shapely.LineString] = (),
) -> tuple[list[Placed], list[Label]]:
    """Place labels, the first of the list choosing first.

    When some find no place, the largest of them choose again before the others, a few times over,
    and the order that leaves out the fewest of the largest is kept. Then one label or two move to
    make room for each of those left out; where they cannot, smaller ones give way to it.

    Parameters
    ----------
    labels : list of Label
        Most important first.
    frame : Frame
        No label leaves it.
    obstacles : array (n × 4)
        Boxes in mm that neither a label nor its leader line may touch (scale bar, inset).
    unnamed : sequence of Label
        Symbols without a label to place, whose centre no label may hide either.
    lines : sequence of LineString, optional
        Lines in mm that a label had better not cover.
    leaders : sequence of LineString, optional
        Leader lines in mm of labels already there, that no label nor its own may cross.

    Returns
    -------
    placed, left_out
    """
    choices = _choices(labels, frame, style, obstacles, unnamed, lines, leaders)
    order = list(range(len(labels)))
    plan = tried = _Plan(choices, order, obstacles, leaders)
    for _ in range(TRIES):
        if not tried.left:
            break
        largest = max(labels[i].size for i in tried.left)
        first = [i for i in tried.left if labels[i].size == largest]
        order = [*first, *(i for i in order if i not in first)]
        tried = _Plan(choices, order, obstacles, leaders)
        plan = min(plan, tried, key=_Plan.loss)
    plan.move()
    return [plan.found[i] for i in sorted(plan.found)], [labels[i] for i in plan.left]


class _Plan:
    """Labels placed in an order, by their rank in the list."""

    def __init__(
        self,
        choices: list[Choices],
        order: list[int],
        obstacles: Boxes,
        leaders: Sequence[shapely.LineString],
    ) -> None:
        self.choices = choices
        self.obstacles = obstacles
        self.leaders = list(leaders)
        self.found: dict[int, Placed] = {}
        for i in order:
            self.place(i)

    @property
    def left(self) -> list[int]:
        """Labels without a place."""
        return [i for i in range(len(self.choices)) if i not in self.found]

    def loss(self) -> list[int]:
        """Count the labels left out by size of their text, the largest first."""
        lost = [self.choices[i].label.size for i in self.left]
        sizes = sorted({choices.label.size for choices in self.choices}, reverse=True)
        return [lost.count(size) for size in sizes]

    def move(self) -> None:
        """Make room for those left out, the largest first."""
        left = self.left
        while left:
            i = max(left, key=lambda j: (self.choices[j].label.size, -j))
            left.remove(i)
            left += self.make_room(i)

    def place(self, i: int) -> bool:
        """Give a label its best place that is free, if there is one."""
        choices = self.choices[i]
        taken = np.vstack([self.obstacles, *(item.box for item in self.found.values())])
        lines = [leader_line(item) for item in self.found.values() if item.leader]
        drawn = [*self.leaders, *lines]
        free = ~touches_any(choices.boxes, taken, AIR) & ~crossed(choices.boxes, drawn, APART)
        items = (choices.item(int(rank)) for rank in np.flatnonzero(free))
        item = next((item for item in items if not tangled(item, taken, drawn)), None)
        if item is not None:
            self.found[i] = item
        return item is not None

    def make_room(self, i: int) -> list[int]:
        """Place a label by moving others, or else smaller ones out; return those left out."""
        before = self.found
        hindered = list(self._hindered(i))
        for give_way in (False, True):
            for item, others in hindered:
                self.found = {j: placed for j, placed in before.items() if j not in others}
                self.found[i] = item
                homeless = [j for j in others if not self.place(j)]
                larger = [j for j in homeless if self.choices[j].label.size >= item.label.size]
                if not homeless or (give_way and not larger):
                    return homeless
        self.found = before
        return []

    def _hindered(self, i: int) -> Iterator[tuple[Placed, list[int]]]:
        """Places of a label that no more than `MOVED` others hinder, and those others."""
        keys = list(self.found)
        placed = [self.found[j] for j in keys]
        boxes = np.array([item.box for item in placed]).reshape(-1, 4)
        lines = np.array([leader_line(item) if item.leader else None for item in placed], object)
        choices = self.choices[i]
        for rank in range(len(choices.boxes)):
            item = choices.item(rank)
            if tangled(item, self.obstacles, self.leaders):
                continue
            here = choices.boxes[rank : rank + 1]
            hindering = touches_any(boxes, here, AIR) | shapely.intersects(widened(here), lines)
            if item.leader:
                line = leader_line(item)
                hindering |= shapely.crosses(line, lines)
                hindering |= shapely.intersects(line, widened(boxes))
            if hindering.sum() <= MOVED:
                yield item, [keys[k] for k in np.flatnonzero(hindering)]


def _choices(
    labels: list[Label],
    frame: Frame,
    style: Style,
    obstacles: Boxes,
    unnamed: Sequence[Label],
    lines: Sequence[shapely.LineString],
    leaders: Sequence[shapely.LineString],
) -> list[Choices]:
    """Places that each label may take; other labels do not count yet."""
    symbols = [*labels, *unnamed]
    centres = np.array([(label.x, label.y) for label in symbols]).reshape(-1, 2)
    radii = np.array([label.diameter / 2 for label in symbols])
    choices = []
    for i, label in enumerate(labels):
        boxes, costs, gaps = candidates(label, style)
        free = inside(boxes, frame) & ~touches_any(boxes, obstacles, AIR)
        free &= ~crossed(boxes, leaders, APART)
        around = np.hstack([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])[None]
        near = np.flatnonzero(_distance(around, centres)[0] - radii < LEADER + CLEAR)
        distances = _distance(boxes, centres[near])
        free &= (distances >= np.minimum(radii[near], CENTRE)).all(axis=1)
        edges = (distances - radii[near])[:, near != i]
        free &= (edges >= -BITE).all(axis=1)
        costs = costs + 4 * np.maximum(-edges, 0).sum(axis=1)
        costs += 2 * np.maximum(DOUBT - edges, 0).sum(axis=1)
        nearest = edges.min(axis=1, initial=np.inf)
        free &= (nearest >= gaps) | (gaps >= LEADER)
        costs += COVERED_LINE * crossed(boxes, lines)
        costs += AMBIGUOUS * ((nearest < gaps + CLEAR) & (gaps < LEADER))
        costs += STRAY * ((nearest < DOUBT) & (gaps >= LEADER))
        others = near[near != i]
        barred = _barred(label, boxes, centres[others], radii[others]) > 0
        free &= (gaps < LEADER) | ~barred
        ranked = np.argsort(np.where(free, costs, np.inf), kind="stable")[: free.sum()]
        choices.append(Choices(label, boxes[ranked], gaps[ranked] >= LEADER))
    return choices


def candidates(
    label: Label, style: Style
) -> tuple[Boxes, NDArray[np.float64], NDArray[np.float64]]:
    """Boxes where a label may go, with their cost and their gap to the symbol."""
    font = style.font(label.size, bold=label.bold)
    size = np.array(text_extent(label.text, font)[:2])
    limit = style.main_label_gap if label.main else style.label_gap
    near = np.array([gap for gap in GAPS if gap <= limit])
    gaps = np.repeat(near, len(ANGLES))
    reach = label.diameter / 2 + gaps
    anchors = (label.x, label.y) + reach[:, None] * np.tile(DIRECTIONS, (len(near), 1))
    low = anchors - size * (1 - np.tile(SIDES, (len(near), 1))) / 2
    costs = gaps + np.tile(0.12 * np.arange(len(ANGLES)), len(near))
    return np.hstack([low, low + size]), costs, gaps


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


def crossed(
    boxes: Boxes, lines: Sequence[shapely.LineString], air: float = 0.0
) -> NDArray[np.bool_]:
    """Tell which boxes one of the lines comes within `air` mm of."""
    if not len(lines):
        return np.zeros(len(boxes), dtype=bool)
    return np.asarray(shapely.intersects(widened(boxes, air), shapely.MultiLineString(lines)))


def widened(boxes: Boxes, air: float = APART) -> NDArray[np.object_]:
    """Boxes as polygons, `air` mm wider on every side."""
    return np.asarray(shapely.box(*(boxes + np.array([-air, -air, air, air])).T))


def tangled(item: Placed, taken: Boxes, leaders: Sequence[shapely.LineString]) -> bool:
    """Tell whether a label needs a leader line that crosses a box already taken, or another."""
    if not item.leader:
        return False
    line = leader_line(item)
    return bool(
        line.crosses(shapely.MultiLineString(leaders)) or crossed(taken, [line], APART).any()
    )


def leader_line(item: Placed) -> shapely.LineString:
    """Line in mm from the edge of a symbol to the nearest point of its label."""
    label, (left, low, right, high) = item.label, item.box
    centre = np.array([label.x, label.y])
    tip = np.array([np.clip(label.x, left, right), np.clip(label.y, low, high)])
    start = centre + (tip - centre) * (label.diameter / 2 / np.hypot(*(tip - centre)))
    return shapely.LineString([start, tip])
