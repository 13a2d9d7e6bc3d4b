"""The page: title, map, legend panel and sources, laid out in millimetres."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from poles_geo.cartes.canvas.axes import add_axes, dress, panel_axes, set_frame
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import MM, Style
from poles_geo.errors import check_choice
from poles_geo.typography import typeset

FORMATS = {"a4": (297.0, 210.0), "half-page": (210.0, 148.5), "slide": (254.0, 142.875)}
"""Width and height, in mm; A4 stands upright when what it shows does."""
PANEL_BELOW, PANEL_RIGHT = 54.0, 64.0
"""Height of the legend under the map, width of the legend beside it, in mm."""
MARGIN = 10.0
TOP = 27.0
"""Height of the title block, in mm."""
BOTTOM = 21.0
"""Height of the sources, in mm."""


class Page:
    """Axes laid out on a page, of the format that its style names.

    Upright, the legend panel lies under the map; on its side, to the right of it. Panels are in
    mm from their lower left corner.

    Attributes
    ----------
    figure : Figure
    axes : Axes
        The map, in metres of Lambert 93.
    panel, head, foot : Axes
        Panels of the legend, of the title, of the sources.
    frame : Frame
        What the map shows.
    """

    def __init__(self, bounds: ArrayLike, style: Style, *, margin: float = 0.04) -> None:
        self.style = style
        self.width, self.height = FORMATS[check_choice(style.page, FORMATS, "style.page")]
        xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
        upright = style.page == "a4" and bool((xmax - xmin) < 1.2 * (ymax - ymin))
        if upright:
            self.width, self.height = self.height, self.width
        self.figure = Figure(figsize=(self.width * MM / 72, self.height * MM / 72))
        wide, high = self.width - 2 * MARGIN, self.height - TOP - BOTTOM
        if upright:
            self.panel = self._panel(MARGIN, BOTTOM, wide, PANEL_BELOW)
            corner, size = (MARGIN, BOTTOM + PANEL_BELOW + 2), (wide, high - PANEL_BELOW - 2)
        else:
            right = self.width - MARGIN - PANEL_RIGHT
            self.panel = self._panel(right, BOTTOM, PANEL_RIGHT, high)
            corner, size = (MARGIN, BOTTOM), (wide - PANEL_RIGHT - 4, high)
        self.head = self._panel(MARGIN, self.height - TOP, wide, TOP)
        self.foot = self._panel(MARGIN, 0, wide, BOTTOM)
        self.axes = add_axes(self.figure, *corner, *size)
        set_frame(self.axes, Frame.around(bounds, *size, margin))
        dress(self.axes, style)
        self.frame = Frame.of(self.axes)

    def _panel(self, x: float, y: float, wide: float, high: float) -> Axes:
        return panel_axes(add_axes(self.figure, x, y, wide, high), wide, high)[0]

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
