"""Rules read from a file, or from what a table carries of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from poles_geo.errors import Faults, LayoutError
from poles_geo.inputs import read_toml
from poles_geo.ranking.rules import (
    COMPARISONS,
    Condition,
    Rank,
    Rules,
    condition_faults,
    found,
    rank_faults,
    rules_faults,
)


def load_rules(path: str | Path) -> Rules:
    """Read rank rules from a TOML file; ``docs/regles_ors_2014.toml`` is a model.

    Parameters
    ----------
    path : str or Path
        A file with the keys `name` and `source`, and one table ``[[rangs]]`` a rank, highest first,
        with `rang`, `type_pole`, `sigle` and `conditions`. A condition names its `measure` and one
        bound under `plus_de`, `au_moins`, `au_plus` or `moins_de`.

    Returns
    -------
    Rules

    Raises
    ------
    SourceError
        The file is not there, or cannot be read.
    LayoutError
        The file is not TOML, or not such rules; every fault is in the one message.
    """
    model = "docs/regles_ors_2014.toml en est un modèle"
    return read_rules(read_toml(Path(path), "règles", model), f"règles de {path}")


def read_rules(raw: Mapping[str, Any], subject: str) -> Rules:
    """Read rules from the tables of a file.

    Parameters
    ----------
    raw : mapping
        As :func:`load_rules` describes the file.
    subject : str
        What is read, for the message.

    Raises
    ------
    LayoutError
        Not such rules; every fault is in the one message.
    """
    faults = Faults(subject)
    _check_keys(raw, ("nom", "source", "rangs"), "", faults)
    tables = _tables(raw.get("rangs", []), "rangs", faults)
    ranks = [_read_rank(table, f"rang n° {i} : ", faults) for i, table in enumerate(tables, 1)]
    names = [(table.get("rang"), table.get("type_pole"), table.get("sigle")) for table in tables]
    faults.messages.extend(rules_faults(raw.get("nom"), raw.get("source"), names))
    faults.raise_if_any(LayoutError)
    return Rules(raw["nom"], raw["source"], tuple(Rank(**rank) for rank in ranks))


def written_rules(rules: Rules) -> dict[str, Any]:
    """Write rules as :func:`read_rules` reads them: texts, numbers, lists."""
    return {
        "nom": rules.name,
        "source": rules.source,
        "rangs": [
            {
                "rang": rank.rang,
                "type_pole": rank.type_pole,
                "sigle": rank.sigle,
                "conditions": [
                    {"mesure": condition.measure, condition.comparison: _number(condition)}
                    for condition in rank.conditions
                ],
            }
            for rank in rules.ranks
        ],
    }


def _number(condition: Condition) -> int | float:
    """Write a bound as the decimal number that it is."""
    bound = condition.fraction
    return int(bound) if bound.denominator == 1 else float(bound)


def _tables(value: object, where: str, faults: Faults) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(table, dict) for table in value):
        return value
    faults.add(f"{where} : une suite de tables est attendue, trouvé {found(value)}")
    return []


def _check_keys(
    table: Mapping[str, object], known: Sequence[str], where: str, faults: Faults
) -> None:
    if unknown := sorted(table.keys() - set(known)):
        faults.add(f"{where}clé inconnue : {', '.join(unknown)} (connues : {', '.join(known)})")


def _read_rank(table: Mapping[str, Any], where: str, faults: Faults) -> dict[str, Any]:
    """Arguments of a :class:`Rank`; what is wrong with them goes to `faults`."""
    _check_keys(table, ("rang", "type_pole", "sigle", "conditions"), where, faults)
    names = {key: table.get(key) for key in ("rang", "type_pole", "sigle")}
    faults.messages.extend(where + message for message in rank_faults(**names))
    tables = _tables(table.get("conditions"), f"{where}conditions", faults)
    conditions = [
        _read_condition(raw, f"{where}condition n° {i} : ", faults)
        for i, raw in enumerate(tables, start=1)
    ]
    if table.get("conditions") == []:
        faults.add(f"{where}conditions : une au moins est attendue")
    return names | {"conditions": tuple(c for c in conditions if c)}


def _read_condition(table: Mapping[str, Any], where: str, faults: Faults) -> Condition | None:
    _check_keys(table, ("mesure", *COMPARISONS), where, faults)
    bounds = [comparison for comparison in COMPARISONS if comparison in table]
    if len(bounds) != 1:
        found = ", ".join(bounds) or "rien"
        faults.add(f"{where}une borne est attendue parmi {', '.join(COMPARISONS)}, trouvé {found}")
        return None
    values = str(table.get("mesure")), bounds[0], table[bounds[0]]
    messages = condition_faults(*values)
    faults.messages.extend(where + message for message in messages)
    return None if messages else Condition(*values)
