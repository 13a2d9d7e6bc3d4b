"""The pieces of maps, each alone and on axes of the caller."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import geopandas as gpd
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import shapely
from effectif_tables import simple
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import EllipseCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import poles_geo as pg
from poles_geo import cartes
from poles_geo.analyses.mesh.maillage import links
from poles_geo.cartes.canvas.text import LeaderMark
from poles_geo.edition.embedded import load_departements, load_regions, load_structures

NORTH = "Nord - Pas-de-Calais"
LETTERED = cartes.Inset("A", "Lille", (680_000, 7_040_000, 720_000, 7_075_000), (1, 1, 31, 31))
REUNION = cartes.Inset("", "La Réunion", (314_000, 7_633_000, 380_000, 7_692_000), (1, 1, 31, 31))
"""Ground in metres of UTM 40 S."""


@pytest.fixture(autouse=True)
def headless() -> Iterator[None]:
    before = mpl.get_backend()
    plt.switch_backend("agg")
    yield
    plt.close("all")
    plt.switch_backend(before)


@pytest.fixture(scope="module")
def north(report: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(report[report["region_2014"] == NORTH])


@pytest.fixture(scope="module")
def ratio(report: gpd.GeoDataFrame) -> cartes.Ratio:
    """Share of the pôles' professionals in each département, none where there is no pôle."""
    departements = load_departements()
    where = gpd.sjoin(report[["effectif", "geometry"]], departements[["geometry"]])
    share = where.groupby(where.columns[-1])["effectif"].sum() / 7_000
    return cartes.class_ratio(departements, share.rename("part"), classes=4)


MAPS: dict[str, Callable[..., cartes.Drawing]] = {
    "base": lambda _, **o: cartes.draw_base(NORTH, **o),
    "limites": lambda _, **o: cartes.draw_limits(load_regions(), **o),
    "lieux": lambda _, **o: cartes.draw_places(NORTH, **o),
    "noms": lambda _, **o: cartes.draw_names(load_regions(), **o),
    "bassins": lambda north, **o: cartes.draw_bassins(squares(north), north, **o),
    "bassins seuls": lambda north, **o: cartes.draw_bassins(squares(north), **o),
    "pôles": lambda north, **o: cartes.draw_poles(north, **o),
    "liens": lambda north, **o: cartes.draw_links(links(north), north, **o),
    "étiquettes": lambda north, **o: cartes.draw_labels(north, **o),
    "structures": lambda _, **o: cartes.draw_structures(load_structures(), **o),
    "noms des structures": lambda _, **o: cartes.draw_structure_labels(load_structures(), **o),
    "échelle": lambda _, **o: cartes.draw_scale(**o),
}
"""Pieces of a map, of the pôles of the Nord – Pas-de-Calais."""

PANELS: dict[str, Callable[..., cartes.Drawing]] = {
    "légende": lambda north, **o: cartes.draw_legend(north, **o),
    "légende des structures": lambda north, **o: cartes.draw_structure_legend(
        load_structures(), north, **o
    ),
    "titre": lambda _, **o: cartes.draw_title("Les pôles", "en 2014", **o),
    "sources": lambda north, **o: cartes.draw_sources(north.attrs, ["Une note."], **o),
}
"""Pieces that lie beside a map."""


