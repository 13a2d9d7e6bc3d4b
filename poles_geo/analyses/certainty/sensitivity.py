"""How sure a rank is: table of effectifs → probabilities of ranks, margins, what flips each.

Counted: an error on the counts of each unit, and thresholds moved. Not counted: persons counted
twice or in the wrong unit, whose effect on several units is not independent.
"""

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._types import TEXT, Floats
from poles_geo.analyses.certainty.thresholds import (
    Counted,
    Positions,
    counted_in,
    groups,
    moved,
    threshold_printed,
)
from poles_geo.communes.field import COVERAGE, NOT_COUNTED, PARTIAL
from poles_geo.communes.identity import IDENTITY
from poles_geo.errors import ChoiceError, worded
from poles_geo.ranking.marges import marges
from poles_geo.ranking.measures import measures_of
from poles_geo.ranking.rules import Rules, first_held
from poles_geo.tabular.column_names import PROBABILITY

KEY = "sensibilite"
"""Key, in the `attrs`, of what was tried: change, erreur, tirages, graine."""
MARGINS = ("marge_personnes", "marge_unite", "marge_rang")
TYPES: dict[str, Any] = {
    "marge_personnes": "Int64",
    "marge_unite": TEXT,
    "marge_rang": "Int64",
    "seuil": TEXT,
    "seuil_rang": "Int64",
    "fragile": "boolean",
}
"""Types of the columns that are no probabilities."""
MOST_DRAWS = 1_000_000
AT_ONCE = 50_000
"""Draws of a unit computed at once, over all the units."""


