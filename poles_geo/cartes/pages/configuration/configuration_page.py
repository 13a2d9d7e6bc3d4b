"""« Nous et les autres »: a page of one region beside those whose profile is the nearest."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import same_color

from poles_geo.analyses.mesh.graphs import neighbour_pairs
from poles_geo.analyses.pole_points import KM, places_of
from poles_geo.analyses.regional.regional_types import THRESHOLDS_2014, TypeThresholds, types_told
from poles_geo.cartes.canvas.axes import write_beside
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.layout.page_layout import Layout, Sheet
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, rank_colour
from poles_geo.cartes.canvas.symbols import fitted
from poles_geo.cartes.canvas.text import LINK
from poles_geo.cartes.ground.base import draw_base, draw_zone
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.layers.pole_labels import draw_checked_labels
from poles_geo.cartes.layers.poles import check_poles, draw_checked_poles
from poles_geo.cartes.legends.blocks import Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.pole_legend import RANKS, pole_legend, rank_rows
from poles_geo.cartes.legends.sizes import SHORT_COUNTS_NAME, sizes_of
from poles_geo.cartes.pages.configuration.configuration_groups import Noun, grouping
from poles_geo.cartes.pages.configuration.configuration_likes import Likes, likes_of
from poles_geo.cartes.pages.configuration.configuration_plan import LIKES, Plan, frames_in, plan_of
from poles_geo.cartes.pages.configuration.configuration_rows import measure_table
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.compared_table import (
    draw_paragraphs,
    draw_table,
    fitting,
)
from poles_geo.cartes.surround.credits import credited, notes_of
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.profile_chart import draw_profiles
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.coded import WARNINGS, warnings_in
from poles_geo.errors import ChoiceError, worded
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.classify import things_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import capitalised, french_number, listed, typeset

REGIONS = {"region_2014": 2014, "region_2016": 2016}
"""Groupings that have a page, and the year of their regions."""
LARGEST, LOW_LARGEST = (7.0, 15.0), (5.0, 11.0)
"""Bounds of the diameter of the largest circle, in mm; the same on a low page."""
LINK_WIDTH = 1.1
"""Of the lines between relative neighbours, in points."""
NAMES = 44.0
"""Width of the names of a table, in mm."""
TYPES = "Types, essayés dans cet ordre"


def map_configuration(
    poles: pd.DataFrame,
    population: pd.DataFrame | pd.Series,
    region: str | int,
    *,
    by: str = "",
    areas: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    thresholds: TypeThresholds | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw a region, or another territory, beside the three whose pôles are most like its own.

    A map of each, those beside at one scale; profiles of masses on logarithmic axes, over those of
    all the other regions and the slope of the country; the measures of
    :func:`poles_geo.configurations`, its sentence and its motif. A page too low for four maps has
    that of the region.

    Parameters
    ----------
    poles : DataFrame
        As for :func:`map_national`: those of every region to compare with.
    population : DataFrame or Series
        As for :func:`poles_geo.configurations`.
    region : str or int
        One of the metropole, by name or code; with `by`, one of the groups of this column.
    by : str, optional
        Column of `poles` that makes the groups: region_2014, region_2016, departement, or another
        whose outlines are given. By default, the regions of the date of the counts.
    areas : GeoDataFrame, optional
        Outlines of the groups of another column, in any projection; index: their names there.
    thresholds : TypeThresholds, optional
        As for :func:`poles_geo.configurations`.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the maps; the embedded edition by default.

    Raises
    ------
    ChoiceError
        What is no region, or one without pôles; outlines that are missing; a page under 200 by
        140 mm.
    TableError
        With every fault of a table; fewer than two regions in it; an outline that leaves out pôles
        of its group.
    """
    poles = credited(poles, source=source, date=date, author=author)
    land = land_at(poles.attrs, _year_of(by, regions_year), land=land)
    likes = likes_of(
        check_poles(poles, land=land),
        *(population, region, grouping(by, areas, land=land)),
        most=LIKES,
        thresholds=thresholds,
    )
    plan = plan_of(style)
    plan = replace(plan, maps=plan.maps[: len(likes.extents)])
    count = len(plan.maps)
    shown = gpd.GeoDataFrame(pd.concat(likes.poles[:count]))
    shown.attrs = origin = dict(likes.poles[0].attrs)
    rules = rules_of(shown, rules)
    style = _sized(style, rules, shown, plan)
    frames = frames_in(likes.extents[:count], plan)
    page = Page.of_layout(
        Layout(Sheet(plan.width, plan.height), plan.maps[0], (plan.legend,), frames[0]), style
    )
    left_out = _draw_maps(page, plan, frames, likes, land=land)
    row = likes.table.to_dict("index")[likes.name]
    _draw_measures(page, plan, likes, row)
    typed = (thresholds or THRESHOLDS_2014) if row["type"] else None
    legend = _legend(page, plan, frames, shown, likes.noun, typed, rules, style, land=land)
    alone = likes.noun.alone
    aside = [f"{alone}, qu'un seul pôle tient : {listed(likes.apart)}."] if likes.apart else []
    warned = " ".join([*aside, *warnings_in(likes.table.attrs)])
    shown.attrs = {name: value for name, value in origin.items() if name != WARNINGS}
    return finish_page(
        page,
        legend,
        title=title or f"{likes.name} : nous et les autres",
        subtitle=subtitle or likes.noun.subtitle,
        dated=not subtitle,
        origin=origin,
        notes=[*([warned] if warned else []), *notes_of(shown, land=land)],
        projection=land.projection,
        left_out=left_out,
        words=[*_said(row), *_likes_told(likes)],
    )


