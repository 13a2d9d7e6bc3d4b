"""Counts compared: the two embedded zonings, registers of two dates, sources, refusals."""

import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from effectif_tables import raises
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from register_generator import generate
from small_zoning import POSTAL_TABLE, PROFESSIONS, ZONAGE
from two_dates import SEATS, made, movements

import poles_geo as pg
from poles_geo.analyses.changes.causes import CAUSES
from poles_geo.counting.decompte import Decompte
from poles_geo.errors import ChoiceError, DataWarning, LayoutError, TableError

DATA = Path(os.environ.get("POLES_GEO_DONNEES", "../shared/data"))
LILLE, DOUAI, LENS = "59350", "59178", "62498"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "(?s).*(rejetée|personne dans|du zonage|incertain)")
        yield


@pytest.fixture(scope="module")
def nurses() -> Decompte:
    return pg.count_professionals(pg.load_example(), columns={"infirmiers": "60"})


def test_one_count_in_two_zonings_differs_by_them_alone(nurses: Decompte) -> None:
    """SIRENE 2019, nurses: bassins de vie 2012 of the communes of 2014, then those of 2022."""
    with pytest.warns(DataWarning, match="placées selon le code"):
        found = pg.compare(nurses, nurses, zonage_before="BV2012", zonage="BV2022")
    with pytest.warns(DataWarning, match="placées selon le code"):
        before = pg.aggregate(nurses, "BV2012")["effectif"]
    assert len(found) == 1_707
    assert found["code_avant"].notna().sum() == found["ecart"].notna().sum()
    assert found.loc[LENS, "code_avant"] == DOUAI
    assert found.loc[DOUAI, "passage"] == "nouveau"
    told = found.dropna(subset="ecart")
    assert len(told) > 1_490
    assert (told[list(CAUSES)].sum(axis=1) == told["ecart"]).all()
    for name in ("cause_professions", "cause_source", "cause_reelle"):
        assert (found[name] == 0).all()
    assert told["cause_zonage"].abs().sum() > 10_000
    said = " ".join(found.attrs["avertissements"])
    assert "Zonage BV2012 avant, BV2022 après" in said
    gone = found.attrs["comparaison"]["disparus"]
    assert {unit["code"] for unit in gone}.isdisjoint(found["code_avant"].dropna())
    assert found["effectif_avant"].sum() + sum(u["effectif"] for u in gone) == before.sum()


def test_a_count_and_itself_have_nothing_between_them(nurses: Decompte) -> None:
    found = pg.compare(nurses, nurses)
    assert (found[["ecart", *CAUSES]] == 0).all(axis=None)


@pytest.mark.skipif(not DATA.is_dir(), reason="données réelles absentes")
def test_two_editions_of_the_communes_of_one_zoning(nurses: Decompte) -> None:
    """Bassins de vie 2012, on the communes of 2014 and on those of 2022, as INSEE published."""
    files = [DATA / "insee" / f"BV2012_au_01-01-{year}.zip" for year in (2014, 2022)]
    with pytest.warns(DataWarning, match="placées selon le code"):
        found = pg.compare(nurses, nurses, zonage_before=files[0], zonage=files[1])
    told = found.dropna(subset="ecart")
    assert len(told) == len(found)
    assert (told[list(CAUSES)].sum(axis=1) == told["ecart"]).all()
    assert (told["cause_codes"] != 0).any()
    assert (told["cause_reelle"] == 0).all()


def register(folder: Path, seed: int, month: str, persons: int = 150) -> Decompte:
    file = generate(seed, persons, traps=0.05)
    path = folder / f"PS_LibreAcces_Personne_activite_{month}010000.txt"
    path.write_bytes(file.to_bytes())
    return pg.count_professionals(path, postal_codes=POSTAL_TABLE)


def registers_compared(before: Decompte, after: Decompte, **options: object) -> pd.DataFrame:
    given = {"zonage": ZONAGE, "professions": PROFESSIONS, "field": "all", **options}
    return pg.compare(before, after, **given)


@settings(
    deadline=None, max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=st.integers(0, 10**6), last=st.integers(0, 10**6))
def test_causes_add_up_on_any_two_registers(first: int, last: int, tmp_path: Path) -> None:
    before, after = register(tmp_path, first, "202501"), register(tmp_path, last, "202601")
    there = registers_compared(before, after)
    with pytest.warns(DataWarning, match="sont-ils inversés"):
        back = registers_compared(after, before)
    assert (there[list(CAUSES)].sum(axis=1) == there["ecart"]).all()
    for name in ("ecart", *CAUSES):
        assert (there[name] == -back[name]).all()


def test_registers_across_the_end_of_adeli_are_told(tmp_path: Path) -> None:
    before, after = register(tmp_path, 1, "201607"), register(tmp_path, 2, "202311")
    with pytest.warns(DataWarning, match="masseurs-kinésithérapeutes.*2017.*ont quitté ADELI"):
        found = registers_compared(before, after)
    assert any("ADELI" in text for text in found.attrs["avertissements"])
    assert found.attrs["date"] == "1er juillet 2016 et 1er novembre 2023"


def named(decompte: Decompte, source: str, date: str) -> Decompte:
    return replace(decompte, source=source, date=date)


