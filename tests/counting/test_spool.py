"""Rows set aside by person: all come back, once, and nothing of them can be read elsewhere."""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poles_geo.counting.activities import SEPARATOR, Batch, pack, unpack
from poles_geo.counting.persons import Reading, assemble_persons
from poles_geo.counting.spool import Spool, gather
from poles_geo.counting.words import COMMUNES, commune_code, person_keys
from poles_geo.errors import WriteError

TextLine = tuple[int, int | str, int, int, int]
"""Key of the person, number of the commune or what the place says, profession, skill, status."""

ROWS = st.tuples(
    st.integers(1, 5) | st.integers(1, 2**64 - 1),
    st.sampled_from([1001, 75056, 119_999]) | st.sampled_from(["59000", "59000 LILLE", ""]),
    st.integers(0, 1100),
    st.integers(0, 3),
    st.integers(0, 5),
)


def batch(rows: list[TextLine]) -> Batch:
    """Encode one block, its places without commune code numbered from its own start."""
    said = list(dict.fromkeys(row[1] for row in rows if isinstance(row[1], str)))
    place = [row[1] if isinstance(row[1], int) else COMMUNES + said.index(row[1]) for row in rows]
    others = [SEPARATOR.join([b"", text.encode(), b"", b""]) for text in said]
    facts = [np.array(values, np.int64) for values in (place, *([row[rank] for row in rows]
             for rank in (2, 3, 4)))]  # fmt: skip
    keys = np.array([row[0] for row in rows], np.uint64)
    return Batch(keys, pack(*facts), pa.array(others, pa.binary()))


def read_again(spool: Spool) -> list[list[TextLine]]:
    """Read the rows of each partition."""
    said, position = spool.places()
    partitions = []
    for keys, facts in spool.partitions():
        place, *others = (values.tolist() for values in unpack(facts))
        where = [said[position[number]] for number in place]
        texts = [text if code == "" else code for code, text, _, _ in where]
        partitions.append(list(zip(keys.tolist(), texts, *others, strict=True)))
    return partitions


def expected(row: TextLine) -> tuple[int, str, int, int, int]:
    key, place, *others = row
    return (key, place if isinstance(place, str) else commune_code(place), *others)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(ROWS, max_size=8), max_size=8),
    st.sampled_from([1, 7, 1 << 18]),
    st.sampled_from([1, 300, 1 << 20]),
)
def test_every_row_comes_back_once(
    blocks: list[list[TextLine]], piece: int, in_memory: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poles_geo.counting.spool.PIECE", piece)
        patch.setattr("poles_geo.counting.spool.IN_MEMORY", in_memory)
        with gather() as spool:
            for rows in blocks:
                spool.add(batch(rows))
            partitions = read_again(spool)
            professions = spool.professions
    rows = [row for block in blocks for row in block]
    assert spool.n_rows == len(rows)
    assert Counter(map(expected, rows)) == Counter(chain.from_iterable(partitions))
    assert sorted({row[2] for row in rows}) == professions
    persons = [{row[0] for row in partition} for partition in partitions]
    assert sum(map(len, persons)) == len({row[0] for row in rows})


def test_the_file_shows_no_number_of_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("poles_geo.counting.spool.PIECE", 100)
    identifiers = [f"810{number:09d}" for number in range(1000)]
    keys, known = person_keys(pa.array([text.encode() for text in identifiers], pa.binary()))
    assert known.all()
    rows: list[TextLine] = [(key, 75056, 60, 0, 0) for key in keys.tolist()]
    path = tmp_path / "lignes"
    with path.open("w+b") as file:
        spool = Spool(file)
        for start in range(0, len(rows), 50):
            spool.add(batch(rows[start : start + 50]))
        assert sorted(chain.from_iterable(read_again(spool))) == sorted(map(expected, rows))
        file.flush()
        written = np.frombuffer(path.read_bytes(), np.uint64)
    assert len(written) == 2 * len(rows)
    assert not np.isin(keys, written).any()
    low = np.uint64((1 << 60) - 1)
    assert not np.isin(keys & low, written & low).any()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc dit les fichiers ouverts")
def test_the_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poles_geo.counting.spool.PIECE", 1)
    monkeypatch.setattr("poles_geo.counting.spool.IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with gather() as spool:
        spool.add(batch([(1, 75056, 60, 0, 0)] * 1000))
        assert len(opened_in(tmp_path)) == 1
        assert not list(tmp_path.iterdir())
    assert not opened_in(tmp_path)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limite propre à Unix")
def test_a_full_temporary_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("poles_geo.counting.spool.PIECE", 1)
    monkeypatch.setattr("poles_geo.counting.spool.IN_MEMORY", 1)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with (
        biggest_file(10_000),
        pytest.raises(WriteError, match=f"{tmp_path}.*fichier trop gros.*TMPDIR"),
        gather() as spool,
    ):
        spool.add(batch([(1, 75056, 60, 0, 0)] * 1000))


@contextmanager
def biggest_file(size: int) -> Iterator[None]:
    """Let the process write no file of more than `size` bytes, as a full disk would."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def opened_in(folder: Path) -> list[str]:
    """Files of a folder that this process holds open."""
    found = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.append(str(descriptor.readlink()))
    return [name for name in found if name.startswith(str(folder))]


@pytest.mark.parametrize("n", [1, 255, 256, 70_000])
def test_many_rows_of_one_person_at_one_place(n: int) -> None:
    rows: list[TextLine] = [(1, 75056, 60, 0, 0)] * n + [(2, 75056, 60, 0, 0), (3, 59350, 60, 0, 0)]
    with gather() as spool:
        spool.add(batch(rows))
        _, position = spool.places()
        found = assemble_persons(
            spool,
            Reading(
                professions=np.arange(1101), physician=10, generalist=0, specialist=1,
                unspecialised_generalist=True, places=position, rangs=np.zeros(2, np.int64),
            ),
        )  # fmt: skip
    placements = found.placements
    assert sorted(placements.n.tolist()) == [1, 1, n]
    assert placements.n_persons == 3
    assert placements.person.tolist() == [0, 1, 2]
    assert placements.rows_by_place(2).tolist() == [1, n + 1]
