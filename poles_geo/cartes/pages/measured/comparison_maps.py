"""What changed between two counts: a circle and a disc a unit, or a diverging choropleth."""

from collections.abc import Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, in_words, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.symbols_over import scaled
from poles_geo.cartes.layers.measured.evolution_circles import (
    COLUMNS,
    Evolution,
    check_comparison,
    draw_evolution,
    place_evolution,
)
from poles_geo.cartes.legends.measured.evolution_legend import evolution_legend
from poles_geo.cartes.legends.pole_legend import sizes_heading
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.pages.areas.choropleth import map_ratio
from poles_geo.cartes.surround.credits import counted_things, credited, number_of, of_things
from poles_geo.communes.identity import unit_of
from poles_geo.typography import capitalised, french_count, french_number

NAMED = 24
"""Units named, those that change most, unless others are asked."""
PER_CENT = "ecart_pct"


def map_comparison(
    comparison: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
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
    """Draw a circle for each unit, and in it, on the same scale, a disc for what it won or lost.

    The area of the circle is in proportion to the larger of the two counts, that of the disc to
    the number of professionals won or lost: a thin crown between two circles would not be seen.

    Parameters
    ----------
    comparison : DataFrame
        As :func:`poles_geo.compare` gives it. Its `attrs` source, date and attribution are printed
        at the foot of the page.
    areas : GeoDataFrame
        Polygons (EPSG:2154) of the units after, index their code; overseas as for
        :func:`map_ratio`.
    scale_with : Series, optional
        Numbers whose largest has the largest circle: the same for maps to be compared.
    names : {"auto", "areas", "places", "none"}
        What is named, as for :func:`map_ratio`; by default, the units that change most.
    title, subtitle, source, date, author : str
        In place of what is said by default.
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
        With every fault of the tables; no unit of the zone has a difference.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        As for :func:`map_ratio`.
    """
    check_comparison(comparison, COLUMNS)
    comparison = credited(comparison, source=source, date=date, author=author)
    extent, land = locate(zone, comparison.attrs, units=areas, regions_year=regions_year, land=land)
    shown = place_evolution(areas, comparison, extent=extent, land=land)
    effectif = shown.circles["effectif"]
    style = scaled(style, effectif if scale_with is None else scale_with)
    named = shown.circles
    if names == "auto" and len(shown.names):
        most = named["ecart"].abs().nlargest(NAMED).index
        names, named = "areas", gpd.GeoDataFrame(named.loc[named.index.isin(most)])
    unit, things = unit_of(areas.attrs.get("zonage")), counted_things(comparison.attrs)
    where = "" if extent is None else in_words(extent)
    table = _changes(shown, comparison)
    return draw_area_page(
        AreaLayer(
            shown.areas,
            partial(draw_evolution, shown),
            partial(evolution_legend, shown, sizes_heading(comparison.attrs)),
            FillNames(names, shown.areas, shown.names, circles=named),
            cased=False,
            outlined=unit.heading,
            circles=shown.circles,
            words=_told(table),
            table=table,
        ),
        extent,
        style,
        title=title or f"{capitalised(things)} gagnés et perdus{where}",
        subtitle=subtitle,
        default_subtitle=f"{number_of(things.split()[0])} avant et après, par {unit.one}",
        origin=comparison.attrs,
        land=land,
    )


def _changes(shown: Evolution, comparison: pd.DataFrame) -> pd.DataFrame:
    """List the units drawn, the largest gain first, under their names where these are known."""
    circles = shown.circles["ecart"].sort_values(ascending=False, kind="stable")
    table = pd.DataFrame(comparison.loc[circles.index, list(COLUMNS)])
    if len(shown.names):
        table.insert(0, "nom", shown.names.reindex(table.index))
    return table


def _told(table: pd.DataFrame) -> list[str]:
    """Say the sums before and after, and where most is won, and lost."""
    before, after, gap = (int(table[name].sum()) for name in COLUMNS)
    several = french_count(len(table), "lieu comparé", "lieux comparés")
    told = [
        f"{several} : {french_number(before)} avant, {french_number(after)} après, "
        f"écart {french_number(gap)}."
    ]
    codes = table.index.to_series().astype("str")
    called = table["nom"].fillna(codes) if "nom" in table else codes
    ends = (("Le plus grand gain", 0, 1), ("La plus grande perte", -1, -1))
    for what, place, sign in ends:
        if len(table) and sign * table["ecart"].iloc[place] > 0:
            moved = french_number(abs(table["ecart"].iloc[place]))
            told.append(f"{what} : {called.iloc[place]}, {moved}.")
    return told


def map_gains(
    comparison: pd.DataFrame,
    areas: gpd.GeoDataFrame,
    *,
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    palette: str | None = None,
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
    """Fill each unit after what it won or lost, in % of what it had: two ramps that part at zero.

    A unit that cannot be compared is hatched, and so is one that had nobody.

    Parameters
    ----------
    comparison, areas
        As for :func:`map_comparison`; `ecart_pct` is shown.
    method, classes, palette, names
        As for :func:`map_ratio`, with a centre of zero: bounds given make maps comparable.
    title, subtitle, source, date, author, zone, style, regions_year, land
        As for :func:`map_comparison`.

    Raises
    ------
    TableError
        It is no comparison; as for :func:`map_ratio`.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        As for :func:`map_ratio`.

    Warns
    -----
    UserWarning
        As for :func:`map_ratio`.
    """
    check_comparison(comparison, (PER_CENT,))
    values = comparison[PER_CENT].copy()
    values.attrs = dict(comparison.attrs)
    extent, land = locate(zone, values.attrs, units=areas, regions_year=regions_year, land=land)
    where = "" if extent is None else in_words(extent)
    unit, things = unit_of(areas.attrs.get("zonage")), counted_things(comparison.attrs)
    return map_ratio(
        areas,
        values,
        title=title or f"Gains et pertes {of_things(things)}{where}",
        unit=f"Évolution du nombre {of_things(things.split()[0])}, en %",
        subtitle=subtitle,
        source=source,
        date=date,
        author=author,
        method=method,
        classes=classes,
        centre=0.0,
        palette=palette,
        names=names,
        zone=zone,
        unit_name=unit.one,
        style=style,
        regions_year=regions_year,
        land=land,
    )
