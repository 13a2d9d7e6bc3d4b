"""The scale bar of a page is as long as its label says, in metres of Lambert 93."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import frames, longest_run, on_map, panels
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib_scalebar.scalebar import ScaleBar
from numpy.typing import NDArray

import poles_geo as pg
from poles_geo import cartes
from poles_geo.cartes.canvas.frame import Frame, box_of
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_HALF_PAGE, STYLE_REPORT, STYLE_SLIDE, Style
from poles_geo.cartes.ground.land import embedded_land
from poles_geo.cartes.labels.label_places import touches_any
from poles_geo.cartes.labels.occupation import boxes_of, symbols_on
from poles_geo.cartes.lint.readout import read_page
from poles_geo.cartes.surround.scale_bar import round_length

SVG = "{http://www.w3.org/2000/svg}"
LABEL = re.compile(r"^([\d,]+)\u00a0(km|m)$")
PAGES = ["france", "Bretagne", "bassin minier", "Corse"]
TOLERANCE = 0.005


class Bar(NamedTuple):
    """A bar as drawn in an SVG: metres of its label, its length and its frame's, in points.

    `symbols`: abscissas of the centres of the circles of the same frame.
    """

    metres: float
    length: float
    frame: float
    symbols: list[float]


def bars(page: Path) -> list[Bar]:
    """Read the bars of an SVG, one for each frame, the map first."""
    root = ET.parse(page).getroot()
    groups = [group for group in root.iter(f"{SVG}g") if group.get("id", "").startswith("axes_")]
    return [bar for group in groups if len(group) for bar in bars_of(group)]


def bars_of(group: ET.Element) -> Iterator[Bar]:
    children = list(group)
    frame = width(next(group.iter(f"{SVG}path")))
    circles = [part for part in children if part.get("id", "").startswith("EllipseCollection")]
    symbols = [
        float(path.get("d", "").split()[1])  # a circle begins under its centre
        for part in circles
        for path in part.iter(f"{SVG}path")
    ]
    for child, after in pairwise(children):
        label = LABEL.match("".join(child.itertext()).strip())
        if label:
            value = float(label[1].replace(",", ".")) * (1000 if label[2] == "km" else 1)
            yield Bar(value, width(next(after.iter(f"{SVG}path"))), frame, symbols)


def width(path: ET.Element) -> float:
    xs = [float(pair.split()[0]) for pair in re.findall(r"[ML] ([-\d. ]+)", path.get("d", ""))]
    return max(xs) - min(xs)


@pytest.mark.parametrize("name", PAGES)
def test_bar_is_as_long_as_its_label_says(
    name: str, cartes: Callable[[str], Carte], files: Callable[[str, str], Path]
) -> None:
    bar = bars(files(name, "svg"))[0]
    west, east = cartes(name).axes.get_xlim()
    assert bar.length / bar.frame * (east - west) == pytest.approx(bar.metres, rel=TOLERANCE)


@pytest.mark.parametrize("name", PAGES[:3])
def test_bar_agrees_with_the_distance_between_the_poles_drawn(
    name: str,
    report: gpd.GeoDataFrame,
    cartes: Callable[[str], Carte],
    files: Callable[[str, str], Path],
) -> None:
    bar = bars(files(name, "svg"))[0]
    shown = on_map(cartes(name), report).geometry
    metres_per_point = np.ptp(shown.x) / np.ptp(bar.symbols)
    assert bar.length * metres_per_point == pytest.approx(bar.metres, rel=TOLERANCE)


def test_bar_of_an_inset_is_at_the_scale_of_the_inset(
    cartes: Callable[[str], Carte], files: Callable[[str, str], Path]
) -> None:
    carte = cartes("france")
    maps = frames(carte)
    drawn = bars(files("france", "svg"))
    assert len(drawn) == len(maps)
    for ax, bar in zip(maps, drawn, strict=True):
        west, east = ax.get_xlim()
        assert bar.length / bar.frame * (east - west) == pytest.approx(bar.metres, rel=TOLERANCE)


@pytest.mark.parametrize("name", PAGES[:3])
def test_bar_in_pixels(
    name: str,
    cartes: Callable[[str], Carte],
    files: Callable[[str, str], Path],
    pixels: Callable[[str], NDArray[np.uint8]],
) -> None:
    page, colour = pixels(name), 255 * np.array(to_rgb(STYLE_REPORT.ink))
    ink = ((page > colour - 60) & (page < colour + 60)).all(axis=2)
    west, east = cartes(name).axes.get_xlim()
    frame = cartes(name).axes.get_position().width * page.shape[1]
    expected = bars(files(name, "svg"))[0].metres * frame / (east - west)
    assert expected > 200
    assert longest_run(ink) == pytest.approx(expected, abs=2)


@pytest.mark.parametrize("name", PAGES)
def test_length_is_round(name: str, files: Callable[[str, str], Path]) -> None:
    for bar in bars(files(name, "svg")):
        assert f"{bar.metres:.0e}"[0] in "125"
        assert float(f"{bar.metres:.0e}") == bar.metres


@pytest.mark.parametrize(
    ("longest", "expected"),
    [(42, 20), (99_999, 50_000), (100_000, 100_000), (199_999, 100_000), (7, 5), (1, 1)],
)
def test_round_length_by_hand(longest: float, expected: int) -> None:
    assert round_length(longest) == expected


@given(st.integers(1, 10**7))
def test_round_length_is_the_longest_round_one(longest: int) -> None:
    length = round_length(longest)
    assert length <= longest
    assert str(length).strip("0") in {"1", "2", "5"}
    assert {"1": 2, "2": 2.5, "5": 2}[str(length)[0]] * length > longest


@pytest.mark.parametrize("region", ["Basse-Normandie", "Centre"])
def test_a_scale_is_neither_on_the_subject_nor_under_a_legend(region: str) -> None:
    """Of a half page whose corners are all used: it lay on La Hague, and under a legend."""
    carte = pg.map_region(pg.load_report(), region, style=STYLE_HALF_PAGE)
    frame = Frame.of(carte.axes)
    page = read_page(carte.figure, carte.style)
    (scale,) = page.views[0].scales
    for panel in panels(carte):
        x0, y0, x1, y1 = box_of(panel)
        assert not shapely.box(*scale.box).intersects(shapely.box(x0, y0, x1, y1))
    left, low, _, _ = box_of(carte.axes)
    corners = np.array(scale.box).reshape(2, 2) - (left, low)
    ground = shapely.box(*frame.to_metres(corners).ravel())
    assert not ground.intersects(embedded_land().regions[region])


def test_a_scale_goes_to_the_middle_of_an_edge_when_its_corners_are_used() -> None:
    ax = carte_axes()
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    inner = 0.06 * (x1 - x0)
    corners = [(x, y) for x in (x0 + inner, x1 - inner) for y in (y0 + inner, y1 - inner)]
    ax.scatter(*np.transpose(corners), s=400)
    (bar,) = cartes.draw_scale(ax=ax).artists
    assert bar.location == 8
    (fixed,) = cartes.draw_scale(ax=carte_axes(), loc="upper center").artists
    assert fixed.location == 9


def carte_axes() -> Axes:
    return cartes.draw_base("Bretagne").axes


@pytest.mark.parametrize(
    ("region", "style", "with_bassins"),
    [
        ("Provence-Alpes-Côte d'Azur", STYLE_SLIDE, True),  # it was on the Hautes-Alpes
        ("Champagne-Ardenne", STYLE_SLIDE, False),  # it was on Auxerre
        ("Bourgogne", STYLE_SLIDE, False),
        ("Centre", STYLE_HALF_PAGE, False),
    ],
)
def test_a_scale_slides_along_an_edge_when_its_six_places_are_used(
    region: str, style: Style, *, with_bassins: bool
) -> None:
    bassins = pg.read_bassins("BV2012") if with_bassins else None
    carte = pg.map_region(pg.load_report(), region, bassins=bassins, style=style)
    (bar,) = (item for item in carte.axes.artists if isinstance(item, ScaleBar))
    frame = Frame.of(carte.axes)
    box = np.array(told(bar, "box"))
    (scale,) = read_page(carte.figure, carte.style).views[0].scales
    left, low, *_ = box_of(carte.axes)
    drawn = np.array(scale.box) - (left, low, left, low)
    assert (drawn[:2] >= box[:2] - 0.1).all()
    assert (drawn[2:] <= box[2:] + 1).all()
    corners = frame.to_metres(box.reshape(2, 2)).ravel()
    subject = embedded_land().regions[region]
    assert shapely.box(*corners).intersection(subject).area < 3 * frame.metres_per_mm**2
    assert not touches_any(box[None], boxes_of(symbols_on(carte.axes, frame))).any()
    assert not pg.lint(carte)
