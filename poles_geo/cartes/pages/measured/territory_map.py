"""The map of a page of a territory: its communes, pôles and structures, its legend, where it is."""

from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.territorial.subject import Subject
from poles_geo.cartes.canvas.axes import write_beside
from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import Style, mixed, rank_colour
from poles_geo.cartes.canvas.symbols import fitted
from poles_geo.cartes.ground.base import draw_base, draw_limits, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Extent, extent_of
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.area_names import draw_names
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.pole_labels import draw_checked_labels
from poles_geo.cartes.layers.poles import draw_checked_poles, held, hollow
from poles_geo.cartes.layers.structural.structure_key import StructureKey
from poles_geo.cartes.layers.structural.structures import draw_structure_labels, draw_structures
from poles_geo.cartes.legends.blocks import Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.pole_legend import HOLLOW_SHORT, RANKS, rank_rows, sizes_heading
from poles_geo.cartes.legends.signs import circles_sign, rings_sign
from poles_geo.cartes.legends.sizes import SHORT_COUNTS_NAME, sizes_of
from poles_geo.cartes.legends.structure_legend import structure_legend
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.ranking.classify import things_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import typeset

AROUND = 0.07
"""Share of the map that is left on every side of the territory."""
SMALLEST = 6_000.0
"""Side, in metres, of the smallest ground that a map shows."""
LARGEST = (5.0, 14.0)
"""Bounds of the diameter of the largest circle, in mm."""
NAMED = 14
"""Communes of a territory that are named, the most inhabited, where they have room."""
MOST_COMMUNES = 160
"""Communes of a territory up to which their limits are drawn."""
ZONE_WIDTH = 1.1
"""Of the line around the territory, in points."""
SUBJECT = "Le territoire"
"""What the line around it is called where there is little room."""
APART = 0.16
"""Share of the paper in the colours of structures that are those of ranks."""
WHERE, HEAD = "Situation", 4.6
"""Heading of the map of where it is, and its height, in mm."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What a map of a territory shows.

    Attributes
    ----------
    subject : Subject
    extent : Extent
    land : Land
        Under it: the metropole, or its département overseas.
    points : GeoDataFrame, optional
        Pôles, as :func:`poles_geo.cartes.check_poles` gives them.
    rules : Rules, optional
        That gave their ranks.
    structures : GeoDataFrame, optional
        Those inside.
    key : StructureKey, optional
        What their signs mean.
    tall : bool
        There is room for départements and communes.
    """

    subject: Subject
    extent: Extent
    land: Land
    points: gpd.GeoDataFrame | None = None
    rules: Rules | None = None
    structures: gpd.GeoDataFrame | None = None
    key: StructureKey | None = None
    tall: bool = True

    @property
    def inside(self) -> gpd.GeoDataFrame:
        """Its communes of 2024."""
        communes = self.land.communes
        return gpd.GeoDataFrame(communes[communes.index.isin(self.subject.communes)])

    @property
    def parted(self) -> bool:
        """Whether the limits of its communes are drawn."""
        return self.tall and 1 < len(self.inside) <= MOST_COMMUNES

    def seen(self, frame: Frame) -> gpd.GeoDataFrame:
        """Pôles that a frame shows."""
        if self.points is None:
            return gpd.GeoDataFrame({"rang": [], "effectif": []}, geometry=[])
        return gpd.GeoDataFrame(self.points[self.points.intersects(frame.polygon)])


def frame_of(extent: Extent, box: Box) -> Frame:
    """Frame a territory, with some ground around a small one."""
    xmin, ymin, xmax, ymax = extent.area.bounds
    half = max(SMALLEST / 2, (xmax - xmin) / 2), max(SMALLEST / 2, (ymax - ymin) / 2)
    x, y = (xmin + xmax) / 2, (ymin + ymax) / 2
    bounds = (x - half[0], y - half[1], x + half[0], y + half[1])
    return Frame.around(bounds, box[2] - box[0], box[3] - box[1], margin=AROUND)


def style_of(style: Style, shown: Shown, frame: Frame) -> Style:
    """Fit the circles to the pôles of a territory, or to those around it when it has none.

    Structures take colours that no rank has.
    """
    ranks = set(style.rank_colours.values())
    colours = tuple(
        mixed(colour, style.halo, APART) if colour in ranks else colour
        for colour in style.progress_colours
    )
    kinds = tuple(
        mixed(colour, style.halo, APART) if colour in ranks else colour
        for colour in style.nature_colours
    )
    style = replace(style, progress_colours=colours, nature_colours=kinds, zone_width=ZONE_WIDTH)
    seen = shown.seen(frame)
    if seen.empty:
        return style
    about = seen[held(seen, shown.extent, land=shown.land)]
    sized = about if len(about) else seen
    return fitted(style, sized["effectif"], least=LARGEST[0], most=LARGEST[1])


