"""Territories by their name or code: regions, départements, intercommunalités, bassins de vie.

A name is compared folded: without capitals, accents, hyphens, articles and legal form. It only
finds a code, by which everything is joined.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, cached_property

import pandas as pd

from poles_geo.communes.identity import names_of_units
from poles_geo.edition import embedded
from poles_geo.errors import ChoiceError, worded
from poles_geo.regions import OVERSEAS, REGION_CODES, REGIONS_BY_YEAR, TODAY
from poles_geo.typography import listed, unaccented

ARTICLES = frozenset(["d", "de", "des", "du", "et", "l", "la", "le", "les"])
LEGAL_FORMS = (
    "communaute d agglomeration", "communaute urbaine", "communaute de communes",
    "communaute d agglo", "comcom", "metropole", "eurometropole", "ca", "cu", "cc",
)  # fmt: skip
LEGAL_FORM = re.compile(rf"^(?:{'|'.join(LEGAL_FORMS)})\b ?")
REGION, DEPARTEMENT, EPCI, BASSIN = "région", "département", "intercommunalité", "bassin de vie"
EXPECTED = (
    "sont attendus une région de 2014 ou d'aujourd'hui, un département, une intercommunalité ou un "
    "bassin de vie, par son nom ou son code (« Hauts-de-France », « 62 », « 200000172 »)"
)
MOST_NEAR = 5
"""Names suggested in place of one that is unknown."""


@dataclass(frozen=True)
class Territory:
    """A territory that a name or a code stands for.

    Attributes
    ----------
    kind : str
        :data:`REGION`, :data:`DEPARTEMENT`, :data:`EPCI` or :data:`BASSIN`.
    code : str
        Of the département (also for a region overseas), SIREN, code of the bassin; the name of
        a region of the metropole.
    name : str
    year : int
        Of a region: 2014 or 2016.
    """

    kind: str
    code: str
    name: str
    year: int = TODAY


def territory_named(
    name: object, *, year: int = TODAY, units: Mapping[str, str] | None = None
) -> Territory:
    """Find the territory that a name or a code stands for.

    Parameters
    ----------
    name : str or int
        Regions come first (of `year`, then of the other), then départements, intercommunalités of
        2024, bassins. A number is a code.
    year : {2014, 2016}
        Of the regions preferred.
    units : mapping, optional
        Name of each unit of a zoning by its code, in place of the bassins de vie of 2022. One of
        the user's own that is so named, word for word, comes before an intercommunalité that is
        not: « Yonne du Nord » is no « CC Yonne Nord ».

    Raises
    ------
    ChoiceError
        Unknown, with the nearest names; of several territories, with their codes; a code that has
        lost its zero.

    Examples
    --------
    >>> territory_named("CA Lens-Liévin").code
    '246200364'
    >>> territory_named("la réunion").code
    '974'
    """
    written = str(name).strip()
    levels = _levels(year, units)
    for known in levels:
        if found := known.codes.get(written.upper()):
            return found
    refuse_lost_zero(name, written)
    own = [one for one in levels[-1].word_for_word(written) if one.code not in _bassins().codes]
    for known in levels:
        candidates = known.named(written)
        if (
            candidates
            and own
            and not any(folded(one.name) == folded(written) for one in candidates)
        ):
            candidates = own
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            codes = listed([f"{one.name} ({one.code})" for one in candidates])
            raise ChoiceError(
                f"zone « {written} » : plusieurs territoires ont ce nom, {codes} ; donnez le code."
            )
    raise ChoiceError(_unknown(written, levels))


def region_named(name: object, *, year: int = TODAY) -> Territory:
    """Find a region of 2014 or of today by its name, or by its code of `year`, else of the other.

    Raises
    ------
    ChoiceError
        Unknown; the message lists those of `year`, and the nearest.

    Examples
    --------
    >>> region_named("32").name, region_named("nord pas de calais").year
    ('Hauts-de-France', 2014)
    """
    written = str(name).strip()
    years = [year, *(other for other in REGIONS_BY_YEAR if other != year)]
    for of_year in years:
        level = _regions(of_year)
        if found := level.codes.get(written.upper()):
            return found
        if code := REGION_CODES[of_year].get(written):
            return level.named(code)[0]
    for of_year in years:
        if named := _regions(of_year).named(written):
            return named[0]
    listed_names = ", ".join(one.name for one in _regions(year).territories)
    other = ", ".join(one.name for one in _regions(years[1]).territories)
    raise ChoiceError(
        f"région « {written} » inconnue ; régions de {year} : {listed_names} ; de {years[1]} : "
        f"{other}."
    )


def refuse_lost_zero(given: object, written: str) -> None:
    """Refuse a département of one digit, or a code of four, whose first zero is lost."""
    if re.fullmatch(r"[1-9]|[1-9]\d{3}", written):
        raise ChoiceError(
            f"{worded('zone', '--zone')} = {given!r} : ce code a perdu son zéro de tête ; écrivez "
            + worded(f'« "0{written}" », entre guillemets.', f"« 0{written} ».")
        )


def folded(name: str) -> str:
    """Fold a name: small letters without accents, words without articles."""
    words = re.findall("[a-z0-9]+", unaccented(name))
    words = ["saint" if word == "st" else "sainte" if word == "ste" else word for word in words]
    return " ".join(words)


def _key(name: str) -> str:
    """Fold a name without its articles and legal form."""
    bare = LEGAL_FORM.sub("", folded(name)) or folded(name)
    return " ".join(word for word in bare.split() if word not in ARTICLES)


def _keys(name: str) -> set[str]:
    """Fold a name whole, and what its parentheses hold and follow: « CA de l'Albigeois (C2A) »."""
    parts = re.fullmatch(r"(.+?)\s*\((.+)\)", name)
    return {_key(part) for part in (name, *(parts.groups() if parts else ()))}


