"""Activity rows as integers: who practises which profession where, person by person.

Counted: every row of a register, once. Identifiers become numbers while the file is read and
are then forgotten; names and addresses never come here.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from poles_geo.bilan import exportable
from poles_geo.communes import CODE
from poles_geo.professions import CODE_MEDECIN, SAVOIR_FAIRE_GENERALISTE
from poles_geo.sources.lignes import Lignes

COMMUNES = 120_000
"""Well-formed commune codes are places 0 to 119 999; other places come after."""

COMPTE, PROFESSION_ILLISIBLE, MILITAIRE, ETUDIANT, REMPLACEMENT, MODE = range(6)
STATUTS = ("compte", "profession_illisible", "militaire", "etudiant", "remplacement", "mode")
"""What becomes of a row before it is located, in order of precedence after « compte »."""

AUCUN, GENERALISTE, SPECIALISTE, AUTRE = range(4)
REMPLACEMENTS = frozenset({"GENR02", "GENR03"})
SEPARATEUR = b"\x7f"
ROLES_DE_LIEU = ("code_commune", "code_postal", "bureau", "pays")

_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], dtype=np.uint64)
_PREFIXES = [f"{'0123456789'[dep // 12]}{'0123456789AB'[dep % 12]}" for dep in range(120)]
_KNOWN = np.array(
    [re.fullmatch(CODE, f"{dep}{hundred}01") is not None for dep in _PREFIXES
     for hundred in range(10)]
)  # fmt: skip

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Bools = NDArray[np.bool_]


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


class Lexique:
    """Numbers given to texts in order of appearance."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {}
        self.numbers(texts)

    @property
    def termes(self) -> list[str]:
        """Texts in the order of their numbers."""
        return list(self._numbers)

    def numbers(self, texts: Iterable[str]) -> Ints:
        """Give the number of each text, a new one to those never seen."""
        known = self._numbers
        return np.array([known.setdefault(text, len(known)) for text in texts], dtype=np.int64)


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


class Encodeur:
    """Turns blocks of rows into integers, with one numbering for the whole file.

    Parameters
    ----------
    filtres : Filtres
    """

    def __init__(self, filtres: Filtres) -> None:
        self.filtres = filtres
        self.professions = Lexique(["", CODE_MEDECIN])

    def encode(self, rows: Lignes) -> tuple[Lot, Journal]:
        """Encode one block."""
        columns = rows.colonnes
        if not columns:
            empty = np.zeros(0, np.uint64)
            lot = Lot(empty, empty, pa.array([], pa.binary()))
            return lot, Journal(rows.n_lignes, rows.rejets)
        persons, known = person_keys(columns["personne"])
        professions, readable = self._professions(columns["profession"])
        status, values = self._status(columns, readable)
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

    def _professions(self, column: pa.Array) -> tuple[Ints, Bools]:
        values = _values(column)
        good = [re.fullmatch(r"\d{2,3}", value) is not None for value in values]
        numbers = self.professions.numbers(
            [value if ok else "" for value, ok in zip(values, good, strict=True)]
        )
        return _spread(numbers, column), _spread(np.array(good, dtype=bool), column)

    def _status(
        self, columns: dict[str, pa.Array], readable: Bools
    ) -> tuple[Ints, Counter[tuple[str, str]]]:
        status = np.full(len(readable), COMPTE)
        counter: Counter[tuple[str, str]] = Counter()

        def set_aside(reason: int, column: pa.Array, out: Bools) -> None:
            out = out & (status == COMPTE)
            if out.any():
                status[out] = reason
                rows = np.bincount(_indices(column)[out], minlength=len(column.dictionary))
                for value, count in zip(_values(column), rows.tolist(), strict=True):
                    if count:
                        counter[STATUTS[reason], exportable(value)] += count

        def among(role: str, wanted: frozenset[str]) -> Bools:
            column = columns[role]
            return _spread(np.array([value in wanted for value in _values(column)]), column)

        set_aside(PROFESSION_ILLISIBLE, columns["profession"], ~readable)
        if not self.filtres.militaires and {"categorie", "libelle_categorie"} <= set(columns):
            label = columns["libelle_categorie"]
            military = np.array([v.casefold().startswith("milit") for v in _values(label)])
            out = among("categorie", frozenset("M")) & _spread(military, label)
            set_aside(MILITAIRE, columns["categorie"], out)
        if not self.filtres.etudiants and "categorie" in columns:
            set_aside(ETUDIANT, columns["categorie"], among("categorie", frozenset("E")))
        if not self.filtres.remplacements:
            set_aside(REMPLACEMENT, columns["genre"], among("genre", REMPLACEMENTS))
        if self.filtres.modes is not None:
            set_aside(MODE, columns["mode"], ~among("mode", self.filtres.modes))
        return status, counter


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
    numbers[unclear] = COMMUNES + _indices(texts)
    return numbers, texts.dictionary


