"""The rule with its thresholds moved: table of effectifs → how many units of each rank.

Counted: units that the table counts wholly. A rank that asks for shares is not counted when the
table does not know them, nor those below it in the cascade: they are missing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._types import TEXT, Integers
from poles_geo.analyses.pole_points import note_some
from poles_geo.coded import WARNINGS, plain_column, warnings_in
from poles_geo.communes.field import COVERAGE, field_of
from poles_geo.errors import ChoiceError, Faults, TableError
from poles_geo.ranking.carried import rules_given
from poles_geo.ranking.classify import COLUMNS, classify
from poles_geo.ranking.measures import MEASURES, measures_of
from poles_geo.ranking.rules import MAXIMUM, Condition, Rules
from poles_geo.ranking.wording import condition_printed
from poles_geo.typography import NO_BREAK_SPACE

TOGETHER = "tous les seuils d'effectif"
"""Of the bounds on numbers of professionals, moved together."""
CHANGES = tuple(k / 100 for k in range(-10, 11))
"""Changes that :func:`thresholds_moved` tries."""
SHARE_DIGITS = 10**9
"""A moved bound on a share is rounded to that part, the least that a rule takes."""

Positions = NDArray[np.intp]
Which = Callable[[Condition], bool]
"""Which conditions are moved."""


@dataclass(frozen=True)
class Counted:
    """A table of effectifs, checked and ranked, with what can be told of its ranks.

    Attributes
    ----------
    table : DataFrame
        As :func:`poles_geo.classify` gives it; ranks that totals alone do not decide are those
        that the table came with.
    rules : Rules
        All of them.
    decided : Rules
        The first ranks, up to the one before the first that asks for what the table does not
        know.
    whole : array of bool
        Units that are counted wholly.
    effectif, pole, psychiatry : arrays of int64
        Of the units counted wholly; the last two are 0 when not known.
    """

    table: pd.DataFrame
    rules: Rules
    decided: Rules
    whole: NDArray[np.bool_]
    effectif: Integers
    pole: Integers
    psychiatry: Integers

    @property
    def verifiable(self) -> bool:
        """Whether every rank is decided."""
        return len(self.decided.ranks) == len(self.rules.ranks)

    @property
    def positions(self) -> Positions:
        """Position of each rank among those decided; their number below them."""
        return self.positions_by(self.decided)

    def positions_by(self, rules: Rules) -> Positions:
        """Position of each rank by other bounds."""
        return rules.positions(measures_of(self.effectif, self.pole, self.psychiatry))

    @property
    def attrs(self) -> dict[Any, Any]:
        """The `attrs` of what is made of the table: what is not told is a warning there."""
        attrs = dict(self.table.attrs)
        if self.reserve:
            attrs[WARNINGS] = [*warnings_in(attrs), f"{self.reserve}."]
        return attrs

    @property
    def reserve(self) -> str:
        """What is not told of the ranks, and why; empty when all is."""
        if self.verifiable:
            return ""
        first = self.rules.ranks[len(self.decided.ranks)].rang
        professions = field_of(self.table.attrs).professions
        why = professions or "les parts ne sont pas connues"
        return f"rang {first} et suivants non vérifiables{NO_BREAK_SPACE}: {why}"


def counted_in(effectifs: pd.DataFrame, rules: Rules | None) -> Counted:
    """Check a table, and tell which ranks can be decided by what it knows.

    Parameters
    ----------
    effectifs : DataFrame
        As for :func:`poles_geo.classify`; or with effectif alone, none of proximite, pole,
        infirmiers_psychiatrie, as the report's is published.
    rules : Rules, optional
        As for :func:`sensitivity`.

    Raises
    ------
    TableError, ChoiceError
        As for :func:`poles_geo.classify`; no row, none that is counted; no rank can be decided by
        what the table knows.
    """
    rules = rules_given(effectifs, rules)
    if "effectif" in effectifs and effectifs.columns.is_unique:
        faults = Faults("table des effectifs")
        note_some(faults, effectifs["effectif"])
        faults.raise_if_any()
    totals_alone = _totals_alone(effectifs)
    given = effectifs
    if totals_alone:
        nobody = effectifs["effectif"].where(effectifs["effectif"].isna(), 0)
        given = effectifs.assign(
            proximite=effectifs["effectif"], pole=nobody, infirmiers_psychiatrie=nobody
        )
    table = classify(given, rules)
    known = [name for name, measure in MEASURES.items() if not measure.share]
    if totals_alone:
        known = ["effectif"]
    elif not field_of(table.attrs).professions:
        known = list(MEASURES)
    ranks = rules.ranks
    unknown = [any(c.measure not in known for c in rank.conditions) for rank in ranks]
    decided = unknown.index(True) if any(unknown) else len(ranks)
    if not decided:
        raise TableError(
            f"table des effectifs : le rang {ranks[0].rang} de « {rules.name} » demande ce que la "
            "table ne dit pas (proximite, pole, infirmiers_psychiatrie, de toutes les "
            "professions) ; aucun rang n'est vérifiable sans elles."
        )
    whole = table["effectif"].notna().to_numpy(dtype=bool)
    if COVERAGE in table:
        covered = pd.to_numeric(table[COVERAGE], errors="coerce")
        whole = whole & covered.eq(1).fillna(value=False).to_numpy(dtype=bool)
    counts = [table.loc[whole, name].to_numpy(np.int64) for name in COLUMNS if name != "proximite"]
    counted = Counted(table, rules, replace(rules, ranks=ranks[:decided]), whole, *counts)
    if counted.verifiable or not totals_alone:
        return counted
    return replace(counted, table=_ranked(effectifs, counted))


def _ranked(effectifs: pd.DataFrame, counted: Counted) -> pd.DataFrame:
    """Give the ranks that totals decide; for the others, those that the table came with."""
    rules, last = counted.rules, len(counted.decided.ranks)
    numbers = np.array([rank.rang for rank in rules.ranks])
    positions = np.full(len(counted.table), -1)
    if "rang" in effectifs and effectifs.columns.is_unique:
        own = pd.to_numeric(plain_column(effectifs["rang"]), errors="coerce")
        for position in range(last, len(numbers)):
            positions[own.eq(numbers[position]).fillna(value=False).to_numpy(bool)] = position
    positions[~counted.whole] = -1
    found = counted.positions
    positions[counted.whole] = np.where(found < last, found, positions[counted.whole])
    ranks = pd.array([*numbers.tolist(), pd.NA], dtype="Int64")
    sigles = pd.array([*(rank.sigle for rank in rules.ranks), None], dtype=TEXT)
    return counted.table.assign(
        rang=ranks.take(positions),
        type_pole=pd.Categorical.from_codes(positions, dtype=rules.type_pole_dtype),
        sigle=sigles.take(positions),
    )


def _totals_alone(effectifs: object) -> bool:
    if not isinstance(effectifs, pd.DataFrame) or effectifs.columns.nlevels > 1:
        return False
    names = effectifs.columns.tolist()
    return names.count("effectif") == 1 and not set(names) & set(COLUMNS[1:])


def thresholds_moved(
    effectifs: pd.DataFrame,
    rules: Rules | None = None,
    *,
    changes: Sequence[float] = CHANGES,
) -> pd.DataFrame:
    """Count the units of each rank when the thresholds of the rule are moved.

    A bound b becomes ``b × (1 + change)``: first all those on numbers of professionals together,
    then each bound alone, those on shares included (20 % moved by 0.05 is 21 %).

    Parameters
    ----------
    effectifs : DataFrame
        As for :func:`sensitivity`.
    rules : Rules, optional
        As for :func:`sensitivity`.
    changes : sequence of float
        Relative changes, over −1 and under 1, each once; from −10 % to 10 % by default. A moved
        bound on a share stays under 1, with nine decimals.

    Returns
    -------
    DataFrame
        One row a threshold and a change, in order: seuil (« tous les seuils d'effectif », or the
        rank and its condition), variation (the change), then ``rang_1`` and so on, and hors_pole:
        how many units have each (Int64); changent: how many have another than by the rule as it
        is; codes: theirs, in order, separated by a space. Units that are not wholly counted are
        left out. When the table does not know its shares, a rank that asks for them, those below
        it and hors_pole are missing, and changent counts the changes that are sure. `attrs`:
        those of `effectifs`.

    Raises
    ------
    TableError
        As for :func:`classify`; no rank can be decided by what the table knows.
    ChoiceError
        As for :func:`classify`; changes that are no numbers over −1 and under 1, or are repeated.

    Examples
    --------
    >>> import poles_geo as pg
    >>> moved = pg.thresholds_moved(pg.load_report(), changes=[-0.06, 0, 0.04])
    >>> moved.loc[moved["seuil"] == "tous les seuils d'effectif", "rang_1"].tolist()
    [17, 15, 13]
    """
    factors = {change: _factor(change) for change in changes}
    if not factors or len(factors) < len(changes):
        raise ChoiceError("changes : des variations de seuils sont attendues, chacune une fois.")
    counted = counted_in(effectifs, rules)
    codes = counted.table.index[counted.whole]
    before, last = counted.positions, len(counted.decided.ranks)
    rows: list[dict[str, Any]] = []
    for name, which in groups(counted.decided):
        for change, factor in sorted(factors.items()):
            after = counted.positions_by(moved(counted.decided, factor, which))
            numbers = np.bincount(after, minlength=last + 1).tolist()
            row: dict[str, Any] = {"seuil": name, "variation": float(change)}
            row |= {f"rang_{rank.rang}": pd.NA for rank in counted.rules.ranks}
            row |= {
                f"rang_{rank.rang}": number
                for rank, number in zip(counted.decided.ranks, numbers[:last], strict=True)
            }
            row["hors_pole"] = numbers[last] if counted.verifiable else pd.NA
            others = codes[after != before]
            rows.append({**row, "changent": len(others), "codes": " ".join(sorted(others)) or None})
    table = pd.DataFrame(rows)
    numbered = dict.fromkeys(table.columns[2:-1], "Int64")
    table = table.astype({"seuil": TEXT, **numbered, "codes": TEXT})
    table.attrs = counted.attrs
    return table


def _factor(change: float) -> Fraction:
    if not -1 < change < 1:
        raise ChoiceError(
            f"changes : {change!r} ; une variation de plus de −1 et de moins de 1 est attendue "
            "(0.05 pour 5 %)."
        )
    return 1 + Fraction(str(change))


def groups(rules: Rules) -> Iterator[tuple[str, Which]]:
    """Yield the name of what is moved, and the conditions: all those on numbers, then each."""
    conditions = [(rank, c) for rank in rules.ranks for c in rank.conditions]
    if any(not MEASURES[c.measure].share for _, c in conditions):
        yield TOGETHER, lambda condition: not MEASURES[condition.measure].share
    for rank, condition in conditions:
        yield threshold_printed(rank.rang, condition), _is(condition)


def _is(wanted: Condition) -> Which:
    return lambda condition: condition is wanted


def threshold_printed(rang: int, condition: Condition) -> str:
    """Print a threshold: « rang 2 : au moins 3 000 professionnels »."""
    return f"rang {rang}{NO_BREAK_SPACE}: {condition_printed(condition)}"


def moved(rules: Rules, factor: Fraction, which: Which) -> Rules:
    """Give rules of which some bounds are multiplied.

    A bound on a number becomes the whole one that says the same of whole numbers.
    """
    return replace(
        rules,
        ranks=tuple(
            replace(
                rank,
                conditions=tuple(_times(c, factor) if which(c) else c for c in rank.conditions),
            )
            for rank in rules.ranks
        ),
    )


def _times(condition: Condition, factor: Fraction) -> Condition:
    bound = condition.fraction * factor
    if MEASURES[condition.measure].share:
        share = Fraction(round(bound * SHARE_DIGITS), SHARE_DIGITS)
        return replace(condition, bound=min(share, Fraction(1)))
    whole = floor(bound) if condition.comparison in ("plus_de", "au_plus") else ceil(bound)
    return replace(condition, bound=min(whole, MAXIMUM))
