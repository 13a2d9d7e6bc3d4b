"""Carry indicators of communes from one year to another: averaged, never added.

Counted: the persons behind each value. Not counted: communes whose value nobody knows.
"""

from dataclasses import replace

import numpy as np
import pandas as pd

from poles_geo.coded import by_commune, plain_column
from poles_geo.codes import require_numbers
from poles_geo.communes.carry import Carried, carry_over
from poles_geo.communes.movements import Movements
from poles_geo.communes.passage import Populations
from poles_geo.errors import Faults

POPULATION = "population"
TIMES, BASE = "× ", "base "
"""Before the names of the columns that are carried: value × persons, persons that have a value."""


def carry_indicator(
    table: pd.DataFrame,
    movements: Movements,
    to_year: int,
    *,
    weight: pd.Series | None = None,
    from_year: int | None = None,
    populations: Populations = None,
    cog: pd.DataFrame | None = None,
) -> Carried:
    """Carry indicators (an APL, a rate, a mean distance) to the communes of another year.

    Of communes that merge: ``Σ p x / Σ p``, each for its persons p. The parts of a commune that was
    split have its value. Where nobody has a value, there is none.

    Parameters
    ----------
    table : DataFrame
        Indexed by commune code; indicators, and the column population unless `weight` is given.
    movements, to_year, from_year, populations, cog
        As for :func:`poles_geo.carry_over`.
    weight : Series, optional
        Persons by commune, of the year of the table.

    Returns
    -------
    Carried
        Its table has the population, added, then the indicators, averaged; `not_carried`, as the
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
        As :func:`poles_geo.carry_over`.
    """
    table = by_commune(table, "table")
    require_numbers(table)
    names = [name for name in table.columns if name != POPULATION or weight is not None]
    faults = Faults("table")
    if weight is None and POPULATION not in table:
        faults.add("colonne population absente : un indicateur se pondère ; weight= la donne aussi")
    if not names:
        faults.add("aucun indicateur, outre la population")
    faults.raise_if_any()
    given = table[POPULATION] if weight is None else by_commune(plain_column(weight), "weight")
    if given.index.has_duplicates or table.index.has_duplicates:
        faults.add("commune répétée : la moyenne d'une commune ne se fait pas deux fois")
        faults.raise_if_any()
    people = given.reindex(table.index).astype("Float64").to_numpy(float, na_value=np.nan)
    if (wrong := ~(people >= 0) | ~np.isfinite(people)).any():
        faults.add("population : un nombre d'au moins 0 par commune", table.index[wrong])
    faults.raise_if_any()
    carried = {POPULATION: given.reindex(table.index).to_numpy()}
    for name in names:
        values = table[name].astype("Float64").to_numpy(float, na_value=np.nan)
        known = np.isfinite(values)
        carried[f"{TIMES}{name}"] = np.where(known, values, 0) * people
        carried[f"{BASE}{name}"] = known * people
    summed = pd.DataFrame(carried, index=table.index)
    summed.attrs = dict(table.attrs)
    done = carry_over(
        summed, movements, to_year, from_year=from_year, populations=populations, cog=cog
    )
    result = pd.DataFrame({POPULATION: done.table[POPULATION]})
    for name in names:
        base = done.table[f"{BASE}{name}"].to_numpy(float)
        result[name] = np.divide(
            done.table[f"{TIMES}{name}"].to_numpy(float), base,
            out=np.full(len(base), np.nan), where=base > 0,
        )  # fmt: skip
    # A commune that nothing changed keeps its value to the last digit, and without inhabitants too.
    alone = result.index.intersection(table.index)
    untouched = alone[result.loc[alone, POPULATION].to_numpy() == given.loc[alone].to_numpy()]
    kept = table.loc[untouched, names].astype("Float64").to_numpy(float, na_value=np.nan)
    same = np.isclose(result.loc[untouched, names].to_numpy(), kept, rtol=1e-12, atol=0)
    same |= given.loc[untouched].to_numpy()[:, None] == 0
    result.loc[untouched, names] = np.where(same, kept, result.loc[untouched, names].to_numpy())
    result.attrs = done.table.attrs
    lost = done.not_carried[["motif"]].join(table[names])
    return replace(done, table=result, not_carried=lost)
