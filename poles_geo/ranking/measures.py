"""What rules measure in a bassin: each measure once, with its value and its words.

A measure is an exact fraction of the three counts of a bassin. Nothing is counted here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from poles_geo._types import Floats, Integers

Counts = Integers | Floats
"""Numbers of professionals: whole, or drawn around a whole one."""
Fractions = tuple[Counts, Counts]
"""Numerators and denominators, exact where the counts are whole."""
Measures = Mapping[str, Fractions]
"""Measures of bassins: name → exact fractions."""


@dataclass(frozen=True)
class Measure:
    """A measure of a bassin.

    Parameters
    ----------
    share : bool
        Whether it is a share, from 0 to 1; else a number of professionals.
    told : str
        What follows its value in French: « hors infirmiers psychiatriques ».
    value : callable
        Numerators and denominators, from the professionals of n bassins: all, of pôle,
        psychiatric nurses. Linear in them, above and below, and a share has no constant: all
        three doubled leave it as it is, and double a number.
    """

    share: bool
    told: str
    value: Callable[[Counts, Counts, Counts], Fractions]


MEASURES: dict[str, Measure] = {
    "effectif": Measure(
        share=False,
        told="",
        value=lambda effectif, _pole, _psychiatry: (effectif, np.ones_like(effectif)),
    ),
    "effectif_hors_psychiatrie": Measure(
        share=False,
        told="hors infirmiers psychiatriques",
        value=lambda effectif, _, psychiatry: (effectif - psychiatry, np.ones_like(effectif)),
    ),
    "part_pole": Measure(
        share=True,
        told="de professionnels de pôle",
        value=lambda effectif, pole, _: (pole, effectif),
    ),
    "part_psychiatrie": Measure(
        share=True,
        told="d'infirmiers psychiatriques",
        value=lambda effectif, _, psychiatry: (psychiatry, effectif),
    ),
}
"""Measures that a rule may name."""


def measures_of(effectif: Counts, pole: Counts, psychiatry: Counts) -> Measures:
    """Return the measures of n bassins, exact when the counts are whole.

    Parameters
    ----------
    effectif, pole, psychiatry : arrays of int64 or float64, of one shape
        Professionals of each bassin: all, of pôle, psychiatric nurses.

    Returns
    -------
    dict of str to (array, array)
        Denominators of shares may be 0.
    """
    return {name: known.value(effectif, pole, psychiatry) for name, known in MEASURES.items()}
