"""Classes of a ratio: round bounds found by a named method, closed below and open above.

mapclassify finds the bounds; they are rounded, to as few digits as keep the classes.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from itertools import pairwise, product
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poles_geo.errors import ChoiceError, TableError, check_choice, warn
from poles_geo.typography import french_number, punctuate

METHODS = {
    "Quantiles": "Quantiles",
    "FisherJenks": "Seuils naturels (Fisher – Jenks)",
    "NaturalBreaks": "Seuils naturels (Fisher – Jenks)",
    "EqualInterval": "Amplitudes égales",
    "StdMean": "Moyenne et écarts types",
    "HeadTailBreaks": "Moyennes emboîtées (têtes et queues)",
}
"""Methods of mapclassify, and their names in French. NaturalBreaks starts from random numbers:
FisherJenks, which finds the very optimum that it seeks, takes its place."""
WITHOUT_NUMBER = ("StdMean", "HeadTailBreaks")
"""Methods that find the number of classes themselves."""
CLASSES = 5
CLASSES_MAX = 9
"""More, and their colours cannot be told apart: a step of lightness is 10 of the 84 at hand."""
CLASSES_CENTRED, MOST_PER_SIDE = 6, 4
"""Classes on both sides of a centre, and on each at most."""
DIGITS, MOST_DIGITS = 2, 12
"""Significant digits of a bound: sought, and at most; beyond, a computer's own errors begin."""
EXTREME_DIGITS = 3
"""Significant digits of the lowest and of the highest value."""
MOVED = 0.25
"""Share of a class that rounding its bounds may move to its neighbours."""
FEW = 10
"""Values under which a class may lose half of them to a rounder bound."""


@dataclass(frozen=True)
class Classes:
    """Classes of numbers, the lowest first.

    Attributes
    ----------
    bounds : tuple of float
        Bounds between two classes, increasing; a value equal to a bound is above it.
    method : str
        How they were found, in French.
    wanted : int
        Number of classes asked for; there are fewer where bounds part nothing.
    lowest, highest : float
        Extremes of the values.
    centre : float, optional
        What the values are compared with: a bound, or beyond them all.
    """

    bounds: tuple[float, ...]
    method: str
    wanted: int
    lowest: float
    highest: float
    centre: float | None = None

    def __len__(self) -> int:
        return len(self.bounds) + 1

    @property
    def below(self) -> int:
        """Number of classes under the centre."""
        if self.centre is None:
            return 0
        if self.highest < self.centre and self.centre not in self.bounds:
            return len(self)
        return int(np.searchsorted(self.bounds, self.centre, side="right"))

    def of(self, values: ArrayLike) -> NDArray[np.intp]:
        """Class of each value, from 0."""
        return np.searchsorted(self.bounds, np.asarray(values, dtype=float), side="right")

    def texts(self) -> list[str]:
        """Say each class as a legend does: « de 1,2 à moins de 2 », « de 2 à 3,4 ».

        The end classes go to the extremes of the values; where none is there, they say
        « moins de 2 », « 3 ou plus ».
        """
        printed = [exact_printed(bound) for bound in self.bounds]
        low, high = self.extremes()
        middle = [f"de {a} à moins de {b}" for a, b in pairwise(printed)]
        first = f"de {low} à moins de {printed[0]}"
        last = f"de {printed[-1]} à {high}" if high != printed[-1] else high
        return [
            first if self.lowest < self.bounds[0] else f"moins de {printed[0]}",
            *middle,
            last if self.highest >= self.bounds[-1] else f"{printed[-1]} ou plus",
        ]

    def written(self, value: float) -> str:
        """Write a value that is no bound, such as a mean, as the extremes are."""
        return exact_printed(_in_digits(value, self.bounds))

    def extremes(self) -> tuple[str, str]:
        """Write the lowest and the highest value, with no fewer decimals than the bounds.

        One that would be written as the bound of its class is rounded away from it.
        """
        written = []
        for value, bound, outwards in (
            (self.lowest, self.bounds[0], ROUND_FLOOR),
            (self.highest, self.bounds[-1], ROUND_CEILING),
        ):
            nearest = _in_digits(value, self.bounds)
            if nearest == bound != value:
                nearest = _in_digits(value, self.bounds, outwards)
            written.append(exact_printed(nearest))
        return written[0], written[1]


