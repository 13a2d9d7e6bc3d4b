"""The report's maps: metropolitan France, a region, the mining basin."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.insets import Inset
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground import land
from poles_geo.cartes.ground.base import draw_limits
from poles_geo.cartes.ground.extents import Extent, extent_of
from poles_geo.cartes.ground.tiles import Tiles
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.pages.assembly import assemble
from poles_geo.cartes.pages.corse_inset import frame_extent
from poles_geo.cartes.pages.overseas import check_everywhere, find_room
from poles_geo.cartes.surround.credits import national_title
from poles_geo.cartes.surround.legend import Stroke
from poles_geo.communes.regions import LOCATIVES, region_named
from poles_geo.edition import embedded as edition
from poles_geo.ranking.rules import RULES_ORS_2014, Rules

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

LILLE_POLES = ("59350", "59017", "62119", "59178", "59606")
"""Lille, Armentières, Béthune, Douai – Lens, Valenciennes: the crowded north of the country."""

SURROUNDING_POLES = ("59350", "62041", "59122")
"""Lille, Arras, Cambrai: the pôles around the mining basin, on its map."""


def map_national(
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules = RULES_ORS_2014,
    style: Style = STYLE_REPORT,
) -> Carte:
    """Draw the pôles of France on an A4 page: the metropole, and insets.

    The crowded Île-de-France and Nord are drawn larger. Each département overseas that has pôles
    has a frame, in its legal projection; its pôles lie at the town hall of their centre commune.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        Index `code_bassin`; rang, effectif, and nom, geometry (points, EPSG:2154) where known:
        what :func:`load_report` and :func:`classify` give. Its `attrs` source, date and
        attribution are printed at the foot of the page.
    bassins : GeoDataFrame, optional
        As :func:`read_bassins` gives them: each is outlined, those of the pôles are filled by
        rank under the symbols.
    title : str
        Replaces the title of the report.
    rules : Rules
        Those that gave the ranks; the legend states them.
    style : Style
        Colours, sizes, typeface.

    Raises
    ------
    TableError
        With every fault of the table.

    Warns
    -----
    UserWarning
        When a pôle overseas is in no département, or has no room (formats smaller than A4).
    """
    points, beyond = check_everywhere(poles, style, bassins)
    regions = land.base().regions
    page = Page(regions.total_bounds, style, marge=0.02)
    insets = _national_insets(page)
    overseas = find_room(beyond, page.frame, points, insets, style)
    heading = title or national_title(len(points), len(overseas.shown))
    return assemble(
        page,
        points,
        rules,
        title=heading,
        bassins=bassins,
        insets=insets,
        overseas=overseas,
    )


def _national_insets(page: Page) -> list[Inset]:
    """Île-de-France over Germany and the Nord – Pas-de-Calais over Spain, on an A4 page."""
    if page.style.page != "a4":
        return []
    paris = land.base().regions["Île-de-France"].buffer(8_000).bounds
    lille = edition.centres(pd.Series(LILLE_POLES)).buffer(17_000).total_bounds
    right, top = page.frame.width, page.frame.height
    return [
        Inset("A", "Île-de-France", paris, (right - 53, top - 38, right - 1, top - 1)),
        Inset("B", "Lille et le Bassin minier", tuple(lille), (1, 1, 42, 40)),
    ]


def map_region(
    poles: pd.DataFrame,
    region: str,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules = RULES_ORS_2014,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
) -> Carte:
    """Draw the pôles of one of the 22 regions of 2014; those around it are fainter.

    Parameters
    ----------
    poles, bassins, title, rules, style
        As for :func:`map_national`.
    region : str
        Its name, whatever the accents, capitals and dashes: « bretagne », « Ile de France ».
    tiles : {"ign", "ign-ortho", "osm"} or xyzservices.TileProvider, optional
        Tiles of a web map, drawn in place of the fills of the land; they need the network.

    Raises
    ------
    ChoiceError
        Unknown region or name of tiles; the message lists them.
    SourceError
        Tiles that do not come.
    TableError
        With every fault of the table.
    """
    region = region_named(region)
    heading = title or f"Les pôles d'offre de soins {LOCATIVES[region]}"
    return map_regions(
        poles, [region], bassins=bassins, title=heading, rules=rules, style=style, tiles=tiles
    )


def map_regions(
    poles: pd.DataFrame,
    regions: Sequence[str],
    *,
    title: str,
    bassins: gpd.GeoDataFrame | None = None,
    rules: Rules = RULES_ORS_2014,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
) -> Carte:
    """Draw the pôles of several regions of 2014; those around them are fainter.

    Parameters
    ----------
    regions : sequence of str
        Their names; the page frames them all, or the continent with Corse in an inset
        (:mod:`poles_geo.cartes.pages.corse_inset`).
    poles, bassins, title, rules, style
        As for :func:`map_national`.
    tiles
        As for :func:`map_region`.
    """
    names = [region_named(name) for name in regions]
    style = regional(style, several=len(names) > 1)
    points = check_poles(poles, style, bassins)
    zone = extent_of("", tuple(names))
    page, insets = frame_extent(zone, points, style)
    return assemble(
        page,
        points,
        rules,
        title=title,
        zone=zone,
        bassins=bassins,
        insets=insets,
        tiles=tiles,
    )


def map_bassin_minier(
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules = RULES_ORS_2014,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
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
    """
    style = replace(
        regional(style),
        departement_colour=style.region_colour,
        bassin_colour=style.grey,
        bassin_width=0.8,
    )
    points = check_poles(poles, style, bassins)
    epci = _of_epci(tuple(BASSIN_MINIER))
    around = points[points.index.isin(SURROUNDING_POLES)]
    bounds = shapely.total_bounds([*epci, *around.geometry])
    page = Page(bounds, style, marge=0.05)
    ground = land.at_scale(edition.load_communes().geometry, page.frame)
    filled = bassins is None and tiles is None
    project = gpd.GeoSeries([shapely.union_all(epci[list(PTSN_PERIMETER)])], crs=epci.crs)
    commune = Stroke("Commune (2024)", style.commune_colour, style.commune_width)
    epci_stroke = Stroke("Intercommunalité (2024)", style.epci_colour, style.epci_width)
    perimeter = Stroke(
        "Territoire de soins numérique :\nLens-Liévin et Hénin-Carvin",
        style.perimeter,
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
    )


def _of_epci(codes: tuple[str, ...]) -> gpd.GeoSeries:
    """Outlines of intercommunalités of 2024, index their SIREN."""
    communes = edition.load_communes()
    members = communes[communes["epci"].isin(codes)]
    outlines = {
        str(code): shapely.coverage_union_all(shapes.to_numpy())
        for code, shapes in members.groupby("epci")["geometry"]
    }
    return gpd.GeoSeries(outlines, crs=communes.crs)
