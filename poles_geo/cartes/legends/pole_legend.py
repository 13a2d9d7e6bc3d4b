"""The legend of a map of pôles: its ranks and what the rule asks of each, its sizes, its lines."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.layout.asides import Piece
from poles_geo.cartes.canvas.layout.insets import Inset
from poles_geo.cartes.canvas.layout.page_layout import Arrangement
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, rank_colour, rim, tint
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.layers.poles import check_poles, held, hollow
from poles_geo.cartes.layers.uncounted_areas import hatched_for, uncounted_areas
from poles_geo.cartes.legends.blocks import ROW, Block, Circles, Row, Rows, lines_block
from poles_geo.cartes.legends.columns import Legend, arrangements, cut_in_parts, draw_blocks
from poles_geo.cartes.legends.signs import CIRCLE, circles_sign, rings_sign, town_sign
from poles_geo.cartes.legends.sizes import COUNTS_NAME, sizes_of
from poles_geo.cartes.surround.credits import counted_things, number_of
from poles_geo.cartes.surround.limits import expected_ground, limits_shown
from poles_geo.communes.field import field_of
from poles_geo.communes.identity import unit_of
from poles_geo.communes.territory_names import BASSIN, DEPARTEMENT, EPCI, REGION
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.classify import ESTABLISHMENTS, things_of
from poles_geo.ranking.rules import Rules
from poles_geo.ranking.wording import condition_printed
from poles_geo.tabular.counted_units import PROFESSIONALS
from poles_geo.typography import capitalised

RANKS = "Rang du pôle"
COUNTED = "Nombre de professionnels comptés"
"""Heading of the sizes when the table does not count everyone."""
NOTE = "première règle remplie (nombre de pôles)"
HOLLOW = "Voisin trop grand ou coupé, effectif écrit"
HOLLOW_SHORT = "Pôle trop grand ou coupé"
"""A circle without fill."""
ELSEWHERE = {
    REGION: "d'une autre région",
    DEPARTEMENT: "d'un autre département",
    EPCI: "hors de l'intercommunalité",
    BASSIN: "d'un autre bassin de vie",
}
"""Where the pôles are that a map is not about, by what it is about."""
RANKS_WIDTH, SIZES_WIDTH = 76.0, 50.0
"""Least widths, in mm, of the columns of ranks and sizes: the same on most pages."""


def draw_legend(
    poles: pd.DataFrame,
    lines: Sequence[Stroke] | None = None,
    *,
    carte: Axes | None = None,
    insets: Sequence[Inset] = (),
    zone: Zone | None = None,
    bassins: gpd.GeoDataFrame | None = None,
    overseas: pd.DataFrame | None = None,
    rules: Rules | None = None,
    lines_title: str = "Limites",
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw the legend of pôles: ranks, sizes, lines; every sign as it is on the map.

    In columns where the panel is wide, one under the other where it is not. Where room is wanting,
    what is no rank goes elsewhere, then rows come closer, then the rules of the ranks are left
    out.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`.
    lines : sequence of Stroke, optional
        Lines that the map shows; by default, those of the ground
        (:func:`poles_geo.cartes.limits_shown`).
    carte : Axes, optional
        The map that it explains: only what that map shows is listed. By default, every pôle.
    insets : sequence of Inset, optional
        Insets of that map: what they show is listed too.
    zone : optional
        As for the other pieces of that map: the pôles elsewhere have a row of their own.
    bassins : GeoDataFrame, optional
        Those that the map fills.
    overseas : GeoDataFrame, optional
        Pôles in the insets of the départements overseas, counted with the others.
    rules : Rules, optional
        Those that gave the ranks; by default, those that the table carries.
    lines_title : str
        Heading of the lines.
    ax : Axes, optional
        Axes of its own, which become a panel without frame, in mm:
        ``ax.inset_axes((0.7, 0, 0.3, 0.5))`` on a map. By default, a new panel.
    style : Style
        The map's.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Unknown area; axes that show a map.
    """
    land = land or embedded_land()
    points = check_poles(poles, bassins, land=land)
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    extent = None if zone is None else extent_named(zone, land=land)
    frames = [] if carte is None else [Frame.of(carte), *(inset.frame for inset in insets)]
    legend = pole_legend(
        points,
        lines,
        frames=frames,
        extent=extent,
        bassins=bassins,
        imaged=carte is not None and bool(carte.images),
        overseas=overseas,
        rules=rules,
        lines_title=lines_title,
        style=style,
        land=land,
    )
    return draw_blocks(legend, ax=ax)


