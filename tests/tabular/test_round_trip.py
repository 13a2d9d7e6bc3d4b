"""Every table that a public function gives is read as it was written, with all that it carries."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from effectif_tables import raises
from hypothesis import given, settings
from hypothesis import strategies as st
from right_calls import TABLES

import poles_geo as pg
from poles_geo.errors import LayoutError, TableError

ELSEWHERE = {
    *("fetch", "fetch_costs", "load_rules", "read_movements", "read_table"),
    *("register_layout", "write_long", "write_table"),
}
"""Names whose right call, in a test, reads or writes what is not there."""
NO_TABLE = {
    *("Condition", "Field", "ProfessionSet", "Rank", "Rules", "TypeThresholds"),
    *("cartes.embedded_land", "field_of", "read_populations", "regions_year", "rules_of"),
}
FILES = (".csv", ".xlsx", ".parquet", ".gpkg", ".geojson")
GIS = (".gpkg", ".geojson")
CALLS = [name for name in TABLES if name not in ELSEWHERE | NO_TABLE]


def called(name: str) -> Any:
    function: Any = pg
    for part in name.split("."):
        function = getattr(function, part)
    return function(**TABLES[name]())


def tables_in(value: Any, depth: int = 0) -> Iterator[pd.DataFrame]:
    """Find the tables of what a function gives."""
    if isinstance(value, pd.DataFrame):
        yield value
    elif isinstance(value, dict | tuple | list) and depth < 3:
        for part in value.values() if isinstance(value, dict) else value:
            yield from tables_in(part, depth + 1)
    elif is_dataclass(value) and depth < 3:
        for field in fields(value):
            yield from tables_in(getattr(value, field.name, None), depth + 1)


def carried(table: pd.DataFrame) -> dict[str, Any]:
    """Give its attrs that hold something."""
    return {key: value for key, value in table.attrs.items() if isinstance(value, float) or value}


def check_read_back(table: pd.DataFrame, folder: Path, suffix: str) -> None:
    read = pg.read_table(pg.write_table(table, folder / f"t{suffix}"))
    assert carried(read) == carried(table)
    expected = table
    if isinstance(table, gpd.GeoDataFrame):
        expected = pd.DataFrame(table.drop(columns="geometry"))
        if suffix not in (".csv", ".xlsx"):
            assert isinstance(read, gpd.GeoDataFrame)
            assert read.crs == table.crs
            assert read.columns.tolist() == table.columns.tolist()
            apart = shapely.distance(read.geometry.array, table.geometry.array)
            assert not (apart > (1e-9 if table.crs.is_geographic else 0.02)).any()
            read = pd.DataFrame(read.drop(columns="geometry"))
    exact: dict[str, Any] = {"rtol": 1e-6} if suffix == ".xlsx" else {"check_exact": True}
    pd.testing.assert_frame_equal(read, expected, **exact)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
def test_what_a_function_gives_is_read_back(name: str, tmp_path: Path) -> None:
    found = list(tables_in(called(name)))
    assert found
    for table in found:
        for suffix in FILES:
            if suffix not in GIS or isinstance(table, gpd.GeoDataFrame):
                check_read_back(table, tmp_path, suffix)


def test_the_names_left_out_give_no_table() -> None:
    assert set(TABLES) >= ELSEWHERE | NO_TABLE
    for name in NO_TABLE:
        assert not list(tables_in(called(name))), name


PUBLISHED: dict[str, Callable[[], pd.DataFrame]] = {
    "configurations": lambda: pg.configurations(pg.load_report(), pg.read_communes()),
    "attraction": lambda: pg.attraction(pg.load_report(), pg.read_communes().head(500)),
    "exposure": lambda: pg.exposure(pg.load_report()),
    "dependency": lambda: pg.dependency(pg.load_report()),
    "centralities": lambda: pg.centralities(pg.links(pg.load_report()), pg.load_report()),
    "sensitivity": lambda: pg.sensitivity(pg.load_report().drop(columns="geometry"), draws=20),
}


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
def test_the_measures_of_the_published_poles_are_read_back(name: str, tmp_path: Path) -> None:
    table = PUBLISHED[name]()
    for suffix in (".csv", ".xlsx", ".parquet"):
        check_read_back(table, tmp_path, suffix)


CELLS = {
    "str": st.one_of(st.none(), st.text(st.characters(exclude_categories=["C"]), min_size=1)),
    "Int64": st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1)),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "float64": st.one_of(st.none(), st.floats(allow_nan=False)),
    "Float64": st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
    "bool": st.booleans(),
    "boolean": st.one_of(st.none(), st.booleans()),
    "category": st.sampled_from(["haut", "bas"]),
}
NAMES = st.lists(
    st.one_of(st.text("abcÉ 1_", min_size=1).filter(str.strip), st.integers(0, 9)),
    min_size=2, max_size=5, unique_by=lambda name: str(name).strip().casefold(),
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(NAMES, st.data())
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_any_table_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, names: list[Any], data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, 5))
    columns = {}
    for name in names:
        kind = data.draw(st.sampled_from(list(CELLS)))
        cells = data.draw(st.lists(CELLS[kind], min_size=count, max_size=count))
        columns[name] = pd.Series(cells, dtype=kind)
    codes = [f"{place:05d}" for place in range(count)]
    table = pd.DataFrame(columns)
    if data.draw(st.booleans()):
        table = table.set_index(pd.Index(codes, name="Autre nom", dtype="str"))
    else:  # a row that holds nothing is no row of a text
        table["rangée"] = codes
    table.attrs = {"source": "essai", "annee_cog": 2024, "beta": np.float64(2.5)}
    check_read_back(table, tmp_path_factory.mktemp("t"), suffix)


def test_a_table_whose_sum_was_taken_out_is_read_by_its_headings(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"valeur": [1.5, 2], "nom": ["a", "b"]}, index=pd.Index(["01", "02"], name="code")
    )
    path = pg.write_table(table, tmp_path / "t.csv")
    beside = tmp_path / "t.csv-metadata.json"
    beside.write_text("".join(
        line for line in beside.read_text("utf-8").splitlines(True) if "sha256" not in line
    ), "utf-8")  # fmt: skip
    path.write_text('Code;Note;valeur\n01;x;"1 234,5"\n02;y;rien\n', "utf-8")
    read = pg.read_table(path)
    assert read.index.tolist() == ["01", "02"]
    assert read.columns.tolist() == ["Note", "valeur"]
    assert read["valeur"].tolist() == [1234.5, "rien"]
    path.write_text("autre;valeur\n01;2\n", "utf-8")
    with pytest.raises(LayoutError, match=r"se lit avec le fichier -metadata\.json"):
        pg.read_table(path)


CODES = pd.Index(["a", "b"], name="code")
ODD: dict[str, pd.DataFrame] = {
    "categories of numbers": pd.DataFrame({"c": pd.Categorical([3, 1], [1, 2, 3])}, index=CODES),
    "dates": pd.DataFrame({"c": pd.to_datetime(["2020-01-01", "2021-01-02"])}, index=CODES),
    "the largest whole numbers": pd.DataFrame(
        {"i": pd.array([2**63 - 1, None], "Int64"), "u": np.array([1, 0], "uint64")}, index=CODES
    ),
    "infinite": pd.DataFrame({"c": [np.inf, 1.5]}, index=CODES),
    "no row": pd.DataFrame({"c": pd.Series([], dtype="float64")}, CODES[:0].astype("str")),
    "blanks around, and lines": pd.DataFrame({"c": [" a ", "b\n c"]}, index=CODES),
    "formulas": pd.DataFrame({"=c": ["=1", "'=2"]}, index=CODES),
    "one column of lists": pd.DataFrame({"note": ["a,b", "c,d"]}),
    "a heading that is a printed one": pd.DataFrame({"colonne": ["effectif", "Rang"]}, index=CODES),
    "a last row that is a note": pd.DataFrame({"c": ["x", None]}, pd.Index(["a", "b c"], name="n")),
    "whole numbers as index": pd.DataFrame({"c": [1, 2]}, pd.Index([3, 4], name="k")),
}  # fmt: skip


@pytest.mark.parametrize("table", ODD.values(), ids=ODD)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_odd_tables_are_read_back(table: pd.DataFrame, suffix: str, tmp_path: Path) -> None:
    check_read_back(table, tmp_path, suffix)


def test_what_no_file_holds_is_refused_or_left_to_text(tmp_path: Path) -> None:
    table = pd.DataFrame({"c": pd.cut(pd.Series([1, 5]), [0, 2, 6])}).set_index(CODES)
    read = pg.read_table(pg.write_table(table, tmp_path / "t.csv"))
    assert read["c"].tolist() == ["(0, 2]", "(2, 6]"]
    levels = pd.MultiIndex.from_tuples([("a", "b")], names=["n", "n"])
    with raises(TableError, "deux niveaux de l'index ont le même nom"):
        pg.write_table(pd.DataFrame({"v": [1]}, index=levels), tmp_path / "t.csv")
    with raises(TableError, "d'un seul type.*mêlées : c"):
        pg.write_table(pd.DataFrame({"c": ["a", 3]}, index=CODES), tmp_path / "t.parquet")
    with raises(TableError, "colonnes en double"):
        pg.write_table(pd.DataFrame([[1, 2]], columns=["x", "x"]), tmp_path / "t.parquet")
    assert not (tmp_path / "t.parquet").exists()


def test_attrs_are_written_in_the_kind_that_is_read(tmp_path: Path) -> None:
    table = pd.DataFrame({"v": [1, 2]}, index=CODES)
    table.attrs = {"source": 2021, "avertissements": "un", "champ": [1], "bornes": (1, 2), "o": {1}}
    read = pg.read_table(pg.write_table(table, tmp_path / "t.csv"))
    assert read.attrs == {"source": "2021", "avertissements": ["un"], "bornes": [1, 2]}
