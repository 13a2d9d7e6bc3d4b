"""Carrying tables of communes: real years, and cases worked out by hand."""

import pandas as pd
import pytest

from poles_geo.communes.carry import carry_over
from poles_geo.communes.movements import filiation
from poles_geo.errors import ChoiceError, LayoutError, TableError
from poles_geo.sources.cog import read_cog, read_movements, read_populations

COLUMNS = ["mod", "date", "type_avant", "code_avant", "type_apres", "code_apres"]


@pytest.fixture(scope="module")
def fragments(real_data):
    return filiation(real_data / "cog" / "v_mvt_commune_2024.csv")


@pytest.fixture(scope="module")
def populations(real_data):
    years = (2012, 2014, 2024)
    return {y: read_populations(real_data / "cog" / f"population_cog{y}.csv") for y in years}


@pytest.fixture(scope="module")
def keys(populations):
    return [populations[2014], populations[2024]]


@pytest.fixture(scope="module")
def table(populations):
    return populations[2012].to_frame()


def movements(*rows, cog_year=2010):
    """Events of communes: (mod, date, before, after)."""
    cells = [(mod, date, "COM", before, "COM", after) for mod, date, before, after in rows]
    moves = pd.DataFrame(cells, columns=COLUMNS, dtype="str")
    moves["date"] = pd.to_datetime(moves["date"])
    moves.attrs = {"annee_cog": cog_year}
    return moves


def counts(values, year=2005, dtype="int64"):
    frame = pd.DataFrame({"n": pd.Series(values, dtype=dtype)})
    frame.index = pd.Index(frame.index, dtype="str", name="code_commune")
    frame.attrs = {"annee_cog": year}
    return frame


def key(values, year):
    series = pd.Series(values)
    series.attrs = {"annee_cog": year}
    return series


MERGER = [("32", "2006-01-01", "01001", "01001"), ("32", "2006-01-01", "01002", "01001")]
UNDOING = [("21", "2008-01-01", "01001", "01001"), ("21", "2008-01-01", "01001", "01002")]


@pytest.mark.parametrize(("year", "communes"), [(2014, 36_682), (2024, 34_935)])
def test_population_of_2012_is_conserved_to_the_unit(
    table, fragments, keys, populations, year, communes
):
    carried = carry_over(table, fragments, year, populations=keys)
    assert carried.from_year == 2012
    assert carried.table["population"].sum() == 64_612_939
    assert carried.table.index.equals(populations[year].index.sort_values())
    assert len(carried.table) == communes
    assert carried.not_carried.empty
    assert carried.other_years.empty


def test_population_missing_in_mayotte_stays_missing(table, fragments, keys):
    after = carry_over(table, fragments, 2024, populations=keys).table["population"]
    assert after.index[after.isna()].tolist() == [f"976{rank:02}" for rank in range(1, 18)]


def test_2012_to_2014_to_2024_is_2012_to_2024(table, fragments, keys):
    halfway = carry_over(table, fragments, 2014, populations=keys).table
    twice = carry_over(halfway, fragments, 2024, populations=keys).table
    once = carry_over(table, fragments, 2024, populations=keys).table
    pd.testing.assert_frame_equal(twice, once)


def test_forward_back_and_forward_is_forward(table, fragments, keys, populations):
    forward = carry_over(table, fragments, 2024, populations=keys).table
    back = carry_over(forward, fragments, 2012, populations=populations[2012]).table
    assert back["population"].sum() == 64_612_939
    again = carry_over(back, fragments, 2024, populations=keys).table
    pd.testing.assert_frame_equal(again, forward)


def test_a_year_between_a_merger_and_its_undoing_forgets_who_had_what(table, fragments, keys):
    once = carry_over(table, fragments, 2024, populations=keys).table["population"]
    halfway = carry_over(table, fragments, 2018, populations=keys).table
    twice = carry_over(halfway, fragments, 2024, populations=keys).table["population"]
    differ = once[once.ne(twice).fillna(False)].index.tolist()
    assert differ == ["14666", "14712", "85084", "85165", "85212"]
    for commune_of_2018 in (differ[:2], differ[2:]):
        assert once[commune_of_2018].sum() == twice[commune_of_2018].sum()
    assert once["85165"] == table.loc["85165", "population"] == 1_143
    assert once["14666"] == table.loc["14666", "population"] == 1_701


