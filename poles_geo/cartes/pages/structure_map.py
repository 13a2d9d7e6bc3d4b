"""The map of care structures: colour by statut, shape by nature or territory, over grey pôles."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import METROPOLE, Extent, Zone, extent_or_all, land_of
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.layers.pole_labels import draw_labels
from poles_geo.cartes.layers.poles import check_poles, draw_poles
from poles_geo.cartes.layers.structural.structure_key import Several, StructureKey, structure_key
from poles_geo.cartes.layers.structural.structures import (
    check_structures,
    draw_structure_labels,
    draw_structures,
)
from poles_geo.cartes.legends.columns import Legend, arrangements
from poles_geo.cartes.legends.structure_legend import structure_legend
from poles_geo.cartes.pages.assembly import uncovered, uncut
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import credited, foot_height, warnings_of
from poles_geo.cartes.surround.limits import expected_ground, limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.coded import said_of, warnings_in
from poles_geo.edition.embedded import load_structures
from poles_geo.errors import ChoiceError
from poles_geo.ranking.load_report import load_report
from poles_geo.ranking.rules import MOST_RANKS
from poles_geo.regions import MAINLAND
from poles_geo.typography import MONTHS, capitalised, french_count, uncapitalised

MOST_NAMED = 60
"""Structures of a zone up to which each is named, unless that is asked or refused."""


def map_structures(
    structures: pd.DataFrame | None = None,
    poles: pd.DataFrame | None = None,
    *,
    zone: Zone | None = "Nord - Pas-de-Calais",
    statuses: Sequence[str] | None = None,
    natures: Sequence[str] | None = None,
    colours: Mapping[str, str] | Sequence[str] | None = None,
    shapes: Mapping[str, str] | Sequence[str] | None = None,
    several: Several = "fan",
    names: bool | None = None,
    over_poles: bool = True,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw coordinated care structures over the pôles.

    Parameters
    ----------
    structures : DataFrame or GeoDataFrame, optional
        One row a structure, as :func:`read_structures` gives them: nom, points in any system or a
        `code_commune` of 2024, and, when they are known, statut and the column that gives the
        shapes, `nature` or else `territoire`. By default the 53 maisons and pôles de santé of May
        2013. Those of communes outside the zone are left out.
    poles : DataFrame, optional
        As for :func:`map_national`; the 153 published pôles by default. Drawn faintly.
    zone
        What the page frames, as for :func:`map_poles`; None: the whole metropole, whose page says
        how many structures are overseas.
    statuses : sequence of str, optional
        The statuts in order, the most advanced, and darkest, first; six at most. By default those
        of the field (en fonctionnement, en opérationnalisation, en conception, en réflexion) when
        the list has one of them, else the order of the category, else of the alphabet.
    natures : sequence of str, optional
        The natures that have a shape of their own, in order; the others are « autres ». By default
        all, in alphabetical order; six at most.
    colours : mapping or sequence of colours, optional
        One a statut, or one a nature when there is no statut; by default those of the style.
    shapes : mapping or sequence of str, optional
        One a nature: square, triangle, diamond, triangle-down, plus, cross, which are the default
        in that order.
    several : {"fan", "number"}
        Structures of a commune that would cover one another stand side by side where it holds
        them, or are one symbol with their number, as where it is too small.
    names : bool, optional
        Whether the structures are named; by default up to 60 of them.
    over_poles : bool
        Whether there are pôles under the structures.
    title : str
        By default, what the `attrs` of the structures say: titre and date. Without a titre they
        are « Les structures », and nothing says of when without a date.
    subtitle, source, date, author : str
        In place of what the table says, under the title and at the foot of the page.
    style : Style
    regions_year
        As for :func:`map_poles`; by default, that of the date of the structures.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the table.
    LayoutError
        Points that are not in the system that they say.
    ChoiceError
        Unknown area, colour or shape; no structure in the zone.
    """
    own = structures is not None
    structures = load_structures() if structures is None else structures
    structures = credited(structures, source=source, date=date, author=author)
    land = land_at(structures.attrs, regions_year, land=land)
    extent = extent_or_all(zone, structures.attrs, land=land)
    land = land_of(extent, land)
    framed = None if extent.kind == METROPOLE else extent
    around = [] if framed is None else [zone_stroke(extent, style)]
    whole = MAINLAND if framed is None else ""
    style = style if framed is None else regional(style)
    key = structure_key(
        structures, statuses=statuses, natures=natures, colours=colours, shapes=shapes,
        several=several,
    )  # fmt: skip
    placed = check_structures(structures, key=key, land=land)
    beyond = _beyond(len(structures) - len(placed)) if framed is None else []
    structures = structures_in(placed, extent, land)
    points = check_poles(load_report() if poles is None else poles, land=land)
    bounds = extent.area.bounds

    def legend_on(ground: Frame, shown: pd.DataFrame | None) -> Legend:
        limits = limits_shown(ground, style=style, land=land)
        return structure_legend(
            structures, shown, [*around, *limits],
            key=key, ground=ground, style=style, land=land,
        )  # fmt: skip

    expected = expected_ground(bounds)
    near = over_poles and bool(points.intersects(expected.polygon).any())
    before = legend_on(expected, points if near else None)
    warned = [*warnings_in(structures.attrs), *beyond]
    page = Page(
        bounds,
        style,
        subject=extent.area,
        legends=arrangements(before, style),
        foot=lambda wide: foot_height(
            wide,
            structures.attrs,
            [*warned, *(_background(points) if over_poles else [])],
            projection=land.projection,
            style=style,
        ),
    )
    ax = page.axes
    fills = dict.fromkeys(range(1, MOST_RANKS + 1), style.poles_fill)
    grey = replace(style, rank_colours=MappingProxyType(fills))
    draw_base(framed, ax=ax, style=style, land=land)
    if framed is not None:
        draw_zone(framed, ax=ax, style=style, land=land)
    points = uncut(page, uncovered(page, points, extent.holds(points)), extent.area)
    over_poles = over_poles and bool(points.intersects(Frame.of(ax).polygon).any())
    if over_poles:
        for artist in draw_poles(points, ax=ax, style=grey, land=land).artists:
            tell(artist, shown=None)  # the page is about the structures
    draw_structures(structures, key=key, ax=ax, style=style, land=land)
    draw_scale(subject=extent.area, ax=ax, style=style)
    named = len(structures) <= MOST_NAMED if names is None else names
    labels = draw_structure_labels(structures, key=key, names=named, ax=ax, style=style, land=land)
    if over_poles:
        draw_labels(points, faint=True, ax=ax, style=style, land=land)
    shown = points if over_poles else None
    return finish_page(
        page,
        legend_on(page.frame, shown),
        title=title or title_of(structures.attrs),
        subtitle=subtitle or subtitle_of(key, (extent.name or whole) if own else "", over_poles),
        origin={**structures.attrs, "unite": points.attrs.get("unite")},
        dated=False,
        projection=land.projection,
        notes=[*warned, *([] if shown is None else _background(points))],
        left_out=[label.text for label in labels.left_out],
        words=[f"{french_count(len(structures), 'structure')}."],
        table=_listed(structures, key),
    )


