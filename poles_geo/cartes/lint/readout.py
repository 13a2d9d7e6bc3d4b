"""What a finished page shows, read from the figure as it is drawn, in millimetres.

Texts with the box of their ink, symbols, areas, lines and scale bars. Boxes are xmin, ymin,
xmax, ymax from the lower left corner of the page. Nothing is painted: the figure is drawn on a
renderer that only notes: tried on matplotlib 3.10.9 and 3.11.2, whose artists it asks for their
pixels; ``tests/cartes/lint/test_checks.py`` fails when they answer otherwise.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.collections import Collection, EllipseCollection, PathCollection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.style import MM
from poles_geo.cartes.canvas.text import HALO, LABEL, RATIO, text_extent
from poles_geo.cartes.lint.vision import lightness


@dataclass(frozen=True)
class TextSeen:
    """One line of text: its ink, its size in points, the axes that hold it if any."""

    text: str
    box: Box
    size: float
    axes: Axes | None
    label: bool


@dataclass(frozen=True)
class SymbolSeen:
    """A proportional or plain symbol: centre and radius in mm on the page, fill."""

    x: float
    y: float
    radius: float
    colour: str


@dataclass(frozen=True)
class ScaleSeen:
    """A scale bar: what is written on it, and its length in the unit of the axes (metres)."""

    text: str
    length: float


@dataclass(frozen=True)
class View:
    """What axes show: box on the page, symbols, colours of areas, of lines, scale bars.

    `ratios`: colours of the classes of a choropleth, the lowest first, which are areas too.
    """

    axes: Axes
    box: Box
    symbols: tuple[SymbolSeen, ...]
    areas: frozenset[str]
    lines: frozenset[str]
    scales: tuple[ScaleSeen, ...]
    ratios: tuple[str, ...]


@dataclass(frozen=True)
class PageReading:
    """What a page shows: its size in mm, its texts, its maps (insets last), its legend."""

    width: float
    height: float
    texts: tuple[TextSeen, ...]
    views: tuple[View, ...]
    panels: tuple[View, ...]

    @property
    def ratios(self) -> list[str]:
        """Colours of the classes of choropleths, the lowest first."""
        return list(dict.fromkeys(colour for view in self.views for colour in view.ratios))


def read_page(figure: Figure) -> PageReading:
    """Draw a page and note what it shows.

    Axes without a frame are legend panels, the others are maps.
    """
    with _at_72_dpi(figure):
        notes = _InkNotes()
        figure.draw(notes)
        views = {ax: _view(ax) for ax in figure.axes if ax.get_visible()}
        wide, high = figure.get_size_inches() * 72 / MM
        return PageReading(
            width=float(wide),
            height=float(high),
            texts=tuple(notes.texts),
            views=tuple(view for ax, view in views.items() if ax.axison),
            panels=tuple(view for ax, view in views.items() if not ax.axison),
        )


@contextmanager
def _at_72_dpi(figure: Figure) -> Iterator[None]:
    """Make a pixel a point, and texts plain: effects would turn them into mere outlines."""
    before = figure.dpi
    effects = {text: text.get_path_effects() for text in figure.findobj(Text)}
    figure.set_dpi(72)
    for text in effects:
        text.set_path_effects([])
    try:
        yield
    finally:
        for text, effect in effects.items():
            text.set_path_effects(effect)
        figure.set_dpi(before)


class _InkNotes(RendererBase):
    """A renderer that paints nothing and notes the texts, offset boxes included."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[TextSeen] = []

    def flipy(self) -> bool:
        return False

    def draw_path(self, *args: Any, **kwargs: Any) -> None:
        pass

    def draw_image(self, *args: Any, **kwargs: Any) -> None:
        pass

    def draw_text(
        self,
        gc: Any,  # noqa: ARG002
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,  # noqa: ARG002
        mtext: Text | None = None,
    ) -> None:
        if s.strip():
            self.texts.append(
                TextSeen(
                    s,
                    _ink(x / MM, y / MM, s, prop, angle),
                    prop.get_size_in_points(),
                    mtext.axes if mtext and isinstance(mtext.axes, Axes) else None,
                    mtext is not None and mtext.get_gid() == LABEL,
                )
            )


