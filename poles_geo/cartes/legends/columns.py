"""Where the blocks of a legend lie on its panel: in columns, or one under the other."""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.legends.blocks import Block

Legend = Sequence[Sequence[Block]]
"""The blocks of a legend in several orders, by preference."""
PANEL = 78.0
"""Width, in mm, of the panel that a legend makes when it has no axes."""

BESIDE, UNDER = 6.0, 5.0
"""Between two columns, and two blocks of a column, in mm."""
PITCHES, CLOSEST = (1.0, 0.86), 0.7
"""What spaces are multiplied by, the less the more room is wanting; the least without notes."""
MARGIN, RIGHT = 3.0, 0.8
"""Over the blocks, and to the right of them, in mm."""
CUT, WIDEST = 64.0, 190.0
"""Width of a legend over the map whose texts are cut in lines, and the most, in mm."""
TOLERANCE = 0.01
"""Width, in mm, that may be wanting: sums of widths are not exact."""
SPARE = 3.0
"""Height kept for a row more, in mm."""


def box_sizes(blocks: Sequence[Block]) -> list[tuple[float, float]]:
    """Widths and heights, in mm, of boxes that hold blocks, the narrowest and highest first.

    Of the columns that may be made of them, none is kept that is both wider and higher than
    others.
    """
    tried = {CUT, *(wide for wide in map(_natural, _cuts(blocks)) if wide <= WIDEST)}
    found: list[tuple[float, float]] = []
    for wide in sorted(tried):
        columns = _columns(blocks, wide, np.inf, 1.0)
        if columns is not None:
            high = MARGIN + SPARE + max(_height(group, width, 1.0) for _, width, group in columns)
            if not found or high < found[-1][1]:
                found.append((min(wide, _natural([group for *_, group in columns])), high))
    return found


def _natural(groups: Sequence[Sequence[Block]]) -> float:
    """Width of columns whose texts are not cut."""
    return sum(max(block.width for block in group) + BESIDE for group in groups) - BESIDE + RIGHT


def _cuts(blocks: Sequence[Block]) -> Iterator[list[Sequence[Block]]]:
    """Give every way to cut blocks into columns, fewer columns first."""
    for count in range(len(blocks)):
        for cuts in combinations(range(1, len(blocks)), count):
            yield [blocks[start:end] for start, end in pairwise((0, *cuts, len(blocks)))]


def draw_blocks(legend: Legend, *, ax: Axes | None = None) -> Drawing:
    """Draw a legend: in columns where its panel is wide, one under the other where it is not.

    Parameters
    ----------
    legend : sequences of blocks
        The first that the panel holds is drawn, with its spaces, else closer, else with less said.
        When it holds none, the first is drawn all the same, at its shortest.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm. By default, a new panel.

    Raises
    ------
    ChoiceError
        Axes that show a map.
    """
    panel, wide, high = panel_axes(ax, PANEL, stacked_height(legend[0], PANEL))
    before = panel.get_children()
    for x, width, column, pitch in _arranged(legend, wide, high - MARGIN):
        y = high - MARGIN
        for block in column:
            block.draw(panel, x, y, width, pitch)
            y -= block.height(width, pitch) + UNDER * pitch
    return Drawing(panel, tuple(artist for artist in panel.get_children() if artist not in before))


def stacked_height(blocks: Sequence[Block], width: float) -> float:
    """Height, in mm, of a panel that holds blocks one under the other."""
    return MARGIN + _height(blocks, width, 1.0)


def _arranged(
    legend: Legend, wide: float, room: float
) -> list[tuple[float, float, Sequence[Block], float]]:
    """Give where each column begins, its width, its blocks, and the scale of its spaces."""
    bare = [[block.bare() for block in blocks] for blocks in legend]
    tried = [(pitch, blocks) for pitch in PITCHES for blocks in legend]
    tried += [(pitch, blocks) for pitch in (*PITCHES, CLOSEST) for blocks in bare]
    for pitch, blocks in tried:
        columns = _columns(blocks, wide, room, pitch)
        if columns is not None:
            return [(*column, pitch) for column in columns]
    return [(0.0, wide, bare[0], CLOSEST)]


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
    for groups in _cuts(blocks):
        columns, x = [], 0.0
        for group in groups:
            natural = max(block.width for block in group)
            width = wide - x - RIGHT if group is groups[-1] else natural
            if width < max(block.narrowest for block in group) - TOLERANCE:
                break
            columns.append((x, width, group))
            x += width + BESIDE
        else:
            height = max(_height(group, width, pitch) for _, width, group in columns)
            if height <= room and (best is None or height < best[0]):
                best = height, columns
    return None if best is None else best[1]
