"""Circles of any stock: a page that shows them alone, over a ratio, or coloured by kind."""

from collections.abc import Mapping, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd
from matplotlib.axes import Axes

from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Extent, Zone, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.fill_limits import on_fills
from poles_geo.cartes.layers.filled.ratio import class_ratio, placed_circles
from poles_geo.cartes.layers.filled.symbols_over import Symbols, draw_symbols, scaled
from poles_geo.cartes.layers.filled.told_areas import in_zone, names_in
from poles_geo.cartes.layers.filled.typology import class_typology
from poles_geo.cartes.legends.filled.symbol_legend import symbol_legend
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.pages.areas.told_in_words import (
    circles_in_words,
    named_table,
    with_counts,
)
from poles_geo.cartes.surround.credits import credited
from poles_geo.communes.identity import unit_of_areas
from poles_geo.errors import ChoiceError, TableError
from poles_geo.typography import capitalised

NAMED_OVER_FILLS = 24
"""Circles named over the fills of a ratio, the largest, unless all are asked."""


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
    names: str = "auto",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    zone: Zone | None = None,
    unit_name: str = "",
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
    names : {"auto", "areas", "places", "none"}
        What is named, as for :func:`map_ratio`; over a ratio, the largest alone by default.
    subtitle, source, date, author : str
        In place of what `effectifs` says, under the title and at the foot of the page.
    zone : optional
        Area that the page frames, as for :func:`map_ratio`.
    unit_name : str
        What the areas are, in the singular; what their zoning says by default.
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
    extent, land = locate(zone, effectifs.attrs, units=areas, regions_year=regions_year, land=land)
    unit_name = unit_name or unit_of_areas(areas).one
    symbols = _symbols(
        areas, effectifs, ratio, kinds,
        method=method, palette=palette, order=order, colours=colours,
        zone=extent, style=style, land=land,
    )  # fmt: skip
    style = scaled(style, symbols.circles["effectif"] if scale_with is None else scale_with)
    filled = symbols.ratio is not None
    named = symbols.circles
    if filled and names == "auto":
        named = gpd.GeoDataFrame(named.nlargest(NAMED_OVER_FILLS, "effectif"))
    outlined = symbols.ratio is None or len(symbols.ratio.missing) > 0

    def draw(*, ax: Axes, style: Style) -> Drawing:
        tell(ax, measure=words)
        return draw_symbols(symbols, ax=ax, style=style)

    called = names_in(areas, symbols.areas.index)
    if symbols.ratio is not None:
        table = with_counts(symbols.ratio.values, symbols.circles, called)
    else:
        counts = symbols.circles["effectif"].sort_values(ascending=False, kind="stable")
        table = named_table(called, counts.rename("valeur").to_frame())
    return draw_area_page(
        AreaLayer(
            symbols.areas,
            draw,
            partial(symbol_legend, symbols, counts_name, words),
            FillNames(names, symbols.areas, called, circles=named),
            cased=filled,
            outlined=capitalised(unit_name) if outlined else "",
            circles=symbols.circles,
            words=circles_in_words(symbols.circles, symbols.nobody, called, counts_name),
            table=table,
        ),
        extent,
        on_fills(style) if filled else style,
        title=title,
        subtitle=subtitle,
        default_subtitle=f"{counts_name}, par {unit_name}",
        origin=effectifs.attrs,
        land=land,
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
