"""The filiation of communes, and the year that a list of codes shows."""

import pandas as pd
import pytest

from poles_geo.communes import repair_codes
from poles_geo.mouvements import filiation, infer_annee_cog
from poles_geo.sources.cog import read_cog, read_mouvements, read_populations
from poles_geo.sources.insee import read_composition


@pytest.fixture(scope="module")
def moves(donnees):
    return read_mouvements(donnees / "cog" / "v_mvt_commune_2024.csv")


@pytest.fixture(scope="module")
def fragments(moves):
    return filiation(moves)


@pytest.fixture(scope="module")
def cog(donnees):
    return read_cog(donnees / "cog" / "v_commune_2024.csv")


def listed(donnees, name):
    if name.startswith("BV"):
        return read_composition(donnees / "insee" / f"{name}.zip").index
    return read_populations(donnees / "cog" / f"{name}.csv").index


def test_natures_of_events_that_move_no_territory(moves):
    """Names, and communes déléguées or associées inside their commune: the code never changes."""
    silent = moves[moves["mod"].isin(["10", "34", "35", "70", "71"])]
    silent = silent[
        (silent["date"] >= "2003") & silent["type_avant"].eq("COM") & silent["type_apres"].eq("COM")
    ]
    assert (silent["code_avant"] == silent["code_apres"]).all()
    assert len(silent) > 200


def test_every_year_has_the_communes_that_insee_lists(fragments, cog, donnees):
    stable = set(cog.index) - set(fragments[2024])
    assert set(fragments[2024]) <= set(cog.index)
    for year, count in ((2012, 36_700), (2014, 36_682), (2024, 34_935)):
        communes = stable | set(fragments[year])
        assert len(communes) == count
        assert communes == set(listed(donnees, f"population_cog{year}"))


@pytest.mark.parametrize("name", ["BV2012_au_01-01-2022", "BV2022_au_01-01-2024"])
def test_compositions_have_the_communes_of_their_year(fragments, cog, donnees, name):
    composition = read_composition(donnees / "insee" / f"{name}.zip")
    stable = set(cog.index) - set(fragments[2024])
    assert stable | set(fragments[composition.attrs["annee_cog"]]) == set(composition.index)


def test_fragments_follow_a_commune_through_merger_and_undoing(fragments):
    oie = fragments[fragments[2014] == "85165"]
    assert len(oie) == 1
    codes = oie.iloc[0]
    assert codes[2015] == "85165"
    assert codes[2016] == codes[2023] == "85084"
    assert codes[2024] == "85165"


def test_fragments_follow_a_change_of_departement_and_a_merger_of_one_day(fragments):
    freigne = fragments[fragments[2017] == "49144"]
    assert freigne[2018].tolist() == ["44180"]
    assert "44225" not in set(fragments.to_numpy().ravel())


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("population_cog2012", 2012),
        ("population_cog2014", 2014),
        ("BV2012_au_01-01-2014", 2014),
        ("BV2012_au_01-01-2022", 2022),
        ("BV2022_au_01-01-2024", 2024),
    ],
)
def test_year_of_a_whole_list_is_certain(fragments, donnees, name, year):
    inferred = infer_annee_cog(listed(donnees, name), fragments)
    assert inferred.sure
    assert inferred.annee == year
    assert not inferred.etrangers
    assert str(inferred) == f"communes de {year} (certain)"


def test_year_of_one_departement_is_given_with_its_doubt(fragments, donnees):
    codes = listed(donnees, "population_cog2012")
    inferred = infer_annee_cog(codes[codes.str.startswith("62")], fragments)
    assert 2012 in inferred.annees
    assert not inferred.sure
    assert "incertain" in str(inferred)


def test_year_of_a_list_of_services_is_a_range(fragments, donnees):
    path = donnees / "professionnels" / "sirene2019_par_commune_codes_flottants.csv"
    codes = repair_codes(pd.read_csv(path, sep=";", dtype=str)["codecommuneetablissement"]).codes
    inferred = infer_annee_cog(codes, fragments)
    assert inferred.annees == (2009, 2010, 2011, 2014, 2015, 2016, 2017, 2018)
    assert inferred.absents > 500


def test_codes_of_two_years_are_never_certain(fragments, donnees):
    mixed = [*listed(donnees, "population_cog2012"), *listed(donnees, "population_cog2024")]
    inferred = infer_annee_cog(mixed, fragments)
    assert inferred.etrangers
    assert not inferred.sure
    assert "sont d'une autre année" in str(inferred)


def test_events_in_a_cycle_on_one_day_do_not_hang():
    moves = pd.DataFrame(
        {
            "mod": ["32", "32"],
            "date": pd.to_datetime(["2006-01-01"] * 2),
            "type_avant": "COM",
            "code_avant": ["01001", "01002"],
            "type_apres": "COM",
            "code_apres": ["01002", "01001"],
        }
    )
    assert sorted(filiation(moves)[2006]) == ["01001", "01002"]