def person_keys(identifiers: pa.Array) -> tuple[Words, Bools]:
    """Give persons numbers: equal identifiers, equal keys.

    Identifiers of at most 15 digits, as those of RPPS and ADELI, are told apart exactly; others
    (Corsican ADELI numbers, pseudonyms) by 60 bits of a cryptographic hash.

    Returns
    -------
    keys : array of uint64
    known : array of bool
        False for an identifier without letter nor digit, or with a control character.
    """
    texts = identifiers.view(pa.string())
    sizes = np.diff(_offsets(identifiers))
    digits = pc.ascii_is_decimal(texts).to_numpy(zero_copy_only=False) & (sizes < 16)
    numeric = texts if digits.all() else pc.if_else(pa.array(digits), texts, "0")
    keys = numeric.cast(pa.int64()).to_numpy().astype(np.uint64)
    keys |= sizes.astype(np.uint64) << np.uint64(60)
    others = np.flatnonzero(~digits)
    if len(others):
        coded = identifiers.take(pa.array(others)).dictionary_encode()
        keys[others] = _spread(np.array([_key(v) for v in _values(coded)], np.uint64), coded)
    return keys, keys != 0


def _key(identifier: str) -> int:
    """Key of an identifier that is not of digits alone as it stands."""
    if re.fullmatch(r"[0-9]{1,15}", identifier):
        return len(identifier) << 60 | int(identifier)
    if not re.fullmatch(r"[!-~]*[0-9A-Za-z][!-~]*", identifier):
        return 0
    digest = blake2b(identifier.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 4 or 1


def commune_numbers(codes: pa.Array) -> tuple[Ints, Bools]:
    """Turn commune codes that need no repair into numbers: « 2A004 » → 34 004.

    Returns
    -------
    numbers : array of int
        Below 120 000; see :func:`commune_code`.
    good : array of bool
        Whether the code is well formed; the number means nothing otherwise.
    """
    offsets = _offsets(codes)
    sizes = np.diff(offsets)
    data = codes.buffers()[2]
    padded = np.zeros((0 if data is None else data.size) + 8, np.uint8)
    if data is not None:
        padded[:-8] = np.frombuffer(data, np.uint8)
    words = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))[offsets[:-1]]
    words = (words & _MASKS[np.minimum(sizes, 8)]) ^ np.uint64(0x3030303030)
    signs = [((words >> np.uint64(8 * rank)) & np.uint64(255)).astype(np.int64)
             for rank in range(5)]  # fmt: skip
    corsican = (signs[0] == 2) & ((signs[1] == 0x71) | (signs[1] == 0x72))
    signs[1] = np.where(corsican, signs[1] - 0x71 + 10, signs[1])
    good = (sizes == 5) & (corsican | (signs[1] < 10))
    for sign in (signs[0], *signs[2:]):
        good &= sign < 10
    numbers = (12 * signs[0] + signs[1]) * 1000 + 100 * signs[2] + 10 * signs[3] + signs[4]
    numbers = np.where(good, numbers, 0)
    good &= _KNOWN[numbers // 100] & (numbers % 1000 != 0)
    return numbers, good


def commune_code(number: int) -> str:
    """Code of a commune from its number: the inverse of :func:`commune_numbers`."""
    return f"{_PREFIXES[number // 1000]}{number % 1000:03d}"


def skill_classes(column: pa.Array | None, size: int) -> Ints:
    """Class of each savoir-faire: none, general practice, other speciality (SM…), other."""
    if column is None:
        return np.zeros(size, np.int64)
    classes = [
        AUCUN if not value
        else GENERALISTE if value in SAVOIR_FAIRE_GENERALISTE
        else SPECIALISTE if value.startswith("SM")
        else AUTRE
        for value in _values(column)
    ]  # fmt: skip
    return _spread(np.array(classes, dtype=np.int64), column)


def pack(places: Ints, professions: Ints, skills: Ints, status: Ints) -> Words:
    """Pack the facts of a row: place, 11 bits of profession, 2 of savoir-faire, 3 of status."""
    return (places << 16 | professions << 5 | skills << 3 | status).astype(np.uint64)


def unpack(facts: Words) -> tuple[Ints, Ints, Ints, Ints]:
    """Undo :func:`pack`."""
    packed = facts.astype(np.int64)
    return packed >> 16, (packed >> 5) & 2047, (packed >> 3) & 3, packed & 7


def _offsets(column: pa.Array) -> Ints:
    raw = np.frombuffer(column.buffers()[1], np.int32)
    return raw[column.offset : column.offset + len(column) + 1].astype(np.int64)


def _values(column: pa.Array) -> list[str]:
    """Values of a dictionary-encoded column, as text."""
    return [value.decode("utf-8", "replace").strip() for value in column.dictionary.to_pylist()]


def _indices(column: pa.Array) -> Ints:
    return column.indices.to_numpy()  # type: ignore[no-any-return]


def _spread(of_value: NDArray, column: pa.Array) -> NDArray:  # type: ignore[type-arg]
    """Give each row what its value has."""
    return of_value[_indices(column)] if len(of_value) else of_value[:0]
