"""Where the blocks of a legend lie on its panel: in columns, or one under the other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, pairwise, product

import numpy as np
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.frame import size_of
from poles_geo.cartes.canvas.layout.asides import Piece
from poles_geo.cartes.canvas.layout.page import is_small
from poles_geo.cartes.canvas.layout.page_layout import HEAD, Arrangement
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.text import text_extent
from poles_geo.cartes.legends.blocks import Block

Legend = Sequence[Sequence[Block]]
"""The blocks of a legend in several orders, by preference."""
PANEL = 78.0
"""Width, in mm, of the panel that a legend makes when it has no axes."""

BESIDE, UNDER = 6.0, 5.0
"""Between two columns, and two blocks of a column, in mm."""
PITCHES, CLOSEST = (1.0, 0.86), 0.7
"""What spaces are multiplied by, the less the more room is wanting; the least without notes."""
RIGHT = 0.8
"""To the right of the blocks, in mm."""
CUT, NARROW, WIDEST = 64.0, 50.0, 190.0
"""Width of a legend over the map whose texts are cut in lines, that of a small page, and the most,
in mm."""
TOLERANCE = 0.01
"""Width, in mm, that may be wanting: sums of widths are not exact."""
SPARE = 3.0
"""Height kept for a row more, in mm."""


def arrangements(
    legend: Legend, style: Style, *, apart: bool = True
) -> Iterator[list[Arrangement]]:
    """Widths and heights, in mm, of the boxes that hold a legend over a map, in one part or two.

    Its first blocks with their spaces, then what is tried where they find no room, in the order of
    :func:`draw_blocks`, as long as nothing is left out.

    `style` tells the page: texts are cut shorter on a small one. `apart`: also in two parts, the
    first blocks in one and the others in the other.
    """
    cuts = (NARROW, CUT) if is_small(style) else (CUT,)
    for pitch, blocks in product(PITCHES, legend):
        found: list[Arrangement] = [(size,) for size in box_sizes(blocks, pitch, cuts)]
        for cut in range(1, len(blocks)) if apart else ():
            parts = (box_sizes(part, pitch, cuts) for part in (blocks[:cut], blocks[cut:]))
            found += product(*parts)
        yield found


def cut_in_parts(legend: Legend, style: Style) -> Iterator[list[Piece]]:
    """Give the ways to set a legend whole, in two parts, or each of its blocks apart."""
    cuts = (NARROW, CUT) if is_small(style) else (CUT,)
    for count, pitch in ((1, 1.0), (1, PITCHES[-1]), (2, 1.0), (3, 1.0)):
        for parts in _parts(legend[0], count):
            yield [box_sizes(part, pitch, cuts, spare=0.0) for part in parts]


def box_sizes(
    blocks: Sequence[Block],
    pitch: float = 1.0,
    cuts: Sequence[float] = (CUT,),
    *,
    spare: float = SPARE,
) -> list[tuple[float, float]]:
    """Widths and heights, in mm, of boxes that hold blocks, the narrowest and highest first.

    `cuts`: widths at which texts may be cut in lines. `spare`: height kept for what is not known.

    Of the columns that may be made of them, none is kept that is both wider and higher than
    others.
    """
    tried = {*cuts, *(wide for wide in map(_natural, _cuts(blocks)) if wide <= WIDEST)}
    found: list[tuple[float, float]] = []
    for wide in sorted(tried):
        columns = _columns(blocks, wide, np.inf, pitch)
        if columns is not None:
            highs = [_height(group, width, pitch) for _, width, group in columns]
            high = spare * pitch + max(highs)
            if not found or high < found[-1][1]:
                found.append((min(wide, _natural([group for *_, group in columns])), high))
    return found


def _natural(groups: Sequence[Sequence[Block]]) -> float:
    """Width of columns whose texts are not cut."""
    return sum(max(block.width for block in group) + BESIDE for group in groups) - BESIDE + RIGHT


def _cuts(blocks: Sequence[Block]) -> Iterator[list[Sequence[Block]]]:
    """Give every way to cut blocks into columns, fewer columns first."""
    for count in range(1, len(blocks) + 1):
        yield from _parts(blocks, count)


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
    columns, pitch = _arranged(legend, [(wide, high - HEAD)])
    _draw_columns(columns[0], pitch, panel, high - HEAD)
    return Drawing(panel, tuple(artist for artist in panel.get_children() if artist not in before))


def draw_apart(
    legend: Legend,
    panels: Sequence[Axes],
    fit: Callable[[Axes, float, float], None] | None = None,
) -> None:
    """Draw a legend in panels of its own, the first blocks in the first, as :func:`draw_blocks`.

    `fit` gives a panel a width and a height, in mm: those of what it holds, for a legend that has
    the same air on its four sides.
    """
    sizes = [size_of(panel) for panel in panels]
    above = HEAD if fit is None else 0.0
    rooms = [(wide, high - above) for wide, high in sizes]
    columns, pitch = _arranged(legend, rooms)
    for panel, (wide, high), held in zip(panels, sizes, columns, strict=True):
        if not held:
            panel.remove()
            continue
        if fit is not None:
            used = max(_height(blocks, width, pitch) for _, width, blocks in held)
            high = min(high, used)
            fit(panel, wide, high)
        _draw_columns(held, pitch, panel, high - above)
        if fit is not None:
            fit(panel, _right_of(panel) + RIGHT, high)


def _right_of(panel: Axes) -> float:
    """Give where what is drawn on a panel ends, in mm from its left."""
    to_mm = panel.transData.inverted()
    shapes = [*panel.patches, *panel.lines]
    ends = [float(to_mm.transform(shape.get_window_extent().max)[0]) for shape in shapes]
    for text in panel.texts:
        wide, high, left, _ = text_extent(text.get_text(), text.get_fontproperties())
        turn = np.radians(text.get_rotation())
        long = abs(wide * np.cos(turn)) + abs(high * np.sin(turn))
        share = {"left": 1.0, "center": 0.5, "right": 0.0}[text.get_horizontalalignment()]
        ends.append(text.get_position()[0] + left + share * long)
    return max(ends)


def _draw_columns(columns: Sequence["Column"], pitch: float, panel: Axes, top: float) -> None:
    for x, width, column in columns:
        y = top
        for block in column:
            block.draw(panel, x, y, width, pitch)
            y -= block.height(width, pitch) + UNDER * pitch


def stacked_height(blocks: Sequence[Block], width: float) -> float:
    """Height, in mm, of a panel that holds blocks one under the other."""
    return HEAD + _height(blocks, width, 1.0)


def _arranged(
    legend: Legend, rooms: Sequence[tuple[float, float]]
) -> tuple[list[list["Column"]], float]:
    """Give the columns of each panel, and the scale of their spaces.

    One panel may hold all where what was expected is not on the map: the others have no column.

    `rooms`: width and height of what each panel has for blocks.
    """
    bare = [[block.bare() for block in blocks] for blocks in legend]
    found = _held([*product(PITCHES, legend), *product((*PITCHES, CLOSEST), bare)], rooms)
    if found is not None:
        return found
    parts = next(_parts(bare[0], len(rooms)))
    return [[(0.0, wide, part)] for part, (wide, _) in zip(parts, rooms, strict=True)], CLOSEST


def _held(
    tried: Iterable[tuple[float, Sequence[Block]]], rooms: Sequence[tuple[float, float]]
) -> tuple[list[list["Column"]], float] | None:
    """Give the columns of each panel for the first blocks that they hold, at their pitch."""
    for pitch, blocks in tried:
        for parts in _parts(blocks, len(rooms)):
            columns = [
                _columns(part, wide, room, pitch)
                for part, (wide, room) in zip(parts, rooms, strict=True)
            ]
            held = [found for found in columns if found is not None]
            if len(held) == len(rooms):
                return held, pitch
        for alone, (wide, room) in enumerate(rooms if len(rooms) > 1 else ()):
            whole = _columns(blocks, wide, room, pitch)
            if whole is not None:
                return [whole if k == alone else [] for k in range(len(rooms))], pitch
    return None


def _parts(blocks: Sequence[Block], count: int) -> Iterator[list[Sequence[Block]]]:
    """Give the ways to cut blocks in so many parts, the first the shortest first."""
    for cuts in combinations(range(1, len(blocks)), count - 1):
        yield [blocks[start:end] for start, end in pairwise((0, *cuts, len(blocks)))]


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
            if height <= room + TOLERANCE and (best is None or height < best[0]):
                best = height, columns
    return None if best is None else best[1]
