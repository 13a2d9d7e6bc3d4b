"""The map of any area: a region of today, a département, intercommunalités, a perimeter."""

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.ground.tiles import Tiles
from poles_geo.cartes.layers.poles import check_poles
from poles_geo.cartes.pages.assembly import assemble
from poles_geo.cartes.pages.corse_inset import frame_extent
from poles_geo.cartes.pages.presets import map_regions
from poles_geo.cartes.surround.legend import Stroke
from poles_geo.ranking.rules import RULES_ORS_2014, Rules


def map_zone(
    poles: pd.DataFrame,
    zone: Zone,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    rules: Rules = RULES_ORS_2014,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
) -> Carte:
    """Draw the pôles of an area; those around it are fainter.

    Parameters
    ----------
    zone : str, path, sequence of str, GeoSeries or GeoDataFrame
        A region of 2014 or of today (« Hauts-de-France »), a département (« Lozère », « 48 »),
        SIREN codes of intercommunalités of 2024, a file of polygons (GeoJSON, GeoPackage,
        shapefile), or polygons.
    poles, bassins, title, rules, style
        As for :func:`map_national`.
    tiles
        As for :func:`map_region`.

    Raises
    ------
    ChoiceError, SourceError, LayoutError
        Unknown name or code; a file that is missing, or of no known layout.
    TableError
        With every fault of the table.
    """
    extent = extent_named(zone)
    heading = title or " – ".join(filter(None, ("Les pôles d'offre de soins", extent.name)))
    if extent.regions:
        return map_regions(
            poles,
            extent.regions,
            bassins=bassins,
            title=heading,
            rules=rules,
            style=style,
            tiles=tiles,
        )
    style = regional(style)
    points = check_poles(poles, style, bassins)
    page, insets = frame_extent(extent, points, style)
    perimeter = Stroke(
        extent.name or "Périmètre de la carte", style.perimeter, style.perimeter_width
    )
    return assemble(
        page,
        points,
        rules,
        title=heading,
        zone=extent,
        perimeter=perimeter,
        bassins=bassins,
        insets=insets,
        tiles=tiles,
    )
