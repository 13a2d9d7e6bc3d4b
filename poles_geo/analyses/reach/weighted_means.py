"""Means of an indicator by territory, weighted by population: what is not a count is not added.

Counted: the population that has a value. Not counted: that which has none, whose share is told.
"""

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from poles_geo.analyses.pole_points import EACH, note_negative, note_repeated, note_rows, numbers_of
from poles_geo.coded import (
    WARNINGS,
    note_columns,
    note_index,
    plain_column,
    plain_table,
    warnings_in,
)
from poles_geo.codes import ARRONDISSEMENTS, beside_their_city
from poles_geo.communes.field import COVERAGE
from poles_geo.errors import Faults, warn
from poles_geo.sources.measured.indicator_tables import POPULATION, STANDARD
from poles_geo.typography import french_count, french_percent

UNIT = "code_bassin"
ALL = "ensemble"


def mean_by(
    table: pd.DataFrame | pd.Series,
    by: pd.Series | pd.DataFrame | None = None,
    *,
    weight: pd.Series | None = None,
) -> pd.DataFrame:
    """Average the indicators of communes by territory, each commune by its population.

    Mean of a territory: ``Σ p_i x_i / Σ p_i`` over its communes that have a value. A truth value
    gives the share of the population for which it is true. The ministry's APL is averaged, as its
    workbook asks, by the standardised population that it gives.

    Parameters
    ----------
    table : DataFrame or Series
        Index `code_commune`; indicators (numbers, truth values): an access, a ministry's
        indicator, a distance. Columns of text are left out.
    by : Series or DataFrame, optional
        Territory of each commune, same codes: a column of communes (region_2016, epci), or a
        composition, whose code_bassin is taken. All of them together by default. Communes
        without territory are left out, and told.
        An arrondissement of Paris, Lyon or Marseille that it has not is in the territory of its
        city; a city that is given whole is in none, where only its arrondissements are.
    weight : Series, optional
        Persons by commune; by default the column population_standardisee of the table, as
        :func:`poles_geo.read_indicator` gives it, else population.

    Returns
    -------
    DataFrame
        One row a territory, sorted; population, and population_standardisee where it is that which
        weighs; the mean of each indicator, missing where nobody has a value; couverture, the share
        of the population that has all of them.
        `attrs`: those of the table, with what was left out.

    Raises
    ------
    TableError
        With every fault: codes that are no texts or are there twice, no population, one that is
        missing or negative; no indicator, one that is infinite; no commune in any territory.

    Warns
    -----
    UserWarning
        When communes are in no territory, or without value; when a city is given whole and by
        arrondissement, of which one is left out.

    Examples
    --------
    >>> import pandas as pd, poles_geo as pg
    >>> apl = pd.DataFrame({"population": [100, 300], "apl": [2.0, 4.0]}, index=["A", "B"])
    >>> pg.mean_by(apl)["apl"].tolist()
    [3.5]
    """
    values, people, inhabitants = _checked(table, weight)
    standard = people is not inhabitants
    groups = _territories(by, values.index)
    attrs = dict(table.attrs)
    twice, told = _given_twice(groups)
    values, people, inhabitants = values[~twice], people[~twice], inhabitants[~twice]
    groups = groups[~twice]
    lost = groups.isna().to_numpy()
    if lost.all():
        faults = Faults("by")
        faults.add("aucun code de la table n'y a de territoire")
        faults.raise_if_any()
    if lost.any():
        share = french_percent(float(people[lost].sum() / people.sum()))
        told.append(
            f"{french_count(int(lost.sum()), 'commune')} sans territoire ({share} de la "
            f"population), laissées de côté{_divided(by, groups.index[lost])}."
        )
    numbers = values.to_numpy(float)[~lost]
    weights = people[~lost]
    known = np.isfinite(numbers)
    kept = groups[~lost]
    summed = pd.DataFrame(
        np.column_stack([
            weights,
            np.where(known, numbers, 0) * weights[:, None],
            known * weights[:, None],
            known.all(axis=1) * weights,
            inhabitants[~lost],
        ])
    ).groupby(kept.to_numpy()).sum()  # fmt: skip
    n = values.shape[1]
    cells = summed.to_numpy()
    total, sums, bases = cells[:, 0], cells[:, 1 : n + 1], cells[:, n + 1 : -2]
    whole, living = cells[:, -2], cells[:, -1]
    means = np.divide(sums, bases, out=np.full(sums.shape, np.nan), where=bases > 0)
    found = pd.DataFrame(means, columns=values.columns, index=summed.index)
    if standard:
        found.insert(0, STANDARD, total)
    found.insert(0, POPULATION, living)
    found[COVERAGE] = np.divide(whole, total, out=np.full(len(total), np.nan), where=total > 0)
    if (found[POPULATION] % 1 == 0).all():
        found[POPULATION] = found[POPULATION].astype(np.int64)
    if (without := int((~known.all(axis=1) & (weights > 0)).sum())) > 0:
        share = french_percent(float(1 - whole.sum() / total.sum()))
        told.append(
            f"{french_count(without, 'commune')} sans toutes les valeurs ({share} de la "
            "population), hors des moyennes."
        )
    for text in told:
        warn(text)
    found.index.name = "territoire" if by is None else _name(by)
    found.attrs = attrs
    if told:
        found.attrs[WARNINGS] = [*warnings_in(attrs), *told]
    return found


