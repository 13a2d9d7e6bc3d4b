"""Two counts of a unit on one scale: a circle for the larger, and in it a disc for the difference.

Counted: areas in proportion to numbers. Not counted: a unit that a side does not have.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import at_scale, bounds_of, fill_areas, outline_areas, visible
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters, draw_nested
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.layers.filled.ramps import without_hue
from poles_geo.cartes.layers.filled.ratio import hatched, placed_circles
from poles_geo.cartes.layers.filled.told_areas import drawn_in, names_in, note_areas
from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.errors import Faults, TableError, worded
from poles_geo.palette import DIVERGING

SUBJECT = "comparaison à cartographier"
COLUMNS = ("effectif_avant", "effectif_apres", "ecart")
GAIN, LOSS, SAME = "Gain", "Perte", "Sans changement"
UNDER = "#d9d9d9"
"""Colour of the circles, which hold a disc."""


@dataclass(frozen=True)
class Evolution:
    """Units that both sides count.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    circles : GeoDataFrame
        Points of the units that somebody is in, on a side at least; effectif (the larger of the two
        counts), ecart, sens (gain, loss, or the same).
    nobody, missing : Index
        Codes of the units of nobody, and of those without difference.
    names : Series of str
        Name of each area that has one.
    """

    areas: gpd.GeoSeries
    circles: gpd.GeoDataFrame
    nobody: pd.Index
    missing: pd.Index
    names: "pd.Series[str]"


def senses(style: Style) -> dict[str, str]:
    """Colour of the disc of a gain, of a loss; of a circle without disc."""
    if without_hue(style):
        return {GAIN: style.ink, LOSS: style.halo, SAME: UNDER}
    under, over = DIVERGING["orange-blue"]
    return {GAIN: over[2], LOSS: under[1], SAME: UNDER}


def edge_of(style: Style) -> str | None:
    """Outline of the discs: dark in a style of greys, where a loss is white."""
    return style.ink if without_hue(style) else None


def check_comparison(comparison: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse what is no comparison: codes that are none, columns that are not there.

    Raises
    ------
    TableError
    """
    faults = Faults(SUBJECT)
    note_index(faults, comparison.index, "code", as_texts=False)
    note_columns(faults, comparison, columns)
    if faults.messages:
        faults.add(worded("pg.compare en donne une", "« poles-geo analyze compare » en écrit une"))
    faults.raise_if_any(TableError)


def place_evolution(
    areas: gpd.GeoDataFrame, comparison: pd.DataFrame, *, extent: Extent | None, land: Land
) -> Evolution:
    """Place the units of a zone, with their two counts.

    Parameters
    ----------
    areas, extent
        As for :func:`poles_geo.map_comparison`.
    comparison : DataFrame
        As :func:`poles_geo.compare` gives it.
    land : Land

    Raises
    ------
    TableError
        With every fault of the tables; no unit of the zone has a difference.
    """
    faults = Faults(SUBJECT)
    told = pd.DataFrame(plain_table(comparison))
    numbers = {name: pd.to_numeric(told[name], errors="coerce") for name in COLUMNS}
    for name, values in numbers.items():
        wrong = (values.isna() & told[name].notna()) | (values.abs() == float("inf"))
        if wrong.any():
            faults.add(f"{name} : un nombre est attendu", told.index[wrong])
    faults.raise_if_any(TableError)
    both = pd.DataFrame(numbers).astype("float64")
    there, ecart = local_areas(areas, both["ecart"], land, whole=extent is None)
    note_areas(faults, there, ecart.index, (), "comparison")
    faults.raise_if_any(TableError)
    drawn, _ = drawn_in(there, extent)
    known = drawn.index.intersection(ecart.dropna().index, sort=False)
    if known.empty:
        raise TableError(
            "comparison : aucune unité de la carte n'a d'écart ; vérifiez la zone et les codes."
        )
    counts = both.loc[known, ["effectif_avant", "effectif_apres"]]
    circles = placed_circles(gpd.GeoSeries(drawn[known]), counts.max(axis=1), land=land)
    if circles.empty:
        raise TableError("comparison : aucune unité de la carte n'a personne ; vérifiez la zone.")
    ecart = both["ecart"].reindex(circles.index)
    sens = pd.Series(SAME, circles.index).mask(ecart > 0, GAIN).mask(ecart < 0, LOSS)
    circles = circles.assign(ecart=ecart, sens=sens)
    return Evolution(
        drawn,
        gpd.GeoDataFrame(circles),
        known.difference(circles.index),
        drawn.index.difference(known),
        names_in(there, drawn.index),
    )


def draw_evolution(shown: Evolution, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Draw the circle and the disc of each unit; hatch those without difference; outline all.

    Parameters
    ----------
    shown : Evolution
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style
    """
    ax, frame = map_axes(ax, bounds_of(shown.areas), style)
    missing = at_scale(gpd.GeoSeries(shown.areas[shown.areas.index.isin(shown.missing)]), frame)
    hatches = fill_areas(ax, missing, style.land, zorder=2.4, **hatched(style))
    areas = visible(shown.areas, frame)
    drawn = outline_areas(ax, areas, style.bassin_colour, style.bassin_width, zorder=2.9)
    colours = senses(style)
    change = shown.circles["ecart"].abs()
    nested = draw_nested(
        ax,
        shown.circles.get_coordinates(),
        diameters(shown.circles["effectif"], style),
        diameters(change, style),
        [colours[sens] for sens in shown.circles["sens"]],
        style,
        under=UNDER,
        edge=edge_of(style),
        values=(shown.circles["effectif"], change),
    )
    return Drawing(ax, (hatches, *drawn, nested))
