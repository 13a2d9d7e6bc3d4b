"""The legend of a smoothed surface: its classes, how it is smoothed, lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.ramps import class_colours
from poles_geo.cartes.layers.ratio import class_hatches, hatched
from poles_geo.cartes.layers.smoothed import Smoothed
from poles_geo.cartes.legends.blocks import ROW, Block, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import lay_out
from poles_geo.cartes.legends.ratio_legend import PANEL, town_sign
from poles_geo.cartes.legends.signs import box_sign
from poles_geo.typography import french_number

KERNELS = {"exponential": "exponentielle", "pareto": "de Pareto"}


def draw_smoothed_legend(
    smoothed: Smoothed,
    unit: str,
    attrs: Mapping[Any, Any],
    lines: Sequence[Stroke] = (),
    *,
    towns: str = "",
    ax: Axes | None = None,
    style: Style,
) -> Drawing:
    """Draw the legend of a surface: classes, the highest first, its function and span, lines.

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
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style
    """
    found = smoothed.classes
    ramp, hatches = class_colours(found, smoothed.palette, style), class_hatches(found, style)
    rows = [
        Row(text, box_sign(colour, style, **({"edgecolor": style.halo} | options)))
        for text, colour, options in zip(found.texts(), ramp, hatches, strict=True)
    ][::-1]
    fewer = f" au lieu de {found.wanted}" if len(found) < found.wanted else ""
    notes = (found.method, f"{len(found)} classes{fewer}")
    blocks: list[Block] = [
        Rows(unit, tuple(rows), style, notes, touching=True),
        Rows("Lissage", tuple(Row(text) for text in smoothing(attrs)), style),
    ]
    besides = []
    if smoothed.gaps:
        besides.append(Row("Pas de données", box_sign(style.land, style, **hatched(style))))
    if towns:
        besides.append(Row(towns, town_sign(style)))
    if besides:
        blocks.append(Rows("", tuple(besides), style, step=ROW + 1.2))
    blocks += lines_block(lines, style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    lay_out(panel, wide, high, blocks)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))


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
