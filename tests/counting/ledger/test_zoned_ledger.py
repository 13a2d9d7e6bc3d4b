"""The ledger of a table by bassin: what it says is of that table, code by code."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from effectif_tables import simple
from hypothesis import given, settings
from hypothesis import strategies as st
from register_generator import EDITIONS, generate
from small_zoning import POSTAL_TABLE, ZONAGE

from poles_geo.counting.aggregate import aggregate, aggregate_with_bilan
from poles_geo.counting.count import count_professionals
from poles_geo.counting.ledger.bilan import Bilan
from poles_geo.errors import PolesGeoError


def assert_codes_add_up(bilan: Bilan) -> None:
    """Check that the codes of each line but the first have all its rows."""
    sums = bilan.codes.groupby("ligne")["lignes"].sum().to_dict()
    assert sums == bilan.table["lignes"].drop("code", errors="ignore").to_dict()


@settings(deadline=None, max_examples=40)
@given(
    st.integers(0, 10**6),
    st.sampled_from([edition for edition in EDITIONS if edition != "savoir_faire_a_part"]),
    st.sampled_from(["unique", "share", "none"]),
)
def test_every_row_of_a_line_has_its_code(seed: int, edition: str, postal: str) -> None:
    file = generate(seed, 40, edition=edition, traps=0.3)
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = Path(folder) / "PS_LibreAcces_Personne_activite_202110080839.txt"
        path.write_bytes(file.to_bytes())
        try:
            d = count_professionals(path, postal_codes=POSTAL_TABLE, postal=postal)
            _, bilan = aggregate_with_bilan(d, ZONAGE)
        except PolesGeoError:  # nobody to count, or to place
            return
    assert_codes_add_up(d.bilan)
    assert_codes_add_up(bilan)


def test_what_is_absent_from_the_zoning_is_told_with_its_number() -> None:
    counts = pd.DataFrame({"code": ["59350", "59512", "80021"], "60": [50, 7, 12]})
    d = count_professionals(counts, progress=False)
    zoning = pd.DataFrame(
        {"code_bassin": ["59350"]}, index=pd.Index(["59350"], name="code_commune")
    )
    with pytest.warns(UserWarning, match="absentes du zonage") as warned:
        table = aggregate(d, zoning, field="all")
    told = [simple(str(warning.message)) for warning in warned]
    assert any("(59512, 80021) ; ce qui y est (19) n'est compté nulle part." in t for t in told)
    assert table["effectif"].sum() == 50


def test_numbers_beside_a_missing_one_are_told() -> None:
    """50129: 60 nurses are given, its generalists are not; its bassin is not counted."""
    counts = pd.DataFrame(
        {"code": ["59350", "50129"], "10G": [20, None], "60": [50, 60]}, dtype=object
    )
    d = count_professionals(counts, progress=False)
    with pytest.warns(UserWarning, match="champ"):
        table = aggregate(d, "BV2022", field=["59"])
    assert table["effectif"].sum() == 70
    assert table.loc["50129", ["effectif"]].isna().all()
    told = "professionnels non comptés, de bassins où d'autres nombres manquent"
    assert table.attrs["remarques"][told] == 60
