"""The embedded example of counts: SIRENE's establishments, beside the file that they come from."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as parquet
import pytest
from build_edition import insee
from build_edition.__main__ import pack
from effectif_tables import simple

import poles_geo as pg
from poles_geo.codes import CODE
from poles_geo.edition import embedded as edition
from poles_geo.errors import SourceError

COLUMNS = {"generaliste": "10G", "infirmiers": "60", "dentiste": "40", "autre_specialiste": "10S"}


@pytest.fixture(scope="module")
def example() -> pd.DataFrame:
    return pg.load_example()


@pytest.fixture
def published(real_data: Path) -> pd.DataFrame:
    path = real_data / "professionnels" / insee.EXAMPLE.file
    table = pd.read_csv(path, sep=";", dtype={"codecommuneetablissement": "str"})
    return table.set_index("codecommuneetablissement").rename_axis("code_commune")


def test_it_is_the_file_zeros_included(example: pd.DataFrame, published: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(example, published.sort_index(), check_dtype=False)
    assert example.sum().to_dict() == published.sum().to_dict()


@pytest.mark.usefixtures("real_data")
def test_tools_remake_it(tmp_path: Path) -> None:
    made, embedded = tmp_path / "exemple.parquet", edition.DATA / "exemple.parquet"
    pack(insee.build_example(insee.EXAMPLE.find(tmp_path)), made)
    pd.testing.assert_frame_equal(pd.read_parquet(made), pd.read_parquet(embedded))
    ours, theirs = (parquet.read_metadata(path) for path in (made, embedded))
    if (ours.created_by, ours.metadata) == (theirs.created_by, theirs.metadata):
        assert made.read_bytes() == embedded.read_bytes()


@pytest.mark.parametrize("number", ["1.5", "", "-1", "40000"])
def test_a_number_that_would_change_is_refused(tmp_path: Path, number: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(f"codecommuneetablissement;infirmiers\n59350;3.0\n62041;{number}\n", "utf-8")
    with pytest.raises(SourceError, match="ne sont pas entiers"):
        insee.build_example(path)


def test_its_numbers_and_codes(example: pd.DataFrame) -> None:
    assert example.shape == (20_478, 12)
    assert (example.dtypes == "int64").all()
    assert (example >= 0).all(axis=None)
    assert example.any(axis=1).all()
    assert example.index.name == "code_commune"
    assert example.index.is_unique
    assert example.index.str.fullmatch(CODE).all()
    assert (edition.DATA / "exemple.parquet").stat().st_size < 300_000


def test_it_says_what_it_counts(example: pd.DataFrame) -> None:
    assert example.attrs["source"] == "SIRENE (Insee), 2019"
    assert (example.attrs["date"], example.attrs["unite"]) == ("2019", "établissements")
    told = " ".join(example.attrs["avertissements"])
    assert "non des professionnels" in told
    assert "ne se classent jamais par la règle de l'ORS" in told


def test_each_reading_is_its_own(example: pd.DataFrame) -> None:
    other = pg.load_example()
    other.attrs["avertissements"].clear()
    other.loc["59350"] = 0
    again = pg.load_example()
    pd.testing.assert_frame_equal(again, example)
    assert again.attrs == example.attrs


def test_its_counts_keep_what_it_says(example: pd.DataFrame) -> None:
    decompte = pg.count_professionals(example, columns=COLUMNS)
    assert (decompte.unit, decompte.nature) == ("établissements", "table par commune")
    table = pg.aggregate(decompte, "BV2022")
    for attrs in (decompte.counts.attrs, table.attrs):
        assert {key: attrs[key] for key in ("source", "date", "unite")} == {
            key: example.attrs[key] for key in ("source", "date", "unite")
        }
        assert set(example.attrs["avertissements"]) < set(attrs["avertissements"])
    away = example.index.str.match("97[578]|98|97123|97127")
    assert table["effectif"].sum() == example.loc[~away, list(COLUMNS)].to_numpy().sum()


def test_the_data_list_names_it() -> None:
    assert "SIRENE 2019" in simple(edition.CONTENTS["exemple.parquet"])
