"""What a register warns of: the médecins of whom it says no speciality."""

import warnings
from pathlib import Path

import pytest

import poles_geo as pg

COLUMNS = (
    "Identification nationale PP", "Code profession", "Code savoir-faire",
    "Code postal (coord. structure)", "Code commune (coord. structure)",
)  # fmt: skip


def doctors(folder: Path, known: int, unknown: int) -> Path:
    path = folder / "PS_LibreAcces_Personne_activite_202410.txt"
    skills = ["SM54"] * known + [""] * unknown
    rows = [f"8{rank:010}|10|{skill}||59350" for rank, skill in enumerate(skills)]
    path.write_text("\n".join(["|".join(COLUMNS), *rows, ""]), "utf-8")
    return path


@pytest.mark.parametrize(("known", "unknown"), [(50, 50), (48, 51)])
def test_half_of_few_or_of_many_without_speciality_is_no_doubt(
    tmp_path: Path, known: int, unknown: int
) -> None:
    counts = pg.count_professionals(doctors(tmp_path, known, unknown)).counts
    assert counts.sum().sum() == known + unknown


def test_more_than_half_without_speciality_is_told(tmp_path: Path) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pg.count_professionals(doctors(tmp_path, 49, 51))
    (told,) = [str(one.message) for one in caught]
    assert "51,0" in told
    assert "aucun savoir-faire" in told
