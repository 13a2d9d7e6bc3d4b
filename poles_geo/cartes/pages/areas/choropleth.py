"""The choropleth: a page that shows a ratio by area, in classes, from light to dark."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd

from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.fill_limits import on_fills
from poles_geo.cartes.layers.filled.ratio import class_ratio, draw_ratio, fills_of, grey_outlines
from poles_geo.cartes.layers.filled.symbols_over import scaled
from poles_geo.cartes.legends.filled.ratio_legend import OUTSIDE_NAME, ratio_legend
from poles_geo.cartes.legends.sizes import COUNTS_NAME
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.pages.areas.told_in_words import circles_in_words, with_counts
from poles_geo.cartes.surround.credits import GROUND_SOURCE, credited, zoning_told
from poles_geo.communes.identity import unit_of_areas
from poles_geo.typography import capitalised


def map_ratio(
    areas: gpd.GeoDataFrame,
    values: pd.Series,
    effectifs: pd.Series | None = None,
    *,
    title: str,
    unit: str,
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    centre: float | None = None,
    palette: str | None = None,
    names: str = "auto",
    scale_with: pd.Series | None = None,
    zone: Zone | None = None,
    outside: Collection[str] = (),
    outside_name: str = OUTSIDE_NAME,
    counts_name: str = "",
    unit_name: str = "",
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw a ratio by area: a choropleth, or circles in the colours of its classes.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code: bassins as :func:`read_bassins` gives them, or
        any other areas. Overseas, in the legal projection of the département, or bassins of
        an embedded zoning.
    values : Series
        The ratio (per inhabitant, a share in %…), index codes of `areas`. Areas of the map
        without a value are hatched, « pas de données ». Its `attrs` source, date and attribution
        are printed at the foot of the page.
    effectifs : Series, optional
        A number of persons, index codes of `areas`, for every area that has a value: a circle
        in proportion to it has the colour of the class in place of the area. The largest of the
        map has the largest circle of the page. An area of nobody has no circle, and is counted in
        the legend.
    title : str
    subtitle, source, date, author : str
        In place of what the table says, under the title and at the foot of the page.
    unit : str
        What the numbers are, over the legend: « Infirmiers pour 1 000 habitants ».
    method : str or sequence of float
        A classification of mapclassify: "Quantiles", "FisherJenks", "NaturalBreaks" (computed
        as FisherJenks, which has no randomness), "EqualInterval", "StdMean", "HeadTailBreaks";
        its bounds are rounded to two digits, or to as many as keep the classes. Or bounds
        between classes, kept as they are: the same for all maps that are to be compared. A class
        goes from its lower bound, included, to the next, excluded; the end classes are said to
        the lowest and highest value.
    classes : int, optional
        Number of classes, 2 to 9, 5 by default, 6 with a centre; "StdMean", "HeadTailBreaks" and
        bounds have their own.
    centre : float, optional
        A bound from which two ramps go, one under it, one over it, and around which the other
        bounds are symmetrical: 0 for an evolution, which is the default when values have both
        signs; or a mean, 100 for an index.
    palette : str, optional
        "teal" (by default), "blue", "green", "purple", "orange", "grey"; with a centre,
        "orange-blue" (by default) or "brown-teal". Colour-blind readers tell their classes
        apart. A style of greys has its own: darker with the value, dotted under the centre.
    names : {"auto", "areas", "places", "none"}
        What is named: the areas (column `nom`), inside each where there is room, or beside its
        circle; or the most populated communes. By default, areas when they have room on the page,
        else communes, or nothing under circles.
    scale_with : Series, optional
        Numbers whose largest has the largest circle: the same for maps to be compared.
    zone : optional
        Area that the page frames, as for :func:`map_poles`; areas whose inner point is outside
        are neither filled, nor classed, nor counted. By default, all the areas.
    outside : collection of codes
        Areas that the ratio does not concern, such as those that are no pôle: they have a fill
        and a row of their own; a value that they may have is not shown.
    outside_name : str
        What the legend calls them.
    counts_name : str
        What `effectifs` counts, over the sizes of the circles; « Nombre de professionnels de
        santé » by default.
    unit_name : str
        What the areas are, in the singular; what their zoning says by default.
    style : Style
        Classes are grey where its ranks are.
    regions_year, communes
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        With every fault of the tables; a number of persons; values that cannot be classed.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        Areas of another place than the zone; unknown method, palette or area; wrong number of
        classes; bounds that do not increase, or lack the centre; a palette of one ramp for
        values on both sides of a centre; a scale without number over 0.

    Warns
    -----
    UserWarning
        When there are fewer classes than asked for; when values look like numbers of persons;
        when areas with a value have no polygon in metropolitan France, or cover one another.
    """
    values = credited(values, source=source, date=date, author=author)
    extent, land = locate(
        zone, values.attrs,
        units=areas, regions_year=regions_year, communes=communes, land=land,
    )  # fmt: skip
    unit_name = unit_name or unit_of_areas(areas).one
    ratio = class_ratio(
        areas,
        values,
        effectifs,
        method=method,
        classes=classes,
        centre=centre,
        palette=palette,
        zone=extent,
        outside=outside,
        land=land,
    )
    if ratio.circles is None:
        style = on_fills(style)
    else:
        style = scaled(style, ratio.circles["effectif"] if scale_with is None else scale_with)
    legend = partial(
        ratio_legend,
        ratio,
        unit,
        outside_name=outside_name,
        counts_name=counts_name or COUNTS_NAME,
    )
    told: dict[str, Any] = {}
    if ratio.circles is not None:
        nobody = ratio.rangs.index.difference(ratio.circles.index)
        told["words"] = circles_in_words(
            ratio.circles, nobody, ratio.names, counts_name or COUNTS_NAME
        )
        told["table"] = with_counts(
            ratio.values.reindex([*ratio.rangs.index, *ratio.missing]),  # noqa: PD011
            ratio.circles,
            ratio.names,
        )
    return draw_area_page(
        AreaLayer(
            ratio.areas,
            partial(draw_ratio, ratio),
            legend,
            FillNames(
                names, ratio.areas, ratio.names, fills_of(ratio, style),
                circles=ratio.circles,
            ),
            cased=effectifs is None,
            outlined=capitalised(unit_name) if grey_outlines(ratio) else "",
            circles=ratio.circles,
            **told,
        ),
        extent,
        style,
        title=title,
        subtitle=subtitle,
        default_subtitle=f"{unit}, par {unit_name}",
        origin=values.attrs,
        ground=GROUND_SOURCE + (zoning_told(areas) if areas.attrs.get("millesime") else ""),
        land=land,
    )  # fmt: skip
