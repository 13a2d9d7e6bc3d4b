"""Circles of any stock: a page that shows them alone, over a ratio, or coloured by kind."""

from collections.abc import Mapping, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.base import draw_base, draw_zone, zone_stroke
from poles_geo.cartes.ground.extents import Extent, Zone, extent_named, land_of
from poles_geo.cartes.ground.land import Land, land_at
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.fill_limits import draw_casing, on_fills
from poles_geo.cartes.layers.ratio import class_ratio, draw_ratio, in_zone, placed_circles
from poles_geo.cartes.layers.symbols_over import Symbols, draw_symbols, scaled
from poles_geo.cartes.layers.typology import class_typology
from poles_geo.cartes.legends.symbol_legend import draw_symbol_legend
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import GROUND_SOURCE, credited
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.scale_bar import draw_scale
from poles_geo.errors import ChoiceError, TableError


def map_symbols(
    areas: gpd.GeoDataFrame,
    effectifs: pd.Series,
    *,
    title: str,
    counts_name: str,
    ratio: pd.Series | None = None,
    kinds: pd.Series | None = None,
    words: str = "",
    method: str | Sequence[float] = "Quantiles",
    palette: str | None = None,
    order: Sequence[str] | None = None,
    colours: Mapping[str, str] | Sequence[str] | None = None,
    scale_with: pd.Series | None = None,
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    zone: Zone | None = None,
    unit_name: str = "bassin de vie",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw circles in proportion to a stock, alone, over the classes of a ratio, or by kind.

    Circles in the colours of a ratio are those of :func:`map_ratio`.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code; overseas as for :func:`map_ratio`.
    effectifs : Series
        A number from 0, index codes of `areas`, for every area that `ratio` or `kinds` tells, or
        for every area of the map. The largest of the map has the largest circle of the page. An
        area of nobody has no circle, and is counted in the legend. Its `attrs` source, date and
        attribution are printed at the foot of the page.
    title : str
    counts_name : str
        What the circles count, over their sizes.
    ratio : Series, optional
        Fills the areas under the circles, in classes, as for :func:`map_ratio`.
    kinds : Series, optional
        Class of each area, which gives its circle its colour, as for :func:`map_typology`.
        Either this or `ratio`.
    words : str
        What the ratio is, or what the kinds are, over the legend.
    method, palette
        As for :func:`map_ratio`.
    order, colours
        As for :func:`map_typology`.
    scale_with : Series, optional
        Numbers whose largest has the largest circle: the same for maps to be compared.
    subtitle, source, date, author : str
        In place of what `effectifs` says, under the title and at the foot of the page.
    zone : optional
        Area that the page frames, as for :func:`map_ratio`.
    unit_name : str
        What the areas are, in the singular.
    style : Style
    regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the tables; nobody at all.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        Both a ratio and kinds; a scale without number over 0; as for :func:`map_ratio` and
        :func:`map_typology`.

    Warns
    -----
    UserWarning
        As for :func:`map_ratio`.
    """
    if ratio is not None and kinds is not None:
        raise ChoiceError(
            "ratio, kinds : l'un ou l'autre ; des cercles d'une couleur par classe sur des aires "
            "d'une couleur par classe ne se lisent pas."
        )
    effectifs = credited(effectifs, source=source, date=date, author=author)
    land = land_at(effectifs.attrs, regions_year, land=land)
    extent = None if zone is None else extent_named(zone, units=areas, land=land)
    land = land_of(extent, land)
    symbols = _symbols(
        areas, effectifs, ratio, kinds,
        method=method, palette=palette, order=order, colours=colours,
        zone=extent, style=style, land=land,
    )  # fmt: skip
    style = scaled(style, symbols.circles["effectif"] if scale_with is None else scale_with)
    style = style if ratio is None else on_fills(style)
    page = Page((symbols.areas.total_bounds if extent is None else extent.area.bounds), style)
    ax = page.axes
    draw_base(extent, departements=False, ax=ax, style=style, land=land)
    name = unit_name[:1].upper() + unit_name[1:]
    lines = [Stroke(name, style.bassin_colour, style.bassin_width)]
    if symbols.ratio is not None:
        draw_ratio(symbols.ratio, ax=ax, style=style)
        draw_casing(ax=ax, style=style, land=land)
        lines = lines if len(symbols.ratio.missing) else []
    draw_symbols(symbols, ax=ax, style=style)
    if extent is not None:
        draw_zone(extent, ax=ax, style=style, land=land)
        lines.insert(0, zone_stroke(extent, style))
    subject = visible(land.regions, page.frame) if extent is None else symbols.areas
    draw_scale(subject=subject, ax=ax, style=style)
    draw_places(extent, departements=False, ax=ax, style=style, land=land)
    lines += limits_shown(ax, departements=False, style=style, land=land)
    return finish_page(
        page,
        partial(draw_symbol_legend, symbols, counts_name, words, lines),
        title=title,
        subtitle=subtitle or f"{counts_name}, par {unit_name}",
        dated=not subtitle,
        origin=effectifs.attrs,
        projection=land.projection,
        ground=GROUND_SOURCE,
    )


def _symbols(
    areas: gpd.GeoDataFrame,
    effectifs: pd.Series,
    ratio: pd.Series | None,
    kinds: pd.Series | None,
    *,
    method: str | Sequence[float],
    palette: str | None,
    order: Sequence[str] | None,
    colours: Mapping[str, str] | Sequence[str] | None,
    zone: Extent | None,
    style: Style,
    land: Land,
) -> Symbols:
    """Check the tables and place the circles, with what is under or on them."""
    fills = typology = None
    if ratio is not None:
        fills = class_ratio(areas, ratio, method=method, palette=palette, zone=zone, land=land)
        shown, told = fills.areas, fills.rangs.index
    elif kinds is not None:
        typology = class_typology(
            areas, kinds, order=order, colours=colours, extent=zone, style=style, land=land
        )
        shown, told = typology.areas, typology.classes.index
    else:
        there, _ = local_areas(areas, effectifs, land, whole=zone is None)
        shown = gpd.GeoSeries(there.geometry)
        if zone is not None:
            shown, _ = in_zone(shown, zone.area)
        told = shown.index
    circles = placed_circles(gpd.GeoSeries(shown[told]), effectifs, land=land)
    if circles.empty:
        raise TableError("effectifs : aucune aire de la carte n'a personne ; vérifier la zone.")
    return Symbols(shown, circles, told.difference(circles.index), fills, typology)
