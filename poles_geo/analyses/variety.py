"""How varied the professionals of each unit are: counts by profession → a table of the same index.

Counted: the professions that the table details. Not counted: those that its source does not have,
and units that it does not count wholly.
"""

import numpy as np
import pandas as pd

from poles_geo._types import Floats
from poles_geo.analyses.pole_points import (
    note_negative,
    note_repeated,
    note_rows,
    note_some,
    numbers_of,
)
from poles_geo.coded import note_columns, note_index
from poles_geo.communes.field import COVERAGE
from poles_geo.communes.identity import IDENTITY
from poles_geo.counting.activities import MODES
from poles_geo.counting.detail import UNKNOWN_MODE
from poles_geo.errors import Faults, TableError, worded
from poles_geo.tabular.column_names import DETAIL

QUOTIENT = "quotient_"
"""What begins the names of the location quotients."""
BY_MODE = {f"{DETAIL}{name or UNKNOWN_MODE}" for name in MODES}


def variety(effectifs: pd.DataFrame) -> pd.DataFrame:
    """Measure the variety of the professions of each unit.

    With x the professionals of a profession in a unit, X those of all the units, n and N those of
    all professions, and p = x / n:

    - number of professions and specialities that the unit has: those where x > 0;
    - Shannon's index, H = −Σ p ln p (C. E. Shannon, « A mathematical theory of communication »,
      1948): 0 when all are of one profession, ln k when k are even;
    - the number of even professions that would have that index, exp(H) (M. O. Hill, « Diversity
      and evenness », 1973);
    - location quotient, (x / n) / (X / N): 1 when the unit has the profession's share of all the
      units counted, 2 when it has twice that.

    Parameters
    ----------
    effectifs : DataFrame
        As ``poles_geo.aggregate(detail="profession")`` gives it: effectif, and one column a
        profession or speciality (``effectif_10G``), whose sum it is; couverture, where it is
        there.

    Returns
    -------
    DataFrame
        Same index and `attrs`; the columns that say what a unit is, effectif, professions (Int64),
        shannon (nats), professions_egales, and ``quotient_10G`` and so on. All missing for a unit
        that is not counted, or in part; Shannon and quotients missing for a unit of nobody, and
        the quotient of a profession that no unit has.

    Raises
    ------
    TableError
        No row, none that is counted; no detail, or one by mode d'exercice; a count that is no
        number from 0; a detail whose sum is not effectif.

    Examples
    --------
    >>> counted = pd.DataFrame(
    ...     {"effectif": [8, 2], "effectif_10G": [4, 2], "effectif_60": [4, 0]},
    ...     index=pd.Index(["59350", "59017"], name="code_bassin"),
    ... )
    >>> told = variety(counted)
    >>> told["professions"].tolist(), told["shannon"].round(4).tolist()
    ([2, 1], [0.6931, 0.0])
    >>> told["quotient_60"].tolist()
    [1.25, 0.0]
    """
    names, counts, effectif = _checked(effectifs)
    whole = np.isfinite(effectif)
    if COVERAGE in effectifs:
        whole &= numbers_of(effectifs[COVERAGE]) == 1
    counts[~whole] = np.nan
    everyone = np.nansum(counts, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = counts / counts.sum(axis=1, keepdims=True)
        shannon = -np.where(shares > 0, shares * np.log(shares), shares).sum(axis=1)
        quotients = shares / (everyone / everyone.sum())
    table = effectifs[[name for name in (*IDENTITY, COVERAGE) if name in effectifs]].copy()
    numbers = pd.DataFrame(
        {
            "effectif": effectif,
            "professions": np.where(whole, (counts > 0).sum(axis=1), np.nan),
            "shannon": shannon + 0.0,
            "professions_egales": np.exp(shannon),
            **dict(zip((f"{QUOTIENT}{name}" for name in names), quotients.T, strict=True)),
        },
        index=effectifs.index,
    )
    numbers = numbers.replace([np.inf, -np.inf], np.nan).astype("Float64")
    whole_numbers = {"effectif": "Int64", "professions": "Int64"}
    told = numbers.mask(numbers.isna()).astype(whole_numbers)
    table = pd.DataFrame(pd.concat([table, told], axis=1))
    table.attrs = dict(effectifs.attrs)
    return table


def _checked(effectifs: pd.DataFrame) -> tuple[list[str], Floats, Floats]:
    """Give the professions, their counts (units × professions) and the effectifs."""
    faults = Faults("table des effectifs")
    note_columns(faults, effectifs, ("effectif",))
    faults.raise_if_any(TableError)
    note_columns(faults, effectifs, dict.fromkeys(effectifs.columns))
    note_index(faults, effectifs.index)
    columns = [
        str(name)
        for name in effectifs.columns
        if str(name).startswith(DETAIL) and "_pour_" not in str(name)
    ]
    remedy = worded(
        'pg.aggregate(decompte, zonage, detail="profession") la donne',
        "« poles-geo count --detail profession » la donne",
    )
    if not columns:
        faults.add(f"aucune colonne {DETAIL}… par profession ; {remedy}")
    elif set(columns) <= BY_MODE:
        faults.add(f"le détail est par mode d'exercice ; un détail par profession : {remedy}")
    faults.raise_if_any(TableError)
    note_repeated(faults, effectifs.index)
    note_some(faults, effectifs["effectif"])
    effectif = numbers_of(effectifs["effectif"])
    missing = effectifs["effectif"].isna().to_numpy(dtype=bool)
    values = [numbers_of(effectifs[name]) for name in columns]
    for name, numbers in zip(("effectif", *columns), (effectif, *values), strict=True):
        note_negative(faults, name, numbers, effectifs.index, missing=missing)
    counts = np.column_stack(values)
    if not faults.messages:
        uneven = ~missing & (np.abs(counts.sum(axis=1) - effectif) > 1e-6 * np.maximum(effectif, 1))
        note_rows(faults, f"la somme des {DETAIL}… n'est pas effectif", uneven, effectifs.index)
    faults.raise_if_any(TableError)
    return [name.removeprefix(DETAIL) for name in columns], counts, effectif
