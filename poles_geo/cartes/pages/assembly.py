"""The assembly of a map page: what every map of pôles has, piece by piece, in one order.

Tiles, land, bassins, circles, insets, scale, labels, names of places, title, legend, sources.
"""

from collections.abc import Sequence
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.layout.insets import Inset, draw_inset, outline_stroke
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style, for_ranks
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.ground.tiles import Tiles, attribution, draw_tiles
from poles_geo.cartes.labels.area_names import draw_names
from poles_geo.cartes.labels.label_places import Label, touches_any
from poles_geo.cartes.labels.names_on_fills import draw_towns
from poles_geo.cartes.labels.occupation import boxes_of, symbols_on
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.bassin_areas import draw_checked_bassins
from poles_geo.cartes.layers.overseas_poles import together
from poles_geo.cartes.layers.pole_labels import draw_checked_labels
from poles_geo.cartes.layers.poles import check_placed, cut, draw_checked_poles, held, rings_on
from poles_geo.cartes.layers.uncounted_areas import draw_uncounted
from poles_geo.cartes.legends.asides import Aside
from poles_geo.cartes.legends.pole_legend import pole_legend
from poles_geo.cartes.pages.overseas import Overseas, draw_overseas, notes_of_overseas
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import (
    GROUND_SOURCE,
    notes_of,
    subtitle_of,
    unranked_told,
    zoning_told,
)
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.ranking.carried import rules_of, without_rules
from poles_geo.ranking.rules import Rules

FEW_TOWNS, CLEAR = 8, 16.0
"""Towns that are no pôle named at most, and how far from the circle of any pôle, in mm."""
SPREAD = 0.13
"""Between two of them, as a share of the shorter side of the map: they are landmarks all over."""
OTHER_TOWN = "Autre ville"
"""What a legend calls the dot of one."""


