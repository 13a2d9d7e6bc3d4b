"""The mesh of pôles: which are neighbours, and how strongly they attract each other.

Counted: straight lines between centre communes, and the costs of a table when there is one. Not
counted: roads that nobody gave, borders, what patients do.
"""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from poles_geo.analyses.mesh.graphs import GRAPHS, by_code, neighbour_pairs, shortest_tree
from poles_geo.analyses.mesh.pole_costs import PoleCosts, costs_of_poles, every_pair
from poles_geo.analyses.pole_points import places_of
from poles_geo.analyses.reach.costs import STRAIGHT
from poles_geo.coded import WARNINGS, warnings_in
from poles_geo.errors import check_choice, warn
from poles_geo.ranking.unseen import told_unseen
from poles_geo.typography import french_count


def links(
    poles: gpd.GeoDataFrame, *, graph: str = "gabriel", costs: pd.DataFrame | None = None
) -> pd.DataFrame:
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
        Neighbours in straight lines.
    costs : DataFrame, optional
        One row a pair of pôles: origine, destination, and minutes or km, as
        :func:`poles_geo.read_costs` gives them. They then make the force; neighbours stay those
        of the straight lines, but for the tree, the one of least cost among all pairs of the
        table. The cost of a link is the mean of both ways, or of the one that the table has.

    Returns
    -------
    DataFrame
        One row a link, the strongest first: code_a, code_b (in the order of the codes),
        distance_km (straight line), with costs minutes or km, and force, the product of the two
        numbers of professionals over the square of the distance, or of the cost (professionals²
        / km², / min²). Cost and force are missing for a link that the table has not. `attrs`:
        those of the pôles, avertissements; remarques say the graph, the costs, and how many
        pairs the table has not.

    Raises
    ------
    TableError
        With every fault of the pôles (none in metres, a mass that is not over 0, a code twice,
        two at one place), or of the costs, as :func:`poles_geo.costs_between`; two pôles at no
        cost from each other.
    ChoiceError
        Unknown graph.

    Warns
    -----
    UserWarning
        When costs differ by the way or are in a unit that is not thinkable, when links have none,
        or when the tree does not join all.

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
    check_choice(graph, GRAPHS, "graph")
    places = by_code(places_of(poles))
    known = None if costs is None else costs_of_poles(places.codes, costs, poles)
    if known is not None and graph == "tree":
        pairs = shortest_tree(len(places.codes), *every_pair(known.both_ways))
    else:
        pairs = neighbour_pairs(places, graph)
    first, second = pairs.T
    distance = np.hypot(*(places.km[first] - places.km[second]).T)
    table = pd.DataFrame({"code_a": places.codes[first], "code_b": places.codes[second]})
    table["distance_km"] = distance
    apart = distance
    said: dict[str, Any] = {"graphe": graph, "couts": f"km {STRAIGHT}"}
    if known is not None:
        cost = known.both_ways[first, second]
        apart = np.where(np.isfinite(cost), cost, np.nan)
        table[known.column] = apart
        said |= {"couts": known.told, "couples_sans_cout": known.absent}
    table["force"] = places.masses[first] * places.masses[second] / apart**2
    table = table.sort_values("force", ascending=False, kind="stable", ignore_index=True)
    missing = len(places.codes) - 1 - len(pairs) if graph == "tree" else 0
    table.attrs = with_doubts(with_unseen(poles), said, _doubts(table, known, max(missing, 0)))
    return table


def _doubts(table: pd.DataFrame, known: PoleCosts | None, missing: int) -> list[str]:
    """Say what is to be known of the costs of links."""
    if known is None:
        return []
    doubts = list(known.doubts)
    if known.asymmetry:
        doubts.append(f"{known.asymmetry} : leur moyenne est prise.")
    if none := int(table["force"].isna().sum()):
        doubts.append(
            f"{french_count(none, 'lien')} sans coût dans la table : force inconnue, laissée vide."
        )
    if missing:
        doubts.append(
            "l'arbre ne joint pas tous les pôles : la table n'a aucun couple entre ses "
            f"{french_count(missing + 1, 'partie')}."
        )
    return doubts


def with_unseen(poles: pd.DataFrame) -> dict[Any, Any]:
    """Give the `attrs` of pôles, with what their table cannot show."""
    unseen = told_unseen(poles)
    said = [*warnings_in(poles.attrs), *unseen]
    return dict(poles.attrs) | ({WARNINGS: said} if unseen else {})


def with_doubts(
    attrs: Mapping[Any, Any], remarks: Mapping[str, Any], doubts: list[str]
) -> dict[Any, Any]:
    """Give the `attrs` of a measure: those of its table, with its remarks and its doubts.

    Doubts are warned of too.
    """
    for text in doubts:
        warn(text)
    said = dict(attrs) | {"remarques": {**(attrs.get("remarques") or {}), **remarks}}
    if doubts:
        said[WARNINGS] = [*warnings_in(attrs), *doubts]
    return said
