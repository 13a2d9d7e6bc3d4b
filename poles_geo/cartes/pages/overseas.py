"""The départements overseas beside the metropole: each in a frame, its legal projection, its scale.

Their pôles are computed and drawn in that projection; nothing is moved next to the metropole.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from numpy.typing import NDArray
from pyproj import CRS

from poles_geo.cartes.canvas.areas import DETAIL, draw_line, fill_areas, outline_areas, visible
from poles_geo.cartes.canvas.axes import Drawing, dress, map_axes
from poles_geo.cartes.canvas.frame import Box, Boxes, Frame
from poles_geo.cartes.canvas.layout.insets import Inset, draw_inset
from poles_geo.cartes.canvas.marks import tell
from poles_geo.cartes.canvas.output.alternative import COLUMNS
from poles_geo.cartes.canvas.style import STYLE_REPORT, Style, for_ranks, rank_colour
from poles_geo.cartes.canvas.symbols import diameters, draw_circles
from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.labels.label_places import Label, touches_any
from poles_geo.cartes.labels.labelling import Labels, label_map
from poles_geo.cartes.labels.occupation import TIGHT_SCALE_BAR, boxes_of, corners
from poles_geo.cartes.layers.pole_labels import labels_of
from poles_geo.cartes.layers.poles import check_placed
from poles_geo.cartes.surround.scale_bar import draw_scale, length_for
from poles_geo.errors import check_choice, warn
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.ranking.carried import last_rank
from poles_geo.regions import OVERSEAS
from poles_geo.typography import french_count

FRAMES = ((24.0, 24.0), (20.5, 24.0), (20.0, 22.0), (18.0, 20.0), (16.0, 18.0))
"""Width and height of a frame, in mm: the first for which there is room is taken."""
GAP = 1.0
"""Space between two frames, and around them, in mm."""
PASSES = 3
"""A circle that goes beyond the shore makes the ground larger, and itself with it."""
BANDS = (3.8, 4.2)
"""What the title takes at the top of a frame, and the scale bar at its foot, in mm."""


@dataclass(frozen=True)
class Overseas:
    """Pôles overseas, and where each département has its frame.

    Attributes
    ----------
    poles : GeoDataFrame
        As :func:`check_everywhere` gives them.
    boxes : dict of str to tuple of float
        By code of département: xmin, ymin, xmax, ymax on the map, in mm from its lower left
        corner. Empty: the page has no room for them.
    """

    poles: gpd.GeoDataFrame
    boxes: dict[str, Box]

    @property
    def shown(self) -> gpd.GeoDataFrame:
        """Pôles that the page shows."""
        return self.poles if self.boxes else self.poles.iloc[:0]


def draw_overseas_base(
    departement: str,
    *,
    ax: Axes | None = None,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Drawing:
    """Draw sea, shore and neighbouring countries of a département overseas.

    Parameters
    ----------
    departement : {"971", "972", "973", "974", "976"}
        Guadeloupe, Martinique, Guyane, La Réunion, Mayotte.
    ax : Axes, optional
        In metres of its legal projection. By default, new axes framed around it.
    style : Style
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Raises
    ------
    ChoiceError
        Another code; axes that are no map.
    """
    check_choice(departement, OVERSEAS, "departement")
    here = (land or embedded_land()).overseas_land(departement)
    shore = here.regions
    ax, frame = map_axes(ax, shore.total_bounds, style)
    dress(ax, style)
    ax.set_facecolor(style.sea)
    detail = DETAIL * frame.metres_per_mm
    ground = frame.polygon.buffer(5 * frame.metres_per_mm)
    abroad = visible(here.neighbours, frame).intersection(ground)
    abroad = gpd.GeoSeries(abroad.simplify(detail / 2))
    shown = gpd.GeoSeries(shore.simplify_coverage(detail))
    coast = shown.boundary.union_all()
    frontier = abroad.union_all().buffer(3 * detail, join_style="mitre")
    drawn = []
    if len(abroad):
        beyond = abroad.buffer(2 * detail, join_style="mitre")
        drawn = [
            fill_areas(ax, beyond, style.abroad, zorder=1),
            *outline_areas(ax, abroad, style.frontier_colour, style.coast_width, zorder=1.2),
        ]
        tell(drawn[0], ground="abroad")
    drawn.append(fill_areas(ax, shown, style.land, zorder=2))
    tell(drawn[-1], ground="land")
    lines = (
        (coast.difference(frontier), style.coast_colour, style.coast_width, 3.1),
        (coast.intersection(frontier), style.region_colour, style.region_width, 3.2),
    )
    drawn += [
        draw_line(ax, line, colour, width, zorder=zorder)
        for line, colour, width, zorder in lines
        if not line.is_empty
    ]
    return Drawing(ax, tuple(drawn))


def draw_overseas_inset(
    departement: str,
    overseas: gpd.GeoDataFrame,
    box: Box,
    *,
    ax: Axes,
    style: Style = STYLE_REPORT,
    land: Land | None = None,
) -> Labels:
    """Draw a département overseas and its pôles in a frame on a map.

    Circles have the sizes and colours of the map; names are no larger than notes.

    Parameters
    ----------
    departement : str
        As for :func:`draw_overseas_base`.
    overseas : GeoDataFrame
        As :func:`check_everywhere` gives them; those of other départements are left aside.
    box : tuple of float
        The frame: xmin, ymin, xmax, ymax in mm from the lower left corner of the map.
    ax : Axes
        The map that holds the frame.
    style : Style
        The map's.
    land : Land, optional
        What lies under the map; the embedded edition by default.
    """
    check_placed(overseas, overseas=True)
    land = land or embedded_land()
    style = for_ranks(style, last_rank(overseas))
    points = gpd.GeoDataFrame(overseas[overseas["departement"] == departement])
    points = points.to_crs(OVERSEAS_PROJECTIONS[departement])
    sizes = diameters(points["effectif"], style)
    inset = draw_inset(_framed(departement, points, sizes, box, land=land), ax=ax, style=style).axes
    draw_overseas_base(departement, ax=inset, style=style, land=land)
    circles = draw_circles(
        inset,
        points.get_coordinates(),
        sizes,
        [rank_colour(rang, style) for rang in points["rang"]],
        style,
        values=points["effectif"],
    )
    tell(circles, shown=points[COLUMNS])
    draw_scale(ax=inset, style=style)
    small = {rang: min(size, style.note) for rang, size in style.label_sizes.items()}
    style = replace(style, label_sizes=MappingProxyType(small))
    return label_map(inset, labels_of(points, Frame.of(inset), style), style)


def draw_overseas(
    overseas: Overseas, *, ax: Axes, style: Style = STYLE_REPORT, land: Land | None = None
) -> list[Label]:
    """Draw every frame of the départements overseas; return the labels without a place."""
    land = land or embedded_land()
    return [
        label
        for departement, box in overseas.boxes.items()
        for label in draw_overseas_inset(
            departement, overseas.poles, box, ax=ax, style=style, land=land
        ).left_out
    ]


def _framed(
    departement: str, points: gpd.GeoDataFrame, sizes: NDArray[np.float64], box: Box, *, land: Land
) -> Inset:
    """Frame the shore and the circles between the title and the scale bar.

    The background of the bar may lie on shore; the circles move up where it would lie on one.
    """
    for foot in (BANDS[1], TIGHT_SCALE_BAR[1]):
        extent = _extent(land.overseas_land(departement).regions, points, sizes, box, foot)
        inset = Inset("", OVERSEAS[departement], extent, box)
        frame = inset.frame
        circles = boxes_of(np.column_stack([frame.to_mm(points.get_coordinates()), sizes]))
        bar = np.array([next(iter(corners(frame, length_for(frame)).values()))])
        if not touches_any(circles, bar).any():
            break
    return inset


def _extent(
    shore: gpd.GeoSeries,
    points: gpd.GeoDataFrame,
    sizes: NDArray[np.float64],
    box: Box,
    below: float,
) -> Box:
    """Ground that a frame shows; `below` is kept free of circles at its foot, in mm."""
    left, low, right, high = box
    top, foot = BANDS
    size = np.array([right - left, high - low - top - foot])
    bounds = shore.total_bounds.reshape(2, 2)
    radii, xy = sizes[:, None] / 2, points.get_coordinates().to_numpy()
    for _ in range(PASSES):
        scale = float(((bounds[1] - bounds[0]) / size).max())
        around = radii * scale
        lowest, highest = (xy - around).min(axis=0), (xy + around).max(axis=0)
        lowest[1] -= (below - foot) * scale
        bounds = np.array([np.minimum(bounds[0], lowest), np.maximum(bounds[1], highest)])
    (xmin, ymin), (xmax, ymax) = bounds.tolist()
    return xmin, ymin - foot * scale, xmax, ymax + top * scale


def find_room(
    overseas: gpd.GeoDataFrame,
    frame: Frame,
    points: gpd.GeoDataFrame,
    insets: Sequence[Inset],
    style: Style,
    *,
    taken: Sequence[Box] = (),
    land: Land | None = None,
) -> Overseas:
    """Find room on the map of the metropole for a frame by département that has pôles.

    The frames are as large, and their rows as few, as can be. They hide neither French shore, nor
    a circle, nor an inset, nor the corner of the scale bar.

    Parameters
    ----------
    overseas : GeoDataFrame
        As :func:`check_everywhere` gives them.
    frame : Frame
        Of the map.
    points : GeoDataFrame
        Pôles of the metropole.
    insets : sequence of Inset
        Insets of the map.
    style : Style
    taken : sequence of Box
        Other boxes to keep clear of, in mm.
    land : Land, optional
        What lies under the map; the embedded edition by default.

    Warns
    -----
    UserWarning
        When there is no room: no frame is drawn.
    """
    land = land or embedded_land()
    departements = sorted(overseas["departement"].unique())
    symbols = np.column_stack(
        [frame.to_mm(points.get_coordinates()), diameters(points["effectif"], style)]
    )
    scale = next(iter(corners(frame, length_for(frame)).values()))
    used = np.vstack([boxes_of(symbols), [scale, *(inset.box for inset in insets), *taken]])
    lefts = sorted({GAP, *(inset.box[2] + GAP for inset in insets)})
    for size, rows, left in product(FRAMES, range(1, len(departements) + 1), lefts):
        boxes = _grid(len(departements), rows, left, size)
        if _is_free(boxes, used, frame, land=land):
            return Overseas(overseas, dict(zip(departements, boxes, strict=True)))
    if departements:
        warn(
            f"{french_count(len(overseas), 'pôle')} d'outre-mer, hors de cette page : elle n'a pas "
            f"la place de {french_count(len(departements), 'encart')} "
            f"({', '.join(overseas.index[:10])}) ; une page A4 l'a."
        )
    return Overseas(overseas, {})


def _grid(count: int, rows: int, left: float, size: tuple[float, float]) -> list[Box]:
    """Boxes in rows from the foot of a map, the first in the upper left corner."""
    columns = -(-count // rows)
    row, column = np.divmod(np.arange(count), columns)
    low = np.column_stack([column, rows - 1 - row]) * (np.array(size) + GAP) + (left, GAP)
    return [(float(x), float(y), float(x) + size[0], float(y) + size[1]) for x, y in low]


def _is_free(boxes: Sequence[Box], used: Boxes, frame: Frame, *, land: Land) -> bool:
    frames = np.array(boxes)
    if (frames[:, 2:] > (frame.width - GAP, frame.height - GAP)).any():
        return False
    if touches_any(frames, used).any():
        return False
    low, high = frame.to_metres(frames[:, :2] - GAP), frame.to_metres(frames[:, 2:] + GAP)
    hidden = shapely.union_all(shapely.box(*low.T, *high.T))
    return not land.regions.intersects(hidden).any()


def notes_of_overseas(overseas: Overseas) -> list[str]:
    """Say in which projection each département is drawn, or that there was no room for them."""
    if overseas.poles.empty:
        return []
    if not overseas.boxes:
        count = len(overseas.poles)
        return [f"{french_count(count, 'pôle')} d'outre-mer hors de cette page, faute de place."]
    return [projections_told(overseas.boxes)]


def projections_told(departements: Iterable[str]) -> str:
    """Say in which projection each département is drawn."""
    rows: dict[str, list[str]] = {}
    for departement in sorted(set(departements)):
        name = CRS(OVERSEAS_PROJECTIONS[departement]).name.replace("zone ", "")
        rows.setdefault(name, []).append(OVERSEAS[departement])
    listed = ", ".join(f"{' et '.join(names)} en {name}" for name, names in rows.items())
    return f"Outre-mer en projection légale : {listed}."
