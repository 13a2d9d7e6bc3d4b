"""Bassins de vie on the maps: each outlined, those of the pôles filled by rank."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from drawn_pages import frames, printed
from effectif_tables import raises, simple
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from matplotlib.colors import to_rgba
from matplotlib.patches import PathPatch

import poles_geo as pg
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT as STYLE
from poles_geo.cartes.canvas.style import tint
from poles_geo.errors import TableError
from poles_geo.sources.zonings.compositions import read_composition

MOST, ALL = 0.25, 1.0
"""Millimetres of the page between a boundary and its drawing: 99 points in 100, and any point."""


@pytest.fixture(scope="module")
def bassins(real_data) -> gpd.GeoDataFrame:
    composition = read_composition(real_data / "insee" / "BV2012_au_01-01-2014.zip")
    with pytest.warns(UserWarning, match="communes_deplacees"):
        return pg.read_bassins(2012, composition=composition)


@pytest.fixture(scope="module", params=["1", "1bis"])
def carte(request, bassins) -> Carte:
    return pg.map_report(request.param, bassins=bassins)


def patches(ax: Axes, colour: str) -> list[PathPatch]:
    """Shapes filled with a colour."""
    return [
        item
        for item in ax.patches
        if isinstance(item, PathPatch) and item.get_facecolor() == to_rgba(colour)
    ]


def outlines(ax: Axes) -> list[PathPatch]:
    """Lines of the colour and width of bassins."""
    return [
        item
        for item in ax.patches
        if isinstance(item, PathPatch)
        and item.get_edgecolor() == to_rgba(STYLE.bassin_colour)
        and item.get_linewidth() == STYLE.bassin_width
    ]


def rings(patch: PathPatch) -> list[np.ndarray]:
    """Lines that a path is made of."""
    path = patch.get_path()
    starts = np.flatnonzero(path.codes == path.MOVETO)
    return np.split(path.vertices, starts[1:])


def filled_area(ax: Axes, colour: str) -> float:
    """Area in m² painted in a colour: holes turn the other way."""
    signed = [
        np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2
        for patch in patches(ax, colour)
        for x, y in (ring.T for ring in rings(patch))
    ]
    return abs(sum(signed))


def metres(ax: Axes) -> float:
    """Metres of the ground in a millimetre of the page."""
    figure = ax.get_figure(root=True)
    return np.diff(ax.get_xlim())[0] / (ax.get_window_extent().width / figure.dpi * 25.4)


def frame(ax: Axes) -> shapely.Polygon:
    """Ground that the axes show."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    return shapely.box(west, south, east, north)


def shown(ax: Axes, areas: gpd.GeoSeries) -> gpd.GeoSeries:
    return areas[areas.intersects(frame(ax))]


def test_every_bassin_in_sight_is_outlined(carte: Carte, bassins: gpd.GeoDataFrame) -> None:
    for ax in frames(carte):
        lines = shapely.MultiLineString(
            [line for patch in outlines(ax) for line in rings(patch) if len(line) > 1]
        )
        drawn = shapely.STRtree(shapely.get_parts(lines))
        boundaries = shown(ax, bassins.geometry).boundary.to_numpy()
        for place in np.arange(0, 1, 0.1):
            points = shapely.line_interpolate_point(boundaries, place, normalized=True)
            points = points[shapely.within(points, frame(ax))]
            _, distance = drawn.query_nearest(points, return_distance=True, all_matches=False)
            assert len(distance) == len(points) > 0
            assert np.quantile(distance, 0.99) < MOST * metres(ax)
            assert distance.max() < ALL * metres(ax)


def test_the_bassins_of_the_poles_are_filled_by_rank_and_no_other(
    carte: Carte, bassins: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:
    for ax in frames(carte):
        areas = shown(ax, bassins.geometry)
        for rang in STYLE.rank_colours:
            # Of map 1 bis, the pôles of other regions are fainter.
            codes = areas.index.intersection(report.index[report["rang"] == rang])
            drawn = sum(filled_area(ax, tint(rang, STYLE, faint=faint)) for faint in (True, False))
            seen = report.geometry[codes].within(frame(ax))
            assert drawn == pytest.approx(areas[codes[seen]].area.sum(), rel=0.01)


def test_fills_and_outlines_are_under_the_circles(carte: Carte) -> None:
    fills = [tint(rang, STYLE) for rang in STYLE.rank_colours]
    for ax in frames(carte):
        painted = [item for colour in fills for item in patches(ax, colour)]
        circles = [item for item in ax.collections if isinstance(item, EllipseCollection)]
        assert painted
        lowest = min(item.get_zorder() for item in circles)
        assert max(item.get_zorder() for item in painted) < lowest
        assert max(item.get_zorder() for item in outlines(ax)) < lowest


def test_the_legend_and_the_foot_say_what_is_drawn(carte: Carte, report: gpd.GeoDataFrame) -> None:
    text = simple(" ".join(printed(carte)))
    assert "Bassin de vie hors pôle" in text
    assert "bassins de vie 2012 (Insee)" in text.replace("\n", " ")
    without = simple(" ".join(printed(pg.map_region(report, "Corse"))))
    assert "hors pôle" not in without
    assert "bassins de vie 2012" not in without


def test_the_pole_of_another_region_is_fainter(
    bassins: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:
    ax = pg.map_region(report, "Bretagne", bassins=bassins).axes
    assert tint(2, STYLE) != tint(2, STYLE, faint=True)
    ours = report.index[(report["rang"] == 2) & (report["region_2014"] == "Bretagne")]
    area = filled_area(ax, tint(2, STYLE))
    assert area == pytest.approx(bassins.area[ours].sum(), rel=0.01)
    others = report.index[(report["rang"] == 2) & (report["region_2014"] != "Bretagne")]
    seen = others[report.geometry[others].within(frame(ax))]
    assert "44184" in seen  # Saint-Nazaire; Nantes is of rank 1
    assert filled_area(ax, tint(2, STYLE, faint=True)) == pytest.approx(
        bassins.area[seen].sum(), rel=0.01
    )


def test_a_pole_without_polygon_is_drawn_by_its_circle(
    bassins: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:
    with pytest.warns(UserWarning, match=r"1.pôle sans polygone de bassin.*\b2A004") as caught:
        carte = pg.map_region(report, "Corse", bassins=bassins.drop(index="2A004"))
    assert len(caught) == 1
    assert {"Ajaccio", "Bastia"} <= set(printed(carte))


def test_bassins_of_another_zoning_or_projection_are_refused(
    bassins: gpd.GeoDataFrame, report: gpd.GeoDataFrame
) -> None:
    with raises(TableError, "aucun pôle n'est un bassin de ce découpage"):
        pg.map_region(report, "Corse", bassins=bassins.drop(index=report.index))
    with raises(TableError, "projection attendue : EPSG:2154"):
        pg.map_region(report, "Corse", bassins=bassins.to_crs(4326))
