"""The filiation of communes, and the year that a list of codes shows."""

import pandas as pd
import pytest
from commune_histories import FIRST, histories
from hypothesis import given, settings

from poles_geo.codes import repair_codes
from poles_geo.communes.movements import filiation, infer_cog_year
from poles_geo.edition.embedded import load_former_codes
from poles_geo.sources.cog import read_cog, read_movements, read_populations
from poles_geo.sources.zonings.compositions import read_composition


@pytest.fixture(scope="module")
def moves(real_data):
    return read_movements(real_data / "cog" / "v_mvt_commune_2024.csv")


@pytest.fixture(scope="module")
def fragments(moves):
    return filiation(moves)


@pytest.fixture(scope="module")
def cog(real_data):
    return read_cog(real_data / "cog" / "v_commune_2024.csv")


def listed(real_data, name):
    if name.startswith("BV"):
        return read_composition(real_data / "insee" / f"{name}.zip").index
    return read_populations(real_data / "cog" / f"{name}.csv").index


def test_natures_of_events_that_move_no_territory(moves):
    """Names, and communes déléguées or associées inside their commune: the code never changes."""
    silent = moves[moves["mod"].isin(["10", "34", "35", "70", "71"])]
    silent = silent[
        (silent["date"] >= "2003") & silent["type_avant"].eq("COM") & silent["type_apres"].eq("COM")
    ]
    assert (silent["code_avant"] == silent["code_apres"]).all()
    assert len(silent) > 200


def test_every_year_has_the_communes_that_insee_lists(fragments, cog, real_data):
    stable = set(cog.index) - set(fragments[2024])
    assert set(fragments[2024]) <= set(cog.index)
    for year, count in ((2012, 36_700), (2014, 36_682), (2024, 34_935)):
        communes = stable | set(fragments[year])
        assert len(communes) == count
        assert communes == set(listed(real_data, f"population_cog{year}"))


@pytest.mark.parametrize("name", ["BV2012_au_01-01-2022", "BV2022_au_01-01-2024"])
def test_compositions_have_the_communes_of_their_year(fragments, cog, real_data, name):
    composition = read_composition(real_data / "insee" / f"{name}.zip")
    stable = set(cog.index) - set(fragments[2024])
    assert stable | set(fragments[composition.attrs["annee_cog"]]) == set(composition.index)


def test_fragments_follow_a_commune_through_merger_and_undoing(fragments):
    oie = fragments[fragments[2014] == "85165"]
    assert len(oie) == 1
    codes = oie.iloc[0]
    assert codes[2015] == "85165"
    assert codes[2016] == codes[2023] == "85084"
    assert codes[2024] == "85165"


def successors(fragments, year, code):
    return set(fragments.loc[fragments[year] == code, 2024])


@pytest.fixture(scope="module")
def last_year(fragments):
    """Last 1 January of each code."""
    return {code: year for year in fragments.columns for code in fragments[year].unique()}


def test_communes_of_2014_that_have_gone_are_where_the_embedded_codes_say(
    fragments, cog, real_data
):
    gone = listed(real_data, "population_cog2014").difference(cog.index)
    assert len(gone) == 1_748
    expected = load_former_codes()[gone]
    found = fragments[fragments[2014].isin(gone)].groupby(2014)[2024].agg(set)
    assert found.to_dict() == {code: {heir} for code, heir in expected.items()}


def test_every_code_gone_since_2003_is_where_the_embedded_codes_say(fragments, last_year):
    gone = {code: year for code, year in last_year.items() if year < 2024}
    assert len(gone) == 1_779
    expected = load_former_codes()
    for code, year in gone.items():
        assert successors(fragments, year, code) == {expected[code]}, code


def test_communes_deleguees_and_associees_are_in_the_commune_that_insee_lists(
    fragments, last_year, real_data
):
    """537 were no commune on any 1 January since 2003; 573 have the code of their commune."""
    parts = read_cog(real_data / "cog" / "v_commune_2024.csv", types=("COMD", "COMA"))
    assert len(parts) == 2_564
    followed = parts.loc[parts.index.isin(last_year), "commune_parente"]
    own = followed[followed.index == followed]
    gone = followed.drop(own.index)
    for code, commune in gone.items():
        assert successors(fragments, last_year[code], code) == {commune}, code
    assert (len(gone), len(own)) == (1_454, 573)
    assert own.isin(fragments[2024]).all()


