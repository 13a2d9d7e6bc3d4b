"""Persons, from rows in any order: what each practises and where, once.

Rows are brought together partition by partition, so that memory does not follow that of the rows.
"""

from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from poles_geo._threads import WORKERS
from poles_geo.counting.activities import (
    COUNTED,
    GENERALIST,
    OTHER_SKILL,
    SPECIALIST,
    STATUSES,
    unpack,
)
from poles_geo.counting.bilan import KEYS, ORDER
from poles_geo.counting.placements import Ints, Placements
from poles_geo.counting.spool import Spool
from poles_geo.counting.words import Words

_RANKS = np.array([0] + [ORDER[status] for status in STATUSES[1:]])


@dataclass(frozen=True, eq=False)
class Skills:
    """Physicians known by a SavoirFaire file: sorted keys of persons, by class."""

    generalists: NDArray[np.uint64]
    specialists: NDArray[np.uint64]
    others: NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Assembled:
    """What the rows of a whole file become.

    Attributes
    ----------
    placements : Placements
        Rows that count, located or not.
    lines, persons : array of int
        Rows and persons by rank of the line of the ledger.
    physicians : dict of str to int
        Médecins by what their savoir-faire say: ``ambigus`` (general practice and another
        speciality), ``sans`` (none), ``autre`` (only what is no speciality), ``total``.
    n_persons : int
        Persons of the file, whether their rows count or not.
    """

    placements: Placements
    lines: Ints
    persons: Ints
    physicians: dict[str, int]
    n_persons: int


@dataclass(frozen=True, eq=False)
class Reading:
    """How numbers in the rows are read.

    Attributes
    ----------
    professions : array of int
        Final position of each profession, by its number in the rows.
    physician, generalist, specialist : int
        Number of médecins in the rows; final positions of the two professions they make.
    unspecialised_generalist : bool
        Whether a médecin without any savoir-faire is a généraliste.
    places : array of int
        Position of each place in the table of places, by its number in the rows.
    rangs : array of int
        Rank of the line of the ledger of each place of that table.
    skills : Skills, optional
        What the SavoirFaire file says, when the activity rows say nothing.
    """

    professions: Ints
    physician: int
    generalist: int
    specialist: int
    unspecialised_generalist: bool
    places: Ints
    rangs: Ints
    skills: Skills | None = None


def assemble_persons(spool: Spool, reading: Reading) -> Assembled:
    """Bring the rows of each person together."""
    table = _Table(spool.n_rows, len(reading.rangs), int(reading.professions.max()) + 1)
    rows, persons = np.zeros(len(KEYS), np.int64), np.zeros(len(KEYS), np.int64)
    doctors: Counter[str] = Counter()
    pending: deque[Future[_Part]] = deque()
    n_persons = 0
    with ThreadPoolExecutor(WORKERS) as pool:
        partitions = spool.partitions()
        while True:
            for keys, facts in islice(partitions, WORKERS + 1 - len(pending)):
                pending.append(pool.submit(_assemble_part, keys, facts, reading))
            if not pending:
                break
            part = pending.popleft().result()
            table.append(part)
            rows += part.lines
            persons += part.persons
            doctors.update(part.physicians)
            n_persons += part.n_persons
    return Assembled(table.placements(), rows, persons, dict(doctors), n_persons)


@dataclass(frozen=True, eq=False)
class _Part:
    """What the rows of one partition become; `first` tells the rows where a person starts."""

    first: NDArray[np.bool_]
    place: Ints
    profession: Ints
    n: Ints
    lines: Ints
    persons: Ints
    physicians: dict[str, int]
    n_persons: int


def _assemble_part(keys: Words, facts: Words, reading: Reading) -> _Part:
    order = np.argsort(keys)
    keys, facts = keys[order], facts[order]
    new = np.ones(len(keys), dtype=bool)
    new[1:] = keys[1:] != keys[:-1]
    persons, person = keys[new], np.cumsum(new) - 1
    place, number, skill, status = unpack(facts)
    profession, doctors = _professions(persons, person, number, skill, reading)
    packed = person << 40 | reading.places[place] << 16 | profession << 4 | status
    packed.sort()
    first = np.flatnonzero(np.diff(packed, prepend=-1))
    n = np.diff(first, append=len(packed))
    packed = packed[first]
    person, place = packed >> 40, (packed >> 16) & 0xFFFFFF
    profession, status = (packed >> 4) & 0xFFF, packed & 15
    line = np.where(status == COUNTED, reading.rangs[place], _RANKS[status])
    best = np.minimum.reduceat(line, np.flatnonzero(np.diff(person, prepend=-1)))
    kept = status == COUNTED
    return _Part(
        first=np.diff(person[kept], prepend=-1) != 0,
        place=place[kept],
        profession=profession[kept],
        n=n[kept],
        lines=np.bincount(line, n, len(KEYS)).astype(np.int64),
        persons=np.bincount(best, minlength=len(KEYS)),
        physicians=doctors,
        n_persons=len(persons),
    )


def _professions(
    persons: Words, person: Ints, number: Ints, skill: Ints, reading: Reading
) -> tuple[Ints, dict[str, int]]:
    """Give each row its final profession, médecins told apart by all their rows; count them."""
    rows = np.flatnonzero(number == reading.physician)
    is_doctor = _flag(len(persons), person[rows])
    if reading.skills is None:
        general, special, other = (
            _flag(len(persons), person[rows[skill[rows] == wanted]])
            for wanted in (GENERALIST, SPECIALIST, OTHER_SKILL)
        )
    else:
        known = (reading.skills.generalists, reading.skills.specialists, reading.skills.others)
        general, special, other = (is_doctor & np.isin(persons, keys) for keys in known)
    none = is_doctor & ~general & ~special & ~other
    practitioner = general | (none & reading.unspecialised_generalist)
    profession = reading.professions[number]
    profession[rows] = np.where(practitioner[person[rows]], reading.generalist, reading.specialist)
    groups = {
        "total": is_doctor,
        "ambigus": general & special,
        "sans": none,
        "autre": is_doctor & other & ~general & ~special,
    }
    return profession, {name: int(which.sum()) for name, which in groups.items()}


class _Table:
    """Columns of the placements, as narrow as may be, filled in memory reserved once."""

    def __init__(self, size: int, n_places: int, n_professions: int) -> None:
        self.first = np.empty(size, bool)
        self.place = np.empty(size, np.min_scalar_type(n_places))
        self.profession = np.empty(size, np.min_scalar_type(n_professions))
        self.n = np.empty(size, np.uint8)
        self.filled = 0

    def append(self, part: _Part) -> None:
        """Add the rows of other persons."""
        if not len(part.n):
            return
        self.n = self.n.astype(
            np.promote_types(self.n.dtype, np.min_scalar_type(part.n.max())), copy=False
        )
        rows = slice(self.filled, self.filled + len(part.n))
        self.first[rows], self.place[rows] = part.first, part.place
        self.profession[rows], self.n[rows] = part.profession, part.n
        self.filled = rows.stop

    def placements(self) -> Placements:
        """Give the table."""
        rows = slice(self.filled)
        first = self.first[rows]
        return Placements(
            first, self.place[rows], self.profession[rows], self.n[rows], int(first.sum())
        )


def _flag(size: int, where: Ints) -> NDArray[np.bool_]:
    flags = np.zeros(size, dtype=bool)
    flags[where] = True
    return flags
