"""The legend of circles of any stock: their sizes, the classes under them, their kinds, lines."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.round_numbers import ROUND, round_between
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.ratio import hatched
from poles_geo.cartes.layers.symbols_over import Symbols, symbol_colours
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, SizeRow, lines_block
from poles_geo.cartes.legends.columns import lay_out
from poles_geo.cartes.legends.ratio_legend import (
    CLASSES_WIDTH,
    PANEL,
    across_rows,
    class_blocks,
)
from poles_geo.cartes.legends.signs import box_sign, circles_sign
from poles_geo.typography import french_number

APART = 4
"""How many times less each circle of the legend is than the one before, at least."""


def draw_symbol_legend(
    symbols: Symbols,
    counts_name: str,
    words: str = "",
    lines: Sequence[Stroke] = (),
    *,
    ax: Axes | None = None,
    style: Style,
) -> Drawing:
    """Draw the legend of circles: classes of a ratio or kinds, sizes, what has none, lines.

    Parameters
    ----------
    symbols : Symbols
    counts_name : str
        What the sizes count.
    words : str
        What the ratio is, or what the kinds are, over them.
    lines : sequence of Stroke
        Lines that the map shows.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.
    style : Style
    """
    blocks: list[Block] = []
    missing: list[tuple[str, int]] = []
    across = 0
    if symbols.ratio is not None:
        blocks += class_blocks(symbols.ratio, words, style)
        missing.append(("Pas de données", len(symbols.ratio.missing)))
        across = len(symbols.ratio.across)
    if symbols.kinds is not None:
        counts = symbols.kinds.classes.reindex(symbols.circles.index).value_counts()
        rows = [
            Row(f"{name} ({french_number(counts[name])})", circles_sign((colour,), style))
            for name, colour in symbols.kinds.colours.items()
            if counts.get(name, 0)
        ]
        blocks.append(Rows(words, tuple(rows), style, ("nombre d'aires",), least=CLASSES_WIDTH))
        across = len(symbols.kinds.across)
    colour = str(symbol_colours(symbols, style).iloc[0]) if symbols.kinds is None else style.halo
    blocks.append(Circles(counts_name, sizes_around(symbols.circles["effectif"]), style, colour))
    besides = [
        Row(f"{text} ({french_number(count)})", box_sign(style.land, style, **options))
        for text, count, options in (
            ("Effectif nul", len(symbols.nobody), {}),
            *((text, count, hatched(style)) for text, count in missing),
        )
        if count
    ]
    besides += across_rows(across, style)
    if besides:
        blocks.append(Rows("", tuple(besides), style, step=ROW + 1.2))
    blocks += lines_block(lines, style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    shorter = [block for k, block in enumerate(blocks) if k != 1 or symbols.ratio is None]
    lay_out(panel, wide, high, blocks, shorter)
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))


def sizes_around(effectifs: "pd.Series[float]") -> tuple[SizeRow, ...]:
    """Give two to four round numbers, the largest first, the first of which is over all drawn."""
    smallest, largest = float(effectifs.min()), float(effectifs.max())
    top = min(number for number in ROUND if number >= largest)
    chosen = [top]
    for number in round_between(max(smallest, 1) * 0.8, top)[::-1]:
        if number * APART <= chosen[-1] and len(chosen) < 4:
            chosen.append(float(number))
    return tuple(SizeRow(value, french_number(value)) for value in chosen)
