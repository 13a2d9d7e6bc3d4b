"""The field of a table: the territory, professions and status that it counts, and their wording.

It travels in the `attrs` of a table under :data:`KEY`, and in its metadata file. What is outside
it is not zero: it is not counted.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo.codes import departements_of
from poles_geo.doors import check_fields
from poles_geo.errors import ChoiceError, LayoutError, worded
from poles_geo.regions import (
    DEPARTEMENTS_2014,
    OVERSEAS,
    REGION_2014,
    REGIONS_BY_YEAR,
    TODAY,
    bare,
)
from poles_geo.typography import french_count, listed

Communes = TypeVar("Communes", bound=pd.DataFrame)

KEY = "champ"
"""Key of the field in the `attrs`: ``{"departements": [...], "professions": "...", "statut":
"..."}``, each left out when nothing bounds it."""
COVERAGE = "couverture"
"""Column of the share of the population of a bassin, from 0 to 1, that the field holds."""
NAMED = 3
"""Bassins named of those that are counted in part, at most."""
NOT_COUNTED, PARTIAL = "non compté", "partiel"
"""State of a bassin that the field does not hold, or holds in part."""
SOME = "quelques communes"
"""Territory of a table that counts no département entirely."""
MOST_NAMES = 3
"""Names of territories told one by one."""


@dataclass(frozen=True)
class Field:
    """What a table counts.

    Attributes
    ----------
    departements : tuple of str or None
        Codes of those counted entirely; None: every one.
    professions : str
        « médecins généralistes et infirmiers seulement »; empty when it has all of the rule's.
    status : str
        « exercice libéral »; empty when it has all.
    """

    departements: tuple[str, ...] | None = None
    professions: str = ""
    status: str = ""

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def national(self) -> bool:
        """Whether every département of the metropole is counted."""
        return self.departements is None or set(REGION_2014) <= set(self.departements)

    @property
    def names(self) -> list[str]:
        """Regions and départements counted, by name; none when it is the whole metropole."""
        if self.national or not self.departements:
            return []
        left, names = set(self.departements), []
        for of_region in (REGIONS_BY_YEAR[TODAY], DEPARTEMENTS_2014):
            for region, members in of_region.items():
                if left.issuperset(members):
                    names.append(region)
                    left -= set(members)
        return names + [departement_names().get(code, code) for code in sorted(left)]

    @property
    def territory(self) -> str:
        """« Hauts-de-France », « Nord et Somme »; empty when it is the whole metropole.

        Communes alone, of no département that is whole, are « quelques communes ».
        """
        if self.departements == ():
            return SOME
        if len(names := self.names) > MOST_NAMES:
            return french_count(len(self.departements or ()), "département")
        return listed(names)

    @property
    def told(self) -> str:
        """Territory, professions and status in one phrase; empty when nothing bounds the table."""
        return " ; ".join(filter(None, (self.territory, self.professions, self.status)))

    def counts(self, regions: Iterable[str]) -> bool:
        """Whether all these regions, of 2014 or of today, overseas included, are counted."""
        known = {**DEPARTEMENTS_2014, **REGIONS_BY_YEAR[TODAY]}
        known |= {name: (code,) for code, name in OVERSEAS.items()}
        wanted = {code for region in regions for code in known[region]}
        return self.departements is None or wanted <= set(self.departements)

    def holds(self, communes: pd.Index) -> NDArray[np.bool_]:
        """Tell which communes are of a département that is counted."""
        if self.departements is None:
            return np.ones(len(communes), dtype=bool)
        codes = pd.Series(communes.astype("str"))
        return np.asarray(departements_of(codes).isin(self.departements))

    def written(self) -> dict[str, Any]:
        """As the `attrs` and the metadata hold it."""
        said = {
            "departements": None if self.departements is None else list(self.departements),
            "professions": self.professions,
            "statut": self.status,
        }
        return {name: value for name, value in said.items() if value not in (None, "")}


def field_of(attrs: Mapping[Hashable, Any]) -> Field:
    """Read the field that a table carries; without any, nothing bounds it.

    Parameters
    ----------
    attrs : mapping
        Of the table.

    Raises
    ------
    LayoutError
        What it carries is no field.

    Examples
    --------
    >>> field_of({"champ": {"departements": ["59", "62"]}}).territory
    'Nord - Pas-de-Calais'
    """
    said = attrs.get(KEY) or {}
    known = isinstance(said, Mapping)
    departements = said.get("departements") if known else None
    words = [said.get(key, "") for key in ("professions", "statut")] if known else []
    if not (
        known
        and (departements is None or isinstance(departements, list | tuple))
        and all(isinstance(word, str) for word in words)
    ):
        raise LayoutError(
            f"{KEY} : un objet est attendu, de clés departements (liste de codes), professions et "
            "statut (textes)."
        )
    return Field(
        None if departements is None else tuple(map(str, departements)),
        *words,
    )


def communes_counted(communes: Communes, attrs: Mapping[Hashable, Any]) -> Communes:
    """Keep the communes of the départements that a table counts; all of them where none is whole.

    Elsewhere, what is nearer to them may not be in the table.
    """
    held = field_of(attrs).holds(communes.index)
    return communes[held] if held.any() else communes


def departements_named(names: str | Iterable[str]) -> tuple[str, ...]:
    """Find départements by code, by name, or by their region of 2014 or of today.

    Raises
    ------
    ChoiceError
        Unknown names.
    """
    regions = {**DEPARTEMENTS_2014, **REGIONS_BY_YEAR[TODAY]}
    known = {bare(region): members for region, members in regions.items()}
    known |= {bare(name): (code,) for code, name in departement_names().items()}
    codes, unknown = set(), []
    given = names if isinstance(names, Iterable) and not isinstance(names, str) else [names]
    for name in map(str, given):
        if (code := name.strip().upper()) in departement_names():
            codes.add(code)
        elif members := known.get(bare(name)):
            codes.update(members)
        else:
            unknown.append(f"« {name} »" if name.strip() else "nom vide")
    if unknown or not codes:
        raise ChoiceError(
            f"{worded('field', '--champ')} : {', '.join(unknown) or 'aucun nom'} ; sont attendus "
            "des codes ou des noms de départements ou de régions, comme "
            + worded('"59" ou "Hauts-de-France", ou "all".', "59 ou Hauts-de-France, ou tout.")
        )
    return tuple(sorted(codes))


@cache
def departement_names() -> dict[str, str]:
    """Names of the départements, overseas included, by code."""
    from poles_geo.edition import embedded  # brings geopandas

    named = embedded.load_departements()["nom"]
    return {str(code): str(name) for code, name in named.items()} | OVERSEAS
