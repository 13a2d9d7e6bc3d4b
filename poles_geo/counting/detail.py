"""The count of each unit by profession, or by mode d'exercice: columns whose sum is effectif."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from poles_geo._types import Floats, Integers
from poles_geo.communes.remainder import largest_remainder
from poles_geo.counting.activities import MODES
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.known_professions.told_professions import ToldProfessions
from poles_geo.counting.located.placements import Attachment, tally
from poles_geo.errors import ChoiceError, worded

Detail = Literal["profession", "mode"]
DETAILS = ("profession", "mode")

UNKNOWN_MODE = "inconnu"
"""What the mode d'exercice that nothing says is called."""


@dataclass(frozen=True)
class Detailed:
    """Columns of a detail.

    Attributes
    ----------
    columns : dict of str to array of int
        ``effectif_…`` and the code of a profession or of a mode: one number a unit.
    labels : dict of str to str
        What each counts, in French.
    remarks : dict of str to int
    """

    columns: dict[str, Integers] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, int] = field(default_factory=dict)


def by_profession(told: ToldProfessions, values: Floats, whole: dict[str, Integers]) -> Detailed:
    """Detail counts by profession.

    Parameters
    ----------
    told : ToldProfessions
    values : array of float, units × professions of the source
        Each person counted once.
    whole : dict of str to array of int
        By group, the count of each unit.
    """
    columns: dict[str, Integers] = {}
    for group, ranks in told.positions.items():
        codes = list(dict.fromkeys(told.codes[rank] for rank in ranks))
        quotas = [
            values[:, [rank for rank in ranks if told.codes[rank] == code]].sum(axis=1)
            for code in codes
        ]
        columns |= dict(zip(codes, _shared_out(quotas, whole[group]), strict=True))
    in_order = [code for code in dict.fromkeys(told.codes) if code in columns]
    return Detailed(
        {f"effectif_{code}": columns[code] for code in in_order},
        {f"effectif_{code}": told.labels[code] for code in in_order},
    )


def by_mode(
    decompte: Decompte, link: Attachment, kept: Sequence[int], effectif: Integers
) -> Detailed:  # fmt: skip
    """Detail counts by mode d'exercice: a person of several in a unit counts under the first.

    Parameters
    ----------
    decompte : Decompte
    link : Attachment
    kept : sequence of int
        Positions of the professions that count.
    effectif : array of int
        Count of each unit.

    Raises
    ------
    ChoiceError
        When the source does not say modes.
    """
    if not decompte.has_modes:
        asked = worded('detail="mode"', "--detail mode")
        other = worded('detail="profession"', "--detail profession")
        raise ChoiceError(
            f"{asked} : {decompte.bilan.source} ne dit pas le mode d'exercice ; donnez une édition "
            f"de l'Annuaire Santé qui a « Code mode exercice », ou demandez {other}."
        )
    every = [
        tally(
            decompte.placements, link, len(MODES), by=decompte.by, kept=kept, once=once, mode=True
        )
        for once in (True, False)
    ]
    postes = decompte.placements.by_poste
    met = sorted(
        postes.loc[postes["profession"].isin(kept) & (postes["lignes"] > 0), "mode"].unique()
    )
    shared = _shared_out([every[0][:, rank] for rank in met], effectif)
    names = [mode or UNKNOWN_MODE for mode in MODES]
    again = round(float((every[1] - every[0]).sum())) if decompte.by == "person" else 0
    remark = "présences sous un second mode d'exercice, comptées sous le premier"
    labels = list(MODES.values())
    return Detailed(
        {f"effectif_{names[rank]}": column for rank, column in zip(met, shared, strict=True)},
        {f"effectif_{names[rank]}": labels[rank] for rank in met},
        {remark: again} if again else {},
    )


def _shared_out(quotas: Sequence[Floats], totals: Integers) -> list[Integers]:
    """Round parts to whole numbers whose sum, in each unit, is its total."""
    if not quotas:
        return []
    table = np.column_stack(quotas)
    units, width = table.shape
    whole = largest_remainder(
        table.ravel(), np.repeat(totals, width), np.repeat(np.arange(units), width)
    )
    return list(whole.reshape(units, width).T)
