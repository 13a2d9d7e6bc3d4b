"""The maps of pôles: France, or any area of it."""

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.cartes.canvas.areas import at_scale
from poles_geo.cartes.canvas.layout.page import Page
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground.base import draw_limits, zone_stroke
from poles_geo.cartes.ground.extents import (
    FRANCE,
    Extent,
    Zone,
    extent_named,
    in_words,
    land_of,
    zone_of,
)
from poles_geo.cartes.ground.land import Land, OverseasLand, land_at
from poles_geo.cartes.ground.tiles import Tiles
from poles_geo.cartes.layers.poles import check_poles, fitted_to_poles
from poles_geo.cartes.legends.asides import pieces
from poles_geo.cartes.legends.pole_asides import pole_asides
from poles_geo.cartes.legends.pole_legend import Rooms
from poles_geo.cartes.pages.assembly import OTHER_TOWN, assemble, notes_of_tiles
from poles_geo.cartes.pages.corse_inset import frame_extent
from poles_geo.cartes.pages.national_page import draw_france
from poles_geo.cartes.surround.credits import (
    GROUND_SOURCE,
    POLES,
    credited,
    foot_height,
    notes_of,
    unranked_told,
    zoning_told,
)
from poles_geo.cartes.surround.limits import expected_ground
from poles_geo.communes.field import field_of
from poles_geo.communes.identity import UNIT_BASSIN, unit_of
from poles_geo.communes.territory_names import BASSIN, EPCI, region_named
from poles_geo.edition.embedded import COMMUNES_YEAR
from poles_geo.errors import ChoiceError, warn
from poles_geo.ranking.carried import rules_of, without_rules
from poles_geo.ranking.rules import Rules

FEW_POLES = 3
"""Pôles of an area that is no region of the metropole up to which its other towns are named too,
where no bassin is drawn."""
MOST_COMMUNES = 160
"""Communes of a perimeter up to which they are drawn, as those of an intercommunalité, of which
the largest has 158."""
LEAST_COUNTED = 1e6
"""Counted ground, in m², under which an area is not counted: edges of contours differ."""


