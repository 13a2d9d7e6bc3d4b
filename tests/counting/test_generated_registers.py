"""Counts and ledger agree exactly with the truth of generated files."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from register_generator import (
    EDITIONS,
    Register,
    generate,
)
from register_truth import POLE, PROXIMITE, Truth
from small_zoning import POSTAL_TABLE, PROFESSIONS, aggregated, cells, ledger_of

from poles_geo.counting.count import count_professionals
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.ledger.bilan import ROWS
from poles_geo.errors import TableError


@st.composite
def files(draw: st.DrawFn) -> Register:
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "cp1252"]))
    return generate(
        draw(st.integers(0, 10**6)),
        draw(st.integers(1, 60)),
        edition=draw(st.sampled_from(EDITIONS)),
        traps=draw(st.sampled_from([0, 0.1, 0.4])),
        line_end=draw(st.sampled_from(["\n", "\r\n"])),
        bom=encoding == "utf-8" and draw(st.booleans()),
        encoding=encoding,
        last_end=draw(st.booleans()),
        shuffled=draw(st.booleans()),
    )


def counted(file: Register, **options: object) -> Decompte:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "PS_LibreAcces_Personne_activite_202110080839.txt"
        path.write_bytes(file.to_bytes())
        if file.edition == "savoir_faire_a_part":
            skills = Path(folder) / "PS_LibreAcces_SavoirFaire_202110080839.txt"
            skills.write_bytes(file.skills_to_bytes())
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "(?s).*(rejetée|aucun savoir-faire)")
            return count_professionals(path, postal_codes=POSTAL_TABLE, **options)


def refuses_to_count_nobody(d: Decompte) -> None:
    """Check that a table of zeros is made only where nobody of the professions is counted."""
    told = None
    try:
        table = aggregated(d)
    except TableError as error:
        told = str(error)
    assert "rien n'est placé" in told if told else table["effectif"].sum() == 0


def readable(file: Register) -> bool:
    return any(not row.exclusion.startswith("rejet_") for row in file.lines)


@settings(deadline=None, max_examples=40)
@given(
    files().filter(readable),
    st.sampled_from(["person", "fraction", "activity"]),
    st.sampled_from(["unique", "share", "none"]),
    st.booleans(),
)
def test_counts_and_bilan_by_commune(file: Register, by: str, postal: str, widely: bool) -> None:
    d = counted(file, by=by, postal=postal, students=widely, military=widely)
    truth = Truth(file, postal=postal, students=widely, military=widely)
    assert ledger_of(d.bilan.table) == truth.bilan(ROWS)
    assert d.bilan.n_persons == len(truth.persons())
    assert cells(d) == pytest.approx(truth.by_commune(by))


@settings(deadline=None, max_examples=40)
@given(
    files().filter(readable),
    st.sampled_from(["person", "fraction", "activity"]),
    st.sampled_from(["unique", "none"]),
)
def test_counts_and_bilan_by_bassin(file: Register, by: str, postal: str) -> None:
    d = counted(file, by=by, postal=postal)
    truth = Truth(file, postal=postal)
    expected = truth.by_bassin(by, PROFESSIONS.codes)
    if not sum(expected.values()):
        refuses_to_count_nobody(d)
        return
    table = aggregated(d)
    for bassin, row in table.iterrows():
        groups = {
            "proximite": sum(expected.get((bassin, code), 0) for code in PROXIMITE),
            "pole": sum(expected.get((bassin, code), 0) for code in POLE),
            "infirmiers_psychiatrie": expected.get((bassin, "69"), 0),
        }
        if by == "fraction":
            assert all(abs(row[name] - value) < 2 for name, value in groups.items())
        else:
            assert {name: row[name] for name in groups} == groups
    total = sum(expected.values())
    assert abs(table["effectif"].sum() - total) <= (1.5 if by == "fraction" else 0)
    assert (table["pole"] + table["proximite"] == table["effectif"]).all()
    found = pd.DataFrame(table.attrs["bilan"]).set_index("ligne")
    assert ledger_of(found) == truth.bilan_of_bassins(PROFESSIONS.codes, ROWS)


@settings(deadline=None, max_examples=20)
@given(files().filter(readable), st.sampled_from(["person", "fraction", "activity"]))
def test_postal_codes_are_shared(file: Register, by: str) -> None:
    expected = Truth(file, postal="share").by_bassin(by, PROFESSIONS.codes)
    assume(sum(expected.values()))
    table = aggregated(counted(file, by=by, postal="share"))
    assert abs(table["effectif"].sum() - sum(expected.values())) <= 1.5
    for bassin, row in table.iterrows():
        value = sum(expected.get((bassin, code), 0) for code in PROXIMITE)
        assert abs(row["proximite"] - value) < 1


@settings(deadline=None, max_examples=30)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["2026", "variante"]),
    st.sets(st.sampled_from(["S", "L", "B", ""]), min_size=1),
    st.booleans(),
    st.sampled_from(["generalist", "specialist"]),
)
def test_options_choose_who_counts(
    seed: int, edition: str, modes: set[str], replacements: bool, no_speciality: str
) -> None:
    file = generate(seed, 30, edition=edition, traps=0.3)
    assume(readable(file))
    d = counted(file, modes=modes, replacements=replacements, no_speciality=no_speciality)
    truth = Truth(
        file,
        modes=frozenset(modes),
        replacements=replacements,
        unspecialised_generalist=no_speciality == "generalist",
    )
    assert ledger_of(d.bilan.table) == truth.bilan(ROWS)
    assert cells(d) == truth.by_commune("person")


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6), st.integers(2, 40), st.sampled_from([300, 1500, 9000]))
def test_the_size_of_blocks_changes_nothing(seed: int, n: int, size: int) -> None:
    file = generate(seed, n, traps=0.3, shuffled=True)
    assume(readable(file) and sum(Truth(file).by_bassin("person", PROFESSIONS.codes).values()))
    whole = counted(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("poles_geo.tabular.texts.streams.BLOCK", size)
        cut = counted(file)
        table = aggregated(cut)
    pd.testing.assert_frame_equal(whole.counts, cut.counts)
    pd.testing.assert_frame_equal(whole.bilan.table, cut.bilan.table)
    pd.testing.assert_frame_equal(whole.bilan.codes, cut.bilan.codes)
    pd.testing.assert_frame_equal(aggregated(whole), table)
    assert aggregated(whole).attrs == table.attrs