def pole_legend(
    points: gpd.GeoDataFrame,
    lines: Sequence[Stroke] | None,
    *,
    frames: Sequence[Frame] = (),
    extent: Extent | None = None,
    bassins: gpd.GeoDataFrame | None = None,
    hidden: pd.Index | None = None,
    circled: pd.Index | None = None,
    imaged: bool = False,
    overseas: pd.DataFrame | None = None,
    towns: str = "",
    rules: Rules,
    lines_title: str = "Limites",
    style: Style,
    land: Land,
) -> Legend:
    """Give the blocks of :func:`draw_legend`: what is no rank among the ranks, or apart.

    Parameters
    ----------
    points : GeoDataFrame
        As :func:`poles_geo.cartes.check_poles` gives them.
    lines : sequence of Stroke, optional
    frames : sequence of Frame
        What the map shows, then its insets; none: every pôle.
    extent : Extent, optional
        What the map is about.
    hidden : Index, optional
        Pôles without an outline on the map, which may fill their bassin.
    circled : Index, optional
        Pôles with a circle on the map; by default, all of them.
    imaged : bool
        Over tiles.
    towns : str
        What the dots of the map are; it has none when nothing is said.
    bassins, overseas, rules, lines_title, style, land
        As for :func:`draw_legend`.
    """
    shown: BaseGeometry = shapely.box(*land.regions.total_bounds)
    if frames:
        shown = shapely.union_all([frame.polygon for frame in frames])
        points = gpd.GeoDataFrame(points[points.intersects(shown)])
    about = held(points, extent, land=land)
    rings = pd.Series(False, index=points.index)
    if frames:
        rings = hollow(points, about, frames[0], style)
    counted = pd.DataFrame(points)[["rang", "effectif"]]
    if overseas is not None:
        counted = pd.concat([counted, overseas[counted.columns]])
        about = about.reindex(counted.index, fill_value=True)
        rings = rings.reindex(counted.index, fill_value=False)
    things = things_of(points.attrs)
    ranks = rank_rows(counted, about, rules, style, filled=bassins is not None, things=things)
    others = []
    if bassins is not None and not imaged:
        unit = unit_of(bassins.attrs.get("zonage"))
        others.append(Row(f"{unit.heading} hors pôle", circles_sign((), style, (style.land,))))
    for name, areas in uncounted_areas(points, bassins, land=land).items():
        if areas.intersects(shown).any():
            options = {**hatched_for(name, style), "linewidth": style.bassin_width}
            others.append(Row(name, circles_sign((), style, (style.land,), **options)))
    beyond = ~about if bassins is not None else ~about & ~rings
    elsewhere = sorted(int(rang) for rang in counted.loc[beyond, "rang"].unique())
    seen = beyond & ~rings
    if circled is not None:
        seen &= seen.index.isin(circled)
    ranks_seen = set(counted.loc[seen, "rang"])
    if elsewhere:
        where = ELSEWHERE.get(extent.kind if extent else "", "hors du périmètre")
        faint = [
            rank_colour(rang, style, faint=True) if rang in ranks_seen else None
            for rang in elsewhere
        ]
        fills = [tint(rang, style, faint=True) for rang in elsewhere if bassins is not None]
        sign = circles_sign(faint, style, fills, [rim(fill, style) for fill in fills])
        these = f"{'Pôles' if ranks_seen else 'Bassins de pôles'} {where}"
        others.append(Row(f"{these}, mêmes rangs" if ranks_seen else these, sign, short=these))
    drawn = rings if hidden is None else rings & ~rings.index.isin(hidden)
    if drawn.any():
        colours = [
            rank_colour(int(rang), style, faint=True)
            for rang in sorted(counted.loc[drawn, "rang"].unique())
        ]
        others.append(Row(HOLLOW, rings_sign(colours, style), short=HOLLOW_SHORT))
    if counted.empty:
        others.append(Row("Aucun pôle dans le cadre"))
    if towns:
        others.append(Row(towns, town_sign(style, faint=True, width=CIRCLE)))
    if lines is None:
        ground = frames[0] if frames else None
        lines = limits_shown(ground, bassins=bassins, style=style, land=land)

    def block(rows: Sequence[Row], title: str = "") -> list[Block]:
        notes = (NOTE,) if title and any(row.notes for row in rows) else ()
        rank = Rows(title, tuple(rows), style, notes, step=ROW + 0.6, least=RANKS_WIDTH)
        return [rank if title else replace(rank, least=0.0)] if rows else []

    circles = sizes_of(counted.loc[~rings, "effectif"], style)
    sizes: list[Block] = (
        [Circles(sizes_heading(points.attrs), circles, style, least=SIZES_WIDTH)] if circles else []
    )
    limits = lines_block(lines, style, lines_title)
    together = [*block([*ranks, *others], RANKS), *sizes, *limits]
    return [together, [*block(ranks, RANKS), *sizes, *limits, *block(others)]]


