"""Short codes as machine words: texts of a whole column compared and numbered at once.

A word is the first eight bytes of a text. Only codes are read so: communes, professions, persons.
"""

import re
from hashlib import blake2b

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from poles_geo.codes import CODE

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
Bools = NDArray[np.bool_]

COMMUNES = 120_000
"""Numbers of communes are below."""

PROFESSIONS = 1_101
"""Numbers of professions are below; the last one is that of an unreadable code."""

UNKNOWN_PROFESSION = PROFESSIONS - 1

_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(9)], dtype=np.uint64)
_ZEROS = np.uint64(0x3030303030)
_LOWER = np.uint64(0x2020202020202020)
_DEPARTEMENTS = [f"{'0123456789'[rank // 12]}{'0123456789AB'[rank % 12]}" for rank in range(120)]
_KNOWN = np.array(
    [re.fullmatch(CODE, f"{departement}{hundred}01") is not None
     for departement in _DEPARTEMENTS for hundred in range(10)]
)  # fmt: skip


def words(column: pa.Array) -> tuple[Words, Ints]:
    """First eight bytes of each value, and its size in bytes."""
    offsets = _offsets(column)
    sizes = np.diff(offsets)
    data = column.buffers()[2]
    padded = np.zeros((0 if data is None else data.size) + 8, np.uint8)
    if data is not None:
        padded[:-8] = np.frombuffer(data, np.uint8)
    eights = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))[offsets[:-1]]
    return eights & _MASKS[np.minimum(sizes, 8)], sizes


def word(text: str) -> np.uint64:
    """Word of one text of at most eight bytes."""
    return np.uint64(int.from_bytes(text.encode(), "little"))


def among(column: pa.Array, texts: frozenset[str]) -> Bools:
    """Say which values are one of `texts`, of at most eight bytes."""
    found, sizes = words(column)
    return np.isin(found, [word(text) for text in texts]) & (sizes <= 8)


def starting_with(column: pa.Array, prefix: str) -> Bools:
    """Say which values start with `prefix`, in lower-case letters, whatever their case."""
    found, _ = words(column)
    same: Bools = ((found | _LOWER) & _MASKS[len(prefix)]) == word(prefix)
    return same


def commune_numbers(codes: pa.Array) -> tuple[Ints, Bools]:
    """Turn commune codes that need no repair into numbers: « 2A004 » → 34 004.

    Returns
    -------
    numbers : array of int
        Below :data:`COMMUNES`; see :func:`commune_code`.
    good : array of bool
        Whether the code is well formed; the number means nothing otherwise.
    """
    found, sizes = words(codes)
    signs = _signs(found, 5)
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
    return f"{_DEPARTEMENTS[number // 1000]}{number % 1000:03d}"


def profession_numbers(codes: pa.Array) -> Ints:
    """Turn codes of two or three digits into numbers, any other into UNKNOWN_PROFESSION."""
    found, sizes = words(codes)
    signs = _signs(found, 3)
    two = 10 * signs[0] + signs[1]
    good = (signs[0] < 10) & (signs[1] < 10)
    long = good & (sizes == 3) & (signs[2] < 10)
    short = good & (sizes == 2)
    return np.where(short, two, np.where(long, 100 + 10 * two + signs[2], UNKNOWN_PROFESSION))


def profession_code(number: int) -> str:
    """Code of a profession from its number: the inverse of :func:`profession_numbers`."""
    return f"{number:02d}" if number < 100 else f"{number - 100:03d}"


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
        distinct = [value.decode("utf-8", "replace") for value in coded.dictionary.to_pylist()]
        of_distinct = np.array([_key(value.strip()) for value in distinct], dtype=np.uint64)
        keys[others] = of_distinct[coded.indices.to_numpy()]
    return keys, keys != 0


def _key(identifier: str) -> int:
    """Key of an identifier that is not of digits alone as it stands."""
    if re.fullmatch(r"[0-9]{1,15}", identifier):
        return len(identifier) << 60 | int(identifier)
    if not re.fullmatch(r"[!-~]*[0-9A-Za-z][!-~]*", identifier):
        return 0
    digest = blake2b(identifier.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 4 or 1


def _signs(found: Words, count: int) -> list[Ints]:
    """First bytes of words, less « 0 »: a digit is below 10."""
    found = found ^ _ZEROS
    return [
        ((found >> np.uint64(8 * rank)) & np.uint64(255)).astype(np.int64) for rank in range(count)
    ]


def _offsets(column: pa.Array) -> Ints:
    raw = np.frombuffer(column.buffers()[1], np.int32)
    return raw[column.offset : column.offset + len(column) + 1].astype(np.int64)
