"""The legend of a ratio by area: its classes, areas without class, sizes of circles, lines."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing, panel_axes
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.cartes.labels.names_on_fills import TOWN
from poles_geo.cartes.layers.ramps import class_colours
from poles_geo.cartes.layers.ratio import Ratio, across_hatched, class_hatches, hatched
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import lay_out
from poles_geo.cartes.legends.histogram import Histogram
from poles_geo.cartes.legends.signs import Sign, box_sign, circles_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.typography import french_number

CLASSES_WIDTH = 62.0
"""Least width, in mm, of the column of classes."""
COUNTS_NAME = "Nombre de professionnels de santé"
"""What circles count, unless something else is said."""
ACROSS_NAME = "À cheval, centre hors de la zone"
"""What the legend calls the areas that are partly in the zone, their inner point outside."""
PANEL = (78.0, 120.0)
"""Width and height, in mm, of the panel that a legend makes when it has no axes."""


def draw_ratio_legend(
    ratio: Ratio,
    unit: str,
    lines: Sequence[Stroke] = (),
    *,
    outside_name: str = "Hors pôle",
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
    circles = ratio.circles
    classes, spread = class_blocks(ratio, unit, style)
    nobody = 0 if circles is None else len(ratio.rangs) - len(circles)
    besides = [
        Row(f"{text} ({french_number(count)})", box_sign(style.land, style, **options))
        for text, count, options in (
            ("Effectif nul", nobody, {}),
            (outside_name, len(ratio.outside), {}),
            ("Pas de données", len(ratio.missing), hatched(style)),
        )
        if count
    ]
    besides += across_rows(len(ratio.across), style)
    if towns:
        besides.append(Row(towns, town_sign(style)))
    blocks: list[Block] = [classes, spread]
    sizes = () if circles is None else sizes_of(circles["effectif"], style)
    if sizes:
        blocks.append(Circles(counts_name, sizes, style))
    if besides:
        blocks.append(Rows("", tuple(besides), style, step=ROW + 1.2))
    blocks += lines_block(lines, style)
    panel, wide, high = panel_axes(ax, *PANEL)
    before = panel.get_children()
    ways = [
        [given if block is spread else block for block in blocks]
        for given in (spread, spread.bare())
    ]
    lay_out(panel, wide, high, *ways, [block for block in blocks if block is not spread])
    drawn = [artist for artist in panel.get_children() if artist not in before]
    return Drawing(panel, tuple(drawn))


def class_blocks(ratio: Ratio, unit: str, style: Style) -> tuple[Rows, Histogram]:
    """Give the classes of a ratio, the highest first, and the distribution of its values."""
    found = ratio.classes
    counts = np.bincount(ratio.rangs, minlength=len(found)).tolist()
    ramp, hatches = class_colours(found, ratio.palette, style), class_hatches(found, style)
    circles = ratio.circles
    white = {"edgecolor": style.halo}
    rows = [
        Row(
            f"{text} ({french_number(count)})",
            box_sign(colour, style, **(white | options))
            if circles is None
            else circles_sign((colour,), style),
        )
        for text, count, colour, options in zip(found.texts(), counts, ramp, hatches, strict=True)
    ][::-1]
    fewer = f" au lieu de {found.wanted}" if len(found) < found.wanted else ""
    notes = (found.method, f"{len(found)} classes{fewer} (nombre d'aires)")
    spread = Histogram(
        np.asarray(ratio.values, dtype=np.float64), found, tuple(ramp), style, tuple(hatches)
    )
    touching = circles is None
    return Rows(unit, tuple(rows), style, notes, touching=touching, least=CLASSES_WIDTH), spread


def across_rows(count: int, style: Style) -> list[Row]:
    """Row of the areas that are partly in the zone; none without any."""
    if not count:
        return []
    return [
        Row(
            f"{ACROSS_NAME} ({french_number(count)})",
            box_sign(style.land, style, **across_hatched(style)),
        )
    ]


def town_sign(style: Style) -> Sign:
    """Dot of a town."""

    def draw(panel: Axes, x: float, y: float) -> None:
        draw_circles(panel, [(x + 3.5, y)], [TOWN], [style.ink], style, clip=False)

    return Sign(7.0, TOWN, draw)
