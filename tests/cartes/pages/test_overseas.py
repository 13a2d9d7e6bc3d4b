"""Pôles overseas on the national map: frames, projections, circles, names, counts, bad input."""

import re
import warnings
from collections.abc import Callable
from itertools import combinations
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from drawn_pages import discs, frame_box, insets, legend_texts, printed
from matplotlib.axes import Axes
from matplotlib_scalebar.scalebar import ScaleBar
from overseas_poles import POLES, with_overseas
from pyproj import Geod

import poles_geo as pg
from poles_geo.cartes import STYLE_HALF_PAGE, STYLE_REPORT, STYLE_SLIDE, Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.labels.occupation import corners, leaders_on
from poles_geo.cartes.layers.overseas_poles import check_everywhere
from poles_geo.cartes.pages.overseas import draw_overseas_base
from poles_geo.edition import embedded as edition
from poles_geo.errors import ChoiceError, TableError
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS, REGIONS_2014

COUNTS = "Pôle des grandes métropoles (15)", "Grand pôle (45)", "intermédiaire (49)", "(53)"


@pytest.fixture(scope="module")
def carte(report: gpd.GeoDataFrame) -> Carte:
    return pg.map_national(with_overseas(report))


def frames(carte: Carte) -> dict[str, Axes]:
    """Return the frames of the départements overseas by their title."""
    titled = {text.get_text(): ax for ax in insets(carte) for text in ax.texts}
    return {code: titled[name] for code, name in OVERSEAS.items() if name in titled}


def centre_of(ax: Axes, nth: int = -1) -> np.ndarray:
    """Centre of the n-th circle drawn on some axes, in their unit."""
    (circles,) = ax.collections
    return np.asarray(circles.get_offsets())[nth]


def test_each_departement_has_its_frame_and_its_scale(carte: Carte) -> None:
    drawn = frames(carte)
    assert list(drawn) == list(OVERSEAS)
    assert len(insets(carte)) == 2 + 5
    for ax in drawn.values():
        (bar,) = (artist for artist in ax.artists if isinstance(artist, ScaleBar))
        left, _, right, _ = frame_box(ax)
        assert 0.15 < bar.fixed_value * 1000 / np.ptp(ax.get_xlim()) < 0.5
        assert 15 < right - left < 25


@pytest.mark.parametrize("code", OVERSEAS)
def test_what_a_frame_shows_is_as_long_as_on_the_ground(carte: Carte, code: str) -> None:
    """From the town hall drawn first to the last: metres of the axes, against the ellipsoid."""
    ax = frames(carte)[code]
    here = [commune for commune in POLES if commune.startswith(code)]
    degrees = edition.overseas_centres(pd.Series(here, index=here))
    drawn = gpd.GeoSeries.from_xy(
        *np.asarray(ax.collections[0].get_offsets())[1::2].T, crs=OVERSEAS_PROJECTIONS[code]
    ).to_crs(4326)
    assert len(drawn) == len(here)
    assert set(zip(drawn.x.round(5), drawn.y.round(5), strict=True)) == set(
        zip(degrees.x.round(5), degrees.y.round(5), strict=True)
    )
    if len(here) > 1:
        _, _, ground = Geod(ellps="GRS80").inv(*drawn.iloc[0].coords[0], *drawn.iloc[1].coords[0])
        metres = np.hypot(*(centre_of(ax, 1) - centre_of(ax, 3)))
        assert metres == pytest.approx(ground, rel=1e-3)


def test_circles_have_the_sizes_and_colours_of_the_map(carte: Carte) -> None:
    reunion = discs(frames(carte)["974"]).set_index("couleur")["diametre"]
    expected = {
        STYLE_REPORT.rank_colours[2]: STYLE_REPORT.symbol_10000 * np.sqrt(0.78),
        STYLE_REPORT.rank_colours[3]: STYLE_REPORT.symbol_10000 * np.sqrt(0.29),
        STYLE_REPORT.rank_colours[4]: STYLE_REPORT.symbol_10000 * np.sqrt(0.18),
    }
    assert reunion.to_dict() == pytest.approx(expected)


def test_the_legend_counts_every_pole(carte: Carte) -> None:
    ranks = " / ".join(text.get_text() for text in legend_texts(carte))
    for count in COUNTS:
        assert count in ranks
    assert "162" in carte.title
    assert "métropolitaine et d’outre-mer" in carte.title


