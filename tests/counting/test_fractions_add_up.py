"""Fractions of persons add up to the persons placed, exactly: nobody is gained, nobody is lost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from register_generator import EDITIONS, Register, generate
from register_truth import POLE, PROXIMITE
from small_zoning import POSTAL_TABLE, PROFESSIONS, ZONAGE

import poles_geo as pg
from poles_geo.counting.decompte import Decompte
from poles_geo.counting.located.placements import PARTS
from poles_geo.errors import TableError

pytestmark = pytest.mark.filterwarnings("ignore:(?s).*(rejetée|aucun savoir-faire|du zonage)")
ONE_GROUP = pg.ProfessionSet("essai", "essai", {*PROXIMITE, *POLE}, set(), ())


@st.composite
def registers(draw: st.DrawFn) -> Register:
    """Draw a register that has a readable row."""
    file = generate(
        draw(st.integers(0, 10**6)),
        draw(st.integers(1, 60)),
        edition=draw(st.sampled_from([name for name in EDITIONS if "a_part" not in name])),
        traps=draw(st.sampled_from([0, 0.1, 0.4])),
        shuffled=draw(st.booleans()),
    )
    assume(any(not row.exclusion.startswith("rejet_") for row in file.lines))
    return file


def counted(file: Register, folder: pytest.TempPathFactory, postal: str) -> Decompte:
    path = folder.mktemp("registre") / "PS_LibreAcces_Personne_activite_202110080839.txt"
    path.write_bytes(file.to_bytes())
    return pg.count_professionals(path, by="fraction", postal=postal, postal_codes=POSTAL_TABLE)


def by_bassin(d: Decompte, professions: pg.ProfessionSet) -> tuple[int, int]:
    """Sum of the counts of the bassins, and persons placed by the ledger that goes with them."""
    try:
        table = pg.aggregate(d, ZONAGE, professions=professions, field="all")
    except TableError:  # Nothing is placed, or none of the professions is there.
        assume(False)
        raise
    bilan = pd.DataFrame(table.attrs["bilan"])
    return int(table["effectif"].sum()), int(bilan.loc[bilan["place"], "personnes"].sum())


postals = st.sampled_from(["unique", "none", "share"])


@settings(deadline=None, max_examples=60)
@given(file=registers(), postal=postals, professions=st.sampled_from([ONE_GROUP, PROFESSIONS]))
def test_bassins_add_up_to_the_persons_placed(
    tmp_path_factory: pytest.TempPathFactory,
    file: Register,
    postal: str,
    professions: pg.ProfessionSet,
) -> None:
    """Whatever the groups of each: half a person in each of two is one, not two or none."""
    found, placed = by_bassin(counted(file, tmp_path_factory, postal), professions)
    assert found == placed


@settings(deadline=None, max_examples=30)
@given(file=registers(), postal=st.sampled_from(["unique", "none"]))
def test_communes_add_up_to_the_last_part(
    tmp_path_factory: pytest.TempPathFactory, file: Register, postal: str
) -> None:
    d = counted(file, tmp_path_factory, postal)
    parts = np.rint(d.counts.to_numpy() * PARTS).astype(np.int64)
    assert parts.sum() == PARTS * d.bilan.persons_placed


@pytest.mark.parametrize(("persons", "placed"), [(1, 1), (2, 2), (3, 3), (7, 7)])
def test_halves_of_persons_in_two_groups_are_whole_persons(persons: int, placed: int) -> None:
    """Infirmiers in Lille who are sages-femmes in Arras: a half in each, of each group."""
    numbers = [str(rank) for rank in range(persons) for _ in range(2)]
    rows = pd.DataFrame(
        {
            "Identification nationale PP": numbers,
            "Code profession": ["60", "50"] * persons,
            "Code savoir-faire": "",
            "Code postal (coord. structure)": "",
            "Code commune (coord. structure)": ["59350", "62041"] * persons,
        }
    )
    d = pg.count_professionals(rows, by="fraction", date="2024")
    table = pg.aggregate(d, "BV2022", field="all")
    assert table["effectif"].sum() == placed
    assert table["effectif"].equals(table["proximite"] + table["pole"])
