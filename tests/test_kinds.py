"""Kinds of values: what an annotation says, and what is taken for it."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from effectif_tables import raises

from poles_geo.doors import check_kind
from poles_geo.errors import ArgumentError


@pytest.mark.parametrize(
    ("hint", "value", "told"),
    [
        (int, True, "attendu un nombre entier, trouvé True"),
        (float, np.True_, "attendu un nombre, trouvé"),
        (float, math.inf, "attendu un nombre, trouvé inf"),
        (Collection[str], iter(["L"]), "attendu une suite de textes"),
        (Sequence[str], {"L"}, "attendu une suite de textes"),
        (Iterable[str], "L", "mettez-le entre crochets"),
        (str | Path, 3, "attendu un chemin, trouvé 3"),
        (tuple[float, float], (1.0, 2.0, 3.0), "attendu 2 nombres"),
        (Mapping[str, str] | None, ["L"], "attendu un dictionnaire"),
    ],
)
def test_a_value_of_another_kind_is_refused(hint: Any, value: object, told: str) -> None:
    with raises(ArgumentError, match=re.escape(told)):
        check_kind("x", value, hint)


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (Iterable[str], iter(["L"])), (Collection[str], {"L"}), (Sequence[float], np.ones(2)),
        (str | Path, "a"), (Mapping[str, str] | None, None), (float, np.float64(2)), (int, 3),
    ],
)  # fmt: skip
def test_a_value_of_the_kind_is_taken(hint: Any, value: object) -> None:
    check_kind("x", value, hint)
