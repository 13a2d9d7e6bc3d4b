"""Tables of costs as they are published: Insee's distancier, r5r, the JSON of an OSRM server."""

import json
from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.errors import ChoiceError, DataWarning, LayoutError

DISTANCIER = """"ID";"idSrc";"lonSrc";"latSrc";"idDst";"lonDst";"latDst";"duree";"distance"
1;"01001";5.44;43.5;"13055";5.16;43.7;40,65;34,143
2;"1002";5.48;43.3;"13055";5.44;43.5;29,1;28,5
"""
ANSWER = {
    "code": "Ok",
    "durations": [[0, 600.5], [None, 90]],
    "distances": [[0, 10_000], [None, 1_500]],
    "sources": [{"location": [3.06, 50.63]}] * 2,
}


def records(table: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(row) for row in table.to_numpy().tolist()]


def test_the_distancier_of_insee(tmp_path: Path) -> None:
    path = tmp_path / "distancier_20240101.csv"
    path.write_text(DISTANCIER, encoding="utf-8")
    table = pg.read_costs(path)
    assert records(table) == [("01001", "13055", 40.65, 34.143), ("01002", "13055", 29.1, 28.5)]
    assert table.columns.tolist() == ["origine", "destination", "minutes", "km"]
    assert table.attrs == {"source": path.name, "date": "2024-01-01"}


@pytest.mark.parametrize(
    ("header", "unit", "minutes"),
    [
        (("from_id", "to_id", "travel_time_p50"), "min", 12.0),
        (("Origine", "Destination", "Durée (min)"), "min", 12.0),
        (("origin", "destination", "seconds"), "min", 0.2),
        (("src", "dst", "duration"), "s", 0.2),
        (("Code origine", "Code destination", "Temps"), "min", 12.0),
        (("COM_DEP", "COM_ARR", "TEMPS"), "min", 12.0),
        (("code commune départ", "code commune arrivée", "Durée (min)"), "min", 12.0),
        (("origine", "destination", "temps_sec"), "min", 0.2),
        (("origine", "destination", "duree_s"), "min", 0.2),
        (("origine", "destination", "Durée (s)"), "min", 0.2),
        (("origine", "destination", "DUREE_S"), "min", 0.2),
        (("origine", "destination", "Durées"), "min", 12.0),
        (("origine", "destination", "Durée en s"), "min", 0.2),
        (("origine", "destination", "Temps (mn)"), "min", 12.0),
        (("origine", "destination", "temps de trajet (s)"), "min", 0.2),
    ],
)
def test_other_spellings_and_units(header: tuple[str, ...], unit: str, minutes: float) -> None:
    table = pd.DataFrame([("S1", "590000001", 12)], columns=header)
    assert records(pg.read_costs(table, unit=unit)) == [("S1", "590000001", minutes)]


def test_columns_are_said() -> None:
    table = pd.DataFrame([("a", "b", 4, 9)], columns=["de", "vers", "duree", "t"])
    said = {"de": "origine", "vers": "destination", "t": "minutes"}
    assert records(pg.read_costs(table, columns=said)) == [("a", "b", 9)]


def test_an_osrm_answer_is_in_minutes_and_kilometres(tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    path.write_text(json.dumps(ANSWER), encoding="utf-8")
    with pytest.warns(DataWarning, match="1.couple sans durée"):
        table = pg.read_costs(path, origins=["a", "b"], destinations=["x", "y"])
    assert records(table) == [
        ("a", "x", 0, 0), ("a", "y", pytest.approx(600.5 / 60), 10), ("b", "y", 1.5, 1.5),
    ]  # fmt: skip


def test_an_empty_cell_is_a_pair_without_route() -> None:
    table = pd.DataFrame(
        {"origine": ["a", "b"], "destination": ["x", "x"], "minutes": ["12,5", ""]}
    )
    with pytest.warns(DataWarning, match="inatteignables"):
        assert records(pg.read_costs(table)) == [("a", "x", 12.5)]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"code": "NoTable"}, "code trouvé : NoTable"),
        ({"code": "Ok"}, "ce n'est pas la réponse d'un service « table » d'OSRM"),
        ([], "ce n'est pas la réponse"),
        ({"durations": [[0, 1]]}, "2 lignes de 2 nombres attendues.*trouvé 1 × 2"),
        ({"durations": [[0, 1], [0]]}, "trouvé 2 × 1, 2"),
        ({"durations": [[0, "x"], [0, 1]]}, "des nombres, ou null, sont attendus"),
        ({"durations": 4}, "trouvé rien"),
    ],
)
def test_what_is_no_answer_is_refused(answer: object, told: str, tmp_path: Path) -> None:
    path = tmp_path / "table.json"
    path.write_text(json.dumps(answer), encoding="utf-8")
    with raises(LayoutError, told):
        pg.read_costs(path, origins=["a", "b"], destinations=["x", "y"])


