"""Where labels go: on no other label nor its leader line, on the centre of no symbol.

Each label takes the cheapest of its places that is free; the most important choose first, and
others move to make room for one that finds none. The result depends on nothing but the input: no
clock, no random number.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Boxes, Frame
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.labels.label_places import (
    AIR,
    APART,
    NOTHING,
    Choices,
    Label,
    Placed,
    crossed,
    places_of,
    touches_any,
    widened,
)

TRIES = 8
"""Orders tried, those left out first."""
READ_ON = 1.6
"""Between two labels of one line, in mm: nearer, they are read as one name, where one may be
elsewhere as near to its symbol."""
MOVED = 2
"""Labels that may move, or give way, to make room for another."""


def place_labels(
    labels: list[Label],
    frame: Frame,
    style: Style,
    *,
    obstacles: Boxes = NOTHING,
    unnamed: Sequence[Label] = (),
    lines: Sequence[shapely.LineString] = (),
    outlines: Sequence[shapely.LineString] = (),
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
    outlines : sequence of LineString, optional
        Heavy limits in mm, of which a label keeps clear where that takes it no further.
    leaders : sequence of LineString, optional
        Leader lines in mm of labels already there, that no label nor its own may cross.

    Returns
    -------
    placed, left_out
    """
    choices = places_of(labels, frame, style, obstacles, unnamed, lines, outlines, leaders)
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
        for i in sorted(self.found):
            kept = self.found.pop(i)
            if not self._beside(np.array([kept.box]))[0] or not self.place(i):
                self.found[i] = kept

    def place(self, i: int) -> bool:
        """Give a label its best place that is free, if there is one."""
        choices = self.choices[i]
        taken = np.vstack([self.obstacles, *(item.box for item in self.found.values())])
        lines = [leader_line(item) for item in self.found.values() if item.leader]
        drawn = [*self.leaders, *lines]
        free = ~touches_any(choices.boxes, taken, AIR) & ~crossed(choices.boxes, drawn, APART)
        ranks = (int(rank) for rank in np.flatnonzero(free))
        rank = next((k for k in ranks if not tangled(choices.item(k), taken, drawn)), None)
        if rank is None:
            return False
        beside = self._beside(choices.boxes)
        if beside[rank]:
            others = np.flatnonzero(free & ~beside & (choices.far <= choices.far[rank]))
            clear = (int(k) for k in others if not tangled(choices.item(int(k)), taken, drawn))
            rank = next(clear, rank)
        self.found[i] = choices.item(rank)
        return True

    def _beside(self, boxes: Boxes) -> NDArray[np.bool_]:
        """Tell which places are on the line of a label that is there, so near as to be read on."""
        there = np.array([item.box for item in self.found.values()]).reshape(-1, 4)
        return touches_any(boxes, there + np.array([-READ_ON, 0.0, READ_ON, 0.0]))

    def make_room(self, i: int) -> list[int]:
        """Place a label by moving others, or else smaller ones out; return those left out.

        As many as hinder one that the map must name give way, where two do not suffice.
        """
        before = self.found
        hindered = list(self._hindered(i))
        few = [(item, others) for item, others in hindered if len(others) <= MOVED]
        every = sorted(hindered, key=lambda place: len(place[1]))
        for give_way, places in ((False, few), (True, few), (True, every)):
            for item, others in places:
                self.found = {j: placed for j, placed in before.items() if j not in others}
                self.found[i] = item
                homeless = [j for j in others if not self.place(j)]
                larger = [j for j in homeless if self.choices[j].label.size >= item.label.size]
                if not homeless or (give_way and not larger):
                    return homeless
        self.found = before
        return []

    def _hindered(self, i: int) -> Iterator[tuple[Placed, list[int]]]:
        """Places of a label that `MOVED` others hinder at most, and those others.

        More of them for one that the map must name.
        """
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
            if choices.label.main or hindering.sum() <= MOVED:
                yield item, [keys[k] for k in np.flatnonzero(hindering)]


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
