"""Costs between demands and sites: straight lines and tables, what is refused, what is told."""

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from effectif_tables import raises, simple
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_access import demand, minutes, supply

import poles_geo as pg
from poles_geo.errors import ChoiceError, DataWarning, TableError

Change = Callable[[pd.DataFrame], pd.DataFrame]


def points(*places: tuple[float, float], prefix: str = "D") -> gpd.GeoDataFrame:
    codes = pd.Index([f"{prefix}{rank}" for rank in range(len(places))], name="code_commune")
    xs, ys = zip(*places, strict=True)
    return gpd.GeoDataFrame(index=codes, geometry=gpd.points_from_xy(xs, ys), crs=2154)


def ledger(costs: pg.Costs) -> dict[str, int]:
    return dict(zip(costs.ledger["ligne"], costs.ledger["couples"], strict=True))


def test_a_table_is_a_sparse_matrix_whose_absent_pairs_cannot_be_reached() -> None:
    costs = pg.costs_between(demand(), supply(), minutes())
    expected = [[5, 18], [12, 9], [np.inf, 20], [25, np.inf]]
    assert costs.dense().tolist() == expected
    assert costs.label == "minutes de trajet (essai, 2024)"
    assert ledger(costs) == {
        "couples possibles": 8,
        "avec un coût": 6,
        "au-delà de la limite": 0,
        "absents de la table, inatteignables": 2,
    }
    least, site = costs.nearest()
    assert least.tolist() == [5, 9, 20, 25]
    assert costs.destinations[site].tolist() == ["X", "Y", "Y", "X"]


def test_the_limit_is_included_and_what_is_beyond_is_in_the_ledger() -> None:
    costs = pg.costs_between(demand(), supply(), minutes(), within=18)
    assert costs.dense().tolist() == [[5, 18], [12, 9], [np.inf, np.inf], [np.inf, np.inf]]
    found = ledger(costs)
    assert found["avec un coût"] == 4
    assert found["au-delà de la limite"] == 2
    least, site = costs.nearest()
    assert np.isnan(least[2:]).all()
    assert site.tolist() == [0, 1, -1, -1]


def test_a_cost_of_nothing_is_a_cost() -> None:
    free = minutes().assign(minutes=0)
    costs = pg.costs_between(demand(), supply(), free)
    assert costs.nearest()[0].tolist() == [0, 0, 0, 0]
    assert costs.matrix().nnz == 6


def test_some_of_the_sites_are_kept() -> None:
    costs = pg.costs_between(demand(), supply(), minutes()).to(np.array([False, True]))
    assert costs.dense().ravel().tolist() == [18, 9, 20, np.inf]
    assert costs.destinations.tolist() == ["Y"]
    assert costs.nearest()[1].tolist() == [0, 0, 0, -1]


def test_straight_lines_are_in_kilometres_and_say_so() -> None:
    costs = pg.costs_between(
        points((0, 0), (3_000, 4_000)), points((0, 0), (0, 12_000), prefix="S")
    )
    assert costs.dense().tolist() == [[0, 12], [5, pytest.approx(np.sqrt(73))]]
    assert costs.label == "km à vol d'oiseau"
    assert costs.attrs == {"remarques": {"couts": "km à vol d'oiseau", "unite_couts": "km"}}


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=8),
    st.integers(1, 30),
)
def test_a_limit_keeps_of_all_straight_lines_those_within(
    one: list[tuple[int, int]], other: list[tuple[int, int]], within: int
) -> None:
    at = points(*((1_000.0 * x, 1_000.0 * y) for x, y in one))
    to = points(*((1_000.0 * x, 1_000.0 * y) for x, y in other), prefix="S")
    full = pg.costs_between(at, to).dense()
    near = pg.costs_between(at, to, within=within)
    assert np.array_equal(near.dense(), np.where(full <= within, full, np.inf))
    assert ledger(near)["au-delà de la limite"] == (full > within).sum()


def test_areas_are_at_their_town_hall_or_inside_where_they_have_none() -> None:
    shapes = [shapely.box(0, 0, 10_000, 10_000), shapely.box(20_000, 0, 24_000, 4_000)]
    areas = gpd.GeoDataFrame(
        {"x_mairie": pd.array([9_000, None], "Int64"), "y_mairie": pd.array([0, None], "Int64")},
        index=pd.Index(["59001", "59002"], name="code_commune"),
        geometry=shapes, crs=2154,
    )  # fmt: skip
    inner = shapes[1].representative_point()
    costs = pg.costs_between(areas, points((0, 0), prefix="S")).dense().ravel()
    assert costs.tolist() == [9, pytest.approx(np.hypot(inner.x, inner.y) / 1_000)]


