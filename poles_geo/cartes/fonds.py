"""What lies under a map: sea, neighbouring countries, regions, départements."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.style import Style
from poles_geo.regions import DEPARTEMENTS_2014
from poles_geo.sources import edition

DETAIL = 0.15
"""Finest detail drawn, in mm on the page: contours are simplified to it."""

PAYS_FRANCAIS = {
    "Algeria": "Algérie",
    "Andorra": "Andorre",
    "Austria": "Autriche",
    "Belgium": "Belgique",
    "Croatia": "Croatie",
    "Czechia": "Tchéquie",
    "Denmark": "Danemark",
    "Germany": "Allemagne",
    "Guernsey": "Guernesey",
    "Hungary": "Hongrie",
    "Ireland": "Irlande",
    "Italy": "Italie",
    "Jersey": "Jersey",
    "Luxembourg": "Luxembourg",
    "Netherlands": "Pays-Bas",
    "Poland": "Pologne",
    "Portugal": "Portugal",
    "Spain": "Espagne",
    "Switzerland": "Suisse",
    "Tunisia": "Tunisie",
    "United Kingdom": "Royaume-Uni",
}

MERS = {
    "Manche": (-5.0, 48.5, 1.6, 51.0),
    "Mer du Nord": (1.7, 51.0, 6.0, 53.5),
    "Océan Atlantique": (-8.0, 43.3, -1.0, 48.4),
    "Mer Méditerranée": (2.8, 39.0, 10.5, 44.3),
}
"""Seas, and the box of longitudes and latitudes (W, S, E, N) where each is named."""


@dataclass(frozen=True)
class Base:
    """The embedded contours that lie under every map, EPSG:2154, indexed by name.

    The départements are indexed by code and name.
    """

    neighbours: gpd.GeoSeries
    regions: gpd.GeoSeries
    departements: gpd.GeoSeries
    seas: gpd.GeoSeries


@cache
def base() -> Base:
    """Read the embedded contours once."""
    neighbours = edition.load_neighbours().geometry
    regions = edition.load_regions().geometry
    boxes = gpd.GeoSeries(
        [shapely.segmentize(shapely.box(*box), 0.25) for box in MERS.values()],
        index=list(MERS),
        crs=4326,
    ).to_crs(2154)
    land = shapely.union_all([*regions.simplify(500), *neighbours.simplify(500)])
    return Base(
        neighbours=neighbours,
        regions=regions,
        departements=edition.load_departements().set_index("nom", append=True).geometry,
        seas=boxes.difference(land.buffer(1_000)),
    )


def visible(areas: gpd.GeoSeries, cadre: Cadre) -> gpd.GeoSeries:
    """Keep the areas that the frame shows."""
    return gpd.GeoSeries(areas[areas.intersects(cadre.polygon)])


def at_scale(areas: gpd.GeoSeries, cadre: Cadre) -> gpd.GeoSeries:
    """Keep the areas that the frame shows, simplified as a coverage to what print can show."""
    shown = visible(areas, cadre)
    detail = DETAIL * cadre.metres_par_mm
    return gpd.GeoSeries(
        shapely.coverage_simplify(shown.to_numpy(), detail), index=shown.index, crs=areas.crs
    )


def draw_land(
    ax: Axes,
    cadre: Cadre,
    style: Style,
    *,
    shown: Iterable[str] | None = None,
    departements: bool = True,
    filled: bool = True,
) -> None:
    """Draw sea, countries, regions and, when asked, départements.

    Parameters
    ----------
    shown : names of regions, optional
        Those the map is about, lighter than the others; all by default.
    filled : bool
        Fill the land; only its limits are drawn otherwise.
    """
    ax.set_facecolor(style.mer)
    detail = DETAIL * cadre.metres_par_mm
    ground = cadre.polygon.buffer(5 * cadre.metres_par_mm)
    abroad = visible(base().neighbours, cadre).intersection(ground).simplify(detail / 2)
    regions = at_scale(base().regions, cadre)
    chosen = regions.index.isin(list(shown)) if shown is not None else np.ones(len(regions), bool)
    if filled:
        fill(ax, abroad.buffer(2 * detail, join_style="mitre"), style.etranger, zorder=1)
        fill(ax, gpd.GeoSeries(regions[~chosen]), style.voisinage, zorder=2)
        fill(ax, gpd.GeoSeries(regions[chosen]), style.pays, zorder=2)
    outline(ax, abroad, style.trait_frontiere, style.largeur_cote, zorder=1.2)
    if departements:
        limits, _ = edges(at_scale(base().departements, cadre))
        draw_line(ax, limits, style.trait_departement, style.largeur_departement, zorder=3)
    limits, border = edges(regions)
    frontier = abroad.union_all().buffer(6 * detail, join_style="mitre")
    draw_line(ax, limits, style.trait_region, style.largeur_region, zorder=3.2)
    draw_line(ax, border.difference(frontier), style.trait_cote, style.largeur_cote, zorder=3.1)
    draw_line(
        ax, border.intersection(frontier), style.trait_region, style.largeur_region, zorder=3.2
    )


def fill(ax: Axes, areas: gpd.GeoSeries, colour: str, *, zorder: float, **options: Any) -> None:
    """Fill polygons without outline; `options` are those of a patch (gid, hatch)."""
    polygons = shapely.orient_polygons(shapely.get_parts(areas.to_numpy()))
    rings = shapely.get_rings(polygons)
    options = {"edgecolor": "none", **options}
    ax.add_artist(PathPatch(compound(rings), facecolor=colour, zorder=zorder, **options))


def outline(ax: Axes, areas: gpd.GeoSeries, colour: str, width: float, *, zorder: float) -> None:
    """Draw each boundary of a coverage once, shared edges included."""
    for lines in edges(areas):
        draw_line(ax, lines, colour, width, zorder=zorder)


def draw_line(ax: Axes, line: BaseGeometry, colour: str, width: float, *, zorder: float) -> None:
    """Draw a line, of any number of parts, with rounded joins."""
    parts = shapely.get_parts(line)
    ax.add_artist(
        PathPatch(
            compound(parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]),
            facecolor="none",
            edgecolor=colour,
            linewidth=width,
            capstyle="round",
            joinstyle="round",
            zorder=zorder,
        )
    )


def compound(lines: np.ndarray) -> Path:
    """Return one matplotlib path made of many lines or rings."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    first = np.diff(line, prepend=-1) > 0
    return Path(xy.reshape(-1, 2), np.where(first, Path.MOVETO, Path.LINETO))