def structures_in(structures: gpd.GeoDataFrame, extent: Extent, land: Land) -> gpd.GeoDataFrame:
    """Keep the structures of the communes of a zone, and those of no commune.

    A perimeter cuts communes: it has the structures whose own place it holds.

    Raises
    ------
    ChoiceError
        There is none.
    """
    codes = structures["code_commune"]
    known = codes[codes.notna()].drop_duplicates()
    inside = known[land.centres(known).intersects(extent.area).to_numpy()]
    held = codes.isin(inside) if extent.kind else structures.within(extent.area)
    kept = gpd.GeoDataFrame(structures[codes.isna() | held])
    if kept.empty:
        where = f" ({extent.name})" if extent.name else ""
        raise ChoiceError(
            f"zone : aucune des structures n'est dans la zone{where} ; donnez-en une autre, ou "
            "vérifiez la liste."
        )
    return kept


def _listed(structures: gpd.GeoDataFrame, key: StructureKey) -> pd.DataFrame:
    """List structures by commune, in the order of their statuses."""
    columns = ["nom", *(["statut"] if key.statuses else []), *(["forme"] if key.natures else [])]
    codes = structures["code_commune"].fillna("").astype("str").rename("code")
    ordered = pd.DataFrame(structures).set_index(codes).sort_values(["statut", "nom"])
    return ordered[columns].astype("str").rename(columns={"forme": key.shape_column})


def subtitle_of(key: StructureKey, zone: str, over_poles: bool) -> str:
    """Say what the symbols tell, and what lies under them."""
    told = [key.heading] if key.statuses else []
    told += [key.shape_column] if len(key.natures) > 1 and zone else []
    said = " et ".join(told) or "structures"
    said = capitalised(said)
    if zone:
        said = f"{zone} : {uncapitalised(said)}"
    return f"{said}, et pôles d'offre de soins en fond" if over_poles else said


def _beyond(number: int) -> list[str]:
    """Say how many structures a page of the metropole does not show."""
    if not number:
        return []
    count = french_count(number, "structure")
    return [f"{count} hors de la métropole, que cette page ne montre pas."]


def _background(points: gpd.GeoDataFrame) -> list[str]:
    """Say where the pôles under the structures come from, of when, and what warns of them."""
    said = said_of(points.attrs)
    dated = f" ({said['date']})" if "date" in said else ""
    source = f"Pôles : {said.get('source', 'non précisés')}{dated}."
    return [" ".join([source, *warnings_of(points.attrs)])]


def title_of(attrs: Mapping[Hashable, Any]) -> str:
    """Name a list of structures by what it says of itself, its date once: « … en mai 2013 »."""
    known, said = said_of(attrs), str(attrs.get("date"))
    title, date = str(known.get("titre", "Les structures")), str(known.get("date", ""))
    if not date or said in title or date in title:
        return title
    if re.fullmatch(rf"(1er|\d{{1,2}}) ({'|'.join(MONTHS)}) \d{{4}}", date, re.IGNORECASE):
        return f"{title} au {date}"
    alone = re.fullmatch(rf"(({'|'.join(MONTHS)}) )?\d{{4}}", date, re.IGNORECASE)
    return f"{title} en {date}" if alone else f"{title} ({date})"
