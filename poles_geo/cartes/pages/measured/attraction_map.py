"""The pages of attraction: the area of each pôle, and the communes under a tunnel."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.analyses.pull.attraction import check_beta
from poles_geo.analyses.pull.attraction_summary import CONTESTED, check_within
from poles_geo.analyses.reach.checked_costs import ENDS
from poles_geo.analyses.reach.costs import STRAIGHT
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks
from poles_geo.cartes.ground.extents import Extent, Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.area_names import draw_names
from poles_geo.cartes.labels.names_on_fills import MAIN_TOWN, draw_towns
from poles_geo.cartes.layers.measured.pulled_areas import (
    PulledCommunes,
    area_stroke,
    draw_pulled,
    pull,
)
from poles_geo.cartes.layers.poles import (
    check_poles,
    draw_checked_poles,
)
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.measured.attraction_legend import attraction_legend
from poles_geo.cartes.pages.measured.measured_page import (
    MeasuredLayer,
    draw_measured_page,
    sized,
)
from poles_geo.cartes.surround.credits import credited
from poles_geo.coded import WARNINGS
from poles_geo.communes.field import communes_counted
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_count

DOMINANT = "Pôle le plus attractif pour chaque commune"
TUNNEL = "Communes qu'un pôle plus lointain attire plus que le plus proche"
TABLED = "selon une table de coûts"
ORIGIN = ENDS[0]
TOWNS_APART, MOST_TOWNS = 6.0, 12
"""Around a pôle, in mm, no other town is named; how many are, at most."""
MOSTLY = 0.02
"""Part of the inhabitants of a zone from which the pôle that attracts them is on the page."""


def map_attraction(
    poles: pd.DataFrame,
    communes: gpd.GeoDataFrame | None = None,
    *,
    zone: Zone | None = None,
    beta: float = 2.0,
    costs: pd.DataFrame | None = None,
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
    costs : DataFrame, optional
        As for :func:`attraction`, in place of straight lines: without `communes`, those of the zone
        and of the table are shown; one that reaches no pôle is hatched.
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
        poles, communes, zone, beta, costs, within, rules, style, regions_year, land,
        tunnel=False, title=title or "Les aires d'attraction des pôles d'offre de soins",
        named=not title, subtitle=subtitle, source=source, date=date, author=author,
    )  # fmt: skip


def map_tunnel(
    poles: pd.DataFrame,
    communes: gpd.GeoDataFrame | None = None,
    *,
    zone: Zone | None = None,
    beta: float = 2.0,
    costs: pd.DataFrame | None = None,
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
    poles, communes, zone, beta, costs, title, subtitle, source, date, author, rules, style
        As for :func:`map_attraction`.
    regions_year
        As for :func:`map_attraction`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError, ChoiceError
        As for :func:`map_attraction`.
    """
    return _draw(
        poles, communes, zone, beta, costs, CONTESTED, rules, style, regions_year, land,
        tunnel=True, title=title or "L'effet tunnel",
        named=not title, subtitle=subtitle, source=source, date=date, author=author,
    )  # fmt: skip