def edges(areas: gpd.GeoSeries) -> tuple[BaseGeometry, BaseGeometry]:
    """Edges that two areas of a coverage share, and edges that only one has, as lines."""
    rings = shapely.get_rings(shapely.get_parts(areas.to_numpy()))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    point, points = pd.factorize(xy.view(complex)[:, 0])
    start = np.flatnonzero(ring[1:] == ring[:-1])
    low, high = np.sort([point[start], point[start + 1]], axis=0)
    edge, _ = pd.factorize(low * len(points) + high)
    shared = (np.bincount(edge) > 1)[edge]
    once = ~pd.Series(edge).duplicated().to_numpy()
    return _lines(xy, start[once & shared]), _lines(xy, start[once & ~shared])


def _lines(xy: NDArray[np.float64], start: NDArray[np.intp]) -> BaseGeometry:
    """Join the segments that go from points at `start` to the next point, where they follow."""
    last = np.diff(start, append=-1) != 1
    line = np.cumsum(last) - last
    point = np.concatenate([start, start[last] + 1])
    line = np.concatenate([line, line[last]])
    order = np.lexsort([point, line])
    return shapely.MultiLineString(list(shapely.linestrings(xy[point[order]], indices=line[order])))


def names_around(cadre: Cadre, shown: Iterable[str] | None) -> list[gpd.GeoSeries]:
    """Areas to name around the regions that a map is about: regions, countries, seas."""
    abroad = base().neighbours.rename(PAYS_FRANCAIS)
    named = gpd.GeoSeries(abroad[abroad.index.isin(PAYS_FRANCAIS.values())])
    layers = [named, base().seas]
    if shown is not None:
        layers.insert(0, base().regions.drop(list(shown)))
    return [visible(areas, cadre) for areas in layers]


def departement_names(cadre: Cadre, regions: Iterable[str]) -> gpd.GeoSeries:
    """Départements of some regions, indexed by their name."""
    areas = base().departements
    codes = areas.index.get_level_values("departement")
    wanted = [code for region in regions for code in DEPARTEMENTS_2014[region]]
    return visible(gpd.GeoSeries(areas[codes.isin(wanted)].droplevel("departement")), cadre)
