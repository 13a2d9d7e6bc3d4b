"""Graphs of neighbours by their definitions alone: every pair against every third place.

Places are of whole numbers, so that nothing is rounded.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

Point = tuple[int, int]
Pairs = set[tuple[int, int]]


def square(one: Point, other: Point) -> int:
    """Square of the distance between two places."""
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def delaunay(points: list[Point]) -> Pairs:
    """Link two that some circle passes through with no other inside, wherever its centre."""
    found = set()
    for a, b in combinations(range(len(points)), 2):
        (xa, ya), (xb, yb) = points[a], points[b]
        lows, highs, apart = [Fraction(-(10**30))], [Fraction(10**30)], True
        for x, y in points[:a] + points[a + 1 : b] + points[b + 1 :]:
            dot = (xa - x) * (xb - x) + (ya - y) * (yb - y)
            side = (xb - xa) * (y - ya) - (yb - ya) * (x - xa)
            if side:
                (highs if side > 0 else lows).append(Fraction(dot, 2 * side))
            apart &= side != 0 or dot > 0
        if apart and max(lows) <= min(highs):
            found.add((a, b))
    return found


def gabriel(points: list[Point]) -> Pairs:
    """Link two that no third place sees at more than a right angle."""
    return _pairs(points, lambda d, da, db: da + db >= d)


def relative(points: list[Point]) -> Pairs:
    """Link two when no third place is nearer to both than they are to each other."""
    return _pairs(points, lambda d, da, db: max(da, db) >= d)


def tree(points: list[Point]) -> Pairs:
    """Join two parts by the shortest pair between parts, again and again."""
    part = list(range(len(points)))
    found = set()
    pairs = combinations(range(len(points)), 2)
    for a, b in sorted(pairs, key=lambda pair: (square(points[pair[0]], points[pair[1]]), *pair)):
        if part[a] != part[b]:
            found.add((a, b))
            part = [part[a] if label == part[b] else label for label in part]
    return found


def _pairs(points: list[Point], apart: Callable[[int, int, int], bool]) -> Pairs:
    return {
        (a, b)
        for a, b in combinations(range(len(points)), 2)
        if all(
            apart(square(points[a], points[b]), square(points[a], p), square(points[b], p))
            for k, p in enumerate(points)
            if k not in (a, b)
        )
    }


NAIVE: dict[str, Callable[[list[Point]], Pairs]] = {
    "gabriel": gabriel,
    "relative": relative,
    "tree": tree,
    "delaunay": delaunay,
}
