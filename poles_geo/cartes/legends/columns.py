"""Where the blocks of a legend lie on its panel: in columns, or one under the other."""

from collections.abc import Sequence
from itertools import combinations, pairwise

import numpy as np
from matplotlib.axes import Axes

from poles_geo.cartes.legends.blocks import Block

BESIDE, UNDER = 6.0, 5.0
"""Between two columns, and two blocks of a column, in mm."""
PITCHES, CLOSEST = (1.0, 0.86), 0.7
"""What spaces are multiplied by, the less the more room is wanting; the least without notes."""
NARROWEST = 44.0
"""Width, in mm, under which a column is no more worth its texts cut in lines."""
MARGIN, RIGHT = 3.0, 0.8
"""Over the blocks, and to the right of them, in mm."""
WIDTHS, SPARE = (64.0, 80.0, 110.0, 140.0, 190.0), 3.0
"""Widths tried of a legend over the map, and height kept for a row more, in mm."""


def box_sizes(blocks: Sequence[Block]) -> list[tuple[float, float]]:
    """Widths and heights, in mm, of boxes that hold blocks in one to three columns."""
    found: list[tuple[float, float]] = []
    for wide in WIDTHS:
        columns = _columns(blocks, wide, np.inf, 1.0)
        if columns is not None:
            high = max(_height(group, width, 1.0) for _, width, group in columns)
            if not found or high + MARGIN + SPARE < found[-1][1]:
                found.append((wide, high + MARGIN + SPARE))
    return found


def lay_out(panel: Axes, wide: float, high: float, *arrangements: Sequence[Block]) -> None:
    """Draw blocks on a panel: in columns where it is wide, one under the other where it is not.

    Parameters
    ----------
    panel : Axes
    wide, high : float
        Its size, in mm.
    arrangements : sequences of blocks
        The same in several orders, by preference: the first that the panel holds is drawn, with
        its spaces, else closer, else with less said. When it holds none, the first is drawn all
        the same, at its shortest.
    """
    room = high - MARGIN
    bare = [[block.bare() for block in blocks] for blocks in arrangements]
    tried = [(pitch, blocks) for pitch in PITCHES for blocks in arrangements]
    tried += [(pitch, blocks) for pitch in (*PITCHES, CLOSEST) for blocks in bare]
    for pitch, blocks in tried:
        columns = _columns(blocks, wide, room, pitch)
        if columns is not None:
            break
    else:
        columns = [(0.0, wide, bare[0])]
    for x, width, column in columns:
        y = room
        for block in column:
            block.draw(panel, x, y, width, pitch)
            y -= block.height(width, pitch) + UNDER * pitch


def stacked_height(blocks: Sequence[Block], width: float) -> float:
    """Height, in mm, of a panel that holds blocks one under the other."""
    return MARGIN + _height(blocks, width, 1.0)


def _height(blocks: Sequence[Block], width: float, pitch: float) -> float:
    heights = [block.height(width, pitch) for block in blocks]
    return sum(heights) + UNDER * pitch * (len(blocks) - 1)


Column = tuple[float, float, Sequence[Block]]
"""Where a column begins, its width, its blocks."""


def _columns(
    blocks: Sequence[Block], wide: float, room: float, pitch: float
) -> list[Column] | None:
    """Cut blocks into the columns that leave the least height; None when none holds them."""
    best: tuple[float, list[Column]] | None = None
    places = range(1, len(blocks))
    for count in range(len(blocks)):
        for cuts in combinations(places, count):
            columns, x = [], 0.0
            for start, end in pairwise((0, *cuts, len(blocks))):
                group = blocks[start:end]
                last = end == len(blocks)
                natural = max(block.width for block in group)
                width = wide - x - RIGHT if last else natural
                if width < min(natural, NARROWEST):
                    break
                columns.append((x, width, group))
                x += width + BESIDE
            else:
                height = max(_height(group, width, pitch) for _, width, group in columns)
                if height <= room and (best is None or height < best[0]):
                    best = height, columns
    return None if best is None else best[1]
