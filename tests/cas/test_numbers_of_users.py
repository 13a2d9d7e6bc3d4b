"""Numbers that people really put in a table by commune: kept and told, or refused with a remedy."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.errors import LayoutError

pytestmark = pytest.mark.filterwarnings("ignore:.*personne dans")
MELODI = "GEO;GEO_OBJECT;FACILITY_TYPE;TIME_PERIOD;OBS_VALUE"
DECIMALS = "cellules à décimales, gardées ; totaux arrondis au plus fort reste"


def written(folder: Path, text: str) -> Path:
    path = folder / "table_2022.csv"
    path.write_text(text, "utf-8")
    return path


# More than a million in one commune


@pytest.mark.parametrize(
    ("text", "column", "shown", "lines"),
    [
        ("CODGEO;60\n59350;12\n62041;1000001\n", "60", "1 000 001", "1 ligne : 3"),
        ("Titre\n\nCODGEO;10G;60\n59350;3;12000000\n", "60", "12 000 000", "1 ligne : 4"),
        (
            "CODGEO;profession;effectif\n59350;60;3 000 000\n62041;60;4\n62041;21;5 000 000\n",
            *("effectif", "3 000 000", "2 lignes : 2, 4"),
        ),
        ("CODGEO;finess;60\n59350;590000188;12\n", "finess", "9 chiffres", "1 ligne : 2"),
        ("CODGEO;60\n59350\n62041;2000000,5\n", "60", "2 000 000", "1 ligne : 3"),
    ],
)
def test_a_count_that_cannot_be_is_refused(
    tmp_path: Path, text: str, column: str, shown: str, lines: str
) -> None:
    message = rf"table_2022\.csv.*\n.*colonne {column} : {shown}, plus de 1 000 000.*columns=.*"
    with raises(LayoutError, match=rf"{message}\({lines}\)"):
        pg.count_professionals(written(tmp_path, text))


def test_a_frame_and_a_workbook_are_held_to_it_too(tmp_path: Path) -> None:
    frame = pd.DataFrame({"CODGEO": ["59350", "62041"], "60": [12, 8_100_000]})
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    for source, line in ((frame, 2), (tmp_path / "t.xlsx", 3)):
        with raises(LayoutError, match=rf"colonne 60 : 8 100 000, .*\(1 ligne : {line}\)"):
            pg.count_professionals(source)


def test_every_column_is_said_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "CODGEO;60;70\n59350;2000000;3000000\n")
    with raises(LayoutError, match=r"2 défauts(.*\n)*.*colonne 60(.*\n)*.*colonne 70"):
        pg.count_professionals(path)


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("CODGEO;60\n59350;1000000\n", {}, 1_000_000),
        ("CODGEO;finess;60\n59350;590000188;12\n", {"columns": {"60": "60"}}, 12),
        ("CODGEO;an;60\n59350;2021;12\n59350;2020;9000000\n", {"date": "2021"}, 12),
        ("CODGEO;population;60\n75056;2133111;12\n", {}, 12),
        (f"{MELODI}\n59350;COM;D265;2023;12\nF;FRANCE;D265;2023;4000000\n", {}, 12),
    ],
)  # fmt: skip
def test_what_is_not_counted_in_a_commune_has_no_bound(
    tmp_path: Path, text: str, options: dict[str, Any], expected: int
) -> None:
    counts = pg.count_professionals(written(tmp_path, text), **options).counts
    assert counts.to_numpy().sum() == expected


@pytest.mark.filterwarnings("ignore:.*refusé")
def test_a_row_of_the_country_has_no_bound(tmp_path: Path) -> None:
    path = written(tmp_path, "CODGEO;60\n59350;12\nFRANCE;4000000\n")
    assert pg.count_professionals(path).counts["60"].to_dict() == {"59350": 12}


# What is no number, and where


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("59350;12\n62041;nd\n62119;nd\n", "2 valeurs illisibles ('nd'), lignes 3, 4 ; .*vide"),
        ("59350;12\n62041;3\n62119;1.234\n", "('1.234'), ligne 4 : milliers ou décimales"),
        ("59350;9000000000000\n62041;3\n", r"\(13 chiffres\), ligne 2 ; .*mille milliards"),
        ("59350\n62041;douze\n", r"\(5 lettres\), ligne 3$"),
        ("59350;5\n62041;-3\n", r"1 nombre négatif, dont -3, ligne 3\.$"),
        ("59350\n62041;-3\n62119;-1,5\n", r"2 nombres négatifs, dont -3.0, lignes 3, 4\.$"),
        (f"59350;1\n{'62041;s' + chr(10)}" * 7, r"lignes 3, 5, 7, 9, 11… ; .*case vide"),
    ],
)
def test_the_line_is_said(tmp_path: Path, rows: str, message: str) -> None:
    with raises(LayoutError, match=message.replace("('", r"\('").replace("')", r"'\)")):
        pg.count_professionals(written(tmp_path, f"CODGEO;60\n{rows}"))


# Full-time equivalents, and other decimals


@pytest.mark.parametrize(
    ("rows", "several", "total", "effectif"),
    [
        ("59350;12,5\n62041;3\n", 1, 15.5, 16),
        ("59350;12.25\n62041;3.25\n75101;0.5\n75102;0.4\n", 4, 16.4, 16),
        ("59350;1 204,5\n62041;0,5\n", 2, 1_205, 1_205),
        ("2A004;0,333\n62041;0,333\n59350;0,334\n", 3, 1, 1),
    ],
)
def test_decimals_are_kept_and_told(
    tmp_path: Path, rows: str, several: int, total: float, effectif: int
) -> None:
    with pytest.warns(UserWarning, match="plus fort reste") as warned:
        d = pg.count_professionals(written(tmp_path, f"CODGEO;60\n{rows}"))
    cells = f"{several} cellule{'s' if several > 1 else ''} à décimales, gardées"
    assert [cells in simple(str(one.message)) for one in warned] == [True]
    assert d.bilan.remarks[DECIMALS] == several
    assert d.counts["60"].sum() == pytest.approx(total)
    table = pg.aggregate(d, "BV2022", field="all")
    assert table["effectif"].sum() == table["proximite"].sum() == effectif
    assert table.attrs["remarques"][DECIMALS] == several


@pytest.mark.parametrize(
    "rows", ["59350;12,0\n62041;3\n", "59350;12.00\n62041;\n", "59350;1 204\n62041;3,0\n"]
)
def test_decimals_that_are_zeros_are_none(tmp_path: Path, rows: str) -> None:
    d = pg.count_professionals(written(tmp_path, f"CODGEO;60\n{rows}"))
    assert DECIMALS not in d.bilan.remarks
    assert pd.api.types.is_integer_dtype(d.counts["60"])


@pytest.mark.filterwarnings("ignore:.*(refusé|arrondissements)")
@pytest.mark.parametrize(
    "rows", ["59350;12\nFRANCE;3,5\n", "69123;3\n69381;1,5\n69382;1,5\n", "59350;12\nABCDE;0,5\n"]
)
def test_decimals_that_are_not_counted_are_not_told(tmp_path: Path, rows: str) -> None:
    d = pg.count_professionals(written(tmp_path, f"CODGEO;60\n{rows}"))
    assert DECIMALS not in d.bilan.remarks


def test_decimals_of_a_frame() -> None:
    frame = pd.DataFrame({"CODGEO": ["59350", "62041"], "60": [1.5, 2.5], "21": [1.0, 2.0]})
    with pytest.warns(UserWarning, match=r"2\scellules à décimales"):
        d = pg.count_professionals(frame)
    assert d.bilan.remarks[DECIMALS] == 2
    assert d.counts["60"].tolist() == [1.5, 2.5]
