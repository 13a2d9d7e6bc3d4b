"""A table of any engine is counted where it lives: the same counts and ledger as its file."""

import shutil
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from register_generator import Register, generate
from register_truth import Truth
from small_zoning import POSTAL_TABLE, aggregated, cells, ledger_of

from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.ledger.bilan import ROWS
from poles_geo.errors import ChoiceError, LayoutError, SourceError

BY = ("person", "fraction", "activity")
POSTAL = ("unique", "share", "none")

Opened = Callable[[Path], Any]


def opened_by_pandas(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep="|", quoting=3, dtype=str)


def opened_by_polars(path: Path) -> pl.LazyFrame:
    return pl.scan_csv(path, separator="|", quote_char=None, infer_schema=False)


def opened_by_pyarrow(path: Path) -> pa.Table:
    return opened_by_polars(path).collect().to_arrow()


def opened_by_duckdb(path: Path) -> Any:
    duckdb = pytest.importorskip("duckdb")
    options = "delim='|', quote='', escape='', header=true, all_varchar=true"
    return duckdb.sql(f"SELECT * FROM read_csv('{path}', {options})")


@pytest.fixture(scope="module")
def opened_by_spark() -> Iterator[Opened]:
    pyspark = pytest.importorskip("pyspark.sql", reason="PySpark absent")
    if shutil.which("java") is None:
        pytest.skip("Java absent : PySpark ne peut pas démarrer")
    session = (
        pyspark.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.sql.codegen.wholeStage", "false")  # tables of forty rows
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    reader = session.read.option("header", "true").option("sep", "|").option("quote", "")
    yield lambda path: reader.csv(str(path))
    session.stop()


def written(file: Register, folder: Path) -> Path:
    """Write the lines of a file that are rows: a table has no other."""
    file.lines = [
        line for line in file.lines if line.exclusion not in ("rejet_colonnes", "rejet_vide")
    ]
    path = folder / "PS_LibreAcces_Personne_activite_202610080839.txt"
    path.write_bytes(file.to_bytes())
    return path


def counted(source: Any, **options: Any) -> Decompte:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?s).*(rejetée|aucun savoir-faire)")
        return count_professionals(source, postal_codes=POSTAL_TABLE, **options)


def assert_same(of_table: Decompte, of_file: Decompte) -> None:
    pd.testing.assert_frame_equal(of_table.bilan.table, of_file.bilan.table)
    pd.testing.assert_frame_equal(of_table.counts, of_file.counts)
    found, expected = aggregated(of_table), aggregated(of_file)
    pd.testing.assert_frame_equal(found, expected)
    for key in ("bilan", "communes_hors_zonage", "remarques"):
        assert found.attrs[key] == expected.attrs[key]


def assert_true(d: Decompte, truth: Truth) -> None:
    assert ledger_of(d.bilan.table) == truth.bilan(ROWS)
    assert cells(d) == pytest.approx(truth.by_commune(d.by))


@settings(deadline=None, max_examples=12)
@given(
    st.integers(0, 10**6),
    st.sampled_from([opened_by_pandas, opened_by_polars, opened_by_pyarrow, opened_by_duckdb]),
    st.sampled_from(BY),
    st.sampled_from(POSTAL),
    st.sampled_from(["2026", "variante"]),
)
def test_a_table_is_counted_as_its_file(
    tmp_path_factory: pytest.TempPathFactory, seed: int, opened: Opened, by: str, postal: str,
    edition: str,
) -> None:  # fmt: skip
    file = generate(seed, 30, edition=edition, traps=0.3)
    path = written(file, tmp_path_factory.mktemp("registre"))
    d = counted(opened(path), by=by, postal=postal)
    assert_same(d, counted(path, by=by, postal=postal))
    assert_true(d, Truth(file, postal=postal))


@pytest.mark.parametrize("postal", POSTAL)
@pytest.mark.parametrize("by", BY)
def test_spark_counts_as_the_file(
    opened_by_spark: Opened, tmp_path: Path, by: str, postal: str
) -> None:
    file = generate(BY.index(by) * 3 + POSTAL.index(postal), 40, traps=0.3, shuffled=True)
    path = written(file, tmp_path)
    d = counted(opened_by_spark(path), by=by, postal=postal)
    assert d.placements.frame.implementation.is_pyspark()
    assert_same(d, counted(path, by=by, postal=postal))
    assert_true(d, Truth(file, postal=postal))


def test_spark_counts_another_edition_with_filters(opened_by_spark: Opened, tmp_path: Path) -> None:
    path = written(generate(5, 40, edition="variante", traps=0.4), tmp_path)
    options = {"modes": {"L", ""}, "replacements": False, "no_speciality": "specialist"}
    assert_same(counted(opened_by_spark(path), **options), counted(path, **options))


def test_identifiers_as_a_reader_of_numbers_leaves_them() -> None:
    """Columns of whole numbers, and cells that are missing."""
    table = pd.DataFrame(
        {
            "Identification nationale PP": [810000000001, 810000000001, 810000000002],
            "Code profession": [60, 60, 21],
            "Code savoir-faire": [None, None, None],
            "Code postal (coord. structure)": [1000, 1000, None],
            "Code commune (coord. structure)": [None, 1034, 25462],
        }
    ).convert_dtypes()
    d = counted(table)
    assert cells(d) == {
        ("01034", "60"): 1, ("01053", "60"): 1, ("25462", "21"): 1,
    }  # fmt: skip
    assert d.bilan.table["lignes"].to_dict() == {"code": 1, "reparation": 1, "postal": 1}


