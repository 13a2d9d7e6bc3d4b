"""Large text files, plain, gzipped or in a zip, streamed by blocks of whole lines.

Every line of the file goes through exactly once; a transfer or an archive cut short is an error.
"""

import gzip
import io
import queue
import re
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, TypeVar, cast

from tqdm import tqdm

from poles_geo._threads import WORKERS
from poles_geo.errors import LayoutError, PolesGeoError
from poles_geo.inputs import readable, unreadable
from poles_geo.tabular.archives import DAMAGED, largest, opened, truncated
from poles_geo.typography import french_number

T = TypeVar("T")

BLOCK = 16 << 20
LONGEST_LINE = 256 << 20
TEXTS = (".txt", ".csv", ".tsv", ".gz")
SPREADSHEETS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
OF_WORKBOOKS = {"[Content_Types].xml", "content.xml"}
"""Members of a workbook, which is a zip too."""


@dataclass(frozen=True)
class TextFile:
    """One text file on disk, or inside an archive.

    Attributes
    ----------
    path : Path
        File on disk.
    member : str or None
        Name inside the zip.
    """

    path: Path
    member: str | None = None

    @property
    def name(self) -> str:
        """Name without folder, for messages."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def date(self) -> str | None:
        """Date in the name, else in that of the archive: 2026-10-08, 2021-12 or 2019."""
        return date_in(self.name, self.path.name)

    @property
    def is_gzipped(self) -> bool:
        """Whether the file on disk is gzipped."""
        return self.member is None and _magic(self.path).startswith(b"\x1f\x8b")

    @contextmanager
    def open(self) -> Iterator[tuple[BinaryIO, int | None]]:
        """Open for reading; yields the stream of bytes and its length when it is known."""
        try:
            if self.member is not None:
                with zipfile.ZipFile(self.path) as archive, self._opened_entry(archive) as member:
                    yield member, archive.getinfo(self.member).file_size
            elif self.is_gzipped:
                most = largest(self.path.stat().st_size)
                with gzip.open(self.path, "rb") as member:
                    bounded = io.BufferedReader(_Bounded(cast(BinaryIO, member), most, self.name))
                    yield cast(BinaryIO, bounded), None
            else:
                with self.path.open("rb", buffering=0) as file:
                    yield cast(BinaryIO, file), self.path.stat().st_size
        except PolesGeoError:
            raise
        except DAMAGED as error:
            if isinstance(error, OSError) and error.errno:
                raise unreadable(self.path, error) from error
            raise truncated(self.path.name) from error

    def _opened_entry(self, archive: zipfile.ZipFile) -> BinaryIO:
        try:
            return cast(BinaryIO, archive.open(str(self.member)))
        except (NotImplementedError, RuntimeError) as error:
            raise LayoutError(
                f"{self.path.name} : {self.name} est chiffré, ou compressé d'une façon inconnue ; "
                "décompressez l'archive, puis donnez le fichier texte."
            ) from error


class _Bounded(io.RawIOBase):
    """What a gzip unpacks to, no more than it may."""

    def __init__(self, stream: BinaryIO, most: int, name: str) -> None:
        self.stream, self.left, self.most, self.named = stream, most, most, name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        read: int = self.stream.readinto(buffer)  # type: ignore[attr-defined]
        self.left -= read
        if self.left < 0:
            raise LayoutError(
                f"{self.named} : archive dangereuse : elle donnerait plus de "
                f"{french_number(self.most)} octets."
            )
        return read


def date_in(*names: str) -> str | None:
    """First date in names of files, a day before a month, a month before a year."""
    day = r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(?:(0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)?(?!\d)"
    for pattern in (day, r"(?<!\d)(20\d\d)(?!\d)"):
        for name in names:
            if match := re.search(pattern, name):
                return "-".join(part for part in match.groups() if part)
    return None


def is_date(text: object) -> bool:
    """Tell a day, a month or a year as ISO writes them: « 2026-01-31 », « 2026-01 », « 2026 »."""
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        with suppress(ValueError):
            if datetime.strptime(str(text), form).strftime(form) == text:
                return True
    return False


def list_texts(source: str | Path) -> list[TextFile]:
    """List the text files of a source: a file, a gzip, a zip or a folder.

    None for a workbook, nor for a pipe, which can be read but once, as a table.

    Raises
    ------
    SourceError
        When there is no such file, or it cannot be read.
    LayoutError
        When the archive is damaged, or holds neither text nor workbook.
    """
    path = readable(Path(source))
    if path.is_dir():
        names = sorted(file for file in path.iterdir() if _is_text(file.name) and file.is_file())
        found = [TextFile(file) for file in names]
        others = sorted(file.name for file in path.iterdir())
    elif not path.is_file():
        return []
    elif _magic(path).startswith(b"PK"):
        with opened(path, path.name) as archive:
            others = archive.namelist()
        found = [
            TextFile(path, member) for member in others if _is_text(PurePosixPath(member).name)
        ]
        found = [text for text in found if "__MACOSX" not in str(text.member)]
    else:
        return [TextFile(path)]
    if not found and any(
        name in OF_WORKBOOKS or name.lower().endswith(SPREADSHEETS) for name in others
    ):
        return []
    if not found:
        raise LayoutError(
            f"{path.name or path} : aucun fichier texte ({', '.join(TEXTS)}) ; "
            f"trouvé : {', '.join(others[:10]) or 'rien'}."
        )
    return found


@dataclass(frozen=True)
class Block:
    """Consecutive whole lines of a file.

    Attributes
    ----------
    rang : int
        Rank of the block in the file, from 0.
    content : memoryview
        The lines, each with its end but maybe the last of the file. Valid during the call only:
        the memory is used again.
    last : bool
        Whether the last line of the file, without its line end, closes the block.
    """

    rang: int
    content: memoryview
    last: bool = False


def map_blocks(
    text: TextFile,
    start: int,
    process: Callable[[Block], T],
    *,
    progress: bool = False,
    block_size: int | None = None,
) -> Iterator[T]:
    """Apply `process` to every block of lines, from several threads, in order of the file.

    Parameters
    ----------
    text : Texte
    start : int
        Number of bytes to leave aside at the beginning (byte-order mark and header).
    process : callable
        Called once a block; what it gives back must not refer to the bytes of the block.
    progress : bool, default False
        Draw a bar on the error stream when reading lasts more than a second.
    block_size : int
        Bytes of a block; a longer line makes its own block.

    Raises
    ------
    LayoutError
        When the archive is cut short, or a line is longer than 256 MB.
    """
    block_size = block_size or BLOCK
    free: queue.SimpleQueue[bytearray] = queue.SimpleQueue()
    for _ in range(WORKERS + 2):
        free.put(bytearray(block_size))
    pending: deque[Future[T]] = deque()

    def run(rank: int, buffer: bytearray, stop: int, last: bool) -> T:
        try:
            return process(Block(rank, memoryview(buffer)[:stop], last))
        finally:
            free.put(buffer if len(buffer) == block_size else bytearray(block_size))

    with (
        text.open() as (stream, size),
        ThreadPoolExecutor(WORKERS) as pool,
        tqdm(
            total=size, unit="o", unit_scale=True, desc=text.name, delay=1, leave=False,
            disable=not progress,
        ) as bar,
    ):  # fmt: skip
        _skip(stream, start)
        try:
            for rank, (buffer, stop, last) in enumerate(_cut(stream, free, text.name)):
                pending.append(pool.submit(run, rank, buffer, stop, last))
                bar.update(stop)
                while pending and pending[0].done():
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:
                future.cancel()


def _cut(
    stream: BinaryIO, free: "queue.SimpleQueue[bytearray]", name: str
) -> Iterator[tuple[bytearray, int, bool]]:
    """Fill free buffers with whole lines: the buffer, the end of its last line, whether it ends.

    What follows the last line end is carried to the next buffer.
    """
    carried = b""
    while True:
        buffer = free.get()
        if len(carried) >= len(buffer):
            buffer = bytearray(2 * len(carried))
        filled = len(carried)
        buffer[:filled] = carried
        read, stop = -1, 0
        while read and not stop:
            if filled == len(buffer):
                if filled >= LONGEST_LINE:
                    raise LayoutError(
                        f"{name} : ligne de plus de {french_number(LONGEST_LINE >> 20)} Mo ; "
                        "ce fichier n'est pas un tableau de texte."
                    )
                buffer = buffer + bytearray(filled)
            read = stream.readinto(memoryview(buffer)[filled:])  # type: ignore[attr-defined]
            stop = buffer.rfind(b"\n", filled, filled + read) + 1
            filled += read
        if not read:
            if filled:
                yield buffer, filled, True
            return
        carried = bytes(buffer[stop:filled])
        yield buffer, stop, False


def _skip(stream: BinaryIO, count: int) -> None:
    while count and (read := len(stream.read(min(count, BLOCK)))):
        count -= read


def _is_text(name: str) -> bool:
    return name.lower().endswith(TEXTS) and not name.startswith(".")


def _magic(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(4)
    except OSError as error:
        raise unreadable(path, error) from error
