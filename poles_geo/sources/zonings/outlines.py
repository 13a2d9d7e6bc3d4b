"""Outlines of territories drawn by hand or exported from a GIS, one name each.

Only the outlines and the column of their names are read. The projection is that of the file.
"""

from pathlib import Path

import geopandas as gpd

from poles_geo.errors import LayoutError
from poles_geo.sources.vectors import read_only_layer


def read_outlines(path: str | Path, name: str) -> gpd.GeoDataFrame:
    """Read the outlines of territories.

    Parameters
    ----------
    path : path
        GeoJSON, GeoPackage, FlatGeobuf or shapefile of one layer; any projection.
    name : str
        Column that names the territories.

    Returns
    -------
    GeoDataFrame
        Index `name`, as text; geometry alone. A territory of several outlines has several rows.

    Raises
    ------
    SourceError
        The file is not there.
    LayoutError
        No vector file, no such column, several layers, a territory without name.
    """
    path = Path(path)
    remedy = "enregistrez celle des territoires dans un fichier à elle"
    table = read_only_layer(path, "contours", remedy=remedy)
    if name not in table:
        raise LayoutError(
            f"contours : {path.name} n'a pas de colonne {name} ; elle doit porter les noms des "
            f"territoires comme la table des pôles. Colonnes : {', '.join(table.columns)}."
        )
    if table[name].isna().any():
        lines = ", ".join(map(str, (table.index[table[name].isna()] + 1)[:10]))
        raise LayoutError(f"contours : {path.name}, {name} : sans nom aux objets {lines}.")
    return gpd.GeoDataFrame(
        geometry=table.geometry.array, index=table[name].astype("str"), crs=table.crs
    )