def test_persons_that_cannot_be_read_are_in_the_ledger() -> None:
    table = pl.DataFrame(
        {
            "Identification nationale PP": ["1", None, "?", "2"],
            "Code profession": ["60"] * 4,
            "Code savoir-faire": [""] * 4,
            "Code postal (coord. structure)": [""] * 4,
            "Code commune (coord. structure)": ["01034"] * 4,
        }
    )
    with pytest.warns(UserWarning, match=r"table donnée.*2\slignes rejetées"):
        d = count_professionals(table.lazy())
    assert d.bilan.table["lignes"].to_dict() == {"code": 2, "rejet_identifiant": 2}
    assert (d.bilan.n_rows, d.bilan.n_persons) == (4, 2)


def test_what_is_no_table_of_activities_is_refused() -> None:
    with pytest.raises(LayoutError, match=r"(?s)ni fichier d'activités.*lieu, effectif"):
        count_professionals(pd.DataFrame({"lieu": ["01034"], "effectif": [1]}))
    with pytest.raises(LayoutError, match=r"manquantes.*Identification.*effectif"):
        count_professionals(pl.LazyFrame({"code_commune": ["01034"], "effectif": [1]}))
    with pytest.raises(SourceError, match=r"un chemin de fichier ou une table.*list"):
        count_professionals([1, 2])  # type: ignore[arg-type]
    columns = ["Identification nationale PP", "Code profession", "Code savoir-faire",
               "Code postal (coord. structure)", "Code commune (coord. structure)"]  # fmt: skip
    empty = pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    with pytest.raises(LayoutError, match="aucune ligne sous l'en-tête"):
        count_professionals(empty)
    with pytest.raises(ChoiceError, match=r"modes.*table donnée.*Code mode exercice"):
        count_professionals(empty, modes={"L"})
    twice = empty.with_columns(pl.lit("").alias("code commune (structure)"))
    with pytest.raises(LayoutError, match=r"code commune \(structure\).*en double"):
        count_professionals(twice)


def test_a_table_that_cannot_be_computed_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"polars n'a pas pu la calculer \(FileNotFound"):
        count_professionals(pl.scan_csv(tmp_path / "absent.csv"))
    path = written(generate(1, 3, traps=0), tmp_path)
    frame = opened_by_polars(path)
    frame.collect_schema()
    broken = frame.with_columns(pl.col("Code profession").str.to_date("%Y").cast(pl.String))
    with pytest.raises(SourceError, match=r"polars n'a pas pu") as raised:
        count_professionals(broken)
    assert "810" not in str(raised.value)


@pytest.mark.parametrize("word", ["nan", "NaN", "NA", "<NA>", "NaT", "None", "null", "N/A"])
def test_a_cell_that_was_made_a_text_is_empty_still(tmp_path: Path, word: str) -> None:
    """As ``astype(str)`` of pandas, or a CSV written by R, leaves missing cells."""
    path = written(generate(3, 200, traps=0.3), tmp_path)
    table = opened_by_pandas(path)
    assert_same(counted(table.fillna(word)), counted(table))
    table.fillna(word).to_csv(tmp_path / "texte.txt", sep="|", index=False, quoting=3)
    assert cells(counted(tmp_path / "texte.txt")) == cells(counted(path))


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NOM?", "#VALEUR!"])
def test_an_error_of_a_spreadsheet_is_nobody(tmp_path: Path, error: str) -> None:
    table = opened_by_pandas(written(generate(3, 40, traps=0), tmp_path))
    persons = table["Identification nationale PP"]
    one = table.assign(**{"Identification nationale PP": persons.mask(persons.index < 2, error)})
    assert counted(one).bilan.table["lignes"].loc["rejet_identifiant"] == 2


@pytest.mark.parametrize(
    ("column", "cast", "found"),
    [
        ("Code profession", pl.col("Code profession").str.split("x"), "List"),
        ("Identification nationale PP", pl.col("Identification nationale PP").cast(pl.Binary),
         "Binary"),
        ("Code postal (coord. structure)", pl.date(2024, 1, 1), "Date"),
    ],
)  # fmt: skip
def test_a_column_that_engines_write_each_in_its_way_is_refused(
    tmp_path: Path, column: str, cast: pl.Expr, found: str
) -> None:
    frame = opened_by_polars(written(generate(3, 20, traps=0), tmp_path)).collect()
    frame = frame.with_columns(cast.alias(column))
    duckdb = pytest.importorskip("duckdb")
    for given_table in (frame, frame.lazy(), duckdb.from_arrow(frame.to_arrow())):
        with pytest.raises(LayoutError) as raised:
            count_professionals(given_table)
        told = str(raised.value).replace("\N{NO-BREAK SPACE}", " ")
        assert f"colonne « {column} » : du texte est attendu, trouvé {found}" in told
