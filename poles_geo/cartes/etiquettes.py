"""Label placement: no label on another or on its leader line, none on the centre of a symbol.

Each label tries a fixed list of places around its symbol, near ones first, and takes the
cheapest that is free; the most important choose first. The result depends on nothing but the
input: no clock, no random number. A label that finds no place is left out and told.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.layout_engine import ConstrainedLayoutEngine, TightLayoutEngine
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from poles_geo.cartes.axes import Dessin
from poles_geo.cartes.cadre import Box, Boxes, Cadre, figure_of
from poles_geo.cartes.occupation import leaders_on, links_on, symbols_on, written_on
from poles_geo.cartes.style import Style
from poles_geo.cartes.textes import Rappel, extent_of, write
from poles_geo.typographie import INSECABLE

ANGLES = (0, 180, 90, 270, 30, 150, 330, 210, 60, 120, 300, 240)
"""Directions tried, in degrees, the preferred first: right, left, above, below, corners."""
DIRECTIONS = np.column_stack([np.cos(np.radians(ANGLES)), np.sin(np.radians(ANGLES))])
SIDES = np.where(np.abs(DIRECTIONS) > 0.3, np.sign(DIRECTIONS), DIRECTIONS / 0.3)
"""Which edge of the box faces the symbol, from -1 to 1, across and up."""
GAPS = (0.6, 1.6, 3.2, 5.0, 7.5, 10.0, 13.0)
"""Distances from the edge of the symbol to the label, in mm; a leader line from the third on."""
LEADER = 2.0
"""Gap, in mm, from which a leader line ties the label to its symbol."""
CENTRE = 0.9
"""Radius, in mm, of the centre of a symbol that no label may hide."""
DOUBT = 1.0
"""Distance, in mm, under which a label might be taken for that of another symbol."""
COVERED_LINE = 3.0
"""Cost, in mm, of a label that covers a line."""
AMBIGUOUS = 2.4
"""Cost, in mm, of a label without leader line that lies as near to another symbol as to its own."""
CLEAR = 0.6
"""How much nearer to its own, in mm, a label must be not to be ambiguous."""
AIR = 0.35
"""Space kept around a label, in mm."""
NOTHING: Boxes = np.empty((0, 4))
TRIES = 8
"""Times that labels left out are placed again, before the others."""


@dataclass(frozen=True)
class Label:
    """A text to place by a symbol: position and diameter in mm, text, size in points, colour.

    `principal`: one that the map must name, which may go further. `faible`: of a pôle that the
    map is not about, small and grey.
    """

    x: float
    y: float
    diametre: float
    texte: str
    taille: float
    couleur: str
    gras: bool = False
    principal: bool = False
    faible: bool = False


@dataclass(frozen=True)
class Placed:
    """A label that found its place: its box in mm, and whether it needs a leader line."""

    label: Label
    box: Box
    leader: bool


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
    drawn = [artist for item in placed for artist in _draw_label(ax, item, cadre, style)]
    return Etiquettes(ax, tuple(drawn), tuple(placed), tuple(left_out))


def _key(*symbol: float) -> tuple[int, ...]:
    """Tell symbols apart to the micrometre."""
    return tuple(round(1000 * value) for value in symbol)


def place_labels(
    labels: list[Label],
    cadre: Cadre,
    style: Style,
    *,
    obstacles: Boxes = NOTHING,
    unnamed: Sequence[Label] = (),
    lines: Sequence[shapely.LineString] = (),
    leaders: Sequence[shapely.LineString] = (),
) -> tuple[list[Placed], list[Label]]:
    """Place labels, the first of the list choosing first.

    When some find no place, the largest of them are placed again before the others, a few times
    over; what leaves out the fewest of the largest, then of the next, is kept.

    Parameters
    ----------
    labels : list of Label
        Most important first.
    cadre : Cadre
        No label leaves it.
    obstacles : array (n × 4)
        Boxes in mm that neither a label nor its leader line may touch (scale bar, inset).
    unnamed : sequence of Label
        Symbols without a label to place, whose centre no label may hide either.
    lines : sequence of LineString, optional
        Lines in mm that a label had better not cover.
    leaders : sequence of LineString, optional
        Leader lines in mm of labels already there, that no label nor its own may cross.

    Returns
    -------
    placed, left_out
    """
    choices = _choices(labels, cadre, style, obstacles, unnamed, lines, leaders)
    sizes = [label.taille for label in labels]
    order = list(range(len(labels)))
    kept, left_out = found, left = _placed(labels, choices, order, obstacles, leaders)
    for _ in range(TRIES):
        if not left:
            break
        largest = max(sizes[i] for i in left)
        first = [i for i in left if sizes[i] == largest]
        order = [*first, *(i for i in order if i not in first)]
        found, left = _placed(labels, choices, order, obstacles, leaders)
        if _loss(left, sizes) < _loss(left_out, sizes):
            kept, left_out = found, left
    return [kept[i] for i in sorted(kept)], [labels[i] for i in left_out]


def _choices(
    labels: list[Label],
    cadre: Cadre,
    style: Style,
    obstacles: Boxes,
    unnamed: Sequence[Label],
    lines: Sequence[shapely.LineString],
    leaders: Sequence[shapely.LineString],
) -> list[tuple[Boxes, NDArray[np.bool_]]]:
    """Boxes that each label may take, the best first, and whether each needs a leader line.

    Other labels do not count yet.
    """
    symbols = [*labels, *unnamed]
    centres = np.array([(label.x, label.y) for label in symbols]).reshape(-1, 2)
    radii = np.array([label.diametre / 2 for label in symbols])
    choices = []
    for i, label in enumerate(labels):
        boxes, costs, gaps = candidates(label, style)
        free = inside(boxes, cadre) & ~touches_any(boxes, obstacles, AIR)
        free &= ~crossed(boxes, leaders)
        around = np.hstack([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])[None]
        near = np.flatnonzero(_distance(around, centres)[0] - radii < LEADER + CLEAR)
        distances = _distance(boxes, centres[near])
        free &= (distances >= np.minimum(radii[near], CENTRE)).all(axis=1)
        edges = (distances - radii[near])[:, near != i]
        costs = costs + 4 * np.maximum(-edges, 0).sum(axis=1)
        costs += 2 * np.maximum(DOUBT - edges, 0).sum(axis=1)
        nearest = edges.min(axis=1, initial=np.inf)
        costs += COVERED_LINE * crossed(boxes, lines)
        costs += AMBIGUOUS * ((nearest < gaps + CLEAR) & (gaps < LEADER))
        ranked = np.argsort(np.where(free, costs, np.inf), kind="stable")[: free.sum()]
        choices.append((boxes[ranked], gaps[ranked] >= LEADER))
    return choices


def _placed(
    labels: list[Label],
    choices: list[tuple[Boxes, NDArray[np.bool_]]],
    order: list[int],
    obstacles: Boxes,
    leaders: Sequence[shapely.LineString],
) -> tuple[dict[int, Placed], list[int]]:
    """Give each label in turn its best place that is free, and list those that find none."""
    taken, drawn = obstacles, list(leaders)
    found: dict[int, Placed] = {}
    for i in order:
        boxes, far = choices[i]
        free = ~touches_any(boxes, taken, AIR) & ~crossed(boxes, drawn)
        tried = (Placed(labels[i], _box(boxes[k]), bool(far[k])) for k in np.flatnonzero(free))
        item = next((item for item in tried if not tangled(item, taken, drawn)), None)
        if item is not None:
            found[i] = item
            taken = np.vstack([taken, item.box])
            drawn += [leader_line(item)] if item.leader else []
    return found, [i for i in range(len(choices)) if i not in found]


def _loss(left_out: list[int], sizes: list[float]) -> tuple[int, ...]:
    """Count the labels left out by size of their text, the largest first."""
    lost = [sizes[i] for i in left_out]
    return tuple(lost.count(size) for size in sorted(set(sizes), reverse=True))


def candidates(
    label: Label, style: Style
) -> tuple[Boxes, NDArray[np.float64], NDArray[np.float64]]:
    """Boxes where a label may go, with their cost and their gap to the symbol."""
    font = style.police(label.taille, gras=label.gras)
    size = np.array(extent_of(label.texte, font)[:2])
    limit = style.ecart_principal if label.principal else style.ecart_etiquette
    near = np.array([gap for gap in GAPS if gap <= limit])
    gaps = np.repeat(near, len(ANGLES))
    reach = label.diametre / 2 + gaps
    anchors = (label.x, label.y) + reach[:, None] * np.tile(DIRECTIONS, (len(near), 1))
    low = anchors - size * (1 - np.tile(SIDES, (len(near), 1))) / 2
    costs = gaps + np.tile(0.12 * np.arange(len(ANGLES)), len(near))
    return np.hstack([low, low + size]), costs, gaps


def _box(row: NDArray[np.float64]) -> Box:
    left, low, right, high = map(float, row)
    return left, low, right, high


def inside(boxes: Boxes, cadre: Cadre, margin: float = 1.0) -> NDArray[np.bool_]:
    """Tell which boxes lie in the frame, `margin` mm from its edge."""
    return (
        (boxes[:, 0] >= margin)
        & (boxes[:, 1] >= margin)
        & (boxes[:, 2] <= cadre.largeur - margin)
        & (boxes[:, 3] <= cadre.hauteur - margin)
    )


def touches_any(boxes: Boxes, others: Boxes, air: float = 0.0) -> NDArray[np.bool_]:
    """Tell which boxes come within `air` mm of one of the others."""
    a, b = boxes[:, None, :], others[None, :, :]
    apart = (
        (a[..., 0] > b[..., 2] + air)
        | (a[..., 2] < b[..., 0] - air)
        | (a[..., 1] > b[..., 3] + air)
        | (a[..., 3] < b[..., 1] - air)
    )
    return np.asarray((~apart).any(axis=1))


def _distance(boxes: Boxes, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distances in mm between boxes (n) and points (m): n × m, 0 inside."""
    dx = np.maximum(boxes[:, None, 0] - points[:, 0], points[:, 0] - boxes[:, None, 2])
    dy = np.maximum(boxes[:, None, 1] - points[:, 1], points[:, 1] - boxes[:, None, 3])
    return np.asarray(np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)))


