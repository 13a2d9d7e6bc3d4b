"""What the interactive map says of each bassin."""

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import raises, simple, table
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from poles_geo.cartes.interactive.cards import (
    NO_COUNT,
    NO_MOTIF,
    NO_ROW,
    OUTSIDE,
    UNLISTED,
    bassin_cards,
)
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.errors import TableError
from poles_geo.ranking.classify import classify
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rules import RULES_ORS_2014
from poles_geo.typography import typeset

ALBI, TARBES, GUERET, LILLE, LORIENT = "81004", "65440", "23096", "59350", "56121"


def cards(
    poles: pd.DataFrame,
    areas: gpd.GeoSeries | None = None,
    names: pd.Series | None = None,
) -> gpd.GeoDataFrame:
    names = pd.Series(dtype=object) if names is None else names
    return bassin_cards(poles, check_poles(poles), areas, names, RULES_ORS_2014)


def test_a_unit_whose_code_is_of_no_commune_is_where_its_table_says() -> None:
    poles = gpd.GeoDataFrame(
        {
            "nom": ["CPTS du Havre", "Ailleurs"], "departement": ["76", None],
            "region_2014": ["Haute-Normandie", "Haute-Normandie"], "rang": [2, 3],
            "type_pole": ["grand pôle", "pôle intermédiaire"], "sigle": ["GP", "PI"],
            "effectif": [4000, 2000], "proximite": [3000, 1500], "pole": [1000, 500],
            "infirmiers_psychiatrie": [10, 10],
        },
        index=pd.Index(["CPTS du Havre", "Ailleurs"], name="code_zone"),
        geometry=gpd.points_from_xy([500_000, 550_000], [6_900_000, 6_900_000]), crs=2154,
    )  # fmt: skip
    assert cards(poles)["lieu"].tolist() == ["Seine-Maritime, Haute-Normandie", ""]


def squares(*codes: str) -> gpd.GeoSeries:
    return gpd.GeoSeries(
        [box(place, 0, place + 1, 1) for place in range(len(codes))], index=list(codes), crs=2154
    )


def test_the_card_of_albi() -> None:
    """2 919 professionals of whom 519 of pôle, 17,8 %: rank 4 for want of 20 % (584)."""
    poles = classify(table((2_919, 519, 119), codes=[ALBI]))
    card = cards(poles).loc[ALBI]
    assert (card["nom"], card["lieu"], card["rang"]) == ("Albi", "Tarn, Midi-Pyrénées", 4)
    assert [simple(text) for text in card["comptes"]] == [
        "2 919",
        "2 400 (82,2 %)",
        "519 (17,8 %)",
        "119 (4,1 %)",
    ]
    assert "rang 3 refusé : 17,8 % de professionnels de pôle, moins de 20 %" in simple(
        card["motif"]
    )
    assert simple(card["marge"]) == "rang 3 : 2,2 points de professionnels de pôle en plus"


def test_a_margin_says_which_share_or_number_moves() -> None:
    """1 600 professionals: with 30 of pôle more, 20 %; with 11 nurses more, over 20 %."""
    poles = classify(table((1_600, 290, 0), (1_600, 700, 310), (2_990, 1_500, 0)))
    shown = [simple(text) for text in cards(poles)["marge"].sort_index()]
    assert shown == [
        "rang 3 : 1,9 point de professionnels de pôle en plus",
        "rang 4 : 0,7 point d’infirmiers psychiatriques en plus",
        "rang 2 : 10 professionnels en plus",
    ]


def test_a_share_is_printed_on_its_side_of_the_bound() -> None:
    """599 of 3 000 are 19,97 %, which one decimal would write 20,0 %."""
    poles = classify(table((2_999, 599, 0), codes=[ALBI]))
    assert [simple(text) for text in cards(poles).loc[ALBI, "comptes"]] == [
        "2 999",
        "2 400 (80,03 %)",
        "599 (19,97 %)",
        "0 (0,0 %)",
    ]


