"""Bridges between zonings and editions of one."""

import pandas as pd
import pytest

from poles_geo.bassins.bridge import bridge
from poles_geo.codes import fold_arrondissements, repair_codes
from poles_geo.communes.carry import carry_over
from poles_geo.communes.movements import filiation
from poles_geo.errors import TableError
from poles_geo.sources.cog import read_populations
from poles_geo.sources.zonings.compositions import read_composition


@pytest.fixture(scope="module")
def fragments(real_data):
    return filiation(real_data / "cog" / "v_mvt_commune_2024.csv")


@pytest.fixture(scope="module")
def of_2012(real_data):
    return read_composition(real_data / "insee" / "BV2012_au_01-01-2014.zip")


@pytest.fixture(scope="module")
def of_2012_in_2022(real_data):
    return read_composition(real_data / "insee" / "BV2012_au_01-01-2022.zip")


@pytest.fixture(scope="module")
def of_2022(real_data):
    return read_composition(real_data / "insee" / "BV2022_au_01-01-2024.zip")


@pytest.fixture(scope="module")
def keys(real_data):
    names = ("population_cog2014", "population_cog2024")
    return [read_populations(real_data / "cog" / f"{name}.csv") for name in names]


@pytest.fixture(scope="module")
def weights(real_data, fragments, keys):
    """Read population and health establishments, carried to the communes of 2024."""
    path = real_data / "professionnels" / "sirene2019_par_commune_codes_flottants.csv"
    table = pd.read_csv(path, sep=";", dtype={"codecommuneetablissement": str})
    table.index = pd.Index(repair_codes(table.pop("codecommuneetablissement")).codes)
    folded = fold_arrondissements(table.astype("int64"))
    carried = carry_over(folded, fragments, 2024, from_year=2018, populations=keys).table
    assert carried.sum().sum() == table.sum().sum() == 581_515
    result = keys[1].dropna().astype("int64").to_frame()
    result["etablissements"] = carried.sum(axis=1).reindex(result.index, fill_value=0)
    result.attrs = {"annee_cog": 2024}
    return result


@pytest.fixture(scope="module")
def crossed(of_2012, of_2022, weights, fragments, keys):
    with pytest.warns(UserWarning, match=r"1.commune hors .*55138"):
        return bridge(of_2012, of_2022, weights, movements=fragments, populations=keys)


def test_totals_are_those_of_the_weights(crossed, weights):
    assert crossed["n_communes"].sum() == pytest.approx(len(weights))
    for name in weights:
        assert crossed[name].sum() == pytest.approx(weights[name].sum(), rel=1e-12)


def test_shares_of_a_bassin_sum_to_one(crossed):
    for side in ("avant", "apres"):
        for name in ("n_communes", "population", "etablissements"):
            sums = crossed[f"part_{side}_{name}"].groupby(level=f"bassin_{side}").sum()
            assert sums.to_numpy() == pytest.approx(1)


def test_what_the_bassin_of_lille_became(crossed):
    lille = crossed.xs("59350", level="bassin_avant")
    assert lille.index.tolist() == ["59017", "59350", "59462", "59466"]
    assert lille["n_communes"].tolist() == [3, 64, 1, 2]
    assert lille.loc["59350", "part_avant_population"] == pytest.approx(0.9878, abs=1e-4)
    assert lille["nom_apres"].tolist() == ["Armentières", "Lille", "Phalempin", "Pont-à-Marcq"]


def test_a_commune_of_two_bassins_is_shared_by_population(crossed):
    # La Hague: 7 585 inhabitants of 2014 in the bassin of Beaumont-Hague, 4 347 in Cherbourg's.
    beaumont = crossed.loc[("50041", "50129")]
    assert beaumont["n_communes"] == pytest.approx(7_585 / 11_932)
    assert beaumont["part_avant_population"] == pytest.approx(1)


def test_every_bassin_of_2012_is_there(crossed, of_2012):
    before = crossed.index.get_level_values("bassin_avant").dropna()
    assert set(before) == set(of_2012["code_bassin"].dropna()) - {"ZZZZZ"}
    missing = crossed[crossed.index.get_level_values("bassin_avant").isna()]
    assert missing["n_communes"].sum() == pytest.approx(1)  # Culey


