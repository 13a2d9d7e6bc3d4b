"""Files written whole or not at all: the old file stays until the new one is complete.

A file to write is never one that is read, nor another one to write, however its path is spelled.
The sum of a file, and the texts that packages hold beside their modules, are read here too.
"""

import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib.resources import files
from pathlib import Path

from poles_geo._leftovers import hidden_name, remove_leftovers, remove_old_leftovers
from poles_geo.errors import ChoiceError, PolesGeoError, WriteError, reason_of


@contextmanager
def atomic(path: str | Path) -> Iterator[Path]:
    """Give a free path beside `path`, of the same suffix; what is written there replaces `path`.

    Of a link, the file that it leads to is replaced, and the link stays.

    When the block ends on an error, an interruption by the keyboard included, the file begun is
    removed and `path` is left as it was. A killed process leaves it; the next that writes in the
    folder removes it.

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
    check_writable(path)
    path = _led_to(path)
    remove_old_leftovers(path.parent)
    temporary = path.with_name(f"{hidden_name()}{uuid.uuid4().hex}{path.suffix}")
    try:
        yield temporary
        _replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and not isinstance(error, PolesGeoError):
            raise WriteError(f"{path} : écriture impossible ({reason_of(error)}).") from error
        raise


@contextmanager
def swept(folder: Path) -> Iterator[None]:
    """Leave in a folder no file begun by a process that was killed, when the block is cut short."""
    try:
        yield
    except BaseException:
        remove_leftovers(folder)
        raise


def sum_of(path: Path) -> str:
    """SHA-256 sum of a file, read by blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_beside(package: str | None, name: str) -> str:
    """Read a text that a package holds beside its modules: a page, a sheet of styles.

    `package`: the ``__package__`` of the module that asks.
    """
    return files(package or "").joinpath(name).read_text("utf-8")


def check_writable(path: Path) -> None:
    """Refuse, before any work, a file that could not be written.

    Raises
    ------
    WriteError
        A folder, a device or a pipe in its place, a name that the system refuses, links that lead
        nowhere, a folder that is not there or where nothing can be written.
    """
    if _is_folder(path):
        raise WriteError(f"{path} est un dossier : un nom de fichier est attendu.")
    target = _led_to(path)
    if os.path.lexists(target) and not target.is_file():
        raise WriteError(f"{path} n'est pas un fichier ordinaire, et ne peut être remplacé.")
    try:
        _try(target.parent, path.suffix)
    except OSError as error:
        raise WriteError(
            f"{path} : impossible d'écrire dans le dossier {target.parent} ({reason_of(error)}) ; "
            "vérifiez qu'il existe et que vous avez le droit d'y écrire."
        ) from error


def _try(folder: Path, suffix: str) -> None:
    """Write a hidden file in a folder, and remove it, wherever Ctrl-C falls."""
    trial = folder / f"{hidden_name()}{uuid.uuid4().hex}{suffix}"
    try:
        try:
            trial.touch(exist_ok=False)
        finally:
            trial.unlink(missing_ok=True)
    finally:
        trial.unlink(missing_ok=True)  # when the first was interrupted


def check_folder(folder: Path) -> None:
    """Refuse, before any work, a folder that can be neither made nor written in; make nothing.

    Raises
    ------
    WriteError
        With the part of its path that is in the way.
    """
    there = folder
    while not (_is_folder(there) or os.path.lexists(there)) and there != there.parent:
        there = there.parent
    if not _is_folder(there):
        raise WriteError(f"{folder} : dossier impossible à créer : {there} n'est pas un dossier.")
    try:
        _try(there, "")
    except OSError as error:
        raise WriteError(f"{folder} : dossier impossible à créer ({reason_of(error)}).") from error


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, unless it is there.

    Raises
    ------
    WriteError
        It cannot be made.
    """
    check_folder(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(f"{folder} : dossier impossible à créer ({reason_of(error)}).") from error


def check_apart(
    written: Iterable[tuple[Path, str]],
    read: Iterable[Path | None] = (),
    *,
    folders: bool = False,
) -> None:
    """Refuse that a file to write be one that is read, or another one to write.

    Paths are compared by the file that they lead to: a link, another case where the system sees
    none, a detour by another folder are all the same file.

    Parameters
    ----------
    written : iterable of (Path, str)
        Files to write, each with the argument that asks for it.
    read : iterable of Path
        Files read; None is left aside.
    folders : bool
        Those of `read` that are folders are read whole: nothing is written in them.

    Raises
    ------
    ChoiceError
        The message names the argument and the file.
    """
    given = [path for path in read if path is not None]
    inputs: dict[object, Path] = {known: one for one in given if (known := _identity(one))}
    met: dict[object, Path] = {}
    for path, argument in written:
        itself, folder = _identity(path), _identity(path.parent)
        if itself in inputs:
            found = inputs[itself]
            told = f"{path}, qui est {found}, " if found != path else f"{path} "
            raise ChoiceError(
                f"{argument} : {told}est un fichier lu, qui serait remplacé ; choisissez un autre "
                "nom."
            )
        if folders and folder in inputs:
            raise ChoiceError(
                f"{argument} : {path} serait écrit dans le dossier lu, {inputs[folder]}, et pris "
                "ensuite pour une de ses données ; choisissez un autre dossier."
            )
        twice = itself or (folder or path.parent, path.name.casefold())
        if twice in met:
            raise ChoiceError(
                f"{argument} : {path} est aussi le fichier {met[twice]} que cette commande écrit ; "
                "choisissez un autre nom."
            )
        met[twice] = path


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell a file or a folder from all others, whatever leads to it; None when it is not there."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _led_to(path: Path) -> Path:
    """Follow a link to the file that it stands for; one that goes round stays itself."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def _is_folder(path: Path) -> bool:
    """Tell a folder; a name that the system refuses even to look for is refused."""
    if "\0" in str(path):
        raise WriteError(f"{str(path)!r} : un nom de fichier n'a pas de caractère nul.")
    try:
        return path.is_dir()
    except OSError as error:
        raise WriteError(f"{path} : écriture impossible ({reason_of(error)}).") from error


def _replace(temporary: Path, path: Path) -> None:
    try:
        temporary.replace(path)
    except PermissionError as error:
        raise WriteError(
            f"{path} : impossible de remplacer ce fichier ({reason_of(error)}) ; "
            "fermez-le s'il est ouvert dans un tableur, puis recommencez."
        ) from error
