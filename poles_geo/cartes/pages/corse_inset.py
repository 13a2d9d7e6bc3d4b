"""Corse in an inset, where the sea between it and the continent would take the page.

The rule: a map that is about parts of Corse and of the continent frames the continent alone, and
shows Corse in a corner, when its scale is larger by a fifth or more; and when one corner at least
hides no pôle that the map is about.
"""

import geopandas as gpd
import numpy as np
import shapely

from poles_geo.cartes.canvas.frame import Box, Cadre
from poles_geo.cartes.canvas.insets import Encart
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground import land as fonds
from poles_geo.cartes.ground.extents import Etendue
from poles_geo.cartes.labels.occupation import boxes_of
from poles_geo.cartes.labels.placing import touches_any

GAIN = 1.2
"""How much larger the map must be for Corse to leave it."""
HAUTEURS, FORME = (0.45, 0.38, 0.32), 0.62
"""Heights of the inset, as shares of the map's, and its width as a share of its height."""
PIED = 9.0
"""What the scale bar takes at the foot of the inset, in mm."""
ECART = 1.0
"""Between the inset and the edge of the map, in mm."""


def frame_extent(
    zone: Etendue, points: gpd.GeoDataFrame, style: Style
) -> tuple[Page, list[Encart]]:
    """Lay out the page of an area, and the inset of Corse where it asks for one.

    Parameters
    ----------
    zone : Etendue
        What the map is about.
    points : GeoDataFrame
        Pôles, as :func:`poles_geo.cartes.check_poles` gives them.
    style : Style
    """
    whole = Page(zone.aire.bounds, style)
    bounds = continent_of(zone)
    if bounds is None:
        return whole, []
    page = Page(bounds, style)
    if whole.cadre.metres_par_mm < GAIN * page.cadre.metres_par_mm:
        return whole, []
    box = _corner(page.cadre, zone, points, style)
    if box is None:
        return whole, []
    west, south, east, north = fonds.base().regions["Corse"].bounds
    below = PIED * (north - south) / (box[3] - box[1] - PIED)
    return page, [Encart("", "Corse", (west, south - below, east, north), box)]


def continent_of(zone: Etendue) -> Box | None:
    """Bounds of what an area has on the continent, when it also has parts in Corse.

    None when it has not both, or when one part holds some of each.
    """
    corse = fonds.base().regions["Corse"]
    parts = shapely.get_parts(zone.aire)
    insular = shapely.intersects(parts, corse)
    if insular.all() or not insular.any():
        return None
    others = shapely.union_all(fonds.base().regions.drop("Corse").to_numpy())
    if shapely.intersects(parts[insular], others).any():
        return None
    west, south, east, north = map(float, shapely.total_bounds(parts[~insular]))
    return west, south, east, north


def _corner(cadre: Cadre, zone: Etendue, points: gpd.GeoDataFrame, style: Style) -> Box | None:
    """Corner of a map where an inset hides no pôle of its area, and the least of its ground.

    Land of the area first, other pôles next, then a larger inset, then other land.
    """
    boxes = np.array([box for share in HAUTEURS for box in _corners(cadre, share)])
    sizes = diameters(points["effectif"], style)
    circles = boxes_of(np.column_stack([cadre.to_mm(points.get_coordinates()), sizes]))
    touched = np.column_stack([touches_any(circles, box[None]) for box in boxes])
    about = zone.holds(points).to_numpy()
    low, high = cadre.to_metres(boxes[:, :2]), cadre.to_metres(boxes[:, 2:])
    ground = shapely.box(*low.T, *high.T)
    land = shapely.union_all(fonds.base().regions.to_numpy())
    of_zone, of_land = (
        shapely.area(shapely.intersection(ground, area)).round(-6) for area in (zone.aire, land)
    )
    order = np.lexsort([of_land, boxes[:, 1] - boxes[:, 3], touched[~about].sum(axis=0), of_zone])
    free = [corner for corner in order if not touched[about, corner].any()]
    if not free:
        return None
    left, bottom, right, top = boxes[free[0]].tolist()
    return left, bottom, right, top


def _corners(cadre: Cadre, share: float) -> list[Box]:
    """Boxes in the corners of a map, the preferred first; `share` of its height."""
    high = share * cadre.hauteur
    wide = FORME * high
    right, top = cadre.largeur - ECART, cadre.hauteur - ECART
    return [
        (right - wide, ECART, right, ECART + high),
        (ECART, ECART, ECART + wide, ECART + high),
        (right - wide, top - high, right, top),
        (ECART, top - high, ECART + wide, top),
    ]
