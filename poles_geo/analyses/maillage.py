"""The mesh of pôles: which are neighbours, and how strongly they attract each other.

Counted: straight lines between centre communes. Not counted: roads, borders, what patients do.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.analyses.places import places_of

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
        of the distance (professionals² / km²).

    Raises
    ------
    TableError
        As :func:`poles_geo.analyses.places.places_of`: with every fault.
    """
    pole_places = places_of(poles.sort_index())
    codes, places, masses = pole_places.codes, pole_places.km, pole_places.masses
    squares = ((places[:, None] - places) ** 2).sum(axis=2)
    rows = []
    for a, b in zip(*np.triu_indices(len(places), 1), strict=True):
        others = np.delete(squares[a] + squares[b], [a, b])
        if (others >= squares[a, b]).all():
            rows.append((a, b))
    first, second = np.array(rows, dtype=int).reshape(-1, 2).T
    distance = np.sqrt(squares[first, second])
    force = masses[first] * masses[second] / distance**2
    table = pd.DataFrame(
        dict(zip(COLUMNS, (codes[first], codes[second], distance, force), strict=True))
    )
    return table.sort_values("force", ascending=False, kind="stable", ignore_index=True)
