"""Deviations of a ratio: from all, from the territory, from the neighbours; and its inequality.

Counted: units that have the ratio. The mean of several is that of their weights, as the ratio of
a sum is.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from poles_geo._types import Floats
from poles_geo.analyses.pole_points import note_repeated, note_rows, numbers_of
from poles_geo.coded import note_columns, note_index, plain_column, plain_table
from poles_geo.errors import Faults, TableError, worded

ENDS = ("code_a", "code_b")


def deviations(
    ratio: pd.Series,
    *,
    territory: pd.Series | None = None,
    neighbours: pd.DataFrame | None = None,
    weights: pd.Series | None = None,
) -> pd.DataFrame:
    """Compare the ratio of each unit with that of all, of its territory, of its neighbours.

    A mean is Σ weight × ratio / Σ weight: with the inhabitants as weights, that of densities is
    the density of the whole (C. Grasland et al., HyperAtlas, ESPON 3.2, 2006, for the three
    deviations).

    Parameters
    ----------
    ratio : Series
        A number for each unit, index its code; missing where it is not known.
    territory : Series, optional
        The territory of each unit, same codes: a region, a département.
    neighbours : DataFrame, optional
        Pairs of units, once each: code_a, code_b, as :func:`links` gives them.
    weights : Series, optional
        A number over 0 for each unit that has a ratio: what it is divided by. By default, 1.

    Returns
    -------
    DataFrame
        Same index and `attrs`; ratio, and, in its unit, ecart_general (ratio − mean of all);
        with a territory: territoire, moyenne_territoire, ecart_territoire; with neighbours:
        voisins (their number, of those that have a ratio), moyenne_voisins, ecart_voisins.
        Missing without ratio, without territory, without neighbour. ``attrs["moyenne"]``: that of
        all.

    Raises
    ------
    TableError
        With every fault: an index that is no codes in text, a code repeated; a ratio that is a
        text or infinite, or known nowhere; a weight missing or not over 0; pairs of unknown
        codes, of a unit with itself, or repeated.

    Examples
    --------
    >>> ratio = pd.Series({"a": 10.0, "b": 20.0, "c": 60.0})
    >>> told = deviations(
    ...     ratio,
    ...     territory=pd.Series({"a": "T", "b": "T", "c": "U"}),
    ...     neighbours=pd.DataFrame({"code_a": ["a"], "code_b": ["c"]}),
    ... )
    >>> told["ecart_general"].tolist()
    [-20.0, -10.0, 30.0]
    >>> told["ecart_territoire"].tolist()
    [-5.0, 5.0, 0.0]
    >>> told["ecart_voisins"].tolist()
    [-50.0, <NA>, 50.0]
    """
    faults = Faults("ratio")
    values, given = _checked(faults, ratio, weights)
    known = np.isfinite(values)
    first = second = np.array([], dtype=int)
    if neighbours is not None:
        first, second = _pairs(neighbours, ratio.index)
    mass = np.where(known, given, 0.0)
    filled = np.where(known, values, 0.0)
    mean = float((mass * filled).sum() / mass.sum())
    table: dict[str, object] = {"ratio": values, "ecart_general": values - mean}
    if territory is not None:
        groups = _groups(territory, ratio.index)
        codes, _ = pd.factorize(groups)
        means = _means(codes[codes >= 0], mass[codes >= 0], filled[codes >= 0])
        own = np.where(codes >= 0, np.append(means, np.nan)[codes], np.nan)
        table |= {
            "territoire": groups.array, "moyenne_territoire": own, "ecart_territoire": values - own,
        }  # fmt: skip
    if neighbours is not None:
        here, there = np.append(first, second), np.append(second, first)
        around = np.bincount(here, mass[there], len(values))
        with np.errstate(divide="ignore", invalid="ignore"):
            near = np.bincount(here, (mass * filled)[there], len(values)) / around
        numbers = np.bincount(here, known[there].astype(float), len(values))
        table |= {
            "voisins": numbers, "moyenne_voisins": near, "ecart_voisins": values - near,
        }  # fmt: skip
    found = pd.DataFrame(table, index=ratio.index)
    for name in found.columns.drop("territoire", errors="ignore"):
        found[name] = found[name].astype("Float64").mask(found[name].isna())
    if neighbours is not None:
        found["voisins"] = found["voisins"].astype("Int64")
    found.attrs = {**ratio.attrs, "moyenne": mean}
    return found


def theil(
    ratio: pd.Series, territory: pd.Series, *, weights: pd.Series | None = None
) -> pd.DataFrame:
    """Part the inequality of a ratio between territories and inside them.

    Theil's index, T = Σ s ln(r / μ), s being the share of a unit in Σ weight × ratio, r its
    ratio, μ the mean of all (H. Theil, Economics and Information Theory, 1967): 0 when all are
    equal. With S and μ' the share and the mean of a territory and T' its own index, T is exactly
    Σ S ln(μ' / μ), between territories, plus Σ S T', within.

    Parameters
    ----------
    ratio, territory, weights : Series
        As for :func:`deviations`; the ratio from 0.

    Returns
    -------
    DataFrame
        One row a territory, by name: unites (Int64), poids, moyenne, theil (T'), dans (S T'),
        entre (S ln(μ' / μ)). ``attrs["theil"]``: total, dans, entre. A territory whose ratio is 0
        everywhere has a theil that is missing, and adds nothing. Units without ratio or
        without territory are left out.

    Raises
    ------
    TableError
        As for :func:`deviations`; a negative ratio, or 0 everywhere; no unit with a territory.

    Examples
    --------
    >>> told = theil(
    ...     pd.Series({"a": 1.0, "b": 3.0, "c": 4.0}),
    ...     pd.Series({"a": "T", "b": "T", "c": "U"}),
    ... )
    >>> told["entre"].round(4).tolist(), told["dans"].round(4).tolist()
    ([-0.1438, 0.2027], [0.0654, 0.0])
    >>> round(told.attrs["theil"]["total"], 4)
    0.1243
    """
    faults = Faults("ratio")
    values, given = _checked(faults, ratio, weights)
    note_rows(faults, "un ratio d'au moins 0 est attendu", values < 0, ratio.index)
    faults.raise_if_any(TableError)
    groups = _groups(territory, ratio.index)
    kept = np.isfinite(values) & groups.notna().to_numpy(dtype=bool)
    values, mass = values[kept], given[kept]
    amount = mass * values
    if not amount.sum() > 0:
        raise TableError(
            "ratio : aucune unité n'a de territoire et de ratio au-dessus de 0 ; l'inégalité d'un "
            "ratio nul partout n'est pas définie."
        )
    codes, names = pd.factorize(groups[kept], sort=True)
    shares = amount / amount.sum()
    mean = amount.sum() / mass.sum()
    means = _means(codes, mass, values)
    inside = np.bincount(codes, _times_log(shares, values, means[codes]))
    own = np.asarray(np.bincount(codes, shares), dtype=float)
    between = _times_log(own, means, np.full(len(means), mean))
    with np.errstate(divide="ignore", invalid="ignore"):
        index = inside / own
    table = pd.DataFrame(
        {
            "unites": pd.array(np.bincount(codes), dtype="Int64"),
            "poids": np.bincount(codes, mass),
            "moyenne": means,
            "theil": index,
            "dans": inside,
            "entre": between,
        },
        index=pd.Index(names, name="territoire"),
    )
    within, across = float(inside.sum()), float(between.sum())
    table.attrs = {
        **ratio.attrs, "theil": {"total": within + across, "dans": within, "entre": across},
    }  # fmt: skip
    return table


def _times_log(shares: Floats, values: Floats, means: Floats) -> Floats:
    """Share × ln(value / mean), 0 where the value is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(values > 0, shares * np.log(values / means), 0.0)


def _means(codes: NDArray[np.intp], mass: Floats, values: Floats) -> Floats:
    """Weighted mean of each group; nan for one without weight."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.bincount(codes, mass * values) / np.bincount(codes, mass)
    return found


def _groups(territory: pd.Series, index: pd.Index) -> pd.Series:
    """Give the territory of each unit."""
    faults = Faults("territory")
    note_index(faults, territory.index, "code")
    note_repeated(faults, territory.index, "code répété")
    groups = plain_column(territory).reindex(index)
    if groups.isna().all():
        faults.add(
            "aucune unité du ratio n'y a de territoire : les mêmes codes sont attendus dans l'index"
        )
    faults.raise_if_any(TableError)
    return groups.astype(object).where(groups.notna(), None).astype("str")


def _checked(faults: Faults, ratio: pd.Series, weights: pd.Series | None) -> tuple[Floats, Floats]:
    """Give the ratios, nan where missing, and the weights; note what is wrong."""
    note_index(faults, ratio.index, "code")
    faults.raise_if_any(TableError)
    note_repeated(faults, ratio.index, "code répété")
    values, missing = numbers_of(plain_column(ratio)), ratio.isna().to_numpy(dtype=bool)
    wrong = ~missing & ~np.isfinite(values)
    note_rows(faults, "un nombre est attendu", wrong, ratio.index)
    if missing.all():
        faults.add("aucune unité n'a de ratio")
    faults.raise_if_any(TableError)
    mass = np.ones(len(values))
    if weights is not None:
        of_weights = Faults(worded("weights", "--poids"))
        note_index(of_weights, weights.index, "code")
        of_weights.raise_if_any(TableError)
        note_repeated(of_weights, weights.index, "code répété")
        of_weights.raise_if_any(TableError)
        mass = numbers_of(plain_column(weights).reindex(ratio.index))
        note_rows(
            of_weights,
            "un nombre de plus de 0 est attendu pour chaque unité qui a un ratio",
            ~missing & ~((mass > 0) & np.isfinite(mass)),
            ratio.index,
        )
        of_weights.raise_if_any(TableError)
    return np.where(missing, np.nan, values), np.where(missing, 0.0, mass)


def _pairs(neighbours: pd.DataFrame, index: pd.Index) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the places of the two units of each pair; note what is wrong."""
    faults = Faults(worded("neighbours", "--voisins"))
    table = plain_table(neighbours)
    note_columns(faults, table, ENDS)
    faults.raise_if_any(TableError)
    ends = [index.get_indexer(pd.Index(table[name].astype(object))) for name in ENDS]
    for name, places in zip(ENDS, ends, strict=True):
        if unknown := table[name][places < 0].unique().tolist():
            faults.add(f"colonne {name} : code qui n'est pas du ratio", unknown)
    first, second = ends
    named = pd.Index(table[ENDS[0]].astype(str) + " – " + table[ENDS[1]].astype(str))
    note_rows(faults, "une unité voisine d'elle-même", first == second, named)
    low, high = np.minimum(first, second), np.maximum(first, second)
    again = pd.Series(low * len(index) + high).duplicated().to_numpy()
    note_rows(faults, "couple répété", again, named)
    faults.raise_if_any(TableError)
    return first, second