def changed(**cells: object) -> Change:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        out = table.astype(object)
        for column, value in cells.items():
            out.loc[0, column] = value
        return out

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (changed(minutes=-1), r"minutes : coût négatif ; costs\[costs.minutes >= 0\].* A → X\)"),
        (changed(minutes=np.nan), r"colonne minutes : un nombre est attendu .*n'a pas de ligne"),
        (changed(minutes=np.inf), r"un nombre est attendu .*A → X"),
        (changed(minutes="deux"), r"un nombre est attendu .*A → X"),
        (changed(origine="Z"), r"colonne origine : code qui n'est ni .*carry_over.*: Z\)"),
        (changed(destination="Z"), r"colonne destination : code qui n'est ni .*: Z\)"),
        (changed(origine=59350), r"colonne origine : des codes en texte .*dtype="),
        (changed(origine=None), r"colonne origine : des codes en texte.*1 ligne sans code"),
        (lambda t: t.assign(minutes=t["minutes"] * 60), r"médiane de 900, plus de 300.*/ 60"),
        (lambda t: pd.concat([t, t.head(1)]), r"couple répété ; .*drop_duplicates.* A → X\)"),
        (lambda t: t.drop(columns="minutes"), r"colonne minutes absente"),
        (lambda t: t.drop(columns="origine"), r"colonne origine absente"),
        (lambda t: t.head(0), r"la table n'a aucune ligne"),
        (
            lambda t: t.rename(columns={"origine": "destination", "destination": "origine"}),
            r"aucun couple n'a son origine dans demand",
        ),
    ],
)
def test_a_table_that_lies_is_refused_with_its_codes_and_the_remedy(
    change: Change, told: str
) -> None:
    with raises(TableError, told):
        pg.costs_between(demand(), supply(), change(minutes()))


@pytest.mark.parametrize(
    ("at", "to", "told"),
    [
        (demand(), supply(), r"demand : aucune géométrie[\s\S]*supply : aucune[\s\S]*read_costs"),
        (points((0, 0)).to_crs(4326), points((0, 0)), r"demand : projection en mètres attendue"),
        (points((0, 0)).to_crs(3035), points((0, 0)), r"EPSG:3035 et EPSG:2154.*to_crs"),
        (points((0, 0)).set_crs(None, allow_override=True), points((0, 0)), r"trouvée : aucune"),
        (points((0, 0)).iloc[[0, 0]], points((0, 0)), r"demand : .*\n.*code répété .*D0"),
        (points((0, 0)).iloc[:0], points((0, 0)), r"la table n'a aucune ligne"),
        (points((0, 0)).reset_index(drop=True), points((0, 0)), r"l'index doit porter les codes"),
        (points((0, 0)), points((0, 0)).buffer(9).boundary.to_frame("geometry"), r"sans point"),
    ],
)
def test_places_that_lie_are_refused(at: pd.DataFrame, to: pd.DataFrame, told: str) -> None:
    with raises(TableError, told):
        pg.costs_between(at, to)


def test_a_limit_of_nothing_and_too_many_pairs_are_refused() -> None:
    for within in (0, -5):
        with raises(ChoiceError, "une limite de plus de 0 est attendue"):
            pg.costs_between(demand(), supply(), minutes(), within=within)
    many = points(*[(0, 0)] * 8_000)
    with raises(ChoiceError, "64 000 000 couples à vol d'oiseau.*within="):
        pg.costs_between(many, many)


def told(at: pd.DataFrame, to: pd.DataFrame, table: pd.DataFrame) -> tuple[str, pg.Costs]:
    with pytest.warns(DataWarning) as caught:
        costs = pg.costs_between(at, to, table)
    return simple(" ".join(str(one.message) for one in caught)), costs


def test_demands_without_any_pair_are_told() -> None:
    said, costs = told(demand(), supply(), minutes().query("origine != 'C'"))
    assert said == "costs : 1 origine sans aucun couple dans la table, donc inatteignable (C)."
    assert ledger(costs)["origines sans aucun couple"] == 1
    assert costs.attrs["avertissements"] == list(costs.warnings)


def test_a_table_whose_ends_are_put_the_wrong_way_is_told_so() -> None:
    at, to = pd.DataFrame(index=["A", "B", "C"]), pd.DataFrame(index=["A"])
    rows = [("A", "A", 0), ("A", "B", 10), ("A", "C", 20)]
    table = pd.DataFrame(rows, columns=["origine", "destination", "minutes"])
    said, _ = told(at, to, table)
    assert said == (
        "costs : 2 origines sans aucun couple dans la table, donc inatteignables (B, C) ; 2 n'y "
        "sont que des destinations : le sens des colonnes est-il le bon ?"
    )
    turned = table.rename(columns={"origine": "destination", "destination": "origine"})
    assert pg.costs_between(at, to, turned).dense().tolist() == [[0], [10], [20]]