def test_splits_of_the_country_are_shared_by_population(table, fragments, keys):
    shares = carry_over(table, fragments, 2024, populations=keys).shares
    assert shares["code_avant"].unique().tolist() == ["55298", "76108", "76676"]
    assert shares["annee_cle"].tolist() == [2014, 2014, 2014, 2014, 2024, 2024]


def test_without_a_population_splits_are_listed_with_their_values(table, fragments):
    with pytest.warns(UserWarning, match="3.lignes hors du résultat"):
        carried = carry_over(table, fragments, 2024)
    lost = carried.not_carried
    assert lost.index.tolist() == ["55298", "76108", "76676"]
    assert lost.loc["76108", "motif"].endswith("entre 76095, 76108")
    assert carried.table["population"].sum() + lost["population"].sum() == 64_612_939


def test_rows_of_one_region_carry_alone(table, fragments, keys):
    whole = carry_over(table, fragments, 2024, populations=keys).table
    north = table[table.index.str[:2].isin(["59", "62"])]
    alone = carry_over(north, fragments, 2024, populations=keys).table
    pd.testing.assert_frame_equal(alone, whole[whole.index.str[:2].isin(["59", "62"])])


def test_a_code_that_never_was_is_refused_by_the_list_of_communes(fragments, real_data):
    cog = read_cog(real_data / "cog" / "v_commune_2024.csv")
    given = counts({"59350": 3, "59999": 4, "50041": 5}, 2014)
    with pytest.warns(UserWarning, match="1.ligne hors du résultat"):
        carried = carry_over(given, fragments, 2024, cog=cog)
    assert carried.table["n"].to_dict() == {"50041": 5, "59350": 3}
    assert carried.not_carried["n"].to_dict() == {"59999": 4}
    assert "inconnu" in carried.not_carried.loc["59999", "motif"]


def test_a_code_of_another_year_is_followed_and_listed(fragments):
    given = counts({"50041": 1, "50001": 2}, 2018)
    with pytest.warns(UserWarning, match="1.code inexistant en 2018"):
        carried = carry_over(given, fragments, 2024)
    assert carried.table["n"].to_dict() == {"50041": 3}
    assert carried.other_years.to_numpy().tolist() == [["50001", "50041", 2016]]


def test_merger_adds_up():
    carried = carry_over(counts({"01001": 3, "01002": 4, "01003": 5}), movements(*MERGER), 2010)
    assert carried.table["n"].to_dict() == {"01001": 7, "01003": 5}
    assert carried.table.attrs["annee_cog"] == 2010


def test_a_commune_re_established_gets_its_own_back():
    moves = movements(*MERGER, *UNDOING)
    carried = carry_over(counts({"01001": 3, "01002": 4}), moves, 2010)
    assert carried.table["n"].to_dict() == {"01001": 3, "01002": 4}
    assert carried.shares.empty


def test_whole_numbers_stay_whole_by_largest_remainder():
    # 10 in proportion 1, 1, 1: 3.33 each, the unit left goes to the first; 11: two units left.
    split = [("21", "2006-01-01", "01001", code) for code in ("01001", "01002", "01003")]
    population = key({"01001": 100, "01002": 100, "01003": 100}, 2010)
    for whole, shares in ((10, [4, 3, 3]), (11, [4, 4, 3]), (-10, [-4, -3, -3])):
        table = counts({"01001": whole})
        carried = carry_over(table, movements(*split), 2010, populations=population)
        assert carried.table["n"].tolist() == shares
    # 7 in proportion 5, 3, 2: 3.5, 2.1, 1.4; the unit left goes to 0.5.
    population = key({"01001": 50, "01002": 30, "01003": 20}, 2010)
    carried = carry_over(counts({"01001": 7}), movements(*split), 2010, populations=population)
    assert carried.table["n"].tolist() == [4, 2, 1]


def test_a_part_without_inhabitants_receives_nothing_and_loses_nothing():
    split = [("21", "2006-01-01", "01001", code) for code in ("01001", "01002")]
    population = key({"01001": 0, "01002": 80}, 2010)
    carried = carry_over(counts({"01001": 9}), movements(*split), 2010, populations=population)
    assert carried.table["n"].to_dict() == {"01001": 0, "01002": 9}


