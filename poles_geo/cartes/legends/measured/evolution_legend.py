"""The legend of two counts: what a disc is, the sizes of circles, what has no difference."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import draw_nested
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.measured.evolution_circles import (
    SAME,
    UNDER,
    Evolution,
    edge_of,
    senses,
)
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import CLASSES_WIDTH, NOBODY_NAME, besides_block
from poles_geo.cartes.legends.signs import Sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.typography import french_number

WIDE, DISC = 5.0, 2.6
"""Diameters, in mm, of the circles of the legend and of their discs."""
HEADING = "Le disque : ce qui est gagné ou perdu"
NOTE = "à l'échelle du cercle, le plus grand des deux nombres"
UNCOMPARED = "Sans comparaison"


def evolution_legend(
    shown: Evolution,
    counts_name: str,
    lines: Sequence[Stroke] = (),
    *,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks: gains and losses, sizes, what has no difference, lines.

    Parameters
    ----------
    shown : Evolution
    counts_name : str
        What the sizes count.
    lines : sequence of Stroke
        Lines that the map shows.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    counts = shown.circles["sens"].value_counts()
    rows = tuple(
        Row(
            f"{sens} ({french_number(counts[sens])})",
            nested_sign(colour, 0.0 if sens == SAME else DISC, style),
        )
        for sens, colour in senses(style).items()
        if counts.get(sens, 0)
    )
    blocks: list[Block] = [
        Rows(HEADING, rows, style, (NOTE,), step=ROW + 1.4, least=CLASSES_WIDTH),
        Circles(counts_name, sizes_of(shown.circles["effectif"], style), style, UNDER),
        *besides_block(
            [
                (NOBODY_NAME, len(shown.nobody), {}),
                (UNCOMPARED, len(shown.missing), hatched(style)),
            ],
            towns=towns,
            style=style,
        ),
        *lines_block(lines, style),
    ]
    return [blocks]


def nested_sign(colour: str, disc: float, style: Style) -> Sign:
    """Circle and the disc in it; alone where nothing changes."""

    def draw(panel: Axes, x: float, y: float) -> None:
        draw_nested(
            panel, [(x + WIDE / 2, y)], [WIDE], [disc], [colour], style,
            under=UNDER, edge=edge_of(style), clip=False,
        )  # fmt: skip

    return Sign(WIDE, WIDE, draw)