def test_an_origin_that_reaches_other_places_alone_is_not_put_the_wrong_way() -> None:
    at, to = pd.DataFrame(index=["A", "B"]), pd.DataFrame(index=["X"])
    at_b = [("A", "X", 5), ("A", "B", 10), ("B", "A", 10)]
    table = pd.DataFrame(at_b, columns=["origine", "destination", "minutes"])
    said, _ = told(at, to, table)
    assert said == "costs : 1 origine sans aucun couple dans la table, donc inatteignable (B)."


def test_the_remedy_for_a_repeated_pair_keeps_the_least_cost() -> None:
    table = pd.concat([minutes(), minutes().head(1).assign(minutes=3)])
    mended = table.sort_values("minutes").drop_duplicates(["origine", "destination"])
    assert pg.costs_between(demand(), supply(), mended).dense()[0, 0] == 3


def test_costs_that_differ_by_the_way_one_goes_are_told() -> None:
    same = pd.DataFrame(index=["A", "B"])
    rows = [("A", "B", 10), ("B", "A", 12.5), ("A", "A", 0), ("B", "B", 0)]
    table = pd.DataFrame(rows, columns=["origine", "destination", "minutes"])
    said, costs = told(same, same, table)
    assert said.startswith("costs : 1 couple à deux coûts selon le sens (écart d'au plus 2,5 min")
    assert costs.dense().tolist() == [[0, 10], [12.5, 0]]
    symmetric = pg.costs_between(same, same, table.assign(minutes=[10, 10, 0, 0]))
    assert ledger(symmetric)["couples donnés dans les deux sens, à deux coûts"] == 0


def test_a_site_that_its_own_commune_cannot_reach_is_told() -> None:
    same = pd.DataFrame(index=["A", "B"])
    rows = [("A", "B", 10), ("B", "A", 10), ("A", "A", 0)]
    table = pd.DataFrame(rows, columns=["origine", "destination", "minutes"])
    said, _ = told(same, same, table)
    assert "1 code à la fois origine et destination sans couple avec soi-même (B)" in said


def test_rows_the_other_way_are_counted_apart() -> None:
    back = pd.DataFrame([("X", "A", 7)], columns=["origine", "destination", "minutes"])
    _, costs = told(demand(), supply(), pd.concat([minutes(), back]))
    assert ledger(costs)["lignes dont le sens n'est pas de la demande vers l'offre, non lues"] == 1
    assert costs.dense()[0].tolist() == [5, 18]


def test_a_table_of_kilometres_says_so() -> None:
    table = minutes().rename(columns={"minutes": "km"})
    assert pg.costs_between(demand(), supply(), table).label == "km selon la table (essai, 2024)"
    unsaid = minutes()
    unsaid.attrs = {}
    assert pg.costs_between(demand(), supply(), unsaid).label.endswith("(table sans source)")


@settings(deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_rows_changes_nothing(order: list[int]) -> None:
    costs = pg.costs_between(demand(), supply(), minutes().iloc[order])
    assert costs.dense().tolist() == [[5, 18], [12, 9], [np.inf, 20], [25, np.inf]]


def test_costs_of_former_communes_are_those_of_the_commune_of_today() -> None:
    """Pont-Farcy (14513) is in Tessy-Bocage (50592) since 2018, as 14507 is."""
    at, to = pd.DataFrame(index=["50592", "14118"]), pd.DataFrame(index=["50592", "14762"])
    rows = [
        ("14513", "14762", 20), ("50592", "14762", 25), ("14118", "14762", 60),
        ("14513", "50592", 8), ("14513", "14513", 0),
        ("14118", "14513", 55), ("14118", "50582", 50),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["origine", "destination", "minutes"])
    said, costs = told(at, to, table.replace("50582", "14507"))
    assert costs.dense().tolist() == [[0, 25], [50, 60]]
    assert said == (
        "costs : 2 anciennes communes, 14513 (50592) et 14507 (50592) : leurs coûts sont ceux de "
        "la commune d'aujourd'hui (entre parenthèses), pour les seuls couples qu'elle n'a pas "
        "d'elle-même."
    )
    assert ledger(costs)["lignes d'anciennes communes"] == 5
    known = pd.DataFrame(index=["14513", "14118"])
    assert pg.costs_between(known, to, table.iloc[[0, 2, 3]]).dense().tolist() == [
        [8, 20], [np.inf, 60],
    ]  # fmt: skip
