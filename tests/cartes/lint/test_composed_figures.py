"""Faults of figures that are no page of ours: composed of pieces, or drawn by geopandas."""

from collections.abc import Callable, Iterator
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib_scalebar.scalebar import ScaleBar
from plain_maps import plain, table_of_regions

import poles_geo as pg
from poles_geo import cartes

pytestmark = pytest.mark.filterwarnings("ignore:Numba not installed")

STYLE = cartes.regional(cartes.STYLE_REPORT)


def rules(figure: Figure) -> set[str]:
    return {fault.rule for fault in pg.lint(figure)}


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    plt.close("all")


# Composed of pieces


@pytest.fixture
def composed(report: gpd.GeoDataFrame) -> tuple[Figure, Axes, Axes]:
    """Compose a map of a region from pieces, and its legend beside it."""
    figure, (carte, panel) = plt.subplots(1, 2, figsize=(11, 7), width_ratios=(2, 1))
    cartes.draw_base("Centre", ax=carte, style=STYLE)
    cartes.draw_zone("Centre", ax=carte, style=STYLE)
    cartes.draw_poles(report, zone="Centre", ax=carte, style=STYLE)
    cartes.draw_scale(ax=carte, style=STYLE)
    cartes.draw_labels(report, zone="Centre", ax=carte, style=STYLE)
    around = cartes.Stroke("Centre", STYLE.zone_colour, STYLE.zone_width)
    rows = [around, *cartes.limits_shown(carte)]
    cartes.draw_legend(report, rows, carte=carte, zone="Centre", ax=panel, style=STYLE)
    cartes.draw_title("Les pôles du Centre", ax=carte)
    cartes.draw_sources(report, ax=carte)
    return figure, carte, panel


def test_a_composed_figure_has_no_fault(composed: tuple[Figure, Axes, Axes]) -> None:
    assert pg.lint(composed[0]) == []


def squash(carte: Axes, panel: Axes) -> None:  # noqa: ARG001
    carte.set_aspect("auto")
    west, east = carte.get_xlim()
    carte.set_xlim(west - 1e5, east + 1e5)


def exchange(carte: Axes, panel: Axes) -> None:  # noqa: ARG001
    rows = [text for text in panel.texts if text.get_text()[:1] in "23"]
    first, second = (text.get_text() for text in rows[:2])
    rows[0].set_text(second)
    rows[1].set_text(first)


def count(carte: Axes, panel: Axes) -> None:  # noqa: ARG001
    (row,) = (text for text in panel.texts if text.get_text().startswith("2 – "))
    row.set_text("2 – Grand pôle (41)")


def drown(carte: Axes, panel: Axes) -> None:  # noqa: ARG001
    carte.set_facecolor(STYLE.land)


def pale(carte: Axes, panel: Axes) -> None:  # noqa: ARG001
    panel.texts[0].set_color("#dddddd")


def enlarge(carte: Axes, panel: Axes) -> None:  # noqa: ARG001
    circles = carte.collections[-1]
    widths = np.array(circles.get_widths())
    widths[-2:] *= 2
    circles.set_widths(widths)
    circles.set_heights(widths)


def cover(carte: Axes, panel: Axes) -> None:  # noqa: ARG001
    next(item for item in carte.artists if isinstance(item, ScaleBar)).location = "center"


@pytest.mark.parametrize(
    ("plant", "rule"),
    [
        (squash, "proportions"),
        (exchange, "echange"),
        (count, "compte"),
        (drown, "fond"),
        (pale, "contraste"),
        (enlarge, "taille"),
        (cover, "masque"),
    ],
)
def test_a_fault_of_a_composed_figure(
    plant: Callable[[Axes, Axes], None], rule: str, composed: tuple[Figure, Axes, Axes]
) -> None:
    figure, carte, panel = composed
    plant(carte, panel)
    assert rule in rules(figure)


# Drawn by geopandas


@pytest.fixture(scope="module")
def regions() -> gpd.GeoDataFrame:
    return table_of_regions()


