"""Rows of a whole file, gathered person by person in memory that does not grow with them.

Kept: two integers a row, beyond a size in a temporary file that has no name and goes with the
process; those of persons are masked there. What places say stays in memory, once each.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile, gettempdir
from typing import IO

import numpy as np
import pyarrow as pa

from poles_geo.counting.activities import PLACE_ROLES, SEPARATOR, Batch, unpack
from poles_geo.counting.words import COMMUNES, PROFESSIONS, Ints, Words, commune_code
from poles_geo.errors import LayoutError, WriteError, reason_of
from poles_geo.typography import french_number

PARTITIONS = 256
PIECE = 1 << 18
IN_MEMORY = 48 << 20
"""Bytes kept before a file is written: 3 million rows, more than the whole register has."""

MOST_PLACES = 1 << 24
_MIXER = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(64 - 8)
_LOW = np.uint64(0xFFFF)


@contextmanager
def gather() -> Iterator["Spool"]:
    """Give an empty collection; its rows are forgotten at the end."""
    with SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        yield Spool(file)


class Spool:
    """Rows of a whole file, added block after block: see :func:`gather`."""

    def __init__(self, file: IO[bytes]) -> None:
        self.n_rows = 0
        self._lots: list[Batch] = []
        self._places = pa.array([], pa.binary())
        self._communes = np.zeros(COMMUNES, dtype=bool)
        self._professions = np.zeros(PROFESSIONS, dtype=bool)
        self._file = file
        self._bounds: list[list[int]] = []
        self._mask = np.uint64(secrets.randbits(64))
        factor = secrets.randbits(64) | 1
        self._factor, self._inverse = np.uint64(factor), np.uint64(pow(factor, -1, 1 << 64))

    def add(self, batch: Batch) -> None:
        """Add the rows of one block."""
        self._lots.append(batch)
        self.n_rows += len(batch.persons)
        if sum(len(waiting.persons) for waiting in self._lots) >= PIECE:
            self._store()

    @property
    def professions(self) -> list[int]:
        """Numbers of the professions met."""
        self._store()
        return np.flatnonzero(self._professions).tolist()

    def places(self) -> tuple[list[list[str]], Ints]:
        """Say what each distinct place is known by, and which one each number means.

        Returns
        -------
        said : list of list of str
            What each place says, by :data:`PLACE_ROLES`.
        position : array of int
            Position in `said` of each number of place.
        """
        self._store()
        communes = np.flatnonzero(self._communes)
        position = np.zeros(COMMUNES + len(self._places), dtype=np.int64)
        position[communes] = np.arange(len(communes))
        position[COMMUNES:] = len(communes) + np.arange(len(self._places))
        known = [[commune_code(number), "", "", ""] for number in communes.tolist()]
        others = [
            value.decode("utf-8", "replace").split(SEPARATOR.decode(), len(PLACE_ROLES) - 1)
            for value in self._places.to_pylist()
        ]
        return known + others, position

    def partitions(self) -> Iterator[tuple[Words, Words]]:
        """Give keys of persons and facts, all the rows of a person in one partition."""
        self._store()
        for number in range(PARTITIONS):
            pieces = [self._read(bounds[number], bounds[number + 1]) for bounds in self._bounds]
            masked, facts = np.frombuffer(b"".join(pieces), np.uint64).reshape(-1, 2).T
            if len(facts):
                yield masked * self._inverse ^ self._mask, facts

    def _read(self, start: int, stop: int) -> bytes:
        self._file.seek(start)
        return self._file.read(stop - start)

    def _store(self) -> None:
        """Put the rows that wait into the file, by partition."""
        if not self._lots:
            return
        keys = np.concatenate([batch.persons for batch in self._lots])
        facts = self._settle()
        self._lots = []
        number = ((keys * _MIXER) >> _SHIFT).astype(np.uint8)
        order = np.argsort(number, kind="stable")
        rows = np.stack([(keys ^ self._mask) * self._factor, facts], axis=1).take(order, axis=0)
        ends = np.cumsum(np.bincount(number, minlength=PARTITIONS)) * rows.itemsize * 2
        start = self._file.tell()
        self._write(rows.data)
        self._bounds.append([start, *(start + ends).tolist()])

    def _write(self, content: memoryview) -> None:
        try:
            self._file.write(content)
        except OSError as error:
            raise WriteError(
                f"dossier temporaire {gettempdir()} : {reason_of(error)} ; un compte y garde 16 Mo "
                "par million de lignes. Faites-y de la place, ou nommez-en un autre par la "
                "variable TMPDIR (TEMP sous Windows)."
            ) from error

    def _settle(self) -> Words:
        """Facts of the rows that wait, the places of all blocks numbered together."""
        facts = np.concatenate([batch.facts for batch in self._lots])
        places, professions, _, _ = unpack(facts)
        self._professions[professions] = True
        unclear = np.flatnonzero(places >= COMMUNES)
        self._communes[np.delete(places, unclear)] = True
        coded = pa.concat_arrays(
            [self._places, *(batch.places for batch in self._lots)]
        ).dictionary_encode()
        position = coded.indices.to_numpy()[len(self._places) :]
        self._places = coded.dictionary
        if COMMUNES + len(self._places) > MOST_PLACES:
            raise LayoutError(
                f"plus de {french_number(MOST_PLACES)} lieux sans code de commune : ce fichier n'a "
                "pas la forme attendue."
            )
        sizes = [len(batch.places) for batch in self._lots]
        starts = np.repeat(np.cumsum(sizes) - sizes, [len(batch.facts) for batch in self._lots])
        number = COMMUNES + position[(starts + places)[unclear] - COMMUNES]
        facts[unclear] = number.astype(np.uint64) << np.uint64(16) | facts[unclear] & _LOW
        return facts
