"""The maps of pôles: France, or any area of it."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.areas import at_scale
from poles_geo.cartes.canvas.frame import Box
from poles_geo.cartes.canvas.layout.insets import FOOTPRINT_WIDTH, Inset
from poles_geo.cartes.canvas.layout.page import SHEETS, Page
from poles_geo.cartes.canvas.layout.page_layout import Arrangement
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, regional
from poles_geo.cartes.canvas.symbols import fitted
from poles_geo.cartes.ground.base import draw_limits, zone_stroke
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named, in_words, land_of
from poles_geo.cartes.ground.land import Land, OverseasLand, land_at
from poles_geo.cartes.ground.tiles import Tiles
from poles_geo.cartes.layers.overseas_poles import check_everywhere
from poles_geo.cartes.layers.poles import check_poles, ranked_bassins
from poles_geo.cartes.legends.columns import arrangements
from poles_geo.cartes.legends.pole_legend import pole_legend
from poles_geo.cartes.pages.assembly import assemble, notes_of_tiles
from poles_geo.cartes.pages.corse_inset import frame_extent
from poles_geo.cartes.pages.overseas import find_room
from poles_geo.cartes.surround.credits import (
    GROUND_SOURCE,
    credited,
    foot_height,
    national_title,
    notes_of,
    zoning_told,
)
from poles_geo.cartes.surround.limits import expected_ground, limits_shown
from poles_geo.communes.field import field_of
from poles_geo.communes.identity import UNIT_BASSIN, unit_of
from poles_geo.communes.territory_names import BASSIN, EPCI, region_named
from poles_geo.edition.embedded import COMMUNES_YEAR
from poles_geo.errors import ChoiceError, Faults, warn
from poles_geo.ranking.carried import rules_of
from poles_geo.ranking.rules import Rules

LILLE_POLES = ("59350", "59017", "62119", "59178", "59606")
"""Lille, Armentières, Béthune, Douai – Lens, Valenciennes: the crowded north of the country."""

LARGEST = (1.3, 7.8)
"""Bounds of the diameter of the largest circle of a map, over that of 10 000 professionals."""
INSET_SIZES = (
    ((55.0, 50.0), (48.0, 40.0), (43.0, 28.0)),
    ((36.0, 34.0),),
)
"""Widths and heights of the insets of the Île-de-France and of Lille over the sea and neighbours,
in mm, the preferred first."""
GAP, NARROWEST_INSET = 3.0, 40.0
"""Around an inset beside the map, and its least width with it, in mm."""
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
        legal form; several of them; a file of polygons (GeoJSON, GeoPackage, shapefile), or
        polygons. The page frames it all, or its part on the continent with Corse in an inset. By
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
    """
    poles = credited(poles, source=source, date=date, author=author)
    land = land_at(poles.attrs, regions_year, communes=communes, land=land)
    if zone is None:
        if tiles is not None:
            raise ChoiceError("tuiles : la carte de France n'en a pas ; donnez une zone.")
        return _france(poles, bassins, title, subtitle, rules, scale_with, style, land=land)
    extent = extent_named(zone, units=bassins, land=land)
    land = land_of(extent, land)
    if isinstance(land, OverseasLand):
        if tiles is not None:
            raise ChoiceError("tuiles : les cartes d'outre-mer n'en ont pas.")
        bassins = _bassins_overseas(bassins, land)
    heading = title or f"Les pôles d'offre de soins{in_words(extent)}"
    points = check_poles(poles, bassins, land=land)
    _check_counted(extent, points, land=land)
    larger = regional(style, several=len(extent.regions) > 1)
    about = points[extent.holds(points)] if scale_with is None else scale_with
    style = scaled(larger, about, style)
    small = extent.kind in (EPCI, BASSIN)
    lines = [_commune_stroke(style)] if small else []
    legends = _legend_sizes(
        points,
        extent,
        lines=[zone_stroke(extent, style), *lines],
        bassins=bassins,
        rules=rules,
        style=style,
        land=land,
    )
    around = points[points.intersects(expected_ground(extent.area.bounds).polygon)]
    notes = [*notes_of(around, land=land), *notes_of_tiles(tiles)]
    page, insets = frame_extent(
        extent,
        points,
        style,
        legends=legends,
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
    members = _draw_communes(page, extent, land=land) if small else None
    return assemble(
        page,
        points,
        title=heading,
        subtitle=subtitle,
        rules=rules,
        zone=extent,
        names=members if bassins is None else _names_of_units(bassins, points, extent),
        bassins=bassins,
        lines=lines,
        insets=insets,
        tiles=tiles,
        land=land,
    )


def _legend_sizes(
    points: gpd.GeoDataFrame,
    extent: Extent | None,
    *,
    lines: Sequence[Stroke] = (),
    bassins: gpd.GeoDataFrame | None,
    rules: Rules | None,
    style: Style,
    land: Land,
) -> Iterator[list[Arrangement]]:
    """Widths and heights, in mm, of boxes that would hold the legend of a map."""
    rules = rules_of(points, rules)
    style = for_ranks(style, rules.ranks[-1].rang)
    ground = expected_ground(land.regions.total_bounds if extent is None else extent.area.bounds)
    limits = limits_shown(ground, bassins=bassins, style=style, land=land)
    legend = pole_legend(
        points, [*lines, *limits],
        frames=[ground], extent=extent, bassins=bassins, rules=rules, style=style, land=land,
    )  # fmt: skip
    return arrangements(legend, apart=extent is not None)


def scaled(style: Style, poles: pd.DataFrame, usual: Style) -> Style:
    """Return a style whose circles fit a table, unless they are in classes.

    `usual` has those of a map of France.
    """
    if style.symbol_bounds:
        return style
    faults = Faults("table de l'échelle des cercles (scale_with)")
    effectifs = ranked_bassins(poles, faults)["effectif"]
    faults.raise_if_any()
    least, most = (bound * usual.symbol_10000 for bound in LARGEST)
    return fitted(style, effectifs, least=least, most=most)


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


def _draw_communes(page: Page, extent: Extent, *, land: Land) -> gpd.GeoSeries:
    """Outline the communes of a small area; give their polygons, by name, the most peopled first.

    Overseas they have no population, and come by code.
    """
    communes = land.communes
    inside = communes[communes.representative_point().within(extent.area)]
    if "population" in inside:
        inside = inside.sort_values("population", ascending=False)
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


def _france(
    poles: pd.DataFrame,
    bassins: gpd.GeoDataFrame | None,
    title: str,
    subtitle: str,
    rules: Rules | None,
    scale_with: pd.DataFrame | None,
    style: Style,
    *,
    land: Land,
) -> Carte:
    """Draw the metropole, with insets of its crowded parts and of the départements overseas."""
    points, beyond = check_everywhere(poles, bassins, land=land)
    style = scaled(style, points if scale_with is None else scale_with, style)
    legends: Iterable[Sequence[Arrangement]] = ()
    if beyond.empty:  # the frames of the départements overseas take the sea
        hatched = not field_of(points.attrs).national  # its row takes what is spared for another
        lines = [Stroke("Étendue d'un encart", style.ink, FOOTPRINT_WIDTH)] if hatched else []
        legends = _legend_sizes(
            points, None, lines=lines, bassins=bassins, rules=rules, style=style, land=land
        )
    narrow = style.page == "slide" and beyond.empty
    page, insets = _national_page(legends, style, narrow=narrow, land=land)
    overseas = find_room(beyond, page.frame, points, insets, style, taken=page.covered, land=land)
    return assemble(
        page,
        points,
        title=title or national_title(len(points), len(overseas.shown), points.attrs),
        subtitle=subtitle,
        rules=rules,
        bassins=bassins,
        insets=insets,
        overseas=overseas,
        land=land,
    )


def _national_page(
    legends: Iterable[Sequence[Arrangement]], style: Style, *, narrow: bool, land: Land
) -> tuple[Page, list[Inset]]:
    """Lay out the page of France and its insets; the legend is over the map if they leave it room.

    They hide neither France nor the legend. A slide has them between its map and its legend, a half
    page has none.
    """
    bounds = land.regions.total_bounds
    if style.page == "slide":
        legends = ()
    sizes = list(product(*INSET_SIZES)) if style.page in SHEETS else [()]
    page = Page(
        bounds,
        style,
        margin=0.02,
        subject=land.outline,
        legends=([(*one, *two) for one in tried for two in sizes] for tried in legends),
        insets=len(sizes[0]),
        narrow=narrow,
    )
    if page.over:
        return page, _national_insets(page.inset_boxes, land=land)
    right, top = page.frame.width, page.frame.height
    places = []  # a half page has no room for them
    if style.page in SHEETS:
        places = [(right - 53, top - 38, right - 1, top - 1), (1.0, 1.0, 42.0, 40.0)]
    elif page.beside > NARROWEST_INSET:
        left, far, middle = right + GAP, right + page.beside - GAP, top / 2
        places = [(left, middle + GAP / 2, far, top), (left, 0.0, far, middle - GAP / 2)]
    return page, _national_insets(places, land=land)


def _national_insets(places: Sequence[Box], *, land: Land) -> list[Inset]:
    """Île-de-France and the north of the Nord – Pas-de-Calais, in the places that there are."""
    paris = land.regions["Île-de-France"].buffer(8_000).bounds
    lille = land.centres(pd.Series(LILLE_POLES)).buffer(17_000).total_bounds
    named = (("Paris", paris), ("Lille et le Bassin minier", tuple(lille)))
    return [
        Inset(letter, title, bounds, (place[0], place[1], place[2], place[3]))
        for letter, (title, bounds), place in zip("AB", named, places, strict=False)
    ]


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
    """Draw the pôles of France on an A4 page: :func:`map_poles` without a zone.

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
        poles, bassins=bassins, title=title, subtitle=subtitle, source=source, date=date,
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
