"""A fault of a page: what it is, where it lies, how to mend it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Box
from poles_geo.typography import NO_BREAK_SPACE, french_number

SLACK = 0.1
"""Slack, in mm, within which two boxes touch without overlapping: a third of a stroke."""


@dataclass(frozen=True)
class Defect:
    """A fault of a page.

    Attributes
    ----------
    rule : str
        Short name of the rule: « corps », « recouvrement », « legende »…
    message : str
        What is expected, what was found, where, what to do, in French.
    place : tuple of float, optional
        Where it lies: mm from the left edge of the page, then from its lower edge. None: it has
        no place of its own.
    """

    rule: str
    message: str
    place: tuple[float, float] | None = None

    def __str__(self) -> str:
        return f"{self.rule}{NO_BREAK_SPACE}: {self.message}"


def middle(box: Box) -> tuple[float, float]:
    """Centre of a box."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def told_place(place: tuple[float, float]) -> str:
    """Say where a fault lies, for a ruler laid on the page."""
    left, low = (french_number(round(side)) for side in place)
    return f"à {left} mm du bord gauche de la page et {low} mm du bord bas"


def is_inside(box: Box, frame: Box) -> bool:
    """Tell whether a box lies in another."""
    low = all(a >= b - SLACK for a, b in zip(box[:2], frame[:2], strict=True))
    return low and all(a <= b + SLACK for a, b in zip(box[2:], frame[2:], strict=True))


def overlap(box: Box, other: Box) -> bool:
    """Tell whether two boxes have a part in common."""
    return all(min(box[k + 2], other[k + 2]) - max(box[k], other[k]) > SLACK for k in (0, 1))


def distance(box: Box, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances in mm from a box to points (n × 2), 0 inside."""
    outside = np.maximum(np.array(box[:2]) - points, points - np.array(box[2:]))
    return np.asarray(np.hypot(*np.maximum(outside, 0).T))
