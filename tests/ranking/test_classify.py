"""The cascade of ranks on cases worked out by hand, and the table that comes out."""

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import simple, table
from shapely import Point

from poles_geo.ranking.classify import classify
from poles_geo.ranking.measures import MEASURES, Measure
from poles_geo.ranking.rule_files import read_rules, written_rules
from poles_geo.ranking.rules import RULES_ORS_2014, Condition, Rank, Rules
from poles_geo.ranking.wording import condition_printed

OUTSIDE = "hors pôle"
P_GM, GP, PI, PS = "P-GM", "GP", "Pi", "Ps"


@pytest.mark.parametrize(
    ("bassin", "sigle"),
    [
        # rank 1, more than 10 000, whatever the shares
        ((10_001, 0, 0), P_GM),
        ((10_001, 10_001, 10_001), P_GM),
        ((10_000, 5_000, 0), GP),
        ((9_999, 5_000, 0), GP),
        # rank 2, at least 3 000, whatever the shares
        ((3_001, 0, 0), GP),
        ((3_000, 0, 0), GP),
        ((3_000, 3_000, 3_000), GP),
        ((2_999, 1_000, 0), PI),
        # rank 3, at least 1 500
        ((1_501, 500, 0), PI),
        ((1_500, 500, 0), PI),
        ((1_499, 500, 0), PS),
        # rank 3, at least 20 % of pôle: 301 of 1 505, 400 of 2 000
        ((1_505, 302, 0), PI),
        ((1_505, 301, 0), PI),
        ((1_505, 300, 0), PS),
        ((2_000, 400, 0), PI),
        ((2_001, 400, 0), PS),
        # rank 3, at most 20 % of psychiatric nurses: 301 of 1 505
        ((1_505, 600, 300), PI),
        ((1_505, 600, 301), PI),
        ((1_505, 600, 302), PS),
        # rank 4, more than 1 000 without psychiatric nurses
        ((1_001, 0, 0), PS),
        ((1_000, 0, 0), None),
        ((999, 500, 0), None),
        ((1_101, 200, 100), PS),
        ((1_100, 200, 100), None),
        # refused at rank 3 for psychiatry, then at rank 4 too
        ((2_999, 2_000, 1_998), PS),
        ((2_999, 2_000, 1_999), None),
        # nobody, one person
        ((0, 0, 0), None),
        ((1, 1, 1), None),
    ],
)
def test_each_bound_and_one_unit_either_side(
    bassin: tuple[int, int, int], sigle: str | None
) -> None:
    pole = classify(table(bassin)).iloc[0]
    names = {rank.sigle: rank for rank in RULES_ORS_2014.ranks}
    if sigle is None:
        assert pd.isna(pole["rang"])
        assert pd.isna(pole["sigle"])
        assert pole["type_pole"] == OUTSIDE
    else:
        assert pole["sigle"] == sigle
        assert pole["rang"] == names[sigle].rang
        assert pole["type_pole"] == names[sigle].type_pole


def test_other_rules_give_other_ranks_and_their_own_words() -> None:
    rules = Rules(
        "Essai",
        "essai",
        (
            Rank(
                1,
                "centre",
                "C",
                (Condition("effectif", "au_moins", 100), Condition("effectif", "au_plus", 200)),
            ),
            Rank(5, "relais", "R", (Condition("part_pole", "moins_de", 0.175),)),
        ),
    )
    poles = classify(table((150, 0, 0), (300, 52, 0), (80, 14, 0), (400, 80, 0)), rules)
    assert poles["rang"].tolist() == [1, 5, pd.NA, pd.NA]
    assert poles["type_pole"].cat.categories.tolist() == ["centre", "relais", OUTSIDE]
    assert poles["motif"].map(simple).tolist() == [
        "rang 1 : 150 professionnels, au moins 100, au plus 200",
        "rang 5 : 300 professionnels, dont 17,3 % de professionnels de pôle, moins de 17,5 % ; "
        "rang 1 refusé : 300 professionnels, plus de 200",
        "hors pôle : 80 professionnels ; "
        "rang 5 refusé : 17,5 % de professionnels de pôle, pas moins de 17,5 %",
        "hors pôle : 400 professionnels ; "
        "rang 5 refusé : 20,0 % de professionnels de pôle, pas moins de 17,5 %",
    ]
    # 150: 201 is as near as 99, a gain comes first. 300: one more of pôle makes 17.67 %. 80: 13 of
    # pôle make 16.25 %, one less. 400: 69 of pôle make 17.25 %, 11 less.
    assert poles["marge"].tolist() == [51, 100 / 300, -100 / 80, -100 * 11 / 400]
    assert poles["marge_rang"].tolist() == [5, pd.NA, 5, 5]


@pytest.mark.parametrize(
    "condition",
    [
        Condition("effectif", "au_moins", 0),
        Condition("effectif", "moins_de", 100),
        Condition("effectif_hors_psychiatrie", "au_moins", 0),
        Condition("effectif_hors_psychiatrie", "au_plus", 0),
        Condition("part_pole", "au_moins", 0),
        Condition("part_psychiatrie", "au_plus", 1),
    ],
    ids=lambda condition: f"{condition.measure} {condition.comparison} {condition.fraction}",
)
def test_a_bassin_of_nobody_is_no_pole_whatever_the_rules(condition: Condition) -> None:
    """One professional, a psychiatric nurse, has the rank; nobody has none, nor any way to it."""
    rules = Rules("Essai", "essai", (Rank(1, "tous", "T", (condition,)),))
    poles = classify(table((1, 1, 1), (0, 0, 0)), rules)
    assert poles["rang"].fillna(0).tolist() == [1, 0]
    assert poles["type_pole"].tolist() == ["tous", OUTSIDE]
    nobody = poles.iloc[1]
    assert simple(nobody["motif"]) == "hors pôle : aucun professionnel"
    assert nobody[["rang", "sigle", "marge", "marge_unite", "marge_rang"]].isna().all()


