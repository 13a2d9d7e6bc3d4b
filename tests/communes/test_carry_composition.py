"""Carrying a composition: the bassins de vie 2012 from the communes of 2014 to those of 2022."""

from importlib.resources import files

import pandas as pd
import pytest

from poles_geo.communes.carry import carry_composition
from poles_geo.communes.movements import filiation
from poles_geo.errors import ChoiceError
from poles_geo.sources.cog import read_populations
from poles_geo.sources.contours import read_contours
from poles_geo.sources.zonings.compositions import read_composition

MAJORITY = "commune nouvelle à cheval : Insee n'a pas suivi la majorité des habitants"
CUT_OFF = "coupée de son bassin par une commune nouvelle : rattachée à un voisin"
CENTRE = "bassin supprimé : son centre a changé de bassin, ou l'a vu dissoudre, avec la fusion"
ABSENT = "rétablie le 1er janvier 2014, absente du fichier de 2014"

# commune: (published on the communes of 2022, carried from those of 2014, why they differ)
DIFFERENCES = {
    "02053": ("02168", "51217", MAJORITY),  # Vallées en Champagne: 262 inhabitants against 295
    "05118": ("05070", "04209", MAJORITY),  # Val Buëch-Méouge: 494 against 805
    "14357": ("14027", "14174", MAJORITY),  # Terres de Druance: 347 against 581
    "14726": ("14174", "14762", MAJORITY),  # Valdallière: 2 357 against 3 140
    "15260": ("15014", "12089", CUT_OFF),  # Vieillevie, by Conques-en-Rouergue
    "16204": ("16090", "16028", MAJORITY),  # Bellevigne: 640 against 755
    "16406": ("16223", "16281", MAJORITY),  # Moulins-sur-Tardoire: 366 against 391
    "27058": ("27275", "27016", MAJORITY),  # Les Trois Lacs: 792 against 1 013
    "28012": ("28061", "28088", MAJORITY),  # Arrou: 1 651 against 1 774
    "39130": ("39487", "39478", MAJORITY),  # Nanchez: 184 against 360
    "41179": ("28061", "28088", CUT_OFF),  # Le Poislay, by Arrou
    "44016": ("44169", "44029", CENTRE),  # La Boissière-du-Doré, of La Chapelle-Basse-Mer
    "44029": ("44169", "44029", CENTRE),  # Divatte-sur-Loire, once La Chapelle-Basse-Mer
    "44141": ("44169", "44029", CENTRE),  # La Remaudière, of La Chapelle-Basse-Mer
    "46033": ("47106", "46201", MAJORITY),  # Porte-du-Quercy: 229 against 338
    "49107": ("49021", "49042", CENTRE),  # Cornillé-les-Caves, of Brain-sur-l'Authion
    "49241": ("49021", "49042", CENTRE),  # Le Plessis-Grammoire, of Brain-sur-l'Authion
    "49307": ("49021", "49042", MAJORITY),  # Loire-Authion: 2 390 against 12 971
    "49326": ("49021", "49042", CENTRE),  # Sarrigné, of Brain-sur-l'Authion
    "49377": ("49333", "49323", MAJORITY),  # Rives-du-Loir-en-Anjou: 2 609 against 2 858
    "50041": ("50129", "50041", MAJORITY),  # La Hague: 4 347 against 7 585
    "51367": ("51612", "51230", CUT_OFF),  # Le Mesnil-sur-Oger, by Blancs-Coteaux
    "55138": ("55029", None, ABSENT),  # Culey
    "60256": ("60143", "60395", MAJORITY),  # Montchevreuil: 451 against 764
    "67153": ("67202", "67061", MAJORITY),  # Geiswiller-Zœbersdorf: 169 against 195
    "67298": ("67067", "67495", CUT_OFF),  # Mittelschaeffolsheim, by Wingersheim
    "74282": ("74096", "74010", MAJORITY),  # Fillière: 3 184 against 4 161
    "79077": ("79311", "79101", MAJORITY),  # Beugnon-Thireuil: 308 against 439
}


@pytest.fixture(scope="module")
def fragments(real_data):
    return filiation(real_data / "cog" / "v_mvt_commune_2024.csv")


@pytest.fixture(scope="module")
def composition(real_data):
    return read_composition(real_data / "insee" / "BV2012_au_01-01-2014.zip")


@pytest.fixture(scope="module")
def published(real_data):
    return read_composition(real_data / "insee" / "BV2012_au_01-01-2022.zip")


@pytest.fixture(scope="module")
def populations(real_data):
    return read_populations(real_data / "cog" / "population_cog2014.csv")


@pytest.fixture(scope="module")
def carried(composition, fragments, populations):
    return carry_composition(composition, fragments, 2022, populations=populations)


def test_differences_with_the_published_one_are_all_explained(carried, published):
    both = pd.DataFrame(
        {"publie": published["code_bassin"], "reporte": carried.composition["code_bassin"]}
    ).fillna("")
    differ = both[both["publie"] != both["reporte"]]
    expected = {code: (one, other or "") for code, (one, other, _) in DIFFERENCES.items()}
    assert {
        code: tuple(row) for code, row in zip(differ.index, differ.to_numpy(), strict=True)
    } == expected


