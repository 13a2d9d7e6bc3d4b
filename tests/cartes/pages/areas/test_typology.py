"""Typologies: order and colours as asked, what is outside and what is unknown told apart."""

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from drawn_pages import printed
from effectif_tables import raises

import poles_geo as pg
from poles_geo.cartes.canvas.style import STYLE_BLACK_AND_WHITE, STYLE_REPORT
from poles_geo.cartes.layers.filled.typology import MOST_CLASSES, palette
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, TableError

WORDS = {"title": "Le zonage des médecins", "legend": "Zonage"}


@pytest.fixture(scope="module")
def areas() -> gpd.GeoDataFrame:
    """Give the départements of the Hauts-de-France."""
    return edition.load_departements().loc[["02", "59", "60", "62", "80"]]


@pytest.fixture(scope="module")
def classes() -> pd.Series:
    table = pd.Series({"59": "dense", "62": "moyen", "80": "sous-dense", "02": "moyen"})
    table.attrs = {"source": "ARS", "date": "2024"}
    return table


def test_the_scale_is_not_on_the_areas(areas: gpd.GeoDataFrame, classes: pd.Series) -> None:
    order = ["sous-dense", "moyen", "dense"]
    carte = pg.map_typology(areas, classes.drop("02"), order=order, outside=["60"], **WORDS)
    assert "masque" not in {fault.rule for fault in pg.lint(carte)}


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
def test_every_class_has_its_row_in_the_order_asked(
    areas: gpd.GeoDataFrame, classes: pd.Series, style: Any
) -> None:
    carte = pg.map_typology(
        areas, classes.drop("02"), order=["sous-dense", "moyen", "dense"], outside=["60"],
        style=style, **WORDS,
    )  # fmt: skip
    written = printed(carte)
    rows = [text for text in written if text.endswith(")")]
    assert rows[:3] == ["sous-dense (1)", "moyen (1)", "dense (1)"]
    assert {"Hors zonage (1)", "Sans données (1)", "Zonage"} <= set(written)
    assert pg.lint(carte) == []


def test_categories_give_the_order_and_a_mapping_the_colours(
    areas: gpd.GeoDataFrame, classes: pd.Series
) -> None:
    ordered = classes.astype(pd.CategoricalDtype(["moyen", "sous-dense", "dense"]))
    ordered.attrs = classes.attrs
    colours = {"moyen": "#f6e3b4", "sous-dense": "#8c2d04", "dense": "#1d5560"}
    carte = pg.map_typology(areas, ordered, colours=colours, zone="Hauts-de-France", **WORDS)
    rows = [text for text in printed(carte) if "(" in text and "Hors" not in text]
    assert [text.split(" (")[0] for text in rows[:3]] == list(colours)
    assert pg.lint(carte) == []


def test_a_class_of_no_area_has_no_row(areas: gpd.GeoDataFrame, classes: pd.Series) -> None:
    order = ["désert", "sous-dense", "moyen", "dense"]
    written = printed(pg.map_typology(areas, classes, order=order, **WORDS))
    assert not any("désert" in text for text in written)


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"order": ["dense"]}, ChoiceError, "classes de la table qui n'y sont pas : moyen"),
        ({"order": ["dense", "dense", "moyen", "sous-dense"]}, ChoiceError, "deux fois"),
        ({"colours": {"dense": "red"}}, ChoiceError, "classes sans couleur : moyen, sous-dense"),
        ({"colours": ["red", "bleu", "blue"]}, ChoiceError, "trouvé : 'bleu'"),
        ({"outside": ["99"]}, TableError, "outside : code qui n'est pas celui d'une aire"),
        ({"zone": "Bretagne"}, TableError, "aucune aire de la carte n'en a"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    options: dict[str, Any],
    error: type[Exception],
    told: str,
    areas: gpd.GeoDataFrame,
    classes: pd.Series,
) -> None:
    with raises(error, told):
        pg.map_typology(areas, classes, **WORDS, **options)


def test_more_classes_than_the_eye_tells_are_refused() -> None:
    shapes = [
        shapely.box(x, 6_600_000, x + 10_000, 6_700_000) for x in range(600_000, 690_000, 10_000)
    ]
    areas = gpd.GeoDataFrame(geometry=shapes, crs=2154, index=[f"z{k}" for k in range(9)])
    many = pd.Series({code: f"classe {code}" for code in areas.index})
    with raises(ChoiceError, "8 au plus se distinguent"):
        pg.map_typology(areas, many, **WORDS)


@pytest.mark.parametrize("count", range(1, MOST_CLASSES + 1))
def test_the_palette_gives_as_many_colours_as_classes(count: int) -> None:
    for style in (STYLE_REPORT, STYLE_BLACK_AND_WHITE, replace(STYLE_REPORT, sea="#ffffff")):
        assert len(set(palette(count, style))) == count


def test_areas_across_the_zone_have_a_row(areas: gpd.GeoDataFrame, classes: pd.Series) -> None:
    zone = gpd.GeoDataFrame(geometry=areas.geometry[["59"]].buffer(20_000))
    carte = pg.map_typology(areas, classes, zone=zone, **WORDS)
    assert "À cheval, centre hors de la zone (2)" in printed(carte)
    assert pg.lint(carte) == []


def test_areas_or_towns_are_named(areas: gpd.GeoDataFrame, classes: pd.Series) -> None:
    assert {"Nord", "Somme"} <= set(printed(pg.map_typology(areas, classes, **WORDS)))
    carte = pg.map_typology(areas, classes, names="places", **WORDS)
    assert {"Lille", "Amiens", "Ville principale"} <= set(printed(carte))
    assert pg.lint(carte) == []