GOOD: dict[str, dict[str, Any]] = {
    "a ratio in classes": {"column": "ratio", "scheme": "quantiles", "cmap": "Blues"},
    "a ratio": {"column": "ratio", "cmap": "Blues"},
    "an evolution broken at zero": {"column": "evolution", "cmap": "RdBu", "vmin": -8, "vmax": 8},
    "one colour": {"color": "lightgrey"},
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_map_of_geopandas_has_no_fault(name: str, regions: gpd.GeoDataFrame) -> None:
    options = GOOD[name]
    figure, _ = plain(regions, **options, legend="column" in options)
    assert pg.lint(figure) == []


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "a number as a colour": ({"column": "effectif", "cmap": "Blues"}, "aplat"),
    "a number in classes": (
        {"column": "effectif", "scheme": "fisherjenks", "cmap": "Blues"}, "aplat",
    ),
    "a number in quantiles": (
        {"column": "effectif", "scheme": "quantiles", "cmap": "Blues"}, "aplat",
    ),
    "an evolution": ({"column": "evolution", "cmap": "Blues"}, "zero"),
    "an evolution in classes": (
        {"column": "evolution", "scheme": "quantiles", "cmap": "Blues"}, "zero",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_map_of_geopandas(name: str, regions: gpd.GeoDataFrame) -> None:
    options, rule = BAD[name]
    figure, _ = plain(regions, **options, legend=True)
    assert rules(figure) - {"masque"} == {rule}


@pytest.mark.parametrize("times", [0.0371, 0.001, 7, 1 / 3, 12.5])
def test_a_number_times_a_constant(times: float, regions: gpd.GeoDataFrame) -> None:
    disguised = regions.assign(part=regions["effectif"] * times)
    figure, _ = plain(disguised, column="part", cmap="Blues", legend=True)
    assert rules(figure) == {"aplat"}


def test_a_ratio_of_rounded_numbers_is_no_number(regions: gpd.GeoDataFrame) -> None:
    figure, _ = plain(regions.assign(part=regions["ratio"].round(1)), column="part", legend=True)
    assert "aplat" not in rules(figure)


def classed(regions: gpd.GeoDataFrame) -> tuple[Figure, Any]:
    figure, ax = plain(regions, column="ratio", scheme="quantiles", cmap="Blues", legend=True)
    return figure, ax.get_legend()


def test_texts_of_a_legend_exchanged(regions: gpd.GeoDataFrame) -> None:
    figure, legend = classed(regions)
    one, other = legend.get_texts()[1:3]
    first = one.get_text()
    one.set_text(other.get_text())
    other.set_text(first)
    assert rules(figure) == {"echange"}


def test_colours_of_a_legend_exchanged(regions: gpd.GeoDataFrame) -> None:
    figure, legend = classed(regions)
    one, other = legend.legend_handles[1:3]
    first = one.get_facecolor()
    one.set_facecolor(other.get_facecolor())
    other.set_facecolor(first)
    assert rules(figure) == {"echange"}


def test_a_map_of_geopandas_squashed(regions: gpd.GeoDataFrame) -> None:
    figure, ax = plain(regions, column="ratio", cmap="Blues", legend=True)
    ax.set_aspect(1.3)
    assert "proportions" in rules(figure)


def test_degrees_are_not_squashed(regions: gpd.GeoDataFrame) -> None:
    figure, ax = plt.subplots(figsize=(8, 8))
    regions.to_crs(4326).plot("ratio", ax=ax, cmap="Blues", legend=True)
    assert "proportions" not in rules(figure)
    ax.set_aspect(1)
    assert "proportions" in rules(figure)


def test_land_of_the_colour_of_the_sea(regions: gpd.GeoDataFrame) -> None:
    figure, _ = plain(regions, color="#dfe9f5")
    assert rules(figure) == {"fond"}


def test_a_legend_over_the_subject(regions: gpd.GeoDataFrame) -> None:
    figure, legend = classed(regions)
    legend.set_loc("center")
    assert "masque" not in rules(classed(regions)[0])
    legend.axes.set_xlim(1e5, 1.25e6)
    assert "masque" in rules(figure)


def circles(regions: gpd.GeoDataFrame, sizes: Any) -> tuple[Figure, Axes]:
    figure, ax = plain(regions, color="white", edgecolor="grey")
    points = regions.set_geometry(regions.representative_point())
    points.plot("effectif", ax=ax, markersize=sizes, cmap="Reds", legend=True)
    return figure, ax


def test_areas_in_proportion_to_a_column(regions: gpd.GeoDataFrame) -> None:
    figure, _ = circles(regions, regions["effectif"] / 500)
    assert "taille" not in rules(figure)


def test_diameters_in_proportion_to_a_column(regions: gpd.GeoDataFrame) -> None:
    figure, _ = circles(regions, (regions["effectif"] / 5e3) ** 2)
    assert "taille" in rules(figure)


def test_a_name_by_another_symbol(regions: gpd.GeoDataFrame) -> None:
    figure, ax = circles(regions, np.full(len(regions), 20.0))
    (x, y), (far_x, far_y) = (
        (point.x, point.y) for point in regions.representative_point().iloc[[0, 5]]
    )
    beside = {"textcoords": "offset points", "fontsize": 7}
    name = ax.annotate("Alsace", (x, y), xytext=(6, -2), **beside)
    assert not rules(figure) & {"rattachement", "symbole", "centre"}
    name.remove()
    away = (far_x + 15_000, far_y)
    name = ax.annotate("Alsace", (x, y), xytext=away, textcoords="data", fontsize=7)
    assert "rattachement" in rules(figure)
    name.remove()
    led = {"arrowprops": {"arrowstyle": "-"}}
    ax.annotate("Alsace", (x, y), xytext=away, textcoords="data", fontsize=7, **led)
    assert "rattachement" not in rules(figure)


def test_a_name_on_a_symbol(regions: gpd.GeoDataFrame) -> None:
    figure, ax = circles(regions, np.full(len(regions), 200.0))
    point = regions.representative_point().iloc[0]
    ax.annotate("Alsace", (point.x, point.y), xytext=(3, 0), textcoords="offset points", fontsize=7)
    assert rules(figure) & {"symbole", "centre"}


def test_a_pale_name(regions: gpd.GeoDataFrame) -> None:
    figure, ax = plain(regions, color="lightgrey")
    ax.text(600_000, 6_600_000, "Centre", color="#bbbbbb", fontsize=9)
    assert rules(figure) == {"contraste"}


def test_a_figure_without_title_nor_source(regions: gpd.GeoDataFrame) -> None:
    figure, ax = plt.subplots()
    regions.plot(ax=ax)
    assert {"titre", "source", "auteur", "echelle"} <= rules(figure)


def sized(regions: gpd.GeoDataFrame) -> tuple[Figure, Any]:
    """Draw circles by geopandas, and their sizes in a legend of matplotlib."""
    figure, ax = plain(regions, color="white", edgecolor="grey")
    points = regions.set_geometry(regions.representative_point())
    points["effectif"] = points["effectif"].clip(upper=50_000)
    points.plot("effectif", ax=ax, markersize=points["effectif"] / 100, cmap="Reds", legend=True)
    handles, texts = ax.collections[-1].legend_elements(
        "sizes", num=[1_000, 10_000, 50_000], func=lambda size: size * 100
    )
    return figure, ax.legend(handles, texts, loc="lower left", frameon=False)


def test_a_legend_of_sizes_of_matplotlib(regions: gpd.GeoDataFrame) -> None:
    figure, _ = sized(regions)
    assert not rules(figure) & {"cercle", "encadrement", "taille"}


def test_a_symbol_of_geopandas_that_the_axes_cut(regions: gpd.GeoDataFrame) -> None:
    figure, legend = sized(regions)
    assert "coupe" not in rules(figure)
    ax = legend.axes
    ax.set_xlim(float(ax.collections[-1].get_offsets()[0, 0]), ax.get_xlim()[1])
    assert "coupe" in rules(figure)


def test_a_figure_of_a_legend_of_sizes_that_is_not_its_circle(regions: gpd.GeoDataFrame) -> None:
    figure, legend = sized(regions)
    legend.get_texts()[1].set_text("20000")
    assert "cercle" in rules(figure)


def test_a_legend_of_sizes_that_stops_short(regions: gpd.GeoDataFrame) -> None:
    figure, legend = sized(regions)
    handles, texts = legend.legend_handles[:2], [text.get_text() for text in legend.get_texts()[:2]]
    legend.axes.legend(handles, texts, loc="lower left")
    assert "encadrement" in rules(figure)


def test_a_count_of_a_legend_of_matplotlib(regions: gpd.GeoDataFrame) -> None:
    figure, ax = plain(regions, color="white", edgecolor="grey")
    points = regions.representative_point()
    ax.scatter(points.x, points.y, s=20, c="#882244", label=f"Chef-lieu ({len(points)})")
    legend = ax.legend(loc="lower left")
    assert "compte" not in rules(figure)
    legend.get_texts()[0].set_text("Chef-lieu (7)")
    assert "compte" in rules(figure)
