"""The page: title, map, legend panel and sources, laid out in millimetres."""

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.axes import add_axes, dress, panel_axes, set_frame
from poles_geo.cartes.canvas.frame import Box, Frame, box_of, size_of
from poles_geo.cartes.canvas.layout.asides import Parts, Piece, no_parts, with_asides
from poles_geo.cartes.canvas.layout.ground_room import NO_NEIGHBOUR, Neighbours
from poles_geo.cartes.canvas.layout.legend_over import Ground, over
from poles_geo.cartes.canvas.layout.page_layout import (
    AS_LARGE,
    HEAD,
    MARGIN,
    PAD,
    SQUEEZED,
    UPRIGHT,
    Arrangement,
    Layout,
    Sheet,
    below,
    beside,
    head_of,
    made_for,
)
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import MM, Style
from poles_geo.doors import check_kind, checked
from poles_geo.errors import ChoiceError, check_choice
from poles_geo.typography import typeset

FORMATS = {
    "a4": (297.0, 210.0),
    "a3": (420.0, 297.0),
    "half-page": (210.0, 148.5),
    "slide": (254.0, 142.875),
}
"""Width and height, in mm; an A sheet stands upright when that shows its map larger."""
SHEETS = ("a4", "a3")
SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")
"""A format of one's own, in mm."""
LEAST = (200.0, 140.0)
"""Width and height, in mm, of the smallest page that has tables beside its map."""
SMALLEST, LARGEST = 120, 1200
"""Least and most sides of a page, in mm."""
SMALL, MARGINS = 160.0, (0.03, 0.025)
"""Short side under which a page is small, in mm; share of a map left on each side, on a page that
is not and on one that is."""
WIDEST_MARGIN = 0.45
"""Share of the frame that may be left on every side."""
LEGENDS = ("auto", "panel", "band", "map")
"""Where a legend may be: beside the map, in a band under it, over it, or the best of them."""
VEIL = 0.86
"""Opacity of what is under a legend that lies over the map."""


