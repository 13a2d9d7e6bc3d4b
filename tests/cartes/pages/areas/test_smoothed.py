"""Smoothed maps: the surface is that of the grid, its parameters are printed, bounds are kept."""

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_pages import printed
from effectif_tables import raises
from matplotlib.colors import to_hex

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
)
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, DataWarning, TableError

WORDS: dict[str, Any] = {"title": "L'offre à portée", "unit": "Pour 1 000 habitants"}
BRETAGNE = ["22", "29", "35", "56"]


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    return edition.load_departements()


@pytest.fixture(scope="module")
def people(areas: gpd.GeoDataFrame) -> pd.Series:
    table = edition.load_communes().groupby("departement")["population"].sum().astype(float)
    table = table.reindex(areas.index)
    table.attrs = {"source": "Insee", "date": "2022"}
    return table


@pytest.fixture(scope="module")
def stock(people: pd.Series) -> pd.Series:
    """Give professionals: one for 100 inhabitants, twice that in Finistère."""
    counts = people / 100
    counts["29"] *= 2
    counts.attrs = people.attrs
    return counts


@pytest.fixture(scope="module")
def carte(areas: gpd.GeoDataFrame, stock: pd.Series, people: pd.Series) -> Carte:
    return pg.map_smoothed(
        areas, stock, people, span=40, per=1_000, zone="Bretagne", method=[11, 13, 16], **WORDS
    )


def fills(carte: Carte) -> list[Any]:
    marked = [patch for patch in carte.axes.patches if str(patch.get_gid()).startswith("ratio-")]
    return sorted(marked, key=lambda patch: str(patch.get_gid()))


def class_at(carte: Carte, point: shapely.Point) -> list[int]:
    found = []
    for k, patch in enumerate(fills(carte)):
        rings = patch.get_path().to_polygons(closed_only=True)
        if sum(shapely.Polygon(ring).contains(point) for ring in rings) % 2:
            found.append(k)
    return found


def test_the_surface_is_that_of_the_grid(
    carte: Carte, areas: gpd.GeoDataFrame, stock: pd.Series, people: pd.Series
) -> None:
    land = areas.geometry[BRETAGNE].union_all().buffer(-5_000)
    grid = pg.potential(areas, stock, people, span=40, per=1_000, bounds=land.bounds)
    inside = grid[shapely.contains_xy(land, *grid[["x", "y"]].to_numpy().T)]
    gaps = np.abs(inside["ratio"].to_numpy()[:, None] - [11, 13, 16])
    clear = inside[(gaps > 0.1).all(axis=1)]
    assert len(clear) > 100
    for x, y, value in clear[["x", "y", "ratio"]].to_numpy()[::7]:
        assert class_at(carte, shapely.Point(x, y)) == [int(np.searchsorted([11, 13, 16], value))]


def test_nothing_is_painted_out_of_the_zone(carte: Carte, areas: gpd.GeoDataFrame) -> None:
    assert class_at(carte, areas.geometry["44"].representative_point()) == []


def test_the_page_says_how_it_was_smoothed(carte: Carte) -> None:
    said = {text.replace("\u00a0", " ") for text in printed(carte)}
    assert {
        "Potentiel, fonction exponentielle (β = 2)",
        "Portée (40 km), où l’influence est de moitié",
        "Grille (8 km)",
        "Lissage",
        "Bornes choisies",
        "de 13 à moins de 16",
    } <= said
    assert pg.lint(carte) == []


@pytest.mark.parametrize(
    "style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE, STYLE_HALF_PAGE, STYLE_SLIDE]
)
def test_every_style_says_it_and_has_no_fault(
    style: Any, areas: gpd.GeoDataFrame, stock: pd.Series
) -> None:
    carte = pg.map_smoothed(
        areas, stock, span=12.5, kernel="pareto", beta=1.5, step=12.5, zone="Bretagne", style=style,
        title="Les professionnels à portée", unit="Professionnels",
    )  # fmt: skip
    said = " ".join(printed(carte)).replace("\u00a0", " ")
    assert re.search(r"fonction de Pareto \(β = 1,5\).*Portée \(12,5 km\)", said)
    assert pg.lint(carte) == []
    assert len({to_hex(patch.get_facecolor()) for patch in fills(carte)}) == 5


def test_overseas_is_in_its_projection() -> None:
    there = embedded_land().overseas_land("974").bassins("BV2022")
    stock = pd.Series(np.arange(1.0, len(there) + 1), index=there.index)
    stock.attrs = {"source": "Insee", "date": "2022"}
    carte = pg.map_smoothed(there, stock, span=5, zone="La Réunion", **WORDS)
    said = printed(carte)
    assert "UTM 40S" in " ".join(said)
    assert {"Ville principale", "Saint-Denis"} <= set(said)
    assert pg.lint(carte) == []


def test_what_cannot_be_smoothed_is_refused(
    areas: gpd.GeoDataFrame, stock: pd.Series, people: pd.Series
) -> None:
    with raises(TableError, "EPSG:2154"):
        pg.map_smoothed(areas.to_crs(4326), stock, span=20, **WORDS)
    with raises(TableError, "stock : nombre négatif"):
        pg.map_smoothed(areas, -stock, span=20, **WORDS)
    with raises(TableError, "over : aire sans nombre"):
        pg.map_smoothed(areas, stock, people.drop("29"), span=20, **WORDS)
    with raises(ChoiceError, "span = 0"):
        pg.map_smoothed(areas, stock, span=0, **WORDS)
    with raises(ChoiceError, "palette = 'rouge'"):
        pg.map_smoothed(areas, stock, span=40, palette="rouge", **WORDS)


@pytest.mark.parametrize(
    ("per", "most"),
    [(1, "pour 1 (0,019999 au plus)"), (100, "pour 100 (1,9999 au plus)")],
    ids=["forgotten", "other"],
)
def test_a_unit_that_the_numbers_are_not_in_is_told(
    per: float, most: str, areas: gpd.GeoDataFrame, stock: pd.Series, people: pd.Series
) -> None:
    with pytest.warns(DataWarning, match=re.escape(most)) as told:
        pg.map_smoothed(areas, stock, people, span=40, per=per, zone="Bretagne", **WORDS)
    assert len(told) == 1
    assert "per=1_000 les dirait" in str(told[0].message)


@pytest.mark.parametrize("unit", ["Pour 10 habitants, milliers", "Pour mille", "Par habitant"])
@pytest.mark.filterwarnings("error")
def test_a_numerator_already_multiplied_is_not_doubted(
    unit: str, areas: gpd.GeoDataFrame, stock: pd.Series, people: pd.Series
) -> None:
    words = {**WORDS, "unit": unit}
    pg.map_smoothed(areas, 1_000 * stock, people, span=40, zone="Bretagne", **words)
    pg.map_smoothed(areas, stock, span=40, zone="Bretagne", **WORDS)
