"""The smoothed map: a page that shows the potential of a stock, or of a ratio, as a surface."""

import re
from collections.abc import Sequence
from functools import partial

import geopandas as gpd
import pandas as pd

from poles_geo.analyses.potential import potential
from poles_geo.cartes.canvas.output.carte import Carte
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style
from poles_geo.cartes.ground.extents import Zone, locate
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.ground.local_areas import local_areas
from poles_geo.cartes.labels.names_on_fills import FillNames
from poles_geo.cartes.layers.filled.classes import Classes
from poles_geo.cartes.layers.filled.fill_limits import on_fills
from poles_geo.cartes.layers.filled.smoothed import class_grid, draw_smoothed
from poles_geo.cartes.legends.filled.smoothed_legend import smoothed_legend, smoothing
from poles_geo.cartes.pages.areas.area_page import AreaLayer, draw_area_page
from poles_geo.cartes.surround.credits import credited
from poles_geo.errors import warn
from poles_geo.typography import french_exact, punctuate

FOR = re.compile(r"\bpour\s+(\d[\d\s]*)", re.IGNORECASE)
"""What a unit says that its numbers are for: « pour 1 000 habitants »."""


def map_smoothed(
    areas: gpd.GeoDataFrame,
    stock: pd.Series,
    over: pd.Series | None = None,
    *,
    title: str,
    unit: str,
    span: float,
    kernel: str = "exponential",
    beta: float = 2.0,
    per: float = 1.0,
    step: float | None = None,
    subtitle: str = "",
    source: str = "",
    date: str = "",
    author: str = "",
    method: str | Sequence[float] = "Quantiles",
    classes: int | None = None,
    palette: str | None = None,
    towns: bool = True,
    zone: Zone | None = None,
    style: Style = STYLE_REPORT,
    regions_year: int | None = None,
    communes: gpd.GeoDataFrame | None = None,
    land: Land | None = None,
) -> Carte:
    """Draw the potential of a stock, or of a ratio, as a surface in classes.

    The function, its exponent, the span and the side of the cells are printed in the legend.

    Parameters
    ----------
    areas : GeoDataFrame
        Polygons (EPSG:2154), index their code; overseas as for :func:`map_ratio`. Those around
        `zone` count too.
    stock, over, span, kernel, beta, per, step
        As for :func:`potential`: a ratio is the potential of `stock` over that of `over`.
    title : str
    unit : str
        What the numbers are, over the legend: « Infirmiers à portée pour 10 000 habitants ».
    subtitle, source, date, author : str
        In place of what the stock says, under the title and at the foot of the page.
    method, classes, palette
        As for :func:`map_ratio`, on the cells of the zone. Bounds given are the same for all maps
        that are to be compared.
    towns : bool
        Name the most populated communes.
    zone : optional
        Area that the page frames, as for :func:`map_poles`. By default, the whole land.
    style : Style
    regions_year, communes
        As for :func:`map_poles`.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    TableError
        As for :func:`potential`; no cell in the zone.
    LayoutError
        Areas that are not where their projection says.
    ChoiceError
        As for :func:`potential` and :func:`map_ratio`.

    Warns
    -----
    UserWarning
        When there are fewer classes than asked for; a unit « pour 1 000 habitants » over a ratio
        that `per` did not multiply by as much.
    """
    stock = credited(stock, source=source, date=date, author=author)
    extent, land = locate(
        zone, stock.attrs,
        units=areas, regions_year=regions_year, communes=communes, land=land,
    )  # fmt: skip
    shapes, told = local_areas(areas, stock, land, whole=extent is None)
    other = None if over is None else local_areas(areas, over, land, whole=False)[1]
    area = land.ground if extent is None else extent.area
    grid = potential(
        shapes, told, other,
        span=span, kernel=kernel, beta=beta, per=per, step=step, bounds=_around(area.bounds, span),
    )  # fmt: skip
    found = class_grid(grid, area, method=method, classes=classes, palette=palette)
    if other is not None:
        _tell_other_unit(unit, per, found.classes)
    low, high = found.classes.extremes()
    surface = gpd.GeoSeries([area], crs=land.crs)
    return draw_area_page(
        AreaLayer(
            surface,
            partial(draw_smoothed, found),
            partial(smoothed_legend, found, unit, grid.attrs),
            FillNames("places" if towns else "none", surface),
            words=[f"De {low} à {high}.", *(f"{text}." for text in smoothing(grid.attrs))],
        ),
        extent,
        on_fills(style),
        title=title,
        subtitle=subtitle,
        default_subtitle=unit,
        origin=stock.attrs,
        land=land,
    )


def _tell_other_unit(unit: str, per: float, classes: Classes) -> None:
    """Warn of a ratio for 1, or for another number, under a unit for 1 000.

    One that its numerator already made for 1 000 goes over 1.
    """
    told = FOR.search(unit)
    wanted = float(re.sub(r"\s", "", told[1])) if told else per
    if per != wanted and (per != 1 or classes.highest < 1):
        warn(
            punctuate(
                f"carte lissée : l'unité dit « {unit} », les nombres sont pour "
                f"{french_exact(per)} ({classes.extremes()[1]} au plus) ; "
                f"per={wanted:_.0f} les dirait dans cette unité."
            )
        )


def _around(
    bounds: tuple[float, float, float, float], span: float
) -> tuple[float, float, float, float]:
    """Widen bounds by the longest step that may be taken, so that cells surround what is shown."""
    xmin, ymin, xmax, ymax = bounds
    edge = 1000.0 * span
    return xmin - edge, ymin - edge, xmax + edge, ymax + edge
