"""Several tables in a workbook, and those of hidden sheets: none is chosen in silence."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from effectif_tables import simple

import poles_geo as pg
from poles_geo.errors import DataWarning, LayoutError
from poles_geo.sources.cog import (
    read_cog,
    read_movements,
    read_populations,
    read_yearly_passage,
)
from poles_geo.sources.measured.flow_tables import read_flows
from poles_geo.sources.postal_codes import read_postal_codes

Rows = list[list[object]]
READERS: dict[str, tuple[Callable[[Path], Any], Rows]] = {
    "effectifs": (
        pg.count_professionals,
        [["code_commune", "infirmier"], ["59350", 10], ["59512", 3]],
    ),
    "coûts": (pg.read_costs, [["origine", "destination", "minutes"], ["59350", "59512", 12]]),
    "matrice": (pg.read_costs, [["origine", "59350", "59512"], ["59350", 0, 9], ["59512", 9, 0]]),
    "flux": (read_flows, [["origine", "destination", "flux"], ["59350", "59512", 12]]),
    "structures": (pg.read_structures, [["nom", "code_commune"], ["Maison", "59350"]]),
    "groupements": (
        pg.read_groupings,
        [["id", "forme", "nom", "membre", "code_commune"], ["A", "GCS", "Lens", "CH", ""]],
    ),
    "indicateur": (pg.read_indicator, [["code_commune", "APL"], ["59350", 2.5], ["59512", 3.5]]),
    "populations": (read_populations, [["CODGEO", "PMUN"], ["59350", 230_000]]),
    "communes": (read_cog, [["TYPECOM", "COM", "LIBELLE"], ["COM", "59350", "Lille"]]),
    "mouvements": (
        read_movements,
        [
            ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"],
            ["10", "2020-01-01", "COM", "59350", "COM", "59350"],
        ],
    ),
    "passage": (read_yearly_passage, [["CODGEO_2023", "CODGEO_2024"], ["59350", "59350"]]),
    "codes postaux": (
        read_postal_codes,
        [
            ["Code_commune_INSEE", "Code_postal", "Libellé_d_acheminement"],
            ["59350", "59000", "LILLE"],
        ],
    ),
    "effectifs par bassin": (pg.read_table, [["code_bassin", "effectif"], ["59350", 12]]),
    "composition": (pg.read_composition, [["CODGEO", "BV2022"], ["59350", "59350"]]),
}


def saved(path: Path, sheets: dict[str, Rows], hidden: str) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
    book.save(path)
    return path


@pytest.mark.parametrize("kind", READERS)
def test_no_table_is_chosen_among_several(kind: str, tmp_path: Path) -> None:
    read, rows = READERS[kind]
    path = saved(tmp_path / "a.xlsx", {"2023": rows, "Brouillon": rows}, hidden="Brouillon")
    with pytest.raises(LayoutError) as raised:
        read(path)
    told = simple(str(raised.value))
    assert "plusieurs" in told
    assert kind == "composition" or "(2023, Brouillon [masquée])" in told


@pytest.mark.parametrize("kind", READERS)
def test_a_table_that_a_spreadsheet_hides_is_told(kind: str, tmp_path: Path) -> None:
    read, rows = READERS[kind]
    note: Rows = [["Lisez-moi"], ["Voir le site."]]
    path = saved(tmp_path / "a.xlsx", {"Notice": note, "Brouillon": rows}, hidden="Brouillon")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read(path)
    hidden = [w for w in caught if issubclass(w.category, DataWarning) and "masquée" in str(w)]
    assert [simple(str(w.message)) for w in hidden] == [
        "a.xlsx : le tableau lu est dans une feuille masquée, « Brouillon »."
    ]


def test_arrondissements_beside_communes_are_left(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {
        "COM": [["CODGEO", "PMUN"], ["75056", 2_100_000], ["59350", 230_000]],
        "ARM": [["CODGEO", "PMUN"], ["75101", 16_000], ["75102", 21_000]],
    }
    path = saved(tmp_path / "a.xlsx", sheets, hidden="")
    assert read_populations(path).to_dict() == {"75056": 2_100_000, "59350": 230_000}
    means = {name: [[rows[0][0], "APL"], *rows[1:]] for name, rows in sheets.items()}
    read = pg.read_indicator(saved(tmp_path / "b.xlsx", means, hidden=""))
    assert read.index.tolist() == ["75056", "59350"]
