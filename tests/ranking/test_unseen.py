"""Pôles that a table cannot show: what is measured from it says so, and so does the command."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from command import run
from drawn_pages import printed
from effectif_tables import simple

import poles_geo as pg
from poles_geo import cartes
from poles_geo.ranking.unseen import partial_bassins, told_unseen

PARTIAL = "2 bassins comptés en partie, donc sans rang (Reims (51454), Rethel (08362)) : un pôle"
BEYOND = "Pôles d'un champ borné (Grand Est) : près de ses limites"
GRAND_EST = ["08", "10", "51", "52", "54", "55", "57", "67", "68", "88"]
MEASURED: dict[str, Any] = {
    "gaps": lambda poles: pg.gaps(poles, pg.read_communes(), within=20),
    "exposure": pg.exposure,
    "reilly": pg.reilly,
    "links": pg.links,
    "dependency": pg.dependency,
    "attraction": lambda poles: pg.attraction(poles, pg.read_communes()),
    "need": lambda poles: (
        pg.need(
            cartes.check_poles(ranked().assign(population=9)), poles, use=1, patients=9
        ).communes
    ),
}


def ranked() -> pd.DataFrame:
    """Three pôles of a region, one of its bassins in part over its limits, larger than a pôle."""
    codes = ["10387", "54395", "67482", "08362", "51454"]
    regions = ["Champagne-Ardenne", "Lorraine", "Alsace", "Champagne-Ardenne", "Champagne-Ardenne"]
    table = pd.DataFrame(
        {
            "nom": ["Troyes", "Nancy", "Strasbourg", "Rethel", "Reims"],
            "region_2014": regions,
            "effectif": [1_010, 1_500, 2_980, 180, 1_699],
            "rang": pd.array([4, 4, 4, None, None], dtype="Int64"),
            "couverture": [1.0, 1.0, 1.0, 0.98, 0.99],
            "type_pole": "pôle secondaire",
            "sigle": "PS",
        },
        index=pd.Index(codes, name="code_bassin"),
    )
    table.attrs = {"source": "essai", "champ": {"departements": GRAND_EST}}
    return table


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@pytest.mark.parametrize("name", MEASURED)
def test_what_is_measured_says_which_poles_are_not_seen(name: str) -> None:
    """Reims, counted but for a hundredth, was « à plus de 40 km » of any pôle, and nothing said."""
    told = MEASURED[name](cartes.check_poles(ranked())).attrs["avertissements"]
    said = simple(" ".join(told))
    assert PARTIAL in said
    assert BEYOND in said


def test_a_table_that_sees_every_pole_says_nothing() -> None:
    assert told_unseen(pg.load_report()) == []
    whole = ranked().assign(couverture=1.0)
    whole.attrs = {}
    assert told_unseen(whole) == []


def test_they_are_named_the_largest_first_once_placed_too() -> None:
    assert partial_bassins(ranked()) == {"51454": "Reims", "08362": "Rethel"}
    assert partial_bassins(cartes.check_poles(ranked())) == partial_bassins(ranked())


def test_they_are_told_by_the_command(tmp_path: Path) -> None:
    pg.write_table(ranked(), tmp_path / "poles.csv")
    done = run(
        *("analyze", "gaps", tmp_path / "poles.csv", "--distance", "20"),
        *("--sortie", tmp_path / "a.csv"),
    )
    assert PARTIAL in simple(done.stderr)


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (None, "Sans rang, faute de compte dans toutes les communes : Reims, Rethel."),
        ("Champagne-Ardenne", "toutes les communes : Reims, Rethel."),
        ("Ardennes", "toutes les communes : Rethel."),
        ("Lorraine", ""),
        ("La Réunion", "toutes les communes : Saint-Denis."),
    ],
)
def test_a_map_without_bassins_names_those_of_its_zone(zone: str | None, told: str) -> None:
    if zone == "Ardennes":
        table = pd.concat([ranked(), ranked().head(1).rename(index={"10387": "08105"})])
        table.attrs = ranked().attrs
    elif zone == "La Réunion":
        there = pd.concat([ranked().iloc[[0, 4]]]).assign(region_2014="La Réunion")
        there = there.assign(nom=["Saint-Pierre", "Saint-Denis"])
        table = pd.concat([ranked(), there.set_axis(["97416", "97411"])])
        table.attrs = {"source": "essai"}
    else:
        table = ranked()
    page = simple(" ".join(printed(pg.map_poles(table, zone))))
    assert told in page
    assert ("Sans rang" in page) == bool(told)


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
def test_a_schema_names_them() -> None:
    page = simple(" ".join(printed(pg.map_schema(ranked(), "Champagne-Ardenne"))))
    assert "toutes les communes : Reims, Rethel." in page


@pytest.mark.filterwarnings("ignore::poles_geo.errors.DataWarning")
def test_a_map_with_bassins_hatches_them() -> None:
    carte = pg.map_poles(ranked(), "Champagne-Ardenne", bassins=pg.read_bassins("BV2022"))
    page = simple(" ".join(printed(carte)))
    assert "Sans rang" not in page
    assert "Compté en partie, sans rang" in page
