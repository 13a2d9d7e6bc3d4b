"""Co-operations of the report: groupings, their bassins, the pairs that they make."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from effectif_tables import raises, simple
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.errors import ChoiceError, TableError

COMPOSITION = pd.DataFrame(
    {"code_bassin": ["A", "A", "B", "C"], "nom_bassin": ["Aire", "Aire", "Bourg", "Ciel"]},
    index=pd.Index(["59001", "59002", "59003", "59004"], name="code_commune"),
)


def grouping(*members: str | None, name: str = "G", form: str = "CHT") -> pd.DataFrame:
    """One grouping, of members that are communes."""
    return pd.DataFrame(
        {
            "id": name, "forme": form, "nom": f"le {name}",
            "membre": [f"CH {k}" for k in range(len(members))],
            "code_commune": pd.Series(members, dtype="str"),
        }
    )  # fmt: skip


@pytest.fixture
def published(report: gpd.GeoDataFrame) -> pd.DataFrame:
    return pg.cooperations(pg.load_cooperations(), pg.read_composition("BV2012"), report)


def test_by_hand() -> None:
    both = pd.concat(
        [grouping("59004", "59001", "59003", "59002"), grouping("59003", "59004", name="H")]
    )
    members = pg.grouped_bassins(both, COMPOSITION)
    assert members["code_bassin"].tolist() == ["C", "A", "B", "B", "C"]
    assert members["membres"].tolist() == [1, 2, 1, 1, 1]
    assert members["nom_bassin"].tolist() == ["Ciel", "Aire", "Bourg", "Bourg", "Ciel"]
    pairs = pg.cooperations(both, COMPOSITION)
    assert pairs[["code_a", "code_b"]].to_numpy().tolist() == [["A", "B"], ["A", "C"], ["B", "C"]]
    assert pairs["groupements"].tolist() == ["G", "G", "G, H"]
    assert pairs["n_groupements"].tolist() == [1, 1, 2]
    assert pairs["formes"].tolist() == ["CHT"] * 3
    assert pairs["nom_b"].tolist() == ["Bourg", "Ciel", "Ciel"]
    star = pg.cooperations(both, COMPOSITION, expansion="star")
    assert star[["code_a", "code_b"]].to_numpy().tolist() == [["A", "C"], ["B", "C"]]
    assert star.attrs["remarques"]["expansion"] == "star"


def test_members_of_one_bassin_make_no_pair() -> None:
    assert pg.cooperations(grouping("59001", "59002"), COMPOSITION).empty
    assert len(pg.grouped_bassins(grouping("59001", "59002"), COMPOSITION)) == 1


def test_the_report_s_eighteen_groupings(report: gpd.GeoDataFrame, published: pd.DataFrame) -> None:
    remarks = published.attrs["remarques"]
    assert remarks["groupements"] == 18
    assert remarks["groupements sans membre nommé"] == 5
    assert published["entre_poles"].sum() == 15
    north = gpd.GeoDataFrame(report[report["region_2014"] == "Nord - Pas-de-Calais"])
    mesh = set(map(tuple, pg.links(north)[["code_a", "code_b"]].to_numpy()))
    assert len(mesh) == 18
    pairs = published.loc[published["entre_poles"], ["code_a", "code_b"]].to_numpy()
    assert len(mesh & set(map(tuple, pairs))) == 7


def test_what_has_no_place_is_told(published: pd.DataFrame) -> None:
    unnamed, homeless, outside = map(simple, published.attrs["avertissements"])
    assert unnamed.startswith("5 groupements sans membre nommé : CHT-VNE, CHT-ART, CHT-CAT")
    assert "GCS-LA (AHNAC)" in homeless
    assert outside.startswith("7 bassins hors pôle")
    for name in ("Le Quesnoy", "Saint-Amand-les-Eaux", "Hazebrouck", "Montreuil", "Fourmies"):
        assert name in outside
    assert "Hirson" in outside


def test_the_list_is_as_published() -> None:
    table = pg.load_cooperations()
    assert len(table) == 43
    assert table["id"].nunique() == 18
    assert table["membre"].isna().sum() == 5
    assert "02381" in table["code_commune"].tolist()


MEMBERS = st.lists(st.sampled_from([*COMPOSITION.index, None]), min_size=1, max_size=5)


@settings(deadline=None)
@given(st.lists(MEMBERS, min_size=1, max_size=4), st.randoms())
def test_pairs_are_those_of_a_naive_loop(
    groups: list[list[str | None]], random: "st.random.Random"
) -> None:
    tables = [grouping(*members, name=f"G{k}") for k, members in enumerate(groups)]
    expected = set()
    for members in groups:
        codes = {COMPOSITION.loc[code, "code_bassin"] for code in members if code}
        expected |= set(combinations(sorted(codes), 2))
    found = pg.cooperations(pd.concat(tables), COMPOSITION)
    assert set(zip(found["code_a"], found["code_b"], strict=True)) == expected
    random.shuffle(tables)
    mixed = pg.cooperations(pd.concat(tables), COMPOSITION)
    kept = ["code_a", "code_b", "n_groupements"]
    pd.testing.assert_frame_equal(mixed[kept], found[kept])
    star = pg.cooperations(pd.concat(tables), COMPOSITION, expansion="star")
    assert set(zip(star["code_a"], star["code_b"], strict=True)) <= expected


Change = Callable[[pd.DataFrame], Any]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda t: t.drop(columns="membre"), "colonne membre absente"),
        (lambda t: t.assign(id=None), r"id : un groupement sans identifiant .*1, 2"),
        (lambda t: t.assign(code_commune=["75056", "59001"]), r"aucun bassin du zonage.*75056"),
        (lambda t: t.assign(code_commune=[59001, 59003]), "des nombres"),
        (lambda t: pd.concat([t, t]), r"membre nommé deux fois .*G – CH 0"),
    ],
)
def test_wrong_groupings_are_refused(change: Change, told: str) -> None:
    with raises(TableError, told):
        pg.cooperations(change(grouping("59001", "59003")), COMPOSITION)


def test_other_refusals() -> None:
    with raises(ChoiceError, "expansion = 'etoile' : valeurs possibles : all, star"):
        pg.cooperations(grouping("59001"), COMPOSITION, expansion="etoile")
    with raises(TableError, "la table n'a aucune ligne"):
        pg.cooperations(grouping("59001").head(0), COMPOSITION)
    with raises(TableError, "zonage"):
        pg.cooperations(grouping("59001"), pd.DataFrame({"n": [1]}))
    with raises(TableError, "poles : l'index doit porter les codes"):
        pg.cooperations(grouping("59001"), COMPOSITION, pd.DataFrame({"effectif": [1, 2]}))
