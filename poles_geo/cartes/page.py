"""The page: title, map, legend panel and sources, laid out in millimetres on A4."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib_scalebar.scalebar import ScaleBar
from numpy.typing import ArrayLike

from poles_geo import __version__
from poles_geo.cartes import legende
from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.etiquettes import Boxes, touches_any
from poles_geo.cartes.style import MM, Style
from poles_geo.cartes.textes import extent_of
from poles_geo.typographie import INSECABLE, imprime

A4 = (210.0, 297.0)
MARGE = 10.0
HAUT = 27.0
"""Height of the title block, in mm."""
BAS = 19.0
"""Height of the sources, in mm."""
PIED = 8.0
"""Ordinate of the last line of the page, in mm."""
INTERLIGNE = 3.1
"""Between two lines of the foot, in mm."""
FONDS = "IGN Admin Express et Insee (1ᵉʳ janvier 2024), Natural Earth"


class Page:
    """A page of A4 being drawn.

    Upright, the legend panel lies under the map; on its side, to the right of it.

    Attributes
    ----------
    figure : Figure
    axes : Axes
        The map, in metres of Lambert 93.
    panel : Axes
        The legend, in mm from its lower left corner.
    cadre : Cadre
        What the map shows.
    """

    def __init__(
        self, bounds: ArrayLike, style: Style, *, panneau: float, marge: float = 0.04
    ) -> None:
        self.style = style
        self.debout = self.stands(bounds)
        self.largeur, self.hauteur = A4 if self.debout else A4[::-1]
        self.figure = Figure(figsize=(self.largeur * MM / 72, self.hauteur * MM / 72))
        wide, high = self.largeur - 2 * MARGE, self.hauteur - HAUT - BAS
        if self.debout:
            self.panel = self._axes(MARGE, BAS, wide, panneau)
            corner, size = (MARGE, BAS + panneau + 2), (wide, high - panneau - 2)
        else:
            self.panel = self._axes(self.largeur - MARGE - panneau, BAS, panneau, high)
            corner, size = (MARGE, BAS), (wide - panneau - 4, high)
        self.panel.set_axis_off()
        self.cadre = Cadre.around(bounds, *size, marge)
        self.axes = self._axes(*corner, *size)
        west, south, east, north = self.cadre.bounds
        self.axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], aspect="equal")
        for side in self.axes.spines.values():
            side.set(color=style.gris, linewidth=0.5, zorder=10)

    @staticmethod
    def stands(bounds: ArrayLike) -> bool:
        """Tell whether a page of this extent stands upright rather than on its side."""
        xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
        return bool((xmax - xmin) < 1.2 * (ymax - ymin))

    def _axes(self, x: float, y: float, wide: float, high: float) -> Axes:
        axes = self.figure.add_axes(
            (x / self.largeur, y / self.hauteur, wide / self.largeur, high / self.hauteur)
        )
        axes.set(xlim=(0, wide), ylim=(0, high))
        return axes

    def write(self, x: float, y: float, text: str, size: float, **options: Any) -> None:
        """Write on the page, `x` and `y` in mm from its lower left corner."""
        bold, italic = bool(options.pop("gras", False)), bool(options.pop("italique", False))
        options.setdefault("color", self.style.encre)
        self.figure.text(
            x / self.largeur,
            y / self.hauteur,
            text,
            fontproperties=self.style.police(size, gras=bold, italique=italic),
            **options,
        )

    def draw_title(self, title: str, subtitle: str) -> None:
        """Write the title, smaller when it is long, and the line under it, at the top left."""
        top, text = self.hauteur - MARGE, imprime(title)
        wide = extent_of(text, self.style.police(self.style.titre, gras=True))[0]
        size = self.style.titre * min(1, 0.98 * (self.largeur - 2 * MARGE) / wide)
        self.write(MARGE, top, text, size, gras=True, va="top")
        self.write(
            MARGE,
            top - 8.2,
            imprime(subtitle),
            self.style.sous_titre,
            va="top",
            color=self.style.gris,
        )

    def draw_legend(
        self,
        ranks: Sequence[legende.Rang],
        sizes: list[int],
        lines: Sequence[legende.Trait],
    ) -> None:
        """Draw the legend on the panel: ranks, sizes, lines; side by side when upright."""
        panel, style = self.panel, self.style
        top = panel.get_ylim()[1] - 3
        if self.debout:
            legende.draw_ranks(panel, 0, top, ranks, style)
            legende.draw_sizes(panel, 82, top, sizes, style)
            legende.draw_lines(panel, 138, top, lines, style)
        else:
            y = legende.draw_ranks(panel, 0, top, ranks, style)
            y = legende.draw_sizes(panel, 0, y - 4, sizes, style)
            legende.draw_lines(panel, 0, y - 4, lines, style)

    def draw_sources(
        self, origin: Mapping[Hashable, Any], notes: Sequence[str] = (), fonds: str = FONDS
    ) -> None:
        """Write sources, base map, author and notes at the foot of the page.

        Parameters
        ----------
        origin : mapping
            source, date and attribution of the counts, from the table's `attrs`.
        notes : list of str
            What the reader must know besides.
        fonds : str
            Sources of the base map.
        """
        source, date = origin.get("source", "non précisées"), origin.get("date", "non datées")
        lines = [
            *notes,
            f"Sources : {source} ({date}). Fond de carte : {fonds}. Projection : Lambert 93.",
            f"Réalisation : {origin.get('attribution', 'non précisée')}, avec poles_geo "
            f"{__version__}.",
        ]
        for row, line in enumerate(reversed(lines)):
            self.write(
                MARGE,
                PIED + row * INTERLIGNE,
                imprime(line),
                self.style.note,
                va="baseline",
                color=self.style.gris,
            )

    def draw_scale(self, circles: Boxes) -> Boxes:
        """Draw the scale bar in a corner of the map that no circle uses, if there is one.

        Parameters
        ----------
        circles : array (n × 4)
            Boxes of the circles, in mm.

        Returns
        -------
        array (1 × 4)
            Its box, in mm.
        """
        length = round_length(self.cadre.metres_par_mm * 42)
        wide, high = length / self.cadre.metres_par_mm + 7, 9.0
        right, top = self.cadre.largeur - wide, self.cadre.hauteur - high
        corners = {
            "lower right": (right, 0, right + wide, high),
            "lower left": (0, 0, wide, high),
            "upper right": (right, top, right + wide, top + high),
            "upper left": (0, top, wide, top + high),
        }
        boxes = np.array(list(corners.values()))
        corner = int(np.argmin(touches_any(boxes, circles)))
        self.axes.add_artist(
            ScaleBar(
                1,
                units="m",
                fixed_value=length / 1000,
                fixed_units="km",
                location=list(corners)[corner],
                scale_loc="top",
                height_fraction=0.003,
                border_pad=0.5,
                pad=0.3,
                sep=2,
                box_color=self.style.halo,
                box_alpha=0.75,
                color=self.style.encre,
                font_properties=self.style.police(self.style.texte).get_fontconfig_pattern(),
                scale_formatter=lambda value, unit: f"{value:g}{INSECABLE}{unit}".replace(".", ","),
            )
        ).set_zorder(9)
        return boxes[[corner]]


def round_length(longest: float) -> int:
    """Largest length in metres, 1, 2 or 5 by a power of ten, not over `longest`."""
    power: int = 10 ** int(np.floor(np.log10(longest)))
    return max(digit * power for digit in (1, 2, 5) if digit * power <= longest)
