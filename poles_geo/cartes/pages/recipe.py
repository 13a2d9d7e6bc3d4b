"""What finishes every page, in one order: title, legend, sources."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.legends.asides import Aside
from poles_geo.cartes.legends.columns import Legend, draw_apart
from poles_geo.cartes.surround.credits import GROUND_SOURCE, draw_sources, draw_title
from poles_geo.coded import said_of


def finish_page(
    page: Page,
    legend: Legend,
    *,
    asides: Sequence[Aside] = (),
    title: str,
    subtitle: str,
    origin: Mapping[Hashable, Any],
    dated: bool = True,
    notes: Sequence[str] = (),
    ground: str = GROUND_SOURCE,
    projection: str = "Lambert 93",
    left_out: Sequence[str] = (),
    veiled: bool = True,
    words: Sequence[str] = (),
    table: pd.DataFrame | None = None,
) -> Carte:
    """Write what is around the map of a page, whose layers are drawn, and finish it.

    Parameters
    ----------
    page : Page
    legend : sequences of blocks
        In several orders, by preference.
    asides : sequence of Aside
        Those that the page was given.
    title, subtitle : str
    origin : mapping
        The `attrs` of what is shown: source, date, attribution.
    dated : bool
        The date ends the subtitle, where it is known.
    notes : sequence of str
        What the reader must know besides.
    ground : str
        Sources of the base map.
    projection : str
        Its name.
    left_out : sequence of str
        Names that found no place.
    veiled : bool
        A legend over the map lightens what lies under it; where the ground is plain, nothing does.
    words : sequence of str
        What the page shows, for those who do not see it; the notes follow.
    table : DataFrame, optional
        What it shows, in place of what its layers were told.
    """
    origin = said_of(origin)
    date = f", {origin['date']}" if dated and "date" in origin else ""
    draw_title(title, subtitle + date, ax=page.head, style=page.style)
    draw_apart(legend, page.panels, page.fit if page.over else None)
    for (number, size), panel in page.asides:
        asides[number][size].draw(panel)
    if page.over and veiled:
        page.veil()
    draw_sources(origin, notes, ground, projection=projection, ax=page.foot, style=page.style)
    facts: dict[str, Any] = {"subtitle": subtitle + date, "unite": origin.get("unite")}
    facts |= {} if table is None else {"table": table}
    tell(page.figure, words=[text for text in (*words, *notes) if text], **facts)
    return page.finish(title, origin, left_out)
