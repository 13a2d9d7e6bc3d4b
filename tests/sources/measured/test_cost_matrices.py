"""Tables of costs as wide as their destinations: the same as the long table, or a refusal."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_access import demand, minutes, supply

import poles_geo as pg
from poles_geo.errors import ChoiceError, DataWarning, LayoutError, TableError

WORKED = pd.DataFrame(
    {"X": [5, 12, None, 25], "Y": [18, 9, 20, None]}, index=pd.Index(list("ABCD"))
)
PAIRS = [("59350", "62041", 12.5), ("59350", "62498", 40), ("59009", "62041", 7)]
"""What each of the files below holds, and one pair without route."""
FILES = {
    "write.csv of R": '"","62041","62498"\n"59350",12.5,40\n"59009",7,NA\n',
    "write.table of R, without a corner": '"62041";"62498"\n"59350";12,5;40\n"59009";7;NA\n',
    "fread and fwrite of R": "V1,62041,62498\n59350,12.5,40\n59009,7,\n",
    "a spreadsheet, titled and noted": (
        "Temps de trajet;;\nSource;IGN;\nOrigine;62041;62498\n59350;12,5;40\n59009;7;\n"
        "Source : IGN, en minutes;;\n"
    ),
}


def records(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(row) for row in table.to_numpy().tolist()]


def written(folder: Path, text: str) -> Path:
    path = folder / "matrice.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_a_matrix_as_programs_write_it(text: str, tmp_path: Path) -> None:
    with pytest.warns(DataWarning, match="1.couple sans durée"):
        table = pg.read_costs(written(tmp_path, text))
    assert records(table) == PAIRS
    assert table.columns.tolist() == ["origine", "destination", "minutes"]
    assert table.attrs == {"source": "matrice.csv"}


@pytest.mark.parametrize("name", [None, "code_commune"])
def test_a_matrix_in_memory_has_its_origins_as_index(name: str | None) -> None:
    with pytest.warns(DataWarning, match="2.couples sans durée"):
        read = pg.read_costs(WORKED.rename_axis(name))
    wide, long = (pg.costs_between(demand(), supply(), table) for table in (read, minutes()))
    assert wide.dense().tolist() == long.dense().tolist()
    assert wide.ledger["couples"].tolist()[:4] == [8, 6, 0, 2]


def test_the_dense_matrix_of_costs_is_read_back() -> None:
    costs = pg.costs_between(demand(), supply(), minutes())
    table = pd.DataFrame(costs.dense(), costs.origins, costs.destinations)
    with pytest.warns(DataWarning, match="2.couples"):
        again = pg.costs_between(demand(), supply(), pg.read_costs(table))
    assert again.dense().tolist() == costs.dense().tolist()


@pytest.mark.parametrize(
    ("unit", "column", "cost"), [("s", "minutes", 2), ("m", "km", 0.12), ("km", "km", 120)]
)
def test_a_matrix_is_in_the_unit_said(unit: str, column: str, cost: float) -> None:
    read = pg.read_costs(pd.DataFrame({"X": [120]}, index=["A"]), unit=unit)
    assert read.to_dict("records") == [{"origine": "A", "destination": "X", column: cost}]


def test_rows_of_a_matrix_may_be_filtered_before() -> None:
    table = pd.DataFrame({"origine": ["1001", "total", "1004"], 1005: [3, 9, 4]})
    kept = table[table["origine"] != "total"]
    assert records(pg.read_costs(kept)) == [("01001", "01005", 3), ("01004", "01005", 4)]
    named = kept.rename(columns={"origine": "de"})
    assert records(pg.read_costs(named, columns={"de": "origine"}))[0] == ("01001", "01005", 3)


def test_a_workbook_has_one_matrix(tmp_path: Path) -> None:
    path = tmp_path / "temps.xlsx"
    table = pd.DataFrame({1001: [5, 12], 59350: [18.25, None]}, index=[1002, 1004])
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"note": ["OSRM"]}).to_excel(book, sheet_name="Lisez-moi", index=False)
        table.to_excel(book, sheet_name="Durées", startrow=3)
        book.sheets["Durées"]["A1"] = "Temps de trajet en voiture"
    with pytest.warns(DataWarning, match="1.couple"):
        read = records(pg.read_costs(path))
    assert read == [
        ("01002", "01001", 5), ("01002", "59350", 18.25), ("01004", "01001", 12),
    ]  # fmt: skip
    with pd.ExcelWriter(path) as book:
        for name in ("Durées", "Distances"):
            table.to_excel(book, sheet_name=name)
    with raises(LayoutError, r"plusieurs feuilles ont un tableau croisé \(Durées, Distances\)"):
        pg.read_costs(path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (";1001;01001\n1004;2;4\n", "code en tête de deux colonnes : '01001'"),
        (";1001;1002\n1004;2;4\n01004;3;3\n", "code sur deux lignes : '01004'"),
        (";1001;1002\n;2;4\n1005;3;3\n", r"code d'origine absent, lignes \(1 ligne : 2\)"),
        (";1001;1002;\n1004;2;4;6\n1005;3;3;\n", r"sans code de destination.*\(1 ligne : 2\)"),
        (";1001;1002\n1004;2\n1005;3;3\n", r"moins de cases que l'en-tête \(1 ligne : 2\)"),
        (
            ";1001;1002\n1004;2;vite\n1005;3;3\n",
            r"colonne '1002' : 1 valeur illisible \(4 lettres\), ligne 2",
        ),
        (
            ";1001;1002\n1004;c;nd\n1005;3;3\n1006;3;3\n",
            r"colonnes '1001', '1002' : 2 valeurs illisibles \('c', 'nd'\), ligne 2 ; une valeur",
        ),
        (";1001;1002\n1004;1.234;4\n1005;3;3\n", "milliers ou décimales"),
        ("code;nom;population\n59350;Lille;12\n", "table des coûts introuvable"),
        ("code;population\n59350;12\n", "table des coûts introuvable"),
        ("59350;62041;12\n59009;62041;14\n", "table des coûts introuvable"),
        (";1001;1002\n1004;;\n", "table des coûts introuvable"),
    ],
)
def test_what_is_no_matrix_is_refused(text: str, told: str, tmp_path: Path) -> None:
    with raises(LayoutError, told):
        pg.read_costs(written(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("origine;62041\n59350;40\norigine;62041\n", "l'en-tête est répété plus bas"),
        ("origine;62041;origine\n59350;40;59350\n", "colonne des origines en double"),
    ],
)
def test_a_header_is_no_place(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(text)
    with raises(LayoutError, told):
        pg.read_costs(tmp_path / "m.csv")


def test_what_a_matrix_says_is_checked_as_of_a_long_table() -> None:
    def between(table: pd.DataFrame) -> pg.Costs:
        return pg.costs_between(demand(), supply(), pg.read_costs(table))

    whole = WORKED.fillna(50)
    with raises(TableError, r"coût négatif.*A → X"):
        between(whole.mask(whole == 5, -5))
    with raises(TableError, r"colonne destination : code.*Z"):
        between(whole.rename(columns={"Y": "Z"}))
    with raises(TableError, r"colonne origine : code.*E"):
        between(whole.rename(index={"D": "E"}))
    with raises(TableError, "des secondes ?"):
        between(whole * 60)
    far = pg.read_costs(whole * 1_000, unit="km")
    with raises(TableError, r"des mètres \? costs.assign\(km=costs.km / 1000\)"):
        pg.costs_between(demand(), supply(), far)
    with raises(ChoiceError, "unit = 'm' : dans une table longue"):
        pg.read_costs(minutes(), unit="m")
    with raises(ChoiceError, "une table a ses codes"):
        pg.read_costs(whole, origins=["A"])


CELLS = st.one_of(st.none(), st.floats(0, 1e4).map(lambda cost: round(cost, 6)))
CODES = st.lists(
    st.from_regex(r"[A-Z]{2}[0-9]{3}|59[1-6][0-9]{2}", fullmatch=True),
    min_size=1,
    max_size=5,
    unique=True,
)


@settings(deadline=None)
@given(CODES, CODES, st.data())
@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
def test_a_matrix_is_its_long_table(
    origins: list[str], destinations: list[str], data: st.DataObject
) -> None:
    cells = [[data.draw(CELLS) for _ in destinations] for _ in origins]
    table = pd.DataFrame(cells, index=origins, columns=destinations, dtype=float)
    if table.isna().all(axis=None):
        table.iloc[0, 0] = 3.5
    long = table.rename_axis("origine").reset_index().melt("origine", var_name="destination")
    read = pg.read_costs(table).sort_values(["origine", "destination"], ignore_index=True)
    expected = pg.read_costs(long.rename(columns={"value": "minutes"}))
    pd.testing.assert_frame_equal(
        read, expected.sort_values(["origine", "destination"], ignore_index=True)
    )
    assert np.isfinite(read["minutes"]).all()
