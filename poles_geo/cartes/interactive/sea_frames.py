"""The départements overseas on the interactive map: each in a frame at sea, at its own scale.

Shapes are computed in the legal projection of the département, then made larger or smaller and
laid in their frame, west of the metropole.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from poles_geo.cartes.ground.land import Land, embedded_land
from poles_geo.cartes.interactive.packing import Grid, pack_areas, pack_lines
from poles_geo.projections import LAMBERT_93, OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS
from poles_geo.typography import typeset

SIDE = 145_000.0
"""Side of a frame, in metres of the page."""
FIRST = -205_000.0, 6_790_000.0
"""Upper left corner of the first frame, in Lambert 93."""
STEP = 154_000.0
"""From a frame to the next, in metres."""
COLUMNS = 2
MARGIN, TITLE = 9_000.0, 30_000.0
"""Room between the land and the frame, and above it for the name, in metres."""
FRAME_DETAIL = 250.0
"""Simplification of the contours, in metres of the page."""


@dataclass(frozen=True)
class SeaFrame:
    """The frame of a département.

    Attributes
    ----------
    departement : str
    west, north : float
        Upper left corner, in metres of the page.
    """

    departement: str
    west: float
    north: float

    @property
    def polygon(self) -> shapely.Polygon:
        """The frame, on the page."""
        return shapely.box(self.west, self.north - SIDE, self.west + SIDE, self.north)

    def laid(self, shapes: gpd.GeoSeries) -> NDArray[np.object_]:
        """Lay shapes of the legal projection of the département in the frame."""
        shore = embedded_land().overseas_land(self.departement).regions
        low, high = shore.total_bounds.reshape(2, 2)
        room = np.array([SIDE, SIDE - TITLE]) - 2 * MARGIN
        scale = (room / (high - low)).min()
        middle = self.west + SIDE / 2, self.north - TITLE - (SIDE - TITLE) / 2
        return np.asarray(
            shapely.transform(
                shapes.to_numpy(), lambda xy: (xy - (low + high) / 2) * scale + middle
            )
        )


def frames_for(overseas: gpd.GeoDataFrame) -> list[SeaFrame]:
    """Make a frame for each département that has pôles, as `check_everywhere` gives them."""
    west, north = FIRST
    return [
        SeaFrame(code, west + STEP * (rank % COLUMNS), north - STEP * (rank // COLUMNS))
        for rank, code in enumerate(sorted(overseas["departement"].unique()))
    ]


def placed_in_frames(overseas: gpd.GeoDataFrame, frames: list[SeaFrame]) -> gpd.GeoDataFrame:
    """Place the pôles of each département in its frame, on the page (EPSG:2154)."""
    points = pd.Series(None, index=overseas.index, dtype=object)
    for frame in frames:
        here = overseas[overseas["departement"] == frame.departement]
        legal = gpd.GeoSeries(here.geometry).to_crs(OVERSEAS_PROJECTIONS[frame.departement])
        points[here.index] = frame.laid(legal)
    table = pd.DataFrame(overseas).drop(columns=["geometry", "departement"])
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=LAMBERT_93))


def ground_of(frames: list[SeaFrame], grid: Grid, *, land: Land | None = None) -> dict[str, str]:
    """Pack what lies in the frames: countries around, land, coasts."""
    land = land or embedded_land()
    shores = [frame.laid(land.overseas_land(frame.departement).regions) for frame in frames]
    shown = gpd.GeoSeries(
        shapely.simplify([shape for shapes in shores for shape in shapes], FRAME_DETAIL)
    )
    abroad = [
        shapely.intersection(
            frame.laid(land.overseas_land(frame.departement).neighbours), frame.polygon
        )
        for frame in frames
    ]
    around = gpd.GeoSeries([shape for shapes in abroad for shape in shapes]).simplify(FRAME_DETAIL)
    return {
        "etranger_outremer": "".join(pack_areas(around, grid)),
        "pays_outremer": "".join(pack_areas(shown, grid)),
        "cote_outremer": pack_lines(shown.boundary.union_all(), grid),
    }


def names_of(frames: list[SeaFrame], grid: Grid) -> list[list[object]]:
    """Name each frame, at its top: text, x and y in steps."""
    spots = [(frame.west + SIDE / 2, frame.north - TITLE / 2) for frame in frames]
    return [
        [typeset(OVERSEAS[frame.departement]), *grid.to_steps([spot])[0].tolist()]
        for frame, spot in zip(frames, spots, strict=True)
    ]


def frame_boxes(frames: list[SeaFrame], grid: Grid) -> list[list[int]]:
    """Sides of each frame in steps: left, top, right, bottom."""
    corners = [[(c.west, c.north), (c.west + SIDE, c.north - SIDE)] for c in frames]
    return [grid.to_steps(pair).ravel().tolist() for pair in corners]
