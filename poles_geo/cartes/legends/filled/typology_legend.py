"""The legend of areas by class: classes in their order, what has none, lines."""

from collections.abc import Sequence

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.filled.typology import Typology
from poles_geo.cartes.legends.blocks import ROW, Block, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import OF_AREAS, besides_block
from poles_geo.cartes.legends.signs import box_sign
from poles_geo.typography import french_number

CLASSES_WIDTH = 76.0
"""Least width, in mm, of the column of classes."""


def typology_legend(
    typology: Typology,
    heading: str,
    lines: Sequence[Stroke] = (),
    *,
    outside_name: str,
    missing_name: str,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks of a typology: classes in their order, what has none, lines.

    Parameters
    ----------
    typology : Typology
        As :func:`class_typology` gives it.
    heading : str
        What the classes are, over them.
    lines : sequence of Stroke
        Lines that the map shows.
    outside_name, missing_name : str
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    counts = typology.classes.value_counts()
    rows = tuple(
        Row(f"{name} ({french_number(counts[name])})", box_sign(colour, style))
        for name, colour in typology.colours.items()
    )
    notes = (OF_AREAS,)
    classes: Block = Rows(heading, rows, style, notes, step=ROW + 1.2, least=CLASSES_WIDTH)
    besides = besides_block(
        [
            (outside_name, len(typology.outside), {}),
            (missing_name, len(typology.missing), hatched(style)),
        ],
        across=len(typology.across),
        towns=towns,
        style=style,
    )
    return [[classes, *besides, *lines_block(lines, style)]]
