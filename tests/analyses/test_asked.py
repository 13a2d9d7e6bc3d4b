"""Numbers that cannot mean what is thought: metres, percents, nothing, more than thinkable."""

from functools import partial

import pandas as pd
import pytest
from effectif_tables import raises
from right_calls import CALLS, function_of

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError

BETA = "au-delà, il n'y a plus que le plus proche"
METRES = "au plus 3 000, .*des mètres, ou des secondes"
BEYOND = [
    *((name, "beta", 1e9, BETA) for name in ("attraction", "exposure", "reilly")),
    ("exposure", "beta", 1e-9, "d'au moins 0,01"),
    *((name, "within", 15_000, METRES) for name in ("need", "access", "costs_between", "gaps")),
    ("gaps", "rang", 45, "un rang de 1 à 6"),
    ("access", "per", 1e9, "d'au plus 10 000 000"),
    ("access", "per", 0.45, "d'au moins 1"),
    ("need", "use", 1e9, "d'au plus 1 000, .*en nombre et non en %"),
    ("need", "use", 1e-9, "en nombre et non en %"),
    ("need", "use", -2.0, "un nombre de plus de 0"),
    ("need", "patients", 1e9, "d'au plus 1 000 000"),
    ("need", "patients", 0.0, "un nombre de plus de 0"),
    ("need", "patients", 1e-9, "un habitant demanderait plus d'un professionnel"),
    ("potential", "span", 40_000, "des kilomètres, non des mètres"),
    ("potential", "beta", 1e9, "d'au plus 100"),
    ("potential", "per", 1e9, "d'au plus 10 000 000"),
]


@pytest.mark.parametrize(("name", "argument", "value", "message"), BEYOND)
def test_a_number_that_is_not_thinkable(
    name: str, argument: str, value: float, message: str
) -> None:
    asked = partial(function_of(name), **{**CALLS[name](), argument: value})
    with raises(ChoiceError, match=f"{argument} = .*{message}"):
        asked()


def test_a_use_of_a_commune_alone_that_is_not_thinkable() -> None:
    given = CALLS["need"]()
    uses = pd.Series(2.0, given["demand"].index)
    uses.iloc[0] = 1e9
    with raises(TableError, match="d'au plus 1 000, est attendu, pour chaque commune"):
        pg.need(**{**given, "use": uses})


def test_an_activity_that_is_not_thinkable() -> None:
    with raises(TableError, match="activity : .*d'au plus 1 000 000"):
        pg.access(**{**CALLS["access"](), "activity": 1e9})
