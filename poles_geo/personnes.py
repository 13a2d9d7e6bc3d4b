"""Persons, from rows in any order: what each practises and where, once.

Rows are brought together partition by partition, so that memory stays near that of the rows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from poles_geo.activites import (
    COMMUNES,
    COMPTE,
    GENERALISTE,
    ROLES_DE_LIEU,
    SEPARATEUR,
    SPECIALISTE,
    STATUTS,
    Lot,
    Words,
    commune_code,
    unpack,
)
from poles_geo.bilan import CLES, RANG
from poles_geo.errors import LayoutError
from poles_geo.placements import Ints, Placements
from poles_geo.typographie import nombre

PARTITIONS = 32
PIECE = 1 << 21
LOTS_UNIFIED = 64
MOST_PLACES = 1 << 24
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 5)


class Recueil:
    """Rows of a whole file, block after block.

    Kept by large pieces, which the system takes back as soon as they are let go.
    """

    def __init__(self) -> None:
        self.n_lignes = 0
        self._pieces: list[Words] = []
        self._lieux = pa.array([], pa.binary())
        self._nouveaux: list[pa.Array] = []
        self._sens: list[Ints] = []
        self._n_lieux = 0
        self._communes = np.zeros(COMMUNES, dtype=bool)

    def add(self, lot: Lot) -> None:
        """Add the rows of one block."""
        places = (lot.faits >> np.uint64(16)).astype(np.int64)
        unclear = np.flatnonzero(places >= COMMUNES)
        facts = lot.faits.copy()
        facts[unclear] += np.uint64(self._n_lieux << 16)
        self._communes[places[places < COMMUNES]] = True
        self._nouveaux.append(lot.lieux)
        self._n_lieux += len(lot.lieux)
        if len(self._nouveaux) == LOTS_UNIFIED:
            self._unify()
        if COMMUNES + self._n_lieux > MOST_PLACES:
            raise LayoutError(
                f"plus de {nombre(MOST_PLACES)} lieux sans code de commune : ce fichier n'a pas la "
                "forme attendue."
            )
        start = 0
        while start < len(facts):
            filled = self.n_lignes % PIECE
            if not filled:
                self._pieces.append(np.empty((2, PIECE), np.uint64))
            taken = min(len(facts) - start, PIECE - filled)
            rows = slice(start, start + taken)
            self._pieces[-1][0, filled : filled + taken] = lot.personnes[rows]
            self._pieces[-1][1, filled : filled + taken] = facts[rows]
            self.n_lignes += taken
            start += taken

    def places(self) -> tuple[list[list[str]], Ints]:
        """Say what each distinct place is known by, and which one each number means.

        Returns
        -------
        said : list of list of str
            What each place says, by :data:`ROLES_DE_LIEU`.
        position : array of int
            Position in `said` of each number of place.
        """
        self._unify()
        communes = np.flatnonzero(self._communes)
        position = np.zeros(COMMUNES + self._n_lieux, dtype=np.int64)
        position[communes] = np.arange(len(communes))
        position[COMMUNES:] = len(communes) + np.concatenate(self._sens)
        known = [[commune_code(number), "", "", ""] for number in communes.tolist()]
        others = [
            value.decode("utf-8", "replace").split(SEPARATEUR.decode(), len(ROLES_DE_LIEU) - 1)
            for value in self._lieux.to_pylist()
        ]
        return known + others, position

    def _unify(self) -> None:
        """Give one position to places of different blocks that say the same."""
        coded = pa.concat_arrays([self._lieux, *self._nouveaux]).dictionary_encode()
        self._sens.append(coded.indices.to_numpy()[len(self._lieux) :])
        self._lieux, self._nouveaux = coded.dictionary, []

    def partitions(self) -> Iterator[tuple[Words, Words]]:
        """Give keys of persons and facts, all the rows of a person in one partition."""
        last = self.n_lignes - PIECE * (len(self._pieces) - 1)
        sizes = [PIECE] * (len(self._pieces) - 1) + [last]
        bounds = []
        for rank, size in enumerate(sizes):
            piece = self._pieces[rank][:, :size]
            number = ((piece[0] * _MIXER) >> _SHIFT).astype(np.uint8)
            self._pieces[rank] = piece[:, np.argsort(number, kind="stable")]
            rows = np.bincount(number, minlength=PARTITIONS)
            bounds.append(np.concatenate([[0], np.cumsum(rows)]))
        for number in range(PARTITIONS):
            slices = [
                piece[:, bound[number] : bound[number + 1]]
                for piece, bound in zip(self._pieces, bounds, strict=True)
            ]
            keys, facts = np.concatenate(slices, axis=1)
            if len(keys):
                yield keys, facts


@dataclass(frozen=True, eq=False)
class Savoirs:
    """Physicians known by a SavoirFaire file: sorted keys of persons, by class."""

    generalistes: NDArray[np.uint64]
    specialistes: NDArray[np.uint64]
    autres: NDArray[np.uint64]


@dataclass(frozen=True, eq=False)
class Assemblage:
    """What the rows of a whole file become.

    Attributes
    ----------
    placements : Placements
        Rows that count, located or not.
    lignes, personnes : array of int
        Rows and persons by rank of the line of the ledger.
    medecins : dict of str to int
        Médecins by what their savoir-faire say: ``ambigus`` (general practice and another
        speciality), ``sans`` (none), ``autre`` (only what is no speciality), ``total``.
    n_personnes : int
        Persons of the file, whether their rows count or not.
    """

    placements: Placements
    lignes: Ints
    personnes: Ints
    medecins: dict[str, int]
    n_personnes: int


def assemble(
    recueil: Recueil,
    professions: Sequence[int],
    medecins: tuple[int, int, int],
    lieux: Ints,
    rangs: Ints,
    *,
    sans_specialite_generaliste: bool,
    savoirs: Savoirs | None = None,
) -> Assemblage:
    """Bring the rows of each person together.

    Parameters
    ----------
    recueil : Recueil
    professions : sequence of int
        Final position of each profession of the register, by its number in the rows.
    medecins : tuple of int
        Number of médecins in the rows; final positions of généralistes and of spécialistes.
    lieux : array of int
        Position of each place in the table of places, by its number in the rows.
    rangs : array of int
        Rank of the line of the ledger of each place.
    sans_specialite_generaliste : bool
        Whether a médecin without any savoir-faire is a généraliste.
    savoirs : Savoirs, optional
        What the SavoirFaire file says, when the activity rows say nothing.
    """
    number, generaliste, specialiste = medecins
    order = np.asarray(professions, dtype=np.int64)
    rank_of_status = np.array([0] + [RANG[status] for status in STATUTS[1:]])
    rows_by_line = np.zeros(len(CLES), np.int64)
    persons_by_line = np.zeros(len(CLES), np.int64)
    doctors = dict.fromkeys(("total", "ambigus", "sans", "autre"), 0)
    table = _Table(recueil.n_lignes)
    n_all = 0
    for keys, facts in recueil.partitions():
        persons, person = np.unique(keys, return_inverse=True)
        n_all += len(persons)
        place, profession, skill, status = unpack(facts)
        doctor = np.flatnonzero(profession == number)
        classes = _skills(persons, person[doctor], skill[doctor], savoirs)
        is_doctor = _flag(len(persons), person[doctor])
        general, special, other = classes
        none = is_doctor & ~general & ~special & ~other
        practitioner = general | (none & sans_specialite_generaliste)
        for name, which in (
            ("total", is_doctor), ("ambigus", general & special), ("sans", none),
            ("autre", is_doctor & other & ~general & ~special),
        ):  # fmt: skip
            doctors[name] += int(which.sum())
        final = order[profession]
        final[doctor] = np.where(practitioner[person[doctor]], generaliste, specialiste)
        packed = person << 40 | lieux[place] << 16 | final << 4 | status
        packed.sort()
        first = np.flatnonzero(np.diff(packed, prepend=-1))
        n = np.diff(first, append=len(packed))
        packed = packed[first]
        person, place = packed >> 40, (packed >> 16) & 0xFFFFFF
        final, status = (packed >> 4) & 0xFFF, packed & 15
        line = np.where(status == COMPTE, rangs[place], rank_of_status[status])
        rows_by_line += np.bincount(line, n, len(CLES)).astype(np.int64)
        best = np.minimum.reduceat(line, np.flatnonzero(np.diff(person, prepend=-1)))
        persons_by_line += np.bincount(best, minlength=len(CLES))
        kept = status == COMPTE
        table.append(person[kept], place[kept], final[kept], n[kept])
    return Assemblage(table.placements(), rows_by_line, persons_by_line, doctors, n_all)


class _Table:
    """Columns of the placements, filled piece by piece in memory reserved once."""

    def __init__(self, size: int) -> None:
        self.person = np.empty(size, np.uint32)
        self.place = np.empty(size, np.uint32)
        self.profession = np.empty(size, np.uint16)
        self.n = np.empty(size, np.uint32)
        self.filled = self.persons = 0

    def append(self, person: Ints, place: Ints, profession: Ints, n: Ints) -> None:
        """Add the rows of other persons, sorted; persons are numbered on."""
        if not len(person):
            return
        numbered = np.cumsum(np.diff(person, prepend=-1) != 0) - 1 + self.persons
        rows = slice(self.filled, self.filled + len(person))
        self.person[rows], self.place[rows] = numbered, place
        self.profession[rows], self.n[rows] = profession, n
        self.filled, self.persons = rows.stop, int(numbered[-1]) + 1

    def placements(self) -> Placements:
        """Give the table."""
        rows = slice(self.filled)
        return Placements(
            self.person[rows], self.place[rows], self.profession[rows], self.n[rows], self.persons
        )


def _skills(
    persons: NDArray[np.uint64], doctor: Ints, skill: Ints, savoirs: Savoirs | None
) -> list[NDArray[np.bool_]]:
    """Tell what each person has: general practice, another speciality, another savoir-faire."""
    if savoirs is None:
        return [
            _flag(len(persons), doctor[skill == wanted])
            for wanted in (GENERALISTE, SPECIALISTE, SPECIALISTE + 1)
        ]
    is_doctor = _flag(len(persons), doctor)
    known = (savoirs.generalistes, savoirs.specialistes, savoirs.autres)
    return [is_doctor & np.isin(persons, keys) for keys in known]


def _flag(size: int, where: Ints) -> NDArray[np.bool_]:
    flags = np.zeros(size, dtype=bool)
    flags[where] = True
    return flags
