"""The territory that a source counts: départements by nine bassins in ten, else its communes."""

import numpy as np
import pandas as pd
import pytest
from effectif_tables import simple
from hypothesis import given
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.counting.located.territory import counted_departements, coverage
from poles_geo.edition import embedded

BASSINS = embedded.load_composition("BV2022")
NORTH = BASSINS[BASSINS.index.str.startswith(("59", "62"))].index
HAUTS = ("02", "59", "60", "62", "80")


def counts(codes: pd.Index, number: float = 12.0) -> pd.DataFrame:
    return pd.DataFrame({"10G": number, "60": 30.0}, index=pd.Index(codes, name="code_commune"))


def of_region(*departements: str) -> pd.Index:
    return BASSINS.index[BASSINS.index.str[:2].isin(departements)]


def test_every_commune_of_a_departement_counts_it() -> None:
    assert counted_departements(NORTH) == ("59", "62")


def test_nine_chief_towns_in_ten_are_enough_and_eight_are_not() -> None:
    people = embedded.load_communes()["population"].reindex(BASSINS.index).fillna(0)
    largest = people.groupby(BASSINS["code_bassin"]).idxmax()
    centres = sorted(code for code in largest if code.startswith("62"))
    assert len(centres) > 20
    enough = centres[: int(np.ceil(0.9 * len(centres)))]
    assert counted_departements(enough) == ("62",)
    assert counted_departements(centres[: int(0.85 * len(centres))]) == ()


def test_the_departements_around_paris_follow_its_bassin() -> None:
    found = counted_departements(of_region("75", "92", "93", "94"))
    assert set(found) == {"75", "92", "93", "94"}


def test_one_metropole_is_no_departement() -> None:
    lille = BASSINS.index[BASSINS["code_bassin"] == "59350"]
    assert counted_departements(lille) == ()


@given(st.lists(st.sampled_from(list(NORTH)), unique=True))
def test_coverage_is_a_share_and_full_only_with_every_commune(present: list[str]) -> None:
    there = BASSINS.loc[NORTH]
    found = coverage(there, (), present, ())
    members = there["code_bassin"]
    known = pd.Series(members.index.isin(present), index=members.index)
    pd.testing.assert_series_equal(found == 1, known.groupby(members).all(), check_names=False)
    pd.testing.assert_series_equal(found == 0, ~known.groupby(members).any(), check_names=False)
    assert found.between(0, 1).all()


@pytest.mark.filterwarnings("ignore:.*non compté")
def test_a_regional_table_says_nothing_of_the_rest() -> None:
    d = pg.count_professionals(counts(of_region(*HAUTS)))
    table = pg.aggregate(d, "BV2022")
    assert table.attrs["champ"]["departements"] == list(HAUTS)
    whole = table["couverture"] == 1
    assert table.index[whole].str[:2].isin(HAUTS).all()
    assert table["effectif"].isna().equals(table["couverture"] == 0)
    assert table.loc[["35238", "97411"], "effectif"].isna().all()
    partial = table[(table["couverture"] > 0) & ~whole]
    assert len(partial) > 10
    poles = pg.classify(table)
    assert poles.loc[partial.index, ["rang", "type_pole", "marge"]].isna().all(axis=None)
    assert simple(poles.loc["35238", "motif"]) == "non compté"
    assert simple(poles.loc[partial.index[0], "motif"]).startswith("partiel : ")


def test_written_zeros_count_and_absent_communes_of_a_departement_are_zero() -> None:
    codes = of_region("59", "62")
    d = pg.count_professionals(counts(codes, 0.0))
    with pytest.warns(UserWarning, match=r"champ\s: Nord"):
        table = pg.aggregate(d, "BV2022")
    assert table.loc["62041", "couverture"] == 1
    rural = [code for code in codes if BASSINS.loc[code, "code_bassin"] != code]
    d = pg.count_professionals(counts(codes.difference(rural[::7])))
    with pytest.warns(UserWarning, match=r"champ\s: Nord"):
        fewer = pg.aggregate(d, "BV2022")
    assert (fewer["couverture"] == 1).equals(table["couverture"] == 1)


@pytest.mark.parametrize("empty", [["59350"], ["62041", "59599"], list(NORTH[:3])])
def test_an_empty_cell_makes_its_bassin_partial(empty: list[str]) -> None:
    """It is not a zero; the rest of the département stays counted."""
    frame = counts(of_region("59", "62"))
    frame.loc[empty, "60"] = np.nan
    with pytest.warns(UserWarning, match="partiels?, sans rang"):
        table = pg.aggregate(pg.count_professionals(frame), "BV2022")
    touched = BASSINS.loc[empty, "code_bassin"].unique()
    assert (table.loc[touched, "couverture"] < 1).all()
    assert table["couverture"].drop(touched).eq(1).sum() > 50


