"""Cells of a grid that a geometry takes: its outline and what it holds."""

import numpy as np
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.layout.ground_room import Cells

DISC = shapely.Point(500, 500).buffer(500)


@pytest.mark.parametrize(
    "shape",
    [
        shapely.MultiPolygon([DISC]),
        shapely.GeometryCollection([DISC]),
        shapely.GeometryCollection([DISC, shapely.Point(500, 500)]),
    ],
    ids=["plusieurs polygones", "collection", "collection mêlée"],
)
def test_a_shape_takes_the_same_cells_however_it_is_written(shape: BaseGeometry) -> None:
    alone, gathered = Cells.of(DISC), Cells.of(shape)
    np.testing.assert_array_equal(gathered.taken, alone.taken)
    assert alone.taken[0].any()  # its outline takes cells whose middle it does not hold
    assert alone.taken[-1].any()


def test_an_outline_by_hand() -> None:
    cells = Cells.of(shapely.box(0, 0, 40, 20), count=4)
    assert cells.taken[:4, :2].all()
    held = Cells.of(shapely.box(0, 0, 40, 40).difference(shapely.box(11, 11, 29, 29)), count=8)
    assert not held.taken[3:5, 3:5].any()  # the hole
