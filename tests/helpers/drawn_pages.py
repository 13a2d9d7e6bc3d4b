"""Measuring a drawn page: in millimetres, on what matplotlib paints rather than on what we asked.

Boxes are rows xmin, ymin, xmax, ymax from the lower left corner of the page.
"""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import EllipseCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Frame, box_of
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.carte import Carte

POINT = 25.4 / 72
"""A point of typography, in mm."""

Boxes = NDArray[np.float64]


def frames(carte: Carte) -> list[Axes]:
    """Return the map, then its insets."""
    return [carte.axes, *insets(carte)]


def insets(carte: Carte) -> list[Axes]:
    return [ax for ax in carte.figure.axes if ax.axison and ax is not carte.axes]


def panel(carte: Carte) -> Axes:
    """Return the axes of the legend, or of its first part, which follow those of the map."""
    axes = carte.figure.axes
    return axes[axes.index(carte.axes) + 1]


def panels(carte: Carte) -> list[Axes]:
    """Return the axes of the legend, whole or in two corners of the map."""
    parts = [ax for ax in carte.figure.axes if told(ax, "around") is not None]
    return parts or [panel(carte)]


def legend_texts(carte: Carte) -> list[Text]:
    """Text artists of the legend, part by part."""
    return [text for part in panels(carte) for text in part.texts]


def legend_discs(carte: Carte) -> pd.DataFrame:
    """Circles of the legend, as :func:`discs` gives them."""
    return pd.concat([discs(part) for part in panels(carte)])


def printed(carte: Carte) -> list[str]:
    """Every text of the page, but for the labels of the scale bars."""
    return [text.get_text() for text in texts(carte)]


def texts(carte: Carte) -> list[Text]:
    """Text artists that print something."""
    found = carte.figure.findobj(Text)
    return [text for text in found if text.get_visible() and text.get_text().strip()]


def to_page(ax: Axes, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Metres of Lambert 93 (n × 2) to mm on the page."""
    return ax.transData.transform(points) / figure_of(ax).dpi * 25.4


def figure_of(ax: Axes) -> Figure:
    figure = ax.get_figure(root=True)
    assert isinstance(figure, Figure)
    return figure


def frame_box(ax: Axes) -> NDArray[np.float64]:
    """Box of axes on the page."""
    return ax.get_window_extent().extents / figure_of(ax).dpi * 25.4


def discs(ax: Axes) -> pd.DataFrame:
    """Circles with a fill of some axes in the order of drawing.

    Columns: x, y (mm on the page), diametre (mm, to the outer edge of the outline), couleur,
    cerne (diameter in mm of the white ring under it), zorder.
    """
    rows = []
    circles = [item for item in ax.collections if isinstance(item, EllipseCollection)]
    collections = [item for item in circles if len(item.get_facecolor())]
    for item in sorted(collections, key=lambda item: item.get_zorder()):
        outer = item.get_widths() + np.broadcast_to(item.get_linewidths(), len(item.get_widths()))
        places = to_page(ax, np.asarray(item.get_offsets()))
        colours = [to_hex(colour) for colour in item.get_facecolor()]
        for ring, disc in zip(range(0, len(outer), 2), range(1, len(outer), 2), strict=True):
            assert colours[ring] == "#ffffff"
            assert tuple(places[ring]) == tuple(places[disc])
            rows.append(
                (
                    *places[disc],
                    outer[disc] * POINT,
                    colours[disc],
                    outer[ring] * POINT,
                    item.get_zorder(),
                )
            )
    return pd.DataFrame(rows, columns=["x", "y", "diametre", "couleur", "cerne", "zorder"])


def on_map(carte: Carte, poles: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the pôles that have a circle on the map: a legend over it hides none in part."""
    frame, (left, low, _, _) = Frame.of(carte.axes), box_of(carte.axes)
    places = frame.to_metres(discs(carte.axes)[["x", "y"]].to_numpy() - (left, low))
    drawn = gpd.GeoSeries.from_xy(*places.T, crs=2154).buffer(frame.metres_per_mm / 2).union_all()
    return poles[poles.intersects(drawn)]


def ink(carte: Carte, written: list[Text], dpi: float = 200) -> Boxes:
    """Boxes of the pixels that texts paint, each painted alone on an empty page (n × 4)."""
    figure = carte.figure
    before = figure.dpi
    figure.set_dpi(dpi)
    try:
        renderer = RendererAgg(*figure.bbox.size, dpi)
        page = np.asarray(renderer.buffer_rgba())
        boxes = [_painted(text, renderer, page) for text in written]
    finally:
        figure.set_dpi(before)
    return np.array(boxes).reshape(-1, 4) * 25.4 / dpi


def _painted(text: Text, renderer: RendererAgg, page: NDArray[np.uint8]) -> list[float]:
    left, low, right, high = text.get_window_extent(renderer).padded(8).extents.astype(int)
    left, top = max(left, 0), max(len(page) - high, 0)
    around = page[top : len(page) - low, left:right]
    text.draw(renderer)
    rows, columns = (np.flatnonzero(around[..., 3].any(axis=axis)) for axis in (1, 0))
    assert len(rows), f"{text.get_text()!r} ne peint rien"
    around[:] = 0
    high, low = len(page) - top - rows[0], len(page) - top - rows[-1] - 1
    return [left + columns[0], low, left + columns[-1] + 1, high]


def overlaps(boxes: Boxes, names: list[str]) -> list[tuple[str, str]]:
    """Pairs of boxes that have a part in common."""
    low, high = boxes[:, None, :2], boxes[:, None, 2:]
    shared = np.minimum(high, boxes[None, :, 2:]) - np.maximum(low, boxes[None, :, :2])
    pairs = np.argwhere(np.triu((shared > 0).all(axis=2), k=1))
    return [(names[i], names[j]) for i, j in pairs]


def gap(boxes: Boxes, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances from boxes (n) to points (m): n × m, 0 inside."""
    low, high = boxes[:, None, :2] - points, points - boxes[:, None, 2:]
    return np.asarray(np.hypot(*np.maximum(np.maximum(low, high), 0).transpose(2, 0, 1)))


def longest_run(mask: NDArray[np.bool_]) -> int:
    """Length of the longest run of True along the rows."""
    best = 0
    for row in mask[mask.any(axis=1)]:
        edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(int), [0]])))
        best = max(best, *(end - start for start, end in list(pairwise(edges))[::2]))
    return best
