"""The pôles near what a map is about, which its page should show: those of the first ranks."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.cartes.canvas.layout.ground_room import FAR, Neighbours
from poles_geo.cartes.canvas.style import Style
from poles_geo.cartes.canvas.symbols import diameters

WORTH = {1: 0.06, 2: 0.02}
"""Share of a page that hiding a pôle of these ranks must save."""


def main_neighbours(
    points: gpd.GeoDataFrame, about: "pd.Series[bool]", area: BaseGeometry, style: Style
) -> Neighbours:
    """Give the pôles of the first ranks that are near an area, and not of it.

    Parameters
    ----------
    points : GeoDataFrame
        As :func:`poles_geo.cartes.check_poles` gives them.
    about : Series of bool
        Those that the map is about.
    area : geometry
        What it is about.
    style : Style
        Sizes of the circles.
    """
    others = points[~about.to_numpy() & points["rang"].isin(WORTH).to_numpy()]
    near = others[shapely.dwithin(others.geometry.to_numpy(), area, FAR)]
    return Neighbours(
        near.get_coordinates().to_numpy(dtype=float),
        np.asarray(diameters(near["effectif"], style), dtype=float),
        np.array([WORTH[int(rang)] for rang in near["rang"]], dtype=np.float64),
    )
