"""« Nous et les autres »: the numbers of the report's regions, and groups worked out by hand."""

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from effectif_tables import simple
from pole_sets import pole_set

import poles_geo as pg

AUTRES = 15


@cache
def table() -> pd.DataFrame:
    return pg.configurations(pg.load_report(), pg.read_communes())


NORTH, SOUTH = "Nord - Pas-de-Calais", "Provence-Alpes-Côte d'Azur"


@pytest.mark.parametrize(
    ("region", "ratio", "relays", "crunch"),
    [
        ("Île-de-France", (94.7, 0.05), (0.26, 0.005), (371, 0.5)),
        ("Midi-Pyrénées", (8.245, 5e-4), (4.487, 5e-4), (1.8376, 5e-5)),
        ("Basse-Normandie", (4.243, 5e-4), (3.259, 5e-4), (1.3019, 5e-5)),
        ("Limousin", (3.08, 5e-3), (4.57, 5e-3), (0.674, 5e-4)),
        (NORTH, (3.07, 5e-3), (9.51, 5e-3), (0.323, 5e-4)),
        (SOUTH, (1.91, 5e-3), (9.71, 5e-3), (0.197, 5e-4)),
    ],
)
def test_crunch_of_the_report_s_regions(
    region: str,
    ratio: tuple[float, float],
    relays: tuple[float, float],
    crunch: tuple[float, float],
) -> None:
    row = table().loc[region]
    for name, (expected, half) in (
        ("rapport_masse", ratio), ("relais_pour_1000", relays), ("crunch", crunch)
    ):  # fmt: skip
        assert abs(row[name] - expected) <= half, name


def test_crunch_is_last_in_provence_and_first_in_midi_pyrenees_but_for_paris() -> None:
    order = table()["crunch"].sort_values().index.tolist()
    assert order[0] == SOUTH
    assert order[-3:] == ["Basse-Normandie", "Midi-Pyrénées", "Île-de-France"]


def test_relays_of_all_are_those_of_the_regions_that_no_pole_holds() -> None:
    found = table()
    assert found["relais_ensemble"].unique().tolist() == [pytest.approx(7.0142, abs=5e-5)]
    assert found["crunch_relatif"]["Midi-Pyrénées"] == pytest.approx(
        found["rapport_masse"]["Midi-Pyrénées"]
        / (found["relais_pour_1000"]["Midi-Pyrénées"] / 7.014214137542055)
    )


def test_slopes_and_concentration(report: gpd.GeoDataFrame) -> None:
    found = table()
    whole = pg.configurations(report, pg.read_communes(), by=None)
    assert whole.index.tolist() == ["ensemble"]
    assert whole["pente"].item() == pytest.approx(-0.9185173, rel=1e-6)
    assert found["pente"][NORTH] == pytest.approx(-1.050, abs=5e-4)
    assert found["pente"]["Midi-Pyrénées"] == pytest.approx(-1.238, abs=5e-4)
    assert found["gini"]["Midi-Pyrénées"] == pytest.approx(0.558, abs=5e-4)
    assert found["herfindahl"][NORTH] == pytest.approx(0.197, abs=5e-4)


def test_the_nearest_of_rhone_alpes_and_of_the_north_are_each_other() -> None:
    found = table()
    assert found["plus_proche"][["Rhône-Alpes", NORTH]].tolist() == [NORTH, "Rhône-Alpes"]
    assert found["ecart_profil"]["Rhône-Alpes"] == pytest.approx(0.383, abs=5e-4)
    assert found["ecart_profil"][NORTH] == found["ecart_profil"]["Rhône-Alpes"]


def test_types_of_the_22_regions_of_2014() -> None:
    named = table()["type"]
    others = {"autre": AUTRES}
    assert named.value_counts().to_dict() == {
        "monopolistique": 1, "macrocéphale": 2, "circulaire": 1, "multipolaire": 2, "plurielle": 1,
    } | others  # fmt: skip
    assert named["Île-de-France"] == "monopolistique"
    assert named[["Midi-Pyrénées", "Basse-Normandie"]].tolist() == ["macrocéphale"] * 2
    assert named["Bretagne"] == "circulaire"
    assert named[[NORTH, "Rhône-Alpes"]].tolist() == ["multipolaire"] * 2
    assert named[SOUTH] == "plurielle"
    assert simple(table()["motif"]["Bretagne"]).startswith("cycle de 9 pôles sur 10")