def map_poles(
    poles: pd.DataFrame,
    zone: Zone | None = None,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    rules: Rules | None = None,
    scale_with: pd.DataFrame | None = None,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
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
    zone : optional
        What the map is about: a region of 2014 or of today (« Hauts-de-France »), of the metropole
        or overseas, a département (« Lozère », « 48 »), an intercommunalité of 2024 (« CA
        Lens-Liévin », its SIREN), a bassin de vie, whatever the accents, capitals, articles and
        legal form; several of them; a file of polygons (GeoJSON, GeoPackage, FlatGeobuf, SHP),
        or polygons. The page frames it all, or its part on the continent with Corse in an inset. By
        default, France.
    bassins : GeoDataFrame, optional
        As :func:`read_bassins` gives them: each is outlined, those of the pôles are filled by
        rank under the symbols. Their codes and names are known to `zone`. Overseas, those of
        the same Insee's zoning are drawn.
    title : str
        Replaces that of the map.
    subtitle, source, date, author : str
        In place of what the table says, under the title and at the foot of the page.
    rules : Rules, optional
        Those that gave the ranks, which the legend states. By default, those that the table
        carries, as :func:`classify` puts them; without any, the legend has the names that the
        table gives its ranks (type_pole, sigle), and no bound.
    scale_with : DataFrame, optional
        Table whose `effectif` sets the scale of the circles, so that maps to be compared have the
        same. By default, the pôles that the map is about: their circles are those of `style`,
        larger or smaller when the largest would be under 6 mm or over 36 on an A4 page.
    style : Style
        Colours, sizes, typeface.
    tiles : {"ign", "ign-ortho", "osm"} or xyzservices.TileProvider, optional
        Tiles of a web map, drawn in place of the fills of the land; they need the network. None
        on the map of France, nor overseas.
    regions_year : {2014, 2016}, optional
        Regions drawn and named: those of 2014, or of today (2016). By default, those of the date
        of the counts.
    communes : GeoDataFrame, optional
        Contours of communes, as :func:`read_communes` gives them, finer than the embedded ones:
        the limit of an intercommunalité or of a bassin follows them.
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

    Examples
    --------
    >>> import poles_geo as pg
    >>> pg.map_poles(pg.load_report(), "Bretagne").title
    'Les pôles d’offre de soins en Bretagne'
    """
    poles = credited(poles, source=source, date=date, author=author)
    land = land_at(poles.attrs, regions_year, communes=communes, land=land)
    zone = zone_of(zone, poles.attrs)
    if zone is None:
        if tiles is not None:
            raise ChoiceError("tuiles : la carte de France n'en a pas ; donnez une zone.")
        return draw_france(poles, bassins, title, subtitle, rules, scale_with, style, land=land)
    extent = extent_named(zone, units=bassins, land=land)
    land = land_of(extent, land)
    if isinstance(land, OverseasLand):
        if tiles is not None:
            raise ChoiceError("tuiles : les cartes d'outre-mer n'en ont pas.")
        bassins = _bassins_overseas(bassins, land)
    heading = title or f"{POLES}{in_words(extent)}"
    points = check_poles(poles, bassins, land=land)
    _check_counted(extent, points, land=land)
    larger = regional(style, several=len(extent.regions) > 1)
    about = points[extent.holds(points)] if scale_with is None else scale_with
    style = fitted_to_poles(larger, about, style)
    rules = rules_of(points, rules)
    points = without_rules(points)
    inside = _communes_of(extent, land)
    small = extent.kind in (EPCI, BASSIN) or (not extent.kind and len(inside) <= MOST_COMMUNES)
    few = int(extent.holds(points).sum()) <= FEW_POLES and (extent.overseas or not extent.regions)
    bare = bool(few) and not small and bassins is None and tiles is None
    lines = [_commune_stroke(style)] if small else []
    asides = pole_asides(points, extent, style=style, rules=rules, land=land)
    rooms = Rooms(
        points,
        extent,
        lines=[zone_stroke(extent, style), *lines],
        bassins=bassins,
        towns=OTHER_TOWN if bare else "",
        rules=rules,
        style=style,
        land=land,
    )
    around = points[points.intersects(expected_ground(extent.area.bounds).polygon)]
    unranked = unranked_told(points, extent, land=land) if bassins is None else []
    notes = [*notes_of(around, land=land), *unranked, *notes_of_tiles(tiles)]
    page, insets = frame_extent(
        extent,
        points,
        style,
        legends=rooms.expected(),
        parts=rooms.parts,
        asides=pieces(asides),
        foot=lambda wide: foot_height(
            wide,
            points.attrs,
            notes,
            GROUND_SOURCE + zoning_told(bassins),
            projection=land.projection,
            style=style,
        ),
        land=land,
    )
    members = _draw_communes(page, inside) if small else None
    return assemble(
        page,
        points,
        title=heading,
        subtitle=subtitle,
        rules=rules,
        zone=extent,
        names=members if bassins is None else _names_of_units(bassins, points, extent),
        towns=bare,
        bassins=bassins,
        lines=lines,
        insets=insets,
        tiles=tiles,
        asides=asides,
        land=land,
    )


def _names_of_units(
    bassins: gpd.GeoDataFrame, points: gpd.GeoDataFrame, extent: Extent
) -> gpd.GeoSeries | None:
    """Give the polygons of the units that are no pôle, by name; none of bassins de vie."""
    if unit_of(bassins.attrs.get("zonage")) == UNIT_BASSIN or "nom" not in bassins:
        return None
    others = bassins[~bassins.index.isin(points.index) & bassins["nom"].notna()]
    here = others.representative_point().within(extent.area)
    return gpd.GeoSeries(others[here].set_index("nom").geometry)


def _commune_stroke(style: Style) -> Stroke:
    return Stroke(f"Commune ({COMMUNES_YEAR})", style.commune_colour, style.commune_width)


def _communes_of(extent: Extent, land: Land) -> gpd.GeoDataFrame:
    """Give the communes inside an area."""
    near = land.communes.iloc[land.communes.sindex.query(shapely.box(*extent.area.bounds))]
    return gpd.GeoDataFrame(near.loc[extent.surrounded(near)])


def _draw_communes(page: Page, communes: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Outline the communes of a small area; give their polygons, by name, the largest first."""
    inside = communes.sort_values("population", ascending=False)
    shapes = at_scale(gpd.GeoSeries(inside.geometry), page.frame)
    draw_limits(shapes, _commune_stroke(page.style), zorder=2.8, ax=page.axes, style=page.style)
    return gpd.GeoSeries(inside.set_index("nom").geometry)


def _bassins_overseas(
    bassins: gpd.GeoDataFrame | None, land: OverseasLand
) -> gpd.GeoDataFrame | None:
    """Give the bassins of a département overseas, of the zoning of those of the metropole."""
    if bassins is None:
        return None
    zonage = str(bassins.attrs.get("zonage"))
    if zonage not in land.zonings:
        warn(
            "bassins : ce découpage n'a pas de contour connu outre-mer "
            f"({', '.join(land.zonings)} en ont) ; la carte est sans bassins."
        )
        return None
    return land.bassins(zonage)


def _check_counted(extent: Extent, points: gpd.GeoDataFrame, *, land: Land) -> None:
    """Refuse an area of which the table counts nothing."""
    field = field_of(points.attrs)
    if field.departements is None or extent.holds(points).any():
        return
    codes = land.departements.index.get_level_values(0)
    counted = gpd.GeoSeries(land.departements[codes.isin(field.departements)])
    if counted.intersection(extent.area).area.sum() < LEAST_COUNTED:
        name = extent.name or "ce périmètre"
        raise ChoiceError(
            f"zone : {name} n'est pas dans le champ de la table ({field.territory}) ; rien n'y a "
            "été compté."
        )


def map_national(
    poles: pd.DataFrame,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    rules: Rules | None = None,
    scale_with: pd.DataFrame | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of France on an A4 page, whatever the table counts.

    Parameters
    ----------
    poles, bassins, title, subtitle, source, date, author, rules, scale_with, style, regions_year,
    land
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
    return map_poles(
        poles, FRANCE, bassins=bassins, title=title, subtitle=subtitle, source=source, date=date,
        author=author, rules=rules, scale_with=scale_with, style=style,
        regions_year=regions_year, land=land,
    )  # fmt: skip


def map_region(
    poles: pd.DataFrame,
    region: str | int,
    *,
    bassins: gpd.GeoDataFrame | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    rules: Rules | None = None,
    scale_with: pd.DataFrame | None = None,
    style: Style = STYLE_REPORT,
    tiles: Tiles = None,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw the pôles of a region of 2014 or of today, overseas included, its name in the title.

    Parameters
    ----------
    poles, bassins, title, subtitle, source, date, author, rules, scale_with, style, tiles,
    regions_year, land
        As for :func:`map_poles`.
    region : str or int
        Its name, whatever the accents, capitals and dashes (« bretagne », « Ile de France »), or
        its code.

    Raises
    ------
    ChoiceError
        Unknown region or name of tiles; the message lists them.
    SourceError
        Tiles that do not come.
    TableError
        With every fault of the table.
    """
    year = land_at(poles.attrs, regions_year, land=land).year
    return map_poles(
        poles, region_named(region, year=year).name, bassins=bassins, title=title,
        subtitle=subtitle, source=source, date=date, author=author, rules=rules,
        scale_with=scale_with, style=style, tiles=tiles, regions_year=regions_year, land=land,
    )  # fmt: skip
