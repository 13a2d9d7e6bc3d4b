"""Texts and names: their size, their place, what lies beneath them."""

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.labels.label_places import BITE, CENTRE
from poles_geo.cartes.lint.defects import SLACK, Defect, distance, is_inside, middle, overlap
from poles_geo.cartes.lint.ink import ENOUGH, TextSeen
from poles_geo.cartes.lint.seen import LeaderSeen, PageReading, SymbolSeen, View
from poles_geo.typography import french_number

SMALLEST_SIZE = 6.0
"""Smallest text, in points at the printed size."""
REACH = 0.8
"""How near, in mm, a leader line must end to a text to be its own, and start from a symbol."""
SAME = 0.3
"""Distance, in mm, under which two places are one."""


def check_texts(page: PageReading) -> Iterator[Defect]:
    """Texts under the smallest size, one on another, off the page, or that hardly show."""
    for text in page.texts:
        place = middle(text.box)
        if text.size < SMALLEST_SIZE - 1e-6:
            yield Defect(
                "corps",
                f"« {text.text} » est écrit en {french_number(text.size, 1)} points ; il en faut "
                f"{french_number(SMALLEST_SIZE)} à la taille imprimée : agrandir le texte ou la "
                "page.",
                place,
            )
        if not is_inside(text.box, (0.0, 0.0, page.width, page.height)):
            yield Defect(
                "page", f"« {text.text} » sort de la page : le déplacer ou le raccourcir.", place
            )
        if text.contrast < ENOUGH:
            yield Defect(
                "contraste",
                f"« {text.text} » contraste trop peu avec ce qui est dessous "
                f"({french_number(text.contrast, 1)} ; il faut {french_number(ENOUGH)}) : changer "
                "la couleur du texte, lui donner un halo, ou le déplacer.",
                place,
            )
    for one, other in _overlapping(page.texts):
        yield Defect(
            "recouvrement",
            f"« {one.text} » et « {other.text} » se recouvrent : déplacer ou retirer l'un "
            "des deux.",
            middle(one.box),
        )


def _overlapping(texts: Sequence[TextSeen]) -> list[tuple[TextSeen, TextSeen]]:
    """Pairs of texts one on the other, in their order."""
    boxes = np.array([text.box for text in texts]).reshape(-1, 4)
    low = np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:])
    shared = np.triu((high - low > SLACK).all(axis=2), k=1)
    pairs = [(texts[i], texts[j]) for i, j in np.argwhere(shared)]
    return [
        (one, other)
        for one, other in pairs
        if not (one.corners or other.corners)
        or shapely.intersection(_inked(one), _inked(other)).area > SLACK**2
    ]


def _inked(text: TextSeen) -> shapely.Polygon:
    """Ground that a text covers, in mm."""
    return shapely.Polygon(text.corners) if text.corners else shapely.box(*text.box)


def check_labels(page: PageReading) -> Iterator[Defect]:
    """Names off their map, under an inset, on a symbol, or nearer another symbol than their own."""
    for panel in page.panels:
        for text in page.texts_of(panel):
            if not is_inside(text.box, panel.box):
                yield Defect(
                    "cadre",
                    f"« {text.text} » sort du panneau de la légende : raccourcir la légende ou "
                    "agrandir la page.",
                    middle(text.box),
                )
    for k, view in enumerate(page.views):
        insets = [other.box for other in page.views[k + 1 :]]
        yield from _on_map(page, view, insets)
        yield from _leaders(view)


