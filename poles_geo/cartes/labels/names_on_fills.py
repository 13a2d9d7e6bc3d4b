"""Names on filled areas: inside the area, dark or white after its fill; main towns, by a dot."""

from dataclasses import dataclass, field
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
from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.canvas.style import Style, contrast
from poles_geo.cartes.canvas.symbols import diameters, draw_circles
from poles_geo.cartes.canvas.text import TextLine, text_extent, write
from poles_geo.cartes.ground.land import Land
from poles_geo.cartes.labels.area_names import LEADING, AreaNames, layouts
from poles_geo.cartes.labels.label_places import Label, touches_any
from poles_geo.cartes.labels.labelling import label_map
from poles_geo.cartes.labels.occupation import boxes_of, symbols_on, written_on
from poles_geo.cartes.labels.rooms import Room
from poles_geo.errors import ChoiceError, check_choice
from poles_geo.typography import typeset

TOWN = 1.3
"""Diameter, in mm, of the dot of a town."""
TOWNS, TOWNS_APART, CITIES_APART = 24, 16.0, 9.0
"""Towns named at most; how far one is from any larger, and a city from any city, in mm."""
MAIN_TOWN = "Ville principale"
"""What a legend calls the dot of a town."""
CITY = 0.1
"""Least population of a city, as a share of that of the largest."""
OUTDONE = 2.0
"""How many times as populated as its neighbour a town is, to be missed where that one is named."""
ROUGH = 0.3
"""How far, in mm, the outline of an area may be from the true one to place its name."""
MOSTLY = 0.65
"""Share of a small name that its area holds, at least, when it does not hold all of it."""
SMALLEST_TOWN = 0.02
"""Least population of a town that is named, as a share of that of the largest."""
WAYS = ("auto", "areas", "places", "none")
"""What may be named on filled areas."""
ROOM = 60.0
"""What an area has on the page, in mm² on average, when areas are named unless otherwise asked."""


@dataclass(frozen=True)
class FillNames:
    """What is to be named on filled areas.

    Attributes
    ----------
    way : {"auto", "areas", "places", "none"}
        "auto": areas when they have room, else places.
    areas : GeoSeries
        Polygons of the map, index their code.
    texts, fills : Series of str
        Name of each area that has one; colour under it.
    circles : GeoDataFrame, optional
        Points on the areas, index codes; effectif. The name of an area is beside its circle, and
        many areas have none unless it is asked.

    Raises
    ------
    ChoiceError
        Unknown way; areas without a name.
    """

    way: str
    areas: gpd.GeoSeries
    texts: "pd.Series[str]" = field(default_factory=lambda: pd.Series(dtype="str"))
    fills: "pd.Series[str]" = field(default_factory=lambda: pd.Series(dtype="str"))
    circles: gpd.GeoDataFrame | None = None

    def __post_init__(self) -> None:
        check_choice(self.way, WAYS, "names")
        if self.way == "areas" and self.texts.empty:
            raise ChoiceError(
                "names = 'areas' : les aires n'ont pas de nom ; une colonne nom les leur donne."
            )

    def chosen(self, frame: Frame) -> str:
        """Say which way is taken on a map."""
        if self.way != "auto":
            return self.way
        room = self.areas.area.mean() / frame.metres_per_mm**2
        if len(self.texts) and room >= ROOM:
            return "areas"
        return "places" if self.circles is None else "none"


def draw_fill_names(
    names: FillNames, subject: BaseGeometry, *, ax: Axes, style: Style, land: Land
) -> tuple[str, ...]:
    """Name areas, places or nothing on a map; give the names that found no place.

    Parameters
    ----------
    names : FillNames
    subject : polygon
        What the map is about, whose towns are named.
    ax : Axes
        The map, in metres.
    style : Style
    land : Land
        Its communes, with their population.
    """
    way = names.chosen(Frame.of(ax))
    if way == "places":
        draw_towns(subject, ax=ax, style=style, land=land)
    if way != "areas":
        return ()
    if names.circles is not None:
        return _name_circles(names.circles, names.texts, ax=ax, style=style)
    named = gpd.GeoSeries(names.areas[names.texts.index])
    return draw_names_on(named, names.texts, names.fills, ax=ax, style=style).left_out


