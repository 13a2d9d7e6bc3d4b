"""Circles: the area that is printed is in proportion to the number of professionals."""

from collections.abc import Callable
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from drawn_pages import POINT, discs, frame_box, frames, legend_discs, panels, printed, to_page
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from numpy.typing import NDArray

from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, regional
from poles_geo.cartes.canvas.symbols import diameters, draw_circles

PAGES = ["france", "Bretagne", "bassin minier"]
GUERET, GAP, PERPIGNAN, TOULOUSE = "23096", "05061", "66136", "31555"
DPI = 300

counts = st.integers(1, 1_000_000)


COVERED = 12.0
"""How near a legend over the map a pôle is, in mm, when its circle would be under it."""


def _alone(place: np.ndarray, circles: pd.DataFrame) -> bool:
    return float(np.hypot(*(place - circles[["x", "y"]].to_numpy()).T).min()) > 0.01


def drawn_poles(carte: Carte, report: gpd.GeoDataFrame) -> pd.DataFrame:
    """Circles of the map beside the pôle whose town hall is their centre."""
    circles = discs(carte.axes)
    (west, east), (south, north) = carte.axes.get_xlim(), carte.axes.get_ylim()
    shown = report.cx[west:east, south:north]
    places = to_page(carte.axes, shown.get_coordinates().to_numpy())
    legend = shapely.union_all([shapely.box(*frame_box(part)) for part in panels(carte)])
    hidden = shapely.distance(shapely.points(places), legend) < COVERED
    lone = np.array([not circles.empty and _alone(place, circles) for place in places])
    assert hidden[lone].all()
    shown, places = shown[~lone], places[~lone]
    distances = np.hypot(*(places[:, None] - circles[["x", "y"]].to_numpy()).transpose(2, 0, 1))
    assert len(circles) == len(shown)
    assert distances.min(axis=1).max() < 0.01
    found = circles.iloc[distances.argmin(axis=1)].set_index(shown.index)
    return found.assign(
        effectif=shown["effectif"], rang=shown["rang"], region_2014=shown["region_2014"]
    )


def test_diameter_of_10_000_is_that_of_the_style() -> None:
    # Four times the number, twice the diameter.
    style = replace(STYLE_REPORT, symbol_10000=5.0)
    assert diameters([10_000, 40_000, 2_500, 100], style).tolist() == [5.0, 10.0, 2.5, 0.5]


@given(first=counts, second=counts, size=st.floats(0.5, 30))
def test_areas_are_as_the_numbers(first: int, second: int, size: float) -> None:
    one, other = diameters([first, second], replace(STYLE_REPORT, symbol_10000=size))
    assert one**2 * second == pytest.approx(other**2 * first)