def _on_map(page: PageReading, view: View, insets: list[Box]) -> Iterator[Defect]:
    symbols = view.symbols
    centres = np.array([symbol.centre for symbol in symbols]).reshape(-1, 2)
    radii = np.array([symbol.radius for symbol in symbols])
    for label in page.labels_of(view):
        place = middle(label.box)
        if not is_inside(label.box, view.box):
            yield Defect(
                "cadre",
                f"l'étiquette « {label.text} » sort du cadre de la carte : la rapprocher ou "
                "la retirer.",
                place,
            )
        if any(overlap(label.box, inset) for inset in insets):
            yield Defect(
                "cadre", f"l'étiquette « {label.text} » passe sous un encart : la déplacer.", place
            )
        away = distance(label.box, centres)
        if label.text.isdigit():  # how many a symbol stands for is written in it
            away = np.where(np.hypot(*(centres - place).T) < radii, np.inf, away)
        if (away < np.minimum(radii, CENTRE) - SLACK).any():
            yield Defect(
                "centre",
                f"l'étiquette « {label.text} » cache le centre d'un symbole, qui doit rester "
                "visible : la déplacer.",
                place,
            )
        elif (away - radii < -BITE - SLACK).any():
            yield Defect(
                "symbole",
                f"l'étiquette « {label.text} » couvre un symbole sur "
                f"{french_number((radii - away).max(), 1)} mm : la déplacer, ou la relier par un "
                "trait.",
                place,
            )
        yield from _attached(label, view, centres, away - radii)


def _attached(
    label: TextSeen, view: View, centres: NDArray[np.float64], edges: NDArray[np.float64]
) -> Iterator[Defect]:
    """Find a name without a leader that another symbol is nearer to than its own.

    `edges`: distances from the name to the edges of the symbols.
    """
    if label.place is None or not len(centres):
        return
    own = np.hypot(*(centres - label.place).T) < SAME
    if not own.any() or own.all() or _leader_of(label, view) is not None:
        return
    nearest = edges[~own].min()
    if nearest < edges[own].min() - SLACK:
        yield Defect(
            "rattachement",
            f"« {label.text} » est à {_mm(edges[own].min())} de son symbole et à "
            f"{_mm(nearest)} d'un autre : le rapprocher, ou l'y relier par un trait.",
            middle(label.box),
        )


def _mm(length: float) -> str:
    return f"{french_number(max(length, 0.0), 1)} mm"


def _leader_of(label: TextSeen, view: View) -> LeaderSeen | None:
    """Line that leads from the symbol of a name to it."""
    for leader in view.leaders:
        if leader.text is label:
            return leader
        ends = np.array([leader.start, leader.end])
        for end, start in ((ends[1], ends[0]), (ends[0], ends[1])):
            reached = distance(label.box, end[None])[0] < REACH
            if leader.text is None and reached and label.place is not None:
                symbol = _symbol_at(label.place, view)
                radius = symbol.radius if symbol else 0.0
                if np.hypot(*(start - label.place)) < radius + REACH:
                    return leader
    return None


def _symbol_at(place: tuple[float, float], view: View) -> SymbolSeen | None:
    near = (one for one in view.symbols if np.hypot(*np.subtract(one.centre, place)) < SAME)
    return next(near, None)


def _leaders(view: View) -> Iterator[Defect]:
    """Leaders over a symbol that is neither theirs nor under it."""
    for leader in view.leaders:
        line = shapely.LineString([leader.start, leader.end])
        owner = min(
            view.symbols,
            key=lambda one: abs(np.hypot(*np.subtract(one.centre, leader.start)) - one.radius),
            default=None,
        )
        for symbol in view.symbols:
            if symbol is owner or (owner and _on(owner, symbol)):
                continue
            if line.distance(shapely.Point(symbol.centre)) < symbol.radius - SLACK:
                yield Defect(
                    "symbole",
                    "un trait de rappel passe sur un symbole qui n'est pas le sien : déplacer le "
                    "nom qu'il relie, ou le retirer.",
                    symbol.centre,
                )


def _on(one: SymbolSeen, other: SymbolSeen) -> bool:
    """Tell whether a symbol lies on another, that its leader must then leave."""
    gap = float(np.hypot(*np.subtract(one.centre, other.centre)))
    return gap < other.radius
