"""Indicators carried over years: weighted means, parts, what is missing."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from effectif_tables import raises

import poles_geo as pg
from poles_geo.errors import DataWarning, TableError


def moves(*events: tuple[str, str, str]) -> pd.DataFrame:
    """Movements of 2006: (mod, before, after)."""
    table = pd.DataFrame(list(events), columns=["mod", "code_avant", "code_apres"], dtype="str")
    table = table.assign(date=pd.Timestamp(2006, 1, 1), type_avant="COM", type_apres="COM")
    table.attrs = {"annee_cog": 2010}
    return table


MERGER = moves(("32", "01001", "01001"), ("32", "01002", "01001"))
SPLIT = moves(("21", "01001", "01001"), ("21", "01001", "01002"))


def rates(**rows: tuple[float, float]) -> pd.DataFrame:
    table = pd.DataFrame(
        list(rows.values()), columns=["population", "apl"],
        index=pd.Index([code[1:] for code in rows], name="code_commune"),
    )  # fmt: skip
    table.attrs = {"annee_cog": 2005, "source": "DREES"}
    return table


def test_communes_that_merge_have_the_mean_of_their_inhabitants() -> None:
    table = rates(c01001=(100, 2.0), c01002=(300, 4.0), c01004=(50, 1.7))
    done = pg.carry_indicator(table, MERGER, 2007)
    assert done.table["apl"].tolist() == [3.5, 1.7]
    assert done.table["population"].tolist() == [400, 50]
    assert done.table.attrs == {"annee_cog": 2007, "source": "DREES"}


def test_parts_of_a_split_have_the_value_of_the_whole() -> None:
    people = pd.Series({"01001": 30, "01002": 10}, name="population")
    people.attrs = {"annee_cog": 2007}
    done = pg.carry_indicator(rates(c01001=(200, 2.3)), SPLIT, 2007, populations=people)
    assert done.table["apl"].tolist() == pytest.approx([2.3, 2.3])
    assert done.table["population"].tolist() == [150, 50]


def test_what_is_missing_is_no_zero() -> None:
    table = rates(c01001=(100, np.nan), c01002=(300, 4.0), c01004=(50, np.nan), c01005=(0, 3.0))
    done = pg.carry_indicator(table, MERGER, 2007).table["apl"]
    assert done["01001"] == 4
    assert np.isnan(done["01004"])
    assert done["01005"] == 3


CITY = rates(c69381=(100, 2.0), c69382=(300, 4.0), c69383=(0, 9.0), c01004=(50, 1.7))
ALL_OF_LYON = rates(
    **{f"c{code}": (100 * n, float(n)) for n, code in enumerate(range(69381, 69390))}
)


def test_a_city_has_the_mean_of_its_arrondissements_and_says_so() -> None:
    done = pg.carry_indicator(ALL_OF_LYON, MERGER, 2007)
    assert done.table.index.tolist() == ["69123"]
    assert done.table["apl"].tolist() == [204 / 36]
    assert done.table["population"].tolist() == [3600]
    told = "villes dont la valeur est la moyenne de leurs arrondissements"
    assert done.table.attrs["remarques"] == {told: 1}
    weighed = pg.carry_indicator(
        ALL_OF_LYON[["apl"]], MERGER, 2007, weight=ALL_OF_LYON["population"]
    )
    assert weighed.table["apl"].tolist() == [204 / 36]


def test_arrondissements_that_are_not_there_are_told() -> None:
    with pytest.warns(DataWarning, match=r"69123 \(3 sur 9\) : des arrondissements manquent"):
        done = pg.carry_indicator(CITY, MERGER, 2007)
    assert done.table["apl"].to_dict() == {"01004": 1.7, "69123": 3.5}
    assert len(done.table.attrs["avertissements"]) == 1


def test_arrondissements_are_kept_when_asked() -> None:
    done = pg.carry_indicator(CITY, MERGER, 2007, arrondissements=True)
    assert done.table["apl"].to_dict() == CITY["apl"].to_dict()


def test_a_city_given_whole_keeps_its_value() -> None:
    both = pd.concat([ALL_OF_LYON, rates(c69123=(3600, 5.5))])
    both.attrs = ALL_OF_LYON.attrs
    with pytest.warns(DataWarning, match="69123 : ville et arrondissements donnés ensemble"):
        done = pg.carry_indicator(both, MERGER, 2007).table
    assert done["apl"].to_dict() == {"69123": 5.5}
    assert done["population"].tolist() == [3600]
    both.loc["69123", "apl"] = np.nan
    done = pg.carry_indicator(both, MERGER, 2007).table
    assert done["apl"].tolist() == [204 / 36]
    assert done["population"].tolist() == [3600]


def test_the_population_of_the_city_does_not_weigh_its_arrondissements() -> None:
    whole = pd.Series({"69123": 3600})
    with raises(TableError, "donnée pour la ville entière \\(69123\\).*de chaque arrondissement"):
        pg.carry_indicator(ALL_OF_LYON[["apl"]], MERGER, 2007, weight=whole)


def test_real_movements_keep_the_national_mean(real_data: Path) -> None:
    folder = real_data / "cog"
    people = [pg.read_populations(folder / f"population_cog{year}.csv") for year in (2014, 2024)]
    known = people[0].fillna(0).astype("int64")
    values = np.random.default_rng(4).uniform(0, 6, len(known))
    table = pd.DataFrame({"population": known, "apl": values})
    table.attrs = {"annee_cog": 2014}
    done = pg.carry_indicator(table, folder / "v_mvt_commune_2024.csv", 2024, populations=people)
    before, after = pg.mean_by(table), pg.mean_by(done.table)
    lost = done.not_carried.join(known)
    assert len(lost) == 0
    assert after["population"].tolist() == before["population"].tolist()
    assert after["apl"].iloc[0] == pytest.approx(before["apl"].iloc[0], rel=1e-12)
    assert done.table["apl"].between(0, 6).all()


def test_what_cannot_be_averaged_is_refused() -> None:
    table = rates(c01001=(100, 2.0), c01002=(300, 4.0))
    with raises(TableError, "colonne population absente : un indicateur se pondère"):
        pg.carry_indicator(table[["apl"]], MERGER, 2007)
    with raises(TableError, "aucun indicateur"):
        pg.carry_indicator(table[["population"]], MERGER, 2007)
    with raises(TableError, "population : un nombre d'au moins 0 .*01002"):
        pg.carry_indicator(table[["apl"]], MERGER, 2007, weight=table["population"].head(1))
    with raises(TableError, "commune répétée"):
        pg.carry_indicator(pd.concat([table, table]), MERGER, 2007)
