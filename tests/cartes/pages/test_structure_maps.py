"""Maps of structures of one's own: regions of today and overseas, zones, numbers, words."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_pages import printed, texts
from finess_files import invented
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PathCollection

import poles_geo as pg
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.layers.structural.structure_key import structure_key
from poles_geo.cartes.layers.structural.structures import check_structures, symbols_shown
from poles_geo.edition import embedded
from poles_geo.errors import ChoiceError

LILLE, ROUBAIX, AMIENS, ROUEN, SAINT_DENIS, SAINT_PIERRE = (
    *("59350", "59512", "80021", "76540", "97411", "97416"),
)


def read(codes: list[str], **columns: object) -> gpd.GeoDataFrame:
    """Place invented structures in communes, with a nature each."""
    table = pd.DataFrame([vars(place) for place in invented(codes)])
    names = {"name": "nom", "commune": "code_commune"}
    table = table.rename(columns=names)[["nom", "code_commune", "x", "y"]]
    natures = ["Maison de santé", "CPTS", "Centre de santé"] * len(codes)
    table = table.assign(nature=natures[: len(codes)], **columns)
    table.attrs = {"source": "ARS", "date": "2025"}
    return pg.read_structures(table)


@pytest.fixture(scope="module")
def structures() -> gpd.GeoDataFrame:
    return read([LILLE, ROUBAIX, AMIENS, ROUEN, SAINT_DENIS, SAINT_PIERRE])


def symbols(carte: Carte) -> list[PathCollection]:
    return [item for item in carte.axes.collections if isinstance(item, PathCollection)]


def foot(carte: Carte) -> str:
    return "\n".join(text.get_text() for text in texts(carte)).replace("\u00a0", " ")


def test_a_region_of_today(structures: gpd.GeoDataFrame) -> None:
    carte = pg.map_structures(structures, zone="Hauts-de-France")
    assert sum(len(group.get_offsets()) for group in symbols(carte)) == 3  # not Rouen
    written = set(printed(carte))
    assert {
        "Maison de santé (1)",
        "CPTS (1)",
        "Centre de santé (1)",
        "Région, frontière",
    } <= written
    assert carte.title == "Les structures en 2025"
    assert "Hauts-de-France : nature, et pôles d’offre de soins en fond" in foot(carte)
    assert "Pôles : fichiers RPPS et ADELI (publication de mars 2014)." in foot(carte)
    assert pg.lint(carte) == []


def test_a_region_overseas_in_its_projection_and_without_poles(
    structures: gpd.GeoDataFrame,
) -> None:
    carte = pg.map_structures(structures, zone="La Réunion")
    drawn = np.vstack([np.asarray(group.get_offsets()) for group in symbols(carte)])
    legal = structures[structures["code_commune"].str[:3] == "974"].to_crs(2975)
    np.testing.assert_allclose(np.sort(drawn, 0), np.sort(legal.get_coordinates(), 0), atol=1)
    assert "La Réunion : nature" in foot(carte)
    assert not any("Pôle" in text for text in printed(carte))
    assert pg.lint(carte) == []


def test_the_whole_metropole_says_how_many_are_overseas(structures: gpd.GeoDataFrame) -> None:
    carte = pg.map_structures(structures, zone=None)
    assert sum(len(group.get_offsets()) for group in symbols(carte)) == 4
    assert "2 structures hors de la métropole, que cette page ne montre pas." in foot(carte)
    assert "France métropolitaine : nature, et pôles" in foot(carte)
    assert pg.lint(carte) == []
    assert "hors de la métropole" not in foot(pg.map_structures(zone=None))


def test_codes_alone_go_overseas_too() -> None:
    table = pd.DataFrame({"nom": ["A", "B"], "code_commune": [SAINT_DENIS, LILLE]})
    assert len(symbols(pg.map_structures(table, zone="974"))[0].get_offsets()) == 1
    assert len(symbols(pg.map_structures(table, zone="59"))[0].get_offsets()) == 1


def test_a_zone_without_structure_is_refused(structures: gpd.GeoDataFrame) -> None:
    with pytest.raises(ChoiceError, match="aucune des structures"):
        pg.map_structures(structures, zone="Bretagne")


def test_poles_are_not_drawn_when_they_are_not_wanted(structures: gpd.GeoDataFrame) -> None:
    carte = pg.map_structures(structures, zone="Hauts-de-France", over_poles=False)
    assert not any("Pôle" in text for text in printed(carte))
    assert "Pôles" not in foot(carte)


def test_doubts_are_printed_at_the_foot(structures: gpd.GeoDataFrame) -> None:
    doubtful = structures.copy()
    doubtful.attrs = {**structures.attrs, "avertissements": ["Un point est ailleurs."]}
    assert "Un point est ailleurs." in foot(pg.map_structures(doubtful, zone="Hauts-de-France"))


def test_points_of_a_commune_that_cover_one_another_are_one_symbol_when_asked() -> None:
    spread = read([LILLE] * 12, statut=["ouverte"] * 12)
    fanned = pg.map_structures(spread, zone="59")
    numbered = pg.map_structures(spread, zone="59", several="number")
    count = [sum(len(g.get_offsets()) for g in symbols(one)) for one in (fanned, numbered)]
    assert count[0] > count[1]
    assert "Autant de structures de la commune" in " ".join(printed(numbered))
    assert "Ouverte (12)" in printed(numbered)
    assert pg.lint(numbered) == []


def test_names_are_left_when_there_are_many_or_when_asked(structures: gpd.GeoDataFrame) -> None:
    assert "Structure 0" in printed(pg.map_structures(structures, zone="59"))
    bare = pg.map_structures(structures, zone="59", names=False)
    assert "Structure 0" not in printed(bare)
    assert bare.labels_left_out == []


def test_one_s_own_statuts_colours_and_shapes(structures: gpd.GeoDataFrame) -> None:
    own = structures.assign(statut=["ouverte", "en projet"] * 3)
    carte = pg.map_structures(
        own,
        zone="Hauts-de-France",
        statuses=["ouverte", "en projet"],
        natures=["Maison de santé"],
        colours=["#000000", "#999999"],
        shapes=["plus", "cross"],
    )
    written = set(printed(carte))
    assert {"Statut (nombre)", "Ouverte (2)", "En projet (1)", "autres (2)"} <= written
    assert "Hauts-de-France : statut et nature" in foot(carte)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(["59350", "59512", "33103", "62041", "13055"]), max_size=14),
    st.integers(0, 3),
    st.booleans(),
)
def test_every_symbol_is_in_its_commune_and_every_structure_in_a_symbol(
    codes: list[str], kinds: int, fanned: bool
) -> None:
    codes = [*codes, "59350"]
    natures = [f"nature {rank % (kinds + 1)}" for rank in range(len(codes))]
    table = pd.DataFrame({"nom": codes, "code_commune": codes, "nature": natures})
    land = embedded_land()
    key = structure_key(table, several="fan" if fanned else "number")
    frame = Frame.of(
        pg.cartes.Page(embedded.load_regions().total_bounds, pg.cartes.STYLE_REPORT).axes
    )
    checked = check_structures(table, key=key, land=land)
    seen = symbols_shown(checked, frame, land, key)
    assert seen["nombre"].sum() == len(codes)
    where = frame.to_metres(seen[["x", "y"]].to_numpy())
    first = [codes[row] for row in seen.index]
    areas = land.communes.geometry.loc[first].to_numpy()
    tolerance = 0.1 * frame.metres_per_mm  # places are rounded to a tenth of a millimetre
    assert (shapely.distance(areas, shapely.points(where)) <= tolerance).all()
    assert (seen["nombre"] >= 1).all()


def test_a_perimeter_has_the_structures_that_it_holds() -> None:
    # One in a commune whose town hall is beyond the perimeter, one of a commune whose town hall is
    # in it, itself beyond.
    hall = embedded_land().centres(pd.Series([LILLE])).iloc[0]
    away = shapely.Point(hall.x + 1_500, hall.y)
    places = gpd.GeoSeries([away, hall], crs=2154)
    table = gpd.GeoDataFrame({"nom": ["loin", "mairie"], "nature": "MSP"}, geometry=places)
    table.attrs = {"source": "ARS", "date": "2025"}
    for place, name in zip(places, table["nom"], strict=True):
        carte = pg.map_structures(table, zone=place.buffer(800))
        assert name in printed(carte) or name in [text.get_text() for text in carte.axes.texts]
        (group,) = symbols(carte)
        np.testing.assert_allclose(group.get_offsets(), [[place.x, place.y]], atol=1)
