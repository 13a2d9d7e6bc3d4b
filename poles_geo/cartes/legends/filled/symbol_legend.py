"""The legend of circles of any stock: their sizes, the classes under them, their kinds, lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.filled.symbols_over import Symbols, symbol_colours
from poles_geo.cartes.legends.blocks import Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import (
    CLASSES_WIDTH,
    MISSING_NAME,
    NOBODY_NAME,
    OF_AREAS,
    besides_block,
    class_blocks,
)
from poles_geo.cartes.legends.signs import circles_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.typography import french_number, uncapitalised

APART = 4
"""How many times less each circle of the legend is than the one before, at least."""


def symbol_legend(
    symbols: Symbols,
    counts_name: str,
    words: str = "",
    lines: Sequence[Stroke] = (),
    *,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks of circles: classes of a ratio or kinds, sizes, what has none, lines.

    Parameters
    ----------
    symbols : Symbols
    counts_name : str
        What the sizes count.
    words : str
        What the ratio is, or what the kinds are, over them.
    lines : sequence of Stroke
        Lines that the map shows.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    first: list[Block] = []
    spread: list[Block] = []
    missing = across = 0
    if symbols.ratio is not None:
        classes, histogram = class_blocks(symbols.ratio, words, style)
        first, spread = [classes], [histogram]
        missing, across = len(symbols.ratio.missing), len(symbols.ratio.across)
    if symbols.kinds is not None:
        counts = symbols.kinds.classes.reindex(symbols.circles.index).value_counts()
        rows = [
            Row(f"{name} ({french_number(counts[name])})", circles_sign((colour,), style))
            for name, colour in symbols.kinds.colours.items()
            if counts.get(name, 0)
        ]
        first = [Rows(words, tuple(rows), style, (OF_AREAS,), least=CLASSES_WIDTH)]
    colour = str(symbol_colours(symbols, style).iloc[0]) if symbols.kinds is None else style.halo
    empty: Mapping[str, Any] | None = {}
    name = NOBODY_NAME
    if symbols.ratio is not None:  # those areas have the colours of their classes
        name, empty = f"Sans cercle, {uncapitalised(NOBODY_NAME)}", None
    after: list[Block] = [
        Circles(counts_name, sizes_of(symbols.circles["effectif"], style), style, colour),
        *besides_block(
            [
                (name, len(symbols.nobody), empty),
                (MISSING_NAME, missing, hatched(style)),
            ],
            across=across,
            towns=towns,
            style=style,
        ),
        *lines_block(lines, style),
    ]
    return [[*first, *spread, *after], [*first, *after]]
