"""How much of a page is blank: paper, and what is far from what the map is about."""

import numpy as np
import shapely
from drawn_pages import panels
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.frame import INCH, Frame, box_of
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.output.carte import Carte

CELL, MARGIN, PIXELS = 5, 10, 2
"""Side of a cell and margin of the page, in mm; pixels in a millimetre."""
FAR = 60_000.0
"""Metres from the subject beyond which sea and neighbours count as blank."""
PAPER = 253
"""Least value of the three channels of paper."""


def blank_share(carte: Carte, subject: BaseGeometry) -> float:
    """Share of the cells of 5 mm, inside the margins, that are paper or far from the subject."""
    figure = carte.figure
    paper, x, y = _cells(carte)
    frame, (left, low, _, _) = Frame.of(carte.axes), box_of(carte.axes)
    ground = frame.to_metres(np.column_stack([x.ravel() - left, y.ravel() - low]))
    distance = shapely.distance(shapely.points(ground), subject).reshape(x.shape)
    others = [ax for ax in figure.axes if ax.axison and ax is not carte.axes]
    boxes = [*map(box_of, others), *map(_legend_box, panels(carte))]
    covered = np.any([_inside(x, y, box) for box in boxes], axis=0)
    far = _inside(x, y, box_of(carte.axes)) & ~covered & (distance > FAR)
    return float((paper | far).mean())


def paper_beside(carte: Carte) -> float:
    """Share of the cells that are paper between the title and the sources."""
    boxes = np.array([box_of(ax) for ax in (carte.axes, *panels(carte))])
    paper, _, y = _cells(carte)
    return float((paper & (y > boxes[:, 1].min()) & (y < boxes[:, 3].max())).mean())


def _cells(carte: Carte) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tell which cells are paper, and where their middles are, in mm."""
    figure = carte.figure
    figure.set_dpi(PIXELS * INCH)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    light = np.asarray(canvas.buffer_rgba())[..., :3].min(axis=2)[::-1]
    side = CELL * PIXELS
    rows, columns = ((size - 2 * MARGIN * PIXELS) // side for size in light.shape)
    start = MARGIN * PIXELS
    inner = light[start : start + rows * side, start : start + columns * side]
    paper = inner.reshape(rows, side, columns, side).min(axis=(1, 3)) >= PAPER
    x, y = np.meshgrid(
        MARGIN + CELL * (np.arange(columns) + 0.5), MARGIN + CELL * (np.arange(rows) + 0.5)
    )
    return paper, x, y


def _legend_box(panel: Axes) -> tuple[float, float, float, float]:
    """Box of a part of the legend, with the air around it."""
    left, low, right, high = box_of(panel)
    air = told(panel, "around") or 0.0
    return left - air, low - air, right + air, high + air


def _inside(x: np.ndarray, y: np.ndarray, box: tuple[float, float, float, float]) -> np.ndarray:
    left, low, right, high = box
    return (x > left) & (x < right) & (y > low) & (y < high)
