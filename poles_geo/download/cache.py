"""The downloaded files of the catalogue: fetched on request, verified, kept in the user's cache.

Counts files. A file brought by hand is verified and accepted like one that was downloaded.
"""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from poles_geo.download.catalogue import DOWNLOADS, Download, find
from poles_geo.download.content import check_file, check_head
from poles_geo.download.resumption import Begun, forget, read_begun
from poles_geo.download.transfer import transfer
from poles_geo.errors import ChoiceError, LayoutError, SourceError, WriteError, reason_of, worded
from poles_geo.files import atomic, sum_of
from poles_geo.typography import french_number, french_percent

if TYPE_CHECKING:
    import pandas as pd

logger = logging.getLogger(__name__)

ENVIRONMENT = "POLES_GEO_CACHE"
PRESENT, ABSENT, BEGUN, DAMAGED = "présent", "absent", "incomplet", "abîmé"
MARGIN = 10
"""A file longer than this many times its usual size is refused."""


@dataclass(frozen=True)
class Record:
    """What was seen when a file was accepted, kept beside it; checked at each use."""

    sha256: str
    size: int
    received_on: str
    address: str | None = None
    modified_on: str | None = None


@dataclass(frozen=True)
class Status:
    """State of one file of the cache: one of four words, and the detail in French."""

    state: str
    detail: str = ""
    record: Record | None = None


def folder() -> Path:
    """Folder of the cache: ``POLES_GEO_CACHE`` when it is set, else the user's cache folder."""
    chosen = os.environ.get(ENVIRONMENT)
    if not chosen:
        return user_cache_path("poles_geo", appauthor=False)
    try:
        return Path(chosen).expanduser().absolute()
    except (OSError, RuntimeError) as error:
        raise SourceError(
            f"variable {ENVIRONMENT} : « {chosen} » ne mène à aucun dossier ; donnez son chemin "
            "entier."
        ) from error


def _is_there(path: Path) -> bool:
    """Tell whether a file of the cache is there.

    Raises
    ------
    SourceError
        The system refuses to look.
    """
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise SourceError(
            f"{path} : lecture impossible ({reason_of(error)}) ; choisissez un autre dossier par "
            f"la variable {ENVIRONMENT}."
        ) from error
    return True


def fetch(
    identifier: str,
    *,
    offline: bool = False,
    progress: bool = True,
    renew: bool = False,
) -> Path:
    """Return the path of a file of the catalogue, downloaded when it is not in the cache yet.

    The checksum is that of the producer when there is one; otherwise it is noted when the file is
    first accepted, and verified at each call. A transfer that was cut is taken up again. Several
    processes may ask for one file at once: one downloads it, the others wait.

    Parameters
    ----------
    identifier : str
        See :func:`poles_geo.catalogue`.
    offline : bool
        Never touch the network.
    progress : bool
        Draw a progress bar on the error output.
    renew : bool
        Download again, and replace the file once the new one is complete and verified.

    Returns
    -------
    Path
        The file, under its name of the catalogue.

    Raises
    ------
    SourceError
        When the file is not at hand or is damaged; the message names the file to bring, its
        address and where to put it.
    WriteError
        When the folder of the cache cannot be written.
    """
    file = find(identifier)
    path = folder() / file.file
    if renew and offline:
        asked, forbidden = worded("renew", "--renouveler"), worded("offline", "--hors-ligne")
        raise ChoiceError(f"{asked} demande le réseau, que {forbidden} interdit.")
    if not renew:
        status = _examine(file, path)
        if status.state == DAMAGED:
            with suppress(WriteError), _locked(path):  # another process may be replacing it
                status = _examine(file, path)
        if status.state == PRESENT:
            return path
        if status.state == DAMAGED:
            raise SourceError(
                f"{path} : {status.detail}.\n"
                f"  – avec le réseau : poles-geo data fetch {identifier} --renouveler\n"
                f"{_by_hand(file, path)}{_if_replaced(path)}"
            )
    if offline:
        raise SourceError(
            f"{file.file} n'est pas sur cette machine.\n"
            f"  – avec le réseau : poles-geo data fetch {identifier}\n{_by_hand(file, path)}"
        )
    with _locked(path):
        if renew or _examine(file, path).state != PRESENT:
            _download(identifier, file, path, progress)
    return path


def at_hand(identifier: str) -> Path | None:
    """Return the path of a file of the catalogue that is in the cache, verified; else None.

    Raises
    ------
    SourceError
        When it is there and damaged; the message says how to mend it.
    """
    path = folder() / find(identifier).file
    return fetch(identifier, offline=True) if _is_there(path) else None


def check() -> "pd.DataFrame":
    """Verify the embedded files and those of the cache, to their last byte.

    Returns
    -------
    DataFrame
        Index `nom` (file of the embedded edition, or identifier of the catalogue); origine
        (« embarqué » or « cache »), etat (« présent », « absent », « incomplet », « abîmé »),
        detail, taille (bytes on disk, missing when absent), obtenu_le (ISO 8601, missing when
        unknown), chemin.
    """
    import pandas as pd

    from poles_geo.edition import embedded
    from poles_geo.edition.commune_table import DATA

    rows = []
    for path, expected in embedded.checksums().items():
        good = path.exists() and sum_of(path) == expected
        detail = "" if good else "diffère de l'édition publiée : réinstallez poles_geo"
        rows.append(
            _row(
                path.relative_to(DATA).as_posix(),
                "embarqué",
                path,
                Status(PRESENT if good else DAMAGED, detail),
            )
        )
    for identifier, file in DOWNLOADS.items():
        path = folder() / file.file
        rows.append(_row(identifier, "cache", path, _examine(file, path)))
    return pd.DataFrame(rows).set_index("nom").astype({"taille": "Int64"})