def _draw(
    poles: pd.DataFrame,
    communes: gpd.GeoDataFrame | None,
    zone: Zone | None,
    beta: float,
    costs: pd.DataFrame | None,
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
    homes = communes
    if homes is None:
        homes = communes_counted(_homes(extent, costs, land=land), points.attrs)
    rules = rules_of(points, rules)
    subject = land.outline if extent is None else extent.area
    style = for_ranks(sized(points, extent, style), rules.ranks[-1].rang)
    area = None if extent is None else extent.area
    pulled = pull(
        points, homes, area, beta=beta, within=within, tunnel=tunnel, known=communes is None,
        costs=costs,
    )  # fmt: skip
    small = extent is not None and not extent.regions
    towns = MAIN_TOWN if small else ""
    areas: list[gpd.GeoSeries] = []

    def draw(here: gpd.GeoDataFrame, ax: Axes, _: Frame) -> None:
        areas.append(draw_pulled(pulled, ax=ax, style=style))
        draw_checked_poles(here, ax=ax, style=style, land=land)

    def name(ax: Axes, frame: Frame) -> Sequence[str]:
        far = _far_areas(areas[0], points, frame)
        unwritten = draw_names(far, ax=ax, style=style).left_out
        if small:
            clear = points.buffer(TOWNS_APART * frame.metres_per_mm).union_all()
            free = subject.difference(clear)
            draw_towns(free, most=MOST_TOWNS, ax=ax, style=style, land=land)
        return unwritten

    def legend(here: gpd.GeoDataFrame, frame: Frame, lines: Sequence[Stroke]) -> Legend:
        return attraction_legend(
            pulled, here, lines, rules=rules, frame=frame, towns=towns, style=style
        )

    layer = MeasuredLayer(
        draw,
        legend,
        near=_pulling(pulled, points),
        strokes=[area_stroke(style)],
        name=name,
        notes=pulled.table.attrs[WARNINGS],
        words=_told(pulled, points),
    )
    return draw_measured_page(
        points,
        layer,
        extent,
        style,
        title=title + ("" if extent is None or not named else in_words(extent)),
        subtitle=subtitle or _subtitle(tunnel=tunnel, tabled=costs is not None),
        dated=not subtitle,
        land=land,
    )


def _homes(extent: Extent | None, costs: pd.DataFrame | None, *, land: Land) -> gpd.GeoDataFrame:
    """Give the communes of the land; of a table of costs, its own and those of the zone."""
    communes = land.communes
    if costs is None or extent is None or ORIGIN not in costs:
        return communes
    inside = communes.representative_point().within(extent.area)
    return gpd.GeoDataFrame(communes[inside | communes.index.isin(costs[ORIGIN])])


def _told(pulled: PulledCommunes, points: gpd.GeoDataFrame) -> list[str]:
    """Say whom the pôles attract, or take over a nearer one; who is disputed, who reaches none."""
    table = pulled.table[pulled.about.to_numpy()]
    told = [f"Sur la carte : {_counted(table)}."]
    held = table[table["tunnel"]] if pulled.tunnel else table[table["dominant"].notna()]
    if pulled.tunnel:
        told.append(f"Sous un effet tunnel : {_counted(held)}.")
    people = held.groupby("dominant")["population"].agg(["size", "sum"])
    people = people.sort_values("sum", ascending=False, kind="stable")
    names = points["nom"].to_dict()
    pulls = [
        f"{names[code]} : {french_count(row['size'], 'commune')}, "
        f"{french_count(row['sum'], 'habitant')}"
        for code, row in people.iterrows()
    ]
    if pulls:
        ends = [f"le premier, {pulls[0]}", *([f"le dernier, {pulls[-1]}"] if pulls[1:] else [])]
        several = french_count(len(pulls), "pôle les attire", "pôles les attirent")
        told.append(f"{several} : {' ; '.join(ends)}.")
    for what, those in (
        ("Disputées", table[pulled.disputed[table.index]]),
        ("Sans pôle atteint par la table de coûts", table[pulled.beyond[table.index]]),
    ):
        told += [f"{what} : {_counted(those)}."] if len(those) else []
    return told


def _counted(table: pd.DataFrame) -> str:
    people = french_count(table["population"].sum(), "habitant")
    return f"{french_count(len(table), 'commune')}, {people}"


def _subtitle(*, tunnel: bool, tabled: bool) -> str:
    return f"{TUNNEL if tunnel else DOMINANT}, {TABLED if tabled else STRAIGHT}"


def _pulling(pulled: PulledCommunes, points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep the pôles that attract some inhabitants of what the map is about."""
    table = pulled.table[pulled.about.to_numpy()]
    held = table.groupby("dominant")["population"].sum() / max(table["population"].sum(), 1)
    return gpd.GeoDataFrame(points[points.index.isin(held.index[held >= MOSTLY])])


def _far_areas(areas: gpd.GeoSeries, points: gpd.GeoDataFrame, frame: Frame) -> gpd.GeoSeries:
    """Give by name the areas whose pôle is beyond the frame."""
    seen = points.index[points.intersects(frame.polygon)]
    beyond = gpd.GeoSeries(areas[~areas.index.isin(seen)])
    far = gpd.GeoSeries(beyond.intersection(frame.polygon))
    return far.set_axis(points["nom"].reindex(far.index).tolist())
