"""Carry indicators of communes from one year to another: averaged, never added.

Counted: the persons behind each value. Not counted: communes whose value nobody knows.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from poles_geo.coded import WARNINGS, by_commune, plain_column, warnings_in
from poles_geo.codes import (
    ARRONDISSEMENTS,
    beside_their_city,
    fold_arrondissements,
    fold_codes,
    require_numbers,
)
from poles_geo.communes.carry import Carried, carry_over
from poles_geo.communes.movements import Movements
from poles_geo.communes.passage import Populations
from poles_geo.errors import Faults, warn
from poles_geo.sources.measured.indicator_tables import POPULATION, STANDARD

TIMES, BASE = "× ", "base "
"""Before the names of the columns that are carried: value × persons, persons that have a value."""
FOLDED = "villes dont la valeur est la moyenne de leurs arrondissements"
"""Remark of the result, with their number."""


def carry_indicator(
    table: pd.DataFrame,
    movements: Movements,
    to_year: int,
    *,
    weight: pd.Series | None = None,
    arrondissements: bool = False,
    from_year: int | None = None,
    populations: Populations = None,
    cog: pd.DataFrame | None = None,
) -> Carried:
    """Carry indicators (an APL, a rate, a mean distance) to the communes of another year.

    Of communes that merge: ``Σ p x / Σ p``, each for its persons p. The parts of a commune that was
    split have its value. Where nobody has a value, there is none. The standardised population of
    the ministry's APL weighs it, and is added as persons are. Paris, Lyon and Marseille given by
    arrondissement have the mean of their arrondissements in the same way, which the remarks of
    the result count; given whole too, they have their own value, and arrondissements are left out.

    Parameters
    ----------
    table : DataFrame
        Indexed by commune code; indicators, and the column population, or
        population_standardisee, unless `weight` is given.
    movements, to_year, from_year, populations, cog
        As for :func:`poles_geo.carry_over`.
    weight : Series, optional
        Persons by commune, of the year of the table; by default population_standardisee, else
        population.
    arrondissements : bool
        Keeps the arrondissements under their own codes, for a zoning that divides their city.

    Returns
    -------
    Carried
        Its table has the populations, added, then the indicators, averaged; `not_carried`, as the
        table had them.

    Raises
    ------
    TableError
        As :func:`poles_geo.carry_over`; a population that is missing or negative.
    ChoiceError
        As :func:`poles_geo.carry_over`.

    Warns
    -----
    UserWarning
        As :func:`poles_geo.carry_over`; when a city is given whole and by arrondissement, or only
        some of its arrondissements are.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> from poles_geo.edition.embedded import load_movements
    >>> numbers = {"population": [300, 100], "apl": [2.0, 4.0]}
    >>> merged = pd.DataFrame(numbers, index=["01015", "01340"])
    >>> done = pg.carry_indicator(merged, load_movements(), 2024, from_year=2014)
    >>> done.table.loc["01015"].to_dict()
    {'population': 400.0, 'apl': 2.5}
    """
    table = by_commune(table, "table")
    require_numbers(table)
    people = {name: table[name] for name in (POPULATION, STANDARD) if name in table}
    if weight is not None:
        people[POPULATION] = by_commune(plain_column(weight), "weight")
    by = STANDARD if STANDARD in people and weight is None else POPULATION
    names = [name for name in table.columns if name not in people]
    faults = Faults("table")
    if not people:
        faults.add("colonne population absente : un indicateur se pondère ; weight= la donne aussi")
    if not names:
        faults.add("aucun indicateur, outre la population")
    faults.raise_if_any()
    if table.index.has_duplicates or any(given.index.has_duplicates for given in people.values()):
        faults.add("commune répétée : la moyenne d'une commune ne se fait pas deux fois")
        faults.raise_if_any()
    told: list[str] = []
    if not arrondissements:
        table = _told_once(table, names, told)
    people = _checked_people(people, table.index)
    weights = people[by].astype("Float64").to_numpy(float, na_value=np.nan)
    carried = {name: persons.to_numpy() for name, persons in people.items()}
    for name in names:
        values = table[name].astype("Float64").to_numpy(float, na_value=np.nan)
        known = np.isfinite(values)
        carried[f"{TIMES}{name}"] = np.where(known, values, 0) * weights
        carried[f"{BASE}{name}"] = known * weights
    summed = pd.DataFrame(carried, index=table.index)
    summed.attrs = dict(table.attrs)
    if not arrondissements:
        summed = _folded(summed, told)
    done = carry_over(
        summed, movements, to_year, from_year=from_year, populations=populations, cog=cog
    )
    result = pd.DataFrame({name: done.table[name] for name in people})
    for name in names:
        base = done.table[f"{BASE}{name}"].to_numpy(float)
        result[name] = np.divide(
            done.table[f"{TIMES}{name}"].to_numpy(float), base,
            out=np.full(len(base), np.nan), where=base > 0,
        )  # fmt: skip
    # A commune that nothing changed keeps its value to the last digit, and without inhabitants too.
    alone = result.index.intersection(table.index)
    given = people[by]
    untouched = alone[result.loc[alone, by].to_numpy() == given.loc[alone].to_numpy()]
    kept = table.loc[untouched, names].astype("Float64").to_numpy(float, na_value=np.nan)
    same = np.isclose(result.loc[untouched, names].to_numpy(), kept, rtol=1e-12, atol=0)
    same |= given.loc[untouched].to_numpy()[:, None] == 0
    result.loc[untouched, names] = np.where(same, kept, result.loc[untouched, names].to_numpy())
    result.attrs = dict(done.table.attrs)
    for text in told:
        warn(text)
    if told:
        result.attrs[WARNINGS] = [*warnings_in(result.attrs), *told]
    lost = done.not_carried[["motif"]].join(table[names])
    return replace(done, table=result, not_carried=lost)


def _checked_people(people: dict[str, pd.Series], codes: pd.Index) -> dict[str, pd.Series]:
    """Give the persons of each commune, or raise those that are missing or no number of persons."""
    faults = Faults("table")
    aligned = {name: given.reindex(codes) for name, given in people.items()}
    for name, given in aligned.items():
        persons = given.astype("Float64").to_numpy(float, na_value=np.nan)
        if (wrong := ~(persons >= 0) | ~np.isfinite(persons)).any():
            faults.add(f"{name} : un nombre d'au moins 0 par commune", codes[wrong])
        cities = fold_codes(pd.Series(codes[np.isnan(persons)], dtype="object"))
        if len(whole := people[name].index.intersection(pd.Index(cities).difference(codes))):
            faults.add(
                f"{name} : donnée pour la ville entière ({', '.join(whole)}), et l'indicateur par "
                "arrondissement ; donnez la population de chaque arrondissement"
            )
    faults.raise_if_any()
    return aligned


def _told_once(table: pd.DataFrame, names: list[str], told: list[str]) -> pd.DataFrame:
    """Leave out the arrondissements of a city that has a value of its own; note which."""
    parted = table.index.isin(fold_codes(pd.Series(table.index, dtype="object")[
        table.index.isin(ARRONDISSEMENTS)
    ]))  # fmt: skip
    table = table[~(parted & table[names].isna().all(axis=1).to_numpy())]
    beside = beside_their_city(table.index)
    if beside.any():
        cities = sorted({ARRONDISSEMENTS[code] for code in table.index[beside]})
        told.append(
            f"{', '.join(cities)} : ville et arrondissements donnés ensemble ; la ville garde sa "
            "valeur, ses arrondissements sont écartés."
        )
    return table[~beside]


def _folded(summed: pd.DataFrame, told: list[str]) -> pd.DataFrame:
    """Add arrondissements into their city, count the cities, note those that lack some."""
    parts = pd.Series(summed.index, dtype="object").map(ARRONDISSEMENTS).dropna().value_counts()
    if parts.empty:
        return summed
    every = pd.Series(ARRONDISSEMENTS).value_counts()
    lacking = [f"{city} ({n} sur {every[str(city)]})" for city, n in parts.sort_index().items()
               if n < every[str(city)]]  # fmt: skip
    if lacking:
        told.append(
            f"{', '.join(lacking)} : des arrondissements manquent ; la moyenne de la ville est "
            "celle des autres."
        )
    folded = fold_arrondissements(summed)
    remarks = folded.attrs.get("remarques", {})
    folded.attrs["remarques"] = {**remarks, FOLDED: len(parts)}
    return folded
