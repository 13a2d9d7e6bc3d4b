"""The ledger adds up, or says so; it can be read, written and carried by a table."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from poles_geo.counting.ledger.bilan import KEYS, ORDER, PLACED, ROWS, Bilan, ledger_table
from poles_geo.errors import TableError


def bilan(n_rows: int = 12, n_persons: int | None = 9) -> Bilan:
    rows, persons = np.zeros(len(KEYS), np.int64), np.zeros(len(KEYS), np.int64)
    rows[ORDER["code"]], rows[ORDER["sans_lieu"]], rows[ORDER["rejet_vide"]] = 7, 4, 1
    persons[ORDER["code"]], persons[ORDER["sans_lieu"]] = 6, 3
    return Bilan(
        table=ledger_table(rows, None if n_persons is None else persons),
        codes=pd.DataFrame({"ligne": ["rejet_vide"], "code": ["ligne 5"], "lignes": [1]}),
        n_rows=n_rows,
        n_persons=n_persons,
        remarks={"médecins sans aucun savoir-faire": 2},
        source="fichier.txt",
        date="2021-12",
    )


def test_the_lines_add_up() -> None:
    found = bilan()
    assert found.table.index.tolist() == ["code", "sans_lieu", "rejet_vide"]
    assert (found.rows_placed, found.persons_placed) == (7, 6)
    placed, others = found.table[found.table["place"]], found.table[~found.table["place"]]
    assert placed["personnes"].sum() + others["personnes"].sum() == found.n_persons


@pytest.mark.parametrize(("rows", "persons"), [(11, 9), (13, 9), (12, 8), (12, None)])
def test_a_wrong_bilan_cannot_be_made(rows: int, persons: int | None) -> None:
    with pytest.raises(TableError, match="ne tombe pas juste"):
        Bilan(bilan().table, bilan().codes, rows, persons)


def test_without_persons() -> None:
    found = bilan(n_persons=None)
    assert found.table["personnes"].isna().all()
    assert found.records()[0]["personnes"] is None


def test_it_reads_line_by_line() -> None:
    lines = str(bilan()).splitlines()
    assert lines[0] == "Bilan de fichier.txt (2021-12)\u00a0: 12\u00a0lignes, 9\u00a0personnes"
    assert lines[1].startswith("  placées par le code de commune")
    assert lines[2].startswith("– sans aucun lieu")
    assert lines[-1] == "· médecins sans aucun savoir-faire\u00a0: 2"
    assert json.loads(json.dumps(bilan().records()))[1] == {
        "ligne": "sans_lieu",
        "libelle": "sans aucun lieu",
        "place": False,
        "lignes": 4,
        "personnes": 3,
    }


def test_it_is_written_as_tables(tmp_path: Path) -> None:
    bilan().export(tmp_path / "sortie")
    table = pd.read_csv(tmp_path / "sortie" / "bilan.csv", index_col="ligne")
    assert table["lignes"].to_dict() == {"code": 7, "sans_lieu": 4, "rejet_vide": 1}
    codes = pd.read_csv(tmp_path / "sortie" / "bilan_codes.csv")
    assert codes.to_dict("list") == {"ligne": ["rejet_vide"], "code": ["ligne 5"], "lignes": [1]}


def test_every_line_has_a_label_of_its_own() -> None:
    assert len(set(ROWS.values())) == len(ROWS)
    assert list(ROWS)[: len(PLACED)] == list(PLACED)