def classify_ratio(
    values: ArrayLike,
    method: str | Sequence[float],
    classes: int | None = None,
    *,
    centre: float | None = None,
) -> Classes:
    """Cut numbers into classes.

    Parameters
    ----------
    values : array
        Finite numbers.
    method : str or sequence of float
        A name of :data:`METHODS`, or bounds between classes, kept as they are.
    classes : int, optional
        Number of classes, 5 by default, 6 with a centre, where the method does not find it.
    centre : float, optional
        A bound, from which the others are as far on both sides: the method cuts the distances
        to it.

    Returns
    -------
    Classes
        With a method, no class is empty, and bounds have two significant digits, or as many as
        keep three quarters of each class, half of one of few values.

    Raises
    ------
    ChoiceError
        Unknown method; bounds that do not increase, or lack the centre; a number of classes that
        is not 2 to 9, or odd with a centre.
    TableError
        Values that are all equal.

    Warns
    -----
    UserWarning
        When there are fewer classes than asked for.
    """
    numbers = np.sort(np.asarray(values, dtype=float))
    low, high = map(float, numbers[[0, -1]])
    if not isinstance(method, str):
        given = _given(method, classes, centre)
        return Classes(given, "Bornes choisies", len(given) + 1, low, high, centre)
    check_choice(method, METHODS, "method")
    wanted = _number(method, classes, centre)
    if low == high:
        raise TableError(f"toutes les valeurs sont égales à {exact_printed(low)} : rien à classer.")
    bounds = (
        _cut(numbers, method, wanted)
        if centre is None
        else (_cut_around(numbers, method, wanted // 2, centre))
    )
    if not bounds and centre is not None:
        raise ChoiceError(
            f"centre = {exact_printed(centre)} : toutes les valeurs sont du même côté, et une "
            "classe les aurait toutes ; prendre un autre centre ou plus de classes."
        )
    if not bounds:
        ends = " à ".join(f"{end:.15g}".replace(".", ",") for end in (low, high))
        raise TableError(
            f"valeurs de {ends} : {METHODS[method]} n'y trouve aucune borne qui "
            "les sépare ; prendre une autre méthode ou donner des bornes (method=[…])."
        )
    asked = len(bounds) + 1 if method in WITHOUT_NUMBER else wanted
    found = Classes(bounds, METHODS[method], asked, low, high, centre)
    if len(found) < asked:
        warn(
            punctuate(
                f"{len(found)} classes au lieu de {asked} : trop de valeurs égales, ou d'un seul "
                "côté du centre ; des bornes ne sépareraient rien."
            )
        )
    return found


def _cut(numbers: NDArray[np.float64], method: str, wanted: int) -> tuple[float, ...]:
    """Round the bounds of a method, to as few digits as keep its classes; none if they fail.

    Past two digits, to the last place that the largest bound has, before the digits of each: 8,6
    beside 10,4 rather than 8,57.
    """
    found = _useful(np.unique(_bounds(numbers, method, wanted)), numbers, side="right")
    if not len(found):
        return ()
    exact = np.diff([0, *_ranks(found, numbers), len(numbers)])
    orders = [Decimal(repr(float(bound))).adjusted() for bound in found]
    more = product(range(DIGITS + 1, MOST_DIGITS + 1), (True, False))
    for digits, aligned in [(DIGITS, False), *more]:
        rounded = np.unique([
            _rounded(bound, numbers, digits - (max(orders) - order if aligned else 0))
            for bound, order in zip(found, orders, strict=True)
        ])  # fmt: skip
        kept = _useful(rounded, numbers)
        if len(kept) == len(found):
            ranks = np.searchsorted(numbers, kept)
            moved = ranks - _ranks(found, numbers)
            left = np.where(moved > 0, exact[1:], exact[:-1])
            few = np.where(left < FEW, left / 2, 0)
            most = np.maximum(MOVED * np.minimum(exact[:-1], exact[1:]), few)
            if (np.abs(moved) <= most).all():
                break
    return tuple(map(float, kept))


def _cut_around(
    numbers: NDArray[np.float64], method: str, half: int, centre: float
) -> tuple[float, ...]:
    """Give bounds as far on both sides of a centre, which is one; those that part something."""
    distances = np.sort(np.abs(numbers - centre))
    distances = distances[distances > 0]
    steps = _cut(distances, method, half) if distances[0] < distances[-1] and half > 1 else ()
    middle = Decimal(repr(float(centre)))
    sides = [Decimal(repr(step)) for step in steps[: MOST_PER_SIDE - 1]]
    bounds = [*(middle - step for step in sides[::-1]), middle, *(middle + step for step in sides)]
    return tuple(map(float, _useful(np.array(bounds, dtype=float), numbers)))


def _given(bounds: Sequence[float], classes: int | None, centre: float | None) -> tuple[float, ...]:
    try:
        given = np.asarray(list(bounds), dtype=float)
    except (TypeError, ValueError):
        given = np.array([np.nan])
    if not len(given) or not np.isfinite(given).all() or (np.diff(given) <= 0).any():
        raise ChoiceError(
            f"method = {bounds!r} : un nom ({', '.join(METHODS)}) ou des bornes croissantes "
            "sont attendus."
        )
    if len(given) >= CLASSES_MAX:
        raise ChoiceError(f"method : {CLASSES_MAX - 1} bornes au plus, {len(given)} données.")
    if classes is not None and classes != len(given) + 1:
        raise ChoiceError(
            f"classes = {classes} : {len(given)} bornes font {len(given) + 1} classes ; ne pas "
            "donner classes."
        )
    if centre is not None and centre not in given:
        raise ChoiceError(
            punctuate(
                f"method : {exact_printed(centre)}, que les valeurs entourent, est attendu parmi "
                "les bornes ; une classe en aurait des deux côtés."
            )
        )
    return tuple(map(float, given))


def _number(method: str, classes: int | None, centre: float | None) -> int:
    if method in WITHOUT_NUMBER:
        if classes is not None:
            raise ChoiceError(
                f"classes = {classes!r} : {method} trouve le nombre de classes ; ne pas le donner."
            )
        return CLASSES_MAX if centre is None else CLASSES_MAX - 1
    if classes is None:
        return CLASSES if centre is None else CLASSES_CENTRED
    if isinstance(classes, bool) or not isinstance(classes, int | np.integer):
        raise ChoiceError(f"classes = {classes!r} : un nombre entier est attendu.")
    if not 2 <= classes <= CLASSES_MAX:
        raise ChoiceError(f"classes = {classes} : de 2 à {CLASSES_MAX}.")
    if centre is not None and classes % 2:
        raise ChoiceError(
            f"classes = {classes} : un nombre pair est attendu, la moitié de chaque côté de "
            f"{exact_printed(centre)}."
        )
    return int(classes)


def _bounds(numbers: NDArray[np.float64], method: str, wanted: int) -> NDArray[np.float64]:
    """Bounds between the classes of mapclassify, the last of which is the largest value."""
    import mapclassify  # brings scikit-learn, most of a second

    name = "FisherJenks" if method == "NaturalBreaks" else method
    classifier = getattr(mapclassify, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba absent, fewer distinct values than classes
        if method in WITHOUT_NUMBER:
            found = classifier(numbers)
        else:
            found = classifier(numbers, min(wanted, len(np.unique(numbers))))
    bins = np.asarray(found.bins, dtype=float)
    bounds = bins[:-1] if len(bins) > 1 else bins  # quantiles that are all the largest value
    return bounds[: CLASSES_MAX - 1]


def _ranks(bounds: NDArray[np.float64], numbers: NDArray[np.float64]) -> NDArray[np.intp]:
    """How many numbers are under each bound of mapclassify, which belongs to the class below.

    A bound that is the largest value, which many share, goes under it.
    """
    under = np.searchsorted(numbers, bounds, side="right")
    under[bounds == numbers[-1]] = np.searchsorted(numbers, numbers[-1])
    return under


def _useful(
    bounds: NDArray[np.float64],
    numbers: NDArray[np.float64],
    side: Literal["left", "right"] = "left",
) -> NDArray[np.float64]:
    """Keep the bounds that have values on both sides, one where several cut at one place.

    `side`: right, of mapclassify; left, ours, to which a value equal to it is above.
    """
    ranks = _ranks(bounds, numbers) if side == "right" else np.searchsorted(numbers, bounds)
    below, first = np.unique(ranks, return_index=True)
    return bounds[first[(below > 0) & (below < len(numbers))]]


def _rounded(bound: float, numbers: NDArray[np.float64], digits: int) -> float:
    """Round a bound of mapclassify, which belongs to the class below, to some digits.

    A number that leaves every value in its class comes first, if there is one.
    """
    place = int(_ranks(np.array([bound]), numbers)[0])
    plain = _to_digits(bound, digits)
    low, high = numbers[[place - 1, place]].tolist()
    between = (low + high) / 2
    tried = (plain, _to_digits(between, digits), _to_digits(high, digits, ROUND_FLOOR))
    return next((value for value in tried if low < value <= high), plain)


def _to_digits(value: float, digits: int, rounding: str = ROUND_HALF_EVEN) -> float:
    number = Decimal(repr(float(value)))
    step = Decimal(1).scaleb(number.adjusted() - digits + 1)
    return float(number.quantize(step, rounding)) + 0.0


def _in_digits(value: float, bounds: Sequence[float], rounding: str = ROUND_HALF_EVEN) -> float:
    """Round a value to three digits, no coarser than the bounds, and one digit finer at most."""
    number = Decimal(repr(float(value)))
    finest = min(_exponent(bound) for bound in bounds)
    last = max(min(number.adjusted() - EXTREME_DIGITS + 1, finest), finest - 1)
    return float(number.quantize(Decimal(1).scaleb(last), rounding)) + 0.0


def exact_printed(value: float) -> str:
    """Write a bound with the decimals that it has: « 1,2 », « 0,05 », « 1 200 »."""
    return french_number(value, max(0, -_exponent(value)))


def _exponent(value: float) -> int:
    """Give the power of ten of the last digit of a number."""
    return int(Decimal(repr(float(value))).normalize().as_tuple().exponent)
