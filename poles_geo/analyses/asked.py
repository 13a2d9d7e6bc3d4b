"""Numbers that analyses are asked for: bounds beyond which they cannot mean what is thought.

Counted: nothing. A limit in metres, a rate in percent or a count of a whole year by the million
passes for a number; what it gives is then absurd, and in order.
"""

from poles_geo.errors import ChoiceError, worded
from poles_geo.typography import french_exact

FARTHEST = 3_000
"""Longest limit, in km or minutes: the metropole has 1 300 km from end to end."""
GENTLEST, STEEPEST = 0.01, 100
"""Exponents of a distance: it counts for nothing below; above, but for the nearest."""
MOST_PERSONS = 10_000_000
"""Persons that a supply may be told for."""
MOST_USE = 1_000
"""Patients or acts of an inhabitant: some three a day of a year."""
MOST_PATIENTS = 1_000_000
"""Patients or acts of a professional or a site: two a minute, night and day, of a year."""


def check_asked(
    names: tuple[str, str], value: float, most: float, why: str, *, least: float = 0.0
) -> None:
    """Refuse a number that is not over 0, or is under the least or over the most thinkable.

    Parameters
    ----------
    names : tuple of str
        The argument, and the option of the command; the same where it has none.
    value, most, least : float
    why : str
        What such a number would be, or what to do: ends the message.

    Raises
    ------
    ChoiceError
    """
    if value > 0 and least <= value <= most:
        return
    over = f"d'au moins {french_exact(least)}" if least and value > 0 else "de plus de 0"
    under = f", et d'au plus {french_exact(most)}," if value > 0 else ""
    raise ChoiceError(
        f"{worded(*names)} = {value!r} : un nombre {over}{under} est attendu ; {why}."
    )