def _ink(x: float, y: float, text: str, font: FontProperties, angle: float) -> Box:
    """Box in mm around the ink of a text whose baseline starts at a point."""
    width, height, left, low = text_extent(text, font.copy())
    corners = np.array([(left + i * width, low + j * height) for i in (0, 1) for j in (0, 1)])
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turned = corners @ np.array([[cos, sin], [-sin, cos]]) + (x, y)
    return _box(np.concatenate([turned.min(axis=0), turned.max(axis=0)]))


def _view(ax: Axes) -> View:
    collections = _shown(ax.collections)
    symbols = [item for item in collections if isinstance(item, EllipseCollection | PathCollection)]
    others = [item for item in collections if item not in symbols]
    patches = [patch for patch in _shown(ax.patches) if patch.get_gid() != HALO]
    areas = [item for item in [*patches, *others] if _in(ax, item)]
    bars = [item for item in _shown(ax.artists) if isinstance(item, ScaleBar)]
    classes = {gid: item for item in patches if (gid := item.get_gid() or "").startswith(RATIO)}
    return View(
        axes=ax,
        box=_box(np.asarray(ax.get_window_extent().extents) / MM),
        symbols=tuple(symbol for item in symbols for symbol in _symbols(ax, item)),
        areas=frozenset(colour for item in areas for colour in _colours(item.get_facecolor())),
        lines=frozenset(
            [colour for item in areas for colour in _edges(item)]
            + [colour for line in _shown(ax.lines) for colour in _colours(line.get_color())]
        ),
        scales=tuple(ScaleSeen(bar.info.scale_text, float(bar.info.length_px)) for bar in bars),
        ratios=tuple(to_hex(classes[gid].get_facecolor()) for gid in sorted(classes))
        or _ramp(symbols),
    )


def _ramp(symbols: Sequence[Collection]) -> tuple[str, ...]:
    """Colours of the classes of circles, from light to dark; the lightest is that of the rings."""
    found = [_colours(item.get_facecolor()) for item in symbols if item.get_gid() == RATIO]
    return tuple(sorted(set().union(*found), key=lightness, reverse=True)[1:])


def _box(values: NDArray[np.float64]) -> Box:
    left, low, right, high = map(float, values)
    return left, low, right, high


def _shown(artists: Any) -> list[Any]:
    return [artist for artist in artists if artist.get_visible()]


def _in(ax: Axes, item: Patch | Collection) -> bool:
    """Tell whether a patch or a collection has a vertex in the axes, or fills their centre."""
    paths = item.get_paths() if isinstance(item, Collection) else [item.get_path()]
    drawn = (item.get_transform().transform_path(path) for path in paths if len(path))
    left, low, right, high = ax.get_window_extent().extents
    centre = ((left + right) / 2, (low + high) / 2)
    filled = bool(_colours(item.get_facecolor()))
    return any(
        bool(_within(ax, np.asarray(path.vertices)).any())
        or (filled and path.contains_point(centre))
        for path in drawn
    )


def _within(ax: Axes, pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
    left, low, right, high = ax.get_window_extent().extents
    x, y = pixels[:, 0], pixels[:, 1]
    return np.asarray((left <= x) & (x <= right) & (low <= y) & (y <= high))


def _edges(item: Patch | Collection) -> set[str]:
    """Colours of an outline that differ from the fill that it surrounds."""
    drawn = np.any(np.asarray(item.get_linewidth()) > 0)
    return _colours(item.get_edgecolor()) - _colours(item.get_facecolor()) if drawn else set()


def _colours(given: Any) -> set[str]:
    """Colours that are not wholly transparent, as hexadecimal."""
    return {to_hex(row) for row in to_rgba_array(given) if row[3] > 0}


def _symbols(ax: Axes, item: EllipseCollection | PathCollection) -> list[SymbolSeen]:
    """Symbols of a collection whose centre is in the axes, their white rings included."""
    offsets = np.asarray(item.get_offsets(), dtype=float).reshape(-1, 2)
    pixels = item.get_offset_transform().transform(offsets)
    if isinstance(item, EllipseCollection):
        widths = np.asarray(item.get_widths(), dtype=float)
    else:
        widths = np.sqrt(item.get_sizes())
    faces = np.asarray(item.get_facecolor())
    count = len(pixels)
    return [
        SymbolSeen(float(x) / MM, float(y) / MM, float(width) / MM / 2, to_hex(face))
        for (x, y), width, face, inside in zip(
            pixels,
            np.resize(widths, count),
            np.resize(faces, (count, 4)),
            _within(ax, pixels),
            strict=True,
        )
        if inside and face[3] > 0
    ]
