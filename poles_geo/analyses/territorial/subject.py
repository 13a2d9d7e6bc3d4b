"""One unit of a zoning: its name, its communes, its region, who lives there.

Counted: the inhabitants of its communes, as the tables given have them. Not counted: what no
table gives, which is missing.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from poles_geo.bassins.units import described, inhabitants
from poles_geo.codes import departements_of
from poles_geo.communes.identity import unit_of
from poles_geo.counting.aggregate import zoning_composition
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.edition.embedded import COMMUNES_YEAR
from poles_geo.errors import ChoiceError, TableError, worded
from poles_geo.regions import MAINLAND, OVERSEAS, REGIONS_BY_YEAR, TODAY
from poles_geo.typography import french_number

MOST_LISTED = 20
"""Units up to which all the codes of a zoning are named when one is unknown."""


@dataclass(frozen=True, eq=False)
class Subject:
    """A unit of a zoning.

    Attributes
    ----------
    code, nom : str
    composition : DataFrame
        That of the whole zoning: index `code_commune`; code_bassin.
    communes : Index
        Codes of its communes, of the year of the zoning.
    departements : tuple of str
        Codes of those that it is in.
    region : str
        Of the year of regions; empty when it is unknown.
    regions_year : int
        2014 or 2016.
    """

    code: str
    nom: str
    composition: pd.DataFrame
    communes: pd.Index
    departements: tuple[str, ...]
    region: str
    regions_year: int

    @property
    def column(self) -> str:
        """Column of the regions of that year."""
        return f"region_{self.regions_year}"

    @property
    def kind(self) -> str:
        """What it is, in French: « intercommunalité », « bassin de vie »."""
        return unit_of(self.composition.attrs.get("zonage")).one

    @property
    def year(self) -> int:
        """Year of the communes of the zoning."""
        return int(self.composition.attrs.get("annee_cog") or COMMUNES_YEAR)

    @property
    def zoning(self) -> tuple[str, str]:
        """Name and millésime of the zoning, empty when it has none."""
        return zoning_of(self.composition.attrs)

    def holds(self, codes: Iterable[object]) -> "pd.Series[bool]":
        """Tell which communes are its own, in the order given."""
        return pd.Series(list(codes), dtype=object).isin(self.communes)


def zoning_of(attrs: Mapping[Hashable, Any]) -> tuple[str, str]:
    """Name, without its millésime, and millésime of the zoning that a table says it is of."""
    millesime = str(attrs.get("millesime") or "")
    return str(attrs.get("zonage") or "").removesuffix(millesime), millesime


def subject_of(zonage: pd.DataFrame | str | Path, code: str, regions_year: int = TODAY) -> Subject:
    """Find a unit of a zoning by its code.

    Raises
    ------
    TableError
        No composition, as :func:`poles_geo.composition_of` says.
    ChoiceError
        A code that is none of its units, with the nearest, or that has lost its zero.
    """
    composition = zoning_composition(zonage)
    units = composition["code_bassin"].dropna().astype("str")
    known = sorted(units.unique())
    if code not in known:
        _refuse(code, known)
    communes = units.index[units == code]
    here = composition[composition["code_bassin"] == code]
    named = described(here).loc[code] if len(here) else None
    region = "" if named is None else str(named[f"region_{regions_year}"])
    nom = code if named is None or pd.isna(named["nom"]) else str(named["nom"])
    places = departements_of(communes.to_series().astype("str"))
    held = tuple(sorted(set(places)))
    overseas = region in OVERSEAS.values() and len(held) == 1
    if region not in REGIONS_BY_YEAR[regions_year] and not overseas:
        region = ""
    return Subject(code, nom, composition, communes, held, region, regions_year)


def people_of(subject: Subject, communes: pd.DataFrame | None) -> float | None:
    """Inhabitants of a territory: of the communes given, else of the embedded edition.

    None where that of one of its communes is unknown.
    """
    if communes is not None and "population" in communes:
        found = communes["population"].reindex(subject.communes)
        if len(found) and found.notna().all():
            return float(found.sum())
    total = inhabitants(subject.composition, subject.year).get(subject.code)
    return None if total is None or pd.isna(total) else float(total)


def shares_held(subject: Subject) -> dict[str, float]:
    """Share of the inhabitants of each region, and of the country, that are in a unit of a zoning.

    Over 1 where a commune has since gone to another region.
    """
    parts = subject.composition.dropna(subset="code_bassin")
    named = region_of(parts.index.to_series().astype("str"), subject.regions_year)
    inside = parts.assign(code_bassin=named).dropna(subset="code_bassin")
    if inside.empty:
        return {}
    found = inhabitants(inside, subject.year)
    table, where = load_commune_table(), regions_of_communes(subject.regions_year)
    whole = table["population"].groupby(where).sum()
    held = found.reindex(whole.index).fillna(0).astype(float)
    shares = {str(name): float(held[name]) / float(whole[name]) for name in whole.index}
    mainland = in_metropole(whole.index.to_series())
    return shares | {MAINLAND: float(held[mainland].sum()) / float(whole[mainland].sum())}


def is_nested(subject: Subject) -> bool:
    """Tell whether the units of a zoning that reach a region lie in it whole."""
    units = subject.composition["code_bassin"].dropna().astype("str")
    inside = region_of(units.index.to_series().astype("str"), subject.regions_year)
    reaching = units[(inside == subject.region).to_numpy()].unique()
    return bool((inside[units.isin(reaching).to_numpy()] == subject.region).all())


def region_of(codes: pd.Series, year: int) -> pd.Series:
    """Region, of a year, that communes are in, by their code; overseas, their département."""
    of_departement = {
        departement: region
        for region, members in REGIONS_BY_YEAR[year].items()
        for departement in members
    }
    return departements_of(codes).map(of_departement | OVERSEAS)


def in_metropole(regions: pd.Series) -> "pd.Series[bool]":
    """Tell which regions are of the metropole; what has no region is not."""
    return regions.notna() & ~regions.isin(OVERSEAS.values())


def regions_across(subject: Subject) -> list[str]:
    """Name the regions that a territory lies across, its own first; none when it is in one."""
    found = region_of(subject.communes.to_series().astype("str"), subject.regions_year).dropna()
    others = sorted(set(found) - {subject.region})
    return [subject.region, *others] if subject.region and others else []


def _refuse(code: str, known: list[str]) -> None:
    """Refuse a code that no unit has."""
    if code and (longer := f"0{code}") in known:
        raise ChoiceError(
            f"code = {code!r} : ce code a perdu son zéro de tête ; écrivez « {longer} »."
        )
    if not known:
        raise TableError("zonage : la composition n'attache aucune commune à une unité.")
    near = get_close_matches(code, known, n=3, cutoff=0.6)
    meant = f"vouliez-vous dire {' ou '.join(near)} ? " if near else ""
    some = known if len(known) <= MOST_LISTED else [*known[:3], "…"]
    raise ChoiceError(
        f"code = {code!r} : {meant}le code d'une unité du zonage est attendu, parmi "
        f"{french_number(len(known))} : {', '.join(some)}"
        + worded(' ; zonage="BV2022" en prend un autre.', " ; --zonage bv2022 en prend un autre.")
    )


@cache
def regions_of_communes(year: int) -> pd.Series:
    """Region, of a year, of each commune of 2024."""
    return region_of(load_commune_table().index.to_series(), year)
