"""The heavier pôle that exposes each one most, without looking at every pair.

Heavier pôles are taken by blocks of like masses: the nearest of a block bounds what all the others
can do, and only those that the bound leaves possible are looked at. What is found is what a look at
every pair finds, to the last digit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from poles_geo._types import Floats, Integers
from poles_geo.analyses.pole_points import Places

AT_HOME = 10.0
"""Kilometres at which a pôle is compared with those that expose it: the reach of its own town."""
AT_ONCE = 2_000_000
"""Pairs of pôles looked at together."""
FEW = 64
"""Pôles that are looked at one by one rather than by a tree: a power of two."""
MANY = 0.1
"""Share of a block from which all of it is looked at."""
CLOSE = 1e-9
"""Share by which a bound is loosened, well over what rounding changes."""
BOUNDED = (1e-250, 1e250)
"""Expositions that leave room for a bound; of others, every pair is looked at."""


class Exposing(NamedTuple):
    """What exposes each pôle most: its exposition (NaN), the row of the other (-1), how far."""

    exposition: Floats
    by: Integers
    km: Floats


class Block(NamedTuple):
    """Ranks from `start` to `stop`, all heavier than the pôles of the ranks `rows`."""

    start: int
    stop: int
    rows: Integers


def most_exposing(places: Places, beta: float) -> Exposing:
    """Find what exposes each pôle most, the first by code of equals."""
    count = len(places.codes)
    order = np.argsort(-places.masses, kind="stable")
    alphabet = np.empty(count, dtype=np.int64)
    alphabet[np.argsort(np.asarray(places.codes, dtype=str), kind="stable")] = np.arange(count)
    search = _Search(places.km[order], places.masses[order], alphabet[order], beta)
    search.run()
    found = np.flatnonzero(search.by >= 0)
    exposition, by, km = np.full(count, np.nan), np.full(count, -1), np.full(count, np.nan)
    exposition[order[found]] = search.most[found]
    by[order[found]] = order[search.by[found]]
    km[order[found]] = search.km_between(found, search.by[found])
    return Exposing(exposition, by, km)


@dataclass(eq=False)
class _Search:
    """Pôles in the order of their masses, the heaviest first, and the best found for each.

    Attributes
    ----------
    km : ndarray
        n × 2.
    masses : ndarray
        n, none over the one before.
    alphabet : ndarray
        n, place of each code among the codes in order.
    beta : float
    most, by : ndarray
        Largest exposition found (-1), and the rank of what it comes from (-1).
    """

    km: Floats
    masses: Floats
    alphabet: Integers
    beta: float
    most: Floats = field(init=False)
    by: Integers = field(init=False)

    def __post_init__(self) -> None:
        self.most = np.full(len(self.masses), -1.0)
        self.by = np.full(len(self.masses), -1)

    def run(self) -> None:
        """Look at the nearest of each block, then at those of it that may expose more."""
        heavier = np.searchsorted(-self.masses, -self.masses, side="left")
        doubtful = []
        for block in _blocks(self.masses, heavier):
            if block.stop - block.start <= FEW:
                self._look_at_all(block)
                continue
            tree = KDTree(self.km[block.start : block.stop])
            km, nearest = tree.query(self.km[block.rows])
            self._look_at(block.rows, nearest + block.start)
            doubtful.append((block, tree, km))
        last = _last_few(self.masses, heavier)
        for back in range(1, FEW):
            rows = np.flatnonzero(last >= back)
            self._look_at(rows, heavier[rows] - back)
        bounded = (self.most > BOUNDED[0]) & (self.most < BOUNDED[1])
        for block, tree, km in doubtful:
            self._look_around(block, tree, km, bounded)
        for row in np.flatnonzero(~bounded & (heavier > 0)):
            self._look_at_all(Block(0, int(heavier[row]), np.array([row])))

    def km_between(self, rows: Integers, others: Integers) -> Floats:
        """Measure the straight line between pôles: one each, or a grid when `rows` is a column."""
        east = self.km[rows, 0] - self.km[others, 0]
        north = self.km[rows, 1] - self.km[others, 1]
        length: Floats = np.sqrt(east * east + north * north)
        return length

    def _exposition(self, rows: Integers, others: Integers) -> Floats:
        """Compute what the others do to each row, of the shape of :meth:`km_between`."""
        own = self.masses[others] / self.masses[rows]
        with np.errstate(over="ignore", under="ignore"):
            exposition: Floats = own * (AT_HOME / self.km_between(rows, others)) ** self.beta
        return exposition

    def _look_at_all(self, block: Block) -> None:
        """Compare every pôle of a block for each row, in the order of the codes."""
        ranks = np.arange(block.start, block.stop)
        ranks = ranks[np.argsort(self.alphabet[ranks])]
        step = max(1, AT_ONCE // len(ranks))
        for start in range(0, len(block.rows), step):
            rows = block.rows[start : start + step]
            exposition = self._exposition(rows[:, None], ranks)
            worst = exposition.argmax(axis=1)
            self._keep(rows, ranks[worst], exposition[np.arange(len(rows)), worst])

    def _look_at(self, rows: Integers, others: Integers) -> None:
        """Look at one other pôle of each row."""
        self._keep(rows, others, self._exposition(rows, others))

    def _look_around(
        self, block: Block, tree: KDTree, km: Floats, bounded: NDArray[np.bool_]
    ) -> None:
        """Look at the pôles of a block near enough to do more than what is known.

        Parameters
        ----------
        block, tree
            The tree is that of the pôles of the block.
        km : ndarray
            From each row to the nearest of the block.
        bounded : ndarray
            n, whether what is known is a bound.
        """
        largest = self.masses[block.start] / self.masses[block.rows]
        known = self.most[block.rows]
        with np.errstate(over="ignore", under="ignore", divide="ignore", invalid="ignore"):
            possible = largest * (AT_HOME / km) ** self.beta >= known * (1 - CLOSE)
            within = AT_HOME * (largest / known) ** (1 / self.beta) * (1 + CLOSE)
        left = np.flatnonzero(possible & bounded[block.rows])
        rows, within = block.rows[left], within[left]
        counts = tree.query_ball_point(self.km[rows], within, return_length=True)
        many = counts > MANY * (block.stop - block.start)
        self._look_at_all(Block(block.start, block.stop, rows[many]))
        rows, within, counts = rows[~many], within[~many], counts[~many]
        ends = np.cumsum(counts) // AT_ONCE
        for lot in range(int(ends[-1]) + 1 if len(ends) else 0):
            at = np.flatnonzero(ends == lot)
            found = tree.query_ball_point(self.km[rows[at]], within[at], return_sorted=False)
            others = np.fromiter(chain.from_iterable(found), np.int64, int(counts[at].sum()))
            self._look_at_several(np.repeat(rows[at], counts[at]), others + block.start)

    def _look_at_several(self, rows: Integers, others: Integers) -> None:
        """Look at some other pôles of each row, then keep one of each."""
        exposition = self._exposition(rows, others)
        order = np.lexsort((self.alphabet[others], -exposition, rows))
        first = order[np.flatnonzero(np.diff(rows[order], prepend=-1))]
        self._keep(rows[first], others[first], exposition[first])

    def _keep(self, rows: Integers, others: Integers, exposition: Floats) -> None:
        """Keep the other pôles that expose more than what was known, or as much, by code."""
        before = self.most[rows]
        sooner = self.alphabet[others] < self.alphabet[self.by[rows]]
        better = (exposition > before) | ((exposition == before) & sooner)
        self.most[rows[better]] = exposition[better]
        self.by[rows[better]] = others[better]


def _blocks(masses: Floats, heavier: Integers) -> Iterator[Block]:
    """Part, for each pôle, those that are heavier into blocks whose masses are within the double.

    All but the last few of its own class: see :func:`_last_few`.

    Parameters
    ----------
    masses : ndarray
        n, none over the one before.
    heavier : ndarray
        How many are heavier than each.
    """
    starts = _class_starts(masses)
    for start, stop in pairwise([*starts.tolist(), len(masses)]):
        if stop < len(masses):
            yield Block(start, stop, np.arange(stop, len(masses)))
        before = heavier[start:stop] - start
        for bit in range(FEW.bit_length() - 1, (stop - start).bit_length()):
            rows = np.flatnonzero(before >> bit & 1)
            first = before[rows] >> (bit + 1) << (bit + 1)
            for place in np.unique(first):
                at = start + int(place)
                yield Block(at, at + (1 << bit), rows[first == place] + start)


def _last_few(masses: Floats, heavier: Integers) -> Integers:
    """Count the pôles heavier than each that are in none of its blocks: the last ones before it."""
    starts = _class_starts(masses)
    own = starts[np.searchsorted(starts, np.arange(len(masses)), side="right") - 1]
    return (heavier - own) % FEW


def _class_starts(masses: Floats) -> Integers:
    """Give the first rank of each class of masses, from one power of two to the next."""
    powers = np.frexp(masses)[1]
    return np.flatnonzero(np.diff(powers, prepend=powers[:1] + 1))
