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
from poles_geo.counting.professions import SAVOIR_FAIRE_GENERALISTE
from poles_geo.counting.words import (
    COMMUNES,
    PROFESSION_INCONNUE,
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
from poles_geo.tabular.rows import Lignes

COMPTE, PROFESSION_ILLISIBLE, MILITAIRE, ETUDIANT, REMPLACEMENT, MODE = range(6)
STATUTS = ("compte", "profession_illisible", "militaire", "etudiant", "remplacement", "mode")
"""What becomes of a row before it is located, in order of precedence after « compte »."""

AUCUN, GENERALISTE, SPECIALISTE, AUTRE = range(4)
REMPLACEMENTS = frozenset({"GENR02", "GENR03"})
SEPARATEUR = b"\x7f"
ROLES_DE_LIEU = ("code_commune", "code_postal", "bureau", "pays")


@dataclass(frozen=True)
class Filtres:
    """Which rows count, beyond having a person and a profession.

    Attributes
    ----------
    modes : frozenset of str or None
        Modes d'exercice kept (S, L, B, I; empty for unknown). None: all of them.
    remplacements, etudiants, militaires : bool
        Whether replacements (genre GENR02 and GENR03), students (catégorie E) and military
        (catégorie M when its label says so: since 2024 it means civil servants) count.
    """

    modes: frozenset[str] | None = None
    remplacements: bool = True
    etudiants: bool = False
    militaires: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """Columns that these filters need."""
        wanted = {
            "mode": self.modes is not None,
            "genre": not self.remplacements,
            "categorie": not (self.etudiants and self.militaires),
            "libelle_categorie": not self.militaires,
        }
        return frozenset(role for role, needed in wanted.items() if needed)


@dataclass(frozen=True)
class Journal:
    """What the ledger must know of one block.

    Attributes
    ----------
    n_lignes : int
        Lines of the block.
    rejets : list of (int, str)
        Lines that are no row, by rank in the block, with the key of the reason.
    valeurs : Counter
        Rows set aside by a filter, by (status, value in the file).
    """

    n_lignes: int
    rejets: list[tuple[int, str]]
    valeurs: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Lot:
    """Rows of one block as integers.

    Attributes
    ----------
    personnes : array of uint64
        Key of the person; equal keys are one person.
    faits : array of uint64
        Place, profession, savoir-faire and status, packed (see :func:`pack`).
    lieux : pyarrow.Array
        What the places without a well-formed commune code say: see :func:`place_numbers`.
    """

    personnes: Words
    faits: Words
    lieux: pa.Array


def encode(rows: Lignes, filters: Filtres) -> tuple[Lot, Journal]:
    """Turn the rows of one block into integers."""
    columns = rows.colonnes
    if not columns:
        empty = np.zeros(0, np.uint64)
        return Lot(empty, empty, pa.array([], pa.binary())), Journal(rows.n_lignes, rows.rejets)
    persons, known = person_keys(columns["personne"])
    professions = profession_numbers(columns["profession"])
    status, values = _status(columns, professions, known, filters)
    skills = skill_classes(columns.get("savoir_faire"), len(known))
    places, others = place_numbers(columns)
    facts = pack(places, professions, skills, status)
    rejected = rows.rejets
    if not known.all():
        lines = np.delete(np.arange(rows.n_lignes), [rank for rank, _ in rejected])
        unknown = [(int(line), "rejet_identifiant") for line in lines[~known]]
        rejected = sorted([*rejected, *unknown])
        persons, facts = persons[known], facts[known]
    return Lot(persons, facts, others), Journal(rows.n_lignes, rejected, values)


def place_numbers(columns: dict[str, pa.Array]) -> tuple[Ints, pa.Array]:
    """Give places numbers: the commune code when it is well formed, else all that the row says.

    Returns
    -------
    numbers : array of int
        Number of the commune, or COMMUNES + position in `others`.
    others : pyarrow.Array
        What the places without a well-formed commune code say, :data:`ROLES_DE_LIEU` joined by
        :data:`SEPARATEUR`.
    """
    numbers, good = commune_numbers(columns["code_commune"])
    unclear = np.flatnonzero(~good)
    rows = pa.array(unclear)
    empty = pa.nulls(len(unclear), pa.binary()).fill_null(b"")
    parts = [columns[role].take(rows) if role in columns else empty for role in ROLES_DE_LIEU]
    texts = pc.binary_join_element_wise(*parts, SEPARATEUR).dictionary_encode()
    numbers[unclear] = COMMUNES + texts.indices.to_numpy()
    return numbers, texts.dictionary


def skill_classes(column: pa.Array | None, size: int) -> Ints:
    """Class of each savoir-faire: none, general practice, other speciality (SM…), other."""
    classes = np.full(size, AUCUN)
    if column is not None:
        codes, sizes = words(column)
        classes[sizes > 0] = AUTRE
        classes[(codes & np.uint64(0xFFFF)) == word("SM")] = SPECIALISTE
        classes[among(column, SAVOIR_FAIRE_GENERALISTE)] = GENERALISTE
    return classes


def pack(places: Ints, professions: Ints, skills: Ints, status: Ints) -> Words:
    """Pack the facts of a row: place, 11 bits of profession, 2 of savoir-faire, 3 of status."""
    return (places << 16 | professions << 5 | skills << 3 | status).astype(np.uint64)


def unpack(facts: Words) -> tuple[Ints, Ints, Ints, Ints]:
    """Undo :func:`pack`."""
    packed = facts.astype(np.int64)
    return packed >> 16, (packed >> 5) & 2047, (packed >> 3) & 3, packed & 7


def _status(
    columns: dict[str, pa.Array], professions: Ints, known: Bools, filters: Filtres
) -> tuple[Ints, Counter[tuple[str, str]]]:
    """Say what becomes of each row before it is located, and count the values set aside."""
    status = np.full(len(known), COMPTE)
    counter: Counter[tuple[str, str]] = Counter()

    def set_aside(reason: int, role: str, out: Bools) -> None:
        rows = np.flatnonzero(out & known & (status == COMPTE))
        if len(rows):
            status[rows] = reason
            for value in columns[role].take(pa.array(rows)).value_counts().to_pylist():
                text = value["values"].decode("utf-8", "replace")
                counter[STATUTS[reason], exportable(text)] += value["counts"]

    set_aside(PROFESSION_ILLISIBLE, "profession", professions == PROFESSION_INCONNUE)
    if not filters.militaires and {"categorie", "libelle_categorie"} <= set(columns):
        military = starting_with(columns["libelle_categorie"], "milit")
        set_aside(MILITAIRE, "categorie", military & among(columns["categorie"], frozenset("M")))
    if not filters.etudiants and "categorie" in columns:
        set_aside(ETUDIANT, "categorie", among(columns["categorie"], frozenset("E")))
    if not filters.remplacements:
        set_aside(REMPLACEMENT, "genre", among(columns["genre"], REMPLACEMENTS))
    if filters.modes is not None:
        set_aside(MODE, "mode", ~among(columns["mode"], filters.modes))
    return status, counter
