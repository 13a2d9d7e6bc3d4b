"""The layouts that can be counted: asked in turn, those of users first."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises
from register_generator import generate

import poles_geo as pg
from poles_geo.counting.layouts import LAYOUTS
from poles_geo.errors import ChoiceError

CPTS = "ID_PRO;METIER;INSEE\n1;60;59350\n1;60;59350\n2;70;59350\n3;60;62041\n"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = dict(LAYOUTS)
    yield
    LAYOUTS.clear()
    LAYOUTS.update(before)


def read_cpts(path: Path) -> pd.DataFrame | None:
    """Read the file of a communauté professionnelle: a layout of one's own."""
    if path.is_dir() or not path.read_bytes().startswith(b"ID_PRO"):
        return None
    table = pd.read_csv(path, sep=";", dtype=str)
    names = {
        "ID_PRO": "Identification nationale PP", "METIER": "Code profession",
        "INSEE": "Code commune (coord. structure)",
    }  # fmt: skip
    return table.rename(columns=names).assign(
        **{"Code postal (coord. structure)": "", "Code savoir-faire": ""}
    )


def test_a_layout_registered_from_outside_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "cpts.csv"
    path.write_text(CPTS, "utf-8")
    pg.register_layout("fichier de la CPTS", read_cpts)
    d = pg.count_professionals(path)
    assert d.bilan.n_persons == 3
    assert d.counts.loc["59350"].to_dict() == {"60": 1, "70": 1}
    assert d.counts.loc["62041", "60"] == 1


def test_the_others_are_counted_as_before(tmp_path: Path) -> None:
    pg.register_layout("fichier de la CPTS", read_cpts)
    path = tmp_path / "PS_LibreAcces_Personne_activite_202610.txt"
    path.write_bytes(generate(5, 40, traps=0).to_bytes())
    assert pg.count_professionals(path, postal="none").bilan.n_persons == 40
    table = tmp_path / "table.csv"
    table.write_text("CODGEO;60\n59350;3\n", "utf-8")
    assert pg.count_professionals(table).counts.loc["59350", "60"] == 3


def test_a_name_already_taken_is_refused() -> None:
    with raises(ChoiceError, match="« BPE » : ce nom est déjà pris"):
        pg.register_layout("BPE", read_cpts)


def test_every_layout_has_its_name() -> None:
    assert list(LAYOUTS) == [
        "Annuaire Santé", "BPE, Melodi", "BPE", "BPE, une ligne par équipement",
        "une ligne par commune et profession",
        "une colonne par profession",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "date",
    ["hier", "01/01/2025", "2025-13-01", "2025-1-1", "2025-02-30", "202501", "", " 2025"],
)
def test_a_date_is_written_as_iso_does(date: object) -> None:
    counts = pd.DataFrame({"code": ["59350"], "60": [50]})
    with raises(ChoiceError, match="une date est attendue, comme « 2026-01-31 »"):
        pg.count_professionals(counts, date=date)


@pytest.mark.parametrize("date", ["2025", "2025-02", "2024-02-29"])
def test_a_day_a_month_or_a_year_is_a_date(date: str) -> None:
    counts = pd.DataFrame({"code": ["59350"], "60": [50]})
    assert pg.count_professionals(counts, date=date).date == date
