"""The ink of a page: each line of text with its box, and what is painted beneath all of them.

A page is drawn once on a renderer that paints everything but the texts, which it notes: tried on
matplotlib 3.10.9 and 3.11.2; ``tests/cartes/lint/test_page_checks.py`` fails when artists answer
otherwise.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patheffects import AbstractPathEffect, Stroke
from matplotlib.text import Text
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import INCH, Box
from poles_geo.cartes.canvas.style import contrast, luminance
from poles_geo.cartes.canvas.text import text_extent

DPI = 144
"""Dots per inch of the picture: two a point, so that a halo is three dots wide."""
MM = DPI / INCH
"""Dots in a millimetre."""
ENOUGH, HIGHEST = 3.0, 21.0
"""Least contrast of a text with what lies beneath (W3C, WCAG 2.1), and that of black and white."""


HIDDEN = 0.25
"""Share of a text that may lie on what it does not contrast with: a thin line passes under it."""
LETTERS = 0.3
"""Least share of the box of a text that its letters and their edges cover."""

LEVELS = np.arange(256) / 255
LINEAR = np.where(LEVELS <= 0.04045, LEVELS / 12.92, ((LEVELS + 0.055) / 1.055) ** 2.4)
SHARES = (LINEAR[:, None] * (0.2126, 0.7152, 0.0722)).astype(np.float32)
"""Luminance of each level of red, green and blue."""


@dataclass(frozen=True)
class TextSeen:
    """One line of text: its ink, its size in points, its colour, the artist that wrote it.

    `contrast`: from 1 to 21 (W3C, WCAG 2.1), with the outline of its letters, or else with the
    quarter of what lies beneath them that shows them least. `place`: centre, in mm, of the symbol
    that it names, where it is known. `corners`: of its ink, in mm, when it is written aslant, which
    its box does not tell.
    """

    text: str
    box: Box
    size: float
    artist: Text | None
    contrast: float
    place: tuple[float, float] | None = None
    corners: tuple[tuple[float, float], ...] = ()

    @property
    def axes(self) -> Axes | None:
        """Axes that hold it."""
        axes = None if self.artist is None else self.artist.axes
        return axes if isinstance(axes, Axes) else None


def read_texts(figure: Figure) -> list[TextSeen]:
    """Draw a page at :data:`DPI`, and note its texts; leave the figure so."""
    wide, high = map(int, figure.bbox.size)
    notes = _Notes(wide, high)
    with _plain_texts(figure) as effects, warnings.catch_warnings(action="ignore"):
        figure.draw(notes)  # a scale bar warns of what is told as a fault
    painted = _picture(notes)[..., :3]
    return [
        TextSeen(
            one.text,
            one.box,
            one.size,
            one.artist,
            _contrast(one, ringed, painted),
            corners=one.corners,
        )
        for one in notes.texts
        for ringed in [_outline(effects[one.artist]) if one.artist in effects else None]
    ]


def _luminances(painted: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Relative luminance of the dots of a picture, from 0 to 1."""
    return np.asarray(sum(SHARES[painted[..., k], k] for k in range(3)), dtype=np.float32)


def _contrast(one: "_Noted", ringed: str | None, painted: NDArray[np.uint8]) -> float:
    """Contrast of a text with its outline, or with the part beneath it that hides it most."""
    if ringed is not None:
        return contrast(one.colour, ringed)
    left, low, right, high = (round(side * MM) for side in one.box)
    rows = slice(max(len(painted) - high - 1, 0), max(len(painted) - low + 1, 0))
    columns = slice(max(left - 1, 0), max(right + 1, 0))
    found = _contrasts(luminance(one.colour), _luminances(painted[rows, columns]))
    if not found.size:
        return HIGHEST
    least = float(np.quantile(found, HIDDEN * LETTERS))
    if least >= ENOUGH:
        return least
    under = found[_letters(one, *painted.shape[:2])[rows, columns]]
    return float(np.quantile(under, HIDDEN)) if under.size else HIGHEST


def _contrasts(own: float, light: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray((np.maximum(own, light) + 0.05) / (np.minimum(own, light) + 0.05))


def _letters(one: "_Noted", height: int, width: int) -> NDArray[np.bool_]:
    """Dots that the letters of a text and their edges cover."""
    sheet = RendererAgg(width, height, DPI)  # type: ignore[no-untyped-call]
    sheet.draw_text(sheet.new_gc(), *one.drawn)  # type: ignore[no-untyped-call]
    return _grown(_picture(sheet)[..., 3] > 0)


def _picture(renderer: RendererAgg) -> NDArray[np.uint8]:
    return np.asarray(renderer.buffer_rgba())  # type: ignore[no-untyped-call]


@contextmanager
def at_dpi(figure: Figure) -> Iterator[None]:
    """Set a figure at :data:`DPI` for a while."""
    before = figure.dpi
    figure.set_dpi(DPI)
    try:
        yield
    finally:
        figure.set_dpi(before)


Effects = dict[Text | None, list[AbstractPathEffect]]


@contextmanager
def _plain_texts(figure: Figure) -> Iterator[Effects]:
    """Leave out the effects of texts, which would turn them into mere outlines; give them."""
    texts = figure.findobj(Text)
    effects: Effects = {text: text.get_path_effects() or [] for text in texts}
    for text in texts:
        text.set_path_effects([])
    try:
        yield effects
    finally:
        for text in texts:
            text.set_path_effects(effects[text])


def _outline(effects: list[AbstractPathEffect]) -> str | None:
    """Colour of the stroke that surrounds letters, one point wide at least."""
    for effect in effects:
        given = getattr(effect, "_gc", {})
        if isinstance(effect, Stroke) and given.get("linewidth", 0) >= 1:
            return to_hex(given["foreground"]) if "foreground" in given else None
    return None


@dataclass(frozen=True)
class _Noted:
    """A text as it was drawn: `drawn` has what the renderer was given of it."""

    text: str
    box: Box
    size: float
    colour: str
    artist: Text | None
    drawn: tuple[Any, ...]
    corners: tuple[tuple[float, float], ...]


class _Notes(RendererAgg):
    """A renderer that paints all but the texts, and notes these."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__(width, height, DPI)  # type: ignore[no-untyped-call]
        self.texts: list[_Noted] = []

    def draw_text(
        self,
        gc: Any,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Text | None = None,
    ) -> None:
        if s.strip():
            corners = _ink(x / MM, (self.height - y) / MM, s, prop, angle)
            (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
            box = float(west), float(south), float(east), float(north)
            colour = to_hex(gc.get_rgb()[:3])
            drawn = (x, y, s, prop.copy(), angle, ismath)
            aslant = tuple((float(a), float(b)) for a, b in corners) if angle % 90 else ()
            size = prop.get_size_in_points()
            self.texts.append(_Noted(s, box, size, colour, mtext, drawn, aslant))


def _ink(x: float, y: float, text: str, font: FontProperties, angle: float) -> NDArray[np.float64]:
    """Corners in mm of the ink of a text whose baseline starts at a point, in order around it."""
    width, height, left, low = text_extent(text, font.copy())
    around = ((0, 0), (1, 0), (1, 1), (0, 1))
    corners = np.array([(left + i * width, low + j * height) for i, j in around])
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return np.asarray(corners @ np.array([[cos, sin], [-sin, cos]]) + (x, y))


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Widen a mask by a dot on each side."""
    grown = mask.copy()
    grown[1:] |= mask[:-1]
    grown[:-1] |= mask[1:]
    grown[:, 1:] |= mask[:, :-1]
    grown[:, :-1] |= mask[:, 1:]
    return grown