def assemble(
    page: Page,
    points: gpd.GeoDataFrame,
    *,
    title: str,
    subtitle: str = "",
    rules: Rules | None = None,
    zone: Extent | None = None,
    light: Extent | None = None,
    names: gpd.GeoSeries | None = None,
    towns: bool = False,
    bassins: gpd.GeoDataFrame | None = None,
    lines: Sequence[Stroke] = (),
    insets: Sequence[Inset] = (),
    overseas: Overseas | None = None,
    tiles: Tiles = None,
    asides: Sequence[Aside] = (),
    land: Land | None = None,
) -> Carte:
    """Draw the pôles that the page shows, and finish it.

    Parameters
    ----------
    page : Page
        May already hold layers of its own.
    points : GeoDataFrame
        As :func:`poles_geo.cartes.check_poles` gives them.
    title : str
    subtitle : str
        By default, what the table counts.
    rules : Rules, optional
        Those that gave the ranks; by default, those that the table carries.
    zone : Extent, optional
        What the map is about, framed by a line; the pôles elsewhere are fainter. None: the whole
        country.
    light : Extent, optional
        Ground lighter than the rest, where it is not `zone`.
    names : GeoSeries, optional
        Areas to name first, index their names.
    towns : bool
        Name the largest towns of `zone` that are no pôle, in grey.
    bassins : GeoDataFrame, optional
        Polygons outlined, and filled by rank.
    lines : sequence of Stroke
        Lines already on the page, for the legend.
    insets : sequence of Inset
        Parts drawn larger; the pôles that they show are named there.
    overseas : Overseas, optional
        Pôles overseas, in the frames of their départements.
    tiles : str or TileProvider, optional
        Tiles drawn in place of the fills of the land.
    asides : sequence of Aside
        Those that the page was given.
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    check_placed(points)
    land = land or embedded_land()
    everyone = points if overseas is None else together(points, overseas.poles)
    rules = rules_of(everyone, rules)
    page.style = style = for_ranks(page.style, rules.ranks[-1].rang)
    points = without_rules(points)
    ax, ground = page.axes, zone or light
    every, points = points, uncovered(page, points, held(points, zone, land=land))
    draw_layers = partial(
        _draw_layers,
        ground=ground,
        zone=zone,
        bassins=bassins,
        tiles=tiles,
        style=style,
        land=land,
    )
    draw_layers(points, every, ax=ax)
    named, shown = points, points.intersects(page.frame.polygon)
    crowded: list[Label] = []
    drawn_larger: list[Axes] = []
    circles = boxes_of(symbols_on(ax, page.frame))
    for inset in insets:
        inside = points.intersects(inset.frame.polygon)
        within = draw_inset(inset, taken=circles, ax=ax, style=style).axes
        drawn_larger.append(within)
        known = inside if bassins is None else inside & points.index.isin(bassins.index)
        draw_layers(points[inside], points[known], ax=within)  # the map has told of the others
        shore = visible(land.regions, inset.frame).union_all()
        draw_scale(subject=shore, ax=within, style=style)
        labels = draw_checked_labels(points[inside], zone=zone, ax=within, style=style, land=land)
        crowded += [label for label in labels.left_out if not label.faint]
        if not inset.letter:
            draw_places(ground, departements=bassins is None, ax=within, style=style, land=land)
        named, shown = named[~inside.loc[named.index]], shown | inside
    if overseas is not None:
        crowded += draw_overseas(overseas, ax=ax, style=style, land=land)
    subject = visible(land.regions, page.frame) if ground is None else ground.area
    draw_scale(subject=subject, ax=ax, style=style)
    labels = draw_checked_labels(named, zone=zone, ax=ax, style=style, land=land)
    if towns and zone is not None:
        clear = diameters(points["effectif"], style) / 2 + CLEAR
        about_poles = points.buffer(clear * page.frame.metres_per_mm).union_all()
        free = zone.area.difference(about_poles)
        draw_towns(free, most=FEW_TOWNS, spread=SPREAD, faint=True, ax=ax, style=style, land=land)
    unwritten = () if names is None else draw_names(names, ax=ax, style=style).left_out
    draw_places(
        ground,
        departements=bassins is None,
        without=None if names is None else names.union_all(),
        ax=ax,
        style=style,
        land=land,
    )

    around = () if zone is None else (zone_stroke(zone, style),)
    rows = [*around, *lines, *limits_shown(ax, bassins=bassins, style=style, land=land)]
    if any(inset.letter for inset in insets):
        rows.append(outline_stroke(style))
    notes = notes_of(points[shown], land=land)
    if bassins is None:
        notes += unranked_told(points, zone, land=land)
    if overseas is not None:
        notes += notes_of_overseas(overseas)
    notes += notes_of_tiles(tiles)
    left_out = [label.text for label in labels.left_out if not label.faint]
    left_out += [label.text for label in crowded]
    legend = pole_legend(
        points if bassins is None else every,
        rows,
        frames=[page.frame, *(inset.frame for inset in insets)],
        extent=zone,
        bassins=bassins,
        hidden=every.index.difference(pd.Index(list(rings_on(ax, *drawn_larger)))),
        circled=points.index,
        imaged=tiles is not None,
        overseas=overseas.shown if overseas else None,
        towns=OTHER_TOWN if towns else "",
        rules=rules,
        style=style,
        land=land,
    )
    return finish_page(
        page,
        legend,
        asides=asides,
        title=title,
        subtitle=subtitle or subtitle_of(points.attrs),
        dated=not subtitle,
        origin=points.attrs,
        notes=notes,
        ground=GROUND_SOURCE + zoning_told(bassins),
        projection=land.projection,
        left_out=[*left_out, *unwritten],
    )


def notes_of_tiles(tiles: Tiles) -> list[str]:
    """Say whose the tiles of a map are, when it has some."""
    return [] if tiles is None else [f"Tuiles du fond : {attribution(tiles)}."]


def uncovered(page: Page, points: gpd.GeoDataFrame, about: "pd.Series[bool]") -> gpd.GeoDataFrame:
    """Leave out the pôles around that the legend over the map would hide, even in part."""
    sizes = diameters(points["effectif"], page.style)
    circles = boxes_of(np.column_stack([page.frame.to_mm(points.get_coordinates()), sizes]))
    covered = np.array(page.covered).reshape(-1, 4)
    return gpd.GeoDataFrame(points[about.to_numpy() | ~touches_any(circles, covered)])


def uncut(page: Page, points: gpd.GeoDataFrame, about: BaseGeometry) -> gpd.GeoDataFrame:
    """Leave out the pôles around, off what the page is about, that its frame would cut."""
    kept = points.intersects(about).to_numpy() | ~cut(points, page.frame, page.style)
    return gpd.GeoDataFrame(points[kept])


def _draw_layers(
    points: gpd.GeoDataFrame,
    filled: gpd.GeoDataFrame,
    *,
    ground: Extent | None,
    zone: Extent | None,
    bassins: gpd.GeoDataFrame | None,
    tiles: Tiles,
    ax: Axes,
    style: Style,
    land: Land,
) -> None:
    """Draw what a map and its insets have: tiles, land, bassins, frame of the zone, circles.

    `filled`: pôles whose bassins are filled.
    """
    if tiles is not None:
        draw_tiles(tiles, ax=ax, style=style)
    draw_base(ground, filled=tiles is None, ax=ax, style=style, land=land)
    if bassins is not None:
        draw_checked_bassins(bassins, filled, zone=zone, ax=ax, style=style, land=land)
    if zone is not None:
        draw_zone(zone, ax=ax, style=style, land=land)
    draw_uncounted(points, bassins, ax=ax, style=style, land=land)
    draw_checked_poles(points, zone=zone, ax=ax, style=style, land=land)