def test_what_is_no_table_of_costs_is_refused(tmp_path: Path) -> None:
    with raises(LayoutError, "table des coûts introuvable. Colonnes attendues : origine, dest"):
        pg.read_costs(pd.DataFrame({"origine": ["a"], "minutes": [3]}))
    with raises(LayoutError, "colonne origine : code absent, lignes"):
        pg.read_costs(pd.DataFrame({"origine": [""], "destination": "b", "minutes": [3]}))
    with raises(LayoutError, "colonne minutes : 1 valeur illisible"):
        pg.read_costs(pd.DataFrame({"origine": ["a"], "destination": "b", "minutes": ["vite"]}))
    path = tmp_path / "table.json"
    path.write_text("{", encoding="utf-8")
    with raises(LayoutError, "ce n'est pas du JSON"):
        pg.read_costs(path, origins=["a"], destinations=["b"])
    with raises(ChoiceError, "table.json ne nomme ni ses lignes ni ses colonnes"):
        pg.read_costs(path)
    with raises(ChoiceError, "une table a ses codes"):
        pg.read_costs(pd.DataFrame({"origine": []}), origins=["a"])
    with raises(ChoiceError, "unit = 'h'"):
        pg.read_costs(path, unit="h")
    with raises(ChoiceError, "columns = 'durée'"):
        pg.read_costs(path, columns={"t": "durée"})


def test_metadata_beside_the_file_are_said(tmp_path: Path) -> None:
    path = tmp_path / "couts.csv"
    path.write_text("origine;destination;minutes\na;b;3\n", encoding="utf-8")
    (tmp_path / "couts.csv-metadata.json").write_text('{"source": "IGN"}', encoding="utf-8")
    costs = pg.costs_between(
        pd.DataFrame(index=["a"]), pd.DataFrame(index=["b"]), pg.read_costs(path)
    )
    assert simple(costs.label) == "minutes de trajet (IGN)"


@pytest.mark.parametrize("time", ["00:18:30", "0:18", "1 h 05", "1h05"])
def test_times_of_a_clock_are_refused_with_what_to_do(time: str) -> None:
    table = pd.DataFrame([("59350", "59512", time)], columns=["origine", "destination", "temps"])
    with raises(LayoutError, rf"en heures et minutes \({time}\) ; un nombre de minutes"):
        pg.read_costs(table)


def test_distances_in_metres() -> None:
    table = pd.DataFrame({"origine": ["a"], "destination": ["b"], "distance_m": [12_300]})
    assert records(pg.read_costs(table)) == [("a", "b", 12.3)]


def test_columns_of_other_names_are_refused_with_what_to_do() -> None:
    table = pd.DataFrame({"de": ["59350"], "vers": ["59512"], "mode": ["car"], "t": [12]})
    with raises(LayoutError, 'columns={"COM_D": "origine"}'):
        pg.read_costs(table)
    said = {"de": "origine", "vers": "destination", "t": "minutes"}
    assert records(pg.read_costs(table, columns=said)) == [("59350", "59512", 12.0)]


def test_the_column_that_says_its_unit_is_read_before_one_that_does_not() -> None:
    table = pd.DataFrame({"origine": ["a"], "destination": ["b"], "duree": [14], "duree_s": [840]})
    assert records(pg.read_costs(table.assign(duree="14 min"))) == [("a", "b", 14.0)]
    assert records(pg.read_costs(table.rename(columns={"duree": "duree_min"}))) == [
        ("a", "b", 14.0)
    ]
    with raises(LayoutError, r"Durée\(s\) : des secondes, ou un pluriel"):
        pg.read_costs(table[["origine", "destination"]].assign(**{"Durée(s)": 840}))
    said = pg.read_costs(
        table[["origine", "destination", "duree_s"]], columns={"duree_s": "minutes"}
    )
    assert records(said) == [("a", "b", 840.0)]


@pytest.mark.parametrize("heading", ["duree_s", "duree_h", "temps_trajet_h"])
def test_a_column_of_costs_is_no_destination(heading: str) -> None:
    table = pd.DataFrame({"COM_D": ["31555"], "COM_A": ["31001"], heading: [600]})
    with raises(LayoutError, "table des coûts introuvable"):
        pg.read_costs(table)
