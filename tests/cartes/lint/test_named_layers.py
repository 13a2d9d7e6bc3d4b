"""Faults of legends of layers that matplotlib knows by name, on plain figures."""

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnchoredText
from matplotlib.patches import Patch, Rectangle
from plain_maps import plain, table_of_regions

import poles_geo as pg

pytestmark = pytest.mark.filterwarnings("ignore:Numba not installed")

COLOURS = {"Montagne": "#1b9e77", "Littoral": "#d95f02", "Plaine": "#7570b3"}


def rules(figure: Figure) -> list[str]:
    return sorted({fault.rule for fault in pg.lint(figure)})


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def regions() -> gpd.GeoDataFrame:
    table = table_of_regions()
    return table.assign(type=[list(COLOURS)[k % 3] for k in range(len(table))])


def typed(
    regions: gpd.GeoDataFrame, rows: Mapping[str, str], colours: Mapping[str, str] = COLOURS
) -> Figure:
    """Draw a layer a type, as matplotlib names them, under a legend made by hand."""
    figure, ax = plain(regions, color="white")
    for name, colour in colours.items():
        regions[regions["type"] == name].plot(ax=ax, color=colour, label=name)
    handles = [Patch(color=colour, label=name) for name, colour in rows.items()]
    ax.legend(handles=handles, loc="upper left", fontsize=7)
    return figure


def test_types_by_hand_have_no_fault(regions: gpd.GeoDataFrame) -> None:
    assert rules(typed(regions, COLOURS)) == []
    counted = {f"{name} ({(regions['type'] == name).sum()})": COLOURS[name] for name in COLOURS}
    assert rules(typed(regions, counted)) == []


def test_colours_exchanged_by_hand(regions: gpd.GeoDataFrame) -> None:
    one, other, last = COLOURS
    rows = {one: COLOURS[other], other: COLOURS[one], last: COLOURS[last]}
    assert rules(typed(regions, rows)) == ["echange"]


def test_a_count_of_areas_that_is_not_the_map_s(regions: gpd.GeoDataFrame) -> None:
    counted = {f"{name} (9)": colour for name, colour in COLOURS.items()}
    assert rules(typed(regions, counted)) == ["compte"]


def test_areas_gathered_are_not_counted(regions: gpd.GeoDataFrame) -> None:
    gathered = regions.dissolve("type").reset_index()
    counted = {f"{name} (9)": colour for name, colour in COLOURS.items()}
    assert rules(typed(gathered, counted)) == []


def test_a_type_that_the_legend_lacks(regions: gpd.GeoDataFrame) -> None:
    rows = {name: COLOURS[name] for name in list(COLOURS)[:2]}
    (found,) = pg.lint(typed(regions, rows))
    assert found.rule == "legende"
    assert COLOURS["Plaine"] in found.message
    assert "Plaine" in found.message


def test_types_that_a_protanope_confuses(regions: gpd.GeoDataFrame) -> None:
    colours = {**COLOURS, "Montagne": "#2ca02c", "Littoral": "#ff7f0e"}
    assert rules(typed(regions, colours, colours)) == ["daltonisme"]


def categories(regions: gpd.GeoDataFrame) -> tuple[Figure, Axes]:
    return plain(regions, column="type", legend=True, cmap="Dark2",
                 legend_kwds={"loc": "upper left"})  # fmt: skip


def test_texts_of_categories_exchanged(regions: gpd.GeoDataFrame) -> None:
    figure, ax = categories(regions)
    assert rules(figure) == []
    one, other = ax.get_legend().get_texts()[:2]
    first = one.get_text()
    one.set_text(other.get_text())
    other.set_text(first)
    assert rules(figure) == ["echange"]


def circles(regions: gpd.GeoDataFrame, *shown: int, **options: Any) -> Figure:
    """Draw circles of one colour, whose numbers no artist knows, and some sizes of a legend."""
    figure, ax = plain(regions, color="white", edgecolor="grey")
    points, numbers = regions.representative_point(), regions["effectif"].clip(upper=40_000)
    ax.scatter(points.x, points.y, s=numbers / 60, color="#aa2222", edgecolor="white")
    handles = [ax.scatter([], [], s=number / 60, color="#aa2222") for number in shown]
    ax.legend(handles, [str(number) for number in shown], labelspacing=1.5, **options)
    return figure


def test_circles_of_one_colour_that_the_legend_does_not_bracket(regions: gpd.GeoDataFrame) -> None:
    largest = regions["effectif"].clip(upper=40_000).max()
    assert 10_000 < largest < 50_000
    assert rules(circles(regions, 1_000, 10_000, 50_000)) == []
    (found,) = pg.lint(circles(regions, 1_000, 5_000, 10_000))
    assert found.rule == "encadrement"
    assert f"{largest:,.0f}".replace(",", "\u202f") in found.message


def test_circles_of_a_ramp_without_legend_are_told_once(regions: gpd.GeoDataFrame) -> None:
    figure, ax = plain(regions, color="white", edgecolor="grey")
    points = regions.representative_point()
    ax.scatter(points.x, points.y, s=30, c=regions["ratio"], cmap="Reds")
    assert [fault.rule for fault in pg.lint(figure)] == ["legende"]


def test_a_legend_of_the_figure_explains_its_map(regions: gpd.GeoDataFrame) -> None:
    figure, ax = categories(regions)
    legend = ax.get_legend()
    texts = [text.get_text() for text in legend.get_texts()]
    legend.remove()
    figure.legend(legend.legend_handles, texts, loc="upper left")
    assert rules(figure) == []


def test_boxes_over_the_areas(regions: gpd.GeoDataFrame) -> None:
    figure, ax = categories(regions)
    box = {"facecolor": "white"}
    under = ax.add_patch(Rectangle((3e5, 6.3e6), 5e5, 5e5, facecolor="white", zorder=0.5))
    ax.text(6e5, 6.6e6, "Un nom", bbox=box, fontsize=7)
    assert rules(figure) == []
    under.set_zorder(5)
    assert "masque" in rules(figure)
    under.remove()
    note = ax.text(6e5, 6.6e6, "Une note\nde deux lignes", bbox=box)
    assert "masque" in rules(figure)
    note.remove()
    ax.add_artist(AnchoredText("Une note", loc="center", prop={"size": 14}))
    assert "masque" in rules(figure)
