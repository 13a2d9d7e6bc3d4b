"""Asides: what a page that its map does not fill says besides, where its ground is far.

A region as high as a page twice as wide, or France in its seas, leave much of a page to ground that
tells nothing of them: what a reader would ask next is set there, and hides nothing else.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, product

import numpy as np
from numpy.typing import NDArray

from poles_geo._types import Floats
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.layout.aligned_boxes import aligned
from poles_geo.cartes.canvas.layout.legend_over import ALIKE, ANCHORS, BAR, BARRED, Ground
from poles_geo.cartes.canvas.layout.page_layout import CLEAR, PAD, Layout

Size = tuple[float, float]
Rows = NDArray[np.int_]


Piece = Sequence[Size]
"""What may be set over a map, in mm: the sizes that it may have, the preferred first."""

MUCH_BLANK = 0.09
"""Share of a page, far from the subject and under no legend, past which more is said: what is left
around the map, its title and its sources is as much again."""
GAINED = 0.015
"""What a box that says more must win, as a share of the page."""
SCALES = (1.0, 0.96, 0.92)
"""Scales of the map that leave it room, over its scale without."""
WORTH = 1.0
"""What a square millimetre of the subject makes up for, in square millimetres that are blank."""
HIDDEN = 0.5
"""What hiding ground that is near the subject costs, over what hiding far ground wins."""
ROOMY, TIGHT = 25.0, 2.0
"""What the subject leaves of a side of the map, in mm, to be tried in seven places of it; in three.
"""
ENDS, MIDDLE = (0.5, 0.0, 1.0), (0.5,)
"""Where it is tried when it leaves less."""
SLIDES = np.linspace(0.0, 1.0, 7)
"""Places along the edges of the map where a box is tried, from one corner to the other."""
AIR = 0.8
"""Between boxes, and between them and the edge of the map, in mm."""
AIRY = 1.15
"""What a legend may win over its least size, past which it is no more than paper."""
APART = 0.005
"""What a box more costs, as a share of the page."""
BROKEN, RETRIED = 0.02, 3
"""What a part more of a legend costs, as a share of the page; how many of the ways to cut it
are tried on every map, the best first, until one leaves little blank."""
LOOSE = 0.01
"""The same of one that is in no corner of the map and by no other box."""
EQUAL = 0.001
"""Share of a page under which two places of a box are as good: the first tried is taken."""
SLACK = 1e-6
"""What sums of sizes may be off by, in mm."""
NOWHERE = -1e6
"""Where a box that is not set lies, in mm."""


@dataclass(frozen=True)
class Places:
    """Frames that a map may have: their scale, in mm a metre, and their corners, in metres."""

    mm: Floats
    west: Floats
    south: Floats
    wide: float
    high: float

    @classmethod
    def of(cls, frame: Frame) -> "Places":
        """Give a frame alone."""
        sides = (1 / frame.metres_per_mm, *frame.bounds[:2])
        mm, west, south = (np.array([side]) for side in sides)
        return cls(mm, west, south, frame.width, frame.height)

    def on_ground(self, rows: Rows, boxes: Floats, around: float = 0.0) -> Iterator[Floats]:
        """Give the sides, in metres, of boxes (n × 4) in mm from the corner of the map of each."""
        mm, west, south = self.mm[rows], self.west[rows], self.south[rows]
        left, low, right, top = boxes.T
        yield west + (left - around) / mm
        yield south + (low - around) / mm
        yield west + (right + around) / mm
        yield south + (top + around) / mm


Parts = Callable[[Frame], Iterator[Sequence[Piece]]]
"""Gives the ways to cut the legend of the map of a frame in parts."""


def no_parts(_: Frame) -> Iterator[Sequence[Piece]]:
    """Cut no legend."""
    return iter(())


def with_asides(
    layout: Layout,
    ground: Ground,
    parts: Parts,
    asides: Sequence[Piece],
    margin: float,
) -> Layout:
    """Give a page that says more, where its ground is far; the same when it leaves little blank.

    What a legend lists depends on what its map shows: its boxes are those of the frame found.

    Parameters
    ----------
    layout : Layout
        Without.
    ground : Ground
    parts : callable
        Gives the ways to cut its legend in parts.
    asides : sequence of pieces
        What it may say, the preferred first.
    margin : float
        Share of the map left on every side of the subject.
    """
    blank = ground.blank(layout)
    if blank <= MUCH_BLANK:
        return layout
    inner = layout.sheet.inner
    rough, fine = (_frames(layout, ground, margin, room) for room in (np.inf, ROOMY))
    found = []
    for number, legend in enumerate(parts(layout.frame)):
        search = _Search(rough, ground, inner, legend, asides)
        if search.told:
            found.append((search.score + BROKEN * len(legend), number, legend))
    best, least = layout, blank - GAINED
    for _, number, legend in sorted(found, key=lambda one: one[:2])[:RETRIED]:
        frame = _Search(fine, ground, inner, legend, asides).frame
        legend = next(islice(parts(frame), number, None))
        search = _Search(Places.of(frame), ground, inner, legend, asides)
        if search.told and ground.blank(search.laid_on(layout)) < least:
            best = search.laid_on(layout)
            least = ground.blank(best)
            if least <= MUCH_BLANK:
                break
    return best


def _frames(layout: Layout, ground: Ground, margin: float, roomy: float) -> Places:
    """Frames tried: near the scale of a layout, the subject anywhere that shows it whole.

    It is in the middle or at one end of a side, or in more places where it leaves more than
    `roomy`, in mm.
    """
    frame = layout.frame
    xmin, ymin, xmax, ymax = ground.bounds
    room = np.array([frame.width, frame.height])
    long = np.array([xmax - xmin, ymax - ymin])
    least = margin * room
    own = np.array([[1 / frame.metres_per_mm, *frame.bounds[:2]]])
    tried = [own]
    for scale in SCALES:
        mm = scale / frame.metres_per_mm
        slack = room - mm * long - 2 * least
        if (slack >= -SLACK).all():
            anchors = np.array([*product(*(_anchors(side, roomy) for side in slack))])
            corner = np.array([xmin, ymin]) - (least + slack * anchors) / mm
            tried.append(np.column_stack([np.full(len(corner), mm), corner]))
    mm, west, south = np.vstack(tried).T
    return Places(mm, west, south, frame.width, frame.height)


def _anchors(slack: float, roomy: float) -> Sequence[float]:
    """Where the subject is tried along a side of the map, as shares of what it leaves there."""
    return ANCHORS if slack > roomy else ENDS if slack > TIGHT else MIDDLE


class _Search:
    """Boxes set one after the other over the map of every frame, where they win the most."""

    def __init__(
        self,
        places: Places,
        ground: Ground,
        inner: float,
        held: Sequence[Piece],
        asides: Sequence[Piece],
    ) -> None:
        self.places, self.ground, self.inner = places, ground, inner
        count = len(places.mm)
        every = np.arange(count)
        whole = np.tile([0.0, 0.0, places.wide, places.high], (count, 1))
        near = ground.near.area(*places.on_ground(every, whole))
        corner, size = (places.west, places.south), (places.wide, places.high)
        out = ground.neighbours.out(places.mm, corner, size)
        self.left = 1.0 - (near + WORTH * ground.area) * places.mm**2 / inner + out.sum(axis=0)
        self.boxes = np.empty((count, 0, 4))
        bars = bar_places(places.wide, places.high)
        self.bars = np.tile(bars, (count, 1, 1))
        rows = np.repeat(every, len(bars))
        touched = ground.shown.touch(*places.on_ground(rows, self.bars.reshape(-1, 4)))
        self.clear = ~touched.reshape(count, -1)
        barred = ~self.clear.any(axis=1)
        self.clear[barred] = True
        self.left += BARRED * barred
        self.held = len(held)
        for piece in held:
            self._put(piece, needed=True)
        told = [self._put(piece) for piece in asides]
        steps = np.where(np.isfinite(self.left), np.round(self.left / ALIKE), np.inf)
        self.best = int(steps.argmin())
        self.score = float(steps[self.best]) * ALIKE
        self.told = tuple(
            (number, int(sizes[self.best]))
            for number, sizes in enumerate(told)
            if sizes[self.best] >= 0 and np.isfinite(self.score)
        )

    def _put(self, piece: Piece, *, needed: bool = False) -> NDArray[np.int_]:
        """Set a piece on every map, where it wins the most; give which of its sizes, or -1.

        A map that has no place for what it needs is out; what it does not is set where it is worth
        it.
        """
        most = AIRY * min(map(_area, piece)) if needed else np.inf
        won, boxes, sizes = self._won(piece, most)
        held = np.isfinite(won) if needed else won > GAINED
        self.left = self.left - np.where(held | needed, won, 0.0)
        self._set(boxes, held)
        return np.where(held, sizes, -1)

    @property
    def frame(self) -> Frame:
        """Frame of the map that leaves the least."""
        places, k = self.places, self.best
        corner = float(places.west[k]), float(places.south[k])
        return Frame(*corner, places.wide, places.high, float(1 / places.mm[k]))

    def laid_on(self, layout: Layout) -> Layout:
        """Give a page with that map."""
        start, low = layout.carte[:2]
        boxes = self.boxes[self.best]
        boxes = aligned(boxes[boxes[:, 0] > NOWHERE], self.held, self._is_free)
        panels = tuple(
            (start + x0 + PAD, low + y0 + PAD, start + x1 - PAD, low + y1 - PAD)
            for x0, y0, x1, y1 in boxes.tolist()
        )
        return replace(layout, panels=panels, frame=self.frame, asides=self.told)

    def _is_free(self, box: Floats, others: Floats) -> bool:
        """Tell whether a box of the best map hides nothing that counts, others being there."""
        places, ground, rows = self.places, self.ground, np.array([self.best])
        edge, most = AIR - SLACK, np.array([places.wide, places.high])
        if (box[:2] < edge).any() or (box[2:] > most - edge).any() or _meet(box, others).any():
            return False
        corner = (places.west[rows], places.south[rows])
        hidden = ground.neighbours.worth_under(places.mm[rows], corner, box[None])
        if hidden.any() or ground.held.touch(*places.on_ground(rows, box[None], CLEAR)).any():
            return False
        bars = self.bars[self.best][self.clear[self.best]]
        every = np.vstack([others, box])
        return bool((~_meet(bars[:, None], every[None]).any(axis=1)).any())

    def _set(self, boxes: Floats, held: NDArray[np.bool_]) -> None:
        there = np.where(held[:, None], boxes, NOWHERE)
        self.boxes = np.concatenate([self.boxes, there[:, None]], axis=1)

    def _won(self, piece: Piece, most: float = np.inf) -> tuple[Floats, Floats, NDArray[np.int_]]:
        """Give what a piece wins on every map at its best, its box there, and which of its sizes.

        `most`: what it may win, in mm².
        """
        places, ground = self.places, self.ground
        boxes, loose = self._tried(np.array(piece) + 2 * PAD)
        count = boxes.shape[1] // len(piece)
        won = np.full(boxes.shape[:2], -np.inf)
        rows, columns = np.nonzero(self._free(boxes))
        free = boxes[rows, columns]
        clear = ~ground.held.touch(*places.on_ground(rows, free, CLEAR))
        rows, columns, free = rows[clear], columns[clear], free[clear]
        near = ground.near.area(*places.on_ground(rows, free)) * places.mm[rows] ** 2
        area = np.minimum(np.prod(free[:, 2:] - free[:, :2], axis=1), most)
        gained = (area - (1 + HIDDEN) * near) / self.inner - APART - LOOSE * loose[columns]
        corner = (places.west[rows], places.south[rows])
        gained -= ground.neighbours.worth_under(places.mm[rows], corner, free)
        won[rows, columns] = gained
        first, every = np.round(won / EQUAL).argmax(axis=1), np.arange(len(won))
        return won[every, first], boxes[every, first], first // count

    def _free(self, boxes: Floats) -> NDArray[np.bool_]:
        """Tell which boxes lie on the map, off those set, and leave a place to the scale bar."""
        left, low, right, top = np.moveaxis(boxes, -1, 0)
        edge = AIR - SLACK
        free = (left >= edge) & (low >= edge)
        free &= (right <= self.places.wide - edge) & (top <= self.places.high - edge)
        free &= ~_meet(boxes[:, :, None], self.boxes[:, None]).any(axis=2)
        clear = self.clear & ~_meet(self.bars[:, :, None], self.boxes[:, None]).any(axis=2)
        barred = ~_meet(boxes[:, :, None], self.bars[:, None]) & clear[:, None]
        return np.asarray(free & barred.any(axis=2))

    def _tried(self, sizes: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Give the boxes tried on every map, size by size, and which are loose.

        They are along its edges, and by those set: the others are loose.
        """
        i, j, loose = _pairs(self.boxes.shape[1])
        left, low, right, top = self.boxes.transpose(2, 0, 1)
        x = _beside(left, right, sizes[:, 0], self.places.wide)[..., i]
        y = _beside(low, top, sizes[:, 1], self.places.high)[..., j]
        wide, high = (np.broadcast_to(side[:, None], x.shape) for side in sizes.T)
        boxes = np.stack([x, y, x + wide, y + high], axis=-1)
        return boxes.reshape(len(x), -1, 4), np.tile(loose, len(sizes))


