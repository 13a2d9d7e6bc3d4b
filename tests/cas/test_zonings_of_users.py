"""Zonings that people really have: each kind, its inputs, and the right answer."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from effectif_tables import raises, simple

import poles_geo as pg
from poles_geo.errors import TableError

pytestmark = pytest.mark.filterwarnings("ignore:.*sans code dans la colonne")


@pytest.fixture
def cas(real_data: Path) -> Path:
    return real_data / "cas"


def zoning(rows: dict[str, str], column: str = "CPTS", **others: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"CODGEO": list(rows), column: list(rows.values()), **others})


def counted(table: pd.DataFrame, numbers: dict[str, int]) -> pd.DataFrame:
    """Count nurses by commune in a zoning."""
    source = pd.DataFrame({"CODGEO": list(numbers), "60": list(numbers.values())})
    return pg.aggregate(pg.count_professionals(source), pg.read_composition(table), field="all")


# A zoning finer than the commune


def test_communities_of_arrondissements(cas: Path) -> None:
    d = pg.count_professionals(cas / "g_arr.csv")
    with pytest.warns(UserWarning, match=r"absentes? du zonage"):
        table = pg.aggregate(d, pg.read_composition(cas / "cpts_paris1.csv"))
    assert table["effectif"].to_dict() == {"CPTS13": 550, "CPTSBB": 550}
    composition = pg.read_composition(cas / "cpts_paris.csv")
    assert composition["code_bassin"].to_dict() == {
        "75113": "CPTS13", "75114": "CPTS14", "92012": "CPTSBB",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "numbers", "expected"),
    [
        ({"69381": "A", "69382": "B"}, {"69381": 3, "69382": 4}, {"A": 3, "B": 4}),
        ({"13201": "A", "13202": "A", "59350": "B"}, {"13201": 3, "59350": 1}, {"A": 3, "B": 1}),
        ({"75056": "75056", "75101": "75056"}, {"75101": 3, "75120": 4}, {"75056": 7}),
    ],
)
def test_other_zonings_of_arrondissements(
    rows: dict[str, str], numbers: dict[str, int], expected: dict[str, int]
) -> None:
    assert counted(zoning(rows), numbers)["effectif"].to_dict() == expected


@pytest.mark.parametrize("rows", [{"75113": "A"}, {"69381": "A", "69382": "B"}])
def test_a_whole_city_never_goes_to_one_of_its_arrondissements(rows: dict[str, str]) -> None:
    city = {"75": "75056", "69": "69123"}[next(iter(rows))[:2]]
    with pytest.warns(UserWarning, match=rf"absente du zonage \({city}\)"):
        table = counted(zoning({**rows, "59350": "B"}), {city: 100, "59350": 1})
    assert table["effectif"].sum() == 1


# A code that is no unit


@pytest.mark.parametrize(
    ("name", "column", "outside"),
    [
        ("aav_sample.csv", "AAV2020", ["01002"]),
        ("cpts_noms2.csv", None, ["62041", "62119", "62498"]),
    ],
)
@pytest.mark.filterwarnings("ignore:.*(hors de toute|presque semblables)")
def test_communes_of_no_unit(cas: Path, name: str, column: str | None, outside: list[str]) -> None:
    composition = pg.read_composition(cas / name, zonage=column)
    assert composition.attrs["sans_bassin"] == outside


@pytest.mark.parametrize(
    "none", ["000", "00000", "59000", "Non couvert", "NON COUVERT", "N/A", "0"]
)
def test_other_codes_that_are_no_unit(none: str) -> None:
    with pytest.warns(UserWarning, match=r"1\scommune hors de toute unité"):
        composition = pg.read_composition(zoning({"59350": none, "59512": "59512"}, "UU2020"))
    assert composition["code_bassin"].isna().tolist() == [True, False]


def test_two_spellings_of_one_name_are_told(cas: Path) -> None:
    with pytest.warns(UserWarning) as warned:  # noqa: PT030 several
        pg.read_composition(cas / "cpts_noms2.csv")
    said = [simple(str(one.message)) for one in warned]
    assert any("presque semblables" in text and "lignes 2 (20 signes), 3 (20 signes)" in text
               for text in said)  # fmt: skip


# Damaged codes, and one code of several names


def test_codes_that_lost_digits(cas: Path) -> None:
    with raises(TableError, match=r"tableur a perdu des chiffres \(2,00069E\+08, 5 lignes\)"):
        pg.read_composition(cas / "epci_excel.csv")


@pytest.mark.parametrize("code", ["2.00069E+08", "2E8", "2,4E+08"])
def test_other_codes_that_lost_digits(code: str) -> None:
    with raises(TableError, match="tableur a perdu des chiffres"):
        pg.read_composition(zoning({"59350": code, "59512": "200069193"}, "EPCI"))


def test_one_code_of_several_names(cas: Path) -> None:
    with raises(
        TableError, match=r"le code '1' a plusieurs noms.*2 \(6 lettres\), 3 \(15 signes\)"
    ):
        pg.read_composition(cas / "u2.csv")


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        (["Lens", "Lens"], False),
        (["Saint-Omer", "SAINT OMER"], False),
        (["Lens", "Liévin"], True),
        (["Canton 1 du Nord", "Canton 1 du Rhône"], True),
    ],
)
def test_names_of_one_code(names: list[str], refused: bool) -> None:
    table: Any = zoning({"59350": "01", "69123": "01"}, "CANTON", LIBCANTON=names)
    if refused:
        with raises(TableError, match="le code '01' a plusieurs noms"):
            pg.read_composition(table)
    else:
        assert set(pg.read_composition(table)["code_bassin"]) == {"01"}


# Official files with more in them


def test_an_official_table_with_a_title_above_its_header(cas: Path) -> None:
    composition = pg.read_composition(cas / "ta_insee_noarm.xlsx", zonage="ZE2020")
    assert len(composition) == 649


def test_the_row_of_monaco(cas: Path) -> None:
    with pytest.warns(UserWarning, match=r"hors de France \(99138\)"):
        table = pg.read_postal_codes(cas / "laposte_monaco.csv")
    assert table["code_commune"].tolist() == ["59350", "59512"]


def test_codes_of_departement_and_commune_apart(cas: Path) -> None:
    people = pg.read_populations(cas / "pop2_old.csv", column="PMUN")
    assert people.to_dict() == {"01001": 779, "01002": 256}


# Insee's list of communes: parts of communes are among them


@pytest.mark.parametrize(("zonage", "units"), [("ARR", 333), ("DEP", 101), ("REG", 18)])
@pytest.mark.filterwarnings("ignore:.*sans code dans la colonne")
def test_the_official_list_of_communes_is_a_zoning(
    real_data: Path, zonage: str, units: int
) -> None:
    table = pg.read_composition(real_data / "cog" / "v_commune_2024.csv", zonage=zonage)
    assert len(table) == 34_935
    assert table["code_bassin"].nunique() == units


@pytest.mark.parametrize(
    "rows",
    [
        "COMD,01015,,,,01015\n",
        "COMA,01059,,,,01015\n",
        "ARM,75101,75,,,75056\nARM,75102,75,,,75056\n",
    ],
)
def test_parts_of_communes_in_a_list_of_communes(tmp_path: Path, rows: str) -> None:
    path = tmp_path / "v_commune_2024.csv"
    whole = "COM,01015,01,012,0108,\nCOM,75056,75,751,7599,\nCOM,01004,01,011,0101,\n"
    path.write_text(f"TYPECOM,COM,DEP,ARR,CAN,COMPARENT\n{rows}{whole}", "utf-8")
    table = pg.read_composition(path, zonage="DEP")
    assert table["code_bassin"].to_dict() == {"01015": "01", "75056": "75", "01004": "01"}
