"""Bassins de vie on a map: every one outlined, those of the pôles filled by rank."""

import warnings

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes import fonds
from poles_geo.cartes.cadre import Cadre
from poles_geo.cartes.style import Style, melange
from poles_geo.errors import TableError
from poles_geo.typographie import accorde

TINT = 0.62
"""Share of the ground's colour in the fill of a bassin: its symbol stays the darker."""
FAINT_TINT = 0.86
"""The same for the bassins that the map is not about."""


def check_bassins(bassins: gpd.GeoDataFrame, poles: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the polygons drawn, after a check that the pôles are of the same zoning.

    Raises
    ------
    TableError
        Another projection, or no pôle among the bassins.

    Warns
    -----
    UserWarning
        When some pôles have no polygon.
    """
    if bassins.crs is None or bassins.crs.to_epsg() != 2154:
        raise TableError(
            f"bassins : projection attendue EPSG:2154 (Lambert 93), trouvée {bassins.crs} ; "
            "pg.read_bassins les donne ainsi."
        )
    areas = gpd.GeoSeries(bassins.geometry[~bassins.geometry.isna() & ~bassins.is_empty])
    absent = poles.index[~poles.index.isin(areas.index)]
    if len(absent) == len(poles) and len(poles):
        raise TableError(
            "bassins : aucun pôle n'est un bassin de ce découpage ; les pôles sont "
            f"{', '.join(poles.index[:3])}…, les bassins {', '.join(map(str, areas.index[:3]))}… "
            "(deux millésimes, ou un autre zonage ?)."
        )
    if len(absent):
        warnings.warn(
            f"{accorde(len(absent), 'pôle')} sans polygone de bassin, dessinés par leur seul "
            f"symbole : {', '.join(absent[:10])}.",
            stacklevel=4,
        )
    return areas


def draw_bassins(
    ax: Axes,
    cadre: Cadre,
    areas: gpd.GeoSeries,
    poles: gpd.GeoDataFrame,
    about: "pd.Series[bool]",
    style: Style,
) -> None:
    """Fill the bassins of the pôles by rank and outline every bassin.

    Parameters
    ----------
    areas : GeoSeries
        Index `code_bassin`; a coverage.
    poles : GeoDataFrame
        Index `code_bassin`; rang.
    about : Series of bool
        Pôles that the map is about; the others are fainter.
    """
    shown = fonds.at_scale(areas, cadre)
    for of_map in (True, False):
        ranks = poles.loc[about == of_map, "rang"]
        for rang in style.rangs:
            fill = gpd.GeoSeries(shown[shown.index.isin(ranks.index[ranks == rang])])
            fonds.fill(ax, fill, tint(rang, style, faint=not of_map), zorder=2.4)
    fonds.outline(ax, shown, style.trait_bassin, style.largeur_bassin, zorder=2.9)


def tint(rang: int, style: Style, *, faint: bool = False) -> str:
    """Fill of the bassins of a rank."""
    if faint:
        return melange(style.rangs[rang], style.voisinage, FAINT_TINT)
    return melange(style.rangs[rang], style.pays, TINT)
