"""A perimeter drawn by hand or exported from a GIS: any polygons, read as one area.

Only the outline is read, no attribute. The projection is that of the file, never guessed; the area
is in that of the metropole, or of the département overseas that the outline lies in.
"""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from poles_geo.edition.embedded import load_overseas
from poles_geo.errors import LayoutError, worded
from poles_geo.projections import DEGREES, LAMBERT_93, OVERSEAS_PROJECTIONS
from poles_geo.sources.plausible import check_place, ground_of
from poles_geo.sources.vectors import read_only_layer


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
        EPSG:2154, or the legal projection of the département overseas.

    Raises
    ------
    SourceError
        The file is not there.
    LayoutError
        No vector file, no projection, no polygon in it; several layers; not in its place.
    ChoiceError
        No such layer.
    """
    return placed_area(read_polygons(path, layer=layer), Path(path).name)[0]


def read_polygons(path: str | Path, *, layer: str | None = None) -> gpd.GeoSeries:
    """Read the polygons of a file, as :func:`read_perimeter`, in the projection that they are in.

    Raises
    ------
    SourceError, LayoutError, ChoiceError
        As :func:`read_perimeter`, but for the projection, the polygons and their place.
    """
    path = Path(path)
    remedy = worded(
        f'donnez-en une : zone=geopandas.read_file("{path.name}", layer="{{first}}")',
        "enregistrez celle de la zone dans un fichier à elle",
    )
    return read_only_layer(path, "périmètre", layer=layer, remedy=remedy).geometry


def placed_area(outlines: gpd.GeoSeries, name: str) -> tuple[BaseGeometry, str]:
    """Join outlines, of any projection, into one area in the legal one of where they are.

    Returns
    -------
    polygon, str
        The area; code of the département overseas that it lies in, empty in the metropole.

    Raises
    ------
    LayoutError
        No projection; no polygon; not in its place; in the metropole and overseas, or in several
        départements overseas.
    """
    if outlines.crs is None:
        raise LayoutError(f"périmètre : {name} ne dit pas sa projection (EPSG:2154, EPSG:4326…).")
    polygons = outlines[outlines.geom_type.isin(["Polygon", "MultiPolygon"]) & ~outlines.is_empty]
    if polygons.empty:
        found = ", ".join(sorted(outlines.geom_type.dropna().unique())) or "rien"
        raise LayoutError(f"périmètre : {name} n'a pas de polygone (trouvé : {found}).")
    departement = _departement_under(gpd.GeoSeries(polygons), name)
    check_place(
        gpd.GeoSeries(np.asarray(polygons), crs=outlines.crs),
        f"périmètre : {name}",
        outlines.crs.to_string(),
        worded(
            "donnez le vrai système (perimetre.set_crs(…, allow_override=True))",
            "corrigez dans un SIG le système que le fichier déclare",
        ),
        departement,
    )
    legal = LAMBERT_93 if departement is None else OVERSEAS_PROJECTIONS[departement]
    projected = gpd.GeoSeries(polygons).to_crs(legal)
    area = shapely.union_all(shapely.make_valid(projected.to_numpy()))
    if area.area == 0:
        raise LayoutError(f"périmètre : {name} n'a pas de surface (polygone plat).")
    return area, departement or ""


def _departement_under(outlines: gpd.GeoSeries, name: str) -> str | None:
    """Give the département overseas that outlines lie in; None elsewhere.

    Raises
    ------
    LayoutError
        They are in several, or in the metropole too.
    """
    known = outlines[~outlines.isna() & ~outlines.is_empty]
    if known.crs is None or known.empty:
        return None
    degrees = np.asarray(gpd.GeoSeries(known).to_crs(DEGREES))
    here = np.isfinite(shapely.bounds(degrees)).all(axis=1)
    communes = load_overseas()
    outline, commune = communes.sindex.query(degrees[here], predicate="intersects")
    found = sorted(communes["departement"].iloc[commune].unique())
    if not found:
        return None
    others = gpd.GeoSeries(np.delete(degrees[here], np.unique(outline)), crs=DEGREES)
    mainland = ground_of().tree.query(np.asarray(others.to_crs(LAMBERT_93)), predicate="intersects")
    places = [*found, *(["la métropole"] if mainland.size else [])]
    if len(places) > 1:
        raise LayoutError(
            f"périmètre : {name} a des polygones de plusieurs territoires ({', '.join(places)}), "
            "qui ne tiennent pas sur une carte ; donnez ceux d'un seul."
        )
    return str(found[0])
