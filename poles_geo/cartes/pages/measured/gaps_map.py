"""The page of gaps: the communes that are far from every pôle of some rank."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks
from poles_geo.cartes.ground.extents import Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.layers.measured.far_communes import (
    WITHIN,
    FarCommunes,
    draw_far,
    far_communes,
)
from poles_geo.cartes.layers.poles import check_poles, draw_checked_poles
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.measured.far_legend import far_legend
from poles_geo.cartes.pages.measured.measured_page import (
    MeasuredLayer,
    draw_measured_page,
    sized,
)
from poles_geo.cartes.surround.credits import credited
from poles_geo.coded import warnings_in
from poles_geo.errors import TableError
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules
from poles_geo.typography import french_count, french_number, french_percent


def map_gaps(
    gaps: gpd.GeoDataFrame,
    poles: pd.DataFrame,
    *,
    zone: Zone | None = None,
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
    """Draw the communes beyond a distance of every pôle of a rank, and these pôles.

    The fills change at the distance, at one and a half times it, at twice. The legend has the
    communes and the inhabitants of each; what is within has no fill.

    Parameters
    ----------
    gaps : GeoDataFrame
        As :func:`gaps` gives it, of polygons: its `attrs` say the distance, the rank and what the
        costs are.
    poles : DataFrame or GeoDataFrame
        Those that it was measured from; the lower ranks are not drawn.
    zone
        As for :func:`map_poles`; only its communes are filled and counted.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault: a table that :func:`gaps` did not make, points in place of polygons, no
        commune in the zone, no pôle of the rank; as for :func:`map_poles`.
    ChoiceError
        As for :func:`map_poles`.
    """
    poles = credited(poles, source=source, date=date, author=author)
    extent, land = locate(zone, poles.attrs, regions_year=regions_year, land=land)
    far = far_communes(gaps, None if extent is None else extent.area)
    said = gaps.attrs["remarques"]
    points = check_poles(poles, land=land)
    counting = gpd.GeoDataFrame(points[points["rang"] <= said["rang"]])
    if counting.empty:
        raise TableError(f"poles : aucun pôle de rang {said['rang']} ou plus haut.")
    rules = rules_of(points, rules)
    style = for_ranks(sized(counting, extent, style), rules.ranks[-1].rang)

    def draw(here: gpd.GeoDataFrame, ax: Axes, frame: Frame) -> None:
        draw_far(far, ax=ax, frame=frame, style=style)
        draw_checked_poles(here, ax=ax, style=style, land=land)

    def legend(here: gpd.GeoDataFrame, frame: Frame, lines: Sequence[Stroke]) -> Legend:
        heading = f"Le pôle de {_ranks(said['rang'])} le plus proche"
        return far_legend(far, here, heading, lines, rules=rules, frame=frame, style=style)

    layer = MeasuredLayer(
        draw,
        legend,
        near=gpd.GeoDataFrame(counting.iloc[:0]),
        notes=warnings_in(gaps.attrs),
    )
    where = "" if extent is None else in_words(extent)
    return draw_measured_page(
        counting,
        layer,
        extent,
        style,
        title=title or f"Loin de tout pôle de {_ranks(said['rang'])}{where}",
        subtitle=subtitle or _beyond(far, said),
        dated=not subtitle,
        land=land,
    )


def _beyond(far: FarCommunes, said: Mapping[str, Any]) -> str:
    """Say who is beyond: « 12 334 420 habitants (19 %) à plus de 50 km à vol d'oiseau »."""
    beyond, whole = float(far.people[far.step != WITHIN].sum()), float(far.people.sum())
    share = f" ({french_percent(beyond / whole, int(beyond < whole / 10))})" if whole else ""
    distance = french_number(said["limite"], int(said["limite"] % 1 > 0))
    return f"{french_count(beyond, 'habitant')}{share} à plus de {distance} {said['couts']}"


def _ranks(last: int) -> str:
    """Say ranks from the first to one: « rang 1 », « rang 1 ou 2 », « rang 1 à 4 »."""
    return f"rang {'1' if last == 1 else '1 ou 2' if last == 2 else f'1 à {last}'}"
