"""A perimeter drawn by hand or exported from a GIS: any polygons, read as one area.

Only the outline is read, no attribute. The projection is that of the file, never guessed.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.errors import LayoutError, check_choice, worded
from poles_geo.sources.plausible import check_place
from poles_geo.sources.vectors import VECTORS, check_vector, layers_of, read_layer


def read_perimeter(path: str | Path, *, layer: str | None = None) -> BaseGeometry:
    """Read the area that a file outlines.

    Parameters
    ----------
    path : path
        GeoJSON, GeoPackage, FlatGeobuf or shapefile; any projection.
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
    check_vector(path, "périmètre : ")
    refusal = (
        f"périmètre : {path.name} n'est pas un fichier lisible de polygones ({', '.join(VECTORS)})."
    )
    chosen = _layer(path, layer, layers_of(str(path), refusal))
    outlines = read_layer(str(path), chosen, f"périmètre : {path.name}", refusal)
    return area_of(outlines.geometry, path.name)


def _layer(path: Path, layer: str | None, found: list[str]) -> str | None:
    """Check the name of a layer, or that the file has one only; None where it has no name."""
    if layer is not None:
        return check_choice(layer, found, "layer")
    if len(found) > 1:
        raise LayoutError(
            f"périmètre : {path.name} a plusieurs couches ({', '.join(found)}) ; "
            + worded(
                f'donnez-en une : zone=geopandas.read_file("{path.name}", layer="{found[0]}").',
                "enregistrez celle de la zone dans un fichier à elle.",
            )
        )
    return next(iter(found), None)


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
        worded(
            "donnez le vrai système (perimetre.set_crs(…, allow_override=True))",
            "corrigez dans un SIG le système que le fichier déclare",
        ),
    )
    projected = gpd.GeoSeries(polygons).to_crs(2154)
    area = shapely.union_all(shapely.make_valid(projected.to_numpy()))
    if area.area == 0:
        raise LayoutError(f"périmètre : {name} n'a pas de surface (polygone plat).")
    return area
