"""The legend of a smoothed surface: its classes, how it is smoothed, lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.filled.smoothed import Smoothed
from poles_geo.cartes.legends.blocks import ROW, Block, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import MISSING_NAME, class_rows
from poles_geo.cartes.legends.signs import box_sign, town_sign
from poles_geo.typography import french_number

KERNELS = {"exponential": "exponentielle", "pareto": "de Pareto"}


def smoothed_legend(
    smoothed: Smoothed,
    unit: str,
    attrs: Mapping[Any, Any],
    lines: Sequence[Stroke] = (),
    *,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks of a surface: classes, the highest first, its function and span, lines.

    Parameters
    ----------
    smoothed : Smoothed
        As :func:`class_grid` gives it.
    unit : str
        What the numbers are, over the classes.
    attrs : mapping
        Of the grid: fonction, beta, portee_km, pas_km.
    lines : sequence of Stroke
        Lines that the map shows.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    classes = class_rows(smoothed.classes, smoothed.palette, unit, style)
    how = Rows("Lissage", tuple(Row(text) for text in smoothing(attrs)), style)
    gaps = Row(MISSING_NAME, box_sign(style.land, style, **hatched(style)))
    besides = [gaps] if smoothed.gaps else []
    besides += [Row(towns, town_sign(style))] if towns else []
    rest: list[Block] = [Rows("", tuple(besides), style, step=ROW + 1.2)] if besides else []
    return [[classes, how, *rest, *lines_block(lines, style)]]


def smoothing(attrs: Mapping[Any, Any]) -> tuple[str, ...]:
    """Say how a grid is smoothed: function, span, cells."""
    return (
        f"Potentiel, fonction {KERNELS[attrs['fonction']]} (β = {_plain(attrs['beta'])})",
        f"Portée ({_plain(attrs['portee_km'])} km), où l'influence est de moitié",
        f"Grille ({_plain(attrs['pas_km'])} km)",
    )


def _plain(value: float) -> str:
    """Write a number with the decimals that it needs, two at most."""
    text = french_number(value, 2)
    return text.rstrip("0").rstrip(",")