def sensitivity(
    effectifs: pd.DataFrame,
    rules: Rules | None = None,
    *,
    change: float = 0.05,
    error: float = 0.05,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Tell how sure the rank of each unit is: when its counts are wrong, or thresholds moved.

    Three errors are drawn, independent and normal, of mean 0 and of standard deviation `error`:
    with z₁, z₂, z₃ standard normal,

    - effectif × (1 + error × z₁), the shares held;
    - share of pôle × (1 + error × z₂), from 0 to 1;
    - share of psychiatric nurses × (1 + error × z₃), from 0 to the share of pôle.

    They are the three changes of `marge`. The same draws,
    ``numpy.random.default_rng(seed).standard_normal((3, draws))``, serve all the units, so that a
    probability depends neither on their order nor on the others; it is the part of the draws
    where the unit has the rank, with a standard error of ``√(p (1 − p) / draws)``. Drawn counts
    are not rounded to whole persons.

    A threshold b is moved to ``b × (1 ± change)``.

    Parameters
    ----------
    effectifs : DataFrame or GeoDataFrame
        As for :func:`classify`; or effectif alone, without proximite, pole and
        infirmiers_psychiatrie, as :func:`load_report` has it: the shares are then not known.
    rules : Rules, optional
        By default those that the table carries; the report's, without any.
    change : float
        By how much thresholds are moved, relative, from 0 to under 1.
    error : float
        Standard deviation of the errors, relative, from 0 to 1.
    draws : int
        From 1 to a million.
    seed : int
        From 0.

    Returns
    -------
    DataFrame or GeoDataFrame
        Same class, index and order; the columns that say what a unit is, effectif, rang,
        type_pole, sigle, and

        - ``probabilite_rang_1`` and so on, probabilite_hors_pole: of each rank, sum 1;
          probabilite_du_rang: of keeping its own;
        - marge_personnes, marge_unite, marge_rang: as :func:`classify` gives them;
        - seuil: the threshold that, moved alone, gives another rank the first; seuil_variation:
          by how much it is moved then, as a part of it; seuil_rang: the rank then (missing for
          hors pôle);
        - fragile: whether some threshold moved by `change`, alone or all those on numbers
          together, gives another rank (boolean);
        - reserve: what is not told, and why.

        A unit counted in part, or not, has neither probability nor margin. When the shares are
        not known, the probabilities of a rank that asks for them, of those below it and of
        hors pôle are missing; the margin and the threshold are those of the ranks above, and
        `fragile` is missing where only the others could tell. Ranks that the counts do not
        decide are those that the table has. `attrs`: those of `effectifs`, the rules, and
        `sensibilite`.

    Raises
    ------
    TableError
        As for :func:`classify`; no rank can be decided by what the table knows.
    ChoiceError
        As for :func:`classify`; a change, an error, a number of draws or a seed out of range.

    Examples
    --------
    >>> import poles_geo as pg
    >>> told = pg.sensitivity(pg.load_report())
    >>> beziers = told.loc["34032"]
    >>> print(beziers["effectif"], beziers["marge_personnes"], beziers["fragile"])
    3001 -2 True
    >>> print(round(beziers["seuil_variation"], 5))
    0.00033
    """
    _check_numbers(change, error, draws, seed)
    counted = counted_in(effectifs, rules)
    table = counted.table[_kept(counted.table)].copy()
    for name, values in _measured(counted, change, error, draws, seed).items():
        table[name] = _spread(values, counted.whole, TYPES.get(name, "Float64"))
    table["reserve"] = _reserves(counted)
    table.attrs = counted.attrs | {
        KEY: {"change": float(change), "erreur": float(error), "tirages": draws, "graine": seed}
    }
    return table


def _check_numbers(change: float, error: float, draws: int, seed: int) -> None:
    if not 0 <= change < 1:
        raise ChoiceError(
            f"{worded('change', '--variation')} = {change!r} : une part des seuils, de 0 à moins "
            "de 1, est attendue (0.05 pour ± 5 %)."
        )
    if not 0 <= error <= 1:
        raise ChoiceError(
            f"{worded('error', '--erreur')} = {error!r} : un écart type relatif, de 0 à 1, est "
            "attendu (0.05 pour 5 % de l'effectif)."
        )
    if not 1 <= draws <= MOST_DRAWS:
        name = worded("draws", "--tirages")
        raise ChoiceError(f"{name} = {draws!r} : de 1 à un million de tirages sont attendus.")
    if seed < 0:
        name = worded("seed", "--graine")
        raise ChoiceError(f"{name} = {seed!r} : un nombre entier d'au moins 0 est attendu.")


def _kept(table: pd.DataFrame) -> list[str]:
    """Columns that say what a unit is, and what its rank is."""
    place = str(getattr(table, "active_geometry_name", None))
    wanted = (*IDENTITY, COVERAGE, "effectif", "rang", "type_pole", "sigle", place)
    return [name for name in wanted if name in table]


def _measured(
    counted: Counted, change: float, error: float, draws: int, seed: int
) -> dict[str, Any]:
    """Measure the units counted wholly: name of a column → values, None when not told."""
    before, last = counted.positions, len(counted.decided.ranks)
    told = (before < last) | counted.verifiable
    shares = probabilities(counted, error, draws, seed)
    names = [*(f"rang_{rank.rang}" for rank in counted.rules.ranks), "hors_pole"]
    known = [*range(last), *([last] if counted.verifiable else [])]
    own = shares[np.arange(len(before)), before]
    margins = marges(counted.effectif, counted.pole, counted.psychiatry, counted.decided)
    flips = _flips(counted, before, Fraction(str(change)))
    return {
        **{
            f"{PROBABILITY}{name}": shares[:, position] if position in known else None
            for position, name in enumerate(names)
        },
        f"{PROBABILITY}du_rang": np.where(told, own, np.nan),
        **{name: margins[name].array for name in MARGINS},
        **_first_threshold(counted, before),
        "fragile": pd.arrays.BooleanArray(flips, ~(flips | told)),
    }


def probabilities(counted: Counted, error: float, draws: int, seed: int) -> Floats:
    """Part of the draws where each unit has each rank decided, then none of them (n × k + 1)."""
    if not error:
        return np.eye(len(counted.decided.ranks) + 1)[counted.positions]
    errors = 1 + error * np.random.default_rng(seed).standard_normal((3, draws))
    last, n = len(counted.decided.ranks), len(counted.effectif)
    found = np.empty((n, last + 1))
    rows = max(1, AT_ONCE // draws)
    for start in range(0, n, rows):
        part = slice(start, start + rows)
        effectif = counted.effectif[part, None]
        people = np.maximum(effectif, 1)
        total = np.maximum(effectif * errors[0], 0)
        pole = np.clip(counted.pole[part, None] / people * errors[1], 0, 1)
        psychiatry = np.clip(counted.psychiatry[part, None] / people * errors[2], 0, pole)
        drawn = counted.decided.positions(measures_of(total, total * pole, total * psychiatry))
        for position in range(last + 1):
            found[part, position] = (drawn == position).mean(axis=1)
    return found


def _first_threshold(counted: Counted, before: Positions) -> dict[str, Any]:
    """Find the bound that gives another rank for the least relative change, moved alone.

    Moved past the measure of a unit, a bound makes its condition what it is not, and nothing
    else: each condition is turned in its turn.
    """
    rules = counted.decided
    measures = measures_of(counted.effectif, counted.pole, counted.psychiatry)
    held = [[condition.holds(measures) for condition in rank.conditions] for rank in rules.ranks]
    changes, after, texts = [], [], []
    for place, rank in enumerate(rules.ranks):
        for own, condition in enumerate(rank.conditions):
            turned = [list(of_rank) for of_rank in held]
            turned[place][own] = ~turned[place][own]
            position = first_held([np.all(of_rank, axis=0) for of_rank in turned], measures)
            numerator, denominator = measures[condition.measure]
            p, q = condition.fraction.as_integer_ratio()
            bound = p * denominator
            with np.errstate(divide="ignore", invalid="ignore"):
                change = (numerator * q - bound) / bound
            changes.append(np.where((position != before) & np.isfinite(change), change, np.inf))
            after.append(position)
            texts.append(threshold_printed(rank.rang, condition))
    least = np.abs(changes).argmin(axis=0)
    each = np.arange(len(before))
    change, found = np.array(changes)[least, each], np.array(after)[least, each]
    none = ~np.isfinite(change)
    ranks = pd.array([*(rank.rang for rank in rules.ranks), pd.NA], dtype="Int64").take(found)
    ranks[none] = pd.NA
    return {
        "seuil": pd.Series(texts, dtype=TEXT).take(least).where(~none, None).array,
        "seuil_variation": np.where(none, np.nan, change),
        "seuil_rang": ranks,
    }


def _flips(counted: Counted, before: Positions, change: Fraction) -> NDArray[np.bool_]:
    """Tell the units that have another rank when thresholds are moved by a change, both ways."""
    flips = np.zeros(len(before), dtype=bool)
    for _, which in groups(counted.decided):
        for factor in (1 - change, 1 + change):
            flips |= counted.positions_by(moved(counted.decided, factor, which)) != before
    return flips


def _reserves(counted: Counted) -> pd.Series:
    """Say, unit by unit, what is not told."""
    told = pd.Series(counted.reserve or None, index=counted.table.index, dtype=TEXT)
    counts = counted.table["effectif"].to_numpy(float, na_value=np.nan)
    told[~counted.whole] = PARTIAL
    told[np.isnan(counts)] = NOT_COUNTED
    return told


def _spread(values: Any, whole: NDArray[np.bool_], dtype: Any) -> Any:
    """Give values to the units counted wholly, and nothing to the others."""
    column = pd.Series(pd.NA, index=range(len(whole)), dtype=dtype)
    if values is not None:
        column[whole] = pd.array(values, dtype=dtype)
    return column.array
