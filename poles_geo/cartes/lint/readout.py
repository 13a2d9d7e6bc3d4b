"""What a finished page shows, read from the figure as it is drawn.

Axes without a frame and legends are panels, the others are maps.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib_scalebar.scalebar import ScaleBar

from poles_geo.cartes.canvas.axes import is_panel
from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.marks import told
from poles_geo.cartes.canvas.style import MM as POINTS
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import HALO, KIND, RATIO, LeaderMark
from poles_geo.cartes.lint.artists_read import (
    arrows_of,
    box_in_mm,
    class_of_patch,
    classes_of,
    count_of,
    edges_of,
    elbow_of,
    fills_of,
    grounds_of,
    handle_box,
    handle_circle,
    handle_colours,
    has_fill,
    hiding_in,
    hiding_of,
    is_hollow,
    is_in,
    is_mapped,
    is_opaque,
    layers_of,
    leaders_of,
    mapped_of,
    own_place,
    plain_colours,
    plain_grounds,
    ramp_of,
    scale_of,
    shown_of,
    sign_of,
    stretch_of,
    subject_of,
    subject_told,
    symbols_of_artist,
)
from poles_geo.cartes.lint.ink import TextSeen, at_dpi, read_texts
from poles_geo.cartes.lint.seen import LeaderSeen, PageReading, SignSeen, View

COLOURBAR = "<colorbar>"
"""Label that matplotlib gives the axes of a colour bar."""


def read_page(figure: Figure, style: Style | None = None) -> PageReading:
    """Draw a page and note what it shows.

    `style`: what it was drawn with; by default, what its maps and symbols were told.
    """
    with at_dpi(figure):
        texts = [replace(text, place=own_place(text)) for text in read_texts(figure)]
        shown = [ax for ax in figure.axes if ax.get_visible()]
        maps = [ax for ax in shown if _is_map(ax)]
        legends = [legend for ax in (figure, *shown) for legend in _legends(ax)]
        wide, high = figure.get_size_inches() * 72 / POINTS
        return PageReading(
            width=float(wide),
            height=float(high),
            texts=tuple(texts),
            views=tuple(_view(ax, texts) for ax in maps),
            panels=(
                *(_panel(ax, texts) for ax in shown if ax not in maps),
                *(_legend_view(legend) for legend in legends),
            ),
            style=style or _style_of(figure),
            hiding=hiding_in([item for item in figure.get_children() if item is not figure.patch]),
        )


def _is_map(ax: Axes) -> bool:
    if ax.get_label() == COLOURBAR:
        return False
    return ax.axison or (not is_panel(ax) and bool(ax.collections) and ax.get_aspect() != "auto")


def _legends(holder: Artist) -> list[Legend]:
    return [item for item in shown_of(holder.get_children()) if isinstance(item, Legend)]


def _style_of(figure: Figure) -> Style | None:
    """Style that maps and symbols were told: of all, the one of the most ranks."""
    artists = [artist for ax in figure.axes for artist in (ax, *ax.collections)]
    styles = [style for artist in artists if (style := told(artist, "style")) is not None]
    return max(styles, key=lambda style: len(style.rank_colours), default=None)


def _view(ax: Axes, texts: Sequence[TextSeen]) -> View:
    collections = shown_of(ax.collections)
    points = [item for item in collections if isinstance(item, EllipseCollection | PathCollection)]
    others = [item for item in collections if item not in points]
    patches = [patch for patch in shown_of(ax.patches) if patch.get_gid() != HALO]
    areas = [item for item in [*patches, *others] if is_in(ax, item)]
    bars = [item for item in shown_of(ax.artists) if isinstance(item, ScaleBar)]
    lines = [item for item in shown_of(ax.lines) if not isinstance(item, LeaderMark)]
    mapped = [mapped_of(item, areas=item in others) for item in collections if is_mapped(item)]
    return View(
        axes=ax,
        box=box_in_mm(ax.get_window_extent().extents),
        symbols=tuple(one for item in points for one in symbols_of_artist(ax, item)),
        slices=tuple(one for item in points for one in symbols_of_artist(ax, item, sliced=True)),
        areas=frozenset(colour for item in areas for colour in fills_of(item)),
        lines=frozenset(
            [colour for item in areas for colour in edges_of(item)]
            + [colour for line in lines for colour in plain_colours(line.get_color())]
        ),
        scales=tuple(scale_of(bar) for bar in bars),
        ratios=classes_of(patches, RATIO) or ramp_of(points),
        kinds=classes_of(patches, KIND),
        parted=any(told(item, "dotted") for item in patches),
        grounds=grounds_of(ax, [item for item in patches if item in areas])
        or plain_grounds(ax, [item for item in others if item in areas]),
        subject=subject_told(ax) or subject_of(patches, others),
        mapped=tuple(mapped),
        classes=tuple(class_of_patch(item) for item in patches if count_of(item) is not None),
        signed=next(
            (found for item in points if (found := told(item, "ratios")) is not None), None
        ),
        leaders=(*leaders_of(ax), *arrows_of(ax, texts)),
        stretch=stretch_of(ax),
        opaque=is_opaque(ax.patch) and ax.axison,
        layers=layers_of(collections),
        hiding=hiding_of(ax, [item for item in areas if has_fill(item)]),
        hollow=any(isinstance(item, EllipseCollection) and is_hollow(item) for item in points),
    )


def _panel(ax: Axes, texts: Sequence[TextSeen]) -> View:
    points = shown_of(ax.collections)
    symbols = [item for item in points if isinstance(item, EllipseCollection | PathCollection)]
    others = [item for item in points if item not in symbols]
    patches = shown_of(ax.patches)
    lines = shown_of(ax.lines)
    areas = [*patches, *others]
    return View(
        axes=ax,
        box=box_in_mm(ax.get_window_extent().extents),
        symbols=tuple(symbol for item in symbols for symbol in symbols_of_artist(ax, item)),
        areas=frozenset(colour for item in areas for colour in fills_of(item)),
        lines=frozenset(
            [colour for item in areas for colour in edges_of(item)]
            + [colour for line in lines for colour in plain_colours(line.get_color())]
        ),
        signs=tuple(sign_of(item) for item in [*patches, *lines, *symbols]),
        leaders=tuple(elbow_of(line) for line in lines if len(line.get_xydata()) == 3),
        bars=tuple(
            box_in_mm(item.get_window_extent().extents)
            for item in patches
            if told(item, "bar") is not None
        ),
        hiding=_ground(ax, texts),
    )


def _ground(ax: Axes, texts: Sequence[TextSeen]) -> tuple[Box, ...]:
    """Tell what a panel hides: its ground, that of its axes, or else what its texts take."""
    grounds = [item for item in shown_of(ax.patches) if item.get_zorder() < 0 and is_opaque(item)]
    shown = [ax.patch] if ax.axison and is_opaque(ax.patch) else grounds
    if shown:
        return tuple(box_in_mm(item.get_window_extent().extents) for item in shown)
    boxes = np.array([text.box for text in texts if text.axes is ax]).reshape(-1, 4)
    if not len(boxes):
        return ()
    (left, low), (right, high) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return ((float(left), float(low), float(right), float(high)),)


def _legend_view(legend: Legend) -> View:
    """Read a legend of matplotlib, handle by handle."""
    handles = [item for item in legend.legend_handles if item is not None]
    colours = [handle_colours(item) for item in handles]
    circles = [circle for item in handles if (circle := handle_circle(item)) is not None]
    sized = circles if len({circle.radius for circle in circles}) > 1 else []
    box = box_in_mm(legend.get_window_extent().extents)
    return View(
        axes=legend,
        box=box,
        areas=frozenset().union(*colours),
        lines=frozenset().union(*colours),
        signs=tuple(
            SignSeen(handle_box(item), found, None, found)
            for item, found in zip(handles, colours, strict=True)
        ),
        symbols=tuple(sized),
        leaders=tuple(
            LeaderSeen((one.x, one.y + one.radius), (one.x + one.radius, one.y)) for one in sized
        ),
        hiding=(box,) if legend.get_frame_on() and is_opaque(legend.get_frame()) else (),
    )