def sizes_heading(attrs: Mapping[Hashable, Any]) -> str:
    """Say what the circles of a table count."""
    field = field_of(attrs)
    if (things := counted_things(attrs)) == ESTABLISHMENTS:
        return number_of(things)
    return COUNTED if field.professions or field.status else COUNTS_NAME


def rank_rows(
    poles: pd.DataFrame,
    about: "pd.Series[bool]",
    rules: Rules,
    style: Style,
    *,
    filled: bool,
    things: str = PROFESSIONALS,
) -> list[Row]:
    """Legend rows of the ranks drawn: « 2 – Grand pôle (42) », its circle, what the rule asks.

    Only the pôles that the map is about are counted: a rank that others alone have is no row.
    `filled`: the map also fills the bassins. `things`: what is counted, in the plural.
    """
    counts = about.groupby(poles["rang"]).sum()
    fills = {rang: (tint(rang, style),) if filled else () for rang in style.rank_colours}
    return [
        Row(
            f"{rank.rang} – {capitalised(rank.type_pole)} ({counts[rank.rang]})",
            circles_sign(
                (style.rank_colours[rank.rang],),
                style,
                fills[rank.rang],
                [rim(fill, style) for fill in fills[rank.rang]],
            ),
            tuple(condition_printed(condition, things) for condition in rank.conditions),
        )
        for rank in rules.ranks
        if counts.get(rank.rang, 0)
    ]


@dataclass(frozen=True)
class Rooms:
    """What a page asks of the legend of a map of pôles before it is drawn.

    Its arguments are those of :func:`pole_legend`; `lines` come before the limits of the ground.
    """

    points: gpd.GeoDataFrame
    extent: Extent | None
    bassins: gpd.GeoDataFrame | None
    rules: Rules
    style: Style
    land: Land
    lines: Sequence[Stroke] = ()
    towns: str = ""

    def expected(self, *, apart: bool = True) -> Iterator[list[Arrangement]]:
        """Give widths and heights, in mm, of boxes that would hold it, also in two parts."""
        yield from arrangements(self._legend(self._ground()), self.style, apart=apart)

    def parts(self, frame: Frame) -> Iterator[list[Piece]]:
        """Give the ways to cut that of the map of a frame in parts."""
        return cut_in_parts(self._legend(frame), self.style)

    def _ground(self) -> Frame:
        """Give what the map will show, more or less: one pôle at least, whose rows take room."""
        if self.extent is None:
            return expected_ground(self.land.regions.total_bounds)
        area = self.extent.area
        ground = expected_ground(area.bounds)
        if self.points.empty or self.points.intersects(ground.polygon).any():
            return ground
        nearest = self.points.geometry.iloc[int(self.points.distance(area).argmin())]
        return expected_ground(area.union(nearest).bounds)

    def _legend(self, frame: Frame) -> Legend:
        style, land, bassins = (
            for_ranks(self.style, self.rules.ranks[-1].rang),
            self.land,
            self.bassins,
        )
        limits = limits_shown(frame, bassins=bassins, style=style, land=land)
        return pole_legend(
            self.points, [*self.lines, *limits],
            frames=[frame], extent=self.extent, bassins=bassins, towns=self.towns,
            rules=self.rules, style=style, land=land,
        )  # fmt: skip
