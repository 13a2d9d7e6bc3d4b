"""« Nous et les autres »: how the pôles of each region are set, and which regions are alike.

Counted: pôles with a rank, in the group that a column gives them. Not counted: bassins without a
rank, relays of other groups, regions of which the table counts a part.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from poles_geo._types import Floats
from poles_geo.analyses.regional.inhabitants import inhabitants, told_years
from poles_geo.analyses.regional.pole_groups import (
    BY,
    Group,
    counted_groups,
    groups_of,
    ranked_poles,
)
from poles_geo.analyses.regional.rank_size import (
    gini,
    herfindahl,
    padded,
    profile,
    profile_distances,
    slope,
)
from poles_geo.analyses.regional.region_sentences import sentence_of
from poles_geo.analyses.regional.regional_types import (
    THRESHOLDS_2014,
    TypeThresholds,
    holding,
    motif_of,
    type_of,
)
from poles_geo.coded import WARNINGS, warnings_in
from poles_geo.communes.field import field_of
from poles_geo.edition.embedded import POPULATION_KEY
from poles_geo.ranking.carried import KEY as RULES
from poles_geo.ranking.carried import rules_of
from poles_geo.regions import REGIONS_2014
from poles_geo.typography import listed

PER = 1000
"""Inhabitants that relays are counted for."""
LARGEST = 2**53
"""Number from which one in floating point is no more a count."""
COUNTED, HEAD = "n_poles", "masse_premier"
"""The number of pôles, alone known of a region of which the table counts a part; the first mass."""


def configurations(
    poles: gpd.GeoDataFrame,
    population: pd.DataFrame | pd.Series,
    *,
    by: str | None = BY,
    thresholds: TypeThresholds | None = None,
) -> pd.DataFrame:
    r"""Measure how the pôles of each region are set, and name the type of each.

    Of the n pôles of a region, of masses :math:`m_1 ≥ m_2 ≥ …` (professionals):

    - relays: :math:`1000 \sum_{i>1} m_i / population`, the professionals of all but the first;
    - Crunch: :math:`(m_1 / m_2) / relays`, high where one head has few relays. Divided by two when
      all masses double; the relative Crunch, :math:`(m_1 / m_2) / (relays / relays\ of\ all)`,
      stays. The relays of all are those of the regions that are not held by one pôle (share of
      the first under that of `thresholds`), over their inhabitants;
    - share of the first :math:`m_1 / \sum m_i`, Herfindahl, Gini and slope: see
      :mod:`poles_geo.analyses.regional.rank_size`; profile :math:`m_i / m_1`, see
      :func:`poles_geo.profiles`.

    Types are tried in this order, in the words of the report (ORS Nord – Pas-de-Calais, 2014):
    monopolistique, share of the first ≥ 0.9; macrocéphale, Crunch ≥ 1; circulaire, the relative
    neighbours (Toussaint, 1980) make one cycle that holds ≥ 80 % of n ≥ 6 pôles; multipolaire,
    n ≥ 12 with ≥ 5 of rank 1 or 2; plurielle, ≥ 3 of rank 1; else « autre ». Their bounds were
    chosen after the cases of the report.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; nom, rang, effectif and the column `by`. Rows
        without a rank are no pôles.
    population : DataFrame or Series
        By commune or bassin, with the column `by` (as :func:`poles_geo.read_communes` gives it);
        or a Series of inhabitants whose index is the groups, or communes when `by` is
        departement, region_2014 or region_2016. ``attrs["annee_population"]`` is its year.
    by : str or None
        Column of the groups; None: all the pôles are one, « ensemble ».
    thresholds : TypeThresholds, optional
        Bounds of the types. By default, :data:`poles_geo.THRESHOLDS_2014` for the 22 regions of
        2014, when all the professions are counted; other groups have no type.

    Returns
    -------
    DataFrame
        A row a group that has pôles, in the order of their names, index `by`; `attrs` of `poles`,
        annee_population, and in avertissements what bounds the reading. Columns: n_poles; rang1,
        rang2… (how many of each); masse (professionals); population; code_premier, premier,
        masse_premier, rang_premier (the heaviest pôle); code_deuxieme_masse, deuxieme_masse,
        rapport_masse (the first over the second by mass); code_deuxieme_rang, deuxieme_rang,
        rang_deuxieme, rapport_rang (over the highest rank of the others, the heaviest of it, which
        may be higher than the first's); part_premier, herfindahl, gini (from 0 to 1); pente;
        relais_pour_1000; crunch, crunch_relatif; distance_km, distance_dedans_km (mean distance
        of a pôle to the nearest of all others, and of those of its group, straight lines);
        plus_proche, ecart_profil (group of the nearest profile: sum of the differences of the
        profiles prolonged with zeros); type, part_tirages (share of 1 000 draws of a 10 % error
        on masses in which the type holds), motif, phrase (in French). Missing: ratios, Crunch and
        distances of one pôle, the slope of fewer than three, what hangs on a population that is
        not known, everything but n_poles of a region of which the field counts a part.

    Raises
    ------
    TableError
        With every fault of a table: a column absent; as :func:`poles_geo.links`; a rank that is
        no whole number; a group that nobody lives in, or that the population does not know.
    ChoiceError
        `by` is no column.

    Examples
    --------
    >>> import poles_geo as pg
    >>> table = pg.configurations(pg.load_report(), pg.read_communes())
    >>> head = table.nlargest(2, "crunch").iloc[1]
    >>> head[["premier", "deuxieme_masse", "deuxieme_rang", "type"]].tolist()
    ['Toulouse', 'Albi', 'Tarbes', 'macrocéphale']
    >>> [round(float(head[name]), 4) for name in ("rapport_masse", "relais_pour_1000", "crunch")]
    [8.2449, 4.4868, 1.8376]
    """
    table, km = ranked_poles(poles, by)
    groups = groups_of(table, km, by)
    whole = counted_groups(groups, poles.attrs, by)
    names = pd.Index([group.name for group in whole], name=by, dtype="str")
    people = inhabitants(population, names, by)
    measures = pd.DataFrame([_measured(group, people[group.name]) for group in whole], index=names)
    measures.insert(0, COUNTED, [len(group.masses) for group in whole])
    ranks = _ranks(table, poles.attrs)
    for place, rang in enumerate(ranks, 1):
        counts = [int((group.ranks == rang).sum()) for group in whole]
        measures.insert(place, f"rang{rang}", counts)
    bounds = thresholds or THRESHOLDS_2014
    _relate(measures, bounds)
    measures["distance_km"] = [_nearest(group.km, km) for group in whole]
    _name_nearest(measures, whole)
    typed = _typed(names, poles.attrs, by) if thresholds is None else names
    _name_types(measures, whole, bounds, typed, poles)
    rows = measures.to_dict("index")
    measures["phrase"] = [sentence_of(str(name), row, poles.attrs) for name, row in rows.items()]
    every = pd.Index([group.name for group in groups], name=by, dtype="str")
    result = measures.reindex(every)[list(_columns(ranks))]
    result[COUNTED] = [len(group.masses) for group in groups]
    whole_columns = (COUNTED, *(f"rang{rang}" for rang in ranks), "masse", "population", HEAD)
    for column in (*whole_columns, "rang_premier", "rang_deuxieme"):
        result[column] = _whole(result[column])
    result.attrs = _told(poles.attrs, population, every.difference(names), typed, thresholds, by)
    return result


def profiles(poles: gpd.GeoDataFrame, *, by: str | None = BY) -> pd.DataFrame:
    """Give the masses of the pôles of each region over the first, in order.

    Parameters
    ----------
    poles, by
        As for :func:`poles_geo.configurations`.

    Returns
    -------
    DataFrame
        A row a group, index `by`; columns 1, 2… (ranks by mass): from 1 down; missing beyond the
        last pôle of a group.

    Raises
    ------
    TableError, ChoiceError
        As :func:`poles_geo.configurations`.

    Examples
    --------
    >>> import poles_geo as pg
    >>> print(pg.profiles(pg.load_report())[2].max().round(3))
    0.878
    """
    groups = groups_of(*ranked_poles(poles, by), by)
    rows = padded([profile(group.masses) for group in groups], np.nan)
    names = pd.Index([group.name for group in groups], name=by, dtype="str")
    table = pd.DataFrame(rows, names, range(1, rows.shape[1] + 1))
    table.attrs = dict(poles.attrs)
    return table


def nearest_profiles(curves: pd.DataFrame, name: str) -> pd.Series:
    """Order the other groups by the distance of their profile to that of one, the nearest first.

    Parameters
    ----------
    curves : DataFrame
        As :func:`profiles` gives them.
    name : str
    """
    rows = curves.fillna(0.0)
    far: pd.Series = (rows - rows.loc[name]).abs().sum(axis=1).drop(name)
    return far.sort_values(kind="stable")


def _whole(column: pd.Series) -> pd.Series:
    """Give a count as whole numbers, when it has no others."""
    known = column.dropna()
    whole = (known % 1 == 0).all() and (known < LARGEST).all()
    return column.astype("Int64") if whole else column


def _measured(group: Group, population: float) -> dict[str, Any]:
    """Measure what a group is alone."""
    masses, (first, *_) = group.masses, group.by_mass
    row: dict[str, Any] = {
        "masse": masses.sum(),
        "population": population,
        "code_premier": group.codes[first],
        "premier": group.towns[first],
        "masse_premier": masses[first],
        "rang_premier": group.ranks[first],
    }
    for word, order in (("masse", group.by_mass), ("rang", group.by_rank)):
        others = [place for place in order if place != first]
        code, town, ratio = next(
            ((group.codes[i], group.towns[i], masses[first] / masses[i]) for i in others),
            (None, None, np.nan),
        )
        row[f"code_deuxieme_{word}"] = code
        row[f"deuxieme_{word}"] = town
        row[f"rapport_{word}"] = ratio
    region = group.region(population)
    return row | {
        "rang_deuxieme": next((group.ranks[i] for i in group.by_rank if i != first), np.nan),
        "part_premier": masses[first] / masses.sum(),
        "herfindahl": herfindahl(masses),
        "gini": gini(masses),
        "pente": slope(masses),
        "relais_pour_1000": PER * (masses.sum() - masses[first]) / population,
        "crunch": region.crunch,
        "distance_dedans_km": _nearest(group.km, group.km),
    }


def _relate(measures: pd.DataFrame, thresholds: TypeThresholds) -> None:
    """Set the Crunch of each group beside the relays of all those that one pôle does not hold."""
    mesh = measures[measures["part_premier"] < thresholds.first_share]
    mesh = mesh[mesh["population"].notna()]
    relays = (mesh["masse"] - mesh["masse_premier"]).sum()
    people = mesh["population"].sum()
    measures["relais_ensemble"] = PER * relays / people if people else np.nan
    measures["crunch_relatif"] = measures["crunch"] * measures["relais_ensemble"]


def _nearest(places: Floats, among: Floats) -> float:
    """Give the mean distance of places to the nearest other of those among which they are."""
    if len(among) < 2:
        return float("nan")
    return float(cKDTree(among).query(places, k=2)[0][:, 1].mean())


def _name_nearest(measures: pd.DataFrame, groups: list[Group]) -> None:
    """Name the group whose profile is the nearest; the first by name of several."""
    far = profile_distances([profile(group.masses) for group in groups])
    np.fill_diagonal(far, np.inf)
    alone = len(groups) < 2
    measures["plus_proche"] = None if alone else measures.index[far.argmin(axis=1)]
    measures["ecart_profil"] = np.nan if alone else far.min(axis=1)


def _ranks(table: pd.DataFrame, attrs: Mapping[Hashable, Any]) -> list[int]:
    """Give the ranks to count: those of the rules that a table carries, else its own."""
    carried = rules_of(table).ranks if attrs.get(RULES) else ()
    return [rank.rang for rank in carried] or sorted({int(rang) for rang in table["rang"]})


def _typed(names: pd.Index, attrs: Mapping[Hashable, Any], by: str | None) -> pd.Index:
    """Give the groups that the thresholds of 2014 are made for."""
    field = field_of(attrs)
    if by != BY or field.professions or field.status:
        return names[:0]
    return names[names.isin(REGIONS_2014)]


def _name_types(
    measures: pd.DataFrame,
    groups: list[Group],
    thresholds: TypeThresholds,
    typed: pd.Index,
    poles: pd.DataFrame,
) -> None:
    """Name the type of the groups that have one, why, and how far it holds."""
    rules = rules_of(poles) if poles.attrs.get(RULES) else None
    rows: list[tuple[str | None, float, str | None]] = []
    for group in groups:
        region = group.region(measures["population"][group.name])
        kind = type_of(region, thresholds) if group.name in typed else None
        rows.append(
            (None, np.nan, None)
            if kind is None
            else (kind, holding(region, thresholds, rules), motif_of(kind, region, thresholds))
        )
    for place, column in enumerate(("type", "part_tirages", "motif")):
        measures[column] = [row[place] for row in rows]


def _columns(ranks: list[int]) -> tuple[str, ...]:
    """Name the columns, in order."""
    return (
        *(COUNTED, *(f"rang{rang}" for rang in ranks), "masse", "population"),
        *("code_premier", "premier", HEAD, "rang_premier"),
        *("code_deuxieme_masse", "deuxieme_masse", "rapport_masse"),
        *("code_deuxieme_rang", "deuxieme_rang", "rang_deuxieme", "rapport_rang"),
        *("part_premier", "herfindahl", "gini", "pente"),
        *("relais_pour_1000", "relais_ensemble", "crunch", "crunch_relatif"),
        *("distance_km", "distance_dedans_km", "plus_proche", "ecart_profil"),
        *("type", "part_tirages", "motif", "phrase"),
    )


def _told(
    attrs: Mapping[Hashable, Any],
    population: pd.DataFrame | pd.Series,
    parts: pd.Index,
    typed: pd.Index,
    thresholds: TypeThresholds | None,
    by: str | None,
) -> dict[Any, Any]:
    """Give the `attrs` of the result, with what bounds its reading."""
    notes = [told_years(population, attrs)]
    if len(parts):
        notes.append(f"Comptées en partie, donc sans mesure : {listed(list(parts))}.")
    if by == BY and thresholds is None and not len(typed):
        notes.append(
            "Pas de type : les seuils sont ceux des 22 régions de 2014 et de toutes les "
            "professions."
        )
    said = [*warnings_in(attrs), *filter(None, notes)]
    return {
        **{name: value for name, value in attrs.items() if name not in ("titre", RULES)},
        "titre": "Les pôles de chaque région : nous et les autres" if by else "Les pôles",
        POPULATION_KEY: population.attrs.get(POPULATION_KEY),
        WARNINGS: said,
    }
