"""The map of the mining basin, from Béthune to Valenciennes."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.cartes.canvas.areas import at_scale
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, regional
from poles_geo.cartes.ground.base import draw_limits
from poles_geo.cartes.ground.extents import Extent
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.ground.tiles import Tiles
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.pages.assembly import assemble
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules

BASSIN_MINIER = {
    "200072460": "Béthune-Bruay",
    "246200364": "Lens-Liévin",
    "246200299": "Hénin-Carvin",
    "200044618": "Douaisis",
    "245901152": "Cœur d'Ostrevent",
    "200042190": "Porte du Hainaut",
    "245901160": "Valenciennes Métropole",
}
"""Intercommunalités of the mining basin, from Béthune to Valenciennes: SIREN and short name."""

PTSN_PERIMETER = ("246200364", "246200299")
"""The digital-care territory project of La Gohelle: Lens-Liévin and Hénin-Carvin."""


SURROUNDING_POLES = ("59350", "62041", "59122")
"""Lille, Arras, Cambrai: the pôles around the mining basin, on its map."""


def map_bassin_minier(
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of the mining basin, from Béthune to Valenciennes.

    The intercommunalités of 2024 are outlined; the perimeter of the digital-care project
    (Lens-Liévin and Hénin-Carvin) is marked.

    Parameters
    ----------
    poles, bassins, title, rules, style
        As for :func:`map_national`.
    tiles
        As for :func:`map_region`.
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    land = land or embedded_land()
    style = replace(
        regional(style),
        departement_colour=style.region_colour,
        bassin_colour=style.grey,
        bassin_width=0.8,
    )
    points = check_poles(poles, bassins, land=land)
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    epci = _of_epci(tuple(BASSIN_MINIER), land=land)
    around = points[points.index.isin(SURROUNDING_POLES)]
    bounds = shapely.total_bounds([*epci, *around.geometry])
    page = Page(bounds, style, margin=0.05)
    ground = at_scale(land.communes.geometry, page.frame)
    filled = bassins is None and tiles is None
    project = gpd.GeoSeries([shapely.union_all(epci[list(PTSN_PERIMETER)])], crs=epci.crs)
    commune = Stroke("Commune (2024)", style.commune_colour, style.commune_width)
    epci_stroke = Stroke("Intercommunalité (2024)", style.epci_colour, style.epci_width)
    perimeter = Stroke(
        "Territoire de soins numérique :\nLens-Liévin et Hénin-Carvin",
        style.perimeter_colour,
        style.perimeter_width,
        style.perimeter_fill if filled else None,
    )
    draw_limits(ground, commune, zorder=2.8, ax=page.axes, style=style)
    draw_limits(epci, epci_stroke, zorder=3.4, ax=page.axes, style=style)
    draw_limits(project, perimeter, ax=page.axes, style=style)
    return assemble(
        page,
        points,
        rules,
        title=title or "Les pôles d'offre de soins du Bassin minier",
        light=Extent("", epci.union_all()) if bassins is None else None,
        bassins=bassins,
        tiles=tiles,
        names=epci.rename(BASSIN_MINIER),
        lines=[epci_stroke, perimeter, commune],
        land=land,
    )


def _of_epci(codes: tuple[str, ...], *, land: Land) -> gpd.GeoSeries:
    """Outlines of intercommunalités of 2024, index their SIREN."""
    communes = land.communes
    members = communes[communes["epci"].isin(codes)]
    outlines = {
        str(code): shapely.coverage_union_all(shapes.to_numpy())
        for code, shapes in members.groupby("epci")["geometry"]
    }
    return gpd.GeoSeries(outlines, crs=communes.crs)
