"""The maps of pôles: an area, France, a region of 2014."""

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.insets import Inset
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.ground.tiles import Tiles
from poles_geo.cartes.layers.overseas_poles import check_everywhere
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.pages.assembly import assemble
from poles_geo.cartes.pages.corse_inset import frame_extent
from poles_geo.cartes.pages.overseas import find_room
from poles_geo.cartes.surround.credits import national_title
from poles_geo.communes.field import field_of
from poles_geo.communes.regions import LOCATIVES, region_named
from poles_geo.errors import ChoiceError
from poles_geo.ranking.rules import Rules

LILLE_POLES = ("59350", "59017", "62119", "59178", "59606")
"""Lille, Armentières, Béthune, Douai – Lens, Valenciennes: the crowded north of the country."""

LEAST_COUNTED = 1e6
"""Counted ground, in m², under which an area is not counted: edges of contours differ."""


def map_poles(
    poles: pd.DataFrame,
    zone: Zone | None = None,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of France, or of an area; those around the area are fainter.

    On the map of France the crowded Île-de-France and Nord are drawn larger, and each département
    overseas that has pôles has a frame, in its legal projection; its pôles lie at the town hall of
    their centre commune.

    Parameters
    ----------
    poles : DataFrame or GeoDataFrame
        Index `code_bassin`; rang, effectif, and nom, geometry (points, EPSG:2154) where known:
        what :func:`load_report` and :func:`classify` give. Its `attrs` source, date and
        attribution are printed at the foot of the page.
    zone : str, path, sequence of str, GeoSeries or GeoDataFrame, optional
        A region of 2014 or of today (« Hauts-de-France »), a département (« Lozère », « 48 »),
        several regions of 2014, SIREN codes of intercommunalités of 2024, a file of polygons
        (GeoJSON, GeoPackage, shapefile), or polygons. The page frames it all, or its part on the
        continent with Corse in an inset. By default, France.
    bassins : GeoDataFrame, optional
        As :func:`read_bassins` gives them: each is outlined, those of the pôles are filled by
        rank under the symbols.
    title : str
        Replaces the title of the report.
    rules : Rules, optional
        Those that gave the ranks, which the legend states. By default, those that the table
        carries, as :func:`classify` puts them; without any, the legend has the names that the
        table gives its ranks (type_pole, sigle), and no bound.
    style : Style
        Colours, sizes, typeface.
    tiles : {"ign", "ign-ortho", "osm"} or xyzservices.TileProvider, optional
        Tiles of a web map, drawn in place of the fills of the land; they need the network. None
        on the map of France.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError, SourceError, LayoutError
        As :func:`poles_geo.cartes.ground.extents.extent_named`; an area of which the table counts
        nothing; unknown name of tiles; tiles that do not come.
    TableError
        With every fault of the table.

    Warns
    -----
    UserWarning
        When a pôle overseas is in no département, or has no room (formats smaller than A4), or is
        not of the area; when the table does not carry its rules.
    """
    land = land or embedded_land()
    if zone is None:
        if tiles is not None:
            raise ChoiceError("tuiles : la carte de France n'en a pas ; donnez une zone.")
        return _france(poles, bassins, title, rules, style, land=land)
    extent = extent_named(zone, land=land)
    heading = title or " – ".join(filter(None, ("Les pôles d'offre de soins", extent.name)))
    style = regional(style, several=len(extent.regions) > 1)
    points = check_poles(poles, bassins, land=land)
    _check_counted(extent, points, land=land)
    page, insets = frame_extent(extent, points, style, land=land)
    around = Stroke(
        extent.name or "Périmètre de la carte", style.perimeter_colour, style.perimeter_width
    )
    return assemble(
        page,
        points,
        title=heading,
        rules=rules,
        zone=extent,
        perimeter=None if extent.regions else around,
        bassins=bassins,
        insets=insets,
        tiles=tiles,
        land=land,
    )


def _check_counted(extent: Extent, points: gpd.GeoDataFrame, *, land: Land) -> None:
    """Refuse an area of which the table counts nothing."""
    field = field_of(points.attrs)
    if field.national or not field.departements or extent.holds(points).any():
        return
    codes = land.departements.index.get_level_values(0)
    counted = gpd.GeoSeries(land.departements[codes.isin(field.departements)])
    if counted.intersection(extent.area).area.sum() < LEAST_COUNTED:
        name = extent.name or "ce périmètre"
        raise ChoiceError(
            f"zone : {name} n'est pas dans le champ de la table ({field.territory}) ; rien n'y a "
            "été compté."
        )


def _france(
    poles: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None,
    title: str,
    rules: Rules | None,
    style: Style,
    *,
    land: Land,
) -> Carte:
    """Draw the metropole, with insets of its crowded parts and of the départements overseas."""
    points, beyond = check_everywhere(poles, bassins, land=land)
    page = Page(land.regions.total_bounds, style, margin=0.02)
    insets = _national_insets(page, land=land)
    overseas = find_room(beyond, page.frame, points, insets, style, land=land)
    return assemble(
        page,
        points,
        title=title or national_title(len(points), len(overseas.shown), points.attrs),
        rules=rules,
        bassins=bassins,
        insets=insets,
        overseas=overseas,
        land=land,
    )


def _national_insets(page: Page, *, land: Land) -> list[Inset]:
    """Île-de-France over Germany and the Nord – Pas-de-Calais over Spain, on an A4 page."""
    if page.style.page != "a4":
        return []
    paris = land.regions["Île-de-France"].buffer(8_000).bounds
    lille = land.centres(pd.Series(LILLE_POLES)).buffer(17_000).total_bounds
    right, top = page.frame.width, page.frame.height
    return [
        Inset("A", "Île-de-France", paris, (right - 53, top - 38, right - 1, top - 1)),
        Inset("B", "Lille et le Bassin minier", tuple(lille), (1, 1, 42, 40)),
    ]


def map_national(
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of France on an A4 page: :func:`map_poles` without a zone.

    Parameters
    ----------
    poles, bassins, title, rules, style, land
        As for :func:`map_poles`.

    Raises
    ------
    TableError
        With every fault of the table.

    Warns
    -----
    UserWarning
        As :func:`map_poles`.
    """
    return map_poles(poles, bassins=bassins, title=title, rules=rules, style=style, land=land)


def map_region(
    poles: pd.DataFrame,
    region: str,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules | None = None,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of one of the 22 regions of 2014, its name in the title.

    Parameters
    ----------
    poles, bassins, title, rules, style, tiles, land
        As for :func:`map_poles`.
    region : str
        Its name, whatever the accents, capitals and dashes: « bretagne », « Ile de France ».

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
    title = title or f"Les pôles d'offre de soins {LOCATIVES[region]}"
    return map_poles(
        poles, region, bassins=bassins, title=title, rules=rules, style=style, tiles=tiles,
        land=land,
    )  # fmt: skip
