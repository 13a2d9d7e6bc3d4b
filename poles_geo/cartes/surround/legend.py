"""The legend: ranks, sizes, lines; every sign drawn as it is on the map.

A legend block is drawn on the panel, an axes whose unit is the millimetre.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import class_of, class_values, diameters, draw_circles
from poles_geo.cartes.canvas.text import extent_of
from poles_geo.typography import imprime, nombre, tranches

ROW = 4.6
"""Height of a row of the legend, in mm."""
COTE_A_COTE = 186.0
"""Width, in mm, from which the blocks of a legend lie side by side."""
CHIFFRES = 19.0
"""Width, in mm, kept for the numbers by the nested circles, and for the space after them."""


@dataclass(frozen=True)
class Rang:
    """A row of the legend: colours of its circles, text, lines of its rule, fills of its bassins.

    A row without colour is a fill alone.
    """

    couleurs: tuple[str, ...]
    texte: str
    regle: tuple[str, ...] = ()
    fonds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trait:
    """A kind of line shown by the map, and what it is; `fond` when it surrounds a fill."""

    texte: str
    couleur: str
    largeur: float
    fond: str | None = None


@dataclass(frozen=True)
class Taille:
    """A circle that the legend shows for its size: professionals, and what is written by it."""

    valeur: float
    texte: str


def limites(style: Style, millesime: str | None) -> list[Trait]:
    """Return the boundaries that every map shows: regions, départements or bassins, coasts.

    `millesime`: edition of the bassins drawn, « » when unknown, None when none is drawn.
    """
    region = Trait("Région (2014), frontière", style.trait_region, style.largeur_region)
    if millesime is None:
        name, colour, width = (
            "Département",
            style.trait_departement,
            style.largeur_departement,
        )
    else:
        name, colour, width = "Bassin de vie", style.trait_bassin, style.largeur_bassin
    dated = f"{name} ({millesime})" if millesime else name
    coast = Trait("Côte", style.trait_cote, style.largeur_cote)
    return [region, Trait(dated, colour, width), coast]


def draw_heading(panel: Axes, x: float, y: float, text: str, style: Style) -> float:
    """Write the heading of a block with its top at `y`; return where the block goes on."""
    panel.text(
        x,
        y,
        text,
        fontproperties=style.police(style.texte, gras=True),
        color=style.encre,
        va="top",
        ha="left",
    )
    return y - 6.0


def draw_ranks(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[Rang],
    style: Style,
    titre: str = "Rang du pôle",
) -> float:
    """Draw one circle a rank with its name; strongest first.

    Returns
    -------
    float
        The ordinate under the block, in mm.
    """
    y = draw_heading(panel, x, y, titre, style)
    if any(row.regle for row in rows):
        note = "premier rang dont la règle est remplie (nombre de pôles)"
        write(panel, x, y + 1.2, note, style, faible=True)
        y -= 2.6
    size = 3.4
    filled = any(row.fonds for row in rows)
    y -= 0.8 if filled else 0
    box = size + 1.6 if filled else size
    step = box + 0.4 if filled else 0.8 * size
    for row in rows:
        for i, colour in enumerate(row.fonds):
            _draw_box(panel, x + step * i, y, box, colour, style)
        middle = [(x + box / 2 + step * i, y) for i in range(len(row.couleurs))]
        draw_circles(panel, middle, [size] * len(middle), list(row.couleurs), style, clip=False)
        after = step * max(len(row.couleurs) - 1, len(row.fonds) - 1, 0)
        write(panel, x + box + 2.2 + after, y, row.texte, style)
        for line in row.regle:
            y -= 3.1
            write(panel, x + box + 2.2, y, line, style, faible=True)
        y -= ROW + 0.6
    return y


def _draw_box(panel: Axes, x: float, y: float, size: float, colour: str, style: Style) -> None:
    panel.add_patch(
        Rectangle(
            (x, y - size / 2),
            size,
            size,
            facecolor=colour,
            edgecolor=style.trait_bassin,
            linewidth=style.largeur_bassin,
            clip_on=False,
        )
    )


def draw_sizes(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[Taille],
    style: Style,
    titre: str = "Nombre de professionnels de santé",
    fond: str = "#ffffff",
) -> float:
    """Draw circles as large as on the map: nested, or one under the other when they are classes.

    Returns
    -------
    float
        The ordinate under the block, in mm.
    """
    y = draw_heading(panel, x, y, titre, style)
    sizes = diameters([row.valeur for row in rows], style)
    draw = _column if style.bornes_symboles else _nested
    return draw(panel, x, y, rows, sizes, style, fond)


def _column(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[Taille],
    sizes: NDArray[np.float64],
    style: Style,
    fond: str,
) -> float:
    """Draw a circle a row, and give the ordinate under them."""
    middle = x + sizes.max() / 2
    y += 0.6
    for row, size in zip(rows, sizes, strict=True):
        high = max(ROW, size + 0.8)
        y -= high / 2
        draw_circles(panel, [(middle, y)], [size], [fond], style, clip=False)
        write(panel, x + sizes.max() + 2.2, y, row.texte, style)
        y -= high / 2
    return y - ROW / 2


def _nested(
    panel: Axes,
    x: float,
    y: float,
    rows: Sequence[Taille],
    sizes: NDArray[np.float64],
    style: Style,
    fond: str,
) -> float:
    """Draw circles nested in the largest, and give the ordinate under them."""
    largest = sizes.max()
    bottom = y + 0.6 - largest
    radius = largest / 2
    tops = bottom + sizes
    text_at = spread(tops, 3.1)
    for row, size, top, written in zip(rows, sizes, tops, text_at, strict=True):
        draw_circles(panel, [(x + radius, bottom + size / 2)], [size], [fond], style, clip=False)
        elbow = x + largest + 2
        panel.add_line(
            Line2D(
                [x + radius, elbow, elbow + 2],
                [top, top, written],
                color=style.gris,
                linewidth=0.4,
                zorder=6,
            )
        )
        write(panel, elbow + 3, written, row.texte, style)
    return float(min(bottom, text_at.min()) - ROW / 2)


def spread(heights: np.ndarray, step: float) -> np.ndarray:
    """Move heights down as little as needed to keep `step` mm between them; order is kept."""
    order = np.argsort(-heights, kind="stable")
    moved = heights.astype(float).copy()
    for above, below in pairwise(order):
        moved[below] = min(moved[below], moved[above] - step)
    return moved


def draw_lines(
    panel: Axes,
    x: float,
    y: float,
    lines: Sequence[Trait],
    style: Style,
    titre: str = "Limites",
) -> float:
    """Draw one row a kind of line; return the ordinate under the block, in mm."""
    if not lines:
        return y
    y = draw_heading(panel, x, y, titre, style)
    for line in lines:
        if line.fond:
            panel.add_patch(
                Rectangle(
                    (x, y - 1.5),
                    6,
                    3,
                    facecolor=line.fond,
                    edgecolor=line.couleur,
                    linewidth=line.largeur,
                    joinstyle="round",
                    clip_on=False,
                )
            )
        else:
            panel.add_line(
                Line2D(
                    [x, x + 6],
                    [y, y],
                    color=line.couleur,
                    linewidth=line.largeur,
                    solid_capstyle="butt",
                )
            )
        for text in line.texte.split("\n"):
            write(panel, x + 8, y, text, style)
            y -= 3.4
        y -= ROW - 3.4
    return y


def write(
    panel: Axes, x: float, y: float, text: str, style: Style, *, faible: bool = False
) -> None:
    """Write one row of text, its middle at `y`."""
    panel.text(
        x,
        y + 0.35,
        imprime(text),
        fontproperties=style.police(style.note if faible else style.texte),
        color=style.gris if faible else style.encre,
        va="center_baseline",
        ha="left",
    )


def height_of(
    ranks: Sequence[Rang], sizes: Sequence[Taille], lines: Sequence[Trait], style: Style
) -> float:
    """Height, in mm, of the three blocks one under the other."""
    rules = [len(row.regle) for row in ranks]
    high = 6 + 3.4 * any(rules) + (ROW + 0.6) * len(ranks) + 3.1 * sum(rules)
    if sizes:
        circles = diameters([row.valeur for row in sizes], style)
        nested = max(circles.max(), 3.1 * len(sizes))
        column = np.maximum(ROW, circles + 0.8).sum()
        high += 8.2 + float(column if style.bornes_symboles else nested) + ROW / 2
    return high + 8.2 + sum(ROW + 3.4 * line.texte.count("\n") for line in lines)


def width_of(sizes: Sequence[Taille], style: Style) -> float:
    """Width, in mm, of the circles, what is written by them, and the space after it."""
    font = style.police(style.texte)
    written = max(extent_of(imprime(row.texte), font)[0] for row in sizes)
    largest = float(diameters(max(row.valeur for row in sizes), style))
    return largest + 5.0 + max(written + 6.0, CHIFFRES)


def sizes_of(effectifs: "pd.Series[float]", style: Style) -> list[Taille]:
    """Circles that explain the sizes drawn, the largest first: round numbers, or the classes."""
    if effectifs.empty:
        return []
    if style.bornes_symboles:
        texts = tranches([nombre(bound) for bound in style.bornes_symboles])
        present = np.unique(class_of(effectifs, style))[::-1]
        return [Taille(class_values(style)[k], texts[k]) for k in present.tolist()]
    return [Taille(value, nombre(value)) for value in round_sizes(effectifs.min(), effectifs.max())]


def round_sizes(smallest: float, largest: float) -> list[int]:
    """Two to four round numbers (1, 2 or 5 by a power of ten) that span the values drawn.

    Largest first, each a quarter of the one before or less, but for the last.
    """
    steps = [digit * 10**power for power in range(8) for digit in (1, 2, 5)]
    fitting = [step for step in steps if smallest * 0.8 <= step <= largest * 1.1]
    chosen = [fitting[-1]] if fitting else [max(step for step in steps if step <= largest * 1.1)]
    for step in reversed(fitting):
        if step * 4 <= chosen[-1] and len(chosen) < 3:
            chosen.append(step)
    if fitting and fitting[0] * 2 <= chosen[-1]:
        chosen.append(fitting[0])
    if len(chosen) == 1 and chosen[0] > 1:
        chosen.append(max(step for step in steps if step * 2 <= chosen[0]))
    return chosen
