"""Headers of delimited text files: encoding, separator, quotes, names of columns.

The header of a file is found in its first line; nothing of its rows is kept.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass

from poles_geo.errors import LayoutError
from poles_geo.tabular.headings import plain
from poles_geo.tabular.texts.streams import TextFile

BEGINNING = 4 << 20
LONGEST_HEADER = 1 << 20
SEPARATORS = "|;\t,"
SAMPLE = 200


@dataclass(frozen=True)
class Header:
    """Header of a delimited text file.

    Attributes
    ----------
    text : Texte
    encoding : str
        ``utf-8`` or ``cp1252``; codes are plain ASCII in both.
    separator : str
    quoted : bool
        Whether fields are between double quotes; otherwise a quote is a character like others.
    columns : tuple of str
        Names as published, without the empty one that a closing separator makes.
    width : int
        Number of fields of a row.
    start : int
        Offset of the first row in the file, bytes.
    """

    text: TextFile
    encoding: str
    separator: str
    quoted: bool
    columns: tuple[str, ...]
    width: int
    start: int

    def rang(self, spellings: tuple[str, ...]) -> int | None:
        """Position of the column with one of these plain spellings."""
        found = [rank for rank, name in enumerate(self.columns) if plain(name) in spellings]
        if len(found) > 1:
            raise LayoutError(
                f"{self.text.name} : la colonne « {self.columns[found[0]]} » est en double."
            )
        return found[0] if found else None


def read_header(text: TextFile) -> Header:
    """Read the header of a register: encoding, separator, quotes, columns.

    Its fields are quoted all of them, as the first is, or none is.

    Raises
    ------
    LayoutError
        When the file is empty, is no text, or has no row after its header.
    """
    sample = _beginning(text)
    if not sample.strip():
        raise LayoutError(f"{text.name} : fichier vide.")
    _refuse_other_kinds(text.name, sample)
    bom = 3 if sample.startswith(b"\xef\xbb\xbf") else 0
    line, _, rest = sample[bom:].partition(b"\n")
    start = bom + len(line) + 1
    line = line.removesuffix(b"\r")
    try:
        header, encoding = line.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        header, encoding = line.decode("cp1252", errors="replace"), "cp1252"
    separator = max(SEPARATORS, key=header.count)
    quoted = header.startswith('"')
    names = fields(header, separator) if quoted else header.split(separator)
    while names and not names[-1].strip():
        names.pop()
    if any(re.search(r"\d{8}", name) for name in names):
        raise LayoutError(
            f"{text.name} : la première ligne n'est pas un en-tête de colonnes ; rendez au fichier "
            "celui de sa publication."
        )
    if not rest.strip(b"\r\n"):
        raise LayoutError(f"{text.name} : aucune ligne après l'en-tête.")
    width = _width(rest, separator, quoted, len(names))
    columns = tuple(name.strip() for name in names)
    return Header(text, encoding, separator, quoted, columns, width, start)


def fields(line: str, separator: str) -> list[str]:
    """Split a line whose fields are between double quotes."""
    return next(csv.reader([line], delimiter=separator, strict=True), [])


def _beginning(text: TextFile) -> bytes:
    """Read enough of a text to know its header and its first rows."""
    with text.open() as (stream, _):
        sample = stream.read(BEGINNING)
        while (
            b"\n" not in sample
            and len(sample) < LONGEST_HEADER
            and (more := stream.read(BEGINNING))
        ):
            sample += more
    if b"\n" not in sample[:LONGEST_HEADER] and sample[:LONGEST_HEADER].strip():
        _refuse_other_kinds(text.name, sample)
        if b"\r" in sample:
            raise LayoutError(
                f"{text.name} : fins de ligne d'ancien Macintosh (CR seul) ; enregistrez le "
                "fichier avec des fins de ligne Unix ou Windows."
            )
        raise LayoutError(
            f"{text.name} : pas de fin de ligne après l'en-tête : fichier tronqué, "
            "ou qui n'est pas un tableau de texte."
        )
    return sample


def _refuse_other_kinds(name: str, sample: bytes) -> None:
    """Refuse web pages, archives, workbooks and UTF-16, by their first bytes."""
    kinds = {
        b"<": "une page web ou du XML, et non un tableau ; téléchargez le fichier de nouveau",
        b"PK": "une archive zip dans une autre ; décompressez-la",
        b"\xff\xfe": "du texte en UTF-16 ; enregistrez-le en UTF-8",
        b"\xfe\xff": "du texte en UTF-16 ; enregistrez-le en UTF-8",
        b"\xd0\xcf\x11\xe0": "un classeur Excel ; enregistrez-le en CSV",
        b"%PDF": "un PDF",
    }
    for magic, kind in kinds.items():
        if sample.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(magic):
            raise LayoutError(f"{name} : c'est {kind}.")
    if b"\0" in sample.partition(b"\n")[0]:
        raise LayoutError(f"{name} : octets nuls dans l'en-tête ; ce n'est pas un fichier texte.")


def _width(rows: bytes, separator: str, quoted: bool, n_columns: int) -> int:
    """Fields of a row, with or without the empty one that a closing separator makes."""
    lines = [line.removesuffix(b"\r") for line in rows.split(b"\n")[:SAMPLE]]
    widths: Counter[int] = Counter()
    for line in lines:
        text = line.decode("latin-1")
        try:
            widths[len(fields(text, separator)) if quoted else text.count(separator) + 1] += 1
        except csv.Error:
            continue
    return max((n_columns, n_columns + 1), key=lambda width: widths[width])
