"""Classes of a ratio: round bounds found by a named method, closed below and open above.

mapclassify finds the bounds; they are rounded, and those that rounding makes useless leave.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poles_geo.errors import ChoiceError, TableError, check_choice, warn
from poles_geo.typography import french_number, french_ranges, punctuate

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
"""More, and their colours cannot be told apart: a step of lightness is 8 of the 70 at hand."""


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
        Number of classes asked for; there are fewer where rounded bounds part nothing.
    """

    bounds: tuple[float, ...]
    method: str
    wanted: int

    def __len__(self) -> int:
        return len(self.bounds) + 1

    def of(self, values: ArrayLike) -> NDArray[np.intp]:
        """Class of each value, from 0."""
        return np.searchsorted(self.bounds, np.asarray(values, dtype=float), side="right")

    def texts(self) -> list[str]:
        """Say each class as a legend does: « moins de 2 », « de 2 à moins de 3 », « 3 ou plus »."""
        return french_ranges([bound_printed(bound) for bound in self.bounds])


def classify_ratio(
    values: ArrayLike, method: str | Sequence[float], classes: int | None = None
) -> Classes:
    """Cut numbers into classes.

    Parameters
    ----------
    values : array
        Finite numbers.
    method : str or sequence of float
        A name of :data:`METHODS`, or bounds between classes, kept as they are.
    classes : int, optional
        Number of classes, 5 by default, where the method does not find it.

    Returns
    -------
    Classes
        With a method, bounds have two significant digits and no class is empty.

    Raises
    ------
    ChoiceError
        Unknown method; bounds that do not increase; a number of classes that is not 2 to 9.
    TableError
        Values that are all equal, or too close for bounds of two digits.

    Warns
    -----
    UserWarning
        When there are fewer classes than asked for.
    """
    numbers = np.sort(np.asarray(values, dtype=float))
    if not isinstance(method, str):
        given = _given(method, classes)
        return Classes(given, "Bornes choisies", len(given) + 1)
    check_choice(method, METHODS, "method")
    wanted = _number(method, classes)
    if numbers[0] == numbers[-1]:
        raise TableError(
            f"toutes les valeurs sont égales à {bound_printed(float(numbers[0]))} : rien à classer."
        )
    rounded = [_rounded(bound, numbers) for bound in _bounds(numbers, method, wanted)]
    bounds = _useful(np.unique(rounded), numbers)
    if not len(bounds):
        low, high = (f"{extreme:g}".replace(".", ",") for extreme in numbers[[0, -1]])
        raise TableError(
            f"valeurs de {low} à {high} : {METHODS[method]} n'y trouve aucune borne à deux "
            "chiffres qui les sépare ; prendre une autre méthode, donner des bornes (par exemple "
            "method=[100.5, 101, 101.5]) ou montrer leur écart à une moyenne."
        )
    asked = len(bounds) + 1 if method in WITHOUT_NUMBER else wanted
    found = Classes(tuple(map(float, bounds)), METHODS[method], asked)
    if len(found) < asked:
        warn(
            punctuate(
                f"{len(found)} classes au lieu de {asked} : arrondies à deux chiffres, des bornes "
                "se confondent ou ne séparent plus rien."
            )
        )
    return found


def _given(bounds: Sequence[float], classes: int | None) -> tuple[float, ...]:
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
    return tuple(map(float, given))


def _number(method: str, classes: int | None) -> int:
    if method in WITHOUT_NUMBER:
        if classes is not None:
            raise ChoiceError(
                f"classes = {classes!r} : {method} trouve le nombre de classes ; ne pas le donner."
            )
        return CLASSES_MAX
    if classes is None:
        return CLASSES
    if isinstance(classes, bool) or not isinstance(classes, int | np.integer):
        raise ChoiceError(f"classes = {classes!r} : un nombre entier est attendu.")
    if not 2 <= classes <= CLASSES_MAX:
        raise ChoiceError(f"classes = {classes} : de 2 à {CLASSES_MAX}.")
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


def _useful(bounds: NDArray[np.float64], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep the bounds that have values on both sides, one where several cut at one place."""
    below, first = np.unique(np.searchsorted(numbers, bounds), return_index=True)
    return bounds[first[(below > 0) & (below < len(numbers))]]


def _rounded(bound: float, numbers: NDArray[np.float64]) -> float:
    """Round a bound of mapclassify, which belongs to the class below, to two digits.

    A number that leaves every value in its class comes first, if there is one. A bound that is
    the largest value, which many share, goes under it.
    """
    side: Literal["left", "right"] = "left" if bound == numbers[-1] else "right"
    place = int(np.searchsorted(numbers, bound, side=side))
    plain = _two_digits(bound)
    if not 0 < place < len(numbers):
        return plain
    low, high = numbers[[place - 1, place]].tolist()
    tried = (plain, _two_digits((low + high) / 2), _two_digits(high, ROUND_FLOOR))
    return next((value for value in tried if low < value <= high), plain)


def _two_digits(value: float, rounding: str = ROUND_HALF_EVEN) -> float:
    number = Decimal(repr(float(value)))
    step = Decimal(1).scaleb(number.adjusted() - 1)
    return float(number.quantize(step, rounding)) + 0.0


def bound_printed(value: float) -> str:
    """Write a bound with the decimals that it has: « 1,2 », « 0,05 », « 1 200 »."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return french_number(value, max(0, -int(exponent)))
