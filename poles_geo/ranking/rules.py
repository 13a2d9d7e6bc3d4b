"""The rank rules as data: conditions on measures of a bassin, in a cascade of ranks.

Comparisons are made on integers, so that 301 of 1 505 is exactly 20 %. Nothing is counted here:
the measures come from a table of effectifs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from numbers import Real
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.counting.known_professions.professions import REPORT
from poles_geo.doors import check_fields
from poles_geo.errors import ChoiceError, Faults
from poles_geo.ranking.measures import MEASURES, Measures

HORS_POLE = "hors pôle"

MOST_RANKS = 6
"""Ranks that a page can tell apart."""

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = MappingProxyType(
    {
        "plus_de": np.greater,
        "au_moins": np.greater_equal,
        "au_plus": np.less_equal,
        "moins_de": np.less,
    }
)

MAXIMUM = 100_000_000
"""Largest count and largest bound accepted: products of two of them are exact in 64 bits."""


@dataclass(frozen=True)
class Condition:
    """One bound on one measure: ``Condition("part_pole", "au_moins", 0.20)``.

    Parameters
    ----------
    measure : {"effectif", "effectif_hors_psychiatrie", "part_pole", "part_psychiatrie"}
        The first two in professionals, the others in shares of the effectif, from 0 to 1.
    comparison : {"plus_de", "au_moins", "au_plus", "moins_de"}
        Direction and closure at once: >, ≥, ≤, <.
    bound : int, float, Decimal or Fraction
        Kept as an exact Fraction; a float stands for the decimal number that it prints.

    Raises
    ------
    ChoiceError
        Unknown measure or direction; bound that is not a number, not whole for a count, outside
        0–1 or of more than nine decimals for a share.
    """

    measure: str
    comparison: str
    bound: int | float | Decimal | Fraction

    def __post_init__(self) -> None:
        _raise("condition", condition_faults(self.measure, self.comparison, self.bound))
        object.__setattr__(self, "bound", _exact(self.bound))

    @property
    def fraction(self) -> Fraction:
        """The bound, exact."""
        return Fraction(self.bound)

    def holds(self, measures: Measures) -> NDArray[np.bool_]:
        """Tell where the condition holds; a share of no professional never does."""
        numerator, denominator = measures[self.measure]
        p, q = self.fraction.as_integer_ratio()
        held = COMPARISONS[self.comparison](numerator * q, p * denominator) & (denominator > 0)
        return np.asarray(held)


@dataclass(frozen=True)
class Rank:
    """One rank of the cascade: given where all its conditions hold and no rank above does.

    Parameters
    ----------
    rang : int
        Number, 1 for the highest.
    type_pole, sigle : str
        Full and short names, in French.
    conditions : tuple of Condition
        None when they are not known, of a table that lost its rules: such a rank can be shown,
        not given.

    Raises
    ------
    ChoiceError
        A number that is not from 1 to 6, an empty name.
    """

    rang: int
    type_pole: str
    sigle: str
    conditions: tuple[Condition, ...]

    def __post_init__(self) -> None:
        check_fields(self, "conditions")
        object.__setattr__(self, "conditions", tuple(self.conditions))
        _raise("rang", rank_faults(self.rang, self.type_pole, self.sigle))

    @property
    def asks_share(self) -> bool:
        """Whether a condition bounds a share."""
        return any(MEASURES[condition.measure].share for condition in self.conditions)

    def holds(self, measures: Measures) -> NDArray[np.bool_]:
        """Tell where all the conditions hold."""
        held = [condition.holds(measures) for condition in self.conditions]
        return np.asarray(np.all(held, axis=0))


@dataclass(frozen=True, repr=False)
class Rules:
    """Ranks in cascade: each bassin gets the first whose conditions all hold, or none.

    Parameters
    ----------
    name, source : str
        Name of the rules, and where they come from.
    ranks : tuple of Rank
        Highest first, numbers increasing.

    Raises
    ------
    ChoiceError
        No rank, more than six, numbers that do not increase, a name or a sigle used twice.
    """

    name: str
    source: str
    ranks: tuple[Rank, ...]

    def __post_init__(self) -> None:
        check_fields(self, "ranks")
        object.__setattr__(self, "ranks", tuple(self.ranks))
        ranks = [(rank.rang, rank.type_pole, rank.sigle) for rank in self.ranks]
        _raise(f"règles « {self.name} »", rules_faults(self.name, self.source, ranks))

    def __repr__(self) -> str:
        return f"Rules({self.name!r})"

    @property
    def bounded(self) -> bool:
        """Whether the conditions of every rank are known."""
        return all(rank.conditions for rank in self.ranks)

    def on_numbers(self) -> "Rules":
        """Return the same rules, of which a rank that asks for a share is given to no bassin."""
        never = (Condition("effectif", "plus_de", MAXIMUM),)
        return replace(
            self,
            ranks=tuple(
                replace(rank, conditions=never) if rank.asks_share else rank for rank in self.ranks
            ),
        )

    @property
    def type_pole_dtype(self) -> pd.CategoricalDtype:
        """Ordered categories of `type_pole`, in the order of the ranks, « hors pôle » last."""
        return pd.CategoricalDtype([*(r.type_pole for r in self.ranks), HORS_POLE], ordered=True)

    def positions(self, measures: Measures) -> NDArray[np.intp]:
        """Position in `ranks` of the rank of each bassin; ``len(ranks)`` where it has none.

        A bassin without any professional has none, whatever the conditions.
        """
        return first_held([rank.holds(measures) for rank in self.ranks], measures)


def first_held(held: Sequence[NDArray[np.bool_]], measures: Measures) -> NDArray[np.intp]:
    """Position of the first rank that each bassin holds; their number where it holds none.

    `held`: where each rank holds, highest first.
    """
    first = np.argmax([*held, np.ones_like(held[0])], axis=0)
    return np.where(measures["effectif"][0] > 0, first, len(held))


def _raise(subject: str, messages: Iterable[str]) -> None:
    faults = Faults(subject)
    faults.messages.extend(messages)
    faults.raise_if_any(ChoiceError)


def _exact(value: object) -> Fraction | None:
    """`value` as the exact number that it prints; None when it is not a finite number."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return None
    try:
        return Fraction(str(value))
    except ValueError:
        return None


