"""The page of exposition: what each pôle undergoes of a heavier one."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.analyses.pull.exposure import exposure
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks
from poles_geo.cartes.ground.extents import Extent, Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.layers.measured.exposed_poles import (
    PALETTE,
    ExposedPoles,
    draw_exposed,
    expose,
    exposure_stroke,
)
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.legends.blocks import Block, Circles, Row, lines_block
from poles_geo.cartes.legends.columns import Legend
from poles_geo.cartes.legends.filled.ratio_legend import class_rows
from poles_geo.cartes.legends.pole_legend import sizes_heading
from poles_geo.cartes.legends.signs import circles_sign
from poles_geo.cartes.legends.sizes import sizes_of
from poles_geo.cartes.pages.measured.measured_page import (
    SMALLER,
    MeasuredLayer,
    draw_measured_page,
    sized,
)
from poles_geo.cartes.surround.credits import credited
from poles_geo.coded import WARNINGS
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules

UNIT = "Exposition à un pôle plus lourd"
SUBTITLE = (
    "Attraction d'un pôle plus lourd à la mairie, sur celle que le pôle exerce à 10 km, "
    "à vol d'oiseau"
)
ENDS_OF_ROW = " (0)"


def map_exposure(
    poles: pd.DataFrame,
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
    """Draw what each pôle undergoes of a heavier one: circles by class of exposition.

    A line goes from each pôle of an exposition of 1 or more to the one that exposes it most
    (:func:`exposure`). The classes are the same on every map.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`map_poles`: all those that may expose, those around the zone too.
    zone
        As for :func:`map_poles`; the pôles that expose those of the zone are on the page when
        they are not far.
    beta : float
        Exponent of the distance, over 0.
    title, subtitle, source, date, author, rules, style, regions_year
        As for :func:`map_poles`; the ranks give the names their size.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError, ChoiceError
        As for :func:`map_poles` and :func:`exposure`.
    """
    poles = credited(poles, source=source, date=date, author=author)
    extent, land = locate(zone, poles.attrs, regions_year=regions_year, land=land)
    points = check_poles(poles, land=land)
    told = exposure(points, beta=beta)
    rules = rules_of(points, rules)
    share = SMALLER if extent is None else 1.0
    style = for_ranks(sized(points, extent, style, share), rules.ranks[-1].rang)

    def exposed(here: gpd.GeoDataFrame, frame: Frame) -> ExposedPoles:
        seen = points.intersects(frame.polygon) & points.index.isin(here.index)
        return expose(points, told, seen)

    def draw(here: gpd.GeoDataFrame, ax: Axes, frame: Frame) -> None:
        draw_exposed(exposed(here, frame), ax=ax, style=style)

    def legend(here: gpd.GeoDataFrame, frame: Frame, lines: Sequence[Stroke]) -> Legend:
        return _legend(exposed(here, frame), points.attrs, lines, style)

    near = points[:0] if extent is None else _near(points, told, extent)
    layer = MeasuredLayer(draw, legend, near, notes=told.attrs[WARNINGS], departements=True)
    where = "" if extent is None else in_words(extent)
    return draw_measured_page(
        points,
        layer,
        extent,
        style,
        title=title or f"Les pôles exposés à un plus lourd{where}",
        subtitle=subtitle or SUBTITLE,
        dated=not subtitle,
        land=land,
    )


def _near(points: gpd.GeoDataFrame, told: pd.DataFrame, extent: Extent) -> gpd.GeoDataFrame:
    """Give the pôles that expose at home those of a zone; of a zone without any, its nearest."""
    inside = told[points.within(extent.area)]
    if inside.empty:
        return gpd.GeoDataFrame(points[points.index == points.distance(extent.area).idxmin()])
    drained = inside.loc[inside["exposition"] >= 1, "exposant"].dropna()
    return gpd.GeoDataFrame(points[points.index.isin(drained)])


def _legend(
    exposed: ExposedPoles, attrs: Mapping[Hashable, Any], lines: Sequence[Stroke], style: Style
) -> Legend:
    """Give the blocks: classes, the heaviest, sizes, lines."""
    counts = np.bincount(exposed.rangs, minlength=len(exposed.classes)).tolist()
    classes = class_rows(exposed.classes, PALETTE, UNIT, style, counts, boxed=False)
    rows = [row for row in classes.rows if not row.text.endswith(ENDS_OF_ROW)]
    if len(exposed.heaviest):
        rows.append(Row("Aucun pôle plus lourd", circles_sign((style.halo,), style)))
    notes = ("1 : attiré chez lui autant qu'il attire à 10 km ; nombre de pôles sur la carte",)
    drained = (exposed.points["exposition"] >= 1).any()
    strokes = [*([exposure_stroke(style)] if drained else []), *lines]
    together = pd.concat([exposed.points["effectif"], exposed.heaviest["effectif"]])
    sizes: list[Block] = [Circles(sizes_heading(attrs), sizes_of(together, style), style)]
    return [
        [
            replace(classes, rows=tuple(rows), notes=notes),
            *(sizes if len(together) else []),
            *lines_block(strokes, style, "Lignes"),
        ]
    ]