def _beside(start: Floats, end: Floats, longs: Floats, room: float) -> Floats:
    """Give where boxes of some lengths start on every map (maps × lengths × starts).

    Along its edge, then by each of the boxes set: after it, before it, from where it starts, to
    where it ends.
    """
    start, end, long = start[:, None], end[:, None], longs[:, None]
    by = np.stack(np.broadcast_arrays(end + AIR, start - AIR - long, start, end - long), axis=-1)
    slides = AIR + SLIDES * (room - 2 * AIR - long)
    slides = np.broadcast_to(slides, (len(start), *slides.shape))
    return np.concatenate([slides, by.reshape(*by.shape[:2], -1)], axis=2)


@cache
def _pairs(count: int) -> tuple[NDArray[np.int_], NDArray[np.int_], NDArray[np.bool_]]:
    """Pair the starts of :func:`_beside` across and up, with so many boxes set; tell the loose."""
    ends = (0, len(SLIDES) - 1)
    pairs = [*product(ends, ends)]
    for first in range(len(SLIDES), len(SLIDES) + 4 * count, 4):
        beside, along = (first, first + 1), (first + 2, first + 3)
        pairs += [*product(beside, along), *product(along, beside)]
        pairs += [*product((*beside, *along), ends), *product(ends, (*beside, *along))]
    joined, between = len(pairs), range(1, len(SLIDES) - 1)
    pairs += [*product(between, ends), *product(ends, between)]
    across, up = np.array(pairs).T
    return across, up, np.arange(len(pairs)) >= joined


def _area(size: Size) -> float:
    return (size[0] + 2 * PAD) * (size[1] + 2 * PAD)


def _meet(boxes: Floats, others: Floats) -> NDArray[np.bool_]:
    """Tell whether boxes are on others, or against them."""
    gap = AIR - SLACK
    return np.asarray(
        (boxes[..., 0] < others[..., 2] + gap)
        & (others[..., 0] < boxes[..., 2] + gap)
        & (boxes[..., 1] < others[..., 3] + gap)
        & (others[..., 1] < boxes[..., 3] + gap)
    )


def bar_places(wide: float, high: float) -> Floats:
    """Give the corners of a map, and the middles of its edges, where a scale bar may lie."""
    across, up = BAR
    lefts = (0.0, (wide - across) / 2, wide - across)
    return np.array([(x, y, x + across, y + up) for x in lefts for y in (0.0, high - up)])