def _name_circles(
    circles: gpd.GeoDataFrame, texts: "pd.Series[str]", *, ax: Axes, style: Style
) -> tuple[str, ...]:
    """Name circles, the largest first; give the names that found no place."""
    named = circles[circles.index.isin(texts.index)].sort_values(
        "effectif", ascending=False, kind="stable"
    )
    places = Frame.of(ax).to_mm(named.get_coordinates().to_numpy()).tolist()
    sizes = diameters(named["effectif"], style).tolist()
    labels = [
        Label(x, y, size, typeset(text), style.note, style.ink)
        for (x, y), size, text in zip(places, sizes, texts[named.index], strict=True)
    ]
    return tuple(label.text for label in label_map(ax, labels, style).left_out)


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
    lines_on: dict[str, list[TextLine]] = {}
    left_out = []
    for code in order:
        text, room = typeset(str(names[code])), Room(shown[code], frame)
        colour = readable(fills[code], style)
        sought = [
            (size, lines, share)
            for share, sizes in ((1.0, (style.text, style.note)), (MOSTLY, (style.note,)))
            for size, lines in product(sizes, layouts(text))
        ]
        for size, lines, share in sought:
            box = room.place(*_size(lines, style.font(size), size), taken, share)
            if box is None:
                continue
            whole = share == 1.0
            font = style.font(size)
            halo = fills[code] if whole else style.halo
            written = _set_in(box, lines, font, size, colour if whole else style.ink)
            lines_on.setdefault(halo, []).extend(written)
            taken = np.vstack([taken, box])
            break
        else:
            left_out.append(text)
    drawn = [
        artist
        for halo, written in lines_on.items()
        for artist in write(ax, frame, style, written, zorder=4.4, halo=halo)
    ]
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


def draw_towns(
    area: BaseGeometry,
    *,
    most: int = TOWNS,
    spread: float = 0.0,
    faint: bool = False,
    ax: Axes,
    style: Style,
    land: Land,
) -> Drawing:
    """Name the most populated communes of an area, each by a dot, far from one another.

    Parameters
    ----------
    area : polygon
    most : int
        How many, at most.
    spread : float
        Least distance between two, as a share of the shorter side of the map.
    faint : bool
        In grey, under what the map is about.
    ax : Axes
        The map, in metres.
    style : Style
    land : Land
        Its communes, with their population.
    """
    frame = Frame.of(ax)
    colour = style.grey if faint else style.ink
    least = spread * min(frame.width, frame.height)
    towns = _main_towns(area, frame, land, written_on(ax, frame), least)[:most]
    drawn, left_out = _draw_named(towns, ax, frame, style, colour)
    if left_out:  # a dot without a name says nothing
        for artist in drawn:
            artist.remove()
        named = gpd.GeoDataFrame(towns[~towns["nom"].map(typeset).isin(left_out)])
        drawn, _ = _draw_named(named, ax, frame, style, colour)
    return Drawing(ax, drawn)


def _draw_named(
    towns: gpd.GeoDataFrame, ax: Axes, frame: Frame, style: Style, colour: str
) -> tuple[tuple[Artist, ...], set[str]]:
    """Draw towns, a dot and a name each; give the names that found no place."""
    xy = towns.get_coordinates().to_numpy()
    dots = draw_circles(ax, xy, np.full(len(xy), TOWN), [colour] * len(xy), style, zorder=5)
    labels = [
        Label(float(x), float(y), TOWN, typeset(name), style.note, colour)
        for (x, y), name in zip(frame.to_mm(xy).tolist(), towns["nom"], strict=True)
    ]
    placed = label_map(ax, labels, style)
    return (dots, *placed.artists), {label.text for label in placed.left_out}


def _main_towns(
    area: BaseGeometry, frame: Frame, land: Land, written: Boxes, least: float
) -> gpd.GeoDataFrame:
    """Choose towns, the most populated first; none whose dot a text covers.

    `least`: between any two, in mm.
    """
    near = land.communes.iloc[land.communes.sindex.query(shapely.box(*area.bounds))]
    people = near["population"].astype("float64")
    largest = people.nlargest(40 * TOWNS)
    halls = land.centres(largest.index.to_series())
    shapely.prepare(area)
    held = [shapely.contains(ground, halls.to_numpy()) for ground in (area, frame.polygon)]
    inside = gpd.GeoSeries(halls[np.logical_and(*held)])
    known = people[inside.index]
    known = known[known >= SMALLEST_TOWN * known.max()]
    kept: list[str] = []
    places = frame.to_mm(inside.get_coordinates().reindex(known.index))
    dots = boxes_of(np.column_stack([places, np.full(len(places), TOWN)]))
    hidden = touches_any(dots, written)
    chosen: list[int] = []
    spots, counts = places[~hidden], known.to_numpy()[~hidden]
    for rank, code in enumerate(known.index[~hidden]):
        far = np.hypot(*(spots - spots[rank]).T)
        city = counts[rank] >= CITY * known.max()
        outdone = (counts >= OUTDONE * counts[rank]) & (far < TOWNS_APART)
        apart = max(least, CITIES_APART if city else TOWNS_APART)
        if len(kept) < TOWNS and (far[chosen] >= apart).all() and (city or not outdone.any()):
            kept.append(code)
            chosen.append(rank)
    return gpd.GeoDataFrame({"nom": land.communes.loc[kept, "nom"]}, geometry=inside[kept])
