"""How a weight falls with the cost: within a limit, by steps, in a line, a bell, a table.

Counted: a weight from 0, that never grows with the cost. Not counted: what lies over the reach.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from poles_geo._types import Floats
from poles_geo.analyses.reach.checked_costs import check_limit
from poles_geo.errors import ChoiceError, Faults, check_choice, worded
from poles_geo.typography import NO_BREAK_SPACE, french_count, french_exact, french_number

Decay = str | Mapping[Any, float] | pd.Series | Callable[..., Any]
AT_LIMIT = float(np.exp(-0.5))
"""Of the bell, at the limit: it is taken off, so that the weight falls to 0 there."""


def _line(share: Floats) -> Floats:
    return 1 - share


def _bell(share: Floats) -> Floats:
    fallen: Floats = (np.exp(-0.5 * share**2) - AT_LIMIT) / (1 - AT_LIMIT)
    return np.maximum(fallen, 0)


SHAPES = {"linear": _line, "gaussian": _bell}
TOLD: dict[Any, str] = {"linear": "poids en ligne droite", "gaussian": "poids en cloche"}
"""Weights by the share of the limit that a cost is."""


def decay_told(decay: "Decay | None") -> str:
    """Say how weights fall, in French; nothing when they do not within the limit.

    Examples
    --------
    >>> decay_told({10: 1, 20: 0.5}).replace("\N{NO-BREAK SPACE}", " ")
    'poids par paliers (10 : 1, 20 : 0,5)'
    """
    if isinstance(decay, Mapping):
        steps = ", ".join(
            f"{french_exact(bound)}{NO_BREAK_SPACE}: {french_exact(weight)}"
            for bound, weight in decay.items()
        )
        return f"poids par paliers ({steps})"
    if isinstance(decay, pd.Series):
        return "poids par une table"
    return TOLD.get(decay, "poids par une fonction") if decay is not None else ""


def reach_of(within: float | None, decay: "Decay | None") -> float | None:
    """Give the cost over which every weight is 0; None when there is none.

    Raises
    ------
    ChoiceError
        With every fault: a limit that is not over 0; an unknown shape, or one without a limit; a
        weight negative, infinite, or that grows with the cost; bounds that are no costs.
    """
    check_limit(within)
    if isinstance(decay, str):
        check_choice(decay, SHAPES, "decay")
        if within is None:
            raise ChoiceError(
                worded(
                    f"decay = {decay!r} : within= est attendu", "--decroissance demande --portee"
                )
                + ", le coût où le poids devient nul."
            )
    if not isinstance(decay, Mapping | pd.Series):
        return within
    bounds = np.sort(_numbers(decay)[0])
    last = float(bounds[-1])
    return last if within is None else min(last, within)


def weigh(costs: Floats, within: float | None, decay: "Decay | None") -> Floats:
    """Give the weight of each cost, none of them over the reach.

    Nothing: 1. "linear": ``1 - c / within``. "gaussian": ``(exp(-(c / within)² / 2) - exp(-1/2)) /
    (1 - exp(-1/2))`` (D. Dai, « Black residential segregation, disparities in spatial access to
    health care facilities, and late-stage breast cancer diagnosis in metropolitan Detroit »,
    2010). A mapping of bounds to weights: that of the first bound at least the cost. A Series:
    a table read in straight lines between its costs, its first weight before them.

    Parameters
    ----------
    costs : ndarray
        In km or minutes, from 0, none over what :func:`reach_of` says.
    within, decay
        Checked by :func:`reach_of`.

    Raises
    ------
    ChoiceError
        A function that does not give one weight a cost, from 0, that never grows.

    Examples
    --------
    >>> import numpy as np
    >>> weigh(np.array([0.0, 5, 10, 20]), 20, "linear").tolist()
    [1.0, 0.75, 0.5, 0.0]
    >>> weigh(np.array([0.0, 10, 11, 20]), None, {10: 1, 20: 0.3}).tolist()
    [1.0, 1.0, 0.3, 0.3]
    """
    if decay is None:
        return np.ones(len(costs))
    if isinstance(decay, str):
        return SHAPES[decay](costs / (within or np.nan))
    if isinstance(decay, Mapping | pd.Series):
        bounds, weights = _numbers(decay)
        order = np.argsort(bounds)
        if isinstance(decay, pd.Series):
            return np.interp(costs, bounds[order], weights[order])
        found = np.zeros(len(costs))
        for place in order[::-1]:
            found[costs <= bounds[place]] = weights[place]
        return found
    return _called(decay, costs)


def _numbers(decay: Mapping[Any, float] | pd.Series) -> tuple[Floats, Floats]:
    """Give the bounds and the weights of steps or of a table, or say what is wrong with them."""
    kind = "table" if isinstance(decay, pd.Series) else "paliers"
    faults = Faults(f"{worded('decay', '--decroissance')}, {kind}")
    try:
        pairs = list(decay.items())
        bounds = np.array([bound for bound, _ in pairs]).astype(np.float64)
        weights = np.array([weight for _, weight in pairs]).astype(np.float64)
    except (TypeError, ValueError):
        bounds = weights = np.full(1, np.nan)
    least = 2 if kind == "table" else 1
    if (
        bounds.ndim != 1
        or weights.ndim != 1
        or not (np.isfinite(bounds).all() and np.isfinite(weights).all())
    ):
        faults.add("des nombres sont attendus : un coût, puis son poids ({10: 1, 15: 0.6})")
    elif len(bounds) < least:
        faults.add(f"{french_count(least, 'coût')} au moins, et leur poids, sont attendus")
    else:
        _note_weights(faults, bounds, weights)
        if (bounds < 0).any() or bounds.max() <= 0:
            faults.add("des coûts de plus de 0 sont attendus", bounds[bounds <= 0])
        if len(np.unique(bounds)) < len(bounds):
            faults.add("un coût est là deux fois")
    faults.raise_if_any(ChoiceError)
    return bounds, weights


def _note_weights(faults: Faults, costs: Floats, weights: Floats) -> None:
    """Note negative weights, and the first cost at which they grow."""
    if (weights < 0).any():
        faults.add("un poids n'est jamais négatif ; trouvé aux coûts", costs[weights < 0][:10])
    if not (weights > 0).any():
        faults.add("aucun poids au-dessus de 0")
    order = np.argsort(costs, kind="stable")
    grows = np.flatnonzero(np.diff(weights[order]) > 1e-12)
    if len(grows):
        at = french_number(float(costs[order][grows[0] + 1]), 2)
        faults.add(f"un poids ne croît jamais avec le coût ; il croît à {at}")


def _called(decay: Callable[..., Any], costs: Floats) -> Floats:
    """Ask a function for the weights, and check them."""
    faults = Faults("decay, fonction")
    if not len(costs):
        return np.ones(0)
    try:
        weights = np.asarray(decay(costs)).astype(np.float64)
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise ChoiceError(
            f"decay : la fonction a échoué sur un tableau de coûts ({type(error).__name__})."
        ) from error
    if weights.shape != costs.shape or not np.isfinite(weights).all():
        faults.add("un nombre par coût du tableau donné est attendu")
    else:
        _note_weights(faults, costs, weights)
    faults.raise_if_any(ChoiceError)
    return weights
