"""Where labels go: on no other label nor its leader line, on the centre of no symbol.

Each label takes the cheapest of its places that is free; the most important choose first, and
others move to make room for one that finds none. The result depends on nothing but the input: no
clock, no random number.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from poles_geo.cartes.canvas.frame import Boxes, Frame
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.labels.label_places import NOTHING, Choices, Label, Placed, places_of
from poles_geo.cartes.labels.meeting import There, free_of, hindered_by, meeting, read_on, untangled

TRIES = 8
"""Orders tried, those left out first."""
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
    found = places_of(labels, frame, style, obstacles, unnamed, lines, outlines, leaders)
    choices = [untangled(one, obstacles, leaders) for one in found]
    near = meeting(choices)
    order = list(range(len(labels)))
    plan = tried = _Plan(choices, near, order)
    for _ in range(TRIES):
        if not tried.left:
            break
        largest = max(labels[i].size for i in tried.left)
        first = [i for i in tried.left if labels[i].size == largest]
        order = [*first, *(i for i in order if i not in first)]
        tried = _Plan(choices, near, order)
        plan = min(plan, tried, key=_Plan.loss)
    plan.move()
    placed = [choices[i].item(plan.found[i]) for i in sorted(plan.found)]
    return placed, [labels[i] for i in plan.left]


class _Plan:
    """Labels placed in an order, by their rank in the list.

    Attributes
    ----------
    choices : list of Choices
        Places of each label, none of which what the map shows forbids.
    near : list of frozenset of int
        Labels that a label may meet, whatever the place of either.
    found : dict of int to int
        Rank of the place that each label has.
    """

    def __init__(
        self, choices: list[Choices], near: list[frozenset[int]], order: list[int]
    ) -> None:
        self.choices = choices
        self.near = near
        self.found: dict[int, int] = {}
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
            here = self.choices[i].boxes[kept : kept + 1]
            if not read_on(here, self._there(self._around(i)))[0] or not self.place(i):
                self.found[i] = kept

    def place(self, i: int) -> bool:
        """Give a label its best place that is free, if there is one."""
        choices = self.choices[i]
        if not len(choices.boxes):
            return False
        there = self._there(self._around(i))
        free = free_of(choices, there)
        if not free.any():
            return False
        rank = int(free.argmax())
        beside = read_on(choices.boxes, there)
        if beside[rank]:
            others = np.flatnonzero(free & ~beside & (choices.far <= choices.far[rank]))
            rank = int(others[0]) if len(others) else rank
        self.found[i] = rank
        return True

    def _around(self, i: int, without: Sequence[int] = ()) -> list[int]:
        """Labels that have a place, that a label may meet, in the order in which they were."""
        return [j for j in self.found if j in self.near[i] and j not in without]

    def _there(self, keys: list[int]) -> There:
        """Say what some labels take."""
        return There.of([(self.choices[j], self.found[j]) for j in keys])

    def make_room(self, i: int) -> list[int]:
        """Place a label by moving others, or else smaller ones out; return those left out.

        As many as hinder one that the map must name give way, where two do not suffice.
        """
        before, size = self.found, self.choices[i].label.size
        hindered = list(self._hindered(i))
        few = [(rank, others) for rank, others in hindered if len(others) <= MOVED]
        more = [(rank, others) for rank, others in hindered if len(others) > MOVED]
        more.sort(key=lambda place: len(place[1]))
        stuck: dict[tuple[int, ...], list[int]] = {}
        for give_way, places in ((False, few), (True, [*few, *more])):
            for rank, others in places:
                if (key := tuple(others)) not in stuck:
                    self.found = before
                    stuck[key] = [j for j in others if not self._could_move(j, others)]
                if self._too_much(stuck[key], size, give_way=give_way):
                    continue
                self.found = {j: there for j, there in before.items() if j not in others}
                self.found[i] = rank
                homeless = [j for j in others if not self.place(j)]
                if not self._too_much(homeless, size, give_way=give_way):
                    return homeless
        self.found = before
        return []

    def _too_much(self, homeless: list[int], size: float, *, give_way: bool) -> bool:
        """Tell whether a label of a size may not push these out."""
        larger = any(self.choices[j].label.size >= size for j in homeless)
        return larger if give_way else bool(homeless)

    def _could_move(self, j: int, others: list[int]) -> bool:
        """Tell whether a label would have a place without some labels, itself one of them."""
        there = self._there(self._around(j, others))
        return bool(free_of(self.choices[j], there).any())

    def _hindered(self, i: int) -> Iterator[tuple[int, list[int]]]:
        """Places of a label that `MOVED` others hinder at most, and those others.

        More of them for one that the map must name.
        """
        keys = self._around(i)
        choices = self.choices[i]
        hindering = hindered_by(choices, self._there(keys))
        for rank in range(len(choices.boxes)):
            if choices.label.main or hindering[rank].sum() <= MOVED:
                yield rank, [keys[k] for k in np.flatnonzero(hindering[rank])]
