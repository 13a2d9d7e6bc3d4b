"""Circles: the area is in proportion to the number of professionals, or to that of its class.

Drawn largest first, each with a white ring, so that small ones stay visible on large ones.
"""

from dataclasses import replace

import geopandas as gpd
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection, PathCollection
from numpy.typing import ArrayLike, NDArray

from poles_geo.cartes.canvas.marks import tell, told
from poles_geo.cartes.canvas.style import MM, Style, circle_rim


def diameters(effectifs: ArrayLike, style: Style) -> NDArray[np.float64]:
    """Diameters in mm of the circles of `effectifs` (professionals)."""
    shown = np.asarray(effectifs, dtype=float)
    if style.symbol_bounds:
        shown = np.array(class_values(style))[class_of(shown, style)]
    return style.symbol_10000 * np.sqrt(shown / 10_000)


def class_of(effectifs: ArrayLike, style: Style) -> NDArray[np.intp]:
    """Class of size of `effectifs`, from 0; a number equal to a bound is above it."""
    return np.searchsorted(style.symbol_bounds, np.asarray(effectifs), side="right")


def class_values(style: Style) -> list[float]:
    """Give the number of professionals whose circle each class of size has."""
    return [style.symbol_bounds[0] / 2, *style.symbol_bounds]


def fitted(style: Style, effectifs: ArrayLike, *, least: float, most: float) -> Style:
    """Return the style whose largest circle of `effectifs` has a diameter between two, in mm."""
    largest = float(np.max(diameters(effectifs, style), initial=0.0))
    if not largest:
        return style
    return replace(
        style, symbol_10000=style.symbol_10000 * float(np.clip(largest, least, most)) / largest
    )


def draw_rings(
    ax: Axes,
    points: ArrayLike,
    sizes: ArrayLike,
    colours: list[str],
    style: Style,
    *,
    clip: bool = True,
) -> EllipseCollection:
    """Draw circles without fill: arguments as those of :func:`draw_circles`."""
    widths = (np.asarray(sizes, dtype=float) - style.hollow_width / MM) * MM
    rings = EllipseCollection(
        widths,
        widths,
        np.zeros(len(widths)),
        units="points",
        offsets=np.asarray(points, dtype=float).reshape(-1, 2),
        offset_transform=ax.transData,
        facecolors="none",
        edgecolors=colours,
        linewidths=style.hollow_width,
        zorder=4.4,
        clip_on=clip,
    )
    ax.add_collection(rings, autolim=False)
    return rings


def draw_circles(
    ax: Axes,
    points: ArrayLike,
    sizes: ArrayLike,
    colours: list[str],
    style: Style,
    *,
    values: ArrayLike | None = None,
    zorder: float = 5,
    clip: bool = True,
) -> EllipseCollection:
    """Draw circles on a map.

    Parameters
    ----------
    points : array (n × 2)
        Centres, in the units of the axes.
    sizes : array (n)
        Diameters in mm, to the outer edge of the outline.
    colours : list of n colours
    values : array (n), optional
        Numbers that the sizes show, told to the linter.
    clip : bool
        Cut what goes beyond the axes.

    Returns
    -------
    EllipseCollection
        For each circle, largest first, its white ring then itself.
    """
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    sizes = np.asarray(sizes, dtype=float)
    order = np.argsort(-sizes, kind="stable")
    ring = sizes[order] + 2 * style.white_ring
    rims = np.minimum(style.ring_width / MM, sizes[order])
    drawn = sizes[order] - rims
    widths = np.column_stack([ring, drawn]).ravel() * MM
    faces = [colour for i in order for colour in (style.halo, colours[i])]
    rim_of = {colour: circle_rim(colour, style) for colour in set(colours)}
    edges = [colour for i in order for colour in (style.halo, rim_of[colours[i]])]
    circles = EllipseCollection(
        widths,
        widths,
        np.zeros(len(widths)),
        units="points",
        offsets=np.repeat(points[order], 2, axis=0),
        offset_transform=ax.transData,
        facecolors=faces,
        edgecolors=edges,
        linewidths=np.column_stack([np.zeros(len(order)), rims * MM]).ravel(),
        zorder=zorder,
        clip_on=clip,
    )
    ax.add_collection(circles, autolim=False)
    if values is not None:
        tell(circles, values=np.repeat(np.asarray(values, dtype=float)[order], 2), style=style)
    return circles


