"""Names on filled areas: inside the area, dark or white after its fill; main towns, by a dot."""

from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.areas import visible
from poles_geo.cartes.canvas.axes import Drawing
from poles_geo.cartes.canvas.frame import Box, Frame
from poles_geo.cartes.canvas.style import Style, contrast
from poles_geo.cartes.canvas.symbols import draw_circles
from poles_geo.cartes.canvas.text import TextLine, text_extent, write
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.area_names import LEADING, AreaNames, layouts, place
from poles_geo.cartes.labels.labelling import label_map
from poles_geo.cartes.labels.occupation import boxes_of, symbols_on, written_on
from poles_geo.cartes.labels.placing import Label
from poles_geo.typography import typeset

TOWN = 1.3
"""Diameter, in mm, of the dot of a town."""
TOWNS, TOWNS_APART = 24, 16.0
"""Towns named at most, and how far one is from any larger, in mm."""
ROUGH = 0.3
"""How far, in mm, the outline of an area may be from the true one to place its name."""
MOSTLY = 0.65
"""Share of a small name that its area holds, at least, when it does not hold all of it."""
SMALLEST_TOWN = 0.02
"""Least population of a town that is named, as a share of that of the largest."""


def draw_names_on(
    areas: gpd.GeoSeries,
    names: "pd.Series[str]",
    fills: "pd.Series[str]",
    *,
    ax: Axes,
    style: Style,
) -> AreaNames:
    """Write the name of each area inside it, the largest areas first, where it touches nothing.

    One that goes a little beyond its area is dark on a white halo, whatever lies under it.

    Parameters
    ----------
    areas : GeoSeries
        Polygons of the map, index their code.
    names, fills : Series
        By code: what is written, and the colour under it, on which the darker or the lighter of
        the style's ink and paper is read.
    ax : Axes
        The map, in metres.
    style : Style
    """
    frame = Frame.of(ax)
    taken = np.vstack([boxes_of(symbols_on(ax, frame)), written_on(ax, frame)])
    seen = visible(areas, frame).intersection(frame.polygon)
    shown = gpd.GeoSeries(seen.simplify(ROUGH * frame.metres_per_mm))
    order = shown.area.sort_values(ascending=False, kind="stable").index
    drawn: list[Artist] = []
    left_out = []
    for code in order:
        text = typeset(str(names[code]))
        colour = readable(fills[code], style)
        sought = [
            (size, lines, share)
            for share, sizes in ((1.0, (style.text, style.note)), (MOSTLY, (style.note,)))
            for size, lines in product(sizes, layouts(text))
        ]
        for size, lines, share in sought:
            box = place(shown[code], frame, *_size(lines, style.font(size), size), taken, share)
            if box is None:
                continue
            whole = share == 1.0
            font = style.font(size)
            written = _set_in(box, lines, font, size, colour if whole else style.ink)
            halo = fills[code] if whole else style.halo
            drawn += write(ax, frame, style, written, zorder=4.4, halo=halo)
            taken = np.vstack([taken, box])
            break
        else:
            left_out.append(text)
    return AreaNames(ax, tuple(drawn), tuple(left_out))


def readable(fill: str, style: Style) -> str:
    """Give the darker or the lighter colour of texts, whichever is read better on a fill."""
    dark, light = (contrast(colour, fill) for colour in (style.ink, style.halo))
    return style.ink if dark >= light else style.halo


def _size(lines: list[str], font: FontProperties, size: float) -> tuple[float, float]:
    """Width and height, in mm, of lines one under the other."""
    extents = np.array([text_extent(line, font)[:2] for line in lines])
    high = extents[:, 1].max() + (len(lines) - 1) * size * LEADING
    return float(extents[:, 0].max()), float(high)


def _set_in(
    box: Box, lines: list[str], font: FontProperties, size: float, colour: str
) -> list[TextLine]:
    """Set lines one under the other, centred in a box."""
    left, low, right, _ = box
    return [
        TextLine(
            line,
            ((left + right - text_extent(line, font)[0]) / 2, low + row * size * LEADING),
            font,
            colour,
        )
        for row, line in enumerate(lines[::-1])
    ]


def draw_towns(area: BaseGeometry, *, ax: Axes, style: Style, land: Land) -> Drawing:
    """Name the most populated communes of an area, each by a dot, far from one another.

    Parameters
    ----------
    area : polygon
    ax : Axes
        The map, in metres.
    style : Style
    land : Land
        Its communes, with their population.
    """
    frame = Frame.of(ax)
    towns = _main_towns(area, frame, land)
    xy = towns.get_coordinates().to_numpy()
    dots = draw_circles(ax, xy, np.full(len(xy), TOWN), [style.ink] * len(xy), style, zorder=5)
    labels = [
        Label(float(x), float(y), TOWN, typeset(name), style.note, style.ink)
        for (x, y), name in zip(frame.to_mm(xy).tolist(), towns["nom"], strict=True)
    ]
    return Drawing(ax, (dots, *label_map(ax, labels, style).artists))


def towns_name(land: Land) -> str:
    """Say what is named: main towns, or communes where their population is not known."""
    return "Ville principale" if "population" in land.communes else "Commune"


def _populations(land: Land) -> "pd.Series[float]":
    """Give the population of each commune; the same, in order of codes, where none is known."""
    communes = land.communes
    if "population" in communes:
        return communes["population"].astype("float64")
    return pd.Series(1.0, index=communes.index.sort_values())


def _main_towns(area: BaseGeometry, frame: Frame, land: Land) -> gpd.GeoDataFrame:
    """Choose towns, the most populated first."""
    people = _populations(land)
    largest = people.nlargest(40 * TOWNS)
    halls = land.centres(largest.index.to_series())
    inside = gpd.GeoSeries(
        halls[shapely.within(halls.to_numpy(), area.intersection(frame.polygon))]
    )
    known = people[inside.index]
    known = known[known >= SMALLEST_TOWN * known.max()]
    kept: list[str] = []
    places = frame.to_mm(inside.get_coordinates().reindex(known.index))
    chosen = np.empty((0, 2))
    for code, place_mm in zip(known.index, places, strict=True):
        if len(kept) < TOWNS and (np.hypot(*(chosen - place_mm).T) >= TOWNS_APART).all():
            kept.append(code)
            chosen = np.vstack([chosen, place_mm])
    return gpd.GeoDataFrame({"nom": land.communes.loc[kept, "nom"]}, geometry=inside[kept])
