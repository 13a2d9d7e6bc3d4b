"""What the pages of schemas share: pôles at their place in an outline, lines under them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style, for_ranks, regional
from poles_geo.cartes.ground.base import draw_limits
from poles_geo.cartes.ground.extents import (
    METROPOLE,
    Extent,
    Zone,
    extent_or_all,
    land_of,
    within_words,
)
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.layers.pole_labels import draw_checked_labels
from poles_geo.cartes.layers.poles import check_poles, draw_checked_poles
from poles_geo.cartes.layers.uncounted_areas import KEY as UNCOUNTED
from poles_geo.cartes.legends.blocks import Row, Rows
from poles_geo.cartes.legends.columns import arrangements
from poles_geo.cartes.legends.pole_legend import pole_legend
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import credited, foot_height, notes_of, unranked_told
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.communes.territory_names import DEPARTEMENT, EPCI, REGION
from poles_geo.errors import TableError
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rules import Rules

SCHEMA_REGION = "Nord - Pas-de-Calais"
"""The region of the report's schema."""
CONTOURS = {
    REGION: "Contour de la région",
    DEPARTEMENT: "Contour du département",
    EPCI: "Contour de l'intercommunalité",
    METROPOLE: "Contour de la métropole",
}


@dataclass(frozen=True, eq=False)
class SchemaGround:
    """What a schema is drawn on: its pôles, those of everywhere, its area."""

    points: gpd.GeoDataFrame
    everywhere: gpd.GeoDataFrame
    extent: Extent
    rules: Rules
    style: Style
    land: Land


def schema_ground(
    poles: pd.DataFrame | None,
    zone: Zone | None,
    rules: Rules | None,
    style: Style,
    regions_year: int | None,
    land: Land | None,
    **credit: str,
) -> SchemaGround:
    """Find the pôles of an area, or say that it has none."""
    poles = load_report() if poles is None else poles
    poles = credited(poles, **credit)
    land = land_at(poles.attrs, regions_year, land=land)
    extent = extent_or_all(zone, poles.attrs, land=land)
    land = land_of(extent, land)
    if extent.kind != METROPOLE:
        style = regional(style)
    everywhere = check_poles(poles, land=land)
    attrs = {name: value for name, value in everywhere.attrs.items() if name != UNCOUNTED}
    points = gpd.GeoDataFrame(everywhere[extent.holds(everywhere)])
    points.attrs = attrs  # a schema has no ground to hatch
    if points.empty:
        where = within_words(extent)
        raise TableError(f"table des pôles : aucun pôle {where}, rien à dessiner.")
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    return SchemaGround(points, everywhere, extent, rules, style, land)


def schema_page(
    ground: SchemaGround,
    draw: Callable[[Axes], None],
    mark: Callable[[Axes], None] | None,
    *,
    strokes: Sequence[Stroke],
    lines_title: str,
    rows: Sequence[Row],
    notes: Sequence[str],
    words: Sequence[str] = (),
    title: str,
    subtitle: str,
    dated: bool,
) -> Carte:
    """Draw a page: what is under the circles, the circles, what is over them."""
    points, extent, style, land = ground.points, ground.extent, ground.style, ground.land
    outline = gpd.GeoSeries([extent.area], crs=land.crs)
    contour = Stroke(
        CONTOURS.get(extent.kind, "Contour"), style.departement_colour, style.coast_width
    )
    legend = pole_legend(
        points,
        [*strokes, contour],
        rules=ground.rules,
        lines_title=lines_title,
        style=style,
        land=land,
    )
    more = [Rows("", tuple(rows), style)] if rows else []
    legend = [[*blocks, *more] for blocks in legend]
    told = [*notes_of(points, land=land), *unranked_told(points, extent, land=land), *notes]
    page = Page(
        outline.total_bounds,
        style,
        subject=extent.area,
        legends=arrangements(legend, style),
        foot=lambda wide: foot_height(
            wide, points.attrs, told, projection=land.projection, style=style
        ),
    )
    ax = page.axes
    ax.set_facecolor(style.land)
    draw_limits(outline, contour, zorder=2, ax=ax, style=style)
    draw(ax)
    draw_checked_poles(points, ax=ax, style=style, land=land)
    if mark is not None:
        mark(ax)
    draw_scale(subject=extent.area, ax=ax, style=style)
    labels = draw_checked_labels(points, ax=ax, style=style, land=land)
    return finish_page(
        page,
        legend,
        projection=land.projection,
        title=title,
        subtitle=subtitle,
        dated=dated,
        origin=points.attrs,
        notes=told,
        words=words,
        left_out=[label.text for label in labels.left_out],
        veiled=False,
    )