def test_a_second_always_says_by_what() -> None:
    row = table().loc["Midi-Pyrénées"]
    assert (row["deuxieme_masse"], row["deuxieme_rang"]) == ("Albi", "Tarbes")
    assert row["rapport_rang"] == pytest.approx(10.16, abs=5e-3)
    assert table()["rapport_masse"]["Basse-Normandie"] == pytest.approx(4.24, abs=5e-3)


def test_ranks_are_those_of_figure_1(report: gpd.GeoDataFrame) -> None:
    figure = pg.report_2014.figure1(report)
    ranks = ["rang1", "rang2", "rang3", "rang4"]
    expected = figure.set_index("region_2014") if "region_2014" in figure else figure
    same = table()[ranks].astype(int)
    assert (expected.loc[same.index, ranks].astype(int) == same).all(axis=None)
    assert table()["n_poles"].sum() == 153


def test_types_hold_most_of_the_time_and_the_share_is_a_share_of_1_000_draws() -> None:
    held = table()["part_tirages"]
    assert ((held * 1000).round(9) % 1 == 0).all()
    assert held["Bretagne"] == held["Île-de-France"] == 1
    # Dunkerque, of 3 187 professionals, is under 3 000 in some draws: five of rank 2 are four.
    assert 0.5 < held[NORTH] < held["Rhône-Alpes"] <= 1
    assert 0.8 < held["Basse-Normandie"] < 1


def test_another_grouping_has_measures_and_no_type(report: gpd.GeoDataFrame) -> None:
    found = pg.configurations(report, pg.read_communes(), by="region_2016")
    assert len(found) == 13
    assert found["crunch"].notna().all()
    assert found[["type", "part_tirages", "motif"]].isna().all(axis=None)
    given = pg.configurations(
        report, pg.read_communes(), by="region_2016", thresholds=pg.THRESHOLDS_2014
    )
    assert given["type"]["Occitanie"] == "multipolaire"
    assert given["type"].notna().all()


def test_other_thresholds_give_other_types(report: gpd.GeoDataFrame) -> None:
    strict = pg.TypeThresholds(crunch=1.5)
    found = pg.configurations(report, pg.read_communes(), thresholds=strict)["type"]
    assert found[found == "macrocéphale"].index.tolist() == ["Midi-Pyrénées"]


def test_by_hand() -> None:
    # Three pôles on a line, 0, 3 and 7 km; 600, 300 and 100 of 1 000; 100 000 inhabitants.
    poles = pole_set([(0, 0), (3, 0), (7, 0)], [600, 300, 100], ranks=[4, 4, 3])
    row = pg.configurations(poles, pd.Series([100_000], ["A"])).loc["A"]
    assert row["masse"] == 1000
    assert (row["part_premier"], row["herfindahl"]) == (0.6, pytest.approx(0.46))
    assert row["gini"] == pytest.approx(2 * (300 + 500 + 200) / (2 * 9 * 1000 / 3))
    assert (row["rapport_masse"], row["rapport_rang"]) == (2, 6)
    assert row["relais_pour_1000"] == 4
    assert (row["crunch"], row["crunch_relatif"]) == (0.5, 2)
    assert row["distance_km"] == pytest.approx((3 + 3 + 4) / 3)
    assert pd.isna(row["plus_proche"])
    assert pg.profiles(poles).loc["A"].tolist() == [1, 0.5, pytest.approx(1 / 6)]


def test_one_pole_has_no_ratio_and_two_no_slope() -> None:
    poles = pole_set([(0, 0), (3, 4), (9, 9)], [600, 300, 100], ["A", "B", "B"])
    found = pg.configurations(poles, pd.Series([1e5, 1e5], ["A", "B"]))
    alone = found.loc["A"]
    missing = ["rapport_masse", "rapport_rang", "deuxieme_masse", "deuxieme_rang", "pente"]
    assert alone[[*missing, "crunch", "crunch_relatif", "distance_dedans_km"]].isna().all()
    assert alone["distance_km"] == 5
    assert (alone["part_premier"], alone["gini"], alone["relais_pour_1000"]) == (1, 0, 0)
    assert pd.isna(found["pente"]["B"])
    assert found["rapport_masse"]["B"] == 3
    assert found[["rang1", "rang4"]].sum().tolist() if "rang1" in found else True


def test_bassins_without_a_rank_are_no_poles() -> None:
    poles = pole_set([(0, 0), (3, 4), (9, 9)], [600, 300, 0])
    poles["rang"] = pd.array([4, 4, None], dtype="Int64")
    row = pg.configurations(poles, pd.Series([1e5], ["A"])).loc["A"]
    assert (row["n_poles"], row["masse"]) == (2, 900)