def _given_twice(groups: pd.Series) -> tuple[np.ndarray, list[str]]:
    """Tell the rows to leave out of cities given whole and by arrondissement; say which.

    A city keeps its own row where it has a territory, else those of its arrondissements.
    """
    codes = groups.index
    beside = beside_their_city(codes)
    if not beside.any():
        return beside, []
    city = pd.Series(codes, dtype="object").map(ARRONDISSEMENTS).to_numpy()
    cities = sorted(set(city[beside]))
    whole = [one for one in cities if pd.notna(groups[one])]
    parted = [one for one in cities if one not in whole]
    left = (beside & np.isin(city.astype(str), whole)) | codes.isin(parted)
    both = "ville et arrondissements donnés ensemble ; "
    told = [
        f"{', '.join(some)} : {both}{kept}"
        for some, kept in (
            (whole, "la ville garde sa valeur, ses arrondissements sont écartés."),
            (parted, "le territoire est celui des arrondissements, la ville est écartée."),
        )
        if some
    ]
    return left, told


def _divided(by: pd.Series | pd.DataFrame | None, lost: pd.Index) -> str:
    """Say which cities have no territory because only their arrondissements have one."""
    known = pd.Series([] if by is None else by.index, dtype="object").map(ARRONDISSEMENTS)
    cities = sorted(set(known.dropna()) & set(lost))
    if not cities:
        return ""
    return (
        f" ; {', '.join(cities)} : by n'a que les arrondissements de la ville, donnez l'indicateur "
        "de chacun"
    )


def _checked(
    table: pd.DataFrame | pd.Series, weight: pd.Series | None
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Give the indicators of each commune, the persons that weigh them and its inhabitants.

    Both are one array where nothing else than the inhabitants weighs. Or every fault.
    """
    frame = plain_table(
        table.to_frame(table.name or "valeur")
        if isinstance(table, pd.Series)
        else pd.DataFrame(table)
    )
    faults = Faults("table")
    note_index(faults, frame.index, "code_commune")
    standard = weight is None and STANDARD in frame
    note_columns(faults, frame, () if weight is not None or standard else (POPULATION,))
    note_columns(faults, frame, dict.fromkeys(frame.columns))
    faults.raise_if_any()
    note_repeated(faults, frame.index, "code répété")
    faults.raise_if_any()
    if weight is not None:
        of_weight = Faults("weight")
        note_index(of_weight, weight.index, "code_commune")
        of_weight.raise_if_any()
        note_repeated(of_weight, weight.index, "code répété")
        of_weight.raise_if_any()
    persons = (
        frame[STANDARD if standard and POPULATION not in frame else POPULATION]
        if weight is None
        else plain_column(weight).reindex(frame.index)
    )
    inhabitants = people = numbers_of(persons)
    note_negative(faults, POPULATION, inhabitants, frame.index, more=EACH)
    if standard and POPULATION in frame:
        people = numbers_of(frame[STANDARD])
        note_negative(faults, STANDARD, people, frame.index, more=EACH)
    kept = [
        name
        for name in frame.columns
        if name not in (POPULATION, STANDARD)
        and (is_numeric_dtype(frame[name]) or is_bool_dtype(frame[name]))
    ]
    if not kept:
        faults.add("aucun indicateur : une colonne de nombres, outre la population, est attendue")
    values = pd.DataFrame(
        {name: frame[name].astype("Float64").to_numpy(float, na_value=np.nan) for name in kept},
        index=frame.index,
    )
    for name in kept:
        note_rows(faults, f"{name} : nombre infini", np.isinf(values[name]), frame.index)
    faults.raise_if_any()
    if not people.sum() > 0:
        faults.add("population : personne dans la table")
    faults.raise_if_any()
    return values, people, inhabitants


def _territories(by: pd.Series | pd.DataFrame | None, codes: pd.Index) -> pd.Series:
    if by is None:
        return pd.Series(ALL, index=codes)
    faults = Faults("by")
    if isinstance(by, pd.DataFrame):
        note_columns(faults, by, (UNIT,))
        faults.raise_if_any()
        by = by[UNIT]
    note_index(faults, by.index, "code_commune")
    faults.raise_if_any()
    note_repeated(faults, by.index, "code répété")
    faults.raise_if_any()
    by = plain_column(by)
    cities = pd.Series(codes, dtype="object").map(ARRONDISSEMENTS)
    inside = pd.Series(by.reindex(cities).to_numpy(), index=codes)
    return by.reindex(codes).fillna(inside)


def _name(by: pd.Series | pd.DataFrame) -> str:
    return UNIT if isinstance(by, pd.DataFrame) else str(by.name or "territoire")
