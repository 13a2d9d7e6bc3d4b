"""Labels on a map: placed clear of what it already shows, and written with their leader lines."""

import warnings
from dataclasses import dataclass

import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine, TightLayoutEngine
from matplotlib.patheffects import withStroke

from poles_geo.cartes.canvas.axes import Dessin
from poles_geo.cartes.canvas.frame import Cadre, figure_of
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import Ligne, Rappel, write
from poles_geo.cartes.labels.occupation import leaders_on, links_on, symbols_on, written_on
from poles_geo.cartes.labels.placing import Label, Placed, leader_line, place_labels
from poles_geo.typography import INSECABLE


@dataclass(frozen=True)
class Etiquettes(Dessin):
    """Labels on a map.

    Attributes
    ----------
    placed : tuple of Placed
        Those that were written, most important first.
    left_out : tuple of Label
        Those that found no place, most important first; `texte` is what they say.
    """

    placed: tuple[Placed, ...]
    left_out: tuple[Label, ...]


def label_map(ax: Axes, labels: list[Label], style: Style) -> Etiquettes:
    """Place and write labels, clear of what the map already shows.

    Parameters
    ----------
    labels : list of Label
        Most important first; each names a symbol that the map shows.

    Warns
    -----
    UserWarning
        When an automatic layout will change the size of the axes: labels do not follow it.
    """
    cadre = Cadre.of(ax)
    if isinstance(figure_of(ax).get_layout_engine(), ConstrainedLayoutEngine | TightLayoutEngine):
        warnings.warn(
            "noms placés à la taille qu'ont les axes, que la mise en page automatique de la figure "
            f'changera{INSECABLE}: la faire avant (figure.set_layout_engine("none")).',
            stacklevel=3,
        )
    named = {_key(label.x, label.y, label.diametre) for label in labels}
    unnamed = [
        Label(x, y, size, "", 0, "")
        for x, y, size in symbols_on(ax, cadre).tolist()
        if 0 <= x <= cadre.largeur and 0 <= y <= cadre.hauteur and _key(x, y, size) not in named
    ]
    placed, left_out = place_labels(
        labels,
        cadre,
        style,
        obstacles=written_on(ax, cadre),
        unnamed=unnamed,
        lines=links_on(ax, cadre),
        leaders=leaders_on(ax, cadre),
    )
    drawn = [_draw_leader(ax, item, cadre, style) for item in placed if item.leader]
    drawn += write(ax, cadre, style, [_line_of(item, style) for item in placed])
    return Etiquettes(ax, tuple(drawn), tuple(placed), tuple(left_out))


def _key(*symbol: float) -> tuple[int, ...]:
    """Tell symbols apart to the micrometre."""
    return tuple(round(1000 * value) for value in symbol)


def _line_of(item: Placed, style: Style) -> Ligne:
    label = item.label
    font = style.police(label.taille, gras=label.gras)
    return Ligne(label.texte, item.box[:2], font, label.couleur)


def _draw_leader(ax: Axes, item: Placed, cadre: Cadre, style: Style) -> Artist:
    """Draw the line from the edge of a symbol to the nearest point of its label."""
    (x0, y0), (x1, y1) = cadre.to_metres(shapely.get_coordinates(leader_line(item)))
    return ax.add_line(
        Rappel(
            [x0, x1],
            [y0, y1],
            color=item.label.couleur,
            linewidth=0.4,
            solid_capstyle="butt",
            zorder=7,
            path_effects=[withStroke(linewidth=1.2, foreground=style.halo)],
        )
    )