def test_a_name_is_on_the_map_or_told(carte: Carte) -> None:
    names = [text.get_text() for ax in frames(carte).values() for text in ax.texts]
    for name in (row[0] for row in POLES.values()):
        assert (name in names) != (name in carte.labels_left_out)
    assert "Saint-Laurent-du-Maroni" in carte.labels_left_out


def test_the_page_has_no_fault_and_tells_its_projections(carte: Carte) -> None:
    assert pg.lint(carte) == []
    said = " ".join(printed(carte))
    assert "Guadeloupe et Martinique en RGAF09 / UTM 20N" in said
    for projection in ("RGFG95 / UTM 22N", "RGR92 / UTM 40S", "RGM04 / UTM 38S"):
        assert projection in said


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_SLIDE], ids=["a4", "slide"])
@pytest.mark.parametrize("first", ["01004", "97"], ids=["avec la métropole", "sans elle"])
def test_frames_hide_neither_land_nor_circle_nor_one_another(
    report: gpd.GeoDataFrame, style: Any, first: str
) -> None:
    poles = with_overseas(report)
    carte = pg.map_national(poles[poles.index >= first], style=style)
    host = frame_box(carte.axes)
    frame = Frame.of(carte.axes)
    circles = discs(carte.axes)
    boxes = [frame_box(ax) for ax in insets(carte)]
    for ax in frames(carte).values():
        left, low, right, high = box = frame_box(ax)
        assert (box[:2] > host[:2]).all()
        assert (box[2:] < host[2:]).all()
        west, south = frame.to_metres([(left - host[0], low - host[1])])[0]
        east, north = frame.to_metres([(right - host[0], high - host[1])])[0]
        assert embedded_land().regions.clip_by_rect(west, south, east, north).is_empty.all()
        apart = np.maximum(box[:2] - circles[["x", "y"]], circles[["x", "y"]] - box[2:])
        assert (apart.max(axis=1) > circles["diametre"] / 2).all()
        others = [other for other in boxes if (other != box).any()]
        assert all((np.maximum(box[:2] - o[2:], o[:2] - box[2:]) > 0).any() for o in others)


@pytest.mark.parametrize("style", [STYLE_REPORT, STYLE_SLIDE], ids=["a4", "slide"])
def test_no_scale_bar_lies_on_a_circle(report: gpd.GeoDataFrame, style: Any) -> None:
    carte = pg.map_national(with_overseas(report), style=style)
    for ax in frames(carte).values():
        circles, box = discs(ax), frame_box(ax)
        (bar,) = (artist for artist in ax.artists if isinstance(artist, ScaleBar))
        taken = corners(Frame.of(ax), 1000 * bar.fixed_value)["lower right"] + np.tile(box[:2], 2)
        apart = np.maximum(taken[:2] - circles[["x", "y"]], circles[["x", "y"]] - taken[2:])
        assert (apart.max(axis=1) > circles["diametre"] / 2).all()


def test_a_page_without_room_draws_no_frame_and_says_so(report: gpd.GeoDataFrame) -> None:
    with pytest.warns(UserWarning, match=r"9.pôles d'outre-mer, hors de cette page.*97411"):
        carte = pg.map_national(with_overseas(report), style=STYLE_HALF_PAGE)
    assert frames(carte) == {}
    assert carte.title == "Les 153 pôles d’offre de soins de la France métropolitaine"
    assert re.search("9.pôles d’outre-mer hors de cette page", " ".join(printed(carte)))


def test_without_pole_overseas_nothing_changes(cartes: Callable[[str], Carte]) -> None:
    carte = cartes("france")
    assert len(insets(carte)) == 2
    assert "outre-mer" not in " ".join(printed(carte))


def test_a_map_of_pole_overseas_alone(report: gpd.GeoDataFrame) -> None:
    carte = pg.map_national(with_overseas(report).drop(index=report.index))
    assert list(frames(carte)) == list(OVERSEAS)
    assert carte.title == "Les 9 pôles d’offre de soins d’outre-mer"
    assert "Aucun pôle dans le cadre" not in printed(carte)
    assert len(discs(carte.axes)) == 0


def test_one_departement_has_one_larger_frame(report: gpd.GeoDataFrame) -> None:
    poles = with_overseas(report)
    carte = pg.map_national(poles[~poles.index.str.startswith("97") | (poles.index == "97611")])
    (ax,) = frames(carte).values()
    assert np.ptp(frame_box(ax)[[0, 2]]) == pytest.approx(24)


