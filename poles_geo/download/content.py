"""Is a file what it should be? First bytes, mark, and for a zip all that it would unpack to.

Nothing is unpacked on disk: readers open members inside the archive, once it has passed here.
"""

import html
import re
import zipfile
from pathlib import Path

from poles_geo.errors import LayoutError
from poles_geo.tabular.archives import UNREADABLE, check_members

HEAD = 4096
KINDS = {"zip": "une archive zip", "geojson": "un fichier GeoJSON", "texte": "un fichier texte"}
MAGIC = {
    b"PK\x03\x04": "une archive zip",
    b"PK\x05\x06": "une archive zip vide",
    b"\x1f\x8b": "un fichier gzip",
    b"7z\xbc\xaf\x27\x1c": "une archive 7z",
    b"%PDF": "un document PDF",
}


def check_head(head: bytes, kind: str) -> None:
    """Refuse the first bytes of a file of another kind, as soon as they are received.

    Parameters
    ----------
    head : bytes
        First bytes, a few hundred at least or the whole file.
    kind : str
        ``zip``, ``geojson`` or ``texte``.

    Raises
    ------
    LayoutError
        Which says what was found: a page of HTML, an archive, nothing.
    """
    found = _kind(head)
    if found != KINDS[kind]:
        raise LayoutError(f"{KINDS[kind]} est attendu ; trouvé : {found}")


def check_file(path: Path, kind: str, mark: str) -> None:
    """Refuse a whole file that is of another kind, cut short, or an archive that is not safe.

    Parameters
    ----------
    path : Path
        File to check; a zip is read to its end.
    kind : str
        ``zip``, ``geojson`` or ``texte``.
    mark : str
        What a good file must show (see :class:`~poles_geo.download.catalogue.Download`).

    Raises
    ------
    LayoutError
        Which says what was expected and what was found.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        check_head(head, kind)
        file.seek(max(0, path.stat().st_size - HEAD))
        tail = file.read()
    if kind == "zip":
        _check_archive(path, mark)
    elif mark.encode() not in head:
        raise LayoutError(f"« {mark} » est attendu en tête du fichier, et n'y est pas")
    elif kind == "geojson" and not tail.rstrip().endswith(b"}"):
        raise LayoutError("fichier GeoJSON tronqué : l'accolade finale manque")


def _kind(head: bytes) -> str:
    for magic, kind in MAGIC.items():
        if head.startswith(magic):
            return kind
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text:
        return "un fichier vide"
    if text.startswith(b"{"):
        return KINDS["geojson"]
    if text.startswith(b"<"):
        return _page(text)
    return "un fichier binaire" if b"\0" in head else KINDS["texte"]


def _page(text: bytes) -> str:
    """Describe HTML or XML, with the title of the page: it often says who answered."""
    title = re.search(rb"<title[^>]*>(.*?)</title", text, re.IGNORECASE | re.DOTALL)
    if re.search(rb"<(!doctype\s+html|html|head|body|title)\b", text, re.IGNORECASE) is None:
        return "un fichier XML"
    named = " ".join(html.unescape(title[1].decode(errors="replace")).split()) if title else ""
    return f"une page HTML « {named} »" if named else "une page HTML"


def _check_archive(path: Path, mark: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            check_members(members, path.stat().st_size)
            damaged = archive.testzip()
    except LayoutError:
        raise
    except NotImplementedError as error:
        raise LayoutError("archive zip compressée d'une façon inconnue") from error
    except UNREADABLE as error:
        raise LayoutError("archive zip tronquée ou abîmée") from error
    if damaged is not None:
        raise LayoutError(f"archive zip abîmée : {damaged} n'a pas la somme de contrôle annoncée")
    if not any(mark in member.filename for member in members):
        names = ", ".join(member.filename for member in members[:5]) or "rien"
        raise LayoutError(f"aucun fichier « {mark} » dans l'archive, qui contient {names}")
