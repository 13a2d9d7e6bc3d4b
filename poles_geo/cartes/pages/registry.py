"""The maps that have a name: what they are called, how they are drawn, where the atlas shows them.

Filled by :mod:`poles_geo.report_2014`, and by whoever has maps of their own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.doors import check_fields
from poles_geo.errors import ChoiceError, Faults

FILE_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _always(_: pd.DataFrame) -> bool:
    return True


@dataclass(frozen=True)
class NamedMap:
    """A map as the registry knows it: see :func:`register_map`."""

    name: str
    draw: Callable[..., Carte]
    heading: str = ""
    number: str = ""
    caption: str = ""
    overseas: bool = False
    published_alone: bool = False
    fits: Callable[[pd.DataFrame], bool] = _always

    def __post_init__(self) -> None:
        check_fields(self)


MAPS: dict[str, NamedMap] = {}
"""By name, in the order of the atlas."""


def register_map(
    name: str,
    draw: Callable[..., Carte],
    *,
    heading: str = "",
    number: str = "",
    caption: str = "",
    overseas: bool = False,
    published_alone: bool = False,
    fits: Callable[[pd.DataFrame], bool] = _always,
) -> NamedMap:
    """Give a name to a map: the atlas draws it, and :func:`poles_geo.map_report` by its number.

    Parameters
    ----------
    name : str
        Of its file, without suffix: small letters, digits, dashes.
    draw : callable
        ``draw(poles, *, bassins=None, rules=None, style=...)``, which gives a
        :class:`poles_geo.Carte`. For several processes, a function that they can import.
    heading : str
        Under which the page of the atlas shows it; empty: not in the atlas.
    number : str
        In a report; empty when it has none.
    caption : str
        Under its picture; its title by default.
    overseas : bool
        It shows the pôles overseas; others are given those of the metropole.
    published_alone : bool
        The atlas draws it for the published pôles only.
    fits : callable
        Whether the atlas draws it for a table of pôles; always, by default.

    Raises
    ------
    ChoiceError
        A name that is no name of file, a name or a number taken.

    Examples
    --------
    >>> def lozere(poles, **options):
    ...     return map_poles(poles, "Lozère", **options)
    >>> register_map("lozere", lozere, heading="Mes cartes").name
    'lozere'
    """
    faults = Faults(f"carte « {name} »")
    if not FILE_NAME.fullmatch(name):
        faults.add("nom : des minuscules, des chiffres et des tirets sont attendus")
    if name in MAPS:
        faults.add("nom déjà donné à une autre carte")
    if number and number in {known.number for known in MAPS.values()}:
        faults.add(f"numéro {number} déjà donné à une autre carte")
    faults.raise_if_any(ChoiceError)
    MAPS[name] = NamedMap(name, draw, heading, number, caption, overseas, published_alone, fits)
    return MAPS[name]