def test_names_and_places_are_those_of_the_centre_commune(report: gpd.GeoDataFrame) -> None:
    poles = with_overseas(report).drop(columns=["nom", "region_2014"])
    _, beyond = check_everywhere(poles)
    assert beyond.crs == 4326
    assert beyond.loc["97411", ["nom", "region_2014", "departement"]].tolist() == [
        *("Saint-Denis", "La Réunion", "974")
    ]
    assert beyond.index[:2].tolist() == ["97411", "97209"]
    assert beyond.geometry["97411"].distance(
        gpd.points_from_xy([55.448], [-20.879])[0]
    ) == pytest.approx(0, abs=0.01)


def test_a_point_that_is_missing_overseas_is_not_needed(report: gpd.GeoDataFrame) -> None:
    """The published points, and none overseas."""
    poles = gpd.GeoDataFrame(pd.concat([report, with_overseas(report).loc[["97302"]]]))
    metropolitan, beyond = check_everywhere(poles)
    assert len(metropolitan) == 153
    assert beyond.index.tolist() == ["97302"]
    assert not beyond.is_empty.any()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"97411": "97499"}, r"d'outre-mer qui ne sont pas une commune de 2024.*97499"),
        ({"97411": "97209"}, r"code de bassin répété.*97209"),
        ({"97411": "97123"}, r"d'outre-mer qui ne sont pas une commune de 2024.*97123"),
    ],
)
def test_a_wrong_code_overseas_is_refused(
    report: gpd.GeoDataFrame, changed: dict[str, str], message: str
) -> None:
    with pytest.raises(TableError, match=message):
        pg.map_national(with_overseas(report).rename(index=changed))


def test_every_fault_is_told_at_once(report: gpd.GeoDataFrame) -> None:
    poles = with_overseas(report).rename(index={"97411": "97499", "35238": "35999"})
    poles.loc["97302", "effectif"] = 0
    with pytest.raises(TableError) as caught:
        pg.map_national(poles)
    assert "3 défauts" in str(caught.value)
    for code in ("97499", "35999", "97302"):
        assert code in str(caught.value)


@pytest.mark.parametrize("code", ["97502", "97701", "97801", "98818"])
def test_a_collectivity_has_no_frame_and_is_told(report: gpd.GeoDataFrame, code: str) -> None:
    poles = with_overseas(report).rename(index={"97611": code})
    with pytest.warns(UserWarning, match=rf"1.pôle d'une collectivité d'outre-mer.*\({code}\)"):
        carte = pg.map_national(poles)
    assert list(frames(carte)) == ["971", "972", "973", "974"]
    assert "161" in carte.title


def test_a_regional_map_tells_that_they_are_not_on_it(report: gpd.GeoDataFrame) -> None:
    with pytest.warns(UserWarning, match=r"9.pôles d'outre-mer, hors d"):
        pg.map_region(with_overseas(report), "Bretagne")


def test_the_base_of_a_departement_on_axes_of_ones_own() -> None:
    drawn = draw_overseas_base("973")
    assert Frame.of(drawn.axes).polygon.area > 83_201e6
    with warnings.catch_warnings(action="error"):
        assert draw_overseas_base("974").artists
    with pytest.raises(ChoiceError, match=r"departement = '975'.*971, 972, 973, 974, 976"):
        draw_overseas_base("975")


def test_the_tables_count_them_after_the_metropolitan_regions(
    report: gpd.GeoDataFrame,
) -> None:
    metropolitan, beyond = check_everywhere(with_overseas(report))
    poles = pd.concat([part.drop(columns="geometry") for part in (metropolitan, beyond)])
    table = pg.report_2014.figure1(poles)
    assert table.index.tolist() == [*REGIONS_2014, *OVERSEAS.values(), "Total"]
    assert table.loc["La Réunion", ["rang2", "rang3", "rang4", "total"]].tolist() == [1, 1, 1, 3]
    assert table.loc["Total", "total"] == 162
    inventory = pg.report_2014.figure3(poles.assign(sigle=poles["sigle"].fillna("Ps")))
    assert inventory.index[-4:].tolist() == ["97411", "97416", "97415", "97611"]
    assert pg.report_2014.figure1(metropolitan).index.tolist() == [*REGIONS_2014, "Total"]


def test_leader_lines_do_not_cross(carte: Carte) -> None:
    # Saint-Denis and Saint-Paul, at the two ends of a coast, tempt theirs to.
    for ax in (carte.axes, *frames(carte).values()):
        lines = leaders_on(ax, Frame.of(ax))
        assert not any(one.crosses(other) for one, other in combinations(lines, 2))
