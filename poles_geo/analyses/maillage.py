"""The mesh of pôles: which are neighbours, and how strongly they attract each other.

Counted: straight lines between centre communes. Not counted: roads, borders, what patients do.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.coded import note_columns, note_index, plain_table
from poles_geo.errors import Faults, TableError

COLUMNS = ["code_a", "code_b", "distance_km", "force"]


def links(poles: gpd.GeoDataFrame) -> pd.DataFrame:
    """Link the pôles that no third one separates.

    Two pôles are linked when the circle whose diameter joins them holds no other (K. R. Gabriel
    and R. R. Sokal, « A new statistical approach to geographic variation analysis », 1969). The
    report names a mesh without saying how it is drawn: this reading needs no threshold.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; effectif.

    Returns
    -------
    DataFrame
        One row a link, the strongest first: code_a, code_b (in the order of the codes),
        distance_km, and force, the product of the two numbers of professionals over the square
        of the distance (professionals² / km²); infinite for two pôles at one place.

    Raises
    ------
    TableError
        With every fault: no point, another system than metres, a code that is no text or is there
        twice, an effectif that is no positive number.
    """
    ordered = _checked(poles).sort_index()
    places = ordered.get_coordinates().to_numpy()
    squares = ((places[:, None] - places) ** 2).sum(axis=2)
    rows = []
    for a, b in zip(*np.triu_indices(len(places), 1), strict=True):
        others = np.delete(squares[a] + squares[b], [a, b])
        if (others >= squares[a, b]).all():
            rows.append((a, b))
    first, second = np.array(rows, dtype=int).reshape(-1, 2).T
    counts = ordered["effectif"].to_numpy(dtype=float)
    distance = np.sqrt(squares[first, second]) / 1000
    with np.errstate(divide="ignore"):
        force = counts[first] * counts[second] / distance**2
    codes = ordered.index.to_numpy()
    table = pd.DataFrame(
        dict(zip(COLUMNS, (codes[first], codes[second], distance, force), strict=True))
    )
    return table.sort_values("force", ascending=False, kind="stable", ignore_index=True)


def _checked(poles: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return pôles with plain columns, or raise everything that is wrong with them."""
    faults = Faults("poles")
    poles = plain_table(poles)
    note_columns(faults, poles, ("effectif",))
    note_index(faults, poles.index)
    faults.raise_if_any(TableError)
    if again := poles.index[poles.index.duplicated()].unique().tolist():
        faults.add("code de bassin répété", again)
    numbers = pd.to_numeric(poles["effectif"], errors="coerce").to_numpy(float, na_value=np.nan)
    if (wrong := ~((numbers >= 0) & np.isfinite(numbers))).any():
        faults.add("effectif : un nombre positif est attendu", poles.index[wrong])
    if poles.active_geometry_name is None:
        faults.add('aucune géométrie : table.set_geometry("…") dit quelle colonne en est une')
    elif poles.crs is None or not poles.crs.is_projected:
        faults.add(f"projection en mètres attendue (poles.to_crs(2154)) ; trouvée : {poles.crs}")
    elif (away := ~poles.geom_type.eq("Point").to_numpy() | poles.is_empty.to_numpy()).any():
        faults.add("point absent ou vide", poles.index[away])
    elif (away := ~np.isfinite(poles.get_coordinates().to_numpy()).all(axis=1)).any():
        faults.add("point dont les coordonnées ne sont pas des nombres", poles.index[away])
    faults.raise_if_any(TableError)
    return poles
