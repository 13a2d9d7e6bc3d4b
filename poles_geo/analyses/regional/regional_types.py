"""Types of regions by their pôles, in the report's words: thresholds, motifs, how far they hold.

Counted: pôles, their masses and ranks, where they are. Not counted: pôles of other regions.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poles_geo._types import Floats
from poles_geo.doors import check_fields
from poles_geo.errors import ChoiceError, Faults
from poles_geo.ranking.rules import COMPARISONS, Rules
from poles_geo.typography import french_count, french_number, french_percent

MONOPOLISTIQUE, MACROCEPHALE, CIRCULAIRE = "monopolistique", "macrocéphale", "circulaire"
MULTIPOLAIRE, PLURIELLE, AUTRE = "multipolaire", "plurielle", "autre"
TYPES = (MONOPOLISTIQUE, MACROCEPHALE, CIRCULAIRE, MULTIPOLAIRE, PLURIELLE, AUTRE)
"""In the order in which they are tried: a region has the first that it fulfils."""

DRAWS, ERROR, SEED = 1000, 0.10, 0
"""Draws of an error on masses, its standard deviation as a share of each, and their seed."""
SMALLEST = 1e-9
"""Share of a mass that a draw leaves at least."""


@dataclass(frozen=True)
class TypeThresholds:
    """Bounds of the types of regions, each closed: « at least ».

    Attributes
    ----------
    first_share : float
        Share of the first pôle, from 0 to 1: monopolistique.
    crunch : float
        Of the whole professions of the report: macrocéphale.
    cycle_share, cycle_poles : float, int
        Share of the pôles that are on the cycle of the relative neighbours, and how many pôles
        there are: circulaire.
    multipolar_poles, multipolar_high, multipolar_rang : int
        Pôles, those of them of a high rank, and that rank or a higher: multipolaire.
    plural_high, plural_rang : int
        Pôles of a high rank, and that rank or a higher: plurielle.

    Raises
    ------
    ChoiceError
        A share that is not from 0 to 1, a bound that is not over 0.
    """

    first_share: float = 0.9
    crunch: float = 1.0
    cycle_share: float = 0.8
    cycle_poles: int = 6
    multipolar_poles: int = 12
    multipolar_high: int = 5
    multipolar_rang: int = 2
    plural_high: int = 3
    plural_rang: int = 1

    def __post_init__(self) -> None:
        check_fields(self)
        faults = Faults("seuils des types de régions")
        for name, value in vars(self).items():
            most = 1 if name.endswith("_share") else np.inf
            if not 0 < value <= most:
                expected = "une part de 0 à 1" if most == 1 else "un nombre de plus de 0"
                faults.add(f"{name} = {value!r} : {expected} est attendu{'e' * (most == 1)}")
        faults.raise_if_any(ChoiceError)


THRESHOLDS_2014 = TypeThresholds()
"""Those of the 22 regions of 2014, from the words of the report."""


@dataclass(frozen=True)
class Region:
    """What the type of a region is made of.

    Attributes
    ----------
    masses : ndarray
        n, over 0.
    ranks : ndarray
        n, whole numbers from 1.
    population : float
        NaN where it is not known.
    cycle : int
        Pôles on the one cycle of the relative neighbours; 0 when they make none, or several.
    """

    masses: Floats
    ranks: NDArray[np.int64]
    population: float
    cycle: int

    @property
    def crunch(self) -> float:
        """Ratio of the first two, over the relays per 1 000 inhabitants; NaN of one pôle."""
        return float(crunches(self.masses[None], self.population)[0])


def crunches(masses: Floats, population: float) -> Floats:
    """Crunch of each row of masses: ``(m₁ / m₂) / (1 000 Σ_{i>1} mᵢ / population)``.

    Examples
    --------
    >>> crunches(np.array([[300.0, 100, 50], [600, 200, 100]]), 100_000).tolist()
    [2.0, 1.0]
    """
    rows, count = masses.shape
    if count < 2:
        return np.full(rows, np.nan)
    falling = -np.sort(-masses, axis=1)
    relays = 1000 * falling[:, 1:].sum(axis=1) / population
    return np.asarray(falling[:, 0] / falling[:, 1] / relays)


def type_of(region: Region, thresholds: TypeThresholds) -> str | None:
    """Give the type of a region; None when it hangs on a population that is not known."""
    found = _types(region, region.masses[None], region.ranks[None], thresholds)[0]
    return None if found < 0 else TYPES[found]


def holding(region: Region, thresholds: TypeThresholds, rules: Rules | None) -> float:
    """Share of the draws in which a region keeps its type.

    Each mass is multiplied by ``1 + 0.10 z``, z normal, each of 1 000 draws. Ranks follow the
    masses where the rules tell the high ones by the number of professionals alone, as those of
    the report do; else they stay. Neither the number of pôles nor their places move. A region is
    drawn alone: its share does not depend on the others.

    Parameters
    ----------
    region : Region
        Its pôles in the order of their codes, so that the order of a table changes nothing.
    thresholds : TypeThresholds
    rules : Rules, optional
        Those that gave the ranks.
    """
    noise = np.random.default_rng(SEED).standard_normal((DRAWS, len(region.masses)))
    masses = region.masses * np.maximum(1 + ERROR * noise, SMALLEST)
    highest = max(thresholds.multipolar_rang, thresholds.plural_rang)
    ranks = ranks_by_mass(rules, region, highest)(masses)
    own = _types(region, region.masses[None], region.ranks[None], thresholds)[0]
    return float((_types(region, masses, ranks, thresholds) == own).mean())


def ranks_by_mass(
    rules: Rules | None, region: Region, highest: int
) -> Callable[[Floats], NDArray[np.int64]]:
    """Give the function of masses that tells their ranks down to `highest`, a lower one after it.

    It gives the ranks of the region whatever the masses when its rules do not tell these ranks by
    the mass alone, or are not those that gave them.
    """
    high = [] if rules is None else [rank for rank in rules.ranks if rank.rang <= highest]
    told = all(one.measure == "effectif" for rank in high for one in rank.conditions)

    def follow(masses: Floats) -> NDArray[np.int64]:
        ranks = np.full(masses.shape, highest + 1)
        for rank in reversed(high):
            held = [COMPARISONS[c.comparison](masses, float(c.fraction)) for c in rank.conditions]
            ranks[np.all(held, axis=0)] = rank.rang
        return ranks

    def stay(masses: Floats) -> NDArray[np.int64]:
        return np.broadcast_to(region.ranks, masses.shape)

    if not (high and told and all(rank.conditions for rank in high)):
        return stay
    same = np.minimum(region.ranks, highest + 1) == follow(region.masses)
    return follow if same.all() else stay


def _types(
    region: Region, masses: Floats, ranks: NDArray[np.int64], thresholds: TypeThresholds
) -> NDArray[np.int64]:
    """Place of the type of each row of masses in :data:`TYPES`; -1 when it is not known."""
    count = masses.shape[1]
    crunch = crunches(masses, region.population)
    held = [
        masses.max(axis=1) / masses.sum(axis=1) >= thresholds.first_share,
        crunch >= thresholds.crunch,
        np.full(len(masses), is_circular(region, thresholds)),
        (ranks <= thresholds.multipolar_rang).sum(axis=1) >= thresholds.multipolar_high,
        (ranks <= thresholds.plural_rang).sum(axis=1) >= thresholds.plural_high,
        np.full(len(masses), fill_value=True),
    ]
    held[3] &= count >= thresholds.multipolar_poles
    found = np.argmax(held, axis=0)
    unknown = (found > 0) & np.isnan(crunch) & (count > 1)
    return np.where(unknown, -1, found)


def is_circular(region: Region, thresholds: TypeThresholds) -> bool:
    """Tell whether the relative neighbours make one cycle that holds enough of the pôles."""
    count = len(region.masses)
    return count >= thresholds.cycle_poles and region.cycle >= thresholds.cycle_share * count


def motif_of(kind: str, region: Region, thresholds: TypeThresholds) -> str:
    """Say in French what gives its type to a region, or what it lacks of each."""
    reasons = _reasons(region, thresholds)
    if kind != AUTRE:
        return reasons[kind]
    return " ; ".join(f"non {name} ({reason})" for name, reason in reasons.items())


def types_told(thresholds: TypeThresholds) -> list[str]:
    """Say what each type asks, in order."""
    t = thresholds
    share, cycle = french_percent(t.first_share, 0), french_percent(t.cycle_share, 0)
    high, plural = _or_higher(t.multipolar_rang), _or_higher(t.plural_rang)
    return [
        f"{MONOPOLISTIQUE} : premier pôle, {share} de la masse ou plus",
        f"{MACROCEPHALE} : Crunch de {_short(t.crunch)} ou plus",
        f"{CIRCULAIRE} : un cycle de {cycle} des pôles, {t.cycle_poles} pôles ou plus",
        f"{MULTIPOLAIRE} : {t.multipolar_poles} pôles ou plus, dont {t.multipolar_high} de {high}",
        f"{PLURIELLE} : {t.plural_high} pôles ou plus de {plural}",
    ]


def _short(bound: float) -> str:
    """Write a bound with the digits that it has."""
    digits = next(n for n in range(8) if abs(round(bound * 10.0**n) - bound * 10.0**n) < 1e-6)
    return french_number(bound, digits)


def _reasons(region: Region, thresholds: TypeThresholds) -> dict[str, str]:
    """Say what the region has of what each type asks."""
    masses, t = region.masses, thresholds
    count, ranks = len(masses), region.ranks
    share, crunch = masses.max() / masses.sum(), region.crunch
    high = int((ranks <= t.multipolar_rang).sum())
    plural = int((ranks <= t.plural_rang).sum())
    share_asked = french_percent(t.cycle_share, 0)
    cycle = (
        f"cycle de {region.cycle} pôles sur {count}, {share_asked} au moins attendus"
        if region.cycle
        else "pas de cycle unique"
    )
    return {
        MONOPOLISTIQUE: (
            f"premier pôle : {_told(share, t.first_share, 1, percent=True)} de la masse"
        ),
        MACROCEPHALE: (
            f"Crunch {_told(crunch, t.crunch, 2)}" if crunch == crunch else "Crunch inconnu"
        ),
        CIRCULAIRE: (cycle if count >= t.cycle_poles else f"{_told(count, t.cycle_poles)} pôles"),
        MULTIPOLAIRE: (
            f"{_asked(count, 'pôle', t.multipolar_poles)}, dont "
            f"{_asked(high, '', t.multipolar_high)} de {_or_higher(t.multipolar_rang)}"
        ),
        PLURIELLE: (f"{_asked(plural, 'pôle', t.plural_high)} de {_or_higher(t.plural_rang)}"),
    }


def _or_higher(rang: int) -> str:
    return f"rang {rang}" + (" ou plus haut" if rang > 1 else "")


def _asked(count: int, noun: str, least: int) -> str:
    """« 4 pôles pour 6 attendus »."""
    found = french_count(count, noun) if noun else french_number(count)
    return f"{found} pour {french_count(least, 'attendu')}"


def _told(value: float, bound: float, digits: int = 0, *, percent: bool = False) -> str:
    """« 1,84 ≥ 1 », with one digit more as long as rounding would belie the comparison."""
    write = french_percent if percent else french_number
    sign = "≥" if value >= bound else "<"
    for more in range(digits, digits + 6):
        power = 10.0 ** (more + 2 * percent)
        if (round(value * power) / power >= bound) == (value >= bound):
            break
    short = next(n for n in range(8) if abs(round(bound * 10.0**n) - bound * 10.0**n) < 1e-9)
    return f"{write(value, more)} {sign} {write(bound, max(0, short - 2 * percent))}"
