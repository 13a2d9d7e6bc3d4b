"""Work shared out among processes."""

import math
import os

import pytest
from effectif_tables import raises

from poles_geo.atlas_pages.workers import shared_out
from poles_geo.errors import PolesGeoError


@pytest.mark.parametrize("workers", [1, 2])
def test_each_item_comes_with_its_result(workers: int) -> None:
    assert dict(shared_out(math.factorial, range(6), workers)) == {
        0: 1,
        1: 1,
        2: 2,
        3: 6,
        4: 24,
        5: 120,
    }


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_through(workers: int) -> None:
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        list(shared_out(math.sqrt, [1.0, -1.0, 4.0], workers))


def test_a_process_that_dies_is_said() -> None:
    with raises(PolesGeoError, match="un processus s'est arrêté tout seul"):
        list(shared_out(os._exit, [1, 1, 1], 2))
