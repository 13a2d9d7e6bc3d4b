"""The départements overseas beside the metropole: each in a frame, its legal projection, its scale.

Their pôles are computed and drawn in that projection; nothing is moved next to the metropole.
"""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from numpy.typing import NDArray
from pyproj import CRS

from poles_geo.cartes.canvas.axes import Dessin, dress, map_axes
from poles_geo.cartes.canvas.frame import Box, Boxes, Cadre
from poles_geo.cartes.canvas.insets import Encart, draw_inset
from poles_geo.cartes.canvas.style import STYLE_RAPPORT, Style, rank_colour
from poles_geo.cartes.canvas.symbols import diameters, draw_circles
from poles_geo.cartes.ground import land as fonds
from poles_geo.cartes.labels.labelling import Etiquettes, label_map
from poles_geo.cartes.labels.occupation import ECHELLE_SERREE, boxes_of, corners
from poles_geo.cartes.labels.placing import Label, touches_any
from poles_geo.cartes.layers.poles import (
    in_order,
    labels_of,
    note,
    overseas,
    placed_in_metropole,
    ranked_bassins,
)
from poles_geo.cartes.surround.scale_bar import draw_scale, length_for
from poles_geo.communes.regions import OUTRE_MER, PROJECTIONS_OUTRE_MER, departement_of
from poles_geo.edition import embedded as edition
from poles_geo.errors import Faults, check_choice
from poles_geo.typography import accorde

CADRES = ((24.0, 24.0), (20.5, 24.0), (20.0, 22.0), (18.0, 20.0), (16.0, 18.0))
"""Width and height of a frame, in mm: the first for which there is room is taken."""
ECART = 1.0
"""Space between two frames, and around them, in mm."""
PASSES = 3
"""A circle that goes beyond the land makes the ground larger, and itself with it."""
BANDES = (3.8, 4.2)
"""What the title takes at the top of a frame, and the scale bar at its foot, in mm."""


@dataclass(frozen=True)
class OutreMer:
    """Pôles overseas, and where each département has its frame.

    Attributes
    ----------
    poles : GeoDataFrame
        As :func:`check_everywhere` gives them.
    boites : dict of str to tuple of float
        By code of département: xmin, ymin, xmax, ymax on the map, in mm from its lower left
        corner. Empty: the page has no room for them.
    """

    poles: gpd.GeoDataFrame
    boites: dict[str, Box]

    @property
    def shown(self) -> gpd.GeoDataFrame:
        """Pôles that the page shows."""
        return self.poles if self.boites else self.poles.iloc[:0]


