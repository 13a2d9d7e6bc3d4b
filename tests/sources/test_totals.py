"""Rows of totals are no commune: left out where codes are read, and told as what they are."""

from pathlib import Path

import pandas as pd
import pytest

import poles_geo as pg

TOTALS = (
    "974 Total",
    "Total",
    "Total général",
    "974 - Ensemble",
    "Sous-total (2 communes)",
    "TOTAL_974",
)
CODES = ["97401", "97402"]


@pytest.mark.parametrize("total", TOTALS)
@pytest.mark.parametrize("long", [False, True])
def test_a_total_is_told_as_one_in_the_ledger(total: str, long: bool) -> None:
    table = pd.DataFrame({"code_commune": [*CODES, total], "60": [10, 20, 30]})
    if long:
        table = table.rename(columns={"60": "effectif"}).assign(profession="60")
    decompte = pg.count_professionals(table)
    assert decompte.bilan.table["lignes"].to_dict() == {"outre_mer": 2, "total": 1}
    assert decompte.counts["60"].tolist() == [10, 20]


def test_a_total_without_code_is_known_by_its_first_cell(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code_commune;nom;60\n97401;Les Avirons;10\n;Total La Réunion;10\n", "utf-8")
    assert pg.count_professionals(path).bilan.table["lignes"].to_dict() == {
        "outre_mer": 1,
        "total": 1,
    }


@pytest.mark.parametrize("total", TOTALS)
def test_a_total_is_left_out_of_populations_zonings_and_indicators(total: str) -> None:
    codes = [*CODES, total]
    populations = pd.DataFrame({"code_commune": codes, "population": ["100", "200", "300"]})
    assert pg.read_populations(populations).to_dict() == {"97401": 100, "97402": 200}
    zoning = pd.DataFrame({"code_commune": codes, "territoire": ["T1", "T2", "2 territoires"]})
    assert pg.read_composition(zoning)["code_bassin"].tolist() == ["T1", "T2"]
    indicator = pg.read_indicator(pd.DataFrame({"code_commune": codes, "APL": ["1,2", "2,3", "1"]}))
    assert indicator["APL"].tolist() == [1.2, 2.3]
    assert indicator.attrs["remarques"]["lignes de total, non lues"] == 1


def test_numbers_beside_no_code_are_said_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "code_commune;profession;effectif\n97401;60;10\n;10G;4\n97402;60;5\n;;\n;10G;6\n", "utf-8"
    )
    with pytest.warns(pg.errors.DataWarning, match="2.lignes non comptées, sans code.*lignes 3, 6"):
        decompte = pg.count_professionals(path)
    assert decompte.counts["60"].tolist() == [10, 5]
