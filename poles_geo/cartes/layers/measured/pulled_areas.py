"""Areas of attraction: communes filled by the rank of the pôle that attracts them most.

All of them, with those that two pôles dispute hatched; or those alone whose pôle passes over a
nearer one.
"""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.analyses.pull.attraction import attraction
from poles_geo.analyses.pull.attraction_areas import covered
from poles_geo.analyses.pull.attraction_summary import contested
from poles_geo.bassins import coverage
from poles_geo.cartes.canvas.areas import at_scale, bounds_of, fill_areas, outline_areas, visible
from poles_geo.cartes.canvas.axes import map_axes
from poles_geo.cartes.canvas.layout.page import SHEETS
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style, rim, tint
from poles_geo.cartes.layers.filled.ratio import hatched

DISPUTED_HATCH = "//////"
LIMIT, THIN_LIMIT = 0.75, 0.5
"""Width, in points, of the limit between two areas, on a sheet and on a smaller page."""


@dataclass(frozen=True)
class PulledCommunes:
    """What attracts the communes of a map.

    Attributes
    ----------
    shapes : GeoSeries
        Polygons of the communes, a coverage, index their code.
    table : DataFrame
        As :func:`poles_geo.attraction` gives it of these.
    about : Series of bool
        Which of them the map is about.
    disputed : Series of bool
        Which of them are hatched.
    within : float
        Difference of the two first shares up to which they are.
    tunnel : bool
        Only those have a fill that a pôle attracts over a nearer one.
    """

    shapes: gpd.GeoSeries
    table: pd.DataFrame
    about: "pd.Series[bool]"
    disputed: "pd.Series[bool]"
    within: float
    tunnel: bool

    @property
    def beyond(self) -> "pd.Series[bool]":
        """Which of them reach no pôle by the table of costs."""
        return self.table["dominant"].isna()


def pull(
    points: gpd.GeoDataFrame,
    communes: gpd.GeoDataFrame,
    area: BaseGeometry | None,
    *,
    beta: float,
    within: float,
    tunnel: bool,
    known: bool,
    costs: pd.DataFrame | None = None,
) -> PulledCommunes:
    """Compute what attracts communes.

    Parameters
    ----------
    points : GeoDataFrame
        As :func:`poles_geo.cartes.check_poles` gives them.
    communes : GeoDataFrame
        As for :func:`poles_geo.attraction`; polygons.
    area : polygon, optional
        What the map is about; None: all of them.
    beta, within : float
        As for :func:`poles_geo.attraction` and :func:`poles_geo.attraction_areas`.
    tunnel : bool
        Fill only the communes whose dominant pôle is not the nearest, and hatch none.
    known : bool
        The edges of the communes are known to match.
    costs : DataFrame, optional
        As for :func:`poles_geo.attraction`.
    """
    table = attraction(points, communes, beta=beta, costs=costs)
    shapes = gpd.GeoSeries(communes.geometry) if known else covered(communes)
    inside = np.ones(len(shapes), dtype=bool)
    if area is not None:
        shapely.prepare(area)
        inside = shapely.contains(area, shapely.point_on_surface(shapes.to_numpy()))
    return PulledCommunes(
        shapes,
        table,
        pd.Series(inside, index=table.index, dtype=bool),
        contested(table, within) & (not tunnel),
        within,
        tunnel,
    )


def draw_pulled(pulled: PulledCommunes, *, ax: Axes | None = None, style: Style) -> gpd.GeoSeries:
    """Fill communes by the rank of their pôle, hatch the disputed, outline the area of each pôle.

    Those that reach no pôle have another hatch.

    Parameters
    ----------
    pulled : PulledCommunes
    ax : Axes, optional
        The map, in metres. By default, new axes framed around the communes.
    style : Style
        With a colour for every rank.

    Returns
    -------
    GeoSeries
        Area of each dominant pôle that the map shows, index its code.
    """
    ax, frame = map_axes(ax, bounds_of(pulled.shapes), style)
    shown = visible(pulled.shapes, frame)
    table = pulled.table.loc[shown.index]
    beyond = pulled.beyond[shown.index].to_numpy()
    if beyond.any():
        fill_areas(ax, at_scale(gpd.GeoSeries(shown[beyond]), frame), style.land, zorder=2.4,
                   **hatched(style))  # fmt: skip
    reached, table = gpd.GeoSeries(shown[~beyond]), table[~beyond]
    areas = coverage.dissolve(reached, table["dominant"].to_numpy(dtype=object))
    kept = table["tunnel"] if pulled.tunnel else pd.Series(True, index=table.index)
    for rang, codes in table[kept].groupby("rang_dominant").groups.items():
        colour = tint(int(str(rang)), style)
        fill_areas(ax, _together(shown, codes), colour, zorder=2.4)
        disputed = codes[pulled.disputed[codes].to_numpy(dtype=bool)]
        if len(disputed):
            options = disputed_hatch(colour, style)
            fill_areas(ax, _together(shown, disputed), "none", zorder=2.5, **options)
    limit = area_stroke(style)
    outline_areas(ax, at_scale(areas, frame), limit.colour, limit.width, zorder=2.95)
    return areas


def _together(shapes: gpd.GeoSeries, codes: pd.Index) -> gpd.GeoSeries:
    """Join communes into one shape."""
    joined = shapely.coverage_union_all(np.asarray(shapes[codes].array))
    return gpd.GeoSeries([joined], crs=shapes.crs)


def area_stroke(style: Style) -> Stroke:
    """Limit between two areas."""
    width = LIMIT if style.page in SHEETS else THIN_LIMIT
    return Stroke("Aire d'attraction d'un pôle", style.zone_colour, width)


def disputed_hatch(fill: str, style: Style) -> dict[str, Any]:
    """Options of the patch of what is disputed, over the fill of a rank."""
    return {"edgecolor": rim(fill, style), "linewidth": 0, "hatch": DISPUTED_HATCH}
