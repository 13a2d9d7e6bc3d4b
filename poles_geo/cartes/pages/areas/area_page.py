"""The page of areas: what every map of a ratio, of types or of any stock has, in one order.

Ground, areas, limits, zone, scale, names, title, legend, sources.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.layout.page_layout import AS_LARGE
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.label_places import touches_any
from poles_geo.cartes.labels.names_on_fills import MAIN_TOWN, FillNames, draw_fill_names
from poles_geo.cartes.labels.occupation import boxes_of
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.filled.fill_limits import draw_casing
from poles_geo.cartes.layers.poles import cut
from poles_geo.cartes.legends.columns import Legend, arrangements
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import GROUND_SOURCE, foot_height, warnings_of
from poles_geo.cartes.surround.limits import expected_ground, limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale

ROUGH = 400
"""Size of all the areas over the detail of their outline kept, to lay out their page."""


@dataclass(frozen=True)
class AreaLayer:
    """What a page of areas shows.

    Attributes
    ----------
    areas : GeoSeries
        Polygons of the map, in the projection of its land.
    draw : callable
        Draws the layer on `ax`, in a `style`.
    legend : callable
        Gives the blocks of the legend from the lines of the map, what its dots of `towns` are,
        and a `style`.
    names : FillNames
        What is named.
    cased : bool
        The limits of regions lie on fills.
    outlined : str
        What the legend calls the areas when a grey line surrounds them.
    least : float
        Scale of a map under its legend, over that of the usual page, from which it is preferred.
    circles : GeoDataFrame, optional
        Points of its circles, effectif: none is cut by the frame, nor under the legend.
    words, table
        As for :func:`finish_page`.
    """

    areas: gpd.GeoSeries
    draw: Callable[..., object]
    legend: Callable[..., Legend]
    names: FillNames
    cased: bool = True
    outlined: str = ""
    least: float = AS_LARGE
    circles: gpd.GeoDataFrame | None = None
    words: Sequence[str] = ()
    table: pd.DataFrame | None = None


def draw_area_page(
    layer: AreaLayer,
    extent: Extent | None,
    style: Style,
    *,
    title: str,
    subtitle: str,
    default_subtitle: str,
    origin: Mapping[Hashable, Any],
    ground: str = GROUND_SOURCE,
    land: Land,
) -> Carte:
    """Draw a page of areas and finish it.

    Parameters
    ----------
    layer : AreaLayer
    extent : Extent, optional
        What the page frames; None: all the areas.
    style : Style
    title : str
    subtitle, default_subtitle : str
        What is asked, or else what is said, followed by the date of the data.
    origin : mapping
        The `attrs` of what is shown: source, date, attribution.
    ground : str
        Sources of the base map.
    land : Land
        What lies under the map.
    """
    subject = _together(layer.areas) if extent is None else extent.area
    notes = warnings_of(origin)
    lines = [Stroke(layer.outlined, style.bassin_colour, style.bassin_width)]
    lines = lines if layer.outlined else []
    if extent is not None:
        lines.insert(0, zone_stroke(extent, style))

    def legend_on(carte: Any, *, towns: bool) -> Legend:
        limits = limits_shown(carte, departements=False, style=style, land=land)
        dots = MAIN_TOWN if towns else ""
        return layer.legend([*lines, *limits], towns=dots, style=style)

    before = legend_on(expected_ground(subject.bounds), towns=layer.names.way != "none")
    shown = land.outline if extent is None else _together(layer.areas)

    def laid_for(about: BaseGeometry) -> Page:
        return Page(
            about.bounds,
            style,
            subject=about,
            shown=shown,
            legends=arrangements(before, style),
            least=layer.least,
            foot=lambda wide: foot_height(
                wide, origin, notes, ground, projection=land.projection, style=style
            ),
        )

    page = laid_for(subject)
    if layer.circles is not None:
        whole = _with_circles(subject, layer.circles, page)
        page = page if whole is None else laid_for(whole)
    ax = page.axes
    tell(ax, subject=subject)
    draw_base(extent, departements=False, ax=ax, style=style, land=land)
    layer.draw(ax=ax, style=style)
    if layer.cased:
        draw_casing(ax=ax, style=style, land=land)
    if extent is not None:
        draw_zone(extent, ax=ax, style=style, land=land)
    seen = visible(land.regions, page.frame) if extent is None else layer.areas
    draw_scale(subject=seen, ax=ax, style=style)
    about = land.ground if extent is None else extent.area
    left_out = draw_fill_names(layer.names, about, ax=ax, style=style, land=land)
    beyond = None
    if extent is not None:
        out = gpd.GeoSeries(layer.areas[~layer.areas.within(extent.area)])
        beyond = out.union_all()
    draw_places(extent, departements=False, without=beyond, ax=ax, style=style, land=land)
    legend = legend_on(ax, towns=layer.names.chosen(page.frame) == "places")
    return finish_page(
        page,
        legend,
        title=title,
        subtitle=subtitle or default_subtitle,
        dated=not subtitle,
        origin=origin,
        projection=land.projection,
        left_out=left_out,
        ground=ground,
        notes=notes,
        words=layer.words,
        table=layer.table,
    )


def _with_circles(
    subject: BaseGeometry, circles: gpd.GeoDataFrame, page: Page
) -> BaseGeometry | None:
    """Join to a subject what its circles cover beyond it, at the scale of a page.

    None when its frame cuts no circle, and its legend lies on none, even in part.
    """
    sizes, frame = diameters(circles["effectif"], page.style), page.frame
    boxes = boxes_of(np.column_stack([frame.to_mm(circles.get_coordinates()), sizes]))
    covered = np.array(page.covered).reshape(-1, 4)
    hidden = cut(circles, frame, page.style) | touches_any(boxes, covered)
    if not hidden.any():
        return None
    reach = circles.buffer(sizes / 2 * frame.metres_per_mm)
    beyond = reach[hidden | ~reach.within(shapely.box(*subject.bounds))]
    gathered = shapely.multipolygons([*shapely.get_parts(subject), *beyond])
    assert isinstance(gathered, shapely.MultiPolygon)
    return gathered


def _together(areas: gpd.GeoSeries) -> BaseGeometry:
    """Gather areas, without the detail of their outline; parts smaller than it stay as they are."""
    xmin, ymin, xmax, ymax = areas.total_bounds
    parts = shapely.get_parts(areas.to_numpy())
    detail = max(xmax - xmin, ymax - ymin) / ROUGH
    rough = shapely.simplify(parts, detail, preserve_topology=False)
    kept = shapely.get_parts(np.where(shapely.is_empty(rough), parts, rough))
    gathered = shapely.multipolygons(kept)
    assert isinstance(gathered, shapely.MultiPolygon)
    return gathered
