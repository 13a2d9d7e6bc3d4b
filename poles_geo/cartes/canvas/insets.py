"""Insets: a part of the map drawn larger, or ground from elsewhere, in a frame of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from poles_geo.cartes.canvas.axes import Dessin, add_axes, dress, frame, map_axes
from poles_geo.cartes.canvas.frame import Box, Cadre, box_of, figure_of
from poles_geo.cartes.canvas.style import STYLE_RAPPORT, Style
from poles_geo.cartes.canvas.text import Ligne, extent_of, write
from poles_geo.typography import imprime

LARGEUR_EMPRISE = 0.5
"""Width, in points, of the outline on the map of what an inset shows."""


@dataclass(frozen=True)
class Encart:
    """An inset.

    Attributes
    ----------
    lettre : str
        Ties the inset to its outline on the map; empty: no outline, what it shows is elsewhere.
    titre : str
        Written in its upper left corner, after the letter; none when empty.
    emprise : four floats
        xmin, ymin, xmax, ymax of what it shows, in metres of any projection.
    boite : tuple of float
        xmin, ymin, xmax, ymax on the map, in mm from its lower left corner.
    """

    lettre: str
    titre: str
    emprise: Sequence[float]
    boite: Box

    @property
    def cadre(self) -> Cadre:
        """The frame of the inset."""
        left, low, right, high = self.boite
        return Cadre.around(self.emprise, right - left, high - low, marge=0.03)


def draw_inset(encart: Encart, *, ax: Axes | None = None, style: Style = STYLE_RAPPORT) -> Dessin:
    """Make the axes of an inset on a map, and outline on the map what it shows.

    What the inset shows is for the other pieces to draw, on its axes. Labels and names that come
    after it on the map keep clear of it.

    Parameters
    ----------
    encart : Encart
    ax : Axes, optional
        The map that holds the inset, in metres. By default, the inset is a map of its own, framed
        around its extent, without box or outline.
    style : Style

    Returns
    -------
    Dessin
        `axes` are those of the inset; the artists, its title, then on the map the outline and its
        letter.

    Raises
    ------
    ChoiceError
        Axes that are no map.
    """
    if ax is None:
        inset, cadre = map_axes(None, encart.emprise, style)
        return Dessin(inset, tuple(_draw_title(inset, cadre, encart, style)))
    ax, host = map_axes(ax, encart.emprise, style)
    cadre = encart.cadre
    x, y, _, _ = box_of(ax)
    left, low, right, high = encart.boite
    inset = add_axes(figure_of(ax), x + left, y + low, right - left, high - low)
    frame(inset, cadre)
    dress(inset, style)
    drawn = _draw_title(inset, cadre, encart, style)
    if encart.lettre:
        west, south, east, north = cadre.bounds
        outline = Rectangle(
            (west, south),
            east - west,
            north - south,
            facecolor="none",
            edgecolor=style.encre,
            linewidth=LARGEUR_EMPRISE,
            zorder=4.8,
        )
        start, top = host.to_mm([(west, north)])[0]
        sign = (float(start) + 0.8, float(top) - 3.0)
        font = style.police(style.note + 0.5, gras=True)
        drawn += [
            ax.add_artist(outline),
            *write(ax, host, style, [Ligne(encart.lettre, sign, font, style.encre)]),
        ]
    return Dessin(inset, tuple(drawn))


def _draw_title(ax: Axes, cadre: Cadre, encart: Encart, style: Style) -> list[Artist]:
    title = imprime(". ".join(filter(None, (encart.lettre, encart.titre))))
    if not title:
        return []
    font = style.police(style.note + 0.5, gras=True)
    corner = (1.5, cadre.hauteur - 1.5 - extent_of(title, font)[1])
    return write(ax, cadre, style, [Ligne(title, corner, font, style.encre)])
