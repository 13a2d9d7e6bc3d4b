"""What a CSV or a workbook cannot say of itself, in a small JSON file beside it.

The name is that of the W3C's *CSV on the Web*: `effectifs.csv-metadata.json`. It holds the origin
of the counts, no count, and the sum of the table that it was written with: a table changed since is
not read under the origin of another.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pandas.api.types import is_scalar

from poles_geo.coded import WARNINGS
from poles_geo.errors import Faults, LayoutError, reason_of
from poles_geo.tabular.table_form import is_form

TEXTS = ("titre", "source", "date", "unite", "publication", "attribution", "zonage")
LISTS = (WARNINGS,)
OBJECTS = ("champ", "regles", "remarques", "detail", "provenance", "sensibilite", "comparaison")
KNOWN = (*TEXTS, *LISTS, *OBJECTS)
OTHERS, FORM = "autres", "tableau"
"""Keys of what a table carries besides, and of the form by which it is read as it was."""
SUM = "sha256"
"""Key of the sum of the table's bytes; without it the file is read as it is."""


def metadata_path(path: Path) -> Path:
    """Name the metadata file of a table: `effectifs.csv-metadata.json`."""
    return path.with_name(f"{path.name}-metadata.json")


def carried(attrs: Mapping[Any, Any]) -> dict[str, Any]:
    """Give what a file keeps of the `attrs` of a table: what is known, and others that JSON holds.

    What is empty is left out.
    """
    told = ((key, _told(key, attrs[key])) for key in KNOWN if key in attrs)
    said = {key: held[0] for key, value in told if (held := _held(value))}
    others = {key: value for key, value in attrs.items() if isinstance(key, str)}
    kept = {
        key: held[0] for key, value in others.items() if key not in KNOWN and (held := _held(value))
    }
    return said | ({OTHERS: kept} if kept else {})


def attrs_of(said: Mapping[Any, Any]) -> dict[Any, Any]:
    """Give the `attrs` that :func:`carried` kept."""
    others = said.get(OTHERS)
    found = others if isinstance(others, dict) else {}
    return {key: value for key, value in found.items() if key not in KNOWN} | {
        key: said[key] for key in KNOWN if said.get(key)
    }


def written_metadata(
    attrs: Mapping[Any, Any], form: Mapping[str, Any], name: str, content: bytes
) -> bytes:
    """Write what is known of a table, its form, and the sum of its bytes.

    Parameters
    ----------
    attrs : mapping
        Of the table.
    form : mapping
        As :func:`poles_geo.tabular.table_form.form_of` gives it.
    name : str
        Of its file.
    content : bytes
        Of its file.
    """
    said = {
        "@context": "http://www.w3.org/ns/csvw",
        SUM: hashlib.sha256(content).hexdigest(),  # not the last line: it may be taken out
        "url": name,
        **carried(attrs),
        **({FORM: form} if is_form(form) else {}),
    }
    # JSON writes as « \udce9 » what no text holds: a byte of a file's name that is not UTF-8.
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode(errors="backslashreplace")


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
        of texts), champ, regles and remarques (objects) that are there, and what is under
        « autres »; nothing without file. Other keys are left out.

    Raises
    ------
    LayoutError
        When the file is no JSON object, a value is of another type, or the table is not the one
        that it was written with.
    """
    return read_description(path)[0]


def read_description(path: Path) -> tuple[dict[Any, Any], dict[str, Any] | None]:
    """Read what :func:`read_metadata` does, and the form of the table where it is told.

    Raises
    ------
    LayoutError
        As :func:`read_metadata`.
    """
    beside = metadata_path(path)
    if not beside.is_file():
        return {}, None
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
    for name in (*OBJECTS, OTHERS):
        if not isinstance(found.get(name, {}), dict):
            faults.add(f"{name} : un objet, entre accolades, est attendu")
    if FORM in found and not is_form(found[FORM]):
        faults.add(f"{FORM} : l'index, et le type de chaque colonne, sont attendus")
    faults.raise_if_any(LayoutError)
    _check_sum(found.get(SUM), path, beside)
    return attrs_of(found), found.get(FORM)


def is_summed(path: Path) -> bool:
    """Tell whether the file beside a table is there and holds the sum of a table."""
    try:
        found = json.loads(metadata_path(path).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and SUM in found


def _check_sum(noted: object, path: Path, beside: Path) -> None:
    """Refuse a table that is not the one that its metadata were written with."""
    if noted is None or noted == hashlib.sha256(path.read_bytes()).hexdigest():
        return
    raise LayoutError(
        f"{path} n'est plus le tableau que décrit {beside.name} (source, date, champ, règle, "
        "avertissements).\n"
        "  – si son écriture a été interrompue, refaites-la\u202f;\n"
        f"  – si vous l'avez modifié et que {beside.name} dit encore vrai, ôtez-en la ligne "
        f"« {SUM} »\u202f;\n"
        f"  – sinon, supprimez {beside.name}, et dites vous-même d'où vient le tableau : --source, "
        "--date et --regles de « poles-geo atlas », ou ses attrs en Python."
    )


def _told(key: str, value: object) -> object:
    """Give what is known of a table in the kind that is read back; None when it has another."""
    if key in TEXTS:
        return value if value is None or isinstance(value, str) else _text_of(value)
    if key in LISTS:
        texts = [value] if isinstance(value, str) else value
        return list(texts) if isinstance(texts, list | tuple) and _texts(list(texts)) else None
    return value if isinstance(value, dict) else None


def _text_of(value: object) -> str | None:
    return str(value) if is_scalar(value) else None


def _held(value: object) -> list[Any]:
    """Give a value as JSON gives it back, alone in a list; an empty list when it cannot."""
    if value is None or (isinstance(value, str | list | tuple | dict) and not value):
        return []
    try:
        return [json.loads(json.dumps(value, allow_nan=False, default=_item))]
    except (TypeError, ValueError, RecursionError):
        return []


def _item(value: Any) -> Any:
    """Give a number of NumPy as one of Python."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
