"""The mesh of pôles: which are neighbours, and how strongly they attract each other.

Counted: straight lines between centre communes. Not counted: roads, borders, what patients do.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.analyses.graphs import by_code, neighbour_pairs
from poles_geo.analyses.places import places_of

COLUMNS = ["code_a", "code_b", "distance_km", "force"]


def links(poles: gpd.GeoDataFrame, *, graph: str = "gabriel") -> pd.DataFrame:
    """Link the pôles that no third one separates.

    What separates two pôles is that of the graph. "gabriel": a third one inside the circle whose
    diameter joins them (K. R. Gabriel and R. R. Sokal, « A new statistical approach to geographic
    variation analysis », Systematic Zoology, 1969). "relative": one nearer to both than they are
    to each other (G. T. Toussaint, « The relative neighbourhood graph of a finite planar set »,
    Pattern Recognition, 1980). "delaunay": others inside every circle through both. "tree": no
    link but those of the shortest tree that joins all. Each has the links of the next, in the
    order delaunay, gabriel, relative, tree. A pôle on the edge does not separate. The report
    names a mesh without saying how it is drawn: none of these needs a threshold.

    Parameters
    ----------
    poles : GeoDataFrame
        Points in metres, index `code_bassin`; effectif.
    graph : {"gabriel", "relative", "tree", "delaunay"}

    Returns
    -------
    DataFrame
        One row a link, the strongest first: code_a, code_b (in the order of the codes),
        distance_km, and force, the product of the two numbers of professionals over the square
        of the distance (professionals² / km²). `attrs`: those of the pôles; remarques say the
        graph.

    Raises
    ------
    TableError
        As :func:`poles_geo.analyses.places.places_of`: with every fault.
    ChoiceError
        Unknown graph.

    Examples
    --------
    >>> import poles_geo as pg
    >>> poles = pg.load_report()
    >>> print(len(pg.links(poles)), "of", len(pg.links(poles, graph="delaunay")))
    298 of 446
    >>> tree = pg.links(poles, graph="tree")
    >>> print(len(tree), round(tree["distance_km"].sum()))
    152 7300
    """
    places = by_code(places_of(poles))
    first, second = neighbour_pairs(places, graph).T
    distance = np.hypot(*(places.km[first] - places.km[second]).T)
    force = places.masses[first] * places.masses[second] / distance**2
    table = pd.DataFrame(
        dict(
            zip(
                COLUMNS,
                (places.codes[first], places.codes[second], distance, force),
                strict=True,
            )
        )
    )
    table = table.sort_values("force", ascending=False, kind="stable", ignore_index=True)
    remarks = dict(poles.attrs.get("remarques") or {})
    table.attrs = dict(poles.attrs) | {"remarques": {**remarks, "graphe": graph}}
    return table