def test_a_key_of_zeros_shares_nothing_and_leaves_it_to_the_next():
    split = [("21", "2006-01-01", "01001", code) for code in ("01001", "01002")]
    moves, table = movements(*split), counts({"01001": 9, "01005": 2})
    nobody = key({"01001": 0, "01002": 0}, 2010)
    with pytest.warns(UserWarning, match="sans population connue"):
        carried = carry_over(table, moves, 2010, populations=nobody)
    assert carried.table["n"].to_dict() == {"01005": 2}
    assert carried.not_carried["n"].to_dict() == {"01001": 9}
    assert carried.shares.empty
    # 9 in proportion 1, 2
    people = key({"01001": 40, "01002": 80}, 2008)
    carried = carry_over(table, moves, 2010, populations=[nobody, people])
    assert carried.table["n"].to_dict() == {"01001": 3, "01002": 6, "01005": 2}
    assert carried.shares["annee_cle"].tolist() == [2008, 2008]


def test_a_key_that_does_not_know_every_part_shares_nothing():
    split = [("21", "2006-01-01", "01001", code) for code in ("01001", "01002", "01003")]
    moves = movements(*split, *[("32", "2008-01-01", code, "01002") for code in ("01002", "01003")])
    table = counts({"01001": 12})
    # Persons of 01003, which is in 01002 by 2010, are missing: 20 are not all of 01002.
    partial = key({"01001": 10, "01002": 20}, 2007)
    with pytest.warns(UserWarning, match="sans population connue"):
        assert carry_over(table, moves, 2010, populations=partial).table.empty
    # 01002 is missing; then 12 in proportion 30, 10
    first, next_ = key({"01001": 10}, 2010), key({"01001": 30, "01002": 10}, 2009)
    carried = carry_over(table, moves, 2010, populations=[first, next_])
    assert carried.table["n"].to_dict() == {"01001": 9, "01002": 3}
    assert carried.shares["annee_cle"].tolist() == [2009, 2009]


def test_the_unit_left_goes_to_the_largest_remainder_wherever_it_is():
    split = [("21", "2006-01-01", "01001", code) for code in ("01001", "01002", "01003")]
    # 10 in proportion 11, 22, 67: 1.1, 2.2, 6.7; in proportion 11, 66, 23: 1.1, 6.6, 2.3.
    # 11 in proportion 10, 50, 40: 1.1, 5.5, 4.4; 10 in proportion 16, 39, 45: 1.6, 3.9, 4.5.
    for whole, people, shares in (
        (10, [11, 22, 67], [1, 2, 7]),
        (10, [11, 66, 23], [1, 7, 2]),
        (-10, [11, 66, 23], [-1, -7, -2]),
        (11, [10, 50, 40], [1, 6, 4]),
        (10, [16, 39, 45], [2, 4, 4]),
        (10, [16, 38, 46], [2, 4, 4]),  # 1.6, 3.8, 4.6: equal remainders, in order
    ):
        population = key(dict(zip(("01001", "01002", "01003"), people, strict=True)), 2010)
        table = counts({"01001": whole})
        carried = carry_over(table, movements(*split), 2010, populations=population)
        assert carried.table["n"].tolist() == shares


def test_real_numbers_are_shared_exactly():
    split = [("21", "2006-01-01", "01001", code) for code in ("01001", "01002")]
    population = key({"01001": 300, "01002": 100}, 2010)
    table = counts({"01001": 10.0}, dtype="float64")
    carried = carry_over(table, movements(*split), 2010, populations=population)
    assert carried.table["n"].tolist() == [7.5, 2.5]
    # Six times 0.1 / 6 in floating point is not 0.1; the last part takes what is left.
    codes = [f"0100{rank}" for rank in range(1, 7)]
    split = [("21", "2006-01-01", "01001", code) for code in codes]
    equal = key(dict.fromkeys(codes, 5), 2010)
    table = counts({"01001": 0.1}, dtype="float64")
    shares = carry_over(table, movements(*split), 2010, populations=equal).table["n"].tolist()
    assert sum(shares[:5]) + shares[5] == 0.1


def test_going_back_a_merger_is_shared_by_the_population_before_it():
    moves = movements(
        *MERGER, ("32", "2007-01-01", "01001", "01003"), ("32", "2007-01-01", "01003", "01003")
    )
    population = key({"01001": 10, "01002": 30, "01003": 60}, 2005)
    carried = carry_over(counts({"01003": 100}, 2010), moves, 2005, populations=population)
    assert carried.table["n"].to_dict() == {"01001": 10, "01002": 30, "01003": 60}


