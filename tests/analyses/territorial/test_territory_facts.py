"""« Qui fait quoi »: the facts of a territory, counted again by hand and on the report's data."""

import warnings
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import raises, simple, table

import poles_geo as pg
from poles_geo.counting.decompte import Decompte
from poles_geo.errors import ChoiceError, TableError

LENS, LILLE, ISLES = "246200364", "200093201", "200090785"
COLUMNS = {"infirmiers": "60", "generaliste": "10G", "dentiste": "40"}
CODES = ["59350", "59122", "62041", "62498"]


@cache
def decompte() -> Decompte:
    return pg.count_professionals(pg.load_example(), columns=COLUMNS)


@cache
def by_epci() -> pd.DataFrame:
    communes = pg.read_communes()[["epci"]].dropna().rename(columns={"epci": "code_bassin"})
    communes.attrs = {"zonage": "EPCI", "millesime": None, "annee_cog": 2024}
    with warnings.catch_warnings(action="ignore"):
        return pg.aggregate(decompte(), communes, detail="profession")


def hand_made(codes: list[str]) -> pd.DataFrame:
    composition = pd.DataFrame({"code_bassin": "C1"}, index=pd.Index(codes, name="code_commune"))
    composition.attrs = {"zonage": "CPTS", "millesime": None, "annee_cog": 2024}
    return composition


@cache
def lens() -> pd.DataFrame:
    return pg.territory_facts(
        "epci", LENS, poles=pg.load_report(), effectifs=by_epci(), structures=pg.load_structures(),
        groupings=pg.load_cooperations(), communes=pg.read_communes(), year=2016,
    )  # fmt: skip


def part(facts: pd.DataFrame, rubrique: str) -> pd.DataFrame:
    return facts[facts["rubrique"] == rubrique].set_index("nom")


def test_people_of_an_epci_of_its_region_and_of_the_country() -> None:
    communes = pg.read_communes()
    people = part(lens(), "population")
    own = communes[communes["epci"] == LENS]
    assert people["valeur"].tolist() == [own["population"].sum(), len(own)] == [242_591, 36]
    north = communes[communes["region_2016"] == "Hauts-de-France"]
    assert people.loc["habitants", "region"] == north["population"].sum()
    assert people.loc["habitants", "france"] == 65_846_255


def test_counts_and_densities_are_those_of_the_communes() -> None:
    """Nobody is counted twice: the example is a table by commune."""
    example, communes = pg.load_example(), pg.read_communes()
    own = communes.index[communes["epci"] == LENS]
    counts = part(lens(), "effectifs")
    for column, label in (("infirmiers", "infirmiers"), ("dentiste", "chirurgiens-dentistes")):
        expected = int(example[column].reindex(own).fillna(0).sum())
        rows = counts.loc[label].set_index("mesure")
        assert rows.loc["effectif", "valeur"] == expected
        assert rows.loc["densité", "valeur"] == pytest.approx(100_000 * expected / 242_591)
    whole = counts.loc["professions comptées"].set_index("mesure")
    assert whole.loc["effectif", "unite"] == "établissements"
    others = counts.loc["autres professions"]
    assert others["etat"] == "non compté"
    assert pd.isna(others["valeur"])
    assert "pharmaciens" in others["precision"]
    assert "de pôle" not in counts.index  # no profession of that group is counted: no zero


def test_access_is_that_of_the_analyses() -> None:
    reached = part(lens(), "accès").set_index("rang")
    france = reached["france"].astype(float).round(2).tolist()
    assert france == [63.81, 28.08, 19.87, 14.95]
    assert (reached["unite"] == "km à vol d'oiseau").all()
    assert reached.loc[1, "precision"].startswith("le plus souvent Lille")
    far = pg.gaps(pg.load_report(), pg.read_communes(), within=50, rang=1)
    own = far[pg.read_communes()["epci"] == LENS]
    assert reached.loc[1, "valeur"] == pytest.approx(
        (own["km"] * own["population"]).sum() / 242_591
    )


def test_structures_and_cooperations_of_an_epci() -> None:
    structures = part(lens(), "structures")
    assert structures["valeur"].to_dict() == {"en réflexion": 2}
    assert "Lens Grande Résidence" in structures["precision"].item()
    groups = part(lens(), "coopérations")
    assert set(groups["code"]) == {"GCS-LA", "GCS-MH", "AVC"}
    members = pg.load_cooperations().query("id == 'AVC'")
    assert groups.loc["filière téléAVC", "precision"].startswith("CH Lens ; ")
    assert f"{len(members) - 1} autres membres ailleurs" in simple(
        groups.loc["filière téléAVC", "precision"]
    )


