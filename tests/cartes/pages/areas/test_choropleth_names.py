"""The choropleth: the names of its areas, read on their fill."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from choropleth_read import UNIT, class_at, fills, legend
from drawn_pages import discs
from matplotlib.colors import to_hex
from matplotlib.text import Text

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import (
    STYLE_BLACK_AND_WHITE,
    STYLE_HALF_PAGE,
    STYLE_REPORT,
    STYLE_SLIDE,
    Style,
    contrast,
)
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.cartes.ground.land import embedded_land, land_at
from poles_geo.errors import ChoiceError
from poles_geo.typography import typeset


def names_on(carte: Carte) -> dict[str, Text]:
    return {text.get_text(): text for text in carte.axes.texts if text.get_gid() == "etiquette"}


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_BLACK_AND_WHITE])
def test_names_of_areas_are_read_on_their_fill(
    departements: gpd.GeoDataFrame, ratio: pd.Series, style: Any
) -> None:
    carte = pg.map_ratio(departements, ratio, title="t", unit=UNIT, zone="Hauts-de-France",
                         style=style, classes=3)  # fmt: skip
    written = names_on(carte)
    assert {"Nord", "Somme", "Aisne", "Oise"} <= set(written)
    frame = Frame.of(carte.axes)
    for code, name in {"59": "Nord", "80": "Somme", "02": "Aisne", "60": "Oise"}.items():
        box = text_box(written[name], frame)
        assert departements.geometry[code].contains(box)
        (k,) = class_at(carte, box.centroid)
        fill = to_hex(fills(carte)[k].get_facecolor())
        assert contrast(to_hex(written[name].get_color()), fill) > 3


def text_box(text: Text, frame: Frame) -> shapely.Polygon:
    """Ink of a text, in metres."""
    wide, high, left, low = text_extent(text.get_text(), text.get_fontproperties())
    x, y = frame.to_mm([text.get_position()])[0] + (left, low)
    (west, south), (east, north) = frame.to_metres([(x, y), (x + wide, y + high)])
    return shapely.box(west, south, east, north)


def test_no_region_is_named_over_an_area_that_goes_out_of_the_zone() -> None:
    areas = pg.read_bassins(2022)
    values = pd.Series(np.linspace(1, 9, len(areas)), index=areas.index)
    carte = pg.map_ratio(areas, values, title="t", unit="u", zone="Occitanie", style=STYLE_SLIDE)
    to_metres = carte.axes.transData.inverted()
    (name,) = (text for text in carte.axes.texts if text.get_text() == "Auvergne-Rhône-Alpes")
    box = to_metres.transform(name.get_window_extent().get_points()).ravel()
    over = areas[areas["region_2016"] == "Occitanie"]
    assert not over.intersects(shapely.box(*box)).any()


def test_what_is_named_is_chosen(departements: gpd.GeoDataFrame, ratio: pd.Series) -> None:
    words: dict[str, Any] = {"title": "t", "unit": UNIT, "zone": "Bretagne", "method": [9, 10]}
    towns = pg.map_ratio(departements, ratio, names="places", **words)
    assert {"Rennes", "Brest"} <= set(names_on(towns))
    assert "Ville principale" in legend(towns)
    assert pg.lint(towns) == []
    none = pg.map_ratio(departements, ratio, names="none", **words)
    assert not {"Rennes", "Morbihan"} & set(names_on(none))
    assert "Ville principale" not in legend(none)
    with pytest.raises(ChoiceError, match="names = 'villes'"):
        pg.map_ratio(departements, ratio, names="villes", **words)


def test_names_of_areas_that_have_none_are_not_asked(
    departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    unnamed = departements[["geometry"]]
    with pytest.raises(ChoiceError, match=r"names = 'areas'.*colonne nom"):
        pg.map_ratio(unnamed, ratio, title="t", unit=UNIT, names="areas")
    carte = pg.map_ratio(unnamed, ratio, title="t", unit=UNIT)
    assert "Ville principale" in legend(carte)


def test_names_without_place_are_told(france: Carte) -> None:
    written = {name.rstrip("-") for name in names_on(france)}
    assert "Paris" in france.labels_left_out
    assert len(france.labels_left_out) < 12
    assert not written & set(france.labels_left_out)


def test_overseas_has_names_too() -> None:
    land = embedded_land().overseas_land("974")
    there = land.bassins("BV2022")
    values = pd.Series(np.linspace(1, 9, len(there)) + 0.5, index=there.index)
    carte = pg.map_ratio(there, values, title="t", unit="u", zone="La Réunion")
    assert len(names_on(carte)) > len(there) / 2


@pytest.mark.parametrize(
    ("zone", "style"),
    [
        ("Occitanie", STYLE_SLIDE),
        ("Provence-Alpes-Côte d'Azur", STYLE_HALF_PAGE),
        ("Hauts-de-France", STYLE_HALF_PAGE),
        (None, STYLE_REPORT),
    ],
)
def test_no_town_is_named_where_a_far_larger_one_beside_it_is_not(
    zone: str | None, style: Style, departements: gpd.GeoDataFrame, ratio: pd.Series
) -> None:
    """Beaucaire was on the slide of Occitanie, and Nîmes was not; each dot has its name."""
    carte = pg.map_ratio(
        departements, ratio, title="t", unit=UNIT, zone=zone, names="places", style=style,
        regions_year=2016,
    )  # fmt: skip
    land = land_at({}, 2016)
    halls = land.centres(land.communes.index.to_series())
    inside = halls[halls.within(land.regions[zone] if zone else Frame.of(carte.axes).polygon)]
    towns = land.communes.loc[inside.index].sort_values("population", ascending=False)
    towns = towns[towns["population"] > 4_000].drop_duplicates("nom")
    named = towns["nom"].map(typeset).isin(names_on(carte))
    dots = discs(carte.axes)
    assert len(dots) == named.sum() > 9
    places = inside[towns.index].get_coordinates() / Frame.of(carte.axes).metres_per_mm
    large = towns["population"] > 40_000
    for code in towns.index[large & ~named]:
        far = np.hypot(*(places - places.loc[code]).to_numpy().T)
        if (named & (far < 9.1) & (towns["population"] > towns.loc[code, "population"])).any():
            continue  # Roubaix, on the name of Lille
        beside = named & (far < 15.9) & (towns["population"] < towns.loc[code, "population"] / 2)
        assert not beside.any(), (towns.loc[code, "nom"], list(towns["nom"][beside]))
