"""The choropleth: a page that shows a ratio by area, in classes, from light to dark."""

from collections.abc import Collection, Sequence
from functools import partial

import geopandas as gpd
import pandas as pd
import shapely

from poles_geo.cartes.canvas.carte import Carte
from poles_geo.cartes.canvas.page import Page
from poles_geo.cartes.canvas.strokes import Stroke
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, regional
from poles_geo.cartes.ground.base import draw_base, draw_limits
from poles_geo.cartes.ground.extents import Zone, extent_named
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.place_names import draw_places
from poles_geo.cartes.layers.ratio import class_ratio, draw_ratio
from poles_geo.cartes.pages.recipe import finish_page
from poles_geo.cartes.surround.credits import GROUND_SOURCE
from poles_geo.cartes.surround.limits import limits_shown
from poles_geo.cartes.surround.ratio_legend import draw_ratio_legend
from poles_geo.cartes.surround.scale_bar import draw_scale


def map_ratio(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    effectifs: pd.Series | None = None,
    *,
    title: str,
    unit: str,
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    zone: Zone | None = None,
    outside: Collection[str] = (),
    outside_name: str = "Hors pôle",
    counts_name: str = "Nombre de professionnels de santé",
    unit_name: str = "bassin de vie",
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Carte:
    """Draw a ratio by area: a choropleth, or circles in the colours of its classes.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code: bassins as :func:`read_bassins` gives them, or
        any other areas.
    values : Series
        The ratio (per inhabitant, a share in %…), index codes of `areas`. Areas of the map
        without a value are hatched, « pas de données ». Its `attrs` source, date and attribution
        are printed at the foot of the page.
    effectifs : Series, optional
        A number of persons, index codes of `areas`, for every area that has a value: a circle
        in proportion to it, at the scale of the other maps of that extent, has the colour of
        the class in place of the area. An area of nobody has no circle, and is counted in the
        legend.
    title : str
    unit : str
        What the numbers are, over the legend: « Infirmiers pour 1 000 habitants ».
    method : str or sequence of float
        A classification of mapclassify: "Quantiles", "FisherJenks", "NaturalBreaks" (computed
        as FisherJenks, which has no randomness), "EqualInterval", "StdMean", "HeadTailBreaks";
        its bounds are rounded to two digits. Or bounds between classes, kept as they are: the
        same for all maps that are to be compared. A class goes from its lower bound, included,
        to the next, excluded.
    classes : int, optional
        Number of classes, 2 to 9, 5 by default; "StdMean", "HeadTailBreaks" and bounds have
        their own.
    zone : optional
        Area that the page frames, as for :func:`map_poles`; areas whose inner point is outside
        are neither filled, nor classed, nor counted. By default, all the areas.
    outside : collection of codes
        Areas that the ratio does not concern, such as those that are no pôle: they have a fill
        and a row of their own; a value that they may have is not shown.
    outside_name : str
        What the legend calls them.
    counts_name : str
        What `effectifs` counts, over the sizes of the circles.
    unit_name : str
        What the areas are, in the singular.
    style : Style
        The darkest class has the colour of the strongest rank.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the tables; a number of persons; values that cannot be classed.
    ChoiceError
        Unknown method or area, wrong number of classes, bounds that do not increase.

    Warns
    -----
    UserWarning
        When there are fewer classes than asked for; when values look like numbers of persons;
        when areas with a value have no polygon in metropolitan France.
    """
    land = land or embedded_land()
    extent = None if zone is None else extent_named(zone, land=land)
    ratio = class_ratio(
        areas,
        values,
        effectifs,
        method=method,
        classes=classes,
        zone=extent,
        outside=outside,
        land=land,
    )
    if effectifs is not None and extent is not None:
        style = regional(style, several=len(extent.regions) > 1)
    page = Page((ratio.areas.total_bounds if extent is None else extent.area.bounds), style)
    ax = page.axes
    draw_base(extent, departements=False, ax=ax, style=style, land=land)
    draw_ratio(ratio, ax=ax, style=style)
    lines = [Stroke(unit_name[:1].upper() + unit_name[1:], style.bassin_colour, style.bassin_width)]
    if extent is not None and not extent.regions:
        line = Stroke(
            extent.name or "Périmètre de la carte", style.perimeter_colour, style.perimeter_width
        )
        draw_limits(gpd.GeoSeries([extent.area], crs=2154), line, ax=ax, style=style)
        lines.append(line)
    parts = shapely.bounds(shapely.get_parts(ratio.areas.to_numpy()))
    boxes = page.frame.to_mm(parts.reshape(-1, 2)).reshape(-1, 4)
    draw_scale(taken=boxes, ax=ax, style=style)
    draw_places(extent, departements=False, ax=ax, style=style, land=land)
    lines += limits_shown(ax, departements=False, style=style, land=land)
    millesime = areas.attrs.get("millesime")
    legend = partial(
        draw_ratio_legend,
        ratio,
        unit,
        lines,
        outside_name=outside_name,
        counts_name=counts_name,
    )
    return finish_page(
        page,
        legend,
        title=title,
        subtitle=f"{unit}, par {unit_name}",
        origin=values.attrs,
        ground=GROUND_SOURCE + (f" ; limites de {unit_name} {millesime}" if millesime else ""),
    )