def glance(identifier: str) -> Status:
    """State of one file without reading it: present, absent or begun."""
    return _glance(folder() / find(identifier).file)


def _glance(path: Path) -> Status:
    if _is_there(path):
        return Status(PRESENT, record=_read_record(path))
    part = _part(path)
    try:
        received = part.stat().st_size
    except OSError:
        return Status(ABSENT)
    known = read_begun(part)
    if known is None or known.size is None:
        return Status(BEGUN, f"{french_number(received)} octets reçus")
    return Status(BEGUN, f"{french_percent(received / known.size, 0)} reçus")


def _examine(file: Download, path: Path) -> Status:
    """Verify one file; one without a record, brought by hand, gets its record when it is good."""
    if not _is_there(path):
        return _glance(path)
    record = _read_record(path)
    expected = file.sha256 or (record.sha256 if record else None)
    try:
        found = sum_of(path)
    except OSError as error:
        return Status(DAMAGED, f"fichier illisible ({reason_of(error)})", record)
    if expected is not None and found != expected:
        size = french_number(path.stat().st_size)
        detail = f"somme SHA-256 {found} ({size} octets), attendue {expected}"
        return Status(DAMAGED, detail, record)
    if record is None:
        try:
            check_file(path, file.kind, file.mark)
        except LayoutError as error:
            return Status(DAMAGED, str(error))
        record = _read_record(path) or _noted(path, found)
    return Status(PRESENT, record=record)


def _download(identifier: str, file: Download, path: Path, progress: bool) -> None:
    part = _part(path)
    failures = []
    for address in file.addresses:
        try:
            begun = transfer(
                address,
                part,
                limit=MARGIN * file.size,
                check_head=lambda head: check_head(head, file.kind),
                progress=progress,
            )
            found = sum_of(part)
            if file.sha256 is not None and found != file.sha256:
                raise LayoutError(f"somme SHA-256 {found}, attendue {file.sha256}")
            check_file(part, file.kind, file.mark)
        except LayoutError as error:
            forget(part)
            failures.append(f"  – {address} : {error}")
        except SourceError as error:
            failures.append(f"  – {address} : {error}")
        else:
            _install(part, path, found, begun)
            return
    raise SourceError(
        f"{file.file} n'a pas pu être téléchargé.\n"
        + "\n".join(failures)
        + f"\n{_by_hand(file, path)}\n  – puis : poles-geo data fetch {identifier} --hors-ligne"
    )


def _install(part: Path, path: Path, sha256: str, begun: Begun) -> None:
    record = _record(part, sha256, begun)
    with atomic(path) as temporary:
        part.replace(temporary)
    forget(part)
    _write_record(path, record)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the file against other processes; the folder is made when it does not exist."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f".{path.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            logger.warning("%s : un autre téléchargement est en cours ; attente", path.name)
            lock.acquire()
    except OSError as error:
        raise WriteError(
            f"{path.parent} : impossible d'écrire dans ce dossier ({reason_of(error)}) ; "
            f"choisissez-en un autre par la variable {ENVIRONMENT}."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _row(name: str, origin: str, path: Path, status: Status) -> dict[str, object]:
    return {
        "nom": name,
        "origine": origin,
        "etat": status.state,
        "detail": status.detail,
        "taille": path.stat().st_size if _is_there(path) else None,
        "obtenu_le": status.record.received_on if status.record else None,
        "chemin": str(path),
    }


def _by_hand(file: Download, path: Path) -> str:
    addresses = "\n    ".join(file.addresses)
    missing = "" if path.parent.is_dir() else " (dossier à créer)"
    return (
        f"  – ou à la main : prenez {file.file} sur une machine reliée au réseau, à l'adresse\n"
        f"    {addresses}\n    (page du producteur : {file.page})\n"
        f"    et posez-le ici, sous ce nom{missing} :\n    {path}"
    )


def _if_replaced(path: Path) -> str:
    if not _record_path(path).exists():
        return ""
    return (
        "\n  – si vous l'avez remplacé vous-même, supprimez la somme notée, pour qu'il soit "
        f"vérifié comme un nouveau :\n    {_record_path(path)}"
    )


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _record_path(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _record(path: Path, sha256: str, begun: Begun | None = None) -> Record:
    return Record(
        sha256=sha256,
        size=path.stat().st_size,
        received_on=datetime.now(UTC).isoformat(timespec="seconds"),
        address=begun.address if begun else None,
        modified_on=begun.modified_on if begun else None,
    )


def _noted(path: Path, sha256: str) -> Record:
    """Write the record of a file brought by hand, when its folder can be written."""
    record = _record(path, sha256)
    try:
        _write_record(path, record)
    except WriteError:
        logger.info("%s : dossier en lecture seule, somme non notée", path)
    return record


def _read_record(path: Path) -> Record | None:
    try:
        return Record(**json.loads(_record_path(path).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write_record(path: Path, record: Record) -> None:
    with atomic(_record_path(path)) as temporary:
        temporary.write_text(json.dumps(asdict(record), ensure_ascii=False, indent=1), "utf-8")
