"""The ranks that hold to a threshold: a page of what becomes of each when it is moved."""

from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.certainty.sensitivity import sensitivity
from poles_geo.analyses.certainty.thresholds import TOGETHER, thresholds_moved
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks
from poles_geo.cartes.ground.extents import Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.symbols_over import scaled
from poles_geo.cartes.layers.measured.fragile_circles import draw_fragile, place_fragile
from poles_geo.cartes.legends.measured.fragile_legend import change_printed, fragile_legend
from poles_geo.cartes.legends.pole_legend import sizes_heading
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.surround.credits import credited
from poles_geo.communes.identity import unit_of
from poles_geo.ranking.carried import rules_given
from poles_geo.ranking.rules import Rules


def map_sensitivity(
    areas: gpd.GeoDataFrame,
    effectifs: pd.DataFrame,
    *,
    rules: Rules | None = None,
    change: float = 0.05,
    error: float = 0.05,
    draws: int = 1000,
    seed: int = 0,
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
    """Draw the pôles whose rank holds when thresholds are moved, and those whose rank does not.

    A circle has the colour of what becomes of the rank when a threshold is moved by `change`, up
    or down; those that are no pôle are shown when they would be one. A chart counts the units of
    each rank, in the zone, when all the thresholds on numbers are moved together.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code: bassins as :func:`read_bassins` gives them, or
        the units of any zoning; overseas as for :func:`map_ratio`.
    effectifs : DataFrame
        As for :func:`sensitivity`, index codes of `areas`. Its `attrs` source, date and
        attribution are printed at the foot of the page.
    rules : Rules, optional
        By default, those that the table carries, else the report's.
    change, error, draws, seed
        As for :func:`sensitivity`. The name of a unit whose rank does not hold is followed by the
        probability, when counts are wrong, that it has a rank under its own, or the one it would
        gain or above; by nothing when `error` is 0.
    scale_with : Series, optional
        Numbers whose largest has the largest circle: the same for maps to be compared.
    names : {"auto", "areas", "places", "none"}
        What is named, as for :func:`map_ratio`; by default, the units of the zone that
        have a circle; of the whole country, those whose rank does not hold.
    title : str
        By default, what the map is about and the zone.
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
        As for :func:`sensitivity`; no pôle in the zone.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        As for :func:`sensitivity` and :func:`map_ratio`.
    """
    effectifs = credited(effectifs, source=source, date=date, author=author)
    extent, land = locate(zone, effectifs.attrs, units=areas, regions_year=regions_year, land=land)
    rules = rules_given(effectifs, rules)
    told = sensitivity(effectifs, rules, change=change, error=error, draws=draws, seed=seed)
    shown = place_fragile(areas, told, extent=extent, land=land)
    inside = pd.DataFrame(effectifs[effectifs.index.isin(shown.areas.index)])
    moved = thresholds_moved(inside, rules)
    effectif = shown.circles["effectif"]
    style = for_ranks(style, rules.ranks[-1].rang)
    style = scaled(style, effectif if scale_with is None else scale_with)
    named = shown.circles
    if names == "auto" and len(shown.names):
        names, named = "areas", shown.circles if extent is not None else shown.fragile
    unit = unit_of(areas.attrs.get("zonage"))
    where = "" if extent is None else in_words(extent)
    return draw_area_page(
        AreaLayer(
            shown.areas,
            partial(draw_fragile, shown),
            partial(
                fragile_legend, shown, moved[moved["seuil"] == TOGETHER], rules, change,
                sizes_heading(effectifs.attrs),
            ),
            FillNames(names, shown.areas, shown.names, circles=named),
            cased=False,
            outlined=unit.heading,
            circles=shown.circles,
        ),
        extent,
        style,
        title=title or f"Les rangs qui tiennent à un seuil{where}",
        subtitle=subtitle,
        default_subtitle=(
            f"Ce que devient le rang de chaque {unit.one} quand un seuil est relevé ou abaissé de "
            f"{change_printed(change)}"
        ),
        origin=told.attrs,
        land=land,
    )  # fmt: skip
