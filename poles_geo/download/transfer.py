"""One file over HTTP: taken up again where it was cut, bounded in time, size and tries.

Counts the bytes received. Whether they are the right file is for `contenu` and `cache` to say.
"""

import logging
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

import requests
from tqdm.auto import tqdm

from poles_geo.download.connection import PassingError, new_session, refuse, request
from poles_geo.download.resumption import Begun, forget, read_begun, write_begun
from poles_geo.errors import LayoutError, PolesGeoError, SourceError, WriteError, reason_of
from poles_geo.typography import french_number

logger = logging.getLogger(__name__)

PAUSES = (1.0, 5.0, 15.0)
"""Seconds before each new try."""
LONGEST_PAUSE = 30.0
BLOCK = 1 << 16
ENOUGH = 512
"""Bytes that tell the kind of a file."""


def transfer(
    address: str,
    part: Path,
    *,
    limit: int,
    check_head: Callable[[bytes], None],
    progress: bool = True,
) -> Begun:
    """Receive one file into `part`, from where an earlier call was cut when that is safe.

    Safe means that the server tells, by ``ETag`` or ``Last-Modified``, that its file is still the
    one begun; otherwise the transfer starts again from zero.

    Parameters
    ----------
    address : str
        ``https://`` or ``http://``.
    part : Path
        File to write or to continue. It stays after an interruption.
    limit : int
        Bytes; a longer file is refused.
    check_head : callable
        Given the first bytes; raises to refuse them before the rest is received.
    progress : bool
        Draw a progress bar on the error output.

    Raises
    ------
    SourceError
        When the file cannot be had; the message says why, and after how many tries.
    LayoutError
        When what comes is too long, or refused by `check_head`.
    WriteError
        When there is no room, or no right to write.
    """
    receiver = _Receiver(address, part, limit, check_head, progress)
    pauses = iter(PAUSES)
    with new_session() as session:
        while True:
            try:
                return receiver.attempt(session)
            except PassingError as error:
                pause = next(pauses, None)
                if pause is None:
                    raise SourceError(f"{error} ({len(PAUSES) + 1} essais)") from error
                wait = min(max(pause, error.wait), LONGEST_PAUSE)
                logger.warning(
                    "%s : %s ; nouvel essai dans %s s", address, error, french_number(wait)
                )
                time.sleep(wait)


class _Receiver:
    """The state of one transfer: how far it has come, and what the server said of the file."""

    def __init__(
        self,
        address: str,
        part: Path,
        limit: int,
        check_head: Callable[[bytes], None],
        progress: bool,
    ) -> None:
        self.part = part
        self.limit = limit
        self.check_head = check_head
        self.progress = progress
        known = read_begun(part)
        self.begun = known if known and known.address == address else Begun(address)

    def position(self) -> int:
        """Count the bytes that need not be received again."""
        if self.begun.validator is None or not self.part.exists():
            return 0
        return self.part.stat().st_size

    def attempt(self, session: requests.Session) -> Begun:
        """Receive what is missing."""
        position = self.position()
        if position and position == self.begun.size:
            return self.begun
        headers = {}
        if position:
            headers = {"Range": f"bytes={position}-", "If-Range": str(self.begun.validator)}
        with request(session, self.begun.address, headers) as response:
            if not self._continues(response, position):
                position = 0
                self.begun = _described(self.begun.address, response)
            with _disk_errors(self.part):
                self._check_size(position)
                self._write(response, position)
        return self.begun

    def _continues(self, response: requests.Response, position: int) -> bool:
        """Tell a continuation (true) from a whole file (false); anything else is refused."""
        status = response.status_code
        if status == HTTPStatus.PARTIAL_CONTENT and position:
            if response.headers.get("Content-Range", "").startswith(f"bytes {position}-"):
                return True
            forget(self.part)
            raise PassingError("le serveur a repris le fichier au mauvais endroit")
        if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and position:
            forget(self.part)
            raise PassingError("le fichier a changé sur le serveur")
        if status != HTTPStatus.OK:
            refuse(response)
        return False

    def _check_size(self, position: int) -> None:
        size = self.begun.size or 0
        if size > self.limit:
            raise LayoutError(f"{french_number(size)} octets annoncés{self._at_most()}")
        free = shutil.disk_usage(self.part.parent).free
        if size - position > free:
            raise WriteError(
                f"{self.part.parent} : il faut {french_number(size - position)} octets, et il en "
                f"reste {french_number(free)} sur ce disque."
            )

    def _at_most(self) -> str:
        return f", plus que les {french_number(self.limit)} admis pour ce fichier"

    def _write(self, response: requests.Response, position: int) -> None:
        blocks: Iterable[bytes] = response.iter_content(BLOCK)
        with (
            self.part.open("ab" if position else "wb") as file,
            tqdm(
                desc=self.part.name.removesuffix(".part"),
                total=self.begun.size,
                initial=position,
                unit="o",
                unit_scale=True,
                disable=not self.progress,
            ) as bar,
        ):
            write_begun(self.part, self.begun)
            for block in blocks if position else self._head_checked(blocks):
                position += len(block)
                if position > self.limit:
                    raise LayoutError(f"{french_number(position)} octets reçus{self._at_most()}")
                file.write(block)
                bar.update(len(block))
        if self.begun.size is not None and position != self.begun.size:
            raise PassingError(
                f"{french_number(position)} octets reçus sur {french_number(self.begun.size)}"
            )

    def _head_checked(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        head = b""
        for block in blocks:
            if len(head) < ENOUGH:
                head += block
                if len(head) >= ENOUGH:
                    self.check_head(head)
            yield block


def _described(address: str, response: requests.Response) -> Begun:
    """Note what identifies a file; a body compressed on the way cannot be taken up again."""
    headers = response.headers
    if headers.get("Content-Encoding", "identity") != "identity":
        return Begun(address)
    size = headers.get("Content-Length", "")
    return Begun(
        address,
        etag=headers.get("ETag"),
        modified_on=headers.get("Last-Modified"),
        size=int(size) if size.isdecimal() else None,
    )


@contextmanager
def _disk_errors(part: Path) -> Iterator[None]:
    try:
        yield
    except (PolesGeoError, requests.exceptions.RequestException):
        raise
    except OSError as error:
        raise WriteError(
            f"{part.parent} : impossible d'y écrire ({reason_of(error)}) ; vérifiez vos droits et "
            "la place qui reste."
        ) from error
