"""Rows of flows that are the same as others are added and told of; totals are no places."""

import pandas as pd
import pytest

from poles_geo.errors import DataWarning, LayoutError
from poles_geo.sources.measured.flow_tables import read_flows

ROWS = [("59350", "59512", 3), ("59512", "59350", 9), ("59350", "59512", 3)]


def test_the_same_row_twice_is_told() -> None:
    table = pd.DataFrame(ROWS, columns=["origine", "destination", "flux"])
    with pytest.warns(
        DataWarning, match="ligne répétée à l'identique.: leurs flux sont additionnés"
    ):
        flows = read_flows(table)
    assert flows["flux"].tolist() == [6, 9]
    assert "si ce sont des doublons, ôtez-les" in flows.attrs["avertissements"][0]


def test_a_flow_split_by_another_variable_is_not() -> None:
    table = pd.DataFrame(ROWS, columns=["origine", "destination", "flux"]).assign(sexe=[1, 1, 2])
    assert read_flows(table)["flux"].tolist() == [6, 9]


@pytest.mark.parametrize("total", ["Total", "ENSEMBLE", "France métropolitaine"])
@pytest.mark.parametrize("end", [0, 1])
def test_a_total_is_no_place(total: str, end: int) -> None:
    row = ["59350", "59350", 12]
    row[end] = total
    table = pd.DataFrame([*ROWS[:2], row], columns=["origine", "destination", "flux"])
    with pytest.raises(LayoutError, match=r"un total, qui n'est pas un lieu"):
        read_flows(table)
