"""The scale bar: a round length, in a corner that nothing uses."""

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib_scalebar.scalebar import ScaleBar
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import METROPOLE
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.frame import Boxes, Frame
from poles_geo.cartes.canvas.round_numbers import round_between
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.labels.label_places import touches_any
from poles_geo.cartes.labels.occupation import NARROW, boxes_of, corners, symbols_on, written_on
from poles_geo.errors import check_choice
from poles_geo.typography import NO_BREAK_SPACE

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

    In the middle of the lower or upper edge when every corner is used, or is on the subject.

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
        corner, length = min(
            ((_corner(frame, one, symbols, above, subject), one) for one in tried),
            key=lambda found: found[0][:3],
        )
        loc = corner[3]
    boxes = corners(frame, length)

    narrow = frame.width < NARROW
    bar = ScaleBar(
        1,
        units="m",
        fixed_value=length / 1000,
        fixed_units="km",
        location=check_choice(loc, boxes, "loc"),
        scale_loc="top",
        width_fraction=0.6 / frame.height,
        border_pad=0.15 if narrow else 0.5,
        pad=0.15 if narrow else 0.3,
        sep=1 if narrow else 2,
        box_color=style.halo,
        box_alpha=0.75,
        color=style.ink,
        font_properties=style.font(style.note if narrow else style.text).get_fontconfig_pattern(),
        scale_formatter=lambda value, unit: f"{value:g}{NO_BREAK_SPACE}{unit}".replace(".", ","),
    )
    bar.set_zorder(9)
    return Drawing(ax, (ax.add_artist(bar),))


def _corner(
    frame: Frame,
    length: int,
    symbols: Boxes,
    above: Boxes,
    subject: BaseGeometry | gpd.GeoSeries | None,
) -> tuple[bool, bool, float, str]:
    """Corner for a bar of a length, and its faults: under a legend, on a symbol, on the subject.

    A legend, an inset or a name (`above`) would hide the bar, or be hidden.
    """
    boxes = corners(frame, length)
    tried = np.array(list(boxes.values()))
    under, touched = touches_any(tried, above), touches_any(tried, symbols)
    hidden = np.zeros(len(tried))
    if subject is not None:
        low, high = frame.to_metres(tried[:, :2]), frame.to_metres(tried[:, 2:])
        shapes = subject if isinstance(subject, gpd.GeoSeries) else gpd.GeoSeries([subject])
        parts = shapely.intersection(
            np.asarray(shapely.box(*low.T, *high.T))[:, None], shapes.to_numpy()[None]
        )
        hidden = np.asarray(shapely.area(parts).sum(axis=1))
    best = int(np.lexsort([hidden, touched, under])[0])
    return bool(under[best]), bool(touched[best]), float(hidden[best]), list(boxes)[best]


def length_for(frame: Frame) -> int:
    """Length in metres of the scale bar of a frame."""
    return round_length(frame.metres_per_mm * min(LENGTH, frame.width / 2.2))


def round_length(longest: float) -> int:
    """Largest round length in metres, not over `longest`."""
    return int(round_between(1, longest)[-1])
