"""Patients allocated to sites: as many as can be, then at the least cost.

Counted: each patient once. The order of the rows changes nothing: they are taken by code.
"""

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog

from poles_geo._types import Floats
from poles_geo.analyses.reach.costs import Costs
from poles_geo.errors import TableError

HALF = 0.5
"""Between the two values, 0 and 1, that the prices of the first problem take."""


def allocate(near: Costs, wanted: Floats, places: Floats) -> Floats:
    """Give the patients of each stored pair: most of them served, then least cost.

    Two linear programs. The first serves most: ``max Σ x``, with no more than each commune wants
    and each site holds. By complementary slackness its prices, 0 or 1, say which rows are full in
    **every** best solution and which pairs are empty in all: the second program takes them so, and
    looks among the best solutions alone, without any penalty to choose.

    Parameters
    ----------
    near : Costs
        Pairs within reach.
    wanted, places : ndarray
        Patients of each commune, and those that each site can take, from 0.

    Returns
    -------
    ndarray
        One number a stored pair.
    """
    sent = np.zeros(len(near.amounts))
    if not len(sent) or not wanted.sum() > 0:
        return sent
    # No site takes more than what is in its reach: a capacity without bound would be the scale.
    places = np.minimum(places, np.bincount(near.sites, wanted[near.rows], minlength=len(places)))
    # A power of two: a usual demand near 1 for the solver, which takes 1e-7 of it for nothing, and
    # the same digits after.
    scale = float(np.exp2(np.ceil(np.log2(np.median(wanted[wanted > 0])))))
    communes, holders = _ranks(near.origins), _ranks(near.destinations)
    order = np.lexsort((holders[near.sites], communes[near.rows]))
    rows, sites = communes[near.rows[order]], holders[near.sites[order]]
    costs = near.amounts[order]
    n, m = near.shape
    limits = np.empty(n + m)
    limits[communes], limits[n + holders] = wanted / scale, places / scale
    pairs = np.arange(len(rows))
    each = sp.csr_array(
        (
            np.ones(2 * len(rows)),
            (np.concatenate([rows, n + sites]), np.concatenate([pairs, pairs])),
        ),
        shape=(n + m, len(rows)),
    )
    most = _solved(-np.ones(len(rows)), each, limits, np.zeros(n + m, dtype=bool))
    full = -most.ineqlin.marginals > HALF
    useful = full[rows].astype(int) + full[n + sites] <= 1
    least = _solved(costs[useful], each[:, useful], limits, full)
    found = np.zeros(len(rows))
    found[useful] = least.x
    found[found < 1e-9] = 0
    sent[order] = found * scale
    return sent


def _solved(costs: Floats, each: sp.csr_array, limits: Floats, full: np.ndarray) -> OptimizeResult:
    """Solve one of the two programs; some rows are full."""
    found = linprog(
        costs,
        A_ub=each[~full], b_ub=limits[~full],
        A_eq=each[full] if full.any() else None, b_eq=limits[full] if full.any() else None,
        method="highs-ds",
    )  # fmt: skip
    if found.status != 0:
        raise TableError(
            "affectation des patients : le programme linéaire n'a pas abouti ; vérifiez l'ordre de "
            "grandeur de use, patients et des professionnels."
        )
    return found


def _ranks(codes: pd.Index) -> NDArray[np.int64]:
    """Give the rank of each code: rows and columns of the programs, in any order of the tables."""
    rank = np.empty(len(codes), dtype=np.int64)
    rank[np.argsort(codes.to_numpy(object))] = np.arange(len(codes))
    return rank
