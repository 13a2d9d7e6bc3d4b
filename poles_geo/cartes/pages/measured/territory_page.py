"""« Qui fait quoi »: a page of one territory of any zoning: its map, and what is known of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.territorial.actors import structures_inside
from poles_geo.analyses.territorial.fact_rows import COUNTS, GROUPINGS, POLES, STRUCTURES
from poles_geo.analyses.territorial.subject import Subject, subject_of
from poles_geo.analyses.territorial.territory_facts import dated_attrs, territory_facts
from poles_geo.bassins.polygons import read_bassins
from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.layout.page import SHEETS, Page, check_room, size_of_page
from poles_geo.cartes.canvas.layout.page_layout import BOTTOM, HEAD, MARGIN, TOP, Layout, Sheet
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks
from poles_geo.cartes.ground.extents import Extent, land_of
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.layers.structural.structure_key import StructureKey, structure_key
from poles_geo.cartes.layers.structural.structures import check_structures
from poles_geo.cartes.legends.columns import box_sizes, stacked_height
from poles_geo.cartes.pages.measured.territory_map import (
    Shown,
    draw_territory,
    draw_where,
    frame_of,
    has_where,
    legend_blocks,
    style_of,
)
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import GROUND_SOURCE, credited
from poles_geo.cartes.surround.fact_columns import (
    COLUMNS,
    ROOMY,
    TIGHT,
    draw_sections,
    needed_height,
)
from poles_geo.cartes.surround.territory_sections import (
    in_brief,
    sections_of,
    subtitle_of_facts,
    told_in_words,
)
from poles_geo.coded import warnings_in
from poles_geo.communes.identity import UNIT_BASSIN
from poles_geo.communes.read_communes import read_communes
from poles_geo.counting.decompte import Decompte
from poles_geo.errors import ChoiceError
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules
from poles_geo.regions import OVERSEAS
from poles_geo.typography import listed

TALL = 200.0
"""Height of a page from which its map lies over its tables."""
LOWEST, HIGHEST = 78.0, 146.0
"""Bounds of the height of a map over tables, in mm."""
LEGEND = 62.0
"""Width of the legend beside it, in mm."""
COLUMN = 82.0
"""Least width of a column of tables, in mm."""
BESIDE, LOW_LEGEND = 0.48, 44.0
"""Share of the width of a low page that its map has, and most height of its legend, in mm."""
BETWEEN = 4.0
"""Between the parts of a page, in mm."""
SPARE = 1.6
"""Height of a map over that at which its territory fills it, at most."""
WHERE, GAP = (36.0, 52.0), 6.0
"""Bounds of the height of the map of where it is, under the legend; between both; in mm."""


def territory_page(
    zonage: pd.DataFrame | str | Path,
    code: str,
    *,
    poles: pd.DataFrame | None = None,
    effectifs: pd.DataFrame | Decompte | None = None,
    structures: pd.DataFrame | None = None,
    groupings: pd.DataFrame | None = None,
    communes: gpd.GeoDataFrame | None = None,
    costs: pd.DataFrame | None = None,
    bassins: gpd.GeoDataFrame | None = None,
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
    """Draw the page of a territory: who does what there.

    Its map, its professionals beside those of its region and of the country, its pôles with the
    reason of their rank, its structures, its co-operations, how far its people are from a pôle of
    each rank. What was not given, or not counted, is written so. The `table` of the page is that
    of :func:`poles_geo.territory_facts`; its `description` says all of it in words.

    Parameters
    ----------
    zonage, code, poles, effectifs, structures, groupings, costs
        As for :func:`poles_geo.territory_facts`.
    communes : GeoDataFrame, optional
        As for :func:`poles_geo.territory_facts`; by default, the embedded ones.
    bassins : GeoDataFrame, optional
        Polygons that place the pôles whose centre is no commune of 2024.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`poles_geo.map_poles`; `source` and `date` are those of the counts, else of
        the pôles.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        As :func:`poles_geo.territory_facts`; a page under 200 by 140 mm.
    TableError
        With every fault of a table.
    """
    check_room(style)
    said = {"source": source, "date": date, "author": author}
    if isinstance(effectifs, pd.DataFrame):
        effectifs = credited(effectifs, **said)
    if poles is not None and effectifs is None:
        poles = credited(poles, **said)
    land = land_at(dated_attrs(effectifs, poles), regions_year, land=land)
    subject = subject_of(zonage, code, land.year)
    extent = _extent_of(subject, land)
    here = land_of(extent, land)
    points = None if poles is None else check_poles(poles, bassins, land=here)
    embedded = here.departement or None
    homes = read_communes(departement=embedded) if communes is None else communes
    table = territory_facts(
        subject.composition, code,
        poles=None if poles is None else _with_points(poles, points), effectifs=effectifs,
        structures=structures, groupings=groupings, communes=homes, costs=costs, year=land.year,
    )  # fmt: skip
    rules = None if points is None else rules_of(points, rules)
    style = style if rules is None else for_ranks(style, rules.ranks[-1].rang)
    key = None if structures is None else _key(structures)
    inside = None
    if structures is not None and key is not None:
        kept = structures_inside(structures, subject, homes)
        inside = check_structures(kept, key=key, land=here) if len(kept) else None
    orders = {} if key is None else {STRUCTURES: key.statuses or key.natures}
    sections = sections_of(table, style.rank_colours, orders)
    shown = Shown(subject, extent, here, points, rules, inside, key)
    plan = _plan(style, shown, lambda wide, count: needed_height(sections, wide, count, style))
    written = sections if plan.tall else in_brief(sections, table)
    if not plan.tall:
        shown = replace(shown, structures=None, tall=False)
    frame = frame_of(extent, plan.carte)
    style = style_of(style, shown, frame)
    page = Page.of_layout(
        Layout(Sheet(plan.width, plan.height), plan.carte, (plan.legend,), frame), style
    )
    left_out = draw_territory(page, shown)
    if plan.where is not None:
        draw_where(page, plan.where, shown)
    spacing = ROOMY if plan.tall else TIGHT
    tables = page.add_panel(plan.tables)
    draw_sections(written, plan.columns, panel=tables, style=style, spacing=spacing)
    return finish_page(
        page,
        [legend_blocks(shown, page.frame, style, where=plan.where is not None)],
        title=title or _title(subject),
        subtitle=subtitle or subtitle_of_facts(table),
        dated=False,
        origin=_origin(table, author, effectifs, poles),
        notes=[" ".join(warnings_in(table.attrs))],
        ground=GROUND_SOURCE,
        projection=here.projection,
        left_out=left_out,
        words=told_in_words(table, sections),
        table=table,
    )


@dataclass(frozen=True)
class _Plan:
    """Where the parts of a page are, in mm from its corner."""

    width: float
    height: float
    carte: Box
    legend: Box
    tables: Box
    columns: int
    where: Box | None = None
    tall: bool = True


def _plan(style: Style, shown: Shown, needed: Callable[[float, int], float]) -> _Plan:
    """Lay out a page: an upright sheet, its map over tables; or the map beside them.

    `needed`: height of the tables whole, from their width and their columns.
    """
    width, height = size_of_page(style)
    if style.page in SHEETS:
        width, height = height, width
    left, right, low, top = MARGIN, width - MARGIN, BOTTOM, height - TOP - 1
    if height < TALL or height < width:
        edge = left + BESIDE * (right - left)
        alone, high = replace(shown, structures=None, tall=False), LOW_LEGEND
        for _ in range(2):  # what the map shows depends on the height of its legend
            frame = frame_of(shown.extent, (left, low + high + 1, edge, top))
            boxes = box_sizes(legend_blocks(alone, frame, style_of(style, alone, frame)))
            held = [tall + HEAD for wide, tall in boxes if wide <= edge - left]
            high = min(held, default=LOW_LEGEND)
        foot = low + high
        carte, legend = (left, foot + 1, edge, top), (left, low, edge, foot)
        count = max(1, int((right - edge) // (COLUMN + COLUMNS)))
        tables = (edge + BETWEEN, low, right, top)
        return _Plan(width, height, carte, legend, tables, count, tall=False)
    count = max(1, int((right - left + COLUMNS) // (COLUMN + COLUMNS)))
    edge = right - LEGEND
    wide, free = edge - BETWEEN - left, top - low - BETWEEN
    frame = frame_of(shown.extent, (0.0, 0.0, wide, wide))
    xmin, ymin, xmax, ymax = shown.extent.area.bounds
    filled = SPARE * wide * (ymax - ymin) / max(xmax - xmin, ymax - ymin)
    blocks = legend_blocks(shown, frame, style_of(style, shown, frame), where=has_where(shown))
    legend_high = stacked_height(blocks, LEGEND) + GAP
    spare = min(free - needed(right - left, count), filled, HIGHEST)
    high = max(spare, LOWEST, legend_high)
    foot = top - high
    carte, tables = (left, foot, edge - BETWEEN, top), (left, low, right, foot - BETWEEN)
    room = min(high - legend_high, WHERE[1])
    if not has_where(shown) or room < WHERE[0]:
        return _Plan(width, height, carte, (edge, foot, right, top), tables, count)
    legend, where = (edge, foot + room, right, top), (edge, foot, right, foot + room - GAP)
    return _Plan(width, height, carte, legend, tables, count, where)


def _title(subject: Subject) -> str:
    """Name the page; a bassin de vie, which is no town, by what it is."""
    kind = f" ({subject.kind})" if subject.kind == UNIT_BASSIN.one else ""
    return f"{subject.nom}{kind} : qui fait quoi"


def _key(structures: pd.DataFrame) -> StructureKey:
    """Say what the signs of structures mean: colours their statut, shapes their nature alone."""
    plain = "statut" in structures and "nature" not in structures
    return structure_key(
        structures.drop(columns="territoire", errors="ignore") if plain else structures
    )


def _extent_of(subject: Subject, land: Land) -> Extent:
    """Give the area of a territory: its communes of 2024, or those of the year of its zoning."""
    away = [code for code in subject.departements if code in OVERSEAS]
    if away and (len(away) > 1 or len(subject.departements) > 1):
        raise ChoiceError(
            f"code = {subject.code!r} : {listed(subject.departements)} ne tiennent pas sur une "
            "carte ; un territoire de la métropole, ou d'un seul département d'outre-mer, est "
            "attendu."
        )
    ground = land.overseas_land(away[0]) if away else land
    known = ground.communes
    if subject.communes.isin(known.index).all():
        area = gpd.GeoSeries(known.geometry[subject.communes]).union_all()
    else:
        units = subject.composition["code_bassin"] == subject.code
        composition = subject.composition[units]
        composition.attrs = dict(subject.composition.attrs)
        area = gpd.GeoSeries(read_bassins(None, composition=composition).geometry).union_all()
    if area.is_empty:
        raise ChoiceError(
            f"code = {subject.code!r} : aucune de ses communes n'a de contour "
            f"({', '.join(subject.communes[:3])}) ; pg.territory_facts en donne le tableau, sans "
            "carte."
        )
    return Extent(subject.nom, area, kind=subject.kind, overseas=away[0] if away else "")


def _with_points(poles: pd.DataFrame, points: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Give the bassins of a table, those that have a rank at their point."""
    if points is None:
        return poles
    others = poles[poles["rang"].isna()].drop(columns="geometry", errors="ignore")
    together = pd.concat([points, others]) if len(others) else points
    table = gpd.GeoDataFrame(together, geometry="geometry", crs=points.crs)
    table.attrs = dict(poles.attrs)
    return table


def _origin(
    table: pd.DataFrame,
    author: str,
    effectifs: pd.DataFrame | Decompte | None,
    poles: pd.DataFrame | None,
) -> Mapping[Any, Any]:
    """Give the sources of a page: of the counts first, then of the rest."""
    sources: dict[str, str] = dict(table.attrs["remarques"]["sources"])
    names = [name for name in (COUNTS, POLES, STRUCTURES, GROUPINGS) if name in sources]
    attribution = {"attribution": author} if author else {}
    if poles is not None and "unite" in poles.attrs:
        attribution["unite"] = poles.attrs["unite"]
    if not names:
        return {"source": "populations municipales (Insee)", "date": "2022", **attribution}
    first, *others = names
    attrs = dated_attrs(effectifs, poles) if first in (COUNTS, POLES) else {}
    main = {key: attrs[key] for key in ("source", "date", "attribution") if attrs.get(key)}
    if not main.get("source"):
        source, _, date = sources[first].rpartition(" (")
        main = {"source": source or sources[first], "date": date.rstrip(")")}
    main["source"] = f"{first}, {main['source']}"
    rest = " ; ".join(f"{name}, {sources[name]}" for name in others)
    return {**main, **({"publication": rest} if rest else {}), **attribution}
