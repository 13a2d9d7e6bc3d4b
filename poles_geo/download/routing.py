"""Questions to an OSRM server of one's own: tables of durations, by batches, kept and taken up.

Counted: the answers, each kept in the cache as it comes, so that a call that was cut goes on where
it stopped. Not counted: what the server knows of roads, whose map and profile are its own.
"""

import hashlib
import json
import logging
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from tqdm.auto import tqdm

from poles_geo.download import transfer
from poles_geo.download.cache import folder
from poles_geo.download.connection import PassingError, new_session, refuse, request
from poles_geo.errors import ChoiceError, LayoutError, SourceError, WriteError, reason_of
from poles_geo.files import atomic
from poles_geo.typography import french_number

logger = logging.getLogger(__name__)

KEPT = "osrm"
"""Folder of the answers, in that of the cache."""
LARGEST = 64 << 20
"""Bytes of an answer."""
BLOCK = 1 << 16
DIGITS = 5
"""Decimals of a degree: a metre."""
REFUSED = 400
"""Status of an answer that says, in JSON, why the server will not."""
REASONS = {
    "TooBig": "plus de points que le serveur n'en admet : demandez-en moins par batch=",
    "InvalidUrl": "question mal comprise : l'adresse est-elle celle d'un serveur OSRM, sans chemin",
    "InvalidService": "service inconnu : le serveur n'a pas de « table »",
    "InvalidVersion": "version inconnue : un serveur OSRM de version 5 est attendu",
    "InvalidOptions": "options refusées",
    "InvalidValue": "valeur refusée",
    "NoSegment": "un point est loin de toute route que le serveur connaît",
    "NoTable": "aucune route entre ces points",
}
"""Codes of OSRM, in French."""

Point = Sequence[float]


@dataclass(frozen=True)
class Question:
    """Durations from some points to others: longitudes and latitudes, in degrees."""

    origins: Sequence[Point]
    destinations: Sequence[Point]

    def address(self, server: str, profile: str) -> str:
        """Write the question for a server."""
        points = ";".join(f"{x:.{DIGITS}f},{y:.{DIGITS}f}" for x, y in self._points())
        n = len(self.origins)
        ranks = range(n, n + len(self.destinations))
        asked = f"sources={_ranks(range(n))}&destinations={_ranks(ranks)}&annotations=duration"
        return f"{server}/table/v1/{profile}/{points}?{asked}"

    def _points(self) -> list[Point]:
        return [*self.origins, *self.destinations]


def checked_server(server: str, profile: str) -> str:
    """Return the address of a server without its last « / », or say what is wrong.

    Raises
    ------
    ChoiceError
        No http address; a profile that is no word.
    """
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", server):
        raise ChoiceError(
            f"server = {server!r} : l'adresse de votre serveur OSRM est attendue, "
            "« http://localhost:5000 »."
        )
    if not re.fullmatch(r"[\w-]+", profile):
        raise ChoiceError(f"profile = {profile!r} : un mot est attendu, « driving ».")
    return server.rstrip("/")


def answers(
    questions: Sequence[Question],
    server: str,
    profile: str,
    *,
    offline: bool = False,
    renew: bool = False,
    progress: bool = True,
) -> Iterator[tuple[Question, Any, str]]:
    """Give each question, its answer and the day it was given, from the cache or the server.

    Raises
    ------
    SourceError
        The server cannot be reached or refuses, after how many tries; or, offline, an answer is
        not in the cache. What came before is kept.
    LayoutError
        What came is no JSON, or is too long.
    WriteError
        The cache cannot be written.
    """
    with (
        new_session() as session,
        tqdm(questions, desc="durées", unit="question", disable=not progress) as bar,
    ):
        for question in bar:
            address = question.address(server, profile)
            path = _path(address)
            kept = None if renew else _read(path)
            if kept is None:
                if offline:
                    raise SourceError(
                        f"{server} : une réponse n'est pas sur cette machine, et offline=True "
                        "interdit de la demander."
                    )
                kept = {
                    "date": datetime.now(UTC).date().isoformat(),
                    "answer": _ask(session, address, server),
                }
                _write(path, kept)
            yield question, kept["answer"], str(kept["date"])


def _ranks(ranks: range) -> str:
    return ";".join(map(str, ranks))


def _path(address: str) -> Path:
    return folder() / KEPT / f"{hashlib.sha256(address.encode()).hexdigest()}.json"


def _read(path: Path) -> dict[str, Any] | None:
    """Read an answer that was kept; None when there is none that can be read."""
    try:
        kept = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return kept if isinstance(kept, dict) and {"answer", "date"} <= set(kept) else None


def _write(path: Path, kept: dict[str, Any]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic(path) as temporary:
            temporary.write_text(json.dumps(kept), "utf-8")
    except OSError as error:
        raise WriteError(f"{path.parent} : impossible d'y écrire ({reason_of(error)}).") from error


def _ask(session: requests.Session, address: str, server: str) -> Any:
    """Ask, and ask again after a failure that may pass."""
    pauses = iter(transfer.PAUSES)
    while True:
        try:
            return _asked(session, address, server)
        except PassingError as error:
            pause = next(pauses, None)
            if pause is None:
                tries = len(transfer.PAUSES) + 1
                raise SourceError(
                    f"{server} : {error} ({tries} essais) ; ce qui est reçu est gardé, le même "
                    "appel reprendra là."
                ) from error
            wait = min(max(pause, error.wait), transfer.LONGEST_PAUSE)
            logger.warning("%s : %s ; nouvel essai dans %s s", server, error, french_number(wait))
            time.sleep(wait)
        except SourceError as error:
            raise SourceError(f"{server} : {error}") from error


def _asked(session: requests.Session, address: str, server: str) -> Any:
    with request(session, address, {}) as response:
        if response.status_code not in (requests.codes.ok, REFUSED):
            refuse(response)
        content = b""
        for block in response.iter_content(BLOCK):
            content += block
            if len(content) > LARGEST:
                raise LayoutError(f"{server} : réponse de plus de {french_number(LARGEST)} octets.")
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and len(content) < int(announced):
            raise PassingError("réponse coupée")
        status = response.status_code
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise LayoutError(
            f"{server} : la réponse n'est pas du JSON ; est-ce l'adresse d'un serveur OSRM ?"
        ) from error
    code = answer.get("code") if isinstance(answer, dict) else None
    if status == REFUSED or (isinstance(code, str) and code != "Ok"):
        known = re.fullmatch(r"[A-Za-z]{1,30}", code) if isinstance(code, str) else None
        told = REASONS.get(str(code), known[0] if known else "réponse 400")
        raise SourceError(f"le serveur refuse : {told}")
    return answer
