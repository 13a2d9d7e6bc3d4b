"""The names of pôles on a map, beside their circles."""

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.areas import bounds_of
from poles_geo.cartes.canvas.axes import map_axes
from poles_geo.cartes.canvas.frame import Frame
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks
from poles_geo.cartes.canvas.symbols import diameters
from poles_geo.cartes.ground.extents import Zone
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.label_places import Label
from poles_geo.cartes.labels.labelling import Labels, label_map
from poles_geo.cartes.layers.poles import check_poles, held, hollow, rings_on
from poles_geo.ranking.carried import last_rank
from poles_geo.typography import french_number, typeset

MAIN_RANKS = 2
"""The ranks up to this one are those that a map must name."""


def draw_labels(
    poles: pd.DataFrame,
    *,
    zone: Zone | None = None,
    faint: bool = False,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Labels:
    """Name the pôles beside their circles, the strongest choosing their place first.

    A name lies on no other, nor on the centre of a symbol, the scale bar or an inset that the map
    already has; it had better cover no link. The circles must be there before their names.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        As for :func:`poles_geo.map_national`; those whose place the map shows are named.
    zone : optional
        What the map is about, as for :func:`draw_base`: the names of the others are small and
        grey, and come last.
    faint : bool
        All are small and grey.
    ax : Axes, optional
        The map, in metres of Lambert 93, at the size that it will have. By default, new axes
        framed around the pôles.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Returns
    -------
    Labels
        The labels placed, and the names that found no place.

    Raises
    ------
    TableError
        With every fault of the table.
    ChoiceError
        Unknown area; axes that are no map.
    """
    land = land or embedded_land()
    points = check_poles(poles, land=land)
    return draw_checked_labels(points, zone=zone, faint=faint, ax=ax, style=style, land=land)


def draw_checked_labels(
    points: gpd.GeoDataFrame,
    *,
    zone: Zone | None = None,
    faint: bool = False,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land,
) -> Labels:
    """Name pôles as :func:`check_poles` gives them: see :func:`draw_labels`."""
    style = for_ranks(style, last_rank(points))
    ax, frame = map_axes(ax, bounds_of(points), style)
    about = held(points, zone, land=land) & (not faint)
    rings = hollow(points, about, frame, style)
    names = [
        f"{name} ({french_number(round(effectif))})" if ring else name
        for name, effectif, ring in zip(points["nom"], points["effectif"], rings, strict=True)
    ]
    named = points.assign(nom=names)
    labels = [
        *labels_of(named[about], frame, style),
        *labels_of(named[~about], frame, style, faint=True),
    ]
    placed = label_map(ax, labels, style)
    unwritten = {label.text for label in placed.left_out}
    on_map = rings_on(ax)
    for code, name in named.loc[rings.to_numpy(), "nom"].items():
        if typeset(name) in unwritten and code in on_map:  # without its number it says nothing
            on_map[str(code)].remove()
    return placed


def labels_of(
    poles: gpd.GeoDataFrame, frame: Frame, style: Style, *, faint: bool = False
) -> list[Label]:
    """Labels of the pôles that the frame shows, strongest first; small and grey when faint."""
    xy = frame.to_mm(poles.get_coordinates())
    sizes = diameters(poles["effectif"], style)
    inside = np.flatnonzero(((xy >= 0) & (xy <= (frame.width, frame.height))).all(axis=1))
    return [
        Label(
            x=float(x),
            y=float(y),
            diameter=float(size),
            text=typeset(name),
            size=style.note if faint else style.label_sizes[rang],
            bold=rang == 1 and not faint,
            main=rang <= MAIN_RANKS and not faint,
            colour=style.grey if faint else style.ink,
            faint=faint,
        )
        for (x, y), size, name, rang in zip(
            xy[inside],
            sizes[inside],
            poles["nom"].iloc[inside],
            poles["rang"].iloc[inside],
            strict=True,
        )
    ]
