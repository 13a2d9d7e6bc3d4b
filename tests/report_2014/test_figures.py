"""The report's tables, counted again from the inventory or from any set of pôles."""

from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import poles_geo as pg
from poles_geo.edition.embedded import load_figure1
from poles_geo.errors import TableError
from poles_geo.ranking.rule_files import written_rules
from poles_geo.ranking.rules import RULES_ORS_2014
from poles_geo.regions import REGIONS_2014
from poles_geo.report_2014 import figures as tables

TYPES = {rank.rang: (rank.type_pole, rank.sigle) for rank in RULES_ORS_2014.ranks}


def table_of(rows: list[tuple[str, int | None, int]]) -> pd.DataFrame:
    """Bassins from (region, rang, effectif), coded from 01000 on."""
    index = pd.Index([f"{1000 + row:05d}" for row in range(len(rows))], name="code_bassin")
    poles = pd.DataFrame(
        rows, columns=["region_2014", "rang", "effectif"], index=index, dtype=object
    )
    poles = poles.astype({"rang": "Int64", "effectif": "int64"})
    poles.attrs["regles"] = written_rules(RULES_ORS_2014)
    names = [TYPES.get(rang, ("hors pôle", None)) for _, rang, _ in rows]
    poles["nom"] = [f"Bassin {code}" for code in index]
    poles["type_pole"] = pd.Series([name for name, _ in names], index=index, dtype=object)
    poles["sigle"] = pd.Series([sigle for _, sigle in names], index=index, dtype=object)
    return poles


bassins = st.lists(
    st.tuples(
        st.sampled_from(REGIONS_2014),
        st.sampled_from([1, 2, 3, 4, None]),
        st.integers(1, 10) | st.integers(0, 200_000),
    ),
    max_size=40,
).map(table_of)


def test_figure1_of_the_inventory_agrees_with_the_published_one_but_for_its_errors() -> None:
    counted, published = tables.figure1(pg.load_report()), load_figure1().fillna(0)
    assert counted.index.equals(published.index)
    assert counted.columns.equals(published.columns)
    differs = {
        (region, column)
        for region in counted.index
        for column in counted
        if counted.loc[region, column] != published.loc[region, column]
    }
    assert differs == {
        ("Corse", "sous_total_3_4"),
        ("Corse", "total"),
        ("Pays de la Loire", "rang3"),
        ("Pays de la Loire", "rang4"),
        ("Total", "rang3"),
        ("Total", "rang4"),
    }


def test_differences_give_both_numbers_and_the_reason() -> None:
    differences = tables.figure1_differences(pg.load_report())
    rows = differences.set_index(["region_2014", "colonne"])[["publie", "recalcule"]]
    assert rows.loc[("Corse", "total")].tolist() == [1, 2]
    assert rows.loc[("Corse", "sous_total_3_4")].tolist() == [1, 2]
    assert rows.loc[("Pays de la Loire", "rang3")].tolist() == [2, 1]
    assert rows.loc[("Pays de la Loire", "rang4"), "recalcule"] == 1
    assert pd.isna(rows.loc[("Pays de la Loire", "rang4"), "publie"])
    assert rows.loc[("Total", "rang3")].tolist() == [47, 46]
    assert rows.loc[("Total", "rang4")].tolist() == [49, 50]
    assert len(rows) == 6
    assert (differences["explication"] != "").all()


def test_a_difference_that_the_report_does_not_explain_has_no_reason() -> None:
    report = pg.load_report()
    fewer = report.drop(index=report.index[report["region_2014"] == "Corse"])
    differences = tables.figure1_differences(fewer).set_index(["region_2014", "colonne"])
    assert differences.loc[("Corse", "total"), "recalcule"] == 0
    assert differences.loc[("Corse", "total"), "explication"] == ""
    assert differences.loc[("Total", "total"), ["publie", "recalcule"]].tolist() == [153, 151]


def test_published_figure_keeps_its_errors_and_its_empty_cells() -> None:
    published = tables.published_figure1()
    assert published.loc["Corse", "total"] == 1
    assert pd.isna(published.loc["Pays de la Loire", "rang4"])
    assert published["total"].drop("Total").sum() == 152
    assert published.loc["Total", "total"] == 153


def test_figure3_is_the_inventory_in_the_order_of_the_report() -> None:
    report = pg.load_report()
    inventory = tables.figure3(report.sample(frac=1, random_state=0))
    assert inventory.index.equals(report.index)
    columns = ["region_2014", "rang", "sigle", "nom", "nom_publie", "effectif"]
    assert inventory.columns.tolist() == columns
    pd.testing.assert_frame_equal(inventory, pd.DataFrame(report[columns]))


@pytest.mark.parametrize("dtype", ["category", object])
def test_regions_and_ranks_may_be_of_any_type(dtype: str | type) -> None:
    report = pg.load_report()
    typed = report.astype({"region_2014": dtype, "rang": float})
    pd.testing.assert_frame_equal(tables.figure1(typed), tables.figure1(report))
    pd.testing.assert_frame_equal(tables.figure3(typed), tables.figure3(report))
    pd.testing.assert_frame_equal(tables.annexe2(typed), tables.annexe2(report))


def test_figure3_does_without_published_names() -> None:
    inventory = tables.figure3(table_of([("Corse", 4, 1_200)]))
    assert inventory.columns.tolist() == ["region_2014", "rang", "sigle", "nom", "effectif"]