@pytest.mark.parametrize("name", PAGES)
def test_areas_drawn_are_as_the_numbers(
    name: str, cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    poles = drawn_poles(cartes(name), report)
    style = STYLE_REPORT if name == "france" else regional(STYLE_REPORT)
    area = np.pi / 4 * poles["diametre"] ** 2
    per_professional = np.pi / 4 * style.symbol_10000**2 / 10_000
    np.testing.assert_allclose(area, per_professional * poles["effectif"], rtol=1e-6)


def test_circles_of_an_inset_are_as_large_as_on_the_map(
    cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    whole = drawn_poles(cartes("france"), report)["diametre"].round(6)
    sizes = [set(discs(ax)["diametre"].round(6)) for ax in frames(cartes("france"))[1:]]
    assert sizes
    assert all(inset and inset <= set(whole) for inset in sizes)


@pytest.mark.parametrize("name", PAGES)
def test_largest_first_within_a_layer(name: str, cartes: Callable[[str], Carte]) -> None:
    for ax in frames(cartes(name)):
        for _, layer in discs(ax).groupby("zorder"):
            assert layer["diametre"].is_monotonic_decreasing


@pytest.mark.parametrize("name", PAGES)
def test_every_circle_has_a_white_ring(name: str, cartes: Callable[[str], Carte]) -> None:
    circles = discs(cartes(name).axes)
    ring = (circles["cerne"] - circles["diametre"]) / 2
    np.testing.assert_allclose(ring, STYLE_REPORT.white_ring, rtol=1e-6)


@pytest.mark.parametrize("name", PAGES)
def test_colour_is_the_rank(
    name: str, cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    poles = drawn_poles(cartes(name), report)
    about = poles[poles["region_2014"] == name] if name == "Bretagne" else poles
    expected = about["rang"].map(dict(STYLE_REPORT.rank_colours))
    assert (about["couleur"] == expected).all()


def test_neighbours_lie_under_and_are_fainter(
    cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    poles = drawn_poles(cartes("Bretagne"), report)
    others = poles[poles["region_2014"] != "Bretagne"]
    assert len(others)
    assert others["zorder"].max() < poles.loc[poles["region_2014"] == "Bretagne", "zorder"].min()
    ground = rgb(STYLE_REPORT.around)
    for colour, rang in zip(others["couleur"], others["rang"], strict=True):
        contrast = np.linalg.norm(rgb(STYLE_REPORT.rank_colours[rang]) - ground)
        assert 0.2 * contrast < np.linalg.norm(rgb(colour) - ground) < 0.6 * contrast


def rgb(colour: str) -> NDArray[np.int64]:
    return np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)])


@pytest.mark.parametrize("name", [*PAGES, "Corse"])
def test_circles_of_the_legend_are_as_large_as_on_the_map(
    name: str, cartes: Callable[[str], Carte], report: gpd.GeoDataFrame
) -> None:
    carte = cartes(name)
    sizes = legend_discs(carte).query("couleur == '#ffffff'")["diametre"]
    values = [int(text.replace("\u202f", "")) for text in printed(carte) if is_number(text)]
    poles = drawn_poles(carte, report)
    scale = (poles["diametre"] ** 2 / poles["effectif"]).mean()
    np.testing.assert_allclose(sizes**2, scale * np.array(values), rtol=1e-6)
    assert values == sorted(values, reverse=True)
    about = poles if name in PAGES and name != "Bretagne" else poles[poles["region_2014"] == name]
    assert about["effectif"].max() <= values[0] <= 2.5 * about["effectif"].max()
    assert values[-1] <= poles["effectif"].min()
    assert len(values) >= 2


def is_number(text: str) -> bool:
    return text.replace("\u202f", "").isdigit()


@pytest.mark.parametrize("code", [TOULOUSE, PERPIGNAN, GAP, GUERET])
def test_area_in_pixels(
    code: str,
    cartes: Callable[[str], Carte],
    pixels: Callable[[str], NDArray[np.uint8]],
    report: gpd.GeoDataFrame,
) -> None:
    # One pôle of each rank that nothing overlaps: what is not white within its ring.
    pole = drawn_poles(cartes("france"), report).loc[code]
    blue, mm = pixels("france")[..., 2], 25.4 / DPI
    column, row = pole["x"] / mm - 0.5, len(blue) - pole["y"] / mm - 0.5
    reach = (pole["diametre"] / 2 + STYLE_REPORT.white_ring / 2) / mm
    top, left = int(row - reach), int(column - reach)
    around = blue[top : int(row + reach) + 2, left : int(column + reach) + 2]
    rows, columns = np.indices(around.shape)
    inside = np.hypot(columns + left - column, rows + top - row) < reach
    edge = 0.65 * rgb(pole["couleur"])[2]
    coloured = (around < (255 + edge) / 2) & inside
    # π/4 × diameter², 10 000 professionals being 4,6 mm across.
    expected = np.pi / 4 * (4.6 / mm) ** 2 * pole["effectif"] / 10_000
    assert coloured.sum() == pytest.approx(expected, rel=0.02, abs=6)


def test_a_circle_finer_than_its_rim_keeps_its_size() -> None:
    ax = Figure().add_subplot()
    sizes = [3.0, 0.1, 0.02]
    circles = draw_circles(ax, [(0, 0), (1, 1), (2, 2)], sizes, ["#123456"] * 3, STYLE_REPORT)
    assert (np.asarray(circles.get_widths()) >= 0).all()
    outer = np.asarray(circles.get_widths()) + np.asarray(circles.get_linewidths())
    np.testing.assert_allclose(outer[1::2] * POINT, sizes)