def test_the_table_keeps_its_rows_order_columns_and_attrs() -> None:
    effectifs = table((500, 0, 0), (12_000, 0, 0), (3_100, 0, 0), codes=["62041", "59350", "2A004"])
    effectifs["nom"] = ["Arras", "Lille", "Ajaccio"]
    effectifs.attrs["date"] = "2014"
    before = effectifs.copy()
    poles = classify(effectifs)
    assert type(poles) is pd.DataFrame
    pd.testing.assert_index_equal(poles.index, effectifs.index)
    expected = effectifs.astype(dict.fromkeys(effectifs.columns[:4], "Int64"))
    pd.testing.assert_frame_equal(poles[effectifs.columns], expected)
    pd.testing.assert_frame_equal(effectifs, before)
    assert poles.attrs == {"date": "2014", "regles": written_rules(RULES_ORS_2014)}
    assert poles.columns[:3].tolist() == ["departement", "region_2014", "region_2016"]
    assert poles.columns[8:].tolist() == [
        *("rang", "type_pole", "sigle", "motif", "marge", "marge_personnes", "marge_unite"),
        "marge_rang",
    ]
    assert poles["type_pole"].min() == "pôle des grandes métropoles"


def test_bassins_are_named_and_placed_by_their_code_alone() -> None:
    codes = ["81004", "22007", "97411", "2A004", "75056"]
    poles = classify(table(*[(500, 0, 0)] * 5, codes=codes))
    assert poles.columns[:4].tolist() == ["nom", "departement", "region_2014", "region_2016"]
    assert poles["nom"].tolist() == ["Albi", "Binic", "Saint-Denis", "Ajaccio", "Paris"]
    assert poles["departement"].tolist() == ["81", "22", "974", "2A", "75"]
    assert poles["region_2014"].tolist()[:3] == ["Midi-Pyrénées", "Bretagne", "La Réunion"]
    assert poles["region_2016"].tolist()[:3] == ["Occitanie", "Bretagne", "La Réunion"]
    own = table((500, 0, 0), codes=["81004"]).assign(nom="Le pays d'Albi", region="x")
    again = classify(own)
    assert again["nom"].tolist() == ["Le pays d'Albi"]
    assert "region_2014" not in again  # « region » is that of 2014, as files once wrote it


def test_a_geodataframe_stays_one() -> None:
    points = [Point(700_000, 7_000_000), Point(600_000, 6_900_000)]
    effectifs = gpd.GeoDataFrame(table((500, 0, 0), (12_000, 0, 0)), geometry=points, crs=2154)
    poles = classify(effectifs)
    assert isinstance(poles, gpd.GeoDataFrame)
    assert poles.crs == effectifs.crs
    assert poles.geometry.tolist() == points


def test_an_earlier_ranking_is_replaced() -> None:
    rules = Rules("Essai", "essai", (Rank(1, "tous", "T", (Condition("effectif", "plus_de", 0),)),))
    effectifs = table((500, 0, 0), (12_000, 0, 0))
    again = classify(classify(effectifs, rules))
    pd.testing.assert_frame_equal(again, classify(effectifs))


def test_an_empty_table_has_the_columns_and_types_of_the_others() -> None:
    full = classify(table((500, 0, 0)))
    empty = classify(table())
    assert len(empty) == 0
    pd.testing.assert_series_equal(empty.dtypes, full.dtypes)


@pytest.mark.parametrize("dtype", ["float64", "Int64", "Float64", "int32", "uint16", "object"])
def test_whole_numbers_of_any_type_become_whole(dtype: str) -> None:
    effectifs = table((1_505, 301, 0), (3_000, 3_000, 0))
    poles = classify(effectifs.astype(dtype))
    pd.testing.assert_frame_equal(poles, classify(effectifs))
    assert (poles[effectifs.columns].dtypes == "Int64").all()


def test_a_new_measure_is_one_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A measure added from outside is ranked by, explained, moved and written."""
    nearby = Measure(
        share=True,
        told="de professionnels de proximité",
        value=lambda effectif, pole, _: (effectif - pole, effectif),
    )
    monkeypatch.setitem(MEASURES, "part_proximite", nearby)
    condition = Condition("part_proximite", "au_moins", 0.625)
    rules = Rules("proximité", "essai", (Rank(1, "proche", "P", (condition,)),))
    poles = classify(table((1_000, 300, 0), (1_000, 380, 0)), rules)
    assert poles["rang"].fillna(0).tolist() == [1, 0]
    assert simple(poles["motif"].iloc[0]) == (
        "rang 1 : 1 000 professionnels, dont 70,0 % de professionnels de proximité, au moins 62,5 %"
    )
    assert poles["marge"].tolist() == [7.6, -0.5]
    assert condition_printed(condition) == "au moins 62,5\u202f% de professionnels de proximité"
    assert read_rules(written_rules(rules), "règles") == rules