def test_annexe2_lists_the_poles_of_a_region_by_rank() -> None:
    lists = tables.annexe2(pg.load_report()).set_index("region_2014").loc["Alsace"]
    assert lists["rang"].tolist() == [1, 2, 3]
    assert lists["type_pole"].tolist()[1] == "grand pôle"
    assert lists["n_poles"].tolist() == [1, 2, 1]
    assert lists["effectif"].tolist() == [12_896, 5_265 + 3_657, 2_119]
    assert lists["poles"].tolist()[1] == "Mulhouse (5\u202f265), Colmar (3\u202f657)"


def test_tables_keep_the_source_of_the_poles() -> None:
    report = pg.load_report()
    of_poles = pg.report_2014.report_tables(report)
    assert of_poles.pop("structures2013").attrs["date"] == "mai 2013"
    for name, table in of_poles.items():
        assert table.attrs["source"] == report.attrs["source"], name
        assert table.attrs["titre"], name


@given(bassins)
@settings(deadline=None, max_examples=40)
def test_totals_are_sums_for_any_set_of_bassins(poles: pd.DataFrame) -> None:
    table = tables.figure1(poles)
    ranked = poles[poles["rang"].notna()]
    assert table.loc["Total", "total"] == len(ranked)
    for rang in (1, 2, 3, 4):
        assert table.loc["Total", f"rang{rang}"] == (ranked["rang"] == rang).sum()
    for region in REGIONS_2014:
        assert table.loc[region, "total"] == (ranked["region_2014"] == region).sum()
    assert (table["sous_total_1_2"] == table["rang1"] + table["rang2"]).all()
    assert (table["sous_total_3_4"] == table["rang3"] + table["rang4"]).all()
    assert (table["total"] == table["sous_total_1_2"] + table["sous_total_3_4"]).all()
    assert (table.drop("Total").sum() == table.loc["Total"]).all()


@given(bassins, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_lists_hold_every_pole_once_whatever_the_order(poles: pd.DataFrame, random: Random) -> None:
    shuffled = poles.sample(frac=1, random_state=random.randrange(1000))
    inventory = tables.figure3(poles)
    pd.testing.assert_frame_equal(tables.figure3(shuffled), inventory)
    pd.testing.assert_frame_equal(tables.annexe2(shuffled), tables.annexe2(poles))
    assert sorted(inventory.index) == sorted(poles.index[poles["rang"].notna()])
    for _, group in inventory.groupby(["region_2014", "rang"]):
        assert group["effectif"].is_monotonic_decreasing
    lists = tables.annexe2(poles)
    assert lists["n_poles"].sum() == len(inventory)
    assert lists["effectif"].sum() == inventory["effectif"].sum()


def test_empty_tables_are_fine() -> None:
    empty = pg.load_report().iloc[:0]
    assert tables.figure1(empty).to_numpy().sum() == 0
    assert tables.figure3(empty).empty
    assert tables.annexe2(empty).columns.tolist() == [
        "region_2014",
        "rang",
        "type_pole",
        "n_poles",
        "effectif",
        "poles",
    ]
    assert len(tables.figure1_differences(empty)) > 100


def test_bassins_without_rank_are_not_counted_even_without_region() -> None:
    poles = table_of([("Corse", 4, 1_200), ("Corse", None, 300)])
    poles.loc["01001", "region_2014"] = None
    assert tables.figure1(poles).loc["Total", "total"] == 1


def test_every_fault_is_in_one_message() -> None:
    poles = table_of([("Corse", 4, 1_200), ("Normandie", 3, 1_800), ("Centre", 3, 1_900)])
    poles.loc["01002", "rang"] = 7
    poles.loc["01000", "effectif"] = -1
    with pytest.raises(TableError) as caught:
        tables.figure3(poles.drop(columns="nom"))
    message = caught.value.args[0]
    assert "4 défauts" in message
    assert "colonnes attendues : nom" in message
    assert "rang attendu : un nombre entier de 1 à 6 (1 ligne : 01002)" in message
    assert "trouvé : 'Normandie' (1 ligne : 01001)" in message
    assert "effectif attendu : un nombre positif ou nul (1 ligne : 01000)" in message


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("rang", 0, "rang attendu"),
        ("rang", 2.5, "rang attendu"),
        ("rang", "2", "rang attendu"),
        ("region_2014", None, "régions attendues"),
        ("region_2014", "Nord – Pas-de-Calais", "régions attendues"),
        ("effectif", None, "effectif attendu"),
        ("effectif", float("inf"), "effectif attendu"),
        ("effectif", "mille", "effectif attendu"),
        ("nom", None, "nom absent"),
    ],
)
def test_a_wrong_value_is_refused(column: str, value: object, expected: str) -> None:
    poles = table_of([("Corse", 4, 1_200), ("Corse", 3, 1_800)]).astype(object)
    poles.loc["01001", column] = value
    with pytest.raises(TableError, match=rf"(?s)1 défaut.*{expected}.*01001"):
        tables.figure3(poles)


def test_a_missing_column_is_named_with_those_found() -> None:
    poles = table_of([("Corse", 4, 1_200)])[["effectif"]]
    with pytest.raises(TableError, match=r"region_2014, rang\s; colonnes trouvées\s: effectif"):
        tables.figure1(poles)


def test_a_code_given_twice_is_refused() -> None:
    poles = table_of([("Corse", 4, 1_200)])
    with pytest.raises(TableError, match=r"code de bassin en double \(1 ligne\s: 01000\)"):
        tables.figure1(pd.concat([poles, poles]))
