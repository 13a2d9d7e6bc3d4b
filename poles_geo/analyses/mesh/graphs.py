"""Graphs of neighbours between places: which pairs no other place separates.

Counted: straight lines. A place within a billionth of the edge of what separates is on it, and
does not separate: no graph depends on rounding, on the order of the rows, or on where north is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import Delaunay, KDTree

from poles_geo._types import Floats, Integers
from poles_geo.analyses.pole_points import Places
from poles_geo.errors import check_choice

GRAPHS = ("gabriel", "relative", "tree", "delaunay")
NESTED = ("delaunay", "gabriel", "relative", "tree")
"""Each has the links of those after it."""
TOLERANCE = 1e-9
"""Share of a length, or sine of an angle, under which two of them are the same."""
FACING = np.array([[1, 2], [2, 0], [0, 1]])
"""Of each corner of a triangle, the two that face it."""
AT_ONCE = 1_000
"""Pairs whose surroundings are held at once."""


def neighbour_pairs(places: Places, graph: str = "gabriel") -> Integers:
    """Give the pairs of places that a graph links.

    "delaunay": some circle through both holds no other place inside (every triangulation of
    Delaunay, when several are possible). "gabriel": the circle whose diameter joins them holds
    none (K. R. Gabriel and R. R. Sokal, « A new statistical approach to geographic variation
    analysis », 1969). "relative": no place is nearer to both than they are to each other (G. T.
    Toussaint, « The relative neighbourhood graph of a finite planar set », 1980). "tree": the
    shortest tree that joins all (of equal distances, the first in the order of the places).
    The tree is inside the relative graph, that inside Gabriel's, that inside Delaunay's; from 2
    places on, each joins all.

    Parameters
    ----------
    places : Places
    graph : {"gabriel", "relative", "tree", "delaunay"}

    Returns
    -------
    ndarray
        m × 2: the rows of two places, the lower first, in order.

    Raises
    ------
    ChoiceError
        Unknown graph.

    Examples
    --------
    Three places, at the corners of a triangle whose angle at the second is 120°:

    >>> import numpy as np, pandas as pd
    >>> km = np.array([[0, 0], [2, 0], [3, 3**0.5]])
    >>> three = Places(pd.Index(["a", "b", "c"]), km, np.ones(3))
    >>> neighbour_pairs(three).tolist()
    [[0, 1], [1, 2]]
    >>> neighbour_pairs(three, "delaunay").tolist()
    [[0, 1], [0, 2], [1, 2]]
    """
    check_choice(graph, GRAPHS, "graph")
    if len(places.km) < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = _delaunay(places.km)
    for keep in _KEEP[: NESTED.index(graph)]:
        pairs = keep(places.km, pairs)
    return pairs


def by_code(places: Places) -> Places:
    """Put places in the order of their codes."""
    order = np.argsort(places.codes.to_numpy(dtype=object), kind="stable")
    return Places(places.codes[order], places.km[order], places.masses[order])


def shortest_tree(count: int, pairs: Integers, costs: Floats) -> Integers:
    """Keep the pairs of the shortest tree, or of one tree for each part that they join.

    Parameters
    ----------
    count : int
        Of places.
    pairs : ndarray
        m × 2, in order.
    costs : ndarray
        m, what each pair costs; of equal costs, the first pair is kept.
    """
    order = np.argsort(costs, kind="stable")
    if not len(pairs):
        return pairs
    over = np.diff(costs[order], prepend=costs[order[:1]]) > TOLERANCE * costs[order]
    first_pairs = order[np.lexsort((order, np.cumsum(over)))]
    ranks = np.empty(len(costs), dtype=np.int64)
    ranks[first_pairs] = np.arange(1, len(costs) + 1)
    # Ranks, from 1: neither an equal cost nor a zero is left to SciPy, whose tree, before 1.17.1,
    # takes indices of 32 bits alone.
    ends = pairs.astype(np.int32)
    whole = coo_array((ranks, (ends[:, 0], ends[:, 1])), shape=(count, count))
    return pairs[np.isin(ranks, minimum_spanning_tree(whole.tocsr()).data)]


def _gabriel(km: Floats, pairs: Integers) -> Integers:
    """Keep the pairs whose circle holds no other place: none nearer to its centre than they."""
    middles = km[pairs].mean(axis=1)
    nearest, _ = KDTree(km).query(middles)
    rounding = 4 * np.spacing(np.abs(km).max())
    kept: Integers = pairs[nearest >= _lengths(km, pairs) / 2 * (1 - TOLERANCE) - rounding]
    return kept


def _relative(km: Floats, pairs: Integers) -> Integers:
    """Keep the pairs to both of which no other place is nearer than they are to each other."""
    lengths, around = _lengths(km, pairs), KDTree(km)
    kept = np.ones(len(pairs), dtype=bool)
    for start in range(0, len(pairs), AT_ONCE):
        rows = np.arange(start, min(start + AT_ONCE, len(pairs)))
        # What is nearer to both than they are to each other is in this circle around them.
        found = around.query_ball_point(km[pairs[rows]].mean(axis=1), lengths[rows] * 3**0.5 / 2)
        rows = np.repeat(rows, [len(places) for places in found])
        apart = km[pairs[rows]] - km[np.concatenate(found).astype(np.int64)][:, None]
        farthest = np.hypot(apart[..., 0], apart[..., 1]).max(axis=1)
        kept[rows[farthest < lengths[rows] * (1 - TOLERANCE)]] = False
    return pairs[kept]


def _tree(km: Floats, pairs: Integers) -> Integers:
    return shortest_tree(len(km), pairs, _lengths(km, pairs))


_KEEP: tuple[Callable[[Floats, Integers], Integers], ...] = (_gabriel, _relative, _tree)
"""What each graph keeps of the one around it, from that of Delaunay."""


def _delaunay(km: Floats) -> Integers:
    """Give the pairs through which a circle passes with no place inside."""
    centred = km - km.mean(axis=0)
    turned = centred @ np.linalg.eigh(centred.T @ centred)[1]
    across, along = np.abs(turned).max(axis=0)
    if len(km) < 3 or across <= TOLERANCE * along:
        return _in_a_row(np.argsort(turned[:, 1], kind="stable"))
    triangles = Delaunay(centred)
    corners = triangles.simplices.astype(np.int64)
    angles = _angles(centred, corners)
    flat = (angles.sines <= TOLERANCE) & (angles.cosines < 0)
    real = np.flatnonzero(~flat.any(axis=1))
    wholes = _rounds(corners, triangles.neighbors, angles, real)
    sides = corners[:, FACING]
    pairs = np.vstack([sides.reshape(-1, 2), *wholes])
    if len(triangles.coplanar):
        pairs = np.vstack([pairs, _with_twins(centred, pairs, triangles.coplanar)])
    pairs = np.sort(pairs, axis=1)
    through = np.sort(sides[flat], axis=1)
    kept = np.setdiff1d(pairs @ [len(km), 1], through @ [len(km), 1])
    return np.column_stack(np.divmod(kept, len(km)))


def _with_twins(km: Floats, pairs: Integers, twins: NDArray[np.intc]) -> Integers:
    """Give the pairs of places so near another, some centimetres, that no triangle has them.

    Their neighbours are among that other's, and its own twins.
    """
    owner = np.arange(len(km))
    owner[twins[:, 0]] = twins[:, 2]
    groups: dict[int, list[int]] = {}
    for place, first in enumerate(owner.tolist()):
        groups.setdefault(first, []).append(place)
    own = np.unique(twins[:, 2])
    around = np.vstack([np.column_stack([own, own]), pairs[np.isin(pairs, own).any(axis=1)]])
    found = {
        (min(one, other), max(one, other))
        for a, b in around.tolist()
        for one in groups[a]
        for other in groups[b]
        if one != other and not owner[one] == one != other == owner[other]
    }
    kept = [pair for pair in sorted(found) if _circled(km, *pair)]
    return np.array(kept, dtype=np.int64).reshape(-1, 2)


def _circled(km: Floats, a: int, b: int) -> bool:
    """Tell whether some circle through two places holds no other.

    Its centre is t perpendiculars away from their middle: each other place bounds t on one side.
    """
    others = np.delete(km, [a, b], axis=0)
    to_a, to_b, across = km[a] - others, km[b] - others, km[b] - km[a]
    dots = (to_a * to_b).sum(axis=1)
    sides = across[1] * to_a[:, 0] - across[0] * to_a[:, 1]
    left, right = sides > 0, sides < 0
    bounds = dots[sides != 0] / (2 * sides[sides != 0])
    low = bounds[right[sides != 0]].max(initial=-np.inf)
    high = bounds[left[sides != 0]].min(initial=np.inf)
    return bool(low <= high + TOLERANCE * abs(high) and (dots[sides == 0] > 0).all())


def _in_a_row(order: NDArray[np.intp]) -> Integers:
    """Give the pairs that follow one another."""
    pairs = np.sort(np.column_stack([order[:-1], order[1:]]), axis=1)
    return pairs[np.lexsort(pairs.T[::-1])]


@dataclass(frozen=True)
class _Angles:
    """Of each triangle, sine and cosine of the angle at each corner."""

    sines: Floats
    cosines: Floats


def _angles(km: Floats, corners: Integers) -> _Angles:
    ends = km[corners[:, FACING]] - km[corners][:, :, None]
    lengths = np.hypot(ends[..., 0], ends[..., 1]).prod(axis=2)
    one, other = ends[:, :, 0], ends[:, :, 1]
    sines = np.abs(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])
    return _Angles(sines / lengths, (one * other).sum(axis=2) / lengths)


def _rounds(
    corners: Integers, beyond: NDArray[np.intp], angles: _Angles, real: NDArray[np.intp]
) -> list[Integers]:
    """Give every pair of the corners of the triangles of one circle, for each such circle.

    A triangulation has chosen some of those pairs, as well as it could others. Two triangles
    are of one circle when the angles that face their common side add up to half a turn.
    """
    here, side = np.nonzero(beyond > np.arange(len(corners))[:, None])
    there = beyond[here, side]
    back = np.argmax(beyond[there] == here[:, None], axis=1)
    turn = (
        angles.sines[here, side] * angles.cosines[there, back]
        + angles.cosines[here, side] * angles.sines[there, back]
    )
    same = (np.abs(turn) <= TOLERANCE) & np.isin(here, real) & np.isin(there, real)
    joined = coo_array((np.ones(same.sum()), (here[same], there[same])), shape=(len(corners),) * 2)
    label = connected_components(joined, directed=False)[1]
    members = pd.Series(np.arange(len(corners))).groupby(label)
    wholes = [np.unique(corners[rows]) for rows in members.indices.values() if len(rows) > 1]
    return [points[np.column_stack(np.triu_indices(len(points), 1))] for points in wholes]


def _lengths(km: Floats, pairs: Integers) -> Floats:
    lengths: Floats = np.hypot(*(km[pairs[:, 0]] - km[pairs[:, 1]]).T)
    return lengths
