"""What the counts of a table are of, from what its attrs say of its source."""

from collections.abc import Hashable, Mapping
from typing import Any

TABLE, BPE = "table par commune", "BPE"
"""Sources whose name stands in the place of a unit."""
PROFESSIONALS = "professionnels"


def unit_of_counts(attrs: Mapping[Hashable, Any]) -> str:
    """Say what the counts of a table are of; professionals, where it only says how it was made.

    Examples
    --------
    >>> unit_of_counts({"unite": "personnes"}), unit_of_counts({"unite": "table par commune"})
    ('personnes', 'professionnels')
    """
    unit = str(attrs.get("unite") or "")
    return PROFESSIONALS if unit in ("", TABLE, BPE) else unit
