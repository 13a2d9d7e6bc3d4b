"""Classes of a ratio: round bounds found by a named method, closed below and open above.

mapclassify finds the bounds; they are rounded, and those that rounding makes useless leave.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Literal

import mapclassify
import numpy as np
from numpy.typing import ArrayLike, NDArray

from poles_geo.errors import ChoiceError, TableError, check_choice
from poles_geo.typography import nombre, ponctue, tranches

METHODES = {
    "Quantiles": "Quantiles",
    "FisherJenks": "Seuils naturels (Fisher – Jenks)",
    "NaturalBreaks": "Seuils naturels (Fisher – Jenks)",
    "EqualInterval": "Amplitudes égales",
    "StdMean": "Moyenne et écarts types",
    "HeadTailBreaks": "Moyennes emboîtées (têtes et queues)",
}
"""Methods of mapclassify, and their names in French. NaturalBreaks starts from random numbers:
FisherJenks, which finds the very optimum that it seeks, takes its place."""
SANS_NOMBRE = ("StdMean", "HeadTailBreaks")
"""Methods that find the number of classes themselves."""
CLASSES = 5
CLASSES_MAX = 9
"""More, and their colours cannot be told apart: a step of lightness is 8 of the 70 at hand."""


@dataclass(frozen=True)
class Classes:
    """Classes of numbers, the lowest first.

    Attributes
    ----------
    bornes : tuple of float
        Bounds between two classes, increasing; a value equal to a bound is above it.
    methode : str
        How they were found, in French.
    demandees : int
        Number of classes asked for; there are fewer where rounded bounds part nothing.
    """

    bornes: tuple[float, ...]
    methode: str
    demandees: int

    def __len__(self) -> int:
        return len(self.bornes) + 1

    def of(self, values: ArrayLike) -> NDArray[np.intp]:
        """Class of each value, from 0."""
        return np.searchsorted(self.bornes, np.asarray(values, dtype=float), side="right")

    def texts(self) -> list[str]:
        """Say each class as a legend does: « moins de 2 », « de 2 à moins de 3 », « 3 ou plus »."""
        return tranches([borne_printed(borne) for borne in self.bornes])


def classify_ratio(
    values: ArrayLike, methode: str | Sequence[float], classes: int | None = None
) -> Classes:
    """Cut numbers into classes.

    Parameters
    ----------
    values : array
        Finite numbers.
    methode : str or sequence of float
        A name of :data:`METHODES`, or bounds between classes, kept as they are.
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
    if not isinstance(methode, str):
        given = _given(methode, classes)
        return Classes(given, "Bornes choisies", len(given) + 1)
    check_choice(methode, METHODES, "methode")
    wanted = _number(methode, classes)
    if numbers[0] == numbers[-1]:
        raise TableError(
            f"toutes les valeurs sont égales à {borne_printed(float(numbers[0]))} : rien à classer."
        )
    rounded = [_rounded(borne, numbers) for borne in _bounds(numbers, methode, wanted)]
    bornes = _useful(np.unique(rounded), numbers)
    if not len(bornes):
        low, high = (f"{extreme:g}".replace(".", ",") for extreme in numbers[[0, -1]])
        raise TableError(
            f"valeurs de {low} à {high} : {METHODES[methode]} n'y trouve aucune borne à deux "
            "chiffres qui les sépare ; prendre une autre méthode, donner des bornes (par exemple "
            "methode=[100.5, 101, 101.5]) ou montrer leur écart à une moyenne."
        )
    asked = len(bornes) + 1 if methode in SANS_NOMBRE else wanted
    found = Classes(tuple(map(float, bornes)), METHODES[methode], asked)
    if len(found) < asked:
        warnings.warn(
            ponctue(
                f"{len(found)} classes au lieu de {asked} : arrondies à deux chiffres, des bornes "
                "se confondent ou ne séparent plus rien."
            ),
            stacklevel=3,
        )
    return found


def _given(bornes: Sequence[float], classes: int | None) -> tuple[float, ...]:
    try:
        given = np.asarray(list(bornes), dtype=float)
    except (TypeError, ValueError):
        given = np.array([np.nan])
    if not len(given) or not np.isfinite(given).all() or (np.diff(given) <= 0).any():
        raise ChoiceError(
            f"methode = {bornes!r} : un nom ({', '.join(METHODES)}) ou des bornes croissantes "
            "sont attendus."
        )
    if len(given) >= CLASSES_MAX:
        raise ChoiceError(f"methode : {CLASSES_MAX - 1} bornes au plus, {len(given)} données.")
    if classes is not None and classes != len(given) + 1:
        raise ChoiceError(
            f"classes = {classes} : {len(given)} bornes font {len(given) + 1} classes ; ne pas "
            "donner classes."
        )
    return tuple(map(float, given))


def _number(methode: str, classes: int | None) -> int:
    if methode in SANS_NOMBRE:
        if classes is not None:
            raise ChoiceError(
                f"classes = {classes!r} : {methode} trouve le nombre de classes ; ne pas le donner."
            )
        return CLASSES_MAX
    if classes is None:
        return CLASSES
    if isinstance(classes, bool) or not isinstance(classes, int | np.integer):
        raise ChoiceError(f"classes = {classes!r} : un nombre entier est attendu.")
    if not 2 <= classes <= CLASSES_MAX:
        raise ChoiceError(f"classes = {classes} : de 2 à {CLASSES_MAX}.")
    return int(classes)


def _bounds(numbers: NDArray[np.float64], methode: str, wanted: int) -> NDArray[np.float64]:
    """Bounds between the classes of mapclassify, the last of which is the largest value."""
    name = "FisherJenks" if methode == "NaturalBreaks" else methode
    method = getattr(mapclassify, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba absent, fewer distinct values than classes
        if methode in SANS_NOMBRE:
            found = method(numbers)
        else:
            found = method(numbers, min(wanted, len(np.unique(numbers))))
    bins = np.asarray(found.bins, dtype=float)
    bounds = bins[:-1] if len(bins) > 1 else bins  # quantiles that are all the largest value
    return bounds[: CLASSES_MAX - 1]


def _useful(bornes: NDArray[np.float64], numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep the bounds that have values on both sides, one where several cut at one place."""
    below, first = np.unique(np.searchsorted(numbers, bornes), return_index=True)
    return bornes[first[(below > 0) & (below < len(numbers))]]


def _rounded(borne: float, numbers: NDArray[np.float64]) -> float:
    """Round a bound of mapclassify, which belongs to the class below, to two digits.

    A number that leaves every value in its class comes first, if there is one. A bound that is
    the largest value, which many share, goes under it.
    """
    side: Literal["left", "right"] = "left" if borne == numbers[-1] else "right"
    place = int(np.searchsorted(numbers, borne, side=side))
    plain = _two_digits(borne)
    if not 0 < place < len(numbers):
        return plain
    low, high = numbers[[place - 1, place]].tolist()
    tried = (plain, _two_digits((low + high) / 2), _two_digits(high, ROUND_FLOOR))
    return next((value for value in tried if low < value <= high), plain)


def _two_digits(value: float, rounding: str = ROUND_HALF_EVEN) -> float:
    number = Decimal(repr(float(value)))
    step = Decimal(1).scaleb(number.adjusted() - 1)
    return float(number.quantize(step, rounding)) + 0.0


def borne_printed(value: float) -> str:
    """Write a bound with the decimals that it has: « 1,2 », « 0,05 », « 1 200 »."""
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return nombre(value, max(0, -int(exponent)))