def test_the_bassins_counted_in_part_are_named_and_a_field_that_is_told_is_not_asked() -> None:
    frame = counts(of_region("59", "62"))
    frame.loc[["62041"], "60"] = np.nan
    decompte = pg.count_professionals(frame)
    with pytest.warns(UserWarning, match="dites-le par") as told:
        pg.aggregate(decompte, "BV2022")
    assert "13 partiels, sans rang (Arras, Cambrai, Montreuil-sur-Mer, …)," in simple(
        str(told[0].message)
    )
    with pytest.warns(UserWarning, match=r"sans rang \(Arras, Cambrai") as told:
        pg.aggregate(decompte, "BV2022", field=["59", "62"])
    assert "dites-le" not in str(told[0].message)


@pytest.mark.parametrize(
    ("field", "counted"),
    [(["59"], {"59"}), (["Hauts-de-France"], set(HAUTS)), ("Bretagne", {"22", "29", "35", "56"})],
)
@pytest.mark.filterwarnings("ignore:.*(non compté|Aucun professionnel)")
def test_the_caller_says_the_field(field: str | list[str], counted: set[str]) -> None:
    d = pg.count_professionals(counts(pd.Index(["59350"])))
    table = pg.aggregate(d, "BV2022", field=field)
    assert set(table.attrs["champ"]["departements"]) == counted
    inside = table.index[table["couverture"] == 1]
    assert inside.str[:2].isin(counted).all()
    assert len(inside) > 20


@pytest.mark.filterwarnings("ignore:.*non compté")
def test_a_departement_of_the_field_where_the_source_has_nobody_is_told() -> None:
    decompte = pg.count_professionals(counts(pd.Index(["59350", "62041"])))
    with pytest.warns(UserWarning, match="Aucun professionnel dans 2.départements") as told:
        table = pg.aggregate(decompte, "BV2022", field=["Nord-Pas-de-Calais", "02", "53"])
    said = next(str(one.message) for one in told if "Aucun" in str(one.message))
    assert simple(said).endswith("où chaque bassin est à zéro : Aisne (02) et Mayenne (53).")
    assert table.attrs["avertissements"][-1] in said


def test_all_of_a_zoning_is_not_all_of_france() -> None:
    d = pg.count_professionals(counts(pd.Index(["59350"])))
    table = pg.aggregate(d, BASSINS.loc[NORTH], field="all")
    assert table.attrs["champ"]["departements"] == ["59", "62"]


def test_everything_is_counted_when_it_is_said() -> None:
    d = pg.count_professionals(counts(pd.Index(["59350"])))
    table = pg.aggregate(d, "BV2022", field="all")
    assert (table["couverture"] == 1).all()
    assert table["effectif"].sum() == 42


@pytest.mark.parametrize(
    ("modes", "told"),
    [
        (["L"], "exercice libéral"),
        (["S", "L"], "exercice libéral ou salarié"),
        (["L", ""], "exercice libéral ou de mode inconnu"),
        (["L", "S", "B", "I", ""], None),
        (None, None),
    ],
)
def test_the_status_is_a_part_of_the_field(modes: list[str] | None, told: str | None) -> None:
    rows = pd.DataFrame(
        {
            "Identification nationale PP": ["1", "2"],
            "Code profession": ["60", "60"],
            "Code savoir-faire": ["", ""],
            "Code mode exercice": ["L", "S"],
            "Code postal (coord. structure)": ["", ""],
            "Code commune (coord. structure)": ["59350", "59350"],
        }
    )
    d = pg.count_professionals(rows, date="2024", modes=modes)
    table = pg.aggregate(d, "BV2022", field="all")
    assert table.attrs["champ"].get("statut") == told


def test_the_bpe_counts_practices() -> None:
    rows = pd.DataFrame({"DEPCOM": ["59350"], "TYPEQU": ["D201"], "NB_EQUIP": [20_000]})
    practices = pg.ProfessionSet("Généralistes", "BPE", {"D201"}, set(), set())
    d = pg.count_professionals(rows)
    table = pg.aggregate(d, "BV2022", professions=practices, field="all")
    assert table.attrs["champ"]["statut"] == "exercice libéral"
    motif = simple(pg.classify(table).loc["59350", "motif"])
    assert motif.endswith(" ; exercice libéral, non comparable au rapport")