class _Level:
    """Territories of one kind, by code and by folded name."""

    def __init__(self, territories: Iterable[Territory]) -> None:
        self.territories = list(territories)
        self.kind = self.territories[0].kind if self.territories else ""
        self.codes = {one.code.upper(): one for one in self.territories}

    @cached_property
    def _by_name(self) -> dict[str, list[Territory]]:
        found: dict[str, list[Territory]] = {}
        for one in self.territories:
            for key in _keys(one.name):
                found.setdefault(key, []).append(one)
        return found

    def word_for_word(self, name: str) -> list[Territory]:
        """Those of a name, its articles and legal form included."""
        return [
            one for one in self._by_name.get(_key(name), []) if folded(one.name) == folded(name)
        ]

    def named(self, name: str) -> list[Territory]:
        """Those of a name; the one written with the same legal form, where several are."""
        found = self._by_name.get(_key(name), [])
        same = [one for one in found if folded(one.name) == folded(name)]
        return same if len(same) == 1 else found


@cache
def _regions(year: int) -> _Level:
    overseas = [Territory(REGION, code, name) for code, name in OVERSEAS.items()]
    regions = [Territory(REGION, name, name, year) for name in REGIONS_BY_YEAR[year]]
    return _Level([*regions, *overseas])


@cache
def _departements() -> _Level:
    names = embedded.load_departements()["nom"]
    return _Level(Territory(DEPARTEMENT, str(code), str(name)) for code, name in names.items())


@cache
def _epci() -> _Level:
    names = embedded.load_epci()["nom"]
    return _Level(Territory(EPCI, str(code), str(name)) for code, name in names.items())


@cache
def _bassins() -> _Level:
    names = names_of_units(embedded.load_composition(embedded.LATEST))
    return _level_of_units({str(code): str(name) for code, name in names.items()})


def _level_of_units(names: Mapping[str, str]) -> _Level:
    return _Level(
        Territory(BASSIN, str(code), str(name) if pd.notna(name) else str(code))
        for code, name in names.items()
    )


def _levels(year: int, units: Mapping[str, str] | None) -> list[_Level]:
    years = [year, *(other for other in REGIONS_BY_YEAR if other != year)]
    own = _bassins() if units is None else _level_of_units(units)
    return [*map(_regions, years), _departements(), _epci(), own]


def _unknown(name: str, levels: list[_Level]) -> str:
    """Say that a name is unknown, with the nearest."""
    names = {_key(one.name): one.name for level in levels for one in level.territories}
    key = _key(name)
    within = [text for text in names if key and f" {key} " in f" {text} "]
    near = dict.fromkeys([*get_close_matches(key, names, n=MOST_NEAR, cutoff=0.6), *within])
    told = listed([names[text] for text in list(near)[:MOST_NEAR]], "ou")
    meant = f"vouliez-vous dire {told} ? " if told else ""
    expected = EXPECTED[0].upper() + EXPECTED[1:] if meant else EXPECTED
    return f"zone « {name} » inconnue ; {meant}{expected}."