def test_the_published_poles_have_no_reason_but_their_published_name() -> None:
    shown = cards(load_report())
    assert len(shown) == 153
    assert shown.loc[LORIENT, ["nom", "publie"]].tolist() == ["Lorient", "Guidel"]
    assert (shown["publie"] != "").sum() == 1
    assert set(shown["motif"]) == {typeset(NO_MOTIF)}
    assert shown.loc[LILLE, "comptes"][1:] == ["", "", ""]
    assert not shown.geometry.isna().any()


def test_no_pole_and_no_data_are_two_things() -> None:
    poles = classify(table((12_000, 6_000, 0), (500, 100, 0), codes=[LILLE, GUERET]))
    shown = cards(poles, squares(LILLE, GUERET, TARBES))
    assert shown["rang"].to_dict() == {LILLE: 1, GUERET: OUTSIDE, TARBES: NO_COUNT}
    assert simple(shown.loc[GUERET, "motif"]).startswith("hors pôle : 500 professionnels")
    assert shown.loc[TARBES, "motif"] == NO_ROW
    assert pd.isna(shown.loc[TARBES, "effectif"])
    assert shown.loc[TARBES, "comptes"] == ["", "", "", ""]


def test_a_bassin_that_a_list_of_poles_leaves_out_is_no_pole() -> None:
    shown = cards(load_report(), squares(LILLE, GUERET, "23001"))
    assert shown.loc["23001", ["rang", "motif"]].tolist() == [OUTSIDE, typeset(UNLISTED)]


def test_a_row_without_count_has_no_data() -> None:
    poles = load_report().loc[[LILLE, TARBES]]
    poles.loc[TARBES, ["rang", "effectif"]] = pd.NA
    assert cards(poles)["rang"].to_dict() == {LILLE: 1, TARBES: NO_COUNT}


def test_a_bassin_is_named_by_the_table_then_the_bassins_then_the_commune() -> None:
    poles = classify(table((12_000, 6_000, 0), *[(500, 9, 0)] * 2, codes=[LILLE, TARBES, ALBI]))
    poles["nom"] = ["Métropole", None, None]
    shown = cards(poles, squares("99999", TARBES), pd.Series({TARBES: "Bigorre"}))
    assert shown["nom"].to_dict() == {
        LILLE: "Métropole",
        TARBES: "Bigorre",
        ALBI: "Albi",
        "99999": "99999",
    }


def test_a_bassin_without_polygon_nor_commune_has_no_place() -> None:
    poles = classify(table((12_000, 6_000, 0), (500, 100, 0), codes=[LILLE, "01998"]))
    shown = cards(poles)
    assert shown.geometry.isna().to_dict() == {LILLE: False, "01998": True}


def test_a_code_that_comes_twice_is_refused() -> None:
    poles = classify(table((12_000, 6_000, 0), *[(500, 9, 0)] * 2, codes=[LILLE, TARBES, ALBI]))
    with raises(TableError, r"code de bassin répété \(1 ligne : 65440\)"):
        cards(poles.rename({ALBI: TARBES}))


@pytest.mark.parametrize("count", ["500", "beaucoup", -1, float("inf")])
def test_a_count_that_is_no_number_is_refused(count: object) -> None:
    poles = classify(table((12_000, 6_000, 0), (500, 9, 0), codes=[LILLE, TARBES]))
    poles["pole"] = pd.Series([6_000, count], index=poles.index, dtype=object)
    with raises(TableError, r"pole qui n'est pas un nombre de personnes \(1 ligne : 65440\)"):
        cards(poles)


@settings(deadline=None, max_examples=10)
@given(st.text().filter(str.strip))
def test_any_name_is_kept(name: str) -> None:
    poles = load_report().head(1)
    poles["nom"] = name
    assert cards(poles)["nom"].tolist() == [typeset(name)]


@pytest.mark.parametrize("missing", ["marge", "marge_rang", "pole", "motif"])
def test_a_table_may_lack_a_column(missing: str) -> None:
    poles = classify(table((2_919, 519, 119), codes=[ALBI])).drop(columns=missing)
    card = cards(poles).loc[ALBI]
    assert card["rang"] == 4
    assert card["comptes"][0] != ""
