"""What a page shows: texts, symbols, signs, maps and legends, in millimetres.

Boxes are xmin, ymin, xmax, ymax from the lower left corner of the page.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.legend import Legend
from matplotlib.path import Path
from matplotlib.text import Annotation
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import LABEL
from poles_geo.cartes.lint.ink import TextSeen


@dataclass(frozen=True)
class SymbolSeen:
    """A proportional or plain symbol.

    Centre and radius to its outer edge in mm on the page, fill, place in the units of the axes,
    and number that it was told to show.
    """

    x: float
    y: float
    radius: float
    colour: str
    place: tuple[float, float]
    value: float | None = None
    given: float | None = None
    artist: Artist | None = None

    @property
    def centre(self) -> tuple[float, float]:
        """Its centre, in mm."""
        return self.x, self.y


@dataclass(frozen=True)
class SignSeen:
    """A sign of a legend: its box, its colours, and the row that it was drawn for, if known.

    `circles`: whether it is made of circles; `hollow`: of circles without fill.
    """

    box: Box
    colours: frozenset[str]
    row: str | None
    first_colours: frozenset[str]
    circles: bool = False
    hollow: bool = False


@dataclass(frozen=True)
class ScaleSeen:
    """A scale bar: what is written on it, its length in the unit of the axes (metres), its box."""

    text: str
    length: float
    box: Box


@dataclass(frozen=True)
class MappedSeen:
    """Areas or points whose colours differ: the numbers that they follow, if known, and colours."""

    values: NDArray[np.float64]
    colours: tuple[str, ...]
    artist: Collection
    areas: bool


@dataclass(frozen=True)
class ClassSeen:
    """A class of areas: its colour, how many it has, and their numbers where they are known."""

    colour: str
    count: int
    values: NDArray[np.float64]


@dataclass(frozen=True)
class LayerSeen:
    """Artists of one colour that were named (`label=`): how many, and whether they are areas."""

    name: str
    colour: str
    count: int
    areas: bool


@dataclass(frozen=True)
class LeaderSeen:
    """A line that leads from a symbol to a text, in mm: from where, to where."""

    start: tuple[float, float]
    end: tuple[float, float]
    text: TextSeen | None = None


@dataclass(frozen=True)
class View:
    """What axes or a legend show.

    `ratios`: colours of the classes of a choropleth, the lowest first; `kinds`: those of a
    typology, in its order. Both are areas too. `slices`: symbols shown in part, whose centre is
    out of the axes; `symbols` have theirs in. `parted`: dots part the classes at zero.
    `grounds`: colour of the sea, the land, and what is around, where they are known. `subject`:
    outlines, in dots, of what the map is about.
    `signed`: numbers that the colours of circles follow. `stretch`: how much longer a metre is
    upwards than across. `hollow`: some circles have no fill. `bars`: those that show numbers by
    their length. `hiding`: what hides what lies beneath: boxes drawn over a map, the ground of a
    legend.
    """

    axes: Axes | Legend
    box: Box
    symbols: tuple[SymbolSeen, ...] = ()
    slices: tuple[SymbolSeen, ...] = ()
    areas: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    scales: tuple[ScaleSeen, ...] = ()
    ratios: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    parted: bool = False
    grounds: dict[str, str] = field(default_factory=dict)
    subject: tuple[Path, ...] = ()
    mapped: tuple[MappedSeen, ...] = ()
    classes: tuple[ClassSeen, ...] = ()
    signed: NDArray[np.float64] | None = None
    leaders: tuple[LeaderSeen, ...] = ()
    signs: tuple[SignSeen, ...] = ()
    stretch: float | None = None
    opaque: bool = False
    hollow: bool = False
    bars: tuple[Box, ...] = ()
    hiding: tuple[Box, ...] = ()
    layers: tuple[LayerSeen, ...] = ()


@dataclass(frozen=True)
class PageReading:
    """What a page shows: its size in mm, its texts, its maps (insets last), its legends.

    `hiding`: boxes drawn over all of it.
    """

    width: float
    height: float
    texts: tuple[TextSeen, ...]
    views: tuple[View, ...]
    panels: tuple[View, ...]
    style: Style | None
    hiding: tuple[Box, ...] = ()

    @property
    def ratios(self) -> list[str]:
        """Colours of the classes of choropleths, the lowest first."""
        return list(dict.fromkeys(colour for view in self.views for colour in view.ratios))

    @property
    def layers(self) -> list[LayerSeen]:
        """Layers of one colour that were named."""
        return [layer for view in self.views for layer in view.layers]

    @property
    def kinds(self) -> list[str]:
        """Colours of the classes of typologies, in their order."""
        return list(dict.fromkeys(colour for view in self.views for colour in view.kinds))

    def texts_of(self, view: View) -> list[TextSeen]:
        """Texts that a map or a legend holds."""
        return self._held.get(view.axes, [])

    def labels_of(self, view: View) -> list[TextSeen]:
        """Texts written on a map, among its symbols."""
        return [text for text in self.texts_of(view) if is_label(text)]

    def measured_of(self, view: View) -> list[tuple[Box, TextSeen]]:
        """Bars of a legend, each with the text that follows it."""
        texts = self.texts_of(view)
        found = []
        for bar in view.bars:
            (_, low, right, top), middle = bar, (bar[1] + bar[3]) / 2
            after = [
                text
                for text in texts
                if text.box[1] < middle < text.box[3] and right - (top - low) < text.box[0]
            ]
            if after:
                found.append((bar, min(after, key=lambda text: text.box[0])))
        return found

    @cached_property
    def _held(self) -> dict[Axes | Legend | None, list[TextSeen]]:
        legends: dict[Any, Legend] = {
            text: view.axes
            for view in self.panels
            if isinstance(view.axes, Legend)
            for text in (*view.axes.get_texts(), view.axes.get_title())
        }
        held: dict[Axes | Legend | None, list[TextSeen]] = {}
        for text in self.texts:
            held.setdefault(legends.get(text.artist, text.axes), []).append(text)
        return held

    @property
    def around(self) -> list[TextSeen]:
        """Texts that no map nor legend holds."""
        holders = {view.axes for view in (*self.views, *self.panels)}
        return [text for key, texts in self._held.items() if key not in holders for text in texts]


def is_label(text: TextSeen) -> bool:
    """Tell whether a text is written on a map, at a place of it."""
    artist = text.artist
    if artist is None or text.axes is None:
        return False
    return artist.get_gid() == LABEL or (
        artist in text.axes.texts
        and (isinstance(artist, Annotation) or artist.get_transform() == text.axes.transData)
    )