def crossed(boxes: Boxes, lines: Sequence[shapely.LineString]) -> NDArray[np.bool_]:
    """Tell which boxes one of the lines crosses."""
    areas = np.asarray(shapely.box(*boxes.T))
    return np.asarray(shapely.intersects(areas, shapely.MultiLineString(lines)))


def tangled(item: Placed, taken: Boxes, leaders: Sequence[shapely.LineString]) -> bool:
    """Tell whether a label needs a leader line that crosses a box already taken, or another."""
    if not item.leader:
        return False
    line = leader_line(item)
    return bool(line.crosses(shapely.MultiLineString(leaders)) or crossed(taken, [line]).any())


def leader_line(item: Placed) -> shapely.LineString:
    """Line in mm from the edge of a symbol to the nearest point of its label."""
    label, (left, low, right, high) = item.label, item.box
    centre = np.array([label.x, label.y])
    tip = np.array([np.clip(label.x, left, right), np.clip(label.y, low, high)])
    start = centre + (tip - centre) * (label.diametre / 2 / np.hypot(*(tip - centre)))
    return shapely.LineString([start, tip])


def _draw_label(ax: Axes, item: Placed, cadre: Cadre, style: Style) -> list[Artist]:
    """Draw a label with its halo and, where it moved, its leader line."""
    label = item.label
    font = style.police(label.taille, gras=label.gras)
    leader = [_draw_leader(ax, item, cadre, style)] if item.leader else []
    return [*leader, *write(ax, cadre, style, label.texte, item.box[:2], font, label.couleur)]


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