@pytest.mark.parametrize(
    ("code", "year", "before"),
    [
        ("14666", 2018, "14712"),
        ("55138", 2013, "55298"),
        ("76601", 2016, "76676"),
        ("85165", 2023, "85084"),
        ("85212", 2023, "85084"),
    ],
)
def test_communes_re_established_come_from_one_commune(fragments, code, year, before):
    now = fragments[fragments[2024] == code]
    assert len(now) == 1
    assert now[year].item() == before


def test_a_commune_that_leaves_with_the_code_of_all_leaves_the_rest_to_the_other(fragments):
    talican = fragments[fragments[2023] == "60054"]
    assert talican[[2014, 2024]].to_numpy().tolist() == [
        ["60054", "60054"],
        ["60455", "60694"],
        ["60694", "60694"],
    ]


def events(*rows):
    """Events of 2006 and 2008: (mod, year, type, before, after)."""
    moves = pd.DataFrame(rows, columns=["mod", "date", "type_avant", "code_avant", "code_apres"])
    moves["date"] = pd.to_datetime(moves["date"].astype(str) + "-01-01")
    moves["type_apres"] = "COM"
    moves.attrs = {"annee_cog": 2008}
    return moves


MERGER = [("32", 2006, "COM", code, "01001") for code in ("01001", "01002", "01003")]
LEAVES = [("21", 2008, "COM", "01001", "01001"), ("21", 2008, "COMA", "01001", "01001")]


@pytest.mark.parametrize(
    ("division", "homes"),
    [
        # the rest takes a code that never was
        ([*LEAVES, ("21", 2008, "COM", "01001", "01009")], ["01001", "01009", "01009"]),
        # all are re-established: the rest stays under the code
        (
            [
                *LEAVES,
                ("21", 2008, "COM", "01001", "01002"),
                ("21", 2008, "COMA", "01002", "01002"),
            ],
            ["01001", "01002", "01001"],
        ),
        # the other leaves, without a row that says so
        ([LEAVES[0], ("21", 2008, "COM", "01001", "01002")], ["01001", "01002", "01001"]),
        # a commune associée of the day, of another commune
        (
            [
                LEAVES[0],
                ("21", 2008, "COM", "01001", "01002"),
                ("21", 2008, "COMA", "01007", "01007"),
                ("21", 2008, "COM", "01008", "01007"),
                ("21", 2008, "COM", "01008", "01008"),
            ],
            ["01001", "01002", "01001"],
        ),
    ],
)
def test_what_is_left_of_a_divided_commune(division, homes):
    fragments = filiation(events(*MERGER, *division)).set_index(2005)
    assert fragments.loc[["01001", "01002", "01003"], 2008].tolist() == homes


@settings(deadline=None, max_examples=40)
@given(histories())
def test_every_commune_is_where_the_events_put_it(history):
    fragments = filiation(history.movements())
    for year, homes in history.homes.items():
        found = fragments.groupby(FIRST)[year].agg(set)
        assert found.to_dict() == {code: homes[code] for code in found.index}
        untouched = set(homes) - set(found.index)
        assert all(homes[code] == {code} for code in untouched)


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
def test_year_of_a_whole_list_is_certain(fragments, real_data, name, year):
    inferred = infer_cog_year(listed(real_data, name), fragments)
    assert inferred.sure
    assert inferred.year == year
    assert not inferred.strangers
    assert str(inferred) == f"communes de {year} (certain)"


def test_year_of_one_departement_is_given_with_its_doubt(fragments, real_data):
    codes = listed(real_data, "population_cog2012")
    inferred = infer_cog_year(codes[codes.str.startswith("62")], fragments)
    assert 2012 in inferred.years
    assert not inferred.sure
    assert "incertain" in str(inferred)


def test_year_of_a_list_of_services_is_a_range(fragments, real_data):
    path = real_data / "professionnels" / "sirene2019_par_commune_codes_flottants.csv"
    codes = repair_codes(pd.read_csv(path, sep=";", dtype=str)["codecommuneetablissement"]).codes
    inferred = infer_cog_year(codes, fragments)
    assert inferred.years == (2009, 2010, 2011, 2014, 2015, 2016, 2017, 2018)
    assert inferred.absents > 500


def test_codes_of_two_years_are_never_certain(fragments, real_data):
    mixed = [*listed(real_data, "population_cog2012"), *listed(real_data, "population_cog2024")]
    inferred = infer_cog_year(mixed, fragments)
    assert inferred.strangers
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
