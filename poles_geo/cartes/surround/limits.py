"""The limits that a map shows, for its legend."""

import geopandas as gpd
import shapely
from matplotlib.axes import Axes
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.communes.identity import unit_of

AIR = 2_000.0
"""Around a frontier, in metres: contours are of two sources."""
SQUARE, AROUND = 200.0, 0.1
"""Side of the ground taken around an area before its page is known, in mm, and its margin."""


def expected_ground(bounds: ArrayLike) -> Frame:
    """Give what a map of some bounds shows, more or less, before its page is laid out."""
    return Frame.around(bounds, SQUARE, SQUARE, margin=AROUND)


def limits_shown(
    carte: Axes | Frame | None = None,
    *,
    departements: bool = True,
    bassins: gpd.GeoDataFrame | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> list[Stroke]:
    """Limits that a map shows, for its legend: regions, départements, bassins, coasts.

    Parameters
    ----------
    carte : Axes or Frame, optional
        The map, or what it will show; by default, the whole country.
    departements : bool
        Their limits are drawn.
    bassins : GeoDataFrame, optional
        Bassins drawn besides; its `attrs` may have their `millesime`.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    land = land or embedded_land()
    region, departement, *unit, coast = limits_of_style(style, bassins, region=land.region_name)
    ground = Frame.of(carte) if isinstance(carte, Axes) else carte
    several = ground is None or len(visible(land.regions, ground)) > 1
    abroad = ground is None or land.frontier.intersects(ground.polygon)
    maritime = (
        ground is None
        or not land.seas.disjoint(ground.polygon).all()
        or _has_coast(land, ground.polygon)
    )
    within = departements and (
        len(land.departements) > 1
        if ground is None
        else len(visible(land.departements, ground)) > 1
    )
    rows = [(region, several or abroad), (departement, within)]
    rows += [*((row, True) for row in unit), (coast, maritime)]
    return [row for row, drawn in rows if drawn]


def _has_coast(land: Land, shown: BaseGeometry) -> bool:
    """Tell whether some outline of a land that is no frontier is on the map, as an estuary is."""
    rings = shapely.get_exterior_ring(shapely.get_parts(land.outline))
    border = shapely.intersection(rings, shown)
    near = border[~shapely.is_empty(border)]
    frontier = land.frontier.intersection(shown.buffer(2 * AIR)).buffer(AIR)
    return not shapely.is_empty(shapely.difference(near, frontier)).all()


def limits_of_style(style: Style, bassins: gpd.GeoDataFrame | None, *, region: str) -> list[Stroke]:
    """Return the boundaries that every map shows: regions, départements, bassins, coasts.

    `region`: what a region is called, with its date.
    `bassins`: those drawn; its `attrs` may have their `zonage` and `millesime`.
    """
    regional = Stroke(f"{region}, frontière", style.region_colour, style.region_width)
    departement = Stroke("Département", style.departement_colour, style.departement_width)
    coast = Stroke("Côte", style.coast_colour, style.coast_width)
    if bassins is not None:
        name = unit_of(bassins.attrs.get("zonage")).heading
        millesime = bassins.attrs.get("millesime")
        dated = f"{name} ({millesime})" if millesime else name
        unit = Stroke(dated, style.bassin_colour, style.bassin_width)
        return [regional, departement, unit, coast]
    return [regional, departement, coast]