def test_each_explanation_holds(carried, published, composition):
    communes = read_contours(str(files("poles_geo") / "data" / "communes.parquet"))
    torn = set(carried.conflicts["code_commune"])
    kept = set(published["code_bassin"])
    for code, (_, former, why) in DIFFERENCES.items():
        assert (why == MAJORITY) == (code in torn), code
        if why in (CUT_OFF, CENTRE):
            touching = communes.index[communes.intersects(communes.geometry[code])].drop(code)
            assert former not in set(published["code_bassin"].reindex(touching)), code
            assert (why == CENTRE) == (former not in kept), code
        if why == ABSENT:
            assert code not in composition.index


def test_every_commune_of_several_bassins_is_listed(carried):
    conflicts = carried.conflicts
    assert conflicts["code_commune"].nunique() == 222
    assert conflicts.groupby("code_commune")["retenu"].sum().eq(1).all()
    most = conflicts.sort_values("population").groupby("code_commune").tail(1)
    assert most["retenu"].all()
    assert conflicts["population"].notna().all()


def test_attrs_and_communes_outside_the_zoning_are_carried(carried):
    attrs = carried.composition.attrs
    assert attrs["annee_cog"] == 2022
    assert (attrs["zonage"], attrs["millesime"]) == ("BV2012", "2012")
    assert attrs["sans_bassin"] == [f"976{rank:02}" for rank in range(1, 18)]


def test_the_rule_of_the_chef_lieu_needs_no_population(composition, fragments, published):
    # Les Trois Lacs took in 2017 the code of Venables, 27676, left out here.
    some = composition.loc[["27058", "27647"]].assign(code_bassin=["27016", "27275"])
    with pytest.warns(UserWarning, match=r"1.commune de plusieurs bassins sans choix .*27676"):
        at_2018 = carry_composition(some, fragments, 2018, rule="seat").composition
    assert at_2018["code_bassin"].isna().tolist() == [True]
    carried = carry_composition(composition, fragments, 2022, rule="seat")
    both = carried.composition.join(published["code_bassin"].rename("publie"))
    differ = both["code_bassin"].fillna("") != both["publie"].fillna("")
    assert differ.sum() == 26


def test_without_population_an_undecided_commune_has_no_bassin(composition, fragments):
    # Vallées en Champagne (02053): Baulne-en-Brie in 02168, two others in 51217.
    some = composition.loc[["02053", "02161", "02669"]]
    with pytest.warns(UserWarning, match=r"1.commune de plusieurs bassins"):
        carried = carry_composition(some, fragments, 2022)
    assert carried.composition["code_bassin"].isna().all()
    assert carried.composition.attrs["sans_bassin"] == []
    assert not carried.conflicts["retenu"].any()


def test_going_back_every_part_has_the_bassin_of_the_whole(published, fragments):
    back = carry_composition(published, fragments, 2014).composition
    assert back.loc[["02053", "02161", "02669"], "code_bassin"].tolist() == ["02168"] * 3
    assert back.loc["02053", "nom_bassin"] == "Château-Thierry"


def test_an_unknown_rule_lists_those_that_exist(composition, fragments):
    with pytest.raises(ChoiceError, match="population, seat"):
        carry_composition(composition, fragments, 2022, rule="surface")


def mergers(*groups):
    """Communes that enter, on 1 January 2006, the first of their group."""
    rows = [("32", "COM", code, "COM", group[0]) for group in groups for code in group]
    moves = pd.DataFrame(
        rows, columns=["mod", "type_avant", "code_avant", "type_apres", "code_apres"], dtype="str"
    ).assign(date=pd.Timestamp(2006, 1, 1))
    moves.attrs = {"annee_cog": 2010}
    return moves


def test_as_many_inhabitants_on_either_side_give_the_lowest_code():
    composition = pd.DataFrame(
        {"code_bassin": ["01020", "01010"]}, index=pd.Index(["01001", "01002"], name="code_commune")
    )
    composition.attrs = {"annee_cog": 2005}
    moves = mergers(("01001", "01002"))
    for people, bassin in (([50, 50], "01010"), ([51, 50], "01020"), ([0, 1], "01010")):
        population = pd.Series(people, index=["01001", "01002"])
        population.attrs = {"annee_cog": 2005}
        carried = carry_composition(composition, moves, 2010, populations=population)
        assert carried.composition["code_bassin"].to_dict() == {"01001": bassin}
        kept = carried.conflicts.set_index("code_bassin")
        assert kept["population"].to_dict() == {"01020": people[0], "01010": people[1]}
        assert kept.index[kept["retenu"]].tolist() == [bassin]


def test_without_inhabitants_on_either_side_no_bassin_has_most_of_them():
    composition = pd.DataFrame(
        {"code_bassin": ["01010", "01020"]}, index=pd.Index(["01001", "01002"], name="code_commune")
    )
    composition.attrs = {"annee_cog": 2005}
    nobody = pd.Series(0, index=["01001", "01002"])
    nobody.attrs = {"annee_cog": 2005}
    moves = mergers(("01001", "01002"))
    with pytest.warns(UserWarning, match=r"1.commune de plusieurs bassins sans choix .*01001"):
        carried = carry_composition(composition, moves, 2010, populations=nobody)
    assert carried.composition["code_bassin"].isna().all()
    assert not carried.conflicts["retenu"].any()
