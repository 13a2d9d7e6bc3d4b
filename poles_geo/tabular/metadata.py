"""What a CSV or a workbook cannot say of itself, in a small JSON file beside it.

The name is that of the W3C's *CSV on the Web*: `effectifs.csv-metadata.json`. It holds the origin
of the counts, no count.
"""

import json
from pathlib import Path
from typing import Any

from poles_geo.errors import Faults, LayoutError, reason_of

TEXTS = ("titre", "source", "date", "unite", "publication", "attribution")
LISTS = ("avertissements",)
OBJECTS = ("champ", "regles", "remarques")
KNOWN = (*TEXTS, *LISTS, *OBJECTS)


def metadata_path(path: Path) -> Path:
    """Name the metadata file of a table: `effectifs.csv-metadata.json`."""
    return path.with_name(f"{path.name}-metadata.json")


def read_metadata(path: Path) -> dict[Any, Any]:
    """Read what is known of a table, from the file beside it.

    Parameters
    ----------
    path : Path
        The table, `effectifs.csv`; its metadata are in `effectifs.csv-metadata.json`, or nowhere.

    Returns
    -------
    dict
        Those of titre, source, date, unite, publication, attribution (texts), avertissements (list
        of texts), champ, regles and remarques (objects) that are there; nothing without file.
        Other keys are left out.

    Raises
    ------
    LayoutError
        When the file is no JSON object, or a value is of another type.
    """
    beside = metadata_path(path)
    if not beside.is_file():
        return {}
    remedy = f"supprimez ce fichier, le tableau {path.name} se lit sans lui"
    try:
        found = json.loads(beside.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise LayoutError(
            f"{beside} : lecture impossible ({reason_of(error)}) ; {remedy}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise LayoutError(f"{beside} : ce n'est pas du JSON en UTF-8 ; {remedy}.") from error
    if not isinstance(found, dict):
        raise LayoutError(f"{beside} : un objet JSON, entre accolades, est attendu ; {remedy}.")
    faults = Faults(f"{beside} : {remedy}, ou corrigez-le")
    for name in TEXTS:
        if not isinstance(found.get(name, ""), str):
            faults.add(f"{name} : un texte est attendu")
    for name in LISTS:
        if not _texts(found.get(name, [])):
            faults.add(f"{name} : une liste de textes est attendue")
    for name in OBJECTS:
        if not isinstance(found.get(name, {}), dict):
            faults.add(f"{name} : un objet, entre accolades, est attendu")
    faults.raise_if_any(LayoutError)
    return {name: found[name] for name in KNOWN if found.get(name)}


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