def _said(row: Mapping[Any, Any]) -> list[str]:
    """Say what is measured of the group, and why it has its type."""
    motif = [f"{capitalised(row['type'])} : {row['motif']}."] if pd.notna(row["motif"]) else []
    return [row["phrase"], *motif]


def _likes_told(likes: Likes) -> list[str]:
    """Say whose profiles are the nearest, and how far."""
    near = [f"{name} ({french_number(gap, 2)})" for name, gap in likes.gaps.items()]
    return [f"Profils les plus proches, et leur écart : {listed(near)}."] if near else []


def _year_of(by: str, regions_year: int | None) -> int | None:
    """Give the year of the regions: that of the groups, when they are regions."""
    year = REGIONS.get(by, regions_year)
    if regions_year not in (None, year):
        raise ChoiceError(
            f"{worded('by', '--par')} = {by!r} et {worded('regions_year', '--regions')} = "
            f"{regions_year} ne vont pas ensemble."
        )
    return year


def _sized(style: Style, rules: Rules, shown: gpd.GeoDataFrame, plan: Plan) -> Style:
    """Give the style of the page: ranks of the rules, quiet limits, circles that fit the maps."""
    style = for_ranks(style, rules.ranks[-1].rang)
    style = replace(style, zone_width=1.0, region_width=0.6, departement_width=0.35)
    least, most = LARGEST if plan.tall else LOW_LARGEST
    return fitted(style, shown["effectif"], least=least, most=most)


def _draw_measures(page: Page, plan: Plan, likes: Likes, row: Mapping[Any, Any]) -> None:
    """Draw the profiles, the table of measures and, under it, what they say of the group."""
    style, own = page.style, likes.poles[0].sort_values("effectif", ascending=False)
    draw_profiles(
        {one: likes.curves.loc[one].dropna() for one in likes.curves.index},
        likes.name,
        list(likes.gaps.index),
        float(likes.every["pente"]),
        [rank_colour(rang, style) for rang in own["rang"]],
        panel=page.add_panel(plan.chart),
        style=style,
    )
    below = page.add_panel(plan.table)
    headings, rows = measure_table(likes, style)
    high = draw_table(headings, rows, names=NAMES, panel=below, style=style)
    room = plan.table[3] - plan.table[1] - high
    note = likes.noun.note(things_of(likes.table.attrs))
    draw_paragraphs([*_said(row), note], room - 1.5, panel=below, style=style)