def draw_counts(
    ax: Axes, places: gpd.GeoDataFrame, colours: list[str], style: Style, *, zorder: float = 5
) -> EllipseCollection:
    """Draw the circle of each place, its area in proportion to its effectif.

    Parameters
    ----------
    places : GeoDataFrame
        n points; effectif.
    colours : list of n colours
    """
    effectifs = places["effectif"]
    return draw_circles(
        ax,
        places.get_coordinates(),
        diameters(effectifs, style),
        colours,
        style,
        values=effectifs,
        zorder=zorder,
    )


def draw_nested(
    ax: Axes,
    points: ArrayLike,
    outer: ArrayLike,
    inner: ArrayLike,
    colours: list[str],
    style: Style,
    *,
    under: str,
    edge: str | None = None,
    values: tuple[ArrayLike, ArrayLike] | None = None,
    clip: bool = True,
) -> EllipseCollection:
    """Draw circles that each hold a disc, on one scale.

    Parameters
    ----------
    points : array (n × 2)
        Centres, in the units of the axes.
    outer, inner : array (n)
        Diameters in mm, to the outer edge, of the circles and of their discs; 0: no disc.
    colours : list of n colours
        Of the discs.
    under : str
        Colour of the circles.
    edge : str, optional
        Colour of the outlines of the discs; theirs, darker, by default.
    values : two arrays (n), optional
        Numbers that the sizes of the circles and of the discs show, told to the linter.
    clip : bool
        Cut what goes beyond the axes.

    Returns
    -------
    EllipseCollection
        For each, largest first: its white ring, its circle, its disc.
    """
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    order = np.argsort(-np.asarray(outer, dtype=float), kind="stable")
    sizes = [np.asarray(given, dtype=float)[order] for given in (outer, inner)]
    rims = [np.minimum(style.ring_width / MM, size) for size in sizes]
    widths = [sizes[0] + 2 * style.white_ring, sizes[0] - rims[0], sizes[1] - rims[1]]
    faces, edges = [], []
    for i in order:
        faces += [style.halo, under, colours[i]]
        edges += [style.halo, circle_rim(under, style)]
        edges.append(edge or circle_rim(colours[i], style))
    nested = EllipseCollection(
        np.column_stack(widths).ravel() * MM,
        np.column_stack(widths).ravel() * MM,
        np.zeros(3 * len(order)),
        units="points",
        offsets=np.repeat(points[order], 3, axis=0),
        offset_transform=ax.transData,
        facecolors=faces,
        edgecolors=edges,
        linewidths=np.column_stack([np.zeros(len(order)), *rims]).ravel() * MM,
        zorder=5,
        clip_on=clip,
    )
    ax.add_collection(nested, autolim=False)
    shown = np.column_stack([np.zeros(len(order), bool), sizes[0] > 0, sizes[1] > 0])
    tell(nested, seen=shown.ravel())
    if values is not None:
        circle, disc = (np.asarray(numbers, dtype=float)[order] for numbers in values)
        tell(nested, values=np.column_stack([circle, circle, disc]).ravel(), style=style)
    return nested


def circles_seen(
    item: EllipseCollection | PathCollection, offsets: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Tell the circles of a collection from the rings that are only there to part them.

    Those that it was told; else the last drawn at each place.
    """
    seen = told(item, "seen")
    if seen is not None:
        return np.asarray(seen, dtype=bool)
    return np.append((offsets[1:] != offsets[:-1]).any(axis=1), True)[: len(offsets)]
