"""Dominant flows: a line from each place to the one that dominates it, a circle a nodal place."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from poles_geo.cartes.canvas.areas import bounds_of, outline_areas, visible
from poles_geo.cartes.canvas.axes import Drawing, map_axes
from poles_geo.cartes.canvas.style import Style, mixed
from poles_geo.cartes.canvas.symbols import draw_counts
from poles_geo.cartes.canvas.text import LINK
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.layers.filled.ratio import centres_of
from poles_geo.cartes.layers.filled.told_areas import drawn_in, names_in, note_areas
from poles_geo.coded import note_columns, note_index
from poles_geo.errors import Faults, TableError

COLUMNS = ("recu", "dominant", "tete", "niveau", "domine")
DIRECT, FARTHER = "direct", "farther"
"""Kinds of lines: to a nodal place, to one that is dominated in its turn."""
LIGHTER = 0.55
"""Share of paper in the colour of a relay, beside that of a head."""
WIDTHS = {DIRECT: 1.0, FARTHER: 0.5}
"""Of the lines, in points."""


@dataclass(frozen=True)
class DominantFlows:
    """Places of a map and the flows between them.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    lines : GeoDataFrame
        One row a place that is dominated by another whose outline is given: geometry (from one to
        the other), kind.
    heads : GeoDataFrame
        Points of the nodal places that dominate some; effectif: what they receive.
    relays : GeoDataFrame
        Points of the places of the map that dominate some, and that another dominates; effectif.
    beyond : int
        Places of the map that one without outline dominates.
    alone : int
        Nodal places of the map that dominate none.
    names : Series of str
        Name of each area that has one.
    table : DataFrame
        Places of the map, as :func:`poles_geo.nodal_flows` gives them; nom, nom_dominant where
        known.
    """

    areas: gpd.GeoSeries
    lines: gpd.GeoDataFrame
    heads: gpd.GeoDataFrame
    relays: gpd.GeoDataFrame
    beyond: int
    alone: int
    names: "pd.Series[str]"
    table: pd.DataFrame


def place_flows(
    areas: gpd.GeoDataFrame, flows: pd.DataFrame, *, extent: Extent | None, land: Land
) -> DominantFlows:
    """Place the flows of a zone.

    Parameters
    ----------
    areas, flows, extent, land
        As for :func:`poles_geo.map_flows`.

    Raises
    ------
    TableError
        With every fault: it is no table of nodal places; no place has an outline in the zone.
    """
    faults = Faults("flows")
    note_index(faults, flows.index, "code")
    note_columns(faults, flows, COLUMNS)
    if faults.messages:
        faults.add("pg.nodal_flows donne ces colonnes")
    faults.raise_if_any(TableError)
    there, received = local_areas(areas, flows["recu"], land, whole=extent is None)
    note_areas(faults, there, received.index[:0], (), "flows")
    faults.raise_if_any(TableError)
    every, _ = drawn_in(there, None)
    drawn, _ = drawn_in(there, extent)
    drawn = gpd.GeoSeries(drawn[drawn.index.isin(received.index)])
    if drawn.empty:
        known = ", ".join(map(str, areas.index[:3]))
        raise TableError(
            f"flows : aucun lieu n'a de contour sur la carte (areas : {known}…) ; vérifiez la zone "
            "et les codes."
        )
    places = centres_of(every, land=land)
    here = flows.loc[drawn.index]
    joined = here[here["dominant"].isin(places.index)]
    ends = [places[joined.index], places[joined["dominant"]]]
    lines = shapely.linestrings(
        np.stack([shapely.get_coordinates(np.asarray(end)) for end in ends], axis=1)
    )
    direct = flows["niveau"].reindex(joined["dominant"]).to_numpy(float) == 0
    heads = flows.index[(flows["niveau"] == 0) & (flows["domine"] > 0)]
    shown = heads[heads.isin(drawn.index) | heads.isin(here["tete"])]
    shown = shown[shown.isin(places.index)]
    relays = here.index[(here["niveau"] > 0) & (here["domine"] > 0)]
    names = names_in(there, every.index)
    return DominantFlows(
        drawn,
        gpd.GeoDataFrame(
            {"kind": np.where(direct, DIRECT, FARTHER)}, geometry=lines, index=joined.index,
            crs=drawn.crs,
        ),
        gpd.GeoDataFrame({"effectif": received[shown].astype(float)}, geometry=places[shown]),
        gpd.GeoDataFrame({"effectif": received[relays].astype(float)}, geometry=places[relays]),
        int((here["dominant"].notna() & ~here["dominant"].isin(places.index)).sum()),
        int(((here["niveau"] == 0) & (here["domine"] == 0)).sum()),
        names,
        _named(here, names),
    )  # fmt: skip


def _named(flows: pd.DataFrame, names: "pd.Series[str]") -> pd.DataFrame:
    """Call places by their names, and the one that dominates each."""
    table = flows.drop(columns=["nom", "nom_dominant"], errors="ignore")
    if len(names):
        table.insert(0, "nom", names.reindex(table.index))
        table.insert(1, "nom_dominant", names.reindex(table["dominant"]).to_numpy())
    return table.sort_values("recu", ascending=False, kind="stable")


def relay_colour(style: Style) -> str:
    """Colour of the places that dominate some, and that another dominates."""
    return mixed(style.nature_colours[0], style.halo, LIGHTER)


def draw_flows(shown: DominantFlows, *, ax: Axes | None = None, style: Style) -> Drawing:
    """Draw the lines under the circles of the heads and relays that the map shows.

    Parameters
    ----------
    shown : DominantFlows
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the areas.
    style : Style
    """
    ax, frame = map_axes(ax, bounds_of(shown.areas), style)
    outlines = outline_areas(
        ax, visible(shown.areas, frame), style.bassin_colour, style.bassin_width, zorder=2.9
    )
    widths = shown.lines["kind"].map(WIDTHS)
    lines = LineCollection(
        [np.asarray(line.coords) for line in shown.lines.geometry],
        colors=style.link_colour, linewidths=widths, capstyle="round", zorder=4.2, gid=LINK,
    )  # fmt: skip
    ax.add_collection(lines, autolim=False)
    heads = shown.heads[shown.heads.intersects(frame.polygon)]
    relays = shown.relays[shown.relays.intersects(frame.polygon)]
    places = gpd.GeoDataFrame(pd.concat([heads, relays]))
    colours = [style.nature_colours[0]] * len(heads) + [relay_colour(style)] * len(relays)
    circles = draw_counts(ax, places, colours, style)
    return Drawing(ax, (*outlines, lines, circles))