def found(value: object) -> str:
    """Write what was found in place of something else."""
    return "rien" if value is None else repr(value)


def condition_faults(measure: object, comparison: object, bound: object) -> list[str]:
    """List what keeps three values from being a condition."""
    faults = []
    for name, value, allowed in (
        ("mesure", measure, tuple(MEASURES)),
        ("sens", comparison, tuple(COMPARISONS)),
    ):
        if not isinstance(value, str) or value not in allowed:
            choices = ", ".join(allowed)
            faults.append(f"{name} : attendu {choices}, trouvé {found(value)}")
    exact, known = _exact(bound), MEASURES.get(str(measure))
    if exact is None:
        faults.append(f"borne : un nombre est attendu, trouvé {found(bound)}")
    elif known and not known.share and not (exact.denominator == 1 and 0 <= exact <= MAXIMUM):
        faults.append(
            f"borne sur {measure} : un nombre entier de professionnels est attendu, "
            f"de 0 à 100 millions, trouvé {bound}"
        )
    elif known and known.share and not (0 <= exact <= 1 and 10**9 % exact.denominator == 0):
        faults.append(
            f"borne sur {measure} : une part entre 0 et 1 est attendue (0.2 pour 20 %), "
            f"à neuf décimales au plus, trouvé {bound}"
        )
    return faults


def _name_faults(given: dict[str, object]) -> list[str]:
    return [
        f"{key} : un texte est attendu, trouvé {found(name)}"
        for key, name in given.items()
        if not isinstance(name, str) or not name.strip()
    ]


def rank_faults(rang: object, type_pole: object, sigle: object) -> list[str]:
    """List what keeps a number and two names from being those of a rank."""
    faults = _name_faults({"type_pole": type_pole, "sigle": sigle})
    if not isinstance(rang, int) or isinstance(rang, bool) or not 1 <= rang <= MOST_RANKS:
        faults.append(
            f"rang : un nombre entier de 1 à {MOST_RANKS} est attendu, trouvé {found(rang)}"
        )
    if isinstance(type_pole, str) and type_pole == HORS_POLE:
        faults.append(f"type_pole : « {HORS_POLE} » est réservé aux bassins sans rang")
    return faults


def rules_faults(
    name: object, source: object, ranks: Sequence[tuple[object, object, object]]
) -> list[str]:
    """Faults of the whole, `ranks` being the (rang, type_pole, sigle) of each."""
    faults = _name_faults({"nom": name, "source": source})
    if not ranks:
        faults.append("rangs : un rang au moins est attendu")
    if len(ranks) > MOST_RANKS:
        faults.append(f"rangs : {MOST_RANKS} au plus sont attendus, trouvé {len(ranks)}")
    numbers = [rang for rang, _, _ in ranks if isinstance(rang, int)]
    if any(a >= b for a, b in pairwise(numbers)):
        faults.append(f"rangs : numéros croissants attendus, trouvé {numbers}")
    for key, names in (("type_pole", [r[1] for r in ranks]), ("sigle", [r[2] for r in ranks])):
        if twice := sorted({str(name) for name in names if name and names.count(name) > 1}):
            faults.append(f"{key} donné à plusieurs rangs : {', '.join(twice)}")
    return faults


RULES_ORS_2014 = Rules(
    name="Règle de l'ORS Nord – Pas-de-Calais (2014)",
    source=REPORT,
    ranks=(
        Rank(
            1,
            "pôle des grandes métropoles",
            "P-GM",
            (Condition("effectif", "plus_de", 10_000),),
        ),
        Rank(2, "grand pôle", "GP", (Condition("effectif", "au_moins", 3_000),)),
        Rank(
            3,
            "pôle intermédiaire",
            "Pi",
            (
                Condition("effectif", "au_moins", 1_500),
                Condition("part_pole", "au_moins", Fraction(20, 100)),
                Condition("part_psychiatrie", "au_plus", Fraction(20, 100)),
            ),
        ),
        Rank(
            4,
            "pôle secondaire",
            "Ps",
            (Condition("effectif_hors_psychiatrie", "plus_de", 1_000),),
        ),
    ),
)
"""The rule of the report. Lower bounds are enough, since the ranks are a cascade.

The report's words settle some closures and leave others free; no published value falls on a
bound, so that its 153 pôles are the same whichever is chosen. As read here:

- rank 1, « plus de 10 000 »: 10 000 excluded, hence in rank 2;
- rank 2, « entre 3 000 et 10 000 »: both included;
- rank 3, « entre 1 500 et 3 000 »: 1 500 included, 3 000 in rank 2; « au moins 20 % » of pôle and
  « au plus 20 % » of psychiatric nurses: both included;
- rank 4, « plus de 1 000 » without psychiatric nurses: 1 000 excluded, no upper bound.
"""
