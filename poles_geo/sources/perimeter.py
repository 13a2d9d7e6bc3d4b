"""A perimeter drawn by hand or exported from a GIS: any polygons, read as one area.

Only the outline is read, no attribute. The projection is that of the file, never guessed.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio  # type: ignore[import-untyped]
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.errors import LayoutError, SourceError, check_choice
from poles_geo.sources.plausible import check_place

SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")


def read_perimeter(path: str | Path, *, layer: str | None = None) -> BaseGeometry:
    """Read the area that a file outlines.

    Parameters
    ----------
    path : path
        GeoJSON, GeoPackage or shapefile; any projection.
    layer : str, optional
        Layer of the outline, where the file has several.

    Returns
    -------
    Polygon or MultiPolygon
        EPSG:2154.

    Raises
    ------
    SourceError
        The file is not there.
    LayoutError
        No vector file, no projection, no polygon in it; several layers; not in its place.
    ChoiceError
        No such layer.
    """
    path = Path(path)
    if not path.is_file():
        raise SourceError(f"périmètre : fichier absent : {path}")
    try:
        outlines = pyogrio.read_dataframe(path, layer=_layer(path, layer))
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise LayoutError(
            f"périmètre : {path.name} n'est pas un fichier lisible de polygones "
            f"({', '.join(SUFFIXES)})."
        ) from error
    if not isinstance(outlines, gpd.GeoDataFrame):
        raise LayoutError(f"périmètre : {path.name} n'a pas de géométrie.")
    return area_of(outlines.geometry, path.name)


def _layer(path: Path, layer: str | None) -> str | None:
    """Check the name of a layer, or that the file has one only."""
    found = [str(known) for known in pyogrio.list_layers(path)[:, 0]]
    if layer is not None:
        return check_choice(layer, found, "layer")
    if len(found) > 1:
        raise LayoutError(
            f"périmètre : {path.name} a plusieurs couches ({', '.join(found)}) ; donnez-en une par "
            f'layer= : zone=geopandas.read_file("{path.name}", layer="{found[0]}").'
        )
    return None


def area_of(outlines: gpd.GeoSeries, name: str) -> BaseGeometry:
    """Join outlines, of any projection, into one area in EPSG:2154.

    Raises
    ------
    LayoutError
        No projection; no polygon; not in its place.
    """
    if outlines.crs is None:
        raise LayoutError(f"périmètre : {name} ne dit pas sa projection (EPSG:2154, EPSG:4326…).")
    polygons = outlines[outlines.geom_type.isin(["Polygon", "MultiPolygon"]) & ~outlines.is_empty]
    if polygons.empty:
        found = ", ".join(sorted(outlines.geom_type.dropna().unique())) or "rien"
        raise LayoutError(f"périmètre : {name} n'a pas de polygone (trouvé : {found}).")
    check_place(
        gpd.GeoSeries(np.asarray(polygons), crs=outlines.crs),
        f"périmètre : {name}",
        outlines.crs.to_string(),
        "donnez le vrai système (perimetre.set_crs(…, allow_override=True))",
    )
    projected = gpd.GeoSeries(polygons).to_crs(2154)
    return shapely.union_all(shapely.make_valid(projected.to_numpy()))
