"""The départements overseas on the interactive map: shapes kept, frames clear of the metropole."""

import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from overseas_poles import POLES, with_overseas

from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.interactive.cards import bassin_cards
from poles_geo.cartes.interactive.sea_frames import (
    SeaFrame,
    frame_boxes,
    frames_for,
    placed_in_frames,
)
from poles_geo.cartes.interactive.web_map import FRAME, map_interactive
from poles_geo.cartes.layers.overseas_poles import check_everywhere
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.ranking.load_report import load_report
from poles_geo.regions import OVERSEAS

REUNION = ["97411", "97415", "97416"]


def shore_of(departement: str) -> gpd.GeoSeries:
    """Outline of a département overseas, in its legal projection."""
    return embedded_land().overseas_land(departement).regions


@pytest.fixture(scope="module")
def beyond() -> gpd.GeoDataFrame:
    return check_everywhere(with_overseas(load_report()))[1]


@pytest.fixture(scope="module")
def frames(beyond: gpd.GeoDataFrame) -> list[SeaFrame]:
    return frames_for(beyond)


def test_a_frame_by_departement_that_has_poles(
    beyond: gpd.GeoDataFrame, frames: list[SeaFrame]
) -> None:
    assert [frame.departement for frame in frames] == list(OVERSEAS)
    reunion = frames_for(gpd.GeoDataFrame(beyond[beyond["departement"] == "974"]))
    assert [frame.departement for frame in reunion] == ["974"]
    assert frames_for(gpd.GeoDataFrame(beyond.iloc[:0])) == []


def test_frames_hide_neither_france_nor_one_another(frames: list[SeaFrame]) -> None:
    polygons = gpd.GeoSeries([frame.polygon for frame in frames], crs=2154)
    assert polygons.union_all().area == pytest.approx(polygons.area.sum())
    assert not embedded_land().regions.intersects(polygons.union_all()).any()
    assert polygons.within(FRAME.polygon).all()
    for left, top, right, bottom in frame_boxes(frames, FRAME):
        assert 0 <= left < right <= FRAME.width
        assert 0 <= top < bottom <= FRAME.height


@pytest.mark.parametrize("departement", list(OVERSEAS))
def test_the_land_fills_its_frame_and_keeps_its_shape(
    frames: list[SeaFrame], departement: str
) -> None:
    (frame,) = (frame for frame in frames if frame.departement == departement)
    (land,) = frame.laid(shore_of(departement))
    (legal,) = shore_of(departement)
    assert frame.polygon.contains(land)
    wide, high = np.diff(np.reshape(land.bounds, (2, 2)), axis=0)[0]
    assert max(wide / 127_000, high / 97_000) == pytest.approx(1)  # 145 less 2 x 9, less 30
    assert land.area / land.length**2 == pytest.approx(legal.area / legal.length**2)


def test_poles_keep_their_distances_in_the_legal_projection(
    beyond: gpd.GeoDataFrame, frames: list[SeaFrame]
) -> None:
    placed = placed_in_frames(beyond, frames)
    assert list(placed.index) == list(beyond.index)
    legal = gpd.GeoSeries(beyond.geometry[REUNION]).to_crs(OVERSEAS_PROJECTIONS["974"])
    one, *others = placed.geometry[REUNION]
    scales = [
        one.distance(other) / legal.iloc[0].distance(there)
        for other, there in zip(others, legal.iloc[1:], strict=True)
    ]
    assert scales[0] == pytest.approx(scales[1])
    (land,) = frames[3].laid(shore_of("974"))
    assert land.area == pytest.approx(shore_of("974").area.iloc[0] * scales[0] ** 2)
    for code, point in placed.geometry.items():
        (frame,) = (c for c in frames if c.departement == beyond.loc[code, "departement"])
        assert shapely.distance(point, frame.laid(shore_of(frame.departement))).item() < 500


def test_the_page_has_every_pole_and_no_warning(page_data: dict) -> None:
    cards = pd.DataFrame(page_data["fiches"]).set_index("code")
    assert cards["x"].notna().all()
    assert set(POLES) <= set(cards.index)
    assert cards.loc["97411", "lieu"] == "La Réunion"
    assert [row["texte"].split("(")[1] for row in page_data["rangs"]] == [
        "15)",
        "45)",
        "49)",
        "53)",
    ]
    left, top, right, bottom = page_data["cadres"][3]
    assert cards.loc[REUNION, "x"].between(left, right).all()
    assert cards.loc[REUNION, "y"].between(top, bottom).all()
    assert page_data["vue"][0] == min(box[0] for box in page_data["cadres"])
    assert [name for name, *_ in page_data["noms"][-5:]] == list(OVERSEAS.values())


@pytest.fixture(scope="module")
def page_data() -> dict:
    from test_web_map import Page

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        page = Page(map_interactive(with_overseas(load_report())).html)
    assert page.title == "Les 162 pôles d’offre de soins de la France métropolitaine et d’outre-mer"
    return page.data


def test_without_pole_overseas_nothing_changes() -> None:
    from test_web_map import Page

    data = Page(map_interactive(load_report()).html).data
    assert data["cadres"] == []
    assert data["fonds"]["pays_outremer"] == data["fonds"]["cote_outremer"] == ""
    assert data["vue"] == data["france"]


def test_the_card_of_a_pole_overseas_lies_in_its_frame(
    beyond: gpd.GeoDataFrame, frames: list[SeaFrame]
) -> None:
    from poles_geo.ranking.rules import RULES_ORS_2014

    ranked = placed_in_frames(beyond, frames)
    poles = with_overseas(load_report()).loc[list(POLES)]
    cards = bassin_cards(poles, ranked, None, pd.Series(dtype=object), RULES_ORS_2014)
    assert cards.loc["97302", "nom"] == "Cayenne"
    assert frames[2].polygon.contains(cards.geometry["97302"])
