"""FINESS as it is published since 2026: JSON, persons at law and the places where they work.

Read one person at a time: the whole file is larger than the memory of a small machine. A place has
two pairs of coordinates, one in degrees and one in metres, and which is which changes from one to
the next: both are given as they are, and the commune tells them apart.
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import pandas as pd

from poles_geo.errors import LayoutError
from poles_geo.sources.structures.finess import CATEGORIES, coordinates

PERSONS = re.compile(r'"pmej"\s*:\s*\[')
MADE = re.compile(r'"generatedAt"\s*:\s*"(\d{4}-\d\d-\d\d)')
CATEGORY = ("categorieentiteGeographiqueExercice", "categorieEntiteGeographiqueExercice")
"""Spellings of the key of the category, in the feed and in its documents."""
GEOGRAPHIC = "03"
"""Use of the address that is the place of work; a place may be welcomed at another."""
PAIRS = (("coordonneeX", "coordonneeY"), ("directionLongitude", "directionLatitude"))
ACTIVE = "A"
CHUNK = 4 << 20
LONGEST = 256 << 20
"""Characters of one person at law, at most."""
COLUMNS = (
    "ligne", "finess", "nom", "categorie", "nature", "code_commune", "x", "y", "x_bis", "y_bis",
)  # fmt: skip


def is_finess_json(head: str) -> bool:
    """Tell the JSON of FINESS by its beginning."""
    return bool(PERSONS.search(head) or re.search(r'"schemaVersion"|"generatedAt"', head))


def read_finess_json(stream: BinaryIO, name: str) -> pd.DataFrame:
    """Read the places of work of a feed « structures » of FINESS.

    Parameters
    ----------
    stream : file of bytes
    name : str
        Of the file, for messages.

    Returns
    -------
    DataFrame
        One row a place that is open: :data:`COLUMNS`; ligne is its rank, x, y and x_bis, y_bis its
        two pairs of coordinates. `attrs`: source, date, registre, fermees (how many are closed).

    Raises
    ------
    LayoutError
        No JSON in UTF-8, cut short, without persons at law.
    """
    kept: list[tuple[object, ...]] = []
    closed = rank = 0
    date = ""
    for person, said in _persons(stream, name):
        date = said or date
        for place in _objects(person.get("ege")):
            rank += 1
            if _is_closed(place):
                closed += 1
                continue
            kept.append((rank, *_place(place)))
    table = pd.DataFrame(kept, columns=list(COLUMNS))
    for column in COLUMNS[6:]:
        table[column] = coordinates(table[column])
    table.attrs = {"source": "FINESS, structures (ANS)", "registre": True, "fermees": closed}
    if date:
        table.attrs["date"] = date
    return table


def _persons(stream: BinaryIO, name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each person at law, and the date of the feed once it is known."""
    decoder, text = json.JSONDecoder(), _texts(stream, name)
    buffer, date = "", ""
    found = None
    while found is None:
        more = next(text, None)
        if more is None:
            raise LayoutError(
                f"{name} : JSON sans liste « pmej » ; le flux « structures » de FINESS est attendu."
            )
        buffer += more
        date = date or next(iter(MADE.findall(buffer)), "")
        found = PERSONS.search(buffer)
        if found is None:
            buffer = buffer[-200:]
    at = found.end()
    while True:
        at = _past(buffer, at)
        if at < len(buffer) and buffer[at] == "]":
            return
        try:
            if at == len(buffer):
                raise json.JSONDecodeError("", buffer, at)
            person, at = decoder.raw_decode(buffer, at)
        except (json.JSONDecodeError, RecursionError) as error:
            more = None if isinstance(error, RecursionError) else next(text, None)
            if more is None or len(buffer) - at > LONGEST:
                raise LayoutError(
                    f"{name} : JSON tronqué ou abîmé ; téléchargez-le de nouveau."
                ) from error
            buffer, at = buffer[at:] + more, 0
            continue
        if isinstance(person, dict):
            yield person, date


def _texts(stream: BinaryIO, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while content := stream.read(CHUNK):
            yield decoder.decode(content)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise LayoutError(f"{name} : ce n'est pas du JSON en UTF-8.") from error


def _past(buffer: str, at: int) -> int:
    """Go past blanks and commas."""
    while at < len(buffer) and buffer[at] in " \t\r\n,":
        at += 1
    return at


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _is_closed(place: dict[str, Any]) -> bool:
    told = place.get("informationsGeneralesEGE") or {}
    return place.get("etatObjet", ACTIVE) != ACTIVE or bool(told.get("dateFermeture"))


def _place(place: dict[str, Any]) -> tuple[object, ...]:
    """Give its number, name, category, label, commune, and two pairs of coordinates."""
    told = place.get("informationsGeneralesEGE") or {}
    name = told.get("nomEgeLong") or told.get("nomEgeCourt") or ""
    category = str(next((place[key] for key in CATEGORY if place.get(key)), ""))
    addresses = _objects(place.get("adresse"))
    address = next(
        (one for one in addresses if one.get("usageAdresse") == GEOGRAPHIC),
        addresses[0] if addresses else {},
    )
    given = address.get("coordonneesGeographique") or {}
    pairs = [str(given.get(key) or "") for pair in PAIRS for key in pair]
    label = CATEGORIES.get(category, f"Catégorie {category}")
    code = str(address.get("cogCommune") or "")
    return str(told.get("numFinessEge") or ""), str(name), category, label, code, *pairs
