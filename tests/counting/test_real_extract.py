"""The 22 real rows of December 2021, one by one: each placed, or not, for the right reason."""

from pathlib import Path

import pandas as pd
import pytest

from poles_geo.counting.count import count_professionals
from poles_geo.sources.postal_codes import read_postal_codes

NAME = "PS_LibreAcces_Personne_activite_202112_extrait.txt"

EXPECTED = [
    ("71", "sans_lieu", None),
    ("72", "sans_lieu", None),
    ("26", "libelle", "25204"),  # 25300 DOUBS: thirteen communes have this postal code
    ("28", "libelle", "01034"),
    ("28", "libelle", "01053"),
    ("31", "sans_lieu", None),
    ("86", "sans_lieu", None),
    ("86", "code", "01004"),
    ("86", "sans_lieu", None),
    ("92", "libelle", "01248"),
    ("93", "sans_lieu", None),
    ("94", "code", "01241"),
    ("94", "code", "01053"),
    ("94", "code", "01034"),
    ("95", "sans_lieu", None),
    ("96", "code", "01053"),  # its postal code is a CEDEX, its commune code is not missing
    ("96", "code", "01004"),
    ("98", "code", "01451"),
    ("28", "libelle", "02810"),  # VILLERS-COTTERETS, with a hyphen
    ("28", "sans_lieu", None),
    ("28", "postal", "62624"),  # 62950 has one commune; country 99000 is France
    ("10S", "sans_lieu", None),  # SM20: gynécologie-obstétrique
]


@pytest.fixture(scope="module")
def extract(real_data: Path) -> list[str]:
    return (real_data / "rpps" / NAME).read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def postal_codes(real_data: Path) -> pd.DataFrame:
    return read_postal_codes(real_data / "cog" / "laposte_hexasmal.csv")


@pytest.mark.parametrize("number", range(22))
def test_each_row(
    number: int, extract: list[str], postal_codes: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    path.write_text(f"{extract[0]}\n{extract[number + 1]}\n", "utf-8")
    d = count_professionals(path, postal_codes=postal_codes)
    profession, line, commune = EXPECTED[number]
    assert d.bilan.table["lignes"].to_dict() == {line: 1}
    assert d.bilan.table["personnes"].to_dict() == {line: 1}
    if commune:
        assert d.counts.loc[commune].to_dict() == {profession: 1}
    else:
        assert d.counts.empty
    assert profession in d.professions


def test_all_rows_together(real_data: Path, postal_codes: pd.DataFrame) -> None:
    d = count_professionals(real_data / "rpps" / NAME, postal_codes=postal_codes)
    assert (d.bilan.n_rows, d.bilan.n_persons) == (22, 22)
    assert d.bilan.table["lignes"].to_dict() == {
        "code": 7, "postal": 1, "libelle": 5, "sans_lieu": 9,
    }  # fmt: skip
    assert d.bilan.persons_placed == 13
    assert d.date == "2021-12"
    assert d.counts.sum().to_dict() == {
        "26": 1, "28": 4, "86": 1, "92": 1, "94": 3, "96": 2, "98": 1,
    }  # fmt: skip


def test_a_cedex_without_commune_code(
    extract: list[str], postal_codes: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / NAME
    row = extract[16].replace("|01012|01053|", "|01012||")
    assert "01012 BOURG EN BRESSE CEDEX|01012||" in row
    path.write_text(f"{extract[0]}\n{row}\n", "utf-8")
    d = count_professionals(path, postal_codes=postal_codes)
    assert d.bilan.table["lignes"].to_dict() == {"cedex": 1}
    assert d.counts.loc["01053", "96"] == 1


def test_the_embedded_postal_codes_place_as_la_poste_s(real_data: Path) -> None:
    d = count_professionals(real_data / "rpps" / NAME)
    assert d.bilan.table["lignes"].to_dict() == {
        "code": 7, "postal": 1, "libelle": 5, "sans_lieu": 9,
    }  # fmt: skip
