"""Pôles whose bassin bears the code of a commune that 2024 no longer has."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from drawn_pages import discs, printed
from effectif_tables import raises, simple, table

import poles_geo as pg
from poles_geo.cartes.interactive.web_map import map_interactive
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.edition.embedded import load_communes
from poles_geo.errors import TableError

BINIC, RENNES = "22007", "35238"
"""Binic became a part of Binic-Étables-sur-Mer, 22055, in 2016."""


@pytest.fixture
def poles() -> pd.DataFrame:
    return pg.classify(table((4_000, 1_000, 0), (12_000, 4_000, 0), codes=[BINIC, RENNES]))


@pytest.fixture
def bassins() -> gpd.GeoDataFrame:
    communes = load_communes().loc[["22055", RENNES], ["nom", "region_2014", "geometry"]]
    return communes.assign(nom=["Binic", "Rennes"]).set_index(
        pd.Index([BINIC, RENNES], name="code_bassin")
    )


def test_such_a_pole_lies_in_its_bassin(poles: pd.DataFrame, bassins: gpd.GeoDataFrame) -> None:
    points = check_poles(poles, bassins)
    assert points.index.tolist() == [RENNES, BINIC]
    assert points["nom"].tolist() == ["Rennes", "Binic"]
    assert points["region_2014"].tolist() == ["Bretagne", "Bretagne"]
    assert points.crs.to_epsg() == 2154
    assert points.within(bassins.loc[points.index].geometry).all()
    alone = check_poles(poles.drop(index=BINIC))
    assert points.geometry[RENNES] == alone.geometry[RENNES]


def test_the_maps_draw_it(poles: pd.DataFrame, bassins: gpd.GeoDataFrame) -> None:
    for carte in (
        pg.map_national(poles, bassins=bassins),
        pg.map_region(poles, "Bretagne", bassins=bassins),
        pg.map_poles(poles, "22", bassins=bassins),
    ):
        assert "Binic" in printed(carte)
    assert len(discs(carte.axes)) == 1
    assert '"Binic"' in map_interactive(poles, bassins=bassins).html


def test_the_name_of_the_table_comes_first(poles: pd.DataFrame, bassins: gpd.GeoDataFrame) -> None:
    named = poles.assign(nom=["Binic-sur-Mer", None])
    points = check_poles(named, bassins.drop(columns="nom"))
    assert points["nom"].to_dict() == {RENNES: "Rennes", BINIC: "Binic-sur-Mer"}


def test_without_bassins_the_refusal_says_what_to_give(poles: pd.DataFrame) -> None:
    with raises(
        TableError,
        "pas une commune de 2024, sans point ; un ancien chef-lieu se place par "
        r"bassins= \(1 ligne : 22007\)",
    ):
        pg.map_region(poles, "Bretagne")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda bassins: bassins.drop(index=BINIC), "sans point (1 ligne : 22007)"),
        (
            lambda bassins: bassins.assign(geometry=[None, bassins.geometry[RENNES]]),
            "sans point (1 ligne : 22007)",
        ),
        (
            lambda bassins: bassins.drop(columns="region_2014"),
            "region_2014 absent, du tableau comme des",
        ),
        (lambda bassins: bassins.drop(columns="nom"), "nom absent, du tableau comme des bassins"),
    ],
)
def test_a_bassin_that_does_not_say_enough_is_refused(
    change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame],
    words: str,
    poles: pd.DataFrame,
    bassins: gpd.GeoDataFrame,
) -> None:
    bare = poles.drop(columns=["nom", "region_2014"])
    with pytest.raises(TableError) as caught:
        pg.map_region(bare, "Bretagne", bassins=change(bassins))
    assert words in simple(str(caught.value))


def test_the_bassins_of_2012_place_every_pole(real_data: Path) -> None:
    """Four of them are no longer communes of 2024."""
    old = [BINIC, "35129", "49042", "49313"]
    composition = real_data / "insee" / "BV2012_au_01-01-2014.zip"
    with pytest.warns(UserWarning, match="communes_deplacees"):
        bassins = pg.read_bassins(2012, composition=composition)
    poles = pg.classify(table(*[(4_000, 1_000, 0)] * 4, codes=old))
    points = check_poles(poles, bassins)
    assert points["nom"].tolist() == [
        "Binic", "Guipry", "Brain-sur-l'Authion", "Saint-Pierre-Montlimart",
    ]  # fmt: skip
    assert points.within(bassins.loc[old].geometry).all()
