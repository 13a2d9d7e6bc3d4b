"""Archives: what a zip or a gzip would unpack to is looked at before a byte of it is read.

The same guards for every door: a table given, a file fetched, a workbook, which is a zip too.
"""

import gzip
import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PureWindowsPath

from poles_geo.errors import LayoutError
from poles_geo.typography import french_count, french_number

RATIO = 100
"""An archive that would unpack to more than this many times its size is refused."""
SMALL = 64 << 20
"""What any archive may unpack to, whatever its ratio."""
UNPACKED = 8_000_000_000
"""And none to more than this many bytes."""
MEMBERS = 1_000
ENCRYPTED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError)
"""What zipfile and gzip raise on damaged bytes, and nothing else but the system does."""
UNREADABLE = (*DAMAGED, OverflowError, RuntimeError, ValueError)
"""What they raise on damaged bytes, all told."""


def check_members(members: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive that is not safe.

    Parameters
    ----------
    members : sequence of ZipInfo
    size : int
        Of the archive, bytes.

    Raises
    ------
    LayoutError
        A password, a path that leaves the folder, a symbolic link, or a content out of all
        proportion with the archive.
    """
    for member in members:
        name = member.filename
        if _leaves_folder(name):
            raise LayoutError(f"archive zip dangereuse : {name!r} sortirait de son dossier")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise LayoutError(f"archive zip dangereuse : {name!r} est un lien symbolique")
        if member.flag_bits & ENCRYPTED:
            raise LayoutError(
                f"archive zip protégée par un mot de passe ({name}) ; décompressez-la, puis donnez "
                "le fichier qu'elle contient"
            )
    unpacked = sum(member.file_size for member in members)
    if unpacked > largest(size) or len(members) > MEMBERS:
        raise LayoutError(
            f"archive zip dangereuse : {french_number(size)} octets deviendraient "
            f"{french_number(unpacked)} octets en {french_count(len(members), 'fichier')}"
        )


def largest(size: int) -> int:
    """Bytes that an archive of `size` bytes may unpack to."""
    return min(max(RATIO * size, SMALL), UNPACKED)


def read_member(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """Read one file of an archive that :func:`check_members` let through.

    Raises
    ------
    LayoutError
        Compressed in an unknown way, or damaged; `name`, of the archive, is in the message.
    """
    try:
        with archive.open(member) as stream:
            # No more than what was looked at: an archive may lie.
            return stream.read(archive.getinfo(member).file_size)
    except NotImplementedError as error:
        raise LayoutError(
            f"{name} : archive compressée d'une façon inconnue ; décompressez-la, puis donnez le "
            "fichier qu'elle contient."
        ) from error
    except UNREADABLE as error:
        raise truncated(name, member) from error


def truncated(name: str, member: str = "") -> LayoutError:
    """Say that an archive, or a member of it, is damaged or cut short."""
    where = f" ({member})" if member else " ; téléchargez-la de nouveau"
    return LayoutError(f"{name} : archive illisible ou tronquée{where}.")


def opened(source: bytes | Path, name: str) -> zipfile.ZipFile:
    """Open an archive that is safe, to be closed by the caller.

    Raises
    ------
    LayoutError
        Cut short, damaged, or not safe: see :func:`check_members`.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except (NotImplementedError, *UNREADABLE) as error:
        raise truncated(name) from error
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        check_members(archive.infolist(), size)
    except LayoutError as error:
        raise LayoutError(f"{name} : {error}.") from error
    return archive


def check_contents(archive: zipfile.ZipFile, name: str) -> None:
    """Read a whole archive once, for a library that would not see what is damaged or a lie.

    Raises
    ------
    LayoutError
        The message names the member.
    """
    for member in archive.namelist():
        read_member(archive, member, name)


def gunzip(content: bytes, name: str) -> bytes:
    """Decompress a gzip.

    Raises
    ------
    LayoutError
        When it is cut short, damaged, or out of all proportion with its content.
    """
    most = largest(len(content))
    try:
        with gzip.open(io.BytesIO(content)) as stream:
            text = stream.read(most + 1)
    except UNREADABLE as error:
        raise truncated(name) from error
    if len(text) > most:
        raise LayoutError(
            f"{name} : archive dangereuse : {french_number(len(content))} octets en donneraient "
            f"plus de {french_number(most)}."
        )
    return text


def _leaves_folder(name: str) -> bool:
    path = PureWindowsPath(name)  # knows both separators, roots and drives
    return bool(path.anchor) or ".." in path.parts
