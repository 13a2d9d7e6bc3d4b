"""Zonings by EPCI, département or bassin, expanded to communes; tables as agencies publish them."""

import pandas as pd
import pytest
from effectif_tables import raises, simple
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.edition.commune_table import load_commune_table
from poles_geo.errors import LayoutError, TableError

COMMUNES = load_commune_table()
LILLE, DOMBES = "200093201", "200069193"
AGENCY = pd.DataFrame(
    {
        "com_code": ["59350", "62041", "97411"],
        "com_nom": ["Lille", "Arras", "Saint-Denis"],
        "tvs_code": ["T1", "T2", "T3"],
        "tvs_lib": ["Lille", "Arras", "Nord"],
        "bvcv_lib": ["a", "b", "c"],
        "niveau": ["Commune", "commune", "ZIP"],
        "date_arrete": ["2022-01-01"] * 3,
    }
)


def test_epci_are_expanded_to_their_communes() -> None:
    table = pd.DataFrame({"siren_epci": [LILLE, f"{DOMBES}.0"], "cts": ["A", "B"]})
    with pytest.warns(UserWarning, match="communes_sans_unite"):
        composition = pg.read_composition(table)
    for siren, unit in ((LILLE, "A"), (DOMBES, "B")):
        members = COMMUNES.index[COMMUNES["epci"] == siren]
        assert set(composition.index[composition["code_bassin"] == unit]) == set(members)
    attrs = composition.attrs
    assert (attrs["zonage"], attrs["annee_cog"]) == ("cts", 2024)
    around = COMMUNES.index[COMMUNES["departement"].isin(["59", "01"]) & COMMUNES["epci"].notna()]
    assert attrs["communes_sans_unite"] == sorted(around.difference(composition.index))
    assert attrs["communes_en_double"] == {}


@pytest.mark.parametrize(
    ("column", "code", "members"),
    [
        ("DEP", "1", COMMUNES.index[COMMUNES["departement"] == "01"]),
        ("code_departement", "2a", COMMUNES.index[COMMUNES["departement"] == "2A"]),
        ("dep", "974", COMMUNES.index[COMMUNES["departement"] == "974"]),
    ],
)
def test_departements(column: str, code: str, members: pd.Index) -> None:
    composition = pg.read_composition(pd.DataFrame({column: [code], "ght": ["X"]}))
    assert composition.index.tolist() == sorted(members)
    assert composition["code_bassin"].eq("X").all()


@pytest.mark.parametrize("zonage", ["BV2012", "BV2022"])
def test_bassins_of_either_edition(zonage: str) -> None:
    table = pd.DataFrame({zonage: ["59350", "01004", "1053"], "cls": ["A", "B", "B"]})
    with pytest.warns(UserWarning, match="communes_sans_unite"):
        composition = pg.read_composition(table)
    whole = pg.read_composition(zonage)
    units = {"59350": "A", "01004": "B", "01053": "B"}
    expected = whole["code_bassin"].map(units).dropna().sort_index()
    pd.testing.assert_series_equal(
        composition["code_bassin"], expected, check_names=False, check_dtype=False
    )
    assert composition.attrs["annee_cog"] == whole.attrs["annee_cog"]


def test_a_commune_of_two_units_is_in_neither() -> None:
    table = pd.DataFrame({"epci": [LILLE, LILLE, DOMBES], "cpts": ["A", "B", "C"]})
    with pytest.warns(UserWarning) as warned:  # noqa: PT030 several lists
        composition = pg.read_composition(table)
    (said,) = [simple(str(one.message)) for one in warned]
    assert "95 communes de plusieurs unités, laissées hors de toutes : 59005" in said
    assert composition.attrs["communes_en_double"]["59350"] == ["A", "B"]
    assert "59350" in composition.attrs["sans_bassin"]
    assert set(composition["code_bassin"].dropna()) == {"C"}


def test_an_unknown_member_is_told_and_what_is_no_code_is_not_quoted() -> None:
    table = pd.DataFrame({"siren": [DOMBES, "999999999", "Dupont Jean"], "cts": ["A", "B", "C"]})
    with pytest.warns(UserWarning) as warned:  # noqa: PT030 several lists
        composition = pg.read_composition(table)
    said = simple(str(warned[0].message))
    assert "2 EPCI inconnus : 999999999, (11 caractères)" in said
    assert "Dupont" not in said.title()
    assert len(composition.attrs["membres_inconnus"]) == 2


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ({"siren": ["2E8"], "cts": ["A"]}, "colonne siren : codes dont un tableur a perdu"),
        ({"epci": ["123456789"], "cts": ["A"]}, "aucun code n'est celui d'un EPCI connu"),
        ({"dep": [DOMBES], "cts": ["A"]}, "aucun code n'est celui d'un département connu"),
        ({"bv2022": ["99999"], "cts": ["A"]}, "celui d'un bassin de vie 2022 connu"),
        ({"epci": [DOMBES] * 2, "cts": ["1", "1"], "nom_cts": ["x", "y"]}, "plusieurs noms"),
    ],
)
def test_members_that_cannot_be_read_are_refused(table: dict[str, list[str]], error: str) -> None:
    with raises(TableError, error):
        pg.read_composition(pd.DataFrame(table))