def test_another_source_and_another_date_are_told_apart_by_an_overlap(tmp_path: Path) -> None:
    counts = [register(tmp_path, seed, "202501") for seed in (1, 2, 3)]
    rpps, sniir, later = (
        named(count, source, date)
        for count, (source, date) in zip(
            counts, (("A", "2020"), ("B", "2020"), ("B", "2021")), strict=True
        )
    )
    same_date = registers_compared(rpps, sniir)
    assert (same_date["cause_reelle"] == 0).all()
    assert (same_date["cause_source"] == same_date["ecart"]).all()
    with pytest.warns(DataWarning, match="changent ensemble"):
        together = registers_compared(rpps, later)
    assert together["cause_reelle"].isna().all()
    assert (together["cause_source"] == together["ecart"]).all()
    assert "cause_reelle" not in together.attrs["comparaison"]["causes"]
    apart = registers_compared(rpps, later, overlap=sniir)
    assert (apart["cause_source"] == same_date["ecart"]).all()
    assert (apart["cause_reelle"] == registers_compared(sniir, later)["ecart"]).all()
    with raises(ChoiceError, "overlap : B à la date d'avant \\(2020\\) est attendu, trouvé A"):
        registers_compared(rpps, later, overlap=named(counts[2], "A", "2020"))


def table(columns: dict[str, list[int]], **attrs: object) -> pd.DataFrame:
    index = pd.Index(["59350", "59178"], name="code_commune")
    found = pd.DataFrame(columns, index=index)
    found.attrs = {"source": "essai", "date": "2020", **attrs}
    return found


def test_a_profession_that_one_side_counts_is_no_real_change() -> None:
    before = table({"60": [10, 20]})
    after = table({"60": [12, 20], "70": [5, 6]}, date="2021")
    with raises(ChoiceError, "(?s)professions : masseurs-kinésithérapeutes après seulement"):
        pg.compare(before, after, field="all")
    found = pg.compare(before, after, field="all", force=True)
    assert found.loc[LILLE, ["ecart", "cause_professions", "cause_reelle"]].tolist() == [7, 5, 2]
    with pytest.warns(DataWarning, match="sont-ils inversés"):
        back = pg.compare(after, before, field="all", force=True)
    assert (found[list(CAUSES)] == -back[list(CAUSES)]).all(axis=None)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"60": [1, 2]}, {"70": [1, 2]}, "aucune profession commune ; 60 avant, 70 après"),
        ({"60": [1, 2]}, {"60": [1, 2], "pole": [1, 2]}, "l'un compte un groupe.*pole"),
    ],
)
def test_professions_that_do_not_meet_are_refused(
    before: dict[str, list[int]], after: dict[str, list[int]], told: str
) -> None:
    with raises(TableError, told):
        pg.compare(table(before), table(after), field="all", force=True)


@pytest.mark.parametrize(
    ("wrong", "error", "told"),
    [
        ({"before": table({"60": [1, -2]})}, LayoutError, "colonne 60 : 1 nombre négatif"),
        ({"before": table({"60": [1, 2]}).iloc[[0, 0]]}, DataWarning, "déjà rencontrée"),
        ({"before": table({"60": [1, 2]}).rename_axis("code_bassin")}, TableError, "sorte"),
        ({"zonage": "BV2032"}, Exception, "BV2032"),
        ({"movements": movements(), "zonage_before": "BV2012"}, ChoiceError, "20(14|22|24)"),
    ],
)
def test_a_wrong_call_is_refused(
    wrong: dict[str, object], error: type[Exception], told: str
) -> None:
    right = {"before": table({"60": [1, 2]}), "after": table({"60": [1, 2]}), "field": "all"}
    with raises(error, told):
        pg.compare(**{**right, **wrong})


def test_a_zoning_of_another_year_needs_movements_that_reach_it() -> None:
    before, after = made(0)
    beyond = after.composition()
    beyond.attrs["annee_cog"] = 2012
    with raises(ChoiceError, "2012"):
        pg.compare(
            before.decompte(), after.decompte(), zonage_before=before.composition(),
            zonage=beyond, movements=movements(), field="all", force=True,
        )  # fmt: skip


def test_the_order_of_rows_changes_nothing() -> None:
    before, after = made(1)
    options = {"movements": movements(), "field": "all", "force": True}
    tables = []
    for turn in (1, -1):
        sides = [
            pg.count_professionals(side.register().iloc[::turn], date=side.date)
            for side in (before, after)
        ]
        tables.append(
            pg.compare(
                *sides,
                zonage_before=before.composition().iloc[::turn],
                zonage=after.composition().iloc[::turn],
                **options,
            )
        )
    assert list(tables[0].index) == sorted(SEATS)
    pd.testing.assert_frame_equal(tables[0], tables[1])


def test_counts_by_commune_of_two_files_have_the_causes_of_their_decomptes(tmp_path: Path) -> None:
    decomptes = []
    for date, nurses in (("2019", [40, 5]), ("2021", [30, 9])):
        path = tmp_path / f"effectifs_{date}.csv"
        path.write_text(f"CODGEO;60\n14118;{nurses[0]}\n50129;{nurses[1]}\n")
        decomptes.append(pg.count_professionals(path))
    found = []
    for sides in (decomptes, [side.counts for side in decomptes]):
        with pytest.warns(DataWarning, match="supposée la même"):
            found.append(pg.compare(*sides, zonage="BV2022", field="all"))
    assert found[0].loc["14118", ["cause_source", "cause_reelle"]].tolist() == [0, -10]
    pd.testing.assert_frame_equal(*found)