def test_a_territory_without_pole_says_so() -> None:
    poles = part(lens(), "pôles")
    assert poles["etat"].tolist() == ["aucun"]


def test_the_poles_of_a_departement_the_strongest_first() -> None:
    facts = pg.territory_facts("departement", "59", poles=pg.load_report())
    poles = part(facts, "pôles")
    assert poles.index.tolist() == [
        "Lille", "Douai - Lens", "Valenciennes", "Dunkerque", "Maubeuge", "Cambrai", "Armentières",
    ]  # fmt: skip
    assert poles["rang"].tolist() == [1, 2, 2, 2, 3, 3, 4]
    assert set(poles["precision"]) == {"motif non donné"}
    assert part(facts, "accès")["etat"].tolist() == ["non donné"]
    assert (
        facts.attrs["remarques"]["territoire"]["region"] == "Nord - Pas-de-Calais"
    )  # of the report's date


def test_motif_and_marge_of_a_bassin_of_its_own_zoning() -> None:
    counted = table((2919, 519, 119), (400, 100, 10), codes=["59350", "59122"])
    counted.attrs = {"zonage": "BV2022", "millesime": "2022", "source": "essai", "date": "2021"}
    ranked = pg.classify(counted)
    found = part(pg.territory_facts("BV2022", "59350", poles=ranked), "pôles")
    said = simple(found["precision"].item())
    assert said.startswith("rang 4 : 2 919 professionnels")
    assert simple(found["marge"].item()) == "2,2 points de plus pour le rang 3"
    out = part(pg.territory_facts("BV2022", "59122", poles=ranked), "pôles")
    assert out["etat"].tolist() == ["hors pôle", "aucun"]
    uncounted = ranked.assign(couverture=[0.3, 0.0], rang=pd.NA)
    told = part(pg.territory_facts("BV2022", "59350", poles=uncounted), "pôles")
    assert told["etat"].tolist() == ["partiel", "non compté"]  # never « hors pôle », nor « none »


def test_what_is_not_given_is_said_section_by_section() -> None:
    facts = pg.territory_facts("BV2022", "59350")
    states = facts[facts["rubrique"] != "population"].set_index("rubrique")["etat"]
    assert states.to_dict() == dict.fromkeys(
        ["effectifs", "pôles", "structures", "coopérations", "accès"], "non donné"
    )


def test_region_and_country_of_a_table_by_epci() -> None:
    """Four islands are in no EPCI, and one EPCI lies across the limit of the region."""
    counts = part(lens(), "effectifs").loc["infirmiers"].set_index("mesure")
    assert counts["etat_region"].tolist() == ["unités rattachées"] * 2
    told = [simple(text) for text in counts["etat_france"]]
    assert told == ["à 0,01 % des habitants près"] * 2
    assert pd.isna(counts.loc["effectif", "france"])  # of a part: no number of persons
    assert pd.isna(counts.loc["effectif", "region"])
    example, communes = pg.load_example()["infirmiers"], pg.read_communes()
    isles = communes.index[communes["epci"].isna()]
    assert len(isles) == 4
    count = example[~example.index.str.startswith("97")].drop(isles, errors="ignore").sum()
    people = communes["population"].drop(isles).sum()
    assert counts.loc["densité", "france"] == pytest.approx(100_000 * count / people, rel=1e-4)


def test_persons_are_counted_in_the_region_and_the_country_whole() -> None:
    """A composition made by hand holds neither: the decompte does."""
    with warnings.catch_warnings(action="ignore"):
        facts = pg.territory_facts(hand_made(["62498", "62427"]), "C1", effectifs=decompte())
    counts = part(facts, "effectifs").loc["infirmiers"].set_index("mesure")
    example = pg.load_example()["infirmiers"]
    communes = pg.read_communes()
    departements = example.index.str[:2]
    north = example[departements.isin(["02", "59", "60", "62", "80"])].sum()
    metropole = example[~departements.isin(["97", "98"])].sum()
    effectif = counts.loc["effectif", ["valeur", "region", "france"]].tolist()
    assert effectif == [example[["62498", "62427"]].sum(), north, metropole]
    people = communes["population"]
    densities = counts.loc["densité", ["valeur", "region", "france"]].astype(float)
    of = communes["region_2016"] == "Hauts-de-France"
    assert densities.tolist() == pytest.approx(
        [
            100_000 * count / inhabitants
            for count, inhabitants in zip(
                effectif,
                [people[["62498", "62427"]].sum(), people[of].sum(), people.sum()],
                strict=True,
            )
        ]
    )


