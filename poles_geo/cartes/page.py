"""The page: title, map, legend panel and sources, laid out in millimetres."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from poles_geo import __version__
from poles_geo.cartes import legende
from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.carte import Carte
from poles_geo.cartes.style import MM, Style
from poles_geo.cartes.symboles import diameters
from poles_geo.cartes.textes import extent_of, wrapped
from poles_geo.errors import check_choice
from poles_geo.typographie import imprime

FORMATS = {"a4": (297.0, 210.0), "demi-page": (210.0, 148.5), "diapositive": (254.0, 142.875)}
"""Width and height, in mm; A4 stands upright when what it shows does."""
PANNEAU_BAS, PANNEAU_DROIT = 54.0, 64.0
"""Height of the legend under the map, width of the legend beside it, in mm."""
MARGE = 10.0
HAUT = 27.0
"""Height of the title block, in mm."""
BAS = 21.0
"""Height of the sources, in mm."""
PIED = 8.0
"""Ordinate of the last line of the page, in mm."""
INTERLIGNE = 3.1
"""Between two lines of the foot, in mm."""
LIGNES, LIGNES_SERREES = 4, 6
"""Lines of the foot as it is, and at most: from the fifth on, they start lower and come closer."""
PIED_SERRE = 6.0
"""Ordinate of the last line when there are more than four."""
FONDS = "IGN Admin Express et Insee (1ᵉʳ janvier 2024), Natural Earth"


class Page:
    """A page being drawn, of the format that its style names.

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

    def __init__(self, bounds: ArrayLike, style: Style, *, marge: float = 0.04) -> None:
        self.style = style
        self.largeur, self.hauteur = FORMATS[check_choice(style.page, FORMATS, "style.page")]
        xmin, ymin, xmax, ymax = np.asarray(bounds, dtype=float)
        self.debout = style.page == "a4" and bool((xmax - xmin) < 1.2 * (ymax - ymin))
        if self.debout:
            self.largeur, self.hauteur = self.hauteur, self.largeur
        self.figure = Figure(figsize=(self.largeur * MM / 72, self.hauteur * MM / 72))
        wide, high = self.largeur - 2 * MARGE, self.hauteur - HAUT - BAS
        if self.debout:
            self.panel = self._axes(MARGE, BAS, wide, PANNEAU_BAS)
            corner, size = (MARGE, BAS + PANNEAU_BAS + 2), (wide, high - PANNEAU_BAS - 2)
        else:
            right = self.largeur - MARGE - PANNEAU_DROIT
            self.panel = self._axes(right, BAS, PANNEAU_DROIT, high)
            corner, size = (MARGE, BAS), (wide - PANNEAU_DROIT - 4, high)
        self.panel.set_axis_off()
        self.cadre = Cadre.around(bounds, *size, marge)
        self._coin = corner
        self.axes = self.add_frame((0, 0, *size), self.cadre)

    def add_frame(self, box: tuple[float, float, float, float], cadre: Cadre) -> Axes:
        """Add axes that show a frame; `box` in mm from the lower left corner of the map."""
        left, low, right, high = box
        x, y = self._coin
        axes = self._axes(x + left, y + low, right - left, high - low)
        west, south, east, north = cadre.bounds
        axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], aspect="equal")
        for side in axes.spines.values():
            side.set(color=self.style.gris, linewidth=0.5, zorder=10)
        return axes

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
        *,
        traits: str = "Limites",
    ) -> None:
        """Draw the legend on the panel: ranks, sizes, lines; side by side when upright.

        Beside the map, the rules of the ranks are left out where there is no room for them.
        `traits`: heading of the lines.
        """
        panel, style = self.panel, self.style
        top = panel.get_ylim()[1] - 3
        if self.debout:
            legende.draw_ranks(panel, 0, top, ranks, style)
            after = 138.0
            if sizes:
                legende.draw_sizes(panel, 82, top, sizes, style)
                after = max(after, 82 + float(diameters(max(sizes), style)) + legende.CHIFFRES)
            legende.draw_lines(panel, after, top, lines, style, traits)
        else:
            if legende.height_of(ranks, sizes, lines, style) > top:
                ranks = [replace(row, regle=()) for row in ranks]
            y = legende.draw_ranks(panel, 0, top, ranks, style)
            y = legende.draw_sizes(panel, 0, y - 2.2, sizes, style) if sizes else y
            legende.draw_lines(panel, 0, y - 2.2, lines, style, traits)

    def draw_sources(
        self, origin: Mapping[Hashable, Any], notes: Sequence[str] = (), fonds: str = FONDS
    ) -> None:
        """Write sources, base map, author and notes at the foot of the page.

        Long lines are wrapped. What makes more than six lines is cut off the notes, with « … ».

        Parameters
        ----------
        origin : mapping
            source, date, publication and attribution of the counts, from the table's `attrs`.
        notes : list of str
            What the reader must know besides.
        fonds : str
            Sources of the base map.
        """
        source, date = origin.get("source", "non précisées"), origin.get("date", "non datées")
        published = f" ; {origin['publication']}" if "publication" in origin else ""
        author = f"{origin['attribution']}, avec " if "attribution" in origin else ""
        said = self._wrapped(
            f"Sources : {source} ({date}){published}.",
            f"Fond de carte : {fonds}. Projection : Lambert 93. "
            f"Réalisation : {author}poles_geo {__version__}.",
        )
        lines = [*_cut(self._wrapped(*notes), LIGNES_SERREES - len(said)), *said]
        low, step = PIED, INTERLIGNE
        if len(lines) > LIGNES:
            low = PIED_SERRE
            step = min(INTERLIGNE, (BAS - 2.7 - low) / (len(lines) - 1))
        for row, line in enumerate(reversed(lines)):
            self.write(
                MARGE,
                low + row * step,
                line,
                self.style.note,
                va="baseline",
                color=self.style.gris,
            )

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
            titre=imprime(title),
            source=f"{source} ({date})" if date else str(source),
            auteur=str(origin.get("attribution", "poles_geo")),
            style=self.style,
            labels_left_out=left_out,
        )

    def _wrapped(self, *texts: str) -> list[str]:
        """Cut texts between words into lines as wide as the page."""
        font, wide = self.style.police(self.style.note), self.largeur - 2 * MARGE
        return [line for text in texts for line in wrapped(imprime(text), font, wide)]


def _cut(lines: list[str], room: int) -> list[str]:
    """Keep the first lines; « … » in place of the last word says that there were more."""
    if len(lines) <= room:
        return lines
    *kept, last = lines[: max(room, 1)]
    return [*kept, f"{last.rpartition(' ')[0]} …"]
