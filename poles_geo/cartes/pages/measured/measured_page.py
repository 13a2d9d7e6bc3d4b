"""The page of what is measured of pôles: ground, what is shown, names, legend, sources, in order.

The pôles that matter to a zone are on its page when they are not far from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.layout.page import SHEETS, Page
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style, regional
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.layers.neighbour_poles import main_neighbours
from poles_geo.cartes.layers.pole_labels import MAIN_RANKS, draw_checked_labels
from poles_geo.cartes.layers.poles import fitted_to_poles, held
from poles_geo.cartes.legends.columns import Legend, arrangements
from poles_geo.cartes.pages.assembly import uncovered, uncut
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import foot_height
from poles_geo.cartes.surround.limits import expected_ground, limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale

FARTHEST = 0.6
"""How far from the zone a pôle that matters to it may be, as a part of its longest side."""
AIR = 0.06
"""Around such a pôle, as a part of the same side."""
QUIET = 0.55
"""Width of the limits of regions against theirs: those of areas are stronger."""
SMALLER = 0.6
"""Diameter of the circles against those of a map of pôles: the areas are what is looked at."""


def unnamed(_: Axes, __: Frame) -> list[str]:
    """Name nothing besides the pôles."""
    return []


@dataclass(frozen=True)
class MeasuredLayer:
    """What such a page shows.

    Attributes
    ----------
    draw : callable
        Draws it on axes, with the pôles that the page shows, given first.
    legend : callable
        Gives its legend from these pôles, the frame and the lines of the map.
    near : GeoDataFrame
        Pôles outside the zone that matter to it.
    strokes : sequence of Stroke
        Lines of its own, after that of the zone.
    name : callable
        Names on the axes what is no pôle; gives the names that found no place.
    notes : sequence of str
        What the reader must know besides.
    departements : bool
        The limits of départements are drawn.
    words : sequence of str
        As for :func:`finish_page`.
    """

    draw: Callable[[gpd.GeoDataFrame, Axes, Frame], object]
    legend: Callable[[gpd.GeoDataFrame, Frame, Sequence[Stroke]], Legend]
    near: gpd.GeoDataFrame
    strokes: Sequence[Stroke] = ()
    name: Callable[[Axes, Frame], Sequence[str]] = unnamed
    notes: Sequence[str] = ()
    departements: bool = False
    words: Sequence[str] = ()


def draw_measured_page(
    points: gpd.GeoDataFrame,
    layer: MeasuredLayer,
    extent: Extent | None,
    style: Style,
    *,
    title: str,
    subtitle: str,
    dated: bool,
    land: Land,
) -> Carte:
    """Draw a page of what is measured and finish it.

    Parameters
    ----------
    points : GeoDataFrame
        Pôles that the map may show, as :func:`poles_geo.cartes.check_poles` gives them.
    layer : MeasuredLayer
    extent : Extent, optional
        What the page is about; None: the country.
    style : Style
    title, subtitle : str
    dated : bool
        The date of the table ends the subtitle.
    land : Land
        What lies under the map.
    """
    subject = land.outline if extent is None else extent.area
    about = subject if extent is None else subject_with(extent, layer.near, style)
    own = [*([] if extent is None else [zone_stroke(extent, style)]), *layer.strokes]

    def legend_on(frame: Frame, here: gpd.GeoDataFrame) -> Legend:
        limits = limits_shown(frame, departements=layer.departements, style=style, land=land)
        return layer.legend(here, frame, [*own, *limits])

    kept = held(points, extent, land=land) | points.index.isin(layer.near.index)
    page = Page(
        about.bounds,
        style,
        subject=about,
        neighbours=main_neighbours(points, kept, about, style),
        legends=arrangements(legend_on(expected_ground(about.bounds), points), style),
        margin=0.03,
        foot=lambda wide: foot_height(
            wide, points.attrs, layer.notes, projection=land.projection, style=style
        ),
    )
    ax, frame = page.axes, page.frame
    draw_base(extent, departements=layer.departements, ax=ax, style=style, land=land)
    if extent is not None:
        draw_zone(extent, ax=ax, style=style, land=land)
    here = uncut(page, uncovered(page, points, kept), about)
    layer.draw(here, ax, frame)
    shore = visible(land.regions, frame) if extent is None else subject
    draw_scale(subject=shore, ax=ax, style=style)
    left_out = _name_poles(here, extent, ax=ax, style=style, land=land)
    left_out += layer.name(ax, frame)
    return finish_page(
        page,
        legend_on(frame, here),
        title=title,
        subtitle=subtitle,
        dated=dated,
        origin=points.attrs,
        notes=layer.notes,
        projection=land.projection,
        left_out=left_out,
        words=layer.words,
    )


def sized(
    points: gpd.GeoDataFrame, extent: Extent | None, style: Style, share: float = SMALLER
) -> Style:
    """Return the style with a share of the circles that fit the pôles, and quieter limits."""
    larger = style
    if extent is not None:
        larger = regional(style, several=len(extent.regions) > 1)
    fitted = fitted_to_poles(larger, points, style)
    return replace(
        fitted, symbol_10000=share * fitted.symbol_10000, region_width=QUIET * style.region_width
    )


def subject_with(extent: Extent, near: gpd.GeoDataFrame, style: Style) -> BaseGeometry:
    """Join to a zone the circles of the pôles that are not far from it, and their air."""
    west, south, east, north = extent.area.bounds
    side = max(east - west, north - south)
    kept = gpd.GeoDataFrame(near[near.distance(extent.area) <= FARTHEST * side])
    scale = expected_ground(shapely.union_all([extent.area, *kept.geometry]).bounds).metres_per_mm
    radii = np.maximum(AIR * side, scale * diameters(kept["effectif"], style) / 2)
    return shapely.union_all([extent.area, *kept.buffer(radii)])


def _name_poles(
    points: gpd.GeoDataFrame, extent: Extent | None, *, ax: Axes, style: Style, land: Land
) -> list[str]:
    """Name pôles, on small pages of France the first ranks alone; give those that are left out."""
    named = points
    if extent is None and style.page not in SHEETS:
        named = gpd.GeoDataFrame(points[points["rang"] <= MAIN_RANKS])
    labels = draw_checked_labels(named, ax=ax, style=style, land=land)
    others = points.loc[~points.index.isin(named.index), "nom"]
    return [*(label.text for label in labels.left_out), *others]
