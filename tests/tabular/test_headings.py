"""A row is taken for a header, and quoted, only when it surely is one."""

import pandas as pd
import pytest

from poles_geo.tabular.headings import described, names_columns

HEADERS = [
    [["Nom", "Téléphone"], ["DUPONT", "0601020304"]],
    [["Code", "Libellé"], ["59350", "Lille"], ["62041", "Arras"]],
    [["Code Commune", ""], ["2A004", "x"]],
]
NO_HEADERS = [
    [["DUPONT", "0601020304"], ["MARTIN", "0602030405"]],
    [["Nom", "Prénom"], ["DUPONT", "Jeanne"]],
    [["commune", "59350"], ["Lille", "12"]],
    [["Nom", "jeanne@exemple.fr"], ["DUPONT", "12"]],
    [["Nom", "Effectif"]],
    [["Nom", "12"], ["DUPONT", "Lille"], ["MARTIN", "13"]],
    [["Ville", "Jeanne"], ["59350", "DUPONT"], ["Lille", "Paul"], ["Arras", "Luc"]],
]


@pytest.mark.parametrize("rows", HEADERS)
def test_a_word_above_a_column_of_numbers_or_codes_is_a_heading(rows: list[list[str]]) -> None:
    assert names_columns(pd.DataFrame(rows), 0)
    assert described(pd.DataFrame(rows)) == ", ".join(filter(None, rows[0]))


@pytest.mark.parametrize("rows", NO_HEADERS)
def test_anything_else_may_be_of_persons_and_is_told_by_its_shape(rows: list[list[str]]) -> None:
    cells = pd.DataFrame(rows)
    assert not names_columns(cells, 0)
    said = described(cells)
    assert said.startswith("pas d'en-tête reconnu ; première ligne : ")
    assert not any(cell in said for row in rows for cell in row if not cell.isdigit())