def test_a_region_counted_in_part_has_no_measure(report: gpd.GeoDataFrame) -> None:
    poles = report[report["region_2014"].isin([NORTH, "Picardie"])].copy()
    poles.attrs["champ"] = {"departements": ["59", "62", "80"]}
    found = pg.configurations(poles, pg.read_communes())
    assert found.loc["Picardie"].drop("n_poles").isna().all()
    assert found["n_poles"]["Picardie"] == 8
    assert found["type"][NORTH] == "multipolaire"
    assert "Picardie" in found.attrs["avertissements"][-1]
    poles.attrs["champ"] = {"departements": ["59"]}
    with pytest.raises(pg.errors.TableError, match="aucun de ses groupes"):
        pg.configurations(poles, pg.read_communes())


def test_some_professions_alone_have_no_type(report: gpd.GeoDataFrame) -> None:
    poles = report.copy()
    poles.attrs["champ"] = {"professions": "médecins généralistes seulement"}
    found = pg.configurations(poles, pg.read_communes())
    assert found["type"].isna().all()
    assert "Pas de type" in found.attrs["avertissements"][-1]


def test_the_year_of_the_population_is_told(report: gpd.GeoDataFrame) -> None:
    assert table().attrs["annee_population"] == 2022
    assert table().attrs["avertissements"] == ["Population de 2022, comptes de 2014."]
    of_the_year = pg.read_communes()
    of_the_year.attrs["annee_population"] = 2014
    assert not pg.configurations(report, of_the_year).attrs["avertissements"]
    undated = pg.read_communes().groupby("region_2014")["population"].sum()
    undated.attrs = {}
    told = pg.configurations(report, undated).attrs["avertissements"]
    assert told == ["Année de la population non précisée."]


def test_populations_by_region_by_commune_and_by_code_say_the_same(
    report: gpd.GeoDataFrame,
) -> None:
    communes = pg.read_communes()
    for population in (
        communes.groupby("region_2014")["population"].sum(),
        communes["population"],
        communes[["population"]],
    ):
        same = pg.configurations(report, population)
        pd.testing.assert_frame_equal(same, table(), check_flags=False)


def test_a_commune_without_population_leaves_its_region_without_relays(
    report: gpd.GeoDataFrame,
) -> None:
    communes = pg.read_communes()
    communes["population"] = communes["population"].astype("Int64")
    communes.loc["59350", "population"] = pd.NA
    found = pg.configurations(report, communes)
    lost = ["population", "relais_pour_1000", "crunch", "crunch_relatif", "type", "motif"]
    assert found.loc[NORTH, lost].isna().all()
    assert found.loc[NORTH, "gini"] == table().loc[NORTH, "gini"]
    assert found.drop(index=NORTH)["type"].equals(table().drop(index=NORTH)["type"])


def test_sentences_are_french() -> None:
    assert simple(table()["phrase"]["Midi-Pyrénées"]) == (
        "Midi-Pyrénées, macrocéphale : Toulouse, 24 067 professionnels, pèse 8,2 fois Albi, "
        "deuxième par la masse, et 10,2 fois Tarbes, deuxième par le rang ; 4,5 professionnels "
        "de relais pour 1 000 habitants, Crunch de 1,84 ; profil le plus proche : Aquitaine ; "
        "type gardé dans 100 % des tirages à 10 % près."
    )
    # Ajaccio is the heavier, of rank 4; Bastia has rank 3.
    assert "fois Bastia, deuxième par la masse et premier par le rang ;" in simple(
        table()["phrase"]["Corse"]
    )
    for sentence in table()["phrase"]:
        assert "\u00a0:" in sentence
        assert "\u202f;" in sentence
        assert not set(sentence) & set("'\"")
        assert "nan" not in sentence.split()
    alone = pg.configurations(pole_set([(0, 0)], [1200]), pd.Series([1e5], ["A"]))["phrase"]
    assert simple(alone["A"]) == "A : V0, 1 200 professionnels, seul pôle."


def test_a_table_written_has_whole_numbers_and_no_gap(tmp_path: Path) -> None:
    path = pg.write_table(table(), tmp_path / "t.csv")
    again = pd.read_csv(path, sep=";", decimal=",", index_col="region_2014")
    assert np.allclose(again["crunch"], table()["crunch"])
    assert again["masse"].tolist() == table()["masse"].tolist()
    assert ";193314;" in path.read_text("utf-8-sig")