def test_a_table_of_a_zoning_made_by_hand_has_no_region() -> None:
    composition = hand_made(["62498", "62427"])
    with warnings.catch_warnings(action="ignore"):
        counted = pg.aggregate(decompte(), composition, detail="profession")
    counts = part(pg.territory_facts(composition, "C1", effectifs=counted), "effectifs")
    beside = counts.loc["infirmiers", ["etat_region", "etat_france"]]
    assert (beside == "non compté").to_numpy().all()
    assert counts.loc["infirmiers", ["region", "france"]].isna().to_numpy().all()


def test_a_field_that_does_not_hold_the_territory() -> None:
    """A table of the Nord: Lens is not counted, and no pôle there is « none »."""
    with warnings.catch_warnings(action="ignore"):
        north = pg.aggregate(decompte(), "BV2022", detail="profession", field=["59"])
    assert pg.field_of(north.attrs).territory == "Nord"
    facts = pg.territory_facts("BV2022", "59350", effectifs=north)
    row = part(facts, "effectifs").loc["infirmiers"].set_index("mesure").loc["densité"]
    assert (row["etat_region"], row["etat_france"]) == ("non compté", "non compté")
    report = pg.load_report().copy()
    report.attrs["champ"] = {"departements": ["59"]}
    found = part(pg.territory_facts("epci", LENS, poles=report), "pôles")
    assert found["etat"].tolist() == ["non compté"]


def test_a_partial_count_has_no_density() -> None:
    counted = table((120, 20, 0), codes=["62498"]).assign(couverture=0.4)
    counted.attrs = {"zonage": "BV2022", "millesime": "2022", "source": "essai"}
    rows = part(pg.territory_facts("BV2022", "62498", effectifs=counted), "effectifs")
    whole = rows.loc["toutes professions"].set_index("mesure")
    assert whole["etat"].tolist() == ["partiel", "partiel"]
    assert whole.loc["effectif", "valeur"] == 120
    assert pd.isna(whole.loc["densité", "valeur"])
    assert simple(whole.loc["effectif", "precision"]) == "40 % de la population comptée"
    assert rows.loc["détail par profession", "etat"] == "non donné"


def test_costs_by_hand_and_who_reaches_nothing() -> None:
    communes = gpd.GeoDataFrame(
        {"population": [100, 300, 600, 50]}, index=pd.Index(CODES, name="code_commune"),
        geometry=gpd.points_from_xy([0, 3_000, 0, 0], [0, 0, 4_000, 9_000]), crs=2154,
    )  # fmt: skip
    poles = gpd.GeoDataFrame(
        {"nom": ["Un", "Deux"], "rang": [1, 2], "effectif": [11_000, 4_000]},
        index=pd.Index(["59350", "62041"], name="code_bassin"),
        geometry=gpd.points_from_xy([0, 0], [0, 4_000]), crs=2154,
    )  # fmt: skip
    composition = hand_made(["59122", "62041"])
    facts = pg.territory_facts(composition, "C1", poles=poles, communes=communes)
    reached = part(facts, "accès").set_index("rang")
    assert reached["valeur"].tolist() == pytest.approx([(300 * 3 + 600 * 4) / 900, 300 * 3 / 900])
    assert reached.loc[2, "precision"] == "le plus souvent Deux ; 3 km au plus"
    minutes = pd.DataFrame(
        [("59122", "59350", 12), ("59350", "59350", 0), ("62041", "62041", 0)],
        columns=["origine", "destination", "minutes"],
    )
    with warnings.catch_warnings(action="ignore"):
        facts = pg.territory_facts(composition, "C1", poles=poles, communes=communes, costs=minutes)
    reached = part(facts, "accès").set_index("rang")
    assert reached["valeur"].tolist() == [12, 4]
    assert simple(reached.loc[1, "precision"]).endswith("600 habitants sans pôle atteignable")
    assert reached["unite"].str.startswith("minutes").all()
    assert reached["france"].isna().all()  # the table does not reach everyone


