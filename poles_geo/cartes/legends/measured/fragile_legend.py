"""The legend of fragile ranks: the chart of thresholds moved, what each colour says, sizes."""

from collections.abc import Sequence

import pandas as pd

from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.measured.fragile_circles import (
    GAINS,
    HOLDS,
    LOSES,
    UNTOLD,
    FragileCircles,
)
from poles_geo.cartes.layers.uncounted_areas import NOT_WHOLLY
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import besides_block
from poles_geo.cartes.legends.measured.threshold_chart import ThresholdChart
from poles_geo.cartes.legends.signs import circles_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_number, french_percent

CHART = "Pôles de chaque rang"
LIKELY = "à côté du nom : probabilité de ce changement"
TEXTS = {
    LOSES: "Perdrait son rang",
    GAINS: "Gagnerait un rang",
    HOLDS: "Garde son rang",
    UNTOLD: "Non vérifiable : parts inconnues",
}


def change_printed(change: float) -> str:
    """Print a change of thresholds: « 5 % », « 2,5 % »."""
    digits = next(d for d in range(6) if round(100 * change, d) == round(100 * change, 6))
    return french_percent(change, digits)


def fragile_legend(
    shown: FragileCircles,
    moved: pd.DataFrame,
    rules: Rules,
    change: float,
    counts_name: str,
    lines: Sequence[Stroke] = (),
    *,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks: states, chart, sizes, what is missing, lines; the chart lower, or left out.

    Parameters
    ----------
    shown : FragileCircles
    moved : DataFrame
        Rows of :func:`poles_geo.thresholds_moved` for all the thresholds together; none: no chart.
    rules : Rules
    change : float
        By how much thresholds are moved.
    counts_name : str
        What the sizes count.
    lines : sequence of Stroke
        Lines that the map shows.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    counts = shown.circles["etat"].value_counts()
    rows = tuple(
        Row(f"{TEXTS[state]} ({french_number(counts[state])})", circles_sign((colour,), style))
        for state, colour in shown.colours(style).items()
        if counts.get(state, 0)
    )
    sure = [f"{LIKELY}, pour une erreur de {change_printed(shown.error)} sur les comptes"]
    notes = tuple(sure if shown.error else [])
    heading = f"Si un seuil bouge de {change_printed(change)}"
    states = Rows(heading, rows, style, notes, step=ROW + 0.6)
    after: list[Block] = [
        Circles(counts_name, sizes_of(shown.circles["effectif"], style), style),
        *besides_block(
            [(NOT_WHOLLY, len(shown.missing), hatched(style))], towns=towns, style=style
        ),
        *lines_block(lines, style),
    ]
    chart = ThresholdChart(CHART, moved, rules, change, style)
    if moved.empty or not chart.lines:
        return [[states, *after]]
    return [[states, chart, *after], [states, chart.bare(), *after], [states, *after]]