def check_everywhere(
    poles: pd.DataFrame,
    style: Style = STYLE_RAPPORT,
    bassins: gpd.GeoDataFrame | None = None,
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Keep the ranked bassins as :func:`check_poles` does, those overseas apart.

    A bassin overseas is placed at the town hall of its centre commune, whatever point it has.

    Returns
    -------
    metropole : GeoDataFrame
        As :func:`check_poles` gives it, EPSG:2154.
    outremer : GeoDataFrame
        EPSG:4326, in the same order; also departement.

    Raises
    ------
    TableError
        As :func:`check_poles`; code overseas that is no commune of 2024.

    Warns
    -----
    UserWarning
        When some are in a collectivity (975, 977, 978 and on): no map shows them.
    """
    faults = Faults("table des pôles")
    ranked = ranked_bassins(poles, style, faults)
    away = overseas(ranked)
    departements = departement_of(ranked.index.astype(str).to_series()).to_numpy()
    without = away & ~np.isin(departements, list(OUTRE_MER))
    beyond = ranked[away & ~without]
    unknown = ~beyond.index.isin(edition.load_overseas().index)
    message = "codes de bassin d'outre-mer qui ne sont pas une commune de 2024"
    note(faults, message, unknown, beyond)
    metropole = placed_in_metropole(ranked[~away], bassins, faults)
    if without.any():
        codes = ranked.index[without]
        warnings.warn(
            f"{accorde(len(codes), 'pôle')} d'une collectivité d'outre-mer, hors des cartes, qui "
            f"n'ont d'encart que pour les départements ({', '.join(codes[:10])}).",
            stacklevel=3,
        )
    return in_order(metropole, poles), in_order(_at_town_halls(beyond), poles)


def _at_town_halls(poles: pd.DataFrame) -> gpd.GeoDataFrame:
    """Place bassins overseas, with the name and the region of their centre where they have none."""
    codes = poles.index.to_series()
    communes = edition.load_overseas().loc[codes]
    placed = gpd.GeoDataFrame(
        pd.DataFrame(poles).drop(columns="geometry", errors="ignore"),
        geometry=edition.overseas_centres(codes),
    )
    for column in ("nom", "region"):
        given = placed.get(column, pd.Series(pd.NA, index=placed.index, dtype=object))
        placed[column] = given.where(given.notna(), communes[column])
    return placed.assign(departement=communes["departement"])


@cache
def outline_of(departement: str) -> gpd.GeoSeries:
    """Outline of a département overseas, one polygon in its legal projection."""
    communes = edition.load_overseas()
    here = gpd.GeoSeries(communes.geometry[communes["departement"] == departement])
    shape = shapely.coverage_union_all(here.to_numpy())
    return gpd.GeoSeries([shape], crs=communes.crs).to_crs(PROJECTIONS_OUTRE_MER[departement])


@cache
def countries_around(departement: str) -> gpd.GeoSeries:
    """Countries around a département overseas, in its legal projection."""
    around = edition.load_overseas_neighbours()
    here = around.geometry[around.index.get_level_values("departement") == departement]
    return gpd.GeoSeries(here).to_crs(PROJECTIONS_OUTRE_MER[departement])


def draw_overseas_base(
    departement: str, *, ax: Axes | None = None, style: Style = STYLE_RAPPORT
) -> Dessin:
    """Draw sea, land and neighbouring countries of a département overseas.

    Parameters
    ----------
    departement : {"971", "972", "973", "974", "976"}
        Guadeloupe, Martinique, Guyane, La Réunion, Mayotte.
    ax : Axes, optional
        In metres of its legal projection
        (:data:`poles_geo.communes.regions.PROJECTIONS_OUTRE_MER`). By default, new axes framed
        around it.
    style : Style

    Raises
    ------
    ChoiceError
        Another code; axes that are no map.
    """
    land = outline_of(check_choice(departement, OUTRE_MER, "departement"))
    ax, cadre = map_axes(ax, land.total_bounds, style)
    dress(ax, style)
    ax.set_facecolor(style.mer)
    detail = fonds.DETAIL * cadre.metres_par_mm
    ground = cadre.polygon.buffer(5 * cadre.metres_par_mm)
    abroad = fonds.visible(countries_around(departement), cadre).intersection(ground)
    abroad = gpd.GeoSeries(abroad.simplify(detail / 2))
    shown = gpd.GeoSeries(land.simplify_coverage(detail))
    coast = shown.boundary.union_all()
    frontier = abroad.union_all().buffer(3 * detail, join_style="mitre")
    drawn = []
    if len(abroad):
        beyond = abroad.buffer(2 * detail, join_style="mitre")
        drawn = [
            fonds.fill(ax, beyond, style.etranger, zorder=1),
            *fonds.outline(ax, abroad, style.trait_frontiere, style.largeur_cote, zorder=1.2),
        ]
    drawn.append(fonds.fill(ax, shown, style.pays, zorder=2))
    lines = (
        (coast.difference(frontier), style.trait_cote, style.largeur_cote, 3.1),
        (coast.intersection(frontier), style.trait_region, style.largeur_region, 3.2),
    )
    drawn += [
        fonds.draw_line(ax, line, colour, width, zorder=zorder)
        for line, colour, width, zorder in lines
        if not line.is_empty
    ]
    return Dessin(ax, tuple(drawn))


def draw_overseas_inset(
    departement: str,
    outremer: gpd.GeoDataFrame,
    boite: Box,
    *,
    ax: Axes,
    style: Style = STYLE_RAPPORT,
) -> Etiquettes:
    """Draw a département overseas and its pôles in a frame on a map.

    Circles have the sizes and colours of the map; names are no larger than notes.

    Parameters
    ----------
    departement : str
        As for :func:`draw_overseas_base`.
    outremer : GeoDataFrame
        As :func:`check_everywhere` gives them; those of other départements are left aside.
    boite : tuple of float
        The frame: xmin, ymin, xmax, ymax in mm from the lower left corner of the map.
    ax : Axes
        The map that holds the frame.
    style : Style
        The map's.
    """
    points = gpd.GeoDataFrame(outremer[outremer["departement"] == departement])
    points = points.to_crs(PROJECTIONS_OUTRE_MER[departement])
    sizes = diameters(points["effectif"], style)
    inset = draw_inset(_framed(departement, points, sizes, boite), ax=ax, style=style).axes
    draw_overseas_base(departement, ax=inset, style=style)
    draw_circles(
        inset,
        points.get_coordinates(),
        sizes,
        [rank_colour(rang, style) for rang in points["rang"]],
        style,
    )
    draw_scale(ax=inset, style=style)
    small = {rang: min(size, style.note) for rang, size in style.etiquettes.items()}
    style = replace(style, etiquettes=MappingProxyType(small))
    return label_map(inset, labels_of(points, Cadre.of(inset), style), style)


def draw_overseas(outremer: OutreMer, *, ax: Axes, style: Style = STYLE_RAPPORT) -> list[Label]:
    """Draw every frame of the départements overseas; return the labels without a place."""
    return [
        label
        for departement, boite in outremer.boites.items()
        for label in draw_overseas_inset(
            departement, outremer.poles, boite, ax=ax, style=style
        ).left_out
    ]


def _framed(
    departement: str, points: gpd.GeoDataFrame, sizes: NDArray[np.float64], boite: Box
) -> Encart:
    """Frame the land and the circles between the title and the scale bar.

    The background of the bar may lie on land; the circles move up where it would lie on one.
    """
    for foot in (BANDES[1], ECHELLE_SERREE[1]):
        extent = _extent(outline_of(departement), points, sizes, boite, foot)
        encart = Encart("", OUTRE_MER[departement], extent, boite)
        cadre = encart.cadre
        circles = boxes_of(np.column_stack([cadre.to_mm(points.get_coordinates()), sizes]))
        bar = np.array([next(iter(corners(cadre, length_for(cadre)).values()))])
        if not touches_any(circles, bar).any():
            break
    return encart


def _extent(
    land: gpd.GeoSeries,
    points: gpd.GeoDataFrame,
    sizes: NDArray[np.float64],
    boite: Box,
    below: float,
) -> Box:
    """Ground that a frame shows; `below` is kept free of circles at its foot, in mm."""
    left, low, right, high = boite
    top, foot = BANDES
    size = np.array([right - left, high - low - top - foot])
    bounds = land.total_bounds.reshape(2, 2)
    radii, xy = sizes[:, None] / 2, points.get_coordinates().to_numpy()
    for _ in range(PASSES):
        scale = float(((bounds[1] - bounds[0]) / size).max())
        around = radii * scale
        lowest, highest = (xy - around).min(axis=0), (xy + around).max(axis=0)
        lowest[1] -= (below - foot) * scale
        bounds = np.array([np.minimum(bounds[0], lowest), np.maximum(bounds[1], highest)])
    (xmin, ymin), (xmax, ymax) = bounds.tolist()
    return xmin, ymin - foot * scale, xmax, ymax + top * scale


def find_room(
    outremer: gpd.GeoDataFrame,
    cadre: Cadre,
    points: gpd.GeoDataFrame,
    encarts: Sequence[Encart],
    style: Style,
) -> OutreMer:
    """Find room on the map of the metropole for a frame by département that has pôles.

    The frames are as large, and their rows as few, as can be. They hide neither French land, nor
    a circle, nor an inset, nor the corner of the scale bar.

    Parameters
    ----------
    outremer : GeoDataFrame
        As :func:`check_everywhere` gives them.
    cadre : Cadre
        Of the map.
    points : GeoDataFrame
        Pôles of the metropole.
    encarts : sequence of Encart
        Insets of the map.
    style : Style

    Warns
    -----
    UserWarning
        When there is no room: no frame is drawn.
    """
    departements = sorted(outremer["departement"].unique())
    symbols = np.column_stack(
        [cadre.to_mm(points.get_coordinates()), diameters(points["effectif"], style)]
    )
    scale = next(iter(corners(cadre, length_for(cadre)).values()))
    used = np.vstack([boxes_of(symbols), [scale, *(encart.boite for encart in encarts)]])
    lefts = sorted({ECART, *(encart.boite[2] + ECART for encart in encarts)})
    for size, rows, left in product(CADRES, range(1, len(departements) + 1), lefts):
        boxes = _grid(len(departements), rows, left, size)
        if _is_free(boxes, used, cadre):
            return OutreMer(outremer, dict(zip(departements, boxes, strict=True)))
    if departements:
        warnings.warn(
            f"{accorde(len(outremer), 'pôle')} d'outre-mer, hors de cette page : elle n'a pas la "
            f"place de {accorde(len(departements), 'encart')} ({', '.join(outremer.index[:10])}) ; "
            "une page A4 l'a.",
            stacklevel=3,
        )
    return OutreMer(outremer, {})


def _grid(count: int, rows: int, left: float, size: tuple[float, float]) -> list[Box]:
    """Boxes in rows from the foot of a map, the first in the upper left corner."""
    columns = -(-count // rows)
    row, column = np.divmod(np.arange(count), columns)
    low = np.column_stack([column, rows - 1 - row]) * (np.array(size) + ECART) + (left, ECART)
    return [(float(x), float(y), float(x) + size[0], float(y) + size[1]) for x, y in low]


def _is_free(boxes: Sequence[Box], used: Boxes, cadre: Cadre) -> bool:
    frames = np.array(boxes)
    if (frames[:, 2:] > (cadre.largeur - ECART, cadre.hauteur - ECART)).any():
        return False
    if touches_any(frames, used).any():
        return False
    low, high = cadre.to_metres(frames[:, :2] - ECART), cadre.to_metres(frames[:, 2:] + ECART)
    hidden = shapely.union_all(shapely.box(*low.T, *high.T))
    return not fonds.base().regions.intersects(hidden).any()


def notes_of_overseas(outremer: OutreMer) -> list[str]:
    """Say in which projection each département is drawn, or that there was no room for them."""
    if outremer.poles.empty:
        return []
    if not outremer.boites:
        count = len(outremer.poles)
        return [f"{accorde(count, 'pôle')} d'outre-mer hors de cette page, faute de place."]
    return [projections_told(outremer.boites)]


def projections_told(departements: Iterable[str]) -> str:
    """Say in which projection each département is drawn."""
    rows: dict[str, list[str]] = {}
    for departement in sorted(set(departements)):
        name = CRS(PROJECTIONS_OUTRE_MER[departement]).name.replace("zone ", "")
        rows.setdefault(name, []).append(OUTRE_MER[departement])
    listed = ", ".join(f"{' et '.join(names)} en {name}" for name, names in rows.items())
    return f"Outre-mer en projection légale : {listed}."