def draw_territory(page: Page, shown: Shown) -> list[str]:
    """Draw the map of a territory; give the names left out."""
    ax, style, land, extent = page.axes, page.style, shown.land, shown.extent
    left_out = []
    draw_base(extent, departements=shown.tall, ax=ax, style=style, land=land)
    inside = shown.inside
    if shown.parted:
        shapes = gpd.GeoSeries(inside.geometry)
        draw_limits(shapes, _commune_stroke(style), zorder=2.8, ax=ax, style=style)
    draw_zone(extent, ax=ax, style=style, land=land)
    points, structures, key = shown.points, shown.structures, shown.key
    if points is not None:
        draw_checked_poles(points, zone=extent, ax=ax, style=style, land=land)
    if structures is not None and key is not None:
        draw_structures(structures, key=key, ax=ax, style=style, land=land)
    draw_scale(subject=extent.area, ax=ax, style=style)
    named = pd.Index([])
    if points is not None:
        labels = draw_checked_labels(points, zone=extent, ax=ax, style=style, land=land)
        left_out += [label.text for label in labels.left_out if not label.faint]
        named = pd.Index(points.get("code_commune", points.index))
    if structures is not None and key is not None:
        known = draw_structure_labels(structures, key=key, ax=ax, style=style, land=land)
        left_out += [label.text for label in known.left_out]
    others = inside.drop(index=named.intersection(inside.index))
    if len(others):
        large = others.sort_values("population", ascending=False).head(NAMED)
        draw_names(gpd.GeoSeries(large.set_index("nom").geometry), ax=ax, style=style)
    draw_places(extent, ax=ax, style=style, land=land)
    return left_out


def legend_blocks(shown: Shown, frame: Frame, style: Style, *, where: bool = False) -> list[Block]:
    """Give the blocks of the legend: ranks, sizes, structures, lines.

    `where`: with those of the map of where it is.
    """
    land, extent, blocks = shown.land, shown.extent, list[Block]()
    seen = shown.seen(frame)
    if shown.points is not None and shown.rules is not None and len(seen):
        about = held(seen, extent, land=land)
        rings = hollow(seen, about, frame, style)
        things = things_of(shown.points.attrs)
        rows = rank_rows(pd.DataFrame(seen), about, shown.rules, style, filled=False, things=things)
        if away := _ranks(seen, ~about & ~rings):
            faint = [rank_colour(rang, style, faint=True) for rang in away]
            rows.append(Row("Pôles hors du territoire, mêmes rangs", circles_sign(faint, style)))
        if apart := _ranks(seen, rings):
            faint = [rank_colour(rang, style, faint=True) for rang in apart]
            rows.append(Row(HOLLOW_SHORT, rings_sign(faint, style)))
        blocks.append(Rows(RANKS, tuple(rows), style).bare())
        if sizes := sizes_of(seen.loc[~rings, "effectif"], style):
            heading = sizes_heading(shown.points.attrs) if shown.tall else SHORT_COUNTS_NAME
            blocks.append(Circles(heading, sizes, style))
    if shown.structures is not None and shown.key is not None:
        known = structure_legend(
            shown.structures, None, [], key=shown.key, ground=frame, style=style, land=land
        )
        blocks += known[0]
    frames = [frame, _region_frame(shown, (0.0, 0.0, 1.0, 1.0))] if where else [frame]
    drawn = {
        line
        for one in frames
        for line in limits_shown(one, departements=shown.tall, style=style, land=land)
    }
    every = limits_shown(departements=shown.tall, style=style, land=land)
    limits = [line for line in every if line in drawn]
    around = zone_stroke(extent, style)
    lines = [around if shown.tall else replace(around, text=SUBJECT), *limits]
    if shown.parted:
        lines.append(_commune_stroke(style))
    return [*blocks, *lines_block(lines, style)]


def draw_where(page: Page, box: Box, shown: Shown) -> None:
    """Draw, in a box of the page, where a territory is in its region."""
    land, region = shown.land, shown.subject.region
    low = replace(
        page.style, zone_width=0.9, region_width=0.5, departement_width=0.3, coast_width=0.25
    )
    around = extent_of(region, (region,), land=land)
    left, foot, right, top = box
    box = (left, foot, right, top - HEAD)
    ax = page.add_map(box, _region_frame(shown, box))
    draw_base(around, ax=ax, style=low, land=land)
    draw_zone(shown.extent, ax=ax, style=low, land=land)
    draw_scale(subject=around.area, ax=ax, style=low)
    write_beside(
        ax, 0, top - foot - HEAD + 1.4, typeset(f"{WHERE} : {region}"),
        fontproperties=page.style.font(page.style.text, bold=True), color=page.style.ink,
        ha="left", va="baseline",
    )  # fmt: skip


def _region_frame(shown: Shown, box: Box) -> Frame:
    """Frame the region of a territory in a box."""
    bounds = shown.land.regions[shown.subject.region].bounds
    return Frame.around(bounds, box[2] - box[0], box[3] - box[1], margin=0.05)


def has_where(shown: Shown) -> bool:
    """Tell whether a territory is a part of a region that can be shown around it."""
    return shown.subject.region in shown.land.regions.index and not shown.land.departement


def _ranks(points: gpd.GeoDataFrame, rows: "pd.Series[bool]") -> list[int]:
    return sorted(int(rang) for rang in points.loc[rows, "rang"].unique())


def _commune_stroke(style: Style) -> Stroke:
    return Stroke("Commune", style.commune_colour, 2 * style.commune_width)