def _legend(
    page: Page,
    plan: Plan,
    frames: list[Frame],
    shown: gpd.GeoDataFrame,
    noun: Noun,
    thresholds: TypeThresholds | None,
    rules: Rules,
    style: Style,
    *,
    land: Land,
) -> Legend:
    """Give the legend of the maps: as on other pages, or in little room on a low page."""
    limits = {
        line
        for one in frames
        for line in limits_shown(one, departements=plan.tall, style=style, land=land)
    }
    in_order = [
        line
        for line in limits_shown(departements=plan.tall, style=style, land=land)
        if line in limits or _is_drawn(line, page)
    ]
    around = Stroke(f"{capitalised(noun.one)} de la carte", style.zone_colour, style.zone_width)
    lines = [around, *in_order, _link_stroke(style)]
    if plan.tall:
        known = pole_legend(shown, lines, rules=rules, lines_title="Lignes", style=style, land=land)
        if thresholds is None:
            return known
        types = Rows(TYPES, tuple(Row(text) for text in types_told(thresholds)), style, step=3.5)
        return [[*blocks, types] for blocks in known] + list(known)
    every = pd.Series(True, index=shown.index)
    ranked = rank_rows(shown, every, rules, style, filled=False, things=things_of(shown.attrs))
    ranks = Rows(RANKS, tuple(ranked), style).bare()
    circles = Circles(SHORT_COUNTS_NAME, sizes_of(shown["effectif"], style), style)
    return [[ranks, *lines_block(lines, style, "Lignes"), circles]]


def _is_drawn(line: Stroke, page: Page) -> bool:
    """Tell whether the first map has a bit of a line, which a simplified coast may leave it."""
    frame = page.frame
    paths = [
        patch.get_path()
        for patch in page.axes.patches
        if same_color(patch.get_edgecolor(), line.colour)
    ]
    places = np.vstack([np.empty((0, 2)), *(path.vertices for path in paths)])
    return bool(shapely.box(*frame.bounds).intersects(shapely.MultiPoint(places)))


def _draw_maps(
    page: Page,
    plan: Plan,
    frames: list[Frame],
    likes: Likes,
    *,
    land: Land,
) -> list[str]:
    """Draw the maps, each under the name and the type of its group; give the names left out."""
    style, unnamed = page.style, []
    for place, (box, frame) in enumerate(zip(plan.maps, frames, strict=True)):
        extent, points = likes.extents[place], likes.poles[place]
        ax = page.add_map(box, frame) if place else page.axes
        draw_base(extent, departements=plan.tall, ax=ax, style=style, land=land)
        draw_zone(extent, ax=ax, style=style, land=land)
        _draw_links(points, ax, style)
        draw_checked_poles(points, zone=extent, ax=ax, style=style, land=land)
        draw_scale(subject=extent.area, ax=ax, style=style)
        labels = draw_checked_labels(points, zone=extent, ax=ax, style=style, land=land)
        unnamed += [label.text for label in labels.left_out]
        name = (likes.name, *likes.gaps.index)[place]
        tell(ax, about=name)
        kind = likes.table["type"][name]
        head = name if pd.isna(kind) or kind == "autre" else f"{name}, {kind}"
        told, font = fitting(typeset(head), box[2] - box[0], style, bold=not place)
        write_beside(
            ax, 0, box[3] - box[1] + 1.4, told, fontproperties=font,
            color=style.ink, ha="left", va="baseline",
        )  # fmt: skip
    return unnamed


def _link_stroke(style: Style) -> Stroke:
    return Stroke("Voisins relatifs", style.link_colour, LINK_WIDTH)


def _draw_links(points: gpd.GeoDataFrame, ax: Axes, style: Style) -> None:
    """Draw the relative neighbours of a region, which make its type circular or not."""
    stroke, places = _link_stroke(style), places_of(points)
    ends = KM * places.km[neighbour_pairs(places, "relative")]
    lines = LineCollection(
        list(ends), colors=stroke.colour, linewidths=stroke.width, capstyle="butt", zorder=4.2,
        gid=LINK,
    )  # fmt: skip
    ax.add_collection(lines, autolim=False)
