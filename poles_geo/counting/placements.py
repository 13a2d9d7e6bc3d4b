"""Persons × places × professions, and their presence in communes or bassins.

A person counts once in each unit where they practise, whatever the number of their activities
and of their places there.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._threads import WORKERS
from poles_geo.counting.bilan import KEYS, ORDER

PIECE = 1 << 18

By = Literal["person", "fraction", "activity"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Numbers = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, eq=False)
class Placements:
    """Who practises what where: one row per person, place and profession.

    Attributes
    ----------
    first : array of bool
        Whether the row is the first of its person; the others follow. Empty when the source
        knows no persons.
    place : array of unsigned integers
        Position of the place in the table of places.
    profession : array of unsigned integers
        Position of the profession in the list of professions; sorted within a person and place.
    n : array of number
        Activities (rows of the source), or the number that the source gives.
    n_persons : int or None
        None when the source knows no persons.
    """

    first: NDArray[np.bool_]
    place: Numbers
    profession: Numbers
    n: Numbers | Floats
    n_persons: int | None

    @property
    def person(self) -> Ints:
        """Number of the person of each row, from 0, without meaning outside this table."""
        return np.cumsum(self.first) - 1

    def pieces(self) -> Iterator["Placements"]:
        """Cut the table between persons, so that work on it takes little memory."""
        size, start = len(self.place), 0
        while start < size:
            stop = min(start + PIECE, size)
            if self.n_persons is None:
                first, n_persons = self.first, None
            else:
                while stop < size and not self.first[stop]:
                    stop += 1
                first = self.first[start:stop]
                n_persons = int(first.sum())
            rows = slice(start, stop)
            yield Placements(
                first, self.place[rows], self.profession[rows], self.n[rows], n_persons
            )
            start = stop

    def rows_by_place(self, n_places: int, kept: NDArray[np.bool_] | None = None) -> Ints:
        """Count rows of each place, those of some professions if asked."""
        rows = np.zeros(n_places)
        for piece in self.pieces():
            n = piece.n if kept is None else piece.n * kept[piece.profession]
            rows += np.bincount(piece.place, n, n_places)
        return rows.astype(np.int64)


@dataclass(frozen=True, eq=False)
class Attachment:
    """Units that each place belongs to, with weights.

    Attributes
    ----------
    units : Index
        Codes of the units (communes, bassins).
    start : array of int
        Where the units of each place start, and the end.
    unit : array of int
        Positions in `units`.
    weights : array of float
        Part of the place in the unit, above 0.
    """

    units: pd.Index
    start: Ints
    unit: Ints
    weights: Floats

    @classmethod
    def from_table(
        cls, place: pd.Series, unit: pd.Series, part: pd.Series, n_places: int, units: pd.Index
    ) -> "Attachment":
        """Make it from a long table; parts of one place in one unit are added up."""
        table = pd.DataFrame(
            {"lieu": place, "unite": units.get_indexer(pd.Index(unit)), "part": part}
        )
        table = table[(table["unite"] >= 0) & (table["part"] > 0)]
        sums = table.groupby(["lieu", "unite"], as_index=False)["part"].sum()
        start = np.searchsorted(sums["lieu"], np.arange(n_places + 1))
        weights = np.minimum(sums["part"].to_numpy(float), 1.0)
        return cls(units, start, sums["unite"].to_numpy(np.int64), weights)

    @property
    def covered(self) -> Floats:
        """Part of each place that is in some unit."""
        place = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        return np.bincount(place, self.weights, len(self.start) - 1).astype(float)

    def expand(self, place: Numbers) -> tuple[Ints, Ints, Floats]:
        """Give the rows of each (position in `place`, unit), and the weight."""
        sizes = np.diff(self.start)[place]
        row = np.repeat(np.arange(len(place)), sizes)
        rank = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        index = self.start[place][row] + rank
        return row, self.unit[index], self.weights[index]


def tally(
    placements: Placements,
    link: Attachment,
    n_professions: int,
    *,
    by: By,
    kept: NDArray[np.bool_] | None = None,
    once: bool = False,
) -> Floats:
    """Count presences by unit and profession.

    Parameters
    ----------
    placements : Placements
    link : Attachment
    n_professions : int
    by : {"person", "fraction", "activity"}
        Each person 1 in each unit; 1 in all, equally among the units; each activity 1.
    kept : array of bool, optional
        Professions that count.
    once : bool, default False
        Count a person once a unit even with several professions, under the first in order;
        otherwise once under each.

    Returns
    -------
    array of float, units × professions
        A place shared among units makes fractions; a person is at most 1 in a unit.
    """
    of_piece = partial(_tally, link=link, n_professions=n_professions, by=by, kept=kept, once=once)
    total = np.zeros((len(link.units), n_professions))
    with ThreadPoolExecutor(WORKERS) as threads:
        for part in threads.map(of_piece, placements.pieces()):
            total += part
    return total


def ledger_counts(
    placements: Placements, rangs: Ints, kept: NDArray[np.bool_]
) -> tuple[Ints, Ints | None]:
    """Count rows and persons by line of a ledger.

    Parameters
    ----------
    placements : Placements
    rangs : array of int
        Rank of the line of each place.
    kept : array of bool
        Professions that count; rows of the others are in the line « hors_professions ».

    Returns
    -------
    rows, persons : array of int
        By rank of line. Without persons, the numbers of the table are counted instead of rows.
    """
    rows, persons = np.zeros(len(KEYS), np.int64), np.zeros(len(KEYS), np.int64)
    for piece in placements.pieces():
        line = np.where(kept[piece.profession], rangs[piece.place], ORDER["hors_professions"])
        if piece.n_persons is None:
            rows += np.bincount(line, minlength=len(KEYS))
            continue
        rows += np.bincount(line, piece.n, len(KEYS)).astype(np.int64)
        starts = np.flatnonzero(piece.first)
        persons += np.bincount(np.minimum.reduceat(line, starts), minlength=len(KEYS))
    return rows, None if placements.n_persons is None else persons


def _tally(
    placements: Placements,
    link: Attachment,
    n_professions: int,
    *,
    by: By,
    kept: NDArray[np.bool_] | None,
    once: bool,
) -> Floats:
    """Count one piece: see :func:`tally`."""
    person, place, profession = placements.person, placements.place, placements.profession
    n = placements.n
    if kept is not None and not kept.all():
        rows = kept[profession]
        place, profession, n = place[rows], profession[rows], n[rows]
        person = person if placements.n_persons is None else person[rows]
    shape = (len(link.units), n_professions)
    if by == "activity" or placements.n_persons is None:
        row, unit, weight = link.expand(place)
        cell = unit * n_professions + profession[row]
        return _sums(cell, n[row] * weight, shape)
    if once:
        first = np.ones(len(person), dtype=bool)
        first[1:] = (person[1:] != person[:-1]) | (place[1:] != place[:-1])
        person, place, profession = person[first], place[first], profession[first]
    row, unit, weight = link.expand(place)
    who, what = person[row], profession[row].astype(np.int64)
    key = who * shape[0] + unit
    key = key if once else key * n_professions + what
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    if not len(starts):
        return np.zeros(shape)
    value = np.minimum(np.add.reduceat(weight[order], starts), 1.0)
    what = np.minimum.reduceat(what[order], starts)
    head = order[starts]
    if by == "fraction":
        value /= np.bincount(who[head], value)[who[head]]
    cell = unit[head] * n_professions + what
    return _sums(cell, value, shape)


def _sums(cell: Ints, value: Floats, shape: tuple[int, int]) -> Floats:
    sums: Floats = np.bincount(cell, value, shape[0] * shape[1]).astype(np.float64)
    return sums.reshape(shape)
