"""What the report states of its own results, confirmed on its inventory."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from insee_workbooks import read_sheet

import poles_geo as pg
from poles_geo.edition.embedded import load_figure1
from poles_geo.ranking.rules import RULES_ORS_2014
from poles_geo.report_2014 import figures as tables

MARSEILLE, LYON, PARIS, LILLE = "13055", "69123", "75056", "59350"
TOULOUSE, TARBES, ALBI, ARMENTIERES, CAEN = "31555", "65440", "81004", "59017", "14118"
BASTIA, AJACCIO, LAVAL, CHOLET = "2B033", "2A004", "53130", "49099"


@pytest.fixture(scope="module")
def report() -> gpd.GeoDataFrame:
    return pg.load_report()


@pytest.fixture(scope="module")
def counts(report: gpd.GeoDataFrame) -> pd.DataFrame:
    return tables.figure1(report)


def regions_without(counts: pd.DataFrame, rang: int) -> set[str]:
    return set(counts.index[counts[f"rang{rang}"] == 0])


def test_153_poles_15_42_46_50(counts: pd.DataFrame) -> None:
    total = counts.loc["Total", ["rang1", "rang2", "rang3", "rang4", "total"]]
    assert total.tolist() == [15, 42, 46, 50, 153]


def test_ten_regions_have_no_rank_1(counts: pd.DataFrame) -> None:
    assert regions_without(counts, 1) == {
        "Auvergne",
        "Basse-Normandie",
        "Bourgogne",
        "Centre",
        "Champagne-Ardenne",
        "Corse",
        "Franche-Comté",
        "Limousin",
        "Picardie",
        "Poitou-Charentes",
    }


def test_two_regions_have_several_rank_1(counts: pd.DataFrame) -> None:
    several = counts["rang1"].drop("Total")
    assert several[several > 1].to_dict() == {"Provence-Alpes-Côte d'Azur": 3, "Rhône-Alpes": 2}


def test_three_regions_have_no_rank_2(counts: pd.DataFrame) -> None:
    assert regions_without(counts, 2) == {"Corse", "Midi-Pyrénées", "Île-de-France"}


def test_nord_pas_de_calais_has_13_poles(counts: pd.DataFrame) -> None:
    row = counts.loc["Nord - Pas-de-Calais", ["rang1", "rang2", "rang3", "rang4", "total"]]
    assert row.tolist() == [1, 4, 6, 2, 13]


def test_rhone_alpes_has_17_poles_the_most(counts: pd.DataFrame) -> None:
    assert counts["total"].drop("Total").idxmax() == "Rhône-Alpes"
    assert counts.loc["Rhône-Alpes", "total"] == 17


def test_lille_is_fourth(report: gpd.GeoDataFrame) -> None:
    largest = report["effectif"].nlargest(4)
    assert largest.index.tolist() == [PARIS, MARSEILLE, LYON, LILLE]


def test_toulouse_weighs_more_than_ten_times_tarbes(report: gpd.GeoDataFrame) -> None:
    assert report.loc[TOULOUSE, "effectif"] > 10 * report.loc[TARBES, "effectif"]


def test_albi_counts_more_than_tarbes_but_ranks_lower(report: gpd.GeoDataFrame) -> None:
    assert report.loc[ALBI, "effectif"] > report.loc[TARBES, "effectif"]
    assert report.loc[[ALBI, TARBES], "rang"].tolist() == [4, 3]


def test_rank_4_goes_up_to_armentieres(report: gpd.GeoDataFrame) -> None:
    fourth = report.loc[report["rang"] == 4, "effectif"]
    assert fourth.idxmax() == ARMENTIERES
    assert fourth.max() == 2_995


def test_published_ranks_hold_within_the_bounds(report: gpd.GeoDataFrame) -> None:
    """Shares and psychiatric nurses are not published: only the totals can be held to the rule."""
    effectifs = report.groupby("rang")["effectif"]
    assert effectifs.min()[1] > 10_000
    assert effectifs.max()[2] < 10_000
    assert effectifs.min()[2] > 3_000
    assert effectifs.max()[3] < 3_000
    assert effectifs.min()[3] > 1_500
    assert effectifs.max()[4] < 3_000
    assert effectifs.min()[4] > 1_000


def test_no_published_number_falls_on_a_bound(report: gpd.GeoDataFrame) -> None:
    assert not report["effectif"].isin([1_000, 1_500, 3_000, 10_000]).any()


def test_ranks_bear_the_names_of_the_rules(report: gpd.GeoDataFrame) -> None:
    for rank in RULES_ORS_2014.ranks:
        named = report[report["rang"] == rank.rang]
        assert set(named["sigle"]) == {rank.sigle}
        assert set(named["type_pole"].astype(str)) == {rank.type_pole}


def test_errors_of_figure_1_stay_as_published(report: gpd.GeoDataFrame) -> None:
    published = load_figure1()
    assert published.loc["Corse", "total"] == 1
    assert set(report.index[report["region_2014"] == "Corse"]) == {BASTIA, AJACCIO}
    assert published.loc["Pays de la Loire", "rang3"] == 2
    assert pd.isna(published.loc["Pays de la Loire", "rang4"])
    assert report.loc[[LAVAL, CHOLET], "rang"].tolist() == [3, 4]
    assert published.loc["Total", ["rang3", "rang4"]].tolist() == [47, 49]
    assert published["total"].drop("Total").sum() == 152


def test_caen_is_as_in_figure_3_not_as_in_the_text(report: gpd.GeoDataFrame) -> None:
    assert report.loc[CAEN, "effectif"] == 7_744


def test_poles_are_9_3_percent_of_the_1644_bassins(
    report: gpd.GeoDataFrame, real_data: Path
) -> None:
    bassins = read_sheet(real_data / "insee" / "BV2012_au_01-01-2014.zip", "BV2012")["BV2012"]
    metropolitan = bassins[~bassins.str.startswith(("97", "ZZ"))]
    assert len(metropolitan) == 1_644
    assert round(100 * len(report) / len(metropolitan), 1) == 9.3


def test_57_bassins_of_2014_have_their_centre_in_nord_pas_de_calais(real_data: Path) -> None:
    """The text counts 46 of them, from a list that stops at Frévent."""
    bassins = read_sheet(real_data / "insee" / "BV2012_au_01-01-2014.zip", "BV2012")["BV2012"]
    assert bassins.str.startswith(("59", "62")).sum() == 57