def test_one_zoning_on_two_years_goes_forward_and_back(of_2012, of_2012_in_2022, fragments, keys):
    with pytest.warns(UserWarning, match="55138"):
        same = bridge(of_2012, of_2012_in_2022, keys[0].dropna().to_frame(), movements=fragments)
    identical = same.index.get_level_values(0) == same.index.get_level_values(1)
    assert same.loc[identical, "population"].sum() / same["population"].sum() > 0.99
    lost = set(of_2012["code_bassin"]) - set(of_2012_in_2022["code_bassin"])
    assert lost == {"44029", "49042", "50041"}
    assert same.loc["50041", "n_communes"].to_dict() == {"50129": 15}


def composition(units, year=2010):
    table = pd.DataFrame({"code_bassin": pd.Series(units, dtype="str")})
    table.attrs = {"annee_cog": year}
    return table


def test_two_zonings_on_the_same_communes():
    before = composition({"01001": "A", "01002": "A", "01003": "B", "01004": None})
    after = composition({"01001": "X", "01002": "Y", "01003": "Y", "01004": "Y"})
    weights = pd.DataFrame({"lits": {"01001": 10, "01002": 30, "01003": 60, "01004": 0}})
    crossed = bridge(before, after, weights)
    assert crossed["lits"].tolist() == [10, 30, 60, 0]
    assert crossed["part_avant_lits"].tolist()[:3] == [0.25, 0.75, 1]
    assert pd.isna(crossed["part_avant_lits"].iloc[3])
    assert crossed["part_apres_lits"].tolist() == pytest.approx([1, 1 / 3, 2 / 3, 0])
    assert crossed["n_communes"].tolist() == [1, 1, 1, 1]
    assert "nom_avant" not in crossed


def test_a_missing_weight_is_not_a_zero():
    before = composition({"01001": "A", "01002": "A", "01003": "B"})
    weights = pd.DataFrame({"lits": pd.Series({"01001": 10, "01002": None, "01003": 5})})
    crossed = bridge(before, before, weights)["lits"]
    assert crossed.isna().tolist() == [True, False]


def test_rows_of_one_commune_count_it_once():
    before = composition({"01001": "A", "01002": "B"})
    weights = pd.DataFrame({"lits": [1, 2, 4]}, index=["01001", "01001", "01002"])
    crossed = bridge(before, before, weights)
    assert crossed["n_communes"].tolist() == [1, 1]
    assert crossed["lits"].tolist() == [3, 4]


def test_two_years_without_movements_ask_for_them(of_2012, of_2022):
    with pytest.raises(TableError, match=r"2014 et de 2024.*movements="):
        bridge(of_2012, of_2022)


def test_weights_of_a_third_year_must_be_carried_first(of_2012, of_2022, fragments):
    weights = pd.DataFrame({"lits": {"59350": 1}})
    weights.attrs = {"annee_cog": 2018}
    with pytest.raises(TableError, match=r"communes de 2018.*carry_over"):
        bridge(of_2012, of_2022, weights, movements=fragments)


def test_a_commune_of_two_units_without_population_is_an_error(of_2012, of_2022, fragments):
    weights = pd.DataFrame({"lits": {"50041": 1}})
    weights.attrs = {"annee_cog": 2024}
    with pytest.raises(TableError, match=r"1.commune à partager.*50041.*populations="):
        bridge(of_2012, of_2022, weights, movements=fragments)


def test_parts_of_a_commune_in_one_unit_need_no_population(fragments):
    # Bois-Guillaume-Bihorel (76108) of 2012 is 76108 and 76095 again since 2014.
    before = composition({"76108": "Rouen"}, 2012)
    after = composition({"76108": "Rouen", "76095": "Rouen"}, 2024)
    crossed = bridge(before, after, movements=fragments)
    assert crossed["n_communes"].to_dict() == {("Rouen", "Rouen"): 1}
