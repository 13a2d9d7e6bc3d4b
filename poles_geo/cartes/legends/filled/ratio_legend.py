"""The legend of a ratio by area: its classes, areas without class, sizes of circles, lines."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.layers.filled.classes import Classes
from poles_geo.cartes.layers.filled.ramps import class_colours
from poles_geo.cartes.layers.filled.ratio import Ratio, across_hatched, class_hatches, hatched
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend, draw_blocks
from poles_geo.cartes.legends.filled.histogram import Histogram
from poles_geo.cartes.legends.signs import box_sign, circles_sign, town_sign
from poles_geo.cartes.legends.sizes import COUNTS_NAME, sizes_of
from poles_geo.typography import french_number

CLASSES_WIDTH = 62.0
"""Least width, in mm, of the column of classes."""
ACROSS_NAME = "À cheval, centre hors de la zone"
"""What the legend calls the areas that are partly in the zone, their inner point outside."""
OUTSIDE_NAME, MISSING_NAME = "Hors pôle", "Pas de données"
"""What the legend calls areas that the ratio does not concern, and those without a value."""
NOBODY_NAME = "Effectif nul"
"""What the legend calls areas without circle, where a count of nobody is known."""
OF_AREAS = "nombre d'aires"
"""What the number of a class is."""


def draw_ratio_legend(
    ratio: Ratio,
    unit: str,
    lines: Sequence[Stroke] = (),
    *,
    outside_name: str = OUTSIDE_NAME,
    counts_name: str = COUNTS_NAME,
    towns: str = "",
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw the legend of a ratio: classes, distribution, areas without class, sizes, lines.

    In columns where the panel is wide, one under the other where it is not.

    Parameters
    ----------
    ratio : Ratio
        As :func:`class_ratio` gives it.
    unit : str
        What the numbers are, over the classes.
    lines : sequence of Stroke
        Lines that the map shows.
    outside_name : str
        Name of the areas that the ratio does not concern.
    counts_name : str
        What the sizes of the circles count, when there are some.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style

    Raises
    ------
    ChoiceError
        Axes that show a map.
    """
    legend = ratio_legend(
        ratio, unit, lines,
        outside_name=outside_name, counts_name=counts_name, towns=towns, style=style,
    )  # fmt: skip
    return draw_blocks(legend, ax=ax)


def ratio_legend(
    ratio: Ratio,
    unit: str,
    lines: Sequence[Stroke],
    *,
    outside_name: str = OUTSIDE_NAME,
    counts_name: str = COUNTS_NAME,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks of :func:`draw_ratio_legend`: with the distribution, lower, or without."""
    circles = ratio.circles
    nobody = 0 if circles is None else len(ratio.rangs) - len(circles)
    sizes = () if circles is None else sizes_of(circles["effectif"], style)
    after: list[Block] = [Circles(counts_name, sizes, style)] if sizes else []
    after += besides_block(
        [
            (NOBODY_NAME, nobody, {}),
            (outside_name, len(ratio.outside), {}),
            (MISSING_NAME, len(ratio.missing), hatched(style)),
        ],
        across=len(ratio.across),
        towns=towns,
        style=style,
    )
    after += lines_block(lines, style)
    classes, spread = class_blocks(ratio, unit, style)
    return [[classes, spread, *after], [classes, spread.bare(), *after], [classes, *after]]


def class_blocks(ratio: Ratio, unit: str, style: Style) -> tuple[Rows, Histogram]:
    """Give the classes of a ratio, the highest first, and the distribution of its values."""
    found = ratio.classes
    counts = np.bincount(ratio.rangs, minlength=len(found)).tolist()
    values = np.asarray(ratio.values, dtype=np.float64)
    spread = Histogram(
        values,
        found,
        tuple(class_colours(found, ratio.palette, style)),
        style,
        tuple(class_hatches(found, style)),
    )
    boxed = ratio.circles is None
    return class_rows(found, ratio.palette, unit, style, counts, boxed=boxed), spread


def class_rows(
    found: Classes,
    palette: str,
    unit: str,
    style: Style,
    counts: Sequence[int] | None = None,
    *,
    boxed: bool = True,
) -> Rows:
    """Give the rows of classes, the highest first: how many areas have each, when it is known.

    `boxed`: their colours are those of areas, not of circles.
    """
    told = [""] * len(found) if counts is None else [f" ({french_number(n)})" for n in counts]
    rows = [
        Row(
            text + many,
            box_sign(colour, style, **({"edgecolor": style.halo} | options))
            if boxed
            else circles_sign((colour,), style),
        )
        for text, many, colour, options in zip(
            found.texts(),
            told,
            class_colours(found, palette, style),
            class_hatches(found, style),
            strict=True,
        )
    ][::-1]
    fewer = f" au lieu de {found.wanted}" if len(found) < found.wanted else ""
    what = "" if counts is None else f" ({OF_AREAS})"
    notes = (found.method, f"{len(found)} classes{fewer}{what}")
    return Rows(unit, tuple(rows), style, notes, touching=boxed, least=CLASSES_WIDTH)


def besides_block(
    kinds: Sequence[tuple[str, int, Mapping[str, Any] | None]],
    *,
    across: int = 0,
    towns: str = "",
    style: Style,
) -> list[Block]:
    """Give the block of what has no class: name, number, options of its box; none when all do.

    Without options it has no box: nothing on the map has its colour.

    `across`: how many areas are partly in the zone; `towns`: what the dots of the map are.
    """
    every = [*kinds, (ACROSS_NAME, across, across_hatched(style))]
    rows = [
        Row(
            f"{text} ({french_number(count)})",
            None if options is None else box_sign(style.land, style, **options),
        )
        for text, count, options in every
        if count
    ]
    if towns:
        rows.append(Row(towns, town_sign(style)))
    return [Rows("", tuple(rows), style, step=ROW + 1.2)] if rows else []
