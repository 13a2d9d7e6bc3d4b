"""Artists of matplotlib, read one by one: where they lie, in millimetres, and their colours."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, EllipseCollection, PathCollection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredOffsetbox
from matplotlib.patches import FancyBboxPatch, Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Annotation, Text
from matplotlib_scalebar.scalebar import ScaleBar
from numpy.typing import NDArray
from shapely import Polygon

from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.marks import colours_of, told
from poles_geo.cartes.canvas.style import MM as POINTS
from poles_geo.cartes.canvas.symbols import circles_seen
from poles_geo.cartes.canvas.text import RATIO, LeaderMark
from poles_geo.cartes.lint.ink import MM, TextSeen
from poles_geo.cartes.lint.seen import (
    ClassSeen,
    LayerSeen,
    LeaderSeen,
    MappedSeen,
    ScaleSeen,
    SignSeen,
    SymbolSeen,
)
from poles_geo.cartes.lint.vision import lightness

BOXES = (Rectangle, FancyBboxPatch)
"""Patches that are boxes, and no area of a map."""


def handle_colours(item: Any) -> frozenset[str]:
    """Colours of a handle of a legend: of its marker, its line or its fill."""
    if isinstance(item, Line2D):
        marked = item.get_marker() not in (None, "", "None", " ")
        found = item.get_markerfacecolor() if marked else item.get_color()
        return frozenset(plain_colours(found))
    return frozenset(fills_of(item)) if hasattr(item, "get_facecolor") else frozenset()


def handle_box(item: Any) -> Box:
    """Box of a handle of a legend: that of its marker, where it is a symbol."""
    if not isinstance(item, PathCollection):
        return box_in_mm(item.get_window_extent().extents)
    (x, y) = item.get_offset_transform().transform(item.get_offsets())[0] / MM
    half = float(np.sqrt(item.get_sizes()[0])) / POINTS / 2 if len(item.get_sizes()) else 0.0
    return float(x) - half, float(y) - half, float(x) + half, float(y) + half


def handle_circle(item: Any) -> SymbolSeen | None:
    """Read the marker of a handle of a legend, as large as it is drawn; None without marker."""
    left, low, right, high = handle_box(item)
    if isinstance(item, Line2D) and item.get_marker() not in (None, "", "None", " "):
        size = float(item.get_markersize())
    elif isinstance(item, PathCollection) and len(item.get_sizes()):
        size = float(np.sqrt(item.get_sizes()[0]))
    else:
        return None
    colour = next(iter(handle_colours(item)), "#ffffff")
    x, y = (left + right) / 2, (low + high) / 2
    return SymbolSeen(x, y, size / POINTS / 2, colour, (x, y))


def is_opaque(patch: Patch) -> bool:
    """Tell whether a patch hides what lies under it."""
    alpha = patch.get_alpha()
    shown = patch.get_visible() and to_rgba_array(patch.get_facecolor())[0, 3] >= 0.5
    return bool(shown and (alpha is None or float(alpha) >= 0.5))


def has_fill(item: Patch | Collection) -> bool:
    """Tell whether artists show areas rather than boxes."""
    return not isinstance(item, BOXES) and bool(fills_of(item))


def hiding_of(ax: Axes, areas: Sequence[Artist]) -> tuple[Box, ...]:
    """Opaque boxes that are drawn on axes after some areas; a name of one line in one is a name."""
    shown = [item for item in ax.get_children() if item is not ax.patch]
    drawn = sorted(shown, key=lambda item: item.get_zorder())
    last = max((drawn.index(item) for item in areas), default=len(drawn))
    return hiding_in(drawn[last + 1 :])


def hiding_in(artists: Sequence[Artist]) -> tuple[Box, ...]:
    """Opaque boxes among artists: rectangles, those of texts of several lines, anchored ones."""
    found: list[Any] = []
    for item in shown_of(artists):
        if isinstance(item, Text) and "\n" in item.get_text().strip():
            found.append(item.get_bbox_patch())
        elif isinstance(item, AnchoredOffsetbox):
            found.append(item.patch)
        elif isinstance(item, BOXES) and item.get_gid() is None:
            found.append(item)
    opaque = [item for item in found if item is not None and is_opaque(item)]
    return tuple(box_in_mm(item.get_window_extent().extents) for item in opaque)


def sign_of(item: Any) -> SignSeen:
    """Read a sign of a legend, with the row that it was drawn for."""
    now = colours_of(item)
    if isinstance(item, EllipseCollection | PathCollection):
        ax = item.axes
        circles = symbols_of_artist(ax, item) if isinstance(ax, Axes) else []
        x, y, r = np.array([(c.x, c.y, c.radius) for c in circles]).reshape(-1, 3).T
        box = (
            (float((x - r).min()), float((y - r).min()), float((x + r).max()), float((y + r).max()))
            if circles
            else (0.0, 0.0, 0.0, 0.0)
        )
    else:
        box = box_in_mm(item.get_window_extent().extents)
    first = told(item, "colours") or now
    is_round = isinstance(item, EllipseCollection)
    hollow = isinstance(item, EllipseCollection) and is_hollow(item)
    return SignSeen(box, now, told(item, "row"), first, is_round, hollow)


def is_hollow(circles: EllipseCollection) -> bool:
    """Tell whether circles, some in the axes, have no fill."""
    ax, offsets = circles.axes, np.asarray(circles.get_offsets(), dtype=float).reshape(-1, 2)
    if fills_of(circles) or not isinstance(ax, Axes):
        return False
    return bool(_within(ax, circles.get_offset_transform().transform(offsets)).any())


def elbow_of(line: Line2D) -> LeaderSeen:
    """Leader of a size of the legend, from the top of its circle to its number."""
    first, *_, last = line.get_transform().transform(line.get_xydata()) / MM
    return LeaderSeen((float(first[0]), float(first[1])), (float(last[0]), float(last[1])))


def scale_of(bar: ScaleBar) -> ScaleSeen:
    """Read a scale bar that has been drawn."""
    return ScaleSeen(
        bar.info.scale_text,
        float(bar.info.length_px),
        box_in_mm(bar.info.window_extent.extents),
    )


def grounds_of(ax: Axes, patches: Sequence[Patch]) -> dict[str, str]:
    """Colours of the sea, of the land and of what is around, where they were told."""
    found = {told(patch, "ground"): to_hex(patch.get_facecolor()) for patch in patches}
    found.pop(None, None)
    return {"sea": to_hex(ax.get_facecolor()), **found} if found else {}


def plain_grounds(ax: Axes, layers: Sequence[Collection]) -> dict[str, str]:
    """Colours of the axes and of the layers of one colour, unoutlined, that lie on them.

    The top one is the land; another, what is around.
    """
    plain = [
        next(iter(fills_of(item)))
        for item in layers
        if len(fills_of(item)) == 1 and not edges_of(item) and item.get_array() is None
    ]
    if not plain:
        return {}
    grounds = {"sea": to_hex(ax.get_facecolor()), "land": plain[-1]}
    return grounds if len(plain) != 2 else {**grounds, "abroad": plain[0]}


def subject_of(patches: Sequence[Patch], others: Sequence[Collection]) -> tuple[Path, ...]:
    """Outlines, in dots, of the land that the map is about, or of the areas coloured by number."""
    lands = [patch for patch in patches if told(patch, "ground") == "land"]
    found = [patch.get_transform().transform_path(patch.get_path()) for patch in lands]
    if found:
        return tuple(found[-1:])
    mapped = [item for item in others if is_mapped(item)] or list(others)
    return tuple(
        path.transformed(item.get_transform()) for item in mapped for path in item.get_paths()
    )


def subject_told(ax: Axes) -> tuple[Path, ...]:
    """Outlines, in dots, of what a map was told to be about."""
    parts = shapely.get_parts(told(ax, "subject"))
    outlines = [np.asarray(part.exterior.coords) for part in parts if isinstance(part, Polygon)]
    return tuple(ax.transData.transform_path(Path(outline)) for outline in outlines)


def is_mapped(item: Collection) -> bool:
    """Tell whether colours follow numbers, or differ from a class to another; ours are marked."""
    if told(item, "style") is not None or hasattr(item, "get_coordinates"):
        return False
    return item.get_array() is not None or len(fills_of(item)) > 1


def mapped_of(item: Collection, *, areas: bool) -> MappedSeen:
    """Read artists whose colours differ."""
    faces = to_rgba_array(item.get_facecolor())
    array = item.get_array()
    given = np.full(len(faces), np.nan) if array is None else np.ma.asarray(array, dtype=float)
    values = np.ma.filled(given, np.nan).ravel()
    faces = np.resize(faces, (len(values), 4)) if len(faces) else np.zeros((len(values), 4))
    return MappedSeen(values, tuple(to_hex(face) for face in faces), item, areas)


def layers_of(collections: Sequence[Collection]) -> tuple[LayerSeen, ...]:
    """Read collections of one fill that were named."""
    return tuple(
        LayerSeen(name, next(iter(fills_of(item))), _size_of(item), _is_areas(item))
        for item in collections
        if (name := str(item.get_label())) and not name.startswith("_")
        if len(fills_of(item)) == 1
    )


def _is_areas(item: Collection) -> bool:
    return not isinstance(item, EllipseCollection | PathCollection)


def _size_of(item: Collection) -> int:
    return len(item.get_paths()) if _is_areas(item) else len(np.asarray(item.get_offsets()))


def count_of(item: Patch) -> int | None:
    """How many areas a patch of a class has, where it was told."""
    values = told(item, "values")
    return told(item, "count") if values is None else len(values)


def class_of_patch(item: Patch) -> ClassSeen:
    """Read a class of areas."""
    values = told(item, "values")
    numbers = np.empty(0) if values is None else np.asarray(values, dtype=float)
    return ClassSeen(to_hex(item.get_facecolor()), count_of(item) or 0, numbers)


def leaders_of(ax: Axes) -> list[LeaderSeen]:
    """Leader lines of labels."""
    lines = [line for line in shown_of(ax.lines) if isinstance(line, LeaderMark)]
    ends = [line.get_transform().transform(line.get_xydata()) / MM for line in lines]
    return [LeaderSeen(_point(points[0]), _point(points[-1])) for points in ends if len(points)]


def arrows_of(ax: Axes, texts: Sequence[TextSeen]) -> list[LeaderSeen]:
    """Arrows of annotations, from what they show to the box of their text."""
    found = []
    for text in texts:
        item = text.artist
        if isinstance(item, Annotation) and item.arrow_patch is not None and item.axes is ax:
            start = text.place
            if start is not None:
                low, high = np.array(text.box[:2]), np.array(text.box[2:])
                found.append(LeaderSeen(start, _point(np.clip(start, low, high)), text))
    return found


def own_place(text: TextSeen) -> tuple[float, float] | None:
    """Centre, in mm, of the symbol that a text names, where it is known.

    What its label was told, the place that an annotation shows, or that where it is written.
    """
    artist = text.artist
    if artist is None or text.axes is None:
        return None
    place = told(artist, "symbol")
    if place is None and isinstance(artist, Annotation) and artist.xycoords == "data":
        place = artist.xy
    elif place is None and artist.get_transform() == text.axes.transData:
        place = artist.get_position()
    return None if place is None else _point(text.axes.transData.transform(place) / MM)


def stretch_of(ax: Axes) -> float | None:
    """How much longer a metre is upwards than across; degrees are metres at their latitude."""
    (west, east), (south, north) = ax.get_xlim(), ax.get_ylim()
    if east == west or north == south or ax.get_xscale() != "linear" or not _has_content(ax):
        return None
    wide, high = ax.get_window_extent().size
    ratio = abs(high / (north - south)) / abs(wide / (east - west))
    if max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90:
        ratio *= np.cos(np.radians((south + north) / 2))
    return float(ratio)


def _has_content(ax: Axes) -> bool:
    return bool(ax.collections or ax.patches)


def _point(values: Any) -> tuple[float, float]:
    x, y = values
    return float(x), float(y)


def classes_of(patches: Sequence[Patch], name: str) -> tuple[str, ...]:
    """Colours of the patches of classes, in order."""
    found = {gid: item for item in patches if (gid := item.get_gid() or "").startswith(f"{name}-")}
    return tuple(to_hex(found[gid].get_facecolor()) for gid in sorted(found))


def ramp_of(symbols: Sequence[Collection]) -> tuple[str, ...]:
    """Colours of the classes of circles, from light to dark; the lightest is that of the rings."""
    found = [plain_colours(item.get_facecolor()) for item in symbols if item.get_gid() == RATIO]
    return tuple(sorted(set().union(*found), key=lightness, reverse=True)[1:])


def box_in_mm(dots: Any) -> Box:
    """Box in mm from one in dots."""
    left, low, right, high = (float(side) / MM for side in dots)
    return left, low, right, high


def shown_of(artists: Any) -> list[Any]:
    """Artists that are visible."""
    return [artist for artist in artists if artist.get_visible()]


def is_in(ax: Axes, item: Patch | Collection) -> bool:
    """Tell whether a patch or a collection has a vertex in the axes, or fills their centre."""
    paths = item.get_paths() if isinstance(item, Collection) else [item.get_path()]
    drawn = (item.get_transform().transform_path(path) for path in paths if len(path))
    left, low, right, high = ax.get_window_extent().extents
    centre = ((left + right) / 2, (low + high) / 2)
    filled = bool(fills_of(item))
    return any(
        bool(_within(ax, np.asarray(path.vertices)).any())
        or (filled and path.contains_point(centre))
        for path in drawn
    )


def _within(ax: Axes, dots: NDArray[np.float64]) -> NDArray[np.bool_]:
    left, low, right, high = ax.get_window_extent().extents
    x, y = dots[:, 0], dots[:, 1]
    return np.asarray((left <= x) & (x <= right) & (low <= y) & (y <= high))


def edges_of(item: Patch | Collection) -> set[str]:
    """Colours of an outline that differ from the fill that it surrounds."""
    drawn = np.any(np.asarray(item.get_linewidth()) > 0)
    return plain_colours(item.get_edgecolor()) - fills_of(item) if drawn else set()


def fills_of(item: Any) -> set[str]:
    """Colours of fills that are not wholly transparent."""
    return plain_colours(item.get_facecolor())


def plain_colours(given: Any) -> set[str]:
    """Colours that are not wholly transparent, as hexadecimal."""
    return {to_hex(row) for row in to_rgba_array(given) if row[3] > 0}


def symbols_of_artist(
    ax: Axes, item: EllipseCollection | PathCollection, *, sliced: bool = False
) -> list[SymbolSeen]:
    """Symbols of a collection whose centre is in the axes, without the rings under them.

    `sliced`: those whose centre is not, and of which the axes show a part.
    """
    offsets = np.asarray(item.get_offsets(), dtype=float).reshape(-1, 2)
    dots = item.get_offset_transform().transform(offsets)
    count = len(dots)
    if isinstance(item, EllipseCollection):
        outlines = np.resize(np.asarray(item.get_linewidth(), dtype=np.float64), count)
        widths = np.resize(np.asarray(item.get_widths(), dtype=np.float64), count) + outlines
        above = circles_seen(item, offsets)
    else:
        widths = np.resize(np.sqrt(item.get_sizes()), count)
        above = np.full(count, True)
    faces = np.resize(np.asarray(item.get_facecolor()), (count, 4))
    where = _within(ax, dots)
    if sliced:
        left, low, right, high = ax.get_window_extent().extents
        x, y = dots.T
        out = np.hypot(
            np.maximum(0, np.maximum(left - x, x - right)),
            np.maximum(0, np.maximum(low - y, y - high)),
        )
        where = ~where & (out / MM < widths / POINTS / 2)
    shown = where & above & (faces[:, 3] > 0)
    values = _numbers(told(item, "values"), count)
    given = _numbers(item.get_array(), count)
    return [
        SymbolSeen(
            x=float(dots[k, 0]) / MM,
            y=float(dots[k, 1]) / MM,
            radius=float(widths[k]) / POINTS / 2,
            colour=to_hex(faces[k]),
            place=_point(offsets[k]),
            value=None if values is None else float(values[k]),
            given=None if given is None else float(given[k]),
            artist=item,
        )
        for k in np.flatnonzero(shown)
    ]


def _numbers(values: Any, count: int) -> NDArray[np.float64] | None:
    """Numbers of symbols, one each; None where there are none."""
    if values is None or np.size(values) != count:
        return None
    return np.asarray(values, dtype=float)
