"""The map of the mining basin, from Béthune to Valenciennes: the report's map 11."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

import poles_geo as pg

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
    rules: pg.Rules | None = None,
    style: pg.cartes.Style = pg.cartes.STYLE_REPORT,
    tiles: pg.cartes.Tiles = None,
    land: pg.cartes.Land | None = None,
) -> pg.Carte:
    """Draw the pôles of the mining basin, from Béthune to Valenciennes.

    The intercommunalités of 2024 are outlined; the perimeter of the digital-care project
    (Lens-Liévin and Hénin-Carvin) is marked.

    Parameters
    ----------
    poles, bassins, title, rules, style, tiles, land
        As for :func:`poles_geo.map_poles`.
    """
    land = land or pg.cartes.embedded_land()
    style = replace(
        pg.cartes.regional(style),
        departement_colour=style.region_colour,
        bassin_width=0.8,
    )
    points = pg.cartes.check_poles(poles, bassins, land=land)
    epci = _of_epci(tuple(BASSIN_MINIER), land)
    around = points[points.index.isin(SURROUNDING_POLES)]
    page = pg.cartes.Page(shapely.total_bounds([*epci, *around.geometry]), style, margin=0.05)
    ground = pg.cartes.at_scale(land.communes.geometry, page.frame)
    filled = bassins is None and tiles is None
    project = gpd.GeoSeries([shapely.union_all(epci[list(PTSN_PERIMETER)])], crs=epci.crs)
    stroke = pg.cartes.Stroke
    commune = stroke("Commune (2024)", style.commune_colour, style.commune_width)
    epci_stroke = stroke("Intercommunalité (2024)", style.epci_colour, style.epci_width)
    perimeter = stroke(
        "Territoire de soins numérique :\nLens-Liévin et Hénin-Carvin",
        style.perimeter_colour,
        style.perimeter_width,
        style.perimeter_fill if filled else None,
    )
    pg.cartes.draw_limits(ground, commune, zorder=2.8, ax=page.axes, style=style)
    pg.cartes.draw_limits(epci, epci_stroke, zorder=3.4, ax=page.axes, style=style)
    pg.cartes.draw_limits(project, perimeter, ax=page.axes, style=style)
    return pg.cartes.assemble(
        page,
        points,
        title=title or "Les pôles d'offre de soins du Bassin minier",
        rules=rules,
        light=pg.cartes.Extent("", epci.union_all()) if bassins is None else None,
        bassins=bassins,
        tiles=tiles,
        names=epci.rename(BASSIN_MINIER),
        lines=[epci_stroke, perimeter, commune],
        land=land,
    )


def _of_epci(codes: tuple[str, ...], land: pg.cartes.Land) -> gpd.GeoSeries:
    """Outlines of intercommunalités of 2024, index their SIREN."""
    communes = land.communes
    members = communes[communes["epci"].isin(codes)]
    outlines = {
        str(code): shapely.coverage_union_all(shapes.to_numpy())
        for code, shapes in members.groupby("epci")["geometry"]
    }
    return gpd.GeoSeries(outlines, crs=communes.crs)