def test_overseas_is_not_counted_rather_than_zero() -> None:
    facts = pg.territory_facts(
        "departement", "974", poles=pg.load_report(), communes=pg.read_communes()
    )
    assert part(facts, "population").loc["habitants", "valeur"] == 881_348
    assert part(facts, "accès")["etat"].tolist() == ["non compté"]
    assert facts.attrs["remarques"]["territoire"]["region"] == "La Réunion"


def test_bassins_of_2012_on_the_communes_of_2014(real_data: Path) -> None:
    composition = pg.read_composition(real_data / "insee" / "BV2012_au_01-01-2014.zip")
    facts = pg.territory_facts(composition, "50129", poles=pg.load_report())
    people = part(facts, "population")
    bassins = pg.read_bassins("BV2012")
    assert people.loc["habitants", "valeur"] == bassins.loc["50129", "population"]
    assert part(facts, "pôles")["rang"].tolist() == [3]


def test_the_table_is_written(tmp_path: Path) -> None:
    pg.write_table(lens(), tmp_path / "lens.csv")
    back = pd.read_csv(tmp_path / "lens.csv", sep=";", decimal=",", dtype={"code": str})
    assert back["nom"].tolist() == lens()["nom"].tolist()
    values = lens()["valeur"].astype(float).tolist()
    assert back["valeur"].tolist() == pytest.approx(values, nan_ok=True)
    said = (tmp_path / "lens.csv-metadata.json").read_text("utf-8")
    assert "CA de Lens - Liévin" in said


@pytest.mark.parametrize(
    ("zonage", "code", "told"),
    [
        ("departement", "1", "a perdu son zéro de tête ; écrivez « 01 »"),
        ("BV2022", "1004", "écrivez « 01004 »"),
        ("epci", "246200365", "vouliez-vous dire 246200364"),
        ("BV2022", "", "parmi 1 707 : 01004"),
    ],
)
def test_a_code_that_no_unit_has(zonage: str, code: str, told: str) -> None:
    with raises(ChoiceError, told):
        pg.territory_facts(zonage, code)


def test_a_zoning_without_composition() -> None:
    with raises(TableError, "zonage"):
        pg.territory_facts(pg.load_epci(), LENS)
    nobody = hand_made(CODES).assign(code_bassin=None)
    with raises(TableError, "aucune commune n'est dans une unité"):
        pg.territory_facts(nobody, "C1")


def test_counts_of_another_zoning_are_refused() -> None:
    with raises(TableError, "comptes du zonage EPCI, territoire du zonage BV 2022"):
        pg.territory_facts("BV2022", "59350", effectifs=by_epci())
    unnamed = by_epci().copy()
    unnamed.attrs = {}
    with raises(TableError, "aucune ligne 59350"):
        pg.territory_facts("BV2022", "59350", effectifs=unnamed)


@pytest.mark.parametrize(
    ("argument", "change", "told"),
    [
        ("poles", lambda t: t.drop(columns="rang"), "colonne rang absente"),
        ("poles", lambda t: t.assign(rang=7), "rang : un nombre d'au moins 1 et d'au plus 6"),
        ("poles", lambda t: pd.concat([t, t]), "code de bassin répété"),
        ("structures", lambda t: t.drop(columns=["code_commune", "geometry"]), "ni colonne code"),
        ("structures", lambda t: t.assign(code_commune=1004), "zéro de tête"),
        ("groupings", lambda t: t.drop(columns="membre"), "colonne membre absente"),
        ("groupings", lambda t: t.assign(id=None), "sans identifiant"),
    ],
)
def test_faulty_tables_are_refused(argument: str, change: object, told: str) -> None:
    given = {
        "poles": pg.load_report(),
        "structures": pg.load_structures(),
        "groupings": pg.load_cooperations(),
    }[argument]
    with raises(TableError, told):
        pg.territory_facts("epci", LENS, **{argument: change(given)})  # type: ignore[operator]


def test_a_territory_across_two_regions_says_beside_which() -> None:
    across = pg.territory_facts("epci", "200030435", year=2016)
    (told,) = across.attrs["avertissements"]
    assert "plusieurs régions (Nouvelle-Aquitaine et Occitanie)" in told
    assert simple(told).endswith("celle qui est à côté est Nouvelle-Aquitaine.")
    assert "avertissements" not in pg.territory_facts("epci", LENS, year=2016).attrs
    assert "avertissements" not in pg.territory_facts("departement", "59", year=2014).attrs
