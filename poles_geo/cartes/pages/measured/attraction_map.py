"""The pages of attraction: the area of each pôle, and the communes under a tunnel."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.axes import Axes
from shapely.geometry.base import BaseGeometry

from poles_geo.analyses.pull.attraction import WARNED, check_beta, model_told
from poles_geo.analyses.pull.attraction_summary import CONTESTED, check_within
from poles_geo.analyses.regional.inhabitants import told_years
from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.page import SHEETS, Page
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, regional
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Extent, Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.area_names import draw_names
from poles_geo.cartes.labels.names_on_fills import draw_towns, towns_name
from poles_geo.cartes.layers.measured.pulled_areas import (
    PulledCommunes,
    area_stroke,
    draw_pulled,
    pull,
)
from poles_geo.cartes.layers.pole_labels import MAIN_RANKS, draw_checked_labels
from poles_geo.cartes.layers.poles import (
    check_poles,
    draw_checked_poles,
    held,
)
from poles_geo.cartes.legends.columns import Legend, arrangements
from poles_geo.cartes.legends.measured.attraction_legend import attraction_legend
from poles_geo.cartes.pages.assembly import uncovered
from poles_geo.cartes.pages.pole_maps import scaled
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import credited, foot_height
from poles_geo.cartes.surround.limits import expected_ground, limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules

DOMINANT = "Pôle le plus attractif pour chaque commune, à vol d'oiseau"
TUNNEL = "Communes qu'un pôle plus lointain attire plus que le plus proche, à vol d'oiseau"
TOWNS_APART = 6.0
"""Around a pôle, in mm, no other town is named."""
MOSTLY = 0.02
"""Part of the inhabitants of a zone from which the pôle that attracts them is on the page."""
FARTHEST = 0.6
"""How far from the zone it may then be, as a part of its longest side."""
AIR = 0.06
"""Around such a pôle, as a part of the same side."""
QUIET = 0.55
"""Width of the limits of regions against theirs: those of areas are stronger."""
SMALLER = 0.6
"""Diameter of the circles against those of a map of pôles: the areas are what is looked at."""


def map_attraction(
    poles: pd.DataFrame,
    communes: gpd.GeoDataFrame | None = None,
    *,
    zone: Zone | None = None,
    beta: float = 2.0,
    within: float = CONTESTED,
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
    """Draw the area of attraction of each pôle, and the communes that two dispute.

    Each commune has the tint of the rank of the pôle that attracts it most (:func:`attraction`),
    a line parts the areas of two pôles, and hatches mark the communes whose two first shares are
    as near as `within`. The pôles around the zone count, and are drawn as the others are.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`map_poles`.
    communes : GeoDataFrame, optional
        Polygons (EPSG:2154), index `code_commune`; population. Those of :func:`read_communes` by
        default.
    zone
        As for :func:`map_poles`; the communes around it have their fill too.
    beta : float
        Exponent of the distance, over 0.
    within : float
        As for :func:`attraction_areas`.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError, ChoiceError
        As for :func:`map_poles` and :func:`attraction_areas`.
    """
    check_within(within)
    return _draw(
        poles, communes, zone, beta, within, rules, style, regions_year, land,
        tunnel=False, title=title or "Les aires d'attraction des pôles d'offre de soins",
        named=not title, subtitle=subtitle, source=source, date=date, author=author,
    )  # fmt: skip


def map_tunnel(
    poles: pd.DataFrame,
    communes: gpd.GeoDataFrame | None = None,
    *,
    zone: Zone | None = None,
    beta: float = 2.0,
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
    """Draw the communes that a far and heavy pôle attracts over their nearest one.

    Each has the tint of the rank of that pôle; the others have no fill.

    Parameters
    ----------
    poles, communes, zone, beta, title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_attraction`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError, ChoiceError
        As for :func:`map_attraction`.
    """
    return _draw(
        poles, communes, zone, beta, CONTESTED, rules, style, regions_year, land,
        tunnel=True, title=title or "L'effet tunnel",
        named=not title, subtitle=subtitle, source=source, date=date, author=author,
    )  # fmt: skip


def _draw(
    poles: pd.DataFrame,
    communes: gpd.GeoDataFrame | None,
    zone: Zone | None,
    beta: float,
    within: float,
    rules: Rules | None,
    style: Style,
    regions_year: int | None,
    land: Land | None,
    *,
    tunnel: bool,
    title: str,
    named: bool,
    subtitle: str,
    source: str,
    date: str,
    author: str,
) -> Carte:
    check_beta(beta)
    poles = credited(poles, source=source, date=date, author=author)
    extent, land = locate(zone, poles.attrs, regions_year=regions_year, land=land)
    points = check_poles(poles, land=land)
    homes = land.communes if communes is None else communes
    rules = rules_of(points, rules)
    subject = land.outline if extent is None else extent.area
    style = for_ranks(sized(points, extent, style), rules.ranks[-1].rang)
    area = None if extent is None else extent.area
    pulled = pull(
        points, homes, area, beta=beta, within=within, tunnel=tunnel, known=communes is None
    )
    small = extent is not None and not extent.regions
    towns = towns_name(land) if small else ""
    own = (
        [area_stroke(style)] if extent is None else [zone_stroke(extent, style), area_stroke(style)]
    )

    def legend_of(carte: Frame, there: gpd.GeoDataFrame) -> Legend:
        limits = limits_shown(carte, departements=False, style=style, land=land)
        return attraction_legend(
            pulled, there, [*own, *limits], rules=rules, frame=carte, towns=towns, style=style
        )

    near = _pulling(pulled, points)
    about = subject if extent is None else subject_with(extent, near)
    bounds = about.bounds
    notes = [*(points.attrs.get(WARNED) or ()), model_told(beta), told_years(homes, points.attrs)]
    notes = list(filter(None, notes))
    page = Page(
        bounds,
        style,
        subject=about,
        legends=arrangements(legend_of(expected_ground(bounds), points)),
        margin=0.03,
        foot=lambda wide: foot_height(
            wide, points.attrs, notes, projection=land.projection, style=style
        ),
    )
    ax, frame = page.axes, page.frame
    draw_base(extent, departements=False, ax=ax, style=style, land=land)
    areas = draw_pulled(pulled, ax=ax, style=style)
    if extent is not None:
        draw_zone(extent, ax=ax, style=style, land=land)
    here = uncovered(page, points, held(points, extent, land=land) | points.index.isin(near.index))
    draw_checked_poles(here, ax=ax, style=style, land=land)
    shore = visible(land.regions, frame) if extent is None else subject
    draw_scale(subject=shore, ax=ax, style=style)
    left_out = name_poles(here, extent, ax=ax, style=style, land=land)
    unwritten = draw_names(_far_areas(areas, points, frame), ax=ax, style=style).left_out
    if small:
        clear = points.buffer(TOWNS_APART * frame.metres_per_mm).union_all()
        draw_towns(subject.difference(clear), ax=ax, style=style, land=land)
    legend = legend_of(frame, here)
    where = "" if extent is None or not named else in_words(extent)
    return finish_page(
        page,
        legend,
        title=title + where,
        subtitle=subtitle or (TUNNEL if tunnel else DOMINANT),
        dated=not subtitle,
        origin=points.attrs,
        notes=notes,
        projection=land.projection,
        left_out=[*left_out, *unwritten],
    )


def sized(
    points: gpd.GeoDataFrame, extent: Extent | None, style: Style, share: float = SMALLER
) -> Style:
    """Return the style with a share of the circles that fit the pôles, and quieter limits."""
    larger = style
    if extent is not None:
        larger = regional(style, several=len(extent.regions) > 1)
    fitted = scaled(larger, points, style)
    return replace(
        fitted, symbol_10000=share * fitted.symbol_10000, region_width=QUIET * style.region_width
    )


def subject_with(extent: Extent, near: gpd.GeoDataFrame) -> BaseGeometry:
    """Join to a zone the circles of the pôles that are not far from it, and their air."""
    west, south, east, north = extent.area.bounds
    side = max(east - west, north - south)
    kept = (near.distance(extent.area) <= FARTHEST * side).to_numpy()
    circles = near.buffer(AIR * side).to_numpy()[kept]
    return shapely.union_all([extent.area, *circles])


def _pulling(pulled: PulledCommunes, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the pôles that attract some inhabitants of what the map is about."""
    table = pulled.table[pulled.about.to_numpy()]
    held = table.groupby("dominant")["population"].sum() / max(table["population"].sum(), 1)
    return gpd.GeoDataFrame(points[points.index.isin(held.index[held >= MOSTLY])])


def name_poles(
    points: gpd.GeoDataFrame, extent: Extent | None, *, ax: Axes, style: Style, land: Land
) -> list[str]:
    """Name pôles, on small pages of France the first ranks alone; give those that are left out."""
    named = points
    if extent is None and style.page not in SHEETS:
        named = gpd.GeoDataFrame(points[points["rang"] <= MAIN_RANKS])
    labels = draw_checked_labels(named, ax=ax, style=style, land=land)
    others = points.loc[~points.index.isin(named.index), "nom"]
    return [*(label.text for label in labels.left_out), *others]


def _far_areas(areas: gpd.GeoSeries, points: gpd.GeoDataFrame, frame: Frame) -> gpd.GeoSeries:
    """Give by name the areas whose pôle is beyond the frame."""
    seen = points.index[points.intersects(frame.polygon)]
    beyond = gpd.GeoSeries(areas[~areas.index.isin(seen)])
    far = gpd.GeoSeries(beyond.intersection(frame.polygon))
    return far.set_axis(points["nom"].reindex(far.index).tolist())
