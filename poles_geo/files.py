"""Files written whole or not at all: the old file stays until the new one is complete."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from poles_geo.errors import PolesGeoError, WriteError, reason_of


@contextmanager
def atomic(path: str | Path) -> Iterator[Path]:
    """Give a free path beside `path`, of the same suffix; what is written there replaces `path`.

    When the block ends on an error, an interruption by the keyboard included, the file begun is
    removed and `path` is left as it was.

    Parameters
    ----------
    path : str or Path
        File to write, in a folder that exists.

    Yields
    ------
    Path
        Where to write, in the same folder.

    Raises
    ------
    WriteError
        Before the block when nothing can be written there; after it when the disk is full or the
        file cannot be replaced (open in a spreadsheet, for instance).
    """
    path = Path(path)
    if path.is_dir():
        raise WriteError(f"{path} est un dossier : un nom de fichier est attendu.")
    temporary = path.with_name(f".{uuid.uuid4().hex}{path.suffix}")
    try:
        _try(temporary, path)
        yield temporary
        _replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and not isinstance(error, PolesGeoError):
            raise WriteError(f"{path} : écriture impossible ({reason_of(error)}).") from error
        raise


def _try(temporary: Path, path: Path) -> None:
    try:
        temporary.touch(exist_ok=False)
        temporary.unlink()
    except OSError as error:
        raise WriteError(
            f"{path} : impossible d'écrire dans le dossier {path.parent} ({reason_of(error)}) ; "
            "vérifiez qu'il existe et que vous avez le droit d'y écrire."
        ) from error


def _replace(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except PermissionError as error:
        raise WriteError(
            f"{path} : impossible de remplacer ce fichier ({reason_of(error)}) ; "
            "fermez-le s'il est ouvert dans un tableur, puis recommencez."
        ) from error
