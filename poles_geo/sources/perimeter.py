"""A perimeter drawn by hand or exported from a GIS: any polygons, read as one area.

Only the outline is read, no attribute. The projection is that of the file, never guessed.
"""

from pathlib import Path

import geopandas as gpd
import pyogrio  # type: ignore[import-untyped]
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.errors import LayoutError, SourceError

SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")


def read_perimeter(path: str | Path) -> BaseGeometry:
    """Read the area that a file outlines.

    Parameters
    ----------
    path : path
        GeoJSON, GeoPackage of one layer, or shapefile; any projection.

    Returns
    -------
    Polygon or MultiPolygon
        EPSG:2154.

    Raises
    ------
    SourceError
        The file is not there.
    LayoutError
        No vector file, no projection, no polygon in it.
    """
    path = Path(path)
    if not path.is_file():
        raise SourceError(f"périmètre : fichier absent : {path}")
    try:
        outlines = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise LayoutError(
            f"périmètre : {path.name} n'est pas un fichier lisible de polygones "
            f"({', '.join(SUFFIXES)})."
        ) from error
    if not isinstance(outlines, gpd.GeoDataFrame):
        raise LayoutError(f"périmètre : {path.name} n'a pas de géométrie.")
    return area_of(outlines.geometry, path.name)


def area_of(outlines: gpd.GeoSeries, name: str) -> BaseGeometry:
    """Join outlines, of any projection, into one area in EPSG:2154.

    Raises
    ------
    LayoutError
        No projection; no polygon.
    """
    if outlines.crs is None:
        raise LayoutError(f"périmètre : {name} ne dit pas sa projection (EPSG:2154, EPSG:4326…).")
    polygons = outlines[outlines.geom_type.isin(["Polygon", "MultiPolygon"]) & ~outlines.is_empty]
    if polygons.empty:
        found = ", ".join(sorted(outlines.geom_type.dropna().unique())) or "rien"
        raise LayoutError(f"périmètre : {name} n'a pas de polygone (trouvé : {found}).")
    projected = gpd.GeoSeries(polygons).to_crs(2154)
    return shapely.union_all(shapely.make_valid(projected.to_numpy()))