def test_a_key_of_after_a_merger_cannot_share_what_merged():
    split = [("21", "2006-01-01", "01001", code) for code in ("01001", "01002")]
    merger = [("32", "2008-01-01", code, "01003") for code in ("01002", "01003")]
    moves = movements(*split, *merger)
    table = counts({"01001": 90, "01003": 5})
    late = key({"01001": 10, "01003": 40}, 2010)
    with pytest.warns(UserWarning, match="sans population connue"):
        assert carry_over(table, moves, 2010, populations=late).table["n"].to_dict() == {"01003": 5}
    between = key({"01001": 10, "01002": 20, "01003": 20}, 2007)
    carried = carry_over(table, moves, 2010, populations=[late, between])
    assert carried.table["n"].to_dict() == {"01001": 30, "01003": 65}


def test_changes_of_code_come_before_mergers_of_the_same_day():
    moves = movements(
        ("32", "2007-01-01", "44225", "44180"),
        ("32", "2007-01-01", "44180", "44180"),
        ("41", "2007-01-01", "49144", "44225"),
    )
    carried = carry_over(counts({"49144": 2, "44180": 3}), moves, 2010)
    assert carried.table["n"].to_dict() == {"44180": 5}


def test_an_event_of_1_january_counts_for_that_year_and_one_later_for_the_next():
    moves = movements(
        ("41", "2006-01-01", "01001", "01009"), ("41", "2006-01-02", "01002", "01008")
    )
    carried = carry_over(counts({"01001": 1, "01002": 2}), moves, 2006)
    assert carried.table["n"].to_dict() == {"01002": 2, "01009": 1}


def test_missing_values_are_not_zeros():
    table = counts({"01001": 3, "01002": None, "01003": 5}, dtype="Int64")
    carried = carry_over(table, movements(*MERGER), 2010).table["n"]
    assert carried.isna().tolist() == [True, False]


def test_rows_of_one_commune_add_up_and_unreadable_codes_are_listed():
    table = counts({"01001": 3, "01002": 4, "inconnu": 7})
    table = pd.concat([table, table])
    table.attrs = {"annee_cog": 2005}
    with pytest.warns(UserWarning, match="2.lignes hors du résultat"):
        carried = carry_over(table, movements(*MERGER), 2010)
    assert carried.table["n"].to_dict() == {"01001": 14}
    assert carried.not_carried["motif"].tolist() == ["code illisible"] * 2
    assert carried.not_carried["n"].sum() == 14


def test_year_is_inferred_and_a_doubt_is_said():
    table = counts({"01001": 3, "01003": 4})
    table.attrs = {}
    with pytest.warns(UserWarning, match="incertain"):
        carry_over(table, movements(*MERGER), 2010)


def test_errors_name_what_is_wrong():
    table = counts({"01001": 3})
    with pytest.raises(ChoiceError, match=r"2011.*va de 2003 à 2010.*v_mvt_commune_2011"):
        carry_over(table, movements(*MERGER), 2011)
    with pytest.raises(TableError, match="colonne nom"):
        carry_over(table.assign(nom="x"), movements(*MERGER), 2010)
    with pytest.raises(TableError, match="colonne vrai"):
        carry_over(table.assign(vrai=True), movements(*MERGER), 2010)
    twice = pd.concat([key({"01001": 1}, 2010), key({"01001": 1}, 2010)])
    twice.attrs = {"annee_cog": 2010}
    with pytest.raises(TableError, match="plusieurs populations"):
        carry_over(table, movements(*MERGER), 2010, populations=twice)
    gone = movements(*MERGER, ("32", "2009-01-01", "01002", "01003"))
    with pytest.raises(LayoutError, match=r"01/01/2009.*01002"):
        carry_over(table, gone, 2010)


def test_the_file_of_movements_may_be_given_by_its_path(table, real_data, keys):
    path = real_data / "cog" / "v_mvt_commune_2024.csv"
    by_path = carry_over(table, path, 2014, populations=keys).table
    by_table = carry_over(table, read_movements(path), 2014, populations=keys).table
    pd.testing.assert_frame_equal(by_path, by_table)
