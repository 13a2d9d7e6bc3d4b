"""Activity rows as integers: who practises which profession where, person by person.

Counted: every row of a register, once. Identifiers become numbers while the file is read and
are then forgotten; names and addresses never come here.
"""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from poles_geo.counting.bilan import exportable
from poles_geo.counting.professions import GENERALIST_SKILLS
from poles_geo.counting.words import (
    COMMUNES,
    UNKNOWN_PROFESSION,
    Bools,
    Ints,
    Words,
    among,
    commune_numbers,
    person_keys,
    profession_numbers,
    starting_with,
    word,
    words,
)
from poles_geo.tabular.rows import Rows

COUNTED, UNREADABLE_PROFESSION, MILITARY, STUDENT, REPLACEMENT, MODE = range(6)
STATUSES = ("compte", "profession_illisible", "militaire", "etudiant", "remplacement", "mode")
"""What becomes of a row before it is located, in order of precedence after « compte »."""

NO_SKILL, GENERALIST, SPECIALIST, OTHER_SKILL = range(4)
REPLACEMENTS = frozenset({"GENR02", "GENR03"})
SEPARATOR = b"\x7f"
PLACE_ROLES = ("code_commune", "code_postal", "bureau", "pays")


@dataclass(frozen=True)
class Filters:
    """Which rows count, beyond having a person and a profession.

    Attributes
    ----------
    modes : frozenset of str or None
        Modes d'exercice kept (S, L, B, I; empty for unknown). None: all of them.
    replacements, students, military : bool
        Whether replacements (genre GENR02 and GENR03), students (catégorie E) and military
        (catégorie M when its label says so: since 2024 it means civil servants) count.
    """

    modes: frozenset[str] | None = None
    replacements: bool = True
    students: bool = False
    military: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """Columns that these filters need."""
        wanted = {
            "mode": self.modes is not None,
            "genre": not self.replacements,
            "categorie": not (self.students and self.military),
            "libelle_categorie": not self.military,
        }
        return frozenset(role for role, needed in wanted.items() if needed)


@dataclass(frozen=True)
class Journal:
    """What the ledger must know of one block.

    Attributes
    ----------
    n_rows : int
        Lines of the block.
    rejected : list of (int, str)
        Lines that are no row, by rank in the block, with the key of the reason.
    set_aside : Counter
        Rows set aside by a filter, by (status, value in the file).
    """

    n_rows: int
    rejected: list[tuple[int, str]]
    set_aside: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Batch:
    """Rows of one block as integers.

    Attributes
    ----------
    persons : array of uint64
        Key of the person; equal keys are one person.
    facts : array of uint64
        Place, profession, savoir-faire and status, packed (see :func:`pack`).
    places : pyarrow.Array
        What the places without a well-formed commune code say: see :func:`place_numbers`.
    """

    persons: Words
    facts: Words
    places: pa.Array


def encode(rows: Rows, filters: Filters) -> tuple[Batch, Journal]:
    """Turn the rows of one block into integers."""
    columns = rows.columns
    if not columns:
        empty = np.zeros(0, np.uint64)
        return Batch(empty, empty, pa.array([], pa.binary())), Journal(rows.n_rows, rows.rejected)
    persons, known = person_keys(columns["personne"])
    professions = profession_numbers(columns["profession"])
    status, values = _status(columns, professions, known, filters)
    skills = skill_classes(columns.get("savoir_faire"), len(known))
    places, others = place_numbers(columns)
    facts = pack(places, professions, skills, status)
    rejected = rows.rejected
    if not known.all():
        lines = np.delete(np.arange(rows.n_rows), [rank for rank, _ in rejected])
        unknown = [(int(line), "rejet_identifiant") for line in lines[~known]]
        rejected = sorted([*rejected, *unknown])
        persons, facts = persons[known], facts[known]
    return Batch(persons, facts, others), Journal(rows.n_rows, rejected, values)


def place_numbers(columns: dict[str, pa.Array]) -> tuple[Ints, pa.Array]:
    """Give places numbers: the commune code when it is well formed, else all that the row says.

    Returns
    -------
    numbers : array of int
        Number of the commune, or COMMUNES + position in `others`.
    others : pyarrow.Array
        What the places without a well-formed commune code say, :data:`PLACE_ROLES` joined by
        :data:`SEPARATOR`.
    """
    numbers, good = commune_numbers(columns["code_commune"])
    unclear = np.flatnonzero(~good)
    rows = pa.array(unclear)
    empty = pa.nulls(len(unclear), pa.binary()).fill_null(b"")
    parts = [columns[role].take(rows) if role in columns else empty for role in PLACE_ROLES]
    texts = pc.binary_join_element_wise(*parts, SEPARATOR).dictionary_encode()
    numbers[unclear] = COMMUNES + texts.indices.to_numpy()
    return numbers, texts.dictionary


def skill_classes(column: pa.Array | None, size: int) -> Ints:
    """Class of each savoir-faire: none, general practice, other speciality (SM…), other."""
    classes = np.full(size, NO_SKILL)
    if column is not None:
        codes, sizes = words(column)
        classes[sizes > 0] = OTHER_SKILL
        classes[(codes & np.uint64(0xFFFF)) == word("SM")] = SPECIALIST
        classes[among(column, GENERALIST_SKILLS)] = GENERALIST
    return classes


def pack(places: Ints, professions: Ints, skills: Ints, status: Ints) -> Words:
    """Pack the facts of a row: place, 11 bits of profession, 2 of savoir-faire, 3 of status."""
    return (places << 16 | professions << 5 | skills << 3 | status).astype(np.uint64)


def unpack(facts: Words) -> tuple[Ints, Ints, Ints, Ints]:
    """Undo :func:`pack`."""
    packed = facts.astype(np.int64)
    return packed >> 16, (packed >> 5) & 2047, (packed >> 3) & 3, packed & 7


def _status(
    columns: dict[str, pa.Array], professions: Ints, known: Bools, filters: Filters
) -> tuple[Ints, Counter[tuple[str, str]]]:
    """Say what becomes of each row before it is located, and count the values set aside."""
    status = np.full(len(known), COUNTED)
    counter: Counter[tuple[str, str]] = Counter()

    def set_aside(reason: int, role: str, out: Bools) -> None:
        rows = np.flatnonzero(out & known & (status == COUNTED))
        if len(rows):
            status[rows] = reason
            for value in columns[role].take(pa.array(rows)).value_counts().to_pylist():
                text = value["values"].decode("utf-8", "replace")
                counter[STATUSES[reason], exportable(text)] += value["counts"]

    set_aside(UNREADABLE_PROFESSION, "profession", professions == UNKNOWN_PROFESSION)
    if not filters.military and {"categorie", "libelle_categorie"} <= set(columns):
        military = starting_with(columns["libelle_categorie"], "milit")
        set_aside(MILITARY, "categorie", military & among(columns["categorie"], frozenset("M")))
    if not filters.students and "categorie" in columns:
        set_aside(STUDENT, "categorie", among(columns["categorie"], frozenset("E")))
    if not filters.replacements:
        set_aside(REPLACEMENT, "genre", among(columns["genre"], REPLACEMENTS))
    if filters.modes is not None:
        set_aside(MODE, "mode", ~among(columns["mode"], filters.modes))
    return status, counter