def squares(poles: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Squares of 4 km in the place of the bassins."""
    return gpd.GeoDataFrame(geometry=poles.buffer(2_000, cap_style="square"))


def framed(ax: Axes) -> Axes:
    """Frame axes on the Nord – Pas-de-Calais."""
    ax.set(xlim=(590_000, 790_000), ylim=(6_960_000, 7_120_000))
    return ax


def assert_drawn(drawn: cartes.Drawing, *hosts: Axes) -> None:
    """Every artist told is on its axes, or on its figure."""
    assert drawn.artists
    axes = (drawn.axes, *hosts)
    there = [child for ax in axes for child in ax.get_children()]
    figure = drawn.axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    assert all(artist in there or artist in figure.texts for artist in drawn.artists)


def pixels(figure: Figure, dpi: float) -> np.ndarray:
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


@pytest.mark.parametrize("name", MAPS)
def test_a_piece_of_map_makes_axes_framed_around_its_data(
    name: str, north: gpd.GeoDataFrame
) -> None:
    drawn = MAPS[name](north)
    assert_drawn(drawn)
    ax = drawn.axes
    assert ax.get_aspect() == 1
    assert [*ax.get_xticks(), *ax.get_yticks()] == []
    region = shapely.box(*north.total_bounds)
    assert cartes.Frame.of(ax).polygon.intersection(region).area > 0.7 * region.area
    assert plt.get_fignums()


@pytest.mark.parametrize("name", PANELS)
def test_a_piece_beside_the_map_makes_its_panel(name: str, north: gpd.GeoDataFrame) -> None:
    drawn = PANELS[name](north)
    assert_drawn(drawn)
    assert not drawn.axes.axison
    page = pixels(drawn.axes.figure, 100)
    assert (page[:4] == 255).all()
    assert (page[:, :4] == 255).all()


@pytest.mark.parametrize("name", MAPS)
def test_a_piece_of_map_draws_on_the_axes_that_it_is_given(
    name: str, north: gpd.GeoDataFrame
) -> None:
    _, (ax, _) = plt.subplots(1, 2)
    framed(ax)
    count = len(plt.get_fignums())
    drawn = MAPS[name](north, ax=ax)
    assert drawn.axes is ax
    assert_drawn(drawn)
    assert (ax.get_xlim(), ax.get_ylim()) == ((590_000, 790_000), (6_960_000, 7_120_000))
    assert len(plt.get_fignums()) == count


@pytest.mark.parametrize("name", ["titre", "sources"])
def test_titles_and_sources_lie_outside_the_map(name: str, north: gpd.GeoDataFrame) -> None:
    figure = Figure()
    ax = framed(figure.add_subplot(aspect="equal"))
    drawn = PANELS[name](north, ax=ax)
    assert drawn.axes is ax
    assert_drawn(drawn)
    box = ax.get_window_extent()
    for text in drawn.artists:
        extent = text.get_window_extent(FigureCanvasAgg(figure).get_renderer())
        above = extent.y0 > box.y1 if name == "titre" else extent.y1 < box.y0
        assert above
        assert extent.x0 >= box.x0 - 1


@pytest.mark.parametrize("name", ["titre", "sources"])
def test_a_map_without_frame_is_still_a_map(name: str, north: gpd.GeoDataFrame) -> None:
    ax = framed(Figure().add_subplot(aspect="equal"))
    ax.set_axis_off()
    assert PANELS[name](north, ax=ax).axes is ax
    assert ax.get_xlim() == (590_000, 790_000)


def test_an_automatic_layout_is_told(north: gpd.GeoDataFrame) -> None:
    _, ax = plt.subplots(layout="constrained")
    cartes.draw_poles(north, ax=ax)
    with pytest.warns(UserWarning, match="mise en page automatique") as caught:
        cartes.draw_labels(north, ax=ax)
    assert caught[0].filename == __file__


def test_axes_that_nothing_framed_are_framed_around_the_data(north: gpd.GeoDataFrame) -> None:
    _, ax = plt.subplots(figsize=(9, 4))
    cartes.draw_poles(north, ax=ax)
    (west, east), (south, top_side) = ax.get_xlim(), ax.get_ylim()
    xmin, ymin, xmax, ymax = north.total_bounds
    assert west < xmin < xmax < east
    # 4 % of the height is left above and below.
    assert (ymin - south, top_side - ymax) == pytest.approx([0.04 * (top_side - south)] * 2)
    cartes.draw_base(ax=ax)
    assert (*ax.get_xlim(), *ax.get_ylim()) == (west, east, south, top_side)


def test_a_single_pole_is_framed(north: gpd.GeoDataFrame) -> None:
    ax = cartes.draw_poles(north.head(1)).axes
    assert np.ptp(ax.get_xlim()) > 40_000
    point = north.geometry.iloc[0]
    assert np.mean(ax.get_xlim()) == pytest.approx(point.x)


def test_shared_axes_are_compared_at_one_scale(north: gpd.GeoDataFrame) -> None:
    _, (left, right) = plt.subplots(1, 2, sharex=True, sharey=True)
    for ax in (left, right):
        cartes.draw_poles(north, ax=ax)
    scales = [cartes.Frame.of(ax).metres_per_mm for ax in (left, right)]
    assert scales[0] == pytest.approx(scales[1], rel=1e-12)


@pytest.mark.parametrize(("size", "dpi"), [(3.0, 200), (6.0, 300)])
def test_the_area_of_a_circle_is_right_on_any_axes(
    size: float, dpi: float, north: gpd.GeoDataFrame
) -> None:
    lille = north.loc[["59350"]]
    style = pg.cartes.Style(symbol_10000=12.0)
    figure, ax = plt.subplots(figsize=(size, size))
    ax.set_axis_off()
    cartes.draw_poles(lille, ax=ax, style=style)
    painted = (pixels(figure, dpi).mean(axis=2) < 150).sum() * (25.4 / dpi) ** 2
    expected = np.pi / 4 * 12.0**2 * lille["effectif"].iloc[0] / 10_000
    assert painted == pytest.approx(expected, rel=0.01)


def test_the_pieces_of_a_page_make_the_same_map(report: gpd.GeoDataFrame) -> None:
    beside = replace(pg.cartes.STYLE_REPORT, legend="panel")
    page = pg.map_region(report, "Bretagne", style=beside)
    style = pg.cartes.regional(beside)
    figure = Figure(figsize=page.figure.get_size_inches())
    ax = figure.add_axes(page.axes.get_position())
    ax.set(xlim=page.axes.get_xlim(), ylim=page.axes.get_ylim())
    cartes.draw_base("Bretagne", ax=ax, style=style)
    cartes.draw_zone("Bretagne", ax=ax, style=style)
    cartes.draw_poles(report, zone="bretagne", ax=ax, style=style)
    cartes.draw_scale(subject=load_regions().geometry["Bretagne"], ax=ax, style=style)
    labels = cartes.draw_labels(report, zone="bretagne", ax=ax, style=style)
    cartes.draw_places("Bretagne", ax=ax, style=style)
    assert page.labels_left_out == [label.text for label in labels.left_out if not label.faint]
    before = page.figure.dpi
    expected = pixels(page.figure, 80)
    page.figure.set_dpi(before)
    left, low, right, high = ax.get_window_extent().extents * 80 / figure.dpi
    rows = slice(len(expected) - int(high), len(expected) - int(low))
    columns = slice(int(left), int(right))
    assert (pixels(figure, 80)[rows, columns] == expected[rows, columns]).all()


def test_labels_tell_what_was_left_out(north: gpd.GeoDataFrame) -> None:
    small = framed(Figure(figsize=(1.2, 1)).add_axes((0, 0, 1, 1)))
    cartes.draw_poles(north, ax=small)
    labels = cartes.draw_labels(north, ax=small)
    placed = [item.label.text for item in labels.placed]
    left_out = [label.text for label in labels.left_out]
    assert placed[0] == "Lille"
    assert left_out
    assert len(placed) + len(left_out) == len(north)


@pytest.mark.parametrize("inset", [LETTERED, REUNION], ids=["lettre", "ailleurs"])
def test_an_inset_shows_any_metres_and_labels_keep_clear(
    inset: cartes.Inset, north: gpd.GeoDataFrame
) -> None:
    free, ax = (framed(Figure(figsize=(6, 5)).add_subplot()) for _ in range(2))
    for map_ in (free, ax):
        cartes.draw_poles(north, ax=map_)
    lille = cartes.draw_labels(north, ax=free).placed[0].box
    inset = replace(inset, box=(lille[0], lille[1] - 1, lille[0] + 30, lille[1] + 29))
    drawn = cartes.draw_inset(inset, ax=ax)
    assert_drawn(drawn, ax)
    shown = cartes.Frame.of(drawn.axes)
    assert shown.polygon.contains(shapely.box(*inset.footprint))
    assert (shown.width, shown.height) == pytest.approx((30, 30))
    outlines = [artist for artist in drawn.artists if isinstance(artist, Rectangle)]
    assert [outline.axes for outline in outlines] == ([ax] if inset.letter else [])
    placed = cartes.draw_labels(north, ax=ax).placed
    assert placed[0].label.text == "Lille"
    box = shapely.box(*inset.box)
    assert all(shapely.box(*item.box).disjoint(box) for item in placed)


@pytest.mark.parametrize("kind", ["lien", "rappel"])
def test_a_name_leaves_a_line_clear(kind: str, north: gpd.GeoDataFrame) -> None:
    """Alone, the name of Lille lies to the right of its circle."""
    two = north.loc[["59350", "59606"]].set_geometry(
        gpd.points_from_xy([640_000, 760_000], [7_040_000] * 2, crs=2154)
    )
    free, ax = (framed(Figure(figsize=(6, 5)).add_subplot()) for _ in range(2))
    ax.set_aspect("equal")
    if kind == "lien":
        link = pd.DataFrame({"code_a": ["59350"], "code_b": ["59606"], "force": [1.0]})
        cartes.draw_links(link, two, ax=ax)
    else:
        ax.add_line(LeaderMark([645_000, 760_000], [7_040_000] * 2))
    line = shapely.LineString(
        cartes.Frame.of(ax).to_mm([(645_000, 7_040_000), (750_000, 7_040_000)])
    )
    crossed = [
        line.intersects(shapely.box(*cartes.draw_labels(two, ax=map_).placed[0].box))
        for map_ in (free, ax)
    ]
    assert crossed == [True, False]


def test_the_letter_of_an_inset_keeps_clear_of_what_is_taken() -> None:
    ax = framed(Figure(figsize=(6, 5)).add_subplot())
    places = []
    taken = np.empty((0, 4))
    for _ in range(3):
        drawn = cartes.draw_inset(LETTERED, taken=taken, ax=ax)
        letter = next(text for text in ax.texts[::-1] if text.get_text() == LETTERED.letter)
        x, y = cartes.Frame.of(ax).to_mm(
            [
                ax.transData.inverted().transform(
                    letter.get_transform().transform(letter.get_position())
                )
            ]
        )[0]
        places.append((round(float(x), 3), round(float(y), 3)))
        taken = np.vstack([taken, (x, y, x + 1.0, y + 1.0)])
        drawn.axes.remove()
    assert len(set(places)) == 3


def test_an_inset_alone_is_a_map_of_its_extent() -> None:
    drawn = cartes.draw_inset(REUNION)
    assert_drawn(drawn)
    assert cartes.Frame.of(drawn.axes).polygon.contains(shapely.box(*REUNION.footprint))


def test_the_scale_leaves_what_is_there(north: gpd.GeoDataFrame) -> None:
    ax = framed(Figure(figsize=(6, 5)).add_subplot())
    corner = gpd.GeoDataFrame(north.head(1), geometry=shapely.points([[780_000, 6_965_000]]))
    cartes.draw_poles(corner.set_crs(2154, allow_override=True), ax=ax)
    (bar,) = cartes.draw_scale(ax=ax).artists
    (again,) = cartes.draw_scale(ax=ax).artists
    (asked,) = cartes.draw_scale(loc="upper left", ax=ax).artists
    assert [item.location for item in (bar, again, asked)] == [3, 1, 2]


def test_a_table_of_ranks_is_enough(north: gpd.GeoDataFrame) -> None:
    table = pd.DataFrame(north[["rang", "effectif"]])
    (circles,) = cartes.draw_poles(table).artists
    assert isinstance(circles, EllipseCollection)
    assert len(circles.get_offsets()) == 2 * len(north)
    texts = [item.label.text for item in cartes.draw_labels(table).placed]
    assert {"Lille", "Arras", "Dunkerque"} <= set(texts)


def test_a_zone_makes_the_others_faint(report: gpd.GeoDataFrame) -> None:
    ax = framed(Figure().add_subplot())
    faint, full = cartes.draw_poles(report, zone=NORTH, ax=ax).artists
    assert isinstance(full, EllipseCollection)
    assert isinstance(faint, EllipseCollection)
    drawn = {to_hex(colour) for colour in full.get_facecolor()}
    assert drawn == {"#ffffff", *cartes.STYLE_REPORT.rank_colours.values()}
    assert {to_hex(colour) for colour in faint.get_facecolor()} & drawn == {"#ffffff"}


def test_the_style_is_the_one_given(north: gpd.GeoDataFrame) -> None:
    (circles,) = cartes.draw_poles(north, style=cartes.STYLE_BLACK_AND_WHITE).artists
    assert isinstance(circles, EllipseCollection)
    grey = {"#ffffff", *cartes.STYLE_BLACK_AND_WHITE.rank_colours.values()}
    assert {to_hex(colour) for colour in circles.get_facecolor()} == grey


def test_the_legend_lists_what_the_map_shows(report: gpd.GeoDataFrame) -> None:
    _, (ax, panel) = plt.subplots(1, 2, figsize=(12, 6))
    framed(ax)
    cartes.draw_poles(report, zone=NORTH, ax=ax)
    cartes.draw_legend(report, carte=ax, zone=NORTH, ax=panel)
    written = [simple(text.get_text()) for text in panel.texts]
    assert "1 – Pôle des grandes métropoles (1)" in written
    assert "Pôles d’une autre région, mêmes rangs" in written
    everything = [simple(text.get_text()) for text in cartes.draw_legend(report).axes.texts]
    assert "4 – Pôle secondaire (50)" in everything
    child = cartes.draw_legend(report, ax=ax.inset_axes((0.7, 0.5, 0.3, 0.5))).axes
    assert child in ax.child_axes


def test_a_ratio_is_drawn_and_explained(ratio: cartes.Ratio) -> None:
    drawn = cartes.draw_ratio(ratio)
    assert_drawn(drawn)
    legend = cartes.draw_ratio_legend(ratio, "Part")
    assert_drawn(legend)
    written = [simple(text.get_text()) for text in legend.axes.texts]
    assert written[0] == "Part"
    assert f"Pas de données ({len(ratio.missing)})" in written
    assert "Limites" not in written


def test_builders_open_no_window(report: gpd.GeoDataFrame) -> None:
    pg.map_region(report, "Corse")
    assert plt.get_fignums() == []
