"""The territory that a source counts: départements entirely, and elsewhere the communes it has.

A département is counted when the most populated commune of at least nine in ten of its bassins de
vie is in the source; elsewhere only the communes present are. General practitioners of all France
are in at least 93 % of the bassins of every département; a table of one métropole is in at most
83 % of those of its own.
"""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from poles_geo.codes import ARRONDISSEMENTS, are_in, departements_of
from poles_geo.communes.field import departement_names, departements_named
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.located.followed_communes import FollowedCommunes
from poles_geo.edition import embedded as edition
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.typography import french_count, listed

ENOUGH = 0.9
REFERENCE = "BV2022"
"""Zoning by whose bassins a département is judged, whatever that of the count."""


def territory_of(
    decompte: Decompte,
    composition: pd.DataFrame,
    carried: FollowedCommunes,
    kept: Collection[int],
    field: str | Sequence[str] | None,
) -> tuple[tuple[str, ...], pd.Series, list[str]]:
    """Départements counted entirely, coverage of each bassin, doubts on what the field says."""
    if field == "all":
        units = pd.Index(composition["code_bassin"].dropna().unique())
        every = departements_of(composition.index.to_series()).unique()
        return tuple(sorted(every)), pd.Series(1.0, index=units), []
    postes = decompte.placements.postes
    if decompte.placements.n_persons is None:
        postes = postes[postes["profession"].isin(kept)]
    places, lacking = carried.communes, decompte.lacking
    incomplete = lacking.loc[lacking["profession"].isin(kept), "lieu"]
    of_source = set(places.loc[places["lieu"].isin(postes["lieu"]), "code_commune"])
    present = carried.reached(of_source)
    if field is None:
        today = of_source | carried.reached_today(of_source)
        departements = counted_departements({ARRONDISSEMENTS.get(code, code) for code in today})
        doubts = []
    else:
        departements = departements_named(field)
        doubts = _doubts(departements, of_source)
    without = carried.reached(places.loc[places["lieu"].isin(incomplete), "code_commune"])
    return departements, coverage(composition, departements, present, without), doubts


def _doubts(departements: Collection[str], of_source: Collection[str]) -> list[str]:
    """Name the départements said to be counted where the source has nobody."""
    there = set(departements_of(pd.Series(sorted(of_source), dtype="str")))
    names = departement_names()
    empty = [f"{names[code]} ({code})" for code in departements if code not in there]
    if not empty:
        return []
    return [
        f"Aucun professionnel dans {french_count(len(empty), 'département')} du champ donné, où "
        f"chaque bassin est à zéro : {listed(empty)}."
    ]


def counted_departements(present: Collection[str]) -> tuple[str, ...]:
    """Tell the départements that a source counts entirely, from the communes of 2024 it has.

    A département in which no bassin has its most populated commune, as around Paris, is judged by
    the bassins that its communes are in.
    """
    composition = edition.load_composition(REFERENCE)
    by_size = _population(composition.index).sort_values(ascending=False, kind="stable")
    bassin = composition["code_bassin"].reindex(by_size.index).dropna()
    centres = bassin[~bassin.duplicated()]
    there = pd.Series(are_in(centres.index, pd.Index(list(present)).unique()), index=centres.array)
    of_centre = departements_of(centres.index.to_series()).array
    found = there.groupby(of_centre).mean()
    communes = composition["code_bassin"].dropna()
    others = communes[~departements_of(communes.index.to_series()).isin(found.index)]
    held = others.map(there).groupby(departements_of(others.index.to_series())).mean()
    shares = pd.concat([found, held])
    return tuple(sorted(shares.index[shares >= ENOUGH].astype(str)))


def coverage(
    composition: pd.DataFrame,
    departements: Collection[str],
    present: Collection[str],
    incomplete: Collection[str],
) -> pd.Series:
    """Share of the population of each unit that is in the field.

    Parameters
    ----------
    composition : DataFrame
        Index ``code_commune``; code_bassin.
    departements : collection of str
        Those counted entirely.
    present, incomplete : collection of str
        Communes that the source has; among them, those of which it lacks a number.

    Returns
    -------
    Series of float
        Index ``code_bassin``; 1 only when every commune is in the field, 0 only when none is;
        else to four decimals.
    """
    members = composition["code_bassin"].dropna()
    communes = members.index.to_series()
    counted_there = are_in(communes, pd.Index(list(present)).unique())
    held = (departements_of(communes).isin(departements) | counted_there) & ~(
        communes.isin(incomplete)
    )
    weight = _population(members.index).fillna(1).clip(lower=1)
    counted = weight.where(held, 0).groupby(members).sum() / weight.groupby(members).sum()
    rounded = np.clip(np.floor(counted * 10_000) / 10_000, 0.0001, 0.9999)
    found = held.groupby(members)
    return counted.where(found.all() | ~found.any(), rounded).rename_axis("code_bassin")


def _population(communes: pd.Index) -> pd.Series:
    """Inhabitants of communes in 2024; arrondissements share their city's equally."""
    known = load_commune_table()["population"].astype("float64")
    folded = communes.to_series()
    divided = are_in(communes, pd.Index(ARRONDISSEMENTS))
    folded[divided] = folded[divided].map(ARRONDISSEMENTS)
    of_city = known.reindex(folded.array).set_axis(communes)
    return of_city / folded.groupby(folded).transform("size")
