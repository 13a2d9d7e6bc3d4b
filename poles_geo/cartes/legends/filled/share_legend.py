"""The legend of shares: the triangle that places each bassin, what each colour says, sizes."""

from collections.abc import Sequence

from poles_geo.cartes.canvas.layout.page import is_small
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.layers.filled.ratio import hatched
from poles_geo.cartes.layers.filled.share_circles import ShareCircles
from poles_geo.cartes.layers.uncounted_areas import NOT_WHOLLY
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import besides_block
from poles_geo.cartes.legends.filled.ternary import Ternary
from poles_geo.cartes.legends.signs import circles_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.ranking.measures import MEASURES
from poles_geo.ranking.rules import Rank
from poles_geo.ranking.shares import HELD, PARTS, UNCONCERNED
from poles_geo.ranking.wording import condition_failed, condition_printed
from poles_geo.typography import capitalised, french_number, listed

TRIANGLE = "Parts des professionnels d'un bassin"


def share_legend(
    shown: ShareCircles,
    counts_name: str,
    lines: Sequence[Stroke] = (),
    *,
    towns: str = "",
    style: Style,
) -> Legend:
    """Give the blocks of shares: the triangle, smaller or left out where it has no room, the rest.

    On a small page it is the smaller one.

    Then the states, the sizes, what is missing, and the lines.

    Parameters
    ----------
    shown : ShareCircles
    counts_name : str
        What the sizes count.
    lines : sequence of Stroke
        Lines that the map shows.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    style : Style
    """
    colours = shown.colours(style)
    in_order = shown.circles.sort_values("condition", key=lambda told: told != UNCONCERNED)
    triangle = Ternary(
        TRIANGLE,
        in_order[list(PARTS)].to_numpy(dtype=float),
        tuple(colours[state] for state in in_order["condition"]),
        shown.conditions,
        tuple(colours[state] for state in colours if state != UNCONCERNED),
        style,
    )
    counts = shown.circles["condition"].value_counts()
    texts = {HELD: "Conditions remplies", UNCONCERNED: f"Sans objet : {too_few(shown.rank)}"}
    rows = tuple(
        Row(
            f"{texts.get(state, capitalised(state))} ({french_number(counts.get(state, 0))})",
            circles_sign((colour,), style),
        )
        for state, colour in colours.items()
        if counts.get(state, 0)
    )
    heading = f"Conditions de parts du rang {shown.rank.rang}"
    asked = tuple(condition_printed(condition) for condition in shown.conditions)
    states = Rows(heading, rows, style, asked, step=ROW + 0.6)
    after: list[Block] = [
        Circles(counts_name, sizes_of(shown.circles["effectif"], style), style),
        *besides_block(
            [(NOT_WHOLLY, len(shown.missing), hatched(style))],
            towns=towns,
            style=style,
        ),
        *lines_block(lines, style),
    ]
    legend: list[list[Block]] = [[triangle.bare(), states, *after], [states, *after]]
    return legend if is_small(style) else [[triangle, states, *after], *legend]


def too_few(rank: Rank) -> str:
    """Say what the bassins have that do not reach a rank by their number."""
    numbers = [c for c in rank.conditions if not MEASURES[c.measure].share]
    return listed([condition_failed(condition) for condition in numbers], "ou")
