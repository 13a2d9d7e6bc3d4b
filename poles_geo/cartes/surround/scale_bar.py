"""The scale bar: a round length, in a corner that nothing uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib_scalebar.scalebar import ScaleBar
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import METROPOLE
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.round_numbers import round_between
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.labels.label_places import touches_any
from poles_geo.cartes.labels.occupation import (
    NARROW,
    along_edges,
    boxes_of,
    corners,
    symbols_on,
    written_on,
)
from poles_geo.errors import check_choice
from poles_geo.typography import NO_BREAK_SPACE

CORNER = "lower left"
"""Corner of its box that a bar along an edge is placed by."""
HIDDEN = 3.0
"""Ground of the subject that a bar may hide, in mm², before it is looked for another place."""
LENGTH = 42.0
"""Longest bar, in mm; half the frame where it is narrower."""


def draw_scale(
    *,
    loc: str | None = None,
    taken: Boxes | None = None,
    subject: BaseGeometry | gpd.GeoSeries | None = None,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw the scale bar in a corner that no symbol, label or inset uses, if there is one.

    In the middle of the lower or upper edge when every corner is used, or is on the subject; along
    any edge when those are too.

    Parameters
    ----------
    loc : str, optional
        "lower right", "lower left", "upper right", "upper left", "lower center" or "upper
        center"; by default, the first of them that nothing uses.
    taken : array (n × 4), optional
        Other boxes to avoid, in mm from the lower left corner of the map.
    subject : geometry or GeoSeries, optional
        What the map is about, in metres, to hide as little of as can be.
    ax : Axes, optional
        The map, in metres. By default, new axes that show metropolitan France.
    style : Style

    Returns
    -------
    Drawing
        Its artist is a :class:`matplotlib_scalebar.scalebar.ScaleBar`.

    Raises
    ------
    ChoiceError
        Unknown corner; axes that are no map (:meth:`poles_geo.cartes.Frame.of`).
    """
    ax, frame = map_axes(ax, METROPOLE, style)
    length = length_for(frame)
    if loc is None:
        symbols, written = boxes_of(symbols_on(ax, frame)), written_on(ax, frame)
        above = written if taken is None else np.vstack([written, taken])
        tried = (length, round_length(length / 2.0))
        spots = [
            _best(list(corners(frame, one).values()), one, frame, symbols, above, subject)
            for one in tried
        ]
        best = min(spots, key=lambda spot: spot.faults)
        if best.is_faulty(frame):
            others = (
                _best(along_edges(frame, one), one, frame, symbols, above, subject) for one in tried
            )
            best = next((spot for spot in others if not spot.is_faulty(frame)), best)
        length, box = best.length, best.box
        loc = next((name for name, at in corners(frame, length).items() if at == box), None)
    anchor: dict[str, Any] = {}
    if loc is None:
        place = (box[0] / frame.width, box[1] / frame.height)
        anchor = {"bbox_to_anchor": place, "bbox_transform": ax.transAxes}

    narrow = frame.width < NARROW
    bar = ScaleBar(
        1,
        units="m",
        fixed_value=length / 1000,
        fixed_units="km",
        location=check_choice(loc or CORNER, corners(frame, length), "loc"),
        **anchor,
        scale_loc="top",
        width_fraction=0.6 / frame.height,
        border_pad=0.15 if narrow else 0.5,
        pad=0.15 if narrow else 0.3,
        sep=1 if narrow else 2,
        box_color=style.halo,
        box_alpha=0.75,
        color=style.ink,
        font_properties=style.font(style.note if narrow else style.text).get_fontconfig_pattern(),
        scale_formatter=_written,
    )
    bar.set_zorder(9)
    if loc is None:
        tell(bar, box=box)
    return Drawing(ax, (ax.add_artist(bar),))


@dataclass(frozen=True)
class _Spot:
    """A place of a bar, and its faults: under a legend, on a symbol, ground of the subject hidden.

    A legend, an inset or a name would hide the bar, or be hidden.
    """

    under: bool
    touched: bool
    hidden: float
    box: Box
    length: int

    @property
    def faults(self) -> tuple[bool, bool, float]:
        """What is wrong with it, the worst first; the ground in square metres."""
        return self.under, self.touched, self.hidden

    def is_faulty(self, frame: Frame) -> bool:
        """Whether another place is worth looking for."""
        return self.under or self.touched or self.hidden > HIDDEN * frame.metres_per_mm**2


def _best(
    boxes: Sequence[Box],
    length: int,
    frame: Frame,
    symbols: Boxes,
    above: Boxes,
    subject: BaseGeometry | gpd.GeoSeries | None,
) -> _Spot:
    """Find the place of least faults of a bar of a length; of as many, the first."""
    tried = np.array(boxes)
    under, touched = touches_any(tried, above), touches_any(tried, symbols)
    hidden = np.zeros(len(tried))
    if subject is not None:
        low, high = frame.to_metres(tried[:, :2]), frame.to_metres(tried[:, 2:])
        shapes = subject if isinstance(subject, gpd.GeoSeries) else gpd.GeoSeries([subject])
        parts = shapely.intersection(
            np.asarray(shapely.box(*low.T, *high.T))[:, None], shapes.to_numpy()[None]
        )
        hidden = np.asarray(shapely.area(parts).sum(axis=1))
    k = int(np.lexsort([hidden, touched, under])[0])
    return _Spot(bool(under[k]), bool(touched[k]), float(hidden[k]), boxes[k], length)


def _written(value: float, unit: str) -> str:
    return f"{value:g}{NO_BREAK_SPACE}{unit}".replace(".", ",")


def length_for(frame: Frame) -> int:
    """Length in metres of the scale bar of a frame."""
    return round_length(frame.metres_per_mm * min(LENGTH, frame.width / 2.2))


def round_length(longest: float) -> int:
    """Largest round length in metres, not over `longest`."""
    return int(round_between(1, longest)[-1])