@settings(deadline=None, max_examples=15)
@given(
    st.dictionaries(
        st.sampled_from(["01", "2A", "59", "62", "75", "971"]),
        st.lists(st.sampled_from("ABC"), min_size=1, max_size=2),
        min_size=1,
    )
)
@pytest.mark.filterwarnings("ignore:(?s).*communes_en_double")
def test_each_commune_is_in_its_one_unit_or_in_none(units: dict[str, list[str]]) -> None:
    rows = [(dep, unit) for dep, of in units.items() for unit in of]
    composition = pg.read_composition(pd.DataFrame(rows, columns=["dep", "ght"]))
    assert composition.index.is_unique
    for dep, of in units.items():
        members = COMMUNES.index[COMMUNES["departement"] == dep]
        found = composition.loc[members, "code_bassin"]
        assert found.isna().all() if len(set(of)) > 1 else found.eq(of[0]).all()


def test_the_table_of_an_agency() -> None:
    composition = pg.read_composition(AGENCY)
    assert composition["code_bassin"].tolist() == ["T1", "T2", "T3"]
    assert composition["nom_bassin"].tolist() == ["Lille", "Arras", "Nord"]
    assert composition["nom_commune"].tolist() == ["Lille", "Arras", "Saint-Denis"]
    other = pd.DataFrame({"depcom": ["59350"], "tv": ["1"], "libtv": ["Lille"]})
    assert pg.read_composition(other)["nom_bassin"].tolist() == ["Lille"]


def test_two_zonings_of_an_agency_are_chosen_from() -> None:
    both = AGENCY.assign(bvcv_code=["1", "2", "3"])
    with raises(LayoutError, r"plusieurs zonages possibles \(bvcv_code, tvs_code\) .*zonage="):
        pg.read_composition(both)
    assert pg.read_composition(both, zonage="tvs")["code_bassin"].tolist() == ["T1", "T2", "T3"]
    chosen = pg.read_composition(both, zonage="bvcv_code")
    assert chosen["code_bassin"].tolist() == ["1", "2", "3"]
    assert chosen["nom_bassin"].tolist() == ["a", "b", "c"]


@pytest.mark.parametrize("cell", ["commune", "insee", "CODE", "com"])
def test_cells_are_not_names_of_zonings(tmp_path, cell) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "territoires.csv"
    path.write_text(f"id_x;nom_x;niveau\n59350;Dupont;{cell}\n62041;Durand;{cell}\n", "utf-8")
    with pytest.raises(LayoutError) as raised:
        pg.read_composition(path)
    assert "Dupont" not in str(raised.value)
    assert "59350" not in str(raised.value)


def test_another_zoning_is_counted_and_ranked() -> None:
    composition = pg.read_composition(
        COMMUNES[["epci"]].dropna().rename_axis("codgeo").reset_index(), zonage="epci"
    )
    decompte = pg.count_professionals(pg.load_example(), columns={"infirmiers": "60"})
    with pytest.warns(UserWarning, match=r"2.communes absentes du zonage .*29155, 85113"):
        effectifs = pg.aggregate(decompte, composition, field="all")
    assert effectifs.index.name == "code_zone"
    assert effectifs.loc[LILLE, "nom"] == "Métropole Européenne de Lille"
    assert not any("bassin" in remark for remark in effectifs.attrs["remarques"])
    effectifs.attrs["unite"] = "personnes"
    poles = pg.classify(effectifs)
    assert poles.loc[LILLE, "effectif"] > 1_000
    assert poles["motif"].notna().all()
    assert not poles["motif"].str.contains("bassin").any()
    renamed = effectifs.rename_axis("code_bassin")
    with raises(TableError, r"code mal formé.*rename_axis\(.code_zone.\)"):
        pg.classify(renamed)
    with raises(TableError, "code vide, ou dont un tableur a perdu des chiffres .*2,00069E"):
        pg.classify(effectifs.rename(index={LILLE: "2,00069E+08", DOMBES: " "}))
