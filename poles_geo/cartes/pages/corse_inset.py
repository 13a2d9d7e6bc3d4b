"""Corse in an inset, where the sea between it and the continent would take the page.

The rule: a map that is about parts of Corse and of the continent frames the continent alone, and
shows Corse in a corner, when its scale is larger by a fifth or more; and when one corner at least
hides no pôle that the map is about.
"""

from collections.abc import Callable, Iterable, Sequence

import geopandas as gpd
import numpy as np
import shapely

from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.layout.asides import Parts, Piece, no_parts
from poles_geo.cartes.canvas.layout.insets import Inset
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.layout.page_layout import Arrangement
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.label_places import touches_any
from poles_geo.cartes.labels.occupation import boxes_of
from poles_geo.cartes.layers.neighbour_poles import main_neighbours

GAIN = 1.2
"""How much larger the map must be for Corse to leave it."""
HEIGHTS, SHAPE = (0.45, 0.38, 0.32), 0.62
"""Heights of the inset, as shares of the map's, and its width as a share of its height."""
FOOT = 9.0
"""What the scale bar takes at the foot of the inset, in mm."""
GAP = 1.0
"""Between the inset and the edge of the map, in mm."""


def frame_extent(
    zone: Extent,
    points: gpd.GeoDataFrame,
    style: Style,
    *,
    legends: Iterable[Sequence[Arrangement]] = (),
    parts: Parts = no_parts,
    asides: Sequence[Piece] = (),
    foot: Callable[[float], float] | None = None,
    land: Land | None = None,
) -> tuple[Page, list[Inset]]:
    """Lay out the page of an area, and the inset of Corse where it asks for one.

    Parameters
    ----------
    zone : Extent
        What the map is about.
    points : GeoDataFrame
        Pôles, as :func:`poles_geo.cartes.check_poles` gives them.
    style : Style
    legends : sequences of arrangements
        Boxes, in mm, that would hold the legend over the map, by preference; none: it does not
        lie there.
    parts : callable
        Gives the ways to cut the legend of the map of a frame in parts.
    asides : sequence of pieces
        Boxes, in mm, of what would be said besides, on a page that would leave much blank.
    foot : callable, optional
        Gives the height of the sources, in mm, from the width of their lines.
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    land = land or embedded_land()
    whole = Page(
        zone.area.bounds,
        style,
        subject=zone.area,
        legends=legends,
        parts=parts,
        asides=asides,
        neighbours=main_neighbours(points, zone.holds(points), zone.area, style),
        foot=foot,
    )
    bounds = continent_of(zone, land=land)
    if bounds is None:
        return whole, []
    page, whole = Page(bounds, style, foot=foot), Page(zone.area.bounds, style, foot=foot)
    if whole.frame.metres_per_mm < GAIN * page.frame.metres_per_mm:
        return whole, []
    box = _corner(page.frame, zone, points, style, land=land)
    if box is None:
        return whole, []
    west, south, east, north = land.regions["Corse"].bounds
    below = FOOT * (north - south) / (box[3] - box[1] - FOOT)
    return page, [Inset("", "Corse", (west, south - below, east, north), box)]


def continent_of(zone: Extent, *, land: Land | None = None) -> Box | None:
    """Bounds of what an area has on the continent, when it also has parts in Corse.

    None when it has not both, or when one part holds some of each.
    """
    land = land or embedded_land()
    if zone.overseas:
        return None
    corse = land.regions["Corse"]
    parts = shapely.get_parts(zone.area)
    insular = shapely.intersects(parts, corse)
    if insular.all() or not insular.any():
        return None
    others = shapely.union_all(land.regions.drop("Corse").to_numpy())
    if shapely.intersects(parts[insular], others).any():
        return None
    west, south, east, north = map(float, shapely.total_bounds(parts[~insular]))
    return west, south, east, north


def _corner(
    frame: Frame, zone: Extent, points: gpd.GeoDataFrame, style: Style, *, land: Land
) -> Box | None:
    """Corner of a map where an inset hides no pôle of its area, and the least of its ground.

    Land of the area first, other pôles next, then a larger inset, then other shore.
    """
    boxes = np.array([box for share in HEIGHTS for box in _corners(frame, share)])
    sizes = diameters(points["effectif"], style)
    circles = boxes_of(np.column_stack([frame.to_mm(points.get_coordinates()), sizes]))
    touched = np.column_stack([touches_any(circles, box[None]) for box in boxes])
    about = zone.holds(points).to_numpy()
    low, high = frame.to_metres(boxes[:, :2]), frame.to_metres(boxes[:, 2:])
    ground = shapely.box(*low.T, *high.T)
    shore = shapely.union_all(land.regions.to_numpy())
    of_zone, of_land = (
        shapely.area(shapely.intersection(ground, area)).round(-6) for area in (zone.area, shore)
    )
    order = np.lexsort([of_land, boxes[:, 1] - boxes[:, 3], touched[~about].sum(axis=0), of_zone])
    free = [corner for corner in order if not touched[about, corner].any()]
    if not free:
        return None
    left, bottom, right, top = boxes[free[0]].tolist()
    return left, bottom, right, top


def _corners(frame: Frame, share: float) -> list[Box]:
    """Boxes in the corners of a map, the preferred first; `share` of its height."""
    high = share * frame.height
    wide = SHAPE * high
    right, top = frame.width - GAP, frame.height - GAP
    return [
        (right - wide, GAP, right, GAP + high),
        (GAP, GAP, GAP + wide, GAP + high),
        (right - wide, top - high, right, top),
        (GAP, top - high, GAP + wide, top),
    ]