class Page:
    """Axes laid out on a page, of the format that its style names.

    Panels are in mm from their lower left corner.

    Parameters
    ----------
    bounds : xmin, ymin, xmax, ymax
        What the map shows, in metres.
    style : Style
        Its `page` is the format, and its `legend` where the legend is: "panel", to the right;
        "band", under the map; "map", over it, where it hides nothing of the subject; "auto", over
        it when there is room, else below when the map stands upright, else to the right.
    margin : float
        Share of the map left on every side; by default 0.03, 0.025 on a small page.
    subject : geometry, optional
        What the map is about, which a legend over it hides nothing of.
    shown : geometry, optional
        What its scale bar hides nothing of where it can; the subject by default.
    legends : sequences of arrangements
        Widths and heights, in mm, of the boxes that would hold the legend over the map: one, or
        two to be set in two corners. A sequence is read when those before it find no good place.
    asides : sequence of pieces
        Widths and heights, in mm, of boxes that would say more, what says most first: set over the
        map of a small page that would leave much of it blank.
    parts : callable
        Gives the ways to cut the legend of the map of a frame in parts, when it has asides.
    neighbours : Neighbours
        Symbols near the subject that the page should show too.
    least : float
        Scale of a map under its legend, over that of the usual page, from which it is preferred;
        under the default, whatever ground it shows that is far: the legend is worth it.
    insets : int
        How many of the last boxes are for insets.
    narrow : bool
        A map that has its legend to the right is no wider than its bounds: the rest is for insets.
    foot : callable, optional
        Gives the height of the sources, in mm, from the width of their lines; 22 by default.

    Attributes
    ----------
    figure : Figure
    axes : Axes
        The map, in metres of Lambert 93.
    panels : list of Axes
        Those of the legend: one, or two over the map.
    head, foot : Axes
        Panels of the title, of the sources.
    asides : list of ((int, int), Axes)
        Which asides the page has, at which of their sizes, and their panels.
    inset_boxes : list of Box
        Of the insets set with the legend, in mm from the lower left corner of the map.
    frame : Frame
        What the map shows.
    over : bool
        Whether the legend lies over the map.
    """

    @checked
    def __init__(
        self,
        bounds: ArrayLike,
        style: Style,
        *,
        margin: float | None = None,
        subject: BaseGeometry | None = None,
        shown: BaseGeometry | None = None,
        legends: Iterable[Sequence[Arrangement]] = (),
        asides: Sequence[Piece] = (),
        parts: Parts = no_parts,
        neighbours: Neighbours = NO_NEIGHBOUR,
        least: float = AS_LARGE,
        insets: int = 0,
        narrow: bool = False,
        foot: Callable[[float], float] | None = None,
    ) -> None:
        check_kind("bounds", bounds, Box)
        if margin is None:
            margin = MARGINS[is_small(style)]
        if not 0 <= margin < WIDEST_MARGIN:
            raise ChoiceError(
                f"margin = {margin!r} : une part de 0 à {WIDEST_MARGIN} est attendue."
            )
        ground = None if subject is None else Ground(subject, shown, neighbours)
        layout = _layout(
            bounds, style, margin, ground, legends, least=least, narrow=narrow, foot=foot
        )
        if asides and ground is not None and layout.over and is_small(style):
            layout = with_asides(layout, ground, parts, asides, margin)
        self._lay_out(layout, style, insets)

    @classmethod
    def of_layout(cls, layout: Layout, style: Style) -> "Page":
        """Make a page whose map and legend lie where they are told."""
        page = cls.__new__(cls)
        page._lay_out(layout, style)
        return page

    def _lay_out(self, layout: Layout, style: Style, insets: int = 0) -> None:
        self.style = style
        sheet, self.over = layout.sheet, layout.over
        self.width, self.height = sheet.width, sheet.height
        self.figure = Figure(figsize=(self.width * MM / 72, self.height * MM / 72))
        wide = self.width - 2 * MARGIN
        self.head = self.add_panel((MARGIN, self.height - sheet.head, MARGIN + wide, self.height))
        self.foot = self.add_panel((MARGIN, 0, MARGIN + wide, sheet.foot))
        left, low, right, high = layout.carte
        self.axes = add_axes(self.figure, left, low, right - left, high - low)
        set_frame(self.axes, layout.frame)
        dress(self.axes, style)
        self.frame = Frame.of(self.axes)
        last = len(layout.panels) - len(layout.asides)
        parts = last - (insets if self.over else 0)
        self.panels = [self.add_panel(box) for box in layout.panels[:parts]]
        self.inset_boxes = [
            (x0 - left - PAD, y0 - low - PAD, x1 - left + PAD, y1 - low + PAD)
            for x0, y0, x1, y1 in layout.panels[parts:last]
        ]
        told = (self.add_panel(box) for box in layout.panels[last:])
        self.asides = list(zip(layout.asides, told, strict=True))
        if self.over:
            for panel in self._above:
                tell(panel, around=PAD)

    def add_panel(self, box: Box) -> Axes:
        """Add a panel, in mm from the corner of the page: what it has is in mm from its own."""
        left, low, right, high = box
        wide, tall = right - left, high - low
        return panel_axes(add_axes(self.figure, left, low, wide, tall), wide, tall)[0]

    def add_map(self, box: Box, frame: Frame) -> Axes:
        """Add a map beside the first, in mm from the corner of the page."""
        left, low, right, high = box
        axes = add_axes(self.figure, left, low, right - left, high - low)
        set_frame(axes, frame)
        dress(axes, self.style)
        return axes

    def fit(self, panel: Axes, wide: float, high: float) -> None:
        """Give a panel of a legend over the map the size of what it holds, in the same corner.

        On a page with asides, which were set against it, it stays as wide.
        """
        wide = size_of(panel)[0] if self.asides else wide
        x, y, _, _ = _in_corner(box_of(panel), (wide, high), box_of(self.axes))
        panel.set_position((x / self.width, y / self.height, wide / self.width, high / self.height))
        panel.set(xlim=(0, wide), ylim=(0, high))

    @property
    def _above(self) -> list[Axes]:
        """Panels that lie over the map."""
        return [*self.panels, *(panel for _, panel in self.asides)] if self.over else []

    def veil(self) -> None:
        """Lighten what lies under the legend and the asides, once they are drawn."""
        for panel in self._above:
            if panel.get_figure() is None:  # the other part holds the whole legend
                continue
            wide, high = size_of(panel)
            size = (wide + 2 * PAD, high + 2 * PAD)
            veil = Rectangle((-PAD, -PAD), *size, facecolor=self.style.halo, alpha=VEIL, zorder=-1)
            veil.set_clip_on(False)
            panel.add_patch(veil)

    @property
    def beside(self) -> float:
        """Width, in mm, of what is free between a map and the legend to its right."""
        (_, low, right, high), (left, bottom, _, top) = box_of(self.axes), box_of(self.panels[0])
        return 0.0 if self.over or top <= low or bottom >= high else max(0.0, left - right)

    @property
    def covered(self) -> list[Box]:
        """What lies over the map, in mm from its lower left corner; nothing is beside it."""
        left, low, _, _ = box_of(self.axes)
        return [
            (x0 - left - PAD, y0 - low - PAD, x1 - left + PAD, y1 - low + PAD)
            for x0, y0, x1, y1 in map(box_of, self._above)
        ]

    def finish(
        self, title: str, origin: Mapping[Hashable, Any], left_out: Sequence[str] = ()
    ) -> Carte:
        """Give the finished map: its title, and what its file says of the counts.

        `left_out`: names that found no place.
        """
        source, date = origin.get("source", "sources non précisées"), origin.get("date", "")
        return Carte(
            self.figure,
            self.axes,
            title=typeset(title),
            source=f"{source} ({date})" if date else str(source),
            author=str(origin.get("attribution", "poles_geo")),
            style=self.style,
            labels_left_out=left_out,
        )


