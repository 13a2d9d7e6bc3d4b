"""The legend of a ratio by area: its classes, areas without class, sizes of circles, lines."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from poles_geo.cartes.canvas.axes import Dessin, panel_axes
from poles_geo.cartes.canvas.style import STYLE_RAPPORT, Style
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.cartes.canvas.text import wrapped
from poles_geo.cartes.layers.ratio import Ratio, colours, hatched
from poles_geo.cartes.surround import legend as legende
from poles_geo.typography import imprime, nombre

CASE = 7.0
"""Width of a box of the legend, in mm."""
CERCLE = 3.4
"""Diameter, in mm, of the circles that show a class."""


@dataclass(frozen=True)
class Case:
    """A row of the legend: what it says, how many areas it has, how they are filled.

    `cercle`: they are shown by circles, not by fills.
    """

    texte: str
    aires: int
    couleur: str
    options: dict[str, Any] = field(default_factory=dict)
    cercle: bool = False


PANNEAU = (78.0, 120.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""


def draw_ratio_legend(
    ratio: Ratio,
    unite: str,
    lignes: Sequence[legende.Trait] = (),
    *,
    nom_hors: str = "Hors pôle",
    nom_effectifs: str = "Nombre de professionnels de santé",
    ax: Axes | None = None,
    style: Style = STYLE_RAPPORT,
) -> Dessin:
    """Draw the legend of a ratio: classes, areas without class, sizes of circles, lines.

    Side by side in a panel of 186 mm or more, one under the other in a narrower one.

    Parameters
    ----------
    ratio : Ratio
        As :func:`class_ratio` gives it.
    unite : str
        What the numbers are, over the classes.
    lignes : sequence of Trait
        Lines that the map shows.
    nom_hors : str
        Name of the areas that the ratio does not concern.
    nom_effectifs : str
        What the sizes of the circles count, when there are some.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style

    Raises
    ------
    ChoiceError
        Axes that show a map.
    """
    found = ratio.classes
    counts = np.bincount(ratio.rangs, minlength=len(found)).tolist()
    ramp = colours(len(found), style)
    circles = ratio.cercles
    cases = [
        Case(text, count, colour, cercle=circles is not None)
        for text, count, colour in zip(found.texts(), counts, ramp, strict=True)
    ][::-1]
    nobody = 0 if circles is None else len(ratio.rangs) - len(circles)
    besides = [
        box
        for box in (
            Case("Effectif nul", nobody, style.pays),
            Case(nom_hors, len(ratio.hors), style.pays),
            Case("Pas de données", len(ratio.manquantes), style.pays, hatched(style)),
        )
        if box.aires
    ]
    sizes = [] if circles is None else legende.sizes_of(circles["effectif"], style)
    panel, wide, high = panel_axes(ax, *PANNEAU)
    before = panel.get_children()
    beside, top = wide >= legende.COTE_A_COTE, high - 3
    y = top
    heading = style.police(style.texte, gras=True)
    for line in wrapped(imprime(unite), heading, 78.0 if beside else wide):
        y = legende.draw_heading(panel, 0, y, line, style) + 2.6
    fewer = f" au lieu de {found.demandees}" if len(found) < found.demandees else ""
    notes = (found.methode, f"{len(found)} classes{fewer} (nombre d'aires)")
    for row, note in enumerate(notes):
        legende.write(panel, 0, y - 2.0 - 3.1 * row, note, style, faible=True)
    first = y - 10.0
    y = _draw_boxes(panel, 0, first, cases, style)
    x, after = (82.0, 138.0) if beside else (0.0, 0.0)
    y = (top if sizes else first) if beside else y - 1.6
    if sizes:
        after = max(after, x + legende.width_of(sizes, style)) if beside else after
        y = legende.draw_sizes(panel, x, y, sizes, style, nom_effectifs) - 3
    y = _draw_boxes(panel, x, y, besides, style)
    legende.draw_lines(panel, after, top if beside else y - 1, lignes, style)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Dessin(panel, tuple(drawn))


def _draw_boxes(panel: Axes, x: float, y: float, boxes: Sequence[Case], style: Style) -> float:
    """Draw boxes one under the other, those of classes touching; return what is under them."""
    for box in boxes:
        if box.cercle:
            middle = (x + CASE / 2, y)
            draw_circles(panel, [middle], [CERCLE], [box.couleur], style, clip=False)
        else:
            panel.add_patch(
                Rectangle(
                    (x, y - legende.ROW / 2),
                    CASE,
                    legende.ROW,
                    **{
                        "facecolor": box.couleur,
                        "edgecolor": style.trait_bassin,
                        "linewidth": style.largeur_bassin,
                        "clip_on": False,
                        **box.options,
                    },
                )
            )
        legende.write(panel, x + CASE + 2.2, y, f"{box.texte} ({nombre(box.aires)})", style)
        y -= legende.ROW if not box.options else legende.ROW + 1.2
    return y
