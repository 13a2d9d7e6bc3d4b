"""Who lives in each group of pôles: a table or a Series of population → inhabitants by group.

Counted: the inhabitants given, each once. Not counted: those of a commune without population,
whose group is then without any.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from poles_geo.analyses.pole_points import note_negative, note_repeated, note_rows, numbers_of
from poles_geo.coded import YEAR, note_columns, note_index, plain_table, trimmed
from poles_geo.codes import departements_of
from poles_geo.communes.field import field_of
from poles_geo.communes.identity import identity_of
from poles_geo.edition.embedded import POPULATION_KEY
from poles_geo.errors import Faults, TableError, worded
from poles_geo.typography import french_count

POPULATION = "population"
BY_CODE = ("departement", "region_2014", "region_2016")
"""Groups that the code of a commune tells."""
WHOLE = "ensemble"
"""The one group of pôles that are not parted."""
SUBJECT = "population"


def inhabitants(
    population: pd.DataFrame | pd.Series, groups: pd.Index, by: str | None
) -> pd.Series:
    """Add up the inhabitants of each group.

    Parameters
    ----------
    population : DataFrame or Series
        As :func:`poles_geo.configurations` takes it.
    groups : Index of str
        Groups wanted.
    by : str, optional
        Column that names them; None: all the rows are one group.

    Returns
    -------
    Series
        float, index `groups`; missing where a commune of the group has no population.

    Raises
    ------
    TableError
        With every fault: column absent, codes that are none or are there twice, a population that
        is no number from 0, groups that no row is of.
    """
    faults = Faults(SUBJECT)
    people = population.to_frame(POPULATION) if isinstance(population, pd.Series) else population
    people = plain_table(pd.DataFrame(people))
    note_columns(faults, people, (POPULATION,))
    note_index(faults, people.index, "code_commune")
    faults.raise_if_any(TableError)
    note_repeated(faults, people.index, "code répété")
    numbers = numbers_of(people[POPULATION])
    absent = people[POPULATION].isna().to_numpy()
    note_negative(faults, POPULATION, numbers, people.index, missing=absent)
    named = _groups_of(faults, people, groups, by)
    faults.raise_if_any(TableError)
    places, found = pd.factorize(named)
    known = places >= 0
    total = pd.Series(np.bincount(places[known], numbers[known], len(found)), found)
    if unknown := groups.difference(total.index).tolist():
        faults.add(
            f"aucun habitant pour {by or WHOLE} de la table des pôles ; "
            + worded(
                "donnez une Series dont l'index porte ces noms, ou les communes de "
                "pg.read_communes(), de la métropole ou d'un département d'outre-mer",
                "la population connue est celle des communes de la métropole, ou du seul "
                "département d'outre-mer qu'ait la table",
            ),
            unknown,
        )
    faults.raise_if_any(TableError)
    wanted: pd.Series = total.reindex(groups)
    note_rows(faults, "aucun habitant (population nulle)", wanted == 0, groups)
    faults.raise_if_any(TableError)
    return wanted


def _groups_of(
    faults: Faults, people: pd.DataFrame, groups: pd.Index, by: str | None
) -> "pd.Series[Any]":
    """Tell the group of each row: its column, its own name, or the one its code tells."""
    if by is None:
        return pd.Series(WHOLE, people.index)
    if by in people:
        note_columns(faults, people, (by,))
        return trimmed(people[by])
    names = trimmed(pd.Series(people.index, people.index))
    if names.isin(groups).any():
        return names
    if by not in BY_CODE:
        faults.add(
            f"colonne {by} absente, et aucun code de l'index n'est celui d'un groupe de pôles ; "
            + worded(
                f'ajoutez la colonne {by}, ou donnez population.groupby("{by}").sum()',
                "il faut au tableau des pôles une colonne population, de tous ses bassins",
            ),
            people.index[:1],
        )
        return names
    return identity_of(names, departements_of(names))[by]


def counts_year(attrs: Mapping[Hashable, Any]) -> int | None:
    """Tell the year of the counts of a table by its date, else its publication, else its source."""
    for name in ("date", "publication", "source"):
        if years := [int(year) for year in YEAR.findall(str(attrs.get(name) or ""))]:
            return max(years)
    return None


def told_beyond(communes: pd.DataFrame | pd.Series, counts: Mapping[Hashable, Any]) -> str:
    """Say how many communes are out of the field of the counts; nothing when none is."""
    field = field_of(counts)
    outside = int((~field.holds(communes.index)).sum())
    if not outside:
        return ""
    return (
        f"{french_count(outside, 'commune')} hors du champ de la source ({field.territory}) : ce "
        "qui en est le plus proche peut n'y être pas compté."
    )


def told_years(population: pd.DataFrame | pd.Series, counts: Mapping[Hashable, Any]) -> str:
    """Say that the inhabitants are not of the year of the counts; nothing when they are."""
    people, counted = population.attrs.get(POPULATION_KEY), counts_year(counts)
    if people is None:
        return "Année de la population non précisée."
    if str(people) == str(counted):
        return ""
    when = f"comptes de {counted}" if counted else "comptes non datés"
    return f"Population de {people}, {when}."
