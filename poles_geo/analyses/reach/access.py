"""Access to care: who is within reach, at what cost, and how much supply there is for each.

Counted: the population and the supply given, the pairs that have a cost. Not counted: borders of
the tables, beyond which there are people and sites too; hours, tariffs, who accepts patients.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from poles_geo._types import Floats, Integers
from poles_geo.analyses.asked import MOST_PATIENTS, MOST_PERSONS, check_asked
from poles_geo.analyses.pole_points import (
    EACH,
    note_negative,
    note_rows,
    numbers_of,
    some_named,
    table_called,
)
from poles_geo.analyses.reach.checked_costs import COLUMN
from poles_geo.analyses.reach.costs import (
    Costs,
    check_codes,
    straight_costs,
    straight_places,
    with_costs,
)
from poles_geo.analyses.reach.decays import decay_told, reach_of, weigh
from poles_geo.analyses.regional.inhabitants import told_beyond, told_years
from poles_geo.coded import WARNINGS, note_columns, plain_column, plain_table, warnings_in
from poles_geo.errors import ArgumentError, Faults, warn, worded
from poles_geo.ranking.unseen import told_unseen
from poles_geo.typography import french_count, french_exact, french_number

EFFECTIF = "effectif"
SHOWN = 5
Nearest = Callable[[Any], tuple[Floats, Integers]]
NO_LIMIT = "aucune"
"""In place of a limit, in the `attrs` of a table, when there is none."""


def access(
    demand: pd.DataFrame,
    supply: pd.DataFrame,
    *,
    costs: pd.DataFrame | Costs | None = None,
    within: float | None = None,
    decay: str | Mapping[float, float] | pd.Series | Callable[..., Any] | None = None,
    population: str = "population",
    capacity: str | None = None,
    activity: pd.Series | float | None = None,
    need: Mapping[str, float] | None = None,
    per: float = 1,
) -> pd.DataFrame:
    """Measure the access of each commune to sites: the nearest, those within reach, the supply.

    Supply within reach, by the two-step floating catchment area: a site j of capacity S_j gives
    each of those who can reach it ``R_j = S_j / Σ_k w(c_kj) D_k``; a commune i has ``A_i = Σ_j
    w(c_ij) R_j`` (W. Luo and F. Wang, « Measures of spatial accessibility to health care in a GIS
    environment », 2003; with weights, W. Luo and Y. Qi, 2009). With the activity of each
    professional as S and the need of each age as D it has the form of the accessibilité potentielle
    localisée of the ministry (M. Barlet et al., DREES, 2012), whose numbers are yours to give.
    ``Σ_i D_i A_i = Σ_j S_j`` over the sites that somebody reaches.

    Parameters
    ----------
    demand : DataFrame
        Index `code_commune`; population. For straight lines, a GeoDataFrame in metres, as
        :func:`poles_geo.costs_between` places it.
    supply : DataFrame
        Index the codes of the sites; places likewise; `rang`, for pôles.
    costs : DataFrame or Costs, optional
        A table of minutes or kilometres, or what :func:`poles_geo.costs_between` made of these
        tables; straight lines in km by default.
    within : float, optional
        Cost within which a site is within reach, included.
    decay : optional
        How the weight w falls with the cost: 1 within the limit, by default; "linear", "gaussian",
        both down to 0 at `within`; steps, ``{10: 1, 15: 0.6, 20: 0.3}``, a bound included and its
        weight; a Series, weights by cost, in straight lines between them; or a function of an
        array of costs. See :func:`poles_geo.analyses.reach.decays.weigh`.
    population : str
        Column of persons.
    capacity : str, optional
        Column of `supply` that counts what a site offers; effectif where it is there.
    activity : float or Series, optional
        What multiplies the capacity, for all or by site: acts of a professional in a year.
    need : mapping, optional
        Columns of persons by age → what each needs, 1 for the mean: these persons, so weighted,
        are the demand D in place of the population.
    per : float
        What the supply is given for: 100 000 for that many inhabitants.

    Returns
    -------
    DataFrame
        Index of `demand`: population; besoin, with `need`; site, the code of the nearest, and
        km or minutes to it, missing where none can be reached; with a column rang, km_rang_1 and
        so on (minutes_rang_1), to the nearest of that rank or higher. With `within`: a_portee (and
        a_portee_rang_1…), whether the nearest is within it. With a limit or a decay: sites, the
        number within reach, and, where a capacity is known, acces, the supply for `per` persons.
        `attrs`: those of `supply`, what the costs are, the limit, how weights fall and for how many
        the supply is given (remarques), and warnings.

    Raises
    ------
    TableError
        With every fault of the tables, as :func:`poles_geo.costs_between`; a population that is
        negative or missing, a capacity that is not over 0, an activity that lacks a site.
    ChoiceError
        A limit that is not over 0; a decay that is negative, that grows or lacks its limit; `per`
        not over 0.
    ArgumentError
        An activity without capacity.

    Warns
    -----
    UserWarning
        When nobody can reach some sites, whose supply is then given to nobody; as
        :func:`poles_geo.costs_between`.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> people = pd.DataFrame({"population": {"A": 1000, "B": 2000}})
    >>> sites = pd.DataFrame({"effectif": {"X": 3, "Y": 5}})
    >>> minutes = pd.DataFrame(
    ...     [("A", "X", 5), ("A", "Y", 18), ("B", "X", 12)],
    ...     columns=["origine", "destination", "minutes"],
    ... )
    >>> found = pg.access(people, sites, costs=minutes, within=20, per=1000)
    >>> found[["minutes", "sites", "acces"]].values.tolist()
    [[5.0, 2.0, 6.0], [12.0, 1.0, 1.0]]
    """
    reach = reach_of(within, decay)
    check_asked(
        ("per", "--pour"), per, MOST_PERSONS, "l'offre pour tant d'habitants : 1 000, 100 000",
        least=1,
    )  # fmt: skip
    pairs, nearest = _pairs(demand, supply, costs, reach)
    people, wanted = people_of(demand, population, need)
    offered = offer_of(supply, capacity, activity)
    table = pd.DataFrame({"population": people}, index=demand.index)
    if need is not None:
        table["besoin"] = wanted
    unit = COLUMN[pairs.unit]
    for ending, kept in {"": slice(None), **_ranks(supply)}.items():
        least, site = nearest(kept)
        if not ending:
            codes = pd.Series(supply.index.to_numpy(object)[site], index=table.index, dtype="str")
            table["site"] = codes.where(site >= 0)
        table[f"{unit}{ending}"] = least
        if within is not None:
            table[f"a_portee{ending}"] = least <= within
    table.attrs = carried(demand, supply, pairs)
    table.attrs["remarques"] |= {
        "limite": next((float(cost) for cost in (within, reach) if cost is not None), NO_LIMIT),
        "pour": float(per),
        **({"besoins": ", ".join(need)} if need is not None else {}),
        **({"decroissance": decay_told(decay)} if decay is not None else {}),
    }
    if reach is None and decay is None:
        return table
    near = pairs.limited(reach)
    table["sites"] = np.diff(near.starts)
    if offered is not None:
        weights = weigh(near.amounts, within, decay)
        table["acces"] = per * _two_steps(near, weights, wanted, offered, supply, table.attrs)
    return table


def _two_steps(
    pairs: Costs,
    weights: Floats,
    wanted: Floats,
    offered: Floats,
    supply: pd.DataFrame,
    attrs: dict[Any, Any],
) -> Floats:
    """Share the supply of each site between those who reach it, then add what each has."""
    matrix = pairs.matrix(weights)
    asked = matrix.T @ wanted
    alone = asked <= 0
    if alone.any():
        codes = pairs.destinations[alone]
        told = (
            f"{french_count(len(codes), 'site')} sans personne à portée "
            f"({some_named(codes, supply, most=SHOWN)}) : leur offre, "
            f"{french_number(float(offered[alone].sum()), 1)} sur "
            f"{french_number(float(offered.sum()), 1)}, n'est donnée à personne."
        )
        attrs[WARNINGS] = [*warnings_in(attrs), told]
        attrs["remarques"] |= {
            "sites_sans_demande": codes.tolist(), "offre_sans_demande": float(offered[alone].sum())
        }  # fmt: skip
        warn(told)
    ratios = np.divide(offered, asked, out=np.zeros(len(offered)), where=~alone)
    found: Floats = matrix @ ratios
    return found


def _pairs(
    demand: pd.DataFrame, supply: pd.DataFrame, costs: pd.DataFrame | Costs | None,
    reach: float | None,
) -> tuple[Costs, Nearest]:  # fmt: skip
    """Give the pairs within reach, and what finds the nearest of some sites at any cost."""
    if costs is not None:
        limit = reach if isinstance(costs, Costs) else None
        pairs = with_costs(demand, supply, costs, limit)
        every = np.arange(len(supply))

        def stored(kept: Any) -> tuple[Floats, Integers]:
            if isinstance(kept, slice):
                return pairs.nearest()
            least, site = pairs.to(kept).nearest()
            return least, np.where(site >= 0, every[kept][site], -1) if kept.any() else site

        return pairs, stored
    check_codes(demand, supply)
    at, to = straight_places(demand, supply)
    order = np.argsort(supply.index.to_numpy(object))

    def straight(kept: Any) -> tuple[Floats, Integers]:
        places = np.arange(len(to))[kept]
        if not len(places):
            return np.full(len(at), np.nan), np.full(len(at), -1)
        chosen = order[np.isin(order, places)]
        km, found = KDTree(to[chosen]).query(at)
        return km, chosen[found]

    return straight_costs(demand, supply, at, to, reach), straight


def people_of(
    demand: pd.DataFrame, population: str, need: Mapping[str, float] | None = None
) -> tuple[pd.Series, Floats]:
    """Give the persons of each commune, and what they need, or every fault."""
    table = plain_table(demand)
    faults = Faults(table_called("demand"))
    columns = (population, *(need or {}))
    note_columns(faults, table, columns)
    faults.raise_if_any()
    for column in columns:
        numbers = numbers_of(table[column])
        note_negative(faults, f"colonne {column}", numbers, table.index, more=EACH)
    if need is not None:
        wrong = {name: weight for name, weight in need.items() if not 0 <= weight < np.inf}
        if wrong or not any(need.values()):
            faults.add(f"need : un besoin d'au moins 0 par âge est attendu, trouvé {wrong or need}")
    faults.raise_if_any()
    persons = pd.to_numeric(table[population])
    wanted = numbers_of(table[population])
    if need is not None:
        wanted = sum(
            (weight * numbers_of(table[name]) for name, weight in need.items()), 0 * wanted
        )
    if not wanted.sum() > 0:
        faults.add(f"colonne {population} : personne dans la table")
    faults.raise_if_any()
    return persons, wanted


def offer_of(
    supply: pd.DataFrame,
    capacity: str | None,
    activity: pd.Series | float | None,
    *,
    name: str = "supply",
) -> Floats | None:
    """Give what each site offers, None when nothing says it, or every fault."""
    table = plain_table(supply)
    faults = Faults(table_called(name))
    column = capacity or (EFFECTIF if EFFECTIF in table else None)
    if column is None:
        if activity is not None:
            raise ArgumentError(
                "activity : elle multiplie ce qu'un site offre ; capacity= dit sa colonne."
            )
        return None
    note_columns(faults, table, (column,))
    faults.raise_if_any()
    offered = numbers_of(table[column])
    note_rows(
        faults,
        f"colonne {column} : un nombre de plus de 0 est attendu ; "
        + worded(f"{name}[{name}.{column} > 0] ôte", "ôtez")
        + " les sites qui n'offrent rien",
        ~((offered > 0) & np.isfinite(offered)),
        table.index,
    )
    times = np.ones(len(table))
    if isinstance(activity, pd.Series):
        if activity.index.has_duplicates:
            faults.add("activity : site répété")
        else:
            times = numbers_of(plain_column(activity).reindex(table.index))
    elif activity is not None:
        times = times * activity
    note_rows(
        faults,
        f"activity : un nombre de plus de 0, et d'au plus {french_exact(MOST_PATIENTS)}, est "
        "attendu, pour chaque site",
        ~((times > 0) & (times <= MOST_PATIENTS)),
        table.index,
    )
    faults.raise_if_any()
    return offered * times


def _ranks(supply: pd.DataFrame) -> dict[str, Any]:
    """Give, for each rank of the sites, which are of it or higher."""
    if "rang" not in supply:
        return {}
    ranks = numbers_of(supply["rang"])
    known = sorted({int(rank) for rank in ranks[np.isfinite(ranks)]})
    return {f"_rang_{rank}": ranks <= rank for rank in known}


def carried(demand: pd.DataFrame, supply: pd.DataFrame, pairs: Costs) -> dict[Any, Any]:
    """Give what a table of access carries: the origin of the supply, costs, year of the people."""
    attrs = {
        name: supply.attrs[name]
        for name in ("source", "date", "publication", "attribution")
        if name in supply.attrs
    }
    told = [*warnings_in(supply.attrs), *told_unseen(supply), *pairs.warnings]
    told += filter(None, [told_years(demand, supply.attrs), told_beyond(demand, supply.attrs)])
    return (
        attrs | {"remarques": dict(pairs.attrs["remarques"])} | ({WARNINGS: told} if told else {})
    )
