"""Links between pôles: lines whose width says a class of strength."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from poles_geo.cartes.canvas.areas import bounds_of
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.round_numbers import nearest_round
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.canvas.text import LINK
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.coded import note_columns, plain_table
from poles_geo.errors import Faults
from poles_geo.typography import french_number, french_ranges

WIDTHS = (0.8, 2.2, 4.6)
"""Widths of the classes, in points, the weakest first."""


def check_links(links: pd.DataFrame, poles: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return links as they were given, after a check that they join two pôles of the table.

    Raises
    ------
    TableError
        Column missing, code that is no pôle, pôle linked to itself, force that is no positive
        number.
    """
    faults = Faults("table des liens")
    links = _with_forces(links, ("code_a", "code_b", "force"), faults)
    for column in ("code_a", "code_b"):
        unknown = links.index[~links[column].isin(poles.index)]
        if len(unknown):
            faults.add(f"{column} qui n'est pas un pôle de la carte", links.loc[unknown, column])
    alone = links.index[links["code_a"] == links["code_b"]]
    if len(alone):
        faults.add("pôle lié à lui-même", links.loc[alone, "code_a"])
    faults.raise_if_any()
    return links


def _with_forces(links: pd.DataFrame, wanted: Sequence[str], faults: Faults) -> pd.DataFrame:
    """Return links with plain columns and numbers for forces, or raise what is wrong with them."""
    links = plain_table(links)
    note_columns(faults, links, dict.fromkeys(links.columns))
    if absent := [column for column in wanted if column not in links.columns]:
        faults.add(f"colonnes attendues : {', '.join(wanted)} ; absentes : {', '.join(absent)}")
    faults.raise_if_any()
    force = pd.to_numeric(links["force"], errors="coerce").astype(float)
    if not (right := force > 0).all():
        faults.add("force qui n'est pas un nombre positif", links.index[~right])
    return links.assign(force=force)


def force_bounds(forces: pd.Series) -> list[float]:
    """Bounds between the classes: thirds of the links, rounded to 1, 2 or 5 by a power of ten."""
    finite = forces[np.isfinite(forces)]
    if finite.empty:
        return []
    thirds = np.quantile(finite, [1 / 3, 2 / 3])
    rounded = [nearest_round(third) for third in thirds]
    return [bound for bound in dict.fromkeys(rounded) if finite.min() < bound <= finite.max()]


def draw_links(
    links: pd.DataFrame,
    poles: pd.DataFrame,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw each link from centre to centre, under the circles, its width by class of strength.

    Parameters
    ----------
    links : DataFrame
        code_a, code_b (`code_bassin` of two pôles) and force, any positive number, as
        :func:`poles_geo.links` gives them.
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`.
    ax : Axes, optional
        The map, in metres of Lambert 93. By default, new axes framed around the pôles.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    Drawing
        Its artist is a :class:`matplotlib.collections.LineCollection`.

    Raises
    ------
    TableError
        With every fault of either table.
    ChoiceError
        Axes that are no map.
    """
    points = check_poles(poles, land=land or embedded_land())
    return draw_links_between(points, links, ax=ax, style=style)


def draw_links_between(
    points: gpd.GeoDataFrame,
    links: pd.DataFrame,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
) -> Drawing:
    """Draw the links of pôles as :func:`check_poles` gives them: see :func:`draw_links`."""
    links = check_links(links, points)
    ax, _ = map_axes(ax, bounds_of(points), style)
    ends = [
        points.loc[links[column]].get_coordinates().to_numpy() for column in ("code_a", "code_b")
    ]
    classes = np.digitize(links["force"], force_bounds(links["force"]))
    lines = LineCollection(
        list(np.stack(ends, axis=1)),
        colors=style.link_colour,
        linewidths=np.array(WIDTHS)[classes],
        capstyle="butt",
        zorder=4.2,
        gid=LINK,
    )
    ax.add_collection(lines, autolim=False)
    return Drawing(ax, (lines,))


def link_rows(links: pd.DataFrame, style: Style = STYLE_REPORT) -> list[Stroke]:
    """Legend rows of the classes of links, the strongest first; lower bounds are included.

    None without links.
    """
    faults = Faults("table des liens")
    links = _with_forces(links, ("force",), faults)
    faults.raise_if_any()
    if links.empty:
        return []
    bounds = force_bounds(links["force"])
    texts = french_ranges([french_number(bound) for bound in bounds]) if bounds else ["lien"]
    return [
        Stroke(text, style.link_colour, width)
        for text, width in zip(reversed(texts), reversed(WIDTHS[: len(texts)]), strict=True)
    ]