def size_of_page(style: Style) -> tuple[float, float]:
    """Width and height of the format of a style, in mm.

    Raises
    ------
    ChoiceError
        No format, nor a size of one's own such as « 400x300 ».
    """
    if found := SIZE.fullmatch(style.page.strip()):
        wide, high = (float(side) for side in found.groups())
        if not all(SMALLEST <= side <= LARGEST for side in (wide, high)):
            raise ChoiceError(
                f"style.page = {style.page!r} : des côtés de {SMALLEST} à {LARGEST} mm sont "
                "attendus."
            )
        return wide, high
    return FORMATS[check_choice(style.page, FORMATS, "style.page")]


def check_room(style: Style) -> None:
    """Refuse a format that has no room for a map, a legend and tables: see :data:`LEAST`.

    Raises
    ------
    ChoiceError
    """
    width, height = size_of_page(style)
    if width < LEAST[0] or height < LEAST[1]:
        raise ChoiceError(
            f"style.page = {style.page!r} : une page de {LEAST[0]:.0f} mm sur {LEAST[1]:.0f} au "
            "moins est attendue."
        )


def is_small(style: Style) -> bool:
    """Tell whether the format of a style is a small page: half a sheet, a slide."""
    return min(size_of_page(style)) < SMALL


def _layout(
    bounds: ArrayLike,
    style: Style,
    margin: float,
    ground: Ground | None,
    legends: Iterable[Sequence[Arrangement]],
    *,
    least: float,
    narrow: bool,
    foot: Callable[[float], float] | None,
) -> Layout:
    """Lay out a page: see :class:`Page`."""
    wide, high = size_of_page(style)
    where = check_choice(style.legend, LEGENDS, "style.legend")
    xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
    stands = bool((xmax - xmin) < UPRIGHT * (ymax - ymin))
    turns = style.page in SHEETS
    sides = [(wide, high), (high, wide)] if turns else [(wide, high)]
    sheets = [_sheet(side, head_of(style), foot) for side in sides]
    usual = where if where in ("panel", "band") else "band" if turns and stands else "panel"
    if usual == "band":
        classic = below(sheets[-1] if stands else sheets[0], bounds, margin)
    else:
        classic = beside(sheets[0], bounds, margin, narrow=narrow)
    if where in ("panel", "band") or ground is None:
        return classic
    first, usual_scale = True, classic.frame.metres_per_mm
    for tried in legends:
        whole = [legend[0] for legend in tried if len(legend) == 1]
        if first and whole:
            classic, first = _held(classic, whole, sheets, bounds, margin), False
        found = over(sheets, ground, tried, margin)
        if found is not None:
            waste, laid = found
            smaller = least * laid.frame.metres_per_mm > usual_scale
            filled = least < AS_LARGE or waste <= ground.waste(classic, tuple(whole[:1]))
            if where == "map" or (filled and not smaller):
                return laid
    return classic


def _sheet(side: tuple[float, float], head: float, foot: Callable[[float], float] | None) -> Sheet:
    """Give a page its title block, and the sources that are told."""
    wide, high = side
    if foot is None:
        return Sheet(wide, high, head=head)
    told = foot(wide - 2 * MARGIN)
    check_kind("foot", told, float)
    if not 0 <= told < high - head:
        raise ChoiceError(
            f"foot : une hauteur de 0 à {high - head:g} mm est attendue, pas {told!r}."
        )
    return Sheet(wide, high, told, head)


def _held(
    classic: Layout,
    legends: Sequence[tuple[float, float]],
    sheets: Sequence[Sheet],
    bounds: ArrayLike,
    margin: float,
) -> Layout:
    """Give a layout whose panel holds the legend, when one does without a much smaller map."""
    if _holds(classic, legends):
        return classic
    wider = made_for(legends, sheets, bounds, margin)
    usual = classic.frame.metres_per_mm
    return classic if wider is None or SQUEEZED * wider.frame.metres_per_mm > usual else wider


def _holds(layout: Layout, legends: Sequence[tuple[float, float]]) -> bool:
    """Tell whether the panel of a layout holds one of the boxes of a legend."""
    left, low, right, high = layout.panels[0]
    return any(wide <= right - left and tall + HEAD <= high - low for wide, tall in legends)


def _in_corner(panel: Box, size: tuple[float, float], carte: Box) -> Box:
    """Give a panel over the map another size, in the same corner."""
    (x0, y0, x1, y1), (left, low, right, top), (wide, high) = panel, carte, size
    x = x1 - wide if x0 + x1 > left + right else x0
    y = y1 - high if y0 + y1 > low + top else y0
    return x, y, x + wide, y + high
