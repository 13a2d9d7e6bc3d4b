"""Blocks of lines put end to end are the file, to the byte, whatever their size."""

import gzip
import threading
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poles_geo.errors import LayoutError
from poles_geo.tabular.texts.streams import Block, list_texts, map_blocks


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=40),
    st.integers(1, 64),
    st.booleans(),
    st.integers(0, 5),
    st.sampled_from(["texte", "gzip", "zip"]),
)
def test_blocks_end_to_end_are_the_file(
    lines: list[bytes], size: int, ended: bool, start: int, kind: str
) -> None:
    content = b"\n".join(lines) + (b"\n" if ended else b"")
    assume(not content.startswith((b"\x1f\x8b", b"PK")))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        path.write_bytes(gzip.compress(content) if kind == "gzip" else content)
        if kind == "zip":
            path = Path(folder) / "a.zip"
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("dossier/a.txt", content)
        (text,) = list_texts(path)
        blocks = list(
            map_blocks(
                text,
                start,
                lambda block: (block.rang, bytes(block.content), block.last),
                block_size=size,
            )
        )
    assert b"".join(piece for _, piece, _ in blocks) == content[start:]
    assert [rank for rank, _, _ in blocks] == list(range(len(blocks)))
    assert all(piece.endswith(b"\n") != last for _, piece, last in blocks)
    assert not any(last for *_, last in blocks[:-1])


def test_an_error_of_the_work_comes_through_and_nothing_stays_running(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"ligne\n" * 1000)

    def fail(block: Block) -> int:
        if block.rang == 20:
            raise LayoutError("arrêt")
        return block.rang

    with pytest.raises(LayoutError, match="arrêt"):
        list(map_blocks(list_texts(path)[0], 0, fail, block_size=12))
    assert not workers()


@pytest.mark.parametrize("progress", [True, False])
def test_a_long_reading_shows_how_far_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], progress: bool
) -> None:
    path = tmp_path / "annuaire.txt"
    path.write_bytes(b"ligne\n" * 60)
    blocks = map_blocks(
        list_texts(path)[0], 0, lambda _: time.sleep(0.1), progress=progress, block_size=6
    )
    assert len(list(blocks)) == 60
    said = capsys.readouterr().err
    assert ("annuaire.txt" in said and "/360" in said) == progress


def test_a_reading_given_up_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"ligne\n" * 1000)
    blocks = map_blocks(list_texts(path)[0], 0, lambda block: block.rang, block_size=12)
    assert next(blocks) == 0
    blocks.close()
    assert not workers()


def workers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if "ThreadPool" in thread.name]
