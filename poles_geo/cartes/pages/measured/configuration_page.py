"""« Nous et les autres »: a page of one region beside those whose profile is the nearest."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import same_color

from poles_geo.analyses.mesh.graphs import neighbour_pairs
from poles_geo.analyses.pole_points import KM, places_of
from poles_geo.analyses.regional.configurations import (
    WARNINGS,
    configurations,
    nearest_profiles,
    profiles,
)
from poles_geo.analyses.regional.regional_types import THRESHOLDS_2014, TypeThresholds, types_told
from poles_geo.cartes.canvas.axes import write_beside
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.layout.page_layout import Layout, Sheet
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, rank_colour
from poles_geo.cartes.canvas.symbols import fitted
from poles_geo.cartes.canvas.text import LINK
from poles_geo.cartes.ground.base import draw_base, draw_zone
from poles_geo.cartes.ground.extents import Extent, extent_named
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.layers.pole_labels import draw_checked_labels
from poles_geo.cartes.layers.poles import check_poles, draw_checked_poles
from poles_geo.cartes.legends.blocks import Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.pole_legend import RANKS, pole_legend, rank_rows
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.cartes.pages.measured.configuration_plan import LIKES, Plan, frames_in, plan_of
from poles_geo.cartes.pages.measured.configuration_rows import HEADINGS, measure_rows, whole_of
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
from poles_geo.errors import TableError, check_choice, worded
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import capitalised, listed, typeset

REGIONS = {"region_2014": 2014, "region_2016": 2016}
"""Groupings that have a page, and the year of their regions."""
LARGEST, LOW_LARGEST = (7.0, 15.0), (5.0, 11.0)
"""Bounds of the diameter of the largest circle, in mm; the same on a low page."""
LINK_WIDTH = 1.1
"""Of the lines between relative neighbours, in points."""
NAMES = 44.0
"""Width of the names of a table, in mm."""
TYPES = "Types, essayés dans cet ordre"
COUNTED = "Professionnels"
"""Heading of the sizes where there is little room."""
SUBTITLE = "Les pôles de la région à côté de ceux des régions de profil le plus proche"
NOTE = (
    "Écart de profil : somme, rang par rang, des différences de masse rapportée au premier pôle. "
    "Relais : professionnels de tous les pôles sauf le premier ; ceux d'une autre région ne sont "
    "pas vus."
)


def map_configuration(
    poles: pd.DataFrame,
    population: pd.DataFrame | pd.Series,
    region: str,
    *,
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
    """Draw a region beside the three whose pôles are most like its own.

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
    region : str
        One region of the date of the counts, of the metropole, by name or code.
    thresholds : TypeThresholds, optional
        As for :func:`poles_geo.configurations`.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the maps; the embedded edition by default.

    Raises
    ------
    ChoiceError
        What is no region, or one without pôles; a page under 200 by 140 mm.
    TableError
        With every fault of a table; fewer than two regions in it.
    """
    poles = credited(poles, source=source, date=date, author=author)
    land = land_at(poles.attrs, regions_year, land=land)
    points = check_poles(poles, land=land)
    by = f"region_{land.year}"
    table = configurations(points, population, by=by, thresholds=thresholds)
    every = whole_of(points, table, by)
    table = table[table["masse"].notna()]
    if len(table) < 2:
        raise TableError(
            "table des pôles : deux régions comptées en entier sont attendues, pour en comparer "
            f"une aux autres ; trouvé : {', '.join(table.index)}."
        )
    extent = extent_named(region, land=land)
    name = check_choice(extent.name, table.index, worded("region", "--region"))
    curves = profiles(points, by=by).loc[table.index]
    bounds = thresholds or THRESHOLDS_2014
    alone = table.index[table["part_premier"] >= bounds.first_share]
    ordered = nearest_profiles(curves, name)
    gaps = ordered.drop(alone.drop(name, errors="ignore")).head(LIKES)
    apart = [one for one in ordered.index[:LIKES] if one not in gaps.index]
    chosen = [name, *gaps.index]
    extents = [extent, *(extent_named(one, land=land) for one in gaps.index)]
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    inside = [gpd.GeoDataFrame(points[points[by] == one]) for one in chosen]
    for part in inside:
        part.attrs = dict(points.attrs)
    plan = plan_of(style)
    plan = replace(plan, maps=plan.maps[: len(chosen)])
    count = len(plan.maps)
    shown = gpd.GeoDataFrame(pd.concat(inside[:count]))
    shown.attrs = dict(points.attrs)
    style = replace(style, zone_width=1.0, region_width=0.6, departement_width=0.35)
    least, most = LARGEST if plan.tall else LOW_LARGEST
    style = fitted(style, shown["effectif"], least=least, most=most)
    frames = frames_in(extents[:count], plan)
    page = Page.of_layout(
        Layout(Sheet(plan.width, plan.height), plan.maps[0], (plan.legend,), frames[0]), style
    )
    left_out = _draw_maps(page, plan, frames, extents, inside, table, land=land)
    colours = [
        rank_colour(rang, style)
        for rang in inside[0].sort_values("effectif", ascending=False)["rang"]
    ]
    draw_profiles(
        {one: curves.loc[one].dropna() for one in curves.index},
        name,
        list(gaps.index),
        float(every["pente"]),
        colours,
        panel=page.add_panel(plan.chart),
        style=style,
    )
    below = page.add_panel(plan.table)
    high = draw_table(
        HEADINGS,
        measure_rows(table, every, gaps, name, style),
        names=NAMES,
        panel=below,
        style=style,
    )
    room = plan.table[3] - plan.table[1] - high
    row = table.to_dict("index")[name]
    motif: list[str] = (
        [] if pd.isna(row["motif"]) else [f"{capitalised(row['type'])} : {row['motif']}."]
    )
    draw_paragraphs([row["phrase"], *motif, NOTE], room - 1.5, panel=below, style=style)
    aside = [f"Mise à part, qu'un seul pôle tient : {listed(apart)}."] if apart else []
    warned = [*aside, *table.attrs.get(WARNINGS, [])]
    shown.attrs.pop(WARNINGS, None)
    notes = [*([" ".join(warned)] if warned else []), *notes_of(shown, land=land)]
    return finish_page(
        page,
        _legend(
            page, plan, frames, shown, bounds if row["type"] else None, rules, style, land=land
        ),
        title=title or f"{name} : nous et les autres",
        subtitle=subtitle or SUBTITLE,
        dated=not subtitle,
        origin=points.attrs,
        notes=notes,
        projection=land.projection,
        left_out=left_out,
    )


def _legend(
    page: Page,
    plan: Plan,
    frames: list[Frame],
    shown: gpd.GeoDataFrame,
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
    around = Stroke("Région de la carte", style.zone_colour, style.zone_width)
    lines = [around, *in_order, _link_stroke(style)]
    if plan.tall:
        known = pole_legend(shown, lines, rules=rules, lines_title="Lignes", style=style, land=land)
        if thresholds is None:
            return known
        types = Rows(TYPES, tuple(Row(text) for text in types_told(thresholds)), style, step=3.5)
        return [[*blocks, types] for blocks in known] + list(known)
    every = pd.Series(True, index=shown.index)
    ranks = Rows(RANKS, tuple(rank_rows(shown, every, rules, style, filled=False)), style).bare()
    circles = Circles(COUNTED, sizes_of(shown["effectif"], style), style)
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
    extents: list[Extent],
    inside: list[gpd.GeoDataFrame],
    table: pd.DataFrame,
    *,
    land: Land,
) -> list[str]:
    """Draw the maps, each under the name and the type of its region; give the names left out."""
    style, unnamed = page.style, []
    for place, (box, frame) in enumerate(zip(plan.maps, frames, strict=True)):
        extent, points = extents[place], inside[place]
        ax = page.add_map(box, frame) if place else page.axes
        draw_base(extent, departements=plan.tall, ax=ax, style=style, land=land)
        draw_zone(extent, ax=ax, style=style, land=land)
        _draw_links(points, ax, style)
        draw_checked_poles(points, zone=extent, ax=ax, style=style, land=land)
        draw_scale(subject=extent.area, ax=ax, style=style)
        labels = draw_checked_labels(points, zone=extent, ax=ax, style=style, land=land)
        unnamed += [label.text for label in labels.left_out]
        name = str(table.index[table.index == extent.name][0])
        kind = table["type"][name]
        head = name if pd.isna(kind) or kind == "autre" else f"{name}, {kind}"
        write_beside(
            ax, 0, box[3] - box[1] + 1.4, typeset(head),
            fontproperties=fitting(typeset(head), box[2] - box[0], style, bold=not place),
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
