"""The rule seen at once: a page of the shares of bassins, and the conditions of a rank on them."""

from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.layout.page import is_small
from poles_geo.cartes.canvas.layout.page_layout import AS_LARGE
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.share_circles import draw_share_circles, place_shares
from poles_geo.cartes.layers.filled.symbols_over import scaled
from poles_geo.cartes.legends.filled.share_legend import share_legend
from poles_geo.cartes.legends.pole_legend import sizes_heading
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.pages.areas.told_in_words import named_table
from poles_geo.cartes.surround.credits import credited
from poles_geo.communes.identity import unit_of
from poles_geo.ranking.carried import rules_given
from poles_geo.ranking.rules import Rules
from poles_geo.ranking.shares import UNCONCERNED, rank_of_shares, shares
from poles_geo.typography import capitalised

WITH_TRIANGLE = 0.65
"""Scale of the map of a small page that leaves its triangle room, over that of the usual page."""


def map_shares(
    areas: gpd.GeoDataFrame,
    effectifs: pd.DataFrame,
    *,
    rules: Rules | None = None,
    rang: int | None = None,
    scale_with: pd.Series | None = None,
    names: str = "auto",
    title: str = "",
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    zone: Zone | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw the shares of proximity, of pôle and of psychiatry, and what a rank asks of them.

    A triangle places each bassin by its three shares, cut by the lines of the conditions; on the
    map its circle has the colour of those that it fulfils, or of the first that it fails.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code: bassins as :func:`read_bassins` gives them, or
        the units of any zoning; overseas as for :func:`map_ratio`.
    effectifs : DataFrame
        As for :func:`shares`, index codes of `areas`. Its `attrs` source, date and attribution
        are printed at the foot of the page.
    rules, rang
        As for :func:`shares`.
    scale_with : Series, optional
        Numbers whose largest has the largest circle: the same for maps to be compared.
    names : {"auto", "areas", "places", "none"}
        What is named, as for :func:`map_ratio`; by default, the bassins that reach the rank by
        their number.
    title : str
        By default, the conditions of the rank and the zone.
    subtitle, source, date, author : str
        In place of what the table says, under the title and at the foot of the page.
    zone : optional
        Area that the page frames, as for :func:`map_ratio`.
    style : Style
    regions_year
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        As for :func:`shares`; no bassin of the zone has shares.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        As for :func:`shares` and :func:`map_ratio`.
    """
    effectifs = credited(effectifs, source=source, date=date, author=author)
    extent, land = locate(zone, effectifs.attrs, units=areas, regions_year=regions_year, land=land)
    rank = rank_of_shares(rules_given(effectifs, rules), rang)
    told = shares(effectifs, rules=rules, rang=rank.rang)
    shown = place_shares(areas, effectifs, told, rank, extent=extent, land=land)
    effectif = shown.circles["effectif"]
    style = scaled(style, effectif if scale_with is None else scale_with)
    named = shown.circles
    if names == "auto" and len(shown.names):
        names, named = "areas", gpd.GeoDataFrame(named[named["condition"] != UNCONCERNED])
    largest = shown.circles.sort_values("effectif", ascending=False, kind="stable")
    unit = unit_of(areas.attrs.get("zonage"))
    where = "" if extent is None else in_words(extent)
    return draw_area_page(
        AreaLayer(
            shown.areas,
            partial(draw_share_circles, shown),
            partial(share_legend, shown, sizes_heading(effectifs.attrs)),
            FillNames(names, shown.areas, shown.names, circles=named),
            cased=False,
            outlined=unit.heading,
            circles=shown.circles,
            table=named_table(shown.names, largest.drop(columns="geometry")),
            least=WITH_TRIANGLE if is_small(style) else AS_LARGE,
        ),
        extent,
        style,
        title=title or f"Les parts que demande le rang {rank.rang}{where}",
        subtitle=subtitle,
        default_subtitle=(
            f"{capitalised(rank.type_pole)} : professionnels de proximité, de pôle et infirmiers "
            f"psychiatriques, par {unit.one}"
        ),
        origin=effectifs.attrs,
        land=land,
    )
